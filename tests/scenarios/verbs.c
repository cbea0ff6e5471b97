/* What a line can do; README has the list for those who write scenarios. */
#include "scenarios/player.h"

#include <stdlib.h>
#include <string.h>

#include "desk/case_actions.h"
#include "desk/pauses.h"
#include "util/phone.h"

#define HOOK "/hook/box/0123456789abcdef/"
#define ANYTIME                                                                                                        \
	"permitted_hours: { sms = [ \"daily 00:00-24:00\" ]; satisfaction = [ \"daily 00:00-24:00\" ]; };"             \
	" quiet_hours = [ ]; budget: { per_day = 0; per_week = 0; }; first_contact: { agent_grace = \"0s\"; };"

/* An act that was refused: part of the story where anything goes, else not what the scenario is about. */
static void refused(Player *p, const char *why)
{
	if (!p->open)
		player_fail(p, "%s", why);
	player_tell(p, "  refused: %s", why);
}

static gboolean alive(Player *p)
{
	if (!world_alive(p->w))
		refused(p, "the gateway is dead");
	return world_alive(p->w);
}

/* ---- rules ---- */

static void do_config(Player *p, char **words)
{
	const char *line;

	if (p->config_used)
		g_string_truncate(p->config, 0);
	p->config_used = FALSE;
	line = player_need(p, &words, "a line of the configuration");
	if (g_str_has_prefix(line, "@shop "))
		g_string_append_printf(p->config, "shop:%s\n", line + strlen("@shop "));
	else if (g_str_has_prefix(line, "@provider "))
		g_string_append_printf(p->config, "provider:%s\n", line + strlen("@provider "));
	else
		g_string_append_printf(p->config, "%s\n", line);
}

static void do_anytime(Player *p, char **words)
{
	char *line[] = {(char *)ANYTIME, NULL};

	(void)words;
	do_config(p, line);
	peace_parse("00:00-24:00", &p->sms);
	peace_parse("00:00-24:00", &p->survey);
	p->per_day = p->per_week = 0;
}

static void do_peace(Player *p, char **words)
{
	for (; *words; words++) {
		const char *value = strchr(*words, '=');
		gboolean known = value != NULL;

		if (g_str_has_prefix(*words, "sms="))
			known = peace_parse(value + 1, &p->sms);
		else if (g_str_has_prefix(*words, "survey="))
			known = peace_parse(value + 1, &p->survey);
		else if (g_str_has_prefix(*words, "day="))
			p->per_day = atoi(value + 1);
		else if (g_str_has_prefix(*words, "week="))
			p->per_week = atoi(value + 1);
		else
			known = FALSE;
		if (!known)
			player_fail(p, "\"%s\" is none of sms=, survey= (HH:MM-HH:MM,...), day=, week=", *words);
	}
}

static void do_reload(Player *p, char **words)
{
	if (*words)
		do_config(p, words);
	p->config_used = TRUE;
	if (world_alive(p->w))
		world_reload(p->w, p->config->str);
	else
		world_config(p->w, p->config->str);
}

static void do_free(Player *p, char **words)
{
	(void)words;
	p->open = TRUE;
}

/* ---- time and death ---- */

static void do_at(Player *p, char **words)
{
	int64_t at;

	if (!player_when(p, &words, &at))
		player_fail(p, "write a time: \"2026-11-19 14:00\", \"08:00 @Europe/London\"");
	if (!p->w) {
		p->w = world_new(p->config->str, at);
		p->config_used = TRUE;
		return;
	}
	if (at < player_now(p) && !p->open)
		player_fail(p, "that is over; \"clock\" sets it back");
	if (at > player_now(p))
		player_pass(p, at);
}

static void do_pass(Player *p, char **words)
{
	player_pass(p, player_now(p) + player_duration(p, &words));
}

static void do_clock(Player *p, char **words)
{
	const char *by = player_need(p, &words, "+ or - and a duration");
	int64_t s;

	if ((*by != '+' && *by != '-') || !script_duration(by + 1, &s))
		player_fail(p, "\"%s\": write how far it jumps: \"+1d\", \"-1h\"", by);
	s = player_now(p) + (*by == '-' ? -s : s);
	if (world_alive(p->w))
		world_clock(p->w, s);
	else
		p->w->g.clock.fake_us = s * USEC_PER_SEC;
}

