/* Templates of requests: text with variables, put together for the place it stands in. */
#include <errno.h>
#include <string.h>

#include "util/http_profile.h"
#include "util/nearest.h"

static const char *const NAMES[HTTP_VARS + 1] = {
        [HTTP_VAR_TO] = "to",
        [HTTP_VAR_TO_NO_PLUS] = "to_no_plus",
        [HTTP_VAR_TO_NATIONAL] = "to_national",
        [HTTP_VAR_FROM] = "from",
        [HTTP_VAR_TEXT] = "text",
        [HTTP_VAR_LANGUAGE] = "language",
        [HTTP_VAR_REF] = "ref",
        [HTTP_VAR_VALIDITY_S] = "validity_s",
        [HTTP_VAR_VALIDITY_MIN] = "validity_min",
        [HTTP_VAR_VALIDITY_H] = "validity_h",
        [HTTP_VAR_CALLBACK_URL] = "callback_url",
        [HTTP_VAR_USERNAME] = "username",
        [HTTP_VAR_ACCOUNT] = "account",
        [HTTP_VAR_NOW] = "now",
        [HTTP_VAR_NONCE] = "nonce",
        [HTTP_VAR_ID] = "id",
        [HTTP_VAR_SECRET] = "secret",
        [HTTP_VAR_BODY] = "body",
        [HTTP_VAR_URL] = "url",
};

typedef struct {
	char *literal; /* before the variable; NULL: nothing */
	HttpVar var;   /* HTTP_VARS: none, the literal is the last piece */
} Piece;

struct HttpTemplate {
	GArray *pieces; /* of Piece */
	guint32 vars;
};

const char *http_template_var_name(HttpVar var)
{
	return NAMES[var];
}

static void piece_clear(gpointer data)
{
	g_free(((Piece *)data)->literal);
}

void http_template_free(HttpTemplate *t)
{
	if (!t)
		return;
	g_array_unref(t->pieces);
	g_free(t);
}

/* The length of "{name}" at the beginning of a text, 0 when there is none. */
static gsize variable_length(const char *p)
{
	gsize length = strspn(p + 1, "abcdefghijklmnopqrstuvwxyz_0123456789");

	return *p == '{' && length && p[1 + length] == '}' ? length + 2 : 0;
}

static HttpVar find(const char *name)
{
	HttpVar var = 0;

	while (var < HTTP_VARS && !g_str_equal(NAMES[var], name))
		var++;
	return var;
}

static int find_allowed(const char *name, guint32 allowed, HttpVar *var, char **fault)
{
	const char *words[HTTP_VARS + 1] = {NULL};
	const char *nearest;
	guint n = 0;

	*var = find(name);
	if (*var < HTTP_VARS && allowed & HTTP_VAR_BIT(*var))
		return 0;
	for (HttpVar i = 0; i < HTTP_VARS; i++)
		if (allowed & HTTP_VAR_BIT(i))
			words[n++] = NAMES[i];
	nearest = nearest_word(name, words);
	if (*var < HTTP_VARS)
		*fault = g_strdup_printf("{%s} has no value here; take it out", name);
	else
		*fault = g_strdup_printf("no variable {%s}; write {%s}, or \"{{\" for a bracket", name,
		                         nearest ? nearest : words[0]);
	return -EINVAL;
}

static void add_piece(HttpTemplate *t, GString *literal, HttpVar var)
{
	Piece piece = {literal->len ? g_strdup(literal->str) : NULL, var};

	g_array_append_val(t->pieces, piece);
	g_string_truncate(literal, 0);
	if (var < HTTP_VARS)
		t->vars |= HTTP_VAR_BIT(var);
}

int http_template_parse(const char *source, guint32 allowed, HttpTemplate **out, char **fault)
{
	g_autoptr(HttpTemplate) t = g_new0(HttpTemplate, 1);
	g_autoptr(GString) literal = g_string_new(NULL);

	t->pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
	g_array_set_clear_func(t->pieces, piece_clear);
	for (const char *p = source; *p;) {
		gsize length = variable_length(p);
		g_autofree char *name = length ? g_strndup(p + 1, length - 2) : NULL;
		HttpVar var;

		if (name) {
			if (find_allowed(name, allowed, &var, fault) < 0)
				return -EINVAL;
			add_piece(t, literal, var);
			p += length;
		} else {
			g_string_append_c(literal, *p);
			p += p[0] == '{' && p[1] == '{' ? 2 : 1;
		}
	}
	add_piece(t, literal, HTTP_VARS);
	*out = g_steal_pointer(&t);
	return 0;
}

