/* How many first contacts were in time, and why the others were not (F51). Only frozen rows are counted: a number that
 * was told once stays. */
#pragma once

#include "desk/desk.h"

#define SLA_LEVELS 6 /* 0: none was given */

typedef struct {
	guint kept;
	guint missed;
} SlaCount;

typedef struct {
	char *name; /* "followupd", "agent:li" */
	guint kept;
} SlaKeeper;

typedef struct {
	GArray *rows; /* of StoreSla, by deadline: what the numbers are made of */
	SlaCount all;
	guint open;               /* deadline ahead, or not looked at yet */
	guint withdrawn;          /* closed before anything was owed */
	guint causes[MISS_CAUSES];
	SlaCount hours[24];       /* of the complaint, on the shop's clock */
	SlaCount levels[SLA_LEVELS];
	GArray *keepers;          /* of SlaKeeper, most first */
} SlaReport;

/* Of all deadlines since then; `shop` NULL: of all shops. */
int sla_report(const Desk *desk, const char *shop, int64_t since_at, SlaReport *out, char **fault);
void sla_report_clear(SlaReport *report);

/* Share in percent, rounded; 0 of 0 is 0. */
guint sla_percent(guint part, guint whole);

/* "deadline Wed 18 Nov 11:00 missed: quiet hours" of the newest promise of a case, on that clock; NULL: it has none.
 * `frozen` (may be NULL) tells one that is over. Caller frees. */
char *sla_words(const Desk *desk, int64_t case_id, GTimeZone *zone, gboolean *frozen);
