/* A case's past walked through again: one row a past.
 *
 * All rows: zone Etc/UTC, texts 08:00-21:30 (quiet outside), no grace for agents, within 1 h while the shop works
 * (08:00-22:00), else by 10:00; hard limit 24 h; satisfaction 24-48 h after the solution, given up after 7 days; one
 * contact in 4 h. The complaint is of Wednesday 2026-11-18 06:00 and came in at once, unless said; the walk ends on
 * Saturday at 00:00. */
#include "core/replay.h"
#include "when.h"

#define W "2026-11-18 "
#define T "2026-11-19 "
#define F "2026-11-20 "

typedef struct {
	const char *at;
	ReplayKind kind;
	EventKind event;
	Step step;
} Past;

typedef struct {
	const char *row;
	const char *steps; /* "first_contact/1 sent 2026-11-18 08:00 quiet_hours; ..." */
	Past past[8];
	const char *begins; /* NULL: the complaint's time */
	gboolean landline, no_sms;
} Row;

#define FIRST "first_contact/1 sent " W "08:00 quiet_hours"

static const Row ROWS[] = {
	{.row = "nothing happens: it leaves when it may", .steps = FIRST},
	{.row = "what left in truth does not count, but for answers",
	 .past = {{W "08:00", REPLAY_EVENT, EVENT_SENT, STEP_FIRST_CONTACT}}, .steps = FIRST},
	{.row = "an agent was first", .past = {{W "07:00", REPLAY_EVENT, EVENT_AGENT_CONTACTED, STEP_NONE}},
	 .steps = "first_contact/1 dropped nothing_to_do"},
	{.row = "an agent came later", .past = {{W "08:01", REPLAY_EVENT, EVENT_AGENT_CONTACTED, STEP_NONE}}, .steps = FIRST},
	{.row = "solved before it could leave", .past = {{W "07:00", REPLAY_EVENT, EVENT_RESOLVED, STEP_NONE}},
	 .steps = "first_contact/1 dropped nothing_to_do; satisfaction/1 sent " T "08:00 quiet_hours"},
	{.row = "a later life", .past = {{W "12:00", REPLAY_EVENT, EVENT_REPLY, STEP_NONE},
	                                 {W "15:00", REPLAY_EVENT, EVENT_RESOLVED, STEP_NONE}},
	 .steps = FIRST "; satisfaction/1 sent " T "15:00 not_yet"},
	{.row = "the question is answered before it is asked",
	 .past = {{W "15:00", REPLAY_EVENT, EVENT_RESOLVED, STEP_NONE}, {T "09:00", REPLAY_EVENT, EVENT_REPLY, STEP_NONE}},
	 .steps = FIRST "; satisfaction/1 dropped nothing_to_do"},
	{.row = "an answer to a text that leaves later here comes behind it",
	 .past = {{W "06:30", REPLAY_EVENT, EVENT_SENT, STEP_FIRST_CONTACT},
	          {W "07:00", REPLAY_EVENT, EVENT_REPLY, STEP_NONE}},
	 .steps = FIRST},
	{.row = "... but not when an agent takes the text's place meanwhile",
	 .past = {{W "06:30", REPLAY_EVENT, EVENT_SENT, STEP_FIRST_CONTACT},
	          {W "07:00", REPLAY_EVENT, EVENT_REPLY, STEP_NONE},
	          {W "07:30", REPLAY_EVENT, EVENT_AGENT_CONTACTED, STEP_NONE}},
	 .steps = "first_contact/1 dropped nothing_to_do"},
	{.row = "... and then it was no answer: it stays before what followed it",
	 .past = {{W "06:30", REPLAY_EVENT, EVENT_SENT, STEP_FIRST_CONTACT},
	          {W "07:00", REPLAY_EVENT, EVENT_REPLY, STEP_NONE},
	          {W "07:30", REPLAY_EVENT, EVENT_RESOLVED, STEP_NONE},
	          {F "07:00", REPLAY_EVENT, EVENT_REOPENED, STEP_NONE},
	          {F "08:00", REPLAY_EVENT, EVENT_RESOLVED, STEP_NONE}},
	 .steps = "first_contact/1 dropped nothing_to_do; satisfaction/1 sent " T "08:00 quiet_hours; "
	          "satisfaction/2 waiting 2026-11-21 08:00 not_yet"},
	{.row = "a word that no text of ours called for stays where it was",
	 .past = {{W "07:00", REPLAY_EVENT, EVENT_REPLY, STEP_NONE}}, .steps = "first_contact/1 dropped nothing_to_do"},
	{.row = "satisfied, after a question that leaves later here",
	 .past = {{W "09:00", REPLAY_EVENT, EVENT_RESOLVED, STEP_NONE},
	          {W "21:00", REPLAY_EVENT, EVENT_SENT, STEP_SATISFACTION},
	          {W "21:10", REPLAY_EVENT, EVENT_SATISFIED, STEP_NONE}},
	 .steps = FIRST "; satisfaction/1 sent " T "09:00 not_yet"},
	{.row = "unsatisfied: a second round, asked again",
	 .past = {{W "09:00", REPLAY_EVENT, EVENT_RESOLVED, STEP_NONE},
	          {T "10:00", REPLAY_EVENT, EVENT_REPLY, STEP_NONE},
	          {T "10:00", REPLAY_EVENT, EVENT_UNSATISFIED, STEP_NONE},
	          {T "14:00", REPLAY_EVENT, EVENT_RESOLVED, STEP_NONE}},
	 .steps = FIRST "; satisfaction/1 sent " T "09:00 not_yet; satisfaction/2 sent " F "14:00 not_yet"},
	{.row = "another case's contact takes the budget", .past = {{W "07:00", REPLAY_CONTACT, EVENT_NOTE, STEP_NONE}},
	 .steps = "first_contact/1 sent late " W "11:00 budget"},
	{.row = "a contact of later does not", .past = {{W "08:01", REPLAY_CONTACT, EVENT_NOTE, STEP_NONE}}, .steps = FIRST},
	{.row = "opted out in another case", .past = {{W "07:00", REPLAY_PERSON, EVENT_OPT_OUT, STEP_NONE}},
	 .steps = "first_contact/1 held opted_out"},
	{.row = "opted out and in again", .past = {{W "07:00", REPLAY_PERSON, EVENT_OPT_OUT, STEP_NONE},
	                                           {W "09:00", REPLAY_PERSON, EVENT_OPT_IN, STEP_NONE}},
	 .steps = "first_contact/1 sent " W "09:00 now"},
	{.row = "opted out before the question: never asked",
	 .past = {{W "09:00", REPLAY_EVENT, EVENT_RESOLVED, STEP_NONE}, {W "12:00", REPLAY_PERSON, EVENT_OPT_OUT, STEP_NONE}},
	 .steps = FIRST "; satisfaction/1 dropped opted_out"},
	{.row = "the number died before", .past = {{W "07:00", REPLAY_DEAD, EVENT_NOTE, STEP_NONE}},
	 .steps = "first_contact/1 held dead_number"},
	{.row = "the number died after", .past = {{W "09:00", REPLAY_DEAD, EVENT_NOTE, STEP_NONE}}, .steps = FIRST},
	{.row = "a landline", .landline = TRUE, .steps = "first_contact/1 held landline"},
	{.row = "no ground for texting", .no_sms = TRUE, .steps = "first_contact/1 held sms_not_allowed"},
	{.row = "came in too late", .begins = T "06:00:01", .steps = "first_contact/1 held too_late"},
	{.row = "came in late", .begins = W "12:00", .steps = "first_contact/1 sent late " W "12:00 now"},
	{.row = "not due at the end", .past = {{F "12:00", REPLAY_EVENT, EVENT_RESOLVED, STEP_NONE}},
	 .steps = FIRST "; satisfaction/1 waiting 2026-11-21 12:00 not_yet"},
	{.row = "what came after the end is not known",
	 .past = {{"2026-11-21 12:00", REPLAY_EVENT, EVENT_RESOLVED, STEP_NONE}},
	 .steps = FIRST},
	{.row = "closed at once", .past = {{W "06:10", REPLAY_EVENT, EVENT_MALICIOUS, STEP_NONE}},
	 .steps = "first_contact/1 dropped nothing_to_do"},
};

