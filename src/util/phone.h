/* Phone numbers by libphonenumber, behind a C face. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
	PHONE_MOBILE,
	PHONE_FIXED,           /* a landline: SMS will not arrive */
	PHONE_FIXED_OR_MOBILE, /* the plan of that country does not tell them apart (US, CA) */
	PHONE_OTHER,           /* toll-free, premium, pager...: nobody we may text */
} PhoneKind;

typedef struct {
	char e164[24];  /* "+8613812341234": at most fifteen digits (ITU-T E.164) */
	char region[4]; /* ISO 3166-1 alpha-2, "CN"; "001" for non-geographic */
	PhoneKind kind;
} PhoneNumber;

/* What *why says of words that are no number at all. */
#define PHONE_NO_NUMBER "not a phone number"

/* Understands a number as people write it ("138 1234 1234", "8 (912) 345-67-89", "+49..."); `region` (may be NULL) is
 * the country it is dialled from when it carries no country code. 0; or -EINVAL with *why a static sentence part
 * ("too short", "no country code and no region to take it from", ...). *out is untouched on failure. */
int phone_parse(const char *raw, const char *region, PhoneNumber *out, const char **why);

/* "mobile", "fixed", "fixed-or-mobile", "other". */
const char *phone_kind_name(PhoneKind kind);

G_END_DECLS
