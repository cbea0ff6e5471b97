/* Reports over fixed facts, with numbers computed by hand. */
#include "desk/fixture.h"
#include "desk/measures.h"
#include "desk/report.h"

#include <errno.h>
#include <jansson.h>
#include <sqlite3.h>
#include <string.h>

static Fixture f;

static void run_sql(const char *sql)
{
	sqlite3 *db = NULL;
	char *error = NULL;

	ck_assert_int_eq(sqlite3_open(f.conf->store_path, &db), SQLITE_OK);
	ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, &error) == SQLITE_OK, "%s", error);
	sqlite3_close(db);
}

static void setup(void)
{
	fixture_open(&f);
	f.desk.now_at = 1811764800; /* 2027-06-01 00:00 UTC */
}

static void teardown(void)
{
	fixture_close(&f);
}

#define AT(text) "unixepoch('" text "')"
/* A contact, a promise, a text, an answer: what each report asks of them. */
#define CONTACT(at, id, zone, waited)                                                                                  \
	"INSERT INTO fact (kind, at, case_id, round, shop, shop_zone, first, waited_s) VALUES ('sent', " AT(           \
	        at) ", " #id ", 1, 'demo', '" zone "', 1, " #waited ");"
#define PROMISE(kind, at, id, zone, target, cause)                                                                     \
	"INSERT INTO fact (kind, at, case_id, round, shop, shop_zone, target_s, cause) VALUES ('" kind                 \
	"', " AT(at) ", " #id ", 1, 'demo', '" zone "', " #target ", " cause ");"
#define ANSWER(kind, at, id, round, category, level, step)                                                             \
	"INSERT INTO fact (kind, at, case_id, round, shop, category, agent_level, step) VALUES ('" kind                \
	"', " AT(at) ", " #id ", " #round ", 'demo', " category ", " level ", " step ");"
#define CREATED(at, id, category, product, carrier)                                                                    \
	"INSERT INTO fact (kind, at, case_id, round, shop, category, product, carrier) VALUES ('created', " AT(        \
	        at) ", " #id ", 1, 'demo', " category ", " product ", " carrier ");"
#define UPDATED(at, id, category)                                                                                      \
	"INSERT INTO fact (kind, at, case_id, round, shop, category, product, carrier) VALUES ('updated', " AT(        \
	        at) ", " #id ", 1, 'demo', '" category "', 'mug', 'SF');"
#define CLOCKED(kind, at, id, zone)                                                                                    \
	"INSERT INTO fact (kind, at, case_id, round, shop, zone) VALUES ('" kind                                       \
	"', " AT(at) ", " #id ", 1, 'demo', " zone ");"
#define TEXT(kind, at, id, version, waited)                                                                            \
	"INSERT INTO fact (kind, at, case_id, round, shop, step, text_version, language, waited_s) VALUES ('" kind     \
	"', " AT(at) ", " #id ", 1, 'demo', 'first_contact', " version ", 'zh-CN', " #waited ");"
#define PRICED(kind, at, id, shop, zone, provider, segments, price, currency)                                          \
	"INSERT INTO fact (kind, at, case_id, round, shop, shop_zone, step, message_id, provider, segments, price, "   \
	"currency)"                                                                                                    \
	" VALUES ('" kind "', " AT(at) ", " #id ", 1, '" shop "', '" zone "', 'first_contact', " #id ", '" provider    \
	                               "', " #segments ", " price ", " currency ");"
#define CN "Asia/Shanghai"
#define RESPONSE_HEAD "week,monday,contacts,median_s,p90_s,target_s,kept,missed,within_target\r\n"
#define SATISFACTION_HEAD "category,round,agent_level,asked,satisfied,unsatisfied,no_answer,share_satisfied\r\n"
#define OPTOUTS_HEAD "text,version,language,sent,optouts,share\r\n"
#define COST_HEAD "month,shop,provider,currency,messages,segments,amount,unknown\r\n"

