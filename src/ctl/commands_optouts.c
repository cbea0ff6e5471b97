/* Opt-outs as lists. */
#include "ctl/ctl.h"

#include "conf/spans.h"
#include "desk/optouts.h"
#include "store/triage.h"
#include "util/mask.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define FAULTS_SHOWN 5u

static void show_counts(Writer *out, const char *key, const char *title, const char *what, const GArray *counts,
                        gboolean sent)
{
	writer_list(out, key, title, NULL);
	for (guint i = 0; i < counts->len; i++) {
		const StoreOptoutCount *c = &g_array_index(counts, StoreOptoutCount, i);

		writer_row(out);
		writer_text(out, what, what, WRITER_PLAIN, c->key);
		writer_number(out, "stops", "stops", WRITER_PLAIN, c->count);
		if (sent)
			writer_number(out, "sent", "sent", WRITER_PLAIN, c->sent);
	}
	writer_list_end(out);
}

static void show_stop(Writer *out, const StoreOptout *o)
{
	g_autofree char *masked = mask_number(o->phone);
	g_autofree char *when = zones_format_short(NULL, o->at);
	g_autofree char *after = o->step ? g_strdup_printf("%s %s %s", o->step, o->language, o->text_version) : NULL;

	writer_row(out);
	writer_text(out, "phone", "phone", WRITER_PLAIN, masked);
	writer_time(out, "since", "since (UTC)", o->at, STORE_NO_TIME, when);
	writer_text(out, "cause", "cause", WRITER_PLAIN, o->cause);
	writer_text(out, "actor", "by", WRITER_PLAIN, o->actor);
	writer_text(out, "last_text", "last text", WRITER_PLAIN, after);
	writer_text(out, "note", "note", WRITER_PLAIN, o->note);
}

static CtlExit list(const Ctl *ctl, int64_t since_at)
{
	g_autoptr(GArray) stops = NULL;
	g_autoptr(GArray) causes = NULL;
	g_autoptr(GArray) texts = NULL;
	int r = store_optout_list(ctl->desk.store, since_at, &stops);

	if (r == 0)
		r = store_optout_causes(ctl->desk.store, since_at, &causes);
	if (r == 0)
		r = store_optout_texts(ctl->desk.store, since_at, &texts);
	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store));
	writer_list(ctl->out, "optouts", NULL, "Nobody has opted out.");
	for (guint i = 0; i < stops->len; i++)
		show_stop(ctl->out, &g_array_index(stops, StoreOptout, i));
	writer_list_end(ctl->out);
	show_counts(ctl->out, "causes", "\nStops, by cause, those lifted since too", "cause", causes, FALSE);
	show_counts(ctl->out, "texts", "\nStops of customers, by the text they had last", "text", texts, TRUE);
	return CTL_OK;
}

/* A list of customers' numbers is nobody else's to read. */
static FILE *open_private(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);

	return fd < 0 ? NULL : fdopen(fd, "w");
}

static CtlExit export_list(const Ctl *ctl, const Args *args, int64_t since_at)
{
	const char *word = args_value(args, "format"), *path = args_words(args) > 1 ? args_word(args, 1) : "-";
	gboolean to_stdout = g_str_equal(path, "-");
	OptoutsFormat format = g_strcmp0(word, "jsonl") == 0 ? OPTOUTS_JSONL : OPTOUTS_CSV;
	g_autofree char *fault = NULL;
	guint count = 0;
	FILE *out;
	int r;

	if (word && !g_str_equal(word, "csv") && !g_str_equal(word, "jsonl"))
		return ctl_fail(ctl, CTL_USAGE, "--format is csv or jsonl");
	if (to_stdout && writer_is_json(ctl->out))
		return ctl_fail(
		        ctl, CTL_USAGE,
		        "--json: a list on standard output is no JSON document; write --format jsonl, or name a FILE");
	out = to_stdout ? stdout : open_private(path);
	if (!out) {
		fault = g_strdup_printf("%s: %s; name a file that is not there yet", path, g_strerror(errno));
		return ctl_fail(ctl, CTL_FAILED, fault);
	}
	r = optouts_export(&ctl->desk, format, since_at, out, &count, &fault);
	if (!to_stdout && fclose(out) != 0 && r == 0) {
		r = -errno;
		fault = g_strdup_printf("%s: %s", path, g_strerror(errno));
	}
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	if (!to_stdout) {
		g_autofree char *sentence =
		        g_strdup_printf("%u number%s written to %s.", count, count == 1 ? "" : "s", path);

		writer_number(ctl->out, "exported", NULL, WRITER_PLAIN, count);
		writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	}
	return CTL_OK;
}

