/* The vendor group (8.2, 8.3). */
#include <cbor.h>
#include <stdlib.h>
#include <string.h>

#include "cbor_strict.h"
#include "device.h"
#include "lenient.h"

#define PIECE 768u /* of a blob; with the rest of the answer it fits T-4 */

enum { IDENTITY, INVENTORY, IDENTIFY, REQUEST, EXPORT, STAGE, APPLY, AUTHORISE, COMMANDS };

int vendor_op(const struct device *d, unsigned command)
{
	static const int ops[COMMANDS] = {0, 0, 2, 2, 0, 2, 2, 2};
	if (command >= COMMANDS || (command == AUTHORISE && !d->id.has_pin)) /* G-11 */
		return -1;
	return ops[command];
}

static void put_uint(struct out *o, const char *key, uint64_t v)
{
	out_str(o, key);
	out_uint(o, v);
}

static void put_text(struct out *o, const char *key, const char *v)
{
	out_str(o, key);
	out_str(o, v);
}

static void put_bool(struct out *o, const char *key, bool v)
{
	out_str(o, key);
	out_bool(o, v);
}

static void put_bytes(struct out *o, const char *key, struct span v)
{
	out_str(o, key);
	out_bytes(o, v);
}

/* ---- reads ---- */

/* The portal as text, with the keys of the newest set known. */
static bool portal_now(const struct device *d, char text[3 * KEY_TEXT + 16])
{
	struct portal p = d->id.portal;
	p.single = p.single && d->now.key_set == 1;
	if (d->now.key_set > 1 && (!pubkey_init(&p.answers, ALG_ED25519, d->now.answers_key) ||
				   !pubkey_init(&p.orders, ALG_ED25519, d->now.orders_key)))
		return false;
	portal_write(&p, text);
	return true;
}

/* G-1 */
static enum refusal identity(const struct device *d, struct out *o)
{
	char key[KEY_TEXT], portal[3 * KEY_TEXT + 16];
	pubkey_write(&d->id.key.pub, key);
	out_map(o, 14u + d->id.has_portal + d->id.has_pin);
	put_uint(o, "v", 1);
	put_text(o, "model", d->id.model);
	put_text(o, "fw", "retour-c 1.0");
	put_uint(o, "ht", d->id.host_type);
	put_text(o, "hid", d->id.host_id);
	put_text(o, "key", key);
	if (d->id.has_portal) {
		if (!portal_now(d, portal))
			return R_STORAGE;
		put_text(o, "portal", portal);
	}
	put_uint(o, "lvl", 0); /* the anchor is a file */
	put_uint(o, "clk", d->id.clock);
	put_uint(o, "needs", d->id.needs);
	put_uint(o, "ctr", d->now.counter);
	put_uint(o, "ack", d->now.acknowledged);
	put_bool(o, "act", device_act(d));
	put_uint(o, "set", d->now.key_set);
	if (d->id.has_pin)
		put_bool(o, "pin", true);
	put_text(o, "btn", "retour-device press");
	return R_NONE;
}

/* G-3, G-4, G-12: a piece of what is in d->blob. */
static enum refusal piece(const struct device *d, size_t n, cbor_item_t *map, struct out *o)
{
	uint64_t off, most;
	uint8_t sha[32];
	if (!get_uint(map, "off", MAX_NUMBER, &off))
		return R_MALFORMED;
	if (!get_uint(map, "max", PIECE, &most) || !most)
		most = PIECE;
	if (!sha256(span(d->blob, n), sha))
		return R_STORAGE;
	size_t at = off < n ? (size_t)off : n, len = n - at < most ? n - at : (size_t)most;
	out_map(o, 5);
	put_uint(o, "ctr", d->now.counter);
	put_uint(o, "off", off);
	put_uint(o, "len", n);
	put_bytes(o, "sha", span(sha, 32));
	put_bytes(o, "data", span(d->blob + at, len));
	return R_NONE;
}

static size_t newest(struct device *d)
{
	return state_export(&d->now, &d->id, d->store.sig, d->blob, sizeof d->blob);
}

static enum refusal inventory(struct device *d, cbor_item_t *map, struct out *o)
{
	size_t n = state_inventory(&d->now, d->blob, sizeof d->blob);
	return n ? piece(d, n, map, o) : R_STORAGE;
}

