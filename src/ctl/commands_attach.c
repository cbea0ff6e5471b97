/* Whose reply it is, by a person's word. */
#include "ctl/ctl.h"

#include "desk/attach.h"
#include "text/code.h"

CtlExit ctl_attach(Ctl *ctl, const Args *args)
{
	g_autofree char *fault = NULL;
	g_autoptr(GString) sentence = g_string_new(NULL);
	char code[CASE_CODE_SIZE], from[CASE_CODE_SIZE];
	AttachResult result;
	gint64 reply_id;
	int64_t case_id;
	CtlExit exit;
	int r;

	if (!g_ascii_string_to_signed(args_word(args, 0), 10, 1, G_MAXINT64, &reply_id, NULL)) {
		fault = g_strdup_printf("\"%s\" is not the id of a reply", args_word(args, 0));
		return ctl_fail(ctl, CTL_USAGE, fault);
	}
	exit = ctl_case(ctl, args_word(args, 1), &case_id);
	if (exit != CTL_OK)
		return exit;
	r = attach_reply(&ctl->desk, reply_id, case_id, &result, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	ctl->changed = TRUE;
	case_code(case_id, code);
	g_string_append_printf(sentence, "Reply %" G_GINT64_FORMAT " is about case %s (%s).", (int64_t)reply_id, code,
	                       reply_label_name(result.label));
	if (result.closed)
		g_string_append(sentence, " The case is closed as satisfied.");
	if (result.reopened)
		g_string_append(sentence, " The case needs a person again.");
	if (result.undone) {
		case_code(result.from_case, from);
		g_string_append_printf(sentence, " Case %s, which it had closed, is open again.", from);
	}
	if (result.bound != LABEL_EFFECT_NONE)
		g_string_append_printf(sentence, " %s", labels_effect_words(result.bound));
	writer_number(ctl->out, "reply", NULL, WRITER_PLAIN, reply_id);
	writer_number(ctl->out, "case", NULL, WRITER_PLAIN, case_id);
	writer_number(ctl->out, "from_case", NULL, WRITER_PLAIN, result.from_case);
	writer_text(ctl->out, "label", NULL, WRITER_PLAIN, reply_label_name(result.label));
	writer_say(ctl->out, "sentence", WRITER_GOOD, sentence->str);
	return CTL_OK;
}
