/* What of the store is counted for metrics: by indexes, when somebody asks. Part of the contract of store.h. No figure
 * names a person. */
#pragma once

#include "store/store.h"

typedef enum {
	FIGURE_CASES,      /* state */
	FIGURE_STEPS,      /* state: planned, due, sending */
	FIGURE_HELD,       /* step, rule */
	FIGURE_UNKNOWN,    /* provider */
	FIGURE_OLDEST_DUE, /* when; no row: nothing is due */
	FIGURE_SLA_RISK,   /* shop */
	FIGURE_SLA_MISSED, /* shop, cause; deadlines of the last day */
	FIGURE_UNREAD,     /* replies */
	FIGURE_UNMATCHED_REPLIES,
	FIGURE_UNMATCHED_RECEIPTS,
	FIGURE_UNREADABLE, /* inbound rows that could not be understood */
	FIGURE_INTAKE,     /* state: waiting, rejected */
	FIGURE_ALARMS,     /* kind; those that stand */
	FIGURE_TELLING,    /* channel; notices that wait for it */
	FIGURE_PAUSES,
	FIGURE_REFUSALS, /* provider, cause; ever */
	FIGURES
} Figure;

#define FIGURE_LABELS 3

typedef struct {
	char *labels[FIGURE_LABELS]; /* NULL: it has no more */
	int64_t value;
} StoreFigure;

/* Reads alone, outside a transaction or inside one. */
int store_figures(Store *store, Figure figure, int64_t now_at, GArray **rows); /* of StoreFigure */
