#include "desk/sla_report.h"

static void clear_keeper(gpointer element)
{
	g_free(((SlaKeeper *)element)->name);
}

static void count_keeper(GArray *keepers, const char *name)
{
	SlaKeeper fresh = {.kept = 1};

	for (guint i = 0; i < keepers->len; i++) {
		SlaKeeper *keeper = &g_array_index(keepers, SlaKeeper, i);

		if (g_strcmp0(keeper->name, name) == 0) {
			keeper->kept++;
			return;
		}
	}
	fresh.name = g_strdup(name);
	g_array_append_val(keepers, fresh);
}

static int by_kept(gconstpointer a, gconstpointer b)
{
	const SlaKeeper *one = a, *other = b;

	if (one->kept != other->kept)
		return one->kept > other->kept ? -1 : 1;
	return g_strcmp0(one->name, other->name);
}

static int local_hour(GTimeZone *zone, int64_t at)
{
	g_autoptr(GTimeZone) utc = zone ? NULL : g_time_zone_new_utc();
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(at);
	g_autoptr(GDateTime) local = time ? g_date_time_to_timezone(time, zone ? zone : utc) : NULL;

	return local ? g_date_time_get_hour(local) : 0;
}

static void count_row(const Desk *desk, const StoreSla *row, SlaReport *report)
{
	SlaCount *hour = &report->hours[local_hour(desk_shop_zone(desk, row->shop), row->complaint_at)];
	SlaCount *level = &report->levels[row->level > 0 && row->level < SLA_LEVELS ? row->level : 0];

	if (row->frozen_at == STORE_NO_TIME) {
		report->open++;
	} else if (row->missed) {
		report->all.missed++;
		hour->missed++;
		level->missed++;
		report->causes[row->cause]++;
	} else if (row->met_at == STORE_NO_TIME) {
		report->withdrawn++;
	} else {
		report->all.kept++;
		hour->kept++;
		level->kept++;
		count_keeper(report->keepers, row->met_by);
	}
}

int sla_report(const Desk *desk, const char *shop, int64_t since_at, SlaReport *out, char **fault)
{
	SlaReport report = {0};
	int r = store_sla_list(desk->store, shop, since_at, &report.rows);

	if (r < 0) {
		*fault = desk_store_fault(desk, "cannot read the deadlines");
		return r;
	}
	report.keepers = g_array_new(FALSE, FALSE, sizeof(SlaKeeper));
	g_array_set_clear_func(report.keepers, clear_keeper);
	for (guint i = 0; i < report.rows->len; i++)
		count_row(desk, &g_array_index(report.rows, StoreSla, i), &report);
	g_array_sort(report.keepers, by_kept);
	*out = report;
	return 0;
}

void sla_report_clear(SlaReport *report)
{
	g_clear_pointer(&report->rows, g_array_unref);
	g_clear_pointer(&report->keepers, g_array_unref);
}

guint sla_percent(guint part, guint whole)
{
	return whole ? (part * 100 + whole / 2) / whole : 0;
}

char *sla_words(const Desk *desk, int64_t case_id, GTimeZone *zone, gboolean *frozen)
{
	g_autoptr(GArray) rows = NULL;
	g_autofree char *deadline = NULL;
	const StoreSla *row;

	if (store_sla_of_case(desk->store, case_id, &rows) < 0 || rows->len == 0)
		return NULL;
	row = &g_array_index(rows, StoreSla, rows->len - 1);
	deadline = zones_format_short(zone, row->deadline_at);
	if (frozen)
		*frozen = row->frozen_at != STORE_NO_TIME;
	if (row->frozen_at == STORE_NO_TIME)
		return g_strdup_printf("deadline %s open", deadline);
	if (row->missed)
		return g_strdup_printf("deadline %s missed: %s", deadline, miss_cause_text(row->cause));
	if (row->met_at == STORE_NO_TIME)
		return g_strdup_printf("deadline %s: the case was over before", deadline);
	return g_strdup_printf("deadline %s kept by %s", deadline, row->met_by);
}
