/* Signed messages (C-1 to C-7): COSE_Sign1, read in the order of section 3. */
#ifndef SIGN1_H
#define SIGN1_H

#include "codes.h"
#include "keys.h"

enum kind { KIND_MESSAGE, KIND_RESPONSE, KIND_ORDER, KIND_LINK, KIND_WRITE_OFF, KIND_COUNT };

#define WANT(kind) (1u << (kind))

struct sign1 {
	enum kind kind;
	struct span prot, payload, signature, kid;
	int64_t alg;
};

/* Everything up to the CBOR of the payload; the payload itself is message.h's. */
enum code sign1_read(struct span in, unsigned wanted, struct sign1 *m);
/* kid, algorithm, signature: with the key that is known (C-7). */
enum code sign1_verify(const struct sign1 *m, const struct pubkey *key);

/* The protected header of a message of this device. */
void sign1_header(const struct pubkey *key, uint8_t *buf, size_t cap, struct span *header);
bool sign1_digest(struct span prot, struct span payload, uint8_t digest[32]);
bool sign1_sign(const struct seckey *key, struct span prot, struct span payload, uint8_t sig[64]);
/* The whole with its tag; 0 where it is longer than E-6 allows (or cap). */
size_t sign1_write(struct span prot, struct span payload, const uint8_t sig[64], uint8_t *buf, size_t cap);

#endif
