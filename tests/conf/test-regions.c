/* What is known of regions: the files that ship, faults in files, and what they come to beside a shop's own rules. The
 * made-up regions are in tests/data/conf/regions. */
#include "conf/sample.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

static Conf *load_good(const char *text, char **faults)
{
	Conf *conf = NULL;
	int r = sample_load(text, &conf, faults);

	ck_assert_msg(r == 0, "%s", *faults);
	return conf;
}

/* ---- the files that ship ---- */

static const char SHIPPED[] = "region_data = \"@TEXTS@/../../../../regions\"; reply_packs = \"@TEXTS@/../replies\"; text_packs = \"@TEXTS@\";\n" PROVIDER SHOP_OF(
        BASICS TEXTING);

/* The figures of the table in contact-rules 1.1; n_caps of the first contact is without the shop's budget. */
static const struct {
	const char *region, *code;
	guint n_zones;
	gboolean two_way, holidays;
	const char *spans[CLASSES];
	RegionBasis basis[CLASSES];
	gboolean consent[CLASSES];
	guint n_caps;
} KNOWN[] = {
	{"CN", "CN", 1, TRUE, TRUE,
	 {"daily 08:00-22:00", "daily 10:00-20:00", "daily 08:00-21:00", "daily 09:00-21:00"},
	 {BASIS_COURTESY, BASIS_COURTESY, BASIS_OPERATOR, BASIS_OPERATOR}, {FALSE, FALSE, TRUE, FALSE}, 1},
	{"RU", "RU", 12, TRUE, TRUE,
	 {"daily 09:00-21:00", "daily 10:00-20:00", "daily 09:00-21:00", "mon-fri 09:00-20:00, sat 10:00-18:00"},
	 {BASIS_COURTESY, BASIS_COURTESY, BASIS_PROVIDER, BASIS_COURTESY}, {TRUE, TRUE, TRUE, FALSE}, 1},
	{"KZ", "KZ", 1, FALSE, TRUE,
	 {"mon-fri 09:00-21:00", "mon-fri 10:00-20:00", "mon-fri 09:00-21:00", "mon-fri 09:00-20:00, sat 10:00-18:00"},
	 {BASIS_OPERATOR, BASIS_OPERATOR, BASIS_OPERATOR, BASIS_COURTESY}, {TRUE, TRUE, TRUE, FALSE}, 0},
	{"US-TX", "US-TX", 2, TRUE, TRUE,
	 {"mon-sat,holidays 09:00-21:00, sun 12:00-21:00", "mon-sat,holidays 09:00-21:00, sun 12:00-21:00",
	  "mon-sat,holidays 09:00-21:00, sun 12:00-21:00", "mon-sat,holidays 09:00-21:00, sun 12:00-21:00"},
	 {BASIS_COURTESY, BASIS_COURTESY, BASIS_LAW, BASIS_COURTESY}, {FALSE, FALSE, TRUE, FALSE}, 0},
	{"US-FL", "US-FL", 2, TRUE, TRUE,
	 {"daily 08:00-20:00", "daily 08:00-20:00", "daily 08:00-20:00", "daily 08:00-20:00"},
	 {BASIS_COURTESY, BASIS_COURTESY, BASIS_LAW, BASIS_COURTESY}, {FALSE, FALSE, TRUE, FALSE}, 1},
	{"US-ZZ", "US", 7, TRUE, TRUE, /* a state without rules of its own */
	 {"daily 08:00-21:00", "daily 08:00-21:00", "daily 08:00-21:00", "daily 08:00-21:00"},
	 {BASIS_COURTESY, BASIS_COURTESY, BASIS_LAW, BASIS_COURTESY}, {FALSE, FALSE, TRUE, FALSE}, 0},
	{"CO", "CO", 1, FALSE, TRUE,
	 {"mon-fri 07:00-19:00, sat 08:00-15:00", "mon-fri 09:00-18:00, sat 09:00-15:00",
	  "mon-fri 07:00-19:00, sat 08:00-15:00", "mon-fri 07:00-19:00, sat 08:00-15:00"},
	 {BASIS_LAW, BASIS_LAW, BASIS_LAW, BASIS_LAW}, {FALSE, FALSE, TRUE, FALSE}, 1},
	{"ID", "ZZ", 0, TRUE, FALSE, {"mon-sat 09:00-20:00", "mon-fri 10:00-19:00", "", "mon-fri 10:00-19:00"},
	 {BASIS_COURTESY, BASIS_COURTESY, BASIS_COURTESY, BASIS_COURTESY}, {FALSE, TRUE, TRUE, FALSE}, 0},
};

