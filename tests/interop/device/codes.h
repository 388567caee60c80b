/* The names of SPEC.md section 11: what a strict reader finds, and what the vendor group refuses with. */
#ifndef CODES_H
#define CODES_H

#define CODES(X) \
	X(OK, "ok") X(EMPTY, "empty") X(TOO_LARGE, "too-large") X(CUT, "cut") X(TRAILING, "cbor-trailing") \
	X(NOT_MINIMAL, "cbor-not-minimal") X(INDEFINITE, "cbor-indefinite") X(RESERVED, "cbor-reserved") \
	X(SIMPLE, "cbor-simple") X(TAG, "cbor-tag") X(UTF8, "cbor-utf8") X(KEY, "cbor-key") \
	X(KEY_ORDER, "cbor-key-order") X(DUPLICATE, "cbor-duplicate-key") X(DEPTH, "cbor-depth") \
	X(NOT_COSE, "not-cose") X(UNPROTECTED, "unprotected-header") X(SIG_LENGTH, "signature-length") \
	X(HEADER, "header") X(HEADER_MISSING, "header-missing") X(HEADER_UNKNOWN, "header-unknown") \
	X(NEWER, "newer-version") X(UNKNOWN_KIND, "unknown-kind") X(WRONG_KIND, "wrong-kind") \
	X(FIELD_MISSING, "field-missing") X(FIELD_UNKNOWN, "field-unknown") X(FIELD, "field") \
	X(HOST_ID, "host-id") X(TOO_MANY_LINES, "too-many-lines") X(EMPTY_DESIRED, "empty-desired") \
	X(EMPTY_ORDER, "empty-order") X(RECOVERED_HOLDINGS, "recovered-holdings") X(SAME_KEY, "same-key") \
	X(BAD_KEY, "bad-key") X(OTHER_KEY, "other-key") X(OTHER_ALG, "other-algorithm") \
	X(BAD_SIGNATURE, "bad-signature") X(OTHER_INSTANCE, "other-instance")

#define X(name, text) C_##name,
enum code { CODES(X) C_COUNT };
#undef X

const char *code_name(enum code code);

/* Refusals of the vendor group; 0 is none. */
enum refusal {
	R_NONE, R_MALFORMED, R_NOT_GENUINE, R_OTHER_PORTAL, R_OTHER_HOST, R_OTHER_INSTANCE, R_OLD_RESPONSE,
	R_NOT_NEWEST, R_COUNTER, R_UNKNOWN_LINE, R_ABOVE_HOLDINGS, R_NOT_AUTHORISED, R_NOTHING_TO_DO, R_NOT_STAGED,
	R_RECOVERED, R_NO_PORTAL, R_STORAGE, R_NO_MESSAGE, R_NEWER_VERSION, R_ORDER_NEEDED, R_OLD_ORDER,
	R_VOID_ORDER, R_EXPIRED_ORDER, R_WRONG_PIN, R_PIN_LOCKED
};

#endif
