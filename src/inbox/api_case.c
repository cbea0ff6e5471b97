/* One case with its whole story. */
#include <errno.h>

#include "core/life.h"
#include "desk/explain.h"
#include "desk/promises.h"
#include "desk/replies.h"
#include "desk/rights.h"
#include "desk/thread.h"
#include "inbox/api.h"
#include "inbox/conversation.h"
#include "inbox/out.h"
#include "store/incidents.h"

static void put_head(Request *request, const Conversation *conversation, json_t *out)
{
	const StoreCase *c = &conversation->c;

	conversation_put(request, conversation, FALSE, out);
	out_text(out, "source", c->source);
	out_text(out, "external_id", c->external_id);
	out_text(out, "line_kind", c->line_kind);
	out_bool(out, "phone_is_whole", conversation->mine);
	out_number_or(out, "rating", c->rating, 0);
	out_text(out, "text", c->text);
	out_text(out, "zone_source", c->zone_source);
	out_text(out, "quiet", c->quiet);
	out_time(out, "contacted_at", c->contacted_at);
	out_time(out, "resolved_at", c->resolved_at);
	out_time(out, "closed_at", c->closed_at);
	out_time(out, "number_dead_until_at", c->dead_until);
	out_who(out, "suspected_by", conversation->roster.suspected_by);
	out_bool(out, "mine", conversation->mine);
}

/* ---- the thread ---- */

static void put_message(const Thread *thread, int64_t id, json_t *row)
{
	for (guint i = 0; i < thread->messages->len; i++) {
		const StoreMessage *m = &g_array_index(thread->messages, StoreMessage, i);

		if (m->id != id)
			continue;
		out_text(row, "step", step_name(m->step));
		out_time(row, "sent_at", m->sent_at);
		out_time(row, "changed_at", m->changed_at);
		out_number(row, "segments", m->segments);
		out_text(row, "provider", m->provider);
		out_text(row, "error", m->error);
		out_bool(row, "contradiction", m->contradiction);
	}
}

static int put_reply(Request *request, const Thread *thread, int64_t id, json_t *row)
{
	int r = 0;

	for (guint i = 0; r == 0 && i < thread->replies->len; i++) {
		const StoreReply *reply = &g_array_index(thread->replies, StoreReply, i);
		g_autofree char *doubt = NULL;

		if (reply->id != id)
			continue;
		r = replies_doubt(&request->desk, reply, thread->c.id, &doubt);
		out_text(row, "doubt", doubt);
		out_bool(row, "likely_repeat", reply->likely_repeat);
		out_number(row, "parts_missing", reply->parts_missing);
	}
	return r;
}

static void put_event(const Thread *thread, int64_t id, json_t *row)
{
	for (guint i = 0; i < thread->events->len; i++) {
		const StoreEventRow *event = &g_array_index(thread->events, StoreEventRow, i);

		if (event->id != id)
			continue;
		out_text(row, "event", event_name(event->kind));
		out_text(row, "step", event->step == STEP_NONE ? NULL : step_name(event->step));
	}
}

static void put_step(const Thread *thread, int64_t id, json_t *row)
{
	for (guint i = 0; i < thread->steps->len; i++) {
		const StoreStep *step = &g_array_index(thread->steps, StoreStep, i);

		if (step->id != id)
			continue;
		out_text(row, "step", step_name(step->step));
		out_text(row, "reason", step->reason);
	}
}

