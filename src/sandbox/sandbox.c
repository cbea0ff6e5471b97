#include "sandbox/sandbox.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "net/http_server.h"
#include "sandbox/courier.h"
#include "sandbox/ledger.h"
#include "sandbox/sendsms.h"
#include "util/clock.h"

#define DEFAULT_LIST 10000

struct Sandbox {
	sd_event *event;
	HttpServer *server;
	Courier *courier;
	Ledger *ledger;
	Script *script;
	GHashTable *delayed; /* set of Delayed* */
	char *mo_url;
	gint64 latency_ms;
};

/* An answer that waits for its time. */
typedef struct {
	Sandbox *sandbox;
	HttpTicket *ticket;
	int status; /* 0: close without an answer */
	const char *sentence;
	sd_event_source *timer;
} Delayed;

static void delayed_free(gpointer data)
{
	Delayed *delayed = data;

	sd_event_source_disable_unref(delayed->timer);
	g_free(delayed);
}

static void give(HttpTicket *ticket, int status, const char *sentence)
{
	if (status)
		http_server_answer(ticket, status, "text/html", sentence);
	else
		http_server_drop(ticket);
}

static int on_delay_over(sd_event_source *source, uint64_t usec, void *user)
{
	Delayed *delayed = user;

	(void)source, (void)usec;
	give(delayed->ticket, delayed->status, delayed->sentence);
	g_hash_table_remove(delayed->sandbox->delayed, delayed);
	return 0;
}

static void give_after(Sandbox *sandbox, HttpTicket *ticket, int status, const char *sentence, gint64 delay_ms)
{
	Delayed *delayed;

	if (delay_ms <= 0) {
		give(ticket, status, sentence);
		return;
	}
	delayed = g_new0(Delayed, 1);
	*delayed = (Delayed){.sandbox = sandbox, .ticket = ticket, .status = status, .sentence = sentence};
	if (sd_event_add_time_relative(sandbox->event, &delayed->timer, CLOCK_MONOTONIC, (uint64_t)delay_ms * 1000,
	                               1000, on_delay_over, delayed) < 0) {
		give(ticket, status, sentence);
		delayed_free(delayed);
		return;
	}
	g_hash_table_add(sandbox->delayed, delayed);
}

/* ---- the provider ---- */

static int write_reply(Sandbox *sandbox, const char *from, const char *to, const char *text, gint64 after_ms)
{
	g_autofree char *id = g_uuid_string_random();
	g_autofree char *epoch = g_strdup_printf("%" G_GINT64_FORMAT, clock_now_at(&CLOCK_REAL) + after_ms / 1000);
	g_autoptr(GString) query = g_string_new(NULL);
	g_autofree char *url = NULL;

	if (!sandbox->mo_url)
		return -ENOTCONN;
	http_query_add(query, "from", from);
	http_query_add(query, "to", to);
	http_query_add(query, "text", text);
	http_query_add(query, "charset", "UTF-8");
	http_query_add(query, "epoch", epoch);
	http_query_add(query, "id", id);
	url = g_strdup_printf("%s%c%s", sandbox->mo_url, strchr(sandbox->mo_url, '?') ? '&' : '?', query->str);
	return courier_send(sandbox->courier, PARCEL_REPLY, url, after_ms);
}

static void follow_up(Sandbox *sandbox, const Sendsms *sms, const Reaction *reaction)
{
	g_autofree char *foreign_id = g_uuid_string_random();

	for (guint i = 0; sms->dlr_url && i < reaction->reports->len; i++) {
		const PlannedReport *report = &g_array_index(reaction->reports, PlannedReport, i);
		g_autofree char *url = NULL;

		if (!(sms->dlr_mask & report->type))
			continue;
		url = sendsms_report_url(sms, report->type, foreign_id,
		                         clock_now_at(&CLOCK_REAL) + report->after_ms / 1000);
		courier_send(sandbox->courier, PARCEL_REPORT, url, report->after_ms);
	}
	if (reaction->reply)
		write_reply(sandbox, sms->to, sms->from, reaction->reply, reaction->reply_after_ms);
}

