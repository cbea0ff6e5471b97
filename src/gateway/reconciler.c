#include "gateway/reconciler.h"

#include <errno.h>
#include <string.h>

#include "gateway/compose.h"
#include "gateway/item.h"
#include "gateway/receipts.h"
#include "store/inquiry.h"
#include "util/fault.h"
#include "util/log.h"

#define METHOD "LOOKUP"
#define ROWS_PER_TURN 100
#define ABSENT_TWICE 2
/* No clear answer, in a row: asked again after one, two, four and eight minutes. */
#define UNSURE_TRIES 4
#define UNSURE_WAIT_S 60
#define PAGES_MAX 50
/* A missing report is asked for so often, each time after twice the wait. */
#define REPORT_TRIES 3
/* A question that got lost with the process is asked again so long after its time-out. */
#define LEASE_S 60
/* A provider that has not answered for so long is taken to hang: what else would be asked of it makes room for the others. */
#define HANGS_S 2
#define ASIDE_S 10
/* While one is asked, the others are looked for so often: most of what is due is its own. */
#define MEANWHILE_US USEC_PER_SEC

/* A look-up with those it is about. */
typedef struct {
	Gateway *g;
	StoreLookup *l;
	const ConfProvider *conf;
	const Provider *driver; /* NULL: it cannot be asked */
	int64_t now_at;
} Case;

static Case case_of(Gateway *g, StoreLookup *l, int64_t now_us)
{
	Case c = {.g = g, .l = l, .conf = conf_provider(g->conf, l->provider), .now_at = now_us / USEC_PER_SEC};
	const Provider *driver = c.conf ? g->find_driver(c.conf->driver) : NULL;

	c.driver = driver && driver->build_lookup ? driver : NULL;
	return c;
}

static LogFields fields_of(const StoreLookup *l, const char *event)
{
	return (LogFields){.case_id = l->case_id,
	                   .person_id = l->person_id,
	                   .message_id = l->message_id,
	                   .step = step_name(l->step),
	                   .provider = l->provider,
	                   .event = event};
}

static gboolean is_unknown(const StoreLookup *l)
{
	return l->newest && l->state == MESSAGE_UNKNOWN;
}

static gboolean awaits_report(const StoreLookup *l)
{
	return l->newest && (l->state == MESSAGE_ACCEPTED || l->state == MESSAGE_BUFFERED);
}

static void from_page_one(StoreLookup *l)
{
	g_clear_pointer(&l->page, g_free);
	l->pages = 0;
}

/* ---- what comes next ---- */

/* Beside the provider's own words: nobody needs to be asked who cannot know. */
static int wait_for_report(const Case *c)
{
	int64_t first_at = (c->l->sent_at == STORE_NO_TIME ? c->l->started_at : c->l->sent_at);

	if (!awaits_report(c->l) || !c->driver || c->conf->report_after_s == 0)
		return store_lookup_drop(c->g->store, c->l->attempt_id);
	c->l->purpose = STORE_LOOKUP_REPORT;
	c->l->asked = c->l->unsure = 0;
	from_page_one(c->l);
	return store_lookup_set(c->g->store, c->l, MAX(first_at + c->conf->report_after_s, c->now_at));
}

static int hold(const Case *c, const char *finding)
{
	LogFields fields = fields_of(c->l, LOG_EVENT_UNKNOWN);
	int r = store_lookup_held(c->g->store, c->l->attempt_id, finding, c->now_at);

	if (r >= 0)
		log_warning(&fields, "%s: a person must look", finding);
	return r;
}

/* The provider cannot help: a report may, else a person. */
static int give_up_asking(const Case *c, const char *finding)
{
	LogFields fields = fields_of(c->l, NULL);
	int64_t until_at = c->conf ? c->l->started_at + c->conf->report_wait_s : 0;

	if (!c->conf || !g_str_equal(c->conf->on_unknown, "wait_report") || until_at <= c->now_at)
		return hold(c, finding);
	c->l->purpose = STORE_LOOKUP_WAIT_REPORT;
	from_page_one(c->l);
	log_notice(&fields, "%s: waiting for its delivery report", finding);
	return store_lookup_set(c->g->store, c->l, until_at);
}

static int begin(const Case *c)
{
	if (!is_unknown(c->l))
		return wait_for_report(c);
	if (c->driver) {
		c->l->purpose = STORE_LOOKUP_UNKNOWN;
		return store_lookup_set(c->g->store, c->l,
		                        MAX(c->l->started_at + c->driver->lookup_waits_s[0], c->now_at));
	}
	/* The sender has said that a person must look, and nothing has been added since. */
	if (!c->conf || !g_str_equal(c->conf->on_unknown, "wait_report"))
		return store_lookup_drop(c->g->store, c->l->attempt_id);
	return give_up_asking(c, "the provider cannot be asked");
}

static ProviderLookup question_of(const Case *c, const ProviderMoment *moment)
{
	return (ProviderLookup){.moment = *moment,
	                        .to = c->l->phone,
	                        .text = c->l->text,
	                        .ref = c->l->ref,
	                        .provider_id = c->l->provider_id,
	                        .voice = c->l->step == STEP_CALL,
	                        .started_at = c->l->started_at,
	                        .page = c->l->page};
}