static const struct {
	const char *row;
	ReportWish wish;
	const char *facts;
	const char *csv;
	guint64 lacking;
} REPORTS_MADE[] = {
        {"response: an empty period",
         {REPORT_RESPONSE, .since = "2026-01-01", .until = "2026-01-31"},
         "",
         RESPONSE_HEAD,
         0},
        {"response: week 53, then week 1 of the next year, on the shop's clock",
         {REPORT_RESPONSE, .since = "2026-12-01", .until = "2027-02-01"},
         CONTACT("2026-12-31 02:00:00", 1, CN, 60)  /* Thu */
         CONTACT("2027-01-03 15:59:59", 2, CN, 180) /* Sun 23:59:59 there */
         CONTACT("2027-01-03 16:00:00", 3, CN, 300) /* Mon 00:00 there */
         PROMISE("kept", "2026-12-31 02:00:00", 1, CN, 3600, "NULL")
                 PROMISE("missed", "2027-01-03 15:59:59", 4, CN, 1800, "'rate'")
                         PROMISE("kept", "2027-01-03 16:00:00", 3, CN, 3600, "NULL"),
         RESPONSE_HEAD
         "2026-W53,2026-12-28,2,120,180,2700,1,1,50.0\r\n2027-W01,2027-01-04,1,300,300,3600,1,0,100.0\r\n",
         0},
        {"response: a week ends at the shop's midnight, by summer time",
         {REPORT_RESPONSE, .since = "2026-03-01", .until = "2026-04-30"},
         CONTACT("2026-03-29 22:59:59", 1, "Europe/London", 10) /* Sun 23:59:59 */
         CONTACT("2026-03-29 23:00:00", 2, "Europe/London", 20) /* Mon 00:00:00; by winter time Sunday still */,
         RESPONSE_HEAD "2026-W13,2026-03-23,1,10,10,,0,0,\r\n2026-W14,2026-03-30,1,20,20,,0,0,\r\n",
         0},
        {"response: of ten times the ninth has nine in ten within, of eleven the tenth",
         {REPORT_RESPONSE, .since = "2026-03-01", .until = "2026-03-31"},
         CONTACT("2026-03-02 00:00:00", 1, CN, 1000) CONTACT("2026-03-02 00:00:00", 2, CN, 100) CONTACT(
                 "2026-03-02 00:00:00", 3, CN, 200) CONTACT("2026-03-02 00:00:00", 4, CN,
                                                            300) CONTACT("2026-03-02 00:00:00", 5, CN, 400)
                 CONTACT("2026-03-02 00:00:00", 6, CN, 500) CONTACT("2026-03-02 00:00:00", 7, CN, 600) CONTACT(
                         "2026-03-02 00:00:00", 8, CN, 700) CONTACT("2026-03-02 00:00:00", 9, CN,
                                                                    800) CONTACT("2026-03-02 00:00:00", 10, CN, 900)
                         CONTACT("2026-03-10 00:00:00", 1, CN, 1000) CONTACT("2026-03-10 00:00:00", 2, CN, 100) CONTACT(
                                 "2026-03-10 00:00:00", 3, CN, 200) CONTACT("2026-03-10 00:00:00", 4, CN, 300)
                                 CONTACT("2026-03-10 00:00:00", 5, CN, 400) CONTACT("2026-03-10 00:00:00", 6, CN, 500)
                                         CONTACT("2026-03-10 00:00:00", 7, CN, 600)
                                                 CONTACT("2026-03-10 00:00:00", 8, CN, 700)
                                                         CONTACT("2026-03-10 00:00:00", 9, CN, 800)
                                                                 CONTACT("2026-03-10 00:00:00", 10, CN, 900)
                                                                         CONTACT("2026-03-10 00:00:00", 11, CN, 1100),
         RESPONSE_HEAD "2026-W10,2026-03-02,10,550,900,,0,0,\r\n2026-W11,2026-03-09,11,600,1000,,0,0,\r\n",
         0},
        {"response: what has no clock is lacking, not guessed",
         {REPORT_RESPONSE, .since = "2026-03-01", .until = "2026-03-31"},
         CONTACT("2026-03-02 00:00:00", 1, CN, 60) CONTACT("2026-03-02 00:00:00", 2, "", 60),
         RESPONSE_HEAD "2026-W10,2026-03-02,1,60,60,,0,0,\r\n",
         1},
        {"misses: most first, with their cases",
         {REPORT_MISSES, .since = "2026-03-01", .until = "2026-03-31"},
         PROMISE("missed", "2026-03-02 00:00:00", 9, CN, 60, "'late_alert'")
                 PROMISE("missed", "2026-03-02 00:00:00", 4, CN, 60, "'rate'")
                         PROMISE("missed", "2026-03-03 00:00:00", 7, CN, 60, "'late_alert'")
                                 PROMISE("kept", "2026-03-03 00:00:00", 8, CN, 60, "NULL"),
         "cause,missed,share,cases\r\nlate_alert,2,66.7,7 9\r\nrate,1,33.3,4\r\n",
         0},
        {"misses: the last day is in, the next is not",
         {REPORT_MISSES, .since = "2026-03-02", .until = "2026-03-02", .shop = "demo"},
         PROMISE("missed", "2026-03-01 15:59:59", 1, CN, 60, "'rate'")
                 PROMISE("missed", "2026-03-01 16:00:00", 2, CN, 60, "'rate'")
                         PROMISE("missed", "2026-03-02 15:59:59", 3, CN, 60, "'rate'")
                                 PROMISE("missed", "2026-03-02 16:00:00", 4, CN, 60, "'rate'"),
         "cause,missed,share,cases\r\nrate,2,100.0,2 3\r\n",
         0},
        {"satisfaction: the last answer of a round counts, once",
         {REPORT_SATISFACTION, .since = "2026-03-01", .until = "2026-03-31"},
         ANSWER("sent", "2026-03-02 00:00:00", 1, 1, "'delay'", "3",
                "'satisfaction'") ANSWER("sent", "2026-03-02 00:00:00", 2, 1, "'delay'", "3", "'satisfaction'")
                 ANSWER("sent", "2026-03-02 00:00:00", 3, 2, "NULL", "NULL", "'satisfaction'") ANSWER(
                         "sent", "2026-03-02 00:00:00", 3, 2, "NULL", "NULL", "'first_contact'") /* no question */
         ANSWER("satisfied", "2026-03-03 00:00:00", 1, 1, "'delay'", "3", "NULL")
                 ANSWER("no_answer", "2026-03-04 00:00:00", 2, 1, "'delay'", "3", "NULL")
                         ANSWER("unsatisfied", "2026-03-05 00:00:00", 2, 1, "'delay'", "3", "NULL")
                                 ANSWER("no_answer", "2026-03-05 00:00:00", 3, 2, "NULL", "NULL", "NULL"),
         SATISFACTION_HEAD "delay,1,3,2,1,1,0,50.0\r\n,2,,1,0,0,1,\r\n",
         0},
        {"satisfaction: an answer whose category changed leaves no empty row",
         {REPORT_SATISFACTION, .since = "2026-03-01", .until = "2026-03-31"},
         ANSWER("unsatisfied", "2026-03-03 00:00:00", 1, 1, "'delay'", "3", "NULL")
                 ANSWER("satisfied", "2026-03-04 00:00:00", 1, 1, "'damage'", "3", "NULL"),
         SATISFACTION_HEAD "damage,1,3,0,1,0,0,100.0\r\n",
         0},
        {"satisfaction: what a later period corrects stays in this one",
         {REPORT_SATISFACTION, .since = "2026-03-01", .until = "2026-03-31"},
         ANSWER("unsatisfied", "2026-03-03 00:00:00", 1, 1, "'delay'", "3", "NULL")
                 ANSWER("satisfied", "2026-04-04 00:00:00", 1, 1, "'delay'", "3", "NULL"),
         SATISFACTION_HEAD "delay,1,3,0,0,1,0,0.0\r\n",
         0},
        {"causes: the last word of the period, by each of the three",
         {REPORT_CAUSES, .since = "2026-03-01", .until = "2026-03-31"},
         CREATED("2026-03-02 00:00:00", 1, "NULL", "'mug'", "'SF'") CREATED("2026-03-02 00:00:00", 2, "'damage'",
                                                                            "'mug'", "NULL")
                 CREATED("2026-03-02 00:00:00", 3, "'delay'", "NULL", "NULL") UPDATED("2026-03-03 00:00:00", 1, "delay")
                         UPDATED("2026-04-03 00:00:00", 1, "later") UPDATED("2026-03-03 00:00:00", 77, "of February"),
         "of,value,cases,share\r\ncategory,delay,2,66.7\r\ncategory,damage,1,33.3\r\nproduct,mug,2,66.7\r\nproduct,,1,"
         "33.3\r\n"
         "carrier,,2,66.7\r\ncarrier,SF,1,33.3\r\n",
         0},
        {"hours: the customer's clock; the hour that comes twice is one",
         {REPORT_HOURS, .since = "2026-10-01", .until = "2026-11-30"},
         CLOCKED("sent", "2026-10-25 00:30:00", 1, "'Europe/London'")  /* Sun 01:30 BST */
         CLOCKED("sent", "2026-10-25 01:30:00", 2, "'Europe/London'")  /* Sun 01:30 GMT */
         CLOCKED("reply", "2026-10-25 16:30:00", 3, "'Asia/Shanghai'") /* Mon 00:30 */
         CLOCKED("sent", "2026-10-25 01:30:00", 4, "NULL"),
         "weekday,hour,sent,replies\r\nMon,0,0,1\r\nSun,1,2,0\r\n",
         0},
        {"optouts: within the days, by version",
         {REPORT_OPTOUTS, .since = "2026-03-01", .until = "2026-03-31", .within = "2d"},
         TEXT("sent", "2026-03-02 00:00:00", 1, "'v1'", 0) TEXT("sent", "2026-03-02 00:00:00", 2, "'v1'", 0)
                 TEXT("sent", "2026-03-02 00:00:00", 3, "'v2'", 0) TEXT("sent", "2026-03-02 00:00:00", 4, "'v1'", 0)
                         TEXT("stop", "2026-03-04 00:00:00", 1, "'v1'", 172800) /* two days to the second */
         TEXT("stop", "2026-03-04 00:00:01", 2, "'v1'", 172801)
                 TEXT("stop", "2026-03-01 00:00:00", 5, "'v0'", 86400) /* of a text of February */,
         OPTOUTS_HEAD "first_contact,v1,zh-CN,3,1,33.3\r\nfirst_contact,v2,zh-CN,1,0,0.0\r\n",
         0},
        {"cost: by the shop's month, provider and currency; the unknown apart",
         {REPORT_COST, .since = "2026-03-01", .until = "2026-05-01"},
         PRICED("sent", "2026-03-31 15:59:59", 1, "demo", CN, "p", 2, "90000",
                "'CNY'") /* the last second of March there */
         PRICED("sent", "2026-03-31 16:00:00", 2, "demo", CN, "p", 1, "45000",
                "'CNY'") PRICED("sent", "2026-03-31 16:00:00", 3, "demo", CN, "q", 3, "30300", "'USD'")
                 PRICED("unknown_outcome", "2026-04-02 00:00:00", 4, "demo", CN, "q", 1, "10100", "'USD'")
                         PRICED("unknown_outcome", "2026-04-02 00:00:00", 4, "demo", CN, "q", 1, "10100", "'USD'")
                                 PRICED("unknown_outcome", "2026-04-02 00:00:00", 2, "demo", CN, "p", 1, "45000",
                                        "'CNY'") /* that one is known to have left */
         PRICED("sent", "2026-04-03 00:00:00", 5, "london", "Europe/London", "p", 1, "NULL", "NULL"),
         COST_HEAD
         "2026-03,demo,p,CNY,1,2,0.09,0\r\n2026-04,demo,p,CNY,1,1,0.045,0\r\n2026-04,demo,q,USD,1,3,0.0303,1\r\n"
         "2026-04,london,p,,1,1,,0\r\n",
         0},
        {"only this shop",
         {REPORT_COST, .since = "2026-03-01", .until = "2026-05-01", .shop = "london"},
         PRICED("sent", "2026-03-20 00:00:00", 1, "demo", CN, "p", 2, "90000", "'CNY'")
                 PRICED("sent", "2026-03-20 00:00:00", 2, "london", "Europe/London", "p", 1, "45000", "'CNY'"),
         COST_HEAD "2026-03,london,p,CNY,1,1,0.045,0\r\n",
         0},
        {"only this zone",
         {REPORT_HOURS, .since = "2026-10-01", .until = "2026-11-30", .zone = "Europe/London"},
         CLOCKED("sent", "2026-10-26 10:30:00", 1, "'Europe/London'")
                 CLOCKED("sent", "2026-10-26 10:30:00", 2, "'Asia/Shanghai'"),
         "weekday,hour,sent,replies\r\nMon,10,1,0\r\n",
         0},
};

