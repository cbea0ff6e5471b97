/* The daemon's own alarms over a fake clock and network: each has a limit and an end (F60). */
#include "gateway/told.h"

#include "desk/incident_text.h"
#include "desk/incidents.h"
#include "gateway/alarms.h"
#include "gateway/result.h"
#include "gateway/teller.h"

/* ---- the daemon's own alarms ---- */

static void provider_is_down(void)
{
	w = world_new(FREELY HOOK("events = [ \"provider\" ];"), AT(14, 0));
	add("a", AT(14, 0));
	world_answer(w, DOWN);
	world_at(w, AT(14, 1));
	world_answer(w, DOWN);
	silence(); /* twice is an accident */
	world_at(w, AT(14, 5));
	world_answer(w, DOWN);
	told_words("provider box takes no messages");
	told("provider");
	world_at(w, AT(14, 15));
	world_answer(w, DOWN);
	silence(); /* once is enough */
	world_at(w, AT(14, 40));
	world_answer(w, OK202);
	told_words("provider box works again");
	told("end provider");
	expect("over", "SELECT count || ' ' || (ended_at IS NOT NULL) FROM notice WHERE kind = 'provider'", "2 1");
}

/* A turn that is tried anew - the disk is full - counts nothing twice. */
static void a_result_counts_once(void)
{
	const HttpAnswer lost = {.progress = HTTP_NOT_SENT, .error = (char *)"no route"};
	const WorldSubmit *s;

	w = world_new(FREELY HOOK("events = [ \"provider\" ];"), AT(14, 0));
	add("a", AT(14, 0));
	s = w->submits->pdata[0];
	s->done(&lost, s->user);
	g_ptr_array_remove_index(w->submits, 0);
	for (int i = 0; i < 5; i++) {
		ck_assert_int_eq(store_begin(w->g.store), 0);
		ck_assert_int_eq(result_store_all(&w->g, w->g.clock.fake_us), 0);
		store_rollback(w->g.store);
	}
	world_settle(w);
	world_at(w, AT(14, 1));
	world_answer(w, DOWN);
	silence(); /* twice is an accident */
	world_at(w, AT(14, 5));
	world_answer(w, DOWN);
	told("provider");
}

static void provider_refuses_us(void)
{
	w = world_new(FREELY HOOK("events = [ \"alarm\" ];"), AT(14, 0));
	add("a", AT(14, 0));
	world_answer(w, 403, "Authorization failed for sendsms to 13800138000");
	told_words("provider box refuses us: account_broken (403 Authorization failed for sendsms to ***)");
	told("provider");
	world_at(w, AT(14, 6));
	world_answer(w, OK202);
	told("end provider");
	silence();
}

static char *three_texts(void)
{
	char *ref = NULL;

	for (int i = 0; i < 3; i++) {
		g_autofree char *id = g_strdup_printf("n%d", i), *phone = g_strdup_printf("1380013800%d", i);

		world_case(w, id, phone, "Wang", NULL, clock_now_at(&w->g.clock));
		g_free(ref);
		ref = g_strdup(((WorldSubmit *)w->submits->pdata[0])->ref);
		world_answer(w, OK202);
	}
	return ref;
}

static void no_receipts(void)
{
	g_autofree char *ref = NULL;

	w = world_new(FREELY HOOK("events = [ \"no_receipts\" ];"), AT(14, 0));
	ref = three_texts();
	world_at(w, AT(14, 29));
	silence();
	world_at(w, AT(14, 30));
	told_words("reports on none");
	told("no_receipts");
	world_at(w, AT(14, 50));
	silence();
	receipt(ref);
	told_words("provider box reports again");
	told("end no_receipts");
	world_at(w, AT(18, 0));
	silence();
}

/* Two phones may be off, and where nothing is sent nothing is missed. */
static void receipts_that_nobody_misses(void)
{
	g_autofree char *ref = NULL;

	w = world_new(FREELY HOOK("events = [ \"no_receipts\" ];"), AT(14, 0));
	ref = three_texts();
	receipt(ref);
	world_at(w, AT(14, 10));
	add("x", AT(14, 10));
	world_answer(w, OK202);
	world_at(w, AT(18, 0));
	silence();
}

