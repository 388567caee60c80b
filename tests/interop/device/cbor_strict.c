#include "cbor_strict.h"

#define MAX_DEPTH 8u /* E-5 */

struct walk {
	const uint8_t *p, *end;
	bool tag18;
};

struct head {
	uint8_t major, info;
	uint64_t arg;
};

static size_t left(const struct walk *w)
{
	return (size_t)(w->end - w->p);
}

/* A head in any width; E-2 is the caller's. In the order of section 3. */
static enum code read_head(struct walk *w, struct head *h, bool strict)
{
	if (!left(w))
		return C_CUT;
	h->major = *w->p >> 5;
	h->info = *w->p & 31;
	h->arg = h->info;
	w->p++;
	if (h->info < 24)
		return C_OK;
	if (h->info == 31)
		return C_INDEFINITE;
	if (h->info > 27)
		return C_RESERVED;
	size_t n = (size_t)1 << (h->info - 24);
	if (strict && h->major == 7) /* a float or a simple value is one also where it is cut */
		return C_SIMPLE;
	if (left(w) < n)
		return C_CUT;
	h->arg = be_read(w->p, n);
	w->p += n;
	return C_OK;
}

/* E-2: the argument would not have fitted the next smaller head. */
static bool minimal(const struct head *h)
{
	static const uint64_t least[] = {24, 0x100, 0x10000, 0x100000000};
	return h->info < 24 || h->arg >= least[h->info - 24];
}

static enum code strict_item(struct walk *w, unsigned depth);

static enum code strict_string(struct walk *w, const struct head *h)
{
	size_t characters;
	if (h->arg > left(w)) /* E-6: against what is left, before anything is done with it */
		return C_CUT;
	struct span s = {w->p, (size_t)h->arg};
	w->p += s.n;
	return h->major == 3 && !utf8_valid(s, &characters) ? C_UTF8 : C_OK;
}

static enum code strict_array(struct walk *w, uint64_t n, unsigned depth)
{
	if (depth > MAX_DEPTH)
		return C_DEPTH;
	if (n > left(w)) /* an item has at least one byte */
		return C_CUT;
	for (; n; n--) {
		enum code c = strict_item(w, depth);
		if (c)
			return c;
	}
	return C_OK;
}

/* E-3 */
static enum code strict_key(struct walk *w, struct span *before, unsigned depth)
{
	const uint8_t *start = w->p;
	if (left(w) && *start >> 5 > 3)
		return C_KEY;
	enum code c = strict_item(w, depth);
	if (c)
		return c;
	struct span key = {start, (size_t)(w->p - start)};
	int order = before->n ? span_cmp(*before, key) : -1;
	*before = key;
	return order < 0 ? C_OK : order == 0 ? C_DUPLICATE : C_KEY_ORDER;
}

static enum code strict_map(struct walk *w, uint64_t n, unsigned depth)
{
	struct span before = {NULL, 0};
	if (depth > MAX_DEPTH)
		return C_DEPTH;
	if (n > left(w) / 2)
		return C_CUT;
	for (; n; n--) {
		enum code c = strict_key(w, &before, depth);
		if (!c)
			c = strict_item(w, depth);
		if (c)
			return c;
	}
	return C_OK;
}

/* depth: how many arrays, maps and tags stand around this item. */
static enum code strict_item(struct walk *w, unsigned depth)
{
	struct head h;
	enum code c = read_head(w, &h, true);
	if (c)
		return c;
	if (h.major == 7) /* E-1 */
		return h.info >= 20 && h.info <= 22 ? C_OK : C_SIMPLE;
	if (!minimal(&h))
		return C_NOT_MINIMAL;
	switch (h.major) {
	case 2:
	case 3:
		return strict_string(w, &h);
	case 4:
		return strict_array(w, h.arg, depth + 1);
	case 5:
		return strict_map(w, h.arg, depth + 1);
	case 6:
		if (depth || !w->tag18 || h.arg != 18)
			return C_TAG;
		w->tag18 = false;
		return strict_item(w, depth + 1);
	default:
		return C_OK;
	}
}

enum code cbor_check(struct span in, bool tag18)
{
	struct walk w = {in.p, in.p + in.n, tag18};
	if (!in.n)
		return C_EMPTY;
	enum code c = strict_item(&w, 0);
	if (c)
		return c;
	return left(&w) ? C_TRAILING : C_OK;
}

/* ---- loose, for the device link (T-6) ---- */

static bool loose_item(struct walk *w, unsigned depth);

static bool at_break(struct walk *w)
{
	if (!left(w) || *w->p != 0xff)
		return false;
	w->p++;
	return true;
}

static bool loose_chunks(struct walk *w, uint8_t major)
{
	while (!at_break(w)) {
		struct head h;
		if (read_head(w, &h, false) || h.major != major || strict_string(w, &h))
			return false;
	}
	return true;
}