/* Every cell is quoted; without that it is easier to read. */
static char *bare_csv(const Report *report)
{
	g_autofree char *csv = report_csv(report);
	g_auto(GStrv) pieces = g_strsplit(csv, "\"", -1);

	return g_strjoinv("", pieces);
}

START_TEST(numbers)
{
	g_auto(Report) report = {0};
	g_autofree char *fault = NULL;
	g_autofree char *csv = NULL;

	run_sql(REPORTS_MADE[_i].facts);
	report_make(&f.desk, &REPORTS_MADE[_i].wish, &report, &fault);
	row_str(REPORTS_MADE[_i].row, fault, NULL);
	csv = bare_csv(&report);
	row_str(REPORTS_MADE[_i].row, csv, REPORTS_MADE[_i].csv);
	row_int(REPORTS_MADE[_i].row, report.lacking, REPORTS_MADE[_i].lacking);
}
END_TEST

/* From before facts were written: what can have changed since is not in, and it is said. */
static const struct {
	const char *row;
	ReportWish wish;
	guint64 rows, lacking;
} OLD[] = {
        {"response has no clock", {.name = REPORT_RESPONSE}, 0, 2},
        {"misses were frozen already", {.name = REPORT_MISSES}, 1, 0},
        {"misses of a zone", {.name = REPORT_MISSES, .zone = CN}, 0, 2},
        {"satisfaction has no category", {.name = REPORT_SATISFACTION}, 0, 1},
        {"causes have none", {.name = REPORT_CAUSES}, 0, 1},
        {"hours have no zone", {.name = REPORT_HOURS}, 0, 1},
        {"texts had their version", {.name = REPORT_OPTOUTS}, 1, 0},
        {"cost has no month", {.name = REPORT_COST}, 0, 1},
};

