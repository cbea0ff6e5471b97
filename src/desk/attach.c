#include "desk/attach.h"

#include "desk/act.h"

#include "store/team.h"
#include "store/triage.h"
#include "text/code.h"
#include "text/reply_effect.h"
#include "text/understand.h"

#include <errno.h>

typedef struct {
	const Desk *desk;
	Act act; /* its case is the right one */
	StoreReply reply;
	GArray *others; /* of int64_t: cases it may have been about */
	AttachResult *result;
} Attach;

static int happen(const Attach *a, int64_t case_id, EventKind kind, const char *note, gboolean *happened)
{
	const StoreEvent event = {
	        .kind = kind, .at = a->desk->now_at, .actor = a->desk->actor, .reply_id = a->reply.id, .note = note};
	int r = store_case_event(a->desk->store, case_id, &event);

	*happened = r == 0;
	return r == -EINVAL ? 0 : r;
}

static int note(const Attach *a, int64_t case_id, const char *words)
{
	const StoreEvent event = {.kind = EVENT_NOTE,
	                          .at = a->desk->now_at,
	                          .actor = a->desk->actor,
	                          .reply_id = a->reply.id,
	                          .note = words};

	return store_event_add(a->desk->store, case_id, &event);
}

/* What the rules make of it as an answer to what this case was asked. */
static int read_anew(const Attach *a, gboolean *asked)
{
	const ConfShop *shop = a->desk->conf ? conf_shop(a->desk->conf, a->act.c.shop) : NULL;
	gboolean corrected = FALSE;
	int64_t asked_at = STORE_NO_TIME;
	ReplyMeaning meaning;
	Step step = STEP_NONE;
	int r = store_case_asked(a->desk->store, a->act.c.id, &step, &asked_at);

	if (r == 0)
		r = store_reply_corrected(a->desk->store, a->reply.id, &corrected);
	if (r < 0)
		return r;
	*asked = asked_at != STORE_NO_TIME;
	if (reply_label_parse(a->reply.label, &a->result->label) < 0)
		a->result->label = LABEL_OTHER;
	if (!corrected && a->desk->conf) {
		understand_reply(shop ? shop->rules.replies : a->desk->conf->replies, a->reply.text, a->act.c.language,
		                 step, &meaning);
		a->result->label = meaning.label;
	}
	return 0;
}

static int undo(const Attach *a)
{
	g_autofree char *words = NULL;
	char code[CASE_CODE_SIZE];
	gboolean did = FALSE;
	StoreCase wrong = {0};
	int r = store_case_get(a->desk->store, a->reply.case_id, &wrong);

	case_code(a->act.c.id, code);
	words = g_strdup_printf("reply %" G_GINT64_FORMAT " is about case %s, not this one", a->reply.id, code);
	if (r == 0)
		r = store_reply_did(a->desk->store, a->reply.id, wrong.id, EVENT_SATISFIED, &did);
	if (r == 0 && did && wrong.state == CASE_CLOSED && wrong.outcome == OUTCOME_SATISFIED)
		r = happen(a, wrong.id, EVENT_REOPENED, words, &a->result->undone);
	else if (r == 0)
		r = note(a, a->reply.case_id, words);
	store_case_clear(&wrong);
	return r;
}

static int tell_others(const Attach *a)
{
	g_autofree char *words = NULL;
	char code[CASE_CODE_SIZE];
	int r = 0;

	case_code(a->act.c.id, code);
	words = g_strdup_printf("reply %" G_GINT64_FORMAT " is about case %s", a->reply.id, code);
	for (guint i = 0; r == 0 && i < a->others->len; i++) {
		int64_t id = g_array_index(a->others, int64_t, i);

		if (id != a->act.c.id && id != a->reply.case_id)
			r = note(a, id, words);
	}
	return r;
}

/* What binds the person was done when it came, unless it means something else here. */
static int bind_sender(const Attach *a, char **fault)
{
	const char *name = reply_label_name(a->result->label);
	g_autofree char *story = g_strdup_printf("reply %" G_GINT64_FORMAT ", read as %s, is %s here", a->reply.id,
	                                         a->reply.label, name);
	StoreReply here = a->reply;

	here.case_id = a->act.c.id;
	return g_strcmp0(a->reply.label, name) == 0
	               ? 0
	               : labels_bind(&a->act, &here, a->result->label, story, &a->result->bound, fault);
}

