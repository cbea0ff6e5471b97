#include "inbox/throttle.h"

#define DOUBLINGS_MOST 20

typedef struct {
	guint wrong;
	int64_t last_at;
} Count;

struct Throttle {
	GHashTable *accounts, *addresses; /* char* -> Count* */
};

Throttle *throttle_new(void)
{
	Throttle *throttle = g_new0(Throttle, 1);

	throttle->accounts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	throttle->addresses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return throttle;
}

void throttle_free(Throttle *throttle)
{
	if (!throttle)
		return;
	g_hash_table_unref(throttle->accounts);
	g_hash_table_unref(throttle->addresses);
	g_free(throttle);
}

static int64_t wait_s(GHashTable *counts, const char *key, guint costless, int64_t most_s, int64_t now_at)
{
	const Count *count = g_hash_table_lookup(counts, key);
	int64_t wait;

	if (!count || count->wrong < costless || now_at - count->last_at >= THROTTLE_FORGET_S)
		return 0;
	wait = INT64_C(1) << MIN(count->wrong - costless, DOUBLINGS_MOST);
	return MAX(0, count->last_at + MIN(wait, most_s) - now_at);
}

int64_t throttle_wait_s(const Throttle *throttle, const char *account, const char *address, int64_t now_at)
{
	return MAX(wait_s(throttle->accounts, account, THROTTLE_FREE, THROTTLE_ACCOUNT_S, now_at),
	           wait_s(throttle->addresses, address, THROTTLE_ADDRESS_FREE, THROTTLE_ADDRESS_S, now_at));
}

static void make_room(GHashTable *counts)
{
	const char *oldest = NULL;
	int64_t oldest_at = INT64_MAX;
	GHashTableIter iter;
	gpointer key, value;

	if (g_hash_table_size(counts) < THROTTLE_ENTRIES)
		return;
	g_hash_table_iter_init(&iter, counts);
	while (g_hash_table_iter_next(&iter, &key, &value))
		if (((const Count *)value)->last_at < oldest_at) {
			oldest = key;
			oldest_at = ((const Count *)value)->last_at;
		}
	g_hash_table_remove(counts, oldest);
}

static void wrong(GHashTable *counts, const char *key, int64_t now_at)
{
	Count *count = g_hash_table_lookup(counts, key);

	if (!count) {
		make_room(counts);
		count = g_new0(Count, 1);
		g_hash_table_insert(counts, g_strdup(key), count);
	}
	if (now_at - count->last_at >= THROTTLE_FORGET_S)
		count->wrong = 0;
	count->wrong++;
	count->last_at = now_at;
}

void throttle_wrong(Throttle *throttle, const char *account, const char *address, int64_t now_at)
{
	wrong(throttle->accounts, account, now_at);
	wrong(throttle->addresses, address, now_at);
}

void throttle_right(Throttle *throttle, const char *account)
{
	g_hash_table_remove(throttle->accounts, account);
}
