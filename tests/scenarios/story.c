/* Makes random stories. What is written here is what can happen to a shop; what must not happen stands in truths.c. */
#include "scenarios/random.h"

#define CASES_MAX 9

#define RUSSIA                                                                                                         \
	"among=Europe/Kaliningrad,Europe/Moscow,Europe/Samara,Asia/Yekaterinburg,Asia/Omsk,Asia/Novosibirsk,"          \
	"Asia/Krasnoyarsk,Asia/Irkutsk,Asia/Yakutsk,Asia/Vladivostok,Asia/Magadan,Asia/Kamchatka"

static const struct {
	const char *phone, *where;
} PEOPLE[] = {
        {"13800138000", ""},
        {"13800138001", ""},
        {"13800138002", ""},
        {"13900139000", "zone=America/New_York"},
        {"13900139001", "zone=Europe/London"},
        {"13900139002", "zone=Australia/Lord_Howe"},
        {"13900139003", "zone=Pacific/Kiritimati"},
        {"13900139004", "zone=America/St_Johns"},
        {"13900139005", "zone=Africa/Casablanca"},
        {"+18505551234", "among=America/New_York,America/Chicago"},
        {"+79161234567", RUSSIA},
        {"+6281234567890", "among=Asia/Jakarta"},
        {"+861062345678", ""},
};

/* Rules, and what the independent check is told of them. */
static const struct {
	const char *config, *peace;
} RULES[] = {
        {"first_contact: { agent_grace = \"0s\"; };", "sms=08:00-21:30 survey=10:00-20:00 day=1 week=3"},
        {"max_late = \"2h\";", "sms=08:00-21:30 survey=10:00-20:00 day=1 week=3"},
        {"quiet_hours = [ \"daily 21:30-10:00\" ]; first_contact: { hard_limit = \"72h\"; };",
         "sms=10:00-21:30 survey=10:00-20:00 day=1 week=3"},
        {"permitted_hours: { sms = [ \"daily 09:00-12:00\", \"daily 14:00-18:00\" ]; satisfaction = [ \"daily "
         "11:00-15:00\" ]; };",
         "sms=09:00-12:00,14:00-18:00 survey=11:00-15:00 day=1 week=3"},
        {"budget: { per_day = 2; per_week = 4; min_gap = \"2h\"; }; first_contact: { agent_grace = \"0s\"; };",
         "sms=08:00-21:30 survey=10:00-20:00 day=2 week=4"},
        {"permitted_hours: { sms = [ \"daily 00:00-24:00\" ]; satisfaction = [ \"daily 00:00-24:00\" ]; }; quiet_hours "
         "= [ ];"
         " budget: { per_day = 0; per_week = 0; }; first_contact: { agent_grace = \"0s\"; };",
         "sms=00:00-24:00 survey=00:00-24:00 day=0 week=0"},
};

#define CONSENT                                                                                                        \
	"config @shop consent: { first_contact = \"ticked at the checkout\"; satisfaction = \"ticked at the "          \
	"checkout\"; };"

static const char *const BEGINS[] = {
        "2026-11-19 14:00", "2026-11-20 23:30", "2026-10-31 20:00", "2027-03-13 22:00", "2027-03-27 18:00",
        "2026-10-03 12:00", "2027-04-03 21:00", "2026-12-31 21:00", "2027-02-08 09:00", "2028-02-28 21:15",
};
static const char *const ANSWERS[] = {
        "accepted", "accepted",   "accepted", "accepted", "accepted", "accepted", "queued", "retry", "retry",
        "not_sent", "bad_number", "content",  "account",  "garbage",  "unknown",  "lost",   "lost",
};
static const char *const WORDS[] = {
        "1",         "2",          "it never came", "STOP",   "退订", "START", "wrong number",
        "thank you", "not solved", "满意",          "不满意", "?",    "ok",    "call me at 19:30",
};
static const char *const CLOCKS[] = {"+1h", "-1h", "+1d", "-1d", "+30min", "-5min", "+8h", "-8h"};
static const char *const TIMES[] = {"07:59", "08:00", "08:01",    "09:59", "10:00", "12:00",
                                    "20:00", "21:29", "21:29:30", "21:30", "23:00", "02:30"};
static const char *const POINTS[] = {
        "sender.answered", "sender.parsed",       "sender.result",      "receiver.keep",  "receiver.run",
        "planner.intake",  "sender.intent",       "turn.commit",        "turn.committed", "receiver.answer",
        "sender.launch",   "store.commit.before", "store.commit.after",
};
static const char *const RECEIPTS[] = {"delivered", "delivered", "failed", "buffered", "accepted"};
static const char *const STEPS_OF[] = {"first_contact", "satisfaction"};
static const char *const DURATIONS[] = {"1min", "7min", "30min", "1h", "3h", "9h", "1d", "2d", "5d"};
static const char *const AGENTS[] = {
        "resolve c%u",     "resolve c%u",         "resolve c%u",         "resolve c%u",
        "reopen c%u",      "contacted c%u",       "note c%u word",       "settle c%u never",
        "settle c%u left", "close c%u withdrawn", "close c%u satisfied", "close c%u wrong_number",
};

#define ONE(rand, array) (array)[g_rand_int_range(rand, 0, G_N_ELEMENTS(array))]

typedef struct {
	GRand *rand;
	GString *text;
	guint cases;
	gint32 whose[CASES_MAX + 1]; /* a case told again is the same customer's */
} Teller;

