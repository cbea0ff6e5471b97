/* What agents do to a case. */
#include "ctl/ctl.h"

#include "desk/case_actions.h"
#include "desk/erase.h"
#include "desk/case_ref.h"
#include "desk/explain.h"
#include "text/code.h"
#include "util/mask.h"

#include <errno.h>

/* The words from the n-th on as one note; NULL: none. Caller frees. */
static char *note_from(const Args *args, guint n)
{
	if (args_words(args) <= n)
		return NULL;
	return g_strjoinv(" ", (char **)&args->words->pdata[n]);
}

/* What comes of it, in the words of "why". Without a configuration there is nothing to say. */
static void tell_next(Ctl *ctl, int64_t case_id)
{
	g_autofree char *fault = NULL;
	Explain e;
	int r = ctl->desk.conf ? explain_case(&ctl->desk, case_id, &e, &fault) : -EINVAL;

	if (r < 0)
		return;
	writer_text(ctl->out, "state", NULL, WRITER_PLAIN, case_state_name(e.c.state));
	writer_say(ctl->out, "next", WRITER_PLAIN, e.sentence);
	explain_clear(&e);
}

static CtlExit act(Ctl *ctl, const Args *args, CaseAction action, CaseOutcome outcome, guint note_at, const char *done)
{
	g_autofree char *note = note_from(args, note_at);
	g_autofree char *fault = NULL;
	g_autofree char *sentence = NULL;
	char code_text[CASE_CODE_SIZE];
	int64_t case_id = 0;
	CtlExit code = ctl_case(ctl, args_word(args, 0), &case_id);
	int r;

	if (code != CTL_OK)
		return code;
	if (note && !g_utf8_validate(note, -1, NULL))
		return ctl_fail(ctl, CTL_USAGE, "the note is not UTF-8");
	r = case_action_apply(&ctl->desk, case_id, action, outcome, note, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_refused(r), fault);
	ctl->changed = TRUE;
	case_code(case_id, code_text);
	sentence = g_strdup_printf("Case %" G_GINT64_FORMAT " (%s): %s.", case_id, code_text, done);
	writer_number(ctl->out, "case", NULL, WRITER_PLAIN, case_id);
	writer_text(ctl->out, "code", NULL, WRITER_PLAIN, code_text);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	tell_next(ctl, case_id);
	return CTL_OK;
}

CtlExit ctl_resolve(Ctl *ctl, const Args *args)
{
	return act(ctl, args, CASE_ACTION_RESOLVE, OUTCOME_NONE, 1, "resolved");
}

CtlExit ctl_reopen(Ctl *ctl, const Args *args)
{
	return act(ctl, args, CASE_ACTION_REOPEN, OUTCOME_NONE, 1, "reopened");
}

CtlExit ctl_contacted(Ctl *ctl, const Args *args)
{
	return act(ctl, args, CASE_ACTION_CONTACTED, OUTCOME_NONE, 1, "an agent has contacted the customer");
}

CtlExit ctl_note(Ctl *ctl, const Args *args)
{
	return act(ctl, args, CASE_ACTION_NOTE, OUTCOME_NONE, 1, "noted");
}

CtlExit ctl_close(Ctl *ctl, const Args *args)
{
	CaseOutcome outcome = OUTCOME_NONE;
	g_autofree char *done = NULL;

	if (case_outcome_parse(args_word(args, 1), &outcome) < 0 || outcome == OUTCOME_NONE) {
		g_autofree char *fault =
		        g_strdup_printf("there is no outcome \"%s\"; it is satisfied, unsatisfied, no_answer, "
		                        "wrong_number, malicious or withdrawn",
		                        args_word(args, 1));

		return ctl_fail(ctl, CTL_USAGE, fault);
	}
	done = g_strdup_printf("closed, %s", case_outcome_name(outcome));
	return act(ctl, args, CASE_ACTION_CLOSE, outcome, 2, done);
}

CtlExit ctl_settle(Ctl *ctl, const Args *args)
{
	g_autofree char *note = note_from(args, 2);
	g_autofree char *fault = NULL;
	const char *word = args_word(args, 1);
	gboolean left = g_str_equal(word, "sent");
	int64_t case_id = 0;
	CtlExit code = ctl_case(ctl, args_word(args, 0), &case_id);
	int r;

	if (code != CTL_OK)
		return code;
	if (!left && !g_str_equal(word, "unsent")) {
		fault = g_strdup_printf("\"%s\" settles nothing; it is sent or unsent", word);
		return ctl_fail(ctl, CTL_USAGE, fault);
	}
	if (note && !g_utf8_validate(note, -1, NULL))
		return ctl_fail(ctl, CTL_USAGE, "the note is not UTF-8");
	r = case_action_settle(&ctl->desk, case_id, left, note, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	ctl->changed = TRUE;
	writer_number(ctl->out, "case", NULL, WRITER_PLAIN, case_id);
	writer_say(ctl->out, NULL, WRITER_GOOD,
	           left ? "Settled: the message has left." : "Settled: it never left, and is sent again.");
	tell_next(ctl, case_id);
	return CTL_OK;
}

/* A case tells whose number is meant; anything that is not one must be a number. */
static CtlExit number_of(const Ctl *ctl, const Args *args, PhoneNumber *number, const char **line_kind)
{
	const char *word = args_word(args, 0);
	g_autofree char *fault = NULL;
	g_autofree char *case_fault = NULL;
	int64_t case_id = 0;
	StoreCase c = {0};
	CaseRef ref = {0};
	int r = case_ref_phone(&ctl->desk, args_value(args, "shop"), word, number, &fault);

	if (r == 0) {
		*line_kind = phone_kind_name(number->kind);
		return CTL_OK;
	}
	if (case_ref_parse(word, &ref) < 0)
		return ctl_fail(ctl, CTL_USAGE, fault);
	case_ref_clear(&ref);
	r = case_ref_resolve(&ctl->desk, word, &case_id, &case_fault);
	if (r < 0) {
		/* Not in the words about the case: those hold what was typed, which is a customer's number. */
		g_autofree char *both = g_strdup_printf("%s; nor is there such a case", fault);

		return r == -ENOENT ? ctl_fail(ctl, CTL_NO_CASE, both) : ctl_fail(ctl, CTL_STORE, case_fault);
	}
	r = store_case_get(ctl->desk.store, case_id, &c);
	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store));
	g_strlcpy(number->e164, c.phone, sizeof number->e164);
	g_strlcpy(number->region, c.region ? c.region : "", sizeof number->region);
	*line_kind = g_intern_string(c.line_kind);
	store_case_clear(&c);
	return CTL_OK;
}