START_TEST(shipped_regions_are_known)
{
	const char *row = KNOWN[_i].region;
	g_autofree char *faults = NULL;
	g_autoptr(Conf) conf = load_good(SHIPPED, &faults);
	g_autoptr(Zones) zones = zones_new();
	ConfCaseRules rules;

	row_str(row, faults, "");
	ck_assert(conf_case_rules(conf, zones, "a", NULL, row, NULL, &rules));
	row_str(row, rules.region->code, KNOWN[_i].code);
	row_int(row, rules.n_zones, KNOWN[_i].n_zones);
	row_int(row, rules.policy.one_way, !KNOWN[_i].two_way);
	row_int(row, rules.region->last_holiday != 0, KNOWN[_i].holidays);
	for (int c = 0; c < CLASSES; c++) {
		const RegionClass *preset = &rules.region->classes[c];

		row_str(row, preset->spans, KNOWN[_i].spans[c]);
		row_int(row, preset->basis, KNOWN[_i].basis[c]);
		row_int(row, preset->consent_needed, KNOWN[_i].consent[c]);
		row_int(row, rules.policy.no_consent[c], KNOWN[_i].consent[c]);
	}
	row_int(row, rules.policy.rules[CLASS_FIRST_CONTACT].n_caps, 2 + KNOWN[_i].n_caps);
}
END_TEST

/* ---- beside a shop's own rules ---- */

/* Monday 2026-03-02 00:00 UTC; the shop's hours are all day, nothing is quiet. Tuesday is a holiday in China and Saturday
 * a make-up day that goes by Monday. */
#define MONDAY INT64_C(1772409600)
#define H(days, hours) ((days) * 24 + (hours))
#define ALL_DAY "permitted_hours: { sms = [ \"daily 00:00-24:00\" ]; satisfaction = [ \"daily 00:00-24:00\" ]; call = [ " \
	"\"daily 00:00-24:00\" ]; }; quiet_hours = [ ];\n"

