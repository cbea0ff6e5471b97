/* A file of complaints into the case store: every row on its own, so that a bad one stops no other. */
#pragma once

#include "desk/desk.h"
#include "desk/import_rows.h"

typedef struct {
	guint64 rows, added, updated, rejected; /* rows = added + updated + rejected */
	goffset offset, size;                   /* bytes of the file read, and in all */
	ImportFormat format;
	const char *encoding; /* as it was read; static */
	char *rejects_path;   /* where rejected rows are, or would be; NULL: nowhere. Caller frees */
} ImportCount;

typedef struct {
	ImportSource source;
	const char *rejects_path; /* where rejected rows go, made when there is one; NULL: "NAME.rejects.csv" or
	                           * ".jsonl" in the current directory, for a dry run nowhere */
	gboolean dry_run;         /* check everything, keep nothing; some 40 bytes of memory a new case */
	/* All may be NULL. `progress` comes after each commit: the caller may ring the daemon there. */
	void (*progress)(const ImportCount *count, void *user);
	void (*rejected)(guint64 line, const char *fault, void *user);
	void (*unused)(const ImportUnused *column, void *user); /* at the end, of each such */
	void *user;
} ImportOptions;

/* 0, also when rows were rejected; or a negative errno with *fault when the file cannot be read, the rejects cannot be
 * written or the store fails. *count is set in every case; what it counts is in the store (but for a dry run). */
int import_file(const Desk *desk, const ImportOptions *options, ImportCount *count, char **fault);

/* One case told as KEY=VALUE words. 0 and *result, *case_id; -EINVAL with *fault when a word is none of ours or the row
 * is refused; else the store's errno. */
int import_words(const Desk *desk, const char *const *words, IntakeResult *result, int64_t *case_id, char **fault);
