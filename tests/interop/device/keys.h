/* Keys (K-1 to K-5): Ed25519 and ESP256. */
#ifndef KEYS_H
#define KEYS_H

#include "bytes.h"

enum alg { ALG_NONE = 0, ALG_ED25519 = -19, ALG_P256 = -9 };

#define KEY_TEXT 96 /* "ed25519:" and 43, or "p256:" and 86 characters */

struct pubkey {
	enum alg alg;
	uint8_t raw[64];
	uint8_t kid[8];  /* K-4; the instance of a device with this key */
};

struct seckey {
	enum alg alg;
	uint8_t seed[32];
	struct pubkey pub;
};

struct portal {
	char id[13];
	bool single;  /* given with one key that does all three */
	struct pubkey answers, orders, root;
};

size_t key_size(enum alg alg);
/* False where these bytes are no key (a point that is not on the curve). */
bool pubkey_init(struct pubkey *k, enum alg alg, const uint8_t *raw);
bool pubkey_read(struct pubkey *k, struct span text);
void pubkey_write(const struct pubkey *k, char text[KEY_TEXT]);
bool pubkey_verify(const struct pubkey *k, struct span data, const uint8_t sig[64]);

bool seckey_init(struct seckey *k, enum alg alg, const uint8_t seed[32]);
bool seckey_sign(const struct seckey *k, struct span data, uint8_t sig[64]);

bool portal_read(struct portal *p, struct span text);
void portal_write(const struct portal *p, char text[3 * KEY_TEXT + 16]);

bool sha256(struct span data, uint8_t out[32]);

#endif
