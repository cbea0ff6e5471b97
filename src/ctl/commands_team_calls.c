/* Calls, promises and offers. */
#include "ctl/ctl.h"

#include "conf/spans.h"
#include "desk/calling.h"
#include "desk/promises.h"
#include "desk/wording.h"
#include "text/code.h"
#include "util/mask.h"

#include <errno.h>

/* The number whole for whom holds the case; while there are no accounts nobody holds more than another. */
static char *number_for(Ctl *ctl, const StoreCase *c)
{
	return ctl_sees_number(ctl, c->id) ? g_strdup(c->phone) : mask_number(c->phone);
}

static char *both_clocks(const Ctl *ctl, const StoreCase *c, int64_t at)
{
	return desk_time_both(zones_get(ctl->desk.zones, c->zone), desk_shop_zone(&ctl->desk, c->shop), at);
}

static void show_attempts(GString *s, const Ctl *ctl, const CallTask *task)
{
	for (guint i = 0; i < task->attempts->len; i++) {
		const StoreCallAttempt *one = &g_array_index(task->attempts, StoreCallAttempt, i);
		g_autofree char *when = zones_format_short(promise_clock(&ctl->desk, &task->c), one->at);

		g_string_append_printf(s, "%s%s %s%s%s%s", i ? "; " : "tried: ", when, one->outcome, one->note ? " (" : "",
		                       one->note ? one->note : "", one->note ? ")" : "");
	}
	if (s->len)
		g_string_append_c(s, '\n');
}

static void show_task(Ctl *ctl, const CallTask *task)
{
	Writer *out = ctl->out;
	const StoreCall *call = &task->call;
	gboolean due = call->due_at <= ctl->desk.now_at;
	char code[CASE_CODE_SIZE];
	g_autofree char *number = number_for(ctl, &task->c);
	g_autofree char *when = both_clocks(ctl, &task->c, call->due_at);
	g_autofree char *best = task->best_at == STORE_NO_TIME ? NULL : both_clocks(ctl, &task->c, task->best_at);
	g_autofree char *why = g_strdelimit(g_strdup(call->why), "_", ' ');
	g_autoptr(GString) body = g_string_new(NULL);

	case_code(call->case_id, code);
	writer_row(out);
	writer_number(out, "call", "call", due ? WRITER_STRONG : WRITER_PLAIN, call->id);
	writer_number(out, "case", NULL, WRITER_PLAIN, call->case_id);
	writer_text(out, "code", "case", WRITER_PLAIN, code);
	writer_text(out, "shop", "shop", WRITER_PLAIN, task->c.shop);
	writer_text(out, "kind", "kind", WRITER_PLAIN, call->callback ? "callback" : "call");
	writer_text(out, NULL, "why", WRITER_PLAIN, why);
	writer_text(out, "why", NULL, WRITER_PLAIN, call->why);
	writer_text(out, "number", "number", WRITER_PLAIN, number);
	writer_text(out, "name", "name", WRITER_PLAIN, task->c.name);
	writer_number(out, "attempts", "tries", WRITER_PLAIN, call->attempts);
	writer_text(out, "assigned_to", "for", WRITER_PLAIN, call->assigned_to);
	writer_bool(out, "due", NULL, due);
	writer_time(out, "due_at", NULL, call->due_at, STORE_NO_TIME, NULL);
	writer_time(out, "best_at", NULL, task->best_at, STORE_NO_TIME, NULL);
	writer_text(out, "script", NULL, WRITER_PLAIN, task->script);
	show_attempts(body, ctl, task);
	g_string_prepend(body, "\n");
	if (best && task->best_at != call->due_at)
		g_string_prepend(body, task->best_told ? " (the hour the customer writes at)" : " (middle of the call hours)"),
			g_string_prepend(body, best), g_string_prepend(body, "; best ");
	g_string_prepend(body, when);
	g_string_prepend(body, due ? "due since " : "due ");
	if (task->script)
		g_string_append(body, task->script);
	writer_body(out, NULL, g_strchomp(body->str));
}

