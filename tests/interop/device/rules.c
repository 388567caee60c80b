#include "rules.h"

#include <string.h>

#include "cbor_strict.h"

bool rules_same_tx(const struct state *s, const uint8_t tx[8])
{
	return s->counter && s->has_tx && !memcmp(s->tx, tx, 8);
}

/* D-18: each step raises `latest`, so that a clock that is set back renews nothing. */
static void see_time(struct state *next, uint64_t time)
{
	next->latest = time > next->latest ? time : next->latest;
}

/* ---- 6.2 ---- */

/* Step 5. */
static bool request_fits(const struct request *r)
{
	if (r->reason == 5) /* the device alone says that it was recovered */
		return false;
	if (r->op == OP_SYNC)
		return !r->lines;
	if (!r->lines || r->lines > MAX_LINES)
		return false;
	return r->op != OP_DROP || r->reason;
}

static bool held(const struct state *s, struct span id, uint64_t *count)
{
	struct line_walk w = lines_begin(s);
	struct line l;
	while (lines_next(&w, &l))
		if (span_eq(l.id, id)) {
			*count = l.count;
			return true;
		}
	return false;
}

/* Step 7: all lines are looked at for 9 before any is for 10. */
static enum refusal drop_counts(const struct state *s, struct span counts)
{
	uint64_t n, remain, count;
	bool above = false, below = false;
	struct span id;
	if (!take_map(&counts, &n))
		return R_MALFORMED;
	for (; n && take_text(&counts, &id) && take_uint(&counts, 0, MAX_NUMBER, &remain); n--) {
		if (!held(s, id, &count))
			return R_UNKNOWN_LINE;
		above = above || remain > count;
		below = below || remain < count;
	}
	return above ? R_ABOVE_HOLDINGS : below ? R_NONE : R_NOTHING_TO_DO;
}

/* D-13 */
static enum refusal drop_allowed(const struct identity *id, bool act, bool *uses_act)
{
	if (id->needs == 1)
		return R_ORDER_NEEDED;
	*uses_act = id->needs != 3;
	return *uses_act && !act ? R_NOT_AUTHORISED : R_NONE;
}

static enum refusal request_checks(const struct identity *id, const struct state *s, const struct request *r,
				   bool act, bool *uses_act)
{
	if (!id->has_portal)
		return R_NO_PORTAL;
	if (r->counter != s->counter) /* D-1 */
		return R_COUNTER;
	if (!request_fits(r))
		return R_MALFORMED;
	if (s->recovered && r->op != OP_SYNC) /* D-23 */
		return R_RECOVERED;
	if (r->op != OP_DROP)
		return R_NONE;
	enum refusal no = drop_counts(s, r->counts);
	return no ? no : drop_allowed(id, act, uses_act);
}

enum refusal rules_request(const struct identity *id, const struct state *s, const struct request *r, bool act,
			   uint64_t clock, struct chance chance, struct state *next, bool *uses_act)
{
	uint8_t cti[8];
	*uses_act = false;
	enum refusal no = request_checks(id, s, r, act, uses_act);
	if (no)
		return no;
	if (!chance.draw(chance.from, cti))
		return R_STORAGE;
	*next = *s;
	if (r->op == OP_DROP)
		state_lower(next, r->counts);
	see_time(next, clock);
	next->has_tx = true;
	memcpy(next->tx, r->tx, 8);
	struct span desired = r->op == OP_CAPABILITY ? r->counts : span(NULL, 0);
	uint64_t reason = s->recovered ? 5 : r->reason;
	return state_message(next, id, s->counter ? s->digest : NULL, cti, desired, reason) ? R_NONE : R_MALFORMED;
}

/* ---- 6.3 ---- */

struct key_set {
	uint64_t number;
	struct pubkey answers, orders;
};

static bool keys_known(const struct identity *id, const struct state *s, struct key_set *set)
{
	set->number = s->key_set;
	set->answers = id->portal.answers;
	set->orders = id->portal.orders;
	return s->key_set == 1 || (pubkey_init(&set->answers, ALG_ED25519, s->answers_key) &&
				   pubkey_init(&set->orders, ALG_ED25519, s->orders_key));
}

