#include "gateway/callbacks.h"

#include "store/team.h"
#include "util/log.h"

#define WARN_BEFORE_S (10 * 60) /* F45 */

/* The minute of the day that stands for a part of it; "later" is no part of a day. */
static const int PARTS[WHEN_PARTS] = {
	[WHEN_NO_PART] = -1, [WHEN_MORNING] = 10 * 60, [WHEN_NOON] = 12 * 60, [WHEN_AFTERNOON] = 15 * 60,
	[WHEN_EVENING] = 18 * 60 + 30, [WHEN_LATER] = -1,
};

LadderWish callbacks_wish(const When *when)
{
	/* "Before three" is two at the latest. */
	gboolean earlier = when->before && when->minute >= 60;

	return (LadderWish){.days = when->days, .weekday = when->weekday, .in_minutes = when->in_minutes,
	                    .minute = earlier ? when->minute - 60 : when->minute, .part_minute = PARTS[when->part]};
}

static int put_callback(Gateway *g, const StoreCase *c, const ConfCaseRules *rules, const LadderWish *wish,
                        const char *words, int64_t asked_at, int64_t now_at)
{
	const LogFields fields = {.case_id = c->id, .shop = c->shop, .step = step_name(STEP_CALLBACK)};
	StoreCall call = {.case_id = c->id, .callback = TRUE, .round = c->round, .asked_text = (char *)words};
	g_autofree char *due = NULL;
	int64_t call_id;
	gboolean clear;
	int r;

	call.due_at = ladder_callback(&rules->policy.rules[CLASS_CALL], wish, asked_at, now_at, &clear);
	if (call.due_at == DECIDE_NEVER) {
		log_notice(&fields, "no permitted time for a callback; an agent reads the reply");
		return 0;
	}
	call.warn_at = MAX(call.due_at - WARN_BEFORE_S, now_at);
	call.why = (char *)(clear ? "asked" : "asked_no_time");
	r = store_call_put(g->store, &call, "customer", now_at, &call_id);
	if (r < 0)
		return r;
	due = zones_format(NULL, call.due_at);
	log_info(&fields, "callback for %s: %s", due, call.why);
	return 0;
}

int callbacks_ask(Gateway *g, int64_t case_id, const LadderWish *wish, const char *words, int64_t asked_at, int64_t now_at)
{
	g_auto(ConfCaseRules) rules = {0};
	StoreCase c = {0};
	int r = store_case_get(g->store, case_id, &c);

	if (r >= 0 && c.state != CASE_CLOSED && !c.blocked &&
	    conf_case_rules(g->conf, g->zones, c.shop, c.zone, c.region, c.quiet, &rules) && rules.policy.call_allowed &&
	    !rules.policy.no_consent[CLASS_CALL])
		r = put_callback(g, &c, &rules, wish, words, asked_at, now_at);
	store_case_clear(&c);
	return r;
}