START_TEST(older_facts)
{
	g_auto(Report) report = {0};
	g_autofree char *fault = NULL;
	g_autofree char *lacking = NULL;
	ReportWish wish = OLD[_i].wish;

	wish.since = "2026-03-01";
	wish.until = "2026-03-31";
	run_sql("INSERT INTO fact (kind, at, case_id, round, shop, whole, step, message_id, text_version, language, "
	        "first, waited_s,"
	        " cause) VALUES ('created', unixepoch('2026-03-02'), 1, 1, 'demo', 0, NULL, NULL, NULL, NULL, 0, NULL, "
	        "NULL),"
	        " ('sent', unixepoch('2026-03-02'), 1, 1, 'demo', 0, 'first_contact', 1, 'v1', 'en', 1, 60, NULL),"
	        " ('missed', unixepoch('2026-03-02'), 1, 1, 'demo', 0, NULL, NULL, NULL, NULL, 0, NULL, 'rate'),"
	        " ('satisfied', unixepoch('2026-03-02'), 1, 1, 'demo', 0, NULL, NULL, NULL, NULL, 0, NULL, NULL)");
	if (wish.zone) /* the promise that was kept lacks as well */
		run_sql("INSERT INTO fact (kind, at, case_id, round, shop, whole) VALUES ('kept', "
		        "unixepoch('2026-03-02'), 2, 1, 'demo', 0)");
	report_make(&f.desk, &wish, &report, &fault);
	row_str(OLD[_i].row, fault, NULL);
	row_int(OLD[_i].row, report.rows->len, OLD[_i].rows);
	row_int(OLD[_i].row, report.lacking, OLD[_i].lacking);
	lacking = report_lacking_text(&report);
	row_int(OLD[_i].row, lacking != NULL, OLD[_i].lacking > 0);
}
END_TEST

