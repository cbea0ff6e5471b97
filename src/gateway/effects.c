#include "gateway/effects.h"

#include <errno.h>
#include <string.h>

#include "gateway/callbacks.h"
#include "gateway/words.h"
#include "store/team.h"
#include "util/log.h"

static StoreEvent event_of(const EffectsReply *in, EventKind kind, const char *note, int64_t now_at)
{
	return (StoreEvent){.kind = kind, .at = now_at, .actor = "customer", .reply_id = in->reply->id, .note = note};
}

/* DESIGN 4: a pair that is not in the life table is logged and changes nothing. */
static int happen(Gateway *g, const EffectsReply *in, int64_t case_id, EventKind kind, int64_t now_at)
{
	const StoreEvent event = event_of(in, kind, NULL, now_at);
	LogFields fields = {.case_id = case_id};
	int r = store_case_event(g->store, case_id, &event);

	if (r != -EINVAL)
		return r;
	log_notice(&fields, "%s does not fit the state of the case; an agent reads the reply", event_name(kind));
	return 0;
}

static int note(Gateway *g, const EffectsReply *in, int64_t case_id, const char *words, int64_t now_at)
{
	StoreEvent event = event_of(in, EVENT_NOTE, words, now_at);

	event.actor = "followupd";
	return store_event_add(g->store, case_id, &event);
}

/* What is about the person stands in every open case's log, and in that of the reply's own, in whatever state. */
static int tell(Gateway *g, const EffectsReply *in, int64_t person_id, EventKind kind, int64_t now_at)
{
	const StoreEvent event = event_of(in, kind, NULL, now_at);
	g_autoptr(GArray) ids = NULL;
	gboolean own = FALSE;
	int r = store_person_cases(g->store, person_id, &ids);

	for (guint i = 0; r == 0 && i < ids->len; i++)
		own = own || g_array_index(ids, int64_t, i) == in->match->case_id;
	if (r == 0 && !own && in->match->case_id)
		g_array_append_val(ids, in->match->case_id);
	for (guint i = 0; r == 0 && i < ids->len; i++) {
		r = store_case_event(g->store, g_array_index(ids, int64_t, i), &event);
		if (r == -EINVAL)
			r = store_event_add(g->store, g_array_index(ids, int64_t, i), &event);
	}
	return r;
}

/* The same number, the same stranger: all cases that were written about to it. One nobody wrote about yet is held by
 * the dead number, for a person who may know a better one. */
static int tell_wrong(Gateway *g, const EffectsReply *in, int64_t person_id, int64_t now_at)
{
	const StoreEvent event = event_of(in, EVENT_WRONG_NUMBER, NULL, now_at);
	g_autoptr(GArray) ids = NULL;
	int r = store_person_cases(g->store, person_id, &ids);

	for (guint i = 0; r == 0 && i < ids->len; i++) {
		int64_t case_id = g_array_index(ids, int64_t, i);
		StoreCase c = {0};

		r = store_case_get(g->store, case_id, &c);
		if (r == 0 && c.contacted_at != STORE_NO_TIME && case_id != in->match->case_id)
			r = store_case_event(g->store, case_id, &event);
		store_case_clear(&c);
	}
	if (r == 0 && in->match->case_id) {
		r = store_case_event(g->store, in->match->case_id, &event);
		if (r == -EINVAL) /* closed: the word stands all the same */
			r = store_event_add(g->store, in->match->case_id, &event);
	}
	if (r == 0)
		r = store_person_dead(g->store, person_id, "wrong number", now_at, now_at + PLAN_DEAD_S);
	return r;
}

/* F15: who stopped may come back; a stop of an agent, a list or a provider is not the customer's to lift by a text
 * to us. */
static int come_back(Gateway *g, const EffectsReply *in, int64_t person_id, int64_t now_at)
{
	g_autofree char *words = NULL;
	StoreOptout stop = {0};
	int r = store_optout_get(g->store, person_id, &stop);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	if (g_str_equal(stop.cause, "reply") || (g_str_equal(stop.cause, "provider") && in->by_provider)) {
		r = store_block_lift(g->store, person_id, "customer", NULL, now_at);
		if (r == 0)
			r = tell(g, in, person_id, EVENT_OPT_IN, now_at);
	} else if (in->match->case_id) {
		words = g_strdup_printf("START came, and the stop stays: it was made by %s (%s); a person lifts it",
		                        stop.actor, stop.cause);
		r = note(g, in, in->match->case_id, words, now_at);
	}
	store_optout_clear(&stop);
	return r;
}