/* Nothing runs and nobody tells that the clock stood: the machine was suspended. */
static void do_sleep(Player *p, char **words)
{
	int64_t at = player_now(p) + player_duration(p, &words);

	p->w->g.clock.fake_us = at * USEC_PER_SEC;
	if (world_alive(p->w))
		world_clock(p->w, at);
}

static void do_crash(Player *p, char **words)
{
	if (!world_alive(p->w))
		return;
	if (g_strcmp0(*words, "at") != 0) {
		world_kill(p->w);
		return;
	}
	words++;
	p->death = g_intern_string(player_need(p, &words, "a fault point"));
	p->w->fault = p->death;
}

static void do_restart(Player *p, char **words)
{
	(void)words;
	p->death = NULL;
	if (world_alive(p->w))
		world_kill(p->w);
	/* Before anything runs: what it had under way is the provider's to know. */
	for (guint i = 0; i < p->out->len; i++)
		if (((Outgoing *)p->out->pdata[i])->fate == FATE_WAITING)
			((Outgoing *)p->out->pdata[i])->fate = FATE_UNKNOWN;
	world_start(p->w);
}

/* ---- cases ---- */

/* A value "key=..." among the words, or NULL. */
static const char *option(char **words, const char *key)
{
	gsize length = strlen(key);

	for (; *words; words++)
		if (strncmp(*words, key, length) == 0 && (*words)[length] == '=')
			return *words + length + 1;
	return NULL;
}

static void learn_customer(Player *p, const char *name, const char *phone, char **words)
{
	const char *among = option(words, "among"), *zone = option(words, "zone");
	Customer *c = g_hash_table_lookup(p->customers, name);

	if (c) /* told again: the first word is what was meant */
		return;
	c = g_new0(Customer, 1);
	c->phone = g_strdup(phone);
	c->zones = g_strsplit(among ? among : zone ? zone : "Asia/Shanghai", ",", -1);
	g_hash_table_insert(p->customers, g_strdup(name), c);
}

static void do_case(Player *p, char **words)
{
	static const char SQL[] =
	        "INSERT INTO intake (shop, external_id, phone, name, order_no, zone, language, level, category,"
	        " reviewed_at, received_at) VALUES (coalesce(?9, 'demo'), ?1, ?2, ?3, 'T-1', ?4, ?5, ?6, ?10, ?7, ?8)";
	const char *name = player_need(p, &words, "the name of a case"),
	           *phone = player_need(p, &words, "a phone number");
	const char *called = option(words, "name");
	int64_t at = player_now(p);
	sqlite3_stmt *insert;

	learn_customer(p, name, phone, words);
	for (char **w = words; *w; w++) {
		char **after = w + 1;

		if (g_str_equal(*w, "at") && !player_when(p, &after, &at))
			player_fail(p, "\"at\" wants a time");
	}
	ck_assert_int_eq(sqlite3_prepare_v2(world_db(p->w), SQL, -1, &insert, NULL), SQLITE_OK);
	sqlite3_bind_text(insert, 1, name, -1, SQLITE_STATIC);
	sqlite3_bind_text(insert, 2, phone, -1, SQLITE_STATIC);
	sqlite3_bind_text(insert, 3, called ? called : "Wang", -1, SQLITE_STATIC);
	sqlite3_bind_text(insert, 4, option(words, "zone"), -1, SQLITE_STATIC);
	sqlite3_bind_text(insert, 5, option(words, "language"), -1, SQLITE_STATIC);
	sqlite3_bind_text(insert, 6, option(words, "level"), -1, SQLITE_STATIC);
	sqlite3_bind_int64(insert, 7, at);
	sqlite3_bind_int64(insert, 8, player_now(p));
	sqlite3_bind_text(insert, 9, option(words, "shop"), -1, SQLITE_STATIC);
	sqlite3_bind_text(insert, 10, option(words, "category"), -1, SQLITE_STATIC);
	ck_assert_int_eq(sqlite3_step(insert), SQLITE_DONE);
	sqlite3_finalize(insert);
	player_ring(p);
}

