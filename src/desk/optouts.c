#include "desk/optouts.h"

#include "desk/rights.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "desk/case_ref.h"
#include "desk/csv_reader.h"
#include "desk/rejects.h"
#include "store/triage.h"
#include "util/zones.h"

#define BATCH 500u

static gboolean write_csv(FILE *out, const char *const *cells)
{
	g_autoptr(GPtrArray) row = g_ptr_array_new();

	for (; *cells; cells++)
		g_ptr_array_add(row, (gpointer)*cells);
	return csv_write_row(out, ',', row);
}

static char *iso(int64_t at)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(at);

	return g_date_time_format_iso8601(time);
}

static gboolean write_one(FILE *out, OptoutsFormat format, const StoreOptout *o)
{
	g_autofree char *since = iso(o->at);
	const char *const cells[] = {since, o->cause, o->actor, o->note ? o->note : "", NULL};
	json_t *row;
	gboolean good;

	/* A number is ours and E.164; the quote that defuses formulas would keep other programs from reading it. */
	if (format == OPTOUTS_CSV)
		return fprintf(out, "%s,", o->phone) > 0 && write_csv(out, cells);
	row = json_pack("{s:s, s:s, s:s, s:s, s:s*}", "phone", o->phone, "since", since, "cause", o->cause, "actor",
	                o->actor, "note", o->note);
	good = row && json_dumpf(row, out, JSON_COMPACT) == 0 && fputc('\n', out) != EOF;
	json_decref(row);
	return good;
}

int optouts_export(const Desk *desk, OptoutsFormat format, int64_t since_at, FILE *out, guint *count, char **fault)
{
	static const char *const HEAD[] = {"phone", "since", "cause", "actor", "note", NULL};
	g_autoptr(GArray) stops = NULL;
	int r = store_optout_list(desk->store, since_at, &stops);
	gboolean good;

	if (r < 0) {
		*fault = desk_store_fault(desk, "cannot read the store");
		return r;
	}
	good = format != OPTOUTS_CSV || write_csv(out, HEAD);
	for (guint i = 0; good && i < stops->len; i++)
		good = write_one(out, format, &g_array_index(stops, StoreOptout, i));
	if (!good || fflush(out) != 0) {
		*fault = g_strdup_printf("cannot write the list: %s", g_strerror(errno));
		return -EIO;
	}
	if (count)
		*count = stops->len;
	return 0;
}

typedef struct {
	const Desk *desk;
	const OptoutsSource *source;
	OptoutsCount *count;
	LineReader *lines;
	CsvReader *csv; /* NULL: JSON lines */
	guint64 line;
	int column; /* of the number; -1: not known yet */
	FILE *rejects;
	char **fault;
} Import;

static int reject(Import *in, const char *what, const char *why)
{
	g_autofree char *line = g_strdup_printf("%" G_GUINT64_FORMAT, in->line);
	const char *const cells[] = {line, what, why, NULL};
	static const char *const HEAD[] = {"line", "phone", "error", NULL};
	g_autofree char *base = g_path_get_basename(in->source->path);
	gboolean first = in->rejects == NULL;
	int r;

	if (first) {
		in->count->rejects_path =
		        in->source->rejects_path
		                ? g_strdup(in->source->rejects_path)
		                : g_strdup_printf("%s.rejects.csv", g_str_equal(base, "-") ? "optouts" : base);
		r = rejects_open(in->count->rejects_path, in->source->path, &in->rejects, in->fault);
		if (r < 0)
			return r;
	}
	in->count->rejected++;
	if (in->source->rejected)
		in->source->rejected(in->line, why, in->source->user);
	if ((first && !write_csv(in->rejects, HEAD)) || !write_csv(in->rejects, cells)) {
		*in->fault = g_strdup_printf("%s: cannot write the rejected rows: %s", in->count->rejects_path,
		                             g_strerror(errno));
		return -EIO;
	}
	return 0;
}

/* One number of the file; NULL: the row has none. */
static int put(Import *in, const char *raw)
{
	g_autofree char *why = NULL;
	PhoneNumber number;
	int64_t person_id;
	int r;

	in->count->rows++;
	if (!raw || !*raw)
		return reject(in, "", "no number; write it into column \"phone\"");
	if (case_ref_phone(in->desk, in->source->shop, raw, &number, &why) < 0)
		return reject(in, raw, why);
	r = store_person_put(in->desk->store, number.e164, number.region, phone_kind_name(number.kind),
	                     in->desk->now_at, &person_id);
	if (r == 0)
		r = store_optout_put(in->desk->store, person_id, "import", in->desk->actor, in->source->cause,
		                     in->desk->now_at);
	if (r == 0)
		in->count->added++;
	if (r == -EEXIST)
		in->count->known++;
	if (r < 0 && r != -EEXIST)
		*in->fault = desk_store_fault(in->desk, "cannot write to the store");
	return r == -EEXIST ? 0 : r;
}

