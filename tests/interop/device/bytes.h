/* Small things that everything uses: spans of bytes, hex, base64, big-endian numbers, and texts (E-4, E-7). */
#ifndef BYTES_H
#define BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_MESSAGE 65536u              /* E-6 */
#define MAX_NUMBER 9007199254740991ull  /* E-8: 2^53 - 1 */
#define MAX_TEXT 256u                   /* 64 characters of at most 4 bytes */
#define MAX_LINES 256u                  /* E-10 */

struct span {
	const uint8_t *p;
	size_t n;
};

static inline struct span span(const void *p, size_t n)
{
	struct span s = {p, n};
	return s;
}

bool span_eq(struct span a, struct span b);
/* Bytewise order; a prefix comes first. */
int span_cmp(struct span a, struct span b);
struct span span_str(const char *s);

uint64_t be_read(const uint8_t *p, size_t n);
void be_write(uint8_t *p, size_t n, uint64_t v);

/* Both say false for anything but exactly n bytes in hex. */
bool hex_read(const char *text, size_t len, uint8_t *out, size_t n);
void hex_write(const uint8_t *p, size_t n, char *out);

/* base64url without padding, one text for a value (K-3): the unused bits are 0. */
bool base64url_read(struct span text, uint8_t *out, size_t n);
size_t base64url_write(struct span in, char *out);
/* Base64 of RFC 4648 with padding, for SMP lines. Returns the number of bytes, or -1. */
long base64_read(struct span text, uint8_t *out, size_t cap);
size_t base64_write(struct span in, char *out);

bool utf8_valid(struct span s, size_t *characters);
/* E-7, with another limit where there is one (the reason of a write-off). */
bool text_valid(struct span s, size_t most);
bool host_id_valid(struct span s);
bool portal_id_valid(struct span s);

#endif
