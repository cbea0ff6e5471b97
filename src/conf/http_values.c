#include "conf/http_values.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "conf/spans.h"
#include "core/types.h"
#include "util/nearest.h"

static void refuse(const HttpEntry *e, const char *value, const char *words)
{
	const Place place = tree_place(e->reader->tree, e->node);

	faults_add(e->reader->faults, &place, e->name, value, "%s", words);
}

/* Never shown: what stands where the proof is made may be the secret itself. */
static char *literal(const HttpEntry *e)
{
	if (e->key->vars == HTTP_VARS_AUTH)
		return g_strdup("(hidden)");
	return tree_literal(e->reader->tree, e->node);
}

int http_values_refuse(const HttpEntry *e, const char *format, ...)
{
	g_autofree char *value = literal(e), *words = NULL;
	va_list args;

	va_start(args, format);
	words = g_strdup_vprintf(format, args);
	va_end(args);
	refuse(e, value, words);
	return -EINVAL;
}

int http_values_wrong_kind(const HttpEntry *e, const char *what)
{
	return http_values_refuse(e, "%s where %s belongs; write %s = %s", tree_kind(e->node), what, e->key->key,
	                          e->key->example);
}

void http_values_keep(const HttpEntry *e, gpointer part, GDestroyNotify release)
{
	*(gpointer *)e->field = http_profile_own(e->reader->profile, part, release);
}

/* ---- scalars ---- */

static int read_line(const HttpEntry *e, const char **text)
{
	*text = config_setting_get_string(e->node);
	if (!*text)
		return http_values_wrong_kind(e, "a text");
	for (const char *p = *text; *p; p++)
		if (g_ascii_iscntrl(*p) && !g_str_equal(e->key->key, "text") && !g_str_equal(e->key->key, "xml"))
			return http_values_refuse(e, "a control character or line break in it; write it without");
	if (!**text && e->key->kind != HTTP_KEY_POINTER && e->key->kind != HTTP_KEY_ARRAY &&
	    !g_str_equal(e->key->key, "body"))
		return http_values_refuse(e, "empty; write something, as %s", e->key->example);
	return 0;
}

static gboolean array_valid(const char *text)
{
	const char *star = strchr(text, '*');

	if (!*text || *text == '/')
		return http_profile_pointer_valid(text);
	return star && !strchr(star + 1, '*') && http_profile_field_valid(text);
}

static gboolean delay_from_valid(const char *text)
{
	return g_str_equal(text, "retry-after") || (*text == '/' && http_profile_pointer_valid(text));
}

static gboolean method_valid(const char *text)
{
	return g_str_equal(text, "GET") || g_str_equal(text, "POST") || g_str_equal(text, "PUT");
}

static gboolean digits_valid(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text) && strlen(text) <= 6;
}

/* iconv's own suffixes would change what cannot be coded. */
static gboolean charset_valid(const char *text)
{
	GIConv in = strchr(text, '/') ? (GIConv)-1 : g_iconv_open("UTF-8", text);
	GIConv out = in == (GIConv)-1 ? in : g_iconv_open(text, "UTF-8");
	gboolean good = in != (GIConv)-1 && out != (GIConv)-1;

	if (in != (GIConv)-1)
		g_iconv_close(in);
	if (good)
		g_iconv_close(out);
	return good;
}

static gboolean any(const char *text)
{
	(void)text;
	return TRUE;
}

/* What stays text, once it has the right form. */
static const struct {
	gboolean (*valid)(const char *text);
	const char *fault;
	gboolean with_example;
} FORMS[HTTP_KEY_KINDS] = {
        [HTTP_KEY_TEXT] = {any, NULL, FALSE},
        [HTTP_KEY_POINTER] = {http_profile_pointer_valid, "not a JSON pointer; write it from \"/\" on", TRUE},
        [HTTP_KEY_ARRAY] = {array_valid, "neither a JSON pointer nor numbered parameters; write one", TRUE},
        [HTTP_KEY_FIELD] = {http_profile_field_valid,
                            "not a field; write a parameter's name, \"/pointer\", \"#2\", \"header:Name\" or "
                            "\"body:\"",
                            FALSE},
        [HTTP_KEY_DELAY_FROM] = {delay_from_valid, "not a place of a delay; write \"retry-after\" or a JSON pointer",
                                 FALSE},
        [HTTP_KEY_CHARSET] = {charset_valid, "no such charset; write a name iconv knows", TRUE},
        [HTTP_KEY_METHOD] = {method_valid, "not a method that is used here; write \"GET\", \"POST\" or \"PUT\"", FALSE},
        [HTTP_KEY_DIGITS] = {digits_valid, "not digits alone; write them without \"+\"", TRUE},
};

