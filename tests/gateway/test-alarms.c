/* The daemon's own alarms over a fake clock and network: each has a limit and an end (F60). */
#include "gateway/told.h"

#include "gateway/alarms.h"

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

static void provider_refuses_us(void)
{
	w = world_new(FREELY HOOK("events = [ \"alarm\" ];"), AT(14, 0));
	add("a", AT(14, 0));
	world_answer(w, 403, "Authorization failed for sendsms to 13800138000");
	told_words("provider box refuses us: account_broken (403 Authorization failed for sendsms to ****)");
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
	expect("all of them", "SELECT count(DISTINCT kind) FROM notice", "15");
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
	{"a provider refuses us", provider_refuses_us},
	{"no receipts", no_receipts},
	{"receipts nobody misses", receipts_that_nobody_misses},
	{"wrong tokens", wrong_tokens},
	{"few wrong tokens", few_wrong_tokens},
	{"the clock is set", clock_is_set},
	{"unreadable webhooks", unreadable_webhooks},
	{"unknown outcome", unknown_outcome},
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