static void wrong_tokens(void)
{
	w = world_new(HOOK("events = [ \"bad_webhooks\" ];"), AT(14, 0));
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(world_webhook(w, "/hook/box/fedcba9876543210/dlr", ""), 403);
	silence();
	world_webhook(w, "/hook/box/fedcba9876543210/dlr", "");
	told("bad_webhooks");
	for (int i = 0; i < 1000; i++)
		world_webhook(w, "/hook/box/fedcba9876543210/dlr", "");
	expect("a flood is one row", "SELECT count(*) || ' ' || max(count) FROM notice", "1 1");
	world_at(w, AT(14, 5));
	world_webhook(w, "/hook/box/fedcba9876543210/dlr", "");
	expect("still going on", "SELECT count FROM notice", "2");
	world_at(w, AT(14, 34));
	silence();
	world_at(w, AT(14, 35));
	told_words("not seen for half an hour");
	told("end bad_webhooks");
}

static void few_wrong_tokens(void)
{
	w = world_new(ALL, AT(14, 0));
	for (int i = 0; i < 12; i++) {
		world_webhook(w, "/hook/box/fedcba9876543210/dlr", "");
		world_at(w, AT(14, 3 * (i + 1)));
	}
	silence();
}

static void clock_is_set(void)
{
	w = world_new(ALL, AT(14, 0));
	alarms_clock_set(&w->g, 59);
	world_settle(w);
	silence();
	alarms_clock_set(&w->g, -7500);
	world_settle(w);
	told_words("set back by 2 h 5 min");
	told("clock_jump");
	silence();
}

static void unreadable_webhooks(void)
{
	w = world_new(HOOK("events = [ \"alarm\" ];"), AT(14, 0));
	world_webhook(w, "/hook/box/0123456789abcdef/nonsense", "");
	told("inbound");
	world_at(w, AT(14, 20));
	world_webhook(w, "/hook/box/0123456789abcdef/nonsense", "");
	silence();
	world_at(w, AT(14, 50));
	told_words("\"count\":2");
	told("end inbound");
}

static void unknown_outcome(void)
{
	g_autofree char *ref = NULL;

	w = world_new(FREELY HOOK("events = [ \"unknown\" ];"), AT(14, 0));
	add("a", AT(14, 0));
	ref = g_strdup(((WorldSubmit *)w->submits->pdata[0])->ref);
	world_lose(w, HTTP_UNKNOWN);
	world_at(w, AT(14, 9));
	silence();
	world_at(w, AT(14, 10));
	told_words("1 message of unknown outcome waits for a person");
	told("unknown");
	receipt(ref);
	told("end unknown");
	silence();
}

#define PRICED(cap) FREELY "\nprovider:price_per_segment = \"1 CNY\";\nshop:spend_per_day = \"" cap " CNY\";\n"

/* A text has two segments. */
static void spend_two_texts(const char *extra)
{
	w = world_new(extra, AT(14, 0));
	world_case(w, "m1", "13800138001", "Wang", NULL, AT(14, 0));
	world_answer(w, OK202);
	world_case(w, "m2", "13800138002", "Wang", NULL, AT(14, 0));
}

static void money_is_used_up(void)
{
	spend_two_texts(PRICED("3") HOOK("events = [ \"money_cap\" ];"));
	told_words("shop demo spent its 3.00 CNY (spend_per_day)");
	told("money_cap");
	world_case(w, "m3", "13800138003", "Wang", NULL, AT(14, 0));
	world_crash(w);
	world_at(w, AT(23, 59));
	silence(); /* once a day is enough */
	world_at(w, AT(24, 0));
	told_words("a new day, and new money");
	told("end money_cap");
}

static void more_money_is_allowed(void)
{
	spend_two_texts(PRICED("3") HOOK("events = [ \"money_cap\" ];"));
	told("money_cap");
	world_reload(w, PRICED("4") HOOK("events = [ \"money_cap\" ];"));
	told_words("spend_per_day is another");
	told("end money_cap");
	world_answer(w, OK202);
	silence();
}

