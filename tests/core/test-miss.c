/* Causes of misses: the table of precedence in core/miss.h, row by row; and the times of the promise. */
#include "core/miss.h"
#include "core/plan.h"
#include "when.h"

#define DEADLINE 10000
#define EARLY 5000
#define LATE 20000
#define NONE DECIDE_NEVER

/* Lawful from 1000 to the deadline unless a row says otherwise. */
static const struct {
	const char *row;
	MissStep step;
	int64_t due_at;
	const char *word;
	MissCause want;
	int64_t told_at, created_at, noticed_at; /* 0: 1000, 1000, DEADLINE + 1 */
	int64_t lawful_at, latest_at;            /* 0: 1000, DEADLINE */
	gboolean blocked, paused, provider;
} ROWS[] = {
	{"planned into quiet hours", MISS_STEP_PLANNED, LATE, "quiet_hours", .want = MISS_QUIET_HOURS},
	{"planned past closed hours", MISS_STEP_PLANNED, LATE, "closed_hours", .want = MISS_QUIET_HOURS},
	{"planned past a holiday", MISS_STEP_PLANNED, LATE, "holiday", .want = MISS_QUIET_HOURS},
	{"budget", MISS_STEP_PLANNED, LATE, "budget", .want = MISS_RATE},
	{"grace longer than the promise", MISS_STEP_PLANNED, LATE, "agent_grace", .want = MISS_NO_AGENT},
	{"put off by the provider", MISS_STEP_PLANNED, LATE, "retry_later", .want = MISS_PROVIDER},
	{"put off by throttling", MISS_STEP_PLANNED, LATE, "throttled", .want = MISS_PROVIDER},
	{"put off without credit", MISS_STEP_PLANNED, LATE, "no_credit", .want = MISS_PROVIDER},
	{"planned late for no reason", MISS_STEP_PLANNED, LATE, "now", .want = MISS_OTHER},
	{"due at the deadline itself is due", MISS_STEP_PLANNED, DEADLINE, "quiet_hours", .want = MISS_RATE},
	{"one second later is not", MISS_STEP_PLANNED, DEADLINE + 1, "quiet_hours", .want = MISS_QUIET_HOURS},
	{"an incident holds it: people stopped it", MISS_STEP_HELD, 0, "incident", .want = MISS_PAUSED},
	{"due, paused", MISS_STEP_PLANNED, EARLY, "now", .want = MISS_PAUSED, .paused = TRUE},
	{"due, nobody there", MISS_STEP_PLANNED, EARLY, "now", .want = MISS_OUTAGE, .noticed_at = DEADLINE + MISS_OUTAGE_S + 1},
	{"due, noticed just in time", MISS_STEP_PLANNED, EARLY, "now", .want = MISS_RATE, .noticed_at = DEADLINE + MISS_OUTAGE_S},
	{"a pause goes before an outage", MISS_STEP_PLANNED, EARLY, "now", .want = MISS_PAUSED, .noticed_at = LATE, .paused = TRUE},
	{"an outage goes before the provider", MISS_STEP_PLANNED, EARLY, "now", .want = MISS_OUTAGE, .noticed_at = LATE, .provider = TRUE},
	{"due, tried before", MISS_STEP_PLANNED, EARLY, "retry_later", .want = MISS_PROVIDER, .provider = TRUE},
	{"due, no place in flight", MISS_STEP_PLANNED, EARLY, "now", .want = MISS_RATE},
	{"quiet hours go before a pause", MISS_STEP_PLANNED, LATE, "quiet_hours", .want = MISS_QUIET_HOURS, .paused = TRUE},
	{"quiet hours go before an outage", MISS_STEP_PLANNED, LATE, "quiet_hours", .want = MISS_QUIET_HOURS, .noticed_at = LATE},
	{"told after the deadline", MISS_STEP_PLANNED, LATE, "now", .want = MISS_LATE_ALERT, .told_at = DEADLINE + 1, .created_at = LATE},
	{"told at the deadline is in time", MISS_STEP_PLANNED, LATE, "quiet_hours", .want = MISS_QUIET_HOURS, .told_at = DEADLINE},
	{"told after the last lawful time", MISS_STEP_PLANNED, LATE, "quiet_hours", .want = MISS_LATE_ALERT, .told_at = 8000,
	 .latest_at = 7999},
	{"told at the last lawful time", MISS_STEP_PLANNED, LATE, "quiet_hours", .want = MISS_QUIET_HOURS, .told_at = 7999,
	 .latest_at = 7999},
	{"late alert goes before a pause", MISS_STEP_PLANNED, EARLY, "now", .want = MISS_LATE_ALERT, .told_at = LATE, .paused = TRUE},
	{"no lawful time at all", MISS_STEP_PLANNED, LATE, "quiet_hours", .want = MISS_QUIET_HOURS, .lawful_at = LATE, .latest_at = NONE},
	{"no lawful time goes before a late alert", MISS_STEP_PLANNED, LATE, "now", .want = MISS_QUIET_HOURS, .told_at = LATE,
	 .lawful_at = LATE, .latest_at = NONE},
	{"told in time, a case too late", MISS_STEP_PLANNED, LATE, "now", .want = MISS_OUTAGE, .created_at = DEADLINE + 1},
	{"no zone", MISS_STEP_HELD, 0, "no_zone", .want = MISS_NO_LAWFUL_CHANNEL, .lawful_at = NONE, .latest_at = NONE},
	{"no zone goes before a late alert", MISS_STEP_HELD, 0, "no_zone", .want = MISS_NO_LAWFUL_CHANNEL, .told_at = LATE,
	 .lawful_at = NONE, .latest_at = NONE},
	{"zone unknown, claimed, told late", MISS_STEP_NONE, 0, NULL, .want = MISS_LATE_ALERT, .told_at = LATE, .lawful_at = NONE,
	 .latest_at = NONE},
	{"landline", MISS_STEP_HELD, 0, "landline", .want = MISS_NO_LAWFUL_CHANNEL},
	{"number refused for good", MISS_STEP_HELD, 0, "bad_number", .want = MISS_NO_LAWFUL_CHANNEL},
	{"opted out", MISS_STEP_NONE, 0, "opted_out", .want = MISS_NO_LAWFUL_CHANNEL, .blocked = TRUE},
	{"opted out goes before all", MISS_STEP_PLANNED, EARLY, "now", .want = MISS_NO_LAWFUL_CHANNEL, .told_at = LATE, .blocked = TRUE,
	 .paused = TRUE},
	{"text refused", MISS_STEP_HELD, 0, "rejected_content", .want = MISS_PROVIDER},
	{"a value is missing", MISS_STEP_HELD, 0, "missing_value", .want = MISS_NO_AGENT},
	{"too late, for a person", MISS_STEP_HELD, 0, "too_late", .want = MISS_NO_AGENT},
	{"our own fault", MISS_STEP_HELD, 0, "internal_error", .want = MISS_OTHER},
	{"shop gone from the config", MISS_STEP_HELD, 0, "no_shop", .want = MISS_OTHER},
	{"outcome unknown", MISS_STEP_OUT, EARLY, "unknown", .want = MISS_PROVIDER},
	{"under way at the deadline", MISS_STEP_OUT, EARLY, "now", .want = MISS_PROVIDER, .paused = TRUE},
	{"answered after the deadline", MISS_STEP_DONE, EARLY, "sent", .want = MISS_PROVIDER, .provider = TRUE},
	{"sent late after an outage", MISS_STEP_DONE, EARLY, "sent", .want = MISS_OUTAGE, .noticed_at = LATE},
	{"an agent has it", MISS_STEP_NONE, 0, NULL, .want = MISS_NO_AGENT},
	{"an agent has it, paused", MISS_STEP_NONE, 0, "nothing_to_do", .want = MISS_NO_AGENT, .paused = TRUE},
};