static const struct {
	const char *row, *more, *region, *zone;
	MessageClass class;
	int from_h, next_h; /* hours since MONDAY */
	guint n_zones, n_layers;
} BESIDE[] = {
	{"the region binds", "", "CN", "Asia/Shanghai", CLASS_FIRST_CONTACT, 15, 24, 1, 2},
	{"inside its hours", "", "CN", "Asia/Shanghai", CLASS_FIRST_CONTACT, 13, 13, 1, 2},
	{"the customer's zone, not the region's", "", "CN", "Etc/UTC", CLASS_FIRST_CONTACT, 22, H(1, 8), 1, 2},
	{"the only zone of a region", "", "CN", NULL, CLASS_FIRST_CONTACT, 15, 24, 1, 2},
	{"all zones of a region: Moscow opens before Kamchatka shuts", "", "RU", NULL, CLASS_FIRST_CONTACT, 0, 6, 3,
	 2},
	{"all zones of a region: Kamchatka shuts first", "", "RU", NULL, CLASS_FIRST_CONTACT, 9, H(1, 6), 3, 2},
	{"two of three zones of a country", "", "US-FL", NULL, CLASS_FIRST_CONTACT, 0, 0, 2, 2},
	{"a state without a file: its own zones", "", "US-NY", NULL, CLASS_FIRST_CONTACT, 0, 0, 1, 2},
	{"a state of two zones without a file", "", "US-TN", NULL, CLASS_FIRST_CONTACT, 1, 1, 2, 2},
	{"two zones: the eastern one has shut", "", "US-TN", NULL, CLASS_FIRST_CONTACT, 2, 14, 2, 2},
	{"a state nobody knows: all of the country", "", "US-XX", NULL, CLASS_FIRST_CONTACT, 2, 18, 3, 2},
	{"a name that is no zone", "", "CN", "Mars/Olympus", CLASS_FIRST_CONTACT, 15, 24, 1, 2},
	{"a ground widens courtesy", "widen_courtesy = \"asked for\";\n", "CN", "Asia/Shanghai", CLASS_FIRST_CONTACT, 15, 15,
	 1, 1},
	{"an empty ground is none", "widen_courtesy = \"\";\n", "CN", "Asia/Shanghai", CLASS_FIRST_CONTACT, 15, 24, 1, 2},
	{"a ground widens no floor", "widen_courtesy = \"asked for\";\n", "CN", "Asia/Shanghai", CLASS_CALL, 14, H(2, 1), 1, 2},
	{"a holiday shuts the region's hours", "", "CN", "Asia/Shanghai", CLASS_SATISFACTION, 13, H(2, 2), 1, 2},
	{"a make-up day opens them", "", "CN", "Asia/Shanghai", CLASS_SATISFACTION, H(4, 13), H(5, 2), 1, 2},
	{"a shop may narrow", "permitted_hours: { review_note = [ \"mon-fri 10:00-11:00\" ]; };\n", "CN", "Asia/Shanghai",
	 CLASS_REVIEW_NOTE, 4, H(1, 2), 1, 2},
	{"operators shut the weekend", "", "KZ", "Asia/Almaty", CLASS_FIRST_CONTACT, H(4, 16), H(7, 4), 1, 2},
	{"nothing known, nothing more", "", "SE", "Etc/UTC", CLASS_FIRST_CONTACT, 3, 3, 1, 1},
};

START_TEST(the_strictest_wins)
{
	const char *row = BESIDE[_i].row;
	g_autofree char *text = g_strconcat(
		strstr(BESIDE[_i].more, "permitted") ? "quiet_hours = [ ];\n" : ALL_DAY, BESIDE[_i].more, REST, NULL);
	g_autofree char *faults = NULL;
	g_autoptr(Conf) conf = load_good(text, &faults);
	g_autoptr(Zones) zones = zones_new();
	const DecideRules *rules;
	ConfCaseRules found;
	int64_t at = 0;

	ck_assert(conf_case_rules(conf, zones, "a", BESIDE[_i].zone, BESIDE[_i].region, NULL, &found));
	rules = &found.policy.rules[BESIDE[_i].class];
	row_int(row, rules->n_zones, BESIDE[_i].n_zones);
	row_int(row, rules->n_layers, BESIDE[_i].n_layers);
	row_int(row, hours_next(rules->layers, rules->n_layers, rules->zones, rules->n_zones,
	                        MONDAY + BESIDE[_i].from_h * 3600, MONDAY + 30 * 86400, &at), TRUE);
	row_int(row, (at - MONDAY) / 3600, BESIDE[_i].next_h);
}
END_TEST

START_TEST(nobody_knows_where)
{
	g_autofree char *faults = NULL;
	g_autoptr(Conf) conf = load_good(REST, &faults);
	g_autoptr(Zones) zones = zones_new();
	ConfCaseRules rules;

	ck_assert(conf_case_rules(conf, zones, "a", NULL, "SE", NULL, &rules));
	ck_assert_uint_eq(rules.n_zones, 0);
	ck_assert_ptr_null(rules.region);
}
END_TEST

