/* What a good config comes to: values, overrides, the policy, the hash, and what is shown of it. */
#include "conf/sample.h"

#include <jansson.h>
#include <string.h>
#include <sys/stat.h>

static Conf *load_good(const char *text)
{
	g_autofree char *faults = NULL;
	Conf *conf = NULL;
	int r = sample_load(text, &conf, &faults);

	ck_assert_msg(r == 0, "%s", faults);
	return conf;
}

/* ---- values ---- */

START_TEST(defaults_hold)
{
	g_autoptr(Conf) conf = load_good(REST);
	const ConfShop *shop = conf_shop(conf, "a");
	const ConfProvider *provider = conf_provider(conf, "p");
	const ConfRules *rules = &shop->rules;

	ck_assert_str_eq(conf->path, "followup.conf");
	ck_assert_str_eq(conf->store_path, "/var/lib/followup/followup.db");
	ck_assert_str_eq(conf->listen, "127.0.0.1:8080");
	ck_assert_int_eq(conf->log_level, 6);
	ck_assert_int_eq(conf->max_in_flight, 50);
	ck_assert_int_eq(rules->within_s, 3600);
	ck_assert_int_eq(rules->next_day_by_s, 36000);
	ck_assert_int_eq(rules->hard_limit_s, 86400);
	ck_assert_int_eq(rules->agent_grace_s, 2700);
	ck_assert_int_eq(rules->sat_after_s, 86400);
	ck_assert_int_eq(rules->sat_until_s, 172800);
	ck_assert_int_eq(rules->sat_give_up_s, 604800);
	ck_assert_int_eq(rules->call_after_s, 172800);
	ck_assert_int_eq(rules->max_late_s, 43200);
	ck_assert_int_eq(rules->budget_per_day, 1); /* F12 */
	ck_assert_int_eq(rules->budget_per_week, 3);
	ck_assert_int_eq(rules->budget_min_gap_s, 0);
	ck_assert_int_eq(rules->max_rounds, 3); /* F19 */
	ck_assert_int_eq(rules->max_segments, 6);
	ck_assert_ptr_null(shop->region);
	ck_assert_ptr_null(shop->signature);
	ck_assert(!shop->call_allowed);
	ck_assert_int_eq(provider->timeout_ms, 30000);
	ck_assert_int_eq(provider->connect_timeout_ms, 10000);
	ck_assert_int_eq(provider->max_in_flight, 10);
	ck_assert_int_eq(provider->backoff.first_s, 30);
	ck_assert_int_eq(provider->backoff.max_s, 900);
	ck_assert_int_eq(provider->backoff.max_tries, 8);
	ck_assert_int_eq(provider->throttle_cap_s, 3600);
	ck_assert_ptr_null(provider->callback_url);
	ck_assert_ptr_null(provider->allow_from);
	ck_assert_int_eq(provider->poll_s, 0);
	ck_assert_str_eq(provider->on_unknown, "hold");
	ck_assert_int_eq(provider->report_wait_s, 72 * 3600);
	ck_assert_int_eq(provider->report_after_s, 6 * 3600);
	ck_assert_ptr_null(conf->trusted_proxies);
	ck_assert_ptr_null(provider->token);
}
END_TEST

/* DESIGN section 8: the sketch of the file, with what it needs besides. */
START_TEST(the_sketch_of_the_design_loads)
{
	g_autoptr(Conf) conf = load_good(
		PACKS "shops: {\n"
	              "  taoyimi: {\n"
	              "    name = \"淘一米\";\n"
	              "    region = \"CN\"; zone = \"Asia/Shanghai\"; language = \"zh-CN\";\n"
	              "    working_hours = [ \"mon-sun 08:00-22:00\" ];\n"
	              "    sms  = { allowed = true; ground = \"service notice on the customer's own order\"; };\n"
	              "    call = { allowed = false; };\n"
	              "    provider = \"kannel-office\";\n"
	              "  };\n"
	              "};\n"
	              "providers: { kannel-office: { driver = \"kannel\"; url = \"https://a.example/sendsms\"; " LOGIN
	              "sender = \"10690\"; smsc = \"one\"; callback_url = \"https://b.example\"; token = "
	              "\"file:@DIR@/token\"; allow_from = [ \"203.0.113.0/24\", \"2001:db8::1\" ]; on_unknown = \"wait_report\"; }; };\n"
	              "trusted_proxies = [ \"127.0.0.1\" ];\n"
	              "permitted_hours: {\n"
	              "  sms  = [ \"mon-fri 08:00-21:30\", \"sat-sun 09:00-21:00\", \"holidays 10:00-20:00\" ];\n"
	              "  call = [ \"mon-fri 09:30-12:00\", \"mon-fri 14:00-20:00\" ];\n"
	              "};\n"
	              "quiet_hours = [ \"daily 21:30-08:00\" ];\n"
	              "first_contact: { within = \"1h\"; next_day_by = \"10:00\"; hard_limit = \"24h\"; agent_grace = "
	              "\"45min\"; };\n"
	              "satisfaction:  { after = \"24h\"; until = \"48h\"; };\n");
	const ConfShop *shop = conf_shop(conf, "taoyimi");
	const ConfProvider *provider = conf_provider(conf, shop->provider);
	const char *zone, *region, *language;
	int level;

	ck_assert_str_eq(shop->name, "淘一米");
	ck_assert(shop->sms_allowed);
	ck_assert_str_eq(shop->sms_ground, "service notice on the customer's own order");
	ck_assert_str_eq(provider->driver, "kannel");
	ck_assert_str_eq(provider->url, "https://a.example/sendsms");
	ck_assert_str_eq(provider->username, "u");
	ck_assert_str_eq(provider->password, "hunter2"); /* without the file's line end */
	ck_assert_str_eq(provider->token, "abcdefghijklmnop");
	ck_assert_str_eq(provider->sender, "10690");
	ck_assert_str_eq(provider->smsc, "one");
	ck_assert_str_eq(provider->callback_url, "https://b.example");
	ck_assert_str_eq(provider->on_unknown, "wait_report");
	ck_assert_uint_eq(provider->allow_from->len, 2);
	ck_assert(subnet_list_holds(provider->allow_from, "203.0.113.77"));
	ck_assert(subnet_list_holds(conf->trusted_proxies, "127.0.0.1"));
	ck_assert(conf_shop_facts(conf, "taoyimi", "safety", &region, &zone, &language, &level));
	ck_assert_str_eq(region, "CN");
	ck_assert_str_eq(zone, "Asia/Shanghai");
	ck_assert_int_eq(level, 0); /* the shop says nothing of levels */
	ck_assert_str_eq(language, "zh-CN");
	ck_assert(!conf_shop_facts(conf, "nobody", NULL, &region, &zone, &language, &level));
	ck_assert_ptr_null(conf_shop(conf, "nobody"));
	ck_assert_ptr_null(conf_provider(conf, "nobody"));
}
END_TEST

