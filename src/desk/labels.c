#include "desk/labels.h"

#include "desk/act.h"
#include "core/life.h"
#include "store/team.h"
#include "store/triage.h"
#include "util/phone.h"

#include <errno.h>

static const struct {
	const char *name, *words;
	Right right; /* of the act that does the same directly */
} EFFECTS[] = {
	[LABEL_EFFECT_NONE] = {"", "", RIGHT_LABEL},
	[LABEL_EFFECT_BLOCKED] = {"blocked", "The customer gets no more texts.", RIGHT_DO_NOT_CONTACT},
	[LABEL_EFFECT_LIFTED] = {"lifted", "The stop that this reply had made is over.", RIGHT_CONTACT_AGAIN},
	[LABEL_EFFECT_CLOSED] = {"closed", "The case is closed as satisfied.", RIGHT_CLOSE},
	[LABEL_EFFECT_REOPENED] = {"reopened", "The case needs a person again.", RIGHT_RESOLVE},
	[LABEL_EFFECT_WRONG] = {"wrong_number", "The number is held for somebody else's: no text goes there.",
	                        RIGHT_CLOSE},
	[LABEL_EFFECT_RIGHT] = {"right_number", "The number is the customer's again.", RIGHT_RESOLVE},
	[LABEL_EFFECT_NO_CALLS] = {"no_calls", "Nobody calls the customer any more.", RIGHT_DO_NOT_CONTACT},
	[LABEL_EFFECT_CALLS] = {"calls", "The customer may be called again.", RIGHT_CONTACT_AGAIN},
	[LABEL_EFFECT_RAISED] = {"raised", "A more senior level is needed.", RIGHT_LABEL},
	[LABEL_EFFECT_ANSWERED] = {"answered", "It counts as the customer's answer.", RIGHT_LABEL},
};

const char *labels_effect_words(LabelEffect effect)
{
	return EFFECTS[effect].words;
}

const char *labels_effect_name(LabelEffect effect)
{
	return EFFECTS[effect].name;
}

/* One correction under way. */
typedef struct {
	const Act *act;
	const Desk *desk;
	StoreReply *reply;
	ReplyLabel label;
	const char *note;   /* as given; NULL: none */
	const char *story;  /* for the logs */
	LabelEffect effect; /* the last that came of it */
	char **fault;
} Correction;

/* What was done needs the right of doing it directly; without it all of the correction is taken back. */
static int done(Correction *k, LabelEffect effect)
{
	g_autofree char *who = NULL;
	int r = rights_also(&k->act->actor, EFFECTS[effect].right, &who);

	if (r < 0)
		*k->fault = g_strdup_printf(
			"reply %" G_GINT64_FORMAT " stays labelled %s: \"%s\" would do more here than label it, and %s",
			k->reply->id, k->reply->label, reply_label_name(k->label), who);
	else
		k->effect = effect;
	return r;
}

/* Writes an event of the reply's case; one that its state does not allow changes nothing. */
static int move_case(const Correction *k, EventKind kind, gboolean *moved)
{
	const StoreEvent event = {.kind = kind, .at = k->desk->now_at, .actor = k->desk->actor,
	                          .reply_id = k->reply->id, .note = k->story};
	int r = store_case_event(k->desk->store, k->reply->case_id, &event);

	*moved = r == 0;
	return r == -EINVAL ? 0 : r;
}

static int block(Correction *k)
{
	gboolean moved = FALSE;
	int r = store_block_put(k->desk->store, k->reply->person_id, "reply", k->desk->actor, k->story, k->desk->now_at);

	if (r == -EEXIST)
		return 0;
	if (r == 0 && k->reply->case_id)
		r = move_case(k, EVENT_OPT_OUT, &moved);
	return r == 0 ? done(k, LABEL_EFFECT_BLOCKED) : r;
}

static int unblock(Correction *k)
{
	gboolean alone = FALSE, moved = FALSE;
	int r = store_reply_blocked(k->desk->store, k->reply->id, &alone);

	if (r < 0 || !alone)
		return r;
	r = store_block_lift(k->desk->store, k->reply->person_id, k->desk->actor, k->story, k->desk->now_at);
	if (r == 0 && k->reply->case_id)
		r = move_case(k, EVENT_OPT_IN, &moved);
	return r == 0 ? done(k, LABEL_EFFECT_LIFTED) : r;
}

