#include "keys.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <string.h>

#include "cbor_write.h"

/* n / 2 of P-256, rounded down: the highest s that is taken (K-2). */
static const uint8_t half_order[32] = {
	0x7f, 0xff, 0xff, 0xff, 0x80, 0x00, 0x00, 0x00, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xde, 0x73, 0x7d, 0x56, 0xd3, 0x8b, 0xcf, 0x42, 0x79, 0xdc, 0xe5, 0x61, 0x7e, 0x31, 0x92, 0xa8,
};

size_t key_size(enum alg alg)
{
	return alg == ALG_P256 ? 64 : 32;
}

bool sha256(struct span data, uint8_t out[32])
{
	return EVP_Digest(data.p, data.n, out, NULL, EVP_sha256(), NULL) == 1;
}

/* A key of OpenSSL on P-256; d is NULL for a public one. */
static EVP_PKEY *p256_key(const uint8_t raw[64], const uint8_t *d)
{
	uint8_t point[65] = {4};
	memcpy(point + 1, raw, 64);
	EVP_PKEY *key = NULL;
	BIGNUM *secret = d ? BN_bin2bn(d, 32, NULL) : NULL;
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	OSSL_PARAM *params = NULL;
	int selection = d ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
	if (build && ctx && (!d || secret) &&
	    OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) &&
	    OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point) &&
	    (!d || OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, secret)) &&
	    (params = OSSL_PARAM_BLD_to_param(build)) && EVP_PKEY_fromdata_init(ctx) == 1 &&
	    EVP_PKEY_fromdata(ctx, &key, selection, params) != 1)
		key = NULL;
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	EVP_PKEY_CTX_free(ctx);
	BN_clear_free(secret);
	return key;
}

/* x and y of d times the generator; false where d is no private key. */
static bool p256_public(const uint8_t d[32], uint8_t raw[64])
{
	EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
	EC_POINT *point = group ? EC_POINT_new(group) : NULL;
	BIGNUM *k = BN_bin2bn(d, 32, NULL);
	uint8_t out[65];
	bool good = point && k && !BN_is_zero(k) && BN_cmp(k, EC_GROUP_get0_order(group)) < 0 &&
		    EC_POINT_mul(group, point, k, NULL, NULL, NULL) &&
		    EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, out, 65, NULL) == 65;
	if (good)
		memcpy(raw, out + 1, 64);
	EC_POINT_free(point);
	EC_GROUP_free(group);
	BN_clear_free(k);
	return good;
}

static EVP_PKEY *public_key(const struct pubkey *k)
{
	if (k->alg == ALG_P256)
		return p256_key(k->raw, NULL);
	return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, k->raw, 32);
}

/* K-4, with the map of RFC 9679 in bytewise order. */
static bool thumbprint(const struct pubkey *k, uint8_t out[32])
{
	uint8_t buf[96];
	struct out o = out_to(buf, sizeof buf);
	bool ec = k->alg == ALG_P256;
	out_map(&o, ec ? 4 : 3);
	out_uint(&o, 1);
	out_uint(&o, ec ? 2 : 1);
	out_int(&o, -1);
	out_uint(&o, ec ? 1 : 6);
	out_int(&o, -2);
	out_bytes(&o, span(k->raw, 32));
	if (ec) {
		out_int(&o, -3);
		out_bytes(&o, span(k->raw + 32, 32));
	}
	return !o.full && sha256(out_span(&o), out);
}

bool pubkey_init(struct pubkey *k, enum alg alg, const uint8_t *raw)
{
	uint8_t print[32];
	memset(k, 0, sizeof *k);
	k->alg = alg;
	memcpy(k->raw, raw, key_size(alg));
	EVP_PKEY *key = public_key(k);
	EVP_PKEY_free(key);
	if (!key || !thumbprint(k, print))
		return false;
	memcpy(k->kid, print, 8);
	return true;
}

bool pubkey_read(struct pubkey *k, struct span text)
{
	static const struct {
		const char *prefix;
		enum alg alg;
	} forms[] = {{"ed25519:", ALG_ED25519}, {"p256:", ALG_P256}};
	for (size_t i = 0; i < 2; i++) {
		struct span prefix = span_str(forms[i].prefix);
		uint8_t raw[64];
		if (text.n <= prefix.n || memcmp(text.p, prefix.p, prefix.n))
			continue;
		struct span rest = span(text.p + prefix.n, text.n - prefix.n);
		return base64url_read(rest, raw, key_size(forms[i].alg)) && pubkey_init(k, forms[i].alg, raw);
	}
	return false;
}

void pubkey_write(const struct pubkey *k, char text[KEY_TEXT])
{
	strcpy(text, k->alg == ALG_P256 ? "p256:" : "ed25519:");
	size_t n = strlen(text);
	n += base64url_write(span(k->raw, key_size(k->alg)), text + n);
	text[n] = 0;
}

