/* Opt-outs as lists: out to a provider or another tool, in from them, and what made people stop (F16, F52). */
#pragma once

#include "desk/desk.h"

#include <stdio.h>

typedef enum { OPTOUTS_CSV, OPTOUTS_JSONL } OptoutsFormat;

/* Writes the stops in force that began since then (STORE_NO_TIME: all), numbers in full: phone, since, cause, actor,
 * note. *count (may be NULL) tells how many. -EIO: the stream fails. */
int optouts_export(const Desk *desk, OptoutsFormat format, int64_t since_at, FILE *out, guint *count, char **fault);

typedef struct {
	const char *path;  /* "-": standard input */
	const char *encoding; /* of line_reader_open() */
	const char *cause; /* written down with each: where the list is from; NULL: nothing */
	const char *shop;  /* numbers without country code are read as dialled from it; NULL: as all shops agree */
	const char *rejects_path; /* where bad rows go, made when there is one; NULL: "NAME.rejects.csv" here */
	void (*rejected)(guint64 line, const char *fault, void *user); /* may be NULL */
	void *user;
} OptoutsSource;

typedef struct {
	guint64 rows, added, known, rejected; /* rows = added + known + rejected */
	char *rejects_path;                   /* NULL: nothing was rejected. Caller frees */
} OptoutsCount;

/* Puts every number of a file under a stop of cause "import": CSV with a column "phone" (or one of that meaning;
 * other columns are left alone) or without a head and the number first, or JSON lines with "phone". A stop in force
 * stays as it is, so the same list again changes nothing. A bad row is set aside with its line and stops no other.
 * *count is set in every case. */
int optouts_import(const Desk *desk, const OptoutsSource *source, OptoutsCount *count, char **fault);
