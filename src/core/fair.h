/* Who gets which case: spread fairly, by what somebody may and can take, and by nothing else.
 *
 * Source: features F41, F43, B6 (skill and language only, nothing personal of agent or customer). Pure and deterministic:
 * the same lists give the same answer. */
#pragma once

#include <glib.h>
#include <stdint.h>

#define FAIR_NOBODY (-1)

typedef struct {
	const char *name;      /* ties go by it */
	int level;             /* the gravest cases they take */
	const char *shops;     /* blank-separated; NULL: all */
	const char *languages; /* the same, "zh-CN en"; "zh" also stands for "zh-CN" */
	guint open;            /* cases they have already */
} FairAgent;

typedef struct {
	int64_t id;
	const char *shop;
	const char *language; /* NULL: not known */
	int level;            /* 0: not said */
	int round;
	int last_level; /* level of who had it in the round before; 0: nobody, or not known */
} FairCase;

/* to[i] is the agent of cases[i], an index of `agents`, or FAIR_NOBODY. The gravest cases first, then the oldest; each goes to
 * who has the fewest open, then to the lowest level that suffices, so that the seniors stay free. From the second round on
 * not to the level that had it before (F41). Gives the number of cases that found somebody. */
guint fair_assign(const FairAgent *agents, guint n_agents, const FairCase *cases, guint n_cases, int *to);