static void money_is_left(void)
{
	spend_two_texts(PRICED("4") HOOK("events = [ \"money_cap\" ];"));
	world_answer(w, OK202);
	silence();
}

/* ---- incidents ---- */

#define INCIDENTS HOOK("events = [ \"incident\", \"incident_text\" ];") " incidents: { suggest_from = 4; };"

/* Cases `from` to `to` - 1 come in at that time, about a product. */
static void come(int from, int to, const char *product, int64_t at)
{
	world_at(w, at);
	for (int i = from; i < to; i++) {
		g_autofree char *id = g_strdup_printf("k%d", i), *phone = g_strdup_printf("139001380%02d", i);
		g_autofree char *sql = g_strdup_printf("UPDATE cases SET product = '%s' WHERE external_id = '%s'", product, id);

		world_case(w, id, phone, "Wang", NULL, at);
		g_free(world_ask(w, sql));
	}
	world_at(w, at + 60);
}

static Desk desk_of(const char *actor)
{
	return (Desk){.conf = w->g.conf, .zones = w->g.zones, .store = w->g.store, .actor = actor,
	              .now_at = clock_now_at(&w->g.clock)};
}

static int64_t opened(const char *match)
{
	const IncidentWish wish = {.name = "kettles leak", .match = match};
	const Desk desk = desk_of("agent:li");
	g_autofree char *fault = NULL;
	int64_t id = 0;

	ck_assert_msg(incident_open(&desk, &wish, &id, &fault) == 0, "%s", fault);
	gateway_wake(&w->g, WAKE_DIRTY | WAKE_DUE);
	world_settle(w);
	return id;
}

static void incident_is_proposed(void)
{
	w = world_new(INCIDENTS, AT(14, 0));
	come(0, 3, "kettle 13900138000", AT(14, 0));
	silence(); /* three are none */
	come(3, 5, "KETTLE 13900138000", AT(14, 10));
	told_words("5 open cases have the product \\\"kettle ****\\\" in common");
	told_words("\"shop\":\"demo\"");
	told("incident");
	come(5, 8, "Kettle 13900138000", AT(14, 20));
	silence(); /* it is known */
	world_crash(w);
	world_at(w, AT(16, 0));
	silence(); /* also after a start */
	opened("product=kettle 13900138000");
	world_at(w, AT(16, 2));
	told_words("no incident is proposed of it any more");
	told("end incident");
	world_at(w, AT(20, 0));
	silence();
	ck_assert(turn_next_wake_us(&w->g, w->g.clock.fake_us) > AT(21, 0) * USEC_PER_SEC); /* nothing polls */
	come(10, 15, "kettle 13900138000", AT(20, 10));
	told("incident"); /* others than those */
}

/* What a look found is told by the next one when its turn is taken back, or only what the team is told. */
static void a_look_is_not_lost_with_its_turn(void)
{
	w = world_new(INCIDENTS, AT(14, 0));
	come(0, 3, "kettle", AT(14, 0));
	world_at(w, AT(14, 10));
	world_case(w, "one", "13800138098", "Wang", NULL, AT(14, 10));
	world_case(w, "two", "13800138099", "Wang", NULL, AT(14, 10)); /* within a minute of the look */
	g_free(world_ask(w, "UPDATE cases SET product = 'kettle'"));
	w->g.clock.fake_us = AT(14, 12) * USEC_PER_SEC;
	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(teller_run(&w->g, w->g.clock.fake_us), 0);
	store_rollback(w->g.store);
	teller_abort(&w->g);
	world_at(w, AT(14, 12));
	told("incident");
}

