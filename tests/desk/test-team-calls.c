/* Times as people say them, calls and what they come to, callbacks, promises. */
#include "desk/team.h"

#include "desk/calling.h"
#include "desk/promises.h"
#include "desk/spoken_time.h"

#include <errno.h>
#include <string.h>

#define PHONE "13812341234"

/* ---- times ---- */

static const struct {
	const char *text;
	int64_t at_s; /* after WEDNESDAY, in Shanghai; -1: refused */
} TIMES[] = {
	{"15:00", 7 * HOUR},
	{"07:00", 23 * HOUR},
	{"tomorrow 15:00", 31 * HOUR},
	{"tomorrow 9:05", 25 * HOUR + 300},
	{"明天15:00", 31 * HOUR},
	{"завтра 15:00", 31 * HOUR},
	{"2026-11-19 15:00", 31 * HOUR},
	{"2026-11-19T15:00:00Z", 39 * HOUR},
	{"2026-11-17 15:00", -1},
	{"tomorrow", -1},
	{"tomorrow noon", -1},
	{"later", -1},
	{"", -1},
};

START_TEST(times_as_people_say_them)
{
	g_autoptr(Zones) zones = zones_new();
	g_autofree char *fault = NULL;
	int64_t at = -1;
	int r = spoken_time_parse(TIMES[_i].text, zones_get(zones, "Asia/Shanghai"), WEDNESDAY, &at, &fault);

	row_int(TIMES[_i].text, r, TIMES[_i].at_s < 0 ? -EINVAL : 0);
	row_int(TIMES[_i].text, at, TIMES[_i].at_s < 0 ? -1 : WEDNESDAY + TIMES[_i].at_s);
	row_int(TIMES[_i].text, fault != NULL, r < 0);
}
END_TEST

/* ---- calls ---- */

static const struct {
	const char *what;
	CallOutcome outcomes[4];
	guint n;
	const char *at;
	gboolean open;     /* a task is on the list afterwards */
	int64_t again_s;   /* of the last; -1: no more */
	CaseState state;
} CALLED[] = {
	{"reached ends it", {CALL_REACHED}, 1, NULL, FALSE, -1, CASE_IN_PROGRESS},
	{"agreed ends it", {CALL_AGREED}, 1, NULL, FALSE, -1, CASE_IN_PROGRESS},
	{"refused ends it", {CALL_REFUSED}, 1, NULL, FALSE, -1, CASE_IN_PROGRESS},
	{"busy: in an hour, at another time of day", {CALL_BUSY}, 1, NULL, TRUE, 6 * HOUR, CASE_IN_PROGRESS},
	{"nobody there: another time of day", {CALL_NO_ANSWER}, 1, NULL, TRUE, 6 * HOUR, CASE_IN_PROGRESS},
	{"three times at most", {CALL_NO_ANSWER, CALL_VOICEMAIL, CALL_NO_ANSWER}, 3, NULL, FALSE, -1, CASE_IN_PROGRESS},
	{"somebody else's number", {CALL_WRONG_NUMBER}, 1, NULL, FALSE, -1, CASE_CLOSED},
	{"call back at a time", {CALL_BACK_AT}, 1, "15:00", TRUE, 7 * HOUR, CASE_IN_PROGRESS},
};

