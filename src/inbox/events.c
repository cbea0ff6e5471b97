#include "inbox/events.h"

#include <errno.h>
#include <string.h>

#include "inbox/api.h"
#include "inbox/out.h"
#include "store/inbox.h"
#include "util/log.h"

#define AT_ONCE 500            /* changes; more are "many" */
#define CASES_MOST 200         /* in one event */
#define PER_SESSION 8
#define LISTENERS_MOST 800     /* of the server's 1024 connections: the rest is for requests */
#define BEAT_US (20 * USEC_PER_SEC)

typedef struct {
	Events *events;
	HttpStream *stream;
	char *hash; /* of the session */
	gboolean told_end;
} Listener;

struct Events {
	Inbox *inbox;
	GPtrArray *listeners; /* of Listener, the oldest first */
	sd_event_source *beat;
	int64_t last_id;
	int64_t stray_id; /* the newest unread reply without a case */
};

static GBytes *frame(const char *event, const json_t *data)
{
	g_autofree char *words = json_dumps(data, JSON_COMPACT);
	char *text = g_strdup_printf("event: %s\ndata: %s\n\n", event, words);

	return g_bytes_new_take(text, strlen(text));
}

static void let_go(Listener *listener)
{
	listener->told_end = TRUE;
	http_stream_end(listener->stream);
}

static void broadcast(Events *events, GBytes *bytes)
{
	for (guint i = 0; i < events->listeners->len; i++) {
		Listener *listener = events->listeners->pdata[i];

		/* Who reads too slowly begins anew: EventSource connects again and loads all. */
		if (!listener->told_end && !http_stream_send(listener->stream, bytes))
			let_go(listener);
	}
}

/* ---- what changed ---- */

static void tell_many(Events *events)
{
	json_t *data = json_object();
	g_autoptr(GBytes) bytes = frame("many", data);

	broadcast(events, bytes);
	json_decref(data);
}

static void add_kind(json_t *cases, GHashTable *rows, int64_t case_id, const char *kind)
{
	json_t *row = g_hash_table_lookup(rows, &case_id), *kinds;
	const json_t *one;
	size_t i;

	if (!row) {
		row = out_row(cases);
		out_number(row, "case", case_id);
		out_list(row, "kinds");
		g_hash_table_insert(rows, g_memdup2(&case_id, sizeof case_id), row);
	}
	kinds = json_object_get(row, "kinds");
	json_array_foreach(kinds, i, one)
		if (g_str_equal(json_string_value(one), kind))
			return;
	json_array_append_new(kinds, json_string(kind));
}

static void tell_cases(Events *events, json_t *cases)
{
	json_t *data = json_object();
	g_autoptr(GBytes) bytes = NULL;

	json_object_set(data, "cases", cases);
	bytes = frame("changed", data);
	broadcast(events, bytes);
	json_decref(data);
}

static void tell_changes(Events *events, const GArray *changes)
{
	g_autoptr(GHashTable) rows = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	json_t *cases = json_array();

	for (guint i = 0; i < changes->len; i++) {
		const StoreChange *change = &g_array_index(changes, StoreChange, i);

		add_kind(cases, rows, change->case_id, event_name(change->kind));
	}
	if (json_array_size(cases) > CASES_MOST)
		tell_many(events);
	else if (json_array_size(cases))
		tell_cases(events, cases);
	json_decref(cases);
}

void events_tell_replies(Events *events)
{
	json_t *data = json_object();
	g_autoptr(GBytes) bytes = frame("replies", data);

	broadcast(events, bytes);
	json_decref(data);
}

static void look_at_strays(Events *events)
{
	int64_t before_id = events->stray_id;

	if (store_change_stray(events->inbox->store, &events->stray_id) < 0)
		log_warning(NULL, "cannot read what changed: %s", store_error(events->inbox->store));
	else if (events->stray_id != before_id)
		events_tell_replies(events);
}

void events_look(Events *events)
{
	Store *store = events->inbox->store;
	g_autoptr(GArray) changes = NULL;
	int r;

	look_at_strays(events);
	if (events->listeners->len == 0) {
		/* Whoever comes loads everything and hears of what follows. */
		(void)!store_change_last(store, &events->last_id);
		return;
	}
	r = store_change_list(store, events->last_id, AT_ONCE, &changes);
	if (r < 0) {
		log_warning(NULL, "cannot read what changed: %s", store_error(store));
		return;
	}
	if (changes->len == AT_ONCE) {
		(void)!store_change_last(store, &events->last_id);
		tell_many(events);
	} else if (changes->len) {
		events->last_id = g_array_index(changes, StoreChange, changes->len - 1).id;
		tell_changes(events, changes);
	}
}

void events_tell(Events *events, int64_t case_id, const char *kind)
{
	g_autoptr(GHashTable) rows = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	json_t *cases = json_array();

	add_kind(cases, rows, case_id, kind);
	tell_cases(events, cases);
	json_decref(cases);
}

/* ---- who listens ---- */

void events_tell_incident(Events *events, int64_t incident_id)
{
	json_t *data = json_object();
	g_autoptr(GBytes) bytes = NULL;

	json_object_set_new(data, "incident", json_integer(incident_id));
	bytes = frame("incident", data);
	broadcast(events, bytes);
	json_decref(data);
}

static void tell_end(Listener *listener)
{
	json_t *data = json_pack("{s:s}", "why", "session");
	g_autoptr(GBytes) bytes = frame("end", data);

	(void)!http_stream_send(listener->stream, bytes);
	let_go(listener);
	json_decref(data);
}

