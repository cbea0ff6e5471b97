/* An agent's own words to a customer, and taking back what has not left. */
#include "ctl/ctl.h"

#include "desk/agent_text.h"
#include "desk/proposals.h"
#include "text/code.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define STDIN_BYTES 65536

/* The words behind the case as one text; "-" reads standard input. NULL with *fault. Caller frees. */
static char *text_from(const Args *args, char **fault)
{
	g_autofree char *buffer = NULL;
	gsize length = 0;

	if (args_words(args) != 2 || !g_str_equal(args_word(args, 1), "-"))
		return g_strjoinv(" ", (char **)&args->words->pdata[1]);
	buffer = g_malloc(STDIN_BYTES + 1);
	while (length < STDIN_BYTES) {
		ssize_t got = read(STDIN_FILENO, buffer + length, STDIN_BYTES - length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			*fault = g_strdup_printf("standard input: %s", g_strerror(errno));
			return NULL;
		}
		if (got == 0)
			break;
		length += (gsize)got;
	}
	if (length == STDIN_BYTES) {
		*fault = g_strdup("standard input: far too long for a text message");
		return NULL;
	}
	buffer[length] = '\0';
	if (strlen(buffer) != length) {
		*fault = g_strdup("standard input: it holds a zero byte; a text is UTF-8");
		return NULL;
	}
	return g_strdup(g_strchomp(buffer));
}

static void show_warnings(Ctl *ctl, const GArray *warnings)
{
	g_autoptr(GPtrArray) sentences = g_ptr_array_new_with_free_func(g_free);

	writer_list(ctl->out, "warnings", NULL, NULL);
	for (guint i = 0; i < warnings->len; i++) {
		char *sentence = guard_sentence(&g_array_index(warnings, GuardFinding, i));

		g_ptr_array_add(sentences, sentence);
		writer_row(ctl->out);
		writer_text(ctl->out, "rule", "rule", WRITER_PLAIN, g_array_index(warnings, GuardFinding, i).rule);
		writer_text(ctl->out, "says", "warning", WRITER_PLAIN, sentence);
	}
	writer_list_end(ctl->out);
}

static void show_text(Ctl *ctl, const AgentTextWish *wish, const AgentText *text)
{
	Writer *out = ctl->out;
	char code[CASE_CODE_SIZE];
	g_autofree char *head = NULL;

	case_code(wish->case_id, code);
	if (wish->dry)
		head = g_strdup_printf("Case %" G_GINT64_FORMAT " (%s): it may be sent; nothing was written.", wish->case_id, code);
	else
		head = g_strdup_printf("Case %" G_GINT64_FORMAT " (%s): %s %d %s.", wish->case_id, code,
		                       desk_step_words(wish->step), text->number, text->joined ? "has one more fact" : "waits");
	writer_number(out, "case", NULL, WRITER_PLAIN, wish->case_id);
	writer_text(out, "code", NULL, WRITER_PLAIN, code);
	writer_text(out, "step", NULL, WRITER_PLAIN, step_name(wish->step));
	writer_number(out, "number", NULL, WRITER_PLAIN, text->number);
	writer_bool(out, "dry_run", NULL, wish->dry);
	writer_time(out, "due_at", NULL, text->due_at, STORE_NO_TIME, NULL);
	writer_number(out, "segments", NULL, WRITER_PLAIN, text->segments.segments);
	writer_text(out, "price", NULL, WRITER_PLAIN, text->price);
	writer_time(out, "held_until", NULL, text->held_until, STORE_NO_TIME, NULL);
	writer_number(out, "promise", NULL, WRITER_PLAIN, text->promise_id);
	writer_say(out, NULL, WRITER_GOOD, head);
	writer_body(out, "text", text->text);
	writer_say(out, "sentence", WRITER_PLAIN, text->sentence);
	show_warnings(ctl, text->warnings);
}

static CtlExit write_text(Ctl *ctl, const Args *args, Step step)
{
	g_auto(AgentText) text = {0};
	g_autofree char *fault = NULL;
	g_autofree char *words = text_from(args, &fault);
	AgentTextWish wish = {.step = step,
	                      .text = words,
	                      .override = args_value(args, "override"),
	                      .promise_by = args_value(args, "promise-by"),
	                      .dry = args_has(args, "dry-run")};
	CtlExit code;
	int r;

	if (!words)
		return ctl_fail(ctl, CTL_USAGE, fault);
	code = ctl_case(ctl, args_word(args, 0), &wish.case_id);
	if (code == CTL_OK && wish.promise_by)
		code = ctl_spoken_time(ctl, wish.case_id, "--promise-by", wish.promise_by);
	if (code != CTL_OK)
		return code;
	r = agent_text_put(&ctl->desk, &wish, &text, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_refused(r), fault);
	ctl->changed = !wish.dry;
	show_text(ctl, &wish, &text);
	return CTL_OK;
}

CtlExit ctl_reply(Ctl *ctl, const Args *args)
{
	return write_text(ctl, args, STEP_AGENT_TEXT);
}

CtlExit ctl_progress(Ctl *ctl, const Args *args)
{
	return write_text(ctl, args, STEP_PROGRESS);
}

/* ---- wordings laid before the agents ---- */

