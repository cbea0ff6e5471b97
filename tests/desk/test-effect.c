/* What a candidate configuration would do to the queue: one row a change of rules, on the same queue.
 *
 * The queue, at Wednesday 08:00 in Shanghai (00:00 in London): shop demo has three first contacts that wait for the night of
 * customers in London to end (complaints of 23:30 London time) and one satisfaction question; shop mute holds one first
 * contact, because it may not text. */
#include "desk/fixture.h"

#include "desk/case_actions.h"
#include "desk/effect.h"
#include "desk/import.h"

#include <errno.h>
#include <string.h>

#define HOURS "permitted_hours: { sms = [ \"daily 08:00-21:30\" ]; };\n"

typedef struct {
	const char *row;
	const char *general; /* settings of the candidate beside its shops */
	const char *mute;    /* settings of its shop mute; NULL: it has none */
	guint changed;
	const char *sentences; /* of all groups, in order */
	const char *in_force;  /* general settings in force; NULL: HOURS */
} Row;

#define NIGHTLESS "quiet_hours = [];\npermitted_hours: { sms = [ \"daily 00:00-24:00\" ]; };\n"

static const Row ROWS[] = {
	{"other quiet hours", "quiet_hours = [ \"daily 21:30-09:00\" ];\n" HOURS, "", 3,
.sentences = 	 "3 first contacts would leave at 09:00 instead of 08:00 (quiet_hours)\n"},
	{"no quiet hours: now", NIGHTLESS, "", 3,
.sentences = 	 "3 first contacts would leave now instead of at 08:00 (quiet_hours)\n"
	 "3 first contacts would no longer miss their deadline\n"},
	{"the deadline is missed", HOURS, "", 3,
.sentences = 	 "3 first contacts would miss their deadline\n"
	 "3 first contacts would leave at 08:00 instead of now (quiet_hours)\n", .in_force = NIGHTLESS},
	{"a harder limit: held", "first_contact: { hard_limit = \"8h\"; };\n" HOURS, "", 3,
.sentences = 	 "3 first contacts would be held: it would come too long after the complaint\n"},
	{"an earlier hour", "quiet_hours = [];\npermitted_hours: { sms = [ \"daily 00:30-01:00\" ]; };\n", "", 3,
.sentences =
	 "3 first contacts would leave at 00:30 instead of 12:00 (closed_hours)\n"
	 "3 first contacts would no longer miss their deadline\n",
	 .in_force = "quiet_hours = [];\npermitted_hours: { sms = [ \"daily 12:00-13:00\" ]; };\n"},
	{"the survey has another day", "satisfaction: { after = \"30h\"; until = \"50h\"; };\n" HOURS, "", 1,
.sentences = 	 "1 satisfaction question would leave 6h later (not_yet)\n"},
	{"what is held would be sent", HOURS, FIXTURE_ALLOWED, 1,
.sentences = 	 "1 first contact would be sent that is held now (the shop may not text its customers)\n"},
	{"a shop is gone", HOURS, NULL, 1,
.sentences = 	 "1 first contact would still be held, but because the configuration no longer has its shop\n"},
	{"two shops: told apart", "quiet_hours = [ \"daily 21:30-09:00\" ];\n" HOURS, FIXTURE_ALLOWED, 4,
.sentences = 	 "3 first contacts of demo would leave at 09:00 instead of 08:00 (quiet_hours)\n"
	 "1 first contact of mute would be sent that is held now (the shop may not text its customers)\n"},
	{"what is not about time", "log_level = \"debug\";\n" HOURS, "", 0, .sentences = ""},
	{"other texts alone: nothing moves", "max_segments = 5;\n" HOURS, "", 0, .sentences = ""},
};

/* As the daemon plans. */
static void plan(Fixture *f, int64_t case_id)
{
	StoreCase c = {0};
	StoreFacts facts;
	g_auto(ConfCaseRules) rules = {0};
	Plan next;

	ck_assert_int_eq(store_case_get(f->store, case_id, &c), 0);
	ck_assert_int_eq(store_case_facts(f->store, case_id, f->desk.now_at, &facts), 0);
	ck_assert(conf_case_rules(f->desk.conf, f->zones, c.shop, c.zone, c.region, c.quiet, &rules));
	next = plan_next(&rules.policy, &facts.facts, f->desk.now_at);
	ck_assert_int_eq(store_begin(f->store), 0);
	ck_assert_int_eq(store_plan_put(f->store, case_id, &next, NULL, f->rules_id, f->desk.now_at), 0);
	ck_assert_int_eq(store_commit(f->store), 0);
	store_facts_clear(&facts);
	store_case_clear(&c);
}

