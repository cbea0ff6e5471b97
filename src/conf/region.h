/* What is known about one region customers live in. Source: regions/README.md, which says what each value means. */
#pragma once

#include "core/budget.h"
#include "core/hours.h"
#include "core/types.h"

/* On what a preset rests. All but courtesy are floors: a shop may narrow, never widen them. */
typedef enum { BASIS_COURTESY, BASIS_CODE, BASIS_PROVIDER, BASIS_OPERATOR, BASIS_LAW, BASES } RegionBasis;

const char *region_basis_name(RegionBasis basis);

#define REGION_CAPS_MAX 4
#define REGION_ZONES_MAX 32

typedef struct {
	Hours *hours; /* with the region's holidays and make-up days */
	char *spans;  /* the same as written, "mon-fri 09:00-21:00, sat 10:00-18:00": for sentences */
	RegionBasis basis;
	gboolean verified; /* read at its source */
	char *note;        /* NULL: none */
	gboolean consent_needed;
	Cap caps[REGION_CAPS_MAX];
	guint n_caps;
} RegionClass;

typedef struct {
	char *code; /* "CN", "US-FL"; "ZZ" for all without a file of their own */
	char *name;
	char **zones; /* all there are, NULL-terminated */
	gboolean two_way;          /* a customer's answer to a text arrives, with the right kind of sender */
	gboolean two_way_verified; /* read at its source */
	char *two_way_note;        /* by which sender, or why not; NULL: none */
	char *holidays;       /* "CN"; NULL: holidays make no difference */
	guint32 last_holiday; /* Julian day (GDate's) of the newest one known; 0: none */
	RegionClass classes[CLASSES];
	char **facts; /* "Fact (source, source)", in the file's order, NULL-terminated: for people, they decide
	               * nothing */
} Region;
