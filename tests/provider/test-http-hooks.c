/* Webhooks of driver "http": what profiles find in them, whose they are, what is answered; and bytes nobody meant for
 * it. */
#include "provider/profile.h"

#include <errno.h>
#include <string.h>

#define SENDS "http: { send: { form = [ \"to={to}\", \"t={text}\" ]; }; "
#define STATUSES                                                                                                       \
	"statuses = ( { is = [ \"1\", \"DELIVRD\" ]; status = \"delivered\"; }, { is = \"3\"; error = \"9\"; status "  \
	"= \"failed\"; cause = "                                                                                       \
	"\"opted_out\"; }, { is = \"3\"; status = \"failed\"; }, { is = \"0\"; status = \"ignored\"; } ); "
#define REPORTS(fields) SENDS STATUSES "reports: { " fields " }; };"
#define REPLIES(fields) SENDS "replies: { " fields " }; };"
#define BY_NAME REPORTS("ref = \"ref\"; id = \"id\"; status = \"st\"; error = \"err\"; time = \"at\";")
#define BY_POINTER                                                                                                     \
	REPORTS("array = \"/r\"; ref = \"/x/ref\"; id = \"/id\"; status = \"/st\"; time = \"/at\"; time_form = "       \
	        "\"rfc3339\";")
#define BY_LINE                                                                                                        \
	REPORTS("array = \"data[*]\"; lines = true; only = \"#0\"; only_is = \"sms\"; id = \"#1\"; status = \"#2\"; "  \
	        "time = \"#3\";")
#define XIE "\xe8\xb0\xa2"

static const Provider *http(void)
{
	return provider_find("http");
}

/* `want`: "status cause ref id code at", one line a report; NULL: -EBADMSG. */
static const struct {
	const char *name, *profile, *query, *headers, *body, *want;
} REPORTED[] = {
        {"parameters of a form", BY_NAME, "", NULL, "ref=abc123&id=7&st=1&at=1763447417",
         "delivered accepted abc123 7 1 1763447417"},
        {"parameters of the address", BY_NAME, "st=3&err=9&id=7", NULL, "", "failed opted_out - 7 3 9 0"},
        {"the first row that fits", BY_NAME, "st=3&err=8&id=7", NULL, "", "failed accepted - 7 3 8 0"},
        {"a status that says nothing", BY_NAME, "st=0&id=7", NULL, "", ""},
        {"a status of no row is kept aside", BY_NAME, "st=5&id=7", NULL, "", NULL},
        {"no status", BY_NAME, "id=7", NULL, "", NULL},
        {"neither reference nor id", BY_NAME, "st=1", NULL, "", NULL},
        {"a list in JSON", BY_POINTER, "", NULL,
         "{\"r\":[{\"x\":{\"ref\":\"abc\"},\"id\":7,\"st\":\"DELIVRD\",\"at\":\"2026-03-14T09:02:03+01:00\"},{\"id\":"
         "\"8\",\"st\":3}]}",
         "delivered accepted abc 7 DELIVRD 1773475323\nfailed accepted - 8 3 0"},
        {"one of a list that is not understood holds no other up", BY_POINTER, "", NULL,
         "{\"r\":[{\"st\":1},{\"id\":\"8\",\"st\":3}]}", "failed accepted - 8 3 0"},
        {"an empty list", BY_POINTER, "", NULL, "{\"r\":[]}", ""},
        {"no list", BY_POINTER, "", NULL, "{\"r\":{}}", NULL},
        {"the whole body is a list", REPORTS("array = \"\"; id = \"/id\"; status = \"/st\";"), "", NULL,
         "[{\"id\":1,\"st\":1}]", "delivered accepted - 1 1 0"},
        {"cut JSON", BY_POINTER, "", NULL, "{\"r\":[{\"id\":7,\"st\":1}", NULL},
        {"lines in parameters, others passed over", BY_LINE, "", NULL,
         "data%5B0%5D=sms%0A17-1%0ADELIVRD%0A1763447417&data%5B1%5D=call%0Ax&data[2]=sms%0D%0A17-2%0D%0A3",
         "delivered accepted - 17-1 DELIVRD 1763447417\nfailed accepted - 17-2 3 0"},
        {"no such parameters", BY_LINE, "", NULL, "x=1", NULL},
        {"headers", REPORTS("id = \"header:X-Id\"; status = \"header:X-St\";"), "", "x-id: 5\nX-St: 1", "",
         "delivered accepted - 5 1 0"},
        {"milliseconds", REPORTS("id = \"id\"; status = \"st\"; time = \"at\"; time_form = \"epoch_ms\";"),
         "id=1&st=1&at=1763447417999", NULL, "", "delivered accepted - 1 1 1763447417"},
        {"a clock of its own",
         REPORTS("id = \"id\"; status = \"st\"; time = \"at\"; time_form = \"local\"; utc_offset = \"+03:00\";"),
         "id=1&st=1&at=2026-03-14+12:02:03", NULL, "", "delivered accepted - 1 1 1773478923"},
        {"RFC 2822", REPORTS("id = \"id\"; status = \"st\"; time = \"at\"; time_form = \"rfc2822\";"),
         "id=1&st=1&at=Sat,%2014%20Mar%202026%2010:02:03%20%2B0100", NULL, "", "delivered accepted - 1 1 1773478923"},
        {"no time at all", REPORTS("id = \"id\"; status = \"st\"; time = \"at\"; time_form = \"rfc2822\";"),
         "id=1&st=1&at=Sat,%2099%20Mar", NULL, "", "delivered accepted - 1 1 0"},
};