/* A time that is over says the same, whatever happens later. */
START_TEST(stays)
{
	static const ReportName NAMES[] = {REPORT_RESPONSE, REPORT_MISSES,  REPORT_SATISFACTION, REPORT_CAUSES,
	                                   REPORT_HOURS,    REPORT_OPTOUTS, REPORT_COST};

	run_sql(CONTACT("2026-03-02 00:00:00", 1, CN, 60) PROMISE("missed", "2026-03-02 00:00:00", 2, CN, 60, "'rate'")
	                ANSWER("unsatisfied", "2026-03-02 00:00:00", 1, 1, "'delay'", "3",
	                       "NULL") CREATED("2026-03-02 00:00:00", 1, "'delay'", "'mug'",
	                                       "'SF'") CLOCKED("reply", "2026-03-02 00:00:00", 1, "'Asia/Shanghai'")
	                        TEXT("sent", "2026-03-30 00:00:00", 1, "'v1'", 0)
	                                PRICED("sent", "2026-03-02 00:00:00", 9, "demo", CN, "p", 1, "5", "'CNY'"));
	for (gsize i = 0; i < G_N_ELEMENTS(NAMES); i++) {
		ReportWish wish = {NAMES[i], .since = "2026-03-01", .until = "2026-03-31"};
		g_autofree char *before = NULL, *after = NULL, *fault = NULL;
		g_auto(Report) first = {0}, second = {0};

		ck_assert_int_eq(report_make(&f.desk, &wish, &first, &fault), 0);
		before = report_json(&first);
		run_sql(CONTACT("2026-04-02 00:00:00", 2, CN, 60)
		                PROMISE("missed", "2026-04-02 00:00:00", 1, CN, 60, "'rate'")
		                        ANSWER("satisfied", "2026-04-02 00:00:00", 1, 1, "'damage'", "5", "NULL")
		                                UPDATED("2026-04-02 00:00:00", 1, "damage")
		                                        CLOCKED("sent", "2026-04-02 00:00:00", 1, "'Europe/London'")
		                                                TEXT("stop", "2026-04-01 00:00:00", 1, "'v1'", 172800));
		f.desk.now_at += 86400;
		ck_assert_int_eq(report_make(&f.desk, &wish, &second, &fault), 0);
		after = report_json(&second);
		row_str(report_name(NAMES[i]), after, before);
	}
}
END_TEST

