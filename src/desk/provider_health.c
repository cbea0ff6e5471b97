#include "config.h"

#include "core/rate.h"
#include "desk/provider_health.h"

int provider_health_list(Store *store, int64_t now_at, GArray **rows)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_local();
	int64_t day_at, day_end_at;
	int r = store_provider_health_list(store, rows);

	rate_day(zone, now_at, &day_at, &day_end_at);
	for (guint i = 0; r == 0 && i < (*rows)->len; i++) {
		StoreProviderHealth *row = &g_array_index(*rows, StoreProviderHealth, i);

		if (row->day_at < day_at)
			row->accepted_today = row->refused_today = row->unknown_today = 0;
	}
	return r;
}
