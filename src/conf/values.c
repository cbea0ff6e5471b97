#include "conf/values.h"

#include <errno.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/routes.h"
#include "conf/secret.h"
#include "conf/spans.h"
#include "conf/names.h"
#include "util/log.h"
#include "util/nearest.h"
#include "util/subnet.h"

/* What one item is read with. */
typedef struct {
	const Setting *setting;
	const char *text;
	void *base;
	void *field;
	gboolean read_secrets;
	char **fault;
	char **warning;
} Item;

static int refuse(const Item *item, char *words)
{
	*item->fault = words;
	return -EINVAL;
}

static void keep_string(const Item *item, const char *text)
{
	char **field = item->field;

	g_free(*field);
	*field = g_strdup(text);
}

/* Between min and max characters; both 0: any. */
static int check_length(const Item *item, const char *text)
{
	const Setting *s = item->setting;
	glong length = g_utf8_strlen(text, -1);

	if (s->max && length < s->min && length == 0)
		return refuse(item, g_strdup_printf("empty; write something, as \"%s\"", s->example));
	if (s->max && length < s->min)
		return refuse(item,
		              g_strdup_printf("too short; write at least %" G_GINT64_FORMAT " characters", s->min));
	if (s->max && length > s->max)
		return refuse(item, g_strdup_printf("too long; write at most %" G_GINT64_FORMAT " characters", s->max));
	for (const char *p = text; *p; p++)
		if (g_ascii_iscntrl(*p))
			return refuse(item, g_strdup("a control character or line break in it; write it without"));
	return 0;
}

static int apply_string(const Item *item)
{
	int r = check_length(item, item->text);

	if (r == 0)
		keep_string(item, item->text);
	return r;
}

static int check_word(const Item *item)
{
	const Setting *s = item->setting;
	const char *nearest = s->words[1] ? nearest_word(item->text, s->words) : s->words[0];
	g_autofree char *all = g_strjoinv("\", \"", (char **)s->words);

	if (g_strv_contains(s->words, item->text))
		return 0;
	if (nearest)
		return refuse(item, g_strdup_printf("no such %s; write \"%s\"", s->key, nearest));
	return refuse(item, g_strdup_printf("no such %s; write one of \"%s\"", s->key, all));
}

static int apply_word(const Item *item)
{
	int r = check_word(item);

	if (r == 0)
		keep_string(item, item->text);
	return r;
}

static int apply_log_level(const Item *item)
{
	int r = check_word(item);

	return r < 0 ? r : log_level_parse(item->text, item->field);
}

static int apply_counting(const Item *item)
{
	int r = check_word(item);

	if (r == 0)
		*(gboolean *)item->field = g_str_equal(item->text, item->setting->words[1]);
	return r;
}

static int apply_price(const Item *item)
{
	if (price_parse(item->text, item->field) < 0)
		return refuse(item, g_strdup_printf("not a price; write it as \"%s\"", item->setting->example));
	return 0;
}

static int apply_rate(const Item *item)
{
	if (rate_parse(item->text, item->field) < 0)
		return refuse(item, g_strdup_printf("not a rate; write it as \"%s\", \"100/min\" or \"1000/h\"",
		                                    item->setting->example));
	return 0;
}

/* A list is made by its first item; one that nobody writes stays NULL. */
static GPtrArray *list_of(const Item *item, GDestroyNotify destroy)
{
	GPtrArray **list = item->field;

	if (!*list)
		*list = g_ptr_array_new_with_free_func(destroy);
	return *list;
}

/* Senders are as long as what they stand beside: 1 to 20 characters. */
static int apply_strings(const Item *item)
{
	GPtrArray *list = list_of(item, g_free);

	if (!*item->text || g_utf8_strlen(item->text, -1) > 20 || strpbrk(item->text, "\r\n\t"))
		return refuse(item, g_strdup("not a sender; write 1 to 20 characters, as \"10690\""));
	if (g_ptr_array_find_with_equal_func(list, item->text, g_str_equal, NULL))
		return refuse(item, g_strdup("for the second time; take one of the two out"));
	g_ptr_array_add(list, g_strdup(item->text));
	return 0;
}

