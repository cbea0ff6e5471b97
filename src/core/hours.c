#include "core/hours.h"
#include "core/wall.h"

#include <errno.h>

/* T9 and T12: how far a wall time is looked for; a year with a holiday on each date is not a calendar. */
#define NEXT_WALL_DAYS 400

/* [from, to) seconds of the local day. */
typedef struct {
	int from;
	int to;
} Span;

/* A local date whose windows are another day's: HOURS_HOLIDAY, or the weekday it makes up for. */
typedef struct {
	int64_t day;
	int as;
} DatedDay;

struct Hours {
	GArray *windows[HOURS_DAYS]; /* of Span, by day */
	GArray *quiet[HOURS_DAYS];   /* of Span, by true weekday, tails of the day before included; none for holidays */
	GArray *dates;               /* of DatedDay, sorted */
	gboolean any_window;
};

Hours *hours_new(void)
{
	Hours *hours = g_new0(Hours, 1);

	for (int day = HOURS_MON; day < HOURS_DAYS; day++) {
		hours->windows[day] = g_array_new(FALSE, FALSE, sizeof(Span));
		hours->quiet[day] = g_array_new(FALSE, FALSE, sizeof(Span));
	}
	hours->dates = g_array_new(FALSE, FALSE, sizeof(DatedDay));
	return hours;
}

void hours_free(Hours *hours)
{
	if (!hours)
		return;
	for (int day = HOURS_MON; day < HOURS_DAYS; day++) {
		g_array_unref(hours->windows[day]);
		g_array_unref(hours->quiet[day]);
	}
	g_array_unref(hours->dates);
	g_free(hours);
}

static void span_add(GArray *spans, int from, int to)
{
	Span span = {from, to};

	if (from < to)
		g_array_append_val(spans, span);
}

int hours_add_window(Hours *hours, int day, int open_s, int close_s)
{
	if (day < HOURS_MON || day >= HOURS_DAYS || open_s < 0 || open_s >= close_s || close_s > HOURS_DAY_S)
		return -EINVAL;
	span_add(hours->windows[day], open_s, close_s);
	hours->any_window = TRUE;
	return 0;
}

int hours_add_quiet(Hours *hours, unsigned days, int from_s, int to_s)
{
	const unsigned week = (1u << HOURS_HOLIDAY) - (1u << HOURS_MON);

	if (days == 0 || (days & ~week) || from_s < 0 || from_s >= HOURS_DAY_S || to_s < 0 || to_s > HOURS_DAY_S)
		return -EINVAL;
	for (int day = HOURS_MON; day <= HOURS_SUN; day++) {
		if (!(days & (1u << day)))
			continue;
		if (from_s < to_s) {
			span_add(hours->quiet[day], from_s, to_s);
		} else {
			/* The tail falls on the next weekday whatever date the zone makes of it (T5). */
			span_add(hours->quiet[day], from_s, HOURS_DAY_S);
			span_add(hours->quiet[day == HOURS_SUN ? HOURS_MON : day + 1], 0, to_s);
		}
	}
	return 0;
}

static gint dated_day_compare(gconstpointer a, gconstpointer b)
{
	const DatedDay *x = a, *y = b;

	return x->day < y->day ? -1 : x->day > y->day;
}

