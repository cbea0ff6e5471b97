#include "gateway/world.h"

#include <stdlib.h>
#include <string.h>

#include "gateway/alarms.h"
#include "gateway/ask.h"
#include "gateway/backlog.h"
#include "gateway/door.h"
#include "gateway/metrics.h"
#include "gateway/receiver.h"
#include "gateway/retention.h"
#include "gateway/sender.h"
#include "gateway/teller.h"
#include "gateway/turn.h"
#include "store/team.h"
#include "util/fault.h"
#include "util/log.h"

static const char WORLD_CONF[] =
	"shops: { demo: { name = \"Shop\"; region = \"CN\"; zone = \"Asia/Shanghai\"; language = \"en\"; provider = \"box\";\n"
	"  sms: { allowed = true; ground = \"service notice on the customer's own order\"; }; %s }; %s };\n"
	"providers: { box: { driver = \"%s\"; url = \"http://127.0.0.1:9/cgi-bin/sendsms\"; username = \"u\";\n"
	"  password = \"file:%s/secret\"; callback_url = \"http://127.0.0.1:9\"; token = \"file:%s/secret\"; %s }; %s };\n"
	"text_packs = \"%s\"; region_data = \"%s\"; reply_packs = \"%s/../replies\"; widen_courtesy = \"a test sends at any hour\"; store: { path = \"%s/world.db\"; }; listen = \"\"; log_level = \"error\";\n";

/* The network, as http_client.h has it: what is sent waits in the world for the test's answer. */
static World *the_world;

int http_client_send(HttpClient *client, const HttpRequest *request, const HttpLimits *limits, HttpDone done, void *user)
{
	const char *report = http_headers_get(request->headers, "X-Kannel-DLR-URL");
	const char *validity = http_headers_get(request->headers, "X-Kannel-Validity");
	const char *ref = report ? strstr(report, "ref=") : NULL;
	WorldSubmit *s;
	gsize size;
	const char *body;

	(void)client;
	(void)limits;
	if (the_world->send_error)
		return the_world->send_error;
	s = g_new0(WorldSubmit, 1);
	if (g_str_equal(request->method, "GET")) {
		*s = (WorldSubmit){.url = g_strdup(request->url), .done = done, .user = user};
		g_ptr_array_add(the_world->asks, s);
		the_world->asked++;
		return 0;
	}
	body = g_bytes_get_data(request->body, &size);
	*s = (WorldSubmit){.to = g_strdup(http_headers_get(request->headers, "X-Kannel-To")), .text = g_strndup(body, size),
	                   .url = g_strdup(request->url), .from = g_strdup(http_headers_get(request->headers, "X-Kannel-From")), .validity_min = validity ? atoi(validity) : 0, 
	                   .at_us = clock_now_us(&the_world->g.clock), .done = done,
	                   .user = user};
	if (ref)
		s->ref = g_strndup(ref + 4, strcspn(ref + 4, "&"));
	s->signature = g_strdup(http_headers_get(request->headers, "X-Followup-Signature"));
	s->key = g_strdup(http_headers_get(request->headers, "Idempotency-Key"));
	if (strstr(request->url, "/hook?")) { /* no text to a customer: a message to the team */
		g_ptr_array_add(the_world->tellings, s);
		return 0;
	}
	g_ptr_array_add(the_world->submits, s);
	the_world->sent++;
	if (the_world->left)
		the_world->left(s, the_world->left_user);
	return 0;
}

void http_client_begin(HttpClient *client)
{
	(void)client;
}

/* The answers to webhooks, as http_server.h has them. */
struct HttpTicket {
	int status;
};

void http_server_answer(HttpTicket *ticket, int status, const char *content_type, const char *body)
{
	(void)content_type;
	(void)body;
	ticket->status = status;
}

void gateway_wake(Gateway *g, unsigned flags)
{
	g->wake |= flags;
}

/* In place of the one that kills the process. */
void fault_point(const char *name)
{
	if (the_world && the_world->fault && g_str_equal(the_world->fault, name))
		longjmp(the_world->death, 1);
}

static const Provider *find_driver(const char *name)
{
	return the_world->driver ? the_world->driver : provider_find(name);
}

static void submit_free(gpointer data)
{
	WorldSubmit *s = data;

	g_free(s->to);
	g_free(s->text);
	g_free(s->url);
	g_free(s->ref);
	g_free(s->from);
	g_free(s->signature);
	g_free(s->key);
	g_free(s);
}