static int apply_route(const Item *item)
{
	GPtrArray *routes = list_of(item, route_free);
	const ConfRoute *same;
	ConfRoute *route;

	if (route_parse(item->text, &route, item->fault) < 0)
		return -EINVAL;
	same = route_same(routes, route);
	if (same) {
		route_free(route);
		return refuse(item, g_strdup_printf("the same numbers as \"%s\"; write one route for them", same->text));
	}
	g_ptr_array_add(routes, route);
	return 0;
}

static int apply_bool(const Item *item)
{
	*(gboolean *)item->field = g_str_equal(item->text, "true");
	return 0;
}

static int apply_int(const Item *item)
{
	const Setting *s = item->setting;
	int64_t value;

	/* What is longer than 64 bits is out of every range as well. */
	if (!g_ascii_string_to_signed(item->text, 10, s->min, s->max, &value, NULL))
		return refuse(item,
		              g_strdup_printf("out of range; write %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " %s",
		                              s->min, s->max, s->unit));
	*(int *)item->field = (int)value;
	return 0;
}

static int read_duration(const Item *item, int64_t *seconds)
{
	const Setting *s = item->setting;
	int r = duration_parse(item->text, seconds, item->fault);

	if (r == 0 && (*seconds < s->min || *seconds > s->max)) {
		g_autofree char *min = duration_format(s->min), *max = duration_format(s->max);

		r = refuse(item, g_strdup_printf("out of range; write \"%s\" to \"%s\"", min, max));
	}
	return r;
}

static int apply_duration(const Item *item)
{
	int64_t seconds;
	int r = read_duration(item, &seconds);

	if (r == 0)
		*(int64_t *)item->field = seconds;
	return r;
}

static int apply_duration_ms(const Item *item)
{
	int64_t seconds;
	int r = read_duration(item, &seconds);

	if (r == 0)
		*(int64_t *)item->field = seconds * 1000;
	return r;
}

static int apply_time(const Item *item)
{
	return time_of_day_parse(item->text, item->field, item->fault);
}

/* The types whose form is checked by a function of names.h and which stay text. */
static int apply_name(const Item *item)
{
	static int (*const CHECKS[TYPES])(const char *text, char **fault) = {
		[TYPE_PATH] = names_check_path,     [TYPE_LISTEN] = names_check_listen,
		[TYPE_URL] = names_check_url,       [TYPE_ZONE] = names_check_zone,
		[TYPE_REGION] = names_check_region, [TYPE_LANGUAGE] = names_check_language,
	};
	int r = CHECKS[item->setting->type](item->text, item->fault);

	if (r == 0)
		keep_string(item, item->text);
	return r;
}

static int apply_secret(const Item *item)
{
	g_autofree char *secret = NULL;
	int r = secret_read(item->text, item->read_secrets, &secret, item->fault, item->warning);

	if (r == 0 && secret)
		r = check_length(item, secret);
	if (r == 0 && secret)
		keep_string(item, secret);
	if (secret)
		explicit_bzero(secret, strlen(secret));
	return r;
}

static int apply_window(const Item *item)
{
	return span_add_window(*(Hours **)item->field, item->text, item->fault);
}

static int apply_quiet(const Item *item)
{
	ConfRules *rules = item->base;
	int r = 0;

	for (int c = 0; c < CLASSES && r == 0; c++)
		r = span_add_quiet(rules->permitted[c], item->text, item->fault);
	return r;
}

static int apply_words(const Item *item)
{
	GPtrArray *list = *(GPtrArray **)item->field;
	int r = 0;

	if (!*item->text)
		r = refuse(item, g_strdup("empty; write something, or take it out"));
	for (const char *p = item->text; r == 0 && *p; p++)
		if (g_ascii_iscntrl(*p))
			r = refuse(item, g_strdup("a control character or line break in it; write it without"));
	if (r == 0)
		g_ptr_array_add(list, g_strdup(item->text));
	return r;
}

