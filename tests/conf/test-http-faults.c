/* Every way a provider's group "http" can be wrong says where, what and how to cure it. The group begins at line 4. */
#include "conf/sample.h"

#include <errno.h>
#include <string.h>

#define ADDRESS "driver = \"http\"; url = \"https://x.example/\"; "
#define NO_PASSWORD ADDRESS
#define ACCOUNT ADDRESS "password = \"file:@DIR@/secret\"; "
#define WITH_QUERY "driver = \"http\"; url = \"https://x.example/?a=b\"; password = \"file:@DIR@/secret\"; "
#define SENDS "send: { form = [ \"to={to}\", \"t={text}\" ]; };"

#define SURE "send: { form = [ \"to={to}\", \"t={text}\" ]; id_pointer = \"/id\"; };"

static const struct {
	const char *rule, *account, *group, *faults;
} FAULTS[] = {
        {"the group is needed", ACCOUNT, "",
         "followup.conf:2: providers.p.http: missing, http needs it; write http: { send: { path = \"/send\"; "
         "form = [ \"to={to}\", \"text={text}\" ]; }; };"},
        {"a profile must send", ACCOUNT, "http: { };",
         "followup.conf:4: providers.p.http.send: missing; write send: { path = \"/send\"; form = [ ... ]; }"},
        {"an unknown key, with the nearest", ACCOUNT, "http: { sned: { }; " SENDS " };",
         "followup.conf:4: providers.p.http.sned: no such setting; write \"providers.p.http.send\""},
        {"an unknown key, never with its value", ACCOUNT,
         "http: { auth: { kind = \"bearer\"; token = \"hunter2\"; }; " SENDS " };",
         "followup.conf:4: providers.p.http.auth.token: no such setting; take it out (followup-provider(7) "
         "lists all there are)"},
        {"a group where a text stands", ACCOUNT, "http: { send = \"x\"; };",
         "followup.conf:4: providers.p.http.send = \"x\": a text where a group of settings belongs; write "
         "send: { path = \"/send\"; form = [ ... ]; };"},
        {"a text where a group stands", ACCOUNT, "http: { auth: { kind: { }; }; " SENDS " };",
         "followup.conf:4: providers.p.http.auth.kind = { ... }: a group where a text belongs; write kind = "
         "\"basic\""},
        {"an unknown variable, with the nearest", ACCOUNT,
         "http: { send: { form = [ \"to={too}\", \"t={text}\" ]; }; };",
         "followup.conf:4: providers.p.http.send.form[0] = \"to={too}\": no variable {too}; write {to}, or "
         "\"{{\" for a bracket"},
        {"a variable that has no value there", ACCOUNT,
         "http: { send: { form = [ \"to={to}\", \"t={text}{id}\" ]; }; };",
         "followup.conf:4: providers.p.http.send.form[1] = \"t={text}{id}\": {id} has no value here; take it out"},
        {"the secret stands in auth alone", ACCOUNT,
         "http: { send: { form = [ \"to={to}\", \"t={text}\", \"k={secret}\" ]; }; };",
         "followup.conf:4: providers.p.http.send.form[2] = \"k={secret}\": {secret} has no value here; take it out"},
        {"a parameter without a name", ACCOUNT, "http: { send: { form = [ \"{to}\", \"t={text}\" ]; }; };",
         "followup.conf:4: providers.p.http.send.form[0] = \"{to}\": no name before a \"=\"; write it as "
         "\"name={text}\""},
        {"a list is needed", ACCOUNT, "http: { send: { form = \"to={to}\"; }; };",
         "followup.conf:4: providers.p.http.send.form = \"to={to}\": a text where a list belongs; write form ="
         " [ \"to={to}\" ]"},
        {"an empty list", ACCOUNT, "http: { send: { form = [ ]; }; };",
         "followup.conf:4: providers.p.http.send.form = [ ]: an empty list; write form = [ \"to={to}\" ], or "
         "take it out"},
        {"a method that is not used", ACCOUNT, "http: { send: { method = \"get\"; query = [ \"to={to}{text}\" ]; }; };",
         "followup.conf:4: providers.p.http.send.method = \"get\": not a method that is used here; write "
         "\"GET\", \"POST\" or \"PUT\""},
        {"a body that GET does not carry", ACCOUNT,
         "http: { send: { method = \"GET\"; form = [ \"to={to}{text}\" ]; }; };",
         "followup.conf:4: providers.p.http.send: a body that GET does not carry; write its parameters as "
         "query, or method = \"POST\""},
        {"two bodies", ACCOUNT, "http: { send: { form = [ \"to={to}{text}\" ]; text = \"{text}\"; }; };",
         "followup.conf:4: providers.p.http.send: more than one body; write one of form, json, xml and text"},
        {"XML that is none", ACCOUNT, "http: { send: { xml = \"<a>{to}{text}</b>\"; }; };",
         "followup.conf:4: providers.p.http.send: its xml is not well-formed; write one element with all inside"},
        {"JSON that is none", ACCOUNT, "http: { send: { json = \"{\\\"a\\\": {text}}\"; }; };",
         "followup.conf:4: providers.p.http.send.json = \"{\\\"a\\\": {text}}\": not JSON (string or '}' "
         "expected near 'text'); variables stand in its texts, as {\\\"to\\\": \\\"{to}\\\"}"},
        {"a variable unknown in JSON", ACCOUNT, "http: { send: { json: { a = \"{to}\"; b = [ \"{txt}\" ]; }; }; };",
         "followup.conf:4: providers.p.http.send.json = { ... }: no variable {txt}; write {text}, or \"{{\" "
         "for a bracket"},
        {"a number that is none", ACCOUNT, "http: { send: { json: { a = \"{to}\"; b = \"{#text}\"; }; }; };",
         "followup.conf:4: providers.p.http.send.json = { ... }: \"{#text}\" is no number; write "
         "\"{#validity_s}\", \"{#validity_min}\", \"{#validity_h}\" or \"{#now}\""},
        {"no number to send to", ACCOUNT, "http: { send: { form = [ \"t={text}\" ]; }; };",
         "followup.conf:4: providers.p.http.send: it tells no number; write {to}, {to_no_plus} or "
         "{to_national} into it"},
        {"no text", ACCOUNT, "http: { send: { form = [ \"to={to}\" ]; }; };",
         "followup.conf:4: providers.p.http.send: it tells no text; write {text} into it"},
        {"a header's name", ACCOUNT, "http: { send: { form = [ \"to={to}{text}\" ]; headers = [ \"X A=1\" ]; }; };",
         "followup.conf:4: providers.p.http.send: the name of a header holds what none may; write it as "
         "\"X-Name={ref}\""},
        {"a bad pointer", ACCOUNT, "http: { send: { form = [ \"to={to}{text}\" ]; id_pointer = \"id\"; }; };",
         "followup.conf:4: providers.p.http.send.id_pointer = \"id\": not a JSON pointer; write it from \"/\" "
         "on, as \"/id\""},
        {"a bad pattern", ACCOUNT,
         "http: { send: { form = [ \"to={to}{text}\" ]; success = ( { body = \"(\"; } ); }; };",
         "followup.conf:4: providers.p.http.send.success[0].body = \"(\": not a pattern; write a regular "
         "expression, as \"^OK: ([0-9a-f]+)\""},
        {"a pattern that lifts its limits", ACCOUNT,
         "http: { send: { form = [ \"to={to}{text}\" ]; success = ( { body = \"(*LIMIT_MATCH=9)a\"; } ); }; };",
         "followup.conf:4: providers.p.http.send.success[0].body = \"(*LIMIT_MATCH=9)a\": an option of the "
         "pattern language; write the pattern alone"},
        {"a pattern of an id without a group", ACCOUNT,
         "http: { send: { form = [ \"to={to}{text}\" ]; id_like = \"OK\"; }; };",
         "followup.conf:4: providers.p.http.send.id_like = \"OK\": no group in it; put what is wanted into ( "
         "), as \"^OK: ([0-9a-f]+)\""},
        {"two places of the id", ACCOUNT,
         "http: { send: { form = [ \"to={to}{text}\" ]; id_pointer = \"/id\"; id_header = \"X-Id\"; }; };",
         "followup.conf:4: providers.p.http.send: more than one place of the id; write one of id_pointer, "
         "id_like and id_header"},
        {"an unknown class, with the nearest", ACCOUNT,
         "http: { send: { form = [ \"to={to}{text}\" ]; errors = ( { http = 400; class = \"bad_numer\"; } ); "
         "}; };",
         "followup.conf:4: providers.p.http.send.errors[0].class = \"bad_numer\": no such class; write "
         "\"bad_number\""},
        {"accepted is no error", ACCOUNT,
         "http: { send: { form = [ \"to={to}{text}\" ]; errors = ( { http = 400; class = \"accepted\"; } ); };"
         " };",
         "followup.conf:4: providers.p.http.send.errors[0].class = \"accepted\": no such class; write one of "
         "\"retry_later\", \"throttled\", \"bad_number\", \"opted_out\", \"rejected_content\", "
         "\"account_broken\", \"no_credit\", \"quiet_by_provider\", \"unknown_code\", \"unknown\""},
        {"an error without a class", ACCOUNT,
         "http: { send: { form = [ \"to={to}{text}\" ]; errors = ( { http = 400; } ); }; };",
         "followup.conf:4: providers.p.http.send.errors[0].class: missing; write class = \"bad_number\""},
        {"a row that holds for every answer", ACCOUNT,
         "http: { send: { form = [ \"to={to}{text}\" ]; errors = ( { class = \"retry_later\"; } ); }; };",
         "followup.conf:4: providers.p.http.send.errors[0]: it would hold for every answer; write http, a "
         "pointer or a body into it"},
        {"200 alone is sent again by no row", ACCOUNT,
         "http: { send: { form = [ \"to={to}{text}\" ]; errors = ( { http = \"100-599\"; class = "
         "\"retry_later\"; } ); }; };",
         "followup.conf:4: providers.p.http.send.errors[0]: an answer of 200 to 299 alone proves no error; "
         "write a pointer or a body beside http, or class = \"unknown\""},
        {"a delay of what does not wait", ACCOUNT,
         "http: { send: { form = [ \"to={to}{text}\" ]; errors = ( { http = 400; class = \"bad_number\"; delay"
         " = \"1min\"; } ); }; };",
         "followup.conf:4: providers.p.http.send.errors[0]: only throttled waits; write class = \"throttled\","
         " or take delay, delay_from and number_only out"},
        {"a delay without a unit", ACCOUNT,
         "http: { send: { form = [ \"to={to}{text}\" ]; errors = ( { http = 429; class = \"throttled\"; delay "
         "= 60; } ); }; };",
         "followup.conf:4: providers.p.http.send.errors[0].delay = 60: no unit; write \"60s\", \"60min\", "
         "\"60h\" or \"60d\""},
        {"a place of a delay", ACCOUNT,
         "http: { send: { form = [ \"to={to}{text}\" ]; errors = ( { http = 429; class = \"throttled\"; "
         "delay_from = \"wait\"; } ); }; };",
         "followup.conf:4: providers.p.http.send.errors[0].delay_from = \"wait\": not a place of a delay; "
         "write \"retry-after\" or a JSON pointer"},
        {"statuses of HTTP", ACCOUNT,
         "http: { send: { form = [ \"to={to}{text}\" ]; success = ( { http = \"2xx\"; } ); }; };",
         "followup.conf:4: providers.p.http.send.success[0].http = \"2xx\": not HTTP statuses; write them as "
         "\"200-299,404\""},
        {"a value to compare with what", ACCOUNT,
         "http: { send: { form = [ \"to={to}{text}\" ]; success = ( { http = 200; is = \"1\"; } ); }; };",
         "followup.conf:4: providers.p.http.send.success[0]: nothing says what is compared; write pointer = "
         "\"/status\" beside it"},
        {"rows are groups", ACCOUNT,
         "http: { send: { form = [ \"to={to}{text}\" ]; success = { pointer = \"/a\"; }; }; };",
         "followup.conf:4: providers.p.http.send.success = { ... }: a group where a list of groups belongs; "
         "write success = ( { pointer = \"/status\"; is = \"OK\"; } )"},
        {"a charset nobody knows", ACCOUNT, "http: { charset = \"win1251x\"; " SENDS " };",
         "followup.conf:4: providers.p.http.charset = \"win1251x\": no such charset; write a name iconv knows,"
         " as \"windows-1251\""},
        {"a charset that would change letters", ACCOUNT, "http: { charset = \"ASCII//TRANSLIT\"; " SENDS " };",
         "followup.conf:4: providers.p.http.charset = \"ASCII//TRANSLIT\": no such charset; write a name iconv"
         " knows, as \"windows-1251\""},
        {"a charset for JSON", ACCOUNT,
         "http: { charset = \"windows-1251\"; send: { json: { a = \"{to}{text}\"; }; }; };",
         "followup.conf:4: providers.p.http.send: JSON is UTF-8; take charset out of the group http"},
        {"a national number of what country", ACCOUNT,
         "http: { send: { form = [ \"to={to_national}\", \"t={text}\" ]; }; };",
         "followup.conf:4: providers.p.http.send: {to_national} without a country; write country_code = \"49\""
         " into the group http"},
        {"a country code with its plus", ACCOUNT, "http: { country_code = \"+49\"; " SENDS " };",
         "followup.conf:4: providers.p.http.country_code = \"+49\": not digits alone; write them without "
         "\"+\", as \"49\""},
        {"an unknown kind of proof", ACCOUNT, "http: { auth: { kind = \"digest\"; }; " SENDS " };",
         "followup.conf:4: providers.p.http.auth.kind = \"digest\": no such kind; write one of \"none\", "
         "\"basic\", \"bearer\", \"header\", \"query\", \"body\", \"hmac\""},
        {"a proof without a name", ACCOUNT, "http: { auth: { kind = \"header\"; value = \"{secret}\"; }; " SENDS " };",
         "followup.conf:4: providers.p.http.auth: it has no name to stand under; write name = \"X-Api-Key\""},
        {"a secret in the file is not shown", ACCOUNT,
         "http: { auth: { kind = \"header\"; name = \"X-Key\"; value = \"hunter{2}\"; }; " SENDS " };",
         "followup.conf:4: providers.p.http.auth.value = (hidden): a variable that there is not; write "
         "{secret} or {username}"},
        {"a proof without the secret", ACCOUNT,
         "http: { auth: { kind = \"header\"; name = \"X-Key\"; value = \"hunter2\"; }; " SENDS " };",
         "followup.conf:4: providers.p.http.auth: its value holds no {secret}, and the secret itself never "
         "stands here; write value = \"{secret}\""},
        {"a signature of what", ACCOUNT, "http: { auth: { kind = \"hmac\"; name = \"X-S\"; }; " SENDS " };",
         "followup.conf:4: providers.p.http.auth: nothing says what is signed; write text = \"{now}{nonce}{body}\""},
        {"a proof in a body that is not there", ACCOUNT,
         "http: { auth: { kind = \"body\"; name = \"k\"; value = \"{secret}\"; }; send: { query = [ "
         "\"a={to}{text}\" ]; }; };",
         "followup.conf:4: providers.p.http.send: there is no form and no JSON for auth to stand in; write it "
         "into the query, or a body here"},
        {"a look-up of anything", ACCOUNT, "http: { " SENDS " lookup: { path = \"/all\"; }; };",
         "followup.conf:4: providers.p.http.lookup: it asks for no message of ours; write {ref} or {id} into "
         "it, or array and match"},
        {"a list without what to match", ACCOUNT,
         "http: { " SENDS " lookup: { query = [ \"r={ref}\" ]; array = \"/m\"; }; };",
         "followup.conf:4: providers.p.http.lookup: array and match belong together; write array = "
         "\"/messages\" and match = \"/reference\""},
        {"statuses that mean nothing", ACCOUNT,
         "http: { " SENDS " lookup: { query = [ \"r={ref}\" ]; status = \"/s\"; }; };",
         "followup.conf:4: providers.p.http.lookup: nothing says what its status means; write statuses = ( { "
         "is = \"1\"; status = \"delivered\"; } )"},
        {"the text is not told in a look-up", ACCOUNT,
         "http: { " SENDS " lookup: { query = [ \"r={ref}{text}\" ]; }; };",
         "followup.conf:4: providers.p.http.lookup.query[0] = \"r={ref}{text}\": {text} has no value here; "
         "take it out"},
        {"a report of whom", ACCOUNT,
         "http: { " SENDS " statuses = ( { is = \"1\"; status = \"delivered\"; } ); reports: { status = \"st\"; }; };",
         "followup.conf:4: providers.p.http.reports: nothing says whose report it is; write ref or id, the "
         "field it stands in"},
        {"a report without a status", ACCOUNT,
         "http: { " SENDS " statuses = ( { is = \"1\"; status = \"delivered\"; } ); reports: { id = \"id\"; }; };",
         "followup.conf:4: providers.p.http.reports.status: missing; write status = \"status\""},
        {"an unknown status", ACCOUNT,
         "http: { " SENDS
         " statuses = ( { is = \"1\"; status = \"arrived\"; } ); reports: { id = \"id\"; status = \"st\"; }; "
         "};",
         "followup.conf:4: providers.p.http.statuses[0].status = \"arrived\": no such status; write "
         "\"delivered\", \"failed\", \"buffered\", \"accepted\" or \"ignored\""},
        {"fields by line without lines", ACCOUNT,
         "http: { " SENDS
         " statuses = ( { is = \"1\"; status = \"delivered\"; } ); reports: { id = \"#1\"; status = \"#2\"; };"
         " };",
         "followup.conf:4: providers.p.http.reports: fields by line, and nothing has lines; write lines = true"},
        {"a field that is none", ACCOUNT, "http: { " SENDS " replies: { from = \"a b\"; text = \"t\"; }; };",
         "followup.conf:4: providers.p.http.replies.from = \"a b\": not a field; write a parameter's name, "
         "\"/pointer\", \"#2\", \"header:Name\" or \"body:\""},
        {"a filter without its words", ACCOUNT,
         "http: { " SENDS " replies: { from = \"f\"; text = \"t\"; only = \"type\"; }; };",
         "followup.conf:4: providers.p.http.replies: only and only_is belong together; write only = \"type\" "
         "and only_is = \"dlr\""},
        {"a list that is none", ACCOUNT,
         "http: { " SENDS " replies: { from = \"f\"; text = \"t\"; array = \"data[]\"; }; };",
         "followup.conf:4: providers.p.http.replies.array = \"data[]\": neither a JSON pointer nor numbered "
         "parameters; write one, as \"/results\""},
        {"an answer that asks for more", ACCOUNT,
         "http: { " SENDS " replies: { from = \"f\"; text = \"t\"; answer: { status = 500; }; }; };",
         "followup.conf:4: providers.p.http.replies.answer.status = 500: out of range; write 200 to 299"},
        {"an offset", ACCOUNT,
         "http: { " SENDS " replies: { from = \"f\"; text = \"t\"; time_form = \"local\"; utc_offset = \"3h\"; }; };",
         "followup.conf:4: providers.p.http.replies.utc_offset = \"3h\": not an offset from UTC; write it as "
         "\"+03:00\""},
        {"an address", ACCOUNT, "http: { " SENDS " source_allow = [ \"192.0.2.0/33\" ]; };",
         "followup.conf:4: providers.p.http.source_allow[0] = \"192.0.2.0/33\": not an address or a range of "
         "them; write it as \"192.0.2.0/24\""},
        {"what a signature needs", ACCOUNT,
         "http: { " SURE " signature: { header = \"X-S\"; text = \"{url}{body}\"; }; };",
         "followup.conf:2: providers.p.signature_secret: missing, http.signature needs it; write "
         "signature_secret = \"credential:office-signature\"\nfollowup.conf:2: providers.p.callback_url: "
         "missing, {url} of http.signature needs it; write callback_url = \"https://followup.example.com\""},
        {"basic needs a name and a password", NO_PASSWORD, "http: { auth: { kind = \"basic\"; }; " SURE " };",
         "followup.conf:2: providers.p.password: missing, auth needs it; write password = "
         "\"credential:office-password\"\nfollowup.conf:2: providers.p.username: missing, auth needs it; write"
         " username = \"followup\""},
        {"account in the path", ACCOUNT,
         "http: { send: { path = \"/{account}\"; form = [ \"to={to}{text}\" ]; id_pointer = \"/id\"; }; };",
         "followup.conf:2: providers.p.account: missing, {account} of http.send.path needs it; write account ="
         " \"AC0123456789abcdef0123456789abcdef\""},
        {"a query in the url", WITH_QUERY, "http: { " SURE " };",
         "followup.conf:3: providers.p.url = \"https://x.example/?a=b\": what is behind \"?\" or \"#\" does "
         "not belong here; write it as query into http.send"},
};

