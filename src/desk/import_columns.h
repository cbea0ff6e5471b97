/* Which column of a table is what: names in English, Chinese and Russian, and --map for all others. */
#pragma once

#include "store/store.h"

/* The intake column a header names ("手机号", "Phone number", "phone"), or -1. Case, width, blanks and punctuation do
 * not count. */
int import_columns_find(const char *header);

/* "Column Name=phone,Other=order_no": pairs of a column of the file and one of ours; NULL for none. */
typedef struct {
	char *header;
	int column;
} ImportPair;
/* Appends to `pairs`. 0, or -EINVAL with *fault. */
int import_columns_parse_map(const char *text, GArray *pairs, char **fault);
GArray *import_columns_map_new(void); /* of ImportPair, frees its members */

typedef struct {
	int at[INTAKE_COLUMNS]; /* index in the file's header, -1: the file has no such column */
	GPtrArray *ignored;     /* of char*: headers nobody knows */
} ImportColumns;
void import_columns_clear(ImportColumns *columns);

/* Matches a header row. `have_shop`: rows without a shop column belong to a shop given otherwise. 0; or -EINVAL with
 * *fault: a required column is missing, two columns mean the same, or the map names a column the file does not have. */
int import_columns_match(const GPtrArray *headers, const GArray *map, gboolean have_shop, ImportColumns *out,
                         char **fault);
