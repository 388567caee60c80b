#include "bytes.h"

#include <string.h>

#include "codes.h"

#define X(name, text) text,
const char *code_name(enum code code)
{
	static const char *const names[] = {CODES(X)};
	return code < C_COUNT ? names[code] : "?";
}
#undef X

bool span_eq(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

int span_cmp(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;
	return c ? c : (a.n > b.n) - (a.n < b.n);
}

struct span span_str(const char *s)
{
	return span(s, strlen(s));
}

uint64_t be_read(const uint8_t *p, size_t n)
{
	uint64_t v = 0;
	for (size_t i = 0; i < n; i++)
		v = v << 8 | p[i];
	return v;
}

void be_write(uint8_t *p, size_t n, uint64_t v)
{
	for (size_t i = n; i-- > 0; v >>= 8)
		p[i] = (uint8_t)v;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool hex_read(const char *text, size_t len, uint8_t *out, size_t n)
{
	if (len != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int hi = hex_digit(text[2 * i]), lo = hex_digit(text[2 * i + 1]);
		if (hi < 0 || lo < 0)
			return false;
		out[i] = (uint8_t)(hi << 4 | lo);
	}
	return true;
}

void hex_write(const uint8_t *p, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[p[i] >> 4];
		out[2 * i + 1] = digits[p[i] & 15];
	}
	out[2 * n] = 0;
}

/* ---- base64 ---- */

static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static size_t b64_write(struct span in, char *out, const char *alphabet)
{
	size_t o = 0;
	uint32_t acc = 0;
	unsigned bits = 0;
	for (size_t i = 0; i < in.n; i++) {
		acc = (acc << 8 | in.p[i]) & 0xffff;
		for (bits += 8; bits >= 6; bits -= 6)
			out[o++] = alphabet[acc >> (bits - 6) & 63];
	}
	if (bits)
		out[o++] = alphabet[acc << (6 - bits) & 63];
	return o;
}

/* Characters without padding; -1 for a foreign one, an impossible length, or unused bits that are set. */
static long b64_read(struct span text, uint8_t *out, size_t cap, const char *alphabet)
{
	size_t o = 0;
	uint32_t acc = 0;
	unsigned bits = 0;
	for (size_t i = 0; i < text.n; i++) {
		const char *at = text.p[i] ? strchr(alphabet, text.p[i]) : NULL;
		if (!at)
			return -1;
		acc = (acc << 6 | (uint32_t)(at - alphabet)) & 0xffff;
		bits += 6;
		if (bits < 8)
			continue;
		bits -= 8;
		if (o == cap)
			return -1;
		out[o++] = (uint8_t)(acc >> bits);
	}
	if (bits == 6 || (acc & ((1u << bits) - 1)))
		return -1;
	return (long)o;
}

bool base64url_read(struct span text, uint8_t *out, size_t n)
{
	return b64_read(text, out, n, url) == (long)n;
}

size_t base64url_write(struct span in, char *out)
{
	return b64_write(in, out, url);
}

long base64_read(struct span text, uint8_t *out, size_t cap)
{
	if (text.n % 4)
		return -1;
	for (int i = 0; i < 2 && text.n && text.p[text.n - 1] == '='; i++)
		text.n--;
	return b64_read(text, out, cap, plain);
}

size_t base64_write(struct span in, char *out)
{
	size_t o = b64_write(in, out, plain);
	while (o % 4)
		out[o++] = '=';
	return o;
}

/* ---- texts ---- */

/* One code point of RFC 3629; 0 bytes where there is none. */
static size_t utf8_next(struct span s, uint32_t *point)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	uint8_t b = s.p[0];
	size_t n = b < 0x80 ? 1 : b >> 5 == 6 ? 2 : b >> 4 == 14 ? 3 : b >> 3 == 30 ? 4 : 0;
	if (!n || n > s.n)
		return 0;
	uint32_t v = n == 1 ? b : b & (0xffu >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if (s.p[i] >> 6 != 2)
			return 0;
		v = v << 6 | (s.p[i] & 0x3fu);
	}
	if (v < least[n] || v > 0x10ffff || (v >= 0xd800 && v <= 0xdfff))
		return 0;
	*point = v;
	return n;
}

bool utf8_valid(struct span s, size_t *characters)
{
	*characters = 0;
	while (s.n) {
		uint32_t point;
		size_t n = utf8_next(s, &point);
		if (!n)
			return false;
		s.p += n;
		s.n -= n;
		++*characters;
	}
	return true;
}

/* The fixed table of E-7. */
static bool forbidden(uint32_t c)
{
	static const uint32_t ranges[][2] = {
		{0, 0x1f}, {0x7f, 0xa0}, {0xad, 0xad}, {0x61c, 0x61c}, {0x1680, 0x1680}, {0x180e, 0x180e},
		{0x2000, 0x200f}, {0x2028, 0x202f}, {0x205f, 0x206f}, {0x3000, 0x3000}, {0xd800, 0xf8ff},
		{0xfdd0, 0xfdef}, {0xfeff, 0xfeff}, {0xfff0, 0xffff}, {0xe0000, 0x10ffff},
	};
	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
		if (c >= ranges[i][0] && c <= ranges[i][1])
			return true;
	return false;
}

bool text_valid(struct span s, size_t most)
{
	size_t count = 0;
	while (s.n) {
		uint32_t point;
		size_t n = utf8_next(s, &point);
		if (!n || forbidden(point) || ++count > most)
			return false;
		s.p += n;
		s.n -= n;
	}
	return count > 0;
}

bool host_id_valid(struct span s)
{
	if (!text_valid(s, 64) || s.p[0] == ' ' || s.p[s.n - 1] == ' ')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] > 0x7e)
			return false;
	return true;
}

/* K-5 */
bool portal_id_valid(struct span s)
{
	if (s.n != 12 || s.p[0] != 'P' || s.p[1] != '-')
		return false;
	for (size_t i = 2; i < 12; i++)
		if (!s.p[i] || !strchr("0123456789ABCDEFGHJKMNPQRSTVWXYZ", s.p[i]))
			return false;
	return true;
}