static const char TWO_SHOPS[] = PACKS PROVIDER
	"shops: {\n"
	" a: { " BASICS TEXTING " first_contact: { within = \"3h\"; };\n"
	"  permitted_hours: { sms = [ \"daily 12:00-13:00\" ]; }; quiet_hours = [ ]; budget: { per_day = 5; };\n"
	"  holidays = [ ];\n"
	"  texts: { en: { first_contact: { any = \"shop a {code}\"; }; }; }; };\n"
	" b: { " BASICS TEXTING " };\n"
	"};\n"
	"first_contact: { within = \"2h\"; agent_grace = \"50min\"; };\n"
	"holidays = [ \"2099-03-04\" ];\n"
	"texts: { en: { first_contact: { any = \"all {code}\"; }; satisfaction: { any = \"all? {code}\"; }; }; };\n";

START_TEST(a_shop_overrides_the_general)
{
	g_autoptr(Conf) conf = load_good(TWO_SHOPS);
	const ConfRules *a = &conf_shop(conf, "a")->rules, *b = &conf_shop(conf, "b")->rules;

	ck_assert_int_eq(a->within_s, 3 * 3600);
	ck_assert_int_eq(b->within_s, 2 * 3600);
	ck_assert_int_eq(a->agent_grace_s, 3000);
	ck_assert_int_eq(b->agent_grace_s, 3000);
	ck_assert_int_eq(a->budget_per_day, 5);
	ck_assert_int_eq(b->budget_per_day, 1);
}
END_TEST

/* Seconds of 2099-03-04 (a Wednesday) in UTC. */
#define AT(hour, minute) (INT64_C(4076265600) + (hour)*3600 + (minute)*60)

static const struct {
	const char *rule, *shop;
	MessageClass message_class;
	int64_t at;
	HoursVerdict verdict;
} HOURS[] = {
	{"a's own hours", "a", CLASS_FIRST_CONTACT, AT(12, 30), HOURS_OPEN},
	{"a's own hours alone", "a", CLASS_FIRST_CONTACT, AT(14, 0), HOURS_CLOSED},
	{"a has no quiet hours", "a", CLASS_FIRST_CONTACT, AT(22, 0), HOURS_CLOSED},
	{"the general hours", "b", CLASS_FIRST_CONTACT, AT(14, 0), HOURS_OPEN},
	{"the general quiet hours", "b", CLASS_FIRST_CONTACT, AT(22, 0), HOURS_QUIET},
	{"quiet in the morning", "b", CLASS_SATISFACTION, AT(7, 59), HOURS_QUIET},
	{"F8: a question is asked later in the day than a text is sent", "b", CLASS_SATISFACTION, AT(9, 0),
	 HOURS_CLOSED_HOLIDAY},
	{"F8: and no later than eight", "b", CLASS_REVIEW_NOTE, AT(20, 0), HOURS_CLOSED_HOLIDAY},
	{"daily holds on holidays", "b", CLASS_SATISFACTION, AT(10, 0), HOURS_OPEN},
	{"no calls on the general holiday", "b", CLASS_CALL, AT(10, 0), HOURS_CLOSED_HOLIDAY},
	{"a took the holidays away", "a", CLASS_CALL, AT(10, 0), HOURS_OPEN},
	{"the pause at noon", "a", CLASS_CALL, AT(13, 0), HOURS_CLOSED},
};

START_TEST(hours_come_together)
{
	g_autoptr(Conf) conf = load_good(TWO_SHOPS);
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();

	row_int(HOURS[_i].rule,
		hours_test(conf_shop(conf, HOURS[_i].shop)->rules.permitted[HOURS[_i].message_class], utc,
	                   HOURS[_i].at),
		HOURS[_i].verdict);
}
END_TEST

