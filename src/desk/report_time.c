/* Reports about clocks: how long first contacts took, and at which hours things went to and fro. */
#include "desk/report_build.h"

#include "desk/week.h"

/* ---- response ---- */

enum { WEEK, MONDAY, CONTACTS, MEDIAN, P90, TARGET, KEPT, MISSED, WITHIN };

typedef struct {
	ReportBuild *b;
	GHashTable *waited;  /* ReportRow* -> GArray of int64_t */
	GHashTable *targets; /* the same */
} Response;

static void drop_array(gpointer array)
{
	g_array_unref(array);
}

static void keep(GHashTable *table, ReportRow *row, int64_t value)
{
	GArray *values = g_hash_table_lookup(table, row);

	if (!values) {
		values = g_array_new(FALSE, FALSE, sizeof(int64_t));
		g_hash_table_insert(table, row, values);
	}
	g_array_append_val(values, value);
}

/* The ISO week of the shop's clock: it may belong to another year than its day. NULL: that clock is not known. */
static ReportRow *row_of_week(Response *p, const StoreFact *fact)
{
	g_autoptr(GDateTime) wall = report_wall(p->b->desk, fact->shop_zone, fact->at);
	g_autoptr(GDateTime) monday = wall ? g_date_time_add_days(wall, 1 - g_date_time_get_day_of_week(wall)) : NULL;
	g_autofree char *week = NULL;
	g_autofree char *date = NULL;

	if (!monday)
		return NULL;
	week = g_strdup_printf("%d-W%02d", g_date_time_get_week_numbering_year(wall),
	                       g_date_time_get_week_of_year(wall));
	date = g_date_time_format(monday, "%F");
	return report_row(p->b, (const char *const[]){week, date});
}

static int response_fact(const StoreFact *fact, void *user)
{
	Response *p = user;
	gboolean contact = fact->kind == FACT_SENT || fact->kind == FACT_AGENT_CONTACTED;
	ReportRow *row;

	if (contact && !fact->first)
		return 0;
	row = row_of_week(p, fact);
	if (!row) {
		p->b->report->lacking++;
		return 0;
	}
	report_case(row, fact->case_id);
	if (contact) {
		report_count(row, CONTACTS, 1);
		keep(p->waited, row, fact->waited_s);
		return 0;
	}
	report_count(row, fact->kind == FACT_KEPT ? KEPT : MISSED, 1);
	keep(p->targets, row, fact->target_s);
	return 0;
}

static int by_value(gconstpointer a, gconstpointer b)
{
	int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;

	return one < other ? -1 : one > other;
}

/* Of an even number the middle of the middle two. */
static int64_t median(GArray *values)
{
	guint half = values->len / 2;
	int64_t upper;

	g_array_sort(values, by_value);
	upper = g_array_index(values, int64_t, half);
	return values->len % 2 ? upper : (g_array_index(values, int64_t, half - 1) + upper) / 2;
}

/* The least of which at least nine in ten are not longer (nearest rank); of sorted values. */
static int64_t nine_in_ten(const GArray *sorted)
{
	return g_array_index(sorted, int64_t, (sorted->len * 9 + 9) / 10 - 1);
}

static int by_first_words(gconstpointer a, gconstpointer b)
{
	const ReportRow *one = *(ReportRow *const *)a, *other = *(ReportRow *const *)b;

	return g_strcmp0(one->cells[0].words, other->cells[0].words);
}

int report_response(ReportBuild *b)
{
	static const FactKind KINDS[] = {FACT_SENT, FACT_AGENT_CONTACTED, FACT_KEPT, FACT_MISSED};
	g_autoptr(GHashTable) waited = g_hash_table_new_full(NULL, NULL, NULL, drop_array);
	g_autoptr(GHashTable) targets = g_hash_table_new_full(NULL, NULL, NULL, drop_array);
	Response p = {b, waited, targets};
	int r = 0;

	for (gsize i = 0; r == 0 && i < G_N_ELEMENTS(KINDS); i++)
		r = report_each(b, KINDS[i], response_fact, &p);
	for (guint i = 0; i < b->report->rows->len; i++) {
		ReportRow *row = b->report->rows->pdata[i];
		GArray *times = g_hash_table_lookup(waited, row), *aims = g_hash_table_lookup(targets, row);

		if (times) {
			report_set(row, MEDIAN, median(times));
			report_set(row, P90, nine_in_ten(times));
		}
		if (aims)
			report_set(row, TARGET, median(aims));
		report_share(row, WITHIN, row->cells[KEPT].number, row->cells[KEPT].number + row->cells[MISSED].number);
	}
	g_ptr_array_sort(b->report->rows, by_first_words);
	report_note(b->report, "Weeks are those of ISO 8601 on the shop's clock. A contact counts in the week it was "
	                       "made, a deadline in "
	                       "the week it was clear whether it was kept; so a week that is over stays as it is.");
	report_note(b->report,
	            "The target is half of all targets of the week; what was too late is still among the times.");
	return r;
}

