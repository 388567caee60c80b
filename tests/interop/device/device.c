#include "device.h"

#include <cbor.h>
#include <openssl/rand.h>
#include <string.h>
#include <time.h>

#include "cbor_strict.h"
#include "lenient.h"

#define GROUP_OS 0u
#define GROUP_VENDOR 0x5254u

enum { SMP_OK = 0, SMP_EINVAL = 3, SMP_ENOTSUP = 8 };

static uint64_t seconds_of(clockid_t clock)
{
	struct timespec t;
	return clock_gettime(clock, &t) ? 0 : (uint64_t)t.tv_sec;
}

uint64_t device_seconds(const struct device *d)
{
	return d->time_fixed ? d->time : seconds_of(CLOCK_BOOTTIME);
}

uint64_t device_clock(const struct device *d)
{
	if (!d->id.clock)
		return 0;
	return d->time_fixed ? d->time : seconds_of(CLOCK_REALTIME);
}

static bool draw(void *from, uint8_t out[8])
{
	struct device *d = from;
	if (!d->cti_count)
		return RAND_bytes(out, 8) == 1;
	memcpy(out, d->cti[0], 8);
	memmove(d->cti[0], d->cti[1], --d->cti_count * 8);
	return true;
}

struct chance device_chance(struct device *d)
{
	struct chance c = {draw, d};
	return c;
}

static bool start_store(struct device *d)
{
	d->ready = store_start(&d->store, &d->id, device_clock(d), device_chance(d), &d->now) == R_NONE;
	return d->ready;
}

bool device_start(struct device *d)
{
	d->act = false; /* D-13: a restart may end it */
	d->reset = false;
	d->staged.len = d->staged.wanted = 0;
	pin_start(d);
	return start_store(d);
}

void device_press(struct device *d)
{
	d->act = true;
	d->act_at = device_seconds(d);
}

bool device_act(const struct device *d)
{
	uint64_t now = device_seconds(d);
	return d->act && now >= d->act_at && now - d->act_at <= ACT_SECONDS;
}

/* ---- OS group ---- */

static int os_op(unsigned command)
{
	return command == 0 || command == 5 ? 2 : command == 6 ? 0 : -1;
}

static int os_command(struct device *d, unsigned command, cbor_item_t *map, struct out *o)
{
	struct span text;
	uint8_t joined[SMP_PAYLOAD];
	if (command == 0) { /* T-7 */
		if (!get_text(map, "d", joined, sizeof joined, &text))
			return SMP_EINVAL;
		out_map(o, 1);
		out_str(o, "r");
		out_text(o, text);
	} else if (command == 5) { /* T-8 */
		out_map(o, 0);
		d->reset = true;
	} else { /* T-4 */
		out_map(o, 2);
		out_str(o, "buf_size");
		out_uint(o, SMP_BUFFER);
		out_str(o, "buf_count");
		out_uint(o, 1);
	}
	return SMP_OK;
}

/* ---- both ---- */

static void out_rc(struct out *o, uint64_t rc)
{
	o->n = 0;
	o->full = false;
	out_map(o, 1);
	out_str(o, "rc");
	out_uint(o, rc);
}

/* T-9 */
static void out_refusal(struct out *o, unsigned version, enum refusal code)
{
	if (version == 0) {
		out_rc(o, 1);
		return;
	}
	o->n = 0;
	o->full = false;
	out_map(o, 1);
	out_str(o, "err");
	out_map(o, 2);
	out_str(o, "group");
	out_uint(o, GROUP_VENDOR);
	out_str(o, "rc");
	out_uint(o, (uint64_t)code);
}

static void run(struct device *d, const struct smp_header *h, cbor_item_t *map, struct out *o)
{
	if (h->group == GROUP_OS) {
		int rc = os_command(d, h->command, map, o);
		if (rc)
			out_rc(o, (uint64_t)rc);
		return;
	}
	enum refusal no = d->ready || start_store(d) ? vendor_command(d, h->command, map, o) : R_STORAGE;
	if (no == R_STORAGE)
		d->ready = false; /* S-9: read again before anything else */
	if (no || o->full)
		out_refusal(o, h->version, no ? no : R_STORAGE);
}

bool device_answer(struct device *d, struct smp_header *h, struct span payload, struct out *o)
{
	struct cbor_load_result result;
	if (h->op != 0 && h->op != 2) /* T-5: no request */
		return false;
	int op = h->group == GROUP_OS ? os_op(h->command) : h->group == GROUP_VENDOR ? vendor_op(d, h->command) : -1;
	/* libcbor is asked only after the walker: it would allocate what a head claims (T-6) */
	cbor_item_t *map = op == (int)h->op && cbor_check_loose(payload) ? cbor_load(payload.p, payload.n, &result) : NULL;
	if (op != (int)h->op)
		out_rc(o, SMP_ENOTSUP);
	else if (!map)
		out_rc(o, SMP_EINVAL);
	else
		run(d, h, map, o);
	if (map)
		cbor_decref(&map);
	h->op++;
	return true;
}