static void do_damage(Player *p, char **words)
{
	char *error = NULL;
	const char *sql = player_need(p, &words, "SQL");

	if (sqlite3_exec(world_db(p->w), sql, NULL, NULL, &error) != SQLITE_OK)
		player_fail(p, "%s", error);
	p->damaged = TRUE;
}

/* ---- the provider ---- */

static const struct {
	const char *name;
	HttpProgress progress;
	int status;
	const char *body;
	Fate fate;
} ANSWERS[] = {
        {"accepted", HTTP_ANSWERED, 202, "0: Accepted for delivery", FATE_TAKEN},
        {"queued", HTTP_ANSWERED, 202, "3: Queued for later delivery", FATE_TAKEN},
        {"retry", HTTP_ANSWERED, 503, "Temporal failure, try again later.", FATE_NOT_TAKEN},
        {"bad_number", HTTP_ANSWERED, 400, "Number(s) has/have been denied by white- and/or black-lists.",
         FATE_NOT_TAKEN},
        {"content", HTTP_ANSWERED, 400, "Charset or body misformed, rejected", FATE_NOT_TAKEN},
        {"account", HTTP_ANSWERED, 403, "Authorization failed for sendsms", FATE_NOT_TAKEN},
        {"garbage", HTTP_ANSWERED, 202, "<html>It works!</html>", FATE_UNKNOWN},
        {"unknown", HTTP_ANSWERED, 502, "Bad Gateway", FATE_UNKNOWN},
        {"lost", HTTP_UNKNOWN, 0, NULL, FATE_UNKNOWN},
        {"not_sent", HTTP_NOT_SENT, 0, NULL, FATE_NOT_TAKEN},
};

/* The oldest submit without an answer, of that case when it is named; to the front of the world's list. */
static Outgoing *waiting(Player *p, const char *name)
{
	for (guint i = 0; i < p->out->len; i++) {
		Outgoing *o = p->out->pdata[i];

		if (o->fate != FATE_WAITING || (name && !g_str_equal(o->name, name)))
			continue;
		for (guint k = 0; k < p->w->submits->len; k++) {
			gpointer submit = p->w->submits->pdata[k];

			if (g_strcmp0(((WorldSubmit *)submit)->ref, o->ref) == 0) {
				g_ptr_array_steal_index(p->w->submits, k);
				g_ptr_array_insert(p->w->submits, 0, submit);
				return o;
			}
		}
	}
	return NULL;
}

static void do_answer(Player *p, char **words)
{
	const char *kind = player_need(p, &words, "an answer"), *name = player_word(&words);
	Outgoing *o;
	gsize i = 0;

	while (i < G_N_ELEMENTS(ANSWERS) && !g_str_equal(ANSWERS[i].name, kind))
		i++;
	if (i == G_N_ELEMENTS(ANSWERS))
		player_fail(p, "there is no answer \"%s\"", kind);
	if (!alive(p))
		return;
	o = waiting(p, name);
	if (!o) {
		refused(p, "nothing waits for an answer");
		return;
	}
	o->fate = ANSWERS[i].fate;
	p->answered = o;
	if (ANSWERS[i].progress == HTTP_ANSWERED)
		world_answer(p->w, ANSWERS[i].status, ANSWERS[i].body);
	else
		world_lose(p->w, ANSWERS[i].progress);
}

static void hook(Player *p, const char *path, const char *query)
{
	int status;

	if (!alive(p))
		return;
	status = world_webhook(p->w, path, query);
	if (status != 200)
		refused(p, "the webhook was not answered with 200");
}

