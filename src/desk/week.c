#include "desk/week.h"

#include "desk/case_ref.h"
#include "util/nearest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define HALF_HOUR_S 1800
#define DAY_S INT64_C(86400)
#define CASES_OF_ONE 100u
/* Beyond 9999 GLib has no dates; before 1970 nobody complained by SMS. */
#define YEAR_FIRST 1970
#define YEAR_LAST 9000

static void clear_day(gpointer day)
{
	week_day_clear(day);
}

void week_day_clear(WeekDay *day)
{
	g_clear_pointer(&day->spans, g_array_unref);
}

static GDateTime *local_time(GTimeZone *zone, int64_t at)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);

	return g_date_time_to_timezone(utc, zone);
}

/* The date as one number that grows with it. */
static int64_t date_of(GTimeZone *zone, int64_t at)
{
	g_autoptr(GDateTime) local = local_time(zone, at);

	return (g_date_time_to_unix(local) + g_date_time_get_utc_offset(local) / G_USEC_PER_SEC) / DAY_S;
}

/* Where the next date begins. Where the clock is set back over midnight a date shows 00:00 twice: only the first
 * counts. */
static int64_t next_date(GTimeZone *zone, int64_t at)
{
	int64_t day = date_of(zone, at), next = at;

	do {
		if (!hours_next_wall(zone, 0, NULL, next, &next))
			return at + DAY_S;
	} while (date_of(zone, next) <= day);
	return next;
}

int week_date_at(GTimeZone *zone, int year, int month, int day, int64_t *at)
{
	g_autoptr(GDateTime) utc = g_date_time_new_utc(year, month, day, 0, 0, 0);
	int64_t wanted, found;

	if (!utc || year < YEAR_FIRST || year > YEAR_LAST)
		return -EINVAL;
	wanted = g_date_time_to_unix(utc) / DAY_S;
	/* No clock is further than a day from UTC. */
	for (found = g_date_time_to_unix(utc) - 2 * DAY_S; date_of(zone, found) < wanted;)
		found = next_date(zone, found);
	*at = found;
	return 0;
}

int week_date_parse(const char *text, GTimeZone *zone, int64_t *at, char **fault)
{
	int year, month, day, end = 0;

	if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 && text[end] == '\0' &&
	    week_date_at(zone, year, month, day, at) == 0)
		return 0;
	*fault = g_strdup_printf("\"%s\" is not a date; write it like 2026-11-23", text);
	return -EINVAL;
}

/* Of all that forbid, who comes first in the order the daemon names them. */
static WeekSpan span_at(const DecideRules *rules, int64_t at)
{
	WeekSpan span = {.from_at = at, .verdict = HOURS_OPEN};

	(void)plan_hours_reason(rules, at, &span.to_at);
	for (guint l = 0; l < rules->n_layers; l++) {
		for (guint z = 0; z < rules->n_zones; z++) {
			HoursVerdict one = hours_test(rules->layers[l], rules->zones[z], at);

			if (one != HOURS_OPEN && (span.verdict == HOURS_OPEN || one < span.verdict)) {
				span.verdict = one;
				span.layer = rules->layers[l];
				span.zone = rules->zones[z];
			}
		}
	}
	return span;
}

static WeekDay day_from(const DecideRules *rules, int64_t from_at, int64_t to_at)
{
	WeekDay day = {.from_at = from_at, .to_at = to_at, .spans = g_array_new(FALSE, FALSE, sizeof(WeekSpan))};

	for (int64_t at = from_at; at < to_at;) {
		WeekSpan *last = day.spans->len ? &g_array_index(day.spans, WeekSpan, day.spans->len - 1) : NULL;
		WeekSpan span = span_at(rules, at);

		at = span.to_at = MIN(span.to_at, to_at);
		if (last && last->verdict == span.verdict && last->layer == span.layer && last->zone == span.zone)
			last->to_at = span.to_at;
		else
			g_array_append_val(day.spans, span);
	}
	return day;
}

