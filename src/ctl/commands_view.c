/* Cases to look at. */
#include "ctl/ctl.h"

#include "desk/case_ref.h"
#include "desk/explain.h"
#include "desk/rights.h"
#include "desk/sla_report.h"
#include "desk/thread.h"
#include "store/inbound.h"
#include "store/roster.h"
#include "text/code.h"
#include "util/mask.h"

#include <errno.h>

static WriterStyle state_style(CaseState state)
{
	return state == CASE_REPLIED ? WRITER_STRONG : state == CASE_CLOSED ? WRITER_DIM : WRITER_PLAIN;
}

/* What comes next for a case, short and on the shop's clock. Caller frees; NULL: nothing, or no configuration to ask.
 */
static char *next_of(const Ctl *ctl, const StoreCase *c, int64_t *due_at)
{
	static const char *const WORDS[] = {"", "is being sent", "may be out", "held"};
	g_autofree char *fault = NULL;
	g_autofree char *when = NULL;
	char *next = NULL;
	Explain e;

	*due_at = STORE_NO_TIME;
	if (!ctl->conf || explain_case(&ctl->desk, c->id, &e, &fault) < 0)
		return NULL;
	if (e.stage == EXPLAIN_PLANNED) {
		*due_at = e.due_at;
		when = e.has_pause ? g_strdup("paused")
		       : e.due_at <= ctl->desk.now_at ? g_strdup("now")
		                                      : zones_format_short(e.shop, e.due_at);
		next = g_strdup_printf("%s %s", desk_step_words(e.plan.step), when);
	} else if (e.stage != EXPLAIN_NOTHING) {
		next = g_strdup_printf("%s %s", desk_step_words(e.plan.step), WORDS[e.stage]);
	}
	explain_clear(&e);
	return next;
}

static void list_row(const Ctl *ctl, const StoreCase *c)
{
	Writer *out = ctl->out;
	char code[CASE_CODE_SIZE];
	int64_t due_at;
	g_autofree char *masked = mask_number(c->phone);
	g_autofree char *when = zones_format_short(desk_shop_zone(&ctl->desk, c->shop), c->complaint_at);
	g_autofree char *next = next_of(ctl, c, &due_at);
	g_autofree char *unread = c->unread ? g_strdup_printf("%u", c->unread) : NULL;
	StoreRoster roster = {.held_until = STORE_NO_TIME};

	/* Whose it is adds to the line; without it the line still tells. */
	if (store_roster_get(ctl->desk.store, c->id, ctl->desk.now_at, &roster) < 0)
		roster = (StoreRoster){.held_until = STORE_NO_TIME};
	case_code(c->id, code);
	writer_row(out);
	writer_number(out, "case", "case", WRITER_PLAIN, c->id);
	writer_text(out, "code", "code", WRITER_PLAIN, code);
	writer_text(out, "shop", "shop", WRITER_PLAIN, c->shop);
	writer_text(out, "source", NULL, WRITER_PLAIN, c->source);
	writer_text(out, "external_id", "external id", WRITER_PLAIN, c->external_id);
	writer_text(out, "state", "state", state_style(c->state), case_state_name(c->state));
	writer_text(out, "outcome", NULL, WRITER_PLAIN, case_outcome_name(c->outcome));
	writer_text(out, "phone", "phone", WRITER_PLAIN, masked);
	writer_text(out, "name", "name", WRITER_PLAIN, c->name);
	writer_time(out, "complaint_at", "complaint", c->complaint_at, STORE_NO_TIME, when);
	writer_text(out, NULL, "unread", WRITER_STRONG, unread);
	writer_number(out, "unread", NULL, WRITER_PLAIN, c->unread);
	writer_text(out, NULL, "holder", WRITER_PLAIN, roster.holder ? rights_account_name(roster.holder) : NULL);
	writer_text(out, "holder", NULL, WRITER_PLAIN, roster.holder);
	writer_time(out, "held_until", NULL, roster.held_until, STORE_NO_TIME, NULL);
	writer_text(out, "assigned_to", NULL, WRITER_PLAIN, roster.assigned_to);
	writer_number(out, "needs_level", NULL, WRITER_PLAIN, roster.needs_level);
	writer_text(out, "next", "next", WRITER_PLAIN, next);
	writer_time(out, "due_at", NULL, due_at, STORE_NO_TIME, NULL);
	store_roster_clear(&roster);
}