static char *told(const GArray *found)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < found->len; i++) {
		const ProviderInbound *r = &g_array_index(found, ProviderInbound, i);

		ck_assert_int_eq(r->kind, INBOUND_RECEIPT);
		g_string_append_printf(out, "%s%s %s %s %s %s %" G_GINT64_FORMAT, i ? "\n" : "",
		                       receipt_status_name(r->status), submit_outcome_name(r->cause),
		                       r->ref ? r->ref : "-", r->provider_id ? r->provider_id : "-", r->code, r->at);
	}
	return g_string_free(out, FALSE);
}

START_TEST(reports)
{
	const char *name = REPORTED[_i].name, *why = NULL;
	g_auto(Profile) profile = {0};
	g_autoptr(GArray) found = provider_inbound_array_new();
	HttpInbound inbound = profile_inbound(REPORTED[_i].query, REPORTED[_i].headers, REPORTED[_i].body, -1);
	int r;

	profile_load(REPORTED[_i].profile, &profile);
	r = http()->parse_inbound(&profile.account, "dlr", &inbound, found, &why);
	row_int(name, r, REPORTED[_i].want ? 0 : -EBADMSG);
	/* What is not understood is nobody's secret: it is kept aside beside what is. */
	row_int(name, why != NULL, REPORTED[_i].want == NULL || strstr(name, "holds no other up"));
	if (REPORTED[_i].want) {
		g_autofree char *got = told(found);

		row_str(name, got, REPORTED[_i].want);
	}
	http_inbound_clear(&inbound);
}
END_TEST

