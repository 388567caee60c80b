#include "message.h"

#include <string.h>

#include "cbor_strict.h"

#define PRIVATE (-65537)
#define MAX_COUNT 2147483647u /* E-8 */
#define MAX_FEATURES 32u      /* E-10 */
#define MAX_LIST 16u
#define MAX_REASON 400u

static const struct field_codes field_codes = {C_FIELD, C_FIELD_MISSING, C_FIELD_UNKNOWN};

static bool number(struct span item, uint64_t min, uint64_t *v)
{
	return take_uint(&item, min, MAX_NUMBER, v);
}

static bool text(struct span *c, struct span *v, size_t most)
{
	return take_text(c, v) && text_valid(*v, most);
}

static bool whole_text(struct span item, struct span *v, size_t most)
{
	return text(&item, v, most);
}

static bool fixed(struct span item, size_t n, struct span *v)
{
	return take_fixed(&item, n, v);
}

static enum code host(struct span item, struct claims *c)
{
	uint64_t n;
	if (!take_array(&item, &n) || n != 2 || !take_uint(&item, 1, 4, &c->host_type) ||
	    !take_text(&item, &c->host_id))
		return C_FIELD;
	if (!text_valid(c->host_id, 64)) /* section 11: a text first, then what a host ID is beyond that */
		return C_FIELD;
	return host_id_valid(c->host_id) ? C_OK : C_HOST_ID;
}

/* A map of lines whose values `value` reads (E-10). */
static enum code lines(struct span item, bool (*value)(struct span *, uint64_t), uint64_t least, uint64_t *count)
{
	struct span id;
	if (!take_map(&item, count))
		return C_FIELD;
	if (*count > MAX_LINES)
		return C_TOO_MANY_LINES;
	for (uint64_t i = 0; i < *count; i++)
		if (!text(&item, &id, 64) || !value(&item, least))
			return C_FIELD;
	return C_OK;
}

static bool count_value(struct span *c, uint64_t least)
{
	uint64_t v;
	return take_uint(c, least, MAX_COUNT, &v);
}

static bool status_value(struct span *c, uint64_t least)
{
	uint64_t v;
	return take_uint(c, least, 8, &v);
}

static bool terms_value(struct span *c, uint64_t least)
{
	uint64_t n, features, v;
	struct span s;
	if (!take_array(c, &n) || n != 5 || !count_value(c, least) || !text(c, &s, 64) || !text(c, &s, 64) ||
	    !take_array(c, &features) || features > MAX_FEATURES)
		return false;
	for (; features; features--)
		if (!text(c, &s, 64))
			return false;
	return take_null(c) || take_uint(c, 0, MAX_NUMBER, &v); /* E-9: the one null */
}

enum code counts_read(struct span item, uint64_t least, uint64_t *count)
{
	return lines(item, count_value, least, count);
}

/* A list of 1 to 16 byte strings; n is their length, 0 for any. */
static enum code list(struct span item, size_t n)
{
	uint64_t count;
	struct span s;
	if (!take_array(&item, &count) || !count || count > MAX_LIST)
		return C_FIELD;
	for (; count; count--)
		if (!take_bytes(&item, &s) || (n && s.n != n))
			return C_FIELD;
	return C_OK;
}

static bool applied(struct span item)
{
	uint64_t n, v;
	struct span digest;
	return take_array(&item, &n) && n == 3 && take_uint(&item, 1, MAX_NUMBER, &v) &&
	       take_uint(&item, 1, MAX_NUMBER, &v) && take_fixed(&item, 32, &digest);
}

static bool mark(struct span item, struct mark *m)
{
	uint64_t n;
	return take_array(&item, &n) && n == 2 && take_uint(&item, 1, MAX_NUMBER, &m->epoch) &&
	       take_uint(&item, 1, MAX_NUMBER, &m->sequence);
}

#define TRY(condition)                 \
	do {                           \
		if (!(condition))      \
			return C_FIELD; \
	} while (0)
#define CHECK(call)                      \
	do {                             \
		enum code code_ = (call); \
		if (code_)               \
			return code_;    \
	} while (0)

static enum code read_message(struct span ours, struct claims *c)
{
	static const struct field want[] = {{1, false}, {2, false}, {3, false}, {4, true}, {5, true},
					    {6, false}, {7, false}, {8, false}, {9, true}, {10, true}};
	struct span v[10];
	uint64_t n, held, order, set;
	CHECK(take_fields(ours, want, 10, v, field_codes));
	CHECK(host(v[0], c));
	TRY(fixed(v[1], 8, &c->instance) && number(v[2], 1, &c->counter));
	TRY(!v[3].n || fixed(v[3], 32, &c->digest));
	TRY(!v[4].n || applied(v[4]));
	TRY(number(v[5], 0, &order) && number(v[6], 1, &set));
	CHECK(counts_read(v[7], 1, &held));
	c->lines = v[7];
	if (v[8].n) {
		CHECK(counts_read(v[8], 0, &n));
		if (!n)
			return C_EMPTY_DESIRED;
		c->desired = v[8];
	}
	TRY(!v[9].n || take_uint(&v[9], 1, 5, &c->reason));
	return c->reason == 5 && held ? C_RECOVERED_HOLDINGS : C_OK;
}