static int ask(const Case *c)
{
	int64_t since_at = ask_since(c->g, c->conf->id, NULL);
	Ask *ask;
	ProviderAccount account;
	ProviderLookup question;

	if (since_at != STORE_NO_TIME) /* its answer wakes us */
		return c->now_at - since_at < HANGS_S ? 0 : store_lookup_set(c->g->store, c->l, c->now_at + ASIDE_S);
	ask = ask_new(c->g, c->conf, NULL, c->now_at * USEC_PER_SEC);
	ask->attempt_id = c->l->attempt_id;
	compose_account(c->conf, &account);
	question = question_of(c, &ask->moment);
	if (c->driver->build_lookup(&account, &question, &ask->request) >= 0) {
		ask_add(ask);
		return store_lookup_set(c->g->store, c->l, c->now_at + c->conf->timeout_ms / 1000 + LEASE_S);
	}
	ask_drop(ask);
	return c->l->purpose == STORE_LOOKUP_REPORT
	               ? store_lookup_drop(c->g->store, c->l->attempt_id)
	               : give_up_asking(c, "the provider cannot be asked for this message");
}

static int go_on(const Case *c)
{
	switch (c->l->purpose) {
	case STORE_LOOKUP_UNKNOWN:
		if (!is_unknown(c->l)) /* a receipt or a person was quicker */
			return wait_for_report(c);
		return c->driver ? ask(c) : give_up_asking(c, "the provider can no longer be asked");
	case STORE_LOOKUP_WAIT_REPORT:
		return is_unknown(c->l) ? hold(c, "no delivery report came") : wait_for_report(c);
	case STORE_LOOKUP_REPORT:
		if (!awaits_report(c->l) || !c->driver || c->conf->report_after_s == 0)
			return store_lookup_drop(c->g->store, c->l->attempt_id);
		return ask(c);
	default:
		return begin(c);
	}
}

int reconciler_claim(Gateway *g, int64_t now_us)
{
	g_autoptr(GArray) due = NULL;
	int64_t first_at;
	int r;

	if (g->stopping)
		return 0;
	r = store_lookup_next(g->store, &first_at);
	if (r < 0 || first_at == STORE_NO_TIME || first_at > now_us / USEC_PER_SEC)
		return r;
	fault_point("reconciler.claim");
	r = store_lookup_list(g->store, now_us / USEC_PER_SEC, ROWS_PER_TURN, &due);
	for (guint i = 0; r >= 0 && i < due->len; i++) {
		StoreLookup *l = &g_array_index(due, StoreLookup, i);
		LogFields fields = fields_of(l, NULL);
		g_autofree char *why = NULL;
		Case c = case_of(g, l, now_us);

		r = store_mark(g->store);
		if (r >= 0)
			r = go_on(&c);
		r = item_end(g, r, "a look-up is", &fields, &why);
		if (why)
			r = store_lookup_drop(g->store, l->attempt_id);
	}
	return MIN(r, 0);
}

int64_t reconciler_next_wake_us(Gateway *g, int64_t now_us)
{
	int64_t due_at;

	if (g->stopping || store_lookup_next(g->store, &due_at) < 0 || due_at == STORE_NO_TIME)
		return INT64_MAX;
	return MAX(due_at * USEC_PER_SEC, ask_since(g, NULL, NULL) == STORE_NO_TIME ? now_us : now_us + MEANWHILE_US);
}

/* ---- what an answer came to ---- */

static int ask_for_report_again(const Case *c)
{
	if (++c->l->asked >= REPORT_TRIES)
		return store_lookup_drop(c->g->store, c->l->attempt_id); /* it stays accepted: no delivery is known */
	c->l->unsure = 0;
	from_page_one(c->l);
	return store_lookup_set(c->g->store, c->l, c->now_at + (c->conf->report_after_s << c->l->asked));
}

static int found(const Case *c, const Ask *ask, ProviderFinding *finding)
{
	StoreInbound row = {.provider = c->l->provider,
	                    .hook = (char *)"lookup",
	                    .method = (char *)METHOD,
	                    .query = (char *)"",
	                    .content_type = (char *)"",
	                    .headers = (char *)"",
	                    .body = ask->answer.body,
	                    .peer = (char *)"",
	                    .received_us = c->now_at * USEC_PER_SEC};
	const ProviderInbound report = {.kind = INBOUND_RECEIPT,
	                                .status = finding->status,
	                                .cause = finding->cause,
	                                .ref = c->l->ref,
	                                .code = finding->code,
	                                .provider_id = finding->provider_id};
	LogFields fields = fields_of(c->l, LOG_EVENT_RESULT);
	StoreLookup now = {0};
	Case after = *c;
	int r = store_inbound_put(c->g->store, &row, &row.id);

	if (r >= 0)
		r = receipts_take(c->g, &row, &report, TRUE, c->now_at);
	if (r >= 0)
		r = r > 0 ? store_inbound_done(c->g->store, row.id, NULL, c->now_at)
		          : store_inbound_drop(c->g->store, row.id);
	if (r < 0)
		return r;
	if (is_unknown(c->l))
		log_notice(&fields, "the provider has it: %s", receipt_status_name(finding->status));
	if (c->l->purpose == STORE_LOOKUP_REPORT && finding->status <= RECEIPT_BUFFERED)
		return ask_for_report_again(c);
	r = store_lookup_get(c->g->store, c->l->attempt_id, &now);
	if (r == -ENOENT)
		return 0; /* what was told is final */
	after.l = &now;
	if (r >= 0)
		r = wait_for_report(&after);
	store_lookup_clear(&now);
	return r;
}

