#include "sandbox/script.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

#define MAX_DELAY_MS (24 * 3600 * 1000)

typedef struct {
	char *to; /* a pattern; NULL: any */
	char *text_contains;
	gint64 nth; /* 0: every one */
	gint64 met; /* how often `to` and `text_contains` matched */
	const AnswerKind *answer;
	gint64 delay_ms; /* -1: the answer's own */
	GArray *reports; /* NULL: the plan of all */
	char *reply;
	gint64 reply_after_ms;
} Rule;

struct Script {
	GPtrArray *rules; /* of Rule */
	GArray *reports;
	const AnswerKind *fault; /* NULL: none */
	gint64 every;
	gint64 submits; /* since the fault was set */
};

/* Sentences are those of Kannel 1.4.5. A hanging connection is closed when everybody must have given up. */
static const AnswerKind KINDS[] = {
	{"accept", 202, "0: Accepted for delivery", TRUE, 0},
	{"queued", 202, "3: Queued for later delivery", TRUE, 0},
	{"slow", 202, "0: Accepted for delivery", TRUE, 3000},
	{"busy", 503, "Temporal failure, try again later.", FALSE, 0},
	{"reject", 400, "Number(s) has/have been denied by white- and/or black-lists.", FALSE, 0},
	{"unroutable", 403, "Not routable. Do not try again.", FALSE, 0},
	{"auth", 403, "Authorization failed for sendsms", FALSE, 0},
	{"hang", 0, NULL, FALSE, 600000},
	{"close", 0, NULL, FALSE, 0},
	{"accept-then-close", 0, NULL, TRUE, 0},
};

/* By name, or NULL. */
static const AnswerKind *kind_of(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(KINDS); i++)
		if (g_strcmp0(KINDS[i].name, name) == 0)
			return &KINDS[i];
	return NULL;
}

char *answer_kind_names(void)
{
	GString *names = g_string_new(NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(KINDS); i++)
		g_string_append_printf(names, "%s%s", i ? ", " : "", KINDS[i].name);
	return g_string_free(names, FALSE);
}

static gboolean report_type_known(gint64 type)
{
	return type == 1 || type == 2 || type == 4 || type == 8 || type == 16;
}

static void rule_free(gpointer data)
{
	Rule *rule = data;

	g_free(rule->to);
	g_free(rule->text_contains);
	g_clear_pointer(&rule->reports, g_array_unref);
	g_free(rule->reply);
	g_free(rule);
}

Script *script_new(void)
{
	Script *script = g_new0(Script, 1);

	script->rules = g_ptr_array_new_with_free_func(rule_free);
	script->reports = g_array_new(FALSE, FALSE, sizeof(PlannedReport));
	(void)script_set_reports(script, "8:50,1:500");
	return script;
}

void script_free(Script *script)
{
	if (!script)
		return;
	g_ptr_array_unref(script->rules);
	g_array_unref(script->reports);
	g_free(script);
}

/* ---- reading ---- */

/* A delay out of an object, `fallback` when it is not there. FALSE: no number of milliseconds. */
static gboolean read_ms(json_t *object, const char *key, gint64 fallback, gint64 *out)
{
	json_t *value = json_object_get(object, key);

	*out = value ? json_integer_value(value) : fallback;
	return !value || (json_is_integer(value) && *out >= 0 && *out <= MAX_DELAY_MS);
}

static const char *read_match(json_t *match, Rule *rule)
{
	const char *key;
	json_t *value;

	json_object_foreach(match, key, value)
	{
		if (g_str_equal(key, "to") && json_is_string(value))
			rule->to = g_strdup(json_string_value(value));
		else if (g_str_equal(key, "text_contains") && json_is_string(value))
			rule->text_contains = g_strdup(json_string_value(value));
		else if (g_str_equal(key, "nth") && json_integer_value(value) > 0)
			rule->nth = json_integer_value(value);
		else
			return "\"match\" takes \"to\" and \"text_contains\" (strings) and \"nth\" (from 1)";
	}
	return match && !json_is_object(match) ? "\"match\" is not an object" : NULL;
}

static const char *read_reports(json_t *reports, Rule *rule)
{
	static const char *const WRONG =
	        "\"reports\" is a list of {\"type\": 1, 2, 4, 8 or 16, \"after_ms\": milliseconds}";
	json_t *value;
	size_t i;

	if (!reports)
		return NULL;
	if (!json_is_array(reports))
		return WRONG;
	rule->reports = g_array_new(FALSE, FALSE, sizeof(PlannedReport));
	json_array_foreach(reports, i, value)
	{
		json_int_t type = json_integer_value(json_object_get(value, "type"));
		PlannedReport report = {.type = (int)type};

		if (!report_type_known(type) || !read_ms(value, "after_ms", 0, &report.after_ms))
			return WRONG;
		g_array_append_val(rule->reports, report);
	}
	return NULL;
}

static const char *read_reply(json_t *reply, Rule *rule)
{
	const char *text = json_string_value(json_object_get(reply, "text"));

	if (!reply)
		return NULL;
	if (!text || !read_ms(reply, "after_ms", 0, &rule->reply_after_ms))
		return "\"reply\" is {\"text\": string, \"after_ms\": milliseconds}";
	rule->reply = g_strdup(text);
	return NULL;
}