START_TEST(says_what_is_wrong)
{
	g_autofree char *text = g_strconcat(PACKS "providers: { p: {\n", FAULTS[_i].account, "\n", FAULTS[_i].group,
	                                    "\n}; };\n" SHOP_OF(BASICS TEXTING), NULL);
	g_autofree char *faults = NULL;
	Conf *conf = NULL;

	row_int(FAULTS[_i].rule, sample_load(text, &conf, &faults), -EINVAL);
	row_str(FAULTS[_i].rule, faults, FAULTS[_i].faults);
	ck_assert_msg(!strstr(faults, "hunter"), "row %s: a secret is shown", FAULTS[_i].rule);
	ck_assert_ptr_null(conf);
}
END_TEST

/* Not a fault: an admin may try drivers. */
START_TEST(another_driver_does_not_read_it)
{
	g_autofree char *faults = NULL;
	g_autoptr(Conf) conf = NULL;

	ck_assert_int_eq(sample_load(PACKS PROVIDER_WITH("url = \"http://127.0.0.1/\"; " LOGIN "http: { " SURE " };")
	                                     SHOP_OF(BASICS TEXTING),
	                             &conf, &faults),
	                 0);
	ck_assert_str_eq(faults,
	                 "warning: followup.conf:3: providers.p.http: driver kannel does not read it; take it out, or "
	                 "write driver = \"http\"");
}
END_TEST

