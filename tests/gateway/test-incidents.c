/* One cause behind many cases: while it is open and holds, nothing of theirs that followupd planned leaves; when it is
 * closed all of it is planned anew, at once. */
#include "gateway/anna.h"

#include "desk/agent_text.h"
#include "desk/case_actions.h"
#include "desk/explain.h"
#include "desk/incident_text.h"
#include "desk/incidents.h"

#include <string.h>

#define BORIS "13800138001"
/* At any hour, after the agents' 45 minutes. */
#define GRACE                                                                                                          \
	"permitted_hours: { sms = [ \"daily 00:00-24:00\" ]; satisfaction = [ \"daily 00:00-24:00\" ]; };"             \
	" quiet_hours = [ ]; budget: { per_day = 0; per_week = 0; min_gap = \"0s\"; };"
#define LIST                                                                                                           \
	"SELECT group_concat(step || ' ' || state || ' ' || reason) FROM (SELECT step, state, reason FROM step"        \
	" WHERE case_id = "

static Desk desk_of(const char *actor)
{
	return (Desk){.conf = w->g.conf, .zones = w->g.zones, .store = w->g.store, .actor = actor,
	              .now_at = clock_now_at(&w->g.clock)};
}

/* Another program wrote: the gateway looks. */
static void look(void)
{
	gateway_wake(&w->g, WAKE_DIRTY | WAKE_DUE);
	world_settle(w);
}

static int64_t opened(const IncidentWish *wish)
{
	const Desk desk = desk_of("agent:li");
	g_autofree char *fault = NULL;
	int64_t id = 0;

	ck_assert_msg(incident_open(&desk, wish, &id, &fault) == 0, "%s", fault);
	return id;
}

static int put(int64_t incident, int64_t case_id, char **fault)
{
	const Desk desk = desk_of("agent:li");
	int r = incident_add(&desk, incident, &case_id, 1, fault);

	look();
	return r;
}

static void put_in(int64_t incident, int64_t case_id)
{
	g_autofree char *fault = NULL;

	ck_assert_msg(put(incident, case_id, &fault) == 0, "%s", fault);
}

static guint closed(int64_t incident)
{
	const Desk desk = desk_of("agent:li");
	g_autofree char *fault = NULL;
	guint released = 0;

	ck_assert_msg(incident_close(&desk, incident, "the parcels move again", &released, &fault) == 0, "%s", fault);
	look();
	return released;
}

static void says(int64_t case_id, const char *words)
{
	const Desk desk = desk_of("agent:li");
	g_autofree char *fault = NULL;
	Explain why;

	ck_assert_msg(explain_case(&desk, case_id, &why, &fault) == 0, "%s", fault);
	ck_assert_msg(strstr(why.sentence, words) != NULL, "%s", why.sentence);
	explain_clear(&why);
}

static const IncidentWish LATE_PARCELS = {.name = "late parcels", .criteria = "carrier=Yunda"};

START_TEST(the_first_contact_waits_for_its_end)
{
	int64_t id;

	w = world_new(GRACE, AT(12, 0));
	world_case(w, "a", ANNA, "Anna", NULL, AT(12, 0));
	world_case(w, "b", BORIS, "Boris", NULL, AT(12, 0));
	id = opened(&LATE_PARCELS);
	put_in(id, 1);
	expect("held, with its reason", LIST "1)", "first_contact held incident");
	says(1, "first contact waits for the end of incident 1 (late parcels), which holds the steps of its cases");
	world_at(w, AT(12, 44));
	ck_assert_uint_eq(w->sent, 0);
	world_at(w, AT(12, 45));
	ck_assert_uint_eq(w->sent, 1); /* the other case is not held up */
	answer_all();
	expect("not the one in the incident", STATES, "new,contacted");
	ck_assert_uint_eq(closed(id), 1);
	ck_assert_uint_eq(w->sent, 2); /* its time was over: it leaves at once */
	answer_all();
	expect("both", STATES, "contacted,contacted");
	expect("the story", "SELECT group_concat(note, '; ') FROM event WHERE case_id = 1 AND kind = 'note'",
	       "put into incident 1 (late parcels), which holds its steps; "
	       "incident 1 (late parcels) is over: the parcels move again");
	finish();
}
END_TEST

