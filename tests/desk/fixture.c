#include "desk/fixture.h"

#include "desk/import.h"
#include "store/inbound.h"

#include <errno.h>
#include <string.h>

static const char CONF_TEXT[] =
	"store: { path = \"%s/store.db\"; };\n"
	"text_packs = \"%s\";\n"
	"region_data = \"%s\"; reply_packs = \"%s/../tests/data/conf/replies\";\n"
	"permitted_hours: { sms = [ \"mon-sat 08:00-21:30\", \"sun 09:00-21:00\", \"holidays 12:00-18:00\" ]; };\n"
	"holidays = [ \"2026-11-20\" ];\n"
	"shops: {\n"
	"  demo: { name = \"Demo\"; region = \"CN\"; zone = \"Asia/Shanghai\"; language = \"zh-CN\"; provider = "
	"\"p\";\n"
	"    sms = { allowed = true; ground = \"service notice on the customer's own order\"; }; };\n"
	"  london: { name = \"London\"; region = \"CN\"; zone = \"Europe/London\"; language = \"en\"; provider = "
	"\"p\";\n"
	"    sms = { allowed = true; ground = \"service notice on the customer's own order\"; }; };\n"
	"  kazakh: { name = \"Kazakh\"; region = \"KZ\"; zone = \"Asia/Shanghai\"; language = \"en\"; provider = "
	"\"p\"; quiet_hours = [ ]; first_contact = { hard_limit = \"7d\"; };\n"
	"    permitted_hours = { sms = [ \"daily 00:00-24:00\" ]; }; widen_courtesy = \"asked for\";\n"
	"    consent = { first_contact = \"ticked at the checkout\"; };\n"
	"    sms = { allowed = true; ground = \"service notice on the customer's own order\"; }; };\n"
	"  mute: { name = \"Mute\"; region = \"CN\"; zone = \"Asia/Shanghai\"; language = \"zh-CN\"; provider = \"p\"; "
	"};\n"
	"};\n"
	"providers: { p: { driver = \"kannel\"; url = \"http://127.0.0.1:9/cgi-bin/sendsms\"; username = \"u\";\n"
	"  password = \"credential:p\"; }; };\n";

char *fixture_file(const Fixture *f, const char *name, const char *bytes, gsize length)
{
	char *path = g_build_filename(f->dir, name, NULL);

	ck_assert(g_file_set_contents(path, bytes, (gssize)length, NULL));
	return path;
}

static void load_conf(Fixture *f)
{
	g_autoptr(GPtrArray) faults = NULL;
	g_autofree char *packs = test_file("../texts");
	g_autofree char *regions = test_file("../regions");
	g_autofree char *text = g_strdup_printf(CONF_TEXT, f->dir, packs, regions, regions);
	g_autofree char *path = fixture_file(f, "followup.conf", text, strlen(text));
	int r = conf_load_without_secrets(path, &f->conf, &faults);

	for (guint i = 0; r < 0 && i < faults->len; i++)
		g_printerr("%s\n", ((ConfFault *)faults->pdata[i])->text);
	ck_assert_int_eq(r, 0);
}

void fixture_open(Fixture *f)
{
	*f = (Fixture){.dir = test_dir_new(), .zones = zones_new()};
	load_conf(f);
	ck_assert_int_eq(store_open(f->conf->store_path, STORE_READ_WRITE, &f->store, NULL), 0);
	ck_assert_int_eq(store_begin(f->store), 0);
	ck_assert_int_eq(store_rules_put(f->store, f->conf->hash, WEDNESDAY, &f->rules_id), 0);
	ck_assert_int_eq(store_commit(f->store), 0);
	f->desk =
	        (Desk){.store = f->store, .conf = f->conf, .zones = f->zones, .actor = "agent:li", .now_at = WEDNESDAY};
}

void fixture_close(Fixture *f)
{
	store_close(f->store);
	conf_unref(f->conf);
	zones_free(f->zones);
	test_dir_remove(f->dir);
	g_free(f->dir);
}