static int64_t london_case(Fixture *f, int i)
{
	g_autofree char *id = g_strdup_printf("external_id=L-%d", i);
	g_autofree char *phone = g_strdup_printf("phone=+86138123412%02d", i);
	g_autofree char *at = g_strdup_printf("alerted_at=%" G_GINT64_FORMAT, WEDNESDAY - HOUR / 2);
	const char *const words[] = {"shop=demo", id, phone, at, "zone=Europe/London", NULL};
	g_autofree char *fault = NULL;
	IntakeResult result;
	int64_t case_id = 0;

	ck_assert_msg(import_words(&f->desk, words, &result, &case_id, &fault) == 0, "%s", fault);
	plan(f, case_id);
	return case_id;
}

static void fill(Fixture *f, Conf *in_force)
{
	g_autofree char *fault = NULL;
	int64_t case_id;

	f->desk.conf = in_force;
	for (int i = 10; i < 13; i++)
		london_case(f, i);
	case_id = fixture_case(f, "demo", "S-1", "13812341220", WEDNESDAY - 30 * HOUR);
	f->desk.now_at = WEDNESDAY - 29 * HOUR;
	ck_assert_int_eq(case_action_apply(&f->desk, case_id, CASE_ACTION_CONTACTED, OUTCOME_NONE, NULL, &fault), 0);
	f->desk.now_at = WEDNESDAY - 20 * HOUR;
	ck_assert_int_eq(case_action_apply(&f->desk, case_id, CASE_ACTION_RESOLVE, OUTCOME_NONE, NULL, &fault), 0);
	f->desk.now_at = WEDNESDAY;
	plan(f, case_id);
	plan(f, fixture_case(f, "mute", "M-1", "13812341221", WEDNESDAY - HOUR));
}

START_TEST(changes)
{
	const Row *row = &ROWS[_i];
	Fixture f;
	Effect effect;
	g_autofree char *fault = NULL;
	g_autoptr(GString) sentences = g_string_new(NULL);
	g_autoptr(Conf) in_force = NULL;
	g_autoptr(Conf) next = NULL;

	fixture_open(&f);
	in_force = fixture_conf(&f, row->in_force ? row->in_force : HOURS, "", "");
	next = fixture_conf(&f, row->general, row->mute, "");
	fill(&f, in_force);
	ck_assert_msg(effect_of(&f.desk, next, &effect, &fault) == 0, "row %s: %s", row->row, fault);
	for (guint i = 0; i < effect.groups->len; i++)
		g_string_append_printf(sentences, "%s\n", ((EffectGroup *)effect.groups->pdata[i])->sentence);
	row_str(row->row, sentences->str, row->sentences);
	row_int(row->row, effect.changed, row->changed);
	row_int(row->row, effect.cases, effect.same_rules ? 0 : 5);
	for (guint i = 0; i < effect.groups->len; i++) {
		const EffectGroup *group = effect.groups->pdata[i];

		row_int(row->row, group->n_ids, MIN(group->count, EFFECT_IDS));
		if (group->count == 3)
			row_int(row->row, group->ids[2], 3);
	}
	effect_clear(&effect);
	fixture_close(&f);
}
END_TEST

START_TEST(same_rules_look_at_nothing)
{
	Fixture f;
	Effect effect;
	g_autofree char *fault = NULL;

	fixture_open(&f);
	fixture_case(&f, "demo", "L-1", "13812341210", WEDNESDAY);
	ck_assert_int_eq(effect_of(&f.desk, f.conf, &effect, &fault), 0);
	ck_assert(effect.same_rules);
	ck_assert_uint_eq(effect.cases, 0);
	effect_clear(&effect);
	f.desk.conf = NULL;
	ck_assert_int_eq(effect_of(&f.desk, f.conf, &effect, &fault), -EINVAL);
	ck_assert_str_eq(fault, "this needs the configuration in force");
	fixture_close(&f);
}
END_TEST

#define TEXT(first) \
	"texts: { zh-CN: { first_contact: { any = \"" first "\"; }; satisfaction: { any = \"{shop}解决了吗，回T退订\"; }; }; };\n"
#define CNY(price) "price_per_segment = \"" price " CNY\"; "
#define SHORT_TEXT TEXT("{shop}抱歉，回T退订")
/* 77 characters: two segments of UCS-2 */
#define LONG_TEXT TEXT("{shop}您好，您的订单没有让您满意，我们非常抱歉。请直接回复这条短信，告诉我们发生了什么，" \
                       "我们会马上查清楚，给您换新的或者退回去。谢谢您告诉我们，祝您生活愉快。回T退订")
