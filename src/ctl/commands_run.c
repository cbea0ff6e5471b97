/* How things stand. */
#include "ctl/ctl.h"

#include "store/inquiry.h"
#include "store/watch.h"

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