static void rules(Teller *t, const char *verb)
{
	gint32 i = g_rand_int_range(t->rand, 0, G_N_ELEMENTS(RULES));

	g_string_append_printf(t->text, CONSENT "\npeace %s\n%s %s\n", RULES[i].peace, verb, RULES[i].config);
}

static guint some_case(Teller *t)
{
	return (guint)g_rand_int_range(t->rand, 1, (gint32)MAX(t->cases, 1) + 1);
}

static void tell_case(Teller *t)
{
	gint32 i = g_rand_int_range(t->rand, 0, G_N_ELEMENTS(PEOPLE));

	/* The few first ones more often: two cases of one person are where it gets hard. */
	if (g_rand_boolean(t->rand))
		i = g_rand_int_range(t->rand, 0, 4);
	if (t->cases < CASES_MAX)
		t->whose[++t->cases] = i;
	i = t->whose[t->cases];
	g_string_append_printf(t->text, "case c%u %s %s%s\n", t->cases, PEOPLE[i].phone, PEOPLE[i].where,
	                       g_rand_int_range(t->rand, 0, 12) ? "" : " name=");
}

static void tell_pass(Teller *t)
{
	g_string_append_printf(t->text, "pass %s\n", ONE(t->rand, DURATIONS));
}

static void tell_at(Teller *t)
{
	g_string_append_printf(t->text, "at %s\n", ONE(t->rand, TIMES));
}

static void tell_answer(Teller *t)
{
	g_string_append_printf(t->text, "answer %s\n", ONE(t->rand, ANSWERS));
}

static void tell_receipt(Teller *t)
{
	g_string_append_printf(t->text, "receipt c%u %s %s\n", some_case(t), ONE(t->rand, STEPS_OF),
	                       ONE(t->rand, RECEIPTS));
}

static void tell_reply(Teller *t)
{
	g_string_append_printf(t->text, "reply %s \"%s\"%s\n", ONE(t->rand, PEOPLE).phone, ONE(t->rand, WORDS),
	                       g_rand_int_range(t->rand, 0, 5) ? "" : " id=m1");
}

static void tell_agent(Teller *t)
{
	g_string_append(t->text, "agent ");
	switch (g_rand_int_range(t->rand, 0, 12)) {
	case 0:
		g_string_append_printf(t->text, "optout %s\n", ONE(t->rand, PEOPLE).phone);
		break;
	case 1:
		g_string_append_printf(t->text, "optin %s\n", ONE(t->rand, PEOPLE).phone);
		break;
	case 2:
		g_string_append_printf(t->text, "quiet %s \"daily 20:00-11:00\"\n", ONE(t->rand, PEOPLE).phone);
		break;
	default: {
		g_autofree char *number = g_strdup_printf("c%u", some_case(t));
		g_autoptr(GString) act = g_string_new(ONE(t->rand, AGENTS));

		g_string_replace(act, "c%u", number, 1);
		g_string_append_printf(t->text, "%s\n", act->str);
	}
	}
}

static void tell_pause(Teller *t)
{
	g_string_append(t->text, g_rand_boolean(t->rand) ? "resume\n" : "pause until 18:00\n");
}

static void tell_reload(Teller *t)
{
	rules(t, "reload");
}

static void tell_clock(Teller *t)
{
	g_string_append_printf(t->text, "clock %s\n", ONE(t->rand, CLOCKS));
}

static void tell_sleep(Teller *t)
{
	g_string_append_printf(t->text, "sleep %s\n", ONE(t->rand, DURATIONS));
}

static void tell_crash(Teller *t)
{
	if (g_rand_int_range(t->rand, 0, 3))
		g_string_append_printf(t->text, "crash at %s\n", ONE(t->rand, POINTS));
	else
		g_string_append(t->text, "crash\n");
}

static void tell_restart(Teller *t)
{
	g_string_append(t->text, "restart\n");
}

static void tell_network(Teller *t)
{
	g_string_append_printf(t->text, "network %s\n", g_rand_int_range(t->rand, 0, 3) ? "up" : "down");
}

static const struct {
	int weight;
	void (*tell)(Teller *t);
} ACTS[] = {
        {14, tell_case},  {18, tell_pass},  {10, tell_at},     {26, tell_answer}, {8, tell_receipt},
        {10, tell_reply}, {14, tell_agent}, {3, tell_pause},   {3, tell_reload},  {3, tell_clock},
        {1, tell_sleep},  {4, tell_crash},  {5, tell_restart}, {2, tell_network},
};

static void act(Teller *t)
{
	gint32 sum = 0, pick;

	for (gsize i = 0; i < G_N_ELEMENTS(ACTS); i++)
		sum += ACTS[i].weight;
	pick = g_rand_int_range(t->rand, 0, sum);
	for (gsize i = 0; i < G_N_ELEMENTS(ACTS); i++) {
		pick -= ACTS[i].weight;
		if (pick < 0) {
			ACTS[i].tell(t);
			return;
		}
	}
}

char *random_story(guint32 seed, guint lines)
{
	Teller t = {.rand = g_rand_new_with_seed(seed), .text = g_string_new("anything-goes\n")};

	rules(&t, "config");
	g_string_append_printf(t.text, "at %s\n", ONE(t.rand, BEGINS));
	for (guint i = 0; i < lines; i++)
		act(&t);
	g_rand_free(t.rand);
	return g_string_free(t.text, FALSE);
}