/* Dates bind the customer's hours and those of the shop's people alike. */
static int apply_date(const Item *item)
{
	int (*add)(Hours *, const char *, char **) =
		item->setting->type == TYPE_HOLIDAYS ? span_add_holiday : span_add_workday;
	ConfRules *rules = item->base;
	int r = add(rules->working, item->text, item->fault);

	for (int c = 0; c < CLASSES && r == 0; c++)
		r = add(rules->permitted[c], item->text, item->fault);
	return r;
}

static int apply_net(const Item *item)
{
	GArray **nets = item->field;
	Subnet subnet;
	int r = subnet_parse(item->text, &subnet, item->fault);

	if (r < 0)
		return r;
	if (!*nets)
		*nets = g_array_new(FALSE, FALSE, sizeof(Subnet));
	g_array_append_val(*nets, subnet);
	return 0;
}

static const struct {
	const char *what;
	ValueShape shape;
	int (*apply)(const Item *item);
} KINDS[TYPES] = {
	[TYPE_STRING] = {"a text", SHAPE_STRING, apply_string},
	[TYPE_WORD] = {"a word", SHAPE_STRING, apply_word},
	[TYPE_LOG_LEVEL] = {"a word", SHAPE_STRING, apply_log_level},
	[TYPE_BOOL] = {"true or false", SHAPE_BOOL, apply_bool},
	[TYPE_INT] = {"a whole number", SHAPE_NUMBER, apply_int},
	[TYPE_DURATION] = {"a duration", SHAPE_STRING, apply_duration},
	[TYPE_DURATION_MS] = {"a duration", SHAPE_STRING, apply_duration_ms},
	[TYPE_TIME] = {"a time of day", SHAPE_STRING, apply_time},
	[TYPE_PATH] = {"a path", SHAPE_STRING, apply_name},
	[TYPE_LISTEN] = {"an address with a port", SHAPE_STRING, apply_name},
	[TYPE_URL] = {"a URL", SHAPE_STRING, apply_name},
	[TYPE_ZONE] = {"a time zone", SHAPE_STRING, apply_name},
	[TYPE_REGION] = {"a country", SHAPE_STRING, apply_name},
	[TYPE_LANGUAGE] = {"a language", SHAPE_STRING, apply_name},
	[TYPE_COUNTING] = {"a word", SHAPE_STRING, apply_counting},
	[TYPE_PRICE] = {"a price", SHAPE_STRING, apply_price},
	[TYPE_RATE] = {"a rate", SHAPE_STRING, apply_rate},
	[TYPE_STRINGS] = {"a text", SHAPE_LIST, apply_strings},
	[TYPE_ROUTES] = {"a route", SHAPE_LIST, apply_route},
	[TYPE_SECRET] = {"a secret's place", SHAPE_STRING, apply_secret},
	[TYPE_WINDOWS] = {"a span of hours", SHAPE_LIST, apply_window},
	[TYPE_QUIET] = {"a span of hours", SHAPE_LIST, apply_quiet},
	[TYPE_HOLIDAYS] = {"a date", SHAPE_LIST, apply_date},
	[TYPE_WORKDAYS] = {"a make-up day", SHAPE_LIST, apply_date},
	[TYPE_WORDS] = {"a text", SHAPE_LIST, apply_words},
	[TYPE_TEXTS] = {"a group of texts", SHAPE_GROUP, NULL},
	[TYPE_HTTP] = {"a group of settings", SHAPE_GROUP, NULL},
	[TYPE_REPLIES] = {"a group of words by label", SHAPE_GROUP, NULL},
	[TYPE_NETS] = {"an address or network", SHAPE_LIST, apply_net},
};

ValueShape values_shape(SettingType type)
{
	return KINDS[type].shape;
}

const char *values_what(SettingType type)
{
	return KINDS[type].what;
}

