#include "state.h"

#include <stdlib.h>
#include <string.h>

#include "cbor_strict.h"

struct line_walk lines_begin(const struct state *s)
{
	struct line_walk w = {span(s->grants, s->grants_len), 0};
	if (!take_map(&w.at, &w.left))
		w.left = 0;
	return w;
}

bool lines_next(struct line_walk *w, struct line *l)
{
	uint64_t n;
	struct span skipped;
	if (!w->left || !take_text(&w->at, &l->id) || !take_array(&w->at, &n) ||
	    !take_uint(&w->at, 0, MAX_NUMBER, &l->count))
		return false;
	l->rest.p = w->at.p;
	for (size_t i = 0; i < 4; i++)
		if (!take_item(&w->at, &skipped))
			return false;
	l->rest.n = (size_t)(w->at.p - l->rest.p);
	w->left--;
	return true;
}

bool counts_find(struct span counts, struct span id, uint64_t *count)
{
	uint64_t n;
	struct span key;
	if (!take_map(&counts, &n))
		return false;
	for (; n && take_text(&counts, &key) && take_uint(&counts, 0, MAX_NUMBER, count); n--)
		if (span_eq(key, id))
			return true;
	return false;
}

void state_blank(struct state *s)
{
	memset(s, 0, sizeof *s);
	s->key_set = 1;
	s->grants[0] = 0xa0;
	s->grants_len = 1;
}

void state_lower(struct state *s, struct span counts)
{
	static const struct line nothing;
	struct line kept[MAX_LINES], l = nothing;
	struct line_walk w = lines_begin(s);
	size_t n = 0;
	uint64_t remain;
	uint8_t *buf = malloc(sizeof s->grants);
	if (!buf)
		abort(); /* nothing has been written: the same as a cut of power */
	while (n < MAX_LINES && lines_next(&w, &l)) {
		if (counts_find(counts, l.id, &remain) && remain < l.count)
			l.count = remain;
		if (l.count) /* D-11: a line lowered to 0 is gone */
			kept[n++] = l;
	}
	struct out o = out_to(buf, sizeof s->grants);
	out_map(&o, n);
	for (size_t i = 0; i < n; i++) {
		out_text(&o, kept[i].id);
		out_array(&o, 5);
		out_uint(&o, kept[i].count);
		out_raw(&o, kept[i].rest);
	}
	memcpy(s->grants, buf, o.n);
	s->grants_len = o.n;
	free(buf);
}

static void out_holdings(struct out *o, const struct state *s)
{
	struct line_walk w = lines_begin(s);
	struct line l;
	out_map(o, w.left);
	while (lines_next(&w, &l)) {
		out_text(o, l.id);
		out_uint(o, l.count);
	}
}

static void out_applied(struct out *o, const struct state *s)
{
	out_array(o, 3);
	out_uint(o, s->applied.epoch);
	out_uint(o, s->applied.sequence);
	out_bytes(o, span(s->applied_digest, 32));
}

static void out_optional(struct out *o, uint64_t key, bool there)
{
	if (there)
		out_uint(o, key);
}

/* Section 5.1. */
static void out_ours(struct out *o, const struct state *s, const struct identity *id, const uint8_t *previous,
		     struct span desired, uint64_t reason)
{
	out_map(o, 6u + (previous != NULL) + s->has_applied + (desired.n > 0) + (reason > 0));
	out_uint(o, 1);
	out_array(o, 2);
	out_uint(o, id->host_type);
	out_str(o, id->host_id);
	out_uint(o, 2);
	out_bytes(o, span(id->key.pub.kid, 8));
	out_uint(o, 3);
	out_uint(o, s->counter);
	out_optional(o, 4, previous != NULL);
	if (previous)
		out_bytes(o, span(previous, 32));
	out_optional(o, 5, s->has_applied);
	if (s->has_applied)
		out_applied(o, s);
	out_uint(o, 6);
	out_uint(o, s->order);
	out_uint(o, 7);
	out_uint(o, s->key_set);
	out_uint(o, 8);
	out_holdings(o, s);
	out_optional(o, 9, desired.n > 0);
	out_raw(o, desired);
	out_optional(o, 10, reason > 0);
	if (reason)
		out_uint(o, reason);
}

bool state_message(struct state *s, const struct identity *id, const uint8_t *previous, const uint8_t cti[8],
		   struct span desired, uint64_t reason)
{
	uint8_t header[64], before[32];
	struct span prot;
	if (s->counter >= MAX_NUMBER) /* E-8 */
		return false;
	if (previous) {
		memcpy(before, previous, 32); /* it may be s->digest, which changes */
		previous = before;
	}
	s->counter++;
	struct out o = out_to(s->payload, sizeof s->payload);
	out_map(&o, 3);
	out_uint(&o, 3);
	out_str(&o, id->portal.id);
	out_uint(&o, 7);
	out_bytes(&o, span(cti, 8));
	out_int(&o, -65537);
	out_ours(&o, s, id, previous, desired, reason);
	s->payload_len = o.n;
	sign1_header(&id->key.pub, header, sizeof header, &prot);
	/* E-6: tag, array, the two maps' heads, signature */
	if (o.full || prot.n + o.n + 1 + 1 + 1 + 1 + (o.n < 24 ? 1 : o.n < 256 ? 2 : 3) + 66 > MAX_MESSAGE)
		return false;
	return sign1_digest(prot, out_span(&o), s->digest);
}