/* What goes to one place of the config; "": to its end. */
static char *lines_of(const char *extra, const char *place)
{
	static const char *const PLACES[] = {"provider:", "providers:", "shop:", "shops:", "driver:", ""};
	g_auto(GStrv) lines = g_strsplit(extra, "\n", -1);
	GString *found = g_string_new(NULL);

	for (char **line = lines; *line; line++) {
		gsize i = 0;

		while (!g_str_has_prefix(*line, PLACES[i]))
			i++;
		if (g_str_equal(PLACES[i], place))
			g_string_append_printf(found, "%s\n", *line + strlen(place));
	}
	return g_string_free(found, FALSE);
}

static void write_conf(World *w, const char *extra)
{
	g_autofree char *packs = g_build_filename(TEST_SRCDIR, "..", "texts", NULL);
	g_autofree char *regions = g_build_filename(TEST_SRCDIR, "..", "regions", NULL);
	g_autofree char *driver = g_strchomp(lines_of(extra, "driver:"));
	g_autofree char *shop = lines_of(extra, "shop:"), *shops = lines_of(extra, "shops:");
	g_autofree char *provider = lines_of(extra, "provider:"), *providers = lines_of(extra, "providers:");
	g_autofree char *rest = lines_of(extra, "");
	g_autofree char *base = g_strdup_printf(WORLD_CONF, shop, shops, *driver ? driver : "kannel", w->dir, w->dir, provider,
	                                        providers, packs, regions, regions, w->dir);
	GString *text = g_string_new(base);
	g_autofree char *secret = g_build_filename(w->dir, "secret", NULL);
	g_autofree char *hook = g_build_filename(w->dir, "hook", NULL);

	g_string_append(text, rest);
	g_string_replace(text, "@DIR@", w->dir, 0);
	ck_assert(g_file_set_contents(w->conf_path, text->str, -1, NULL));
	g_string_free(text, TRUE);
	ck_assert(g_file_set_contents_full(hook, "http://127.0.0.1:9/hook?key=k", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
	ck_assert(g_file_set_contents_full(secret, "0123456789abcdef", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static Conf *load_conf(World *w)
{
	g_autoptr(GPtrArray) faults = NULL;
	Conf *conf = NULL;

	if (conf_load(w->conf_path, &conf, &faults) < 0) {
		guint i = 0;

		while (i + 1 < faults->len && ((const ConfFault *)faults->pdata[i])->warning)
			i++;
		ck_abort_msg("%s", ((const ConfFault *)faults->pdata[i])->text);
	}
	if (w->tune)
		w->tune(conf->providers->pdata[0]);
	return conf;
}

static void adopt(World *w, Conf *conf)
{
	Gateway *g = &w->g;

	ck_assert_int_eq(store_begin(g->store), 0);
	ck_assert_int_eq(store_rules_put(g->store, conf->hash, clock_now_at(&g->clock), &g->rules_id), 0);
	ck_assert_int_eq(store_waits_end(g->store, clock_now_at(&g->clock)), 0);
	ck_assert_int_eq(store_commit(g->store), 0);
	conf_unref(g->conf);
	g->conf = conf;
	sender_adopt(g, clock_now_us(&g->clock));
	gateway_wake(g, WAKE_ALL);
}

static void start(World *w)
{
	Gateway *g = &w->g;
	Conf *conf = load_conf(w);
	guint abandoned;

	log_set_level(LOG_CRIT);
	g->zones = zones_new();
	g->find_driver = find_driver;
	sender_init(g);
	receiver_init(g);
	ask_init(g);
	door_init(g);
	alarms_init(g);
	teller_init(g);
	retention_init(g);
	metrics_init(g, clock_now_at(&g->clock));
	ck_assert_int_eq(store_open(conf->store_path, STORE_READ_WRITE, &g->store, NULL), 0);
	ck_assert_int_eq(store_begin(g->store), 0);
	ck_assert_int_eq(store_attempts_abandon(g->store, clock_now_us(&g->clock), &abandoned), 0);
	ck_assert_int_eq(store_commit(g->store), 0);
	adopt(w, conf);
	ck_assert_int_eq(backlog_begin(g, clock_now_us(&g->clock)), 0);
	world_settle(w);
}

static void stop(World *w)
{
	Gateway *g = &w->g;
	Clock clock = g->clock;

	if (!world_alive(w))
		return;
	g_ptr_array_set_size(w->submits, 0);
	g_ptr_array_set_size(w->asks, 0);
	g_ptr_array_set_size(w->tellings, 0);
	sender_free(g);
	receiver_free(g);
	ask_free(g);
	door_free(g);
	teller_free(g);
	retention_free(g);
	metrics_free(g);
	alarms_free(g);
	store_close(g->store);
	zones_free(g->zones);
	conf_unref(g->conf);
	*g = (Gateway){.clock = clock};
}

World *world_new(const char *extra, int64_t now_at)
{
	return world_new_with(extra, now_at, NULL, NULL);
}

World *world_new_with(const char *extra, int64_t now_at, const Provider *driver, void (*tune)(ConfProvider *))
{
	World *w = g_new0(World, 1);

	the_world = w;
	w->dir = test_dir_new();
	w->conf_path = g_build_filename(w->dir, "world.conf", NULL);
	w->submits = g_ptr_array_new_with_free_func(submit_free);
	w->asks = g_ptr_array_new_with_free_func(submit_free);
	w->driver = driver;
	w->tune = tune;
	w->tellings = g_ptr_array_new_with_free_func(submit_free);
	w->g.clock.fake_us = now_at * USEC_PER_SEC;
	write_conf(w, extra);
	start(w);
	return w;
}

void world_free(World *w)
{
	stop(w);
	sqlite3_close(w->foreign);
	g_ptr_array_unref(w->submits);
	g_ptr_array_unref(w->asks);
	g_ptr_array_unref(w->tellings);
	test_dir_remove(w->dir);
	g_free(w->conf_path);
	g_free(w->dir);
	g_free(w);
}

void world_kill(World *w)
{
	w->fault = NULL;
	stop(w);
}

void world_start(World *w)
{
	start(w);
}

gboolean world_alive(const World *w)
{
	return w->g.store != NULL;
}

void world_crash(World *w)
{
	world_kill(w);
	world_start(w);
}

/* Who is killed in the middle of an act frees nothing of it: to LeakSanitizer, which asks here at the end, that is no leak. */
static gboolean died_acting;

int __lsan_is_turned_off(void);

int __lsan_is_turned_off(void)
{
	return died_acting;
}

gboolean world_survives(World *w, void (*act)(void *), void *user)
{
	if (setjmp(w->death) == 0) {
		act(user);
		return TRUE;
	}
	died_acting = TRUE;
	world_kill(w);
	return FALSE;
}

void world_reload(World *w, const char *extra)
{
	write_conf(w, extra);
	adopt(w, load_conf(w));
	world_settle(w);
}

void world_config(World *w, const char *extra)
{
	write_conf(w, extra);
}

sqlite3 *world_db(World *w)
{
	g_autofree char *path = g_build_filename(w->dir, "world.db", NULL);

	if (!w->foreign) {
		ck_assert_int_eq(sqlite3_open(path, &w->foreign), SQLITE_OK);
		sqlite3_busy_timeout(w->foreign, 2000);
	}
	return w->foreign;
}

static void put_case(World *w, const char *shop, const char *external_id, const char *phone, const char *name, const char *zone,
                     int64_t reviewed_at)
{
	static const char SQL[] = "INSERT INTO intake (shop, external_id, phone, name, order_no, zone, reviewed_at,"
	                          " received_at) VALUES (?7, ?1, ?2, ?3, 'T-1', ?4, ?5, ?6)";
	sqlite3 *db = world_db(w);
	sqlite3_stmt *insert;

	ck_assert_int_eq(sqlite3_prepare_v2(db, SQL, -1, &insert, NULL), SQLITE_OK);
	sqlite3_bind_text(insert, 1, external_id, -1, SQLITE_STATIC);
	sqlite3_bind_text(insert, 2, phone, -1, SQLITE_STATIC);
	sqlite3_bind_text(insert, 3, name, -1, SQLITE_STATIC);
	sqlite3_bind_text(insert, 4, zone, -1, SQLITE_STATIC);
	sqlite3_bind_int64(insert, 5, reviewed_at);
	sqlite3_bind_int64(insert, 6, clock_now_at(&w->g.clock));
	sqlite3_bind_text(insert, 7, shop, -1, SQLITE_STATIC);
	ck_assert_int_eq(sqlite3_step(insert), SQLITE_DONE);
	sqlite3_finalize(insert);
	gateway_wake(&w->g, WAKE_INTAKE | WAKE_DIRTY | WAKE_DUE);
	world_settle(w);
}

void world_case(World *w, const char *external_id, const char *phone, const char *name, const char *zone,
                int64_t reviewed_at)
{
	put_case(w, "demo", external_id, phone, name, zone, reviewed_at);
}

void world_case_of(World *w, const char *shop, const char *external_id, const char *phone, int64_t reviewed_at)
{
	put_case(w, shop, external_id, phone, "Wang", NULL, reviewed_at);
}

void world_draft(World *w, int64_t case_id, Step step, const char *text, int64_t due_at)
{
	const StoreDraft draft = {.case_id = case_id, .step = step, .author = (char *)"agent:li", .text = (char *)text};
	int64_t now_at = clock_now_at(&w->g.clock);
	int number;

	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_draft_put(w->g.store, &draft, due_at, w->g.rules_id, now_at, &number), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
	gateway_wake(&w->g, WAKE_DIRTY | WAKE_DUE);
	world_settle(w);
}

void world_settle(World *w)
{
	for (int turns = 0; w->g.wake; turns++) {
		ck_assert_msg(turns < 100, "the gateway does not come to rest");
		ck_assert_int_eq(turn_run(&w->g, clock_now_us(&w->g.clock)), 0);
	}
}

gboolean world_wake(World *w, int64_t now_at)
{
	/* As the due timer would: one stop at each time the sender asked to be woken at. */
	int64_t now_us = clock_now_us(&w->g.clock), next_us = turn_next_wake_us(&w->g, now_us);
	gboolean before = next_us <= now_at * USEC_PER_SEC;

	w->g.clock.fake_us = before ? MAX(next_us, now_us) : now_at * USEC_PER_SEC;
	gateway_wake(&w->g, before ? WAKE_DUE : WAKE_DIRTY | WAKE_DUE);
	world_settle(w);
	return before;
}

void world_at(World *w, int64_t now_at)
{
	while (world_wake(w, now_at))
		;
}

void world_clock(World *w, int64_t now_at)
{
	w->g.clock.fake_us = now_at * USEC_PER_SEC;
	gateway_wake(&w->g, WAKE_DUE);
	world_settle(w);
}

static void land(World *w, GPtrArray *waiting, const char *url, const HttpAnswer *answer)
{
	WorldSubmit *s;
	guint i = 0;

	while (i < waiting->len && !strstr(((WorldSubmit *)waiting->pdata[i])->url, url))
		i++;
	ck_assert_msg(i < waiting->len, "nothing was sent to %s", url);
	s = g_ptr_array_steal_index(waiting, i);
	s->done(answer, s->user);
	submit_free(s);
	world_settle(w);
}

static void land_answer(World *w, GPtrArray *waiting, const char *url, int status, const char *body)
{
	HttpAnswer answer = {.progress = HTTP_ANSWERED, .status = status, .headers = http_headers_new(),
	                     .body = g_bytes_new(body, strlen(body))};

	land(w, waiting, url, &answer);
	http_answer_clear(&answer);
}

static void land_nothing(World *w, GPtrArray *waiting, HttpProgress progress)
{
	HttpAnswer answer = {.progress = progress, .error = (char *)"the test lost it"};

	land(w, waiting, "", &answer);
}

void world_told(World *w, int status, const char *body)
{
	land_answer(w, w->tellings, "", status, body);
}

void world_answer(World *w, int status, const char *body)
{
	land_answer(w, w->submits, "", status, body);
}

void world_answer_of(World *w, const char *url, int status, const char *body)
{
	land_answer(w, w->submits, url, status, body);
}

void world_lose(World *w, HttpProgress progress)
{
	land_nothing(w, w->submits, progress);
}

void world_answer_ask(World *w, int status, const char *body)
{
	land_answer(w, w->asks, "", status, body);
}

void world_lose_ask(World *w, HttpProgress progress)
{
	land_nothing(w, w->asks, progress);
}

static int hand_in(World *w, HttpInbound *inbound)
{
	HttpTicket ticket = {0};

	receiver_on_request(&ticket, inbound, &w->g);
	world_settle(w);
	g_array_unref(inbound->headers);
	g_bytes_unref(inbound->body);
	return ticket.status;
}

int world_webhook(World *w, const char *path, const char *query)
{
	HttpInbound inbound = {.method = (char *)"GET", .path = (char *)path, .query = (char *)query, .peer = (char *)"127.0.0.1",
	                       .headers = http_headers_new(), .body = g_bytes_new(NULL, 0)};

	return hand_in(w, &inbound);
}

int world_post(World *w, const char *path, const char *query, const char *const *headers, const char *body, const char *peer)
{
	HttpInbound inbound = {.method = (char *)"POST", .path = (char *)path, .query = (char *)query, .peer = (char *)peer,
	                       .headers = http_headers_new(), .body = g_bytes_new(body, strlen(body))};

	for (; headers && headers[0]; headers += 2)
		ck_assert_int_eq(http_headers_add(inbound.headers, headers[0], headers[1]), 0);
	return hand_in(w, &inbound);
}

char *world_ask(World *w, const char *sql)
{
	sqlite3 *db = world_db(w);
	sqlite3_stmt *ask;
	char *found = NULL;

	ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &ask, NULL) == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
	if (sqlite3_step(ask) == SQLITE_ROW)
		found = g_strdup((const char *)sqlite3_column_text(ask, 0));
	sqlite3_finalize(ask);
	return found;
}
