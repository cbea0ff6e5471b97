/* How long the store takes for what the daemon and people ask most, on a store as it is: each the median of RUNS.
 *
 *   queries STORE CASE      lines "NAME VALUE UNIT"; CASE: the id of one to load */
#include "store/inbound.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RUNS 51

typedef struct {
	Store *store;
	int64_t case_id, now_at;
} Ask;

static void next_due(const Ask *ask)
{
	int64_t due_at;

	if (store_next_due(ask->store, NULL, NULL, 100, &due_at) < 0)
		exit(1);
}

static void due_rows(const Ask *ask)
{
	g_autoptr(GArray) steps = NULL;

	if (store_due_list(ask->store, ask->now_at, NULL, NULL, 50, &steps) < 0 || steps->len != 50) {
		fprintf(stderr, "queries: not 50 steps are due\n");
		exit(1);
	}
}

static void facts(const Ask *ask)
{
	StoreFacts facts;

	if (store_case_facts(ask->store, ask->case_id, ask->now_at, &facts) < 0)
		exit(1);
	store_facts_clear(&facts);
}

static void open_cases(const Ask *ask)
{
	const StoreCaseFilter filter = {.limit = 50};
	g_autoptr(GArray) cases = NULL;

	if (store_case_list(ask->store, &filter, &cases) < 0)
		exit(1);
}

static void unread_replies(const Ask *ask)
{
	const StoreReplyFilter filter = {.limit = 50};
	g_autoptr(GArray) replies = NULL;

	if (store_reply_list(ask->store, &filter, &replies) < 0)
		exit(1);
}

static const struct {
	const char *name;
	void (*run)(const Ask *ask);
} ASKS[] = {{"next-due", next_due},
            {"due-50-rows", due_rows},
            {"facts-of-a-case", facts},
            {"open-cases", open_cases},
            {"replies", unread_replies}};

static int by_time(const void *a, const void *b)
{
	return *(const gint64 *)a < *(const gint64 *)b ? -1 : *(const gint64 *)a > *(const gint64 *)b;
}

int main(int argc, char **argv)
{
	Ask ask = {.now_at = g_get_real_time() / G_USEC_PER_SEC};
	char *why = NULL;

	if (argc < 3 || store_open(argv[1], STORE_READ_ONLY, &ask.store, &why) < 0) {
		fprintf(stderr, "queries: %s\n", why ? why : "queries STORE CASE");
		return 1;
	}
	ask.case_id = g_ascii_strtoll(argv[2], NULL, 10);
	for (gsize i = 0; i < G_N_ELEMENTS(ASKS); i++) {
		gint64 took[RUNS];

		for (int run = 0; run < RUNS; run++) {
			gint64 began = g_get_monotonic_time();

			/* Ten together: one may be less than a microsecond. */
			for (int n = 0; n < 10; n++)
				ASKS[i].run(&ask);
			took[run] = g_get_monotonic_time() - began;
		}
		qsort(took, RUNS, sizeof took[0], by_time);
		printf("%s %.1f us\n", ASKS[i].name, (double)took[RUNS / 2] / 10);
	}
	store_close(ask.store);
	return 0;
}