START_TEST(a_miss_behind_an_incident_is_people_s)
{
	w = world_new(GRACE, AT(12, 0));
	world_case(w, "a", ANNA, "Anna", NULL, AT(12, 0));
	put_in(opened(&LATE_PARCELS), 1);
	world_at(w, AT(13, 1));
	expect("missed, and why", "SELECT missed || ' ' || cause FROM sla", "1 paused");
	finish();
}
END_TEST

START_TEST(silence_makes_no_call_while_it_is_open)
{
	int64_t id;

	w = world_new(CALLS, AT(12, 0));
	world_case(w, "a", ANNA, "Anna", NULL, AT(12, 0));
	answer_all();
	id = opened(&LATE_PARCELS);
	put_in(id, 1);
	expect("the call is held", LIST "1 AND step = 'call')", "call held incident");
	world_at(w, AT(12, 0) + 4 * DAY);
	expect("no call", "SELECT count(*) FROM call", "0");
	closed(id);
	expect("now there is one", "SELECT count(*) FROM call", "1");
	finish();
}
END_TEST

START_TEST(taken_out_it_goes_on)
{
	g_autofree char *fault = NULL;
	const int64_t case_id = 1;
	int64_t id;
	Desk desk;

	w = world_new(GRACE, AT(12, 0));
	world_case(w, "a", ANNA, "Anna", NULL, AT(12, 0));
	id = opened(&LATE_PARCELS);
	put_in(id, 1);
	world_crash(w);
	world_at(w, AT(12, 50));
	expect("held over a start", LIST "1)", "first_contact held incident");
	desk = desk_of("agent:li");
	ck_assert_msg(incident_remove(&desk, id, &case_id, 1, &fault) == 0, "%s", fault);
	look();
	ck_assert_uint_eq(w->sent, 1);
	row_int("only once", incident_remove(&desk, id, &case_id, 1, &fault), -ENOENT);
	expect("the row stays", "SELECT joined_by || ' ' || left_by || ' ' || (left_at - joined_at) FROM incident_case",
	       "agent:li agent:li 3000");
	put_in(id, 1); /* it may come back */
	finish();
}
END_TEST