/* An array or map; n is the number of items in it, ignored where the length is indefinite. */
static bool loose_items(struct walk *w, const struct head *h, bool open, unsigned depth)
{
	uint64_t n = h->arg, each = h->major == 5 ? 2 : 1;
	if (depth > MAX_DEPTH || (!open && n > left(w) / each))
		return false;
	while (open ? !at_break(w) : n-- > 0)
		for (uint64_t i = 0; i < each; i++) {
			/* the keys of the outermost map are texts */
			if (depth == 1 && i == 0 && (!left(w) || *w->p >> 5 != 3))
				return false;
			if (!loose_item(w, depth))
				return false;
		}
	return true;
}

static bool loose_item(struct walk *w, unsigned depth)
{
	struct head h;
	enum code c = read_head(w, &h, false);
	bool open = c == C_INDEFINITE;
	if (c && !open)
		return false;
	switch (h.major) {
	case 2:
	case 3:
		return open ? loose_chunks(w, h.major) : !strict_string(w, &h);
	case 4:
	case 5:
		return loose_items(w, &h, open, depth + 1);
	case 6:
		return false;
	case 7:
		return !open && (h.info != 24 || h.arg >= 32);
	default:
		return !open;
	}
}

bool cbor_check_loose(struct span in)
{
	struct walk w = {in.p, in.p + in.n, false};
	return in.n && *in.p >> 5 == 5 && loose_item(&w, 0) && !left(&w);
}

/* ---- cursors ---- */

static bool take_head(struct span *c, uint8_t major, uint64_t *arg)
{
	struct walk w = {c->p, c->p + c->n, false};
	struct head h;
	if (!c->n || read_head(&w, &h, false) || h.major != major)
		return false;
	*arg = h.arg;
	c->n = left(&w);
	c->p = w.p;
	return true;
}

bool take_uint(struct span *c, uint64_t min, uint64_t max, uint64_t *v)
{
	struct span keep = *c;
	if (take_head(c, 0, v) && *v >= min && *v <= max)
		return true;
	*c = keep;
	return false;
}

bool take_int(struct span *c, int64_t *v)
{
	struct span keep = *c;
	uint64_t arg;
	bool negative = !take_head(c, 0, &arg);
	if ((negative && !take_head(c, 1, &arg)) || arg > INT64_MAX) {
		*c = keep;
		return false;
	}
	*v = negative ? -1 - (int64_t)arg : (int64_t)arg;
	return true;
}

static bool take_string(struct span *c, uint8_t major, struct span *v)
{
	struct span keep = *c;
	uint64_t n;
	if (!take_head(c, major, &n) || n > c->n) {
		*c = keep;
		return false;
	}
	*v = span(c->p, (size_t)n);
	c->p += n;
	c->n -= (size_t)n;
	return true;
}

bool take_bytes(struct span *c, struct span *v)
{
	return take_string(c, 2, v);
}

bool take_fixed(struct span *c, size_t n, struct span *v)
{
	struct span keep = *c;
	if (take_string(c, 2, v) && v->n == n)
		return true;
	*c = keep;
	return false;
}

bool take_text(struct span *c, struct span *v)
{
	return take_string(c, 3, v);
}

bool take_array(struct span *c, uint64_t *n)
{
	return take_head(c, 4, n);
}

bool take_map(struct span *c, uint64_t *n)
{
	return take_head(c, 5, n);
}

bool take_tag(struct span *c, uint64_t *tag)
{
	return take_head(c, 6, tag);
}

static bool take_byte(struct span *c, uint8_t byte)
{
	if (!c->n || *c->p != byte)
		return false;
	c->p++;
	c->n--;
	return true;
}

bool take_bool(struct span *c, bool *v)
{
	*v = take_byte(c, 0xf5);
	return *v || take_byte(c, 0xf4);
}

bool take_null(struct span *c)
{
	return take_byte(c, 0xf6);
}

bool take_item(struct span *c, struct span *raw)
{
	struct walk w = {c->p, c->p + c->n, true};
	if (!c->n || strict_item(&w, 0))
		return false;
	*raw = span(c->p, (size_t)(w.p - c->p));
	c->p = w.p;
	c->n = left(&w);
	return true;
}

static size_t find_field(const struct field *want, size_t n, struct span key)
{
	int64_t number;
	if (take_int(&key, &number))
		for (size_t i = 0; i < n; i++)
			if (want[i].key == number)
				return i;
	return n;
}

enum code take_fields(struct span item, const struct field *want, size_t n, struct span *out,
		      struct field_codes codes)
{
	uint64_t pairs;
	bool unknown = false;
	for (size_t i = 0; i < n; i++)
		out[i] = span(NULL, 0);
	if (!take_map(&item, &pairs))
		return codes.no_map;
	for (; pairs; pairs--) {
		struct span key, value;
		if (!take_item(&item, &key) || !take_item(&item, &value))
			return codes.no_map;
		size_t i = find_field(want, n, key);
		if (i < n)
			out[i] = value;
		else
			unknown = true;
	}
	for (size_t i = 0; i < n; i++)
		if (!want[i].optional && !out[i].n)
			return codes.missing;
	return unknown ? codes.unknown : C_OK;
}
