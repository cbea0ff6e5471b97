#include "desk/incident_suggest.h"

#include "util/order.h"

#include <errno.h>
#include <string.h>

#define WITHIN_S (24 * 3600) /* without a configuration; its default is the same */

static void count(const CauseCase *c, void *user)
{
	causes_add(user, c);
}

int incident_suggest(const Desk *desk, const char *shop, GArray **suggestions, char **fault)
{
	int64_t within_s = desk->conf ? desk->conf->incident_within_s : 0, since_at = desk->now_at - within_s;
	g_autoptr(Causes) causes = causes_new(since_at);
	int64_t before_id = 0;
	int r = 0;

	if (!desk->conf || desk->conf->incident_from == 0) {
		*suggestions = causes_pick(causes, 0, 0, NULL);
		return 0;
	}
	r = store_incident_recent(desk->store, shop, since_at - CAUSES_USUAL_TIMES * within_s, since_at, G_MAXUINT, &before_id,
	                          count, causes);
	if (r < 0) {
		*fault = desk_store_fault(desk, "cannot read the cases");
		return r;
	}
	*suggestions = causes_pick(causes, (guint)desk->conf->incident_from, (guint)desk->conf->incident_leap, NULL);
	return 0;
}

/* What is looked for, and what of it was found. */
typedef struct {
	const char *by;
	char *wanted;
	GArray *ids;
} Match;

static void find(const CauseCase *c, void *user)
{
	Match *match = user;
	const char *value = NULL;
	g_autofree char *meant = NULL;

	if (!c->free || causes_value(c, match->by, &value) < 0)
		return;
	meant = causes_folded(value);
	if (g_strcmp0(meant, match->wanted) == 0)
		g_array_append_val(match->ids, c->id);
}

int incident_suggest_check(const char *match, char **fault)
{
	const char *equals = strchr(match, '=');
	g_autofree char *by = equals ? g_strndup(match, (gsize)(equals - match)) : NULL;
	g_autofree char *wanted = causes_folded(equals ? equals + 1 : NULL);
	const char *value;

	if (wanted && causes_value(&(CauseCase){.id = 0}, by, &value) == 0)
		return 0;
	*fault = g_strdup_printf("\"%s\": say product=..., carrier=... or category=...", match);
	return -EINVAL;
}

int incident_suggest_match(const Desk *desk, const char *shop, const char *match, GArray **ids, char **fault)
{
	int64_t since_at = desk->now_at - (desk->conf ? desk->conf->incident_within_s : WITHIN_S);
	const char *equals = strchr(match, '=');
	g_autofree char *by = equals ? g_strndup(match, (gsize)(equals - match)) : NULL;
	g_autofree char *wanted = causes_folded(equals ? equals + 1 : NULL);
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(int64_t));
	Match looked_for = {.by = by, .wanted = wanted, .ids = found};
	int64_t before_id = 0;
	int r = incident_suggest_check(match, fault);

	if (r < 0)
		return r;
	r = store_incident_recent(desk->store, shop, since_at, since_at, G_MAXUINT, &before_id, find, &looked_for);
	g_array_sort(found, order_int64);
	if (r == 0)
		*ids = g_steal_pointer(&found);
	return r;
}
