/* Wordings, tried before anybody reads them. */
#include "ctl/ctl.h"

#include "desk/wording.h"
#include "util/nearest.h"
#include "util/zone_table.h"

#include <string.h>

static gboolean read_step(const char *name, Step *step, char **fault)
{
	const char *names[STEPS + 1] = {NULL};
	const char *nearest;

	*step = STEP_NONE;
	if (!name || (step_parse(name, step) == 0 && *step != STEP_NONE && *step != STEP_CLOSE))
		return TRUE;
	for (int i = STEP_NONE + 1; i < STEP_CLOSE; i++)
		names[i - 1] = step_name((Step)i);
	nearest = nearest_word(name, names);
	*fault = g_strdup_printf("there is no step \"%s\"; %s \"%s\"", name, nearest ? "did you mean" : "write one as",
	                         nearest ? nearest : step_name(STEP_FIRST_CONTACT));
	return FALSE;
}

static void list_findings(Ctl *ctl, const GArray *findings)
{
	writer_list(ctl->out, "findings", NULL, NULL);
	for (guint i = 0; i < findings->len && writer_is_json(ctl->out); i++) {
		const GuardFinding *finding = &g_array_index(findings, GuardFinding, i);

		writer_row(ctl->out);
		writer_text(ctl->out, "rule", NULL, WRITER_PLAIN, finding->rule);
		writer_bool(ctl->out, "refused", NULL, finding->refuse);
		writer_text(ctl->out, "words", NULL, WRITER_PLAIN, finding->words);
		writer_text(ctl->out, "says", NULL, WRITER_PLAIN, finding->says);
		writer_text(ctl->out, "cure", NULL, WRITER_PLAIN, finding->cure);
	}
	writer_list_end(ctl->out);
	for (guint i = 0; i < findings->len; i++) {
		const GuardFinding *finding = &g_array_index(findings, GuardFinding, i);
		g_autofree char *sentence = guard_sentence(finding);
		g_autofree char *line = g_strconcat(finding->refuse ? "refused: " : "warning: ", sentence, NULL);

		writer_say(ctl->out, NULL, finding->refuse ? WRITER_BAD : WRITER_PLAIN, line);
	}
}

/* "CA", and places in it: "CA-QC". */
static gboolean read_region(const char *region, char **fault)
{
	g_autofree char *country = region ? g_strndup(region, strcspn(region, "-")) : NULL;
	g_autofree char *cure = NULL;

	if (!region || zone_table_country(country))
		return TRUE;
	cure = zone_table_country_cure(country);
	*fault = g_strdup_printf("--region: \"%s\" is no country; write %s", region, cure);
	return FALSE;
}

CtlExit ctl_guard(Ctl *ctl, const Args *args)
{
	g_autofree char *text = g_strjoinv(" ", (char **)args->words->pdata);
	g_autofree char *fault = NULL, *verdict = NULL;
	g_auto(Wording) wording = {0};
	Step step;

	if (!read_step(args_value(args, "step"), &step, &fault))
		return ctl_fail(ctl, CTL_USAGE, fault);
	if (!g_utf8_validate(text, -1, NULL))
		return ctl_fail(ctl, CTL_USAGE, "the text is not UTF-8");
	if (!read_region(args_value(args, "region"), &fault))
		return ctl_fail(ctl, CTL_USAGE, fault);
	wording_judge(text, step, args_value(args, "region"), &wording);
	writer_bool(ctl->out, "ok", NULL, !wording.refused);
	writer_text(ctl->out, "encoding", NULL, WRITER_PLAIN, text_encoding_name(wording.segments.encoding));
	writer_number(ctl->out, "segments", NULL, WRITER_PLAIN, wording.segments.segments);
	list_findings(ctl, wording.findings);
	verdict = g_strdup_printf("%s, %d segment%s of %s.", wording.refused ? "Must not be sent" : "May be sent",
	                          wording.segments.segments, wording.segments.segments == 1 ? "" : "s",
	                          text_encoding_name(wording.segments.encoding));
	writer_say(ctl->out, NULL, wording.refused ? WRITER_BAD : WRITER_GOOD, verdict);
	return wording.refused ? CTL_FAILED : CTL_OK;
}