static int put_item(Request *request, const Thread *thread, const ThreadItem *item, json_t *row)
{
	static const char *const KINDS[] = {"review", "event", "message", "reply", "step"};
	static const char *const ALWAYS[] = {"event", "step", "sent_at", "changed_at", "segments", "provider", "doubt"};
	gboolean reply = item->kind == THREAD_REPLY;

	out_text(row, "kind", KINDS[item->kind]);
	out_number(row, "id", item->id);
	out_time(row, "at", item->at);
	out_who(row, "who", item->who);
	out_text(row, "who_name", g_str_has_prefix(item->who, "agent:") ? request_person(request, item->who) : NULL);
	out_text(row, "title", item->title);
	out_text(row, "text", item->kind == THREAD_EVENT ? NULL : item->body);
	out_text(row, "note", item->kind == THREAD_EVENT ? item->body : NULL);
	out_text(row, "state", reply ? NULL : item->state);
	out_text(row, "label", reply ? item->state : NULL);
	out_bool(row, "unread", item->unread);
	for (gsize i = 0; i < G_N_ELEMENTS(ALWAYS); i++)
		out_text(row, ALWAYS[i], NULL);
	if (item->kind == THREAD_MESSAGE)
		put_message(thread, item->id, row);
	else if (item->kind == THREAD_EVENT)
		put_event(thread, item->id, row);
	else if (item->kind == THREAD_STEP)
		put_step(thread, item->id, row);
	return reply ? put_reply(request, thread, item->id, row) : 0;
}

static int put_thread(Request *request, int64_t case_id)
{
	json_t *list = out_list(request->answer, "thread");
	Thread thread;
	int r = thread_load(&request->desk, case_id, &thread, &request->fault);

	if (r < 0)
		return r;
	for (guint i = 0; r == 0 && i < thread.items->len; i++)
		r = put_item(request, &thread, &g_array_index(thread.items, ThreadItem, i), out_row(list));
	thread_clear(&thread);
	return r;
}

/* ---- what waits ---- */

static int put_waiting(Request *request, int64_t case_id)
{
	json_t *list = out_list(request->answer, "waiting");
	g_autoptr(GArray) waiting = NULL;
	int r = store_roster_waiting(request->desk.store, case_id, &waiting);

	for (guint i = 0; r == 0 && i < waiting->len; i++) {
		const StoreWaiting *one = &g_array_index(waiting, StoreWaiting, i);
		json_t *row = out_row(list);

		out_text(row, "step", step_name(one->step));
		out_number(row, "number", one->number);
		out_text(row, "state", step_state_name(one->state));
		out_time(row, "due_at", one->due_at);
		out_who(row, "author", one->author);
		out_text(row, "text", one->text);
	}
	return r;
}

static int put_calls(Request *request, int64_t case_id)
{
	json_t *list = out_list(request->answer, "calls");
	g_autoptr(GArray) calls = NULL;
	int r = store_call_list(request->desk.store, NULL, NULL, case_id, &calls);

	for (guint i = 0; r == 0 && i < calls->len; i++) {
		const StoreCall *call = &g_array_index(calls, StoreCall, i);
		json_t *row = out_row(list);

		out_number(row, "call", call->id);
		out_bool(row, "callback", call->callback);
		out_time(row, "due_at", call->due_at);
		out_text(row, "why", call->why);
		out_number(row, "attempts", call->attempts);
		out_who(row, "assigned_to", call->assigned_to);
		out_text(row, "asked_text", call->asked_text);
	}
	return r;
}

static int put_promises(Request *request, int64_t case_id)
{
	json_t *promises = out_list(request->answer, "promises"), *offers = out_list(request->answer, "offers");
	g_autoptr(GArray) made = NULL;
	g_autoptr(GArray) granted = NULL;
	int r = store_promise_list(request->desk.store, NULL, NULL, case_id, &made);

	for (guint i = 0; r == 0 && i < made->len; i++) {
		const StorePromise *promise = &g_array_index(made, StorePromise, i);
		json_t *row = out_row(promises);

		out_number(row, "promise", promise->id);
		out_text(row, "what", promise->what);
		out_time(row, "due_at", promise->due_at);
		out_who(row, "owner", promise->owner);
	}
	if (r == 0)
		r = store_offer_list(request->desk.store, case_id, &granted);
	for (guint i = 0; r == 0 && i < granted->len; i++) {
		const StoreOffer *offer = &g_array_index(granted, StoreOffer, i);
		g_autofree char *money = offer_money(offer);
		json_t *row = out_row(offers);

		out_number(row, "offer", offer->id);
		out_text(row, "kind", offer->kind);
		out_text(row, "amount", money);
		out_text(row, "note", offer->note);
		out_who(row, "granted_by", offer->granted_by);
		out_time(row, "granted_at", offer->granted_at);
	}
	return r;
}

