/* Figures as text for Prometheus and its like: OpenMetrics 1.0. Source: RFC draft-richih-opsawg-openmetrics (HELP, TYPE
 * and UNIT once a family, samples of a family together, label values escaped, "# EOF" at the end). Pure. */
#pragma once

#include <glib.h>
#include <stdint.h>

#define OPENMETRICS_TYPE "application/openmetrics-text; version=1.0.0; charset=utf-8"
#define OPENMETRICS_LABELS 3

typedef enum {
	OPENMETRICS_GAUGE,
	OPENMETRICS_COUNTER,
	OPENMETRICS_INFO,
	OPENMETRICS_STATESET,
	OPENMETRICS_KINDS
} OpenmetricsKind;

typedef struct {
	const char *name; /* [a-z0-9_]+; without "_total" and "_info", with the unit at its end */
	OpenmetricsKind kind;
	const char *unit; /* "seconds"; NULL: none */
	const char *help;
	const char *labels[OPENMETRICS_LABELS]; /* their names, NULL after the last; of a stateset the last is the
	                                           family's name */
} OpenmetricsFamily;

/* Begins a family: what is told of it before its samples. */
void openmetrics_family(GString *text, const OpenmetricsFamily *family);

/* One sample; `values` of its labels, NULL counts as "". Any bytes may stand in them: what is no UTF-8 is replaced. */
void openmetrics_sample(GString *text, const OpenmetricsFamily *family, const char *const *values, int64_t number);

/* Nothing may follow. */
void openmetrics_end(GString *text);
