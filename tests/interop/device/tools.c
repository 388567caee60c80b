/* Everything of the program that needs no line: options, read, start, press. */
#include "tools.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rules.h"

bool options_read(int argc, char **argv, struct options *o)
{
	memset(o, 0, sizeof *o);
	const struct {
		const char *name;
		const char **value;
	} known[] = {
		{"--store", &o->store}, {"--pty", &o->pty}, {"--host-type", &o->host_type}, {"--host-id", &o->host_id},
		{"--model", &o->model}, {"--key", &o->key}, {"--seed", &o->seed}, {"--portal", &o->portal},
		{"--needs", &o->needs}, {"--clock", &o->clock}, {"--pin", &o->pin},
	};
	for (int i = 0; i < argc; i++) {
		size_t k = 0, n = sizeof known / sizeof known[0];
		while (k < n && strcmp(known[k].name, argv[i]))
			k++;
		if (k < n && i + 1 < argc)
			*known[k].value = argv[++i];
		else if (k == n && !strcmp(argv[i], "--control"))
			o->control = true;
		else
			return false;
	}
	return o->store != NULL;
}

int tool_press(const struct options *o)
{
	int dir = open(o->store, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int fd = dir < 0 ? -1 : openat(dir, "press", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		perror(o->store);
	else
		close(fd);
	if (dir >= 0)
		close(dir);
	return fd < 0;
}

/* ---- read ---- */

static int kind_of(const char *name)
{
	static const char *const names[KIND_COUNT] = {"device-message", "response", "order", "key-set", "write-off"};
	for (int i = 0; i < KIND_COUNT; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

static enum code read_one(enum kind kind, const struct pubkey *key, struct span in, uint8_t digest[32])
{
	struct sign1 m;
	struct claims c;
	enum code code = message_open(in, WANT(kind), &m, &c);
	if (!code)
		code = message_verify(&m, &c, key);
	if (!code && !sign1_digest(m.prot, m.payload, digest))
		code = C_BAD_SIGNATURE;
	return code;
}

/* Says what the line is, "line" where it is none. */
static void read_line(char *line, size_t len, uint8_t *buf)
{
	char *rest = line, digest_hex[65];
	const char *name = strsep(&rest, " "), *key_text = strsep(&rest, " ");
	struct pubkey key;
	uint8_t digest[32];
	int kind = kind_of(name);
	size_t n = rest && strcmp(rest, "-") ? strlen(rest) : 0;
	if (kind < 0 || !rest || n > len || !hex_read(rest, n, buf, n / 2) || !pubkey_read(&key, span_str(key_text))) {
		puts("line");
		return;
	}
	/* a copy of just these bytes, so that the sanitizer sees a read behind them */
	uint8_t *exact = malloc(n / 2 + !n);
	enum code code = C_TOO_LARGE;
	if (exact) {
		memcpy(exact, buf, n / 2);
		code = read_one((enum kind)kind, &key, span(exact, n / 2), digest);
	}
	free(exact);
	if (code) {
		puts(code_name(code));
		return;
	}
	hex_write(digest, 32, digest_hex);
	printf("ok %s\n", digest_hex);
}

int tool_read(void)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	while ((n = getline(&line, &cap, stdin)) > 0) {
		line[strcspn(line, "\n")] = 0;
		uint8_t *buf = malloc((size_t)n);
		if (buf)
			read_line(line, (size_t)n, buf);
		free(buf);
		fflush(stdout);
	}
	free(line);
	return 0;
}

/* ---- start ---- */

static bool slot_of(const char *text, struct found *f)
{
	unsigned long long anchor, counter;
	f->good = strcmp(text, "-") != 0;
	f->anchor = f->counter = 0;
	if (f->good && sscanf(text, "%llu:%llu", &anchor, &counter) == 2) {
		f->anchor = anchor;
		f->counter = counter;
		return true;
	}
	return !f->good;
}

int tool_start(void)
{
	static const char *const kept[] = {"0", "1", "blank", "none"};
	unsigned long long anchor;
	char slots[2][64];
	struct found found[2];
	while (scanf("%llu %63s %63s", &anchor, slots[0], slots[1]) == 3) {
		if (!slot_of(slots[0], &found[0]) || !slot_of(slots[1], &found[1]))
			return 2;
		struct decision d = rules_start(anchor, found);
		printf("%s %llu %d %llu\n", kept[d.kept], (unsigned long long)d.anchor, d.recovered,
		       (unsigned long long)d.counter);
		fflush(stdout);
	}
	return 0;
}
