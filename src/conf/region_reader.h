/* What reading the data files of regions needs in all of its parts. Internal to src/conf. */
#pragma once

#include "conf/region_fields.h"
#include "conf/regions.h"

/* One file of holidays, read once for all regions that name it. */
typedef struct {
	char **holidays, **workdays; /* as written */
	Hours *days;                 /* the same, without windows */
	guint32 last;
} RegionDays;

typedef struct {
	const char *dir;
	GStringChunk *files;
	Faults *faults;
	GHashTable *days;  /* of RegionDays, by name; NULL value: the file has a fault that has been said */
	GHashTable *zones; /* names that are known to be in the tz database */
	GChecksum *sum;
	const Tree *tree; /* the file that is being read */
} RegionReader;

/* Puts each string of the list `key` into something; FALSE when `take` refuses one: the fault names its line. */
typedef int (*RegionTaker)(void *into, const char *text, char **fault);
gboolean region_take_list(const RegionReader *r, const config_setting_t *group, const char *prefix, const char *key,
                          RegionTaker take, void *into);

/* FALSE, and a fault, when the file's code is not `expected`. */
gboolean region_check_code(const RegionReader *r, const config_setting_t *root, const char *expected);

/* region_days.c: the holidays a region names, NULL when its file is not there or has a fault (which is in the list
 * then). */
const RegionDays *region_days_find(RegionReader *r, const config_setting_t *root, const char *name);
void region_days_free(void *days);
