#include "scenarios/player.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/sender.h"

/* What a failure may tell: Check passes on 8 KB. */
#define STORY_MAX 3500
/* Wakes in a row without a day's work: the gateway spins. */
#define WAKES_MAX 5000

static void outgoing_free(gpointer data)
{
	Outgoing *o = data;

	g_free(o->name);
	g_free(o->step);
	g_free(o->to);
	g_free(o->text);
	g_free(o->ref);
	g_free(o);
}

static void customer_free(gpointer data)
{
	Customer *c = data;

	g_free(c->phone);
	g_strfreev(c->zones);
	g_free(c);
}

Player *player_new(void)
{
	Player *p = g_new0(Player, 1);

	p->config = g_string_new(NULL);
	p->out = g_ptr_array_new_with_free_func(outgoing_free);
	p->customers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, customer_free);
	p->story = g_string_new(NULL);
	p->zones = zones_new();
	peace_parse("08:00-21:30", &p->sms);
	peace_parse("10:00-20:00", &p->survey);
	p->per_day = 1;
	p->per_week = 3;
	return p;
}

void player_free(Player *p)
{
	store_close(p->store);
	conf_unref(p->conf);
	zones_free(p->zones);
	if (p->w)
		world_free(p->w);
	g_string_free(p->config, TRUE);
	g_ptr_array_unref(p->out);
	g_hash_table_unref(p->customers);
	g_string_free(p->story, TRUE);
	g_free(p);
}

int64_t player_now(const Player *p)
{
	return p->w ? clock_now_at(&p->w->g.clock) : 0;
}

void player_fail(const Player *p, const char *format, ...)
{
	const char *story = p->story->str;
	g_autofree char *why = NULL;
	va_list args;

	va_start(args, format);
	why = g_strdup_vprintf(format, args);
	va_end(args);
	if (p->story->len > STORY_MAX) {
		story += p->story->len - STORY_MAX;
		story += strcspn(story, "\n");
	}
	if (p->w)
		test_dir_remove(p->w->dir);
	ck_abort_msg("%s:%u: %.400s\n  %.300s\nthe story so far (the shop's clock):\n%s", p->line ? p->line->file : "-",
	             p->line ? p->line->number : 0, why, p->line ? p->line->text : "", story);
	abort(); /* not reached: says so to the compiler */
}

void player_tell(Player *p, const char *format, ...)
{
	g_autoptr(GTimeZone) zone = NULL;
	g_autofree char *said = NULL;
	g_autofree char *now = NULL;
	va_list args;

	if (p->lenient)
		return;
	zone = script_zone("Asia/Shanghai");
	now = zones_format(zone, player_now(p));
	va_start(args, format);
	said = g_strdup_vprintf(format, args);
	va_end(args);
	g_string_append_printf(p->story, "  %.23s  %.160s\n", now, said);
}

const char *player_word(char ***words)
{
	return **words ? *(*words)++ : NULL;
}

const char *player_need(Player *p, char ***words, const char *what)
{
	const char *word = player_word(words);

	if (!word)
		player_fail(p, "the line ends where %s should stand", what);
	return word;
}

int64_t player_duration(Player *p, char ***words)
{
	const char *word = player_need(p, words, "a duration");
	int64_t s;

	if (!script_duration(word, &s))
		player_fail(p, "\"%s\" is no duration; write \"45min\", \"2h\", \"1d12h\"", word);
	return s;
}

/* "@Europe/London" or the customer of a case, "@a"; else the shop's clock. */
static GTimeZone *clock_of(Player *p, const char *word)
{
	const Customer *customer = word ? g_hash_table_lookup(p->customers, word + 1) : NULL;
	const char *name = !word ? "Asia/Shanghai" : customer ? customer->zones[0] : word + 1;
	GTimeZone *zone = script_zone(name);

	if (!zone)
		player_fail(p, "\"%s\" is neither a time zone nor a case", name);
	return zone;
}