START_TEST(holidays_bind_the_people_too)
{
	g_autoptr(Conf) conf = load_good(TWO_SHOPS);
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();

	ck_assert_int_eq(hours_test(conf_shop(conf, "a")->rules.working, utc, AT(12, 0)), HOURS_OPEN);
	ck_assert_int_eq(hours_test(conf_shop(conf, "b")->rules.working, utc, AT(12, 0)), HOURS_CLOSED_HOLIDAY);
}
END_TEST

/* F28: pack, general, shop: the last word wins; a category without a text takes "any" of the pack's own. */
static const struct {
	const char *shop, *language;
	Step step;
	const char *category, *text;
} TEXTS[] = {
	{"a", "en", STEP_FIRST_CONTACT, "any", "shop a {code}"},
	{"b", "en", STEP_FIRST_CONTACT, "any", "all {code}"},
	{"a", "en", STEP_FIRST_CONTACT, "quality", "shop a {code}"},
	{"a", "en", STEP_SATISFACTION, "any", "all? {code}"},
	{"b", "en", STEP_FIRST_CONTACT, "logistics", "{shop}: sorry about the delivery of order {order}. Ref {code}. STOP ends"},
	{"b", "zh-CN", STEP_SATISFACTION, "any", "【{shop}】{name}您好，解决了吗？1是2否。编号{code}，回T退订"},
	{"b", "de", STEP_SATISFACTION, "any", NULL},
};

START_TEST(texts_come_together)
{
	g_autoptr(Conf) conf = load_good(TWO_SHOPS);
	const CatalogCase wanted = {.language = TEXTS[_i].language, .step = TEXTS[_i].step, .category = TEXTS[_i].category};
	const Template *template = catalog_find(conf_shop(conf, TEXTS[_i].shop)->rules.texts, &wanted);

	row_str(TEXTS[_i].category, template ? template_source(template) : NULL, TEXTS[_i].text);
}
END_TEST

static const char *const LANGUAGES[] = {"en", "ru", "zh-CN"};

/* Both the general part and the shop add words; the shop's are heard first, and show writes what loads again. */
START_TEST(words_of_replies_add_up)
{
	g_autoptr(Conf) conf = load_good(PACKS "reply_words = { optout = [ \"basta\", \"n\" ]; help = [ \"foreman\" ]; };\n" PROVIDER
		SHOP_OF(BASICS TEXTING "\nreply_words = { no = [ \"n\" ]; };"));
	const Lexicon *shop = conf_shop(conf, "a")->rules.replies;
	g_autofree char *shown = conf_show(conf, FALSE), *json = conf_show(conf, TRUE);

	ck_assert_int_eq(lexicon_word(shop, "Basta", "en", TRUE)->label, LABEL_OPTOUT);
	ck_assert_int_eq(lexicon_word(shop, "n", "en", TRUE)->label, LABEL_NO);
	ck_assert_int_eq(lexicon_word(conf->replies, "n", "en", TRUE)->label, LABEL_OPTOUT);
	ck_assert_int_eq(lexicon_word(shop, "stop", "en", TRUE)->label, LABEL_OPTOUT);
	ck_assert_str_eq(lexicon_word(conf->replies, "foreman", NULL, TRUE)->rule, "word \"foreman\" (followup.conf:2)");
	ck_assert_ptr_nonnull(strstr(shown, "reply_words = { optout = [ \"basta\", \"n\" ]; help = [ \"foreman\" ]; };"));
	ck_assert_ptr_nonnull(strstr(json, "\"foreman\""));
}
END_TEST

START_TEST(shipped_packs_fit)
{
	g_autofree char *packs = test_file("../texts"), *faults = NULL;
	g_autofree char *text = g_strdup_printf(
		REGIONS "text_packs = \"%s\";\n" PROVIDER
		"shops: { a: { name = \"A shop\"; zone = \"Etc/UTC\"; language = \"%s\"; signature = \"Li\"; " TEXTING
		" }; };\n",
		packs, LANGUAGES[_i]);
	Conf *conf = NULL;

	row_int(LANGUAGES[_i], sample_load(text, &conf, &faults), 0);
	row_str(LANGUAGES[_i], faults, "");
	conf_unref(conf);
}
END_TEST

/* ---- secrets ---- */

START_TEST(credentials_come_from_systemd)
{
	g_autofree char *dir = sample_fill("@DIR@");

	g_setenv("CREDENTIALS_DIRECTORY", dir, TRUE);
	g_autoptr(Conf) conf = load_good(PACKS PROVIDER_WITH(
		"url = \"https://a/b\"; username = \"u\"; password = \"credential:secret\";") SHOP_OF(BASICS TEXTING));
	ck_assert_str_eq(conf_provider(conf, "p")->password, "hunter2");
}
END_TEST

START_TEST(without_secrets_nothing_is_read)
{
	g_autofree char *text = sample_fill(PACKS PROVIDER_WITH(
		"url = \"https://a/b\"; username = \"u\"; password = \"credential:x\"; token = \"file:/nowhere\";")
	                                            SHOP_OF(BASICS TEXTING));
	g_autofree char *literal = sample_fill(PACKS PROVIDER_WITH(
		"url = \"https://a/b\"; username = \"u\"; password = \"hunter2\";") SHOP_OF(BASICS TEXTING));
	g_autoptr(GPtrArray) faults = NULL, more = NULL;
	g_autoptr(Conf) conf = NULL;

	ck_assert(g_file_set_contents("followup.conf", text, -1, NULL));
	ck_assert_int_eq(conf_load_without_secrets("followup.conf", &conf, &faults), 0);
	ck_assert_uint_eq(faults->len, 0);
	ck_assert_ptr_null(conf_provider(conf, "p")->password);
	ck_assert_ptr_null(conf_provider(conf, "p")->token);
	ck_assert(g_file_set_contents("followup.conf", literal, -1, NULL));
	ck_assert_int_lt(conf_load_without_secrets("followup.conf", &(Conf *){NULL}, &more), 0);
}
END_TEST

