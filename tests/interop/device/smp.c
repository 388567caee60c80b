#include "smp.h"

#include <string.h>

static uint16_t crc16(struct span s)
{
	uint16_t crc = 0;
	for (size_t i = 0; i < s.n; i++) {
		crc ^= (uint16_t)(s.p[i] << 8);
		for (int b = 0; b < 8; b++)
			crc = (uint16_t)(crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1);
	}
	return crc;
}

/* The whole is there: CRC, and the frame's own length. */
static bool good_frame(struct smp_reader *r, struct smp_header *h, struct span *payload)
{
	size_t n = r->have - 4; /* u16 length, u16 crc */
	const uint8_t *f = r->total + 2;
	if (n < 8 || crc16(span(f, n)) != be_read(f + n, 2) || be_read(f + 2, 2) != n - 8 || f[0] & 0xf0)
		return false;
	h->op = f[0] & 7;
	h->version = f[0] >> 3 & 3;
	h->group = (unsigned)be_read(f + 4, 2);
	h->sequence = f[6];
	h->command = f[7];
	*payload = span(f + 8, n - 8);
	return h->version <= 1;
}

/* T-2: a line that is no good ends the frame that it belongs to. */
static bool add_line(struct smp_reader *r)
{
	if (r->mode == LINE_FIRST) {
		r->have = 0;
		r->open = true;
	} else if (!r->open) {
		return false;
	}
	if (r->n && r->line[r->n - 1] == '\r')
		r->n--;
	long n = r->too_long ? -1 : base64_read(span(r->line, r->n), r->total + r->have, SMP_BUFFER - r->have);
	r->open = n >= 0;
	if (!r->open)
		return false;
	r->have += (size_t)n;
	return r->have >= 2;
}

static bool end_of_line(struct smp_reader *r, struct smp_header *h, struct span *payload)
{
	bool text = r->mode == LINE_TEXT;
	bool added = !text && add_line(r);
	r->mode = LINE_TEXT;
	if (!added)
		return false;
	size_t total = 2 + (size_t)be_read(r->total, 2);
	if (r->have < total && total <= SMP_BUFFER)
		return false;
	r->open = false; /* whole, or longer than it said, or than there is room (T-4) */
	return r->have == total && total >= 4 && good_frame(r, h, payload);
}

bool smp_feed(struct smp_reader *r, uint8_t byte, struct smp_header *h, struct span *payload)
{
	uint8_t before = r->before;
	r->before = byte;
	if (byte == '\n')
		return end_of_line(r, h, payload);
	bool first = before == 0x06 && byte == 0x09, more = before == 0x04 && byte == 0x14;
	if (first || more) { /* the last delimiter in a line counts */
		r->mode = first ? LINE_FIRST : LINE_MORE;
		r->n = 0;
		r->too_long = false;
	} else if (r->mode != LINE_TEXT && r->n < sizeof r->line) {
		r->line[r->n++] = byte;
	} else {
		r->too_long = true;
	}
	return false;
}

size_t smp_write(const struct smp_header *h, struct span payload, uint8_t lines[SMP_LINES])
{
	uint8_t total[SMP_BUFFER];
	size_t n = 8 + payload.n, o = 0;
	if (payload.n > SMP_PAYLOAD)
		return 0;
	memset(total, 0, 10);
	be_write(total, 2, n + 2);
	total[2] = (uint8_t)(h->op | h->version << 3);
	be_write(total + 4, 2, payload.n);
	be_write(total + 6, 2, h->group);
	total[8] = (uint8_t)h->sequence;
	total[9] = (uint8_t)h->command;
	if (payload.n)
		memcpy(total + 10, payload.p, payload.n);
	be_write(total + 2 + n, 2, crc16(span(total + 2, n)));
	for (size_t at = 0, piece; at < n + 4; at += piece) {
		piece = n + 4 - at < 93 ? n + 4 - at : 93;
		lines[o++] = at ? 0x04 : 0x06;
		lines[o++] = at ? 0x14 : 0x09;
		o += base64_write(span(total + at, piece), (char *)lines + o);
		lines[o++] = '\n';
	}
	return o;
}