CtlExit ctl_calls(Ctl *ctl, const Args *args)
{
	const char *agent = args_has(args, "mine") ? ctl->desk.actor : NULL;
	g_autoptr(GArray) tasks = NULL;
	g_autofree char *fault = NULL;
	int r = calling_list(&ctl->desk, args_value(args, "shop"), agent, args_has(args, "due"), &tasks, &fault);

	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, fault);
	writer_list(ctl->out, "calls", NULL, "No calls to make.");
	for (guint i = 0; i < tasks->len; i++)
		show_task(ctl, &g_array_index(tasks, CallTask, i));
	writer_list_end(ctl->out);
	return CTL_OK;
}

/* A case, or "call:7" for the task of that number. */
static CtlExit case_or_call(Ctl *ctl, const char *word, CallWish *wish)
{
	g_autofree char *fault = NULL;
	StoreCall call = {0};
	gint64 id = 0;

	if (!g_str_has_prefix(word, "call:"))
		return ctl_case(ctl, word, &wish->case_id);
	if (!g_ascii_string_to_signed(word + 5, 10, 1, G_MAXINT64, &id, NULL) ||
	    store_call_get(ctl->desk.store, id, &call) < 0) {
		fault = g_strdup_printf("there is no call \"%s\"; \"calls\" lists them", word + 5);
		return ctl_fail(ctl, CTL_FAILED, fault);
	}
	wish->call_id = id;
	wish->case_id = call.case_id;
	store_call_clear(&call);
	return CTL_OK;
}

/* What follows from an attempt, in a sentence. Caller frees. */
static char *follows(const Ctl *ctl, const CallWish *wish, const CallDone *done)
{
	g_autofree char *when = NULL;
	char *sentence;
	StoreCase c = {0};

	if (done->closed)
		return g_strdup("The number is somebody else's: the case is closed, and nothing of it goes there again.");
	if (wish->outcome == CALL_REFUSED)
		return g_strdup("No more calls for this case.");
	if (done->again_at == STORE_NO_TIME)
		return g_strdup(wish->outcome == CALL_REACHED || wish->outcome == CALL_AGREED
		                        ? "The customer was reached; the call is done."
		                        : "That was the last try; the call is done.");
	if (store_case_get(ctl->desk.store, wish->case_id, &c) < 0)
		return g_strdup("It is tried again.");
	when = both_clocks(ctl, &c, done->again_at);
	sentence = g_strdup_printf("%s %s.", wish->outcome == CALL_BACK_AT ? "Call back" : "Try again", when);
	store_case_clear(&c);
	return sentence;
}

CtlExit ctl_call(Ctl *ctl, const Args *args)
{
	CallWish wish = {.at = args_value(args, "at"), .note = args_value(args, "note")};
	CallDone done = {0};
	g_autofree char *fault = NULL;
	g_autofree char *head = NULL;
	g_autofree char *sentence = NULL;
	CtlExit code;
	int r;

	if (call_outcome_parse(args_word(args, 1), &wish.outcome) < 0) {
		fault = g_strdup_printf("there is no outcome \"%s\"; it is reached, agreed, refused, busy, no_answer, voicemail, "
		                        "wrong_number or call_back_at", args_word(args, 1));
		return ctl_fail(ctl, CTL_USAGE, fault);
	}
	code = case_or_call(ctl, args_word(args, 0), &wish);
	if (code != CTL_OK)
		return code;
	if ((wish.outcome == CALL_BACK_AT) != (wish.at != NULL))
		return ctl_fail(ctl, CTL_USAGE, wish.at ? "--at goes with call_back_at alone"
		                                        : "when? --at \"tomorrow 15:00\", on the customer's clock");
	if (wish.at)
		code = ctl_spoken_time(ctl, wish.case_id, "--at", wish.at);
	if (code != CTL_OK)
		return code;
	r = calling_attempt(&ctl->desk, &wish, &done, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_refused(r), fault);
	ctl->changed = TRUE;
	sentence = follows(ctl, &wish, &done);
	head = g_strdup_printf("Call %" G_GINT64_FORMAT ": %s, attempt %d.", done.call_id, call_outcome_name(wish.outcome),
	                       done.attempts);
	writer_number(ctl->out, "call", NULL, WRITER_PLAIN, done.call_id);
	writer_number(ctl->out, "case", NULL, WRITER_PLAIN, wish.case_id);
	writer_text(ctl->out, "outcome", NULL, WRITER_PLAIN, call_outcome_name(wish.outcome));
	writer_number(ctl->out, "attempts", NULL, WRITER_PLAIN, done.attempts);
	writer_time(ctl->out, "again_at", NULL, done.again_at, STORE_NO_TIME, NULL);
	writer_bool(ctl->out, "closed", NULL, done.closed);
	writer_say(ctl->out, NULL, WRITER_GOOD, head);
	writer_say(ctl->out, "sentence", WRITER_PLAIN, sentence);
	return CTL_OK;
}