static void a_look_is_not_lost_with_its_mark(void)
{
	w = world_new(INCIDENTS, AT(14, 0));
	come(0, 3, "kettle", AT(14, 0));
	g_free(world_ask(w, "CREATE TRIGGER damage BEFORE INSERT ON notice BEGIN SELECT RAISE(ABORT, 'damaged'); END"));
	come(3, 5, "kettle", AT(14, 10));
	silence();
	/* And does not turn round and round. */
	ck_assert(turn_next_wake_us(&w->g, w->g.clock.fake_us) > w->g.clock.fake_us);
	g_free(world_ask(w, "DROP TRIGGER damage"));
	world_at(w, AT(14, 14));
	told("incident");
}

/* Two and a half thousand came in since the four: nobody waits while all of them are read. */
static void a_look_goes_on_by_parts(void)
{
	w = world_new(INCIDENTS, AT(14, 0));
	come(0, 3, "kettle", AT(14, 0));
	come(3, 4, "pot", AT(14, 5));
	g_free(world_ask(w, "UPDATE cases SET product = 'kettle'"));
	g_free(world_ask(w, "INSERT INTO cases (shop, external_id, person_id, name, language, zone, zone_source, complaint_at,"
	                    " created_at, state, outcome, changed_at, closed_at, shop_zone, text)"
	                    " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)"
	                    " SELECT shop, 'o' || i, person_id, name, language, zone, zone_source, complaint_at, created_at,"
	                    " 'closed', 'satisfied', created_at, created_at, shop_zone, '' FROM n, cases WHERE id = 1"));
	world_clock(w, AT(14, 10));
	world_clock(w, AT(14, 10));
	silence(); /* a part a second, however many turns there are */
	ck_assert_int_eq(turn_next_wake_us(&w->g, w->g.clock.fake_us), (AT(14, 10) + 1) * USEC_PER_SEC);
	world_at(w, AT(14, 10) + 1);
	silence();
	world_at(w, AT(14, 10) + 2);
	told_words("4 open cases have the product \\\"kettle\\\" in common");
	told("incident");
}

/* Its cases are old, and not many came after them. */
static void proposal_fades(void)
{
	w = world_new(INCIDENTS, AT(14, 0));
	come(0, 4, "kettle", AT(14, 0));
	told("incident");
	come(4, 6, "kettle", AT(20, 0));
	world_at(w, AT(24 + 15, 0));
	silence(); /* half are left */
	world_at(w, AT(24 + 21, 2));
	told("end incident");
}

static void no_incident_is_proposed(void)
{
	w = world_new(INCIDENTS, AT(14, 0));
	come(0, 4, "kettle", AT(14, 0));
	told("incident");
	world_reload(w, HOOK("") " incidents: { suggest_from = 0; };");
	world_at(w, AT(14, 5));
	told("end incident");
	come(4, 9, "kettle", AT(14, 10));
	expect("none", "SELECT count(*) FROM notice WHERE kind = 'incident'", "1");
}

static void write_draft(int64_t incident, const char *language, const char *text, int64_t *text_id)
{
	const IncidentTextWish wish = {.incident_id = incident, .language = language, .text = text};
	const Desk desk = desk_of("agent:li");
	g_auto(IncidentText) draft = {0};
	g_autofree char *fault = NULL;

	ck_assert_msg(incident_text_write(&desk, &wish, &draft, &fault) == 0, "%s", fault);
	*text_id = draft.text_id;
	gateway_wake(&w->g, WAKE_DIRTY | WAKE_DUE);
	world_settle(w);
}

