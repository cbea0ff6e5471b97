#include "desk/report_build.h"

#include "util/nearest.h"
#include "util/order.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const ReportColumn RESPONSE[] = {
        {"week", "week", REPORT_WORDS},
        {"monday", "from Monday", REPORT_WORDS},
        {"contacts", "first contacts", REPORT_COUNT},
        {"median_s", "median", REPORT_SPAN},
        {"p90_s", "90 % within", REPORT_SPAN},
        {"target_s", "target", REPORT_SPAN},
        {"kept", "kept", REPORT_COUNT},
        {"missed", "missed", REPORT_COUNT},
        {"within_target", "within target", REPORT_SHARE},
};
static const ReportColumn MISSES[] = {
        {"cause", "cause", REPORT_WORDS},
        {"missed", "missed", REPORT_COUNT},
        {"share", "share", REPORT_SHARE},
};
static const ReportColumn SATISFACTION[] = {
        {"category", "category", REPORT_WORDS},       {"round", "round", REPORT_COUNT},
        {"agent_level", "agent level", REPORT_COUNT}, {"asked", "asked", REPORT_COUNT},
        {"satisfied", "satisfied", REPORT_COUNT},     {"unsatisfied", "not satisfied", REPORT_COUNT},
        {"no_answer", "no answer", REPORT_COUNT},     {"share_satisfied", "satisfied of answers", REPORT_SHARE},
};
static const ReportColumn CAUSES[] = {
        {"of", "of", REPORT_WORDS},
        {"value", "value", REPORT_WORDS},
        {"cases", "cases", REPORT_COUNT},
        {"share", "share", REPORT_SHARE},
};
static const ReportColumn COMPARED[] = {
        {"of", "of", REPORT_WORDS},
        {"value", "value", REPORT_WORDS},
        {"before", "before", REPORT_COUNT},
        {"share_before", "share before", REPORT_SHARE},
        {"after", "after", REPORT_COUNT},
        {"share_after", "share after", REPORT_SHARE},
        {"change", "change (points)", REPORT_CHANGE},
};
static const ReportColumn HOURS[] = {
        {"weekday", "weekday", REPORT_WORDS},
        {"hour", "hour", REPORT_COUNT},
        {"sent", "sent", REPORT_COUNT},
        {"replies", "replies", REPORT_COUNT},
};
static const ReportColumn OPTOUTS[] = {
        {"text", "text", REPORT_WORDS}, {"version", "version", REPORT_WORDS},  {"language", "language", REPORT_WORDS},
        {"sent", "sent", REPORT_COUNT}, {"optouts", "opt-outs", REPORT_COUNT}, {"share", "share", REPORT_SHARE},
};
static const ReportColumn COST[] = {
        {"month", "month", REPORT_WORDS},       {"shop", "shop", REPORT_WORDS},
        {"provider", "provider", REPORT_WORDS}, {"currency", "currency", REPORT_WORDS},
        {"messages", "messages", REPORT_COUNT}, {"segments", "segments", REPORT_COUNT},
        {"amount", "amount", REPORT_MONEY},     {"unknown", "may have left", REPORT_COUNT},
};

#define COLUMNS(table) .columns = (table), .n_columns = G_N_ELEMENTS(table)

static const struct {
	const char *name, *brief;
	const ReportColumn *columns;
	guint n_columns, n_keys;
	int (*make)(ReportBuild *b);
	gboolean list_cases;
	ReportChart chart;
	guint bars[REPORT_BARS];
} TABLE[REPORTS] = {
        [REPORT_RESPONSE] = {"response",
                             "time to first contact against target, by week",
                             COLUMNS(RESPONSE),
                             2,
                             report_response,
                             FALSE,
                             REPORT_CHART_BARS,
                             {3, 4, 8}},
        [REPORT_MISSES] = {"misses",
                           "deadlines missed, by cause",
                           COLUMNS(MISSES),
                           1,
                           report_misses,
                           TRUE,
                           REPORT_CHART_BARS,
                           {1}},
        [REPORT_SATISFACTION] = {"satisfaction",
                                 "answers by category, round and agent level",
                                 COLUMNS(SATISFACTION),
                                 3,
                                 report_satisfaction,
                                 FALSE,
                                 REPORT_CHART_BARS,
                                 {7}},
        [REPORT_CAUSES] = {"causes",
                           "cases by category, product and carrier",
                           COLUMNS(CAUSES),
                           2,
                           report_causes,
                           FALSE,
                           REPORT_CHART_BARS,
                           {3}},
        [REPORT_HOURS] = {"hours",
                          "sends and replies by weekday and hour of the customer",
                          COLUMNS(HOURS),
                          2,
                          report_hours,
                          FALSE,
                          REPORT_CHART_HEAT,
                          {2, 3}},
        [REPORT_OPTOUTS] = {"optouts",
                            "opt-outs by text version",
                            COLUMNS(OPTOUTS),
                            3,
                            report_optouts,
                            FALSE,
                            REPORT_CHART_BARS,
                            {5}},
        [REPORT_COST] = {"cost",
                         "what texts cost, by month, shop and provider",
                         COLUMNS(COST),
                         4,
                         report_cost,
                         FALSE,
                         REPORT_CHART_BARS,
                         {6}},
};