static int stop(Gateway *g, const EffectsReply *in, int64_t person_id, int64_t now_at)
{
	int r = store_block_put(g->store, person_id, "reply", "customer", NULL, now_at);

	/* One confirmation, and none where the provider sends its own (F15). */
	if (r == 0 && !in->by_provider)
		r = words_confirm(g, person_id, in->match->case_id, now_at);
	if (r == -EEXIST)
		r = 0;
	return r < 0 ? r : tell(g, in, person_id, EVENT_OPT_OUT, now_at);
}

static int no_calls(Gateway *g, const EffectsReply *in, int64_t person_id, int64_t now_at)
{
	int r = store_no_call_put(g->store, person_id, "customer", in->reply->text, in->reply->id, now_at);

	return r == -EEXIST ? 0 : r;
}

static int call_me(Gateway *g, const EffectsReply *in, int64_t person_id, int64_t now_at)
{
	const StoreReply *reply = in->reply;
	LadderWish wish;
	int r = store_no_call_lift(g->store, person_id, "customer", "asked to be called", now_at);

	if (r < 0 && r != -ENOENT)
		return r;
	if (!in->match->case_id || reply->likely_repeat)
		return 0;
	wish = callbacks_wish(in->when);
	return callbacks_ask(g, in->match->case_id, &wish, reply->text,
	                     reply->at == STORE_NO_TIME ? now_at : reply->at, now_at);
}

/* The person's word binds whether or not there is a case: an opt-out without one is an opt-out (F14). */
static int bind_person(Gateway *g, const EffectsReply *in, ReplyPerson what, int64_t now_at)
{
	const PhoneNumber *number = in->number;
	int64_t person_id = in->match->person_id;
	int r = 0;

	if (!person_id && number->e164[0] == '+' && (what == REPLY_PERSON_STOPS || what == REPLY_PERSON_NO_CALLS))
		r = store_person_put(g->store, number->e164, number->region, phone_kind_name(number->kind), now_at,
		                     &person_id);
	if (r < 0 || !person_id)
		return r;
	switch (what) {
	case REPLY_PERSON_STOPS:
		return stop(g, in, person_id, now_at);
	case REPLY_PERSON_RETURNS:
		return come_back(g, in, person_id, now_at);
	case REPLY_PERSON_WRONG:
		return tell_wrong(g, in, person_id, now_at);
	case REPLY_PERSON_NO_CALLS:
		return no_calls(g, in, person_id, now_at);
	case REPLY_PERSON_CALL_ME:
		return call_me(g, in, person_id, now_at);
	default:
		return 0;
	}
}

static int64_t reopen_s(const Gateway *g, const char *shop)
{
	const ConfShop *of = conf_shop(g->conf, shop);

	return of ? of->rules.sat_reopen_s : 0;
}

static int move_case(Gateway *g, const EffectsReply *in, const ReplyEffect *effect, int64_t now_at)
{
	const int64_t case_id = in->match->case_id;
	int r = 0;

	if (effect->answers)
		r = happen(g, in, case_id, EVENT_REPLY, now_at);
	/* What binds the person is told to all cases by bind_person(). */
	if (r == 0 && effect->moves && effect->person == REPLY_PERSON_NOTHING)
		r = happen(g, in, case_id, effect->event, now_at);
	if (r == 0 && effect->raises)
		r = store_level_raise(
		        g->store, case_id, "followupd",
		        effect->event == EVENT_REOPENED ? "not satisfied after all" : "the customer escalates", now_at);
	if (r == 0 && effect->note)
		r = note(g, in, case_id, effect->note, now_at);
	return r;
}

int effects_apply(Gateway *g, const EffectsReply *in, int64_t now_at)
{
	ReplyOccasion on = {.state = CASE_NEW,
	                    .repeat = in->reply->likely_repeat || in->clash,
	                    .asked = in->match->asked_at != STORE_NO_TIME};
	ReplyEffect effect;
	StoreCase c = {0};
	int r = in->match->case_id ? store_case_get(g->store, in->match->case_id, &c) : 0;

	if (r < 0)
		return r;
	if (in->match->case_id) {
		on.state = c.state;
		on.outcome = c.outcome;
		on.closed_s = c.closed_at == STORE_NO_TIME ? 0 : now_at - c.closed_at;
		on.reopen_s = reopen_s(g, c.shop);
	}
	store_case_clear(&c);
	effect = reply_effect(in->label, &on);
	if (in->match->case_id)
		r = move_case(g, in, &effect, now_at);
	return r < 0 ? r : bind_person(g, in, effect.person, now_at);
}
