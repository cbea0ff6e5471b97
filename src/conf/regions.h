/* Reading the data files of regions. Source: regions/README.md. Internal to src/conf. Immutable once read. */
#pragma once

#include "conf/faults.h"
#include "conf/region.h"

typedef struct Regions Regions;

/* Reads every DIR/NAME.conf and the DIR/holidays/NAME.conf they name. Always gives a table, that of the good files;
 * what is wrong with the others is in the list. -ENOENT when there is no such directory (no fault is added then). Names
 * of files go into `files`, which must outlive every Place. Free with regions_free(). */
int regions_read(const char *dir, GStringChunk *files, Faults *faults, Regions **regions);
void regions_free(Regions *regions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Regions, regions_free)

/* Of that code; else of the country before the "-"; else "ZZ". code NULL: "ZZ". NULL: not even that. */
const Region *regions_find(const Regions *regions, const char *code);

/* SHA-256 (hex) of everything in the table that decides when somebody is contacted. */
const char *regions_digest(const Regions *regions);
