/* Values of a map from the link, in any encoding (T-6), as libcbor read them. The first of several keys counts. */
#ifndef LENIENT_H
#define LENIENT_H

#include <cbor.h>

#include "bytes.h"

cbor_item_t *get(cbor_item_t *map, const char *key);
/* Strings in pieces are joined in buf; whole ones are views. */
bool item_text(cbor_item_t *item, uint8_t *buf, size_t cap, struct span *v);
bool get_text(cbor_item_t *map, const char *key, uint8_t *buf, size_t cap, struct span *v);
bool get_bytes(cbor_item_t *map, const char *key, uint8_t *buf, size_t cap, struct span *v);
bool get_uint(cbor_item_t *map, const char *key, uint64_t max, uint64_t *v);

#endif