static CtlExit list_drafts(Ctl *ctl, const Args *args)
{
	g_autoptr(GArray) proposals = NULL;
	Writer *out = ctl->out;
	int r = store_proposal_list(ctl->desk.store, args_value(args, "shop"), &proposals);

	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store));
	writer_list(out, "drafts", NULL, "No text is proposed.");
	for (guint i = 0; i < proposals->len; i++) {
		const StoreProposal *p = &g_array_index(proposals, StoreProposal, i);
		g_autofree char *why = g_strdelimit(g_strdup(p->why), "_", ' ');
		g_autoptr(GTimeZone) local = g_time_zone_new_local();
		g_autofree char *since = zones_format(local, p->created_at);
		char code[CASE_CODE_SIZE];

		case_code(p->case_id, code);
		writer_row(out);
		writer_number(out, "draft", "draft", WRITER_PLAIN, p->id);
		writer_number(out, "case", "case", WRITER_PLAIN, p->case_id);
		writer_text(out, "code", "code", WRITER_PLAIN, code);
		writer_text(out, "why", NULL, WRITER_PLAIN, p->why);
		writer_text(out, NULL, "why", WRITER_PLAIN, why);
		writer_time(out, "created_at", "since", p->created_at, STORE_NO_TIME, since);
		writer_body(out, "text", p->text);
	}
	writer_list_end(out);
	return CTL_OK;
}

static CtlExit send_draft(Ctl *ctl, const Args *args, int64_t id)
{
	g_autofree char *text = args_words(args) > 2 ? g_strjoinv(" ", (char **)&args->words->pdata[2]) : NULL;
	AgentTextWish shown = {.step = STEP_AGENT_TEXT, .dry = args_has(args, "dry-run")};
	g_auto(AgentText) sent = {0};
	g_autofree char *fault = NULL;
	int r = proposal_send(&ctl->desk, id, text, shown.dry, &sent, &shown.case_id, &fault);

	if (r < 0)
		return ctl_fail(ctl, ctl_exit_refused(r), fault);
	ctl->changed = !shown.dry;
	show_text(ctl, &shown, &sent);
	return CTL_OK;
}

static CtlExit drop_draft(Ctl *ctl, int64_t id)
{
	g_autofree char *fault = NULL;
	g_autofree char *sentence = NULL;
	int r = proposal_drop(&ctl->desk, id, &fault);

	if (r < 0)
		return ctl_fail(ctl, ctl_exit_refused(r), fault);
	ctl->changed = TRUE;
	sentence = g_strdup_printf("Draft %" G_GINT64_FORMAT " is dropped.", id);
	writer_number(ctl->out, "draft", NULL, WRITER_PLAIN, id);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}

CtlExit ctl_draft(Ctl *ctl, const Args *args)
{
	const char *verb = args_word(args, 0);
	gboolean list = g_str_equal(verb, "list"), drop = g_str_equal(verb, "drop");
	g_autofree char *fault = NULL;
	gint64 id = 0;
	CtlExit code;

	if (!list && !drop && !g_str_equal(verb, "send")) {
		fault = g_strdup_printf("\"draft %s\": it is list, send or drop", verb);
		return ctl_fail(ctl, CTL_USAGE, fault);
	}
	if (!list && (args_words(args) < 2 || (drop && args_words(args) > 2) ||
	              !g_ascii_string_to_signed(args_word(args, 1), 10, 1, G_MAXINT64, &id, NULL)))
		return ctl_fail(ctl, CTL_USAGE, "say which draft: its number stands in \"draft list\"");
	if (args_has(args, "dry-run") && (list || drop))
		return ctl_fail(ctl, CTL_USAGE, "--dry-run goes with \"draft send\" alone");
	code = ctl_open_store(ctl, list ? STORE_READ_ONLY : STORE_READ_WRITE);
	if (code != CTL_OK)
		return code;
	return list ? list_drafts(ctl, args) : drop ? drop_draft(ctl, id) : send_draft(ctl, args, id);
}

/* Nothing said: the newest text of the case. A number: that text. A step's name: that step. */
static int what_to_cancel(const char *word, Step *step, int *number, char **fault)
{
	gint64 n = 0;

	*step = STEP_AGENT_TEXT;
	*number = 0;
	if (!word)
		return 0;
	if (g_ascii_string_to_signed(word, 10, 1, G_MAXINT, &n, NULL)) {
		*number = (int)n;
		return 0;
	}
	if (step_parse(word, step) == 0 && *step != STEP_NONE && *step != STEP_OPTOUT_CONFIRM)
		return 0;
	*fault = g_strdup_printf("\"%s\" is neither the number of a text nor a step that can be taken back: 2, progress, "
	                         "first_contact, satisfaction, review_note", word);
	return -EINVAL;
}

CtlExit ctl_cancel(Ctl *ctl, const Args *args)
{
	g_autofree char *fault = NULL;
	g_autofree char *what = NULL;
	g_autofree char *sentence = NULL;
	char code_text[CASE_CODE_SIZE];
	int64_t case_id = 0;
	Step step;
	int number, r;
	CtlExit code;

	if (what_to_cancel(args_word(args, 1), &step, &number, &fault) < 0)
		return ctl_fail(ctl, CTL_USAGE, fault);
	code = ctl_case(ctl, args_word(args, 0), &case_id);
	if (code != CTL_OK)
		return code;
	r = agent_text_cancel(&ctl->desk, case_id, step, number, &what, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_refused(r), fault);
	ctl->changed = TRUE;
	case_code(case_id, code_text);
	sentence = g_strdup_printf("Case %" G_GINT64_FORMAT " (%s): %s cancelled.", case_id, code_text, what);
	writer_number(ctl->out, "case", NULL, WRITER_PLAIN, case_id);
	writer_text(ctl->out, "step", NULL, WRITER_PLAIN, step_name(step));
	writer_bool(ctl->out, "cancelled", NULL, TRUE);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}
