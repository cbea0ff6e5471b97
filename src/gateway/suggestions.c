#include "gateway/suggestions.h"

#include <string.h>

#include "store/incidents.h"
#include "store/notices.h"
#include "util/mask.h"

#define LOOK_S 60
#define CASES_PER_S 1000
/* What stands fades as its cases are resolved or grow old, which nobody tells. */
#define AGAIN_S 3600
#define KEY "incident:"
/* Of a product's name so much is enough to know it. */
#define NAME_MAX_CHARS 60

void suggestions_clear(Suggestions *last)
{
	g_clear_pointer(&last->causes, causes_free);
}

void suggestions_abort(Suggestions *last)
{
	suggestions_clear(last);
	last->grown = -1;
	last->look_at = 0;
}

static void take(const CauseCase *c, void *user)
{
	causes_add(user, c);
}

static int tell(Gateway *g, const Cause *cause, const char *key, int64_t now_at)
{
	g_autofree char *name = g_utf8_substring(cause->value, 0, MIN(g_utf8_strlen(cause->value, -1), NAME_MAX_CHARS));
	g_autofree char *value = mask_numbers(name);
	g_autofree char *words = g_strdup_printf(
	        "%u open cases have the %s \"%s\" in common: is it an incident (followupctl incident suggest)?",
	        cause->cases->len, cause->by, value);
	const StoreNotice notice = {.kind = NOTICE_INCIDENT,
	                            .shop = cause->shop,
	                            .key = (char *)key,
	                            .words = words,
	                            .due_at = STORE_NO_TIME,
	                            .at = now_at};

	return store_notice_put(g->store, &notice);
}

/* The cause such a notice is about, as causes_key() has it; NULL: it is about something else. */
static const char *cause_of(const StoreNotice *notice)
{
	gboolean ours = notice->kind == NOTICE_INCIDENT && notice->key && g_str_has_prefix(notice->key, KEY);

	return ours ? notice->key + strlen(KEY) : NULL;
}

/* The causes that were told of and stand. */
static GHashTable *told_of(const GArray *standing)
{
	GHashTable *told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < standing->len; i++) {
		const char *cause = cause_of(&g_array_index(standing, StoreNotice, i));

		if (cause)
			g_hash_table_add(told, g_strdup(cause));
	}
	return told;
}

/* Begins what is new; what stands on is taken out of `told`. */
static int begin_new(Gateway *g, const GArray *causes, GHashTable *told, int64_t now_at)
{
	int r = 0;

	for (guint i = 0; r >= 0 && i < causes->len; i++) {
		const Cause *cause = &g_array_index(causes, Cause, i);
		g_autofree char *own = causes_key(cause), *key = g_strconcat(KEY, own, NULL);

		if (!g_hash_table_remove(told, own))
			r = tell(g, cause, key, now_at);
	}
	return r;
}

static int end_old(Gateway *g, const GArray *standing, GHashTable *told, int64_t now_at)
{
	int r = 0;

	for (guint i = 0; r >= 0 && i < standing->len; i++) {
		const StoreNotice *notice = &g_array_index(standing, StoreNotice, i);
		const char *cause = cause_of(notice);

		if (cause && g_hash_table_contains(told, cause))
			r = store_notice_end(g->store, notice->key,
			                     "no incident is proposed of it any more: it is one, or few cases are left", now_at);
	}
	return r;
}

static void begin_look(Gateway *g, Suggestions *last, int64_t grown, int64_t now_at)
{
	last->grown = grown;
	last->since_at = now_at - g->conf->incident_within_s;
	last->causes = causes_new(last->since_at);
	last->before_id = 0;
}

/* *whole FALSE: there is more to read. Without suggestions in the configuration there is nothing to read. */
static int look_on(Gateway *g, Suggestions *last, gboolean *whole)
{
	int64_t first_at = last->since_at - CAUSES_USUAL_TIMES * g->conf->incident_within_s;
	int r = g->conf->incident_from ? store_incident_recent(g->store, NULL, first_at, last->since_at, CASES_PER_S,
	                                                       &last->before_id, take, last->causes)
	                               : 0;

	*whole = last->before_id == 0;
	return r;
}

static int end_look(Gateway *g, const Suggestions *last, const GArray *standing, GHashTable *told, int64_t now_at,
                    gboolean *stands)
{
	g_autoptr(GArray) picked = causes_pick(last->causes, MAX((guint)g->conf->incident_from, 1),
	                                       (guint)g->conf->incident_leap, told);
	int r = begin_new(g, picked, told, now_at);

	*stands = picked->len > 0;
	return r < 0 ? r : end_old(g, standing, told, now_at);
}

/* 1; or 0: no case came in since the last look, and what stands has not had the time to fade. */
static int is_due(Gateway *g, const Suggestions *last, gboolean stands, int64_t now_at, int64_t *grown, int64_t *next_at)
{
	int64_t again_at;
	int r = store_incident_grown(g->store, grown);

	if (r < 0 || (*grown == last->grown && !stands))
		return MIN(r, 0);
	again_at = *grown == last->grown ? last->look_at - LOOK_S + AGAIN_S : last->look_at;
	if (now_at >= again_at || !g->conf->incident_from) /* without it nothing is proposed any more */
		return 1;
	*next_at = MIN(*next_at, again_at);
	return 0;
}

int suggestions_run(Gateway *g, Suggestions *last, const GArray *standing, int64_t now_at, int64_t *next_at)
{
	g_autoptr(GHashTable) told = told_of(standing);
	gboolean stands = g_hash_table_size(told) > 0, whole;
	int64_t grown;
	int r = 1;

	if (!g->conf->incident_from && !stands) {
		suggestions_clear(last);
		return 0;
	}
	if (now_at < last->look_at - LOOK_S) /* the clock was set back */
		last->look_at = now_at;
	if (last->causes && now_at < last->look_at) {
		*next_at = MIN(*next_at, last->look_at);
		return 0;
	}
	if (!last->causes) {
		r = is_due(g, last, stands, now_at, &grown, next_at);
		if (r > 0)
			begin_look(g, last, grown, now_at);
	}
	if (r <= 0)
		return r;
	r = look_on(g, last, &whole);
	if (r >= 0 && !whole) {
		last->look_at = now_at + 1;
		*next_at = MIN(*next_at, last->look_at);
		return 0;
	}
	last->look_at = now_at + LOOK_S;
	if (r >= 0)
		r = end_look(g, last, standing, told, now_at, &stands);
	suggestions_clear(last);
	if (r >= 0 && stands)
		*next_at = MIN(*next_at, now_at + AGAIN_S);
	return r;
}
