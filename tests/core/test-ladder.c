/* When to dial again, when to call back, when an agent's words leave. 2026-11-18 is a Wednesday. */
#include "core/ladder.h"
#include "when.h"

#define WED "2026-11-18 "
#define THU "2026-11-19 "
#define FRI "2026-11-20 "

typedef struct {
	GTimeZone *zone;
	Hours *hours;
	const Hours *layer;
	Cap caps[1];
	DecideRules rules;
} Rules;

static void rules_fill(Rules *r, const char *hours, const char *zone, int per_day)
{
	*r = (Rules){.zone = zone ? zone_of(zone) : NULL, .hours = hours_of(hours), .caps = {{.max = per_day}}};
	r->layer = r->hours;
	r->rules = (DecideRules){.layers = &r->layer, .n_layers = 1, .zones = &r->zone, .n_zones = zone != NULL,
	                         .caps = r->caps, .n_caps = per_day > 0};
}

static void rules_clear(Rules *r)
{
	g_clear_pointer(&r->zone, g_time_zone_unref);
	hours_free(r->hours);
}

#define CALLS "12345 09:30-12:00, 12345 14:00-20:00"

static const struct {
	const char *row;
	const char *hours;
	struct {
		const char *at;
		CallOutcome outcome;
	} tried[3];
	const char *now;
	int per_day;
	const char *next; /* NULL: not again */
} AGAIN[] = {
	{"the first: as soon as calls are permitted", CALLS, {{0}}, WED "21:00", 0, THU "09:30"},
	{"no answer: some hours later", CALLS, {{WED "14:10", CALL_NO_ANSWER}}, WED "14:10", 0, WED "17:10"},
	{"busy: an hour is enough, but the hour of the day counts too", CALLS, {{WED "14:10", CALL_BUSY}}, WED "14:10", 0,
	 WED "16:10"},
	{"voicemail in the evening: the next day, not in the evening", CALLS, {{WED "19:30", CALL_VOICEMAIL}}, WED "19:30", 0,
	 THU "09:30"},
	{"the wait counts from the attempt, not from now", CALLS, {{WED "09:30", CALL_NO_ANSWER}}, WED "14:00", 0, WED "14:00"},
	{"one contact a day: the next day, at another hour", CALLS, {{WED "09:40", CALL_NO_ANSWER}}, WED "09:40", 1,
	 THU "14:00"},
	{"the third at a third hour", CALLS, {{WED "09:40", CALL_NO_ANSWER}, {THU "14:00", CALL_NO_ANSWER}}, THU "14:00", 1,
	 FRI "16:00"},
	{"three are the most", CALLS,
	 {{WED "09:40", CALL_NO_ANSWER}, {THU "11:40", CALL_BUSY}, {FRI "14:00", CALL_VOICEMAIL}}, FRI "14:00", 0, NULL},
	{"reached: never again by itself", CALLS, {{WED "09:40", CALL_REACHED}}, WED "09:40", 0, NULL},
	{"refused is an answer", CALLS, {{WED "09:40", CALL_REFUSED}}, WED "09:40", 0, NULL},
	{"a wrong number is not dialled again", CALLS, {{WED "09:40", CALL_WRONG_NUMBER}}, WED "09:40", 0, NULL},
	{"a time was named: that is a callback", CALLS, {{WED "09:40", CALL_BACK_AT}}, WED "09:40", 0, NULL},
	{"no hours", "", {{0}}, WED "10:00", 0, NULL},
	{"one hour a day: there is no other", "12345 10:00-11:00", {{WED "10:00", CALL_NO_ANSWER}}, WED "10:00", 0,
	 THU "10:00"},
};

START_TEST(dials_again)
{
	LadderAttempt tried[3];
	int64_t contacts[3];
	DecideFacts facts = DECIDE_FACTS_NONE;
	guint n = 0;
	Rules r;

	rules_fill(&r, AGAIN[_i].hours, "Etc/UTC", AGAIN[_i].per_day);
	for (; n < 3 && AGAIN[_i].tried[n].at; n++) {
		tried[n] = (LadderAttempt){when(AGAIN[_i].tried[n].at), AGAIN[_i].tried[n].outcome};
		contacts[n] = tried[n].at;
	}
	facts.contacts = contacts;
	facts.n_contacts = n;
	row_int(AGAIN[_i].row, ladder_next_call(&r.rules, &facts, tried, n, when(AGAIN[_i].now)),
	        AGAIN[_i].next ? when(AGAIN[_i].next) : DECIDE_NEVER);
	rules_clear(&r);
}
END_TEST