gboolean player_when(Player *p, char ***words, int64_t *at)
{
	g_autoptr(GTimeZone) zone = NULL;
	const char *date = NULL, *time;
	char **w = *words;

	if (*w && script_is_date(*w))
		date = *w++;
	if (!*w || !g_ascii_isdigit(**w) || !strchr(*w, ':'))
		return FALSE;
	time = *w++;
	zone = clock_of(p, *w && **w == '@' ? *w : NULL);
	if (*w && **w == '@')
		w++;
	if (!date && !p->w)
		player_fail(p, "the first time needs a date");
	if (!script_instant(date, time, zone, player_now(p), at))
		player_fail(p, "\"%s\" is no time of a day", time);
	*words = w;
	return TRUE;
}

/* ---- the store, as others see it ---- */

char *player_ask(Player *p, const char *sql, int64_t number, const char *word)
{
	sqlite3 *db = world_db(p->w);
	sqlite3_stmt *ask;
	char *found = NULL;

	ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &ask, NULL) == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
	if (sqlite3_bind_parameter_count(ask) >= 1)
		sqlite3_bind_int64(ask, 1, number);
	if (sqlite3_bind_parameter_count(ask) >= 2)
		sqlite3_bind_text(ask, 2, word, -1, SQLITE_STATIC);
	if (sqlite3_step(ask) == SQLITE_ROW)
		found = g_strdup((const char *)sqlite3_column_text(ask, 0));
	sqlite3_finalize(ask);
	return found;
}

int64_t player_case(Player *p, const char *name)
{
	g_autofree char *id = player_ask(p, "SELECT id FROM cases WHERE external_id = ?2", 0, name);

	return id ? g_ascii_strtoll(id, NULL, 10) : 0;
}

int64_t player_need_case(Player *p, const char *name)
{
	int64_t id = player_case(p, name);

	if (!id && !p->open)
		player_fail(p, "there is no case \"%s\"", name);
	return id;
}

Desk player_desk(Player *p)
{
	const Conf *conf = p->w->g.conf;

	if (!p->store) {
		g_autofree char *path = g_build_filename(p->w->dir, "world.db", NULL);

		ck_assert_int_eq(store_open(path, STORE_READ_WRITE, &p->store, NULL), 0);
	}
	if (!conf) {
		g_autoptr(GPtrArray) faults = NULL;

		g_clear_pointer(&p->conf, conf_unref);
		ck_assert_int_eq(conf_load(p->w->conf_path, &p->conf, &faults), 0);
		conf = p->conf;
	}
	return (Desk){.conf = conf, .zones = p->zones, .store = p->store, .actor = "agent:li", .now_at = player_now(p)};
}

void player_ring(Player *p)
{
	if (!world_alive(p->w))
		return;
	gateway_wake(&p->w->g, WAKE_INTAKE | WAKE_DIRTY | WAKE_DUE);
	world_settle(p->w);
}

/* ---- what leaves ---- */

Outgoing *player_newest(Player *p, const char *name, const char *step)
{
	for (guint i = p->out->len; i-- > 0;) {
		Outgoing *o = p->out->pdata[i];

		if (g_str_equal(o->name, name) && (!step || g_str_equal(o->step, step)))
			return o;
	}
	return NULL;
}

static void on_left(const WorldSubmit *s, void *user)
{
	static const char SQL[] =
	        "SELECT c.external_id || '|' || m.case_id || '|' || m.person_id || '|' || m.step || '|' || m.round"
	        " FROM attempt a JOIN message m ON m.id = a.message_id JOIN cases c ON c.id = m.case_id"
	        " WHERE a.ref = ?2";
	Player *p = user;
	g_autofree char *row = player_ask(p, SQL, 0, s->ref);
	g_auto(GStrv) cells = row ? g_strsplit(row, "|", 5) : NULL;
	Outgoing *o;

	if (!cells)
		player_fail(p, "a text left that the store knows nothing of: \"%s\"", s->text);
	o = g_new0(Outgoing, 1);
	*o = (Outgoing){.name = g_strdup(cells[0]),
	                .case_id = g_ascii_strtoll(cells[1], NULL, 10),
	                .person_id = g_ascii_strtoll(cells[2], NULL, 10),
	                .step = g_strdup(cells[3]),
	                .round = (int)g_ascii_strtoll(cells[4], NULL, 10),
	                .at = s->at_us / USEC_PER_SEC,
	                .to = g_strdup(s->to),
	                .text = g_strdup(s->text),
	                .ref = g_strdup(s->ref),
	                .validity_min = s->validity_min};
	player_tell(p, "LEFT %s %s (round %d) to %s: %s", o->name, o->step, o->round, o->to, o->text);
	truths_of_submit(p, o);
	g_ptr_array_add(p->out, o);
}

