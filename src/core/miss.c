#include "core/miss.h"
#include "core/names.h"
#include "core/sla.h"

static const struct {
	const char *name;
	const char *text;
} CAUSES[MISS_CAUSES] = {
	[MISS_LATE_ALERT] = {"late_alert", "late alert"},
	[MISS_QUIET_HOURS] = {"quiet_hours", "quiet hours"},
	[MISS_RATE] = {"rate", "rate"},
	[MISS_PROVIDER] = {"provider", "provider"},
	[MISS_NO_AGENT] = {"no_agent", "no agent"},
	[MISS_NO_LAWFUL_CHANNEL] = {"no_lawful_channel", "no lawful channel"},
	[MISS_PAUSED] = {"paused", "paused"},
	[MISS_OUTAGE] = {"outage", "outage"},
	[MISS_OTHER] = {"other", "other"},
};

/* What a step's reason means for its deadline. A word that is not here waits for a person. */
static const struct {
	const char *word;
	MissCause cause;
} WORDS[] = {
	{"sms_not_allowed", MISS_NO_LAWFUL_CHANNEL},
	{"wrong_number", MISS_NO_LAWFUL_CHANNEL},
	{"opted_out", MISS_NO_LAWFUL_CHANNEL},
	{"landline", MISS_NO_LAWFUL_CHANNEL},
	{"dead_number", MISS_NO_LAWFUL_CHANNEL},
	{"no_zone", MISS_NO_LAWFUL_CHANNEL},
	{"no_window", MISS_NO_LAWFUL_CHANNEL},
	{"bad_number", MISS_NO_LAWFUL_CHANNEL},
	{"quiet_hours", MISS_QUIET_HOURS},
	{"closed_hours", MISS_QUIET_HOURS},
	{"holiday", MISS_QUIET_HOURS},
	{"budget", MISS_RATE},
	{"rate_limited", MISS_RATE},
	{"spend_cap", MISS_RATE},
	{"backlog", MISS_OUTAGE},
	{"released", MISS_PAUSED},
	{"no_route", MISS_PROVIDER},
	{"accepted", MISS_PROVIDER},
	{"retry_later", MISS_PROVIDER},
	{"throttled", MISS_PROVIDER},
	{"rejected_content", MISS_PROVIDER},
	{"account_broken", MISS_PROVIDER},
	{"no_credit", MISS_PROVIDER},
	{"quiet_by_provider", MISS_PROVIDER},
	{"unknown_code", MISS_PROVIDER},
	{"unknown", MISS_PROVIDER},
	{"unknown_outcome", MISS_PROVIDER},
	{"no_provider", MISS_PROVIDER},
	{"incident", MISS_PAUSED},
	{"internal_error", MISS_OTHER},
	{"no_shop", MISS_OTHER},
	{"now", MISS_OTHER},
	{"not_yet", MISS_OTHER},
};

const char *miss_cause_name(MissCause cause)
{
	return (int)cause >= 0 && cause < MISS_CAUSES ? CAUSES[cause].name : "?";
}

int miss_cause_parse(const char *name, MissCause *cause)
{
	for (int i = 0; i < MISS_CAUSES; i++) {
		if (g_strcmp0(CAUSES[i].name, name) == 0) {
			*cause = (MissCause)i;
			return 0;
		}
	}
	return -EINVAL;
}

const char *miss_cause_text(MissCause cause)
{
	return (int)cause >= 0 && cause < MISS_CAUSES ? CAUSES[cause].text : "?";
}

/* The last permitted second of [from, until]: from one permitted stretch to the next. */
static int64_t last_lawful(const DecideRules *rules, int64_t from, int64_t until)
{
	int64_t last = DECIDE_NEVER, open, end;

	while (from <= until && hours_next(rules->layers, rules->n_layers, rules->zones, rules->n_zones, from, until, &open)) {
		end = hours_open_until(rules->layers, rules->n_layers, rules->zones, rules->n_zones, open, until + 1);
		last = end - 1;
		from = end;
	}
	return last;
}

gboolean miss_times(const DecideRules *rules, int64_t complaint_at, MissTimes *times)
{
	GTimeZone *zone = rules->work_zone ? rules->work_zone : rules->n_zones > 0 ? rules->zones[0] : NULL;
	int days = rules->horizon_days ? rules->horizon_days : DECIDE_HORIZON_DAYS;
	MissTimes found = {.lawful_at = DECIDE_NEVER, .latest_at = DECIDE_NEVER};

	if (!rules->work || !zone ||
	    !sla_deadline(rules->work, zone, complaint_at, rules->sla_in_s, rules->sla_next_s, &found.deadline_at))
		return FALSE;
	if (rules->n_zones > 0 && rules->n_layers > 0) {
		hours_next(rules->layers, rules->n_layers, rules->zones, rules->n_zones, complaint_at,
		           complaint_at + days * HOURS_DAY_S, &found.lawful_at);
		found.latest_at = last_lawful(rules, complaint_at, found.deadline_at);
	}
	*times = found;
	return TRUE;
}

static MissCause by_word(const char *word, MissCause otherwise)
{
	for (gsize i = 0; i < G_N_ELEMENTS(WORDS); i++)
		if (g_strcmp0(WORDS[i].word, word) == 0)
			return WORDS[i].cause;
	return otherwise;
}

/* It could have left, and did not. */
static MissCause of_due(const MissFacts *facts)
{
	if (facts->paused)
		return MISS_PAUSED;
	if (facts->noticed_at - facts->times.deadline_at > MISS_OUTAGE_S)
		return MISS_OUTAGE;
	return facts->provider ? MISS_PROVIDER : MISS_RATE;
}

MissCause miss_cause(const MissFacts *facts)
{
	const MissTimes *times = &facts->times;
	gboolean held = facts->step == MISS_STEP_HELD;

	if (facts->blocked || (held && by_word(facts->word, MISS_OTHER) == MISS_NO_LAWFUL_CHANNEL))
		return MISS_NO_LAWFUL_CHANNEL;
	if (times->lawful_at != DECIDE_NEVER && times->latest_at == DECIDE_NEVER)
		return MISS_QUIET_HOURS;
	if (facts->told_at > (times->latest_at == DECIDE_NEVER ? times->deadline_at : times->latest_at))
		return MISS_LATE_ALERT;
	if (facts->created_at > times->deadline_at)
		return MISS_OUTAGE;
	switch (facts->step) {
	case MISS_STEP_PLANNED:
		if (facts->due_at <= times->deadline_at)
			return of_due(facts);
		return by_word(facts->word, MISS_NO_AGENT);
	case MISS_STEP_HELD:
		return by_word(facts->word, MISS_NO_AGENT);
	case MISS_STEP_OUT:
		return MISS_PROVIDER;
	case MISS_STEP_DONE:
		return of_due(facts);
	case MISS_STEP_NONE:
		break;
	}
	return MISS_NO_AGENT;
}
