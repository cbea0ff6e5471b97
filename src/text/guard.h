/* What no text of ours may say, whoever wrote it: the daemon's, an admin's, an agent's. Source: contact-rules section
 * 2, features B1 to B13.
 *
 * Rules look for words, so they find the plain cases and not every sly one; a person is responsible for the rest. Words
 * are known in Chinese, English and Russian, and all are looked for in every text, for customers' names and shops mix
 * them. */
#pragma once

#include "core/types.h"

/* Where a text without a word on how to stop stands. */
typedef enum {
	GUARD_WAY_OUT_FREE,   /* it needs none */
	GUARD_WAY_OUT_ASKED,  /* it should have one: a warning */
	GUARD_WAY_OUT_NEEDED, /* refused without */
} GuardWayOut;

/* What is known of the words themselves, whatever the text: for who looks at many. */
typedef struct GuardKeys GuardKeys;
GuardKeys *guard_keys_new(void);
void guard_keys_free(GuardKeys *keys);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GuardKeys, guard_keys_free)

typedef struct {
	const GuardKeys *keys; /* NULL: found out each time. The findings are the same */
	Step step; /* STEP_NONE: a person's own words in a case */
	GuardWayOut way_out;
	const char *shop;     /* how the shop's name stands in it ("{shop}" in a template); NULL: it is not asked for */
	const char *language; /* BCP 47; NULL: not known */
	/* What the customer has been sent in this case, NULL-terminated, in any order; NULL: nothing, or not known. An
	 * offer and a review must not meet across two texts either. The shop's name should stand there as "{shop}", for
	 * it can have such a word in it. */
	const char *const *earlier;
} GuardContext;

typedef struct {
	const char *rule; /* "B1": its name never changes; static */
	gboolean refuse;  /* FALSE: a warning */
	const char *says; /* what is wrong with it, static */
	const char *cure; /* what to write instead, static */
	char *words;      /* what was found, quoted: "\"coupon\" and \"review\""; "" when something is missing */
} GuardFinding;

/* What the class of a step and the customer's region (ISO 3166-1 alpha-2 or 3166-2; NULL: not known) want. Source:
 * contact-rules 0.9 and 1.2. Only what is sure is NEEDED. */
GuardWayOut guard_way_out(Step step, const char *region);

/* All findings, those that refuse first; empty: nothing is wrong. A text that is not UTF-8 is refused. The caller
 * unrefs. */
GArray *guard_check(const char *text, const GuardContext *context); /* of GuardFinding, frees its members */

/* The first finding that refuses, or NULL. Owned by the array. */
const GuardFinding *guard_refusal(const GArray *findings);

/* B8: words that may leave only with a promise that has a date and an owner. */
gboolean guard_is_promise(const GuardFinding *finding);

/* `B1: "coupon" and "review": an offer tied to a review; take one of the two out`. Caller frees. */
char *guard_sentence(const GuardFinding *finding);