static void do_receipt(Player *p, char **words)
{
	static const struct {
		const char *name;
		int type;
	} KINDS[] = {{"delivered", 1}, {"failed", 2}, {"buffered", 4}, {"accepted", 8}};
	const char *name = player_need(p, &words, "a case"), *step = player_need(p, &words, "a step");
	const char *kind = player_need(p, &words, "what it says");
	Outgoing *o = player_newest(p, name, step);
	g_autofree char *query = NULL;
	gsize i = 0;

	while (i < G_N_ELEMENTS(KINDS) && !g_str_equal(KINDS[i].name, kind))
		i++;
	if (i == G_N_ELEMENTS(KINDS))
		player_fail(p, "a receipt says delivered, failed, buffered or accepted");
	if (!o && !g_str_equal(name, "nobody")) {
		refused(p, "nothing of that case and step ever left");
		return;
	}
	query = g_strdup_printf("ref=%s&type=%d", o ? o->ref : "0000000000000000000000", KINDS[i].type);
	if (o && world_alive(p->w) && !o->told_at)
		o->told_at = player_now(p);
	hook(p, HOOK "dlr", query);
}

static void do_reply(Player *p, char **words)
{
	const char *phone = player_need(p, &words, "a phone number"), *text = player_need(p, &words, "the text");
	g_autoptr(GString) query = g_string_new(NULL);
	g_autoptr(GString) said = g_string_new(text);
	char *braces = strstr(said->str, "{code ");

	if (braces) { /* {code a}: the code of case a as its text told it */
		gsize at = (gsize)(braces - said->str), n = strcspn(braces, "}");
		g_autofree char *name = g_strndup(braces + 6, n - 6);
		const Outgoing *o = player_newest(p, name, NULL);
		const char *ref = o ? strstr(o->text, "Ref ") : NULL;

		if (!ref)
			player_fail(p, "no text told the code of case \"%s\"", name);
		g_string_erase(said, (gssize)at, (gssize)n + 1);
		g_string_insert_len(said, (gssize)at, ref + 4, (gssize)strcspn(ref + 4, ". "));
	}
	http_query_add(query, "from", phone);
	http_query_add(query, "to", "10690");
	http_query_add(query, "text", said->str);
	if (option(words, "id"))
		http_query_add(query, "id", option(words, "id"));
	hook(p, HOOK "mo", query->str);
}

/* The network takes nothing, or takes again. */
static void do_network(Player *p, char **words)
{
	p->w->send_error = g_str_equal(player_need(p, &words, "up or down"), "down") ? -ENETUNREACH : 0;
}

/* ---- people ---- */

static int agent_case(Player *p, const char *verb, char **words, char **fault)
{
	static const struct {
		const char *verb;
		CaseAction action;
	} ACTIONS_OF[] = {
	        {"resolve", CASE_ACTION_RESOLVE},     {"reopen", CASE_ACTION_REOPEN}, {"close", CASE_ACTION_CLOSE},
	        {"contacted", CASE_ACTION_CONTACTED}, {"note", CASE_ACTION_NOTE},
	};
	int64_t id = player_need_case(p, player_need(p, &words, "a case"));
	const Desk desk = player_desk(p);
	CaseOutcome outcome = OUTCOME_NONE;
	gsize i = 0;

	if (g_str_equal(verb, "settle")) {
		gboolean left = g_str_equal(player_need(p, &words, "left or never"), "left");
		g_autofree char *name = player_ask(p, "SELECT external_id FROM cases WHERE id = ?1", id, NULL);
		int r = case_action_settle(&desk, id, left, NULL, fault);

		for (guint k = p->out->len; r == 0 && !left && k-- > 0;) {
			Outgoing *o = p->out->pdata[k];

			if (g_strcmp0(o->name, name) == 0 && o->fate == FATE_UNKNOWN && !o->voided) {
				o->voided = TRUE;
				break;
			}
		}
		return r;
	}
	while (i < G_N_ELEMENTS(ACTIONS_OF) && !g_str_equal(ACTIONS_OF[i].verb, verb))
		i++;
	if (i == G_N_ELEMENTS(ACTIONS_OF))
		player_fail(p, "agents cannot \"%s\"", verb);
	if (ACTIONS_OF[i].action == CASE_ACTION_CLOSE &&
	    case_outcome_parse(player_need(p, &words, "an outcome"), &outcome) < 0)
		player_fail(p, "there is no such outcome");
	return case_action_apply(&desk, id, ACTIONS_OF[i].action, outcome, *words, fault);
}