static void text_waits_for_a_second_person(void)
{
	g_auto(IncidentText) sent = {0};
	g_autofree char *fault = NULL;
	int64_t incident, text_id;
	Desk senior;

	w = world_new(INCIDENTS, AT(14, 0));
	world_case(w, "a", "13900138001", "Wang", NULL, AT(14, 0));
	g_free(world_ask(w, "UPDATE cases SET product = 'kettle'"));
	incident = opened("product=kettle");
	write_draft(incident, "en", "{shop}: your kettle leaks. We are on it.", &text_id);
	told_words("the text of incident 1 (en) waits for a second person");
	told("incident_text");
	write_draft(incident, "en", "{shop}: your kettle may leak. We are on it.", &text_id);
	silence(); /* once, however often it is written anew */
	senior = desk_of("agent:sun");
	ck_assert_msg(incident_text_approve(&senior, incident, "en", text_id, &sent, &fault) == 0, "%s", fault);
	gateway_wake(&w->g, WAKE_DUE);
	world_settle(w);
	told_words("the text of incident 1 (en) is approved");
	told("end incident_text");
	write_draft(incident, "ru", "{shop}: чайник течёт. Мы этим занимаемся.", &text_id);
	told("incident_text");
	ck_assert_msg(incident_close(&senior, incident, "mended", &(guint){0}, &fault) == 0, "%s", fault);
	gateway_wake(&w->g, WAKE_DIRTY | WAKE_DUE);
	world_settle(w);
	told_words("incident 1 is over");
	told("end incident_text");
	silence();
}

static void text_is_taken_back(void)
{
	g_autofree char *fault = NULL;
	int64_t incident, text_id;
	guint taken;
	Desk desk;

	w = world_new(INCIDENTS, AT(14, 0));
	incident = opened(NULL);
	write_draft(incident, "en", "{shop}: your kettle leaks. We are on it.", &text_id);
	told("incident_text");
	desk = desk_of("agent:li");
	ck_assert_msg(incident_text_withdraw(&desk, incident, "en", &taken, &fault) == 0, "%s", fault);
	gateway_wake(&w->g, WAKE_DUE);
	world_settle(w);
	told_words("(en) is withdrawn");
	told("end incident_text");
}

/* The schema knows every kind the code does, and none is told to nobody. */
static void every_kind(void)
{
	w = world_new(HOOK("max_per_hour = 1000;"), AT(14, 0));
	for (int kind = 0; kind < NOTICE_TEST; kind++) {
		const char *name = notice_name((NoticeKind)kind);

		put((NoticeKind)kind,
		    kind == NOTICE_PROVIDER      ? "provider:box"
		    : kind == NOTICE_NO_RECEIPTS ? "no_receipts:box"
		                                 : name,
		    NULL);
		told_words(name);
		world_told(w, 200, "");
		while (w->tellings->len)
			world_told(w, 200, ""); /* what the daemon knows to be over */
	}
	expect("all of them", "SELECT count(DISTINCT kind) FROM notice", "17");
}

static void unconfigured_provider(void)
{
	w = world_new(ALL, AT(14, 0));
	put(NOTICE_PROVIDER, "provider:old", NULL);
	told("provider, end provider"); /* nobody would ever end it */
}

static const struct {
	const char *row;
	void (*walk)(void);
} STORIES[] = {
	{"a provider is down", provider_is_down},
	{"a result counts once", a_result_counts_once},
	{"a provider refuses us", provider_refuses_us},
	{"no receipts", no_receipts},
	{"receipts nobody misses", receipts_that_nobody_misses},
	{"wrong tokens", wrong_tokens},
	{"few wrong tokens", few_wrong_tokens},
	{"the clock is set", clock_is_set},
	{"unreadable webhooks", unreadable_webhooks},
	{"unknown outcome", unknown_outcome},
	{"an incident is proposed", incident_is_proposed},
	{"a look is not lost with its turn", a_look_is_not_lost_with_its_turn},
	{"a look is not lost with its mark", a_look_is_not_lost_with_its_mark},
	{"a look goes on by parts", a_look_goes_on_by_parts},
	{"what is proposed fades", proposal_fades},
	{"no incident is proposed", no_incident_is_proposed},
	{"a text waits for a second person", text_waits_for_a_second_person},
	{"a text is taken back", text_is_taken_back},
	{"the money of a day is used up", money_is_used_up},
	{"more money is allowed", more_money_is_allowed},
	{"money is left", money_is_left},
	{"every kind", every_kind},
	{"a provider that is gone", unconfigured_provider},
};

START_TEST(stories)
{
	STORIES[_i].walk();
	world_free(w);
	w = NULL;
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("alarms");
	TCase *tc = tcase_create("alarms");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, stories, 0, G_N_ELEMENTS(STORIES));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "alarms");
}