static int read_form(const HttpEntry *e)
{
	const char *text;
	int r = read_line(e, &text);

	if (r < 0)
		return r;
	if (!FORMS[e->key->kind].valid(text))
		return http_values_refuse(e, "%s%s%s", FORMS[e->key->kind].fault,
		                          FORMS[e->key->kind].with_example ? ", as " : "",
		                          FORMS[e->key->kind].with_example ? e->key->example : "");
	http_values_keep(e, g_strdup(text), g_free);
	return 0;
}

static int read_template(const HttpEntry *e)
{
	g_autofree char *fault = NULL;
	HttpTemplate *t;
	const char *text;
	int r = read_line(e, &text);

	if (r < 0)
		return r;
	if (http_template_parse(text, e->key->vars, &t, &fault) < 0)
		/* Its words would name a part of what may be the secret. */
		return http_values_refuse(e, "%s",
		                          e->key->vars == HTTP_VARS_AUTH
		                                  ? "a variable that there is not; write {secret} or {username}"
		                                  : fault);
	http_values_keep(e, t, (GDestroyNotify)http_template_free);
	return 0;
}

static int read_pattern(const HttpEntry *e)
{
	g_autofree char *fault = NULL;
	GRegex *pattern;
	const char *text;
	int r = read_line(e, &text);

	if (r < 0)
		return r;
	pattern = http_profile_pattern_new(text, e->key->kind == HTTP_KEY_GROUP_OF, &fault);
	if (!pattern)
		return http_values_refuse(e, "%s", fault);
	http_values_keep(e, pattern, (GDestroyNotify)g_regex_unref);
	return 0;
}

/* A number may stand there without quotes: http = 429. */
static int read_statuses(const HttpEntry *e)
{
	g_autofree char *text = tree_text(e->reader->tree, e->node);
	GArray *ranges;

	if (!text || http_profile_status_parse(text, &ranges) < 0)
		return http_values_refuse(e, "not HTTP statuses; write them as \"200-299,404\"");
	http_values_keep(e, ranges, (GDestroyNotify)g_array_unref);
	return 0;
}

static int read_word(const HttpEntry *e)
{
	const char *text, *nearest;
	g_autofree char *all = g_strjoinv("\", \"", (char **)e->key->words);
	int r = read_line(e, &text);

	if (r < 0)
		return r;
	for (int i = 0; e->key->words[i]; i++)
		if (g_str_equal(e->key->words[i], text)) {
			*(int *)e->field = i;
			return 0;
		}
	nearest = nearest_word(text, e->key->words);
	return nearest ? http_values_refuse(e, "no such %s; write \"%s\"", e->key->key, nearest)
	               : http_values_refuse(e, "no such %s; write one of \"%s\"", e->key->key, all);
}

/* What an answer may mean beside success; that is said under "success". */
static int read_outcome(const HttpEntry *e)
{
	const char *names[SUBMIT_OUTCOMES + 1] = {NULL};
	const char *text, *nearest;
	g_autofree char *all = NULL;
	SubmitOutcome outcome;
	int r = read_line(e, &text);

	if (r < 0)
		return r;
	for (int i = SUBMIT_ACCEPTED + 1; i < SUBMIT_OUTCOMES; i++)
		names[i - 1] = submit_outcome_name((SubmitOutcome)i);
	if (submit_outcome_parse(text, &outcome) == 0 && outcome != SUBMIT_ACCEPTED) {
		*(int *)e->field = (int)outcome;
		return 0;
	}
	all = g_strjoinv("\", \"", (char **)names);
	nearest = nearest_word(text, names);
	return nearest ? http_values_refuse(e, "no such class; write \"%s\"", nearest)
	               : http_values_refuse(e, "no such class; write one of \"%s\"", all);
}

static int read_receipt(const HttpEntry *e)
{
	const char *text;
	ReceiptStatus status;
	int r = read_line(e, &text);

	if (r < 0)
		return r;
	if (g_str_equal(text, "ignored"))
		*(int *)e->field = -1;
	else if (receipt_status_parse(text, &status) == 0)
		*(int *)e->field = (int)status;
	else
		return http_values_refuse(
		        e,
		        "no such status; write \"delivered\", \"failed\", \"buffered\", \"accepted\" or \"ignored\"");
	return 0;
}

static int read_duration(const HttpEntry *e)
{
	g_autofree char *text = tree_text(e->reader->tree, e->node), *fault = NULL;
	int64_t seconds;

	if (!text)
		return http_values_wrong_kind(e, "a duration");
	if (duration_parse(text, &seconds, &fault) < 0)
		return http_values_refuse(e, "%s", fault);
	if (seconds < 1 || seconds > 7 * 86400)
		return http_values_refuse(e, "out of range; write \"1s\" to \"7d\"");
	*(int64_t *)e->field = seconds;
	return 0;
}