static const struct {
	const char *name, *profile, *query, *headers, *body;
	gssize length;
	const char *from, *to, *text, *id; /* from NULL: -EBADMSG */
	ProviderOptout optout;
	const char *part_of;
	int part, parts;
} REPLIED[] = {
        {"a form", REPLIES("from = \"from\"; to = \"to\"; text = \"text\"; id = \"id\";"), "", NULL,
         "from=%2B49151&to=123&text=a+b%0Ac&id=5", -1, "+49151", "123", "a b\nc", "5", OPTOUT_NONE, NULL, 0, 0},
        {"JSON", REPLIES("from = \"/from\"; text = \"/body/text\";"), "", NULL,
         "{\"from\":49151,\"body\":{\"text\":\"" XIE "\"}}", -1, "49151", NULL, XIE, NULL, OPTOUT_NONE, NULL, 0, 0},
        {"a text with the number in a header", REPLIES("from = \"header:X-From\"; text = \"body:\";"), "",
         "X-From: 49151", "Hi & ho=+", -1, "49151", NULL, "Hi & ho=+", NULL, OPTOUT_NONE, NULL, 0, 0},
        {"windows-1251", REPLIES("from = \"f\"; text = \"t\"; charset = \"windows-1251\";"), "", NULL, "f=7&t=%C4%E0",
         -1, "7", NULL, "\xd0\x94\xd0\xb0", NULL, OPTOUT_NONE, NULL, 0, 0},
        {"UTF-16BE", REPLIES("from = \"f\"; text = \"t\"; charset = \"UTF-16BE\";"), "f=7&t=%00A%8C%22", NULL, "", -1,
         "7", NULL, "A" XIE, NULL, OPTOUT_NONE, NULL, 0, 0},
        {"bytes that are no UTF-8", REPLIES("from = \"f\"; text = \"t\";"), "f=7&t=a%FFb", NULL, "", -1, "7", NULL,
         "a\xef\xbf\xbd"
         "b",
         NULL, OPTOUT_NONE, NULL, 0, 0},
        {"the provider's own opt-out",
         REPLIES("from = \"f\"; text = \"t\"; optout = \"o\"; stop = [ \"STOP\", \"END\" ]; start = \"START\";"),
         "f=7&t=x&o=END", NULL, "", -1, "7", NULL, "x", NULL, OPTOUT_STOP, NULL, 0, 0},
        {"a part of a long one", REPLIES("from = \"f\"; text = \"t\"; part_of = \"c\"; part = \"p\"; parts = \"n\";"),
         "f=7&t=x&c=99&p=2&n=3", NULL, "", -1, "7", NULL, "x", NULL, OPTOUT_NONE, "99", 2, 3},
        {"a part that is none", REPLIES("from = \"f\"; text = \"t\"; part_of = \"c\"; part = \"p\"; parts = \"n\";"),
         "f=7&t=x&c=99&p=4&n=3", NULL, "", -1, "7", NULL, "x", NULL, OPTOUT_NONE, NULL, 4, 3},
        {"no sender", REPLIES("from = \"f\"; text = \"t\";"), "t=x", NULL, "", -1, NULL, NULL, NULL, NULL, OPTOUT_NONE,
         NULL, 0, 0},
        {"no text", REPLIES("from = \"f\"; text = \"t\";"), "f=7", NULL, "", -1, NULL, NULL, NULL, NULL, OPTOUT_NONE,
         NULL, 0, 0},
};

START_TEST(replies)
{
	const char *name = REPLIED[_i].name, *why = NULL;
	g_auto(Profile) profile = {0};
	g_autoptr(GArray) found = provider_inbound_array_new();
	HttpInbound inbound =
	        profile_inbound(REPLIED[_i].query, REPLIED[_i].headers, REPLIED[_i].body, REPLIED[_i].length);

	profile_load(REPLIED[_i].profile, &profile);
	row_int(name, http()->parse_inbound(&profile.account, "mo", &inbound, found, &why),
	        REPLIED[_i].from ? 0 : -EBADMSG);
	row_int(name, found->len, REPLIED[_i].from ? 1 : 0);
	if (REPLIED[_i].from) {
		const ProviderInbound *got = &g_array_index(found, ProviderInbound, 0);

		row_int(name, got->kind, INBOUND_REPLY);
		row_str(name, got->from, REPLIED[_i].from);
		row_str(name, got->to, REPLIED[_i].to);
		row_str(name, got->text, REPLIED[_i].text);
		row_str(name, got->provider_id, REPLIED[_i].id);
		row_int(name, got->optout, REPLIED[_i].optout);
		row_str(name, got->part_of, REPLIED[_i].part_of);
		row_int(name, got->part, REPLIED[_i].part);
		row_int(name, got->parts, REPLIED[_i].parts);
	}
	http_inbound_clear(&inbound);
}
END_TEST