static int absent(const Case *c)
{
	LogFields fields = fields_of(c->l, LOG_EVENT_RESULT);
	int r;

	if (c->l->purpose == STORE_LOOKUP_REPORT)
		return ask_for_report_again(c);
	c->l->unsure = 0;
	from_page_one(c->l);
	if (++c->l->asked < ABSENT_TWICE)
		return store_lookup_set(c->g->store, c->l, c->now_at + c->driver->lookup_waits_s[1]);
	if (!c->driver->absence_proves || !g_str_equal(c->conf->on_unknown, "resend_after"))
		return give_up_asking(c, "asked twice, the provider does not know it");
	r = store_lookup_absent(c->g->store, c->l->attempt_id, "asked twice, the provider does not know it", c->now_at);
	if (r >= 0)
		log_notice(&fields, "asked twice, the provider does not know it: planned again");
	return r;
}

static int unsure(const Case *c, const char *code)
{
	g_autofree char *words = g_strdup_printf("the provider gave no clear answer: %s", code ? code : "no words");

	from_page_one(c->l);
	if (++c->l->unsure <= UNSURE_TRIES)
		return store_lookup_set(c->g->store, c->l, c->now_at + ((int64_t)UNSURE_WAIT_S << (c->l->unsure - 1)));
	return c->l->purpose == STORE_LOOKUP_REPORT ? store_lookup_drop(c->g->store, c->l->attempt_id)
	                                            : give_up_asking(c, words);
}

static int more(const Case *c, ProviderFinding *finding)
{
	if (!finding->page || c->l->pages >= PAGES_MAX)
		return unsure(c, finding->page ? "too many pages" : "more, but not where");
	g_free(c->l->page);
	c->l->page = g_steal_pointer(&finding->page);
	c->l->pages++;
	return store_lookup_set(c->g->store, c->l, c->now_at);
}

/* Providers that carry no reference of ours tell by number, time and words: what they found may be the text before. */
static int is_anothers(const Case *c, const ProviderFinding *finding)
{
	return finding->finding == LOOKUP_FOUND && finding->provider_id
	               ? store_lookup_is_anothers(c->g->store, c->l, finding->provider_id)
	               : 0;
}

static int conclude(const Case *c, const Ask *ask, ProviderFinding *finding)
{
	int anothers = is_anothers(c, finding);

	if (anothers < 0)
		return anothers;
	if (anothers)
		finding->finding = LOOKUP_UNSURE;
	/* Found is found, whatever was said meanwhile: a text that was to leave again need not. */
	if (finding->finding == LOOKUP_FOUND)
		return found(c, ask, finding);
	if (c->l->purpose == STORE_LOOKUP_UNKNOWN ? !is_unknown(c->l) : !awaits_report(c->l))
		return wait_for_report(c);
	if (finding->finding == LOOKUP_ABSENT)
		return absent(c);
	return finding->finding == LOOKUP_MORE ? more(c, finding) : unsure(c, finding->code);
}

int reconciler_store(Gateway *g, const Ask *ask, int64_t now_us)
{
	ProviderFinding finding = {.finding = LOOKUP_UNSURE};
	const char *lost = ask_lost(ask);
	ProviderAccount account;
	ProviderLookup question;
	StoreLookup l = {0};
	Case c;
	int r = store_lookup_get(g->store, ask->attempt_id, &l);

	fault_point("reconciler.store");
	if (r == -ENOENT)
		return 0; /* it is over meanwhile */
	if (r < 0)
		return r;
	c = case_of(g, &l, now_us);
	if (!c.driver) {
		r = store_lookup_set(g->store, &l, c.now_at); /* a reload took it away: the next turn says so */
	} else {
		compose_account(c.conf, &account);
		question = question_of(&c, &ask->moment);
		if (lost)
			finding.code = g_strdup(lost);
		else
			c.driver->parse_lookup(&account, &question, &ask->answer, &finding);
		r = conclude(&c, ask, &finding);
	}
	provider_finding_clear(&finding);
	store_lookup_clear(&l);
	return r;
}

int reconciler_set_aside(Gateway *g, const Ask *ask, const char *why)
{
	LogFields fields = {.provider = ask->provider};

	log_warning(&fields, "nothing more is asked about attempt %" G_GINT64_FORMAT ": %s", ask->attempt_id, why);
	return store_lookup_drop(g->store, ask->attempt_id);
}