static const char WITH_SECRETS[] =
	PACKS PROVIDER_WITH("url = \"https://a/b\"; callback_url = \"https://c\"; token = \"file:@DIR@/token\"; " LOGIN)
		SHOP_OF(BASICS TEXTING) "notify: { ops: { kind = \"webhook\"; url = \"file:@DIR@/hook\";"
					" secret = \"file:@DIR@/secret\"; }; };\n";

START_TEST(secrets_are_never_shown)
{
	g_autoptr(Conf) conf = load_good(WITH_SECRETS);

	ck_assert_str_eq(conf_channel(conf, "ops")->url, "https://hooks.example.com/T1");
	for (int json = 0; json < 2; json++) {
		g_autofree char *shown = conf_show(conf, json);

		ck_assert_ptr_null(strstr(shown, "hunter2"));
		ck_assert_ptr_null(strstr(shown, "hooks.example.com"));
		ck_assert_ptr_null(strstr(shown, "abcdefghijklmnop"));
		ck_assert_ptr_nonnull(strstr(shown, "(set)"));
	}
}
END_TEST

/* ---- the hash: what decides when and what is sent, however it is written ---- */

static const struct {
	const char *rule, *text;
	gboolean same;
} HASHES[] = {
	{"comments", "# a comment\n" REST, TRUE},
	{"order of settings", SHOP_OF(BASICS TEXTING) PROVIDER PACKS, TRUE},
	{"a default written out", "first_contact: { within = \"1h\"; };\n" REST, TRUE},
	{"a duration in other units", "first_contact: { within = \"60min\"; };\n" REST, TRUE},
	{"a time with one digit less", "first_contact: { next_day_by = \"10:00\"; };\n" REST, TRUE},
	{"a rule in the shop instead of above", SHOP_WITH("first_contact: { within = \"1h\"; };"), TRUE},
	{"where we listen", "listen = \"127.0.0.1:9\";\n" REST, TRUE},
	{"a provider's patience",
	 PACKS PROVIDER_WITH("url = \"https://c/d\"; timeout = \"20s\"; " LOGIN) SHOP_OF(BASICS TEXTING), TRUE},
	{"another number as sender",
	 PACKS PROVIDER_WITH("url = \"https://c/d\"; username = \"u\"; password = \"file:@DIR@/secret\"; sender = \"10691\";")
	 SHOP_OF(BASICS TEXTING), TRUE},
	{"a name as sender, which nobody can answer",
	 PACKS PROVIDER_WITH("url = \"https://c/d\"; username = \"u\"; password = \"file:@DIR@/secret\"; sender = \"MyShop\";")
	 SHOP_OF(BASICS TEXTING), FALSE},
	{"when", "first_contact: { within = \"61min\"; };\n" REST, FALSE},
	{"quiet hours", "quiet_hours = [ \"daily 21:00-08:00\" ];\n" REST, FALSE},
	{"no quiet hours", "quiet_hours = [ ];\n" REST, FALSE},
	{"holidays", "holidays = [ \"2099-01-01\" ];\n" REST, FALSE},
	{"budget", "budget: { per_day = 2; };\n" REST, FALSE},
	{"what is sent", "texts: { en: { first_contact: { any = \"Dear {name} {code}\"; }; }; };\n" REST, FALSE},
	{"who signs", SHOP_WITH("signature = \"Li\";"), FALSE},
	{"a call", SHOP_WITH("call: { allowed = true; ground = \"g\"; };"), FALSE},
	{"another shop", PACKS PROVIDER "shops: { a: { " BASICS TEXTING " }; b: { " BASICS TEXTING " }; };\n", FALSE},
};

START_TEST(the_hash_is_of_the_rules)
{
	g_autoptr(Conf) one = load_good(REST), other = load_good(HASHES[_i].text);

	row_int(HASHES[_i].rule, strlen(one->hash), 64);
	row_int(HASHES[_i].rule, g_str_equal(one->hash, other->hash), HASHES[_i].same);
}
END_TEST

START_TEST(the_order_of_shops_does_not_matter)
{
	g_autoptr(Conf) one =
		load_good(PACKS PROVIDER "shops: { a: { " BASICS TEXTING " }; b: { " BASICS TEXTING " }; };\n");
	g_autoptr(Conf) other =
		load_good(PACKS PROVIDER "shops: { b: { " BASICS TEXTING " }; a: { " BASICS TEXTING " }; };\n");

	ck_assert_str_eq(one->hash, other->hash);
}
END_TEST

/* ---- show ---- */