static const struct {
	const char *row;
	ReportWish wish;
	int want;
	const char *says;
} FAULTS[] = {
        {"since after until",
         {REPORT_MISSES, .since = "2026-11-20", .until = "2026-11-10"},
         -EINVAL,
         "--since: 2026-11-20 lies after --until 2026-11-10; give the earlier of the two to --since"},
        {"since ahead",
         {REPORT_MISSES, .since = "2028-01-01"},
         -EINVAL,
         "--since: 2028-01-01 lies ahead, where nothing has happened yet; give a day that has begun"},
        {"no date",
         {REPORT_MISSES, .since = "yesterday"},
         -EINVAL,
         "--since: \"yesterday\" is neither a date nor a time before now; write it like 2026-11-23 or 30d"},
        {"a day that is not in the calendar",
         {REPORT_MISSES, .until = "2026-02-30"},
         -EINVAL,
         "--until: \"2026-02-30\" is neither a date nor a time before now; write it like 2026-11-23 or 30d"},
        {"the last day of the calendar",
         {REPORT_MISSES, .until = "9999-12-31"},
         -EINVAL,
         "--until: \"9999-12-31\" is neither a date nor a time before now; write it like 2026-11-23 or 30d"},
        {"no zone",
         {REPORT_MISSES, .zone = "Asia/Shangai"},
         -EINVAL,
         "--zone: \"Asia/Shangai\" is no time zone; write a name of the tz database, such as Asia/Shanghai"},
        {"no measure",
         {REPORT_CAUSES, .measure = 7},
         -ENOENT,
         "--measure: there is no measure 7; \"measure list\" tells those there are"},
        {"a measure elsewhere",
         {REPORT_COST, .measure = 7},
         -EINVAL,
         "--measure goes with the report \"causes\" alone: it compares its two periods"},
        {"within elsewhere", {REPORT_COST, .within = "7d"}, -EINVAL, "--within goes with the report \"optouts\" alone"},
        {"no span",
         {REPORT_OPTOUTS, .within = "0d"},
         -EINVAL,
         "--within: \"0d\": must be longer than nothing; write 7d"},
        {"since on the same day as until is a day",
         {REPORT_MISSES, .since = "2026-11-20", .until = "2026-11-20"},
         0,
         NULL},
        {"a shop nobody knows is no fault", {REPORT_MISSES, .shop = "gone"}, 0, NULL},
};

START_TEST(faults)
{
	g_auto(Report) report = {0};
	g_autofree char *fault = NULL;

	row_int(FAULTS[_i].row, report_make(&f.desk, &FAULTS[_i].wish, &report, &fault), FAULTS[_i].want);
	row_str(FAULTS[_i].row, fault, FAULTS[_i].says);
}
END_TEST

START_TEST(names)
{
	g_autofree char *fault = NULL, *far = NULL;
	ReportName name = REPORTS;

	for (int i = 0; i < REPORTS; i++) {
		row_int(report_name((ReportName)i), report_parse(report_name((ReportName)i), &name, &fault), 0);
		row_int(report_name((ReportName)i), name, i);
	}
	ck_assert_int_eq(report_parse("mises", &name, &fault), -EINVAL);
	row_str("near", fault, "there is no report \"mises\"; did you mean \"misses\"?");
	ck_assert_int_eq(report_parse("agents", &name, &far), -EINVAL);
	row_str("far", far,
	        "there is no report \"agents\"; there are response, misses, satisfaction, causes, hours, optouts, "
	        "cost");
}
END_TEST

/* Around a measure: 3 of 4 were broken, then 1 of 3. */
START_TEST(measures)
{
	const MeasureWish wish = {
	        .what = "new box", .from = "2026-03-15", .owner = "li", .due = "2026-03-31", .shop = "demo"};
	ReportWish causes = {REPORT_CAUSES, .measure = 1};
	g_autoptr(GArray) open = NULL, all = NULL;
	g_autofree char *fault = NULL, *csv = NULL;
	g_auto(Report) report = {0}, elsewhere = {0};
	int64_t id = 0;

	ck_assert_int_eq(measure_add(&f.desk, &wish, &id, &fault), 0);
	run_sql(CREATED("2026-03-01 00:00:00", 1, "'broken'", "NULL", "NULL") CREATED("2026-03-02 00:00:00", 2,
	                                                                              "'broken'", "NULL", "NULL")
	                CREATED("2026-03-14 15:59:59", 3, "'broken'", "NULL", "NULL")
	                        CREATED("2026-03-03 00:00:00", 4, "'late'", "NULL", "NULL")
	                                CREATED("2026-03-14 16:00:00", 5, "'broken'", "NULL", "NULL")
	                                        CREATED("2026-03-20 00:00:00", 6, "'late'", "NULL", "NULL")
	                                                CREATED("2026-04-01 00:00:00", 7, "'late'", "NULL", "NULL")
	                                                        CREATED("2026-02-14 15:59:59", 8, "'broken'", "NULL",
	                                                                "NULL") /* four weeks and a second before */
	        CREATED("2026-04-11 16:00:00", 9, "'broken'", "NULL", "NULL") /* four weeks after */);
	report_make(&f.desk, &causes, &report, &fault);
	row_str("compared", fault, NULL);
	csv = bare_csv(&report);
	row_str("compared", csv,
	        "of,value,before,share_before,after,share_after,change\r\n"
	        "category,late,1,25.0,2,66.7,41.7\r\ncategory,broken,3,75.0,1,33.3,-41.7\r\n");
	row_str("nobody named them", report.notes->pdata[0],
	        "No case of this time names a carrier; the shop's tools may, as \"carrier\".");
	causes.since = "2026-03-20";
	ck_assert_int_eq(report_make(&f.desk, &causes, &elsewhere, &fault), -EINVAL);
	row_str("on both sides", fault,
	        "--measure 1: it is not between --since and --until; leave them out, or let them lie on both sides of "
	        "it");
	g_clear_pointer(&fault, g_free);
	ck_assert_int_eq(measure_done(&f.desk, id, &fault), 0);
	ck_assert_int_eq(measure_done(&f.desk, id, &fault), -EEXIST);
	row_str("once", fault, "measure 1 is done already; \"measure list\" tells those that are open");
	ck_assert_int_eq(measure_list(&f.desk, NULL, FALSE, &open, &fault), 0);
	row_int("done ones are not listed", open->len, 0);
	ck_assert_int_eq(measure_list(&f.desk, "demo", TRUE, &all, &fault), 0);
	row_int("but with all", all->len, 1);
	row_str("who", g_array_index(all, StoreMeasure, 0).done_by, "agent:li");
}
END_TEST

