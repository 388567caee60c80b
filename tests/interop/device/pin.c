/* AUTHORISE (G-11). The number of wrong tries is stored; the ten minutes begin again with a restart, as a device
 * without a clock cannot know how long it was off. */
#include <openssl/crypto.h>

#include "device.h"

#define PIN_LONGEST 32u

static bool count_try(struct device *d, uint8_t tries)
{
	d->pin_tries = tries;
	return store_write(&d->store, "pin", span(&tries, 1));
}

void pin_start(struct device *d)
{
	long n = store_read(&d->store, "pin", &d->pin_tries, 1);
	if (n != 1)
		d->pin_tries = 0;
	d->pin_locked_at = device_seconds(d);
}

static bool locked(const struct device *d)
{
	uint64_t now = device_seconds(d);
	return d->pin_tries >= PIN_TRIES && !(now >= d->pin_locked_at && now - d->pin_locked_at >= PIN_SECONDS);
}

enum refusal pin_try(struct device *d, struct span pin)
{
	uint8_t hash[32];
	size_t characters;
	if (!utf8_valid(pin, &characters) || !characters || characters > PIN_LONGEST)
		return R_MALFORMED; /* no try */
	if (locked(d))
		return R_PIN_LOCKED;
	uint8_t tries = d->pin_tries >= PIN_TRIES ? 1 : (uint8_t)(d->pin_tries + 1);
	if (!count_try(d, tries)) /* durable, before the PIN is looked at */
		return R_STORAGE;
	if (tries == PIN_TRIES)
		d->pin_locked_at = device_seconds(d);
	if (!pin_hash((const char *)pin.p, pin.n, d->id.pin_salt, hash) ||
	    CRYPTO_memcmp(hash, d->id.pin_hash, 32))
		return R_WRONG_PIN;
	if (!count_try(d, 0))
		return R_STORAGE;
	device_press(d);
	return R_NONE;
}
