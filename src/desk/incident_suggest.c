#include "desk/incident_suggest.h"

#include <errno.h>
#include <string.h>

#define USUAL_TIMES 7        /* so many times the window tell what is usual */
#define ALIKE_PERCENT 80     /* of its cases in another suggestion: it says nothing new */
#define WITHIN_S (24 * 3600) /* without a configuration; its default is the same */

/* The narrower cause first: of equals it is the one that is named. */
static const char *const KINDS[] = {"product", "carrier", "category"};

static const char *value_of(const StoreRecentCase *c, gsize kind)
{
	return kind == 0 ? c->product : kind == 1 ? c->carrier : c->category;
}

/* Letters of any case and blanks around are no difference; NULL: it says nothing. Caller frees. */
static char *folded(const char *value)
{
	g_autofree char *stripped = value ? g_strstrip(g_strdup(value)) : NULL;

	return stripped && *stripped ? g_utf8_casefold(stripped, -1) : NULL;
}

static void clear_suggestion(gpointer element)
{
	IncidentSuggestion *one = element;

	g_free(one->shop);
	g_free(one->value);
	g_array_unref(one->cases);
}

/* Cases of a cause, told by shop, kind and value: as they are written (many ways of writing lead to one group), and as
 * they are meant. A shop has thousands of cases a week and writes the same words again and again. */
typedef struct {
	GHashTable *written; /* char* -> IncidentSuggestion*, borrowed */
	GHashTable *meant;   /* char* -> IncidentSuggestion* */
	GString *key;
	int64_t since_at;
} Groups;

static IncidentSuggestion *group_of(Groups *g, const StoreRecentCase *c, gsize kind)
{
	const char *value = value_of(c, kind);
	g_autofree char *meant = NULL;
	g_autofree char *whole = NULL;
	IncidentSuggestion *group;

	if (!value || !*value)
		return NULL;
	g_string_printf(g->key, "%zu%s\n%s", kind, c->shop, value);
	group = g_hash_table_lookup(g->written, g->key->str);
	if (group)
		return group;
	meant = folded(value);
	if (!meant)
		return NULL;
	whole = g_strdup_printf("%zu%s\n%s", kind, c->shop, meant);
	group = g_hash_table_lookup(g->meant, whole);
	if (!group) {
		group = g_new0(IncidentSuggestion, 1);
		*group = (IncidentSuggestion){.shop = g_strdup(c->shop),
		                              .by = KINDS[kind],
		                              .cases = g_array_new(FALSE, FALSE, sizeof(int64_t))};
		g_hash_table_insert(g->meant, g_steal_pointer(&whole), group);
	}
	g_hash_table_insert(g->written, g_strdup(g->key->str), group);
	return group;
}

static void count(const StoreRecentCase *c, void *user)
{
	Groups *g = user;

	for (gsize kind = 0; kind < G_N_ELEMENTS(KINDS); kind++) {
		IncidentSuggestion *group = group_of(g, c, kind);

		if (group && c->created_at < g->since_at) {
			group->before++;
		} else if (group && c->free) {
			if (!group->value) {
				group->value = g_strstrip(g_strdup(value_of(c, kind)));
				group->first_at = c->created_at;
			}
			g_array_append_val(group->cases, c->id);
		}
	}
}

static void free_group(gpointer data)
{
	IncidentSuggestion *group = data;

	clear_suggestion(group);
	g_free(group);
}

static gint by_size(gconstpointer a, gconstpointer b)
{
	const IncidentSuggestion *one = *(const IncidentSuggestion *const *)a,
	                         *other = *(const IncidentSuggestion *const *)b;
	gsize k = 0, l = 0;

	if (one->cases->len != other->cases->len)
		return one->cases->len > other->cases->len ? -1 : 1;
	while (!g_str_equal(KINDS[k], one->by))
		k++;
	while (!g_str_equal(KINDS[l], other->by))
		l++;
	return k != l ? (k < l ? -1 : 1) : g_strcmp0(one->value, other->value);
}

