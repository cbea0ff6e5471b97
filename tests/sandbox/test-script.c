/* What the sandbox reads: scripts, faults and report plans, and the addresses it reports to. */
#include "lib/suite.h"
#include "sandbox/script.h"
#include "sandbox/sendsms.h"

#include <errno.h>
#include <string.h>

static char *write_script(const char *dir, const char *json)
{
	char *path = g_build_filename(dir, "script.json", NULL);

	ck_assert(g_file_set_contents(path, json, -1, NULL));
	return path;
}

static const char *const BAD_SCRIPTS[] = {
	"", "{", "{}", "[1]", "[{\"answer\": \"perhaps\"}]", "[{\"answer\": 1}]", "[{\"anwser\": \"busy\"}]",
	"[{\"match\": []}]", "[{\"match\": {\"from\": \"1\"}}]", "[{\"match\": {\"nth\": 0}}]", "[{\"delay_ms\": -1}]",
	"[{\"delay_ms\": \"1\"}]", "[{\"reports\": {}}]", "[{\"reports\": [{\"type\": 3}]}]",
	 "[{\"reports\": [{\"type\": 1, \"after_ms\": 1e9}]}]",
	"[{\"reply\": {}}]", "[{\"reply\": {\"text\": \"x\", \"after_ms\": 99999999999}}]",
	 "[{\"answer\": \"busy\", \"answer\": \"busy\"}]",
};

START_TEST(bad_script_is_told)
{
	char *dir = test_dir_new();
	g_autofree char *path = write_script(dir, BAD_SCRIPTS[_i]);
	g_autofree char *said = NULL;
	Script *script = script_new();

	row_int(BAD_SCRIPTS[_i], script_load(script, path, &said), -EINVAL);
	ck_assert_msg(said && g_str_has_prefix(said, path), "%s", said);
	script_free(script);
	test_dir_remove(dir);
	g_free(dir);
}
END_TEST

static const struct {
	const char *fault, *reports;
	int want;
} SPECS[] = {
	{"busy", "8:0", 0},      {"busy:1", "8:50,1:500", 0}, {"none", "none", 0},   {"", "", -EINVAL},
	{"busy:0", "8", -EINVAL}, {"busy:", "8:", -EINVAL},    {"nope", "3:5", -EINVAL}, {"busy:x", "8:x", -EINVAL},
	{"none:2", "8:1,", -EINVAL}, {":2", ":1", -EINVAL},
};

START_TEST(spec)
{
	Script *script = script_new();

	row_int(SPECS[_i].fault, script_set_fault(script, SPECS[_i].fault), SPECS[_i].want);
	row_int(SPECS[_i].reports, script_set_reports(script, SPECS[_i].reports), SPECS[_i].want);
	script_free(script);
}
END_TEST

static const struct {
	const char *dlr_url, *want;
	int type;
} REPORT_URLS[] = {
	{"http://h/?a=%A&t=%d&f=%F", "http://h/?a=ACK%2F&t=8&f=", 8},
	{"http://h/?a=%A&t=%d&f=%F", "http://h/?a=&t=1&f=id", 1},
	{"http://h/%%20?p=%p&P=%P&T=%T", "http://h/%20?p=%2B138&P=shop%20x&T=77", 1},
	{"http://h/?x=%z&y=%", "http://h/?x=%z&y=%", 1},
	{"http://h/?b=%b", "http://h/?b=a%26b%E8%B0%A2", 1},
};

START_TEST(report_url)
{
	Sendsms sms = {.to = (char *)"+138",
	               .from = (char *)"shop x",
	               .text = (char *)"a&b\xe8\xb0\xa2",
	               .username = (char *)"u",
	               .dlr_url = (char *)REPORT_URLS[_i].dlr_url};
	g_autofree char *url = sendsms_report_url(&sms, REPORT_URLS[_i].type, "id", 77);

	row_str(REPORT_URLS[_i].dlr_url, url, REPORT_URLS[_i].want);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("sandbox-script");
	TCase *tcase = tcase_create("all");

	tcase_add_loop_test(tcase, bad_script_is_told, 0, G_N_ELEMENTS(BAD_SCRIPTS));
	tcase_add_loop_test(tcase, spec, 0, G_N_ELEMENTS(SPECS));
	tcase_add_loop_test(tcase, report_url, 0, G_N_ELEMENTS(REPORT_URLS));
	suite_add_tcase(suite, tcase);
	return suite_run(suite, "sandbox-script");
}
