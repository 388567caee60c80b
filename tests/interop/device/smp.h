/* Frames on the line (8.1, T-1 to T-4). */
#ifndef SMP_H
#define SMP_H

#include "bytes.h"

#define SMP_BUFFER 1024u                        /* T-4: header, payload, length and CRC */
#define SMP_FRAME (SMP_BUFFER - 4)              /* header and payload */
#define SMP_PAYLOAD (SMP_FRAME - 8)
#define SMP_LINES 1500u                         /* an answer as lines */

struct smp_reader {
	uint8_t total[SMP_BUFFER];
	size_t have;
	bool open;             /* a first line was there */
	uint8_t line[1600];
	size_t n;
	uint8_t before;        /* the byte before */
	enum { LINE_TEXT, LINE_FIRST, LINE_MORE } mode;
	bool too_long;
};

struct smp_header {
	unsigned op, version, group, sequence, command;
};

/* One byte from the line; true when it ends a good frame, which stands in *payload until the next byte. */
bool smp_feed(struct smp_reader *r, uint8_t byte, struct smp_header *h, struct span *payload);
/* An answer as lines. */
size_t smp_write(const struct smp_header *h, struct span payload, uint8_t lines[SMP_LINES]);

#endif