START_TEST(caps_come_together)
{
	g_autofree char *faults = NULL;
	g_autoptr(Conf) conf = load_good("budget: { per_day = 0; per_week = 9; }; widen_courtesy = \"asked for\";\n" REST, &faults);
	g_autoptr(Zones) zones = zones_new();
	const DecideRules *call;
	ConfCaseRules rules;

	ck_assert(conf_case_rules(conf, zones, "a", NULL, "CN", NULL, &rules));
	ck_assert_uint_eq(rules.policy.rules[CLASS_FIRST_CONTACT].n_caps, 1); /* courtesy yields with its hours */
	call = &rules.policy.rules[CLASS_CALL];
	ck_assert_uint_eq(call->n_caps, 3);
	ck_assert(call->caps[0].max == 9 && call->caps[0].seconds == 7 * 86400);
	ck_assert(call->caps[1].max == 3 && call->caps[1].seconds == 300);
	ck_assert(call->caps[2].max == 5 && call->caps[2].seconds == 86400);
}
END_TEST

START_TEST(consent_is_stated_by_class)
{
	g_autofree char *faults = NULL;
	g_autoptr(Conf) conf = load_good(SHOP_WITH("consent: { first_contact = \"ticked\"; };"), &faults);
	g_autoptr(Zones) zones = zones_new();
	ConfCaseRules rules;

	ck_assert(conf_case_rules(conf, zones, "a", NULL, "KZ", NULL, &rules));
	ck_assert(!rules.policy.no_consent[CLASS_FIRST_CONTACT]);
	ck_assert(rules.policy.no_consent[CLASS_SATISFACTION]);
	ck_assert(rules.policy.no_consent[CLASS_REVIEW_NOTE]);
	ck_assert(!rules.policy.no_consent[CLASS_CALL]);
	ck_assert(rules.policy.one_way);
}
END_TEST

#define SENT_AS(more, sender) more PACKS PROVIDER_WITH("url = \"https://a/b\"; " sender LOGIN) SHOP_OF(BASICS TEXTING)

static const struct {
	const char *row, *text, *region;
	gboolean one_way;
} ANSWERS[] = {
	{"a number as sender", SENT_AS("", "sender = \"10690\"; "), "CN", FALSE},
	{"no sender of our own", SENT_AS("", ""), "CN", FALSE},
	{"a name as sender", SENT_AS("", "sender = \"TaoYiMi\"; "), "CN", TRUE},
	{"a name in other letters", SENT_AS("", "sender = \"Лавка\"; "), "RU", TRUE},
	{"a name that is answered all the same", SENT_AS("answers_arrive = \"by 10690\";\n", "sender = \"TaoYiMi\"; "), "CN",
	 FALSE},
	{"a region of one way", SENT_AS("", "sender = \"10690\"; "), "KZ", TRUE},
	{"a way in a region of one", SENT_AS("answers_arrive = \"by 7700\";\n", "sender = \"10690\"; "), "KZ", FALSE},
};

START_TEST(knows_whose_answers_arrive)
{
	g_autofree char *faults = NULL;
	g_autoptr(Conf) conf = load_good(ANSWERS[_i].text, &faults);
	g_autoptr(Zones) zones = zones_new();
	ConfCaseRules rules;

	ck_assert(conf_case_rules(conf, zones, "a", NULL, ANSWERS[_i].region, NULL, &rules));
	row_int(ANSWERS[_i].row, rules.policy.one_way, ANSWERS[_i].one_way);
}
END_TEST

/* ---- faults in files, and what a check says ---- */

#define CLASS(name, more) name ": { hours = [ \"daily 08:00-20:00\" ]; basis = \"law\"; verified = true; consent_needed = false; " more "};\n"
#define HEAD "code = \"QA\"; name = \"Quay\"; zones = [ \"Etc/UTC\" ]; two_way = true; "
#define CLASSES_OF(more) CLASS("first_contact", more) CLASS("satisfaction", "") CLASS("review_note", "") CLASS("call", "")

