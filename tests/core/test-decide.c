/* What decide() says beyond the worked cases of tests/data: every rule of T9-T15 at its edges, each row alone.
 *
 * All rows: zone Etc/UTC unless `zoneless`, permitted 08:00-20:00 daily, quiet 12:00-13:00, the shop works Monday to
 * Friday 08:00-18:00; within 1 h, else by 10:00; satisfaction 24-48 h, given up after 96 h; a call 2 h after the SMS; a job
 * may be a day late; an opt-out is confirmed within 5 min. 2026-11-18 is a Wednesday. */
#include "core/decide.h"
#include "when.h"

typedef struct {
	EventKind kind;
	const char *at;
} Told;

typedef struct {
	const char *row;
	DecideKind kind;
	const char *now;
	Told events[4]; /* ends with a NULL instant */
	Action want;
	const char *at, *deadline; /* NULL: none */
	const char *complaint, *scheduled, *sms_sent, *asked, *contact;
	gboolean confirm_sent, zoneless;
	int64_t min_gap_s;
	int cap_max; /* 0: no cap; else per day */
} Row;

#define NOON "2026-11-18 11:00"
#define BEFORE "2026-11-18 10:00"
#define AFTER "2026-11-18 11:00:01"

static const Row ROWS[] = {
	/* T14: who cancels what, in which order. */
	{"wrong number", DECIDE_NEXT, NOON, {{EVENT_WRONG_NUMBER, BEFORE}}, .want = ACTION_CANCEL_WRONG_NUMBER},
	{"wrong number stops the confirmation too", DECIDE_OPTOUT_CONFIRM, NOON,
	 {{EVENT_WRONG_NUMBER, BEFORE}, {EVENT_OPT_OUT, NOON}}, .want = ACTION_CANCEL_WRONG_NUMBER},
	{"wrong number before opt-out", DECIDE_NEXT, NOON, {{EVENT_OPT_OUT, BEFORE}, {EVENT_WRONG_NUMBER, NOON}},
	 .want = ACTION_CANCEL_WRONG_NUMBER},
	{"opt-out", DECIDE_CALLBACK, NOON, {{EVENT_OPT_OUT, BEFORE}}, .want = ACTION_CANCEL_OPT_OUT, .asked = BEFORE},
	{"opt-out at now", DECIDE_NEXT, NOON, {{EVENT_OPT_OUT, NOON}}, .want = ACTION_CANCEL_OPT_OUT},
	{"opt-out after now is not known", DECIDE_NEXT, NOON, {{EVENT_OPT_OUT, AFTER}}, .want = ACTION_SEND,
	 .at = NOON},
	{"a later opt-in lifts it", DECIDE_NEXT, NOON, {{EVENT_OPT_OUT, BEFORE}, {EVENT_OPT_IN, NOON}},
	 .want = ACTION_SEND, .at = NOON},
	{"an opt-in of the same second does not", DECIDE_NEXT, NOON, {{EVENT_OPT_IN, BEFORE}, {EVENT_OPT_OUT, BEFORE}},
	 .want = ACTION_CANCEL_OPT_OUT},
	{"nor one after now", DECIDE_NEXT, NOON, {{EVENT_OPT_OUT, BEFORE}, {EVENT_OPT_IN, AFTER}},
	 .want = ACTION_CANCEL_OPT_OUT},
	{"out, in, out", DECIDE_NEXT, NOON,
	 {{EVENT_OPT_OUT, "2026-11-17 10:00"}, {EVENT_OPT_IN, "2026-11-17 11:00"}, {EVENT_OPT_OUT, BEFORE}},
	 .want = ACTION_CANCEL_OPT_OUT},
	{"opt-out before withdrawn", DECIDE_NEXT, NOON, {{EVENT_WITHDRAWN, BEFORE}, {EVENT_OPT_OUT, NOON}},
	 .want = ACTION_CANCEL_OPT_OUT},
	{"withdrawn", DECIDE_NEXT, NOON, {{EVENT_WITHDRAWN, BEFORE}}, .want = ACTION_CANCEL_WITHDRAWN},
	{"withdrawn before agent", DECIDE_FIRST_CONTACT, NOON, {{EVENT_AGENT_CONTACTED, BEFORE}, {EVENT_WITHDRAWN,
	 NOON}},
	 .want = ACTION_CANCEL_WITHDRAWN, .complaint = BEFORE},
	{"withdrawn does not stop the confirmation", DECIDE_OPTOUT_CONFIRM, NOON,
	 {{EVENT_WITHDRAWN, BEFORE}, {EVENT_OPT_OUT, NOON}}, .want = ACTION_SEND, .at = NOON},
	{"agent was first", DECIDE_FIRST_CONTACT, NOON, {{EVENT_AGENT_CONTACTED, NOON}}, .want = ACTION_CANCEL_AGENT,
	 .complaint = BEFORE},
	{"an agent does not stop a plain next", DECIDE_NEXT, NOON, {{EVENT_AGENT_CONTACTED, BEFORE}},
	 .want = ACTION_SEND, .at = NOON},
	{"a reply does not stop a first contact", DECIDE_FIRST_CONTACT, NOON, {{EVENT_REPLY, BEFORE}},
	 .want = ACTION_SEND, .at = NOON, .deadline = "2026-11-18 12:00", .complaint = "2026-11-18 11:00"},
	{"reopened after the solution", DECIDE_SATISFACTION, NOON,
	 {{EVENT_RESOLVED, "2026-11-17 10:00"}, {EVENT_REOPENED, BEFORE}}, .want = ACTION_CANCEL_REOPENED},
	{"reopened in the same second is not after", DECIDE_SATISFACTION, NOON,
	 {{EVENT_RESOLVED, "2026-11-17 10:00"}, {EVENT_REOPENED, "2026-11-17 10:00"}}, .want = ACTION_SEND,
	 .at = NOON, .deadline = "2026-11-19 10:00"},
	{"reopened before reply", DECIDE_SATISFACTION, NOON,
	 {{EVENT_RESOLVED, "2026-11-17 10:00"}, {EVENT_REPLY, BEFORE}, {EVENT_REOPENED, NOON}},
	 .want = ACTION_CANCEL_REOPENED},
	{"a reply after the solution", DECIDE_SATISFACTION, NOON, {{EVENT_RESOLVED, "2026-11-17 10:00"}, {EVENT_REPLY,
	 BEFORE}},
	 .want = ACTION_CANCEL_ANSWERED},
	{"a reply before the last solution", DECIDE_SATISFACTION, NOON,
	 {{EVENT_RESOLVED, "2026-11-16 10:00"}, {EVENT_REPLY, "2026-11-16 12:00"}, {EVENT_RESOLVED,
	 "2026-11-17 10:00"}},
	 .want = ACTION_SEND, .at = NOON, .deadline = "2026-11-19 10:00"},
	{"an agent does not stop the question", DECIDE_SATISFACTION, NOON,
	 {{EVENT_RESOLVED, "2026-11-17 10:00"}, {EVENT_AGENT_CONTACTED, BEFORE}}, .want = ACTION_SEND, .at = NOON,
	 .deadline = "2026-11-19 10:00"},
	{"a reply after the SMS stops a call", DECIDE_CALL, NOON, {{EVENT_REPLY, BEFORE}},
	 .want = ACTION_CANCEL_ANSWERED,
	 .sms_sent = "2026-11-18 09:00"},
	{"a reply before the SMS does not", DECIDE_CALL, NOON, {{EVENT_REPLY, "2026-11-18 08:30"}},
	 .want = ACTION_CALL, .at = NOON,
	 .sms_sent = "2026-11-18 09:00"},
	{"nor one of the same second", DECIDE_CALL, NOON, {{EVENT_REPLY, "2026-11-18 09:00"}}, .want = ACTION_CALL,
	 .at = NOON,
	 .sms_sent = "2026-11-18 09:00"},
	{"any reply stops a call without SMS", DECIDE_CALL, NOON, {{EVENT_REPLY, "2026-11-01 08:30"}},
	 .want = ACTION_CANCEL_ANSWERED},
	{"an agent stops a call", DECIDE_CALL, NOON, {{EVENT_AGENT_CONTACTED, BEFORE}}, .want = ACTION_CANCEL_AGENT},
	{"reply before agent", DECIDE_CALL, NOON, {{EVENT_AGENT_CONTACTED, BEFORE}, {EVENT_REPLY, NOON}},
	 .want = ACTION_CANCEL_ANSWERED},
	{"a reply stops a job", DECIDE_DUE, NOON, {{EVENT_REPLY, BEFORE}}, .want = ACTION_CANCEL_ANSWERED,
	 .scheduled = BEFORE},
	{"an agent stops a job", DECIDE_DUE, NOON, {{EVENT_AGENT_CONTACTED, BEFORE}}, .want = ACTION_CANCEL_AGENT,
	 .scheduled = BEFORE},
	{"neither stops a callback", DECIDE_CALLBACK, NOON, {{EVENT_AGENT_CONTACTED, BEFORE}, {EVENT_REPLY, BEFORE}},
	 .want = ACTION_CALL, .at = "2026-11-18 15:00", .asked = BEFORE},
	{"unknown outcome", DECIDE_NEXT, NOON, {{EVENT_UNKNOWN_OUTCOME, BEFORE}}, .want = ACTION_HOLD_UNKNOWN},
	{"unknown outcome after now is not known", DECIDE_NEXT, NOON, {{EVENT_UNKNOWN_OUTCOME, AFTER}},
	 .want = ACTION_SEND, .at = NOON},
	{"cancels come before it", DECIDE_CALL, NOON, {{EVENT_UNKNOWN_OUTCOME, BEFORE}, {EVENT_REPLY, BEFORE}},
	 .want = ACTION_CANCEL_ANSWERED},
	{"it comes before planning", DECIDE_DUE, NOON, {{EVENT_UNKNOWN_OUTCOME, BEFORE}}, .want = ACTION_HOLD_UNKNOWN,
	 .scheduled = "2026-11-01 10:00"},
	{"it comes before the zone", DECIDE_NEXT, NOON, {{EVENT_UNKNOWN_OUTCOME, BEFORE}}, .want = ACTION_HOLD_UNKNOWN,
	 .zoneless = TRUE},
	{"a report settles it", DECIDE_NEXT, NOON, {{EVENT_UNKNOWN_OUTCOME, BEFORE}, {EVENT_UNDELIVERED, NOON}},
	 .want = ACTION_SEND, .at = NOON},
	{"an earlier report does not", DECIDE_NEXT, NOON, {{EVENT_DELIVERED, BEFORE}, {EVENT_UNKNOWN_OUTCOME, NOON}},
	 .want = ACTION_HOLD_UNKNOWN},

	/* T6, T8 in every kind. */
	{"no zone: next", DECIDE_NEXT, NOON, {{0}}, .want = ACTION_HOLD_NO_ZONE, .zoneless = TRUE},
	{"no zone: first contact", DECIDE_FIRST_CONTACT, NOON, {{0}}, .want = ACTION_HOLD_NO_ZONE, .complaint = BEFORE,
	 .zoneless = TRUE},
	{"no zone: satisfaction", DECIDE_SATISFACTION, NOON, {{EVENT_RESOLVED, BEFORE}}, .want = ACTION_HOLD_NO_ZONE,
	 .deadline = "2026-11-20 10:00", .zoneless = TRUE},
	{"no zone: call", DECIDE_CALL, NOON, {{0}}, .want = ACTION_HOLD_NO_ZONE, .zoneless = TRUE},
	{"no zone: callback", DECIDE_CALLBACK, NOON, {{0}}, .want = ACTION_HOLD_NO_ZONE, .asked = BEFORE,
	 .zoneless = TRUE},
	{"no zone: due", DECIDE_DUE, NOON, {{0}}, .want = ACTION_HOLD_NO_ZONE, .scheduled = BEFORE, .zoneless = TRUE},
	{"no zone: the confirmation needs none", DECIDE_OPTOUT_CONFIRM, NOON, {{EVENT_OPT_OUT, NOON}},
	 .want = ACTION_SEND, .at = NOON,
	 .zoneless = TRUE},
	{"no window: next", DECIDE_NEXT, NOON, {{0}}, .want = ACTION_HOLD_NO_WINDOW, .cap_max = -1},
	{"no window: first contact", DECIDE_FIRST_CONTACT, NOON, {{0}}, .want = ACTION_HOLD_NO_WINDOW,
	 .deadline = "2026-11-18 11:00",
	 .complaint = BEFORE, .cap_max = -1},
	{"no window: satisfaction", DECIDE_SATISFACTION, NOON, {{EVENT_RESOLVED, BEFORE}},
	 .want = ACTION_HOLD_NO_WINDOW, .deadline = "2026-11-20 10:00", .cap_max = -1},
	{"no window: call", DECIDE_CALL, NOON, {{0}}, .want = ACTION_HOLD_NO_WINDOW, .cap_max = -1},
	{"no window: callback", DECIDE_CALLBACK, NOON, {{0}}, .want = ACTION_HOLD_NO_WINDOW, .asked = BEFORE,
	 .cap_max = -1},
	{"no window: due", DECIDE_DUE, NOON, {{0}}, .want = ACTION_HOLD_NO_WINDOW, .scheduled = BEFORE, .cap_max = -1},

	/* T7 through decide(). */
	{"min_gap", DECIDE_NEXT, NOON, {{0}}, .want = ACTION_SEND, .at = "2026-11-18 14:30",
	 .contact = "2026-11-18 10:30",
	 .min_gap_s = 14400},
	{"min_gap ends in quiet hours", DECIDE_NEXT, NOON, {{0}}, .want = ACTION_SEND, .at = "2026-11-18 13:00",
	 .contact = "2026-11-18 10:30", .min_gap_s = 7200},
	{"cap and gap", DECIDE_NEXT, NOON, {{0}}, .want = ACTION_SEND, .at = "2026-11-19 10:30",
	 .contact = "2026-11-18 10:30",
	 .min_gap_s = 7200, .cap_max = 1},

	/* T9 */
	{"first contact at the deadline is in time", DECIDE_FIRST_CONTACT, "2026-11-18 11:00", {{0}},
	 .want = ACTION_SEND, .at = "2026-11-18 11:00", .deadline = "2026-11-18 11:00",
	 .complaint = "2026-11-18 10:00"},
	{"a second later it is late", DECIDE_FIRST_CONTACT, "2026-11-18 11:00:01", {{0}}, .want = ACTION_SEND_LATE,
	 .at = "2026-11-18 11:00:01", .deadline = "2026-11-18 11:00", .complaint = "2026-11-18 10:00"},
	{"quiet hours win over the deadline", DECIDE_FIRST_CONTACT, "2026-11-18 12:00", {{0}},
	 .want = ACTION_SEND_LATE, .at = "2026-11-18 13:00", .deadline = "2026-11-18 12:30",
	 .complaint = "2026-11-18 11:30"},
	{"a complaint of the night", DECIDE_FIRST_CONTACT, "2026-11-18 23:00", {{0}}, .want = ACTION_SEND,
	 .at = "2026-11-19 08:00", .deadline = "2026-11-19 10:00", .complaint = "2026-11-18 23:00"},

	/* T10 */
	{"satisfaction: not before sat_min", DECIDE_SATISFACTION, NOON, {{EVENT_RESOLVED, BEFORE}},
	 .want = ACTION_SEND, .at = "2026-11-19 10:00", .deadline = "2026-11-20 10:00"},
	{"satisfaction: at sat_max is in time", DECIDE_SATISFACTION, "2026-11-20 10:00", {{EVENT_RESOLVED, BEFORE}},
	 .want = ACTION_SEND, .at = "2026-11-20 10:00", .deadline = "2026-11-20 10:00"},
	{"satisfaction: after it is late", DECIDE_SATISFACTION, "2026-11-20 10:00:01", {{EVENT_RESOLVED, BEFORE}},
	 .want = ACTION_SEND_LATE, .at = "2026-11-20 10:00:01", .deadline = "2026-11-20 10:00"},
	{"satisfaction: at sat_give_up still", DECIDE_SATISFACTION, "2026-11-22 10:00", {{EVENT_RESOLVED, BEFORE}},
	 .want = ACTION_SEND_LATE, .at = "2026-11-22 10:00", .deadline = "2026-11-20 10:00"},
	{"satisfaction: after it no more", DECIDE_SATISFACTION, "2026-11-22 10:00:01", {{EVENT_RESOLVED, BEFORE}},
	 .want = ACTION_SKIP, .deadline = "2026-11-20 10:00"},
	{"satisfaction: nothing resolved", DECIDE_SATISFACTION, NOON, {{EVENT_REPLY, BEFORE}}, .want = ACTION_SKIP},
	{"satisfaction: resolved after now", DECIDE_SATISFACTION, NOON, {{EVENT_RESOLVED, AFTER}}, .want = ACTION_SKIP},

	/* T11 */
	{"call: after no_reply", DECIDE_CALL, NOON, {{0}}, .want = ACTION_CALL, .at = "2026-11-18 13:30",
	 .sms_sent = "2026-11-18 11:30"},
	{"call: without SMS now", DECIDE_CALL, NOON, {{0}}, .want = ACTION_CALL, .at = NOON},

	/* T12; asked for 15:00 */
	{"callback: at the wished time", DECIDE_CALLBACK, NOON, {{0}}, .want = ACTION_CALL, .at = "2026-11-18 15:00",
	 .asked = BEFORE},
	{"callback: the wish has passed, now is free", DECIDE_CALLBACK, "2026-11-18 16:00", {{0}},
	 .want = ACTION_CALL, .at = "2026-11-18 16:00", .asked = BEFORE},
	{"callback: the wish has passed, now is not", DECIDE_CALLBACK, "2026-11-18 21:00", {{0}},
	 .want = ACTION_CALL_MOVED, .at = "2026-11-19 08:00", .asked = BEFORE},
	{"callback: nobody asked", DECIDE_CALLBACK, NOON, {{0}}, .want = ACTION_SKIP},

	/* T13 */
	{"due: at the limit", DECIDE_DUE, "2026-11-19 10:00", {{0}}, .want = ACTION_SEND, .at = "2026-11-19 10:00",
	 .scheduled = BEFORE},
	{"due: past the limit", DECIDE_DUE, "2026-11-19 10:00:01", {{0}}, .want = ACTION_TO_AGENT, .scheduled = BEFORE},
	{"due: the clock went back", DECIDE_DUE, "2026-11-18 09:00", {{0}}, .want = ACTION_SEND, .at = BEFORE,
	 .scheduled = BEFORE},
	{"due: the clock went back, quiet then", DECIDE_DUE, "2026-11-18 09:00", {{0}}, .want = ACTION_SEND,
	 .at = "2026-11-18 13:00",
	 .scheduled = "2026-11-18 12:30"},
	{"due: never scheduled is due now", DECIDE_DUE, NOON, {{0}}, .want = ACTION_SEND, .at = NOON},

	/* T15 */
	{"confirm: at the limit", DECIDE_OPTOUT_CONFIRM, "2026-11-18 23:05", {{EVENT_OPT_OUT, "2026-11-18 23:00"}},
	 .want = ACTION_SEND, .at = "2026-11-18 23:05"},
	{"confirm: past the limit", DECIDE_OPTOUT_CONFIRM, "2026-11-18 23:05:01", {{EVENT_OPT_OUT, "2026-11-18 23:00"}},
	 .want = ACTION_SKIP},
	{"confirm: once", DECIDE_OPTOUT_CONFIRM, "2026-11-18 23:01", {{EVENT_OPT_OUT, "2026-11-18 23:00"}},
	 .want = ACTION_SKIP,
	 .confirm_sent = TRUE},
	{"confirm: the last opt-out counts", DECIDE_OPTOUT_CONFIRM, "2026-11-18 23:05",
	 {{EVENT_OPT_OUT, "2026-11-18 20:00"}, {EVENT_OPT_OUT, "2026-11-18 23:04"}}, .want = ACTION_SEND,
	 .at = "2026-11-18 23:05"},
	{"confirm: nobody opted out", DECIDE_OPTOUT_CONFIRM, NOON, {{0}}, .want = ACTION_SKIP},
	{"confirm: a later opt-out is not known", DECIDE_OPTOUT_CONFIRM, NOON, {{EVENT_OPT_OUT, AFTER}},
	 .want = ACTION_SKIP},
};

