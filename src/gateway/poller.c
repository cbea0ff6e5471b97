#include "gateway/poller.h"

#include <errno.h>
#include <string.h>

#include "gateway/compose.h"
#include "gateway/item.h"
#include "gateway/receipts.h"
#include "gateway/replies.h"
#include "store/inquiry.h"
#include "util/fault.h"
#include "util/log.h"

#define METHOD "POLL"
/* A provider that is down is asked ever more seldom, at last so often. */
#define LONGEST_WAIT_S 900

static void failed(const ConfProvider *conf, const char *kind, StorePoll *poll, const char *why, int64_t now_at)
{
	LogFields fields = {.provider = conf->id};
	int64_t wait_s = conf->poll_s << MIN(poll->failures, 10);

	/* One line at the beginning and one at the end: an evening without a network must not fill the journal. */
	if (poll->failures++ == 0)
		log_warning(&fields, "asked for its %s: %s; asking again, ever more seldom", kind, why);
	poll->next_at = now_at + MAX(MIN(wait_s, LONGEST_WAIT_S), conf->poll_s);
	g_free(poll->error);
	poll->error = g_strdup(why);
}

/* ---- questions ---- */

/* A clock that was set back keeps nobody from being asked. */
static int64_t due_at(const ConfProvider *conf, const StorePoll *poll, int64_t now_at)
{
	return poll->next_at - now_at > MAX(LONGEST_WAIT_S, conf->poll_s) ? now_at : poll->next_at;
}

static int claim(Gateway *g, const ConfProvider *conf, const Provider *driver, const char *kind, void *user)
{
	int64_t now_us = *(const int64_t *)user, now_at = now_us / USEC_PER_SEC;
	StorePoll poll = {0};
	ProviderAccount account;
	ProviderPoll question;
	Ask *ask;
	int r = store_poll_get(g->store, conf->id, kind, &poll);

	if (r < 0)
		return r;
	if (due_at(conf, &poll, now_at) > now_at) {
		store_poll_clear(&poll);
		return 0;
	}
	ask = ask_new(g, conf, kind, now_us);
	compose_account(conf, &account);
	question = (ProviderPoll){.moment = ask->moment, .kind = kind, .cursor = poll.cursor};
	if (driver->build_poll(&account, &question, &ask->request) >= 0) {
		ask_add(ask);
	} else {
		ask_drop(ask);
		failed(conf, kind, &poll, "the configuration does not suffice", now_at);
		r = store_poll_set(g->store, conf->id, kind, &poll);
	}
	store_poll_clear(&poll);
	return r;
}

typedef int (*EachPoll)(Gateway *g, const ConfProvider *conf, const Provider *driver, const char *kind, void *user);

/* Tells `each` of all that are configured and not under way. */
static int each_poll(Gateway *g, EachPoll each, void *user)
{
	for (guint i = 0; i < g->conf->providers->len; i++) {
		const ConfProvider *conf = g->conf->providers->pdata[i];
		const Provider *driver = conf->poll_s > 0 ? g->find_driver(conf->driver) : NULL;

		for (const char *const *kind = driver ? driver->polls : NULL; kind && *kind; kind++) {
			int r = ask_since(g, conf->id, *kind) != STORE_NO_TIME ? 0 : each(g, conf, driver, *kind, user);

			if (r < 0)
				return r;
		}
	}
	return 0;
}

int poller_claim(Gateway *g, int64_t now_us)
{
	return g->stopping ? 0 : each_poll(g, claim, &now_us);
}

typedef struct {
	int64_t now_at;
	int64_t at; /* STORE_NO_TIME: none */
} Soonest;

static int soonest(Gateway *g, const ConfProvider *conf, const Provider *driver, const char *kind, void *user)
{
	Soonest *soonest = user;
	StorePoll poll = {0};
	int r = store_poll_get(g->store, conf->id, kind, &poll);
	int64_t at = due_at(conf, &poll, soonest->now_at);

	(void)driver;
	if (r == 0 && (soonest->at == STORE_NO_TIME || at < soonest->at))
		soonest->at = at;
	store_poll_clear(&poll);
	return r;
}

int64_t poller_next_wake_us(Gateway *g, int64_t now_us)
{
	Soonest next = {now_us / USEC_PER_SEC, STORE_NO_TIME};

	if (g->stopping || each_poll(g, soonest, &next) < 0 || next.at == STORE_NO_TIME)
		return INT64_MAX;
	return MAX(next.at * USEC_PER_SEC, now_us);
}

/* ---- answers ---- */

/* Polls repeat things. A reply without an id of its own is known by what it says, and when. */
static char *reply_id(const ProviderInbound *reply)
{
	g_autofree char *all = g_strdup_printf("%s\n%s\n%" G_GINT64_FORMAT "\n%s", reply->from,
	                                       reply->to ? reply->to : "", reply->at, reply->text);
	g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, all, -1);

	return g_strdup_printf("poll-%.32s", sum);
}

static int take_one(Gateway *g, const StoreInbound *row, ProviderInbound *one, int64_t now_at)
{
	if (one->kind == INBOUND_RECEIPT)
		return receipts_take(g, row, one, TRUE, now_at);
	if (!one->provider_id && one->at)
		one->provider_id = reply_id(one);
	return replies_take(g, row, one, now_at);
}

