/* What each text of a shop costs before anything is sent: coding, segments, the character that makes it dear, the
 * price. Source: F27. */
#pragma once

#include "conf/conf.h"

typedef struct {
	const char *language, *category;
	Step step;
	guint variant;         /* 0 the first of those to choose from */
	const char *version;   /* as it is kept with each message */
	const char *code;      /* the provider's own name of it; NULL: none */
	unsigned needs;        /* bits of the fields without which it is held (template_fields()) */
	const char *origin;    /* where it was written; NULL: not known */
	TextEncoding encoding; /* of the text with short Latin values: what the text itself asks for */
	int least, most;       /* segments with short and with long values */
	int foreign;           /* with long values and a name in letters that force UCS-2 */
	gunichar forced_by;    /* 0: none */
	int forced_at;     /* its place in the text as written, from 1; 0: it comes with the shop's name or signature */
	int max_segments;  /* the shop's */
	gboolean too_long; /* with long values it is over max_segments: such a message will be held */
	const Price *price; /* of a segment; NULL: not known */
} TextReport;

/* Calls `each` for every text of the shop, by language, step and category. What `report` points to is the catalog's. */
typedef void (*TextReportEach)(const TextReport *report, void *user);
void text_report(const Conf *conf, const ConfShop *shop, TextReportEach each, void *user);