CtlExit ctl_callback(Ctl *ctl, const Args *args)
{
	g_autofree char *fault = NULL;
	g_autofree char *when = NULL;
	g_autofree char *sentence = NULL;
	int64_t case_id = 0, call_id = 0, due_at = 0;
	gboolean moved = FALSE;
	StoreCase c = {0};
	CtlExit code = ctl_case(ctl, args_word(args, 0), &case_id);
	int r;

	if (code == CTL_OK)
		code = ctl_spoken_time(ctl, case_id, NULL, args_word(args, 1));
	if (code != CTL_OK)
		return code;
	r = calling_callback(&ctl->desk, case_id, args_word(args, 1), args_value(args, "note"), &call_id, &due_at, &moved,
	                     &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_refused(r), fault);
	ctl->changed = TRUE;
	if (store_case_get(ctl->desk.store, case_id, &c) < 0)
		return ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store));
	when = both_clocks(ctl, &c, due_at);
	store_case_clear(&c);
	sentence = g_strdup_printf("Call %" G_GINT64_FORMAT ": call back %s%s.", call_id, when,
	                           moved ? ", moved into the hours for calls" : "");
	writer_number(ctl->out, "call", NULL, WRITER_PLAIN, call_id);
	writer_number(ctl->out, "case", NULL, WRITER_PLAIN, case_id);
	writer_time(ctl->out, "due_at", NULL, due_at, STORE_NO_TIME, NULL);
	writer_bool(ctl->out, "moved", NULL, moved);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}

/* ---- promises ---- */

static CtlExit end_promise(Ctl *ctl, const char *state, const char *word)
{
	g_autofree char *fault = NULL;
	g_autofree char *sentence = NULL;
	gint64 id = 0;
	int r;

	if (!word || !g_ascii_string_to_signed(word, 10, 1, G_MAXINT64, &id, NULL))
		return ctl_fail(ctl, CTL_USAGE, "which? its number, as \"promises\" lists it");
	r = promise_end(&ctl->desk, id, state, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	ctl->changed = TRUE;
	sentence = g_strdup_printf("Promise %" G_GINT64_FORMAT ": %s.", (int64_t)id, state);
	writer_number(ctl->out, "promise", NULL, WRITER_PLAIN, id);
	writer_text(ctl->out, "state", NULL, WRITER_PLAIN, state);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}

static CtlExit make_promise(Ctl *ctl, const Args *args, const char *by)
{
	const char *warn = args_value(args, "warn");
	g_autofree char *what = g_strjoinv(" ", (char **)&args->words->pdata[1]);
	g_autofree char *fault = NULL;
	g_autofree char *wrong = NULL;
	g_autofree char *when = NULL;
	g_autofree char *sentence = NULL;
	int64_t case_id = 0, id = 0, due_at = 0, warn_s = 0;
	StoreCase c = {0};
	CtlExit code;
	int r;

	if (warn && (duration_parse(warn, &warn_s, &wrong) < 0 || warn_s <= 0)) {
		fault = g_strdup_printf("--warn: \"%s\": %s", warn, wrong ? wrong : "must be longer than nothing");
		return ctl_fail(ctl, CTL_USAGE, fault);
	}
	code = ctl_case(ctl, args_word(args, 0), &case_id);
	if (code != CTL_OK)
		return code;
	r = promise_make(&ctl->desk, case_id, what, by, warn_s, &id, &due_at, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	ctl->changed = TRUE;
	if (store_case_get(ctl->desk.store, case_id, &c) < 0)
		return ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store));
	when = both_clocks(ctl, &c, due_at);
	store_case_clear(&c);
	sentence = g_strdup_printf("Promise %" G_GINT64_FORMAT ": by %s.", id, when);
	writer_number(ctl->out, "promise", NULL, WRITER_PLAIN, id);
	writer_number(ctl->out, "case", NULL, WRITER_PLAIN, case_id);
	writer_time(ctl->out, "due_at", NULL, due_at, STORE_NO_TIME, NULL);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}

