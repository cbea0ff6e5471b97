/* What looks like an incident, what its text may be and who may approve it, how it went, and who gets its cases. */
#include "desk/team.h"

#include "desk/case_actions.h"
#include "desk/claims.h"
#include "desk/import.h"
#include "desk/incident_course.h"
#include "desk/incident_suggest.h"
#include "desk/incident_text.h"
#include "desk/incidents.h"

#include <errno.h>
#include <string.h>

/* ---- proposed ---- */

/* So many cases alike; NULL: not told. `age_h`: taken in so long ago. */
typedef struct {
	int n;
	const char *shop, *product, *carrier, *category;
	int age_h;
	CaseAction action; /* CASE_ACTION_NOTE: nothing is done to them */
} Some;

static const struct {
	const char *row;
	Some some[4];
	const char *want;
	int from; /* 0: three, as in all others; -1: switched off */
} SUGGESTED[] = {
        {"three of one product", {{3, "demo", "kettle", NULL, NULL, 0, CASE_ACTION_NOTE}}, "demo product=kettle 3", 0},
        {"two are too few", {{2, "demo", "kettle", NULL, NULL, 0, CASE_ACTION_NOTE}}, "", 0},
        {"switched off", {{3, "demo", "kettle", NULL, NULL, 0, CASE_ACTION_NOTE}}, "", -1},
        {"letters and blanks are no difference",
         {{1, "demo", "Kettle", NULL, NULL, 0, CASE_ACTION_NOTE},
          {1, "demo", " kettle", NULL, NULL, 0, CASE_ACTION_NOTE},
          {1, "demo", "KETTLE ", NULL, NULL, 0, CASE_ACTION_NOTE}},
         "demo product=Kettle 3",
         0},
        {"of equals the narrower cause",
         {{3, "demo", "kettle", "Yunda", "logistics", 0, CASE_ACTION_NOTE}},
         "demo product=kettle 3",
         0},
        {"the cause with more, and not its part",
         {{3, "demo", "kettle", "Yunda", NULL, 0, CASE_ACTION_NOTE},
          {2, "demo", "lamp", "Yunda", NULL, 0, CASE_ACTION_NOTE}},
         "demo carrier=Yunda 5",
         0},
        {"two causes",
         {{3, "demo", "kettle", NULL, NULL, 0, CASE_ACTION_NOTE}, {3, "demo", "lamp", NULL, NULL, 0, CASE_ACTION_NOTE}},
         "demo product=kettle 3; demo product=lamp 3",
         0},
        {"each shop for itself",
         {{2, "demo", "kettle", NULL, NULL, 0, CASE_ACTION_NOTE},
          {2, "mute", "kettle", NULL, NULL, 0, CASE_ACTION_NOTE}},
         "",
         0},
        {"as many as three times the usual",
         {{7, "demo", "kettle", NULL, NULL, 30, CASE_ACTION_NOTE},
          {3, "demo", "kettle", NULL, NULL, 0, CASE_ACTION_NOTE}},
         "demo product=kettle 3",
         0},
        {"fewer are usual",
         {{8, "demo", "kettle", NULL, NULL, 30, CASE_ACTION_NOTE},
          {3, "demo", "kettle", NULL, NULL, 0, CASE_ACTION_NOTE}},
         "",
         0},
        {"what is usual is of a week",
         {{8, "demo", "kettle", NULL, NULL, 200, CASE_ACTION_NOTE},
          {3, "demo", "kettle", NULL, NULL, 0, CASE_ACTION_NOTE}},
         "demo product=kettle 3",
         0},
        {"not of yesterday", {{3, "demo", "kettle", NULL, NULL, 25, CASE_ACTION_NOTE}}, "", 0},
        {"what is solved waits for nothing",
         {{2, "demo", "kettle", NULL, NULL, 0, CASE_ACTION_NOTE},
          {1, "demo", "kettle", NULL, NULL, 0, CASE_ACTION_RESOLVE}},
         "",
         0},
};