const char *report_name(ReportName name)
{
	return TABLE[name].name;
}

const char *report_brief(ReportName name)
{
	return TABLE[name].brief;
}

int report_parse(const char *word, ReportName *name, char **fault)
{
	const char *names[REPORTS + 1] = {NULL}, *near;
	g_autofree char *known = NULL;

	for (int i = 0; i < REPORTS; i++) {
		names[i] = TABLE[i].name;
		if (g_str_equal(word, names[i])) {
			*name = (ReportName)i;
			return 0;
		}
	}
	near = nearest_word(word, names);
	known = g_strjoinv(", ", (char **)names);
	*fault = near ? g_strdup_printf("there is no report \"%s\"; did you mean \"%s\"?", word, near)
	              : g_strdup_printf("there is no report \"%s\"; there are %s", word, known);
	return -EINVAL;
}

/* ---- rows ---- */

static void row_free(gpointer data)
{
	ReportRow *row = data;

	g_array_unref(row->cases);
	g_free(row->cells);
	g_free(row);
}

static void clear_cells(const Report *report, ReportRow *row)
{
	for (guint c = 0; c < report->n_columns; c++)
		g_free(row->cells[c].words);
}

void report_clear(Report *report)
{
	for (guint i = 0; report->rows && i < report->rows->len; i++)
		clear_cells(report, report->rows->pdata[i]);
	g_clear_pointer(&report->rows, g_ptr_array_unref);
	g_clear_pointer(&report->notes, g_ptr_array_unref);
	g_free(report->title);
	g_free(report->clock);
	g_free(report->shop);
	g_free(report->zone);
	*report = (Report){0};
}

void report_drop(Report *report, guint i)
{
	clear_cells(report, report->rows->pdata[i]);
	g_ptr_array_remove_index(report->rows, i);
}

ReportRow *report_row(ReportBuild *b, const char *const *keys)
{
	Report *report = b->report;
	g_autoptr(GString) key = g_string_new(NULL);
	ReportRow *row;

	/* What is not there is not the same as empty words. */
	for (guint i = 0; i < report->n_keys; i++)
		g_string_append_printf(key, "%c%s\x1f", keys[i] ? '=' : '-', keys[i] ? keys[i] : "");
	row = g_hash_table_lookup(b->by_key, key->str);
	if (row)
		return row;
	row = g_new0(ReportRow, 1);
	row->cells = g_new0(ReportCell, report->n_columns);
	row->cases = g_array_new(FALSE, FALSE, sizeof(int64_t));
	for (guint i = 0; i < report->n_columns; i++) {
		gboolean words = report->columns[i].kind == REPORT_WORDS;

		row->cells[i].there = i < report->n_keys ? keys[i] != NULL : report->columns[i].kind == REPORT_COUNT;
		if (i < report->n_keys && words)
			row->cells[i].words = g_strdup(keys[i]);
		else if (i < report->n_keys && keys[i])
			row->cells[i].number = g_ascii_strtoll(keys[i], NULL, 10);
	}
	g_ptr_array_add(report->rows, row);
	g_hash_table_insert(b->by_key, g_strdup(key->str), row);
	return row;
}

void report_count(ReportRow *row, guint column, int64_t n)
{
	row->cells[column].number += n;
	row->cells[column].there = TRUE;
}

void report_set(ReportRow *row, guint column, int64_t n)
{
	row->cells[column].number = n;
	row->cells[column].there = TRUE;
}

void report_share(ReportRow *row, guint column, int64_t part, int64_t whole)
{
	if (whole > 0)
		report_set(row, column, (part * 1000 + whole / 2) / whole);
}

void report_case(ReportRow *row, int64_t case_id)
{
	g_array_append_val(row->cases, case_id);
}

