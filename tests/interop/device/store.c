#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const slot_names[2] = {"slot0", "slot1"};

bool store_open(struct store *st, const char *folder)
{
	memset(st, 0, sizeof *st);
	st->dir = -1;
	if (mkdir(folder, 0700) && errno != EEXIST)
		return false;
	st->dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (st->dir < 0 || flock(st->dir, LOCK_EX | LOCK_NB)) /* one process at a time */
		return false;
	st->buf = malloc(SLOT_SIZE);
	st->found[0] = malloc(sizeof *st->found[0]);
	st->found[1] = malloc(sizeof *st->found[1]);
	return st->buf && st->found[0] && st->found[1];
}

void store_close(struct store *st)
{
	free(st->buf);
	free(st->found[0]);
	free(st->found[1]);
	if (st->dir >= 0)
		close(st->dir);
}

long store_read(const struct store *st, const char *name, uint8_t *buf, size_t cap)
{
	int fd = openat(st->dir, name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	size_t n = 0;
	ssize_t got = 1;
	while (got > 0 && n < cap) {
		got = read(fd, buf + n, cap - n);
		n += got > 0 ? (size_t)got : 0;
	}
	uint8_t more;
	bool whole = got == 0 || (got > 0 && read(fd, &more, 1) == 0);
	close(fd);
	return whole ? (long)n : -1;
}

static bool write_all(int fd, struct span data)
{
	while (data.n) {
		ssize_t n = write(fd, data.p, data.n);
		if (n <= 0)
			return false;
		data.p += n;
		data.n -= (size_t)n;
	}
	return fsync(fd) == 0;
}

/* Durable before it says true: the file, then its name. */
bool store_write(const struct store *st, const char *name, struct span data)
{
	char temporary[32];
	if (st->fails)
		return false;
	snprintf(temporary, sizeof temporary, "%s.new", name);
	int fd = openat(st->dir, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	bool good = write_all(fd, data);
	good = close(fd) == 0 && good;
	return good && renameat(st->dir, temporary, st->dir, name) == 0 && fsync(st->dir) == 0;
}

bool store_remove(const struct store *st, const char *name)
{
	return (unlinkat(st->dir, name, 0) == 0 || errno == ENOENT) && fsync(st->dir) == 0;
}

bool store_lose(struct store *st)
{
	return store_remove(st, slot_names[0]) && store_remove(st, slot_names[1]);
}

/* ---- anchor ---- */

/* No file is a new device; a damaged one is none that may be believed. */
static bool anchor_read(struct store *st)
{
	uint8_t b[8];
	long n = store_read(st, "anchor", b, sizeof b);
	if (n < 0 && faccessat(st->dir, "anchor", F_OK, 0) && errno == ENOENT) {
		st->anchor = 0;
		return true;
	}
	st->anchor = n == 8 ? be_read(b, 8) : 0;
	return n == 8;
}

/* S-1: it only grows. */
static bool anchor_advance(struct store *st, uint64_t to)
{
	uint8_t b[8];
	if (to <= st->anchor || to > MAX_NUMBER)
		return false;
	be_write(b, 8, to);
	if (!store_write(st, "anchor", span(b, 8)))
		return false;
	st->anchor = to;
	return true;
}

/* ---- steps ---- */

static bool put_slot(struct store *st, const struct identity *id, const struct state *s, uint64_t anchor, int slot)
{
	size_t n = slot_write(s, id, anchor, st->buf);
	return n && store_write(st, slot_names[slot], span(st->buf, n));
}

/* S-5: beside its digest. */
static bool put_signature(struct store *st, const struct identity *id, const struct state *s)
{
	uint8_t b[96];
	if (!state_sign(s, id, st->sig))
		return false;
	memcpy(b, s->digest, 32);
	memcpy(b + 32, st->sig, 64);
	return store_write(st, "signature", span(b, sizeof b));
}

enum refusal store_step(struct store *st, const struct identity *id, const struct state *next)
{
	uint64_t n = st->anchor;
	int slot = st->current == 0 ? 1 : 0;
	if (!anchor_advance(st, n + 1) ||                 /* open */
	    !put_slot(st, id, next, n + 2, slot) ||       /* unsigned */
	    !anchor_advance(st, n + 2))                   /* closed */
		return R_STORAGE;
	st->current = slot;
	return put_signature(st, id, next) ? R_NONE : R_STORAGE;
}

/* S-4: beyond the cut step's slot, and beyond where that one would fit as open. */
static bool restate(struct store *st, const struct identity *id, const struct state *s, uint64_t anchor)
{
	int slot = st->current == 0 ? 1 : 0;
	if (!put_slot(st, id, s, anchor, slot) || !anchor_advance(st, anchor))
		return false;
	st->current = slot;
	return true;
}

/* S-5 */
static bool check_signature(struct store *st, const struct identity *id, const struct state *s)
{
	uint8_t b[96];
	if (!s->counter)
		return true;
	if (store_read(st, "signature", b, sizeof b) == 96 && !memcmp(b, s->digest, 32) &&
	    state_signed(s, id, b + 32)) {
		memcpy(st->sig, b + 32, 64);
		return true;
	}
	return put_signature(st, id, s);
}

static void find_slots(struct store *st, const struct identity *id, struct found found[2])
{
	for (int i = 0; i < 2; i++) {
		long n = store_read(st, slot_names[i], st->buf, SLOT_SIZE);
		found[i].good = n > 0 && slot_read(span(st->buf, (size_t)n), id, &found[i].anchor, st->found[i]);
		found[i].counter = found[i].good ? st->found[i]->counter : 0;
	}
}

/* S-6: on to a + 6 in two goes, and a step from there. */
static enum refusal start_lost(struct store *st, const struct identity *id, uint64_t clock, struct chance chance,
			      struct state *s)
{
	enum refusal no = rules_lost(id, st->anchor, clock, chance, s);
	if (no)
		return R_STORAGE;
	if (!anchor_advance(st, st->anchor + 3) || !anchor_advance(st, st->anchor + 3))
		return R_STORAGE;
	return store_step(st, id, s);
}

enum refusal store_start(struct store *st, const struct identity *id, uint64_t clock, struct chance chance,
			      struct state *s)
{
	struct found found[2] = {{false, 0, 0}, {false, 0, 0}};
	st->current = -1;
	if (!anchor_read(st))
		return R_STORAGE;
	find_slots(st, id, found);
	struct decision d = rules_start(st->anchor, found);
	if (d.kept == KEPT_NONE)
		return start_lost(st, id, clock, chance, s);
	if (d.kept == KEPT_BLANK) {
		state_blank(s);
	} else {
		st->current = (int)d.kept;
		*s = *st->found[d.kept];
	}
	if (d.restate && !restate(st, id, s, d.anchor))
		return R_STORAGE;
	return check_signature(st, id, s) ? R_NONE : R_STORAGE;
}
