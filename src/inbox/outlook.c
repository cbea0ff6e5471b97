#include "inbox/outlook.h"

#include "util/clock.h"

typedef struct {
	BoardAhead ahead;
	int64_t until_us; /* monotonic */
} Kept;

struct Outlook {
	GHashTable *kept; /* a shop's id, "" for all, to Kept: no more than there are shops */
	int times;
};

static void kept_free(gpointer data)
{
	Kept *kept = data;

	board_ahead_clear(&kept->ahead);
	g_free(kept);
}

Outlook *outlook_new(int times)
{
	Outlook *outlook = g_new0(Outlook, 1);

	outlook->kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, kept_free);
	outlook->times = times;
	return outlook;
}

void outlook_free(Outlook *outlook)
{
	if (!outlook)
		return;
	g_hash_table_unref(outlook->kept);
	g_free(outlook);
}

void outlook_forget(Outlook *outlook)
{
	g_hash_table_remove_all(outlook->kept);
}

int outlook_get(Outlook *outlook, const Desk *desk, const char *shop, const BoardAhead **ahead, char **fault)
{
	const char *key = shop ? shop : "";
	Kept *kept = g_hash_table_lookup(outlook->kept, key);
	int64_t began_us = clock_monotonic_us(), ended_us;
	BoardAhead made;
	int r;

	/* A clock that was set back would make it come from the future. */
	if (kept && began_us < kept->until_us && kept->ahead.forecast.from_at <= desk->now_at) {
		*ahead = &kept->ahead;
		return 0;
	}
	r = board_ahead(desk, shop, &made, fault);
	if (r < 0)
		return r;
	ended_us = clock_monotonic_us();
	kept = g_new0(Kept, 1);
	*kept = (Kept){.ahead = made, .until_us = ended_us + (ended_us - began_us) * outlook->times};
	g_hash_table_insert(outlook->kept, g_strdup(key), kept);
	*ahead = &kept->ahead;
	return 0;
}
