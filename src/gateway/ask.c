#include "gateway/ask.h"

#include "gateway/compose.h"

#include <sodium.h>
#include <string.h>

#include "gateway/item.h"
#include "gateway/poller.h"
#include "gateway/reconciler.h"
#include "util/fault.h"

void ask_drop(Ask *ask)
{
	g_free(ask->provider);
	g_free(ask->kind);
	http_request_clear(&ask->request);
	http_answer_clear(&ask->answer);
	g_free(ask);
}

static void drop(gpointer ask)
{
	ask_drop(ask);
}

void ask_init(Gateway *g)
{
	g->asks = g_ptr_array_new();
	g->asks_out = g_ptr_array_new_with_free_func(drop);
	g->asks_landed = g_ptr_array_new_with_free_func(drop);
}

void ask_free(Gateway *g)
{
	if (g->asks)
		ask_abort(g);
	g_clear_pointer(&g->asks, g_ptr_array_unref);
	g_clear_pointer(&g->asks_out, g_ptr_array_unref);
	g_clear_pointer(&g->asks_landed, g_ptr_array_unref);
}

Ask *ask_new(Gateway *g, const ConfProvider *conf, const char *kind, int64_t now_us)
{
	Ask *ask = g_new0(Ask, 1);
	guint8 random[16];

	ask->g = g;
	ask->provider = g_strdup(conf->id);
	ask->kind = g_strdup(kind);
	randombytes_buf(random, sizeof random);
	sodium_bin2hex(ask->nonce, sizeof ask->nonce, random, sizeof random);
	ask->moment = (ProviderMoment){.now_at = now_us / USEC_PER_SEC, .nonce = ask->nonce};
	compose_limits(conf, g->find_driver(conf->driver), &ask->limits);
	ask->limits.max_answer = ASK_BYTES;
	return ask;
}

void ask_add(Ask *ask)
{
	g_ptr_array_add(ask->g->asks, ask);
}

static int64_t since_of(const GPtrArray *asks, const char *provider, const char *kind)
{
	for (guint i = 0; i < asks->len; i++) {
		const Ask *ask = asks->pdata[i];

		if (!ask->stored && g_strcmp0(ask->kind, kind) == 0 &&
		    (!provider || g_str_equal(ask->provider, provider)))
			return ask->moment.now_at;
	}
	return STORE_NO_TIME;
}

int64_t ask_since(const Gateway *g, const char *provider, const char *kind)
{
	const GPtrArray *places[] = {g->asks, g->asks_out, g->asks_landed};
	int64_t since_at = STORE_NO_TIME;

	for (gsize p = 0; since_at == STORE_NO_TIME && p < G_N_ELEMENTS(places); p++)
		since_at = since_of(places[p], provider, kind);
	return since_at;
}

gboolean ask_polls(const Gateway *g)
{
	const GPtrArray *places[] = {g->asks, g->asks_out, g->asks_landed};

	for (gsize p = 0; p < G_N_ELEMENTS(places); p++)
		for (guint i = 0; i < places[p]->len; i++)
			if (((const Ask *)places[p]->pdata[i])->kind)
				return TRUE;
	return FALSE;
}

int ask_store(Gateway *g, int64_t now_us)
{
	for (guint i = 0; i < g->asks_landed->len; i++) {
		Ask *ask = g->asks_landed->pdata[i];
		LogFields fields = {.provider = ask->provider};
		g_autofree char *why = NULL;
		int r;

		if (ask->kind) {
			/* Keeps its own marks: what one thing told is must not take back the others. */
			r = poller_store(g, ask, now_us);
		} else {
			r = store_mark(g->store);
			if (r >= 0)
				r = reconciler_store(g, ask, now_us);
			r = item_end(g, r, "the answer to a look-up is", &fields, &why);
			if (why)
				r = reconciler_set_aside(g, ask, why);
		}
		if (r < 0)
			return r;
		ask->stored = TRUE; /* the claims of this turn may ask on */
	}
	return 0;
}

static void land(Ask *ask)
{
	g_ptr_array_add(ask->g->asks_landed, ask);
	gateway_wake(ask->g, WAKE_RESULTS);
}

/* The answer is lent. */
static void on_answer(const HttpAnswer *answer, void *user)
{
	Ask *ask = user;
	Gateway *g = ask->g;

	ask->answer = (HttpAnswer){.progress = answer->progress,
	                           .status = answer->status,
	                           .truncated = answer->truncated,
	                           .error = g_strdup(answer->error)};
	if (answer->headers)
		ask->answer.headers = http_headers_new();
	for (guint i = 0; answer->headers && i < answer->headers->len; i++) {
		const HttpHeader *h = &g_array_index(answer->headers, HttpHeader, i);

		(void)http_headers_add(ask->answer.headers, h->name, h->value);
	}
	if (answer->body)
		ask->answer.body = g_bytes_ref(answer->body);
	for (guint i = 0; i < g->asks_out->len; i++)
		if (g->asks_out->pdata[i] == ask)
			g_ptr_array_steal_index_fast(g->asks_out, i);
	land(ask);
}

void ask_launch(Gateway *g)
{
	g_ptr_array_set_size(g->asks_landed, 0);
	for (guint i = 0; i < g->asks->len; i++) {
		Ask *ask = g->asks->pdata[i];
		int r;

		if (ask->kind)
			fault_point("poller.launch");
		else
			fault_point("reconciler.launch");
		r = http_client_send(g->client, &ask->request, &ask->limits, on_answer, ask);
		if (r >= 0) {
			g_ptr_array_add(g->asks_out, ask);
			continue;
		}
		ask->answer = (HttpAnswer){.progress = HTTP_NOT_SENT, .error = g_strdup(g_strerror(-r))};
		land(ask);
	}
	g_ptr_array_set_size(g->asks, 0);
}

void ask_abort(Gateway *g)
{
	for (guint i = 0; i < g->asks->len; i++)
		ask_drop(g->asks->pdata[i]);
	g_ptr_array_set_size(g->asks, 0);
	for (guint i = 0; i < g->asks_landed->len; i++)
		((Ask *)g->asks_landed->pdata[i])->stored = FALSE;
}

const char *ask_lost(const Ask *ask)
{
	if (ask->answer.progress != HTTP_ANSWERED)
		return ask->answer.error ? ask->answer.error : "no answer";
	return ask->answer.truncated ? "an answer of more than 1 MiB" : NULL;
}