START_TEST(agents_words_go_on)
{
	g_auto(AgentText) text = {0};
	g_autofree char *fault = NULL;
	AgentTextWish wish = {.case_id = 1, .step = STEP_AGENT_TEXT, .text = "Demo: your parcel is stuck, we are on it."};
	Desk desk;

	w = world_new(GRACE, AT(12, 0));
	world_case(w, "a", ANNA, "Anna", NULL, AT(12, 0));
	put_in(opened(&LATE_PARCELS), 1);
	desk = desk_of("agent:li");
	ck_assert_msg(agent_text_put(&desk, &wish, &text, &fault) == 0, "%s", fault);
	look();
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

START_TEST(a_group_that_holds_nothing)
{
	const IncidentWish group = {.name = "kettles", .runs_on = TRUE};

	w = world_new(GRACE, AT(12, 0));
	world_case(w, "a", ANNA, "Anna", NULL, AT(12, 0));
	put_in(opened(&group), 1);
	world_at(w, AT(12, 45));
	ck_assert_uint_eq(w->sent, 1);
	finish();
}
END_TEST

/* ---- its one text ---- */

#define CECILIA "13800138002"
/* By day alone. */
#define DAYS                                                                                                           \
	"permitted_hours: { sms = [ \"daily 08:00-21:00\" ]; }; quiet_hours = [ \"daily 21:00-08:00\" ];"              \
	" budget: { per_day = 0; per_week = 0; min_gap = \"0s\"; };"
#define TEXTS                                                                                                          \
	"SELECT group_concat(state || ' ' || reason) FROM (SELECT state, reason FROM step WHERE step = 'agent_text' "  \
	"ORDER BY case_id)"

/* Written and approved, for all who are in it: how many get it. */
static guint told(int64_t incident, const char *text)
{
	const Desk desk = desk_of("agent:li"), senior = desk_of("agent:sun");
	const IncidentTextWish wish = {.incident_id = incident, .language = "en", .text = text};
	g_auto(IncidentText) draft = {0}, sent = {0};
	g_autofree char *fault = NULL;

	ck_assert_msg(incident_text_write(&desk, &wish, &draft, &fault) == 0, "%s", fault);
	ck_assert_msg(incident_text_approve(&senior, incident, "en", draft.text_id, &sent, &fault) == 0, "%s", fault);
	look();
	return sent.cases;
}

#define WORDS "{shop}: {name}, your parcel is stuck. We are on it."

/* Cases of Anna, Boris and Cecilia in an incident that holds them, none of them texted yet. */
static int64_t three_held(const char *conf, int64_t at)
{
	int64_t id;

	w = world_new(conf, at);
	world_case(w, "a", ANNA, "Anna", NULL, at);
	world_case(w, "b", BORIS, "Boris", NULL, at);
	world_case(w, "c", CECILIA, "Cecilia", NULL, at);
	world_settle(w);
	id = opened(&LATE_PARCELS);
	for (int64_t case_id = 1; case_id <= 3; case_id++)
		put_in(id, case_id);
	ck_assert_uint_eq(w->sent, 0);
	return id;
}

START_TEST(its_text_stands_for_the_first_contact)
{
	int64_t id = three_held(GRACE, AT(12, 0));
	const WorldSubmit *first;

	ck_assert_uint_eq(told(id, WORDS), 3);
	ck_assert_uint_eq(w->sent, 3);
	first = w->submits->pdata[0];
	row_str("with the case's own words", first->text, "Shop: Anna, your parcel is stuck. We are on it.");
	answer_all();
	expect("contacted by it", STATES, "contacted,contacted,contacted");
	expect("by whom", "SELECT DISTINCT author || ' ' || text_version FROM message", "agent:sun incident-1");
	closed(id);
	world_at(w, AT(20, 0));
	ck_assert_uint_eq(w->sent, 3);
	expect("the promise is kept", "SELECT group_concat(missed) FROM sla", "0,0,0");
	finish();
}
END_TEST

/* Killed between the intent and its answer, nobody knows whether it left: it never goes again by itself. */
START_TEST(a_crash_sends_it_to_nobody_twice)
{
	int64_t id = three_held(GRACE, AT(12, 0));

	told(id, WORDS);
	ck_assert_uint_eq(w->sent, 3);
	world_crash(w);
	world_at(w, AT(14, 0));
	ck_assert_uint_eq(w->sent, 3);
	expect("nobody knows", "SELECT group_concat(DISTINCT state) FROM message", "unknown");
	world_at(w, AT(20, 0));
	expect("each once, for a person to settle",
	       "SELECT group_concat(state || ' ' || attempts) FROM (SELECT s.state, (SELECT count(*)"
	       " FROM attempt a JOIN message m ON m.id = a.message_id WHERE m.case_id = s.case_id) AS attempts FROM "
	       "step s"
	       " WHERE s.step = 'agent_text')",
	       "unknown 1,unknown 1,unknown 1");
	finish();
}
END_TEST

/* When the incident is over the first contact would be a second text about the same: it waits for whoever settles what
 * became of the first. */
static const struct {
	const char *row;
	gboolean holds, left;
	guint sent; /* then, in all */
	const char *states;
} DOUBTS[] = {
	{"it had left, and stands for the first contact", TRUE, TRUE, 3, "contacted,contacted,contacted"},
	{"it had never left, and goes now", TRUE, FALSE, 4, "contacted,contacted,contacted"},
	{"the same where nothing is held", FALSE, TRUE, 3, "contacted,contacted,contacted"},
};

START_TEST(what_is_unknown_of_it_holds_the_first_contact)
{
	const IncidentWish group = {.name = "kettles", .runs_on = TRUE};
	g_autofree char *fault = NULL;
	int64_t id;
	Desk desk;

	if (DOUBTS[_i].holds) {
		id = three_held(GRACE, AT(12, 0));
	} else {
		w = world_new(GRACE, AT(12, 0));
		world_case(w, "a", ANNA, "Anna", NULL, AT(12, 0));
		world_case(w, "b", BORIS, "Boris", NULL, AT(12, 0));
		world_case(w, "c", CECILIA, "Cecilia", NULL, AT(12, 0));
		id = opened(&group);
		for (int64_t case_id = 1; case_id <= 3; case_id++)
			put_in(id, case_id);
	}
	told(id, WORDS);
	row_int(DOUBTS[_i].row, w->sent, 3);
	world_lose(w, HTTP_UNKNOWN); /* Anna's is lost */
	answer_all();
	expect(DOUBTS[_i].row, TEXTS, "unknown unknown,done sent,done sent");
	if (DOUBTS[_i].holds)
		closed(id);
	world_at(w, AT(16, 0));
	answer_all();
	row_int(DOUBTS[_i].row, w->sent, 3);
	expect(DOUBTS[_i].row, LIST "1 AND step = 'first_contact')", "first_contact held unknown_outcome");
	world_crash(w);
	world_at(w, AT(17, 0));
	row_int(DOUBTS[_i].row, w->sent, 3);
	desk = desk_of("agent:li");
	ck_assert_msg(case_action_settle(&desk, 1, DOUBTS[_i].left, "asked the provider", &fault) == 0, "%s", fault);
	look();
	answer_all();
	world_at(w, AT(20, 0));
	answer_all();
	row_int(DOUBTS[_i].row, w->sent, DOUBTS[_i].sent);
	expect(DOUBTS[_i].row, STATES, DOUBTS[_i].states);
	expect(DOUBTS[_i].row, "SELECT count(*) FROM message WHERE step = 'first_contact'", "0");
	finish();
}
END_TEST

/* What may come between the approval, at night, and the morning it leaves in. */
static void one_answers(void)
{
	happens(1, EVENT_AGENT_CONTACTED, AT(22, 30));
}
static void one_stops(void)
{
	reply("STOP");
}
static void one_is_taken_out(void)
{
	const Desk desk = desk_of("agent:li");
	const int64_t case_id = 1;
	g_autofree char *fault = NULL;

	ck_assert_int_eq(incident_remove(&desk, 1, &case_id, 1, &fault), 0);
}
static void taken_back(void)
{
	const Desk desk = desk_of("agent:sun");
	g_autofree char *fault = NULL;
	guint taken = 0;

	ck_assert_int_eq(incident_text_withdraw(&desk, 1, "en", &taken, &fault), 0);
	ck_assert_uint_eq(taken, 3);
}
static void it_ends(void)
{
	closed(1);
}

static const struct {
	const char *row;
	void (*between)(void);
	guint sent; /* of it, in the morning */
	const char *texts;
} BETWEEN[] = {
        {"nothing", NULL, 3, "done sent,done sent,done sent"},
        {"somebody of ours answered one", one_answers, 2, "cancelled agent_was_first,done sent,done sent"},
        {"one stopped it", one_stops, 2, "cancelled opted_out,done sent,done sent"},
        {"one is taken out", one_is_taken_out, 2, "cancelled incident_text_taken_back,done sent,done sent"},
        {"it is taken back", taken_back, 0,
         "cancelled incident_text_taken_back,cancelled incident_text_taken_back,cancelled incident_text_taken_back"},
        {"the incident ends", it_ends, 0,
         "cancelled incident_text_taken_back,cancelled incident_text_taken_back,cancelled incident_text_taken_back"},
};

START_TEST(between_approval_and_morning)
{
	const char *row = BETWEEN[_i].row;
	int64_t id = three_held(DAYS, AT(22, 0));
	g_autofree char *sent = NULL;

	row_int(row, told(id, WORDS), 3);
	row_int(row, w->sent, 0);
	expect(row,
	       "SELECT count(*) FROM step WHERE step = 'agent_text' AND state = 'planned' AND reason = 'quiet_hours'",
	       "3");
	if (BETWEEN[_i].between)
		BETWEEN[_i].between();
	look();
	answer_all();
	world_at(w, AT(22, 0) + 10 * HOUR);
	answer_all();
	sent = world_ask(w, "SELECT count(*) FROM message WHERE step = 'agent_text'");
	row_int(row, strtoul(sent, NULL, 10), BETWEEN[_i].sent);
	expect(row, TEXTS, BETWEEN[_i].texts);
	finish();
}
END_TEST

START_TEST(of_a_night_one_text_leaves)
{
	const IncidentWish group = {.name = "kettles", .runs_on = TRUE};
	int64_t id;

	w = world_new(DAYS, AT(22, 0));
	world_case(w, "a", ANNA, "Anna", NULL, AT(22, 0));
	world_case(w, "b", BORIS, "Boris", NULL, AT(22, 0));
	world_case(w, "c", CECILIA, "Cecilia", NULL, AT(22, 0));
	id = opened(&group);
	for (int64_t case_id = 1; case_id <= 3; case_id++)
		put_in(id, case_id);
	ck_assert_uint_eq(told(id, WORDS), 3);
	look();
	says(1, "words of a person are about to reach the customer");
	for (int m = 0; m <= 240; m += 15) {
		world_at(w, AT(22, 0) + 10 * HOUR + m * 60);
		answer_all();
	}
	expect("one each", "SELECT group_concat(step) FROM message", "agent_text,agent_text,agent_text");
	expect("which keeps the promise", "SELECT group_concat(missed) FROM sla", "0,0,0");
	finish();
}
END_TEST

START_TEST(who_holds_a_case_says_it_first)
{
	int64_t id = three_held(GRACE, AT(12, 0));

	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_claim_put(w->g.store, 1, "agent:li", NULL, AT(12, 0), AT(12, 30)), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	told(id, WORDS);
	answer_all();
	expect("the one waits", TEXTS, "planned claimed_by_other,done sent,done sent");
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_claim_release(w->g.store, 1, "agent:li", NULL, AT(12, 0)), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	look();
	answer_all();
	expect("until the claim ends", TEXTS, "done sent,done sent,done sent");
	finish();
}
END_TEST

START_TEST(who_comes_later_gets_it_too)
{
	int64_t id;

	w = world_new(GRACE, AT(12, 0));
	world_case(w, "a", ANNA, "Anna", NULL, AT(12, 0));
	world_case(w, "b", BORIS, "Boris", NULL, AT(12, 0));
	world_case(w, "c", ANNA, "Anna", NULL, AT(12, 0));
	id = opened(&LATE_PARCELS);
	put_in(id, 1);
	ck_assert_uint_eq(told(id, WORDS), 1);
	put_in(id, 2);
	put_in(id, 3);
	answer_all();
	ck_assert_uint_eq(w->sent, 2);
	expect("a customer of two cases once",
	       "SELECT group_concat(case_id || ' ' || coalesce(number, why)) FROM incident_told",
	       "1 1,2 1,3 same_person");
	finish();
}
END_TEST

/* One customer of two cases got it once; then the tool says that one of them is somebody else's. The next text is for them. */
START_TEST(who_turns_out_to_be_another_gets_the_next)
{
	g_autofree char *fault = NULL;
	guint taken = 0;
	int64_t id;
	Desk desk;

	w = world_new(GRACE, AT(12, 0));
	world_case(w, "a", ANNA, "Anna", NULL, AT(12, 0));
	world_case(w, "b", ANNA, "Anna", NULL, AT(12, 0));
	id = opened(&LATE_PARCELS);
	put_in(id, 1);
	put_in(id, 2);
	ck_assert_uint_eq(told(id, WORDS), 1);
	answer_all();
	world_case(w, "b", BORIS, "Boris", NULL, AT(12, 0));
	expect("put right", "SELECT phone FROM person p JOIN cases c ON c.person_id = p.id WHERE c.id = 2", "+86" BORIS);
	desk = desk_of("agent:sun");
	ck_assert_int_eq(incident_text_withdraw(&desk, id, "en", &taken, &fault), 0);
	world_case(w, "c", "13800138002", "Cecilia", NULL, AT(12, 0));
	put_in(id, 3);
	ck_assert_uint_eq(told(id, "{shop}: {name}, your parcel comes tomorrow."), 2);
	answer_all();
	expect("each once", "SELECT group_concat(case_id || ' ' || coalesce(number, why)) FROM incident_told", "1 1,2 1,3 1");
	finish();
}
END_TEST

/* ---- the end ---- */

/* Five first contacts whose time is over: the first at once, the last before the half hour is. */
START_TEST(its_end_lets_go_one_after_another)
{
	static const int64_t AFTER_MIN[] = {0, 6, 12, 18, 24};
	int64_t id;

	w = world_new(GRACE, AT(12, 0));
	for (int i = 0; i < 5; i++) {
		g_autofree char *name = g_strdup_printf("case-%d", i);
		g_autofree char *phone = g_strdup_printf("1380013801%d", i);

		world_case(w, name, phone, "Anna", NULL, AT(12, 0) - i);
	}
	id = opened(&LATE_PARCELS);
	for (int64_t case_id = 1; case_id <= 5; case_id++)
		put_in(id, case_id);
	world_at(w, AT(13, 0));
	ck_assert_uint_eq(w->sent, 0);
	ck_assert_uint_eq(closed(id), 5);
	for (guint i = 0; i < G_N_ELEMENTS(AFTER_MIN); i++) {
		world_at(w, AT(13, 0) + AFTER_MIN[i] * 60 - (i ? 1 : 0));
		row_int("not before its time", w->sent, i ? i : 1);
		world_at(w, AT(13, 0) + AFTER_MIN[i] * 60);
		row_int("at its time", w->sent, i + 1);
		if (i == 0)
			says(4, "will be sent");
		answer_all();
	}
	expect("the oldest complaint first",
	       "SELECT group_concat(case_id) FROM (SELECT case_id FROM message ORDER BY sent_at)", "5,4,3,2,1");
	finish();
}
END_TEST

/* Words of an agent wait in the second for the morning and stand for its first contact: it leaves no gap in the row. */
START_TEST(whose_agent_writes_takes_no_place)
{
	const AgentTextWish wish = {.case_id = 2, .step = STEP_AGENT_TEXT, .text = "Demo: Boris, we are on it."};
	const int64_t night = AT(23, 0), morning = AT(24 + 8, 0);
	g_autofree char *want = g_strdup_printf("1 first_contact %" G_GINT64_FORMAT ",2 agent_text %" G_GINT64_FORMAT
	                                        ",3 first_contact %" G_GINT64_FORMAT,
	                                        morning, morning, morning + 15 * 60);
	g_auto(AgentText) text = {0};
	g_autofree char *fault = NULL;
	int64_t id = three_held(DAYS, night);
	const Desk desk = desk_of("agent:li");

	ck_assert_msg(agent_text_put(&desk, &wish, &text, &fault) == 0, "%s", fault);
	look();
	closed(id);
	expect("all three in the morning, two of them one after another",
	       "SELECT group_concat(case_id || ' ' || step || ' ' || due_at, ',') FROM (SELECT * FROM step"
	       " WHERE state = 'planned' ORDER BY case_id)",
	       want);
	finish();
}
END_TEST

/* What may not be: each with its errno and a word of its sentence. */
static const struct {
	const char *row;
	int64_t incident, case_id;
	int want;
	const char *says;
} REFUSED[] = {
	{"there is no such incident", 9, 1, -ENOENT, "there is no incident 9"},
	{"there is no such case", 1, 9, -ENOENT, "there is no case 9"},
	{"a case is in one open incident at most", 2, 2, -EEXIST, "case 2 is in incident 1 already"},
	{"nor twice in the same", 1, 2, -EEXIST, "case 2 is in incident 1 already"},
	{"the incident is closed", 3, 1, -EALREADY, "incident 3 is closed"},
	{"a closed case waits for nothing", 1, 3, -EINVAL, "case 3 is closed (withdrawn)"},
	{"another shop's incident", 4, 1, -EINVAL, "is of shop demo, and the incident of shop other alone"},
};

START_TEST(refused)
{
	const IncidentWish others = {.name = "of the other shop", .shop = "other"};
	const StoreEvent withdrawn = {.kind = EVENT_WITHDRAWN, .at = AT(12, 0), .actor = "agent:li"};
	g_autofree char *fault = NULL;

	w = world_new(TWO_SHOPS, AT(12, 0));
	for (int i = 0; i < 3; i++)
		world_case(w, i == 0 ? "a" : i == 1 ? "b" : "c", ANNA, "Anna", NULL, AT(12, 0));
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_case_event(w->g.store, 3, &withdrawn), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	opened(&LATE_PARCELS);
	opened(&LATE_PARCELS);
	closed(opened(&LATE_PARCELS));
	opened(&others);
	put_in(1, 2);
	row_int(REFUSED[_i].row, put(REFUSED[_i].incident, REFUSED[_i].case_id, &fault), REFUSED[_i].want);
	ck_assert_msg(fault && strstr(fault, REFUSED[_i].says), "%s: %s", REFUSED[_i].row, fault);
	expect("nothing was written", "SELECT count(*) FROM incident_case", "1");
	finish();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("incidents");
	TCase *tc = tcase_create("stories");

	tcase_add_test(tc, the_first_contact_waits_for_its_end);
	tcase_add_test(tc, a_miss_behind_an_incident_is_people_s);
	tcase_add_test(tc, silence_makes_no_call_while_it_is_open);
	tcase_add_test(tc, taken_out_it_goes_on);
	tcase_add_test(tc, agents_words_go_on);
	tcase_add_test(tc, a_group_that_holds_nothing);
	tcase_add_test(tc, its_text_stands_for_the_first_contact);
	tcase_add_test(tc, a_crash_sends_it_to_nobody_twice);
	tcase_add_loop_test(tc, what_is_unknown_of_it_holds_the_first_contact, 0, G_N_ELEMENTS(DOUBTS));
	tcase_add_loop_test(tc, between_approval_and_morning, 0, G_N_ELEMENTS(BETWEEN));
	tcase_add_test(tc, of_a_night_one_text_leaves);
	tcase_add_test(tc, who_holds_a_case_says_it_first);
	tcase_add_test(tc, who_comes_later_gets_it_too);
	tcase_add_test(tc, who_turns_out_to_be_another_gets_the_next);
	tcase_add_test(tc, its_end_lets_go_one_after_another);
	tcase_add_test(tc, whose_agent_writes_takes_no_place);
	tcase_add_loop_test(tc, refused, 0, G_N_ELEMENTS(REFUSED));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "incidents");
}
