#include "core/pause.h"

#include <string.h>

static const char *const PREFIXES[PAUSE_KINDS] = {
	[PAUSE_ALL] = "all", [PAUSE_SHOP] = "shop:", [PAUSE_PROVIDER] = "provider:", [PAUSE_STEP] = "step:",
	[PAUSE_TEXT] = "text:",
};

gboolean pause_parse(const char *scope, PauseKind *kind, const char **name)
{
	for (PauseKind i = PAUSE_ALL; i < PAUSE_KINDS; i++) {
		const char *rest = scope + strlen(PREFIXES[i]);

		if (!g_str_has_prefix(scope, PREFIXES[i]) || (*rest == '\0') != (i == PAUSE_ALL))
			continue;
		*kind = i;
		if (name)
			*name = rest;
		return TRUE;
	}
	return FALSE;
}

char *pause_scope(PauseKind kind, const char *name)
{
	return g_strconcat(PREFIXES[kind], kind == PAUSE_ALL ? NULL : name, NULL);
}

int pause_of_provider(const PauseRule *rules, guint n_rules, const char *provider)
{
	PauseKind kind;
	const char *name;

	for (guint i = 0; i < n_rules; i++)
		if (pause_parse(rules[i].scope, &kind, &name) && kind == PAUSE_PROVIDER && g_str_equal(name, provider))
			return (int)i;
	return -1;
}

/* All its providers are stopped: the one that is back first lets it go. */
static int by_providers(const PauseRule *rules, guint n_rules, const PauseSubject *subject)
{
	int first = -1;

	for (const char *const *p = subject->providers; p && *p; p++) {
		int one = pause_of_provider(rules, n_rules, *p);

		if (one < 0)
			return -1;
		if (first < 0 || rules[one].until_at < rules[first].until_at)
			first = one;
	}
	return first;
}

static gboolean holds(const PauseRule *rule, const PauseSubject *subject)
{
	PauseKind kind;
	const char *name;

	if (!pause_parse(rule->scope, &kind, &name))
		return FALSE;
	switch (kind) {
	case PAUSE_ALL:
		return TRUE;
	case PAUSE_SHOP:
		return g_strcmp0(name, subject->shop) == 0;
	case PAUSE_STEP:
		return subject->step != STEP_NONE && g_str_equal(name, step_name(subject->step));
	case PAUSE_TEXT:
		return g_strcmp0(name, subject->text) == 0;
	default:
		return FALSE;
	}
}

int pause_find(const PauseRule *rules, guint n_rules, const PauseSubject *subject)
{
	int longest = by_providers(rules, n_rules, subject);

	for (guint i = 0; i < n_rules; i++)
		if (holds(&rules[i], subject) && (longest < 0 || rules[i].until_at > rules[longest].until_at))
			longest = (int)i;
	return longest;
}