static void on_sendsms(Sandbox *sandbox, HttpTicket *ticket, const HttpInbound *inbound)
{
	Sendsms sms;
	Reaction reaction;
	const AnswerKind *fault = script_fault(sandbox->script);
	const char *sentence = NULL, *answer = "refused";
	int status = sendsms_parse(inbound, &sms, &sentence);
	gboolean accepted = FALSE;
	gint64 delay_ms = 0;

	/* A submit to nobody asks whether name and password are good: a fault of all submits answers that too. */
	if (status == 400 && !sms.to && fault && !fault->accepts) {
		answer = fault->name;
		status = fault->status;
		sentence = fault->body;
		delay_ms = fault->delay_ms;
	} else if (status == 0) {
		script_react(sandbox->script, sms.to, sms.text, &reaction);
		answer = reaction.answer->name;
		status = reaction.answer->status;
		sentence = reaction.answer->body;
		accepted = reaction.answer->accepts;
		delay_ms = reaction.delay_ms;
	}
	/* Written down first: whatever happens to the answer, this submit reached the provider. */
	if (ledger_add(sandbox->ledger, &sms, inbound->method, answer, status, accepted, clock_now_us(&CLOCK_REAL)) < 0)
		g_printerr("followup-sandbox: cannot write the log\n");
	if (accepted)
		follow_up(sandbox, &sms, &reaction);
	give_after(sandbox, ticket, status, sentence, delay_ms + sandbox->latency_ms);
	sendsms_clear(&sms);
}

/* ---- the control API ---- */

static void say(HttpTicket *ticket, int status, const char *sentence)
{
	http_server_answer(ticket, status, "text/plain; charset=utf-8", sentence);
}

static void on_count(Sandbox *sandbox, HttpTicket *ticket, GHashTable *query)
{
	LedgerCounts ledger = ledger_counts(sandbox->ledger);
	CourierCounts courier = courier_counts(sandbox->courier);
	json_t *object = json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "requests", (json_int_t)ledger.requests,
	                           "accepted", (json_int_t)ledger.accepted, "repeated", (json_int_t)ledger.repeated,
	                           "reports_taken", (json_int_t)courier.done[PARCEL_REPORT], "reports_failed",
	                           (json_int_t)courier.failed[PARCEL_REPORT], "replies_taken",
	                           (json_int_t)courier.done[PARCEL_REPLY], "replies_failed",
	                           (json_int_t)courier.failed[PARCEL_REPLY], "waiting", (json_int_t)courier.waiting);
	char *text = json_dumps(object, 0);

	(void)query;
	http_server_answer(ticket, 200, "application/json", text);
	free(text);
	json_decref(object);
}

static gboolean read_number(GHashTable *query, const char *name, guint64 fallback, guint64 *out)
{
	const char *value = g_hash_table_lookup(query, name);

	*out = fallback;
	return !value || g_ascii_string_to_unsigned(value, 10, 0, G_MAXUINT32, out, NULL);
}

static void on_messages(Sandbox *sandbox, HttpTicket *ticket, GHashTable *query)
{
	g_autofree char *list = NULL;
	guint64 after, limit;

	if (!read_number(query, "after", 0, &after) || !read_number(query, "limit", DEFAULT_LIST, &limit)) {
		say(ticket, 400, "after and limit are numbers\n");
		return;
	}
	list = ledger_list(sandbox->ledger, after, (guint)limit);
	http_server_answer(ticket, 200, "application/json", list);
}

