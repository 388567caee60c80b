/* Making a device, and what drives it in tests. */
#include <errno.h>
#include <fcntl.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device.h"
#include "tools.h"

static bool small_number(const char *text, uint64_t least, uint64_t most, uint64_t otherwise, uint64_t *v)
{
	char *end;
	if (!text) {
		*v = otherwise;
		return true;
	}
	*v = strtoull(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && *v >= least && *v <= most;
}

static bool set_text(char *to, size_t cap, const char *text)
{
	return snprintf(to, cap, "%s", text) < (int)cap;
}

static bool make_names(struct identity *id, const struct options *o)
{
	uint8_t random[4];
	char serial[16] = "SN-", hex[9];
	if (RAND_bytes(random, sizeof random) != 1)
		return false;
	hex_write(random, 4, hex);
	strcat(serial, hex);
	return set_text(id->host_id, sizeof id->host_id, o->host_id ? o->host_id : serial) &&
	       host_id_valid(span_str(id->host_id)) &&
	       set_text(id->model, sizeof id->model, o->model ? o->model : "retour-c") &&
	       text_valid(span_str(id->model), 64);
}

static bool make_key(struct identity *id, const struct options *o)
{
	uint8_t seed[32];
	bool p256 = o->key && !strcmp(o->key, "p256");
	if (o->key && !p256 && strcmp(o->key, "ed25519"))
		return false;
	if (o->seed ? !hex_read(o->seed, strlen(o->seed), seed, 32) : RAND_bytes(seed, 32) != 1)
		return false;
	return seckey_init(&id->key, p256 ? ALG_P256 : ALG_ED25519, seed);
}

static bool make_pin(struct identity *id, const struct options *o)
{
	id->has_pin = o->pin != NULL;
	return !id->has_pin || (*o->pin && RAND_bytes(id->pin_salt, 16) == 1 &&
				pin_hash(o->pin, strlen(o->pin), id->pin_salt, id->pin_hash));
}

static bool make(struct device *d, const struct options *o)
{
	struct identity *id = &d->id;
	memset(id, 0, sizeof *id);
	return small_number(o->host_type, 1, 4, 1, &id->host_type) && small_number(o->needs, 0, 3, 0, &id->needs) &&
	       small_number(o->clock, 0, 2, 0, &id->clock) && make_names(id, o) && make_key(id, o) &&
	       make_pin(id, o) && identity_save(&d->store, id);
}

bool setup(struct device *d, const struct options *o)
{
	if (faccessat(d->store.dir, "identity", F_OK, 0) && (errno != ENOENT || !make(d, o)))
		return false;
	if (!identity_load(&d->store, &d->id))
		return false;
	return !o->portal || identity_portal(&d->store, &d->id, o->portal);
}

static bool add_cti(struct device *d, const char *hex)
{
	if (!strcmp(hex, "-")) { /* forget what was not used */
		d->cti_count = 0;
		return true;
	}
	return d->cti_count < CTI_QUEUE && hex_read(hex, strlen(hex), d->cti[d->cti_count], 8) && ++d->cti_count;
}

bool control_line(struct device *d, const char *line)
{
	if (!strncmp(line, "cti ", 4))
		return add_cti(d, line + 4);
	if (!strncmp(line, "time ", 5)) {
		d->time_fixed = small_number(line + 5, 0, MAX_NUMBER, 0, &d->time);
		return d->time_fixed;
	}
	if (!strcmp(line, "press"))
		device_press(d);
	else if (!strcmp(line, "restart"))
		device_start(d);
	else if (!strcmp(line, "lose"))
		return store_lose(&d->store) && device_start(d);
	else if (!strcmp(line, "storage fails") || !strcmp(line, "storage works"))
		d->store.fails = line[8] == 'f';
	else
		return false;
	return true;
}