START_TEST(causes)
{
	MissFacts facts = {
		.times = {.deadline_at = DEADLINE, .lawful_at = ROWS[_i].lawful_at ? ROWS[_i].lawful_at : 1000,
		          .latest_at = ROWS[_i].latest_at ? ROWS[_i].latest_at : DEADLINE},
		.told_at = ROWS[_i].told_at ? ROWS[_i].told_at : 1000,
		.created_at = ROWS[_i].created_at ? ROWS[_i].created_at : 1000,
		.noticed_at = ROWS[_i].noticed_at ? ROWS[_i].noticed_at : DEADLINE + 1,
		.step = ROWS[_i].step, .due_at = ROWS[_i].due_at, .word = ROWS[_i].word,
		.blocked = ROWS[_i].blocked, .paused = ROWS[_i].paused, .provider = ROWS[_i].provider,
	};

	row_str(ROWS[_i].row, miss_cause_name(miss_cause(&facts)), miss_cause_name(ROWS[_i].want));
}
END_TEST

/* A refusal of the provider is never an agent's fault, whatever a later version calls it. */
START_TEST(outcomes_are_the_providers)
{
	SubmitOutcome outcome = (SubmitOutcome)_i;
	MissFacts facts = {.times = {.deadline_at = DEADLINE, .lawful_at = 1000, .latest_at = DEADLINE},
	                   .step = MISS_STEP_HELD, .word = submit_outcome_name(outcome)};
	MissCause want = outcome == SUBMIT_BAD_NUMBER || outcome == SUBMIT_OPTED_OUT ? MISS_NO_LAWFUL_CHANNEL : MISS_PROVIDER;

	row_str(submit_outcome_name(outcome), miss_cause_name(miss_cause(&facts)), miss_cause_name(want));
}
END_TEST

