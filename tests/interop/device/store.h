/* Trusted storage (section 7) in a folder: two slots, the anchor, the signature, and what is fixed.
 * The anchor in a file stands in for a counter in hardware; a device like this says level 0 (S-1). */
#ifndef STORE_H
#define STORE_H

#include "rules.h"

struct store {
	int dir;
	bool fails;              /* for tests: every write fails (S-9) */
	uint64_t anchor;
	int current;             /* the slot that is current, -1 for none */
	uint8_t sig[64];         /* of the newest message */
	struct state *found[2];
	uint8_t *buf;            /* SLOT_SIZE */
};

bool store_open(struct store *st, const char *folder);
void store_close(struct store *st);
/* S-4 to S-6: reads everything from the medium, and leaves the state in `s`. */
enum refusal store_start(struct store *st, const struct identity *id, uint64_t clock, struct chance chance,
			 struct state *s);
/* S-3, from 2 to 5. */
enum refusal store_step(struct store *st, const struct identity *id, const struct state *next);
/* For tests: both slots are lost, the anchor is not. */
bool store_lose(struct store *st);

/* Whole small files, durable. store_read says how many bytes, or -1 where there is none or it is longer. */
long store_read(const struct store *st, const char *name, uint8_t *buf, size_t cap);
bool store_write(const struct store *st, const char *name, struct span data);
bool store_remove(const struct store *st, const char *name);

/* S-7: what is made once. */
bool identity_load(const struct store *st, struct identity *id);
bool identity_save(const struct store *st, const struct identity *id);
/* K-7: given once; the same text again is no mistake. */
bool identity_portal(const struct store *st, struct identity *id, const char *text);
bool pin_hash(const char *pin, size_t n, const uint8_t salt[16], uint8_t hash[32]);

#endif