static int column_of(const GPtrArray *cells)
{
	static const char *const NAMES[] = {"phone",  "number", "msisdn",  "mobile", "phone_number",
	                                    "手机号", "号码",   "телефон", "номер"};

	for (guint i = 0; i < cells->len; i++)
		for (gsize n = 0; n < G_N_ELEMENTS(NAMES); n++) {
			g_autofree char *cell = g_utf8_casefold(cells->pdata[i], -1),
			                *name = g_utf8_casefold(NAMES[n], -1);

			if (g_str_equal(cell, name))
				return (int)i;
		}
	return -1;
}

static gboolean has_digit(const char *text)
{
	return text[strcspn(text, "0123456789")] != '\0';
}

/* 1: a row was read, 0: the end. */
static int next_csv(Import *in)
{
	const CsvRow *row;
	int more = csv_reader_next(in->csv, &row), r;

	if (more <= 0)
		return more;
	in->line = row->line;
	if (!row->fault && in->column < 0) {
		in->column = column_of(row->cells);
		if (in->column >= 0)
			return 1;
		in->column = 0;
		if (!has_digit(row->cells->pdata[0])) {
			*in->fault = g_strdup_printf("line %" G_GUINT64_FORMAT
			                             ": no column \"phone\"; name the column of the numbers so",
			                             row->line);
			return -EINVAL;
		}
	}
	if (row->fault) {
		in->count->rows++;
		r = reject(in, row->raw->str, row->fault);
	} else {
		r = put(in, (guint)in->column < row->cells->len ? row->cells->pdata[in->column] : NULL);
	}
	return r < 0 ? r : 1;
}

static int next_json(Import *in)
{
	g_autoptr(GString) line = g_string_new(NULL);
	int more = line_reader_next(in->lines, line), r;
	json_t *row;

	if (more <= 0)
		return more;
	in->line++;
	g_strstrip(line->str);
	if (!*line->str)
		return 1;
	row = json_loads(line->str, 0, NULL);
	if (row) {
		const json_t *phone = json_object_get(row, "phone");
		g_autofree char *digits = json_is_integer(phone)
		                                  ? g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(phone))
		                                  : NULL;
		const char *number = digits ? digits : json_string_value(phone);

		if (number) {
			r = put(in, number);
		} else {
			in->count->rows++;
			r = reject(in, line->str, "no number; write {\"phone\": \"+8613800138000\"}");
		}
	} else {
		in->count->rows++;
		r = reject(in, line->str, "not a JSON object; write {\"phone\": \"+8613800138000\"}");
	}
	json_decref(row);
	return r < 0 ? r : 1;
}

/* Up to BATCH rows in one transaction. */
static int put_batch(Import *in)
{
	Store *store = in->desk->store;
	OptoutsCount before = *in->count;
	int more = 1, r = store_begin(store);

	for (guint i = 0; r == 0 && i < BATCH && more > 0; i++)
		more = in->csv ? next_csv(in) : next_json(in);
	if (r == 0)
		r = more < 0 ? more : store_commit(store);
	if (r == 0)
		return more;
	if (!*in->fault)
		*in->fault = r == more ? g_strdup_printf("%s: %s", in->source->path, g_strerror(-r))
		                       : desk_store_fault(in->desk, "cannot write to the store");
	store_rollback(store);
	before.rejects_path = in->count->rejects_path;
	*in->count = before;
	return r;
}

/* JSON lines by their name or their first character. */
static gboolean is_json(const char *path, LineReader *lines)
{
	return line_reader_peek(lines) == '{' || g_str_has_suffix(path, ".jsonl") ||
	       g_str_has_suffix(path, ".ndjson") || g_str_has_suffix(path, ".json");
}

int optouts_import(const Desk *desk, const OptoutsSource *source, OptoutsCount *count, char **fault)
{
	g_autoptr(LineReader) lines = NULL;
	g_autoptr(CsvReader) csv = NULL;
	Import in = {.desk = desk, .source = source, .count = count, .column = -1, .fault = fault};
	g_auto(Actor) actor = {0};
	int r;

	*count = (OptoutsCount){0};
	r = rights_check(desk, RIGHT_DO_NOT_CONTACT, &actor, fault);
	if (r < 0)
		return r;
	r = line_reader_open(source->path, source->encoding, &lines, fault);
	if (r < 0) {
		if (!*fault)
			*fault = g_strdup_printf("%s: %s", source->path, g_strerror(-r));
		return r;
	}
	csv = is_json(source->path, lines) ? NULL : csv_reader_new(lines);
	in.lines = lines;
	in.csv = csv;
	do
		r = put_batch(&in);
	while (r > 0);
	if (in.rejects && fclose(in.rejects) != 0 && r == 0) {
		*fault = g_strdup_printf("%s: cannot write the rejected rows: %s", count->rejects_path,
		                         g_strerror(errno));
		r = -EIO;
	}
	return r;
}
