#include "desk/labels.h"

#include "desk/act.h"
#include "core/life.h"
#include "store/team.h"
#include "store/triage.h"

#include <errno.h>

static const struct {
	const char *name, *words;
} EFFECTS[] = {
	[LABEL_EFFECT_NONE] = {"", ""},
	[LABEL_EFFECT_BLOCKED] = {"blocked", "The customer gets no more texts."},
	[LABEL_EFFECT_LIFTED] = {"lifted", "The stop that this reply had made is over."},
	[LABEL_EFFECT_CLOSED] = {"closed", "The case is closed as satisfied."},
	[LABEL_EFFECT_REOPENED] = {"reopened", "The case needs a person again."},
	[LABEL_EFFECT_WRONG] = {"wrong_number", "The number is held for somebody else's: no text goes there."},
	[LABEL_EFFECT_RIGHT] = {"right_number", "The number is the customer's again."},
	[LABEL_EFFECT_NO_CALLS] = {"no_calls", "Nobody calls the customer any more."},
	[LABEL_EFFECT_CALLS] = {"calls", "The customer may be called again."},
	[LABEL_EFFECT_RAISED] = {"raised", "A more senior level is needed."},
	[LABEL_EFFECT_ANSWERED] = {"answered", "It counts as the customer's answer."},
};

const char *labels_effect_words(LabelEffect effect)
{
	return EFFECTS[effect].words;
}

const char *labels_effect_name(LabelEffect effect)
{
	return EFFECTS[effect].name;
}

/* Writes an event of the reply's case; one that its state does not allow changes nothing. */
static int move_case(const Desk *desk, const StoreReply *reply, EventKind kind, const char *note, gboolean *moved)
{
	const StoreEvent event = {.kind = kind, .at = desk->now_at, .actor = desk->actor, .reply_id = reply->id, .note = note};
	int r = store_case_event(desk->store, reply->case_id, &event);

	*moved = r == 0;
	return r == -EINVAL ? 0 : r;
}

static int block(const Desk *desk, const StoreReply *reply, const char *note, LabelEffect *effect)
{
	gboolean moved = FALSE;
	int r;

	if (!reply->person_id)
		return 0;
	r = store_block_put(desk->store, reply->person_id, "reply", desk->actor, note, desk->now_at);
	if (r == -EEXIST)
		return 0;
	if (r == 0 && reply->case_id)
		r = move_case(desk, reply, EVENT_OPT_OUT, note, &moved);
	if (r == 0)
		*effect = LABEL_EFFECT_BLOCKED;
	return r;
}

static int unblock(const Desk *desk, const StoreReply *reply, const char *note, LabelEffect *effect)
{
	gboolean alone = FALSE, moved = FALSE;
	int r = store_reply_blocked(desk->store, reply->id, &alone);

	if (r < 0 || !alone)
		return r;
	r = store_block_lift(desk->store, reply->person_id, desk->actor, note, desk->now_at);
	if (r == 0 && reply->case_id)
		r = move_case(desk, reply, EVENT_OPT_IN, note, &moved);
	if (r == 0)
		*effect = LABEL_EFFECT_LIFTED;
	return r;
}

/* A case that "satisfied" closed comes back when it was not meant. */
static int judge_case(const Desk *desk, const StoreReply *reply, ReplyLabel label, const char *note, LabelEffect *effect)
{
	EventKind kind = label == LABEL_SATISFIED ? EVENT_SATISFIED : EVENT_UNSATISFIED;
	gboolean last = FALSE, moved = FALSE;
	StoreCase c = {0};
	int r = store_reply_is_last(desk->store, reply->id, &last);

	if (r < 0 || !last || !reply->case_id)
		return r;
	r = store_case_get(desk->store, reply->case_id, &c);
	if (r < 0)
		return r;
	if (label == LABEL_UNSATISFIED && c.state == CASE_CLOSED && c.outcome == OUTCOME_SATISFIED)
		kind = EVENT_REOPENED;
	r = move_case(desk, reply, kind, note, &moved);
	if (r == 0 && moved)
		*effect = kind == EVENT_SATISFIED ? LABEL_EFFECT_CLOSED : LABEL_EFFECT_REOPENED;
	store_case_clear(&c);
	return r;
}