/* NULL, or what is wrong with it (static). */
static const char *read_rule(json_t *object, Rule *rule)
{
	static const char *const KEYS[] = {"match", "answer", "delay_ms", "reports", "reply", NULL};
	json_t *answer = json_object_get(object, "answer");
	const char *key, *wrong;
	json_t *value;

	if (!json_is_object(object))
		return "not an object";
	json_object_foreach(object, key,
	                    value) if (!g_strv_contains(KEYS, key)) return "knows only \"match\", \"answer\", "
	                                                                   "\"delay_ms\", \"reports\" and \"reply\"";
	rule->answer = answer ? kind_of(json_string_value(answer)) : kind_of("accept");
	if (!rule->answer)
		return "\"answer\" is none of those in followup-sandbox --help";
	if (!read_ms(object, "delay_ms", -1, &rule->delay_ms))
		return "\"delay_ms\" is not a number of milliseconds";
	wrong = read_match(json_object_get(object, "match"), rule);
	if (!wrong)
		wrong = read_reports(json_object_get(object, "reports"), rule);
	return wrong ? wrong : read_reply(json_object_get(object, "reply"), rule);
}

int script_load(Script *script, const char *path, char **fault)
{
	g_autoptr(GPtrArray) rules = g_ptr_array_new_with_free_func(rule_free);
	json_error_t error;
	json_t *list = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	json_t *object;
	int r = 0;
	size_t i;

	if (!json_is_array(list)) {
		*fault = list ? g_strdup_printf("%s: not a list of rules", path)
		              : error.line < 0 ? g_strdup(error.text) /* which names the file */
		              : g_strdup_printf("%s:%d: %s", path, error.line, error.text);
		json_decref(list);
		return -EINVAL;
	}
	json_array_foreach(list, i, object)
	{
		Rule *rule = g_new0(Rule, 1);
		const char *wrong = read_rule(object, rule);

		g_ptr_array_add(rules, rule);
		if (wrong) {
			*fault = g_strdup_printf("%s: rule %zu: %s", path, i + 1, wrong);
			r = -EINVAL;
			break;
		}
	}
	json_decref(list);
	if (r == 0) {
		g_ptr_array_unref(script->rules);
		script->rules = g_steal_pointer(&rules);
	}
	return r;
}

int script_set_fault(Script *script, const char *spec)
{
	const char *colon = strchr(spec, ':');
	g_autofree char *name = colon ? g_strndup(spec, (gsize)(colon - spec)) : g_strdup(spec);
	const AnswerKind *kind = kind_of(name);
	guint64 every = 1;

	if (!kind && !g_str_equal(spec, "none"))
		return -EINVAL;
	if (colon && !g_ascii_string_to_unsigned(colon + 1, 10, 1, G_MAXINT32, &every, NULL))
		return -EINVAL;
	script->fault = kind;
	script->every = (gint64)every;
	script->submits = 0;
	return 0;
}

int script_set_reports(Script *script, const char *spec)
{
	g_auto(GStrv) parts = g_strsplit(g_str_equal(spec, "none") ? "" : spec, ",", -1);
	g_autoptr(GArray) reports = g_array_new(FALSE, FALSE, sizeof(PlannedReport));

	if (!*spec)
		return -EINVAL;
	for (char **part = parts; *part; part++) {
		char *colon = strchr(*part, ':');
		PlannedReport report;
		guint64 type, after_ms;

		if (!colon || !g_ascii_string_to_unsigned(colon + 1, 10, 0, MAX_DELAY_MS, &after_ms, NULL))
			return -EINVAL;
		*colon = '\0';
		if (!g_ascii_string_to_unsigned(*part, 10, 0, 16, &type, NULL) || !report_type_known((gint64)type))
			return -EINVAL;
		report = (PlannedReport){(int)type, (gint64)after_ms};
		g_array_append_val(reports, report);
	}
	g_array_unref(script->reports);
	script->reports = g_steal_pointer(&reports);
	return 0;
}

/* ---- choosing ---- */

static gboolean rule_applies(Rule *rule, const char *to, const char *text)
{
	if ((rule->to && !g_pattern_match_simple(rule->to, to)) ||
	    (rule->text_contains && !strstr(text, rule->text_contains)))
		return FALSE;
	rule->met++;
	return !rule->nth || rule->met == rule->nth;
}

const AnswerKind *script_fault(const Script *script)
{
	return script->every == 1 ? script->fault : NULL;
}

void script_react(Script *script, const char *to, const char *text, Reaction *reaction)
{
	*reaction = (Reaction){.answer = &KINDS[0], .reports = script->reports};
	for (guint i = 0; i < script->rules->len; i++) {
		Rule *rule = script->rules->pdata[i];

		if (!rule_applies(rule, to, text))
			continue;
		reaction->answer = rule->answer;
		reaction->delay_ms = rule->delay_ms >= 0 ? rule->delay_ms : rule->answer->delay_ms;
		if (rule->reports)
			reaction->reports = rule->reports;
		reaction->reply = rule->reply;
		reaction->reply_after_ms = rule->reply_after_ms;
		break;
	}
	script->submits++;
	if (script->fault && script->submits % script->every == 0) {
		reaction->answer = script->fault;
		reaction->delay_ms = script->fault->delay_ms;
	}
}
