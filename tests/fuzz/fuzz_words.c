/* Short things people write: hours, durations, dates, prices, numbers, queries, command lines. One a line. */
#include <errno.h>
#include <string.h>

#include "conf/spans.h"
#include "ctl/ctl.h"
#include "desk/case_ref.h"
#include "desk/import_columns.h"
#include "fuzz/targets.h"
#include "provider/fields.h"
#include "provider/wire.h"
#include "text/price.h"
#include "util/areas.h"
#include "util/mask.h"
#include "util/phone.h"

typedef int (*SpanReader)(Hours *hours, const char *text, char **fault);

/* A cure is what would have been accepted. */
static void must_cure(const char *what, const char *fault, SpanReader read)
{
	static const char WRITE[] = "write \"";
	const char *from = g_strrstr(fault, WRITE), *to = from ? strchr(from + strlen(WRITE), '"') : NULL;
	g_autofree char *cure = to ? g_strndup(from + strlen(WRITE), (gsize)(to - from) - strlen(WRITE)) : NULL;
	g_autoptr(Hours) hours = hours_new();
	g_autofree char *again = NULL;

	if (cure)
		fuzz_must(read(hours, cure, &again) == 0, "%s: the cure \"%s\" is taken, not: %s", what, cure, again);
}

static void read_span(const char *what, const char *line, SpanReader read)
{
	g_autoptr(Hours) hours = hours_new();
	g_autofree char *fault = NULL;
	int r = read(hours, line, &fault);

	fuzz_must(r == 0 || r == -EINVAL, "%s: %d", what, r);
	if (r < 0) {
		fuzz_must(fault && *fault, "%s: what is refused is told why", what);
		must_cure(what, fault, read);
	}
}

/* A time of day and a duration, as if they were spans, so that their cures are tried too. */
static int read_time(Hours *hours, const char *text, char **fault)
{
	int seconds = -1, r = time_of_day_parse(text, &seconds, fault);

	(void)hours;
	fuzz_must(r < 0 || (seconds >= 0 && seconds <= HOURS_DAY_S), "a time lies in the day");
	return r;
}

static int read_duration(Hours *hours, const char *text, char **fault)
{
	int64_t seconds = -1, again = -1;
	int r = duration_parse(text, &seconds, fault);

	(void)hours;
	if (r == 0) {
		g_autofree char *written = duration_format(seconds);

		fuzz_must(seconds >= 0, "a duration is none of the past");
		fuzz_must(duration_parse(written, &again, NULL) == 0 && again == seconds, "\"%s\" is written as \"%s\"",
		          text, written);
	}
	return r;
}

static void read_price(const char *line)
{
	Price price = {0}, again = {0};
	g_autofree char *written = NULL;

	if (price_parse(line, &price) < 0)
		return;
	written = price_of(&price, 1);
	fuzz_must(price.millionths >= 0 && price_parse(written, &again) == 0 && again.millionths == price.millionths &&
	                  g_str_equal(again.currency, price.currency),
	          "\"%s\" is written as \"%s\"", line, written);
}

static void read_quiet(const char *line)
{
	g_autofree char *fault = NULL;
	g_autoptr(Hours) hours = NULL;
	g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
	int r = conf_quiet_hours(line, &hours, &fault);

	if (r < 0) {
		fuzz_must(fault && *fault, "quiet hours that are refused are told why");
		return;
	}
	for (int64_t at = FUZZ_NOW, i = 0; i < 40; i++) {
		int64_t next = hours_next_edge(hours, zone, at);

		fuzz_must(next > at && next <= at + HOURS_DAY_S + 1, "an edge is ahead, at most a day");
		fuzz_must(hours_test(hours, zone, at) == hours_test(hours, zone, next - 1),
		          "between edges nothing changes");
		at = next;
	}
}

void fuzz_times(gpointer state, const char *bytes, gsize length)
{
	g_auto(GStrv) lines = g_strsplit(bytes, "\n", 64);

	(void)state, (void)length;
	for (char **line = lines; *line; line++) {
		read_span("window", *line, span_add_window);
		read_span("quiet", *line, span_add_quiet);
		read_span("holiday", *line, span_add_holiday);
		read_span("workday", *line, span_add_workday);
		read_span("time", *line, read_time);
		read_span("duration", *line, read_duration);
		read_quiet(*line);
		read_price(*line);
		span_last_day(*line);
	}
}

static void must_hide(const char *e164)
{
	g_autofree char *masked = mask_number(e164);
	guint hidden = 0;

	for (const char *at = masked; *at; at++)
		hidden += *at == '*';
	fuzz_must(hidden >= 3, "%s is masked, not %s", e164, masked);
}

