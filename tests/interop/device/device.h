/* The device as the link sees it: the groups of 8.1 to 8.3 over one state. */
#ifndef DEVICE_H
#define DEVICE_H

#include "smp.h"
#include "store.h"

#define ACT_SECONDS 120u  /* D-13 */
#define PIN_TRIES 5u      /* G-11 */
#define PIN_SECONDS 600u
#define CTI_QUEUE 16u

struct staging {
	uint8_t blob[MAX_MESSAGE];
	uint8_t sha[32];
	uint64_t len, wanted;  /* len 0: nothing was begun */
};

struct device {
	struct identity id;
	struct store store;
	struct state now, next;
	bool ready;                          /* S-9: the medium was read since the last write that failed */
	struct staging staged;               /* D-22: in memory */
	bool act;
	uint64_t act_at;
	uint8_t pin_tries;
	uint64_t pin_locked_at;
	bool time_fixed;                     /* by a test */
	uint64_t time;
	uint8_t cti[CTI_QUEUE][8];           /* random values that a test wants */
	size_t cti_count;
	bool reset;                          /* after the answer: T-8 */
	uint8_t blob[MAX_MESSAGE + 1024];    /* scratch for what is handed out */
};

/* Forgets all memory and starts from the store. */
bool device_start(struct device *d);
void device_press(struct device *d);
bool device_act(const struct device *d);
/* One request; false where it gets no answer. h becomes the answer's header. */
bool device_answer(struct device *d, struct smp_header *h, struct span payload, struct out *answer);

/* vendor.c: a code, or R_NONE with the answer in `o`. */
struct cbor_item_t;
enum refusal vendor_command(struct device *d, unsigned command, struct cbor_item_t *map, struct out *o);
/* T-5: which op a command takes, -1 for one that is not there. */
int vendor_op(const struct device *d, unsigned command);
/* pin.c */
enum refusal pin_try(struct device *d, struct span pin);
void pin_start(struct device *d);

struct chance device_chance(struct device *d);
uint64_t device_seconds(const struct device *d);  /* passes evenly: for the local act and the PIN */
uint64_t device_clock(const struct device *d);    /* 0 where there is none */

#endif
