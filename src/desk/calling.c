#include "desk/calling.h"

#include "core/ladder.h"
#include "desk/promises.h"
#include "desk/spoken_time.h"
#include "store/inbound.h"
#include "text/case_values.h"

#include <errno.h>

#define DAY_S INT64_C(86400)

void call_task_clear(CallTask *task)
{
	store_call_clear(&task->call);
	store_case_clear(&task->c);
	g_clear_pointer(&task->script, g_free);
	g_clear_pointer(&task->attempts, g_array_unref);
}

static void clear_task(gpointer task)
{
	call_task_clear(task);
}

/* ---- the list ---- */

static char *script_of(const ConfShop *shop, const StoreCase *c)
{
	const CatalogCase wanted = {.language = c->language, .step = STEP_CALL, .category = c->category, .level = c->level,
	                            .id = c->id};
	const Template *template = shop ? catalog_find(shop->rules.texts, &wanted) : NULL;
	g_auto(CaseValues) values = {0};
	char *text = NULL;
	TextField missing;

	if (!template)
		return g_strdup(c->text);
	case_values_fill(&values, c->id, c->name, c->order_no, shop->name, shop->signature);
	return template_render(template, &values.values, &text, &missing) == 0 ? text : g_strdup(c->text);
}

/* When the customer last wrote in this case; STORE_NO_TIME: never. */
static int wrote_at(const Desk *desk, int64_t case_id, int64_t *at)
{
	const StoreReplyFilter filter = {.case_id = case_id, .limit = 1000};
	g_autoptr(GArray) replies = NULL;
	int r = store_reply_list(desk->store, &filter, &replies);

	*at = STORE_NO_TIME;
	for (guint i = 0; r == 0 && i < replies->len; i++) {
		const StoreReply *reply = &g_array_index(replies, StoreReply, i);

		*at = MAX(*at, reply->at == STORE_NO_TIME ? reply->received_at : reply->at);
	}
	return r;
}

/* The second of the day on that clock. */
static int wall_second(GTimeZone *zone, int64_t at)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);

	return g_date_time_get_hour(local) * 3600 + g_date_time_get_minute(local) * 60 + g_date_time_get_second(local);
}

/* The hour of the day at which the customer is known to be awake and at the phone, where calls are permitted then; else
 * the middle of the next span in which they are. A callback's time is the customer's word. */
static void find_best(const Desk *desk, CallTask *task, int64_t replied_at)
{
	g_auto(ConfCaseRules) rules = {0};
	const StoreCase *c = &task->c;
	const DecideRules *hours;
	DecideFacts none = DECIDE_FACTS_NONE;
	DecideRules free_of_caps;
	int64_t from = MAX(desk->now_at, task->call.due_at), at, until;

	task->best_at = STORE_NO_TIME;
	if (task->call.callback) {
		task->best_at = task->call.due_at;
		return;
	}
	if (!desk->conf || !conf_case_rules(desk->conf, desk->zones, c->shop, c->zone, c->region, c->quiet, &rules) ||
	    rules.n_zones == 0)
		return;
	hours = &rules.policy.rules[CLASS_CALL];
	free_of_caps = *hours;
	free_of_caps.n_caps = 0;
	free_of_caps.min_gap_s = 0;
	if (replied_at != STORE_NO_TIME &&
	    hours_next_wall(rules.zones[0], wall_second(rules.zones[0], replied_at), NULL, from - 1, &at) &&
	    decide_when(DECIDE_NEXT, &free_of_caps, &none, at).at == at) {
		task->best_at = at;
		task->best_told = TRUE;
		return;
	}
	at = decide_when(DECIDE_NEXT, &free_of_caps, &none, from).at;
	if (at == DECIDE_NEVER)
		return;
	until = hours_open_until(hours->layers, hours->n_layers, hours->zones, hours->n_zones, at, at + DAY_S);
	task->best_at = at + (until - at) / 2 / 1800 * 1800; /* to the half hour: it is a hint */
}

