/* What a line may demand. */
#include "scenarios/player.h"

#include <stdlib.h>
#include <string.h>

#include "desk/explain.h"

static void same(Player *p, const char *what, const char *got, const char *want)
{
	if (g_strcmp0(got, want) != 0)
		player_fail(p, "%s is \"%s\", not \"%s\"", what, got ? got : "nothing", want);
}

static char *shop_time(int64_t at)
{
	g_autoptr(GTimeZone) zone = script_zone("Asia/Shanghai");

	return zones_format(zone, at);
}

/* What else is said of a text that left. */
static void check_text(Player *p, const Outgoing *o, char **words)
{
	while (*words) {
		const char *word = player_word(&words), *value = player_need(p, &words, "a value");
		gboolean holds;

		if (g_str_equal(word, "contains"))
			holds = strstr(o->text, value) != NULL;
		else if (g_str_equal(word, "lacks"))
			holds = strstr(o->text, value) == NULL;
		else if (g_str_equal(word, "to"))
			holds = g_str_equal(o->to, value);
		else if (g_str_equal(word, "round"))
			holds = o->round == atoi(value);
		else if (g_str_equal(word, "validity")) {
			int64_t s = 0;

			holds = script_duration(value, &s) && o->validity_min * 60 == s;
		} else
			player_fail(p, "\"%s\" is none of contains, lacks, to, round, validity", word);
		if (!holds)
			player_fail(p,
			            "it does not hold that it is %s \"%s\": it went to %s in round %d for %d min and "
			            "says \"%s\"",
			            word, value, o->to, o->round, o->validity_min, o->text);
	}
}

static Outgoing *claim(Player *p, const char *name, const char *step)
{
	for (guint i = 0; i < p->out->len; i++) {
		Outgoing *o = p->out->pdata[i];

		if (!o->expected && g_str_equal(o->name, name) && g_str_equal(o->step, step)) {
			o->expected = TRUE;
			return o;
		}
	}
	return NULL;
}

static void submit(Player *p, char **words)
{
	const char *name = player_need(p, &words, "a case"), *step = player_need(p, &words, "a step");
	int64_t at = player_now(p), earliest;
	gboolean within = FALSE;
	const Outgoing *o;

	if (g_strcmp0(*words, "at") == 0) {
		words++;
		if (!player_when(p, &words, &at))
			player_fail(p, "\"at\" wants a time");
	} else if (g_strcmp0(*words, "within") == 0) {
		words++;
		at += player_duration(p, &words);
		within = TRUE;
	} else if (g_strcmp0(*words, "now") == 0) {
		words++;
	}
	earliest = within ? 0 : at;
	o = claim(p, name, step);
	if (!o && at > player_now(p)) {
		player_pass(p, at);
		o = claim(p, name, step);
	}
	if (!o) {
		g_autofree char *why =
		        player_ask(p,
		                   "SELECT s.state || ' (' || s.reason || ') due ' || coalesce(datetime(s.due_at,"
		                   " 'unixepoch') || 'Z', 'never') FROM step s JOIN cases c ON c.id = s.case_id"
		                   " WHERE c.external_id = ?2 ORDER BY s.id DESC",
		                   0, name);

		player_fail(p, "%s of %s did not leave: its newest step is %s", step, name, why ? why : "not there");
	}
	if (o->at < earliest || o->at > at) {
		g_autofree char *left = shop_time(o->at);
		g_autofree char *want = shop_time(at);

		player_fail(p, "it left at %s, not at %s", left, want);
	}
	check_text(p, o, words);
}

static void nothing(Player *p, char **words)
{
	guint before = p->out->len;
	int64_t at;

	if (g_strcmp0(*words, "until") == 0) {
		words++;
		if (!player_when(p, &words, &at))
			player_fail(p, "\"until\" wants a time");
	} else {
		at = player_now(p) + (*words ? player_duration(p, &words) : 0);
	}
	player_pass(p, at);
	if (p->out->len > before || (before && !p->open && !((Outgoing *)p->out->pdata[before - 1])->expected)) {
		const Outgoing *o = p->out->pdata[p->out->len - 1];
		g_autofree char *left = shop_time(o->at);

		player_fail(p, "%s of %s left at %s", o->step, o->name, left);
	}
}

static void plan(Player *p, char **words)
{
	static const char SQL[] =
	        "SELECT due_at || '|' || reason FROM step WHERE case_id = ?1 AND step = ?2 AND state = 'planned'"
	        " ORDER BY round DESC";
	int64_t id = player_need_case(p, player_need(p, &words, "a case")), at;
	const char *step = player_need(p, &words, "a step");
	g_autofree char *row = player_ask(p, SQL, id, step);
	g_auto(GStrv) cells = row ? g_strsplit(row, "|", 2) : NULL;
	g_autofree char *due = NULL;
	g_autofree char *want = NULL;

	if (g_strcmp0(*words, "at") == 0)
		words++;
	if (!player_when(p, &words, &at))
		player_fail(p, "a plan is \"at\" a time");
	if (!cells)
		player_fail(p, "no such step is planned");
	due = shop_time(g_ascii_strtoll(cells[0], NULL, 10));
	want = shop_time(at);
	same(p, "it", due, want);
	if (*words)
		same(p, "its reason", cells[1], *words);
}

