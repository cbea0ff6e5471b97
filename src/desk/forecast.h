/* Tonight's queue against tomorrow's window: when what is planned leaves, and what would be too late. Source: F24.
 *
 * Each heap of planned steps waits for the hours that bind it (conf_case_rules()), then for its turn at its provider,
 * earliest deadline first as the daemon does it; what is left when its permitted hours end waits for the next opening.
 * Budget is in the plan already; refusals, throttling and new cases nobody can foresee. */
#pragma once

#include "desk/desk.h"
#include "store/foresight.h"

/* Nothing is looked at further ahead than this. */
#define FORECAST_FAR_S (14 * INT64_C(86400))

/* So many steps that are alike. */
typedef struct {
	int64_t due_at;
	int64_t paused_until_at;  /* not before; INT64_MAX: an open end; 0: not paused */
	int64_t deadline_at;      /* DECIDE_NEVER: none */
	int64_t count;
	guint lane;               /* index of its provider */
	gboolean aside;           /* another shop's: it takes its turn and is not counted */
	const DecideRules *rules; /* whose hours bind it, with layers and zones; NULL: none do */
} ForecastItem;

/* A provider as a row of places. */
typedef struct {
	char *provider;
	int places;       /* submits at once */
	int64_t took_us;  /* median of the newest accepted ones; FORECAST_GUESS_US when there are none */
	guint samples;
	double rate;      /* a second */
	gboolean limited; /* by its configuration: it could go faster */
} ForecastLane;
#define FORECAST_GUESS_US G_USEC_PER_SEC

typedef struct {
	int64_t from_at;
	int64_t due;  /* planned for this hour */
	int64_t sent; /* leave in it */
	int64_t late; /* of those: after their deadline, for want of speed or because of a pause */
} ForecastHour;

typedef struct {
	int64_t from_at, until_at; /* what is due in this time is looked at */
	int64_t planned;
	int64_t due;      /* of those: due at from_at */
	int64_t first_at, last_at; /* leave; STORE_NO_TIME: none does */
	int64_t late;     /* would miss a deadline that their rules would keep */
	int64_t missed_at;/* the first such deadline; STORE_NO_TIME: none */
	int64_t late_anyhow; /* their permitted hours open after the deadline: no speed helps */
	int64_t moved;    /* would still wait when their permitted hours end */
	int64_t stopped;  /* wait for a pause with an open end */
	int64_t nowhere;  /* their shop or its provider is no longer configured: they will be held */
	int64_t stuck;    /* would not leave within FORECAST_FAR_S */
	int64_t queue, queue_from_at,
	        queue_to_at; /* the longest time without a pause for breath, and how many it took */
	GArray *hours;    /* of ForecastHour: from_at's local hour up to until_at; what leaves later is in none */
	GArray *lanes;    /* of ForecastLane */
	GArray *pauses;   /* of StorePause: in force */
	GArray *loads;    /* of StoreLoad: what it was made of, of all shops */
	GTimeZone *clock; /* of the hours: the shops' own when all have one, else this machine's. Owned. */
} Forecast;

void forecast_clear(Forecast *forecast);

/* Nothing planned leaves too late or is left over. */
gboolean forecast_fits(const Forecast *forecast);

/* From the store. What is counted is of `shop` (NULL: of all), but the longest queue is everybody's: shops wait for
 * each other at their providers. `rate` a second for each provider; 0: as observed. */
int forecast_make(const Desk *desk, const char *shop, int hours, double rate, Forecast *out, char **fault);

/* The simulation alone: fills all of *out that is counted, given from_at, until_at, clock, hours and lanes. Pure. */
void forecast_run(const GArray *items, Forecast *out); /* of ForecastItem */

/* The empty hours of *out, from from_at to until_at on its clock. */
void forecast_hours(Forecast *out);
