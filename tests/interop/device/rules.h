/* The rules of the device (section 6) and the decision at start (S-4), as functions over a state: they read and write
 * nothing. Where they say R_NONE, `next` is the state after the step, its message included. */
#ifndef RULES_H
#define RULES_H

#include "state.h"

struct request {
	uint8_t tx[8];
	uint64_t counter, op, reason;
	struct span counts;  /* a strict map, or without bytes */
	uint64_t lines;      /* in it */
};

enum op { OP_SYNC, OP_CAPABILITY, OP_DROP };

/* Where 8 random bytes come from (M-3). */
struct chance {
	bool (*draw)(void *from, uint8_t out[8]);
	void *from;
};

/* D-2: whether this transaction made the newest message. */
bool rules_same_tx(const struct state *s, const uint8_t tx[8]);
/* 6.2, steps 3 to 8. clock: 0 where there is none. act: whether a local act is in force; uses_act: whether the step
 * uses it up. */
enum refusal rules_request(const struct identity *id, const struct state *s, const struct request *r, bool act,
			   uint64_t clock, struct chance chance, struct state *next, bool *uses_act);
/* 6.3, steps 2 to 8. old: it had been done before, and next is not touched. */
enum refusal rules_apply(const struct identity *id, const struct state *s, struct span blob, uint64_t clock,
			 struct chance chance, struct state *next, bool *old);
/* S-6: the state of a device whose store was lost, with its message. */
enum refusal rules_lost(const struct identity *id, uint64_t anchor, uint64_t clock, struct chance chance,
			struct state *next);

enum kept { KEPT_0, KEPT_1, KEPT_BLANK, KEPT_NONE };

struct found {
	bool good;
	uint64_t anchor, counter;
};

struct decision {
	enum kept kept;
	bool restate, recovered;
	uint64_t anchor;   /* when the start is over */
	uint64_t counter;
};

struct decision rules_start(uint64_t anchor, const struct found slots[2]);

#endif
