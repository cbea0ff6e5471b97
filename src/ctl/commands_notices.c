/* What the team is told. */
#include "ctl/ctl.h"

#include "desk/notices.h"
#include "store/notices.h"

#include <errno.h>

CtlExit ctl_notify(Ctl *ctl, const Args *args)
{
	const char *channel = args_word(args, 1);
	g_autofree char *fault = NULL, *done = NULL;
	int r;

	if (!g_str_equal(args_word(args, 0), "test")) {
		fault = g_strdup_printf("\"%s\" is nothing a channel does; write \"notify test %s\"",
		                        args_word(args, 0), channel);
		return ctl_fail(ctl, CTL_USAGE, fault);
	}
	r = notices_test(&ctl->desk, channel, &fault);
	if (r < 0)
		return ctl_fail(ctl, r == -ENOENT ? CTL_USAGE : ctl_exit_of(r), fault);
	ctl->changed = TRUE;
	done = g_strdup_printf(
	        "A test for channel %s is left to the daemon; \"followupctl notices\" tells what became of it.",
	        channel);
	writer_text(ctl->out, "channel", NULL, WRITER_PLAIN, channel);
	writer_say(ctl->out, NULL, WRITER_GOOD, done);
	return CTL_OK;
}

static WriterStyle style_of(const StoreNotice *notice)
{
	if (notice->ended_at != STORE_NO_TIME)
		return WRITER_DIM;
	return notice_severity(notice->kind) == SEVERITY_ALARM ? WRITER_BAD : WRITER_PLAIN;
}

static void show_notice(const Ctl *ctl, const StoreNotice *notice)
{
	GTimeZone *zone = notice->shop ? desk_shop_zone(&ctl->desk, notice->shop) : NULL;
	g_autofree char *at = zones_format_short(zone, notice->at);
	g_autofree char *ended = notice->ended_at == STORE_NO_TIME ? NULL : zones_format_short(zone, notice->ended_at);
	g_autofree char *state = ended                        ? g_strdup_printf("over %s", ended)
	                         : notice_lasts(notice->kind) ? g_strdup("stands")
	                                                      : g_strdup("");
	Writer *out = ctl->out;

	writer_row(out);
	writer_number(out, "id", "id", WRITER_PLAIN, notice->id);
	writer_time(out, "at", "at", notice->at, STORE_NO_TIME, at);
	writer_text(out, "severity", NULL, WRITER_PLAIN, severity_name(notice_severity(notice->kind)));
	writer_text(out, "kind", "kind", style_of(notice), notice_name(notice->kind));
	writer_text(out, "shop", "shop", WRITER_PLAIN, notice->shop ? notice->shop : "");
	writer_number(out, "case", NULL, WRITER_PLAIN, notice->case_id);
	writer_number(out, "count", NULL, WRITER_PLAIN, notice->count);
	writer_time(out, "due_at", NULL, notice->due_at, STORE_NO_TIME, NULL);
	writer_time(out, "ended_at", NULL, notice->ended_at, STORE_NO_TIME, NULL);
	writer_text(out, NULL, "state", style_of(notice), state);
	writer_text(out, "told", "told", WRITER_PLAIN, notice->sent ? notice->sent : "to no channel");
	if (notice->case_id) {
		g_autofree char *words =
		        g_strdup_printf("case %" G_GINT64_FORMAT ": %s", notice->case_id, notice->words);

		writer_body(out, "words", words);
	} else {
		writer_body(out, "words", notice->words);
	}
}

CtlExit ctl_notices(Ctl *ctl, const Args *args)
{
	gboolean open_only = args_has(args, "open");
	g_autoptr(GArray) notices = NULL;
	g_autofree char *fault = NULL;
	gint64 limit;
	int r;

	if (args_number(args, "limit", 1, 100000, 50, &limit, &fault) < 0)
		return ctl_fail(ctl, CTL_USAGE, fault);
	r = store_notice_list(ctl->desk.store, open_only, (guint)limit, &notices);
	if (r < 0) {
		fault = desk_store_fault(&ctl->desk, "cannot list the notices");
		return ctl_fail(ctl, CTL_STORE, fault);
	}
	writer_list(ctl->out, "notices", NULL,
	            open_only ? "No alarm stands, and everybody was told." : "There was nothing to tell.");
	for (guint i = 0; i < notices->len; i++)
		show_notice(ctl, &g_array_index(notices, StoreNotice, i));
	writer_list_end(ctl->out);
	return CTL_OK;
}
