/* What each text of a shop costs before anything is sent: coding, segments, the character that makes it dear. Source:
 * F27. */
#pragma once

#include "conf/conf.h"
#include "text/segment.h"

typedef struct {
	const char *language, *category;
	Step step;
	guint variant;         /* 0 the first of those to choose from */
	const char *origin;    /* where it was written; NULL: not known */
	TextEncoding encoding; /* of the text with short Latin values: what the text itself asks for */
	int least, most;       /* segments with short and with long values */
	gunichar forced_by;    /* 0: none */
	gboolean too_long;     /* with long values it is over the shop's max_segments: such a message will be held */
} TextReport;

/* Calls `each` for every text of the shop, by language, step and category. What `report` points to is the catalog's. */
typedef void (*TextReportEach)(const TextReport *report, void *user);
void text_report(const ConfShop *shop, TextReportEach each, void *user);