START_TEST(success_by_the_status_alone_is_warned_of)
{
	g_autofree char *faults = NULL;
	g_autoptr(Conf) conf = NULL;

	ck_assert_int_eq(sample_load(PACKS "providers: { p: {\n" ACCOUNT "\nhttp: { " SENDS
	                                   " }; }; };\n" SHOP_OF(BASICS TEXTING),
	                             &conf, &faults),
	                 0);
	ck_assert_str_eq(
	        faults,
	        "warning: followup.conf:4: providers.p.http.send: any answer of its status counts as accepted, a "
	        "proxy's page too; write success with a pointer or a body, or where the id stands");
}
END_TEST

/* An agent's followupctl cannot read the secrets, and knows the profile all the same. */
START_TEST(secrets_are_not_needed_to_read_it)
{
	g_autofree char *text = sample_fill(
	        PACKS "providers: { p: { driver = \"http\"; url = \"https://x.example/\"; password = \"file:/none\"; "
	              "http: { auth: { kind = \"bearer\"; }; " SENDS " }; }; };\n" SHOP_OF(BASICS TEXTING));
	g_autoptr(Conf) conf = NULL;

	ck_assert(g_file_set_contents("followup.conf", text, -1, NULL));
	ck_assert_int_eq(conf_load_without_secrets("followup.conf", &conf, NULL), 0);
	ck_assert_ptr_nonnull(conf_provider(conf, "p")->http);
}
END_TEST