/* K-2: r and s as DER, for OpenSSL. The higher s is refused here, r and s of 0 or at least n by OpenSSL. */
static int to_der(const uint8_t sig[64], uint8_t **der)
{
	if (memcmp(sig + 32, half_order, 32) > 0)
		return -1;
	ECDSA_SIG *pair = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(sig, 32, NULL), *s = BN_bin2bn(sig + 32, 32, NULL);
	int n = -1;
	if (pair && r && s && ECDSA_SIG_set0(pair, r, s)) {
		r = s = NULL;
		n = i2d_ECDSA_SIG(pair, der);
	}
	BN_free(r);
	BN_free(s);
	ECDSA_SIG_free(pair);
	return n;
}

bool pubkey_verify(const struct pubkey *k, struct span data, const uint8_t sig[64])
{
	uint8_t *der = NULL;
	const uint8_t *form = sig;
	int n = 64;
	if (k->alg == ALG_P256) {
		n = to_der(sig, &der);
		form = der;
	}
	EVP_PKEY *key = n > 0 ? public_key(k) : NULL;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool good = key && ctx &&
		    EVP_DigestVerifyInit(ctx, NULL, k->alg == ALG_P256 ? EVP_sha256() : NULL, NULL, key) == 1 &&
		    EVP_DigestVerify(ctx, form, (size_t)n, data.p, data.n) == 1;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	OPENSSL_free(der);
	return good;
}

bool seckey_init(struct seckey *k, enum alg alg, const uint8_t seed[32])
{
	uint8_t raw[64];
	size_t n = 32;
	k->alg = alg;
	memcpy(k->seed, seed, 32);
	if (alg == ALG_P256)
		return p256_public(seed, raw) && pubkey_init(&k->pub, alg, raw);
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
	bool good = key && EVP_PKEY_get_raw_public_key(key, raw, &n) == 1 && pubkey_init(&k->pub, alg, raw);
	EVP_PKEY_free(key);
	return good;
}

/* K-2: the lower of s and n - s. */
static bool from_der(const uint8_t *der, size_t n, uint8_t sig[64])
{
	ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)n);
	EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
	BIGNUM *other = BN_new();
	bool good = pair && group && other && BN_bn2binpad(ECDSA_SIG_get0_r(pair), sig, 32) == 32 &&
		    BN_bn2binpad(ECDSA_SIG_get0_s(pair), sig + 32, 32) == 32;
	if (good && memcmp(sig + 32, half_order, 32) > 0)
		good = BN_sub(other, EC_GROUP_get0_order(group), ECDSA_SIG_get0_s(pair)) &&
		       BN_bn2binpad(other, sig + 32, 32) == 32;
	BN_free(other);
	EC_GROUP_free(group);
	ECDSA_SIG_free(pair);
	return good;
}

bool seckey_sign(const struct seckey *k, struct span data, uint8_t sig[64])
{
	uint8_t der[80];
	bool ec = k->alg == ALG_P256;
	size_t n = ec ? sizeof der : 64;
	EVP_PKEY *key = ec ? p256_key(k->pub.raw, k->seed)
			   : EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, k->seed, 32);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool good = key && ctx && EVP_DigestSignInit(ctx, NULL, ec ? EVP_sha256() : NULL, NULL, key) == 1 &&
		    EVP_DigestSign(ctx, ec ? der : sig, &n, data.p, data.n) == 1 &&
		    (ec ? from_der(der, n, sig) : n == 64);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return good;
}

/* ---- the portal's text (K-5) ---- */

/* The next key: up to the second colon from here. */
static bool next_key(struct span *text, struct pubkey *k)
{
	const uint8_t *colon = text->n ? memchr(text->p, ':', text->n) : NULL;
	size_t head = colon ? (size_t)(colon - text->p) + 1 : 0;
	if (!head)
		return false;
	const uint8_t *end = memchr(text->p + head, ':', text->n - head);
	size_t n = end ? (size_t)(end - text->p) : text->n;
	if (!pubkey_read(k, span(text->p, n)) || k->alg != ALG_ED25519) /* K-1 */
		return false;
	text->p += n;
	text->n -= n;
	if (text->n == 1) /* a colon and nothing behind it */
		return false;
	if (text->n) {
		text->p++;
		text->n--;
	}
	return true;
}

bool portal_read(struct portal *p, struct span text)
{
	memset(p, 0, sizeof *p);
	if (text.n < 14 || !portal_id_valid(span(text.p, 12)) || text.p[12] != ':')
		return false;
	memcpy(p->id, text.p, 12);
	text = span(text.p + 13, text.n - 13);
	if (!next_key(&text, &p->answers))
		return false;
	p->orders = p->root = p->answers;
	p->single = !text.n;
	if (p->single)
		return true;
	return next_key(&text, &p->orders) && next_key(&text, &p->root) && !text.n;
}

/* As short as it was given (G-1). */
void portal_write(const struct portal *p, char text[3 * KEY_TEXT + 16])
{
	const struct pubkey *keys[] = {&p->answers, &p->orders, &p->root};
	strcpy(text, p->id);
	for (size_t i = 0; i < (p->single ? 1 : 3); i++) {
		strcat(text, ":");
		pubkey_write(keys[i], text + strlen(text));
	}
}
