/* Which column of a table is what: names in English, Chinese and Russian, and --map for all others. */
#pragma once

#include "store/store.h"

/* The intake column a header names ("手机号", "Phone number", "phone"), or -1. Case, width, blanks and punctuation do
 * not count. */
int import_columns_find(const char *header);

/* "Column Name=phone,#4=order_no": pairs of a column of the file, by its name or its number from 1, and one of ours. A
 * name is taken before a number: a column may be called "#4". */
typedef struct {
	char *header;
	int column;
} ImportPair;
/* Appends to `pairs`. 0, or -EINVAL with *fault. */
int import_columns_parse_map(const char *text, GArray *pairs, char **fault);
GArray *import_columns_map_new(void); /* of ImportPair, frees its members */

/* A column, or key of JSON, that is not used. */
typedef struct {
	char *name;
	guint number;  /* from 1; 0: a key */
	int meaning;   /* what its name says, for which another one is taken; -1: nobody knows what it means */
	guint instead; /* the number of the one that is taken */
} ImportUnused;
GArray *import_columns_unused_new(void); /* of ImportUnused, frees its members */

typedef struct {
	int at[INTAKE_COLUMNS]; /* index in the file's header, -1: the file has no such column */
	GArray *unused;
} ImportColumns;
void import_columns_clear(ImportColumns *columns);

/* Matches a header row. `have_shop`: rows without a shop column belong to a shop given otherwise. 0; or -EINVAL with
 * *fault: a required column is missing, two columns mean the same, or the map names a column the file has not or has
 * twice. */
int import_columns_match(const GPtrArray *headers, const GArray *map, gboolean have_shop, ImportColumns *out,
                         char **fault);