void report_note(Report *report, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(report->notes, g_strdup_vprintf(format, args));
	va_end(args);
}

char *report_level(int level)
{
	return level > 0 ? g_strdup_printf("%d", level) : NULL;
}

GDateTime *report_wall(const Desk *desk, const char *zone_name, int64_t at)
{
	GTimeZone *zone = zone_name ? zones_get(desk->zones, zone_name) : NULL;
	g_autoptr(GDateTime) moment = zone ? g_date_time_new_from_unix_utc(at) : NULL;

	return moment ? g_date_time_to_timezone(moment, zone) : NULL;
}

static void sort_cases(ReportRow *row)
{
	guint kept = 0;

	g_array_sort(row->cases, order_int64);
	for (guint i = 0; i < row->cases->len; i++) {
		int64_t id = g_array_index(row->cases, int64_t, i);

		if (kept == 0 || g_array_index(row->cases, int64_t, kept - 1) != id)
			g_array_index(row->cases, int64_t, kept++) = id;
	}
	g_array_set_size(row->cases, kept);
}

typedef struct {
	ReportBuild *b;
	StoreFactEach each;
	void *user;
} Sieve;

static int sieve(const StoreFact *fact, void *user)
{
	const Sieve *s = user;

	if (fact->whole || !s->b->filter.zone)
		return s->each(fact, s->user);
	s->b->report->lacking++;
	return 0;
}

int report_each(ReportBuild *b, FactKind kind, StoreFactEach each, void *user)
{
	return store_fact_each(b->desk->store, kind, &b->filter, sieve, &(Sieve){b, each, user});
}

/* ---- the whole ---- */

static void begin(const Desk *desk, const ReportWish *wish, Report *report, ReportBuild *b)
{
	*report = (Report){.name = wish->name,
	                   .columns = wish->measure ? COMPARED : TABLE[wish->name].columns,
	                   .n_columns = wish->measure ? (guint)G_N_ELEMENTS(COMPARED) : TABLE[wish->name].n_columns,
	                   .n_keys = TABLE[wish->name].n_keys,
	                   .rows = g_ptr_array_new_with_free_func(row_free),
	                   .notes = g_ptr_array_new_with_free_func(g_free),
	                   .list_cases = TABLE[wish->name].list_cases,
	                   .chart = TABLE[wish->name].chart};
	memcpy(report->bars, TABLE[wish->name].bars, sizeof report->bars);
	if (wish->measure) {
		report->bars[0] = 3;
		report->bars[1] = 5;
	}
	for (int day = 0; day < 7; day++)
		for (int hour = 0; hour < 24; hour++)
			report->permitted[day][hour] = -1;
	*b = (ReportBuild){
	        .desk = desk, .report = report, .by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
}

static void name_it(ReportBuild *b)
{
	Report *report = b->report;
	g_autofree char *brief = g_strdup(TABLE[report->name].brief);

	*brief = g_ascii_toupper(*brief);
	report->title = b->measure.id
	                        ? g_strdup_printf("Cases by category, product and carrier, before and after \"%s\"",
	                                          b->measure.what)
	                        : g_strdup(brief);
	if (report->shop && b->desk->conf && !conf_shop(b->desk->conf, report->shop))
		report_note(report, "The configuration has no shop \"%s\"; what is counted is of the time when it had.",
		            report->shop);
}

int report_make(const Desk *desk, const ReportWish *wish, Report *out, char **fault)
{
	g_auto(Report) report = {0};
	ReportBuild b;
	int r;

	if (wish->measure && wish->name != REPORT_CAUSES) {
		*fault = g_strdup("--measure goes with the report \"causes\" alone: it compares its two periods");
		return -EINVAL;
	}
	if (wish->within && wish->name != REPORT_OPTOUTS) {
		*fault = g_strdup("--within goes with the report \"optouts\" alone");
		return -EINVAL;
	}
	begin(desk, wish, &report, &b);
	r = report_period(wish, &b, fault);
	if (r == 0) {
		name_it(&b);
		r = TABLE[wish->name].make(&b);
		if (r < 0)
			*fault = desk_store_fault(desk, "cannot read the facts");
	}
	for (guint i = 0; i < report.rows->len; i++)
		sort_cases(report.rows->pdata[i]);
	g_hash_table_unref(b.by_key);
	store_measure_clear(&b.measure);
	if (r < 0)
		return r;
	*out = report;
	report = (Report){0};
	return 0;
}
