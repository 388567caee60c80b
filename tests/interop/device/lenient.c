#include "lenient.h"

#include <string.h>

static bool join(cbor_item_t **chunks, size_t count, bool text, uint8_t *buf, size_t cap, struct span *v)
{
	size_t n = 0;
	for (size_t i = 0; i < count; i++) {
		size_t len = text ? cbor_string_length(chunks[i]) : cbor_bytestring_length(chunks[i]);
		if (len > cap - n)
			return false;
		if (len)
			memcpy(buf + n, text ? cbor_string_handle(chunks[i]) : cbor_bytestring_handle(chunks[i]), len);
		n += len;
	}
	*v = span(buf, n);
	return true;
}

bool item_text(cbor_item_t *item, uint8_t *buf, size_t cap, struct span *v)
{
	if (!item || !cbor_isa_string(item))
		return false;
	if (cbor_string_is_indefinite(item))
		return join(cbor_string_chunks_handle(item), cbor_string_chunk_count(item), true, buf, cap, v);
	*v = span(cbor_string_handle(item), cbor_string_length(item));
	return true;
}

cbor_item_t *get(cbor_item_t *map, const char *key)
{
	uint8_t buf[32];
	struct span name;
	struct cbor_pair *pairs = cbor_map_handle(map);
	for (size_t i = 0; i < cbor_map_size(map); i++)
		if (item_text(pairs[i].key, buf, sizeof buf, &name) && span_eq(name, span_str(key)))
			return pairs[i].value;
	return NULL;
}

bool get_text(cbor_item_t *map, const char *key, uint8_t *buf, size_t cap, struct span *v)
{
	return item_text(get(map, key), buf, cap, v);
}

bool get_bytes(cbor_item_t *map, const char *key, uint8_t *buf, size_t cap, struct span *v)
{
	cbor_item_t *item = get(map, key);
	if (!item || !cbor_isa_bytestring(item))
		return false;
	if (cbor_bytestring_is_indefinite(item))
		return join(cbor_bytestring_chunks_handle(item), cbor_bytestring_chunk_count(item), false, buf, cap, v);
	*v = span(cbor_bytestring_handle(item), cbor_bytestring_length(item));
	return true;
}

bool get_uint(cbor_item_t *map, const char *key, uint64_t max, uint64_t *v)
{
	cbor_item_t *item = get(map, key);
	if (!item || !cbor_isa_uint(item))
		return false;
	*v = cbor_get_int(item);
	return *v <= max;
}