void events_end(Events *events, const char *session_hash)
{
	for (guint i = 0; i < events->listeners->len; i++) {
		Listener *listener = events->listeners->pdata[i];

		if (!listener->told_end && g_str_equal(listener->hash, session_hash))
			tell_end(listener);
	}
}

/* One look at each session, and one write for all whose use has not been written for a while. */
static void check_sessions(Events *events)
{
	Inbox *inbox = events->inbox;
	int64_t now_at = clock_now_at(&inbox->clock);
	g_autoptr(GPtrArray) late = g_ptr_array_new();
	int r = 0;

	for (guint i = 0; i < events->listeners->len; i++) {
		Listener *listener = events->listeners->pdata[i];
		StoreSession row = {0};

		if (listener->told_end)
			continue;
		r = session_check(inbox->store, inbox->conf, listener->hash, now_at, &row);
		if (r == -ENOENT)
			tell_end(listener);
		else if (r == 0 && now_at - row.seen_at >= session_touch_s(inbox->conf))
			g_ptr_array_add(late, listener->hash);
		store_session_clear(&row);
	}
	if (late->len == 0 || store_begin(inbox->store) < 0)
		return;
	for (guint i = 0, n = 0; i < late->len && n == 0; i++)
		n = store_session_seen(inbox->store, late->pdata[i], now_at) < 0;
	if (store_commit(inbox->store) < 0)
		store_rollback(inbox->store);
}

static int on_beat(sd_event_source *source, uint64_t usec, void *user)
{
	static const char COMMENT[] = ": still here\n\n";
	g_autoptr(GBytes) bytes = g_bytes_new_static(COMMENT, strlen(COMMENT));
	Events *events = user;

	(void)usec;
	check_sessions(events);
	broadcast(events, bytes);
	if (events->listeners->len == 0)
		return 0;
	sd_event_source_set_time_relative(source, BEAT_US);
	return sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

static void on_closed(void *user)
{
	Listener *listener = user;

	g_ptr_array_remove(listener->events->listeners, listener);
	g_free(listener->hash);
	g_free(listener);
}

/* A page that stopped listening, as those out of sight do, is noticed by what is sent to it, so at a beat at the latest: the
 * oldest of a session makes room for the one somebody looks at. */
static void make_room(Events *events, const char *hash)
{
	Listener *oldest = NULL;
	guint n = 0;

	for (guint i = 0; i < events->listeners->len; i++) {
		Listener *listener = events->listeners->pdata[i];

		if (listener->told_end || !g_str_equal(listener->hash, hash))
			continue;
		oldest = oldest ? oldest : listener;
		n++;
	}
	if (n >= PER_SESSION)
		let_go(oldest);
}

static void greet(Listener *listener, int64_t now_at)
{
	json_t *data = json_pack("{s:I, s:I}", "now_at", (json_int_t)now_at, "change",
	                         (json_int_t)listener->events->last_id);
	g_autoptr(GBytes) hello = frame("hello", data);
	g_autoptr(GBytes) retry = g_bytes_new_static("retry: 3000\n", strlen("retry: 3000\n"));

	(void)!http_stream_send(listener->stream, retry);
	(void)!http_stream_send(listener->stream, hello);
	json_decref(data);
}

int api_events(Request *request)
{
	Inbox *inbox = request->inbox;
	Events *events = inbox->events;
	g_autoptr(GArray) headers = NULL;
	Listener *listener;

	if (g_str_equal(request->inbound->method, "HEAD"))
		return request_refuse(request, 405, "method", request->inbound->path, "HEAD", "this path is for GET: it has no end");
	make_room(events, request->session.hash);
	if (events->listeners->len >= LISTENERS_MOST)
		return request_refuse(request, 503, "busy", "events", "", "too many listen already; close a page");
	if (events->listeners->len == 0)
		events_look(events);
	headers = inbox_headers("text/event-stream", TRUE);
	http_headers_add(headers, "X-Accel-Buffering", "no");
	listener = g_new0(Listener, 1);
	listener->events = events;
	listener->hash = g_strdup(request->session.hash);
	listener->stream = http_stream_new(g_steal_pointer(&request->ticket), headers, on_closed, listener);
	if (!listener->stream) {
		g_free(listener->hash);
		g_free(listener);
		return 0;
	}
	g_ptr_array_add(events->listeners, listener);
	greet(listener, request->desk.now_at);
	if (events->listeners->len == 1) {
		sd_event_source_set_time_relative(events->beat, BEAT_US);
		sd_event_source_set_enabled(events->beat, SD_EVENT_ONESHOT);
	}
	return 0;
}

/* ---- start and end ---- */

int events_new(Inbox *inbox, Events **events)
{
	Events *fresh = g_new0(Events, 1);
	int r;

	fresh->inbox = inbox;
	fresh->listeners = g_ptr_array_new();
	r = store_change_last(inbox->store, &fresh->last_id);
	if (r == 0)
		r = sd_event_add_time(inbox->event, &fresh->beat, CLOCK_MONOTONIC, UINT64_MAX, USEC_PER_SEC, on_beat, fresh);
	if (r >= 0)
		r = sd_event_source_set_enabled(fresh->beat, SD_EVENT_OFF);
	if (r < 0) {
		events_free(fresh);
		return r;
	}
	*events = fresh;
	return 0;
}

void events_free(Events *events)
{
	if (!events)
		return;
	sd_event_source_disable_unref(events->beat);
	g_ptr_array_unref(events->listeners);
	g_free(events);
}
