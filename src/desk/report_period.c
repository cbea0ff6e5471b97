/* The time a report is of, and on whose clock its dates are. */
#include "desk/report_build.h"

#include "conf/spans.h"
#include "desk/week.h"

#include <errno.h>

#define DAY_S INT64_C(86400)
#define DEFAULT_DAYS 30
#define AROUND_S (28 * DAY_S) /* before a measure, and after it: whole weeks, so that weekdays weigh alike */
#define WITHIN_S (7 * DAY_S)

/* The shop's clock; of several shops the one they share, or UTC. */
static const char *clock_of(const Desk *desk, const char *shop_id)
{
	const ConfShop *shop = desk->conf && shop_id ? conf_shop(desk->conf, shop_id) : NULL;
	const char *zone = shop ? shop->zone : NULL;

	if (shop_id)
		return zone ? zone : "UTC";
	for (guint i = 0; desk->conf && i < desk->conf->shops->len; i++) {
		const ConfShop *one = desk->conf->shops->pdata[i];

		if (zone && !g_str_equal(zone, one->zone))
			return "UTC";
		zone = one->zone;
	}
	return zone ? zone : "UTC";
}

/* The beginning of the date at `at`, so many days further. -EINVAL: out of the calendar. */
static int date_from(GTimeZone *zone, int64_t at, int days, int64_t *out)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
	g_autoptr(GDateTime) local = utc ? g_date_time_to_timezone(utc, zone) : NULL;
	g_autoptr(GDateTime) noon =
	        local ? g_date_time_new_utc(g_date_time_get_year(local), g_date_time_get_month(local),
	                                    g_date_time_get_day_of_month(local), 12, 0, 0)
	              : NULL;
	g_autoptr(GDateTime) day = noon ? g_date_time_add_days(noon, days) : NULL;

	return day ? week_date_at(zone, g_date_time_get_year(day), g_date_time_get_month(day),
	                          g_date_time_get_day_of_month(day), out)
	           : -EINVAL;
}

/* "30d" before now, or a date: its beginning, or its end when it is the last day. */
static int moment(const ReportBuild *b, const char *option, const char *text, GTimeZone *zone, gboolean last,
                  int64_t *at, char **fault)
{
	g_autofree char *no_span = NULL;
	g_autofree char *no_date = NULL;
	int64_t seconds = 0, day = 0;

	if (duration_parse(text, &seconds, &no_span) == 0 && seconds < b->desk->now_at) {
		*at = b->desk->now_at - seconds;
		return 0;
	}
	if (week_date_parse(text, zone, &day, &no_date) == 0 && (!last || date_from(zone, day, 1, &day) == 0)) {
		*at = day;
		return 0;
	}
	*fault = g_strdup_printf("%s: \"%s\" is neither a date nor a time before now; write it like 2026-11-23 or 30d",
	                         option, text);
	return -EINVAL;
}

static int read_measure(const ReportWish *wish, ReportBuild *b, char **fault)
{
	int r;

	if (!wish->measure)
		return 0;
	r = store_measure_get(b->desk->store, wish->measure, &b->measure);
	if (r == -ENOENT)
		*fault = g_strdup_printf("--measure: there is no measure %" G_GINT64_FORMAT
		                         "; \"measure list\" tells those there are",
		                         wish->measure);
	else if (r < 0)
		*fault = desk_store_fault(b->desk, "cannot read the measure");
	if (r < 0)
		return r;
	if (b->measure.at < b->desk->now_at)
		return 0;
	*fault = g_strdup_printf("--measure %" G_GINT64_FORMAT
	                         ": it begins only later, there is nothing after it to compare yet",
	                         wish->measure);
	return -EINVAL;
}

static int read_times(const ReportWish *wish, const ReportBuild *b, GTimeZone *zone, int64_t *since_at,
                      int64_t *until_at, char **fault)
{
	int64_t now_at = b->desk->now_at;
	int r = 0;

	*until_at = b->measure.id ? MIN(now_at, b->measure.at + AROUND_S) : now_at;
	if (wish->until)
		r = moment(b, "--until", wish->until, zone, TRUE, until_at, fault);
	if (r < 0)
		return r;
	if (b->measure.id)
		*since_at = b->measure.at - AROUND_S;
	else if (date_from(zone, *until_at - 1, 1 - DEFAULT_DAYS, since_at) < 0)
		*since_at = *until_at - DEFAULT_DAYS * DAY_S;
	if (wish->since)
		r = moment(b, "--since", wish->since, zone, FALSE, since_at, fault);
	if (r < 0)
		return r;
	if (*since_at >= *until_at) {
		*fault = wish->until
		                 ? g_strdup_printf(
		                           "--since: %s lies after --until %s; give the earlier of the two to --since",
		                           wish->since ? wish->since : "the measure's period", wish->until)
		                 : g_strdup_printf("--since: %s lies ahead, where nothing has happened yet; give a day "
		                                   "that has begun",
		                                   wish->since);
		return -EINVAL;
	}
	return 0;
}

static int check_measure_in(const ReportBuild *b, int64_t since_at, int64_t until_at, char **fault)
{
	if (!b->measure.id || (since_at < b->measure.at && b->measure.at < until_at))
		return 0;
	*fault = g_strdup_printf("--measure %" G_GINT64_FORMAT
	                         ": it is not between --since and --until; leave them out, or let them "
	                         "lie on both sides of it",
	                         b->measure.id);
	return -EINVAL;
}

static int read_within(const ReportWish *wish, ReportBuild *b, char **fault)
{
	g_autofree char *wrong = NULL;

	b->within_s = WITHIN_S;
	if (!wish->within || (duration_parse(wish->within, &b->within_s, &wrong) == 0 && b->within_s > 0))
		return 0;
	*fault = g_strdup_printf("--within: \"%s\": %s", wish->within,
	                         wrong ? wrong : "must be longer than nothing; write 7d");
	return -EINVAL;
}

int report_period(const ReportWish *wish, ReportBuild *b, char **fault)
{
	Report *report = b->report;
	const char *clock;
	GTimeZone *zone;
	int r = read_measure(wish, b, fault);

	if (r == 0)
		r = read_within(wish, b, fault);
	if (r < 0)
		return r;
	if (wish->zone && !zones_known(wish->zone)) {
		*fault = g_strdup_printf(
		        "--zone: \"%s\" is no time zone; write a name of the tz database, such as Asia/Shanghai",
		        wish->zone);
		return -EINVAL;
	}
	report->shop = g_strdup(wish->shop ? wish->shop : b->measure.shop);
	report->zone = g_strdup(wish->zone);
	clock = clock_of(b->desk, report->shop);
	zone = zones_get(b->desk->zones, clock);
	if (!zone) {
		*fault = g_strdup_printf("the tz database has no zone %s; install the package tzdata", clock);
		return -EINVAL;
	}
	report->clock = g_strdup(clock);
	r = read_times(wish, b, zone, &report->since_at, &report->until_at, fault);
	if (r == 0)
		r = check_measure_in(b, report->since_at, report->until_at, fault);
	b->filter = (StoreFactFilter){
	        .since_at = report->since_at, .until_at = report->until_at, .shop = report->shop, .zone = report->zone};
	return r;
}
