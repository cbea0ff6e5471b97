/* Reports: how it went, in numbers that stay (F51, F52). Each is made of facts (store/report.h) that were written when
 * the thing happened, so that a report of a time that is over says the same whenever it is asked for.
 *
 * A report is one structure; text, JSON, CSV and HTML are writers of it that add nothing. Nothing in it is personal: no
 * customer, no agent by name (B11), agents by level alone. */
#pragma once

#include "desk/desk.h"

typedef enum {
	REPORT_RESPONSE,
	REPORT_MISSES,
	REPORT_SATISFACTION,
	REPORT_CAUSES,
	REPORT_HOURS,
	REPORT_OPTOUTS,
	REPORT_COST,
	REPORTS
} ReportName;
const char *report_name(ReportName name);
const char *report_brief(ReportName name); /* "time to first contact, by week" */
int report_parse(const char *word, ReportName *name, char **fault);

typedef enum {
	REPORT_WORDS,
	REPORT_COUNT,
	REPORT_SPAN,   /* seconds */
	REPORT_SHARE,  /* tenths of a percent */
	REPORT_CHANGE, /* the same, with its sign: a difference of two shares */
	REPORT_MONEY,  /* millionths */
} ReportKind;

typedef struct {
	const char *key;   /* "median_s": in JSON and CSV */
	const char *label; /* for people */
	ReportKind kind;
} ReportColumn;

typedef struct {
	char *words;    /* REPORT_WORDS; NULL: none was given */
	int64_t number; /* the other kinds */
	gboolean there; /* FALSE: there is no such number, which is not 0 */
} ReportCell;

typedef struct {
	ReportCell *cells; /* as many as columns */
	GArray *cases;     /* of int64_t, ascending, each once: what is behind the numbers */
} ReportRow;

typedef enum { REPORT_CHART_BARS, REPORT_CHART_HEAT } ReportChart;

#define REPORT_BARS 3

typedef struct {
	ReportName name;
	char *title;
	int64_t since_at, until_at; /* [since_at, until_at) */
	char *clock;                /* the zone that dates of the period are of */
	char *shop;                 /* NULL: all */
	char *zone;                 /* the customers'; NULL: all */
	const ReportColumn *columns;
	guint n_columns;
	guint n_keys;        /* so many first columns say what a row is about */
	GPtrArray *rows;     /* of ReportRow */
	GPtrArray *notes;    /* of char*: sentences on how to read it */
	guint64 lacking;     /* facts of that time that lack what the report is about, and are not in it */
	gboolean list_cases; /* people want to see the cases beside each row */
	ReportChart chart;
	guint bars[REPORT_BARS]; /* columns to draw, 0: no more; of a heat map the counts, whose keys are weekday and
	                            hour */
	int permitted[7][24];    /* of a heat map: 1 permitted, 0 not, -1 not known */
} Report;
void report_clear(Report *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Report, report_clear)

/* What is asked for, as people write it; all but the name may be NULL or 0. */
typedef struct {
	ReportName name;
	const char *since, *until; /* a date, or a span before now ("30d"); both days are in */
	const char *shop, *zone;
	int64_t measure;    /* causes: compare before and after it */
	const char *within; /* optouts: how long after a text a stop is counted as of it ("7d") */
} ReportWish;

/* 0; -EINVAL: *fault names option, value and cure; -ENOENT: no such measure. */
int report_make(const Desk *desk, const ReportWish *wish, Report *out, char **fault);

/* ---- the writers ---- */

/* A cell as people read it: "1h20min", "83 %", "0.135"; "none" and "-" for what is not there. Caller frees. */
char *report_cell_text(const ReportColumn *column, const ReportCell *cell);

/* "1 to 30 Nov 2026" with clock, shop and zone. Caller frees. */
char *report_span_text(const Report *report);

/* "12 rows lack ...", or NULL when nothing is lacking. Caller frees. */
char *report_lacking_text(const Report *report);

char *report_json(const Report *report); /* one document. Caller frees. */
char *report_csv(const Report *report);  /* RFC 4180, formulas defused. Caller frees. */
char *report_html(const Report *report); /* a page that needs nothing else. Caller frees. */
