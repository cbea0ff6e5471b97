#include "gateway/suggestions.h"

#include <string.h>

#include "core/causes.h"
#include "store/incidents.h"
#include "store/notices.h"
#include "util/mask.h"

/* A look reads all cases of eight such times: the more there are, the longer until the next. */
#define LOOK_S 60
#define CASES_PER_S 500
/* What stands fades as its cases are resolved or grow old, which nobody tells. */
#define AGAIN_S 3600
#define KEY "incident:"
/* Of a product's name so much is enough to know it. */
#define NAME_MAX_CHARS 60

typedef struct {
	Causes *causes;
	guint cases;
} Looked;

static void take(const CauseCase *c, void *user)
{
	Looked *looked = user;

	causes_add(looked->causes, c);
	looked->cases++;
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

static int look(Gateway *g, Suggestions *last, const GArray *standing, GHashTable *told, int64_t now_at,
                gboolean *stands)
{
	int64_t within_s = g->conf->incident_within_s, since_at = now_at - within_s;
	g_autoptr(Causes) causes = causes_new(since_at);
	g_autoptr(GArray) picked = NULL;
	Looked looked = {.causes = causes};
	int r = 0;

	if (g->conf->incident_from)
		r = store_incident_recent(g->store, NULL, since_at - CAUSES_USUAL_TIMES * within_s, since_at, take, &looked);
	if (r < 0)
		return r;
	picked = causes_pick(causes, MAX((guint)g->conf->incident_from, 1), (guint)g->conf->incident_leap, told);
	last->look_at = now_at + LOOK_S + looked.cases / CASES_PER_S;
	*stands = picked->len > 0;
	r = begin_new(g, picked, told, now_at);
	return r < 0 ? r : end_old(g, standing, told, now_at);
}

int suggestions_run(Gateway *g, Suggestions *last, const GArray *standing, int64_t now_at, int64_t *next_at)
{
	g_autoptr(GHashTable) told = told_of(standing);
	gboolean stands = g_hash_table_size(told) > 0;
	int64_t grown, again_at;
	int r;

	if (!g->conf->incident_from && !stands)
		return 0;
	if (now_at < last->look_at - LOOK_S) /* the clock was set back */
		last->look_at = now_at;
	r = store_incident_grown(g->store, &grown);
	if (r < 0 || (grown == last->grown && !stands))
		return r;
	again_at = grown == last->grown ? last->look_at - LOOK_S + AGAIN_S : last->look_at;
	if (now_at < again_at && g->conf->incident_from) { /* without it nothing is proposed any more */
		*next_at = MIN(*next_at, again_at);
		return 0;
	}
	last->grown = grown;
	r = look(g, last, standing, told, now_at, &stands);
	if (r >= 0 && stands)
		*next_at = MIN(*next_at, last->look_at - LOOK_S + AGAIN_S);
	return r;
}