START_TEST(hooks_there_are_not)
{
	g_auto(Profile) profile = {0};
	g_autoptr(GArray) found = provider_inbound_array_new();
	HttpInbound inbound = profile_inbound("id=1&st=1", NULL, "", -1);
	const char *why = NULL;

	profile_load(BY_NAME, &profile);
	ck_assert_int_eq(http()->parse_inbound(&profile.account, "mo", &inbound, found, &why), -ENOENT);
	ck_assert_int_eq(http()->parse_inbound(&profile.account, "x", &inbound, found, &why), -ENOENT);
	http_inbound_clear(&inbound);
}
END_TEST

START_TEST(the_answer_is_the_profile_s)
{
	g_auto(Profile) plain = {0}, own = {0};
	ProviderAck ack;

	profile_load(BY_NAME, &plain);
	ack = http()->ack(&plain.account, "dlr");
	ck_assert_int_eq(ack.status, 200);
	ck_assert_str_eq(ack.body, "");
	profile_load(REPORTS("id = \"id\"; status = \"st\"; answer: { status = 202; type = \"application/json\"; body "
	                     "= \"{\\\"code\\\":0}\"; };"),
	             &own);
	ack = http()->ack(&own.account, "dlr");
	ck_assert_int_eq(ack.status, 202);
	ck_assert_str_eq(ack.type, "application/json");
	ck_assert_str_eq(ack.body, "{\"code\":0}");
}
END_TEST

/* ---- whose they are ---- */

#define SIGNATURE(fields)                                                                                              \
	SENDS STATUSES "reports: { id = \"id\"; status = \"st\"; }; signature: { header = \"X-Sig\"; " fields          \
	               " }; }; "                                                                                       \
	               "callback_url = \"https://cb.example\"; token = \"file:@DIR@/token\";"
/* printf 'id=1&st=1' piped into openssl dgst -sha256 -hmac hunter2 */
#define HEX "590607b74b3c7db08db774c57d8d7c7f70130bb88ef4f6d90becbb46efacd69e"
#define ALLOW(list) SENDS STATUSES "reports: { id = \"id\"; status = \"st\"; }; source_allow = " list "; };"

static const struct {
	const char *name, *profile, *headers, *peer, *url;
	int r;
} VERIFIED[] = {
        {"nothing is signed", BY_NAME, NULL, "192.0.2.7", NULL, 0},
        {"body, hex", SIGNATURE("text = \"{body}\";"), "X-Sig: " HEX, "192.0.2.7", NULL, 0},
        {"hex of any case", SIGNATURE("text = \"{body}\";"),
         "x-sig: 590607B74B3C7DB08DB774C57D8D7C7F70130BB88EF4F6D90BECBB46EFACD69E", "192.0.2.7", NULL, 0},
        {"with its prefix", SIGNATURE("text = \"{body}\"; prefix = \"sha256=\";"), "X-Sig: sha256=" HEX, "192.0.2.7",
         NULL, 0},
        {"without its prefix", SIGNATURE("text = \"{body}\"; prefix = \"sha256=\";"), "X-Sig: " HEX, "192.0.2.7", NULL,
         -EACCES},
        {"address and body, base64", SIGNATURE("text = \"{url}{body}\"; digest = \"sha1\"; coding = \"base64\";"),
         "X-Sig: 9S0Zsgz385s9ZXGSq8BMjNpL9Nc=", "192.0.2.7", "https://cb.example/h", 0},
        {"another address", SIGNATURE("text = \"{url}{body}\"; digest = \"sha1\"; coding = \"base64\";"),
         "X-Sig: 9S0Zsgz385s9ZXGSq8BMjNpL9Nc=", "192.0.2.7", "https://cb.example/x", -EACCES},
        {"no address to compare", SIGNATURE("text = \"{url}{body}\"; digest = \"sha1\"; coding = \"base64\";"),
         "X-Sig: 9S0Zsgz385s9ZXGSq8BMjNpL9Nc=", "192.0.2.7", NULL, -EACCES},
        {"a wrong one", SIGNATURE("text = \"{body}\";"), "X-Sig: 00", "192.0.2.7", NULL, -EACCES},
        {"none", SIGNATURE("text = \"{body}\";"), NULL, "192.0.2.7", NULL, -EACCES},
        {"from an address of the list", ALLOW("[ \"198.51.100.1\", \"192.0.2.0/24\" ]"), NULL, "192.0.2.7", NULL, 0},
        {"the same as a socket of both families names it", ALLOW("[ \"192.0.2.0/24\" ]"), NULL, "::ffff:192.0.2.7",
         NULL, 0},
        {"from another", ALLOW("[ \"192.0.2.0/29\" ]"), NULL, "192.0.2.8", NULL, -EACCES},
        {"from a network of six", ALLOW("[ \"2001:db8::/33\" ]"), NULL, "2001:db8:7fff::1", NULL, 0},
        {"from beside it", ALLOW("[ \"2001:db8::/33\" ]"), NULL, "2001:db8:8000::1", NULL, -EACCES},
        {"from nowhere", ALLOW("[ \"192.0.2.0/24\" ]"), NULL, "", NULL, -EACCES},
};