/* Damaged cases are named, and do not keep the others from whoever has to work. */
static CtlExit name_damaged(const Ctl *ctl, const GPtrArray *damaged)
{
	CtlExit code = CTL_OK;

	for (guint i = 0; i < damaged->len; i++) {
		g_autofree char *fault =
		        g_strdup_printf("left out: %s; the row is damaged", (const char *)damaged->pdata[i]);

		code = ctl_fail(ctl, CTL_STORE, fault);
	}
	return code;
}

static void clear_case(gpointer c)
{
	store_case_clear(c);
}

/* The cases of a roster, as the other list has them. */
static int roster_cases(const Ctl *ctl, const StoreRosterFilter *filter, GPtrArray *damaged, GArray **cases)
{
	g_autoptr(GArray) found = g_array_new(FALSE, TRUE, sizeof(StoreCase));
	g_autoptr(GArray) rows = NULL;
	int r = store_roster_list(ctl->desk.store, filter, ctl->desk.now_at, &rows);

	g_array_set_clear_func(found, clear_case);
	for (guint i = 0; r == 0 && i < rows->len; i++) {
		StoreCase c;

		r = store_case_get(ctl->desk.store, g_array_index(rows, StoreRoster, i).case_id, &c);
		if (r == 0)
			g_array_append_val(found, c);
		else if (store_fault_is_rows(r)) {
			g_ptr_array_add(damaged, g_strdup(store_error(ctl->desk.store)));
			r = 0;
		}
	}
	if (r == 0)
		*cases = g_steal_pointer(&found);
	return r;
}

/* By who has it, where that is asked for. */
static int find_cases(const Ctl *ctl, const Args *args, const StoreCaseFilter *filter, int level, GArray **cases)
{
	const StoreRosterFilter roster = {.shop = filter->shop, .state = filter->state, .level = level, .limit = filter->limit,
	                                  .agent = args_has(args, "mine") ? ctl->desk.actor : NULL,
	                                  .unclaimed = args_has(args, "unclaimed")};

	if (!roster.agent && !roster.unclaimed && !level)
		return store_case_list(ctl->desk.store, filter, cases);
	return roster_cases(ctl, &roster, filter->damaged, cases);
}

CtlExit ctl_list(Ctl *ctl, const Args *args)
{
	g_autoptr(GPtrArray) damaged = g_ptr_array_new_with_free_func(g_free);
	StoreCaseFilter filter = {.shop = args_value(args, "shop"), .state = args_value(args, "state"),
	                          .damaged = damaged};
	const char *phone = args_value(args, "phone");
	g_autofree char *fault = NULL;
	g_autoptr(GArray) cases = NULL;
	PhoneNumber number;
	CaseState state;
	gint64 limit, level;
	int r = args_number(args, "limit", 1, 100000, 50, &limit, &fault);

	if (r == 0)
		r = args_number(args, "level", 1, 5, 0, &level, &fault);
	if (r == 0 && phone && (args_has(args, "mine") || args_has(args, "unclaimed") || level)) {
		fault = g_strdup("--phone does not go with --mine, --unclaimed or --level");
		r = -EINVAL;
	}
	if (r == 0 && filter.state && !g_str_equal(filter.state, "all") && case_state_parse(filter.state, &state) < 0) {
		r = -EINVAL;
		fault = g_strdup_printf(
		        "there is no state \"%s\"; it is new, contacted, replied, in_progress, resolved, closed or all",
		        filter.state);
	}
	if (r == 0 && phone)
		r = case_ref_phone(&ctl->desk, filter.shop, phone, &number, &fault);
	if (r < 0)
		return ctl_fail(ctl, CTL_USAGE, fault);
	filter.limit = (guint)limit;
	filter.phone = phone ? number.e164 : NULL;
	r = find_cases(ctl, args, &filter, (int)level, &cases);
	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store));
	writer_list(ctl->out, "cases", NULL, "No such cases.");
	for (guint i = 0; i < cases->len; i++)
		list_row(ctl, &g_array_index(cases, StoreCase, i));
	writer_list_end(ctl->out);
	return name_damaged(ctl, damaged);
}