static void make(Fixture *f, const Some *some, int group)
{
	static const int64_t HOUR_S = 3600;
	int64_t now_at = f->desk.now_at;

	for (int i = 0; i < some->n; i++) {
		g_autofree char *shop = g_strconcat("shop=", some->shop, NULL);
		g_autofree char *id = g_strdup_printf("external_id=R-%d-%d", group, i);
		g_autofree char *phone = g_strdup_printf("phone=13812%d%05d", group, i);
		g_autofree char *product = g_strconcat("product=", some->product, NULL),
		                *carrier = g_strconcat("carrier=", some->carrier, NULL);
		g_autofree char *category = g_strconcat("category=", some->category, NULL);
		const char *const words[] = {shop, id, phone, product, carrier, category, NULL};
		g_autofree char *fault = NULL;
		IntakeResult result;
		int64_t case_id = 0;

		f->desk.now_at = now_at - some->age_h * HOUR_S;
		ck_assert_msg(import_words(&f->desk, words, &result, &case_id, &fault) == 0, "%s", fault);
		f->desk.now_at = now_at;
		if (some->action != CASE_ACTION_NOTE)
			ck_assert_int_eq(case_action_apply(&f->desk, case_id, some->action, OUTCOME_NONE, NULL, &fault),
			                 0);
	}
}

static char *suggested(const Fixture *f)
{
	g_autoptr(GArray) list = NULL;
	g_autofree char *fault = NULL;
	GString *s = g_string_new(NULL);

	ck_assert_msg(incident_suggest(&f->desk, NULL, &list, &fault) == 0, "%s", fault);
	for (guint i = 0; i < list->len; i++) {
		const Cause *one = &g_array_index(list, Cause, i);

		g_string_append_printf(s, "%s%s %s=%s %u", i ? "; " : "", one->shop, one->by, one->value,
		                       one->cases->len);
	}
	return g_string_free(s, FALSE);
}

START_TEST(what_looks_like_one)
{
	g_autofree char *got = NULL;
	Fixture f;

	team_open(&f);
	f.conf->incident_from = SUGGESTED[_i].from < 0 ? 0 : 3;
	for (gsize i = 0; i < G_N_ELEMENTS(SUGGESTED[_i].some) && SUGGESTED[_i].some[i].n; i++)
		make(&f, &SUGGESTED[_i].some[i], (int)i);
	got = suggested(&f);
	row_str(SUGGESTED[_i].row, got, SUGGESTED[_i].want);
	fixture_close(&f);
}
END_TEST

/* Opened from it all its cases are in; then, and when it is over, they are proposed no more. */
START_TEST(opened_from_a_suggestion)
{
	static const Some KETTLES = {3, "demo", "kettle", "Yunda", NULL, 0, CASE_ACTION_NOTE};
	const IncidentWish wish = {.name = "kettles leak", .match = "product=KETTLE"};
	const IncidentWish nothing = {.name = "lamps", .match = "product=lamp"},
	                   nonsense = {.name = "x", .match = "colour=red"};
	g_autofree char *fault = NULL, *none = NULL, *bad = NULL, *open = NULL, *over = NULL;
	StoreIncident incident = {0};
	guint released = 0;
	int64_t id = 0;
	Fixture f;

	team_open(&f);
	f.conf->incident_from = 3;
	make(&f, &KETTLES, 0);
	row_int("no such cause", incident_open(&f.desk, &nonsense, &id, &bad), -EINVAL);
	ck_assert_msg(strstr(bad, "say product="), "%s", bad);
	row_int("no case has it", incident_open(&f.desk, &nothing, &id, &none), -EINVAL);
	ck_assert_msg(strstr(none, "product=lamp"), "%s", none);
	ck_assert_msg(incident_open(&f.desk, &wish, &id, &fault) == 0, "%s", fault);
	ck_assert_int_eq(store_incident_get(f.store, id, &incident), 0);
	row_int("what failed left nothing", id, 1);
	row_int("all its cases", incident.cases, 3);
	row_str("what belongs to it", incident.criteria, "product=KETTLE");
	store_incident_clear(&incident);
	open = suggested(&f);
	row_str("proposed no more", open, "");
	ck_assert_int_eq(incident_close(&f.desk, id, "new lids", &released, &fault), 0);
	over = suggested(&f);
	row_str("nor when it is over", over, "");
	fixture_close(&f);
}
END_TEST