/* A case that "satisfied" closed comes back when it was not meant. */
static int judge_case(Correction *k)
{
	EventKind kind = k->label == LABEL_SATISFIED ? EVENT_SATISFIED : EVENT_UNSATISFIED;
	gboolean last = FALSE, moved = FALSE;
	StoreCase c = {0};
	int r = store_reply_is_last(k->desk->store, k->reply->id, &last);

	if (r < 0 || !last || !k->reply->case_id)
		return r;
	r = store_case_get(k->desk->store, k->reply->case_id, &c);
	if (r < 0)
		return r;
	if (k->label == LABEL_UNSATISFIED && c.state == CASE_CLOSED && c.outcome == OUTCOME_SATISFIED)
		kind = EVENT_REOPENED;
	r = move_case(k, kind, &moved);
	if (r == 0 && moved)
		r = done(k, kind == EVENT_SATISFIED ? LABEL_EFFECT_CLOSED : LABEL_EFFECT_REOPENED);
	store_case_clear(&c);
	return r;
}

static int wrong_number(Correction *k)
{
	gboolean moved;
	int64_t now_at = k->desk->now_at;
	int r = store_person_dead(k->desk->store, k->reply->person_id, "wrong number", now_at, now_at + PLAN_DEAD_S);

	if (r == 0 && k->reply->case_id)
		r = move_case(k, EVENT_WRONG_NUMBER, &moved);
	return r == 0 ? done(k, LABEL_EFFECT_WRONG) : r;
}

/* The event in the log counts no longer by itself: its reply has another label. */
static int right_number(Correction *k)
{
	gboolean did = FALSE, moved;
	StoreCase c = {0};
	int r = store_person_alive(k->desk->store, k->reply->person_id);

	if (r == 0 && k->reply->case_id)
		r = store_reply_did(k->desk->store, k->reply->id, k->reply->case_id, EVENT_WRONG_NUMBER, &did);
	if (r == 0 && did) {
		r = store_case_get(k->desk->store, k->reply->case_id, &c);
		if (r == 0 && c.state == CASE_CLOSED && c.outcome == OUTCOME_WRONG_NUMBER)
			r = move_case(k, EVENT_REOPENED, &moved);
		store_case_clear(&c);
	}
	return r == 0 ? done(k, LABEL_EFFECT_RIGHT) : r;
}

static int no_calls(Correction *k)
{
	int r = store_no_call_put(k->desk->store, k->reply->person_id, k->desk->actor, k->story, k->reply->id,
	                          k->desk->now_at);

	if (r == 0)
		return done(k, LABEL_EFFECT_NO_CALLS);
	return r == -EEXIST ? 0 : r;
}

static int calls_again(Correction *k)
{
	gboolean its = FALSE;
	int r = store_no_call_of(k->desk->store, k->reply->person_id, k->reply->id, &its);

	if (r == 0 && its)
		r = store_no_call_lift(k->desk->store, k->reply->person_id, k->desk->actor, k->story, k->desk->now_at);
	return r == 0 && its ? done(k, LABEL_EFFECT_CALLS) : r;
}

/* The case it closed comes back; "unsatisfied" does that by itself (judge_case()). */
static int not_satisfied(Correction *k)
{
	gboolean did = FALSE, moved = FALSE;
	StoreCase c = {0};
	int r = store_reply_did(k->desk->store, k->reply->id, k->reply->case_id, EVENT_SATISFIED, &did);

	if (r == 0 && did) {
		r = store_case_get(k->desk->store, k->reply->case_id, &c);
		if (r == 0 && c.state == CASE_CLOSED && c.outcome == OUTCOME_SATISFIED)
			r = move_case(k, EVENT_REOPENED, &moved);
		store_case_clear(&c);
	}
	return r == 0 && moved ? done(k, LABEL_EFFECT_REOPENED) : r;
}

/* What the label that goes had done, as far as it can be taken back. The reply has the new one already. */
static int undo(Correction *k, ReplyLabel was)
{
	gboolean moved = FALSE;
	int r = 0;

	if (was == LABEL_WRONG_NUMBER && k->reply->person_id)
		return right_number(k);
	if (was == LABEL_NO_CALL && k->reply->person_id)
		return calls_again(k);
	if (was == LABEL_SATISFIED && k->label != LABEL_UNSATISFIED && k->reply->case_id)
		return not_satisfied(k);
	if (was == LABEL_AUTO && k->reply->case_id) {
		r = move_case(k, EVENT_REPLY, &moved);
		if (r == 0 && moved)
			r = done(k, LABEL_EFFECT_ANSWERED);
	}
	return r;
}