/* Dialled from everywhere: from no country, and from three. */
void fuzz_phone(gpointer state, const char *bytes, gsize length)
{
	static const char *const FROM[] = {NULL, "CN", "US", "RU"};

	(void)state, (void)length;
	g_free(mask_number(bytes));
	for (gsize i = 0; i < G_N_ELEMENTS(FROM); i++) {
		PhoneNumber number, again;
		const char *why = NULL, *zones[4];

		if (phone_parse(bytes, FROM[i], &number, &why) < 0) {
			fuzz_must(why && *why, "a number that is refused is told why");
			continue;
		}
		fuzz_must(number.e164[0] == '+' && number.e164[1] &&
		                  strspn(number.e164 + 1, "0123456789") == strlen(number.e164 + 1) &&
		                  strlen(number.e164) <= 16,
		          "\"%s\" is E.164", number.e164);
		fuzz_must(phone_parse(number.e164, NULL, &again, &why) == 0 && g_str_equal(again.e164, number.e164) &&
		                  g_str_equal(again.region, number.region) && again.kind == number.kind,
		          "%s is read as itself again", number.e164);
		must_hide(number.e164);
		fuzz_must(areas_place_zones(areas_place(number.e164, number.region), zones, 4) <= 4, "zones fit");
		areas_zone(number.e164);
	}
}

/* A query as a webhook brings it: all readers agree, and written again it says the same. */
void fuzz_query(gpointer state, const char *bytes, gsize length)
{
	g_autoptr(GHashTable) query = http_query_parse(bytes, length);
	g_autoptr(GArray) fields = fields_of_form(bytes, length);
	g_autoptr(GHashTable) again = NULL;
	g_autoptr(GString) written = g_string_new(NULL);
	GHashTableIter iter;
	gpointer name, value;

	(void)state;
	/* One of them takes a NUL in a value as well: customers' texts have some. */
	if (strlen(bytes) == length)
		fuzz_must(!query || fields, "what one reader takes the other takes");
	if (!query)
		return;
	g_hash_table_iter_init(&iter, query);
	while (g_hash_table_iter_next(&iter, &name, &value)) {
		g_autofree char *cleaned = wire_query_field(bytes, name);

		fuzz_must(!fields || fields_get(fields, name), "\"%s\" is found by both", (char *)name);
		fuzz_must_be_line("a field", cleaned);
		http_query_add(written, name, value);
	}
	again = http_query_parse(written->str, written->len);
	fuzz_must(again && g_hash_table_size(again) == g_hash_table_size(query), "as many names again");
	g_hash_table_iter_init(&iter, query);
	while (g_hash_table_iter_next(&iter, &name, &value))
		fuzz_must(g_strcmp0(g_hash_table_lookup(again, name), value) == 0, "\"%s\" is the same again",
		          (char *)name);
}

static void read_words(int argc, char **argv, const Command *command)
{
	Args args;
	g_autofree char *fault = NULL;
	gint64 number = -1;
	int r = args_parse(argc, argv, command ? command->options : NULL, commands_global_options(), !command, &args,
	                   &fault);

	if (r < 0) {
		fuzz_must(r == -EINVAL && fault && *fault, "a command line that is refused is told why");
		return;
	}
	for (const ArgsOption *o = command && command->options ? command->options : commands_global_options(); o->name;
	     o++) {
		g_autofree char *why = NULL;

		fuzz_must(!args_has(&args, o->name) || !o->value || args_value(&args, o->name), "--%s has a value",
		          o->name);
		if (o->value && args_number(&args, o->name, 1, 50, 7, &number, &why) == 0)
			fuzz_must(number >= 1 && number <= 50, "a number lies in its range");
	}
	for (guint i = 0; i < args_words(&args); i++)
		fuzz_must(args_word(&args, i), "a word is there");
	fuzz_must(!args_word(&args, args_words(&args)), "the last word is the last");
	args_clear(&args);
}

/* A word a line, for every command; each also as a case, and as a map of columns. */
void fuzz_arguments(gpointer state, const char *bytes, gsize length)
{
	g_auto(GStrv) words = g_strsplit(bytes, "\n", 32);
	g_autoptr(GPtrArray) argv = g_ptr_array_new();

	(void)state, (void)length;
	g_ptr_array_add(argv, (gpointer) "followupctl");
	for (char **word = words; *word; word++) {
		g_autoptr(GArray) map = import_columns_map_new();
		g_autofree char *fault = NULL;
		CaseRef ref = {0};

		g_ptr_array_add(argv, *word);
		if (case_ref_parse(*word, &ref) == 0)
			fuzz_must(ref.id > 0 || (ref.shop && ref.name), "a case is named");
		case_ref_clear(&ref);
		fuzz_must(import_columns_parse_map(*word, map, &fault) == 0 || fault,
		          "a map that is refused is told why");
		fuzz_must(import_columns_find(*word) < INTAKE_COLUMNS, "a header is a column, or none");
	}
	g_ptr_array_add(argv, NULL);
	read_words((int)argv->len - 1, (char **)argv->pdata, NULL);
	for (const Command *command = commands_table(); command->name; command++)
		read_words((int)argv->len - 1, (char **)argv->pdata, command);
}