static void put_next(Request *request, int64_t case_id)
{
	static const char *const STAGES[] = {"planned", "sending", "unknown", "held", "nothing"};
	g_autofree char *fault = NULL;
	json_t *next;
	Explain e;

	if (explain_case(&request->desk, case_id, &e, &fault) < 0) {
		json_object_set_new(request->answer, "next", json_null());
		return;
	}
	next = json_object();
	out_text(next, "stage", STAGES[e.stage]);
	out_text(next, "step", e.plan.step == STEP_NONE ? NULL : step_name(e.plan.step));
	out_time(next, "due_at", e.due_at);
	out_text(next, "why", e.word ? e.word : e.holds->len ? reason_name(g_array_index(e.holds, ExplainHold, 0).reason) : NULL);
	out_text(next, "sentence", e.sentence);
	json_object_set_new(request->answer, "next", next);
	explain_clear(&e);
}

/* Which open incident it is in. */
static int put_incident(Request *request, int64_t case_id)
{
	StoreIncident incident = {0};
	json_t *row;
	int r = store_incident_of_case(request->desk.store, case_id, &incident);

	if (r == -ENOENT)
		json_object_set_new(request->answer, "incident", json_null());
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	row = json_object();
	out_number(row, "incident", incident.id);
	out_text(row, "name", incident.name);
	json_object_set_new(request->answer, "incident", row);
	store_incident_clear(&incident);
	return 0;
}

/* A hint for buttons, by role, claim, level and state; every act is judged anew. */
static int put_may(Request *request, const Conversation *conversation)
{
	static const struct {
		const char *key;
		Right right;
		EventKind event;
	} BY_LIFE[] = {
		{"resolve", RIGHT_RESOLVE, EVENT_RESOLVED},
		{"reopen", RIGHT_RESOLVE, EVENT_REOPENED},
		{"close", RIGHT_CLOSE, EVENT_CLOSED},
		{"contacted", RIGHT_REPLY, EVENT_AGENT_CONTACTED},
	};
	const StoreRoster *roster = &conversation->roster;
	gboolean open = conversation->c.state != CASE_CLOSED, others = roster->holder && !conversation->mine;
	json_t *may = json_object();
	g_auto(Actor) actor = {0};
	gboolean fits;
	int r = rights_actor(&request->desk, &actor);

	json_object_set_new(request->answer, "may", may);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	fits = actor.account.level >= roster->needs_level;
	out_bool(may, "claim", open && fits && !roster->holder);
	out_bool(may, "release", conversation->mine);
	out_bool(may, "take_over", open && fits && others && right_of(actor.account.role, RIGHT_TAKE_OVER));
	out_bool(may, "reply", open && fits && !others && !conversation->c.blocked);
	for (gsize i = 0; i < G_N_ELEMENTS(BY_LIFE); i++) {
		LifeChange change;

		out_bool(may, BY_LIFE[i].key,
		         fits && !others && right_of(actor.account.role, BY_LIFE[i].right) &&
		                 life_apply(conversation->c.state, conversation->c.state, BY_LIFE[i].event, &change));
	}
	return 0;
}

int api_case(Request *request)
{
	static const char *const NONE[] = {NULL};
	g_auto(Conversation) conversation = {0};
	json_t *head = json_object();
	int64_t case_id = 0;
	int r;

	json_object_set_new(request->answer, "case", head);
	r = request_query_only(request, NONE);
	if (r == 0)
		r = request_case(request, &case_id);
	if (r == 0)
		r = conversation_read(request, case_id, NULL, &conversation);
	if (r < 0)
		return r;
	put_head(request, &conversation, head);
	r = put_thread(request, case_id);
	if (r == 0)
		r = put_waiting(request, case_id);
	if (r == 0)
		r = put_calls(request, case_id);
	if (r == 0)
		r = put_promises(request, case_id);
	if (r == 0)
		r = put_incident(request, case_id);
	if (r == 0)
		r = put_may(request, &conversation);
	if (r == 0)
		put_next(request, case_id);
	return r;
}
