/* What a row of a shop's tools must look like. Looks at the row alone: sqlite/intake.c and bulk.c put it into the store.
 *
 * Nothing here knows a store or keeps anything, so every function may be called in any thread, and by several at once.
 * That rests on who is called: the configuration, which nobody changes once it is loaded; libphonenumber, which takes a
 * lock of its own around the patterns it keeps; the names of zones, which are asked of the file system. */
#pragma once

#include "store/store.h"
#include "util/phone.h"

struct IntakeChecked {
	const char
	        *value[INTAKE_COLUMNS]; /* as the row's, in canonical form; NULL: empty. Phone and times are below. */
	char *language;                 /* behind value[INTAKE_LANGUAGE] */
	const char *shop_language;
	int shop_level; /* what the shop's list of levels says of its category; 0: nothing */
	const char *shop_zone; /* the clock of the shop, never taken for the customer's */
	PhoneNumber phone;
	const char *zone; /* the customer's, NULL: nobody knows */
	const char *zone_source;
	int64_t reviewed_at; /* STORE_NO_TIME: not told; the same for the next */
	int64_t alerted_at;
};

/* 0; or -EINVAL and *fault in words, caller frees. Borrows from row and conf; intake_checked_clear() frees the rest. */
int intake_check(const IntakeRow *row, IntakeShopLookup lookup, const void *conf, int64_t now_at, IntakeChecked *out,
                 char **fault);
void intake_checked_clear(IntakeChecked *checked);

/* The value as an error may show it, also in a log: valid UTF-8, one line, short; a phone number is masked, and of a
 * customer's text only its length is told. Caller frees. */
char *intake_shown(int column, const char *value);

/* `column: "value": what is wrong; cure`, the value as intake_shown() has it. Caller frees. */
char *intake_fault(int column, const char *value, const char *what, const char *cure);

/* The zone of a region that has one time everywhere, or NULL. */
const char *intake_region_zone(const char *region);
