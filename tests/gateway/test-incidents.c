/* One cause behind many cases: while it is open and holds, nothing of theirs that followupd planned leaves; when it is
 * closed all of it is planned anew, at once. */
#include "gateway/anna.h"

#include "desk/agent_text.h"
#include "desk/explain.h"
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
	tcase_add_loop_test(tc, refused, 0, G_N_ELEMENTS(REFUSED));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "incidents");
}