static char *words_of(const GArray *steps)
{
	GString *words = g_string_new(NULL);

	for (guint i = 0; i < steps->len; i++) {
		const ReplayStep *step = &g_array_index(steps, ReplayStep, i);
		g_autoptr(GDateTime) at = step->at == DECIDE_NEVER ? NULL : g_date_time_new_from_unix_utc(step->at);
		g_autofree char *when = at ? g_date_time_format(at, " %Y-%m-%d %H:%M") : g_strdup("");

		g_string_append_printf(words, "%s%s/%d %s%s%s %s", i ? "; " : "", step_name(step->step), step->round,
		                       replay_end_name(step->end), step->late ? " late" : "", when, reason_name(step->reason));
	}
	return g_string_free(words, FALSE);
}

START_TEST(pasts)
{
	const Row *row = &ROWS[_i];
	g_autoptr(Hours) hours = hours_of("1234567 08:00-21:30, q1234567 21:30-08:00");
	g_autoptr(Hours) work = hours_of("1234567 08:00-22:00");
	g_autoptr(GTimeZone) zone = zone_of("Etc/UTC");
	g_autoptr(GArray) steps = g_array_new(FALSE, TRUE, sizeof(ReplayStep));
	const Hours *layers[] = {hours};
	PlanPolicy policy = {.sms_allowed = !row->no_sms, .hard_limit_s = 86400, .max_rounds = 3};
	ReplayEntry entries[8];
	ReplayCase c = {.case_id = 7, .complaint_at = when(W "06:00"), .landline = row->landline, .entries = entries,
	                .begins_at = when(row->begins ? row->begins : W "06:00"), .dead_until = when("2027-01-01 00:00")};
	g_autofree char *got = NULL;

	for (int class = 0; class < CLASSES; class++)
		policy.rules[class] = (DecideRules){
			.layers = layers, .n_layers = 1, .zones = &zone, .n_zones = 1, .min_gap_s = 14400,
			.work = work, .sla_in_s = 3600, .sla_next_s = 36000,
			.sat_min_s = 86400, .sat_max_s = 172800, .sat_give_up_s = 604800,
		};
	for (const Past *past = row->past; past < row->past + 8 && past->at; past++)
		entries[c.n_entries++] = (ReplayEntry){when(past->at), past->kind, past->event, past->step};
	replay_walk(&policy, &c, when("2026-11-21 00:00"), steps);
	got = words_of(steps);
	row_str(row->row, got, row->steps);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("replay");
	TCase *tc = tcase_create("replay");

	tcase_add_loop_test(tc, pasts, 0, G_N_ELEMENTS(ROWS));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "replay");
}