static gboolean leaps(const Conf *conf, const IncidentSuggestion *group)
{
	return group->cases->len > 0 && group->cases->len >= (guint)conf->incident_from &&
	       (guint64)group->cases->len * USUAL_TIMES >= (guint64)conf->incident_leap * group->before;
}

/* Takes those that say something new, in order. */
static GArray *pick(GPtrArray *leaping)
{
	g_autoptr(GHashTable) named = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	GArray *picked = g_array_new(FALSE, TRUE, sizeof(IncidentSuggestion));

	g_array_set_clear_func(picked, clear_suggestion);
	g_ptr_array_sort(leaping, by_size);
	for (guint i = 0; i < leaping->len; i++) {
		IncidentSuggestion *group = leaping->pdata[i];
		guint known = 0;

		for (guint n = 0; n < group->cases->len; n++)
			known += g_hash_table_contains(named, &g_array_index(group->cases, int64_t, n));
		if (known * 100 >= group->cases->len * ALIKE_PERCENT)
			continue;
		for (guint n = 0; n < group->cases->len; n++)
			g_hash_table_add(named, g_memdup2(&g_array_index(group->cases, int64_t, n), sizeof(int64_t)));
		g_array_append_val(picked, *group);
		g_array_index(picked, IncidentSuggestion, picked->len - 1).shop = g_strdup(group->shop);
		g_array_index(picked, IncidentSuggestion, picked->len - 1).value = g_strdup(group->value);
		g_array_ref(group->cases);
	}
	return picked;
}

int incident_suggest(const Desk *desk, const char *shop, GArray **suggestions, char **fault)
{
	g_autoptr(GHashTable) meant = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_group);
	g_autoptr(GHashTable) written = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) leaping = g_ptr_array_new();
	g_autoptr(GString) key = g_string_new(NULL);
	Groups groups = {.written = written, .meant = meant, .key = key};
	GHashTableIter iter;
	gpointer group;
	int64_t before_at;
	int r;

	if (!desk->conf || desk->conf->incident_from == 0) {
		*suggestions = pick(leaping);
		return 0;
	}
	groups.since_at = desk->now_at - desk->conf->incident_within_s;
	before_at = groups.since_at - USUAL_TIMES * desk->conf->incident_within_s;
	r = store_incident_recent(desk->store, shop, before_at, groups.since_at, count, &groups);
	if (r < 0) {
		*fault = desk_store_fault(desk, "cannot read the cases");
		return r;
	}
	g_hash_table_iter_init(&iter, meant);
	while (g_hash_table_iter_next(&iter, NULL, &group))
		if (leaps(desk->conf, group))
			g_ptr_array_add(leaping, group);
	*suggestions = pick(leaping);
	return 0;
}

/* What is looked for, and what of it was found. */
typedef struct {
	gsize kind;
	char *wanted;
	GArray *ids;
} Match;

static void find(const StoreRecentCase *c, void *user)
{
	Match *match = user;
	g_autofree char *value = c->free ? folded(value_of(c, match->kind)) : NULL;

	if (g_strcmp0(value, match->wanted) == 0)
		g_array_append_val(match->ids, c->id);
}

int incident_suggest_match(const Desk *desk, const char *shop, const char *match, GArray **ids, char **fault)
{
	int64_t since_at = desk->now_at - (desk->conf ? desk->conf->incident_within_s : WITHIN_S);
	const char *equals = strchr(match, '=');
	g_autofree char *kind_name = equals ? g_strndup(match, (gsize)(equals - match)) : NULL;
	g_autofree char *wanted = folded(equals ? equals + 1 : NULL);
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(int64_t));
	Match looked_for = {.wanted = wanted, .ids = found};
	int r;

	while (looked_for.kind < G_N_ELEMENTS(KINDS) && g_strcmp0(kind_name, KINDS[looked_for.kind]) != 0)
		looked_for.kind++;
	if (looked_for.kind == G_N_ELEMENTS(KINDS) || !wanted) {
		*fault = g_strdup_printf("\"%s\": say product=..., carrier=... or category=...", match);
		return -EINVAL;
	}
	r = store_incident_recent(desk->store, shop, since_at, since_at, find, &looked_for);
	if (r == 0)
		*ids = g_steal_pointer(&found);
	return r;
}