START_TEST(calls_come_to_something)
{
	const char *what = CALLED[_i].what;
	g_autoptr(GArray) calls = NULL;
	CallDone done = {0};
	StoreCase c;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	f.desk.now_at = WEDNESDAY + 2 * HOUR; /* 10:00 */
	for (guint i = 0; i < CALLED[_i].n; i++) {
		const CallWish wish = {.case_id = 1, .outcome = CALLED[_i].outcomes[i], .at = CALLED[_i].at};
		g_autofree char *fault = NULL;

		ck_assert_msg(calling_attempt(&f.desk, &wish, &done, &fault) == 0, "row %s: %s", what, fault);
		if (done.again_at != STORE_NO_TIME && i + 1 < CALLED[_i].n)
			f.desk.now_at = done.again_at;
	}
	row_int(what, done.again_at == STORE_NO_TIME ? -1 : done.again_at - WEDNESDAY, CALLED[_i].again_s);
	ck_assert_int_eq(store_call_list(f.store, NULL, NULL, 1, &calls), 0);
	row_int(what, calls->len, CALLED[_i].open);
	ck_assert_int_eq(store_case_get(f.store, 1, &c), 0);
	row_int(what, c.state, CALLED[_i].state);
	row_int(what, c.dead_until != STORE_NO_TIME, CALLED[_i].state == CASE_CLOSED);
	row_int(what, c.contacted_at != STORE_NO_TIME, done.closed ? FALSE : CALLED[_i].outcomes[0] == CALL_REACHED ||
	        CALLED[_i].outcomes[0] == CALL_AGREED || CALLED[_i].outcomes[0] == CALL_BACK_AT);
	store_case_clear(&c);
	fixture_close(&f);
}
END_TEST

START_TEST(a_callback_needs_its_time)
{
	const CallWish none = {.case_id = 1, .outcome = CALL_BACK_AT};
	const CallWish extra = {.case_id = 1, .outcome = CALL_BUSY, .at = "15:00"};
	g_autofree char *missing = NULL;
	g_autofree char *too_much = NULL;
	CallDone done;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	ck_assert_int_eq(calling_attempt(&f.desk, &none, &done, &missing), -EINVAL);
	ck_assert_int_eq(calling_attempt(&f.desk, &extra, &done, &too_much), -EINVAL);
	ck_assert_str_eq(too_much, "--at goes with call_back_at alone");
	fixture_close(&f);
}
END_TEST

static const struct {
	const char *what, *at;
	int64_t due_s;
	gboolean moved;
} CALLBACKS[] = {
	{"at that time", "15:00", 7 * HOUR, FALSE},
	{"not while calls are not permitted", "22:00", 25 * HOUR + 1800, TRUE},
	{"nor in the midday rest", "12:30", 6 * HOUR, TRUE},
	{"tomorrow", "tomorrow 10:00", 26 * HOUR, FALSE},
};

START_TEST(callbacks_are_appointments)
{
	g_autofree char *fault = NULL;
	g_autoptr(GArray) tasks = NULL;
	const CallTask *task;
	int64_t call_id = 0, due_at = 0;
	gboolean moved = FALSE;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, "text=the zip broke");
	ck_assert_msg(calling_callback(&f.desk, 1, CALLBACKS[_i].at, "afternoon is fine", &call_id, &due_at, &moved,
	                               &fault) == 0, "%s", fault);
	row_int(CALLBACKS[_i].what, due_at - WEDNESDAY, CALLBACKS[_i].due_s);
	row_int(CALLBACKS[_i].what, moved, CALLBACKS[_i].moved);
	ck_assert_int_eq(calling_list(&f.desk, "demo", NULL, FALSE, &tasks, &fault), 0);
	ck_assert_uint_eq(tasks->len, 1);
	task = &g_array_index(tasks, CallTask, 0);
	ck_assert(task->call.callback);
	ck_assert_int_eq(task->call.warn_at, due_at - CALLING_WARN_S);
	ck_assert_int_eq(task->best_at, due_at);
	ck_assert_str_eq(task->script, "the zip broke");
	fixture_close(&f);
}
END_TEST

START_TEST(nobody_calls_who_opted_out)
{
	g_autofree char *fault = NULL;
	int64_t call_id = 0, due_at = 0;
	gboolean moved = FALSE;
	StoreCase c = {0};
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, "text=the zip broke");
	ck_assert_int_eq(store_case_get(f.store, 1, &c), 0);
	ck_assert_int_eq(store_begin(f.store), 0);
	ck_assert_int_eq(store_block_put(f.store, c.person_id, "agent", "agent:li", NULL, WEDNESDAY), 0);
	ck_assert_int_eq(store_commit(f.store), 0);
	row_int("no appointment", calling_callback(&f.desk, 1, "15:00", NULL, &call_id, &due_at, &moved, &fault), -EINVAL);
	ck_assert_msg(fault && strstr(fault, "optin CASE"), "%s", fault);
	store_case_clear(&c);
	fixture_close(&f);
}
END_TEST

