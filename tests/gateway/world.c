#include "gateway/world.h"

#include <stdlib.h>
#include <string.h>

#include "gateway/receiver.h"
#include "gateway/sender.h"
#include "gateway/turn.h"
#include "util/fault.h"
#include "util/log.h"

static const char WORLD_CONF[] =
	"shops: { demo: { name = \"Shop\"; region = \"CN\"; zone = \"Asia/Shanghai\"; language = \"en\"; provider = \"box\";\n"
	"  sms: { allowed = true; ground = \"service notice on the customer's own order\"; }; }; };\n"
	"providers: { box: { driver = \"%s\"; url = \"http://127.0.0.1:9/cgi-bin/sendsms\"; username = \"u\";\n"
	"  password = \"file:%s/secret\"; callback_url = \"http://127.0.0.1:9\"; token = \"file:%s/secret\"; %s }; };\n"
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
	body = g_bytes_get_data(request->body, &size);
	*s = (WorldSubmit){.to = g_strdup(http_headers_get(request->headers, "X-Kannel-To")), .text = g_strndup(body, size),
	                   .url = g_strdup(request->url), .validity_min = validity ? atoi(validity) : 0,
	                   .at_us = clock_now_us(&the_world->g.clock), .done = done, .user = user};
	if (ref)
		s->ref = g_strndup(ref + 4, strcspn(ref + 4, "&"));
	g_ptr_array_add(the_world->submits, s);
	the_world->sent++;
	if (the_world->left)
		the_world->left(s, the_world->left_user);
	return 0;
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

static void submit_free(gpointer data)
{
	WorldSubmit *s = data;

	g_free(s->to);
	g_free(s->text);
	g_free(s->url);
	g_free(s->ref);
	g_free(s);
}

/* Takes the lines that begin with `mark` out of `text` and puts them behind `anchor`. */
static void place_lines(GString *text, const char *mark, const char *anchor)
{
	g_autoptr(GString) group = g_string_new(anchor);
	char *at;

	while ((at = strstr(text->str, mark))) {
		gsize length = strcspn(at, "\n");

		g_string_append_c(group, '\n');
		g_string_append_len(group, at + strlen(mark), (gssize)(length - strlen(mark)));
		g_string_erase(text, at - text->str, (gssize)length);
	}
	g_string_replace(text, anchor, group->str, 1);
}

static void write_conf(World *w, const char *extra)
{
	g_autofree char *packs = g_build_filename(TEST_SRCDIR, "..", "texts", NULL);
	g_autofree char *regions = g_build_filename(TEST_SRCDIR, "..", "regions", NULL);
	/* A line that begins with "provider:" goes into the provider's group. */
	gboolean inside = g_str_has_prefix(extra, "provider:");
	/* "driver:NAME;" before it makes it another one's. */
	g_autofree char *driver = g_str_has_prefix(extra, "driver:") ? g_strndup(extra + 7, strcspn(extra + 7, ";")) : NULL;
	g_autofree char *base = g_strdup_printf(WORLD_CONF, driver ? driver : "kannel", w->dir, w->dir, inside ? extra + strlen("provider:") : "", packs,
	                                        regions, regions, w->dir);
	g_autofree char *whole =
		g_strconcat(base, inside ? "" : extra + (driver ? strlen("driver:;") + strlen(driver) : 0), "\n", NULL);
	g_autoptr(GString) text = g_string_new(whole);
	g_autofree char *secret = g_build_filename(w->dir, "secret", NULL);

	place_lines(text, "@shop ", "provider = \"box\";");
	place_lines(text, "@provider ", "callback_url = \"http://127.0.0.1:9\";");
	ck_assert(g_file_set_contents(w->conf_path, text->str, -1, NULL));
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
	return conf;
}

static void adopt(World *w, Conf *conf)
{
	Gateway *g = &w->g;

	ck_assert_int_eq(store_begin(g->store), 0);
	ck_assert_int_eq(store_rules_put(g->store, conf->hash, clock_now_at(&g->clock), &g->rules_id), 0);
	ck_assert_int_eq(store_commit(g->store), 0);
	conf_unref(g->conf);
	g->conf = conf;
	gateway_wake(g, WAKE_ALL);
}