/* What they have in common is asked anew each time, of the incident's shop and of cases that are free. */
static const struct {
	const char *row, *actor, *match;
	int r;
	guint n;
	const char *says;
} MATCHED[] = {
	{"its shop's", "agent:li", "product=kettle", 0, 3, NULL},
	{"of another cause", "agent:li", "carrier=Yunda", 0, 3, NULL},
	{"no case has it", "agent:li", "product=lamp", -EINVAL, 0, "product=lamp"},
	{"no such words", "agent:li", "colour=red", -EINVAL, 0, "say product="},
	{"no words", "agent:li", "", -EINVAL, 0, "have in common"},
	{"not by a newcomer", "agent:newcomer", "product=kettle", -EPERM, 0, "may not"},
};

START_TEST(filled_by_what_they_have_in_common)
{
	static const Some OURS = {3, "demo", "kettle", "Yunda", NULL, 0, CASE_ACTION_NOTE},
	                  THEIRS = {2, "mute", "kettle", "Yunda", NULL, 0, CASE_ACTION_NOTE};
	const IncidentWish wish = {.name = "kettles leak", .shop = "demo"};
	const char *row = MATCHED[_i].row;
	g_autofree char *fault = NULL, *again = NULL;
	int64_t id = 0;
	guint n = 0;
	Fixture f;

	team_open(&f);
	make(&f, &OURS, 0);
	make(&f, &THEIRS, 1);
	ck_assert_int_eq(incident_open(&f.desk, &wish, &id, &fault), 0);
	team_accounts(&f);
	team_as(&f, MATCHED[_i].actor);
	row_int(row, incident_add_matching(&f.desk, id, MATCHED[_i].match, &n, &fault), MATCHED[_i].r);
	row_int(row, n, MATCHED[_i].n);
	ck_assert_msg(!MATCHED[_i].says || strstr(fault, MATCHED[_i].says), "%s: %s", row, fault);
	if (MATCHED[_i].r == 0) {
		row_int("once", incident_add_matching(&f.desk, id, MATCHED[_i].match, &n, &again), -EINVAL);
		row_int("no such incident", incident_add_matching(&f.desk, id + 1, MATCHED[_i].match, &n, &fault),
		        -ENOENT);
	}
	fixture_close(&f);
}
END_TEST

/* ---- its text ---- */

#define GOOD "{shop}：您好，您的包裹延误了，我们正在催办。回复T退订。"

static int64_t with_cases(Fixture *f, guint n)
{
	const IncidentWish wish = {.name = "late parcels"};
	g_autofree char *fault = NULL;
	int64_t id = 0;

	team_open(f);
	ck_assert_int_eq(incident_open(&f->desk, &wish, &id, &fault), 0);
	for (guint i = 0; i < n; i++) {
		g_autofree char *name = g_strdup_printf("R-%u", i), *phone = g_strdup_printf("1381234%04u", 1000 + i);
		int64_t case_id = team_case(f, "demo", name, phone, "name=Zhang");

		ck_assert_msg(incident_add(&f->desk, id, &case_id, 1, &fault) == 0, "%s", fault);
	}
	team_accounts(f);
	return id;
}

static const struct {
	const char *row, *actor, *language, *text;
	int r;
	const char *says; /* of the fault */
} WRITTEN[] = {
        {"a good one", "agent:li", "zh-CN", GOOD, 0, NULL},
        {"not by a newcomer", "agent:newcomer", "zh-CN", GOOD, -EPERM,
         "may not write the text of an incident as newcomer"},
        {"words", "agent:li", "zh-CN", "", -EINVAL, "say what to write"},
        {"a language", "agent:li", "", GOOD, -EINVAL, "say of which language"},
        {"placeholders there are", "agent:li", "zh-CN", "{shop} {nmae}", -EINVAL, "did you mean \"{name}\""},
        {"no news", "agent:li", "zh-CN", "{shop} {news}", -EINVAL, "{news} is for progress notes"},
        {"nothing for a review (B1)", "agent:li", "zh-CN", "{shop}：删掉差评就送优惠券。回复T退订。", -EINVAL, "B1"},
        {"no private account (B5)", "agent:li", "zh-CN", "{shop}：加我微信 abc123。回复T退订。", -EINVAL, "B5"},
        {"no promise without an owner (B8)", "agent:li", "zh-CN", "{shop}：我们保证解决。回复T退订。", -EINVAL, "B8"},
};

