/* How things stand, and stopping them. */
#include "ctl/ctl.h"

#include "conf/spans.h"
#include "desk/pauses.h"
#include "store/inquiry.h"
#include "store/watch.h"

#include <errno.h>

static void list_pauses(const Ctl *ctl, const GArray *pauses)
{
	g_autoptr(GTimeZone) local = g_time_zone_new_local();
	Writer *out = ctl->out;

	writer_list(out, "pauses", pauses->len ? "\nPaused" : NULL, NULL);
	for (guint i = 0; i < pauses->len; i++) {
		const StorePause *p = &g_array_index(pauses, StorePause, i);
		const char *shop = g_str_has_prefix(p->scope, "shop:") ? p->scope + 5 : NULL;
		GTimeZone *zone = shop ? desk_shop_zone(&ctl->desk, shop) : local;
		g_autofree char *since = zones_format(zone, p->paused_at);
		g_autofree char *until =
		        p->until_at == STORE_NO_TIME ? g_strdup("resumed") : zones_format(zone, p->until_at);

		writer_row(out);
		writer_text(out, "scope", "what", WRITER_BAD, p->scope);
		writer_time(out, "paused_at", "since", p->paused_at, STORE_NO_TIME, since);
		writer_time(out, "until_at", "until", p->until_at, STORE_NO_TIME, until);
		writer_text(out, "actor", "by", WRITER_PLAIN, p->actor);
		writer_text(out, "reason", "why", WRITER_PLAIN, p->reason);
	}
	writer_list_end(out);
}

/* Somebody knocks who may not come in: a wrong signature or address, or a stranger. */
static void list_refusals(const Ctl *ctl, const GArray *refusals)
{
	g_autoptr(GTimeZone) local = g_time_zone_new_local();
	Writer *out = ctl->out;

	writer_list(out, "refused", refusals->len ? "\nWebhooks refused" : NULL, NULL);
	for (guint i = 0; i < refusals->len; i++) {
		const StoreRefusal *r = &g_array_index(refusals, StoreRefusal, i);
		g_autofree char *last = zones_format(local, r->last_at);

		writer_row(out);
		writer_text(out, "provider", "provider", WRITER_PLAIN, r->provider);
		writer_text(out, "cause", "why", WRITER_BAD, r->cause);
		writer_number(out, "count", "times", WRITER_PLAIN, r->count);
		writer_time(out, "last_at", "last", r->last_at, STORE_NO_TIME, last);
	}
	writer_list_end(out);
}

static void list_failures(const Ctl *ctl, const GArray *failures)
{
	g_autoptr(GTimeZone) local = g_time_zone_new_local();
	Writer *out = ctl->out;

	writer_list(out, "polls_failing", failures->len ? "\nProviders that do not answer when asked" : NULL, NULL);
	for (guint i = 0; i < failures->len; i++) {
		const StorePollFailure *f = &g_array_index(failures, StorePollFailure, i);
		g_autofree char *answered =
			f->answered_at == STORE_NO_TIME ? g_strdup("never") : zones_format(local, f->answered_at);

		writer_row(out);
		writer_text(out, "provider", "provider", WRITER_PLAIN, f->provider);
		writer_text(out, "kind", "for", WRITER_PLAIN, f->kind);
		writer_number(out, "failures", "times", WRITER_BAD, f->failures);
		writer_time(out, "answered_at", "last answer", f->answered_at, STORE_NO_TIME, answered);
		writer_text(out, "error", "why", WRITER_PLAIN, f->error);
	}
	writer_list_end(out);
}

static void count(const Ctl *ctl, const char *key, const char *label, int64_t n, gboolean bad_if_any)
{
	writer_number(ctl->out, key, label, bad_if_any && n > 0 ? WRITER_BAD : WRITER_PLAIN, n);
}

static void show_counts(const Ctl *ctl, const StoreCounts *counts)
{
	g_autoptr(GTimeZone) local = g_time_zone_new_local();
	g_autofree char *next = counts->next_due_at == STORE_NO_TIME ? g_strdup("nothing")
	                                                            : zones_format(local, counts->next_due_at);

	for (int state = 0; state < CASE_STATES; state++) {
		g_autofree char *name = g_strconcat("cases_", case_state_name((CaseState)state), NULL);
		g_autofree char *label = g_strconcat("cases ", case_state_name((CaseState)state), NULL);

		count(ctl, name, g_intern_string(label), counts->cases[state], FALSE);
	}
	count(ctl, "planned", "steps planned", counts->planned, FALSE);
	count(ctl, "due", "steps due now", counts->due, FALSE);
	writer_time(ctl->out, "next_due_at", "next due", counts->next_due_at, STORE_NO_TIME, next);
	count(ctl, "sending", "being handed over", counts->sending, FALSE);
	count(ctl, "held", "waiting for a person", counts->held, TRUE);
	count(ctl, "unknown", "outcome unknown", counts->unknown, TRUE);
	count(ctl, "unread", "replies unread", counts->unread, TRUE);
	count(ctl, "unmatched_replies", "replies of nobody", counts->unmatched_replies, TRUE);
	count(ctl, "unmatched_receipts", "receipts of nothing", counts->unmatched_receipts, FALSE);
	count(ctl, "inbound_errors", "webhooks not understood", counts->inbound_errors, TRUE);
	count(ctl, "intake_waiting", "intake rows waiting", counts->intake_waiting, FALSE);
	count(ctl, "intake_rejected", "intake rows rejected", counts->intake_rejected, TRUE);
}