START_TEST(verifies)
{
	g_auto(Profile) profile = {0};
	HttpInbound inbound = profile_inbound("", VERIFIED[_i].headers, "id=1&st=1", -1);
	const ProviderWebhook webhook = {.hook = "dlr", .url = VERIFIED[_i].url, .inbound = &inbound};
	const char *why = NULL;

	g_free(inbound.peer);
	inbound.peer = g_strdup(VERIFIED[_i].peer);
	profile_load(VERIFIED[_i].profile, &profile);
	row_int(VERIFIED[_i].name, http()->verify(&profile.account, &webhook, &why), VERIFIED[_i].r);
	row_int(VERIFIED[_i].name, why != NULL, VERIFIED[_i].r != 0);
	http_inbound_clear(&inbound);
}
END_TEST

/* ---- bytes nobody meant for it ---- */

static const struct {
	const char *profile, *seed; /* cut anywhere, and with bytes changed */
} HOSTILE[] = {
        {BY_NAME, "ref=abc123&id=7&st=1&at=1763447417&err=9"},
        {BY_POINTER,
         "{\"r\":[{\"x\":{\"ref\":\"abc\"},\"id\":7,\"st\":\"DELIVRD\",\"at\":\"2026-03-14T09:02:03+01:00\"}]}"},
        {BY_LINE, "data%5B0%5D=sms%0A17-1%0ADELIVRD%0A1763447417&data[1]=sms%0D%0A17-2%0D%0A3"},
        {SENDS STATUSES "reports: { id = \"/a/*/0\"; status = \"/s\"; time = \"/t\"; time_form = \"rfc2822\"; }; "
                        "replies: { from = \"/f\"; text = "
                        "\"/x\"; charset = \"UTF-16BE\"; part_of = \"/p\"; part = \"/q\"; parts = \"/n\"; }; };",
         "{\"a\":{\"k\":[\"1\"]},\"s\":\"1\",\"t\":\"Sat, 14 Mar 2026 10:02:03 "
         "+0100\",\"f\":\"7\",\"x\":\"\\u8c22\",\"p\":1,\"q\":1,\"n\":2}"},
        {SENDS "lookup: { query = [ \"r={ref}\" ]; array = \"/a\"; match = \"/r\"; id = \"/i\"; }; replies: { from = "
               "\"#1\"; text = \"#2\"; lines = "
               "true; charset = \"windows-1251\"; }; };",
         "x\n49151\nhello \xff\xfe\n{\"a\":[{\"r\":\"abc\",\"i\":1}]}"},
};