START_TEST(what_it_may_be)
{
	const char *row = WRITTEN[_i].row;
	g_auto(IncidentText) text = {0};
	g_autofree char *fault = NULL;
	g_autoptr(GArray) texts = NULL;
	Fixture f;
	const IncidentTextWish wish = {
	        .incident_id = with_cases(&f, 1), .language = WRITTEN[_i].language, .text = WRITTEN[_i].text};

	team_as(&f, WRITTEN[_i].actor);
	row_int(row, incident_text_write(&f.desk, &wish, &text, &fault), WRITTEN[_i].r);
	ck_assert_msg(!WRITTEN[_i].says || (fault && strstr(fault, WRITTEN[_i].says)), "row %s: %s", row, fault);
	ck_assert_int_eq(store_incident_text_list(f.store, wish.incident_id, &texts), 0);
	row_int(row, texts->len, WRITTEN[_i].r == 0);
	fixture_close(&f);
}
END_TEST

static int64_t draft(Fixture *f, int64_t incident, const char *actor)
{
	const IncidentTextWish wish = {.incident_id = incident, .language = "zh-CN", .text = GOOD};
	g_auto(IncidentText) text = {0};
	g_autofree char *fault = NULL;

	team_as(f, actor);
	ck_assert_msg(incident_text_write(&f->desk, &wish, &text, &fault) == 0, "%s", fault);
	return text.text_id;
}

static const struct {
	const char *row, *writer, *approver, *language;
	int64_t ahead; /* of the text that is there */
	int r;
	const char *says;
} APPROVED[] = {
        {"a senior, of what another wrote", "agent:li", "agent:senior", "zh-CN", 0, 0, NULL},
        {"an admin", "agent:senior", "agent:admin", "zh-CN", 0, 0, NULL},
        {"not an agent", "agent:li", "agent:agent", "zh-CN", 0, -EPERM, "may not approve the text of an incident"},
        {"nobody their own", "agent:senior", "agent:senior", "zh-CN", 0, -EPERM,
         "you wrote this text: a second person"},
        {"not another than was read", "agent:li", "agent:senior", "zh-CN", 1, -ENOENT, "changed since you read it"},
        {"not one of another language", "agent:li", "agent:senior", "en", 0, -ENOENT, "has no text in en"},
};

START_TEST(two_read_it)
{
	const char *row = APPROVED[_i].row;
	g_auto(IncidentText) sent = {0}, again = {0};
	g_autofree char *fault = NULL, *twice = NULL;
	g_autoptr(GArray) cases = NULL;
	int64_t id, text;
	Fixture f;

	id = with_cases(&f, 2);
	text = draft(&f, id, APPROVED[_i].writer) + APPROVED[_i].ahead;
	team_as(&f, APPROVED[_i].approver);
	row_int(row, incident_text_approve(&f.desk, id, APPROVED[_i].language, text, &sent, &fault), APPROVED[_i].r);
	ck_assert_msg(!APPROVED[_i].says || (fault && strstr(fault, APPROVED[_i].says)), "row %s: %s", row, fault);
	ck_assert_int_eq(store_incident_cases(f.store, id, &cases), 0);
	row_int(row, g_array_index(cases, StoreIncidentCase, 1).text_number, APPROVED[_i].r == 0);
	if (APPROVED[_i].r == 0) {
		row_int("once", incident_text_approve(&f.desk, id, "zh-CN", text, &again, &twice), -EALREADY);
		row_str("as it is read", sent.example, "Demo：您好，您的包裹延误了，我们正在催办。回复T退订。");
	}
	fixture_close(&f);
}
END_TEST

/* One case of each kind: who gets none, and why. */
static const struct {
	const char *row;
	const char *phone;
	const char *why; /* NULL: it gets it */
} LEFT_OUT[] = {
        {"nothing speaks against it", "13812345001", NULL},
        {"the customer wrote", "13812345002", NULL},
        {"opted out", "13812345003", "opted_out"},
        {"a landline", "01062345678", "landline"},
        {"the same customer", "13812345001", "same_person"},
        {"solved", "13812345006", "resolved"},
        {"somebody of ours was in contact", "13812345007", "agent_was_first"},
};