/* ---- hours ---- */

enum { WEEKDAY, HOUR, SENT, REPLIES };

static const char *const DAYS[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

typedef struct {
	ReportBuild *b;
	guint64 no_zone;
} Hourly;

static int hour_fact(const StoreFact *fact, void *user)
{
	Hourly *p = user;
	g_autoptr(GDateTime) wall = report_wall(p->b->desk, fact->zone, fact->at);
	ReportRow *row;
	char hour[8];

	if (fact->step == STEP_CALL)
		return 0;
	if (!wall) {
		p->b->report->lacking += !fact->whole;
		p->no_zone += fact->whole;
		return 0;
	}
	g_snprintf(hour, sizeof hour, "%d", g_date_time_get_hour(wall));
	row = report_row(p->b, (const char *const[]){DAYS[g_date_time_get_day_of_week(wall) - 1], hour});
	report_count(row, fact->kind == FACT_SENT ? SENT : REPLIES, 1);
	report_case(row, fact->case_id);
	return 0;
}

static void permit_day(const WeekDay *day, GTimeZone *zone, int permitted[24])
{
	int columns[WEEK_COLUMNS];

	week_columns(day, zone, columns);
	for (int hour = 0; hour < 24; hour++) {
		gboolean open = columns[2 * hour] == HOURS_OPEN || columns[2 * hour + 1] == HOURS_OPEN;

		permitted[hour] = MAX(permitted[hour], open);
	}
}

/* The hours in which a first contact may leave, on the customer's clock. A holiday closes a date, not a weekday: two
 * weeks are looked at. */
static void permit_shop(const ReportBuild *b, const ConfShop *shop)
{
	g_auto(ConfCaseRules) rules = {0};
	GTimeZone *zone = zones_get(b->desk->zones, b->report->zone ? b->report->zone : shop->zone);
	g_autoptr(GArray) days = NULL;

	if (!zone || !conf_case_rules(b->desk->conf, b->desk->zones, shop->id, g_time_zone_get_identifier(zone),
	                              shop->region, NULL, &rules))
		return;
	days = week_days(&rules.policy.rules[CLASS_FIRST_CONTACT], zone, b->desk->now_at, 14);
	for (guint i = 0; i < days->len; i++) {
		const WeekDay *day = &g_array_index(days, WeekDay, i);
		g_autoptr(GDateTime) wall = report_wall(b->desk, g_time_zone_get_identifier(zone), day->from_at);

		if (wall)
			permit_day(day, zone, b->report->permitted[g_date_time_get_day_of_week(wall) - 1]);
	}
}

static int by_week_hour(gconstpointer a, gconstpointer b)
{
	const ReportRow *one = *(ReportRow *const *)a, *other = *(ReportRow *const *)b;
	int d = 0, e = 0;

	while (!g_str_equal(DAYS[d], one->cells[WEEKDAY].words))
		d++;
	while (!g_str_equal(DAYS[e], other->cells[WEEKDAY].words))
		e++;
	return d != e ? d - e : (int)(one->cells[HOUR].number - other->cells[HOUR].number);
}

int report_hours(ReportBuild *b)
{
	Hourly p = {b, 0};
	const Conf *conf = b->desk->conf;
	int r = report_each(b, FACT_SENT, hour_fact, &p);

	if (r == 0)
		r = report_each(b, FACT_REPLY, hour_fact, &p);
	for (guint i = 0; conf && i < conf->shops->len; i++) {
		const ConfShop *shop = conf->shops->pdata[i];

		if (!b->report->shop || g_str_equal(b->report->shop, shop->id))
			permit_shop(b, shop);
	}
	g_ptr_array_sort(b->report->rows, by_week_hour);
	report_note(b->report, "Hours are those of the customer's clock; where it is set back, both hours are one.");
	if (b->report->permitted[0][0] >= 0)
		report_note(b->report,
		            "Permitted is what the rules of today let a first contact leave in%s; it is no number of "
		            "the past.",
		            b->report->shop ? "" : ", of any shop");
	if (p.no_zone)
		report_note(b->report,
		            "%" G_GUINT64_FORMAT
		            " sends and replies were of customers whose clock nobody knew; they are not in "
		            "the picture.",
		            p.no_zone);
	return r;
}