CtlExit ctl_status(Ctl *ctl, const Args *args)
{
	g_autoptr(GArray) pauses = NULL;
	g_autoptr(GArray) refusals = NULL;
	g_autoptr(GArray) failures = NULL;
	StoreCounts counts;
	gboolean listening;
	int r = store_counts(ctl->desk.store, ctl->desk.now_at, &counts);

	(void)args;
	if (r == 0)
		r = store_pause_list(ctl->desk.store, ctl->desk.now_at, &pauses);
	if (r == 0)
		r = store_refusal_list(ctl->desk.store, &refusals);
	if (r == 0)
		r = store_poll_failures(ctl->desk.store, &failures);
	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store));
	listening = store_ring(ctl->store_path);
	writer_text(ctl->out, "store", "store", WRITER_PLAIN, ctl->store_path);
	writer_bool(ctl->out, "daemon", NULL, listening);
	writer_text(ctl->out, NULL, "daemon", listening ? WRITER_GOOD : WRITER_BAD,
	            listening ? "running" : "not running");
	show_counts(ctl, &counts);
	list_pauses(ctl, pauses);
	list_refusals(ctl, refusals);
	list_failures(ctl, failures);
	return CTL_OK;
}

/* --shop or --all: one of them must be said, so that nobody stops everything by leaving a word out. */
static CtlExit scope_of(const Ctl *ctl, const Args *args, const char **shop)
{
	*shop = args_value(args, "shop");
	if ((*shop != NULL) != args_has(args, "all"))
		return CTL_OK;
	return ctl_fail(ctl, CTL_USAGE, "say --all or --shop SHOP");
}

/* STORE_NO_TIME when neither --for nor --until is given. --until is on the shop's clock, for all shops on this
 * machine's. */
static int pause_end_at(const Ctl *ctl, const Args *args, const char *shop, int64_t *until_at, char **fault)
{
	const char *span = args_value(args, "for"), *until = args_value(args, "until");
	g_autoptr(GTimeZone) local = g_time_zone_new_local();
	g_autofree char *wrong = NULL;
	int64_t seconds = 0;

	*until_at = STORE_NO_TIME;
	if (span && until) {
		*fault = g_strdup("say --for or --until, not both");
		return -EINVAL;
	}
	if (until)
		return pause_until_parse(until, shop ? desk_shop_zone(&ctl->desk, shop) : local, ctl->desk.now_at,
		                         until_at, fault);
	if (!span)
		return 0;
	if (duration_parse(span, &seconds, &wrong) < 0 || seconds <= 0) {
		*fault = g_strdup_printf("--for: \"%s\": %s", span, wrong ? wrong : "must be longer than nothing");
		return -EINVAL;
	}
	*until_at = ctl->desk.now_at + seconds;
	return 0;
}

CtlExit ctl_pause(Ctl *ctl, const Args *args)
{
	const char *shop, *reason = args_value(args, "reason");
	g_autoptr(GTimeZone) local = g_time_zone_new_local();
	g_autofree char *fault = NULL;
	g_autofree char *sentence = NULL;
	g_autofree char *when = NULL;
	int64_t until_at;
	CtlExit code = scope_of(ctl, args, &shop);
	int r;

	if (code != CTL_OK)
		return code;
	if (!reason || !*reason)
		return ctl_fail(ctl, CTL_USAGE, "say why with --reason: the others will ask");
	r = pause_end_at(ctl, args, shop, &until_at, &fault);
	if (r < 0)
		return ctl_fail(ctl, CTL_USAGE, fault);
	r = pause_begin(&ctl->desk, shop, reason, until_at, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	ctl->changed = TRUE;
	when = until_at == STORE_NO_TIME ? g_strdup("it is resumed")
	                                 : zones_format(shop ? desk_shop_zone(&ctl->desk, shop) : local, until_at);
	sentence = g_strdup_printf("%s%s is paused until %s.", shop ? "Shop " : "Everything", shop ? shop : "", when);
	writer_text(ctl->out, "scope", NULL, WRITER_PLAIN, shop ? shop : "all");
	writer_time(ctl->out, "until_at", NULL, until_at, STORE_NO_TIME, NULL);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}

CtlExit ctl_resume(Ctl *ctl, const Args *args)
{
	const char *shop;
	g_autofree char *fault = NULL;
	g_autofree char *sentence = NULL;
	CtlExit code = scope_of(ctl, args, &shop);
	int r;

	if (code != CTL_OK)
		return code;
	r = pause_end(&ctl->desk, shop, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	ctl->changed = TRUE;
	sentence = g_strdup_printf("%s%s is resumed.", shop ? "Shop " : "Everything", shop ? shop : "");
	writer_text(ctl->out, "scope", NULL, WRITER_PLAIN, shop ? shop : "all");
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}
