/* Cases in: one by one, from files, and what the shop's tools put in badly. */
#include "ctl/ctl.h"

#include "desk/explain.h"
#include "desk/import.h"
#include "store/watch.h"
#include "text/code.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

CtlExit ctl_add(Ctl *ctl, const Args *args)
{
	g_autofree char *fault = NULL;
	g_autofree char *sentence = NULL;
	char code[CASE_CODE_SIZE];
	IntakeResult result;
	int64_t case_id = 0;
	Explain e;
	int r = import_words(&ctl->desk, (const char *const *)args->words->pdata, &result, &case_id, &fault);

	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	ctl->changed = TRUE;
	case_code(case_id, code);
	sentence = g_strdup_printf("Case %" G_GINT64_FORMAT " (%s): %s.", case_id, code,
	                           result == INTAKE_NEW ? "added" : "was there already, updated");
	writer_number(ctl->out, "case", NULL, WRITER_PLAIN, case_id);
	writer_text(ctl->out, "code", NULL, WRITER_PLAIN, code);
	writer_text(ctl->out, "result", NULL, WRITER_PLAIN, result == INTAKE_NEW ? "new" : "updated");
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	if (explain_case(&ctl->desk, case_id, &e, &fault) == 0) {
		writer_say(ctl->out, "next", WRITER_PLAIN, e.sentence);
		explain_clear(&e);
	}
	return CTL_OK;
}

#define FAULTS_SHOWN 5u

typedef struct {
	const Ctl *ctl;
	gboolean bar;      /* standard error is a terminal */
	gboolean bar_open; /* the bar's line is not ended */
	gboolean dry_run;
	guint64 faults;
	GArray *unused; /* of ImportUnused */
} Import;

static void end_bar(Import *in)
{
	if (in->bar_open)
		fputs("\r\033[K", stderr);
	in->bar_open = FALSE;
}

static void on_progress(const ImportCount *count, void *user)
{
	Import *in = user;
	int percent = count->size > 0 ? (int)(count->offset * 100 / count->size) : 100;

	if (!in->dry_run)
		store_ring(in->ctl->store_path);
	if (!in->bar)
		return;
	fprintf(stderr, "\r\033[K%3d%% [%-25.*s] %" G_GUINT64_FORMAT " rows", percent, percent / 4,
	        "#########################", count->rows);
	fflush(stderr);
	in->bar_open = TRUE;
}

static void on_rejected(guint64 line, const char *fault, void *user)
{
	Import *in = user;

	if (in->faults++ >= FAULTS_SHOWN)
		return;
	end_bar(in);
	ctl_warn("line %" G_GUINT64_FORMAT ": %s", line, fault);
}

static void on_unused(const ImportUnused *column, void *user)
{
	Import *in = user;
	ImportUnused kept = *column;

	kept.name = g_strdup(column->name);
	g_array_append_val(in->unused, kept);
}

static CtlExit check_encoding(const Ctl *ctl, const char *name)
{
	g_autofree char *fault = NULL;
	GIConv conv;

	if (g_ascii_strcasecmp(name, "auto") == 0)
		return CTL_OK;
	conv = g_iconv_open("UTF-8", name);
	if (conv != (GIConv)-1) {
		g_iconv_close(conv);
		return CTL_OK;
	}
	fault = g_strdup_printf(
	        "--encoding: there is no encoding \"%s\"; write auto, utf-8, gb18030 or a name of \"iconv -l\"", name);
	return ctl_fail(ctl, CTL_USAGE, fault);
}

static CtlExit import_options(const Ctl *ctl, const Args *args, GArray *map, ImportOptions *options)
{
	const char *format = args_value(args, "format");
	const GPtrArray *pairs = args_values(args, "map");

	options->source = (ImportSource){.path = args_word(args, 0), .map = map, .shop = args_value(args, "shop"),
	                                 .encoding = args_value(args, "encoding")};
	if (!options->source.encoding)
		options->source.encoding = "auto";
	options->rejects_path = args_value(args, "rejects");
	options->dry_run = args_has(args, "dry-run");
	if (format && g_str_equal(format, "csv"))
		options->source.format = IMPORT_CSV;
	else if (format && g_str_equal(format, "jsonl"))
		options->source.format = IMPORT_JSONL;
	else if (format)
		return ctl_fail(ctl, CTL_USAGE, "--format is csv or jsonl");
	for (guint i = 0; pairs && i < pairs->len; i++) {
		g_autofree char *fault = NULL;

		if (import_columns_parse_map(pairs->pdata[i], map, &fault) < 0)
			return ctl_fail(ctl, CTL_USAGE, fault);
	}
	return check_encoding(ctl, options->source.encoding);
}

/* Of the columns that nobody knows, or of the others. */
static void say_unused(const Ctl *ctl, const GArray *unused, gboolean unknown, const char *why, const char *cure)
{
	g_autoptr(GString) note = g_string_new(why);
	gboolean any = FALSE;

	for (guint i = 0; i < unused->len; i++) {
		const ImportUnused *one = &g_array_index(unused, ImportUnused, i);

		if ((one->meaning < 0) != unknown)
			continue;
		g_string_append(note, any ? ", " : "");
		if (one->number)
			g_string_append_printf(note, "column %u ", one->number);
		g_string_append_printf(note, "\"%s\"", one->name);
		if (!unknown)
			g_string_append_printf(note, " (%s is column %u)", intake_column_name(one->meaning),
			                       one->instead);
		any = TRUE;
	}
	g_string_append(note, cure);
	if (any)
		writer_say(ctl->out, NULL, WRITER_PLAIN, note->str);
}

