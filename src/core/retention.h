/* How long what kind of data is kept, and when the nightly round begins that takes out what is older. Source: F62.
 * Pure. */
#pragma once

#include <glib.h>
#include <stdint.h>

/* In the order of the round: what goes with a case is not looked at once more. */
typedef enum {
	RETAIN_CASES,   /* closed cases, whole */
	RETAIN_TEXTS,   /* what was written by and about the customer of a closed case; its story stays, with digests */
	RETAIN_REPLIES, /* replies that belong to no case and were read */
	RETAIN_RECEIPTS, /* reports that match no message */
	RETAIN_RAW,      /* webhooks and answers as they came */
	RETAIN_INTAKE,   /* rows of the shop's tools, taken or rejected */
	RETAIN_NOTICES,  /* what the team was told */
	RETAIN_KINDS
} RetainKind;

/* The last word of the setting: "cases" for retention.cases. */
const char *retain_name(RetainKind kind);
/* "closed cases": what a row of it is called, many of them. */
const char *retain_words(RetainKind kind);

/* When the next round begins: the first 03:30 of that clock after the last one, which may be long over. */
int64_t retention_next(GTimeZone *zone, int64_t last_at);
