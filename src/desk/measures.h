/* Measures: what was done against a cause, from when on, whose it is and by when (F52). The report "causes" compares
 * the time before one with the time after it. */
#pragma once

#include "desk/desk.h"
#include "store/report.h"

typedef struct {
	const char *what;  /* a few words */
	const char *shop;  /* NULL: all */
	const char *from;  /* a date, from its beginning on; NULL: from now on */
	const char *owner; /* NULL: who marks it */
	const char *due;   /* a date, until its end; NULL: none */
} MeasureWish;

/* -EINVAL: *fault names option, value and cure; -EPERM. */
int measure_add(const Desk *desk, const MeasureWish *wish, int64_t *id, char **fault);
/* -ENOENT, -EEXIST: there is none, or it is done already. */
int measure_done(const Desk *desk, int64_t id, char **fault);
/* Of `shop` (NULL: any) and of all shops; open ones alone unless `all`. */
int measure_list(const Desk *desk, const char *shop, gboolean all, GArray **measures,
                 char **fault); /* of StoreMeasure */

/* The clock its dates are of. Owned by desk->zones. */
GTimeZone *measure_clock(const Desk *desk, const char *shop);