static const char EVERYTHING[] = PACKS
	"log_level = \"debug\"; max_in_flight = 7; store: { path = \"/tmp/x.db\"; }; listen = \"\";\n"
	"providers: { p: { driver = \"kannel\"; url = \"http://10.0.0.1/\"; allow_http = true; token = "
	"\"file:@DIR@/token\";\n"
	"  callback_url = \"https://c\"; retry: { tries = 3; }; " LOGIN
	"}; q: { driver = \"kannel\"; url = \"https://q\"; " LOGIN "}; };\n"
	"shops: { a: { " BASICS TEXTING
	" signature = \"quoted \\\"Li\\\" \\\\ done\"; call: { allowed = true; ground = \"g\"; after = \"36h\"; };\n"
	"  texts: { en: { first_contact: { any = \"own {code}\"; logistics = { code = \"SMS_8\"; text = [ \"other {code}\", \"third {code}\" ]; }; }; satisfaction: { any "
	"= \"s {code}\"; }; };\n"
	"           zh-CN: { first_contact: { any = { text = \"您{code}\\n二\"; code = \"SMS_9\"; }; }; }; };\n"
	"  working_hours = [ \"mon-fri 09:00-18:00\" ]; }; b: { " BASICS TEXTING "}; };\n"
	"holidays = [ \"2099-10-01..2099-10-07\" ]; workdays = [ \"2099-10-10 as mon\" ]; quiet_hours = [ ];\n"
	"permitted_hours: { sms = [ \"mon-fri 08:00-20:00\", \"sat,sun,holidays 10:00-18:00\" ]; };\n"
	"texts: { en: { first_contact: { any = \"all {{x}} {code}\"; }; }; };\n";

/* F55: what is shown is a config again, and the same. */
START_TEST(what_is_shown_loads_again)
{
	g_autoptr(Conf) conf = load_good(EVERYTHING);
	g_autofree char *shown = conf_show(conf, FALSE);
	g_autoptr(Conf) again = load_good(shown);
	g_autofree char *again_shown = conf_show(again, FALSE);

	ck_assert_str_eq(again->hash, conf->hash);
	ck_assert_str_eq(conf_shop(again, "a")->signature, "quoted \"Li\" \\ done");
	ck_assert_int_eq(conf_provider(again, "p")->backoff.max_tries, 3);
	ck_assert_str_eq(again->listen, "");
	ck_assert_int_eq(again->max_in_flight, 7);
	ck_assert_ptr_nonnull(strstr(again_shown, "signature = \"quoted \\\"Li\\\" \\\\ done\";"));
}
END_TEST

static const struct {
	const char *key, *value, *fallback, *source;
} SHOWN[] = {
	{"log_level", "\"debug\"", "\"info\"", "followup.conf:2"},
	{"max_in_flight", "7", "50", "followup.conf:2"},
	{"first_contact.within", "\"1h\"", "\"1h\"", "default"},
	{"quiet_hours", "[]", "[\"daily 21:30-08:00\"]", "followup.conf:9"},
	{"permitted_hours.sms", "[\"mon-fri 08:00-20:00\", \"sat,sun,holidays 10:00-18:00\"]",
	 "[\"daily 08:00-21:30\"]", "followup.conf:10"},
	{"providers.p.allow_http", "true", "false", "followup.conf:3"},
	{"providers.p.password", "\"(set)\"", "null", "followup.conf:4"},
	{"providers.p.retry.tries", "3", "8", "followup.conf:4"},
	{"providers.q.token", "\"(not set)\"", "null", "default"},
	{"providers.q.smsc", "null", "null", "default"},
	{"shops.a.call.after", "\"36h\"", "\"48h\"", "followup.conf:5"},
	{"shops.a.working_hours", "[\"mon-fri 09:00-18:00\"]", "[\"mon-sun 08:00-22:00\"]", "followup.conf:8"},
	{"shops.b.sms.allowed", "true", "false", "followup.conf:8"},
	{"shops.a.texts.en.first_contact.logistics.text[1]", "\"third {code}\"", "null", "followup.conf:6"},
	{"shops.a.texts.en.first_contact.logistics.code", "\"SMS_8\"", "null", "followup.conf:6"},
	{"shops.a.texts.zh-CN.first_contact.any.code", "\"SMS_9\"", "null", "followup.conf:7"},
	{"texts.en.first_contact.any", "\"all {{x}} {code}\"", "null", "followup.conf:11"},
};

static json_t *find_shown(json_t *root, const char *key)
{
	json_t *list = json_object_get(root, "settings"), *entry;
	size_t i;

	json_array_foreach(list, i, entry)
	{
		if (g_str_equal(json_string_value(json_object_get(entry, "key")), key))
			return entry;
	}
	return NULL;
}

static void row_json(const char *row, json_t *entry, const char *member, const char *want)
{
	char *got = json_dumps(json_object_get(entry, member), JSON_ENCODE_ANY);

	row_str(row, got, want);
	free(got);
}

START_TEST(json_tells_value_default_and_source)
{
	g_autoptr(Conf) conf = load_good(EVERYTHING);
	g_autofree char *shown = conf_show(conf, TRUE);
	json_t *root = json_loads(shown, 0, NULL), *entry;

	ck_assert_ptr_nonnull(root);
	entry = find_shown(root, SHOWN[_i].key);
	ck_assert_msg(entry != NULL, "row %s: not shown", SHOWN[_i].key);
	row_json(SHOWN[_i].key, entry, "value", SHOWN[_i].value);
	row_json(SHOWN[_i].key, entry, "default", SHOWN[_i].fallback);
	row_str(SHOWN[_i].key, json_string_value(json_object_get(entry, "source")), SHOWN[_i].source);
	ck_assert_str_eq(json_string_value(json_object_get(root, "hash")), conf->hash);
	json_decref(root);
}
END_TEST

/* ---- the manual and the shipped example say what the table says ---- */