guint32 http_template_vars(const HttpTemplate *t)
{
	return t->vars;
}

HttpVar http_template_missing(const HttpTemplate *t, const HttpValues *values)
{
	HttpVar var = 0;

	while (var < HTTP_VARS && !(t->vars & HTTP_VAR_BIT(var) && !values->value[var]))
		var++;
	return var;
}

HttpVar http_template_number(const char *source)
{
	g_autofree char *plain = NULL, *name = NULL;
	gsize length;

	if (!g_str_has_prefix(source, "{#"))
		return HTTP_VARS;
	plain = g_strconcat("{", source + 2, NULL);
	length = variable_length(plain);
	if (!length || plain[length])
		return HTTP_VARS;
	name = g_strndup(plain + 1, length - 2);
	return find(name);
}

/* Byte by byte, so that nothing depends on the bytes being UTF-8. */
static void append_percent(GString *out, const char *value)
{
	for (; *value; value++)
		if (g_ascii_isalnum(*value) || strchr("-._~", *value))
			g_string_append_c(out, *value);
		else
			g_string_append_printf(out, "%%%02X", (guchar)*value);
}

static int append_xml(GString *out, const char *value)
{
	static const struct {
		char c;
		const char *entity;
	} ENTITIES[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&apos;"}};

	for (; *value; value++) {
		gsize i = 0;

		if (((guchar)*value < 0x20 && !strchr("\t\n\r", *value)) || g_str_has_prefix(value, "\xef\xbf\xbe") ||
		    g_str_has_prefix(value, "\xef\xbf\xbf"))
			return -EINVAL; /* XML 1.0, 2.2 */
		while (i < G_N_ELEMENTS(ENTITIES) && ENTITIES[i].c != *value)
			i++;
		if (i < G_N_ELEMENTS(ENTITIES))
			g_string_append(out, ENTITIES[i].entity);
		else if (*value == '\r')
			g_string_append(out, "&#13;"); /* else a reader makes a line feed of it */
		else
			g_string_append_c(out, *value);
	}
	return 0;
}

static int append(GString *out, const char *value, HttpEscape escape)
{
	switch (escape) {
	case HTTP_ESCAPE_PERCENT:
		if (*value == '.' && strspn(value, ".") == strlen(value))
			return -EINVAL;
		append_percent(out, value);
		return 0;
	case HTTP_ESCAPE_XML:
		return append_xml(out, value);
	case HTTP_ESCAPE_NONE:
		break;
	}
	g_string_append(out, value);
	return 0;
}

int http_template_render(const HttpTemplate *t, const HttpValues *values, HttpEscape escape, GString *out)
{
	for (guint i = 0; i < t->pieces->len; i++) {
		const Piece *piece = &g_array_index(t->pieces, Piece, i);
		const char *value = piece->var < HTTP_VARS ? values->value[piece->var] : NULL;

		if (piece->literal)
			g_string_append(out, piece->literal);
		if (value && append(out, value, escape) < 0)
			return -EINVAL;
	}
	return 0;
}

void http_template_pair_free(gpointer data)
{
	HttpPair *pair = data;

	g_free(pair->name);
	http_template_free(pair->value);
	g_free(pair);
}

int http_template_pair_parse(const char *source, guint32 allowed, HttpPair **out, char **fault)
{
	const char *equals = strchr(source, '=');
	HttpTemplate *value;
	HttpPair *pair;

	if (!equals || equals == source) {
		*fault = g_strdup("no name before a \"=\"; write it as \"name={text}\"");
		return -EINVAL;
	}
	if (http_template_parse(equals + 1, allowed, &value, fault) < 0)
		return -EINVAL;
	pair = g_new(HttpPair, 1);
	*pair = (HttpPair){g_strndup(source, (gsize)(equals - source)), value};
	*out = pair;
	return 0;
}