guint fixture_cases(const Fixture *f)
{
	const StoreCaseFilter filter = {.limit = G_MAXINT};
	g_autoptr(GArray) cases = NULL;

	ck_assert_int_eq(store_case_list(f->store, &filter, &cases), 0);
	return cases->len;
}

int64_t fixture_case(Fixture *f, const char *shop, const char *external_id, const char *phone, int64_t complaint_at)
{
	g_autofree char *a = g_strconcat("shop=", shop, NULL);
	g_autofree char *b = g_strconcat("external_id=", external_id, NULL);
	g_autofree char *c = g_strconcat("phone=", phone, NULL);
	g_autofree char *d = g_strdup_printf("alerted_at=%" G_GINT64_FORMAT, complaint_at);
	const char *const words[] = {a, b, c, d, NULL};
	g_autofree char *fault = NULL;
	IntakeResult result;
	int64_t case_id = 0;

	ck_assert_msg(import_words(&f->desk, words, &result, &case_id, &fault) == 0, "%s", fault);
	ck_assert_int_eq(result, INTAKE_NEW);
	return case_id;
}

int64_t fixture_reply(Fixture *f, int64_t case_id, ReplyLabel label, const char *text, int64_t at)
{
	StoreCase c = {0};
	StoreReply reply = {.provider = (char *)"p", .text = (char *)text, .label = (char *)reply_label_name(label),
	                    .at = STORE_NO_TIME, .received_at = at, .read_at = STORE_NO_TIME, .case_id = case_id,
	                    .matched_by = (char *)"number"};
	StoreEvent event = {.kind = EVENT_REPLY, .at = at, .actor = "customer"};

	ck_assert_int_eq(store_case_get(f->store, case_id, &c), 0);
	reply.person_id = c.person_id;
	reply.from_number = c.phone;
	ck_assert_int_eq(store_begin(f->store), 0);
	ck_assert_int_eq(store_reply_put(f->store, &reply, &event.reply_id), 0);
	ck_assert_int_eq(store_case_event(f->store, case_id, &event), 0);
	if (label == LABEL_OPTOUT)
		ck_assert(store_block_put(f->store, c.person_id, "reply", "customer", NULL, at) != -EINVAL);
	ck_assert_int_eq(store_commit(f->store), 0);
	store_case_clear(&c);
	return event.reply_id;
}

Conf *fixture_conf(const Fixture *f, const char *general, const char *mute, const char *price)
{
	static const char SHOP[] = "%s: { name = \"X\"; region = \"CN\"; zone = \"Asia/Shanghai\"; language = \"zh-CN\"; "
	                           "provider = \"p\"; %s };\n";
	g_autoptr(GPtrArray) faults = NULL;
	g_autofree char *packs = test_file("../texts");
	g_autofree char *regions = test_file("../regions");
	g_autofree char *demo = g_strdup_printf(SHOP, "demo", FIXTURE_ALLOWED);
	g_autofree char *other = mute ? g_strdup_printf(SHOP, "mute", mute) : g_strdup("");
	g_autofree char *text = g_strdup_printf(
		"store: { path = \"%s/store.db\"; };\ntext_packs = \"%s\"; region_data = \"%s\"; reply_packs = \"%s/../tests/data/conf/replies\";"
		" widen_courtesy = \"the test is about the shop's own hours\";\n%sshops: {\n%s%s};\n"
		"providers: { p: { driver = \"kannel\"; url = \"http://127.0.0.1:9/x\"; username = \"u\"; "
		"password = \"credential:p\"; %s}; };\n",
		f->dir, packs, regions, regions, general, demo, other, price);
	g_autofree char *path = fixture_file(f, "new.conf", text, strlen(text));
	Conf *conf = NULL;
	int r = conf_load_without_secrets(path, &conf, &faults);

	for (guint i = 0; r < 0 && i < faults->len; i++)
		g_printerr("%s\n", ((ConfFault *)faults->pdata[i])->text);
	ck_assert_int_eq(r, 0);
	return conf;
}
