/* When contacts are permitted, day by day on a wall clock, with the rule behind each edge. Source: F30.
 *
 * Nothing is computed here that the daemon does not ask too: plan_hours_reason() walks over all layers and zones of
 * conf_case_rules(), and what it says is cut into local days. */
#pragma once

#include "desk/desk.h"

/* [from_at, to_at) of one verdict by one rule. */
typedef struct {
	int64_t from_at;
	int64_t to_at;
	HoursVerdict verdict;
	const Hours *layer; /* who forbids it; NULL when open */
	GTimeZone *zone;    /* on whose clock it is forbidden; NULL when open */
} WeekSpan;

/* One date of the wall clock: 24 hours, but for the dates on which the clock is set. */
typedef struct {
	int64_t from_at;
	int64_t to_at;
	GArray *spans; /* of WeekSpan, without gaps from from_at to to_at; no two neighbours alike */
} WeekDay;

void week_day_clear(WeekDay *day);

/* The first instant of a date on the zone's clock. -EINVAL: no such date in the calendar from 1970 to 9000. */
int week_date_at(GTimeZone *zone, int year, int month, int day, int64_t *at);

/* "2026-11-23". -EINVAL with *fault. */
int week_date_parse(const char *text, GTimeZone *zone, int64_t *at, char **fault);

/* `n_days` dates of the clock of `zone` from the one that holds from_at on. The rules must have layers and zones.
 * Caller unrefs. */
GArray *week_days(const DecideRules *rules, GTimeZone *zone, int64_t from_at, guint n_days); /* of WeekDay */

/* The name of a verdict, "open", "quiet", "closed", "holiday". */
const char *week_verdict_name(HoursVerdict verdict);

/* The setting that forbids a span: "quiet_hours", "permitted_hours.sms", "holidays", and whose it is when it is not the
 * shop's: "quiet_hours of the region", "quiet_hours of the customer". NULL when open. Caller frees. */
char *week_rule(const WeekSpan *span, const ConfCaseRules *rules, MessageClass message_class);

/* A day as columns of half an hour of the wall clock. A half hour is open when all of it is; one that the clock passes
 * twice counts when both are, one that it skips is WEEK_SKIPPED. */
#define WEEK_COLUMNS 48
#define WEEK_SKIPPED (-1)
void week_columns(const WeekDay *day, GTimeZone *zone, int columns[WEEK_COLUMNS]); /* HoursVerdict or WEEK_SKIPPED */

/* A time of the day as people write an edge: "08:00", "24:00" for the day's end, with seconds when it has some. Caller
 * frees. */
char *week_clock(GTimeZone *zone, int64_t at, int64_t day_ends_at);

/* One person or shop whose hours are asked for. */
typedef struct {
	char *shop;
	char *zone_name; /* the case's zone, or the shop's; NULL: not known */
	char *region;    /* NULL: not known */
	char *quiet;     /* the customer's own quiet hours; NULL: none */
	int64_t case_id; /* 0: the shop itself */
} WeekSubject;

/* What a word means: a shop of the configuration, a case (case_ref.h), or a customer's number - then every open case of
 * that customer, one for each shop and zone, or the newest closed one. NULL: all shops. The store is only read for
 * cases and numbers; desk->store NULL then gives -ENOTCONN. -EINVAL: no such thing; -ENOENT: no such case or
 * customer. */
int week_subjects(const Desk *desk, const char *word, GArray **subjects, char **fault); /* of WeekSubject */