static const struct {
	const char *row, *region, *holidays, *fault;
} BROKEN[] = {
	{"a good one", HEAD "holidays = \"Q\";\n" CLASSES_OF(""), "holidays = [ \"2999-01-01\" ];", ""},
	{"an unknown key", HEAD "\ntwoway = true;\n" CLASSES_OF(""), NULL, "QA.conf:2: twoway: not known here; write two_way"},
	{"a missing class", HEAD "\n" CLASS("first_contact", "") CLASS("satisfaction", "") CLASS("call", ""), NULL,
	 "QA.conf: review_note: missing; write review_note = a group, as { ... }"},
	{"the wrong kind of value", HEAD "\nzone_note = 3;\n" CLASSES_OF(""), NULL,
	 "QA.conf:2: zone_note = 3: not what belongs here; write a text in quotes"},
	{"a code that is not the file's", "code = \"QB\"; name = \"Quay\"; zones = [ ]; two_way = true;\n" CLASSES_OF(""), NULL,
	 "QA.conf:1: code = \"QB\": not as the file is called; write code = \"QA\""},
	{"a zone that is none", "code = \"QA\"; name = \"Quay\"; two_way = true;\nzones = [ \"Mars/Olympus\" ];\n" CLASSES_OF(""),
	 NULL, "QA.conf:2: zones[0] = \"Mars/Olympus\": not in the time zone database; write one of its names, as "
	 "\"Asia/Shanghai\""},
	{"a cap that is none", HEAD "\n" CLASSES_OF("caps = [ \"often\" ]; "), NULL,
	 "QA.conf:2: first_contact.caps[0] = \"often\": not a cap; write \"3 in 24h\" or \"1 a day\""},
	{"a cap without a unit", HEAD "\n" CLASSES_OF("caps = [ \"3 in 24\" ]; "), NULL,
	 "QA.conf:2: first_contact.caps[0] = \"3 in 24\": no unit; write \"24s\", \"24min\", \"24h\" or \"24d\""},
	{"hours over midnight", HEAD "\nfirst_contact: { basis = \"law\"; verified = true; consent_needed = false;\nhours = [ "
	 "\"daily 8-20\" ]; };\n" CLASS("satisfaction", "") CLASS("review_note", "") CLASS("call", ""), NULL,
	 "QA.conf:3: first_contact.hours[0] = \"daily 8-20\": not a span of hours; write \"daily 08:00-20:00\""},
	{"a basis that is none", HEAD "\n" CLASS("first_contact", "") CLASS("satisfaction", "") CLASS("review_note", "")
	 "call: { hours = [ ]; basis = \"custom\"; verified = true; consent_needed = false; };\n", NULL,
	 "QA.conf:5: call.basis = \"custom\": not a basis; write \"law\", \"operator\", \"provider\", \"code\" or \"courtesy\""},
	{"a fact without a source", HEAD "\n" CLASSES_OF("") "facts = ( { fact = \"f\"; verified = true; } );\n", NULL,
	 "QA.conf:6: facts[0].source: missing; write source = a list of texts, as [ \"...\", \"...\" ]"},
	{"holidays that are not there", HEAD "\nholidays = \"R\";\n" CLASSES_OF(""), NULL,
	 "QA.conf:2: holidays = \"R\": there is no @DIR@/regions/holidays/R.conf; write a name of @DIR@/regions/holidays"},
	{"a date that is none", HEAD "holidays = \"Q\";\n" CLASSES_OF(""), "holidays = [ \"2999-02-30\" ];",
	 "holidays/Q.conf:2: holidays[0] = \"2999-02-30\": there is no 2999-02-30; write \"2999-02-28\""},
};

START_TEST(faults_name_their_line)
{
	const char *row = BROKEN[_i].row;
	g_autofree char *want = sample_fill(BROKEN[_i].fault), *faults = NULL, *days = NULL, *place = NULL;
	Conf *conf = NULL;
	int r;

	ck_assert_int_eq(g_mkdir_with_parents("regions/holidays", 0700), 0);
	ck_assert(g_file_set_contents("regions/QA.conf", BROKEN[_i].region, -1, NULL));
	days = g_strconcat("code = \"Q\"; verified = true; source = [ ];\n", BROKEN[_i].holidays, NULL);
	ck_assert(g_file_set_contents("regions/holidays/Q.conf", days, -1, NULL));
	r = sample_load("region_data = \"@DIR@/regions\"; reply_packs = \"@TEXTS@/../replies\"; text_packs = \"@TEXTS@\";\n" PROVIDER SHOP_OF(BASICS TEXTING), &conf,
	                &faults);
	row_int(row, r, *want ? -EINVAL : 0);
	place = sample_fill(*want ? "@DIR@/regions/" : "");
	ck_assert_msg(g_str_has_prefix(faults, place), "row %s: %s", row, faults);
	row_str(row, faults + strlen(place), want);
	conf_unref(conf);
}
END_TEST