GArray *week_days(const DecideRules *rules, GTimeZone *zone, int64_t from_at, guint n_days)
{
	GArray *days = g_array_new(FALSE, FALSE, sizeof(WeekDay));
	g_autoptr(GDateTime) local = local_time(zone, from_at);
	int64_t at = from_at;

	g_array_set_clear_func(days, clear_day);
	(void)week_date_at(zone, g_date_time_get_year(local), g_date_time_get_month(local),
	                   g_date_time_get_day_of_month(local), &at);
	for (guint i = 0; i < n_days; i++) {
		int64_t to_at = next_date(zone, at);
		WeekDay day = day_from(rules, at, to_at);

		g_array_append_val(days, day);
		at = to_at;
	}
	return days;
}

static const char *const VERDICT_NAMES[] = {
	[HOURS_OPEN] = "open", [HOURS_QUIET] = "quiet", [HOURS_CLOSED] = "closed", [HOURS_CLOSED_HOLIDAY] = "holiday",
};

const char *week_verdict_name(HoursVerdict verdict)
{
	return VERDICT_NAMES[verdict];
}

char *week_rule(const WeekSpan *span, const ConfCaseRules *rules, MessageClass message_class)
{
	static const char *const WINDOWS[CLASSES] = {
		[CLASS_FIRST_CONTACT] = "permitted_hours.sms",
		[CLASS_SATISFACTION] = "permitted_hours.satisfaction",
		[CLASS_REVIEW_NOTE] = "permitted_hours.review_note",
		[CLASS_CALL] = "permitted_hours.call",
	};
	const char *rule = span->verdict == HOURS_QUIET    ? "quiet_hours"
	                   : span->verdict == HOURS_CLOSED ? WINDOWS[message_class]
	                                                   : "holidays";

	const char *whose = span->layer == rules->person                                 ? " of the customer"
	                    : span->layer == rules->layers[message_class][CONF_LAYER_SHOP] ? ""
	                                                                                   : " of the region";

	if (span->verdict == HOURS_OPEN)
		return NULL;
	return g_strconcat(rule, whose, NULL);
}

/* Of two verdicts on one column, the one that forbids; of two that forbid, as span_at(). */
static int stricter(int a, int b)
{
	if (a == WEEK_SKIPPED || b == WEEK_SKIPPED)
		return MAX(a, b);
	if (a == HOURS_OPEN || b == HOURS_OPEN)
		return MAX(a, b);
	return MIN(a, b);
}

void week_columns(const WeekDay *day, GTimeZone *zone, int columns[WEEK_COLUMNS])
{
	for (int i = 0; i < WEEK_COLUMNS; i++)
		columns[i] = WEEK_SKIPPED;
	for (guint i = 0; i < day->spans->len; i++) {
		const WeekSpan *span = &g_array_index(day->spans, WeekSpan, i);

		for (int64_t at = span->from_at; at < span->to_at;) {
			g_autoptr(GDateTime) local = local_time(zone, at);
			int second = (g_date_time_get_hour(local) * 60 + g_date_time_get_minute(local)) * 60 +
			             g_date_time_get_second(local);
			int column = second / HALF_HOUR_S;

			columns[column] = stricter(columns[column], (int)span->verdict);
			at += HALF_HOUR_S - second % HALF_HOUR_S;
		}
	}
}

char *week_clock(GTimeZone *zone, int64_t at, int64_t day_ends_at)
{
	g_autoptr(GDateTime) local = local_time(zone, at);

	if (at == day_ends_at)
		return g_strdup("24:00");
	return g_date_time_format(local, g_date_time_get_second(local) ? "%H:%M:%S" : "%H:%M");
}

/* ---- whose hours ---- */

static void clear_subject(gpointer element)
{
	WeekSubject *subject = element;

	g_free(subject->shop);
	g_free(subject->zone_name);
	g_free(subject->region);
	g_free(subject->quiet);
}

static void add_shop(GArray *subjects, const ConfShop *shop)
{
	const WeekSubject subject = {
		.shop = g_strdup(shop->id), .zone_name = g_strdup(shop->zone), .region = g_strdup(shop->region)};

	g_array_append_val(subjects, subject);
}

