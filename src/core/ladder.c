#include "core/ladder.h"
#include "core/names.h"
#include "core/wall.h"

#define MINUTE_S INT64_C(60)
#define HOUR_S (60 * MINUTE_S)

/* Who was busy is there; who did not answer may be for hours elsewhere. */
#define AFTER_BUSY_S HOUR_S
#define AFTER_SILENCE_S (3 * HOUR_S)
/* Nearer than this on the clock is the same time of day (F44: spread over different hours). */
#define APART_S (2 * HOUR_S)
#define SEARCH_STEP_S (30 * MINUTE_S)
#define SEARCH_S (14 * INT64_C(86400))

static const char *const OUTCOME_NAMES[CALL_OUTCOMES] = {
	[CALL_REACHED] = "reached",
	[CALL_AGREED] = "agreed",
	[CALL_REFUSED] = "refused",
	[CALL_BUSY] = "busy",
	[CALL_NO_ANSWER] = "no_answer",
	[CALL_VOICEMAIL] = "voicemail",
	[CALL_WRONG_NUMBER] = "wrong_number",
	[CALL_BACK_AT] = "call_back_at",
};

const char *call_outcome_name(CallOutcome outcome)
{
	return names_at(OUTCOME_NAMES, CALL_OUTCOMES, (int)outcome);
}

int call_outcome_parse(const char *name, CallOutcome *outcome)
{
	int found = names_find(OUTCOME_NAMES, CALL_OUTCOMES, name);

	if (found < 0)
		return found;
	*outcome = (CallOutcome)found;
	return 0;
}

/* ---- attempts ---- */

static gboolean nobody_there(CallOutcome outcome)
{
	return outcome == CALL_BUSY || outcome == CALL_NO_ANSWER || outcome == CALL_VOICEMAIL;
}

/* On the clock of every zone the customer may be in; noon and midnight are twelve hours apart, 23:00 and 01:00 two. */
static gboolean another_hour(const DecideRules *rules, const LadderAttempt *attempts, guint n, int64_t at)
{
	for (guint i = 0; i < n; i++)
		for (guint z = 0; z < rules->n_zones; z++) {
			int apart = ABS(wall_at(rules->zones[z], attempts[i].at).second - wall_at(rules->zones[z], at).second);

			if (MIN(apart, WALL_DAY_S - apart) < APART_S)
				return FALSE;
		}
	return TRUE;
}

int64_t ladder_next_call(const DecideRules *rules, const DecideFacts *facts, const LadderAttempt *attempts, guint n,
                         int64_t now_at)
{
	int64_t last_at = INT64_MIN, from = now_at, first = DECIDE_NEVER;

	if (n >= LADDER_CALLS_MAX)
		return DECIDE_NEVER;
	for (guint i = 0; i < n; i++) {
		if (!nobody_there(attempts[i].outcome))
			return DECIDE_NEVER;
		if (attempts[i].at >= last_at) {
			last_at = attempts[i].at;
			from = MAX(now_at, last_at + (attempts[i].outcome == CALL_BUSY ? AFTER_BUSY_S : AFTER_SILENCE_S));
		}
	}
	for (int64_t at = from; at <= from + SEARCH_S; at += SEARCH_STEP_S) {
		Decision decision = decide_when(DECIDE_NEXT, rules, facts, at);

		if (decision.at == DECIDE_NEVER)
			break;
		if (first == DECIDE_NEVER)
			first = decision.at;
		if (another_hour(rules, attempts, n, decision.at))
			return decision.at;
		at = decision.at;
	}
	return first; /* hours so short that every time of day was tried */
}
