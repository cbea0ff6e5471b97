#include "core/causes.h"

#include <errno.h>
#include <string.h>

#include "util/order.h"

#define ALIKE_PERCENT 80 /* of its cases in another suggestion: it says nothing new */

/* The narrower cause first: of equals it is the one that is named. */
static const char *const KINDS[] = {"product", "carrier", "category"};

static const char *value_of(const CauseCase *c, gsize kind)
{
	return kind == 0 ? c->product : kind == 1 ? c->carrier : c->category;
}

int causes_value(const CauseCase *c, const char *by, const char **value)
{
	for (gsize kind = 0; kind < G_N_ELEMENTS(KINDS); kind++)
		if (g_strcmp0(by, KINDS[kind]) == 0) {
			*value = value_of(c, kind);
			return 0;
		}
	return -EINVAL;
}

char *causes_folded(const char *value)
{
	g_autofree char *stripped = value ? g_strstrip(g_strdup(value)) : NULL;

	return stripped && *stripped ? g_utf8_casefold(stripped, -1) : NULL;
}

static void clear_cause(gpointer element)
{
	Cause *one = element;

	g_free(one->shop);
	g_free(one->value);
	g_array_unref(one->cases);
}

/* Cases of a cause, told by shop, kind and value: as they are written (many ways of writing lead to one group), and as
 * they are meant. A shop has thousands of cases a week and writes the same words again and again. */
struct Causes {
	GHashTable *written; /* char* -> Cause*, borrowed */
	GHashTable *meant;   /* char* -> Cause* */
	GString *key;
	int64_t since_at;
};

static Cause *group_of(Causes *g, const CauseCase *c, gsize kind)
{
	const char *value = value_of(c, kind);
	g_autofree char *meant = NULL;
	g_autofree char *whole = NULL;
	Cause *group;

	if (!value || !*value)
		return NULL;
	g_string_printf(g->key, "%zu%s\n%s", kind, c->shop, value);
	group = g_hash_table_lookup(g->written, g->key->str);
	if (group)
		return group;
	meant = causes_folded(value);
	if (!meant)
		return NULL;
	whole = g_strdup_printf("%zu%s\n%s", kind, c->shop, meant);
	group = g_hash_table_lookup(g->meant, whole);
	if (!group) {
		group = g_new0(Cause, 1);
		*group = (Cause){.shop = g_strdup(c->shop),
		                 .by = KINDS[kind],
		                 .cases = g_array_new(FALSE, FALSE, sizeof(int64_t))};
		g_hash_table_insert(g->meant, g_steal_pointer(&whole), group);
	}
	g_hash_table_insert(g->written, g_strdup(g->key->str), group);
	return group;
}

void causes_add(Causes *g, const CauseCase *c)
{
	for (gsize kind = 0; kind < G_N_ELEMENTS(KINDS); kind++) {
		Cause *group = group_of(g, c, kind);

		if (group && c->created_at < g->since_at) {
			group->before++;
		} else if (group && c->free) {
			g_free(group->value);
			group->value = g_strstrip(g_strdup(value_of(c, kind)));
			group->first_at = c->created_at;
			g_array_append_val(group->cases, c->id);
		}
	}
}

static void free_group(gpointer data)
{
	Cause *group = data;

	clear_cause(group);
	g_free(group);
}

Causes *causes_new(int64_t since_at)
{
	Causes *causes = g_new0(Causes, 1);

	*causes = (Causes){.written = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
	                   .meant = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_group),
	                   .key = g_string_new(NULL),
	                   .since_at = since_at};
	return causes;
}

void causes_free(Causes *causes)
{
	if (!causes)
		return;
	g_hash_table_unref(causes->written);
	g_hash_table_unref(causes->meant);
	g_string_free(causes->key, TRUE);
	g_free(causes);
}

char *causes_key(const Cause *cause)
{
	g_autofree char *meant = causes_folded(cause->value);

	return g_strdup_printf("%s:%s:%s", cause->shop, cause->by, meant);
}

static gint by_size(gconstpointer a, gconstpointer b)
{
	const Cause *one = *(const Cause *const *)a, *other = *(const Cause *const *)b;
	gsize k = 0, l = 0;

	if (one->cases->len != other->cases->len)
		return one->cases->len > other->cases->len ? -1 : 1;
	while (!g_str_equal(KINDS[k], one->by))
		k++;
	while (!g_str_equal(KINDS[l], other->by))
		l++;
	return k != l ? (k < l ? -1 : 1) : g_strcmp0(one->value, other->value);
}

static gboolean leaps(const Cause *group, guint from, guint leap)
{
	return group->cases->len > 0 && group->cases->len >= from &&
	       (guint64)group->cases->len * CAUSES_USUAL_TIMES >= (guint64)leap * group->before;
}

static gboolean was_told(const Cause *group, GHashTable *told)
{
	g_autofree char *key = told && group->value ? causes_key(group) : NULL;

	return key && g_hash_table_contains(told, key);
}

/* Appends those that say something new, in order; `named` are the cases of those before. */
static void append(GArray *picked, GPtrArray *leaping, GHashTable *named)
{
	g_ptr_array_sort(leaping, by_size);
	for (guint i = 0; i < leaping->len; i++) {
		Cause *group = leaping->pdata[i];
		guint known = 0;

		for (guint n = 0; n < group->cases->len; n++)
			known += g_hash_table_contains(named, &g_array_index(group->cases, int64_t, n));
		if (known * 100 >= group->cases->len * ALIKE_PERCENT)
			continue;
		for (guint n = 0; n < group->cases->len; n++)
			g_hash_table_add(named, g_memdup2(&g_array_index(group->cases, int64_t, n), sizeof(int64_t)));
		g_array_sort(group->cases, order_int64);
		g_array_append_val(picked, *group);
		g_array_index(picked, Cause, picked->len - 1).shop = g_strdup(group->shop);
		g_array_index(picked, Cause, picked->len - 1).value = g_strdup(group->value);
		g_array_ref(group->cases);
	}
}

GArray *causes_pick(const Causes *causes, guint from, guint leap, GHashTable *told)
{
	g_autoptr(GHashTable) named = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	g_autoptr(GPtrArray) stand = g_ptr_array_new();
	g_autoptr(GPtrArray) leaping = g_ptr_array_new();
	GArray *picked = g_array_new(FALSE, TRUE, sizeof(Cause));
	GHashTableIter iter;
	gpointer group;

	g_array_set_clear_func(picked, clear_cause);
	g_hash_table_iter_init(&iter, causes->meant);
	while (g_hash_table_iter_next(&iter, NULL, &group)) {
		if (was_told(group, told) && ((Cause *)group)->cases->len * 2 >= from)
			g_ptr_array_add(stand, group);
		else if (leaps(group, from, leap))
			g_ptr_array_add(leaping, group);
	}
	append(picked, stand, named);
	append(picked, leaping, named);
	return picked;
}
