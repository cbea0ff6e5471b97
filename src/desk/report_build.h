/* What the files of reports lend each other. */
#pragma once

#include "desk/report.h"

#include "store/report.h"

/* What a report is made with. */
typedef struct {
	const Desk *desk;
	Report *report;
	GHashTable *by_key; /* char* -> ReportRow*, borrowed from the report */
	StoreFactFilter filter;
	int64_t within_s;     /* optouts */
	StoreMeasure measure; /* causes; id 0: none */
} ReportBuild;

/* As store_fact_each(); what may be of another zone than the one asked for is counted as lacking. */
int report_each(ReportBuild *b, FactKind kind, StoreFactEach each, void *user);

/* Reads the period, shop and zone of a wish into the report and the filter; causes with a measure have a period around
 * it. */
int report_period(const ReportWish *wish, ReportBuild *b, char **fault);

/* The row whose first columns say so, made when new; words NULL: none was given. Numbers stand as words, too. */
ReportRow *report_row(ReportBuild *b, const char *const *keys);
void report_count(ReportRow *row, guint column, int64_t n);
void report_set(ReportRow *row, guint column, int64_t n);
/* part of whole, in tenths of a percent; of nothing there is no share. */
void report_share(ReportRow *row, guint column, int64_t part, int64_t whole);
void report_case(ReportRow *row, int64_t case_id);
/* Takes a row out again; no more may be looked for afterwards. */
void report_drop(Report *report, guint i);
void report_note(Report *report, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* "3" of a level, NULL of 0. Caller frees. */
char *report_level(int level);

/* The wall clock of a zone by name; NULL: there is no such zone. Caller unrefs. */
GDateTime *report_wall(const Desk *desk, const char *zone, int64_t at);

int report_response(ReportBuild *b);
int report_misses(ReportBuild *b);
int report_satisfaction(ReportBuild *b);
int report_causes(ReportBuild *b);
int report_hours(ReportBuild *b);
int report_optouts(ReportBuild *b);
int report_cost(ReportBuild *b);