/* The newest promise of a case and what became of it, for programs: people read sla_words(). */
static void sla_fields(const Ctl *ctl, int64_t case_id)
{
	g_autoptr(GArray) rows = NULL;
	const StoreSla *row = NULL;
	Writer *out = ctl->out;

	if (!writer_is_json(out))
		return;
	if (store_sla_of_case(ctl->desk.store, case_id, &rows) == 0 && rows->len > 0)
		row = &g_array_index(rows, StoreSla, rows->len - 1);
	writer_time(out, "sla_deadline_at", NULL, row ? row->deadline_at : STORE_NO_TIME, STORE_NO_TIME, NULL);
	writer_text(out, "sla_state", NULL, WRITER_PLAIN, !row                               ? NULL
	                                                  : row->frozen_at == STORE_NO_TIME ? "open"
	                                                  : row->missed                     ? "missed"
	                                                  : row->met_at == STORE_NO_TIME    ? "over_before"
	                                                                                    : "kept");
	writer_text(out, "sla_cause", NULL, WRITER_PLAIN, row && row->missed ? miss_cause_name(row->cause) : NULL);
	writer_time(out, "sla_met_at", NULL, row ? row->met_at : STORE_NO_TIME, STORE_NO_TIME, NULL);
	writer_text(out, "sla_met_by", NULL, WRITER_PLAIN, row ? row->met_by : NULL);
}

static void show_people(const Ctl *ctl, const StoreCase *c)
{
	Writer *out = ctl->out;
	StoreRoster roster = {0};
	g_autofree char *until = NULL;
	g_autofree char *holder = NULL;

	if (store_roster_get(ctl->desk.store, c->id, ctl->desk.now_at, &roster) < 0)
		return;
	if (roster.holder) {
		until = zones_format_short(desk_shop_zone(&ctl->desk, c->shop), roster.held_until);
		holder = g_strdup_printf("%s until %s", rights_account_name(roster.holder), until);
	}
	writer_text(out, NULL, "holder", WRITER_STRONG, holder);
	writer_text(out, "holder", NULL, WRITER_PLAIN, roster.holder);
	writer_time(out, "held_until", NULL, roster.held_until, STORE_NO_TIME, NULL);
	writer_text(out, "assigned_to", roster.assigned_to ? "given to" : NULL, WRITER_PLAIN, roster.assigned_to);
	writer_number(out, "needs_level", roster.needs_level ? "needs level" : NULL, WRITER_PLAIN, roster.needs_level);
	writer_text(out, "suspected_by", roster.suspected_by ? "held for malicious by" : NULL, WRITER_BAD, roster.suspected_by);
	store_roster_clear(&roster);
}

