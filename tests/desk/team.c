#include "desk/team.h"

#include "desk/accounts.h"
#include "desk/import.h"

#include <string.h>

static const char CONF_TEXT[] =
	"store: { path = \"%s/store.db\"; };\n"
	"text_packs = \"%s\"; region_data = \"%s\"; reply_packs = \"%s\";\n"
	"offers: { agent = \"50 CNY\"; senior = \"500 CNY\"; };\n"
	"shops: {\n"
	"  demo: { name = \"Demo\"; region = \"CN\"; zone = \"Asia/Shanghai\"; language = \"zh-CN\"; provider = \"p\";\n"
	"    call = { allowed = true; ground = \"the customer gave this number for the order\"; };\n"
	"    sms = { allowed = true; ground = \"service notice on the customer's own order\"; }; };\n"
	"  kazakh: { name = \"Kazakh\"; region = \"KZ\"; zone = \"Asia/Shanghai\"; language = \"ru\"; provider = \"p\";\n"
	"    consent = { first_contact = \"ticked at the checkout\"; };\n"
	"    sms = { allowed = true; ground = \"service notice on the customer's own order\"; }; };\n"
	"  wants: { name = \"Wants\"; region = \"KZ\"; zone = \"Asia/Almaty\"; language = \"ru\"; provider = \"p\";\n"
	"    sms = { allowed = true; ground = \"service notice on the customer's own order\"; }; };\n"
	"  mute: { name = \"Mute\"; region = \"CN\"; zone = \"Asia/Shanghai\"; language = \"zh-CN\"; provider = \"p\"; };\n"
	"};\n"
	"providers: { p: { driver = \"kannel\"; url = \"http://127.0.0.1:9/cgi-bin/sendsms\"; username = \"u\";\n"
	"  price_per_segment = \"0.045 CNY\"; password = \"credential:p\"; }; };\n";

void team_open(Fixture *f)
{
	g_autofree char *packs = test_file("../texts");
	g_autofree char *regions = test_file("../regions");
	g_autofree char *replies = test_file("../replies");
	g_autofree char *text = NULL;
	g_autofree char *path = NULL;
	g_autoptr(GPtrArray) faults = NULL;
	Conf *conf = NULL;
	int r;

	fixture_open(f);
	text = g_strdup_printf(CONF_TEXT, f->dir, packs, regions, replies);
	path = fixture_file(f, "team.conf", text, strlen(text));
	r = conf_load_without_secrets(path, &conf, &faults);
	for (guint i = 0; r < 0 && i < faults->len; i++)
		g_printerr("%s\n", ((ConfFault *)faults->pdata[i])->text);
	ck_assert_int_eq(r, 0);
	conf_unref(f->conf);
	f->conf = conf;
	f->desk.conf = conf;
}

static void account(Fixture *f, const char *name, const char *full_name, const char *role)
{
	const AccountChange change = {.name = name, .full_name = full_name, .role = role};
	g_autofree char *fault = NULL;

	ck_assert_msg(account_put(&f->desk, &change, TRUE, &fault) == 0, "%s", fault);
}

void team_accounts(Fixture *f)
{
	account(f, "admin", "Wang Wei", "admin");
	team_as(f, "agent:admin");
	account(f, "newcomer", "Xiao Wu", "newcomer");
	account(f, "agent", "Zhao Liu", "agent");
	account(f, "senior", "Sun Qi", "senior");
	account(f, "li", "Li Na", "agent");
	team_as(f, "agent:li");
}

int64_t team_case(Fixture *f, const char *shop, const char *external_id, const char *phone, const char *word)
{
	g_autofree char *a = g_strconcat("shop=", shop, NULL);
	g_autofree char *b = g_strconcat("external_id=", external_id, NULL);
	g_autofree char *c = g_strconcat("phone=", phone, NULL);
	g_autofree char *d = g_strdup_printf("alerted_at=%" G_GINT64_FORMAT, f->desk.now_at);
	const char *const words[] = {a, b, c, d, word, NULL};
	g_autofree char *fault = NULL;
	IntakeResult result;
	int64_t case_id = 0;

	ck_assert_msg(import_words(&f->desk, words, &result, &case_id, &fault) == 0, "%s", fault);
	return case_id;
}

void team_as(Fixture *f, const char *actor)
{
	f->desk.actor = actor;
}

void team_reply(Fixture *f, int64_t case_id, const char *text)
{
	(void)fixture_reply(f, case_id, LABEL_OTHER, text, f->desk.now_at);
}