/* It decides how a message is written, not when or what: plans stay. */
START_TEST(plans_stay_when_it_changes)
{
	static const char *const GROUPS[] = {SENDS, "send: { query = [ \"a={to}{text}\" ]; };"};
	Conf *confs[2] = {NULL, NULL};

	for (gsize i = 0; i < G_N_ELEMENTS(GROUPS); i++) {
		g_autofree char *text = g_strconcat(PACKS "providers: { p: {\n" ACCOUNT "http: { ", GROUPS[i],
		                                    " }; }; };\n" SHOP_OF(BASICS TEXTING), NULL);
		g_autofree char *faults = NULL;

		ck_assert_int_eq(sample_load(text, &confs[i], &faults), 0);
	}
	ck_assert_str_eq(confs[0]->hash, confs[1]->hash);
	conf_unref(confs[0]);
	conf_unref(confs[1]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("conf http");
	TCase *tcase = tcase_create("all");

	tcase_add_checked_fixture(tcase, sample_setup, sample_teardown);
	tcase_add_loop_test(tcase, says_what_is_wrong, 0, G_N_ELEMENTS(FAULTS));
	tcase_add_test(tcase, another_driver_does_not_read_it);
	tcase_add_test(tcase, success_by_the_status_alone_is_warned_of);
	tcase_add_test(tcase, secrets_are_not_needed_to_read_it);
	tcase_add_test(tcase, plans_stay_when_it_changes);
	suite_add_tcase(suite, tcase);
	return suite_run(suite, "conf http");
}
