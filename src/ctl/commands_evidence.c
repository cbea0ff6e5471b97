/* Evidence: everything about a case in a file, and whether such a file is what was written. */
#include "ctl/ctl.h"

#include "desk/evidence.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Readable to its owner alone: it is full of what customers wrote. An older file is not written over. */
static int write_file(const char *path, const char *bytes, char **fault)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), r = fd < 0 ? -errno : 0;
	gsize left = strlen(bytes);

	while (r == 0 && left > 0) {
		ssize_t n = write(fd, bytes, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			r = -errno;
		} else {
			bytes += n;
			left -= (gsize)n;
		}
	}
	if (fd >= 0 && close(fd) < 0 && r == 0)
		r = -errno;
	if (fd >= 0 && r < 0)
		unlink(path); /* half of it, and ours */
	if (r < 0)
		*fault = g_strdup_printf("%s: %s%s", path, g_strerror(-r),
		                         r == -EEXIST ? "; name another with --out" : "");
	return r;
}

static CtlExit write_both(Ctl *ctl, const json_t *document, const char *prefix)
{
	g_autofree char *page_path = g_strconcat(prefix, ".html", NULL), *json_path = g_strconcat(prefix, ".json", NULL);
	g_autofree char *page = evidence_html(document), *fault = NULL, *sentence = NULL;
	char *spelled = json_dumps(document, JSON_INDENT(1));
	const char *seal = json_string_value(json_object_get(document, "seal"));
	int r = write_file(page_path, page, &fault);
	gboolean page_is_ours = r == 0;

	if (r == 0)
		r = write_file(json_path, spelled, &fault);
	if (r < 0 && page_is_ours)
		unlink(page_path); /* without its document it would be another one's */
	free(spelled);
	if (r < 0)
		return ctl_fail(ctl, CTL_FAILED, fault);
	sentence = g_strdup_printf("%s and %s written. Their seal, to be noted elsewhere: %s", page_path, json_path, seal);
	writer_text(ctl->out, "html", NULL, WRITER_PLAIN, page_path);
	writer_text(ctl->out, "json", NULL, WRITER_PLAIN, json_path);
	writer_text(ctl->out, "seal", NULL, WRITER_PLAIN, seal);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}

static CtlExit collect(Ctl *ctl, const Args *args)
{
	g_autofree char *fault = NULL, *prefix = NULL;
	json_t *document = NULL;
	int64_t case_id = 0;
	CtlExit code;
	int r;

	if (!ctl->store_path)
		return ctl_fail(ctl, CTL_CONFIG, "no configuration tells where the case store is; name it with --config or --store");
	code = ctl_open_store(ctl, STORE_READ_ONLY);
	if (code == CTL_OK)
		code = ctl_case(ctl, args_word(args, 0), &case_id);
	if (code == CTL_OK && args_has(args, "full-numbers"))
		code = ctl_full_numbers(ctl, case_id);
	if (code != CTL_OK)
		return code;
	r = evidence_collect(&ctl->desk, case_id, args_has(args, "full-numbers"), &document, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	prefix = args_has(args, "out") ? g_strdup(args_value(args, "out"))
	                               : g_strdup_printf("evidence-%" G_GINT64_FORMAT, case_id);
	code = write_both(ctl, document, prefix);
	json_decref(document);
	return code;
}

static char *verdict(const EvidenceCheck *check)
{
	GString *s = g_string_new(NULL);

	g_string_printf(s, "Untouched: %u event%s follow%s from each other, and the seal fits.", check->events,
	                check->events == 1 ? "" : "s", check->events == 1 ? "s" : "");
	if (check->unchained)
		g_string_append_printf(s, " %u older one%s stood there before there was a chain.", check->unchained,
		                       check->unchained == 1 ? "" : "s");
	if (check->withheld)
		g_string_append_printf(s, " The content of %u is withheld or erased; its digest is in the chain.", check->withheld);
	if (check->in_store && check->since)
		g_string_append_printf(s, " The store tells the same, and %u event%s since.", check->since,
		                       check->since == 1 ? "" : "s");
	else if (check->in_store)
		g_string_append(s, " The store tells the same.");
	else
		g_string_append(s, " No store was at hand to compare with.");
	return g_string_free(s, FALSE);
}

static CtlExit verify(Ctl *ctl, const char *path)
{
	g_autofree char *bytes = NULL, *fault = NULL, *named = NULL, *sentence = NULL;
	json_t *document = NULL;
	EvidenceCheck check = {0};
	gsize length = 0;
	GError *error = NULL;
	int r;

	if (!g_file_get_contents(path, &bytes, &length, &error)) {
		fault = g_strdup(error->message);
		g_error_free(error);
		return ctl_fail(ctl, CTL_FAILED, fault);
	}
	/* A store that cannot be read is no fault of the file; one that is named must be there. */
	if (ctl->store_path && (g_file_test(ctl->store_path, G_FILE_TEST_EXISTS) || !ctl->conf) &&
	    ctl_open_store(ctl, STORE_READ_ONLY) != CTL_OK)
		return CTL_STORE;
	r = evidence_read(bytes, length, &document, &fault);
	if (r == 0)
		r = evidence_verify(ctl->desk.store ? &ctl->desk : NULL, document, &check, &fault);
	json_decref(document);
	if (r < 0) {
		named = g_strdup_printf("%s: %s", path, fault);
		return ctl_fail(ctl, CTL_FAILED, named);
	}
	sentence = verdict(&check);
	writer_bool(ctl->out, "untouched", NULL, TRUE);
	writer_number(ctl->out, "events", NULL, WRITER_PLAIN, check.events);
	writer_number(ctl->out, "withheld", NULL, WRITER_PLAIN, check.withheld);
	writer_bool(ctl->out, "in_store", NULL, check.in_store);
	writer_number(ctl->out, "since", NULL, WRITER_PLAIN, check.since);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}

CtlExit ctl_evidence(Ctl *ctl, const Args *args)
{
	if (args_has(args, "verify") == (args_words(args) > 0))
		return ctl_fail(ctl, CTL_USAGE, "write \"evidence CASE\" to make a file, or \"evidence --verify FILE\" to check one");
	return args_has(args, "verify") ? verify(ctl, args_value(args, "verify")) : collect(ctl, args);
}