static enum refusal export_newest(struct device *d, cbor_item_t *map, struct out *o)
{
	uint64_t off;
	if (!get_uint(map, "off", MAX_NUMBER, &off))
		return R_MALFORMED;
	if (!d->now.counter)
		return R_NO_MESSAGE;
	size_t n = newest(d);
	return n ? piece(d, n, map, o) : R_STORAGE;
}

/* G-10; this device has nothing to blink with. */
static enum refusal identify(cbor_item_t *map, struct out *o)
{
	uint64_t seconds;
	if (!get_uint(map, "s", 300, &seconds))
		return R_MALFORMED;
	out_map(o, 0);
	return R_NONE;
}

/* ---- writes ---- */

/* G-5: adds what fits at the offset wanted, and checks the hash behind the last byte. */
static enum refusal stage_add(struct staging *s, uint64_t off, struct span data)
{
	uint8_t sha[32];
	if (off != s->wanted || data.n > s->len - s->wanted || !data.n)
		return R_NONE;
	memcpy(s->blob + s->wanted, data.p, data.n);
	s->wanted += data.n;
	if (s->wanted < s->len)
		return R_NONE;
	if (sha256(span(s->blob, s->len), sha) && !memcmp(sha, s->sha, 32))
		return R_NONE;
	s->len = s->wanted = 0;
	return R_MALFORMED;
}

static enum refusal stage(struct device *d, cbor_item_t *map, struct out *o)
{
	struct staging *s = &d->staged;
	uint8_t hash[32], joined[SMP_PAYLOAD];
	uint64_t off, len;
	struct span sha, data;
	if (!get_uint(map, "off", MAX_NUMBER, &off) || !get_uint(map, "len", MAX_MESSAGE, &len) || !len ||
	    !get_bytes(map, "sha", hash, sizeof hash, &sha) || sha.n != 32 ||
	    !get_bytes(map, "data", joined, sizeof joined, &data) || off > len)
		return R_MALFORMED;
	if (s->len != len || memcmp(s->sha, sha.p, 32)) {
		s->len = len;
		s->wanted = 0;
		memcpy(s->sha, sha.p, 32);
	}
	enum refusal no = stage_add(s, off, data);
	if (no)
		return no;
	out_map(o, 1);
	put_uint(o, "off", s->wanted);
	return R_NONE;
}

static bool staged(const struct device *d, struct span sha)
{
	return d->staged.len && d->staged.wanted == d->staged.len && span_eq(sha, span(d->staged.sha, 32));
}

/* What REQUEST and APPLY answer; old: -1 for REQUEST. */
static enum refusal made(struct device *d, int old, struct out *o)
{
	uint8_t sha[32];
	size_t n = newest(d);
	if (!n || !sha256(span(d->blob, n), sha))
		return R_STORAGE;
	out_map(o, old < 0 ? 3 : 4);
	put_uint(o, "ctr", d->now.counter);
	put_uint(o, "len", n);
	put_bytes(o, "sha", span(sha, 32));
	if (old >= 0)
		put_bool(o, "old", old);
	return R_NONE;
}

/* S-3, and only when it is over is anything handed out. */
static enum refusal take_step(struct device *d)
{
	enum refusal no = store_step(&d->store, &d->id, &d->next);
	if (!no)
		d->now = d->next;
	return no;
}

/* G-7 */
static enum refusal apply(struct device *d, cbor_item_t *map, struct out *o)
{
	uint8_t hash[32];
	struct span sha;
	bool old;
	if (!get_bytes(map, "sha", hash, sizeof hash, &sha) || sha.n != 32)
		return R_MALFORMED;
	if (!staged(d, sha))
		return R_NOT_STAGED;
	struct span blob = span(d->staged.blob, d->staged.len);
	enum refusal no = rules_apply(&d->id, &d->now, blob, device_clock(d), device_chance(d), &d->next, &old);
	if (!no && !old)
		no = take_step(d);
	return no ? no : made(d, old, o);
}

/* ---- REQUEST ---- */

struct asked {
	uint8_t text[MAX_TEXT];
	struct span id;
	uint64_t count;
};

/* E-3: of two texts the shorter one comes first, as its head does. */
static int by_key(const void *a, const void *b)
{
	const struct asked *x = a, *y = b;
	return x->id.n != y->id.n ? (x->id.n > y->id.n) - (x->id.n < y->id.n) : span_cmp(x->id, y->id);
}

static bool read_asked(struct cbor_pair pair, struct asked *a)
{
	if (!item_text(pair.key, a->text, sizeof a->text, &a->id) || !text_valid(a->id, 64) ||
	    !cbor_isa_uint(pair.value))
		return false;
	a->count = cbor_get_int(pair.value);
	return a->count <= INT32_MAX; /* E-8 */
}