START_TEST(who_gets_none)
{
	const IncidentWish late = {.name = "late parcels"};
	g_autoptr(GArray) cases = NULL;
	g_auto(IncidentText) sent = {0};
	g_autofree char *fault = NULL;
	int64_t id = 0, text;
	Fixture f;

	team_open(&f);
	ck_assert_int_eq(incident_open(&f.desk, &late, &id, &fault), 0);
	for (gsize i = 0; i < G_N_ELEMENTS(LEFT_OUT); i++) {
		g_autofree char *name = g_strdup_printf("R-%zu", i);
		int64_t case_id = team_case(&f, "demo", name, LEFT_OUT[i].phone, "name=Zhang");

		ck_assert_msg(incident_add(&f.desk, id, &case_id, 1, &fault) == 0, "%s", fault);
	}
	team_reply(&f, 2, "到哪了");
	ck_assert_int_eq(case_action_optout(&f.desk, "+8613812345003", "CN", "mobile", NULL, NULL, &fault), 0);
	ck_assert_int_eq(case_action_apply(&f.desk, 6, CASE_ACTION_RESOLVE, OUTCOME_NONE, NULL, &fault), 0);
	ck_assert_int_eq(case_action_apply(&f.desk, 7, CASE_ACTION_CONTACTED, OUTCOME_NONE, NULL, &fault), 0);
	team_accounts(&f);
	text = draft(&f, id, "agent:li");
	team_as(&f, "agent:senior");
	ck_assert_msg(incident_text_approve(&f.desk, id, "zh-CN", text, &sent, &fault) == 0, "%s", fault);
	row_int("those who get it", sent.cases, 2);
	ck_assert_int_eq(store_incident_cases(f.store, id, &cases), 0);
	for (gsize i = 0; i < G_N_ELEMENTS(LEFT_OUT); i++)
		row_str(LEFT_OUT[i].row, g_array_index(cases, StoreIncidentCase, i).text_why, LEFT_OUT[i].why);
	fixture_close(&f);
}
END_TEST

/* ---- how it went ---- */

static char *course(Fixture *f, int64_t id, IncidentPace pace)
{
	g_autoptr(GArray) points = NULL;
	g_autofree char *fault = NULL;
	StoreIncident incident = {0};
	GString *s = g_string_new(NULL);

	ck_assert_int_eq(store_incident_get(f->store, id, &incident), 0);
	ck_assert_int_eq(incident_course(&f->desk, &incident, pace, &points, &fault), 0);
	store_incident_clear(&incident);
	for (guint i = 0; i < points->len; i++) {
		const IncidentPoint *p = &g_array_index(points, IncidentPoint, i);

		g_string_append_printf(s, "%s%d:%02d %u/%u/%u", i ? " " : "", (int)((p->at - WEDNESDAY) / 3600),
		                       (int)((p->at - WEDNESDAY) / 60 % 60), p->open, p->resolved, p->closed);
	}
	return g_string_free(s, FALSE);
}