static void show_head(const Ctl *ctl, const StoreCase *c, gboolean full_numbers)
{
	Writer *out = ctl->out;
	char code[CASE_CODE_SIZE];
	g_autofree char *masked = mask_number(c->phone);
	g_autofree char *id = NULL;
	g_autofree char *state = c->state == CASE_CLOSED
	                                 ? g_strdup_printf("closed (%s)", case_outcome_name(c->outcome))
	                                 : g_strdup(case_state_name(c->state));
	g_autofree char *zone = c->zone ? g_strdup_printf("%s (from the %s)", c->zone, c->zone_source) : NULL;
	GTimeZone *customer = zones_get(ctl->desk.zones, c->zone);
	g_autofree char *sla =
	        sla_words(&ctl->desk, c->id, customer ? customer : desk_shop_zone(&ctl->desk, c->shop), NULL);

	case_code(c->id, code);
	id = g_strdup_printf("%" G_GINT64_FORMAT " (%s)", c->id, code);
	writer_number(out, "case", NULL, WRITER_PLAIN, c->id);
	writer_text(out, "code", NULL, WRITER_PLAIN, code);
	writer_text(out, NULL, "case", WRITER_STRONG, id);
	writer_text(out, "shop", "shop", WRITER_PLAIN, c->shop);
	writer_text(out, "source", *c->source ? "source" : NULL, WRITER_PLAIN, c->source);
	writer_text(out, "external_id", "external id", WRITER_PLAIN, c->external_id);
	writer_text(out, NULL, "state", state_style(c->state), state);
	writer_text(out, "state", NULL, WRITER_PLAIN, case_state_name(c->state));
	writer_text(out, "outcome", NULL, WRITER_PLAIN, case_outcome_name(c->outcome));
	writer_number(out, "round", c->round > 1 ? "round" : NULL, WRITER_PLAIN, c->round);
	writer_text(out, "name", "name", WRITER_PLAIN, c->name);
	writer_text(out, "phone", "phone", WRITER_PLAIN, full_numbers ? c->phone : masked);
	writer_text(out, "line_kind", "line", WRITER_PLAIN, c->line_kind);
	writer_text(out, "order_no", "order", WRITER_PLAIN, c->order_no);
	writer_text(out, "language", "language", WRITER_PLAIN, c->language);
	writer_text(out, NULL, "zone", zone ? WRITER_PLAIN : WRITER_BAD, zone ? zone : "not known");
	writer_text(out, "zone", NULL, WRITER_PLAIN, c->zone);
	writer_text(out, "zone_source", NULL, WRITER_PLAIN, c->zone_source);
	writer_text(out, "own_quiet_hours", c->quiet ? "own quiet hours" : NULL, WRITER_PLAIN, c->quiet);
	writer_bool(out, "opted_out", c->blocked ? "opted out" : NULL, c->blocked);
	writer_text(out, "sla", sla ? "SLA" : NULL, WRITER_PLAIN, sla);
	sla_fields(ctl, c->id);
	writer_time(out, "number_dead_until", NULL, c->dead_until, STORE_NO_TIME, NULL);
}

static void show_item(const Ctl *ctl, const ThreadItem *item, GTimeZone *customer, GTimeZone *shop)
{
	static const char *const KINDS[] = {"review", "event", "message", "reply", "step"};
	Writer *out = ctl->out;
	g_autofree char *theirs = customer ? zones_format_short(customer, item->at) : g_strdup("-");
	g_autofree char *ours = zones_format_short(shop, item->at);

	writer_row(out);
	writer_time(out, "at", "customer's time", item->at, STORE_NO_TIME, theirs);
	writer_text(out, NULL, "shop's time", WRITER_PLAIN, ours);
	writer_text(out, "customer_time", NULL, WRITER_PLAIN, customer ? theirs : NULL);
	writer_text(out, "shop_time", NULL, WRITER_PLAIN, ours);
	writer_text(out, "kind", NULL, WRITER_PLAIN, KINDS[item->kind]);
	writer_number(out, "id", NULL, WRITER_PLAIN, item->id);
	writer_text(out, "who", "who", WRITER_PLAIN, item->who);
	writer_text(out, "what", "what", item->unread ? WRITER_STRONG : WRITER_PLAIN, item->title);
	writer_text(out, "state", NULL, WRITER_PLAIN, item->state);
	writer_bool(out, "unread", NULL, item->unread);
	writer_body(out, "text", item->body);
}