static int fill_task(const Desk *desk, StoreCall *call, CallTask *task)
{
	const ConfShop *shop;
	int64_t replied_at = STORE_NO_TIME;
	int r;

	*task = (CallTask){.call = *call};
	*call = (StoreCall){0};
	r = store_case_get(desk->store, task->call.case_id, &task->c);
	if (r == 0)
		r = store_call_attempts(desk->store, task->call.id, &task->attempts);
	if (r == 0)
		r = wrote_at(desk, task->call.case_id, &replied_at);
	if (r < 0)
		return r;
	shop = desk->conf ? conf_shop(desk->conf, task->c.shop) : NULL;
	task->script = script_of(shop, &task->c);
	find_best(desk, task, replied_at);
	return 0;
}

int calling_list(const Desk *desk, const char *shop, const char *agent, gboolean due, GArray **tasks, char **fault)
{
	g_autoptr(GArray) found = g_array_new(FALSE, TRUE, sizeof(CallTask));
	g_autoptr(GArray) calls = NULL;
	int r = store_call_list(desk->store, shop, agent, 0, &calls);

	g_array_set_clear_func(found, clear_task);
	for (guint i = 0; r == 0 && i < calls->len; i++) {
		StoreCall *call = &g_array_index(calls, StoreCall, i);
		CallTask task;

		if (due && call->due_at > desk->now_at)
			continue;
		r = fill_task(desk, call, &task);
		g_array_append_val(found, task);
	}
	if (r < 0) {
		*fault = desk_store_fault(desk, "cannot read the calls");
		return r;
	}
	*tasks = g_steal_pointer(&found);
	return 0;
}

/* ---- what came of one ---- */

static gboolean nobody_there(CallOutcome outcome)
{
	return outcome == CALL_BUSY || outcome == CALL_NO_ANSWER || outcome == CALL_VOICEMAIL;
}

static int put_callback(const Act *act, int64_t due_at, const char *note, int64_t *call_id)
{
	const StoreCall call = {.case_id = act->c.id, .callback = TRUE, .round = act->c.round, .why = (char *)"asked",
	                        .due_at = due_at, .warn_at = MAX(act->desk->now_at, due_at - CALLING_WARN_S),
	                        .warned_at = STORE_NO_TIME, .asked_text = (char *)note,
	                        .needs_level = act->roster.needs_level};

	return store_call_put(act->desk->store, &call, act->desk->actor, act->desk->now_at, call_id);
}

/* Nothing may call who opted out: the daemon would cancel it. */
static int check_customer(const Act *act, char **fault)
{
	if (!act->c.blocked)
		return 0;
	*fault = g_strdup("the customer is opted out: nobody calls them; only their own START or a signed note (\"optin CASE --note '...'\") ends that");
	return -EINVAL;
}

/* T12: the wished time, or the next one at which calls are permitted; without a configuration as it was wished. */
static int callback_time(const Act *act, const char *at, int64_t *due_at, gboolean *moved, char **fault)
{
	const Desk *desk = act->desk;
	const StoreCase *c = &act->c;
	g_auto(ConfCaseRules) rules = {0};
	DecideFacts none = DECIDE_FACTS_NONE;
	DecideRules hours;
	int64_t wished = 0, found;
	int r = spoken_time_parse(at, promise_clock(desk, c), desk->now_at, &wished, fault);

	if (r < 0)
		return r;
	*due_at = wished;
	*moved = FALSE;
	if (!desk->conf || !conf_case_rules(desk->conf, desk->zones, c->shop, c->zone, c->region, c->quiet, &rules))
		return 0;
	hours = rules.policy.rules[CLASS_CALL];
	hours.n_caps = 0; /* it is the customer's own wish */
	hours.min_gap_s = 0;
	found = decide_when(DECIDE_NEXT, &hours, &none, wished).at;
	if (found == DECIDE_NEVER) {
		*fault = g_strdup("no time at which this customer may be called is in sight; \"hours CASE --class call\" shows the hours");
		return -EINVAL;
	}
	*due_at = found;
	*moved = found != wished;
	return 0;
}

