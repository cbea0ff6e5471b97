/* How people name a case: by its number, by the code in its texts, or by the shop's own id. */
#pragma once

#include "desk/desk.h"
#include "util/phone.h"

typedef struct {
	int64_t id;       /* > 0: the number, or what the code stands for; 0: by name */
	char *shop;       /* by name only */
	char *name;       /* what stands after the shop's slash: EXTERNAL-ID or SOURCE/EXTERNAL-ID */
} CaseRef;

void case_ref_clear(CaseRef *ref);

/* Digits alone are the number; '#' or letters begin a code; SHOP/EXTERNAL-ID and SHOP/SOURCE/EXTERNAL-ID are the shop's
 * own. 0; or -EINVAL when it is none of them. */
int case_ref_parse(const char *text, CaseRef *out);

/* The case's number. 0; -EINVAL: not a reference; -ENOENT: no such case; else the store's errno. */
int case_ref_resolve(const Desk *desk, const char *text, int64_t *case_id, char **fault);

/* A number as people write it, to E.164. Without a country code it is read as dialled from the region of `shop`; when
 * `shop` is NULL from the region all configured shops share, if they do. -EINVAL with *fault, in which it is masked. */
int case_ref_phone(const Desk *desk, const char *shop, const char *raw, PhoneNumber *out, char **fault);
