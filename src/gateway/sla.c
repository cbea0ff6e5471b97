#include "gateway/sla.h"

#include "gateway/item.h"
#include "gateway/sender.h"
#include "gateway/way.h"
#include "util/log.h"

#define ROWS_PER_TURN 200

int sla_note(Gateway *g, const StoreCase *c, const PlanFacts *facts, const DecideRules *rules, int64_t now_us)
{
	int64_t now_at = now_us / USEC_PER_SEC;
	MissTimes times;
	int r;

	/* A first contact is owed once; a case that came back is an agent's. One that was planned and made has its promise since
	 * the plan, kept or late. */
	if (c->round > 1 || c->state == CASE_CLOSED || c->state == CASE_RESOLVED ||
	    (c->contacted_at != STORE_NO_TIME && facts->step_done[STEP_FIRST_CONTACT]) ||
	    !miss_times(rules, c->complaint_at, &times))
		return 0;
	r = store_sla_put(g->store, c->id, &times, g->rules_id, now_at);
	if (r == 0 && c->state == CASE_NEW && times.deadline_at < now_at)
		gateway_wake(g, WAKE_DUE); /* it came too late: sla_run() of the next turn freezes it */
	return r;
}

/* Whether a pause held it then: the store tells of those that need no configuration to see. */
static int was_paused(Gateway *g, const StoreCase *c, int64_t at, gboolean *paused)
{
	const StoreDue due = {.shop = c->shop, .phone = c->phone, .line_kind = c->line_kind, .step = STEP_FIRST_CONTACT,
	                      .language = c->language, .category = c->category, .level = c->level, .case_id = c->id};
	g_autoptr(GArray) pauses = NULL;
	int r = store_pause_list_at(g->store, at, &pauses);

	if (r >= 0)
		*paused |= way_paused(g, pauses, &due);
	return r;
}

static int freeze(Gateway *g, const StoreOverdue *overdue, int64_t now_us)
{
	LogFields fields = {.case_id = overdue->case_id, .shop = overdue->shop, .step = step_name(STEP_FIRST_CONTACT),
	                    .event = LOG_EVENT_MISSED};
	g_autofree char *word = NULL;
	StoreCase c = {0};
	MissFacts facts;
	MissCause cause;
	int r = store_sla_facts(g->store, overdue, &facts, &word);

	if (r >= 0)
		r = store_case_get_bare(g->store, overdue->case_id, &c);
	if (r >= 0)
		r = was_paused(g, &c, facts.times.deadline_at, &facts.paused);
	if (r < 0) {
		store_case_clear(&c);
		return r;
	}
	facts.noticed_at = now_us / USEC_PER_SEC;
	facts.provider |= sender_was_stopped(g, &c, facts.times.deadline_at * USEC_PER_SEC);
	store_case_clear(&c);
	cause = miss_cause(&facts);
	r = store_sla_miss(g->store, overdue->case_id, overdue->round, cause, facts.noticed_at);
	if (r == 0)
		log_notice(&fields, "first contact missed its deadline: %s", miss_cause_text(cause));
	return r;
}

static int freeze_one(Gateway *g, const StoreOverdue *overdue, int64_t now_us)
{
	LogFields fields = {.case_id = overdue->case_id, .shop = overdue->shop};
	g_autofree char *why = NULL;
	int r = store_mark(g->store);

	if (r >= 0)
		r = freeze(g, overdue, now_us);
	r = item_end(g, r, "the cause of a miss is", &fields, &why);
	return why ? store_sla_miss(g->store, overdue->case_id, overdue->round, MISS_OTHER, now_us / USEC_PER_SEC) : r;
}

int sla_run(Gateway *g, int64_t now_us)
{
	g_autoptr(GArray) rows = NULL;
	int r = store_sla_overdue(g->store, now_us / USEC_PER_SEC, ROWS_PER_TURN, &rows);

	for (guint i = 0; r == 0 && i < rows->len; i++)
		r = freeze_one(g, &g_array_index(rows, StoreOverdue, i), now_us);
	if (r == 0 && rows->len == ROWS_PER_TURN)
		gateway_wake(g, WAKE_DUE);
	return r;
}

int64_t sla_next_wake_us(Gateway *g)
{
	int64_t deadline_at;

	if (store_sla_next(g->store, &deadline_at) < 0 || deadline_at == STORE_NO_TIME)
		return INT64_MAX;
	return (deadline_at + 1) * USEC_PER_SEC; /* the deadline's own second is still in time */
}