static void on_rejected(guint64 line, const char *fault, void *user)
{
	guint64 *faults = user;

	if ((*faults)++ < FAULTS_SHOWN)
		fprintf(stderr, "line %" G_GUINT64_FORMAT ": %s\n", line, fault);
}

static CtlExit import_list(Ctl *ctl, const Args *args)
{
	guint64 faults = 0;
	const char *encoding = args_value(args, "encoding");
	const OptoutsSource source = {.path = args_word(args, 1),
	                              .encoding = encoding ? encoding : "auto",
	                              .cause = args_value(args, "cause"),
	                              .shop = args_value(args, "shop"),
	                              .rejects_path = args_value(args, "rejects"),
	                              .rejected = on_rejected,
	                              .user = &faults};
	g_autofree char *fault = NULL;
	g_autofree char *rejects = NULL;
	g_autoptr(GString) sentence = g_string_new(NULL);
	OptoutsCount count;
	int r = optouts_import(&ctl->desk, &source, &count, &fault);

	rejects = count.rejects_path;
	ctl->changed = count.added > 0;
	if (faults > FAULTS_SHOWN)
		fprintf(stderr, "... and %" G_GUINT64_FORMAT " more\n", faults - FAULTS_SHOWN);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of_import(r), fault);
	g_string_append_printf(sentence,
	                       "%" G_GUINT64_FORMAT " row%s: %" G_GUINT64_FORMAT " new, %" G_GUINT64_FORMAT
	                       " opted out already, %" G_GUINT64_FORMAT " rejected",
	                       count.rows, count.rows == 1 ? "" : "s", count.added, count.known, count.rejected);
	if (rejects)
		g_string_append_printf(sentence, " (see %s)", rejects);
	writer_number(ctl->out, "rows", NULL, WRITER_PLAIN, (int64_t)count.rows);
	writer_number(ctl->out, "new", NULL, WRITER_PLAIN, (int64_t)count.added);
	writer_number(ctl->out, "known", NULL, WRITER_PLAIN, (int64_t)count.known);
	writer_number(ctl->out, "rejected", NULL, WRITER_PLAIN, (int64_t)count.rejected);
	writer_text(ctl->out, "rejects_file", NULL, WRITER_PLAIN, rejects);
	writer_say(ctl->out, NULL, count.rejected ? WRITER_BAD : WRITER_GOOD, sentence->str);
	return count.rejected ? CTL_REJECTED : CTL_OK;
}

CtlExit ctl_optouts(Ctl *ctl, const Args *args)
{
	const char *verb = args_words(args) ? args_word(args, 0) : "list", *since = args_value(args, "since");
	const gboolean imports = g_str_equal(verb, "import"), exports = g_str_equal(verb, "export");
	g_autofree char *fault = NULL;
	char *wrong = NULL;
	int64_t since_s = 0;
	CtlExit code;

	if ((!imports && !exports && !g_str_equal(verb, "list")) || (imports && args_words(args) != 2) ||
	    (!imports && !exports && args_words(args) > 1))
		return ctl_fail(ctl, CTL_USAGE,
		                "say which: optouts [list], optouts export [FILE], or optouts import FILE");
	if (since && (duration_parse(since, &since_s, &wrong) < 0 || since_s <= 0)) {
		fault = g_strdup_printf("--since: \"%s\": %s", since, wrong ? wrong : "must be longer than nothing");
		g_free(wrong);
		return ctl_fail(ctl, CTL_USAGE, fault);
	}
	code = ctl_open_store(ctl, imports ? STORE_READ_WRITE : STORE_READ_ONLY);
	if (code != CTL_OK)
		return code;
	if (imports)
		return import_list(ctl, args);
	return exports ? export_list(ctl, args, since ? ctl->desk.now_at - since_s : STORE_NO_TIME)
	               : list(ctl, since ? ctl->desk.now_at - since_s : STORE_NO_TIME);
}