static int read_offset(const HttpEntry *e)
{
	const char *text = config_setting_get_string(e->node);
	int hours, minutes;
	char sign;

	if (!text || strlen(text) != 6 || sscanf(text, "%c%2d:%2d", &sign, &hours, &minutes) != 3 ||
	    !strchr("+-", sign) || hours > 14 || hours < 0 || minutes > 59 || minutes < 0)
		return http_values_refuse(e, "not an offset from UTC; write it as \"+03:00\"");
	*(int64_t *)e->field = (hours * 60 + minutes) * (sign == '-' ? -60 : 60);
	return 0;
}

static int read_code(const HttpEntry *e)
{
	int code = config_setting_get_int(e->node);

	if (config_setting_type(e->node) != CONFIG_TYPE_INT)
		return http_values_wrong_kind(e, "a whole number");
	if (code < 200 || code > 299)
		return http_values_refuse(e, "out of range; write 200 to 299");
	*(int *)e->field = code;
	return 0;
}

static int read_bool(const HttpEntry *e)
{
	if (config_setting_type(e->node) != CONFIG_TYPE_BOOL)
		return http_values_wrong_kind(e, "true or false");
	*(gboolean *)e->field = config_setting_get_bool(e->node);
	return 0;
}

/* ---- lists ---- */

#define ITEMS_MAX 200

int http_values_count(const HttpEntry *e, int *length)
{
	gboolean list = config_setting_is_array(e->node) || config_setting_is_list(e->node);

	*length = list ? config_setting_length(e->node) : 1;
	if (list && *length == 0)
		return http_values_refuse(e, "an empty list; write %s = %s, or take it out", e->key->key,
		                          e->key->example);
	return *length > ITEMS_MAX ? http_values_refuse(e, "%d items; write at most %d", *length, ITEMS_MAX) : 0;
}

const config_setting_t *http_values_item(const HttpEntry *e, int i)
{
	return config_setting_is_aggregate(e->node) ? config_setting_get_elem(e->node, (unsigned)i) : e->node;
}

static int read_strings(const HttpEntry *e)
{
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(g_free);
	int length;

	if (http_values_count(e, &length) < 0)
		return -EINVAL;
	for (int i = 0; i < length; i++) {
		char *text =
		        config_setting_is_group(e->node) ? NULL : tree_text(e->reader->tree, http_values_item(e, i));

		if (!text)
			return http_values_wrong_kind(e, "a text or a list of them");
		g_ptr_array_add(items, text);
	}
	g_ptr_array_add(items, NULL);
	http_values_keep(e, g_ptr_array_steal(items, NULL), (GDestroyNotify)g_strfreev);
	return 0;
}

static int read_pairs(const HttpEntry *e)
{
	g_autoptr(GPtrArray) pairs = g_ptr_array_new_with_free_func(http_template_pair_free);
	int length, r = 0;

	if (!config_setting_is_aggregate(e->node) || config_setting_is_group(e->node))
		return http_values_wrong_kind(e, "a list");
	if (http_values_count(e, &length) < 0)
		return -EINVAL;
	for (int i = 0; i < length; i++) {
		g_autofree char *name = g_strdup_printf("%s[%d]", e->name, i), *fault = NULL;
		const HttpEntry item = {e->reader, e->key, http_values_item(e, i), name, NULL};
		const char *text = config_setting_get_string(item.node);
		HttpPair *pair = NULL;

		if (!text)
			r = http_values_refuse(&item, "%s where a text belongs; write it as \"name={text}\"",
			                       tree_kind(item.node));
		else if (http_template_pair_parse(text, e->key->vars, &pair, &fault) < 0)
			r = http_values_refuse(&item, "%s", fault);
		else
			g_ptr_array_add(pairs, pair);
	}
	if (r == 0)
		http_values_keep(e, g_steal_pointer(&pairs), (GDestroyNotify)g_ptr_array_unref);
	return r;
}

static int read_networks(const HttpEntry *e)
{
	g_autoptr(GArray) networks = g_array_new(FALSE, FALSE, sizeof(HttpNetwork));
	int length, r = 0;

	if (http_values_count(e, &length) < 0)
		return -EINVAL;
	for (int i = 0; i < length; i++) {
		g_autofree char *name = g_strdup_printf("%s[%d]", e->name, i);
		const HttpEntry item = {e->reader, e->key, http_values_item(e, i), name, NULL};
		const char *text = config_setting_get_string(item.node);
		HttpNetwork network;

		if (!text || http_profile_network_parse(text, &network) < 0)
			r = http_values_refuse(&item,
			                       "not an address or a range of them; write it as \"192.0.2.0/24\"");
		else
			g_array_append_val(networks, network);
	}
	if (r == 0)
		http_values_keep(e, g_steal_pointer(&networks), (GDestroyNotify)g_array_unref);
	return r;
}