/* Each thing behind a mark of its own: a damaged one is lost to nobody but itself, and stands in the row. *fresh
 * counts what was not known. */
static int take_all(Gateway *g, const StoreInbound *row, GArray *found, int64_t now_at, guint *fresh, char **fault)
{
	LogFields fields = {.provider = row->provider};

	for (guint i = 0; i < found->len; i++) {
		g_autofree char *why = NULL;
		int r = store_mark(g->store);

		if (r >= 0)
			r = take_one(g, row, &g_array_index(found, ProviderInbound, i), now_at);
		r = item_end(g, r, "what a poll told is", &fields, &why);
		if (r < 0)
			return r;
		*fresh += r > 0;
		if (why && !*fault)
			*fault = g_steal_pointer(&why);
	}
	return 0;
}

static int put_row(Gateway *g, const Ask *ask, const char *hook, StoreInbound *row, int64_t now_us)
{
	const char *type = ask->answer.headers ? http_headers_get(ask->answer.headers, "Content-Type") : NULL;

	*row = (StoreInbound){.provider = ask->provider,
	                      .hook = (char *)hook,
	                      .method = (char *)METHOD,
	                      .query = (char *)"",
	                      .content_type = (char *)(type ? type : ""),
	                      .headers = (char *)"",
	                      .body = ask->answer.body,
	                      .peer = (char *)"",
	                      .received_us = now_us};
	return store_inbound_put(g->store, row, &row->id);
}

/* An answer nobody can read may be the only one of its kind; the same words again are not. */
static int keep_unread(Gateway *g, const Ask *ask, StorePoll *poll, const char *why, int64_t now_us)
{
	StoreInbound row;
	int r = poll->inbound_id ? store_inbound_is(g->store, poll->inbound_id, ask->answer.body) : 0;

	if (r != 0)
		return MIN(r, 0);
	r = put_row(g, ask, ask->kind, &row, now_us);
	if (r >= 0)
		r = store_inbound_done(g->store, row.id, why, now_us / USEC_PER_SEC);
	if (r >= 0)
		poll->inbound_id = row.id;
	return r;
}

static int understood(Gateway *g, const Ask *ask, const ConfProvider *conf, StorePoll *poll, GArray *found,
                      char *cursor, gboolean more, int64_t now_us)
{
	LogFields fields = {.provider = ask->provider};
	gboolean moved = cursor && g_strcmp0(cursor, poll->cursor) != 0;
	int64_t now_at = now_us / USEC_PER_SEC;
	g_autofree char *fault = NULL;
	StoreInbound row = {0};
	guint fresh = 0;
	int r = 0;

	if (found->len) {
		r = put_row(g, ask, ask->kind, &row, now_us);
		if (r >= 0)
			r = take_all(g, &row, found, now_at, &fresh, &fault);
		if (r >= 0)
			r = fresh || fault ? store_inbound_done(g->store, row.id, fault, now_at)
			                   : store_inbound_drop(g->store, row.id);
		if (r < 0)
			return r;
		if (fresh || fault)
			poll->inbound_id = row.id;
	}
	if (fault)
		log_warning(&fields, "something a poll told is kept aside in inbound row %" G_GINT64_FORMAT ": %s",
		            row.id, fault);
	if (poll->failures)
		log_notice(&fields, "answers again for its %s, after %d questions", ask->kind, poll->failures);
	if (cursor) {
		g_free(poll->cursor);
		poll->cursor = g_strdup(cursor);
	}
	g_clear_pointer(&poll->error, g_free);
	poll->failures = 0;
	poll->answered_at = now_at;
	/* "More" that neither tells anything new nor moves on would be asked for ever. */
	poll->next_at = more && (fresh || moved) ? now_at : now_at + conf->poll_s;
	return 0;
}

int poller_store(Gateway *g, const Ask *ask, int64_t now_us)
{
	const ConfProvider *conf = conf_provider(g->conf, ask->provider);
	const Provider *driver = conf ? g->find_driver(conf->driver) : NULL;
	const char *why = ask_lost(ask);
	g_autoptr(GArray) found = provider_inbound_array_new();
	g_autofree char *cursor = NULL;
	ProviderAccount account;
	ProviderPoll question;
	StorePoll poll = {0};
	gboolean more = FALSE;
	int r;

	fault_point("poller.store");
	if (!driver || !driver->parse_poll)
		return 0; /* a reload took it away while it was asked */
	r = store_poll_get(g->store, ask->provider, ask->kind, &poll);
	if (r < 0)
		return r;
	if (why) {
		failed(conf, ask->kind, &poll, why, now_us / USEC_PER_SEC);
	} else {
		compose_account(conf, &account);
		question = (ProviderPoll){.moment = ask->moment, .kind = ask->kind, .cursor = poll.cursor};
		r = driver->parse_poll(&account, &question, &ask->answer, found, &cursor, &more, &why);
		if (r < 0) {
			why = why ? why : "an answer that cannot be understood";
			r = keep_unread(g, ask, &poll, why, now_us);
			failed(conf, ask->kind, &poll, why, now_us / USEC_PER_SEC);
		} else {
			r = understood(g, ask, conf, &poll, found, cursor, more, now_us);
		}
	}
	if (r >= 0)
		r = store_poll_set(g->store, ask->provider, ask->kind, &poll);
	store_poll_clear(&poll);
	return r;
}
