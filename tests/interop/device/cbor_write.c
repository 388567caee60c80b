#include "cbor_write.h"

#include <cbor.h>
#include <string.h>

/* libcbor says 0 where there was no room. */
static void add(struct out *o, size_t n)
{
	if (!n)
		o->full = true;
	o->n += n;
}

#define AT(o) (o)->p + (o)->n, (o)->cap - (o)->n

void out_raw(struct out *o, struct span s)
{
	if (s.n > o->cap - o->n) {
		o->full = true;
		return;
	}
	if (s.n)
		memcpy(o->p + o->n, s.p, s.n);
	o->n += s.n;
}

void out_uint(struct out *o, uint64_t v)
{
	add(o, cbor_encode_uint(v, AT(o)));
}

void out_int(struct out *o, int64_t v)
{
	if (v >= 0)
		out_uint(o, (uint64_t)v);
	else
		add(o, cbor_encode_negint((uint64_t)(-1 - v), AT(o)));
}

void out_bytes_head(struct out *o, size_t n)
{
	add(o, cbor_encode_bytestring_start(n, AT(o)));
}

void out_bytes(struct out *o, struct span s)
{
	out_bytes_head(o, s.n);
	out_raw(o, s);
}

void out_text(struct out *o, struct span s)
{
	add(o, cbor_encode_string_start(s.n, AT(o)));
	out_raw(o, s);
}

void out_str(struct out *o, const char *s)
{
	out_text(o, span_str(s));
}

void out_array(struct out *o, size_t n)
{
	add(o, cbor_encode_array_start(n, AT(o)));
}

void out_map(struct out *o, size_t n)
{
	add(o, cbor_encode_map_start(n, AT(o)));
}

void out_tag(struct out *o, uint64_t tag)
{
	add(o, cbor_encode_tag(tag, AT(o)));
}

void out_bool(struct out *o, bool v)
{
	add(o, cbor_encode_bool(v, AT(o)));
}

void out_null(struct out *o)
{
	add(o, cbor_encode_null(AT(o)));
}