START_TEST(the_manual_has_every_setting)
{
	g_autoptr(GPtrArray) names = conf_setting_names();
	g_autofree char *manual = conf_manual();

	ck_assert_uint_gt(names->len, 40);
	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i], *star = strstr(name, "*.");
		g_autofree char *head = g_strdup_printf(".TP\n.B %s", star ? star + 2 : name);

		ck_assert_msg(strstr(manual, head) != NULL, "%s is not in the manual", name);
	}
}
END_TEST

/* The example with paths of this test, as shipped or with every setting's "#" taken away. */
static char *read_example(gboolean uncommented)
{
	g_autofree char *path = test_file("../etc/followup.conf"), *text = NULL;
	g_autoptr(GString) filled = NULL;
	g_auto(GStrv) lines = NULL;

	ck_assert(g_file_get_contents(path, &text, NULL, NULL));
	lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; uncommented && lines[i]; i++) {
		char *hash = lines[i] + strspn(lines[i], " \t");

		if (hash[0] == '#' && (g_ascii_isalpha(hash[1]) || hash[1] == '}'))
			*hash = ' ';
	}
	g_free(text);
	text = g_strjoinv("\n", lines);
	filled = g_string_new(text);
	if (!uncommented)
		g_string_append(filled, PACKS);
	g_string_replace(filled, "/usr/local/share/followupd/texts", "@TEXTS@", 0);
	g_string_replace(filled, "/usr/local/share/followupd/regions", "@TEXTS@/../regions", 0);
	g_string_replace(filled, "/usr/local/share/followupd/replies", "@TEXTS@/../replies", 0);
	g_string_replace(filled, "/usr/local/share/followupd/snippets", "@TEXTS@/../../../../snippets", 0);
	g_string_replace(filled, "/etc/followup/holidays.ics", "@DIR@/days.ics", 0);
	g_string_replace(filled, "/etc/followup/office.password", "@DIR@/secret", 0);
	g_string_replace(filled, "/etc/followup/office-ca.pem", "@DIR@/ca.pem", 0);
	g_string_replace(filled, "/etc/followup/proxy.password", "@DIR@/secret", 0);
	g_string_replace(filled, "/etc/followup/office.token", "@DIR@/token", 0);
	g_string_replace(filled, "/etc/followup/office.signature", "@DIR@/secret", 0);
	g_string_replace(filled, "/etc/followup/ops.url", "@DIR@/hook", 0);
	g_string_replace(filled, "/etc/followup/ops.secret", "@DIR@/secret", 0);
	return g_strdup(filled->str);
}

START_TEST(the_example_loads_as_shipped)
{
	g_autofree char *text = read_example(FALSE), *faults = NULL;
	g_autoptr(Conf) conf = NULL;

	ck_assert_int_eq(sample_load(text, &conf, &faults), 0);
	/* F18: as shipped it texts nobody. */
	ck_assert_msg(
		g_str_has_suffix(faults,
	                         "this shop will never text anybody; write sms: { allowed = true; ground = \"...\"; }; "
	                         "when it may") &&
	                !strchr(faults, '\n'),
		"%s", faults);
}
END_TEST

static char *name_in_example(const char *name)
{
	g_autoptr(GString) key = g_string_new(name);

	g_string_replace(key, "shops.*", "shops.myshop", 1);
	g_string_replace(key, "providers.*", "providers.office", 1);
	g_string_replace(key, "notify.*.command", "notify.pager.command", 1);
	g_string_replace(key, "notify.*", "notify.ops", 1);
	if (g_str_equal(name, "texts"))
		g_string_append(key, ".en.first_contact.any");
	if (g_str_equal(name, "providers.*.http"))
		g_string_append(key, ".send.path");
	return g_strdup(key->str);
}

START_TEST(the_example_has_every_setting_with_its_default)
{
	g_autofree char *text = read_example(TRUE);
	g_autoptr(Conf) conf = load_good(text);
	g_autofree char *shown = conf_show(conf, TRUE);
	g_autoptr(GPtrArray) names = conf_setting_names();
	json_t *root = json_loads(shown, 0, NULL);

	for (guint i = 0; i < names->len; i++) {
		g_autofree char *key = name_in_example(names->pdata[i]);
		json_t *entry = find_shown(root, key);
		json_t *fallback = json_object_get(entry, "default");

		ck_assert_msg(entry && !g_str_equal(json_string_value(json_object_get(entry, "source")), "default"),
		              "%s is not in etc/followup.conf", key);
		/* Where the packs and the regions' files are is a matter of the installation. */
		if (!json_is_null(fallback) && !g_str_equal(key, "text_packs") && !g_str_equal(key, "region_data") &&
		    !g_str_equal(key, "reply_packs") && !g_str_equal(key, "snippet_packs"))
			ck_assert_msg(json_equal(json_object_get(entry, "value"), fallback), "%s: not the default",
			              key);
	}
	json_decref(root);
}
END_TEST

/* ---- the policy ---- */

