#include "gateway/receiver.h"

#include <errno.h>
#include <string.h>

#include "gateway/alarms.h"
#include "gateway/compose.h"
#include "gateway/door.h"
#include "gateway/item.h"
#include "gateway/receipts.h"
#include "gateway/replies.h"
#include "provider/provider.h"
#include "util/fault.h"
#include "util/http_profile.h"
#include "util/log.h"

#define ROWS_PER_TURN 200

/* A request whose row is to be committed before it is answered. */
typedef struct {
	HttpTicket *ticket;
	Conf *conf; /* owns what `ack` points to: a reload may come between */
	ProviderAck ack;
	StoreInbound row;
} Webhook;

static void webhook_free(gpointer data)
{
	Webhook *w = data;

	store_inbound_clear(&w->row);
	conf_unref(w->conf);
	g_free(w);
}

void receiver_init(Gateway *g)
{
	g->webhooks = g_ptr_array_new_with_free_func(webhook_free);
}

void receiver_free(Gateway *g)
{
	g_clear_pointer(&g->webhooks, g_ptr_array_unref);
}

/* ---- at the door ---- */

static const char *const KEPT_HEADERS[] = {"X-", "Date"};

/* Lines "Name: value" of the headers a driver may need; cookies and the like are not ours to keep. */
static char *keep_headers(const GArray *headers, const HttpProfile *profile)
{
	g_autoptr(GString) kept = g_string_new(NULL);

	for (guint i = 0; headers && i < headers->len; i++) {
		const HttpHeader *h = &g_array_index(headers, HttpHeader, i);
		gboolean wanted = http_profile_reads_header(profile, h->name);

		for (gsize k = 0; !wanted && k < G_N_ELEMENTS(KEPT_HEADERS); k++)
			wanted = g_ascii_strncasecmp(h->name, KEPT_HEADERS[k], strlen(KEPT_HEADERS[k])) == 0;
		if (wanted)
			g_string_append_printf(kept, "%s: %s\n", h->name, h->value);
	}
	return g_string_free(g_steal_pointer(&kept), FALSE);
}

static char *utf8_or_empty(const char *s)
{
	return s ? g_utf8_make_valid(s, -1) : g_strdup("");
}

void receiver_on_request(HttpTicket *ticket, const HttpInbound *inbound, void *user)
{
	Gateway *g = user;
	g_auto(GStrv) parts = g_strsplit(inbound->path, "/", 6); /* "", hook, PROVIDER, TOKEN, HOOK */
	g_autofree char *peer = NULL;
	const ConfProvider *conf;
	const char *content_type, *why;
	ProviderAccount account;
	Webhook *w;

	if (g_strv_length(parts) != 5 || !g_str_equal(parts[1], "hook")) {
		http_server_answer(ticket, 404, "text/plain", "no such page\n");
		return;
	}
	conf = conf_provider(g->conf, parts[2]);
	why = door_check(g, conf, parts[3], parts[4], inbound, &peer);
	if (why) {
		door_refuse(g, conf, why, peer);
		http_server_answer(ticket, 403, "text/plain", "refused\n");
		return;
	}
	content_type = http_headers_get(inbound->headers, "Content-Type");
	w = g_new0(Webhook, 1);
	w->ticket = ticket;
	w->conf = conf_ref(g->conf);
	compose_account(conf, &account);
	w->ack = g->find_driver(conf->driver)->ack(&account, parts[4]);
	w->row = (StoreInbound){.provider = g_strdup(conf->id), .hook = utf8_or_empty(parts[4]),
	                        .method = g_strdup(inbound->method), .query = utf8_or_empty(inbound->query),
	                        .content_type = utf8_or_empty(content_type), .headers = NULL,
	                        .body = inbound->body ? g_bytes_ref(inbound->body) : g_bytes_new(NULL, 0),
	                        .peer = utf8_or_empty(peer), .received_us = clock_now_us(&g->clock)};
	w->row.headers = keep_headers(inbound->headers, conf->http);
	g_ptr_array_add(g->webhooks, w);
	gateway_wake(g, WAKE_WEBHOOKS);
}