#define OWN(region, more) REGIONS "text_packs = \"@TEXTS@\";\n" PROVIDER SHOP_OF(BASICS TEXTING "\nregion = \"" region "\";\n" more)
static const struct {
	const char *row, *text, *said;
} SAID[] = {
	{"nothing to say", OWN("US", ""), ""},
	{"hours that courtesy narrows", OWN("CN", "permitted_hours: { sms = [ \"daily 07:00-21:00\" ]; }; quiet_hours = [ ];"),
	 "warning: followup.conf:7: shops.a.permitted_hours.sms = [ \"daily 07:00-21:00\" ]: for customers in China narrowed to "
	 "daily 08:00-22:00 (courtesy); write hours within, or widen_courtesy = \"why they may be wider\""},
	{"a ground ends it", OWN("CN", "permitted_hours: { sms = [ \"daily 07:00-21:00\" ]; }; widen_courtesy = \"g\"; quiet_hours = [ ];"), ""},
	{"hours that quiet hours have narrowed already",
	 OWN("CN", "permitted_hours: { sms = [ \"daily 07:00-21:00\" ]; }; quiet_hours = [ \"daily 20:00-08:00\" ];"), ""},
	{"hours that operators narrow",
	 OWN("CN", "permitted_hours: { call = [ \"daily 09:00-22:00\" ]; }; quiet_hours = [ ]; widen_courtesy = \"g\";"),
	 "warning: followup.conf:7: shops.a.permitted_hours.call = [ \"daily 09:00-22:00\" ]: for customers in China narrowed to "
	 "mon-sun 09:00-21:00 (operator); write hours within"},
	{"answers that do not arrive", OWN("KZ", "consent: { first_contact = \"t\"; satisfaction = \"t\"; };"),
	 "warning: followup.conf:6: shops.a.region = \"KZ\": from Kazakhstan answers to a text seldom or never arrive, so that "
	 "each satisfaction question waits for a person; write answers_arrive = \"by which number they do\""},
	{"answers that do, by another way",
	 OWN("KZ", "consent: { first_contact = \"t\"; satisfaction = \"t\"; }; answers_arrive = \"by 7700\";"), ""},
	{"a sender that is a name", SENT_AS("", "sender = \"TaoYiMi\"; "),
	 "warning: followup.conf:5: shops.a.provider = \"p\": its sender \"TaoYiMi\" is a name, which no phone can answer, so "
	 "that each satisfaction question waits for a person; take a number as sender, or write answers_arrive = \"by which "
	 "number they do\""},
	{"consent that is wanted", OWN("KZ", "answers_arrive = \"by 7700\"; consent: { satisfaction = \"ticked\"; };"),
	 "warning: followup.conf:6: shops.a.region = \"KZ\": Kazakhstan wants consent before a first contact, each one waits for a "
	 "person; write consent: { first_contact = \"how they agreed\"; };"},
};

START_TEST(a_check_says_what_is_narrowed)
{
	g_autofree char *faults = NULL;
	g_autoptr(Conf) conf = load_good(SAID[_i].text, &faults);

	row_int(SAID[_i].row, conf->shops->len, 1);
	row_str(SAID[_i].row, faults, SAID[_i].said);
}
END_TEST

/* The newest holiday known lies so many days ahead. */
static const struct {
	int days;
	gboolean warned;
} AHEAD[] = {{-40, TRUE}, {58, TRUE}, {62, FALSE}, {400, FALSE}};