/* ---- JSON ---- */

/* The document a group stands for; NULL for what JSON has nothing for. */
static json_t *json_of(const Tree *tree, const config_setting_t *node)
{
	g_autofree char *text = tree_text(tree, node);
	json_t *json;

	switch (config_setting_type(node)) {
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		return json_integer(g_ascii_strtoll(text, NULL, 10));
	case CONFIG_TYPE_FLOAT:
		return json_real(config_setting_get_float(node));
	case CONFIG_TYPE_BOOL:
		return json_boolean(config_setting_get_bool(node));
	case CONFIG_TYPE_STRING:
		return json_string(text);
	default:
		break;
	}
	json = config_setting_is_group(node) ? json_object() : json_array();
	for (int i = 0; i < config_setting_length(node); i++) {
		const config_setting_t *child = config_setting_get_elem(node, (unsigned)i);

		if (config_setting_is_group(node))
			json_object_set_new(json, config_setting_name(child), json_of(tree, child));
		else
			json_array_append_new(json, json_of(tree, child));
	}
	return json;
}

static int check_leaf(const HttpEntry *e, const char *text)
{
	HttpVar number = http_template_number(text);
	g_autoptr(HttpTemplate) t = NULL;
	g_autofree char *fault = NULL;

	if (number != HTTP_VARS && e->key->vars & HTTP_VARS_NUMBERS & HTTP_VAR_BIT(number))
		return 0;
	if (g_str_has_prefix(text, "{#"))
		return http_values_refuse(
		        e,
		        "\"%s\" is no number; write \"{#validity_s}\", \"{#validity_min}\", \"{#validity_h}\" or "
		        "\"{#now}\"",
		        text);
	if (http_template_parse(text, e->key->vars, &t, &fault) < 0)
		return http_values_refuse(e, "%s", fault);
	return 0;
}

static int check_leaves(const HttpEntry *e, json_t *json)
{
	const char *name;
	json_t *child;
	size_t i;
	int r = json_is_string(json) ? check_leaf(e, json_string_value(json)) : 0;

	json_object_foreach(json, name, child) r = r < 0 ? r : check_leaves(e, child);
	json_array_foreach(json, i, child) r = r < 0 ? r : check_leaves(e, child);
	return r;
}

static int read_json(const HttpEntry *e)
{
	const char *text = config_setting_get_string(e->node);
	json_t *json = NULL;
	json_error_t error;
	char *dumped;
	int r;

	if (text)
		json = json_loads(text, JSON_REJECT_DUPLICATES, &error);
	else if (config_setting_is_group(e->node) || config_setting_is_list(e->node))
		json = json_of(e->reader->tree, e->node);
	else
		return http_values_wrong_kind(e, "a group, or JSON in quotes,");
	if (!json)
		return http_values_refuse(
		        e, "not JSON (%s); variables stand in its texts, as {\\\"to\\\": \\\"{to}\\\"}", error.text);
	r = check_leaves(e, json);
	if (r == 0) {
		dumped = json_dumps(json, JSON_COMPACT);
		http_values_keep(e, g_strdup(dumped), g_free);
		free(dumped);
	}
	json_decref(json);
	return r;
}

static int (*const READ[HTTP_KEY_KINDS])(const HttpEntry *e) = {
        [HTTP_KEY_TEXT] = read_form,         [HTTP_KEY_TEMPLATE] = read_template, [HTTP_KEY_PAIRS] = read_pairs,
        [HTTP_KEY_JSON] = read_json,         [HTTP_KEY_POINTER] = read_form,      [HTTP_KEY_ARRAY] = read_form,
        [HTTP_KEY_FIELD] = read_form,        [HTTP_KEY_DELAY_FROM] = read_form,   [HTTP_KEY_PATTERN] = read_pattern,
        [HTTP_KEY_GROUP_OF] = read_pattern,  [HTTP_KEY_STATUSES] = read_statuses, [HTTP_KEY_WORD] = read_word,
        [HTTP_KEY_OUTCOME] = read_outcome,   [HTTP_KEY_RECEIPT] = read_receipt,   [HTTP_KEY_STRINGS] = read_strings,
        [HTTP_KEY_CHARSET] = read_form,      [HTTP_KEY_METHOD] = read_form,       [HTTP_KEY_DIGITS] = read_form,
        [HTTP_KEY_DURATION] = read_duration, [HTTP_KEY_OFFSET] = read_offset,     [HTTP_KEY_CODE] = read_code,
        [HTTP_KEY_BOOL] = read_bool,         [HTTP_KEY_NETWORKS] = read_networks,
};

int http_values_read(const HttpEntry *e)
{
	return READ[e->key->kind](e);
}
