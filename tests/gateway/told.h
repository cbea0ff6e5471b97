/* What stories of notices are told with: the world, and what its channel heard. Included by the test programs alone. */
#pragma once

#include "gateway/world.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "gateway/turn.h"
#include "store/notices.h"

/* Thu 19 Nov 2026 in Shanghai, whose clock is 8 h ahead of UTC. The promise: within an hour. */
#define MIDNIGHT (INT64_C(1795017600)) /* 2026-11-19 00:00:00 +08:00 */
#define AT(h, m) (MIDNIGHT + (h)*3600 + (m)*60)
#define OK202 202, "0: Accepted for delivery"
#define DOWN 503, "Temporal failure, try again later."
#define FREELY                                                                                                         \
	"permitted_hours: { sms = [ \"daily 00:00-24:00\" ]; }; quiet_hours = [ ];"                                     \
	" budget: { per_day = 0; per_week = 0; }; first_contact: { agent_grace = \"0s\"; }; "
#define HOOK(more)                                                                                                     \
	"notify: { ops: { kind = \"webhook\"; url = \"file:@DIR@/hook\";"                                               \
	" secret = \"file:@DIR@/secret\"; " more " }; };"
#define ALL HOOK("")

static World *w;

static inline void expect(const char *what, const char *sql, const char *want)
{
	g_autofree char *got = world_ask(w, sql);

	row_str(what, got, want);
}

/* What the oldest waiting message to the team holds: "reply, end provider, 3 more"; "-" when none waits. */
static inline char *waiting(void)
{
	GString *out = g_string_new(NULL);
	const WorldSubmit *s = w->tellings->len ? w->tellings->pdata[0] : NULL;
	json_t *root = s ? json_loads(s->text, 0, NULL) : NULL, *entry;
	size_t i;

	if (!s)
		return g_string_free(g_string_append_c(out, '-'), FALSE);
	ck_assert_msg(root != NULL, "no JSON: %s", s->text);
	json_array_foreach(json_object_get(root, "notices"), i, entry)
	{
		gboolean end = g_str_equal(json_string_value(json_object_get(entry, "part")), "end");

		g_string_append_printf(out, "%s%s%s", i ? ", " : "", end ? "end " : "",
		                       json_string_value(json_object_get(entry, "kind")));
	}
	if (json_integer_value(json_object_get(root, "more")))
		g_string_append_printf(out, ", %d more", (int)json_integer_value(json_object_get(root, "more")));
	json_decref(root);
	return g_string_free(out, FALSE);
}

/* The next message is this one, and the channel takes it. */
static inline void told(const char *want)
{
	g_autofree char *got = waiting();

	row_str(want, got, want);
	if (w->tellings->len)
		world_told(w, 200, "");
}

static inline void told_words(const char *want)
{
	const WorldSubmit *s;

	ck_assert_msg(w->tellings->len > 0, "nothing is told, want %s", want);
	s = w->tellings->pdata[0];
	ck_assert_msg(strstr(s->text, want) != NULL, "%s is not in %s", want, s->text);
	ck_assert_msg(!strstr(s->text, "13800138000") && !strstr(s->text, "Wang"), "a customer is in %s", s->text);
}

static inline void silence(void)
{
	told("-");
}

static inline void add(const char *id, int64_t at)
{
	world_case(w, id, "13800138000", "Wang", NULL, at);
}

static inline void begin(void)
{
	ck_assert_int_eq(store_begin(w->g.store), 0);
}

static inline void commit(void)
{
	ck_assert_int_eq(store_commit(w->g.store), 0);
	gateway_wake(&w->g, WAKE_DUE);
	world_settle(w);
}

static inline void event(EventKind kind)
{
	StoreEvent e = {.kind = kind, .at = clock_now_at(&w->g.clock), .actor = "agent:li"};

	begin();
	ck_assert_int_eq(store_case_event(w->g.store, 1, &e), 0);
	commit();
}

static inline void put(NoticeKind kind, const char *key, const char *shop)
{
	StoreNotice notice = {.kind = kind,
	                      .key = (char *)key,
	                      .shop = (char *)shop,
	                      .words = (char *)"words",
	                      .due_at = STORE_NO_TIME,
	                      .at = clock_now_at(&w->g.clock)};
	int r;

	begin();
	r = store_notice_put(w->g.store, &notice);
	ck_assert_msg(r == 0 || r == -EEXIST, "%s", store_error(w->g.store));
	commit();
}

static inline void pause_all(void)
{
	begin();
	ck_assert_int_eq(
	        store_pause_put(w->g.store, "all", "stock-taking", "admin", clock_now_at(&w->g.clock), STORE_NO_TIME),
	        0);
	commit();
}

static inline void reply(const char *text)
{
	g_autofree char *query = g_strdup_printf("from=13800138000&to=10690&text=%s&ts=%" G_GINT64_FORMAT, text,
	                                         clock_now_at(&w->g.clock));

	world_webhook(w, "/hook/box/0123456789abcdef/mo", query);
}

static inline void receipt(const char *ref)
{
	g_autofree char *query = g_strdup_printf("ref=%s&type=1", ref);

	ck_assert_int_eq(world_webhook(w, "/hook/box/0123456789abcdef/dlr", query), 200);
}