START_TEST(holidays_that_run_out_are_said)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autoptr(GDateTime) then = g_date_time_add_days(now, AHEAD[_i].days);
	g_autofree char *date = g_date_time_format(then, "%Y-%m-%d"), *faults = NULL, *want = NULL, *raw = NULL;
	g_autofree char *days = g_strdup_printf("code = \"Q\"; verified = true; source = [ ]; holidays = [ \"%s\" ];\n", date);
	g_autoptr(Conf) conf = NULL;

	ck_assert_int_eq(g_mkdir_with_parents("regions/holidays", 0700), 0);
	ck_assert(g_file_set_contents("regions/QA.conf", HEAD "holidays = \"Q\";\n" CLASSES_OF(""), -1, NULL));
	ck_assert(g_file_set_contents("regions/holidays/Q.conf", days, -1, NULL));
	conf = load_good("region_data = \"@DIR@/regions\"; reply_packs = \"@TEXTS@/../replies\"; text_packs = \"@TEXTS@\";\n" PROVIDER SHOP_OF(
		BASICS TEXTING "\nregion = \"QA\";"), &faults);
	raw = g_strdup_printf("warning: followup.conf:6: shops.a.region = \"QA\": the newest holiday known of Quay is %s; write the "
	                      "coming ones into @DIR@/regions/holidays/Q.conf", date);
	want = sample_fill(raw);
	row_int(date, conf->shops->len, 1);
	row_str(date, faults, AHEAD[_i].warned ? want : "");
}
END_TEST

/* What a region's file says is a rule like any other: a plan made by an older one is made anew. */
START_TEST(the_hash_is_of_the_regions_too)
{
	static const char *const HOURS[] = {"# only a remark\n" HEAD CLASSES_OF(""), HEAD CLASSES_OF("caps = [ \"1 a day\" ]; ")};
	g_autofree char *first = NULL;

	ck_assert_int_eq(g_mkdir_with_parents("regions", 0700), 0);
	ck_assert(g_file_set_contents("regions/QA.conf", HEAD CLASSES_OF(""), -1, NULL));
	for (guint i = 0; i <= G_N_ELEMENTS(HOURS); i++) {
		g_autofree char *faults = NULL;
		g_autoptr(Conf) conf = load_good("region_data = \"@DIR@/regions\"; reply_packs = \"@TEXTS@/../replies\"; text_packs = \"@TEXTS@\";\n" PROVIDER SHOP_OF(
			BASICS TEXTING), &faults);

		if (first)
			ck_assert_int_eq(g_str_equal(conf->hash, first), i == 1);
		else
			first = g_strdup(conf->hash);
		if (i < G_N_ELEMENTS(HOURS))
			ck_assert(g_file_set_contents("regions/QA.conf", HOURS[i], -1, NULL));
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("regions");
	TCase *tc = tcase_create("regions");

	tcase_add_checked_fixture(tc, sample_setup, sample_teardown);
	tcase_add_loop_test(tc, knows_whose_answers_arrive, 0, G_N_ELEMENTS(ANSWERS));
	tcase_add_loop_test(tc, shipped_regions_are_known, 0, G_N_ELEMENTS(KNOWN));
	tcase_add_loop_test(tc, the_strictest_wins, 0, G_N_ELEMENTS(BESIDE));
	tcase_add_test(tc, nobody_knows_where);
	tcase_add_test(tc, caps_come_together);
	tcase_add_test(tc, consent_is_stated_by_class);
	tcase_add_loop_test(tc, faults_name_their_line, 0, G_N_ELEMENTS(BROKEN));
	tcase_add_loop_test(tc, a_check_says_what_is_narrowed, 0, G_N_ELEMENTS(SAID));
	tcase_add_loop_test(tc, holidays_that_run_out_are_said, 0, G_N_ELEMENTS(AHEAD));
	tcase_add_test(tc, the_hash_is_of_the_regions_too);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "regions");
}