/* Clocks of the customer: Shanghai, 8 h ahead. */
static const struct {
	const char *row;
	LadderWish wish;
	const char *asked; /* UTC */
	const char *at;    /* UTC; NULL: never */
	gboolean clear;
} BACK[] = {
	{"an hour of today", {.days = -1, .minute = 15 * 60, .part_minute = -1}, WED "06:00", WED "07:00", TRUE},
	{"an hour that has passed is tomorrow's", {.days = -1, .minute = 10 * 60, .part_minute = -1}, WED "06:00", THU "02:00",
	 TRUE},
	{"tomorrow at three", {.days = 1, .minute = 15 * 60, .part_minute = -1}, WED "06:00", THU "07:00", TRUE},
	{"said at eleven at night: the day is the customer's", {.days = 1, .minute = 15 * 60, .part_minute = -1}, WED "15:30",
	 THU "07:00", TRUE},
	{"said after midnight", {.days = 1, .minute = 15 * 60, .part_minute = -1}, WED "16:30", FRI "07:00", TRUE},
	{"on Friday", {.days = -1, .weekday = 5, .minute = 600, .part_minute = -1}, WED "06:00", FRI "02:00", TRUE},
	{"on Wednesday, said on Wednesday afternoon", {.days = -1, .weekday = 3, .minute = 600, .part_minute = -1},
	 WED "06:00", "2026-11-25 02:00", TRUE},
	{"in half an hour", {.days = -1, .in_minutes = 30, .minute = -1, .part_minute = -1}, WED "06:00", WED "06:30", TRUE},
	{"outside call hours: moved", {.days = -1, .minute = 21 * 60, .part_minute = -1}, WED "06:00", THU "01:30", TRUE},
	{"no time at all: the next day, a good hour", {.days = -1, .minute = -1, .part_minute = -1}, WED "06:00", THU "02:00",
	 FALSE},
	{"only a part of the day", {.days = -1, .minute = -1, .part_minute = 18 * 60}, WED "06:00", WED "10:00", FALSE},
	{"only a day", {.days = 2, .minute = -1, .part_minute = -1}, WED "06:00", FRI "02:00", FALSE},
};

START_TEST(calls_back)
{
	gboolean clear = !BACK[_i].clear;
	Rules r;

	rules_fill(&r, CALLS, "Asia/Shanghai", 1);
	row_int(BACK[_i].row, ladder_callback(&r.rules, &BACK[_i].wish, when(BACK[_i].asked), when(BACK[_i].asked), &clear),
	        BACK[_i].at ? when(BACK[_i].at) : DECIDE_NEVER);
	row_int(BACK[_i].row, clear, BACK[_i].clear);
	rules_clear(&r);
}
END_TEST

START_TEST(calls_nobody_back_in_an_unknown_zone)
{
	gboolean clear;
	Rules r;

	rules_fill(&r, CALLS, NULL, 0);
	row_int("no zone", ladder_callback(&r.rules, &LADDER_NO_WISH, when(WED "06:00"), when(WED "06:00"), &clear),
	        DECIDE_NEVER);
	rules_clear(&r);
}
END_TEST