static CtlExit opt(Ctl *ctl, const Args *args, gboolean out)
{
	const char *note = args_value(args, "note"), *line_kind = NULL;
	PhoneNumber number = {.e164 = ""};
	g_autofree char *fault = NULL;
	g_autofree char *masked = NULL;
	g_autofree char *sentence = NULL;
	guint cases = 0;
	CtlExit code = number_of(ctl, args, &number, &line_kind);
	int r;

	if (code != CTL_OK)
		return code;
	r = out ? case_action_optout(&ctl->desk, number.e164, number.region, line_kind, note, &cases, &fault)
	        : case_action_optin(&ctl->desk, number.e164, note, &cases, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	ctl->changed = TRUE;
	masked = mask_number(number.e164);
	sentence = g_strdup_printf("%s %s; %u open case%s.", masked,
	                           out ? "is opted out: nothing will be sent" : "may be contacted again", cases,
	                           cases == 1 ? "" : "s");
	writer_text(ctl->out, "number", NULL, WRITER_PLAIN, masked);
	writer_bool(ctl->out, "opted_out", NULL, out);
	writer_number(ctl->out, "open_cases", NULL, WRITER_PLAIN, cases);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}

CtlExit ctl_optout(Ctl *ctl, const Args *args)
{
	return opt(ctl, args, TRUE);
}

CtlExit ctl_optin(Ctl *ctl, const Args *args)
{
	return opt(ctl, args, FALSE);
}

CtlExit ctl_quiet(Ctl *ctl, const Args *args)
{
	const char *spans = args_word(args, 1), *line_kind = NULL;
	gboolean none = g_str_equal(spans, "none");
	PhoneNumber number = {.e164 = ""};
	g_autofree char *fault = NULL;
	g_autofree char *masked = NULL;
	g_autofree char *sentence = NULL;
	guint cases = 0;
	CtlExit code = number_of(ctl, args, &number, &line_kind);
	int r;

	if (code != CTL_OK)
		return code;
	r = case_action_quiet(&ctl->desk, number.e164, none ? NULL : spans, &cases, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	ctl->changed = TRUE;
	masked = mask_number(number.e164);
	sentence = g_strdup_printf("%s has %s; %u open case%s.", masked,
	                           none ? "no quiet hours of their own" : "quiet hours of their own now", cases,
	                           cases == 1 ? "" : "s");
	writer_text(ctl->out, "number", NULL, WRITER_PLAIN, masked);
	writer_text(ctl->out, "own_quiet_hours", NULL, WRITER_PLAIN, none ? NULL : spans);
	writer_number(ctl->out, "open_cases", NULL, WRITER_PLAIN, cases);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}

CtlExit ctl_erase(Ctl *ctl, const Args *args)
{
	const char *reason = args_value(args, "reason"), *line_kind = NULL;
	PhoneNumber number = {.e164 = ""};
	g_autofree char *fault = NULL, *masked = NULL, *sentence = NULL;
	gboolean yes = args_has(args, "yes");
	guint cases = 0;
	CtlExit code = number_of(ctl, args, &number, &line_kind);
	int r;

	if (code != CTL_OK)
		return code;
	if (!reason || !*reason)
		return ctl_fail(ctl, CTL_USAGE, "say why with --reason, without anything that tells who it is: it is kept");
	r = yes ? erase_person(&ctl->desk, number.e164, reason, &cases, &fault)
	        : erase_preview(&ctl->desk, number.e164, &cases, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	masked = mask_number(number.e164);
	writer_text(ctl->out, "number", NULL, WRITER_PLAIN, masked);
	writer_number(ctl->out, "cases", NULL, WRITER_PLAIN, cases);
	writer_bool(ctl->out, "erased", NULL, yes);
	if (!yes) {
		sentence = g_strdup_printf("%s: number, names, texts, replies and notes of %u case%s would be gone for ever, and open ones "
		                           "would end. Say --yes to do it; backups made before keep what they hold.", masked, cases,
		                           cases == 1 ? "" : "s");
		return ctl_fail(ctl, CTL_FAILED, sentence);
	}
	ctl->changed = TRUE;
	sentence = g_strdup_printf("%s is erased from %u case%s, and will not be contacted if the number comes in again.", masked, cases,
	                           cases == 1 ? "" : "s");
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}
