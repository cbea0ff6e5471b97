/* What other rules would do to today's queue, before they are in force. Source: F55.
 *
 * For every step that is planned or held plan_next() is asked twice, by the rules in force and by the candidate; what
 * comes out differently is counted by kind. Nothing is written. What the sender found out (a try that failed, a text
 * that lacks a value) stays as it is under both. Other cases of the same customer are taken as they are planned now. */
#pragma once

#include "core/plan.h"
#include "desk/desk.h"
#include "text/price.h"

/* From what hurts most to what hurts least. */
typedef enum {
	EFFECT_HELD,       /* planned now, would wait for a person: reason */
	EFFECT_DROPPED,    /* would not be done at all: reason */
	EFFECT_LATE,       /* would miss its deadline; the step is counted as moved, too */
	EFFECT_MOVED_TO,   /* both times are now or an edge of hours, on the customer's clock: shared by many */
	EFFECT_MOVED,      /* other times, of each case its own: how much is told */
	EFFECT_SENT,       /* held now (reason_now), would be sent */
	EFFECT_IN_TIME,    /* would no longer miss its deadline */
	EFFECT_HELD_OTHER, /* held now as then, for another reason */
	EFFECT_KINDS
} EffectKind;

const char *effect_kind_name(EffectKind kind); /* "moved_to" */

#define EFFECT_IDS 20
#define EFFECT_NOW (-1) /* in place of a second of the day */

typedef struct {
	EffectKind kind;
	char *shop;
	Step step;
	Reason reason_now, reason; /* under the rules in force, under the candidate */
	int at_now_s, at_s;        /* EFFECT_MOVED_TO: seconds of the customer's day, or EFFECT_NOW */
	int days;                  /* EFFECT_MOVED_TO: local dates from the time of now to the other */
	gboolean later;            /* EFFECT_MOVED */
	int64_t least_s, most_s;   /* the moves */
	guint count;
	int64_t ids[EFFECT_IDS]; /* the first cases */
	guint n_ids;
	char *sentence;
} EffectGroup;

/* What the waiting texts come to. */
typedef struct {
	guint texts;      /* that would leave, each once */
	int64_t segments; /* of them */
	GArray *sums;     /* of Price, one a currency */
	guint unpriced;   /* of the texts, by a provider without a price */
	guint stuck;      /* planned, but their text lacks a value or is too long: held when they come up */
} EffectCost;

typedef struct {
	gboolean same_rules; /* nothing but prices can differ; without a price no case was looked at */
	guint cases, changed;
	EffectCost cost_now, cost; /* by the configuration in force and by the candidate */
	GPtrArray *groups; /* of EffectGroup, the worst kinds first, then the biggest */
} Effect;

/* The effect of `next` in place of desk->conf. 0; -EINVAL: no configuration; else the store's errno. */
int effect_of(const Desk *desk, const Conf *next, Effect *out, char **fault);
void effect_clear(Effect *effect);

/* "What waits would cost 0.27 CNY for 3 texts of 6 segments; now it is 0.18 CNY for 3 texts of 4 segments." Caller
 * frees. */
char *effect_cost_sentence(const Effect *effect);

/* "3 waiting texts would be held when their time comes, for want of a value or as too long (now 0)."; NULL: none by
 * either. Caller frees. */
char *effect_stuck_sentence(const Effect *effect);

/* effect_cost.c, for effect.c: whether a provider of either has a price; adds the text of a plan. */
gboolean effect_cost_asked(const Conf *conf, const Conf *next);
void effect_cost_init(EffectCost *cost);
void effect_cost_add(const Conf *conf, const StoreCase *c, const Plan *plan, EffectCost *cost);
void effect_cost_clear(EffectCost *cost);

/* "37 first contacts would leave at 09:00 instead of 08:00 (quiet_hours)". `name_shop`: say whose they are. Caller
 * frees. */
char *effect_sentence(const EffectGroup *group, gboolean name_shop);