static int wrong_number(const Desk *desk, const StoreReply *reply, const char *note, LabelEffect *effect)
{
	gboolean moved;
	int r = store_person_dead(desk->store, reply->person_id, "wrong number", desk->now_at, desk->now_at + PLAN_DEAD_S);

	if (r == 0 && reply->case_id)
		r = move_case(desk, reply, EVENT_WRONG_NUMBER, note, &moved);
	if (r == 0)
		*effect = LABEL_EFFECT_WRONG;
	return r;
}

/* The event in the log counts no longer by itself: its reply has another label. */
static int right_number(const Desk *desk, const StoreReply *reply, const char *note, LabelEffect *effect)
{
	gboolean did = FALSE, moved;
	StoreCase c = {0};
	int r = store_person_alive(desk->store, reply->person_id);

	if (r == 0 && reply->case_id)
		r = store_reply_did(desk->store, reply->id, reply->case_id, EVENT_WRONG_NUMBER, &did);
	if (r == 0 && did) {
		r = store_case_get(desk->store, reply->case_id, &c);
		if (r == 0 && c.state == CASE_CLOSED && c.outcome == OUTCOME_WRONG_NUMBER)
			r = move_case(desk, reply, EVENT_REOPENED, note, &moved);
		store_case_clear(&c);
	}
	if (r == 0)
		*effect = LABEL_EFFECT_RIGHT;
	return r;
}

static int no_calls(const Desk *desk, const StoreReply *reply, const char *note, LabelEffect *effect)
{
	int r = store_no_call_put(desk->store, reply->person_id, desk->actor, note, reply->id, desk->now_at);

	if (r == 0)
		*effect = LABEL_EFFECT_NO_CALLS;
	return r == -EEXIST ? 0 : r;
}

static int calls_again(const Desk *desk, const StoreReply *reply, const char *note, LabelEffect *effect)
{
	gboolean its = FALSE;
	int r = store_no_call_of(desk->store, reply->person_id, reply->id, &its);

	if (r == 0 && its)
		r = store_no_call_lift(desk->store, reply->person_id, desk->actor, note, desk->now_at);
	if (r == 0 && its)
		*effect = LABEL_EFFECT_CALLS;
	return r;
}

/* What the label that goes had done, as far as it can be taken back. The reply has the new one already. */
static int undo(const Desk *desk, const StoreReply *reply, ReplyLabel was, const char *note, LabelEffect *effect)
{
	gboolean moved = FALSE;
	int r = 0;

	if (was == LABEL_WRONG_NUMBER && reply->person_id)
		return right_number(desk, reply, note, effect);
	if (was == LABEL_NO_CALL && reply->person_id)
		return calls_again(desk, reply, note, effect);
	if (was == LABEL_AUTO && reply->case_id) {
		r = move_case(desk, reply, EVENT_REPLY, note, &moved);
		if (r == 0 && moved)
			*effect = LABEL_EFFECT_ANSWERED;
	}
	return r;
}

static int redo(const Desk *desk, const StoreReply *reply, ReplyLabel label, const char *note, LabelEffect *effect)
{
	int r = 0;

	if (label == LABEL_WRONG_NUMBER && reply->person_id)
		return wrong_number(desk, reply, note, effect);
	if (label == LABEL_NO_CALL && reply->person_id)
		return no_calls(desk, reply, note, effect);
	if (label == LABEL_ESCALATE && reply->case_id) {
		r = store_level_raise(desk->store, reply->case_id, desk->actor, "the customer escalates", desk->now_at);
		if (r == 0)
			*effect = LABEL_EFFECT_RAISED;
	}
	return r;
}