int values_apply(const Setting *setting, const char *text, void *base, gboolean read_secrets, char **fault,
                 char **warning)
{
	const Item item = {
		.setting = setting,
		.text = text,
		.base = base,
		.field = (char *)base + setting->offset,
		.read_secrets = read_secrets,
		.fault = fault,
		.warning = warning,
	};

	return KINDS[setting->type].apply(&item);
}

char *values_canonical(const Setting *setting, const char *text)
{
	g_autofree char *fault = NULL;
	int64_t seconds;
	int time_s;

	switch (setting->type) {
	case TYPE_DURATION:
	case TYPE_DURATION_MS:
		if (duration_parse(text, &seconds, &fault) == 0)
			return g_strdup_printf("%" G_GINT64_FORMAT, seconds);
		break;
	case TYPE_TIME:
		if (time_of_day_parse(text, &time_s, &fault) == 0)
			return g_strdup_printf("%d", time_s);
		break;
	default:
		break;
	}
	return g_strdup(text);
}

char **values_default(const Setting *setting)
{
	const char *const one[] = {setting->fallback, NULL};

	if (!setting->fallback)
		return NULL;
	return values_shape(setting->type) == SHAPE_LIST ? g_strsplit(setting->fallback, "; ", -1)
	                                                 : g_strdupv((char **)one);
}

char *values_quote(const char *text)
{
	GString *out = g_string_new("\"");

	for (const char *p = text; *p; p++)
		if (*p == '\n')
			g_string_append(out, "\\n");
		else if (*p == '\t')
			g_string_append(out, "\\t");
		else if (g_ascii_iscntrl(*p))
			g_string_append_printf(out, "\\x%02x", (unsigned)*p);
		else if (*p == '"' || *p == '\\')
			g_string_append_printf(out, "\\%c", *p);
		else
			g_string_append_c(out, *p);
	g_string_append_c(out, '"');
	return g_string_free(out, FALSE);
}

static char *plain_literal(ValueShape shape, const char *const *items)
{
	GString *out = g_string_new(shape == SHAPE_LIST ? "[" : NULL);

	for (guint i = 0; items[i]; i++) {
		g_autofree char *quoted = values_quote(items[i]);
		gboolean bare = shape == SHAPE_NUMBER || shape == SHAPE_BOOL;

		g_string_append_printf(out, "%s%s%s", i ? "," : "", shape == SHAPE_LIST ? " " : "",
		                       bare ? items[i] : quoted);
	}
	if (shape == SHAPE_LIST)
		g_string_append(out, " ]");
	return g_string_free(out, FALSE);
}

/* "{ optout = [ "...", "..." ]; yes = [ "..." ]; }" of items "LABEL: WORDS", those of a label beside each other. */
static char *replies_literal(const char *const *items)
{
	GString *out = g_string_new("{");
	gsize open = 0; /* length of the label whose list is open */

	for (guint i = 0; items[i]; i++) {
		gsize label = strcspn(items[i], ":");
		g_autofree char *quoted = values_quote(items[i] + label + 2);
		gboolean same = open == label && strncmp(items[i], items[i - 1], label) == 0;

		if (open && !same)
			g_string_append(out, " ];");
		if (!same)
			g_string_append_printf(out, " %.*s = [", (int)label, items[i]);
		g_string_append_printf(out, "%s %s", same ? "," : "", quoted);
		open = label;
	}
	g_string_append(out, open ? " ]; }" : " }");
	return g_string_free(out, FALSE);
}

char *values_literal(const Setting *setting, const char *const *items)
{
	ValueShape shape = values_shape(setting->type);

	if (setting->type == TYPE_REPLIES)
		return replies_literal(items);
	return plain_literal(shape, items);
}
char *values_example(const Setting *setting)
{
	g_auto(GStrv) items = values_default(setting);
	const char *const example[] = {setting->example, NULL};

	if (values_shape(setting->type) == SHAPE_GROUP)
		return g_strdup(setting->example);
	return values_literal(setting, items && items[0] ? (const char *const *)items : example);
}

char *values_example_item(const Setting *setting)
{
	g_auto(GStrv) items = values_default(setting);

	return values_quote(items && items[0] ? items[0] : setting->example);
}