/* Who stops us without a case is a person from then on, as where the reply itself is understood so (F14). */
static int know_sender(Correction *k)
{
	StoreReply *reply = k->reply;
	PhoneNumber number;
	const char *why;
	int r;

	if (reply->person_id || phone_parse(reply->from_number, NULL, &number, &why) < 0)
		return 0;
	r = store_person_put(k->desk->store, number.e164, number.region, phone_kind_name(number.kind), k->desk->now_at,
	                     &reply->person_id);
	return r == 0 ? store_reply_sender(k->desk->store, reply->id, reply->person_id) : r;
}

static int bind_sender(Correction *k)
{
	int r = k->label == LABEL_OPTOUT || k->label == LABEL_NO_CALL ? know_sender(k) : 0;

	if (r < 0 || !k->reply->person_id)
		return r;
	switch (k->label) {
	case LABEL_OPTOUT:
		return block(k);
	case LABEL_WRONG_NUMBER:
		return wrong_number(k);
	case LABEL_NO_CALL:
		return no_calls(k);
	default:
		return 0;
	}
}

int labels_bind(const Act *act, StoreReply *reply, ReplyLabel label, const char *story, LabelEffect *effect, char **fault)
{
	Correction k = {.act = act, .desk = act->desk, .reply = reply, .label = label, .story = story, .fault = fault};
	int r = bind_sender(&k);

	if (r == 0)
		*effect = k.effect;
	return r;
}

static int redo(Correction *k)
{
	int r = bind_sender(k);

	if (r == 0 && k->label == LABEL_ESCALATE && k->reply->case_id) {
		r = store_level_raise(k->desk->store, k->reply->case_id, k->desk->actor, "the customer escalates",
		                      k->desk->now_at);
		if (r == 0)
			r = done(k, LABEL_EFFECT_RAISED);
	}
	return r;
}

static int correct(Correction *k)
{
	const Desk *desk = k->desk;
	const StoreReply *reply = k->reply;
	const char *name = reply_label_name(k->label);
	g_autofree char *story = g_strdup_printf("the label of reply %" G_GINT64_FORMAT " was %s and is %s%s%s", reply->id,
	                                         reply->label, name, k->note ? ": " : "", k->note ? k->note : "");
	const StoreEvent event = {.kind = EVENT_NOTE, .at = desk->now_at, .actor = desk->actor, .reply_id = reply->id,
	                          .note = story};
	ReplyLabel was;
	int r = 0;

	if (reply_label_parse(reply->label, &was) < 0)
		was = LABEL_OTHER;
	k->story = story;
	/* The stop is looked at while the reply still has the label that made it. */
	if (g_strcmp0(reply->label, reply_label_name(LABEL_OPTOUT)) == 0)
		r = unblock(k);
	if (r == 0)
		r = store_reply_label(desk->store, reply->id, name, desk->actor, k->note, desk->now_at);
	if (r == 0 && reply->case_id)
		r = store_event_add(desk->store, reply->case_id, &event);
	if (r == 0)
		r = undo(k, was);
	if (r == 0)
		r = redo(k);
	if (r == 0 && (k->label == LABEL_SATISFIED || k->label == LABEL_UNSATISFIED))
		r = judge_case(k);
	return r;
}

int labels_correct(const Desk *desk, int64_t reply_id, ReplyLabel label, const char *note, LabelEffect *effect, char **fault)
{
	StoreReply reply = {0};
	Act act;
	Correction k = {.act = &act, .desk = desk, .reply = &reply, .label = label, .note = note, .fault = fault};
	int r = act_begin(desk, RIGHT_LABEL, &act, fault);

	if (r < 0)
		return r;
	r = store_reply_get(desk->store, reply_id, &reply);
	if (r == 0 && g_strcmp0(reply.label, reply_label_name(label)) == 0) {
		*fault = g_strdup_printf("reply %" G_GINT64_FORMAT " is labelled %s already", reply_id, reply.label);
		r = -EEXIST;
	}
	/* Whose case it is, and how grave, counts as for any other act: a label may move it. */
	if (r == 0 && reply.case_id)
		r = act_case(&act, reply.case_id, ACT_RENEW, fault);
	if (r == 0)
		r = correct(&k);
	if (r == -ENOENT && !*fault)
		*fault = g_strdup_printf("there is no reply %" G_GINT64_FORMAT, reply_id);
	r = act_end(&act, r, fault);
	if (r == 0)
		*effect = k.effect;
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
