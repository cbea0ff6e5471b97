/* A wish to be called, as a task (F45). */
#include "gateway/effects.h"

#include "store/team.h"
#include "util/log.h"

#define WARN_BEFORE_S (10 * 60) /* F45 */
#define LATER_S (2 * 60 * 60)

/* The minute that stands for a part of the day; -1: none was told. */
static int minute_of(const When *when)
{
	static const int PARTS[WHEN_PARTS] = {
	        [WHEN_NO_PART] = -1,        [WHEN_MORNING] = 10 * 60, [WHEN_NOON] = 12 * 60,
	        [WHEN_AFTERNOON] = 15 * 60, [WHEN_EVENING] = 19 * 60, [WHEN_LATER] = -1};

	return when->minute >= 0 ? when->minute : PARTS[when->part];
}

/* The customer's midnight of the day that was meant. */
static int64_t day_of(GTimeZone *zone, const When *when, int64_t asked_at)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(asked_at);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
	int ahead = when->weekday ? (when->weekday - g_date_time_get_day_of_week(local) + 7) % 7 : when->days;
	g_autoptr(GDateTime) day = NULL;
	g_autoptr(GDateTime) midnight = NULL;

	if (when->weekday && ahead == 0)
		ahead = 7;
	day = g_date_time_add_days(local, ahead);
	midnight = g_date_time_new(zone, g_date_time_get_year(day), g_date_time_get_month(day),
	                           g_date_time_get_day_of_month(day), 0, 0, 0);
	return g_date_time_to_unix(midnight);
}

/* From when on the customer wants it. */
static int64_t wished_at(GTimeZone *zone, const When *when, int64_t asked_at)
{
	const gboolean day = when->weekday || when->days > 0;
	const int minute = minute_of(when);
	int64_t from = day ? day_of(zone, when, asked_at) : asked_at, at;

	if (when->in_minutes)
		return asked_at + when->in_minutes * INT64_C(60);
	if (minute < 0)
		return day ? from : asked_at + (when->part == WHEN_LATER ? LATER_S : 0);
	return hours_next_wall(zone, minute * 60, NULL, day ? from - 1 : from, &at) ? at : from;
}

static int put(Gateway *g, const StoreCase *c, const ConfCaseRules *rules, const When *when, const char *words,
               int64_t asked_at, int64_t now_at)
{
	static const When NOTHING = {.days = -1, .minute = -1};
	const LogFields fields = {.case_id = c->id, .shop = c->shop, .step = step_name(STEP_CALLBACK)};
	DecideRules hours = rules->policy.rules[CLASS_CALL];
	DecideFacts facts = DECIDE_FACTS_NONE;
	StoreCall call = {.case_id = c->id,
	                  .callback = TRUE,
	                  .round = c->round,
	                  .asked_text = (char *)words,
	                  .why = (char *)"asked"};
	Decision decision;
	int64_t call_id;

	hours.n_caps = 0;
	hours.min_gap_s = 0;
	if (rules->n_zones > 0)
		facts.scheduled_at = wished_at(rules->zones[0], when ? when : &NOTHING, asked_at);
	hours.max_late_s = 0;
	decision = decide_when(DECIDE_DUE, &hours, &facts, now_at);
	if (decision.at == DECIDE_NEVER) {
		log_notice(&fields, "no permitted time for a callback; an agent reads the reply");
		return 0;
	}
	call.due_at = decision.at;
	call.warn_at = MAX(call.due_at - WARN_BEFORE_S, now_at);
	return store_call_put(g->store, &call, "customer", now_at, &call_id);
}

int effects_callback(Gateway *g, int64_t case_id, const When *when, const char *words, int64_t asked_at, int64_t now_at)
{
	g_auto(ConfCaseRules) rules = {0};
	StoreCase c = {0};
	int r = store_case_get(g->store, case_id, &c);

	if (r >= 0 && c.state != CASE_CLOSED && !c.blocked &&
	    conf_case_rules(g->conf, g->zones, c.shop, c.zone, c.region, c.quiet, &rules) &&
	    rules.policy.call_allowed && !rules.policy.no_consent[CLASS_CALL])
		r = put(g, &c, &rules, when, words, asked_at, now_at);
	store_case_clear(&c);
	return r;
}