/* D-19, one link. */
static enum refusal follow(const struct identity *id, struct span link, struct key_set *set)
{
	struct sign1 m;
	struct claims c;
	enum code code = message_open(link, WANT(KIND_LINK), &m, &c);
	if (code)
		return code == C_NEWER ? R_NEWER_VERSION : R_MALFORMED;
	if (message_verify(&m, &c, &id->portal.root) || !span_eq(c.portal, span_str(id->portal.id)) ||
	    c.counter > set->number + 1)
		return R_NOT_GENUINE;
	if (c.counter <= set->number)
		return R_NONE; /* known already: it changes nothing */
	set->number = c.counter;
	return pubkey_init(&set->answers, ALG_ED25519, c.answers_key.p) &&
	       pubkey_init(&set->orders, ALG_ED25519, c.orders_key.p) ? R_NONE : R_NOT_GENUINE;
}

static enum refusal follow_all(const struct identity *id, struct span links, struct key_set *set)
{
	uint64_t n = 0;
	struct span link;
	if (links.n && !take_array(&links, &n))
		return R_MALFORMED;
	for (; n && take_bytes(&links, &link); n--) {
		enum refusal no = follow(id, link, set);
		if (no)
			return no;
	}
	return R_NONE;
}

/* D-7 */
static enum refusal addressee(const struct identity *id, const struct claims *c)
{
	if (c->host_type != id->host_type || !span_eq(c->host_id, span_str(id->host_id)))
		return R_OTHER_HOST;
	return span_eq(c->instance, span(id->key.pub.kid, 8)) ? R_NONE : R_OTHER_INSTANCE;
}

static int mark_cmp(struct mark a, struct mark b)
{
	if (a.epoch != b.epoch)
		return a.epoch < b.epoch ? -1 : 1;
	return (a.sequence > b.sequence) - (a.sequence < b.sequence);
}

/* D-4 to D-6 */
static enum refusal response_checks(const struct state *s, const struct claims *c, const uint8_t digest[32],
				    bool *old)
{
	*old = s->has_applied && !memcmp(s->applied_digest, digest, 32);
	if (*old)
		return R_NONE;
	if (s->has_applied && mark_cmp(c->mark, s->applied) <= 0)
		return R_OLD_RESPONSE;
	return s->counter && span_eq(c->digest, span(s->digest, 32)) ? R_NONE : R_NOT_NEWEST;
}

/* D-15, D-16, D-18 */
static enum refusal order_checks(const struct identity *id, const struct state *s, const struct claims *c,
				 uint64_t clock, bool *old)
{
	uint64_t now = clock > s->latest ? clock : s->latest; /* the device's time */
	*old = c->counter == s->order;
	if (*old)
		return R_NONE;
	if (c->counter < s->order)
		return R_OLD_ORDER;
	if (c->counter <= s->floor)
		return R_VOID_ORDER;
	if (s->recovered)
		return R_RECOVERED;
	return id->clock && c->has_expiry && c->expiry < now ? R_EXPIRED_ORDER : R_NONE;
}

/* D-3 */
static void apply_response(struct state *next, const struct claims *c, const uint8_t digest[32])
{
	memcpy(next->grants, c->lines.p, c->lines.n);
	next->grants_len = c->lines.n;
	next->has_applied = true;
	next->applied = c->mark;
	memcpy(next->applied_digest, digest, 32);
	next->acknowledged = c->acknowledged;
	next->floor = c->floor > next->floor ? c->floor : next->floor;
	next->recovered = false;
}

static void learn_keys(struct state *next, const struct key_set *set)
{
	if (set->number == next->key_set)
		return;
	next->key_set = set->number;
	memcpy(next->answers_key, set->answers.raw, 32);
	memcpy(next->orders_key, set->orders.raw, 32);
}