START_TEST(the_policy_carries_the_rules)
{
	g_autoptr(Conf) conf = load_good("call: { after = \"30h\"; }; budget: { min_gap = \"2h\"; };\n" SHOP_WITH(
		"call: { allowed = true; ground = \"g\"; };"));
	g_autoptr(Zones) zones = zones_new();
	const ConfShop *shop = conf_shop(conf, "a");
	ConfCaseRules found;
	PlanPolicy policy;

	ck_assert(conf_case_rules(conf, zones, "a", "Europe/Paris", NULL, NULL, &found));
	ck_assert_ptr_eq(found.shop, shop);
	policy = found.policy;
	ck_assert(policy.sms_allowed && policy.call_allowed);
	ck_assert_int_eq(policy.agent_grace_s, 2700);
	ck_assert_int_eq(policy.hard_limit_s, 86400);
	ck_assert_int_eq(policy.max_rounds, 3);
	for (int c = 0; c < CLASSES; c++) {
		const DecideRules *rules = &policy.rules[c];

		ck_assert_uint_eq(rules->n_layers, 1);
		ck_assert_ptr_eq(rules->layers[0], shop->rules.permitted[c]);
		ck_assert_ptr_eq(rules->work, shop->rules.working);
		ck_assert_ptr_eq(rules->work_zone, zones_get(zones, shop->zone));
		ck_assert_uint_eq(rules->n_zones, 1);
		ck_assert_ptr_eq(rules->zones[0], zones_get(zones, "Europe/Paris"));
		ck_assert_uint_eq(rules->n_caps, 2);
		ck_assert(rules->caps[0].max == 1 && rules->caps[0].seconds == 0);
		ck_assert(rules->caps[1].max == 3 && rules->caps[1].seconds == 7 * 86400);
		ck_assert_int_eq(rules->min_gap_s, 7200);
		ck_assert_int_eq(rules->sla_in_s, 3600);
		ck_assert_int_eq(rules->sla_next_s, 36000);
		ck_assert_int_eq(rules->sat_min_s, 86400);
		ck_assert_int_eq(rules->sat_max_s, 172800);
		ck_assert_int_eq(rules->sat_give_up_s, 604800);
		ck_assert_int_eq(rules->no_reply_s, 30 * 3600);
		ck_assert_int_eq(rules->max_late_s, 43200);
		ck_assert_int_eq(rules->confirm_s, 300);
	}
}
END_TEST

START_TEST(no_cap_is_no_cap)
{
	g_autoptr(Conf) conf = load_good("budget: { per_day = 0; per_week = 2; };\n" REST);
	g_autoptr(Zones) zones = zones_new();
	ConfCaseRules rules;

	ck_assert(conf_case_rules(conf, zones, "a", "Etc/UTC", NULL, NULL, &rules));
	ck_assert_uint_eq(rules.policy.rules[CLASS_CALL].n_caps, 1);
	ck_assert_int_eq(rules.policy.rules[CLASS_CALL].caps[0].max, 2);
	ck_assert_int_eq(rules.policy.rules[CLASS_CALL].caps[0].seconds, 7 * 86400);
}
END_TEST

START_TEST(a_zone_nobody_knows_is_none)
{
	g_autoptr(Conf) conf = load_good(REST);
	g_autoptr(Zones) zones = zones_new();
	ConfCaseRules rules;

	ck_assert(conf_case_rules(conf, zones, "a", NULL, NULL, NULL, &rules));
	ck_assert_uint_eq(rules.n_zones, 0);
	ck_assert(conf_case_rules(conf, zones, "a", "Mars/Olympus", NULL, NULL, &rules));
	ck_assert_uint_eq(rules.n_zones, 0);
	ck_assert(!conf_case_rules(conf, zones, "nobody", "Etc/UTC", NULL, NULL, &rules));
}
END_TEST

/* A complaint on Monday 2026-03-02 at 23:00 in Shanghai: the plan keeps the config's quiet hours and its next_day_by.
 */
START_TEST(the_policy_plans)
{
	g_autoptr(Conf) conf = load_good("first_contact: { next_day_by = \"10:00\"; };\n" REST);
	g_autoptr(Zones) zones = zones_new();
	const int64_t night = INT64_C(1772463600);
	PlanFacts facts = {
		.case_id = 1, .state = CASE_NEW, .round = 1, .complaint_at = night, .facts = DECIDE_FACTS_NONE};
	ConfCaseRules rules;
	Plan plan;

	facts.facts.complaint_at = night;
	ck_assert(conf_case_rules(conf, zones, "a", "Asia/Shanghai", NULL, NULL, &rules));
	plan = plan_next(&rules.policy, &facts, night);
	ck_assert_int_eq(plan.verdict, PLAN_STEP);
	ck_assert_int_eq(plan.due_at, night + 9 * 3600);       /* 08:00 */
	ck_assert_int_eq(plan.deadline_at, night + 11 * 3600); /* 10:00 */
	ck_assert_int_eq(plan.reason, REASON_QUIET_HOURS);
}
END_TEST

START_TEST(a_reference_keeps_it)
{
	Conf *conf = load_good(REST), *same = conf_ref(conf);

	conf_unref(conf);
	ck_assert_str_eq(conf_shop(same, "a")->name, "A");
	conf_unref(same);
	conf_unref(NULL);
}
END_TEST

/* ---- the customer's own hours ---- */

static const struct {
	const char *quiet;
	gboolean readable;
	int hour;
	gboolean open;
} QUIETS[] = {
	{"daily 20:00-11:00", TRUE, 10, FALSE},
	{"daily 20:00-11:00", TRUE, 11, TRUE},
	{"daily 12:00-13:00; mon 15:00-16:00", TRUE, 12, FALSE},
	{"daily 12:00-13:00; mon 15:00-16:00", TRUE, 15, FALSE},
	{"daily 12:00-13:00;mon 15:00-16:00", TRUE, 14, TRUE},
	{"tue 15:00-16:00", TRUE, 15, TRUE},
	{"after lunch", FALSE, 14, FALSE},
	{"daily 12:00-13:00; after lunch", FALSE, 14, FALSE},
	{"", FALSE, 14, FALSE},
	{"daily 12:00-13:00;", FALSE, 14, FALSE},
};

