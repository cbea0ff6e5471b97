#include "core/budget.h"
#include "core/wall.h"

/* Two instants of one local date are never further apart, also where a zone lived the same date twice. */
#define SAME_DATE_S (3 * WALL_DAY_S)

/* The contact that has exactly `later` others after it; equal ones are told apart by their place. */
static int64_t contact_before(const int64_t *contacts, guint n_contacts, int later)
{
	for (guint i = 0; i < n_contacts; i++) {
		int after = 0;

		for (guint j = 0; j < n_contacts; j++)
			after += contacts[j] > contacts[i] || (contacts[j] == contacts[i] && j > i);
		if (after == later)
			return contacts[i];
	}
	g_assert_not_reached();
}

/* T7, {max,seconds}: the first instant >= at with fewer than max contacts later than `seconds` before it. */
static int64_t rolling_next(const Cap *cap, const int64_t *contacts, guint n_contacts, int64_t at)
{
	int64_t since = wall_add(at, -cap->seconds);
	int counted = 0;

	for (guint i = 0; i < n_contacts; i++)
		counted += contacts[i] > since;
	if (counted < cap->max)
		return at;
	/* Free when the max-th latest contact is `seconds` old. */
	return wall_add(contact_before(contacts, n_contacts, cap->max - 1), cap->seconds);
}

static gboolean day_is_full(const Cap *cap, const int64_t *contacts, guint n_contacts, GTimeZone *zone,
                            const Wall *wall)
{
	int counted = 0;

	for (guint i = 0; i < n_contacts; i++) {
		if (contacts[i] < wall->at - SAME_DATE_S || contacts[i] > wall->at + SAME_DATE_S)
			continue;
		counted += wall_at(zone, contacts[i]).day == wall->day;
	}
	return counted >= cap->max;
}

/* T7, {max,per:"local_day"}: the first instant >= at on a date with fewer than max contacts, in one zone. */
static int64_t day_next(const Cap *cap, const int64_t *contacts, guint n_contacts, GTimeZone *zone, int64_t at,
                        int64_t until)
{
	while (at <= until) {
		Wall wall = wall_at(zone, at);

		if (!day_is_full(cap, contacts, n_contacts, zone, &wall))
			break;
		/* Not midnight to midnight at once: a fold may bring the date of yesterday back. */
		at = wall_hold(zone, &wall, wall.at + (WALL_DAY_S - wall.second));
	}
	return at;
}

gboolean budget_next(const Cap *caps, guint n_caps, const int64_t *contacts, guint n_contacts, GTimeZone *const *zones,
                     guint n_zones, int64_t from, int64_t until, int64_t *next)
{
	int64_t at = MAX(from, WALL_AT_MIN), before;

	until = MIN(until, WALL_AT_MAX);
	for (guint i = 0; i < n_caps; i++)
		if (caps[i].max <= 0)
			return FALSE;
	do {
		before = at;
		for (guint i = 0; i < n_caps; i++) {
			if (caps[i].seconds > 0)
				at = rolling_next(&caps[i], contacts, n_contacts, at);
			else
				for (guint z = 0; z < n_zones; z++)
					at = day_next(&caps[i], contacts, n_contacts, zones[z], at, until);
			if (at > until)
				return FALSE;
		}
	} while (at != before);
	if (at > until)
		return FALSE;
	*next = at;
	return TRUE;
}