/* The hour at which the customer writes is one at which they are awake. */
START_TEST(the_best_hour_is_the_customers)
{
	g_autofree char *fault = NULL;
	g_autoptr(GArray) before = NULL, after = NULL;
	StoreCall call = {.case_id = 1, .round = 1, .why = (char *)"silence", .due_at = WEDNESDAY,
	                  .warn_at = STORE_NO_TIME, .warned_at = STORE_NO_TIME};
	int64_t id;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	ck_assert_int_eq(store_begin(f.store), 0);
	ck_assert_int_eq(store_call_put(f.store, &call, "followupd", WEDNESDAY, &id), 0);
	ck_assert_int_eq(store_commit(f.store), 0);
	ck_assert_int_eq(calling_list(&f.desk, NULL, NULL, TRUE, &before, &fault), 0);
	ck_assert_uint_eq(before->len, 1);
	ck_assert(!g_array_index(before, CallTask, 0).best_told);
	ck_assert_int_eq(g_array_index(before, CallTask, 0).best_at, WEDNESDAY + 2 * HOUR + 1800); /* of 09:30-12:00 */
	f.desk.now_at = WEDNESDAY + 8 * HOUR;
	team_reply(&f, 1, "well?");
	f.desk.now_at = WEDNESDAY + 10 * HOUR;
	ck_assert_int_eq(calling_list(&f.desk, NULL, NULL, TRUE, &after, &fault), 0);
	ck_assert(g_array_index(after, CallTask, 0).best_told);
	ck_assert_int_eq(g_array_index(after, CallTask, 0).best_at, WEDNESDAY + 32 * HOUR); /* 16:00 tomorrow */
	fixture_close(&f);
}
END_TEST

/* ---- promises ---- */

START_TEST(promises_have_owner_and_end)
{
	g_autofree char *fault = NULL;
	g_autofree char *again = NULL;
	g_autofree char *past = NULL;
	g_autoptr(GArray) promises = NULL;
	const StorePromise *p;
	int64_t id = 0, due_at = 0;
	Fixture f;

	team_open(&f);
	team_case(&f, "demo", "R-1", PHONE, NULL);
	ck_assert_int_eq(promise_make(&f.desk, 1, "refund", "2026-11-17 10:00", 0, &id, &due_at, &past), -EINVAL);
	ck_assert_msg(strstr(past, "is over already") != NULL, "%s", past);
	ck_assert_msg(promise_make(&f.desk, 1, "refund", "18:00", HOUR, &id, &due_at, &fault) == 0, "%s", fault);
	ck_assert_int_eq(due_at, WEDNESDAY + 10 * HOUR);
	ck_assert_int_eq(store_promise_list(f.store, "demo", NULL, 0, &promises), 0);
	p = &g_array_index(promises, StorePromise, 0);
	ck_assert_str_eq(p->owner, "agent:li");
	ck_assert_int_eq(p->warn_at, due_at - HOUR);
	ck_assert_int_eq(promise_end(&f.desk, id, "kept", &fault), 0);
	ck_assert_int_eq(promise_end(&f.desk, id, "withdrawn", &again), -ENOENT);
	ck_assert_str_eq(again, "there is no open promise 1; \"promises\" lists them");
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("team-calls");
	TCase *tc = tcase_create("team-calls");

	tcase_add_loop_test(tc, times_as_people_say_them, 0, G_N_ELEMENTS(TIMES));
	tcase_add_loop_test(tc, calls_come_to_something, 0, G_N_ELEMENTS(CALLED));
	tcase_add_test(tc, a_callback_needs_its_time);
	tcase_add_test(tc, nobody_calls_who_opted_out);
	tcase_add_loop_test(tc, callbacks_are_appointments, 0, G_N_ELEMENTS(CALLBACKS));
	tcase_add_test(tc, the_best_hour_is_the_customers);
	tcase_add_test(tc, promises_have_owner_and_end);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "team-calls");
}