/* The hours of two cases differ when their shop or zone does. */
static void add_case(GArray *subjects, const StoreCase *c)
{
	const WeekSubject subject = {.shop = g_strdup(c->shop), .zone_name = g_strdup(c->zone),
	                             .region = g_strdup(c->region), .quiet = g_strdup(c->quiet), .case_id = c->id};

	for (guint i = 0; i < subjects->len; i++) {
		const WeekSubject *other = &g_array_index(subjects, WeekSubject, i);

		if (g_str_equal(other->shop, c->shop) && g_strcmp0(other->zone_name, c->zone) == 0) {
			clear_subject((gpointer)&subject);
			return;
		}
	}
	g_array_append_val(subjects, subject);
}

static int add_number(const Desk *desk, const char *phone, GArray *subjects, char **fault)
{
	StoreCaseFilter filter = {.phone = phone, .limit = CASES_OF_ONE};
	g_autoptr(GArray) cases = NULL;
	int r = store_case_list(desk->store, &filter, &cases);

	if (r == 0 && cases->len == 0) {
		filter.state = "all";
		filter.limit = 1;
		g_clear_pointer(&cases, g_array_unref);
		r = store_case_list(desk->store, &filter, &cases);
	}
	if (r < 0) {
		*fault = desk_store_fault(desk, "cannot read the customer's cases");
		return r;
	}
	for (guint i = 0; i < cases->len; i++)
		add_case(subjects, &g_array_index(cases, StoreCase, i));
	if (subjects->len > 0)
		return 0;
	*fault = g_strdup("this customer has no case");
	return -ENOENT;
}

static int add_case_named(const Desk *desk, const char *word, GArray *subjects, char **fault)
{
	StoreCase c = {0};
	int64_t case_id = 0;
	int r = case_ref_resolve(desk, word, &case_id, fault);

	if (r < 0)
		return r;
	r = store_case_get(desk->store, case_id, &c);
	if (r < 0) {
		*fault = desk_store_fault(desk, "cannot read the case");
		return r;
	}
	add_case(subjects, &c);
	store_case_clear(&c);
	return 0;
}

/* Regions are looked for by who calls, as they are nobody's week; here they are only named. Caller frees. */
static char *names_nothing(const Desk *desk, const char *word)
{
	g_autoptr(GPtrArray) shops = g_ptr_array_new();
	g_autofree char *upper = g_ascii_strup(word, -1);
	const char *near = conf_region(desk->conf, upper) ? upper : NULL;

	for (guint i = 0; i < desk->conf->shops->len; i++)
		g_ptr_array_add(shops, ((const ConfShop *)desk->conf->shops->pdata[i])->id);
	g_ptr_array_add(shops, NULL);
	if (!near)
		near = nearest_word(word, (const char *const *)shops->pdata);
	if (near)
		return g_strdup_printf("there is no shop \"%s\", and it names neither a case, a number nor a region; "
		                       "did you mean \"%s\"?",
		                       word, near);
	return g_strdup_printf(
	        "there is no shop \"%s\", and it names neither a case, a number nor a region with rules of its own, "
	        "as CN or US-FL",
	        word);
}

/* Digits may be a case's number or a customer's: only a telephone number is long and readable as one. */
static int add_word(const Desk *desk, const char *word, GArray *subjects, char **fault)
{
	const ConfShop *shop = conf_shop(desk->conf, word);
	g_autofree char *no_number = NULL;
	PhoneNumber number;
	CaseRef ref = {0};

	if (shop) {
		add_shop(subjects, shop);
		return 0;
	}
	if (!desk->store)
		return -ENOTCONN;
	if (case_ref_phone(desk, NULL, word, &number, &no_number) == 0)
		return add_number(desk, number.e164, subjects, fault);
	if (case_ref_parse(word, &ref) < 0) {
		*fault = names_nothing(desk, word);
		return -EINVAL;
	}
	case_ref_clear(&ref);
	return add_case_named(desk, word, subjects, fault);
}

int week_subjects(const Desk *desk, const char *word, GArray **subjects, char **fault)
{
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(WeekSubject));
	int r = 0;

	g_array_set_clear_func(found, clear_subject);
	if (word)
		r = add_word(desk, word, found, fault);
	else
		for (guint i = 0; i < desk->conf->shops->len; i++)
			add_shop(found, desk->conf->shops->pdata[i]);
	if (r == 0)
		*subjects = g_steal_pointer(&found);
	return r;
}