/* Puts a date at its place in the sorted table; a make-up day stays when the date is a holiday too (T4). */
static int dated_day_add(Hours *hours, int year, int month, int day, int as)
{
	const int64_t epoch = 719163; /* GDate's number of 1970-01-01 */
	DatedDay dated = {.as = as};
	GDate date;
	guint place;

	if (year < 1 || year > G_MAXUINT16 || month < 1 || month > 12 || day < 1 || day > 31 ||
	    !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
		return -EINVAL;
	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
	dated.day = (int64_t)g_date_get_julian(&date) - epoch;
	if (g_array_binary_search(hours->dates, &dated, dated_day_compare, &place)) {
		if (as != HOURS_HOLIDAY)
			g_array_index(hours->dates, DatedDay, place).as = as;
		return 0;
	}
	for (place = hours->dates->len; place > 0; place--)
		if (g_array_index(hours->dates, DatedDay, place - 1).day < dated.day)
			break;
	g_array_insert_val(hours->dates, place, dated);
	return 0;
}

int hours_add_holiday(Hours *hours, int year, int month, int day)
{
	return dated_day_add(hours, year, month, day, HOURS_HOLIDAY);
}

int hours_add_workday(Hours *hours, int year, int month, int day, int as)
{
	if (as < HOURS_MON || as > HOURS_SUN)
		return -EINVAL;
	return dated_day_add(hours, year, month, day, as);
}

void hours_copy_days(Hours *hours, const Hours *from)
{
	g_array_set_size(hours->dates, 0);
	if (from->dates->len > 0)
		g_array_append_vals(hours->dates, from->dates->data, from->dates->len);
}

gboolean hours_has_windows(const Hours *hours)
{
	return hours->any_window;
}

/* Whose windows hold on that local date. */
static int windows_day(const Hours *hours, int64_t day)
{
	DatedDay key = {.day = day};
	guint place;

	if (hours->dates->len > 0 && g_array_binary_search(hours->dates, &key, dated_day_compare, &place))
		return g_array_index(hours->dates, DatedDay, place).as;
	return wall_weekday(day);
}

static gboolean spans_hold(const GArray *spans, int second)
{
	for (guint i = 0; i < spans->len; i++) {
		const Span *span = &g_array_index(spans, Span, i);

		if (span->from <= second && second < span->to)
			return TRUE;
	}
	return FALSE;
}

/* The first edge of a span after `second` and before `edge`, else `edge`. */
static int spans_edge(const GArray *spans, int second, int edge)
{
	for (guint i = 0; i < spans->len; i++) {
		const Span *span = &g_array_index(spans, Span, i);

		if (span->from > second && span->from < edge)
			edge = span->from;
		if (span->to > second && span->to < edge)
			edge = span->to;
	}
	return edge;
}

static HoursVerdict wall_verdict(const Hours *hours, const Wall *wall)
{
	int day;

	if (spans_hold(hours->quiet[wall_weekday(wall->day)], wall->second))
		return HOURS_QUIET;
	day = windows_day(hours, wall->day);
	if (spans_hold(hours->windows[day], wall->second))
		return HOURS_OPEN;
	return day == HOURS_HOLIDAY ? HOURS_CLOSED_HOLIDAY : HOURS_CLOSED;
}

/* The next instant at which the rules of the date, the date or the offset change. */
static int64_t wall_edge(const Hours *hours, GTimeZone *zone, const Wall *wall)
{
	int edge = spans_edge(hours->windows[windows_day(hours, wall->day)], wall->second, HOURS_DAY_S);

	edge = spans_edge(hours->quiet[wall_weekday(wall->day)], wall->second, edge);
	return wall_hold(zone, wall, wall->at + (edge - wall->second));
}

HoursVerdict hours_test(const Hours *hours, GTimeZone *zone, int64_t at)
{
	Wall wall = wall_at(zone, at);

	return wall_verdict(hours, &wall);
}

gboolean hours_in_window(const Hours *hours, GTimeZone *zone, int64_t at)
{
	Wall wall = wall_at(zone, at);

	return spans_hold(hours->windows[windows_day(hours, wall.day)], wall.second);
}

int64_t hours_next_edge(const Hours *hours, GTimeZone *zone, int64_t at)
{
	Wall wall = wall_at(zone, at);

	if (wall.at != at) /* outside every calendar: nothing changes there any more */
		return at < wall.at ? wall.at : INT64_MAX;
	return wall_edge(hours, zone, &wall);
}

/* The first instant >= at at which one layer permits in one zone, or one > until. */
static int64_t next_of_one(const Hours *hours, GTimeZone *zone, int64_t at, int64_t until)
{
	while (at <= until) {
		Wall wall = wall_at(zone, at);

		if (wall_verdict(hours, &wall) == HOURS_OPEN)
			break;
		at = wall_edge(hours, zone, &wall);
	}
	return at;
}

gboolean hours_next(const Hours *const *layers, guint n_layers, GTimeZone *const *zones, guint n_zones, int64_t from,
                    int64_t until, int64_t *next)
{
	guint pairs = n_layers * n_zones, agreed = 0;
	int64_t at = MAX(from, WALL_AT_MIN);

	until = MIN(until, WALL_AT_MAX);
	if (pairs == 0)
		return FALSE;
	for (guint i = 0; i < n_layers; i++)
		if (!layers[i]->any_window)
			return FALSE;
	/* Each pair may only move the instant on; when all in turn leave it where it is, it is the first for all. */
	for (guint i = 0; agreed < pairs; i = (i + 1) % pairs) {
		int64_t moved = next_of_one(layers[i % n_layers], zones[i / n_layers], at, until);

		if (moved > until)
			return FALSE;
		agreed = moved == at ? agreed + 1 : 1;
		at = moved;
	}
	*next = at;
	return TRUE;
}

/* The first instant >= at at which one layer does not permit in one zone, or `until`. */
static int64_t shut_of_one(const Hours *hours, GTimeZone *zone, int64_t at, int64_t until)
{
	while (at < until && hours_test(hours, zone, at) == HOURS_OPEN)
		at = hours_next_edge(hours, zone, at);
	return MIN(at, until);
}

int64_t hours_open_until(const Hours *const *layers, guint n_layers, GTimeZone *const *zones, guint n_zones,
                         int64_t from, int64_t until)
{
	for (guint l = 0; l < n_layers; l++)
		for (guint z = 0; z < n_zones; z++)
			until = shut_of_one(layers[l], zones[z], from, until);
	return until;
}

/* The first local second >= from that shows time_s. */
static int64_t local_showing(int64_t from, int time_s)
{
	int64_t past = (from - time_s) % WALL_DAY_S;

	if (past < 0)
		past += WALL_DAY_S;
	return past == 0 ? from : from + WALL_DAY_S - past;
}

gboolean hours_next_wall(GTimeZone *zone, int time_s, const Hours *on, int64_t after, int64_t *at)
{
	Wall wall = wall_at(zone, after);
	int64_t until = wall.at + NEXT_WALL_DAYS * (int64_t)WALL_DAY_S;
	int64_t wanted = local_showing(wall.local + 1, time_s);

	if (wall.at != after || time_s < 0 || time_s >= WALL_DAY_S)
		return FALSE;
	for (;;) {
		/* A skipped wall time lies before the stretch that begins at wall.at: the end of the gap stands for
		 * it. */
		int64_t shown = MAX(wall.at, wall.at + (wanted - wall.local));
		int64_t held = shown > wall.at ? wall_hold(zone, &wall, shown) : shown;
		Wall reached = wall_at(zone, held);

		if (held > until)
			return FALSE;
		if (reached.interval != wall.interval) {
			/* The clock was set before or just when it would have shown it. */
			int64_t passed = wall.local + (held - wall.at);

			wall = reached;
			wanted = local_showing(MIN(passed, wall.local), time_s);
		} else if (!on || on->windows[windows_day(on, (wanted - time_s) / WALL_DAY_S)]->len > 0) {
			*at = shown;
			return TRUE;
		} else {
			wanted += WALL_DAY_S;
		}
	}
}