/* Texts 08:00-21:30, one a day. */
static const struct {
	const char *row;
	CaseState state;
	gboolean no_sms, no_consent, landline, dead;
	EventKind event;
	const char *event_at, *contact, *claimed_until, *now;
	PlanVerdict verdict;
	Reason reason;
	const char *due;
} WORDS[] = {
	{"by day: now", CASE_REPLIED, .now = WED "10:00", .verdict = PLAN_STEP, .reason = REASON_NOW, .due = WED "10:00"},
	{"at night: in the morning", CASE_IN_PROGRESS, .now = WED "22:00", .verdict = PLAN_STEP, .reason = REASON_QUIET_HOURS,
	 .due = THU "08:00"},
	{"agents have the same budget", CASE_REPLIED, .contact = WED "09:00", .now = WED "10:00", .verdict = PLAN_STEP,
	 .reason = REASON_BUDGET, .due = THU "08:00"},
	{"another holds it: when they let go", CASE_REPLIED, .claimed_until = WED "10:30", .now = WED "10:00", .verdict = PLAN_STEP,
	 .reason = REASON_CLAIMED_BY_OTHER, .due = WED "10:30"},
	{"who let go", CASE_REPLIED, .claimed_until = WED "10:00", .now = WED "10:00", .verdict = PLAN_STEP, .reason = REASON_NOW,
	 .due = WED "10:00"},
	{"and lets go at night: in the morning", CASE_REPLIED, .claimed_until = WED "21:45", .now = WED "21:15",
	 .verdict = PLAN_STEP, .reason = REASON_QUIET_HOURS, .due = THU "08:00"},
	{"a reply does not stop them", CASE_REPLIED, .event = EVENT_REPLY, .event_at = WED "09:00", .now = WED "10:00",
	 .verdict = PLAN_STEP, .reason = REASON_NOW, .due = WED "10:00"},
	{"opted out: taken back", CASE_REPLIED, .event = EVENT_OPT_OUT, .event_at = WED "09:00", .now = WED "10:00",
	 .verdict = PLAN_NONE, .reason = REASON_OPTED_OUT},
	{"wrong number: taken back", CASE_REPLIED, .event = EVENT_WRONG_NUMBER, .event_at = WED "09:00", .now = WED "10:00",
	 .verdict = PLAN_NONE, .reason = REASON_WRONG_NUMBER},
	{"withdrawn: taken back", CASE_REPLIED, .event = EVENT_WITHDRAWN, .event_at = WED "09:00", .now = WED "10:00",
	 .verdict = PLAN_NONE, .reason = REASON_WITHDRAWN},
	{"closed: taken back", CASE_CLOSED, .now = WED "10:00", .verdict = PLAN_NONE, .reason = REASON_NOTHING_TO_DO},
	{"no ground", CASE_REPLIED, .no_sms = TRUE, .now = WED "10:00", .verdict = PLAN_HOLD, .reason = REASON_SMS_NOT_ALLOWED},
	{"no consent", CASE_REPLIED, .no_consent = TRUE, .now = WED "10:00", .verdict = PLAN_HOLD, .reason = REASON_NO_CONSENT},
	{"a landline", CASE_REPLIED, .landline = TRUE, .now = WED "10:00", .verdict = PLAN_HOLD, .reason = REASON_LANDLINE},
	{"a dead number", CASE_REPLIED, .dead = TRUE, .now = WED "10:00", .verdict = PLAN_HOLD, .reason = REASON_DEAD_NUMBER},
};

START_TEST(words_wait_for_their_hour)
{
	Rules r;
	PlanPolicy policy = {.sms_allowed = !WORDS[_i].no_sms, .no_consent = {[CLASS_FIRST_CONTACT] = WORDS[_i].no_consent}};
	PlanFacts facts = {.state = WORDS[_i].state, .round = 1, .landline = WORDS[_i].landline,
	                   .dead_until = WORDS[_i].dead ? when(FRI "10:00") : 0, .facts = DECIDE_FACTS_NONE};
	FactEvent event = {WORDS[_i].event, WORDS[_i].event_at ? when(WORDS[_i].event_at) : 0};
	int64_t contact = WORDS[_i].contact ? when(WORDS[_i].contact) : 0;
	Plan plan;

	rules_fill(&r, "1234567 08:00-21:30, q1234567 21:30-08:00", "Etc/UTC", 1);
	policy.rules[CLASS_FIRST_CONTACT] = r.rules;
	facts.facts.events = &event;
	facts.facts.n_events = WORDS[_i].event_at != NULL;
	facts.facts.contacts = &contact;
	facts.facts.n_contacts = WORDS[_i].contact != NULL;
	plan = ladder_words(&policy, &facts, STEP_AGENT_TEXT, 2, WORDS[_i].claimed_until ? when(WORDS[_i].claimed_until) : 0,
	                    when(WORDS[_i].now));
	row_int(WORDS[_i].row, plan.verdict, WORDS[_i].verdict);
	row_str(WORDS[_i].row, reason_name(plan.reason), reason_name(WORDS[_i].reason));
	row_int(WORDS[_i].row, plan.due_at, WORDS[_i].due ? when(WORDS[_i].due) : DECIDE_NEVER);
	row_int(WORDS[_i].row, plan.round, 2);
	rules_clear(&r);
}
END_TEST

START_TEST(outcomes_have_names)
{
	CallOutcome outcome = CALL_OUTCOMES;

	row_int("no such outcome", call_outcome_parse("perhaps", &outcome), -EINVAL);
	row_int("untouched", outcome, CALL_OUTCOMES);
	for (int i = 0; i < CALL_OUTCOMES; i++) {
		row_int(call_outcome_name((CallOutcome)i), call_outcome_parse(call_outcome_name((CallOutcome)i), &outcome), 0);
		row_int(call_outcome_name((CallOutcome)i), outcome, i);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ladder");
	TCase *tc = tcase_create("ladder");

	tcase_add_loop_test(tc, dials_again, 0, G_N_ELEMENTS(AGAIN));
	tcase_add_loop_test(tc, calls_back, 0, G_N_ELEMENTS(BACK));
	tcase_add_test(tc, calls_nobody_back_in_an_unknown_zone);
	tcase_add_loop_test(tc, words_wait_for_their_hour, 0, G_N_ELEMENTS(WORDS));
	tcase_add_test(tc, outcomes_have_names);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "ladder");
}