/* The task that was dialled for: the one named, else the case's open one, else one of the agent's own accord. */
static int find_call(const Act *act, int64_t call_id, StoreCall *call, char **fault)
{
	const StoreCall own = {.case_id = act->c.id, .round = act->c.round, .why = (char *)"agent", .due_at = act->desk->now_at,
	                       .warn_at = STORE_NO_TIME, .warned_at = STORE_NO_TIME,
	                       .needs_level = act->roster.needs_level};
	g_autoptr(GArray) calls = NULL;
	int r = 0;

	if (!call_id) {
		r = store_call_list(act->desk->store, NULL, NULL, act->c.id, &calls);
		if (r == 0 && calls->len > 0)
			call_id = g_array_index(calls, StoreCall, 0).id;
		else if (r == 0)
			r = store_call_put(act->desk->store, &own, act->desk->actor, act->desk->now_at, &call_id);
	}
	if (r == 0)
		r = store_call_get(act->desk->store, call_id, call);
	if (r == 0 && call->case_id != act->c.id) {
		*fault = g_strdup_printf("call %" G_GINT64_FORMAT " is not of this case", call_id);
		r = -EINVAL;
	}
	if (r == 0 && !g_str_equal(call->state, "open")) {
		*fault = g_strdup_printf("call %" G_GINT64_FORMAT " is %s already; \"calls\" lists the open ones", call_id, call->state);
		r = -EINVAL;
	}
	return r;
}

/* When to dial again, counted from this attempt; STORE_NO_TIME: no more. */
static int next_try(const Act *act, const StoreCall *call, CallOutcome outcome, int64_t *again_at)
{
	const Desk *desk = act->desk;
	const StoreCase *c = &act->c;
	g_autoptr(GArray) before = NULL;
	g_autoptr(GArray) attempts = g_array_new(FALSE, FALSE, sizeof(LadderAttempt));
	const LadderAttempt now = {.at = desk->now_at, .outcome = outcome};
	g_auto(ConfCaseRules) rules = {0};
	StoreFacts facts;
	int64_t at;
	int r = store_call_attempts(desk->store, call->id, &before);

	for (guint i = 0; r == 0 && i < before->len; i++) {
		const StoreCallAttempt *one = &g_array_index(before, StoreCallAttempt, i);
		LadderAttempt attempt = {.at = one->at, .outcome = CALL_NO_ANSWER};

		call_outcome_parse(one->outcome, &attempt.outcome);
		g_array_append_val(attempts, attempt);
	}
	g_array_append_val(attempts, now);
	if (r < 0 || !conf_case_rules(desk->conf, desk->zones, c->shop, c->zone, c->region, c->quiet, &rules) ||
	    !rules.policy.call_allowed)
		return r;
	r = store_case_facts(desk->store, c->id, desk->now_at, &facts);
	if (r < 0)
		return r;
	at = ladder_next_call(&rules.policy.rules[CLASS_CALL], &facts.facts.facts,
	                      (const LadderAttempt *)(const void *)attempts->data, attempts->len, desk->now_at);
	store_facts_clear(&facts);
	if (at != DECIDE_NEVER)
		*again_at = at;
	return 0;
}

static int tell_contact(const Act *act, const CallWish *wish, gboolean *closed)
{
	const Desk *desk = act->desk;
	StoreEvent event = {.kind = EVENT_AGENT_CONTACTED, .at = desk->now_at, .actor = desk->actor, .step = STEP_CALL,
	                    .note = wish->note};
	int r;

	if (wish->outcome == CALL_REACHED || wish->outcome == CALL_AGREED || wish->outcome == CALL_BACK_AT)
		return store_case_event(desk->store, act->c.id, &event);
	if (wish->outcome == CALL_REFUSED)
		return store_call_cancel(desk->store, act->c.id, "refused", desk->now_at);
	if (wish->outcome != CALL_WRONG_NUMBER)
		return 0;
	/* As when the customer's answer says so: nothing of this case goes there again. */
	r = store_person_dead(desk->store, act->c.person_id, "wrong_number", desk->now_at, desk->now_at + PLAN_DEAD_S);
	if (r == 0)
		r = store_call_cancel(desk->store, act->c.id, "wrong_number", desk->now_at);
	event.kind = EVENT_WRONG_NUMBER;
	if (r == 0 && act->c.state != CASE_CLOSED) {
		r = store_case_event(desk->store, act->c.id, &event);
		*closed = r == 0;
	}
	return r;
}