static void start(World *w)
{
	Gateway *g = &w->g;
	Conf *conf = load_conf(w);
	guint abandoned;

	log_set_level(LOG_CRIT);
	g->zones = zones_new();
	sender_init(g);
	receiver_init(g);
	ck_assert_int_eq(store_open(conf->store_path, STORE_READ_WRITE, &g->store, NULL), 0);
	ck_assert_int_eq(store_begin(g->store), 0);
	ck_assert_int_eq(store_attempts_abandon(g->store, clock_now_us(&g->clock), &abandoned), 0);
	ck_assert_int_eq(store_commit(g->store), 0);
	adopt(w, conf);
	world_settle(w);
}

static void stop(World *w)
{
	Gateway *g = &w->g;
	Clock clock = g->clock;

	if (!world_alive(w))
		return;
	g_ptr_array_set_size(w->submits, 0);
	sender_free(g);
	receiver_free(g);
	store_close(g->store);
	zones_free(g->zones);
	conf_unref(g->conf);
	*g = (Gateway){.clock = clock};
}

World *world_new(const char *extra, int64_t now_at)
{
	World *w = g_new0(World, 1);

	the_world = w;
	w->dir = test_dir_new();
	w->conf_path = g_build_filename(w->dir, "world.conf", NULL);
	w->submits = g_ptr_array_new_with_free_func(submit_free);
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

gboolean world_survives(World *w, void (*act)(void *), void *user)
{
	if (setjmp(w->death) == 0) {
		act(user);
		return TRUE;
	}
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

void world_case(World *w, const char *external_id, const char *phone, const char *name, const char *zone,
                int64_t reviewed_at)
{
	static const char SQL[] = "INSERT INTO intake (shop, external_id, phone, name, order_no, zone, reviewed_at,"
	                          " received_at) VALUES ('demo', ?, ?, ?, 'T-1', ?, ?, ?)";
	sqlite3 *db = world_db(w);
	sqlite3_stmt *insert;

	ck_assert_int_eq(sqlite3_prepare_v2(db, SQL, -1, &insert, NULL), SQLITE_OK);
	sqlite3_bind_text(insert, 1, external_id, -1, SQLITE_STATIC);
	sqlite3_bind_text(insert, 2, phone, -1, SQLITE_STATIC);
	sqlite3_bind_text(insert, 3, name, -1, SQLITE_STATIC);
	sqlite3_bind_text(insert, 4, zone, -1, SQLITE_STATIC);
	sqlite3_bind_int64(insert, 5, reviewed_at);
	sqlite3_bind_int64(insert, 6, clock_now_at(&w->g.clock));
	ck_assert_int_eq(sqlite3_step(insert), SQLITE_DONE);
	sqlite3_finalize(insert);
	gateway_wake(&w->g, WAKE_INTAKE | WAKE_DIRTY | WAKE_DUE);
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
	int64_t now_us = clock_now_us(&w->g.clock), next_us = sender_next_wake_us(&w->g, now_us);
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

static void land(World *w, const HttpAnswer *answer)
{
	WorldSubmit *s;

	ck_assert_msg(w->submits->len > 0, "nothing was submitted");
	s = g_ptr_array_steal_index(w->submits, 0);
	s->done(answer, s->user);
	submit_free(s);
	world_settle(w);
}

void world_answer(World *w, int status, const char *body)
{
	HttpAnswer answer = {.progress = HTTP_ANSWERED, .status = status, .headers = http_headers_new(),
	                     .body = g_bytes_new(body, strlen(body))};

	land(w, &answer);
	http_answer_clear(&answer);
}

void world_lose(World *w, HttpProgress progress)
{
	HttpAnswer answer = {.progress = progress, .error = (char *)"the test lost it"};

	land(w, &answer);
}

int world_webhook(World *w, const char *path, const char *query)
{
	HttpTicket ticket = {0};
	HttpInbound inbound = {.method = (char *)"GET", .path = (char *)path, .query = (char *)query, .peer = (char *)"127.0.0.1",
	                       .headers = http_headers_new(), .body = g_bytes_new(NULL, 0)};

	receiver_on_request(&ticket, &inbound, &w->g);
	world_settle(w);
	g_array_unref(inbound.headers);
	g_bytes_unref(inbound.body);
	return ticket.status;
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