static const struct {
	const char *row;
	MeasureWish wish;
	const char *says;
} BAD_MEASURES[] = {
        {"no words", {.what = ""}, "say in one line of at most 200 letters what is done"},
        {"two lines", {.what = "a\nb"}, "say in one line of at most 200 letters what is done"},
        {"no such shop",
         {.what = "a", .shop = "gone"},
         "--shop: there is no shop \"gone\"; name one of followup.conf, or leave it out for all"},
        {"no date", {.what = "a", .from = "soon"}, "--from: \"soon\" is not a date; write it like 2026-11-23"},
        {"no due date", {.what = "a", .due = "soon"}, "--due: \"soon\" is not a date; write it like 2026-11-23"},
};

START_TEST(bad_measures)
{
	g_autofree char *fault = NULL;
	int64_t id;

	row_int(BAD_MEASURES[_i].row, measure_add(&f.desk, &BAD_MEASURES[_i].wish, &id, &fault), -EINVAL);
	row_str(BAD_MEASURES[_i].row, fault, BAD_MEASURES[_i].says);
}
END_TEST

/* Names that want to be markup or formulas are words in every format. */
START_TEST(hostile_names)
{
	ReportWish wish = {REPORT_CAUSES, .since = "2026-03-01", .until = "2026-03-31"};
	g_auto(Report) report = {0};
	g_autofree char *fault = NULL, *html = NULL, *csv = NULL, *text = NULL;
	json_t *json;

	run_sql(CREATED("2026-03-02 00:00:00", 1, "'</td><script>alert(1)</script>&\"'", "'=HYPERLINK(\"http://x\")'",
	                "'a,\"b\"' || char(10)")
	                CREATED("2026-03-02 00:00:00", 2, "char(0x202e) || 'x'", "'-1+1'", "char(1)"));
	ck_assert_int_eq(report_make(&f.desk, &wish, &report, &fault), 0);
	html = report_html(&report);
	ck_assert(!strstr(html, "<script"));
	ck_assert(strstr(html, "&#60;script&#62;alert(1)"));
	ck_assert(!strstr(html, "\xe2\x80\xae") && strstr(html, "[U+202E]") && strstr(html, "[U+0001]"));
	ck_assert(!strstr(html, "http-equiv") && !strstr(html, "href=") && !strstr(html, "src="));
	csv = report_csv(&report);
	ck_assert(strstr(csv, "\"'=HYPERLINK(\"\"http://x\"\")\"") && strstr(csv, "'-1+1") &&
	          strstr(csv, "\"a,\"\"b\"\"\n\""));
	text = report_json(&report);
	json = json_loads(text, 0, NULL);
	ck_assert_ptr_nonnull(json);
	row_int("rows", json_array_size(json_object_get(json, "rows")), 6);
	json_decref(json);
}
END_TEST