static int64_t when_or_never(const char *at)
{
	return at ? when(at) : DECIDE_NEVER;
}

START_TEST(decides)
{
	const Row *row = &ROWS[_i];
	g_autoptr(Hours) hours = hours_of("1234567 08:00-20:00, q1234567 12:00-13:00");
	g_autoptr(Hours) work = hours_of("12345 08:00-18:00");
	g_autoptr(GTimeZone) zone = zone_of("Etc/UTC");
	const Hours *layers[] = {hours};
	const Cap cap = {.max = row->cap_max, .seconds = 86400};
	FactEvent events[4];
	int64_t contact = row->contact ? when(row->contact) : 0;
	const DecideRules rules = {
		.layers = layers, .n_layers = 1, .zones = &zone, .n_zones = !row->zoneless,
		.caps = &cap, .n_caps = row->cap_max != 0, .min_gap_s = row->min_gap_s,
		.work = work, .sla_in_s = 3600, .sla_next_s = 36000,
		.sat_min_s = 86400, .sat_max_s = 172800, .sat_give_up_s = 345600,
		.no_reply_s = 7200, .max_late_s = 86400, .confirm_s = 300,
	};
	DecideFacts facts = DECIDE_FACTS_NONE;
	Decision got;

	facts.complaint_at = when_or_never(row->complaint);
	facts.scheduled_at = when_or_never(row->scheduled);
	facts.sms_sent_at = when_or_never(row->sms_sent);
	facts.asked_at = when_or_never(row->asked);
	facts.asked_wall_s = 15 * 3600;
	facts.confirm_sent = row->confirm_sent;
	facts.events = events;
	for (guint i = 0; i < G_N_ELEMENTS(events) && row->events[i].at; i++)
		events[facts.n_events++] = (FactEvent){row->events[i].kind, when(row->events[i].at)};
	facts.contacts = &contact;
	facts.n_contacts = row->contact != NULL;
	got = decide(row->kind, &rules, &facts, when(row->now));
	row_str(row->row, action_name(got.action), action_name(row->want));
	row_int(row->row, got.at, when_or_never(row->at));
	row_int(row->row, got.deadline_at, when_or_never(row->deadline));
	if (row->kind == DECIDE_CALLBACK && row->at)
		row_int(row->row, got.target_at, when("2026-11-18 15:00"));
}
END_TEST