static void why(Player *p, char **words)
{
	int64_t id = player_need_case(p, player_need(p, &words, "a case"));
	const Desk desk = player_desk(p);
	g_autofree char *fault = NULL;
	Explain explained;

	if (explain_case(&desk, id, &explained, &fault) < 0)
		player_fail(p, "%s", fault);
	while (*words) {
		const char *word = player_word(&words);

		if (g_str_equal(word, "contains"))
			continue;
		if (!strstr(explained.sentence, word))
			player_fail(p, "\"%s\" does not contain \"%s\"", explained.sentence, word);
	}
	explain_clear(&explained);
}

/* Demands that are one question to the store: ?1 is the number of the case (or 0), ?2 the word after it. What else
 * stands in the line must be the answer, its words joined by blanks. */
static const struct {
	const char *name;
	gboolean of_case, keyed;
	const char *sql;
} QUESTIONS[] = {
        {"state", TRUE, FALSE,
         "SELECT state || CASE outcome WHEN 'none' THEN '' ELSE ' ' || outcome END FROM cases WHERE id = ?1"},
        {"round", TRUE, FALSE, "SELECT round FROM cases WHERE id = ?1"},
        {"zone", TRUE, FALSE, "SELECT coalesce(zone, 'none') FROM cases WHERE id = ?1"},
        {"step", TRUE, TRUE,
         "SELECT state || ' ' || reason FROM step WHERE case_id = ?1 AND step = ?2 ORDER BY round DESC"},
        {"held", TRUE, FALSE, "SELECT reason FROM step WHERE case_id = ?1 AND state = 'held' ORDER BY id DESC"},
        {"message", TRUE, TRUE,
         "SELECT state || CASE contradiction WHEN 1 THEN ' contradicted' ELSE '' END FROM message"
         " WHERE case_id = ?1 AND step = ?2 ORDER BY round DESC"},
        {"tries", TRUE, TRUE,
         "SELECT count(*) FROM attempt a JOIN message m ON m.id = a.message_id WHERE m.case_id = ?1"
         " AND m.step = ?2"},
        {"label", TRUE, FALSE, "SELECT label FROM reply WHERE case_id = ?1 ORDER BY id DESC"},
        {"replies", TRUE, FALSE, "SELECT count(*) FROM reply WHERE case_id = ?1"},
        {"repeats", TRUE, FALSE, "SELECT count(*) FROM reply WHERE case_id = ?1 AND likely_repeat = 1"},
        {"events", TRUE, TRUE, "SELECT count(*) FROM event WHERE case_id = ?1 AND kind = ?2"},
        {"sla", TRUE, FALSE,
         "SELECT CASE WHEN frozen_at IS NULL THEN 'open' WHEN missed = 0 THEN 'kept' ELSE 'missed ' ||"
         " cause END FROM sla WHERE case_id = ?1 ORDER BY round DESC"},
        {"block", FALSE, TRUE,
         "SELECT CASE count(*) WHEN 0 THEN 'no' ELSE 'yes' END FROM block b JOIN person p ON"
         " p.id = b.person_id WHERE p.phone = ?2 AND lifted_at IS NULL"},
        {"dead", FALSE, TRUE,
         "SELECT CASE WHEN coalesce(dead_until, 0) > 0 THEN 'yes' ELSE 'no' END FROM person WHERE"
         " phone = ?2"},
        {"strangers", FALSE, FALSE, "SELECT count(*) FROM reply WHERE case_id IS NULL"},
        {"unmatched", FALSE, FALSE, "SELECT count(*) FROM receipt WHERE message_id IS NULL"},
        {"inbound-errors", FALSE, FALSE, "SELECT count(*) FROM inbound WHERE error IS NOT NULL"},
        {"cases", FALSE, FALSE, "SELECT count(*) FROM cases"},
        {"rejected", FALSE, FALSE, "SELECT count(*) FROM intake WHERE state = 'rejected'"},
};

static gboolean question(Player *p, const char *what, char **words)
{
	for (gsize i = 0; i < G_N_ELEMENTS(QUESTIONS); i++) {
		g_autofree char *got = NULL;
		g_autofree char *want = NULL;
		int64_t id = 0;

		if (!g_str_equal(QUESTIONS[i].name, what))
			continue;
		if (QUESTIONS[i].of_case)
			id = player_need_case(p, player_need(p, &words, "a case"));
		got = player_ask(p, QUESTIONS[i].sql, id, QUESTIONS[i].keyed ? player_need(p, &words, "a word") : "");
		want = g_strjoinv(" ", words);
		same(p, what, got, want);
		return TRUE;
	}
	return FALSE;
}

static void sent(Player *p, char **words)
{
	g_autofree char *n = g_strdup_printf("%u", p->out->len);

	same(p, "the number of texts that left", n, player_need(p, &words, "a number"));
}

static void death(Player *p, char **words)
{
	(void)words;
	if (world_alive(p->w))
		player_fail(p, "the gateway is alive; it never came to the fault point");
}

void expects_do(Player *p, char **words)
{
	static const struct {
		const char *name;
		void (*run)(Player *p, char **words);
	} EXPECTS[] = {{"submit", submit}, {"nothing", nothing}, {"plan", plan},
	               {"why", why},       {"sent", sent},       {"dead-gateway", death}};
	const char *what = player_need(p, &words, "what is expected");

	for (gsize i = 0; i < G_N_ELEMENTS(EXPECTS); i++) {
		if (g_str_equal(EXPECTS[i].name, what)) {
			EXPECTS[i].run(p, words);
			return;
		}
	}
	if (!question(p, what, words))
		player_fail(p, "nothing called \"%s\" can be expected (README has the list)", what);
}