size_t state_export(const struct state *s, const struct identity *id, const uint8_t sig[64], uint8_t *buf, size_t cap)
{
	uint8_t header[64];
	struct span prot;
	sign1_header(&id->key.pub, header, sizeof header, &prot);
	return s->counter ? sign1_write(prot, span(s->payload, s->payload_len), sig, buf, cap) : 0;
}

bool state_sign(const struct state *s, const struct identity *id, uint8_t sig[64])
{
	uint8_t header[64];
	struct span prot;
	sign1_header(&id->key.pub, header, sizeof header, &prot);
	return sign1_sign(&id->key, prot, span(s->payload, s->payload_len), sig);
}

bool state_signed(const struct state *s, const struct identity *id, const uint8_t sig[64])
{
	uint8_t header[64];
	struct sign1 m = {.alg = id->key.alg, .kid = span(id->key.pub.kid, 8), .signature = span(sig, 64)};
	sign1_header(&id->key.pub, header, sizeof header, &m.prot);
	m.payload = span(s->payload, s->payload_len);
	return sign1_verify(&m, &id->key.pub) == C_OK;
}

/* G-3: by the UTF-8 bytes of the ID, which is not the order of keys in a map (E-3). */
static int by_id(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	return span_cmp(x->id, y->id);
}

size_t state_inventory(const struct state *s, uint8_t *buf, size_t cap)
{
	struct line all[MAX_LINES];
	struct line_walk w = lines_begin(s);
	size_t n = 0;
	while (n < MAX_LINES && lines_next(&w, &all[n]))
		n++;
	if (n)
		qsort(all, n, sizeof all[0], by_id);
	struct out o = out_to(buf, cap);
	out_array(&o, n);
	for (size_t i = 0; i < n; i++) {
		out_array(&o, 6);
		out_text(&o, all[i].id);
		out_uint(&o, all[i].count);
		out_raw(&o, all[i].rest);
	}
	return o.full ? 0 : o.n;
}

/* ---- slots ---- */

/* S-2: over state and instance, so that another device's slot is nothing at all. */
static bool checksum(struct span body, const struct identity *id, uint8_t sum[32])
{
	uint8_t inner[40];
	memcpy(inner, id->key.pub.kid, 8);
	return sha256(body, inner + 8) && sha256(span(inner, 40), sum);
}

size_t slot_write(const struct state *s, const struct identity *id, uint64_t anchor, uint8_t buf[SLOT_SIZE])
{
	const uint64_t numbers[] = {anchor, s->counter, s->order, s->floor, s->key_set, s->acknowledged, s->latest,
				    s->recovered, s->has_applied, s->has_tx, s->applied.epoch, s->applied.sequence};
	const size_t count = sizeof numbers / sizeof numbers[0];
	uint8_t sum[32];
	struct out o = out_to(buf + 32, SLOT_SIZE - 32);
	out_array(&o, count + 7);
	for (size_t i = 0; i < count; i++)
		out_uint(&o, numbers[i]);
	out_bytes(&o, span(s->applied_digest, 32));
	out_bytes(&o, span(s->tx, 8));
	out_bytes(&o, span(s->answers_key, 32));
	out_bytes(&o, span(s->orders_key, 32));
	out_bytes(&o, span(s->digest, 32));
	out_bytes(&o, span(s->payload, s->payload_len));
	out_bytes(&o, span(s->grants, s->grants_len));
	if (o.full || !checksum(out_span(&o), id, sum))
		return 0;
	memcpy(buf, sum, 32);
	return o.n + 32;
}

static bool copy_fixed(struct span *c, uint8_t *out, size_t n)
{
	struct span v;
	if (!take_fixed(c, n, &v))
		return false;
	memcpy(out, v.p, n);
	return true;
}

static bool copy_up_to(struct span *c, uint8_t *out, size_t cap, size_t *n)
{
	struct span v;
	if (!take_bytes(c, &v) || v.n > cap)
		return false;
	if (v.n)
		memcpy(out, v.p, v.n);
	*n = v.n;
	return true;
}

static bool slot_fields(struct span c, uint64_t *anchor, struct state *s)
{
	uint64_t n, yes[3];
	uint64_t *const numbers[] = {anchor, &s->counter, &s->order, &s->floor, &s->key_set, &s->acknowledged,
				     &s->latest, &yes[0], &yes[1], &yes[2], &s->applied.epoch, &s->applied.sequence};
	const size_t count = sizeof numbers / sizeof numbers[0];
	if (!take_array(&c, &n) || n != count + 7)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!take_uint(&c, 0, UINT64_MAX, numbers[i]))
			return false;
	s->recovered = yes[0];
	s->has_applied = yes[1];
	s->has_tx = yes[2];
	return copy_fixed(&c, s->applied_digest, 32) && copy_fixed(&c, s->tx, 8) &&
	       copy_fixed(&c, s->answers_key, 32) && copy_fixed(&c, s->orders_key, 32) &&
	       copy_fixed(&c, s->digest, 32) && copy_up_to(&c, s->payload, sizeof s->payload, &s->payload_len) &&
	       copy_up_to(&c, s->grants, sizeof s->grants, &s->grants_len);
}

bool slot_read(struct span in, const struct identity *id, uint64_t *anchor, struct state *s)
{
	uint8_t sum[32];
	if (in.n < 33)
		return false;
	struct span body = span(in.p + 32, in.n - 32);
	if (!checksum(body, id, sum) || memcmp(sum, in.p, 32) || cbor_check(body, false))
		return false;
	state_blank(s);
	return slot_fields(body, anchor, s);
}