static void on_reply(Sandbox *sandbox, HttpTicket *ticket, GHashTable *query)
{
	const char *from = g_hash_table_lookup(query, "from");
	const char *to = g_hash_table_lookup(query, "to");
	const char *text = g_hash_table_lookup(query, "text");

	if (!from || !*from || !text)
		say(ticket, 400, "give from and text\n");
	else if (write_reply(sandbox, from, to ? to : "", text, 0) < 0)
		say(ticket, 409, "started without --mo-url: no address for replies\n");
	else
		say(ticket, 202, "on its way\n");
}

static void on_fault(Sandbox *sandbox, HttpTicket *ticket, GHashTable *query)
{
	const char *mode = g_hash_table_lookup(query, "mode");

	if (mode && script_set_fault(sandbox->script, mode) == 0)
		say(ticket, 200, "set\n");
	else
		say(ticket, 400, "mode is none, or an answer as in --fault, with :EVERY if you like\n");
}

static void on_health(Sandbox *sandbox, HttpTicket *ticket, GHashTable *query)
{
	(void)sandbox, (void)query;
	say(ticket, 200, "ok\n");
}

static const struct {
	const char *method, *path;
	void (*serve)(Sandbox *sandbox, HttpTicket *ticket, GHashTable *query);
} ROUTES[] = {
	{"GET", "/sandbox/count", on_count},   {"GET", "/sandbox/messages", on_messages},
	{"GET", "/sandbox/health", on_health}, {"POST", "/sandbox/reply", on_reply},
	{"POST", "/sandbox/fault", on_fault},
};

static void on_request(HttpTicket *ticket, const HttpInbound *inbound, void *user)
{
	Sandbox *sandbox = user;
	g_autoptr(GHashTable) query = NULL;

	if (g_str_equal(inbound->path, "/cgi-bin/sendsms")) {
		on_sendsms(sandbox, ticket, inbound);
		return;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(ROUTES); i++) {
		if (!g_str_equal(inbound->path, ROUTES[i].path) || !g_str_equal(inbound->method, ROUTES[i].method))
			continue;
		query = http_query_parse(inbound->query, strlen(inbound->query));
		if (query)
			ROUTES[i].serve(sandbox, ticket, query);
		else
			say(ticket, 400, "the query is broken\n");
		return;
	}
	http_server_answer(ticket, 404, "text/html", "Unknown request.");
}

/* ---- life ---- */

int sandbox_new(Sandbox **sandbox, sd_event *event, const SandboxOptions *options, Script *script)
{
	static const HttpServerLimits LIMITS = {.max_body = 65536, .max_connections = 512, .timeout_s = 30};
	g_autofree char *as_url = g_strdup_printf("http://%s/", options->listen);
	Sandbox *new = g_new0(Sandbox, 1);
	int r = 0;

	new->event = sd_event_ref(event);
	new->script = script;
	new->delayed = g_hash_table_new_full(NULL, NULL, delayed_free, NULL);
	new->mo_url = g_strdup(options->mo_url);
	new->latency_ms = options->latency_ms;
	if (!sendsms_url_is_local(as_url) || (options->mo_url && !sendsms_url_is_local(options->mo_url)))
		r = -EPERM;
	if (r == 0)
		r = ledger_new(&new->ledger, options->log_path, options->keep);
	if (r == 0)
		r = courier_new(&new->courier, event, options->tries, options->retry_ms);
	if (r == 0)
		r = http_server_new(&new->server, event, options->listen, -1, &LIMITS, on_request, new);
	if (r < 0)
		sandbox_free(new);
	else
		*sandbox = new;
	return r;
}

void sandbox_free(Sandbox *sandbox)
{
	if (!sandbox)
		return;
	g_hash_table_unref(sandbox->delayed);
	http_server_free(sandbox->server);
	courier_free(sandbox->courier);
	ledger_free(sandbox->ledger);
	script_free(sandbox->script);
	sd_event_unref(sandbox->event);
	g_free(sandbox->mo_url);
	g_free(sandbox);
}

int sandbox_port(const Sandbox *sandbox)
{
	return http_server_port(sandbox->server);
}
