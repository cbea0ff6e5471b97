#include "core/fair.h"

#include <string.h>

/* Of a blank-separated list; "zh" stands for "zh-CN" too. */
static gboolean lists(const char *words, const char *wanted, gboolean prefix)
{
	gsize wanted_length;

	if (!words || !wanted)
		return TRUE;
	wanted_length = strlen(wanted);
	for (const char *at = words + strspn(words, " "); *at; at += strspn(at, " ")) {
		gsize length = strcspn(at, " ");

		if (length == wanted_length && g_ascii_strncasecmp(at, wanted, length) == 0)
			return TRUE;
		if (prefix && length < wanted_length && wanted[length] == '-' && g_ascii_strncasecmp(at, wanted, length) == 0)
			return TRUE;
		at += length;
	}
	return FALSE;
}

static gboolean may_take(const FairAgent *agent, const FairCase *c)
{
	if (agent->level < c->level || !lists(agent->shops, c->shop, FALSE) || !lists(agent->languages, c->language, TRUE))
		return FALSE;
	return c->round < 2 || c->last_level == 0 || agent->level != c->last_level;
}

static gboolean better(const FairAgent *a, guint a_open, const FairAgent *b, guint b_open)
{
	if (a_open != b_open)
		return a_open < b_open;
	if (a->level != b->level)
		return a->level < b->level;
	return strcmp(a->name, b->name) < 0;
}

static gboolean before(const FairCase *a, const FairCase *b)
{
	return a->level != b->level ? a->level > b->level : a->id < b->id;
}

/* The next case in order that has not had its turn; n_cases: none. */
static guint next_case(const FairCase *cases, guint n_cases, const gboolean *turned)
{
	guint first = n_cases;

	for (guint i = 0; i < n_cases; i++)
		if (!turned[i] && (first == n_cases || before(&cases[i], &cases[first])))
			first = i;
	return first;
}

guint fair_assign(const FairAgent *agents, guint n_agents, const FairCase *cases, guint n_cases, int *to)
{
	g_autofree guint *open = g_new(guint, n_agents + 1);
	g_autofree gboolean *turned = g_new0(gboolean, n_cases + 1);
	guint given = 0;

	for (guint a = 0; a < n_agents; a++)
		open[a] = agents[a].open;
	for (guint i = next_case(cases, n_cases, turned); i < n_cases; i = next_case(cases, n_cases, turned)) {
		turned[i] = TRUE;
		to[i] = FAIR_NOBODY;
		for (guint a = 0; a < n_agents; a++)
			if (may_take(&agents[a], &cases[i]) &&
			    (to[i] == FAIR_NOBODY || better(&agents[a], open[a], &agents[to[i]], open[to[i]])))
				to[i] = (int)a;
		if (to[i] == FAIR_NOBODY)
			continue;
		open[to[i]]++;
		given++;
	}
	return given;
}
