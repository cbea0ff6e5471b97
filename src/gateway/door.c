#include "gateway/door.h"

#include "gateway/alarms.h"

#include <sodium.h>
#include <string.h>

#include "gateway/compose.h"
#include "provider/provider.h"
#include "store/inquiry.h"
#include "util/forwarded.h"
#include "util/log.h"

#define LINE_EVERY 1000

/* Refusals of one kind. */
typedef struct {
	char *provider;
	const char *why;
	uint64_t total;  /* since the start */
	int64_t pending; /* not written yet */
	int64_t written; /* by the transaction at hand */
} Refused;

static void refused_free(gpointer data)
{
	Refused *refused = data;

	g_free(refused->provider);
	g_free(refused);
}

void door_init(Gateway *g)
{
	g->refused = g_ptr_array_new_with_free_func(refused_free);
}

void door_free(Gateway *g)
{
	g_clear_pointer(&g->refused, g_ptr_array_unref);
}

/* The lengths of tokens are no secret; their characters are. */
static gboolean token_matches(const char *want, const char *got)
{
	gsize len = strlen(got);

	return want && *want && strlen(want) == len && sodium_memcmp(want, got, len) == 0;
}

/* callback_url has no path; what came in is told as it was written, escapes and all: signatures go by that. */
static char *public_url(const ConfProvider *conf, const HttpInbound *inbound)
{
	gsize length = conf->callback_url ? strlen(conf->callback_url) : 0;

	if (!length)
		return NULL;
	if (conf->callback_url[length - 1] == '/')
		length--;
	return g_strdup_printf("%.*s%s%s%s", (int)length, conf->callback_url, inbound->path, *inbound->query ? "?" : "",
	                       inbound->query);
}

static const char *verify(Gateway *g, const ConfProvider *conf, const char *hook, const HttpInbound *inbound)
{
	const Provider *driver = g->find_driver(conf->driver);
	g_autofree char *url = public_url(conf, inbound);
	const ProviderWebhook webhook = {
	        .hook = hook, .url = url, .inbound = inbound, .now_at = clock_now_at(&g->clock)};
	ProviderAccount account;
	const char *why = NULL;

	if (!driver->verify)
		return NULL;
	compose_account(conf, &account);
	if (driver->verify(&account, &webhook, &why) == 0)
		return NULL;
	return why ? why : "wrong signature";
}

const char *door_check(Gateway *g, const ConfProvider *conf, const char *token, const char *hook,
                       const HttpInbound *inbound, char **peer)
{
	*peer = forwarded_peer(g->conf->trusted_proxies, inbound);
	if (!conf)
		return "no such provider";
	if (!token_matches(conf->token, token))
		return "wrong token";
	if (conf->allow_from && !subnet_list_holds(conf->allow_from, *peer))
		return "from an address that is not in allow_from";
	return verify(g, conf, hook, inbound);
}

static Refused *find(Gateway *g, const char *provider, const char *why)
{
	Refused *fresh;

	for (guint i = 0; i < g->refused->len; i++) {
		Refused *refused = g->refused->pdata[i];

		if (g_str_equal(refused->provider, provider) && g_str_equal(refused->why, why))
			return refused;
	}
	fresh = g_new0(Refused, 1);
	fresh->provider = g_strdup(provider);
	fresh->why = why;
	g_ptr_array_add(g->refused, fresh);
	return fresh;
}

void door_refuse(Gateway *g, const ConfProvider *conf, const char *why, const char *peer)
{
	LogFields fields = {.provider = conf ? conf->id : NULL, .event = LOG_EVENT_REFUSED};
	Refused *refused = find(g, conf ? conf->id : "", why);

	alarms_refused(g, clock_now_us(&g->clock));
	refused->pending++;
	if (refused->total++ % LINE_EVERY != 0)
		return;
	log_warning(&fields, "webhook refused: %s (peer %.64s, %" G_GUINT64_FORMAT " so far)", why, peer, refused->total);
	gateway_wake(g, WAKE_WEBHOOKS); /* the others are counted by whatever turn comes next */
}

int door_store(Gateway *g, int64_t now_us)
{
	for (guint i = 0; i < g->refused->len; i++) {
		Refused *refused = g->refused->pdata[i];
		int r = refused->pending ? store_refusal_add(g->store, refused->provider, refused->why,
		                                             refused->pending, now_us / USEC_PER_SEC)
		                         : 0;

		if (r < 0)
			return r;
		refused->written = refused->pending;
	}
	return 0;
}

void door_kept(Gateway *g)
{
	for (guint i = 0; i < g->refused->len; i++) {
		Refused *refused = g->refused->pdata[i];

		refused->pending -= refused->written;
		refused->written = 0;
	}
}