int receiver_keep(Gateway *g, int64_t now_us)
{
	(void)now_us;
	if (g->webhooks->len)
		fault_point("receiver.keep");
	for (guint i = 0; i < g->webhooks->len; i++) {
		Webhook *w = g->webhooks->pdata[i];
		int r = store_inbound_put(g->store, &w->row, &w->row.id);

		if (r < 0)
			return r;
	}
	if (g->webhooks->len)
		gateway_wake(g, WAKE_INBOUND);
	return 0;
}

void receiver_answer(Gateway *g, gboolean kept)
{
	if (g->webhooks->len)
		fault_point("receiver.answer");
	for (guint i = 0; i < g->webhooks->len; i++) {
		const Webhook *w = g->webhooks->pdata[i];

		if (kept)
			http_server_answer(w->ticket, w->ack.status, w->ack.type, w->ack.body);
		else
			http_server_answer(w->ticket, 503, "text/plain", "not kept, come again\n");
	}
	g_ptr_array_set_size(g->webhooks, 0);
}

/* ---- behind the door ---- */

static GArray *parse_headers(const char *lines)
{
	GArray *headers = http_headers_new();
	g_auto(GStrv) split = g_strsplit(lines, "\n", -1);

	for (char **line = split; *line; line++) {
		char *colon = strstr(*line, ": ");

		if (!colon)
			continue;
		*colon = '\0';
		http_headers_add(headers, *line, colon + 2);
	}
	return headers;
}

static int understand_row(Gateway *g, const StoreInbound *row, int64_t now_at, const char **why)
{
	const ConfProvider *conf = conf_provider(g->conf, row->provider);
	const Provider *driver = conf ? g->find_driver(conf->driver) : NULL;
	g_autoptr(GArray) found = provider_inbound_array_new();
	HttpInbound inbound = {.method = row->method, .path = (char *)"", .query = row->query, .peer = row->peer,
	                       .body = row->body};
	ProviderAccount account;
	int r = 0;

	*why = NULL;
	if (!driver) {
		*why = "the config no longer has this provider";
		return 0;
	}
	compose_account(conf, &account);
	inbound.headers = parse_headers(row->headers);
	if (*row->content_type)
		http_headers_add(inbound.headers, "Content-Type", row->content_type);
	r = driver->parse_inbound(&account, row->hook, &inbound, found, why);
	g_array_unref(inbound.headers);
	if (r == -ENOENT)
		*why = "the provider has no such webhook";
	else if (r < 0 && !*why)
		*why = "not understood";
	if (r < 0)
		return 0; /* the row keeps its error; that is no fault of the store */
	for (guint i = 0; i < found->len && r >= 0; i++) {
		const ProviderInbound *one = &g_array_index(found, ProviderInbound, i);

		r = one->kind == INBOUND_RECEIPT ? receipts_take(g, row, one, FALSE, now_at) : replies_take(g, row, one, now_at);
	}
	return MIN(r, 0);
}

int receiver_run(Gateway *g, int64_t now_us)
{
	g_autoptr(GArray) rows = NULL;
	int64_t now_at = now_us / USEC_PER_SEC;
	int r = store_inbound_list(g->store, ROWS_PER_TURN, &rows);

	if (r < 0)
		return r;
	if (rows->len)
		fault_point("receiver.run");
	for (guint i = 0; i < rows->len; i++) {
		const StoreInbound *row = &g_array_index(rows, StoreInbound, i);
		LogFields fields = {.provider = row->provider};
		g_autofree char *fault = NULL;
		const char *why = NULL;

		r = store_mark(g->store);
		if (r >= 0)
			r = understand_row(g, row, now_at, &why);
		r = item_end(g, r, "a webhook is", &fields, &fault);
		if (fault)
			why = fault;
		if (r >= 0)
			r = store_inbound_done(g->store, row->id, why, now_at);
		if (r < 0)
			return r;
		if (why)
			log_warning(&fields, "webhook kept aside as inbound row %" G_GINT64_FORMAT ": %s", row->id, why);
	}
	if (rows->len == ROWS_PER_TURN)
		gateway_wake(g, WAKE_INBOUND);
	return 0;
}