/* What the reply would have done had it come here. */
static int redo(const Attach *a, gboolean asked)
{
	const gboolean moved = a->reply.case_id != a->act.c.id;
	const ReplyOccasion on = {.state = a->act.c.state,
	                          .outcome = a->act.c.outcome,
	                          .asked = asked,
	                          .closed_s = a->act.c.closed_at == STORE_NO_TIME
	                                              ? 0
	                                              : a->desk->now_at - a->act.c.closed_at,
	                          .reopen_s = 0 /* who opens a closed case is a person here: reopen */};
	const ReplyEffect effect = reply_effect(a->result->label, &on);
	gboolean last = FALSE, did = FALSE, happened = FALSE;
	int r = store_reply_is_last(a->desk->store, a->reply.id, &last);

	if (r == 0 && moved && effect.answers)
		r = happen(a, a->act.c.id, EVENT_REPLY, NULL, &happened);
	if (r == 0 && moved && effect.raises)
		r = store_level_raise(a->desk->store, a->act.c.id, a->desk->actor, "the customer escalates",
		                     a->desk->now_at);
	if (r < 0 || !last || !effect.moves || !reply_effect_judges(a->result->label))
		return r;
	r = store_reply_did(a->desk->store, a->reply.id, a->act.c.id, effect.event, &did);
	if (r == 0 && !did)
		r = happen(a, a->act.c.id, effect.event, NULL, &happened);
	if (r == 0 && !did && happened) {
		a->result->closed = effect.event == EVENT_SATISFIED;
		a->result->reopened = effect.event == EVENT_UNSATISFIED;
	}
	return r;
}

static int attach(Attach *a, char **fault)
{
	gboolean asked = FALSE;
	int r = read_anew(a, &asked);

	if (r == 0 && a->reply.case_id && a->reply.case_id != a->act.c.id)
		r = undo(a);
	if (r == 0)
		r = tell_others(a);
	if (r == 0)
		r = store_reply_assign(a->desk->store, a->reply.id, a->act.c.id, reply_label_name(a->result->label));
	if (r == 0)
		r = redo(a, asked);
	return r < 0 ? r : bind_sender(a, fault);
}

static int load(Attach *a, int64_t reply_id, int64_t case_id, char **fault)
{
	int r = store_reply_get(a->desk->store, reply_id, &a->reply);

	if (r == -ENOENT)
		*fault = g_strdup_printf("there is no reply %" G_GINT64_FORMAT, reply_id);
	/* Both cases may move, so neither may be another one's. */
	if (r == 0 && a->reply.case_id && a->reply.case_id != case_id)
		r = act_case(&a->act, a->reply.case_id, ACT_RENEW, fault);
	if (r == 0)
		r = act_case(&a->act, case_id, ACT_RENEW, fault);
	if (r == 0)
		r = store_reply_others(a->desk->store, reply_id, &a->others);
	if (r == 0 && a->reply.case_id == case_id && a->others->len == 0) {
		*fault = g_strdup_printf("reply %" G_GINT64_FORMAT " belongs to that case already", reply_id);
		r = -EEXIST;
	}
	return r;
}

/* What came of it needs the right of doing it directly. */
static int check_rights(const Attach *a, char **fault)
{
	g_autofree char *who = NULL;
	int r = a->result->closed ? rights_also(&a->act.actor, RIGHT_CLOSE, &who) : 0;

	if (r == 0 && (a->result->reopened || a->result->undone))
		r = rights_also(&a->act.actor, RIGHT_RESOLVE, &who);
	if (r < 0)
		*fault = g_strdup_printf("reply %" G_GINT64_FORMAT " stays where it is: it would %s a case, and %s",
		                         a->reply.id, a->result->closed ? "close" : "reopen", who);
	return r;
}

int attach_reply(const Desk *desk, int64_t reply_id, int64_t case_id, AttachResult *result, char **fault)
{
	AttachResult done = {0};
	Attach a = {.desk = desk, .result = &done};
	int r = act_begin(desk, RIGHT_LABEL, &a.act, fault);

	if (r < 0)
		return r;
	r = load(&a, reply_id, case_id, fault);
	done.from_case = a.reply.case_id;
	if (r == 0)
		r = attach(&a, fault);
	if (r == 0)
		r = check_rights(&a, fault);
	r = act_end(&a.act, r, fault);
	if (r == 0)
		*result = done;
	g_clear_pointer(&a.others, g_array_unref);
	store_reply_clear(&a.reply);
	return r;
}