static CtlExit show_case(Ctl *ctl, const Args *args)
{
	g_autofree char *fault = NULL;
	g_autofree char *why_not = NULL;
	int64_t case_id = 0;
	Thread thread;
	Explain e;
	CtlExit code = ctl_case(ctl, args_word(args, 0), &case_id);
	int r;

	if (code != CTL_OK)
		return code;
	if (args_has(args, "full-numbers"))
		code = ctl_full_numbers(ctl, case_id);
	if (code != CTL_OK)
		return code;
	r = thread_load(&ctl->desk, case_id, &thread, &fault);
	if (r < 0)
		return ctl_fail(ctl, r == -ENOENT ? CTL_NO_CASE : CTL_STORE, fault);
	show_head(ctl, &thread.c, args_has(args, "full-numbers"));
	show_people(ctl, &thread.c);
	writer_list(ctl->out, "thread", "", NULL);
	for (guint i = 0; i < thread.items->len; i++)
		show_item(ctl, &g_array_index(thread.items, ThreadItem, i), zones_get(ctl->desk.zones, thread.c.zone),
		          desk_shop_zone(&ctl->desk, thread.c.shop));
	writer_list_end(ctl->out);
	if (explain_case(&ctl->desk, case_id, &e, &why_not) == 0) {
		writer_say(ctl->out, NULL, WRITER_PLAIN, "");
		writer_say(ctl->out, "next", WRITER_STRONG, e.sentence);
		explain_clear(&e);
	}
	thread_clear(&thread);
	return CTL_OK;
}

CtlExit ctl_show(Ctl *ctl, const Args *args)
{
	CtlExit code;

	if (g_str_equal(args_word(args, 0), "config"))
		return ctl_show_config(ctl);
	code = ctl_open_store(ctl, STORE_READ_ONLY);
	return code == CTL_OK ? show_case(ctl, args) : code;
}

static void why_json(const Ctl *ctl, const Explain *e)
{
	static const char *const STAGES[] = {"planned", "sending", "unknown", "held", "nothing"};
	Writer *out = ctl->out;
	char code[CASE_CODE_SIZE];

	case_code(e->c.id, code);
	writer_number(out, "case", NULL, WRITER_PLAIN, e->c.id);
	writer_text(out, "code", NULL, WRITER_PLAIN, code);
	writer_text(out, "state", NULL, WRITER_PLAIN, case_state_name(e->c.state));
	writer_text(out, "stage", NULL, WRITER_PLAIN, STAGES[e->stage]);
	writer_text(out, "step", NULL, WRITER_PLAIN, step_name(e->plan.step));
	writer_number(out, "round", NULL, WRITER_PLAIN, e->plan.round);
	writer_text(out, "reason", NULL, WRITER_PLAIN, e->word ? e->word : reason_name(e->plan.reason));
	writer_time(out, "due_at", NULL, e->due_at, STORE_NO_TIME, NULL);
	writer_time(out, "deadline_at", NULL, e->plan.deadline_at, DECIDE_NEVER, NULL);
	writer_time(out, "opens_at", NULL, e->opens_at, STORE_NO_TIME, NULL);
	writer_bool(out, "late", NULL, e->plan.late);
	writer_bool(out, "paused", NULL, e->has_pause);
	writer_bool(out, "opted_out", NULL, e->c.blocked);
	writer_bool(out, "number_dead", NULL, e->dead);
	writer_list(out, "holds", NULL, NULL);
	for (guint i = 0; i < e->holds->len; i++) {
		const ExplainHold *hold = &g_array_index(e->holds, ExplainHold, i);

		writer_row(out);
		writer_text(out, "reason", NULL, WRITER_PLAIN, reason_name(hold->reason));
		writer_time(out, "until_at", NULL, hold->until_at, STORE_NO_TIME, NULL);
		if (hold->contact_at == STORE_NO_TIME)
			continue;
		writer_number(out, "contact_case", NULL, WRITER_PLAIN, hold->contact_case);
		writer_time(out, "contact_at", NULL, hold->contact_at, STORE_NO_TIME, NULL);
	}
	writer_list_end(out);
}