static void tell_unused(const Ctl *ctl, const GArray *unused)
{
	writer_list(ctl->out, "ignored_columns", NULL, NULL);
	for (guint i = 0; i < unused->len && writer_is_json(ctl->out); i++) {
		const ImportUnused *one = &g_array_index(unused, ImportUnused, i);

		writer_row(ctl->out);
		writer_text(ctl->out, "name", NULL, WRITER_PLAIN, one->name);
		if (one->number)
			writer_number(ctl->out, "number", NULL, WRITER_PLAIN, one->number);
		if (one->meaning >= 0) {
			writer_text(ctl->out, "meaning", NULL, WRITER_PLAIN, intake_column_name(one->meaning));
			writer_number(ctl->out, "instead", NULL, WRITER_PLAIN, one->instead);
		}
	}
	writer_list_end(ctl->out);
	say_unused(ctl, unused, TRUE, "Not used, because nobody knows what they mean: ", "; name them with --map.");
	say_unused(ctl, unused, FALSE, "Not used, because another column is taken for it: ", ".");
}

static void tell(const Ctl *ctl, const Import *in, const ImportCount *count)
{
	g_autoptr(GString) line = g_string_new(NULL);
	Writer *out = ctl->out;

	g_string_append_printf(line,
	                       "%" G_GUINT64_FORMAT " row%s: %" G_GUINT64_FORMAT " new, %" G_GUINT64_FORMAT
	                       " updated, %" G_GUINT64_FORMAT " rejected",
	                       count->rows, count->rows == 1 ? "" : "s", count->added, count->updated, count->rejected);
	if (count->rejected && count->rejects_path)
		g_string_append_printf(line, " (see %s)", count->rejects_path);
	if (in->dry_run)
		g_string_append(line, "; nothing was kept (dry run)");
	if (g_strcmp0(count->encoding, "UTF-8") != 0)
		g_string_append_printf(line, "; read as %s", count->encoding);
	writer_say(out, NULL, count->rejected ? WRITER_BAD : WRITER_GOOD, line->str);
	if (count->rows == 0)
		writer_say(out, NULL, WRITER_PLAIN, count->format == IMPORT_CSV ? "The file has a header and no rows."
		                                                                : "The file has no rows.");
	writer_number(out, "rows", NULL, WRITER_PLAIN, (int64_t)count->rows);
	writer_number(out, "new", NULL, WRITER_PLAIN, (int64_t)count->added);
	writer_number(out, "updated", NULL, WRITER_PLAIN, (int64_t)count->updated);
	writer_number(out, "rejected", NULL, WRITER_PLAIN, (int64_t)count->rejected);
	writer_text(out, "rejects_file", NULL, WRITER_PLAIN, count->rejected ? count->rejects_path : NULL);
	writer_text(out, "format", NULL, WRITER_PLAIN, count->format == IMPORT_CSV ? "csv" : "jsonl");
	writer_text(out, "encoding", NULL, WRITER_PLAIN, count->encoding);
	writer_bool(out, "dry_run", NULL, in->dry_run);
	tell_unused(ctl, in->unused);
}

CtlExit ctl_import(Ctl *ctl, const Args *args)
{
	g_autoptr(GArray) map = import_columns_map_new();
	g_autoptr(GArray) unused = import_columns_unused_new();
	g_autofree char *fault = NULL;
	Import in = {
	        .ctl = ctl, .bar = isatty(STDERR_FILENO), .dry_run = args_has(args, "dry-run"), .unused = unused};
	ImportOptions options = {.progress = on_progress, .rejected = on_rejected, .unused = on_unused, .user = &in};
	ImportCount count;
	CtlExit code = import_options(ctl, args, map, &options);
	int r;

	if (code != CTL_OK)
		return code;
	r = import_file(&ctl->desk, &options, &count, &fault);
	end_bar(&in);
	if (in.faults > FAULTS_SHOWN)
		fprintf(stderr, "... and %" G_GUINT64_FORMAT " more\n", in.faults - FAULTS_SHOWN);
	if (r < 0)
		code = ctl_fail(ctl, ctl_exit_of_import(r), fault);
	else
		tell(ctl, &in, &count);
	if (r == 0 && count.rejected)
		code = CTL_REJECTED;
	g_free(count.rejects_path);
	return code;
}

CtlExit ctl_rejected(Ctl *ctl, const Args *args)
{
	g_autoptr(GArray) rows = NULL;
	g_autofree char *fault = NULL;
	gint64 limit;
	int r = args_number(args, "limit", 1, 100000, 50, &limit, &fault);

	if (r < 0)
		return ctl_fail(ctl, CTL_USAGE, fault);
	r = store_intake_rejected(ctl->desk.store, (guint)limit, &rows);
	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store));
	writer_list(ctl->out, "rejected", NULL, "No rejected rows.");
	for (guint i = 0; i < rows->len; i++) {
		const StoreRejected *row = &g_array_index(rows, StoreRejected, i);
		GTimeZone *zone = row->shop ? desk_shop_zone(&ctl->desk, row->shop) : NULL;
		g_autofree char *when = zones_format_short(zone, row->received_at);

		writer_row(ctl->out);
		writer_number(ctl->out, "id", "row", WRITER_PLAIN, row->id);
		writer_time(ctl->out, "received_at", "came in", row->received_at, STORE_NO_TIME, when);
		writer_text(ctl->out, "shop", "shop", WRITER_PLAIN, row->shop);
		writer_text(ctl->out, "external_id", "external id", WRITER_PLAIN, row->external_id);
		writer_text(ctl->out, "error", "error", WRITER_BAD, row->error);
	}
	writer_list_end(ctl->out);
	return CTL_OK;
}