/* What a page of the web may rely on. */
START_TEST(json)
{
	ReportWish wish = {REPORT_MISSES, .since = "2026-03-01", .until = "2026-03-31", .shop = "demo"};
	g_auto(Report) report = {0};
	g_autofree char *fault = NULL, *text = NULL;
	json_t *row;
	json_t *document;

	run_sql(PROMISE("missed", "2026-03-02 00:00:00", 7, CN, 60, "'rate'")
	                PROMISE("missed", "2026-03-02 00:00:00", 5, CN, 60, "'rate'")
	                        PROMISE("missed", "2026-03-02 00:00:00", 6, CN, 60, "'paused'"));
	ck_assert_int_eq(report_make(&f.desk, &wish, &report, &fault), 0);
	text = report_json(&report);
	document = json_loads(text, 0, NULL);
	row_str("report", json_string_value(json_object_get(document, "report")), "misses");
	row_str("since", json_string_value(json_object_get(document, "since_at")), "2026-02-28T16:00:00Z");
	row_str("until", json_string_value(json_object_get(document, "until_at")), "2026-03-31T16:00:00Z");
	row_str("clock", json_string_value(json_object_get(document, "clock")), CN);
	row = json_array_get(json_object_get(document, "rows"), 0);
	row_str("cause", json_string_value(json_object_get(row, "cause")), "rate");
	row_int("missed", json_integer_value(json_object_get(row, "missed")), 2);
	ck_assert_double_eq_tol(json_real_value(json_object_get(row, "share")), 66.7, 1e-9);
	row_int("cases", json_integer_value(json_array_get(json_object_get(row, "cases"), 0)), 5);
	row_int("cases", json_array_size(json_object_get(row, "cases")), 2);
	row_str("column",
	        json_string_value(json_object_get(json_array_get(json_object_get(document, "columns"), 2), "kind")),
	        "percent");
	row_int("lacking", json_integer_value(json_object_get(document, "lacking")), 0);
	json_decref(document);
}
END_TEST

/* 08:00-21:30, Sundays 09:00-21:00, and a holiday does not shut its weekday for good. */
START_TEST(permitted)
{
	ReportWish wish = {REPORT_HOURS, .since = "2026-03-01", .until = "2026-03-31", .shop = "demo"};
	g_auto(Report) report = {0};
	g_autofree char *fault = NULL;

	f.desk.now_at = WEDNESDAY; /* Friday is a holiday */
	ck_assert_int_eq(report_make(&f.desk, &wish, &report, &fault), 0);
	row_int("Monday 07", report.permitted[0][7], 0);
	row_int("Monday 08", report.permitted[0][8], 1);
	row_int("Monday 21: half of it", report.permitted[0][21], 1);
	row_int("Monday 22", report.permitted[0][22], 0);
	row_int("Friday 08", report.permitted[4][8], 1);
	row_int("Sunday 08", report.permitted[6][8], 0);
	row_int("Sunday 09", report.permitted[6][9], 1);
	row_int("Sunday 21", report.permitted[6][21], 0);
}
END_TEST

static const struct {
	ReportKind kind;
	int64_t number;
	gboolean there;
	const char *want;
} CELLS[] = {
        {REPORT_COUNT, 12, TRUE, "12"},        {REPORT_COUNT, 0, FALSE, "-"},
        {REPORT_SPAN, 59, TRUE, "59s"},        {REPORT_SPAN, 4800, TRUE, "1h20min"},
        {REPORT_SHARE, 1000, TRUE, "100.0 %"}, {REPORT_SHARE, 4, TRUE, "0.4 %"},
        {REPORT_CHANGE, -5, TRUE, "-0.5"},     {REPORT_CHANGE, 32, TRUE, "+3.2"},
        {REPORT_CHANGE, 0, TRUE, "0.0"},       {REPORT_MONEY, 45000, TRUE, "0.045"},
        {REPORT_MONEY, 1500000, TRUE, "1.50"}, {REPORT_MONEY, 30300, TRUE, "0.0303"},
        {REPORT_MONEY, 0, TRUE, "0.00"},       {REPORT_WORDS, 0, FALSE, "none"},
};

START_TEST(cells)
{
	const ReportColumn column = {"k", "l", CELLS[_i].kind};
	const ReportCell cell = {NULL, CELLS[_i].number, CELLS[_i].there};
	g_autofree char *text = report_cell_text(&column, &cell);

	row_str(CELLS[_i].want, text, CELLS[_i].want);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("desk-report");
	TCase *tc = tcase_create("desk-report");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, numbers, 0, G_N_ELEMENTS(REPORTS_MADE));
	tcase_add_loop_test(tc, older_facts, 0, G_N_ELEMENTS(OLD));
	tcase_add_test(tc, stays);
	tcase_add_loop_test(tc, faults, 0, G_N_ELEMENTS(FAULTS));
	tcase_add_test(tc, names);
	tcase_add_test(tc, measures);
	tcase_add_loop_test(tc, bad_measures, 0, G_N_ELEMENTS(BAD_MEASURES));
	tcase_add_test(tc, hostile_names);
	tcase_add_test(tc, json);
	tcase_add_test(tc, permitted);
	tcase_add_loop_test(tc, cells, 0, G_N_ELEMENTS(CELLS));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "desk-report");
}
