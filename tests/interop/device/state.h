/* The state of a device (section 6), the message that each step makes of it, and how a slot holds it. */
#ifndef STATE_H
#define STATE_H

#include "cbor_write.h"
#include "message.h"

/* Flat, without pointers: a step works on a copy, and a copy is one assignment. */
struct state {
	uint64_t counter, order, floor, key_set, acknowledged, latest;
	bool recovered, has_applied, has_tx;
	struct mark applied;
	uint8_t applied_digest[32];
	uint8_t tx[8];
	uint8_t answers_key[32], orders_key[32];  /* only where key_set is above 1 */
	uint8_t digest[32];                       /* of the newest message; if counter is above 0 */
	size_t payload_len, grants_len;
	uint8_t payload[MAX_MESSAGE];             /* of the newest message, unsigned (S-3) */
	uint8_t grants[MAX_MESSAGE];              /* the map of field 5 of a response, as it came */
};

/* What is fixed (S-7): made once, outside of the slots. */
struct identity {
	uint64_t host_type, needs, clock;
	char host_id[65], model[257];
	struct seckey key;
	bool has_portal, has_pin;
	struct portal portal;
	uint8_t pin_salt[16], pin_hash[32];
};

struct line {
	struct span id, rest;  /* rest: product, version, features, expiry, as encoded */
	uint64_t count;
};

/* Goes through grants; false at the end. Begin with lines_begin. */
struct line_walk {
	struct span at;
	uint64_t left;
};
struct line_walk lines_begin(const struct state *s);
bool lines_next(struct line_walk *w, struct line *l);
/* The count of a line in a strict map of counts. */
bool counts_find(struct span counts, struct span id, uint64_t *count);

void state_blank(struct state *s);
/* Lowers each line that `counts` names to the lower of both (D-11, D-14). */
void state_lower(struct state *s, struct span counts);
/* The next message of s: counter, previous, payload and digest. desired may be without bytes, reason 0.
 * previous is NULL in the first message and after the store was lost. */
bool state_message(struct state *s, const struct identity *id, const uint8_t *previous, const uint8_t cti[8],
		   struct span desired, uint64_t reason);
/* The newest message with its tag; 0 where there is none, or it would not fit. */
size_t state_export(const struct state *s, const struct identity *id, const uint8_t sig[64], uint8_t *buf, size_t cap);
bool state_sign(const struct state *s, const struct identity *id, uint8_t sig[64]);
bool state_signed(const struct state *s, const struct identity *id, const uint8_t sig[64]);
/* The blob of G-3; its length, 0 where it did not fit. */
size_t state_inventory(const struct state *s, uint8_t *buf, size_t cap);

#define SLOT_SIZE (2 * MAX_MESSAGE + 512)
/* S-2: with the anchor at which it is current, and a checksum over state and instance. */
size_t slot_write(const struct state *s, const struct identity *id, uint64_t anchor, uint8_t buf[SLOT_SIZE]);
bool slot_read(struct span in, const struct identity *id, uint64_t *anchor, struct state *s);

#endif
