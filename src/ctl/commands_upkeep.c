/* Backup, whether a store is good, and what is kept how long. */
#include "ctl/ctl.h"

#include "conf/spans.h"
#include "store/upkeep.h"

CtlExit ctl_backup(Ctl *ctl, const Args *args)
{
	const char *path = args_word(args, 0);
	g_autofree char *sentence = NULL;
	int64_t bytes = 0;
	int r = store_backup(ctl->desk.store, path, ctl->desk.now_at, &bytes);

	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), store_error(ctl->desk.store));
	sentence = g_strdup_printf("%s: %" G_GINT64_FORMAT " bytes, whole and checked.", path, bytes);
	writer_text(ctl->out, "file", NULL, WRITER_PLAIN, path);
	writer_number(ctl->out, "bytes", NULL, WRITER_PLAIN, bytes);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}

CtlExit ctl_verify(Ctl *ctl, const Args *args)
{
	g_autoptr(GArray) findings = NULL;
	gboolean quick = args_has(args, "quick");
	int r = store_verify(ctl->desk.store, quick, &findings);

	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store));
	writer_text(ctl->out, "store", NULL, WRITER_PLAIN, ctl->store_path);
	writer_bool(ctl->out, "good", NULL, findings->len == 0);
	writer_list(ctl->out, "findings", NULL, NULL);
	for (guint i = 0; i < findings->len; i++) {
		const StoreFinding *finding = &g_array_index(findings, StoreFinding, i);

		writer_row(ctl->out);
		writer_text(ctl->out, "row", "what", WRITER_BAD, finding->row);
		writer_text(ctl->out, "fault", "fault", WRITER_PLAIN, finding->what);
		writer_body(ctl->out, "cure", finding->cure);
	}
	writer_list_end(ctl->out);
	if (findings->len)
		return CTL_FAILED;
	writer_say(ctl->out, NULL, WRITER_GOOD,
	           quick ? "The file and all rules hold; chains were not looked at (--quick)." : "The file, all rules and all chains hold.");
	return CTL_OK;
}

static int show_kind(const Ctl *ctl, RetainKind kind, GTimeZone *local)
{
	int64_t keep_s = ctl->conf->retain_s[kind], until_at = STORE_NO_TIME, last_at, removed, old = 0;
	g_autofree char *keep = keep_s ? duration_format(keep_s) : g_strdup("for ever");
	g_autofree char *until = NULL, *last = NULL;
	int r = store_removal_last(ctl->desk.store, kind, &last_at, &removed);

	if (keep_s) {
		until_at = ctl->desk.now_at - keep_s;
		until = zones_format(local, until_at);
		r = r < 0 ? r : store_over_count(ctl->desk.store, kind, until_at, &old);
	}
	if (r < 0)
		return r;
	last = last_at == STORE_NO_TIME ? NULL : zones_format(local, last_at);
	writer_row(ctl->out);
	writer_text(ctl->out, "kind", "setting", WRITER_PLAIN, retain_name(kind));
	writer_text(ctl->out, "what", "what", WRITER_PLAIN, retain_words(kind));
	writer_text(ctl->out, "keep", "kept", WRITER_PLAIN, keep);
	writer_time(ctl->out, "until_at", "older than", until_at, STORE_NO_TIME, until);
	writer_number(ctl->out, "old", "would go", old ? WRITER_BAD : WRITER_PLAIN, old);
	writer_number(ctl->out, "removed", "went last", WRITER_PLAIN, removed);
	writer_time(ctl->out, "removed_at", "when", last_at, STORE_NO_TIME, last);
	return 0;
}

CtlExit ctl_retention(Ctl *ctl, const Args *args)
{
	g_autoptr(GTimeZone) local = g_time_zone_new_local();
	int64_t at = STORE_NO_TIME;
	g_autofree char *next = NULL, *sentence = NULL;
	int r = store_mark_get(ctl->desk.store, "retention", &at);

	(void)args;
	writer_list(ctl->out, "retention", NULL, NULL);
	for (RetainKind kind = 0; r >= 0 && kind < RETAIN_KINDS; kind++)
		r = show_kind(ctl, kind, local);
	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store));
	writer_list_end(ctl->out);
	at = MAX(retention_next(local, at == STORE_NO_TIME ? ctl->desk.now_at : at), ctl->desk.now_at);
	next = zones_format(local, at);
	sentence = g_strdup_printf("Nothing was removed. The next round begins %s, if the daemon runs.", next);
	writer_say(ctl->out, NULL, WRITER_PLAIN, sentence);
	return CTL_OK;
}