static const Outgoing *unexpected(const Player *p)
{
	for (guint i = 0; !p->open && i < p->out->len; i++) {
		const Outgoing *o = p->out->pdata[i];

		if (!o->expected)
			return o;
	}
	return NULL;
}

static void expect_nothing_more(const Player *p)
{
	const Outgoing *o = unexpected(p);
	g_autoptr(GTimeZone) zone = NULL;
	g_autofree char *at = NULL;

	if (!o)
		return;
	zone = script_zone("Asia/Shanghai");
	at = zones_format(zone, o->at);
	player_fail(p, "no line expects %s %s (round %d), which left at %s", o->name, o->step, o->round, at);
}

/* ---- time ---- */

void player_pass(Player *p, int64_t at)
{
	for (guint wakes = 0;; wakes++) {
		if (!world_alive(p->w)) {
			p->w->g.clock.fake_us = at * USEC_PER_SEC;
			return;
		}
		if (!world_wake(p->w, at))
			return;
		if (unexpected(p) && player_now(p) < at)
			return; /* the next line says whether it was meant */
		if (wakes > WAKES_MAX)
			player_fail(p, "the gateway wakes again and again and does nothing");
	}
}

/* ---- lines ---- */

typedef struct {
	Player *p;
	char **words;
} Act;

static void act(void *user)
{
	Act *a = user;

	if (!verbs_do(a->p, a->words))
		player_fail(a->p, "there is no verb \"%s\" (README has the list)", a->words[0]);
}

/* What was under way when it died is the provider's to know; so is an answer that it had not written down. */
static void dead(Player *p)
{
	Outgoing *answered = p->answered;

	if (answered) {
		g_autofree char *outcome =
		        player_ask(p, "SELECT outcome FROM attempt WHERE ref = ?2", 0, answered->ref);

		if (!outcome)
			answered->fate = FATE_UNKNOWN;
	}
	for (guint i = 0; i < p->out->len; i++) {
		Outgoing *o = p->out->pdata[i];

		if (o->fate == FATE_WAITING)
			o->fate = FATE_UNKNOWN;
	}
}

void player_line(Player *p, const ScriptLine *line)
{
	Act a = {p, line->words};
	gboolean expects = g_str_equal(line->words[0], "expect");

	if (!expects)
		expect_nothing_more(p);
	p->line = line;
	p->answered = NULL;
	if (!p->lenient && !expects)
		player_tell(p, "%s:%u  %s", line->file, line->number, line->text);
	if (!p->w) {
		act(&a);
		if (p->w) {
			p->w->left = on_left;
			p->w->left_user = p;
		}
		return;
	}
	if (!world_survives(p->w, act, &a)) {
		player_tell(p, "the gateway died at %s", p->death ? p->death : "this point");
		p->death = NULL;
	}
	if (!world_alive(p->w))
		dead(p);
	else if (!p->lenient && !p->damaged)
		truths_of_store(p);
}

void player_end(Player *p)
{
	expect_nothing_more(p);
}

void player_in_memory(void)
{
	if (!g_getenv("TMPDIR") && access("/dev/shm", W_OK) == 0)
		g_setenv("TMPDIR", "/dev/shm", TRUE);
}

void player_play(const GPtrArray *lines)
{
	Player *p = player_new();

	for (guint i = 0; i < lines->len; i++)
		player_line(p, lines->pdata[i]);
	player_end(p);
	player_free(p);
}
