/* Deterministic CBOR into a buffer of fixed size; libcbor encodes the heads (shortest form, E-2). */
#ifndef CBOR_WRITE_H
#define CBOR_WRITE_H

#include "bytes.h"

struct out {
	uint8_t *p;
	size_t cap, n;
	bool full;  /* something did not fit: what is there is of no use */
};

static inline struct out out_to(uint8_t *p, size_t cap)
{
	struct out o = {p, cap, 0, false};
	return o;
}

static inline struct span out_span(const struct out *o)
{
	return span(o->p, o->n);
}

void out_raw(struct out *o, struct span s);
void out_uint(struct out *o, uint64_t v);
void out_int(struct out *o, int64_t v);
void out_bytes(struct out *o, struct span s);
void out_bytes_head(struct out *o, size_t n);
void out_text(struct out *o, struct span s);
void out_str(struct out *o, const char *s);
void out_array(struct out *o, size_t n);
void out_map(struct out *o, size_t n);
void out_tag(struct out *o, uint64_t tag);
void out_bool(struct out *o, bool v);
void out_null(struct out *o);

#endif