CtlExit ctl_promise(Ctl *ctl, const Args *args)
{
	const char *by = args_value(args, "by"), *first = args_word(args, 0);

	if (!by && (g_str_equal(first, "kept") || g_str_equal(first, "withdrawn")))
		return end_promise(ctl, first, args_word(args, 1));
	if (!by || args_words(args) < 2)
		return ctl_fail(ctl, CTL_USAGE, "what, and by when? promise CASE the refund is made --by \"tomorrow 18:00\"");
	return make_promise(ctl, args, by);
}

CtlExit ctl_promises(Ctl *ctl, const Args *args)
{
	const char *owner = args_has(args, "mine") ? ctl->desk.actor : NULL;
	g_autoptr(GArray) promises = NULL;
	Writer *out = ctl->out;
	int r = store_promise_list(ctl->desk.store, args_value(args, "shop"), owner, 0, &promises);

	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store));
	writer_list(out, "promises", NULL, "Nothing is promised.");
	for (guint i = 0; i < promises->len; i++) {
		const StorePromise *p = &g_array_index(promises, StorePromise, i);
		gboolean over = p->due_at <= ctl->desk.now_at;
		g_autofree char *when = NULL;
		char code[CASE_CODE_SIZE];
		StoreCase c = {0};

		if (store_case_get(ctl->desk.store, p->case_id, &c) < 0)
			return ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store));
		when = both_clocks(ctl, &c, p->due_at);
		case_code(p->case_id, code);
		writer_row(out);
		writer_number(out, "promise", "promise", WRITER_PLAIN, p->id);
		writer_number(out, "case", NULL, WRITER_PLAIN, p->case_id);
		writer_text(out, "code", "case", WRITER_PLAIN, code);
		writer_text(out, "shop", "shop", WRITER_PLAIN, c.shop);
		writer_text(out, "owner", "owner", WRITER_PLAIN, rights_account_name(p->owner));
		writer_time(out, "due_at", "by", p->due_at, STORE_NO_TIME, when);
		writer_bool(out, "over", NULL, over);
		writer_text(out, NULL, "", WRITER_BAD, over ? "over" : "");
		writer_body(out, "what", p->what);
		store_case_clear(&c);
	}
	writer_list_end(out);
	return CTL_OK;
}

/* ---- offers ---- */

CtlExit ctl_offer(Ctl *ctl, const Args *args)
{
	const char *kind = args_word(args, 1), *currency = args_word(args, 3), *note = args_value(args, "note");
	g_auto(Wording) wording = {0};
	g_autofree char *fault = NULL;
	g_autofree char *sentence = NULL;
	int64_t case_id = 0, id = 0;
	CtlExit code = ctl_case(ctl, args_word(args, 0), &case_id);
	int r;

	if (code != CTL_OK)
		return code;
	if (note) {
		g_autofree char *beside = g_strdup_printf("compensation: %s", note);

		wording_judge(beside, STEP_NONE, NULL, &wording);
	}
	r = offer_make(&ctl->desk, case_id, kind, args_word(args, 2), currency, note, &id, &fault);
	if (r < 0) /* a note that must not stand there is refused, a kind or sum that is none is a wrong word */
		return ctl_fail(ctl, wording.refused ? ctl_exit_refused(r) : ctl_exit_of(r), fault);
	ctl->changed = TRUE;
	sentence = g_strdup_printf("Offer %" G_GINT64_FORMAT ": %s%s%s%s%s, kept with the case; say nothing of reviews in it.", id,
	                           kind, currency ? ", " : "", currency ? args_word(args, 2) : "", currency ? " " : "",
	                           currency ? currency : "");
	writer_number(ctl->out, "offer", NULL, WRITER_PLAIN, id);
	writer_number(ctl->out, "case", NULL, WRITER_PLAIN, case_id);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}
