#include "sign1.h"

#include <stdlib.h>
#include <string.h>

#include "cbor_strict.h"
#include "cbor_write.h"

static const char *const typs[KIND_COUNT] = {"rt1-msg", "rt1-rsp", "rt1-ord", "rt1-keys", "rt1-wof"};

/* C-4: rt<1 to 4 digits>-<1 to 8 letters>, and the number is above 1. */
static bool newer(struct span typ)
{
	size_t i = 2, letters;
	unsigned version = 0;
	if (typ.n < 2 || typ.p[0] != 'r' || typ.p[1] != 't')
		return false;
	for (; i < typ.n && i < 6 && typ.p[i] >= '0' && typ.p[i] <= '9'; i++)
		version = version * 10 + (typ.p[i] - '0');
	if (i == 2 || i >= typ.n || typ.p[i++] != '-')
		return false;
	letters = typ.n - i;
	for (; i < typ.n; i++)
		if (typ.p[i] < 'a' || typ.p[i] > 'z')
			return false;
	return letters >= 1 && letters <= 8 && version > 1;
}

/* C-4: the typ alone, whatever else the header has. */
static bool typ_is_newer(struct span header)
{
	static const struct field want[] = {{16, true}};
	static const struct field_codes any = {C_HEADER, C_HEADER, C_OK};
	struct span value, typ;
	return take_fields(header, want, 1, &value, any) == C_OK && value.n && take_text(&value, &typ) && newer(typ);
}

static enum code read_kind(struct span item, unsigned wanted, struct sign1 *m)
{
	struct span typ;
	if (!take_text(&item, &typ))
		return C_UNKNOWN_KIND; /* section 3: no text at all, too */
	for (m->kind = 0; m->kind < KIND_COUNT; m->kind++)
		if (span_eq(typ, span_str(typs[m->kind])))
			return wanted & WANT(m->kind) ? C_OK : C_WRONG_KIND;
	return C_UNKNOWN_KIND;
}

/* C-1 */
static enum code read_header(unsigned wanted, struct sign1 *m)
{
	static const struct field want[] = {{1, false}, {4, false}, {16, false}};
	static const struct field_codes codes = {C_HEADER, C_HEADER_MISSING, C_HEADER_UNKNOWN};
	struct span v[3];
	enum code c = cbor_check(m->prot, false);
	if (c)
		return c;
	if (typ_is_newer(m->prot))
		return C_NEWER;
	c = take_fields(m->prot, want, 3, v, codes);
	if (c)
		return c;
	if (!take_int(&v[0], &m->alg) || !take_fixed(&v[1], 8, &m->kid))
		return C_HEADER;
	return read_kind(v[2], wanted, m);
}

static enum code read_envelope(struct span in, struct sign1 *m)
{
	uint64_t n, entries;
	struct span unprotected;
	(void)take_tag(&in, &n); /* a reader takes both */
	if (!take_array(&in, &n) || n != 4 || !take_bytes(&in, &m->prot) || !take_item(&in, &unprotected) ||
	    !take_map(&unprotected, &entries) || !take_bytes(&in, &m->payload) || !take_bytes(&in, &m->signature))
		return C_NOT_COSE;
	if (entries)
		return C_UNPROTECTED; /* C-2 */
	return m->signature.n == 64 ? C_OK : C_SIG_LENGTH;
}

enum code sign1_read(struct span in, unsigned wanted, struct sign1 *m)
{
	memset(m, 0, sizeof *m);
	if (in.n > MAX_MESSAGE) /* E-6, first of all */
		return C_TOO_LARGE;
	enum code c = cbor_check(in, true);
	if (!c)
		c = read_envelope(in, m);
	if (!c)
		c = read_header(wanted, m);
	return c ? c : cbor_check(m->payload, false);
}

/* C-5; the caller frees it. Bounded, as both parts are parts of a message. */
static uint8_t *sig_structure(struct span prot, struct span payload, size_t *n)
{
	size_t cap = prot.n + payload.n + 32;
	uint8_t *buf = prot.n + payload.n <= 2 * MAX_MESSAGE ? malloc(cap) : NULL;
	if (!buf)
		return NULL;
	struct out o = out_to(buf, cap);
	out_array(&o, 4);
	out_str(&o, "Signature1");
	out_bytes(&o, prot);
	out_bytes(&o, span(NULL, 0));
	out_bytes(&o, payload);
	*n = o.n;
	return buf;
}

enum code sign1_verify(const struct sign1 *m, const struct pubkey *key)
{
	size_t n = 0;
	if (!span_eq(m->kid, span(key->kid, 8)))
		return C_OTHER_KEY;
	if (m->alg != key->alg)
		return C_OTHER_ALG;
	uint8_t *tbs = sig_structure(m->prot, m->payload, &n);
	bool good = tbs && pubkey_verify(key, span(tbs, n), m->signature.p);
	free(tbs);
	return good ? C_OK : C_BAD_SIGNATURE;
}

void sign1_header(const struct pubkey *key, uint8_t *buf, size_t cap, struct span *header)
{
	struct out o = out_to(buf, cap);
	out_map(&o, 3);
	out_uint(&o, 1);
	out_int(&o, key->alg);
	out_uint(&o, 4);
	out_bytes(&o, span(key->kid, 8));
	out_uint(&o, 16);
	out_str(&o, typs[KIND_MESSAGE]);
	*header = o.full ? span(NULL, 0) : out_span(&o);
}

bool sign1_digest(struct span prot, struct span payload, uint8_t digest[32])
{
	size_t n = 0;
	uint8_t *tbs = sig_structure(prot, payload, &n);
	bool good = tbs && sha256(span(tbs, n), digest);
	free(tbs);
	return good;
}

bool sign1_sign(const struct seckey *key, struct span prot, struct span payload, uint8_t sig[64])
{
	size_t n = 0;
	uint8_t *tbs = sig_structure(prot, payload, &n);
	bool good = tbs && seckey_sign(key, span(tbs, n), sig);
	free(tbs);
	return good;
}

size_t sign1_write(struct span prot, struct span payload, const uint8_t sig[64], uint8_t *buf, size_t cap)
{
	struct out o = out_to(buf, cap < MAX_MESSAGE ? cap : MAX_MESSAGE);
	out_tag(&o, 18);
	out_array(&o, 4);
	out_bytes(&o, prot);
	out_map(&o, 0);
	out_bytes(&o, payload);
	out_bytes(&o, span(sig, 64));
	return o.full ? 0 : o.n;
}