START_TEST(nothing_known_crashes_nothing)
{
	DecideRules rules = {0};
	DecideFacts facts = DECIDE_FACTS_NONE;
	g_autofree char *row = g_strdup_printf("kind %d", _i);

	row_str(row, action_name(decide((DecideKind)_i, &rules, &facts, 0).action),
	        _i == DECIDE_SATISFACTION || _i == DECIDE_CALLBACK || _i == DECIDE_OPTOUT_CONFIRM ? "skip"
	                                                                                          : "hold_no_zone");
}
END_TEST

/* The time of the first layer's `next` is bounded; the horizon can be set. */
START_TEST(horizon_is_kept)
{
	g_autoptr(Hours) hours = hours_of("8 10:00-12:00, h2027-01-17");
	g_autoptr(GTimeZone) zone = zone_of("Etc/UTC");
	const Hours *layers[] = {hours};
	DecideRules rules = {.layers = layers, .n_layers = 1, .zones = &zone, .n_zones = 1};
	DecideFacts facts = DECIDE_FACTS_NONE;

	ck_assert_int_eq(decide(DECIDE_NEXT, &rules, &facts, when("2026-11-18 10:00")).at, when("2027-01-17 10:00"));
	ck_assert_int_eq(decide(DECIDE_NEXT, &rules, &facts, when("2026-11-18 09:59:59")).action, ACTION_HOLD_NO_WINDOW);
	rules.horizon_days = 61;
	ck_assert_int_eq(decide(DECIDE_NEXT, &rules, &facts, when("2026-11-18 09:59:59")).at, when("2027-01-17 10:00"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decide");
	TCase *tc = tcase_create("decide");

	tcase_add_loop_test(tc, decides, 0, G_N_ELEMENTS(ROWS));
	tcase_add_loop_test(tc, nothing_known_crashes_nothing, 0, DECIDE_KINDS);
	tcase_add_test(tc, horizon_is_kept);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "decide");
}
