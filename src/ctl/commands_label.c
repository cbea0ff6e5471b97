/* What a reply means: the rule that decided, and a person's better word. */
#include "ctl/ctl.h"

#include "desk/labels.h"
#include "desk/replies.h"

static CtlExit export_rows(const Ctl *ctl)
{
	g_autofree char *rows = NULL, *fault = NULL;
	int r = labels_export(&ctl->desk, &rows, &fault);

	if (r < 0)
		return ctl_fail(ctl, ctl_exit_refused(r), fault);
	/* A file for programs, not a table for a screen: no writer would leave its tabs alone. */
	if (writer_is_json(ctl->out))
		writer_text(ctl->out, "tsv", NULL, WRITER_PLAIN, rows);
	else
		fputs(rows, stdout);
	return CTL_OK;
}

static CtlExit explain(const Ctl *ctl, int64_t reply_id)
{
	g_autofree char *label = NULL, *fault = NULL, *read = NULL, *when = NULL;
	ReplyMeaning meaning;
	int r = labels_explain(&ctl->desk, reply_id, &label, &meaning, &fault);

	if (r < 0)
		return ctl_fail(ctl, ctl_exit_refused(r), fault);
	read = understand_format(&meaning);
	when = when_format(&meaning.when);
	writer_number(ctl->out, "reply", "reply", WRITER_STRONG, reply_id);
	writer_text(ctl->out, "label", "label", WRITER_PLAIN, label);
	writer_text(ctl->out, "understood", "understood as", WRITER_PLAIN, read);
	if (*when)
		writer_text(ctl->out, "when", "when", WRITER_PLAIN, when);
	writer_text(ctl->out, "rule", "by", WRITER_PLAIN, meaning.rule);
	return CTL_OK;
}

static CtlExit correct(Ctl *ctl, int64_t reply_id, const char *name, const char *note)
{
	g_autofree char *fault = NULL, *sentence = NULL;
	LabelEffect effect = LABEL_EFFECT_NONE;
	ReplyLabel label;
	int r;

	if (reply_label_parse(name, &label) < 0) {
		fault = replies_unknown_label(name);
		return ctl_fail(ctl, CTL_USAGE, fault);
	}
	r = labels_correct(&ctl->desk, reply_id, label, note, &effect, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_refused(r), fault);
	ctl->changed = TRUE;
	sentence = g_strdup_printf("Reply %" G_GINT64_FORMAT " is labelled %s. %s", reply_id, name, labels_effect_words(effect));
	g_strchomp(sentence);
	writer_number(ctl->out, "reply", NULL, WRITER_PLAIN, reply_id);
	writer_text(ctl->out, "label", NULL, WRITER_PLAIN, name);
	writer_say(ctl->out, "sentence", WRITER_GOOD, sentence);
	return CTL_OK;
}

CtlExit ctl_label(Ctl *ctl, const Args *args)
{
	gboolean exports = args_has(args, "export");
	g_autofree char *fault = NULL;
	gint64 reply_id = 0;
	CtlExit code;

	if (exports == (args_words(args) > 0) || (args_words(args) < 2 && args_has(args, "note")))
		return ctl_fail(ctl, CTL_USAGE, "say which: label REPLY, label REPLY LABEL [--note TEXT], or label --export");
	if (!exports && !g_ascii_string_to_signed(args_word(args, 0), 10, 1, G_MAXINT64, &reply_id, NULL)) {
		fault = g_strdup_printf("\"%s\" is not the id of a reply", args_word(args, 0));
		return ctl_fail(ctl, CTL_USAGE, fault);
	}
	code = ctl_open_store(ctl, args_words(args) == 2 ? STORE_READ_WRITE : STORE_READ_ONLY);
	if (code != CTL_OK)
		return code;
	if (exports)
		return export_rows(ctl);
	return args_words(args) == 2 ? correct(ctl, reply_id, args_word(args, 1), args_value(args, "note"))
	                             : explain(ctl, reply_id);
}