static int agent_person(Player *p, const char *verb, char **words, char **fault)
{
	const char *phone = player_need(p, &words, "a phone number"), *why;
	const Desk desk = player_desk(p);
	PhoneNumber number;
	guint cases;

	if (phone_parse(phone, "CN", &number, &why) < 0)
		player_fail(p, "%s: %s", phone, why);
	if (g_str_equal(verb, "optout"))
		return case_action_optout(&desk, number.e164, number.region, phone_kind_name(number.kind), NULL, &cases,
		                          fault);
	if (g_str_equal(verb, "optin"))
		return case_action_optin(&desk, number.e164, "the customer wrote so", &cases, fault);
	return case_action_quiet(&desk, number.e164, *words && !g_str_equal(*words, "none") ? *words : NULL, &cases,
	                         fault);
}

static void do_agent(Player *p, char **words)
{
	static const char *const PERSONS[] = {"optout", "optin", "quiet", NULL};
	const char *verb = player_need(p, &words, "what the agent does");
	g_autofree char *fault = NULL;
	int r = g_strv_contains(PERSONS, verb) ? agent_person(p, verb, words, &fault)
	                                       : agent_case(p, verb, words, &fault);

	if (r < 0)
		refused(p, fault ? fault : g_strerror(-r));
	player_ring(p);
}

/* A bare word is a shop; no word: everything. Caller frees. */
static char *scope_of(const char *word)
{
	if (!word)
		return g_strdup("all");
	return strchr(word, ':') ? g_strdup(word) : g_strconcat("shop:", word, NULL);
}

static void do_pause(Player *p, char **words)
{
	g_autofree char *scope = NULL;
	const Desk desk = player_desk(p);
	int64_t until = STORE_NO_TIME;
	g_autofree char *fault = NULL;

	if (g_strcmp0(*words, "until") == 0 && (words++, !player_when(p, &words, &until)))
		player_fail(p, "\"until\" wants a time");
	scope = scope_of(*words);
	if (pause_begin(&desk, scope, "the scenario says so", until, &fault) < 0)
		refused(p, fault);
	player_ring(p);
}

static void do_resume(Player *p, char **words)
{
	const Desk desk = player_desk(p);
	g_autofree char *scope = scope_of(*words);
	g_autofree char *fault = NULL;

	if (pause_end(&desk, scope, &fault) < 0)
		refused(p, fault);
	player_ring(p);
}

static void do_expect(Player *p, char **words)
{
	expects_do(p, words);
}

static const struct {
	const char *name;
	gboolean before; /* may stand before the first "at" */
	void (*run)(Player *p, char **words);
} VERBS[] = {
        {"config", TRUE, do_config},
        {"anytime", TRUE, do_anytime},
        {"peace", TRUE, do_peace},
        {"anything-goes", TRUE, do_free},
        {"at", TRUE, do_at},
        {"pass", FALSE, do_pass},
        {"clock", FALSE, do_clock},
        {"sleep", FALSE, do_sleep},
        {"crash", FALSE, do_crash},
        {"restart", FALSE, do_restart},
        {"reload", FALSE, do_reload},
        {"case", FALSE, do_case},
        {"damage", FALSE, do_damage},
        {"answer", FALSE, do_answer},
        {"receipt", FALSE, do_receipt},
        {"reply", FALSE, do_reply},
        {"network", FALSE, do_network},
        {"agent", FALSE, do_agent},
        {"pause", FALSE, do_pause},
        {"resume", FALSE, do_resume},
        {"expect", FALSE, do_expect},
};

gboolean verbs_do(Player *p, char **words)
{
	for (gsize i = 0; i < G_N_ELEMENTS(VERBS); i++) {
		if (!g_str_equal(VERBS[i].name, words[0]))
			continue;
		if (!p->w && !VERBS[i].before)
			player_fail(p, "an \"at\" with a date must come first");
		VERBS[i].run(p, words + 1);
		return TRUE;
	}
	return FALSE;
}