/* Opened at ten past with three cases; each act stands at the next full hour, whatever becomes of the case later. */
START_TEST(its_course_is_of_facts)
{
	const IncidentWish late = {.name = "late parcels", .shop = "demo"};
	const int64_t third = 3;
	g_autofree char *fault = NULL, *hours = NULL, *days = NULL, *later = NULL;
	int64_t id = 0;
	guint released = 0;
	Fixture f;

	team_open(&f);
	f.desk.now_at = WEDNESDAY + 600;
	ck_assert_int_eq(incident_open(&f.desk, &late, &id, &fault), 0);
	for (int i = 0; i < 3; i++) {
		g_autofree char *name = g_strdup_printf("R-%d", i), *phone = g_strdup_printf("1381234100%d", i);
		int64_t case_id = team_case(&f, "demo", name, phone, "name=Zhang");

		ck_assert_int_eq(incident_add(&f.desk, id, &case_id, 1, &fault), 0);
	}
	f.desk.now_at = WEDNESDAY + 90 * 60;
	ck_assert_int_eq(case_action_apply(&f.desk, 1, CASE_ACTION_RESOLVE, OUTCOME_NONE, NULL, &fault), 0);
	f.desk.now_at = WEDNESDAY + 150 * 60;
	ck_assert_int_eq(case_action_apply(&f.desk, 2, CASE_ACTION_CLOSE, OUTCOME_WITHDRAWN, NULL, &fault), 0);
	f.desk.now_at = WEDNESDAY + 200 * 60;
	ck_assert_int_eq(incident_remove(&f.desk, id, &third, 1, &fault), 0);
	f.desk.now_at = WEDNESDAY + 230 * 60;
	hours = course(&f, id, INCIDENT_BY_ITSELF);
	row_str("hours", hours, "0:10 3/0/0 1:00 3/0/0 2:00 2/1/0 3:00 1/1/1 3:50 0/1/1");
	days = course(&f, id, INCIDENT_BY_DAY);
	row_str("days", days, "0:10 3/0/0 3:50 0/1/1");
	ck_assert_int_eq(incident_close(&f.desk, id, "they move", &released, &fault), 0);
	f.desk.now_at += 5 * 3600;
	ck_assert_int_eq(case_action_apply(&f.desk, 1, CASE_ACTION_REOPEN, OUTCOME_NONE, NULL, &fault), 0);
	later = course(&f, id, INCIDENT_BY_ITSELF);
	row_str("its end ends it", later, hours);
	fixture_close(&f);
}
END_TEST

/* After three days the midnights of the shop's clock, eight hours before those of UTC. */
START_TEST(a_long_course_goes_by_days)
{
	const IncidentWish late = {.name = "late parcels", .shop = "demo"};
	g_autofree char *fault = NULL, *got = NULL;
	int64_t id = 0;
	Fixture f;

	team_open(&f);
	ck_assert_int_eq(incident_open(&f.desk, &late, &id, &fault), 0);
	f.desk.now_at += 80 * 3600;
	got = course(&f, id, INCIDENT_BY_ITSELF);
	row_str("days", got, "0:00 0/0/0 16:00 0/0/0 40:00 0/0/0 64:00 0/0/0 80:00 0/0/0");
	fixture_close(&f);
}
END_TEST

/* ---- who gets its cases ---- */

START_TEST(shared_out_evenly)
{
	g_autoptr(GArray) list = NULL, again = NULL;
	g_autofree char *fault = NULL, *refused = NULL;
	guint per[2] = {0};
	int64_t id;
	Fixture f;

	id = with_cases(&f, 6);
	ck_assert_int_eq(incident_share(&f.desk, id, FALSE, &list, &refused), -EPERM);
	team_as(&f, "agent:senior");
	for (int i = 0; i < 3; i++) {
		static const char *const OFF[] = {"newcomer", "admin", "senior"};

		ck_assert_int_eq(claim_duty(&f.desk, OFF[i], FALSE, &fault), 0);
	}
	ck_assert_msg(incident_share(&f.desk, id, FALSE, &list, &fault) == 0, "%s", fault);
	for (guint i = 0; i < list->len; i++) {
		const Assignment *one = &g_array_index(list, Assignment, i);

		per[g_str_equal(one->agent, "agent:li")]++;
	}
	row_int("one half", per[0], 3);
	row_int("the other half", per[1], 3);
	ck_assert_int_eq(incident_share(&f.desk, id, FALSE, &again, &fault), 0);
	row_int("who has a case keeps it", again->len, 0);
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("incident");
	TCase *tc = tcase_create("incident");

	tcase_add_loop_test(tc, what_looks_like_one, 0, G_N_ELEMENTS(SUGGESTED));
	tcase_add_test(tc, opened_from_a_suggestion);
	tcase_add_loop_test(tc, filled_by_what_they_have_in_common, 0, G_N_ELEMENTS(MATCHED));
	tcase_add_loop_test(tc, what_it_may_be, 0, G_N_ELEMENTS(WRITTEN));
	tcase_add_loop_test(tc, two_read_it, 0, G_N_ELEMENTS(APPROVED));
	tcase_add_test(tc, who_gets_none);
	tcase_add_test(tc, its_course_is_of_facts);
	tcase_add_test(tc, a_long_course_goes_by_days);
	tcase_add_test(tc, shared_out_evenly);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "incident");
}
