/* Backup, and whether a store is good. */
#include "ctl/ctl.h"

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
