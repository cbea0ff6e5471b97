#include "inbox/kept.h"

#include "util/clock.h"

#define KEPT_MOST 16 /* a report of a year has a megabyte or two */

typedef struct {
	GBytes *answer;
	int64_t made_at;
	int64_t until_us; /* monotonic */
} Answer;

struct Kept {
	GHashTable *answers; /* a question to its Answer */
	int times;
};

static void answer_free(gpointer data)
{
	Answer *answer = data;

	g_bytes_unref(answer->answer);
	g_free(answer);
}

Kept *kept_new(int times)
{
	Kept *kept = g_new0(Kept, 1);

	kept->answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, answer_free);
	kept->times = times;
	return kept;
}

void kept_free(Kept *kept)
{
	if (!kept)
		return;
	g_hash_table_unref(kept->answers);
	g_free(kept);
}

void kept_forget(Kept *kept)
{
	g_hash_table_remove_all(kept->answers);
}

GBytes *kept_get(const Kept *kept, const char *question, int64_t now_at)
{
	const Answer *answer = g_hash_table_lookup(kept->answers, question);

	/* A clock that was set back would make it come from the future. */
	if (!answer || clock_monotonic_us() >= answer->until_us || answer->made_at > now_at)
		return NULL;
	return g_bytes_ref(answer->answer);
}

static void make_room(Kept *kept)
{
	const char *first = NULL;
	int64_t first_us = INT64_MAX;
	GHashTableIter iter;
	gpointer key, value;

	g_hash_table_iter_init(&iter, kept->answers);
	while (g_hash_table_iter_next(&iter, &key, &value))
		if (((const Answer *)value)->until_us <= first_us) {
			first_us = ((const Answer *)value)->until_us;
			first = key;
		}
	g_hash_table_remove(kept->answers, first);
}

void kept_put(Kept *kept, const char *question, GBytes *answer, int64_t now_at, int64_t took_us)
{
	Answer *fresh = g_new(Answer, 1);

	if (g_hash_table_size(kept->answers) >= KEPT_MOST && !g_hash_table_contains(kept->answers, question))
		make_room(kept);
	*fresh = (Answer){.answer = g_bytes_ref(answer), .made_at = now_at,
	                  .until_us = clock_monotonic_us() + took_us * kept->times};
	g_hash_table_insert(kept->answers, g_strdup(question), fresh);
}