static int correct(const Desk *desk, const StoreReply *reply, ReplyLabel label, const char *note, LabelEffect *effect)
{
	g_autofree char *story = g_strdup_printf("the label of reply %" G_GINT64_FORMAT " was %s and is %s%s%s", reply->id,
	                                         reply->label, reply_label_name(label), note ? ": " : "", note ? note : "");
	const StoreEvent event = {.kind = EVENT_NOTE, .at = desk->now_at, .actor = desk->actor, .reply_id = reply->id, .note = story};
	ReplyLabel was;
	int r = 0;

	if (reply_label_parse(reply->label, &was) < 0)
		was = LABEL_OTHER;
	/* The stop is looked at while the reply still has the label that made it. */
	if (g_strcmp0(reply->label, reply_label_name(LABEL_OPTOUT)) == 0)
		r = unblock(desk, reply, story, effect);
	if (r == 0)
		r = store_reply_label(desk->store, reply->id, reply_label_name(label), desk->actor, note, desk->now_at);
	if (r == 0 && reply->case_id)
		r = store_event_add(desk->store, reply->case_id, &event);
	if (r == 0)
		r = undo(desk, reply, was, story, effect);
	if (r == 0)
		r = redo(desk, reply, label, story, effect);
	if (r == 0 && label == LABEL_OPTOUT)
		r = block(desk, reply, story, effect);
	if (r == 0 && (label == LABEL_SATISFIED || label == LABEL_UNSATISFIED))
		r = judge_case(desk, reply, label, story, effect);
	return r;
}

int labels_correct(const Desk *desk, int64_t reply_id, ReplyLabel label, const char *note, LabelEffect *effect, char **fault)
{
	LabelEffect done = LABEL_EFFECT_NONE;
	StoreReply reply = {0};
	Act act;
	int r = act_begin(desk, RIGHT_LABEL, &act, fault);

	if (r < 0)
		return r;
	r = store_reply_get(desk->store, reply_id, &reply);
	if (r == 0 && g_strcmp0(reply.label, reply_label_name(label)) == 0) {
		*fault = g_strdup_printf("reply %" G_GINT64_FORMAT " is labelled %s already", reply_id, reply.label);
		r = -EEXIST;
	}
	if (r == 0)
		r = correct(desk, &reply, label, note, &done);
	if (r == -ENOENT && !*fault)
		*fault = g_strdup_printf("there is no reply %" G_GINT64_FORMAT, reply_id);
	r = act_end(&act, r, fault);
	if (r == 0)
		*effect = done;
	store_reply_clear(&reply);
	return r;
}

int labels_explain(const Desk *desk, int64_t reply_id, char **label, ReplyMeaning *meaning, char **fault)
{
	StoreReply reply = {0};
	StoreCase c = {0};
	const ConfShop *shop;
	Step asked = STEP_NONE;
	int64_t asked_at;
	int r;

	if (!desk->conf) {
		*fault = g_strdup("the words replies are understood by stand in the configuration, which cannot be read");
		return -EINVAL;
	}
	r = store_reply_get(desk->store, reply_id, &reply);
	if (r == 0 && reply.case_id) {
		r = store_case_get(desk->store, reply.case_id, &c);
		if (r == 0)
			r = store_case_asked(desk->store, reply.case_id, &asked, &asked_at);
	}
	if (r == 0) {
		shop = c.shop ? conf_shop(desk->conf, c.shop) : NULL;
		understand_reply(shop ? shop->rules.replies : desk->conf->replies, reply.text, c.language, asked, meaning);
		*label = g_strdup(reply.label);
	} else {
		*fault = r == -ENOENT ? g_strdup_printf("there is no reply %" G_GINT64_FORMAT, reply_id)
		                      : desk_store_fault(desk, "cannot read the store");
	}
	store_case_clear(&c);
	store_reply_clear(&reply);
	return r;
}

static void append_cell(GString *out, const char *text, char end)
{
	for (const char *at = text ? text : ""; *at; at++)
		g_string_append_c(out, *at == '\t' || *at == '\n' || *at == '\r' ? ' ' : *at);
	g_string_append_c(out, end);
}

int labels_export(const Desk *desk, char **rows, char **fault)
{
	g_autoptr(GString) out = g_string_new("text\tlanguage\tlabel\tnote\n");
	g_autoptr(GArray) corrections = NULL;
	int r = store_correction_list(desk->store, &corrections);

	if (r < 0) {
		*fault = desk_store_fault(desk, "cannot read the store");
		return r;
	}
	for (guint i = 0; i < corrections->len; i++) {
		const StoreCorrection *c = &g_array_index(corrections, StoreCorrection, i);
		g_autofree char *note = g_strdup_printf("was %s, corrected by %s%s%s", c->was, c->actor, c->note ? ": " : "",
		                                        c->note ? c->note : "");

		append_cell(out, c->text, '\t');
		append_cell(out, c->language, '\t');
		append_cell(out, c->label, '\t');
		append_cell(out, note, '\n');
	}
	*rows = g_strdup(out->str);
	return 0;
}
