/* What is made once and stands outside of the slots (S-7): key, host, portal, PIN. */
#include <openssl/evp.h>
#include <string.h>

#include "cbor_strict.h"
#include "store.h"

bool pin_hash(const char *pin, size_t n, const uint8_t salt[16], uint8_t hash[32])
{
	return EVP_PBE_scrypt(pin, n, salt, 16, 1u << 13, 8, 1, 0, hash, 32) == 1;
}

bool identity_save(const struct store *st, const struct identity *id)
{
	uint8_t buf[640];
	struct out o = out_to(buf, sizeof buf);
	out_array(&o, 10);
	out_int(&o, id->key.alg);
	out_bytes(&o, span(id->key.seed, 32));
	out_uint(&o, id->host_type);
	out_str(&o, id->host_id);
	out_str(&o, id->model);
	out_uint(&o, id->needs);
	out_uint(&o, id->clock);
	out_bool(&o, id->has_pin);
	out_bytes(&o, span(id->pin_salt, 16));
	out_bytes(&o, span(id->pin_hash, 32));
	return !o.full && store_write(st, "identity", out_span(&o));
}

static bool copy_text(struct span *c, char *out, size_t cap)
{
	struct span s;
	if (!take_text(c, &s) || s.n >= cap)
		return false;
	memcpy(out, s.p, s.n);
	out[s.n] = 0;
	return true;
}

static bool load_portal(const struct store *st, struct identity *id)
{
	uint8_t buf[3 * KEY_TEXT + 16];
	long n = store_read(st, "portal", buf, sizeof buf);
	id->has_portal = n > 0;
	return n < 0 || portal_read(&id->portal, span(buf, (size_t)n));
}

bool identity_load(const struct store *st, struct identity *id)
{
	uint8_t buf[640];
	struct span c, seed, salt, hash;
	uint64_t n;
	int64_t alg;
	long got = store_read(st, "identity", buf, sizeof buf);
	memset(id, 0, sizeof *id);
	c = span(buf, got > 0 ? (size_t)got : 0);
	if (got <= 0 || cbor_check(c, false) || !take_array(&c, &n) || n != 10 || !take_int(&c, &alg) ||
	    !take_fixed(&c, 32, &seed) || !take_uint(&c, 1, 4, &id->host_type) ||
	    !copy_text(&c, id->host_id, sizeof id->host_id) || !copy_text(&c, id->model, sizeof id->model) ||
	    !take_uint(&c, 0, 3, &id->needs) || !take_uint(&c, 0, 2, &id->clock) || !take_bool(&c, &id->has_pin) ||
	    !take_fixed(&c, 16, &salt) || !take_fixed(&c, 32, &hash))
		return false;
	memcpy(id->pin_salt, salt.p, 16);
	memcpy(id->pin_hash, hash.p, 32);
	return seckey_init(&id->key, alg == ALG_P256 ? ALG_P256 : ALG_ED25519, seed.p) && load_portal(st, id);
}

bool identity_portal(const struct store *st, struct identity *id, const char *text)
{
	struct portal p;
	if (!portal_read(&p, span_str(text)))
		return false;
	if (id->has_portal)
		return !memcmp(&p, &id->portal, sizeof p);
	id->portal = p;
	id->has_portal = store_write(st, "portal", span_str(text));
	return id->has_portal;
}