#define NAMED_TEXT TEXT("{name}，{shop}抱歉，回T退订")

/* The cost of what waits: three first contacts and one question of shop demo; mute's is held. */
static const struct {
	const char *row, *general_now, *price_now, *general, *price;
	const char *mute;
	gboolean same_rules;
	const char *sentence, *stuck;
} COSTS[] = {
	{"a longer text", HOURS SHORT_TEXT, CNY("0.05"), HOURS LONG_TEXT, CNY("0.05"), "", FALSE,
	 "What waits would cost 0.35 CNY for 4 texts of 7 segments; now it is 0.20 CNY for 4 texts of 4 segments.", NULL},
	{"a dearer provider, the rules the same", HOURS SHORT_TEXT, CNY("0.05"), HOURS SHORT_TEXT, CNY("0.06"), "", TRUE,
	 "What waits would cost 0.24 CNY for 4 texts of 4 segments; now it is 0.20 CNY for 4 texts of 4 segments.", NULL},
	{"nothing changes", HOURS SHORT_TEXT, CNY("0.05"), HOURS SHORT_TEXT, CNY("0.05"), "", TRUE,
	 "What waits would cost as much as now: 0.20 CNY for 4 texts of 4 segments.", NULL},
	{"another currency", HOURS SHORT_TEXT, CNY("0.05"), HOURS SHORT_TEXT, "price_per_segment = \"0.01 EUR\"; ", "", TRUE,
	 "What waits would cost 0.04 EUR for 4 texts of 4 segments; now it is 0.20 CNY for 4 texts of 4 segments.", NULL},
	{"what is held now is paid for then", HOURS SHORT_TEXT, CNY("0.05"), HOURS SHORT_TEXT, CNY("0.05"), FIXTURE_ALLOWED, FALSE,
	 "What waits would cost 0.25 CNY for 5 texts of 5 segments; now it is 0.20 CNY for 4 texts of 4 segments.", NULL},
	{"a text that lacks its value", HOURS SHORT_TEXT, CNY("0.05"), HOURS NAMED_TEXT, CNY("0.05"), "", FALSE,
	 "What waits would cost 0.05 CNY for 1 text of 1 segment; now it is 0.20 CNY for 4 texts of 4 segments.",
	 "3 waiting texts would be held when their time comes, for want of a value or as too long (now 0)."},
	{"a text over the limit", HOURS SHORT_TEXT, CNY("0.05"), HOURS LONG_TEXT "max_segments = 1;\n", CNY("0.05"), "", FALSE,
	 "What waits would cost 0.05 CNY for 1 text of 1 segment; now it is 0.20 CNY for 4 texts of 4 segments.",
	 "3 waiting texts would be held when their time comes, for want of a value or as too long (now 0)."},
	{"a price nobody told", HOURS SHORT_TEXT, CNY("0.05"), HOURS SHORT_TEXT, "", "", TRUE,
	 "What waits would cost an unknown amount for 4 texts of 4 segments; now it is 0.20 CNY for 4 texts of 4 "
	 "segments.", NULL},
};

START_TEST(tells_the_cost)
{
	const char *row = COSTS[_i].row;
	Fixture f;
	Effect effect;
	g_autofree char *fault = NULL, *sentence = NULL, *stuck = NULL;
	g_autoptr(Conf) in_force = NULL;
	g_autoptr(Conf) next = NULL;

	fixture_open(&f);
	in_force = fixture_conf(&f, COSTS[_i].general_now, "", COSTS[_i].price_now);
	next = fixture_conf(&f, COSTS[_i].general, COSTS[_i].mute, COSTS[_i].price);
	fill(&f, in_force);
	ck_assert_msg(effect_of(&f.desk, next, &effect, &fault) == 0, "row %s: %s", row, fault);
	sentence = effect_cost_sentence(&effect);
	stuck = effect_stuck_sentence(&effect);
	row_str(row, sentence, COSTS[_i].sentence);
	row_str(row, stuck, COSTS[_i].stuck);
	row_int(row, effect.same_rules, COSTS[_i].same_rules);
	row_int(row, effect.cases, 5);
	effect_clear(&effect);
	fixture_close(&f);
}
END_TEST