/* Steps 2 to 8, and nothing changed. */
static enum refusal apply_checks(const struct identity *id, const struct state *s, struct span blob, uint64_t clock,
				 struct sign1 *m, struct claims *c, struct key_set *set, uint8_t digest[32], bool *old)
{
	enum code code = message_open(blob, WANT(KIND_RESPONSE) | WANT(KIND_ORDER) | WANT(KIND_MESSAGE), m, c);
	if (code)
		return code == C_NEWER ? R_NEWER_VERSION : R_MALFORMED; /* D-9, D-10 */
	if (!id->has_portal)
		return R_NO_PORTAL;
	if (m->kind == KIND_MESSAGE)
		return R_MALFORMED; /* D-10 */
	if (!span_eq(c->portal, span_str(id->portal.id)))
		return R_OTHER_PORTAL;
	if (!keys_known(id, s, set) || !sign1_digest(m->prot, m->payload, digest))
		return R_STORAGE;
	enum refusal no = follow_all(id, c->links, set);
	if (no)
		return no;
	if (message_verify(m, c, m->kind == KIND_RESPONSE ? &set->answers : &set->orders)) /* D-8, D-17 */
		return R_NOT_GENUINE;
	no = addressee(id, c);
	if (no)
		return no;
	return m->kind == KIND_RESPONSE ? response_checks(s, c, digest, old) : order_checks(id, s, c, clock, old);
}

enum refusal rules_apply(const struct identity *id, const struct state *s, struct span blob, uint64_t clock,
			 struct chance chance, struct state *next, bool *old)
{
	struct sign1 m;
	struct claims c;
	struct key_set set;
	uint8_t digest[32], cti[8];
	*old = false;
	enum refusal no = apply_checks(id, s, blob, clock, &m, &c, &set, digest, old);
	if (no || *old)
		return no;
	if (!chance.draw(chance.from, cti))
		return R_STORAGE;
	*next = *s;
	if (m.kind == KIND_RESPONSE) {
		apply_response(next, &c, digest);
	} else { /* D-14 */
		state_lower(next, c.lines);
		next->order = c.counter;
	}
	learn_keys(next, &set);
	see_time(next, c.iat);
	see_time(next, clock);
	next->has_tx = false;
	return state_message(next, id, s->counter ? s->digest : NULL, cti, span(NULL, 0), 0) ? R_NONE : R_STORAGE;
}

/* ---- section 7 ---- */

enum refusal rules_lost(const struct identity *id, uint64_t anchor, uint64_t clock, struct chance chance,
			struct state *next)
{
	uint8_t cti[8];
	if (!id->has_portal)
		return R_NO_PORTAL;
	if (!chance.draw(chance.from, cti))
		return R_STORAGE;
	state_blank(next);
	next->counter = anchor;
	next->recovered = true;
	see_time(next, clock);
	return state_message(next, id, NULL, cti, span(NULL, 0), 5) ? R_NONE : R_STORAGE;
}

static int current_at(uint64_t anchor, const struct found slots[2])
{
	for (int i = 0; i < 2; i++)
		if (slots[i].good && slots[i].anchor == anchor)
			return i;
	return -1;
}

struct decision rules_start(uint64_t a, const struct found slots[2])
{
	struct decision d = {KEPT_NONE, false, false, a, 0};
	int i = current_at(a, slots);
	if (i < 0 && a) {
		i = current_at(a - 1, slots);
		d.restate = i >= 0;
	}
	if (i >= 0) {
		d.kept = (enum kept)i;
		d.counter = slots[i].counter;
	} else if (a <= 1) { /* a blank device counts as a slot at 0 */
		d.kept = KEPT_BLANK;
		d.restate = a == 1;
	} else { /* S-6: on to a + 6, and a step from there */
		d.recovered = true;
		d.anchor = a + 8;
		d.counter = a + 1;
	}
	if (d.restate)
		d.anchor = a + 3; /* beyond the cut step's slot (a + 1), and beyond where that would fit as open (a + 2) */
	return d;
}