/* Monday 2026-03-02 on the wall clock of UTC; spans that nobody can read permit nothing. */
START_TEST(a_customer_has_hours_of_their_own)
{
	g_autoptr(Conf) conf = load_good(REST);
	g_autoptr(Zones) zones = zones_new();
	g_auto(ConfCaseRules) rules = {0};
	g_autoptr(Hours) hours = NULL;
	g_autofree char *fault = NULL;
	const char *quiet = QUIETS[_i].quiet;
	const int64_t at = INT64_C(1772409600) + QUIETS[_i].hour * 3600;

	row_int(quiet, conf_quiet_hours(quiet, &hours, &fault) == 0, QUIETS[_i].readable);
	row_int(quiet, fault == NULL, QUIETS[_i].readable);
	ck_assert(conf_case_rules(conf, zones, "a", "Etc/UTC", NULL, quiet, &rules));
	for (int c = 0; c < CLASSES; c++) {
		const DecideRules *one = &rules.policy.rules[c];

		row_int(quiet, one->n_layers, CONF_LAYERS);
		ck_assert_ptr_eq(one->layers[CONF_LAYER_SHOP], rules.shop->rules.permitted[c]);
		ck_assert_ptr_eq(one->layers[CONF_LAYER_REGION], rules.shop->rules.permitted[c]);
		row_int(quiet, hours_test(one->layers[CONF_LAYER_PERSON], one->zones[0], at) == HOURS_OPEN,
		        QUIETS[_i].open);
	}
}
END_TEST

/* A shop's own list stands in place of the general one. */
static const struct {
	const char *row, *general, *own, *category;
	int want;
} LEVELS[] = {
	{"nothing is said", "", "", "safety", 0},
	{"its category", "levels = [ \"safety = 4\" ];\n", "", "safety", 4},
	{"another category", "levels = [ \"safety = 4\" ];\n", "", "logistics", 0},
	{"any other", "levels = [ \"safety = 4\", \"any=2\" ];\n", "", "logistics", 2},
	{"none at all is any", "levels = [ \"safety = 4\", \"any = 2\" ];\n", "", NULL, 2},
	{"the shop's own", "levels = [ \"safety = 4\" ];\n", "levels = [ \"safety = 5\" ];", "safety", 5},
	{"the shop has none", "levels = [ \"safety = 4\" ];\n", "levels = [ ];", "safety", 0},
	{"letters matter", "levels = [ \"safety = 4\" ];\n", "", "Safety", 0},
};

START_TEST(levels_by_category)
{
	g_autofree char *text = g_strconcat(LEVELS[_i].general, PACKS PROVIDER "shops: { a: {\n" BASICS TEXTING,
	                                    LEVELS[_i].own, " }; };\n", NULL);
	g_autoptr(Conf) conf = load_good(text);

	row_int(LEVELS[_i].row, conf_case_level(conf_shop(conf, "a"), LEVELS[_i].category), LEVELS[_i].want);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("conf");
	TCase *tc = tcase_create("conf");

	tcase_add_checked_fixture(tc, sample_setup, sample_teardown);
	tcase_add_test(tc, defaults_hold);
	tcase_add_test(tc, the_sketch_of_the_design_loads);
	tcase_add_loop_test(tc, levels_by_category, 0, G_N_ELEMENTS(LEVELS));
	tcase_add_test(tc, a_shop_overrides_the_general);
	tcase_add_loop_test(tc, hours_come_together, 0, G_N_ELEMENTS(HOURS));
	tcase_add_test(tc, holidays_bind_the_people_too);
	tcase_add_loop_test(tc, texts_come_together, 0, G_N_ELEMENTS(TEXTS));
	tcase_add_test(tc, words_of_replies_add_up);
	tcase_add_loop_test(tc, shipped_packs_fit, 0, G_N_ELEMENTS(LANGUAGES));
	tcase_add_test(tc, credentials_come_from_systemd);
	tcase_add_test(tc, without_secrets_nothing_is_read);
	tcase_add_test(tc, secrets_are_never_shown);
	tcase_add_loop_test(tc, the_hash_is_of_the_rules, 0, G_N_ELEMENTS(HASHES));
	tcase_add_test(tc, the_order_of_shops_does_not_matter);
	tcase_add_test(tc, what_is_shown_loads_again);
	tcase_add_loop_test(tc, json_tells_value_default_and_source, 0, G_N_ELEMENTS(SHOWN));
	tcase_add_test(tc, the_manual_has_every_setting);
	tcase_add_test(tc, the_example_loads_as_shipped);
	tcase_add_test(tc, the_example_has_every_setting_with_its_default);
	tcase_add_test(tc, the_policy_carries_the_rules);
	tcase_add_test(tc, no_cap_is_no_cap);
	tcase_add_test(tc, a_zone_nobody_knows_is_none);
	tcase_add_test(tc, the_policy_plans);
	tcase_add_loop_test(tc, a_customer_has_hours_of_their_own, 0, G_N_ELEMENTS(QUIETS));
	tcase_add_test(tc, a_reference_keeps_it);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "conf");
}