CtlExit ctl_why(Ctl *ctl, const Args *args)
{
	g_autofree char *fault = NULL;
	g_autofree char *line = NULL;
	g_autofree char *sla = NULL;
	gboolean frozen = FALSE;
	int64_t case_id = 0;
	Explain e;
	CtlExit code = ctl_case(ctl, args_word(args, 0), &case_id);
	int r;

	if (code != CTL_OK)
		return code;
	r = explain_case(&ctl->desk, case_id, &e, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	if (writer_is_json(ctl->out))
		why_json(ctl, &e);
	writer_say(ctl->out, "sentence", WRITER_PLAIN, e.sentence);
	sla = sla_words(&ctl->desk, case_id, e.customer ? e.customer : e.shop, &frozen);
	writer_text(ctl->out, "sla", NULL, WRITER_PLAIN, sla);
	sla_fields(ctl, case_id);
	if (sla && frozen) { /* an open one is part of the sentence */
		line = g_strdup_printf("First contact: %s.", sla);
		writer_say(ctl->out, NULL, WRITER_PLAIN, line);
	}
	explain_clear(&e);
	return CTL_OK;
}

CtlExit ctl_held(Ctl *ctl, const Args *args)
{
	g_autoptr(GArray) steps = NULL;
	g_autofree char *fault = NULL;
	Writer *out = ctl->out;
	gint64 limit;
	int r = args_number(args, "limit", 1, 100000, 50, &limit, &fault);

	if (r < 0)
		return ctl_fail(ctl, CTL_USAGE, fault);
	r = store_held_list(ctl->desk.store, (guint)limit, &steps);
	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store));
	writer_list(out, "held", NULL, "Nothing waits for a person.");
	for (guint i = 0; i < steps->len; i++) {
		const StoreStep *step = &g_array_index(steps, StoreStep, i);
		char code[CASE_CODE_SIZE];
		StoreCase c = {0};
		Reason reason;
		g_autofree char *since = NULL;
		g_autofree char *words = explain_word_text(step->reason);

		if (store_case_get(ctl->desk.store, step->case_id, &c) < 0)
			c = (StoreCase){0}; /* damaged, and held because of that: it is shown with what can be told */
		since = zones_format_short(desk_shop_zone(&ctl->desk, c.shop), step->changed_at);
		case_code(step->case_id, code);
		writer_row(out);
		writer_number(out, "case", "case", WRITER_PLAIN, step->case_id);
		writer_text(out, "code", "code", WRITER_PLAIN, code);
		writer_text(out, "shop", "shop", WRITER_PLAIN, c.shop);
		writer_text(out, NULL, "step", WRITER_PLAIN, desk_step_words(step->step));
		writer_text(out, "step", NULL, WRITER_PLAIN, step_name(step->step));
		writer_time(out, "since", "since", step->changed_at, STORE_NO_TIME, since);
		writer_text(out, NULL, "because", WRITER_BAD,
		            reason_parse(step->reason, &reason) == 0 ? reason_text(reason) : words);
		writer_text(out, "reason", NULL, WRITER_PLAIN, step->reason);
		writer_text(out, "detail", "detail", WRITER_PLAIN, step->detail);
		store_case_clear(&c);
	}
	writer_list_end(out);
	return CTL_OK;
}

CtlExit ctl_receipts(Ctl *ctl, const Args *args)
{
	g_autoptr(GArray) receipts = NULL;
	g_autofree char *fault = NULL;
	Writer *out = ctl->out;
	gint64 limit;
	int r = args_number(args, "limit", 1, 100000, 50, &limit, &fault);

	if (r < 0)
		return ctl_fail(ctl, CTL_USAGE, fault);
	r = store_receipt_unmatched(ctl->desk.store, (guint)limit, &receipts);
	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store));
	writer_list(out, "receipts", NULL, "Every delivery report belongs to a message.");
	for (guint i = 0; i < receipts->len; i++) {
		const StoreUnmatched *receipt = &g_array_index(receipts, StoreUnmatched, i);
		g_autofree char *when = zones_format_short(NULL, receipt->received_at);

		writer_row(out);
		writer_number(out, "id", "id", WRITER_PLAIN, receipt->id);
		writer_time(out, "received_at", "received (UTC)", receipt->received_at, STORE_NO_TIME, when);
		writer_text(out, "provider", "provider", WRITER_PLAIN, receipt->provider);
		writer_text(out, "status", "status", WRITER_PLAIN, receipt->status);
		writer_text(out, "reference", "our reference", WRITER_PLAIN, receipt->ref);
		writer_text(out, "provider_id", "provider's id", WRITER_PLAIN, receipt->provider_id);
	}
	writer_list_end(out);
	return CTL_OK;
}
