/* Copies to practise on, what came of them, the configuration they are used with; and the answers a shop has approved.
 */
#include "desk/team.h"

#include "desk/agent_text.h"
#include "desk/case_actions.h"
#include "desk/labels.h"
#include "desk/snippets.h"
#include "desk/training.h"

#include <errno.h>
#include <sqlite3.h>
#include <string.h>

typedef struct {
	Fixture f;
	char *path;
	Store *target;
} Rig;

/* Two cases that are over: in the first the customer wrote, and an agent answered. */
static void rig_open(Rig *rig)
{
	static const char *const PHONES[] = {"+8613812341231", "+8613812341232"};
	const AgentTextWish wish = {.case_id = 1, .step = STEP_AGENT_TEXT, .text = "新的今天寄出"};
	g_autofree char *fault = NULL;
	g_auto(AgentText) text = {0};
	Fixture *f = &rig->f;

	team_open(f);
	for (guint i = 0; i < G_N_ELEMENTS(PHONES); i++) {
		g_autofree char *id = g_strdup_printf("R-%u", i + 1);

		ck_assert_int_eq(team_case(f, "demo", id, PHONES[i], i == 0 ? "name=欧阳晓雯" : NULL), i + 1);
	}
	team_accounts(f);
	f->desk.now_at = WEDNESDAY + 100;
	team_reply(f, 1, "我是欧阳晓雯，电话13812341231，袖子破了");
	f->desk.now_at = WEDNESDAY + 400;
	team_as(f, "agent:li");
	ck_assert_msg(agent_text_put(&f->desk, &wish, &text, &fault) == 0, "%s", fault);
	for (int64_t id = 1; id <= 2; id++)
		ck_assert_msg(case_action_apply(&f->desk, id, CASE_ACTION_CLOSE, OUTCOME_SATISFIED, NULL, &fault) == 0,
		              "%s", fault);
	rig->path = g_build_filename(f->dir, "training.db", NULL);
	ck_assert_int_eq(store_open(rig->path, STORE_READ_WRITE, &rig->target, NULL), 0);
}

static void rig_close(Rig *rig)
{
	store_close(rig->target);
	g_free(rig->path);
	fixture_close(&rig->f);
}

static int make(Rig *rig, guint *made, char **fault)
{
	return training_make(&rig->f.desk, rig->target, 10, made, fault);
}

START_TEST(who_makes_copies)
{
	g_autofree char *fault = NULL;
	gboolean training = TRUE;
	guint made = 0;
	Rig rig = {0};

	rig_open(&rig);
	team_as(&rig.f, "agent:senior");
	row_int("a senior may not", make(&rig, &made, &fault), -EPERM);
	row_int("then nothing is written", store_training_is(rig.target, &training), 0);
	row_int("nothing", training, FALSE);
	team_as(&rig.f, "agent:admin");
	g_clear_pointer(&fault, g_free);
	ck_assert_msg(make(&rig, &made, &fault) == 0, "%s", fault);
	row_int("a case nobody wrote in is none to practise on", made, 1);
	row_int("the store says what it is", store_training_is(rig.target, &training), 0);
	row_int("for training", training, TRUE);
	rig_close(&rig);
}
END_TEST

START_TEST(a_copy_tells_nobody)
{
	g_autofree char *fault = NULL;
	g_autoptr(GArray) lines = NULL;
	StoreAccount account = {0};
	StoreCase c = {0};
	guint made = 0;
	Rig rig = {0};

	rig_open(&rig);
	team_as(&rig.f, "agent:admin");
	ck_assert_msg(make(&rig, &made, &fault) == 0, "%s", fault);
	row_int("the case", store_case_get(rig.target, 1, &c), 0);
	row_str("a number no phone has, of the same country", c.phone, "+860000000001");
	row_str("whose region it keeps", c.region, "CN");
	row_int("another name", c.name && strcmp(c.name, "欧阳晓雯") != 0, TRUE);
	row_int("it is new", c.state, CASE_NEW);
	row_int("for agents of any level", c.level, 0);
	row_int("who is new", store_account_get(rig.target, "newcomer", &account), 0);
	row_int("practises as an agent", account.role, ROLE_AGENT);
	/* Nobody was written to first here: then the customer's turn has not come. */
	row_int("lines that are due", store_training_due(rig.target, 10, &lines), 0);
	row_int("none yet", lines->len, 0);
	store_account_clear(&account);
	store_case_clear(&c);
	rig_close(&rig);
}
END_TEST

