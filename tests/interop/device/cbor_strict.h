/* Strict CBOR (E-1 to E-5): a walker that says what is wrong, and cursors over what it has passed.
 * The walker allocates nothing and never recurses deeper than E-5 allows. */
#ifndef CBOR_STRICT_H
#define CBOR_STRICT_H

#include "bytes.h"
#include "codes.h"

/* One item and nothing behind it. tag18: whether that tag may stand around the whole (a message). */
enum code cbor_check(struct span in, bool tag18);

/* T-6: any encoding, but one map, no tags, no claim beyond the payload, depth of at most 8. */
bool cbor_check_loose(struct span in);

/* Cursors: each takes one item from the front if it is of the type asked for, else leaves the cursor alone.
 * They are for bytes that cbor_check has passed; on others they are safe, but mean nothing. */
bool take_uint(struct span *c, uint64_t min, uint64_t max, uint64_t *v);
bool take_int(struct span *c, int64_t *v);
bool take_bytes(struct span *c, struct span *v);
bool take_fixed(struct span *c, size_t n, struct span *v);  /* a byte string of n bytes */
bool take_text(struct span *c, struct span *v);
bool take_array(struct span *c, uint64_t *n);
bool take_map(struct span *c, uint64_t *n);
bool take_tag(struct span *c, uint64_t *tag);
bool take_bool(struct span *c, bool *v);
bool take_null(struct span *c);
bool take_item(struct span *c, struct span *raw);

/* The values of a map with exactly the keys named (E-9). Absent ones are spans without bytes. */
struct field {
	int64_t key;
	bool optional;
};
struct field_codes {
	enum code no_map, missing, unknown;
};
enum code take_fields(struct span item, const struct field *want, size_t n, struct span *out,
		      struct field_codes codes);

#endif