static enum code read_response(struct span ours, struct claims *c)
{
	static const struct field want[] = {{1, false}, {2, false}, {3, false}, {4, false}, {5, false},
					    {6, false}, {7, false}, {8, false}, {9, true}, {10, true}};
	struct span v[10];
	uint64_t n;
	bool confirm;
	CHECK(take_fields(ours, want, 10, v, field_codes));
	CHECK(host(v[0], c));
	TRY(fixed(v[1], 8, &c->instance) && mark(v[2], &c->mark) && fixed(v[3], 32, &c->digest));
	CHECK(lines(v[4], terms_value, 1, &n));
	c->lines = v[4];
	TRY(take_bool(&v[5], &confirm) && number(v[6], 0, &c->acknowledged) && number(v[7], 0, &c->floor));
	if (v[8].n) {
		CHECK(lines(v[8], status_value, 0, &n));
		TRY(n); /* E-9: never empty */
	}
	if (v[9].n)
		CHECK(list(v[9], 0));
	c->links = v[9];
	return C_OK;
}

static enum code read_order(struct span ours, struct claims *c)
{
	static const struct field want[] = {{1, false}, {2, false}, {3, false}, {4, false}, {5, true}, {6, true}};
	struct span v[6];
	uint64_t n;
	CHECK(take_fields(ours, want, 6, v, field_codes));
	CHECK(host(v[0], c));
	TRY(fixed(v[1], 8, &c->instance) && number(v[2], 1, &c->counter));
	CHECK(counts_read(v[3], 0, &n));
	if (!n)
		return C_EMPTY_ORDER;
	c->lines = v[3];
	c->has_expiry = v[4].n;
	TRY(!v[4].n || number(v[4], 0, &c->expiry));
	if (v[5].n)
		CHECK(list(v[5], 0));
	c->links = v[5];
	return C_OK;
}

static enum code read_link(struct span ours, struct claims *c)
{
	static const struct field want[] = {{1, false}, {2, false}, {3, false}};
	struct span v[3];
	CHECK(take_fields(ours, want, 3, v, field_codes));
	TRY(number(v[0], 2, &c->counter) && fixed(v[1], 32, &c->answers_key) && fixed(v[2], 32, &c->orders_key));
	if (!portal_id_valid(c->portal)) /* K-5: here, and only here */
		return C_BAD_KEY;
	return span_eq(c->answers_key, c->orders_key) ? C_SAME_KEY : C_OK;
}

static enum code read_write_off(struct span ours, struct claims *c)
{
	static const struct field want[] = {{1, false}, {2, false}, {3, false}, {4, false}, {5, false}, {6, true}};
	struct span v[6], s;
	uint64_t n;
	CHECK(take_fields(ours, want, 6, v, field_codes));
	CHECK(host(v[0], c));
	TRY(fixed(v[1], 8, &c->instance));
	CHECK(counts_read(v[2], 1, &n));
	TRY(whole_text(v[3], &s, 64) && whole_text(v[4], &s, MAX_REASON));
	return v[5].n ? list(v[5], 32) : C_OK;
}

/* Which claims stand around ours, and what reads ours. */
static const struct {
	struct field claims[3];
	size_t n;
	enum code (*ours)(struct span, struct claims *);
} kinds[KIND_COUNT] = {
	[KIND_MESSAGE] = {{{PRIVATE, false}, {3, false}, {7, false}}, 3, read_message},
	[KIND_RESPONSE] = {{{PRIVATE, false}, {1, false}, {6, false}}, 3, read_response},
	[KIND_ORDER] = {{{PRIVATE, false}, {1, false}, {6, false}}, 3, read_order},
	[KIND_LINK] = {{{PRIVATE, false}, {1, false}, {0, true}}, 2, read_link},
	[KIND_WRITE_OFF] = {{{PRIVATE, false}, {1, false}, {6, false}}, 3, read_write_off},
};

enum code message_read(enum kind kind, struct span payload, struct claims *c)
{
	struct span v[3];
	memset(c, 0, sizeof *c);
	CHECK(take_fields(payload, kinds[kind].claims, kinds[kind].n, v, field_codes));
	TRY(whole_text(v[1], &c->portal, 64));
	if (kind == KIND_MESSAGE)
		TRY(fixed(v[2], 8, &c->cti));
	else if (kind != KIND_LINK)
		TRY(number(v[2], 0, &c->iat));
	return kinds[kind].ours(v[0], c);
}

enum code message_open(struct span in, unsigned wanted, struct sign1 *m, struct claims *c)
{
	enum code code = sign1_read(in, wanted, m);
	return code ? code : message_read(m->kind, m->payload, c);
}

enum code message_verify(const struct sign1 *m, const struct claims *c, const struct pubkey *key)
{
	CHECK(sign1_verify(m, key));
	if (m->kind == KIND_MESSAGE && !span_eq(c->instance, m->kid))
		return C_OTHER_INSTANCE;
	return C_OK;
}