/* cnt comes in any encoding and order: made into the strict map that the message carries. */
static bool strict_counts(cbor_item_t *cnt, struct out *o)
{
	size_t n = cbor_isa_map(cnt) ? cbor_map_size(cnt) : 0;
	bool good = cbor_isa_map(cnt) && n <= MAX_LINES;
	struct asked *all = good ? calloc(n + 1, sizeof *all) : NULL;
	good = all != NULL;
	for (size_t i = 0; good && i < n; i++)
		good = read_asked(cbor_map_handle(cnt)[i], &all[i]);
	if (good && n)
		qsort(all, n, sizeof *all, by_key);
	for (size_t i = 1; good && i < n; i++)
		good = by_key(&all[i - 1], &all[i]) != 0;
	if (good)
		out_map(o, n);
	for (size_t i = 0; good && i < n; i++) {
		out_text(o, all[i].id);
		out_uint(o, all[i].count);
	}
	free(all);
	return good && !o->full;
}

/* G-8, G-9: counts in the request or staged; "if both are there, sha counts". */
static enum refusal request_counts(struct device *d, cbor_item_t *map, struct out *buf, struct request *r)
{
	uint8_t hash[32];
	struct span sha;
	cbor_item_t *cnt = get(map, "cnt");
	r->counts = span(NULL, 0);
	r->lines = 0;
	if (get(map, "sha")) {
		if (!get_bytes(map, "sha", hash, sizeof hash, &sha) || sha.n != 32)
			return R_MALFORMED;
		if (!staged(d, sha))
			return R_NOT_STAGED;
		r->counts = span(d->staged.blob, d->staged.len);
		if (cbor_check(r->counts, false))
			return R_MALFORMED;
	} else if (cnt) {
		if (!strict_counts(cnt, buf))
			return R_MALFORMED;
		r->counts = out_span(buf);
	}
	return r->counts.n && counts_read(r->counts, 0, &r->lines) ? R_MALFORMED : R_NONE;
}

/* 6.2, step 2. */
static enum refusal request_fields(struct device *d, cbor_item_t *map, struct out *buf, struct request *r)
{
	r->reason = 0;
	if (!get_uint(map, "ctr", MAX_NUMBER, &r->counter) || !get_uint(map, "op", OP_DROP, &r->op) ||
	    (get(map, "why") && (!get_uint(map, "why", 5, &r->reason) || !r->reason)))
		return R_MALFORMED;
	return request_counts(d, map, buf, r);
}

static enum refusal request(struct device *d, cbor_item_t *map, struct out *o)
{
	uint8_t eight[8], counts[SMP_PAYLOAD];
	struct request r;
	struct span tx;
	bool uses_act;
	struct out buf = out_to(counts, sizeof counts);
	if (!get_bytes(map, "tx", eight, sizeof eight, &tx) || tx.n != 8)
		return R_MALFORMED;
	memcpy(r.tx, tx.p, 8);
	if (rules_same_tx(&d->now, r.tx)) /* D-2 */
		return made(d, -1, o);
	enum refusal no = request_fields(d, map, &buf, &r);
	if (!no)
		no = rules_request(&d->id, &d->now, &r, device_act(d), device_clock(d), device_chance(d), &d->next, &uses_act);
	if (no)
		return no;
	if (uses_act) /* D-13: before the step opens; it is in memory, so a cut of power uses it up as well */
		d->act = false;
	no = take_step(d);
	return no ? no : made(d, -1, o);
}

static enum refusal authorise(struct device *d, cbor_item_t *map, struct out *o)
{
	uint8_t joined[SMP_PAYLOAD];
	struct span pin;
	if (!get_text(map, "pin", joined, sizeof joined, &pin))
		return R_MALFORMED;
	enum refusal no = pin_try(d, pin);
	if (!no)
		out_map(o, 0);
	return no;
}

enum refusal vendor_command(struct device *d, unsigned command, cbor_item_t *map, struct out *o)
{
	switch (command) {
	case IDENTITY:
		return identity(d, o);
	case INVENTORY:
		return inventory(d, map, o);
	case IDENTIFY:
		return identify(map, o);
	case REQUEST:
		return request(d, map, o);
	case EXPORT:
		return export_newest(d, map, o);
	case STAGE:
		return stage(d, map, o);
	case APPLY:
		return apply(d, map, o);
	default:
		return authorise(d, map, o);
	}
}
