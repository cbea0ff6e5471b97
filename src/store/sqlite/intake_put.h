/* What the two ways for rows of the shop's tools share: the door (intake.c) and files (bulk.c). */
#pragma once

#include "store/sqlite/db.h"
#include "store/intake_check.h"

#define INTAKE_ACTOR "shop" /* whose tools write the rows */

/* The row of table cases, and nothing of what belongs to it. 1 and *case_id; 0: there is one of that external id; or a
 * negative errno. */
int intake_insert_case(Store *store, const IntakeChecked *checked, int64_t person_id, int64_t now_at, int64_t *case_id);

/* As store_intake_put(), of a row that was looked at. */
int intake_put_checked(Store *store, const IntakeChecked *checked, int64_t now_at, IntakeResult *result,
                       int64_t *case_id, char **fault);

/* Ends the mark around one row with what came of it: an error that only this row can have takes its writes back and
 * rejects it, in words that end in `cure`. 0 or negative errno. */
int intake_put_end(Store *store, int error, const char *external_id, const char *cure, IntakeResult *result,
                   int64_t *case_id, char **fault);
