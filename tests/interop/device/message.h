/* Payloads (section 5). What is read are views into the bytes that were given. */
#ifndef MESSAGE_H
#define MESSAGE_H

#include "sign1.h"

struct mark {
	uint64_t epoch, sequence;
};

/* The fields of all kinds; each kind fills its own. Absent fields are spans without bytes. */
struct claims {
	struct span portal, cti, instance, host_id;
	uint64_t host_type, iat;
	uint64_t counter;       /* of a message; the number of an order or of a key set */
	struct mark mark;       /* of a response */
	struct span digest;     /* previous of a message, answers of a response */
	struct span lines;      /* raw map: holdings (message, response), what shall remain, copies at risk */
	struct span desired;    /* raw map */
	uint64_t reason, acknowledged, floor, expiry;
	bool has_expiry;
	struct span links;      /* raw array */
	struct span answers_key, orders_key;
};

enum code message_read(enum kind kind, struct span payload, struct claims *c);
/* Both together: envelope, then fields. */
enum code message_open(struct span in, unsigned wanted, struct sign1 *m, struct claims *c);
/* With the key as well; in a message of a device, the instance is the kid. */
enum code message_verify(const struct sign1 *m, const struct claims *c, const struct pubkey *key);

/* A strict map of counts (G-9); `least` as the lowest count that may stand there. */
enum code counts_read(struct span item, uint64_t least, uint64_t *lines);

#endif