START_TEST(names)
{
	for (int i = 0; i < MISS_CAUSES; i++) {
		MissCause back = MISS_CAUSES;

		row_int(miss_cause_name((MissCause)i), miss_cause_parse(miss_cause_name((MissCause)i), &back), 0);
		row_int(miss_cause_name((MissCause)i), back, i);
	}
	row_str("beyond", miss_cause_name(MISS_CAUSES), "?");
}
END_TEST

/* Work 09:00-22:00, texts outside 21:30-08:00, all in Shanghai (UTC+8); within 1 h, else by 10:00. */
static const struct {
	const char *row, *complaint, *deadline, *lawful, *latest; /* NULL: none */
} TIMES[] = {
	{"by day", "2026-11-18 06:00", "2026-11-18 07:00", "2026-11-18 06:00", "2026-11-18 07:00:00"},
	{"quiet hours cut the end off", "2026-11-18 13:00", "2026-11-18 14:00", "2026-11-18 13:00", "2026-11-18 13:29:59"},
	{"quiet hours leave nothing", "2026-11-18 13:40", "2026-11-18 14:40", "2026-11-19 00:00", NULL},
	{"last second before quiet hours", "2026-11-18 13:29:59", "2026-11-18 14:29:59", "2026-11-18 13:29:59",
	 "2026-11-18 13:29:59"},
	{"at night", "2026-11-18 16:00", "2026-11-19 02:00", "2026-11-19 00:00", "2026-11-19 02:00:00"},
};

START_TEST(times)
{
	g_autoptr(GTimeZone) zone = zone_of("Asia/Shanghai");
	Hours *work = hours_of("1234567 09:00-22:00"), *open = hours_of("1234567 00:00-24:00, q1234567 21:30-08:00");
	const Hours *layers[] = {open};
	DecideRules rules = {.layers = layers, .n_layers = 1, .zones = &zone, .n_zones = 1, .work = work, .work_zone = zone,
	                     .sla_in_s = 3600, .sla_next_s = 10 * 3600};
	const char *row = TIMES[_i].row;
	int64_t complaint_at = when(TIMES[_i].complaint);
	MissTimes got;

	row_int(row, miss_times(&rules, complaint_at, &got), TRUE);
	row_int(row, got.deadline_at, when(TIMES[_i].deadline));
	row_int(row, got.lawful_at, when(TIMES[_i].lawful));
	row_int(row, got.latest_at, TIMES[_i].latest ? when(TIMES[_i].latest) : DECIDE_NEVER);
	rules.n_zones = 0;
	row_int(row, miss_times(&rules, complaint_at, &got), TRUE);
	row_int(row, got.deadline_at, when(TIMES[_i].deadline));
	row_int(row, got.lawful_at, DECIDE_NEVER);
	rules.work = NULL;
	row_int(row, miss_times(&rules, complaint_at, &got), FALSE);
	hours_free(work);
	hours_free(open);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("miss");
	TCase *tc = tcase_create("miss");

	tcase_add_loop_test(tc, causes, 0, G_N_ELEMENTS(ROWS));
	tcase_add_loop_test(tc, outcomes_are_the_providers, 0, SUBMIT_OUTCOMES);
	tcase_add_test(tc, names);
	tcase_add_loop_test(tc, times, 0, G_N_ELEMENTS(TIMES));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "miss");
}