static int attempt(const Act *act, const CallWish *wish, CallDone *done, char **fault)
{
	const Desk *desk = act->desk;
	int64_t again_at = STORE_NO_TIME, back_at = STORE_NO_TIME, call_id;
	gboolean moved = FALSE;
	StoreCall call = {0};
	int r = find_call(act, wish->call_id, &call, fault);

	if (r == 0 && wish->outcome == CALL_BACK_AT)
		r = check_customer(act, fault);
	if (r == 0 && wish->outcome == CALL_BACK_AT)
		r = callback_time(act, wish->at, &back_at, &moved, fault);
	if (r == 0 && wish->outcome == CALL_BACK_AT && call.callback)
		again_at = back_at; /* the same appointment, at another time */
	if (r == 0 && nobody_there(wish->outcome))
		r = next_try(act, &call, wish->outcome, &again_at);
	if (r == 0)
		r = store_call_attempt(desk->store, call.id, wish->outcome, desk->actor, wish->note, again_at, desk->now_at);
	if (r == 0 && back_at != STORE_NO_TIME && !call.callback)
		r = put_callback(act, back_at, wish->note, &call_id);
	if (r == 0)
		r = tell_contact(act, wish, &done->closed);
	done->call_id = call.id;
	done->attempts = call.attempts + 1;
	done->again_at = back_at != STORE_NO_TIME ? back_at : again_at;
	store_call_clear(&call);
	return r;
}

int calling_attempt(const Desk *desk, const CallWish *wish, CallDone *done, char **fault)
{
	CallDone found = {.again_at = STORE_NO_TIME};
	Act act;
	int r;

	if (!desk->conf) {
		*fault = g_strdup("this needs the configuration: it says when to try again");
		return -EINVAL;
	}
	if ((wish->outcome == CALL_BACK_AT) != (wish->at != NULL)) {
		*fault = wish->at ? g_strdup("--at goes with call_back_at alone")
		                  : g_strdup("when? --at \"tomorrow 15:00\", on the customer's clock");
		return -EINVAL;
	}
	if (wish->note && !g_utf8_validate(wish->note, -1, NULL)) {
		*fault = g_strdup("the note is not UTF-8");
		return -EINVAL;
	}
	r = act_begin_case(desk, RIGHT_CALL, wish->case_id, ACT_TAKES, &act, fault);
	if (r < 0)
		return r;
	if (wish->outcome == CALL_WRONG_NUMBER) /* it closes the case */
		r = rights_also(&act.actor, RIGHT_CLOSE, fault);
	if (r == 0)
		r = attempt(&act, wish, &found, fault);
	r = act_end(&act, r, fault);
	if (r == 0)
		*done = found;
	return r;
}

int calling_callback(const Desk *desk, int64_t case_id, const char *at, const char *note, int64_t *call_id, int64_t *due_at,
                     gboolean *moved, char **fault)
{
	int64_t id = 0, when = 0;
	gboolean shifted = FALSE;
	Act act;
	int r = act_begin_case(desk, RIGHT_CALL, case_id, ACT_RENEW, &act, fault);

	if (r < 0)
		return r;
	if (act.c.state == CASE_CLOSED) {
		*fault = g_strdup("the case is closed; reopen it first");
		r = -EINVAL;
	}
	if (r == 0 && note && !g_utf8_validate(note, -1, NULL)) {
		*fault = g_strdup("the note is not UTF-8");
		r = -EINVAL;
	}
	if (r == 0)
		r = check_customer(&act, fault);
	if (r == 0)
		r = callback_time(&act, at, &when, &shifted, fault);
	if (r == 0)
		r = put_callback(&act, when, note, &id);
	r = act_end(&act, r, fault);
	if (r < 0)
		return r;
	*call_id = id;
	*due_at = when;
	*moved = shifted;
	return 0;
}