static void store_is(const Rig *rig, const char *row, const char *sql, const char *want)
{
	sqlite3_stmt *statement;
	sqlite3 *db;

	ck_assert_int_eq(sqlite3_open(rig->path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
	row_str(row, (const char *)sqlite3_column_text(statement, 0), want);
	sqlite3_finalize(statement);
	sqlite3_close(db);
}

/* Told in the order it was, whatever of it was read. */
START_TEST(a_story_keeps_its_order)
{
	static const char *const SAID[] = {"袖子破了", "已经寄回", "收到了，谢谢"};

	for (int read = 0; read < 2; read++) {
		g_autofree char *fault = NULL;
		guint made = 0;
		Rig rig = {0};

		rig_open(&rig);
		rig.f.desk.now_at = WEDNESDAY + 1000;
		ck_assert_int_eq(team_case(&rig.f, "demo", "R-3", "+8613812341233", NULL), 3);
		team_reply(&rig.f, 3, SAID[0]);
		if (read) {
			ck_assert_int_eq(store_begin(rig.f.store), 0);
			ck_assert_int_eq(store_reply_read(rig.f.store, 2, "agent:li", WEDNESDAY + 1100), 0);
			ck_assert_int_eq(store_commit(rig.f.store), 0);
		}
		rig.f.desk.now_at = WEDNESDAY + 1300;
		ck_assert_msg(case_action_apply(&rig.f.desk, 3, CASE_ACTION_CONTACTED, OUTCOME_NONE, NULL, &fault) == 0, "%s",
		              fault);
		for (guint i = 1; i < G_N_ELEMENTS(SAID); i++) {
			rig.f.desk.now_at += 100;
			team_reply(&rig.f, 3, SAID[i]);
		}
		ck_assert_msg(case_action_apply(&rig.f.desk, 3, CASE_ACTION_CLOSE, OUTCOME_SATISFIED, NULL, &fault) == 0, "%s",
		              fault);
		team_as(&rig.f, "agent:admin");
		ck_assert_msg(make(&rig, &made, &fault) == 0, "%s", fault);
		row_int("two have a story", made, 2);
		store_is(&rig, "the customer's words", "SELECT group_concat(text, ' | ') FROM (SELECT text FROM training_line"
		                                       " WHERE case_id = 1 AND question = 0 ORDER BY id)",
		         "袖子破了 | 已经寄回 | 收到了，谢谢");
		store_is(&rig, "how long they waited for an answer", "SELECT answer_s FROM training_case WHERE case_id = 1", "300");
		rig_close(&rig);
	}
}
END_TEST

START_TEST(a_store_is_one_or_the_other)
{
	static const struct {
		const char *name;
		gboolean copies, wanted;
		int want;
	} ROWS[] = {
	        {"real cases, to be sent", FALSE, FALSE, 0},
	        {"real cases, for training", FALSE, TRUE, -EMEDIUMTYPE},
	        {"copies, to be sent", TRUE, FALSE, -EMEDIUMTYPE},
	        {"copies, for training", TRUE, TRUE, 0},
	};
	g_autofree char *fault = NULL;
	guint made = 0;
	Rig rig = {0};

	rig_open(&rig);
	team_as(&rig.f, "agent:admin");
	ck_assert_msg(make(&rig, &made, &fault) == 0, "%s", fault);
	for (guint i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *why = NULL;

		row_int(ROWS[i].name,
		        store_training_check(ROWS[i].copies ? rig.target : rig.f.store, ROWS[i].wanted, &why),
		        ROWS[i].want);
		row_int(ROWS[i].name, why != NULL, ROWS[i].want < 0);
	}
	ck_assert_int_eq(store_begin(rig.f.store), 0);
	row_int("cases do not become copies", store_training_begin(rig.f.store, "agent:admin", WEDNESDAY), -EEXIST);
	store_rollback(rig.f.store);
	rig_close(&rig);
}
END_TEST

START_TEST(the_configuration_has_no_way_out)
{
	g_autoptr(GPtrArray) faults = NULL;
	const ConfProvider *provider;
	Conf *conf = NULL;
	Rig rig = {0};

	rig_open(&rig);
	row_int("it loads", conf_load_training(rig.f.conf->path, &conf, &faults), 0);
	provider = conf->providers->pdata[0];
	row_str("the driver", provider->driver, CONF_TRAINING_DRIVER);
	row_str("no address", provider->url, "");
	row_str("no name there", provider->username, NULL);
	row_str("no secret", provider->password, NULL);
	row_str("no webhooks", conf->listen, "");
	row_int("no channel", conf->channels->len, 0);
	row_str("another store", conf->store_path, rig.f.conf->training_store);
	row_str("the same rules", conf->hash, rig.f.conf->hash);
	conf_unref(conf);
	rig_close(&rig);
}
END_TEST

/* ---- what came of it ---- */

START_TEST(sums_add_up)
{
	const StoreTrainingResult ROWS[] = {
	        {.agent = (char *)"agent:a",
	         .answer_s = 60,
	         .real_s = 90,
	         .objections = (char *)"B1 B8",
	         .labels = 2,
	         .agreed = 1,
	         .state = CASE_CLOSED,
	         .outcome = OUTCOME_SATISFIED,
	         .real_outcome = OUTCOME_SATISFIED},
	        {.agent = (char *)"agent:a",
	         .answer_s = 100,
	         .real_s = 90,
	         .labels = 1,
	         .agreed = 1,
	         .state = CASE_CLOSED,
	         .outcome = OUTCOME_WITHDRAWN,
	         .real_outcome = OUTCOME_SATISFIED},
	        {.agent = (char *)"agent:a", .answer_s = -1, .real_s = 90, .state = CASE_REPLIED},
	        {.agent = (char *)"agent:b", .answer_s = 5, .real_s = -1, .state = CASE_REPLIED},
	};
	g_autoptr(GArray) results = g_array_new(FALSE, FALSE, sizeof(StoreTrainingResult));
	g_autoptr(GArray) sums = NULL;
	const TrainingSum *a;

	g_array_append_vals(results, ROWS, G_N_ELEMENTS(ROWS));
	sums = training_sums(results);
	row_int("agents", sums->len, 2);
	a = &g_array_index(sums, TrainingSum, 0);
	row_int("cases", a->cases, 3);
	row_int("answered", a->answered, 2);
	row_int("compared", a->compared, 2);
	row_int("as soon or sooner", a->sooner, 1);
	row_int("objections", a->objections, 2);
	row_int("labels", a->labels, 3);
	row_int("as then", a->agreed, 2);
	row_int("ended", a->ended, 2);
	row_int("ended alike", a->same_end, 1);
	row_int("who was never answered is no measure", g_array_index(sums, TrainingSum, 1).compared, 0);
}
END_TEST

/* ---- answers ---- */

static void add_snippet(Fixture *f, const char *shop, const char *language, const char *category, const char *name,
                        const char *source)
{
	ConfSnippet *snippet = g_new0(ConfSnippet, 1);

	*snippet = (ConfSnippet){.shop = g_strdup(shop),
	                         .language = g_strdup(language),
	                         .category = g_strdup(category),
	                         .name = g_strdup(name)};
	ck_assert_int_eq(template_parse(source, &snippet->text, NULL), 0);
	g_ptr_array_add(f->conf->snippets, snippet);
}

START_TEST(answers_fit_the_case)
{
	g_autofree char *fault = NULL, *got = NULL;
	g_autoptr(GArray) list = NULL;
	GString *all = g_string_new(NULL);
	Fixture f;

	team_open(&f);
	ck_assert_int_eq(team_case(&f, "demo", "R-1", "+8613812341231", "category=quality"), 1);
	g_ptr_array_set_size(f.conf->snippets, 0);
	add_snippet(&f, NULL, "zh-CN", NULL, "late", "general");
	add_snippet(&f, NULL, "zh-CN", NULL, "hello", "{shop}: {code}");
	add_snippet(&f, NULL, "zh-CN", "quality", "photo", "photo");
	add_snippet(&f, NULL, "zh-CN", "logistics", "where", "where");
	add_snippet(&f, NULL, "zh-CN", NULL, "by name", "Dear {name}");
	add_snippet(&f, NULL, "zh-TW", NULL, "other script", "other");
	add_snippet(&f, NULL, "en", NULL, "other language", "other");
	add_snippet(&f, "london", "zh-CN", NULL, "another shop's", "other");
	add_snippet(&f, "demo", "zh-CN", NULL, "late", "the shop's own");
	row_int("they are listed", snippets_list(&f.desk, 1, &list, &fault), 0);
	for (guint i = 0; i < list->len; i++)
		g_string_append_printf(all, "%s%s", all->len ? " | " : "", g_array_index(list, Snippet, i).text);
	got = g_string_free(all, FALSE);
	row_int("values are filled in", strstr(got, "Demo: ") != NULL && strchr(got, '{') == NULL, TRUE);
	row_int("its category's first", g_str_has_prefix(got, "photo | "), TRUE);
	row_int("the shop's own in place of the general one",
	        strstr(got, "the shop's own") != NULL && !strstr(got, "general"), TRUE);
	row_int("nobody's name is left open", strstr(got, "Dear") != NULL, FALSE);
	row_int("no other language or shop", strstr(got, "other") != NULL, FALSE);
	row_int("so many", (int)list->len, 4);
	fixture_close(&f);
}
END_TEST

static const struct {
	const char *name, *pack, *fault; /* fault NULL: it is good */
} PACKS[] = {
        {"a good one", "language = \"en\"; snippets = ( { name = \"a\"; text = \"Hello {name}\"; } );", NULL},
        {"without a language", "snippets = ( );", "missing; write language"},
        {"without a list", "language = \"en\";", "missing; write snippets"},
        {"without a name", "language = \"en\"; snippets = ( { text = \"x\"; } );", "write { name ="},
        {"with an unknown placeholder", "language = \"en\"; snippets = ( { name = \"a\"; text = \"{nmae}\"; } );",
         "did you mean"},
        {"with news", "language = \"en\"; snippets = ( { name = \"a\"; text = \"{news}\"; } );",
         "only in texts of progress"},
        {"with an offer for a review",
         "language = \"en\"; snippets = ( { name = \"a\"; text = \"A coupon for your review\"; } );", "B1:"},
};

START_TEST(packs_are_held_to_the_guard)
{
	g_autofree char *dir = NULL, *pack = NULL, *own = NULL, *path = NULL, *text = NULL,
	                *packs = test_file("../texts");
	g_autofree char *regions = test_file("../regions"), *said = NULL;
	g_autoptr(GPtrArray) faults = NULL;
	GString *all = g_string_new(NULL);
	Conf *conf = NULL;
	Fixture f;
	int r;

	team_open(&f);
	dir = g_build_filename(f.dir, "snippets", NULL);
	own = g_build_filename(dir, "demo", NULL);
	ck_assert_int_eq(g_mkdir_with_parents(own, 0700), 0);
	pack = g_build_filename(_i % 2 ? own : dir, "en.conf", NULL); /* a shop's own are read like the others */
	ck_assert(g_file_set_contents(pack, PACKS[_i].pack, -1, NULL));
	text = g_strdup_printf(
	        "store: { path = \"%s/s.db\"; }; text_packs = \"%s\"; region_data = \"%s\"; snippet_packs = \"%s\";"
	        "reply_packs = \"%s/../tests/data/conf/replies\";\n"
	        "shops: { demo: { name = \"Demo\"; region = \"CN\"; zone = \"Asia/Shanghai\"; language = \"zh-CN\";"
	        " provider = \"p\"; }; }; providers: { p: { driver = \"kannel\"; url = \"http://127.0.0.1:9/x\";"
	        " username = \"u\"; password = \"credential:p\"; }; };\n",
	        f.dir, packs, regions, dir, regions);
	path = fixture_file(&f, "snippets.conf", text, strlen(text));
	r = conf_load_without_secrets(path, &conf, &faults);
	for (guint i = 0; i < faults->len; i++)
		g_string_append_printf(all, "%s\n", ((const ConfFault *)faults->pdata[i])->text);
	said = g_string_free(all, FALSE);
	row_int(PACKS[_i].name, r, PACKS[_i].fault ? -EINVAL : 0);
	ck_assert_msg(!PACKS[_i].fault || strstr(said, PACKS[_i].fault), "%s: %s", PACKS[_i].name, said);
	if (r == 0)
		row_int(PACKS[_i].name, conf->snippets->len, 1);
	conf_unref(conf);
	fixture_close(&f);
}
END_TEST

/* What ships, in three languages, says the same things and nothing the guard or the rules of texts have anything
 * against. */
START_TEST(shipped_packs_are_good)
{
	static const char *const LANGUAGES[] = {"en", "ru", "zh-CN"};
	g_autofree char *path = NULL, *text = NULL, *snippets = test_file("../snippets"),
	                *packs = test_file("../texts");
	g_autofree char *regions = test_file("../regions");
	g_autoptr(GPtrArray) faults = NULL;
	Conf *conf = NULL;
	Fixture f;

	team_open(&f);
	text = g_strdup_printf(
	        "store: { path = \"%s/s.db\"; }; text_packs = \"%s\"; region_data = \"%s\"; snippet_packs = \"%s\";"
	        "reply_packs = \"%s/../tests/data/conf/replies\";\nproviders: { }; shops: { };\n",
	        f.dir, packs, regions, snippets, regions);
	path = fixture_file(&f, "shipped.conf", text, strlen(text));
	(void)!conf_load_without_secrets(path, &conf, &faults);
	for (guint i = 0; i < faults->len; i++)
		row_int(((const ConfFault *)faults->pdata[i])->text,
		        strstr(((const ConfFault *)faults->pdata[i])->text, "/snippets/") != NULL, FALSE);
	conf_unref(conf);
	for (guint l = 0; l < G_N_ELEMENTS(LANGUAGES); l++) {
		g_autofree char *name = g_strdup_printf("%s/%s.conf", snippets, LANGUAGES[l]), *bytes = NULL;
		guint found = 0;

		ck_assert(g_file_get_contents(name, &bytes, NULL, NULL));
		for (const char *at = strstr(bytes, "{ name = \""); at; at = strstr(at + 1, "{ name = \""))
			found++;
		row_int(LANGUAGES[l], found, 8);
	}
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("practice");
	TCase *tc = tcase_create("practice");

	tcase_add_test(tc, who_makes_copies);
	tcase_add_test(tc, a_copy_tells_nobody);
	tcase_add_test(tc, a_story_keeps_its_order);
	tcase_add_test(tc, a_store_is_one_or_the_other);
	tcase_add_test(tc, the_configuration_has_no_way_out);
	tcase_add_test(tc, sums_add_up);
	tcase_add_test(tc, answers_fit_the_case);
	tcase_add_loop_test(tc, packs_are_held_to_the_guard, 0, G_N_ELEMENTS(PACKS));
	tcase_add_test(tc, shipped_packs_are_good);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "practice");
}