static void feed(const Profile *profile, const char *bytes, gsize length)
{
	static const char *const HOOKS[] = {"dlr", "mo"};
	const ProviderLookup lookup = {.to = "+49151", .ref = "abc"};
	HttpAnswer answer = profile_answer(200, NULL, bytes, (gssize)length);
	ProviderFinding finding = {0};
	ProviderResult result = {0};
	ProviderCheck checked = {0};

	for (gsize i = 0; i < G_N_ELEMENTS(HOOKS); i++) {
		g_autoptr(GArray) found = provider_inbound_array_new();
		HttpInbound inbound = profile_inbound("", NULL, bytes, (gssize)length);
		const ProviderWebhook webhook = {.hook = HOOKS[i], .inbound = &inbound};
		const char *why = NULL;

		http()->verify(&profile->account, &webhook, &why);
		http()->parse_inbound(&profile->account, HOOKS[i], &inbound, found, &why);
		for (guint k = 0; k < found->len; k++) {
			const ProviderInbound *one = &g_array_index(found, ProviderInbound, k);

			ck_assert(!one->text || g_utf8_validate(one->text, -1, NULL));
			ck_assert(!one->code || g_utf8_validate(one->code, -1, NULL));
		}
		http_inbound_clear(&inbound);
	}
	http()->parse_answer(&profile->account, &answer, &result);
	http()->parse_lookup(&profile->account, &lookup, &answer, &finding);
	http()->parse_check(&profile->account, &answer, &checked);
	ck_assert(g_utf8_validate(result.code, -1, NULL));
	provider_result_clear(&result);
	provider_finding_clear(&finding);
	g_free(checked.words);
	http_answer_clear(&answer);
}

START_TEST(any_bytes_are_survived)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(20261122);
	gsize length = strlen(HOSTILE[_i].seed);
	g_auto(Profile) profile = {0};

	profile_load(HOSTILE[_i].profile, &profile);
	for (gsize cut = 0; cut <= length; cut++)
		feed(&profile, HOSTILE[_i].seed, cut);
	for (int n = 0; n < 2000; n++) {
		g_autofree char *bytes = g_memdup2(HOSTILE[_i].seed, length + 1);
		int changes = g_rand_int_range(rand, 1, 6);

		for (int i = 0; i < changes; i++)
			bytes[g_rand_int_range(rand, 0, (int)length)] = (char)g_rand_int_range(rand, 0, 256);
		feed(&profile, bytes, length);
	}
	for (int n = 0; n < 300; n++) {
		char noise[256];
		gsize size = (gsize)g_rand_int_range(rand, 0, sizeof noise);

		for (gsize i = 0; i < size; i++)
			noise[i] = (char)g_rand_int_range(rand, 0, 256);
		feed(&profile, noise, size);
	}
}
END_TEST

START_TEST(a_body_that_is_too_long_is_not_looked_through)
{
	g_autofree char *body = g_malloc(70000);
	g_autoptr(GArray) found = provider_inbound_array_new();
	g_auto(Profile) profile = {0};
	HttpInbound inbound;
	const char *why = NULL;

	memset(body, ' ', 70000);
	memcpy(body, "id=1&st=1&x=", 12);
	inbound = profile_inbound("", NULL, body, 70000);
	profile_load(BY_NAME, &profile);
	ck_assert_int_eq(http()->parse_inbound(&profile.account, "dlr", &inbound, found, &why), -EBADMSG);
	http_inbound_clear(&inbound);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("http hooks");
	TCase *tcase = tcase_create("all");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, sample_setup, sample_teardown);
	tcase_add_loop_test(tcase, reports, 0, G_N_ELEMENTS(REPORTED));
	tcase_add_loop_test(tcase, replies, 0, G_N_ELEMENTS(REPLIED));
	tcase_add_test(tcase, hooks_there_are_not);
	tcase_add_test(tcase, the_answer_is_the_profile_s);
	tcase_add_loop_test(tcase, verifies, 0, G_N_ELEMENTS(VERIFIED));
	tcase_add_loop_test(tcase, any_bytes_are_survived, 0, G_N_ELEMENTS(HOSTILE));
	tcase_add_test(tcase, a_body_that_is_too_long_is_not_looked_through);
	suite_add_tcase(suite, tcase);
	return suite_run(suite, "provider/http hooks");
}