/* What the sender found out is not the rules' to change. */
START_TEST(senders_words_stay)
{
	static const struct {
		const char *row;
		StepState state;
		int64_t due_at;
		guint cases;
		const char *sentence; /* NULL: no change */
	} SAID[] = {
		{"held for a missing value", STEP_HELD, STORE_NO_TIME, 2, NULL},
		{"put off beyond both", STEP_PLANNED, WEDNESDAY + 10 * HOUR, 3, NULL},
		{"put off between", STEP_PLANNED, WEDNESDAY + 8 * HOUR + HOUR / 2, 3,
		 "1 first contact would leave at 09:00 instead of 08:30 (quiet_hours)"},
	};
	Fixture f;
	Effect effect;
	g_autofree char *fault = NULL;
	g_autoptr(Conf) in_force = NULL;
	g_autoptr(Conf) next = NULL;
	g_autoptr(GArray) steps = NULL;

	fixture_open(&f);
	in_force = fixture_conf(&f, HOURS, "", "");
	next = fixture_conf(&f, "quiet_hours = [ \"daily 21:30-09:00\" ];\n" HOURS, "", "");
	f.desk.conf = in_force;
	london_case(&f, 10);
	plan(&f, fixture_case(&f, "mute", "M-1", "13812341221", WEDNESDAY - HOUR));
	plan(&f, fixture_case(&f, "mute", "M-2", "13812341222", WEDNESDAY - HOUR));
	ck_assert_int_eq(store_step_list(f.store, 1, &steps), 0);
	ck_assert_int_eq(store_begin(f.store), 0);
	ck_assert_int_eq(store_step_set(f.store, g_array_index(steps, StoreStep, 0).id, SAID[_i].state, SAID[_i].due_at,
	                                SAID[_i].state == STEP_HELD ? "missing_value" : "throttled", NULL, WEDNESDAY), 0);
	ck_assert_int_eq(store_commit(f.store), 0);
	ck_assert_int_eq(effect_of(&f.desk, next, &effect, &fault), 0);
	row_int(SAID[_i].row, effect.cases, SAID[_i].cases);
	row_int(SAID[_i].row, effect.groups->len, SAID[_i].sentence ? 1 : 0);
	if (SAID[_i].sentence)
		row_str(SAID[_i].row, ((EffectGroup *)effect.groups->pdata[0])->sentence, SAID[_i].sentence);
	effect_clear(&effect);
	fixture_close(&f);
}
END_TEST

/* Sentences no queue of the table above makes. */
START_TEST(sentences)
{
	static const struct {
		EffectGroup group;
		const char *want;
	} SENTENCES[] = {
		{{.kind = EFFECT_MOVED_TO, .shop = (char *)"a", .step = STEP_FIRST_CONTACT, .reason = REASON_HOLIDAY,
		  .at_now_s = 21 * 3600, .at_s = 34200, .days = 1, .count = 2},
		 "2 first contacts would leave at 09:30 the next day instead of 21:00 (holiday)"},
		{{.kind = EFFECT_MOVED_TO, .shop = (char *)"a", .step = STEP_FIRST_CONTACT, .reason = REASON_CLOSED_HOURS,
		  .at_now_s = 34200, .at_s = 75600, .days = -3, .count = 2},
		 "2 first contacts would leave at 21:00 3 days earlier instead of 09:30 (closed_hours)"},
		{{.kind = EFFECT_MOVED_TO, .shop = (char *)"a", .step = STEP_FIRST_CONTACT, .reason = REASON_QUIET_HOURS,
		  .at_now_s = EFFECT_NOW, .at_s = 32400, .count = 2},
		 "2 first contacts would leave at 09:00 instead of now (quiet_hours)"},
		{{.kind = EFFECT_MOVED, .shop = (char *)"a", .step = STEP_FIRST_CONTACT, .reason = REASON_BUDGET,
		  .later = TRUE, .least_s = 10, .most_s = 5430, .count = 9},
		 "9 first contacts would leave 1min to 1h31min later (budget)"},
		{{.kind = EFFECT_DROPPED, .shop = (char *)"a", .step = STEP_SATISFACTION, .reason = REASON_SURVEY_TOO_OLD,
		  .count = 4},
		 "4 satisfaction questions would be dropped: it is too late to ask about that solution"},
		{{.kind = EFFECT_IN_TIME, .shop = (char *)"a", .step = STEP_FIRST_CONTACT, .count = 1},
		 "1 first contact would no longer miss its deadline"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(SENTENCES); i++) {
		g_autofree char *got = effect_sentence(&SENTENCES[i].group, FALSE);

		ck_assert_str_eq(got, SENTENCES[i].want);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("effect");
	TCase *tc = tcase_create("effect");

	tcase_add_loop_test(tc, tells_the_cost, 0, G_N_ELEMENTS(COSTS));
	tcase_add_loop_test(tc, changes, 0, G_N_ELEMENTS(ROWS));
	tcase_add_test(tc, same_rules_look_at_nothing);
	tcase_add_loop_test(tc, senders_words_stay, 0, 3);
	tcase_add_test(tc, sentences);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "effect");
}
