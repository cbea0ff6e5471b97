#include "text/template.h"

#include <errno.h>
#include <string.h>

#include "util/nearest.h"

static const char *const FIELD_NAMES[] = {
	[FIELD_NAME] = "name", [FIELD_ORDER] = "order", [FIELD_SHOP] = "shop", [FIELD_SIGNATURE] = "signature",
	[FIELD_CODE] = "code", [FIELD_NEWS] = "news", [FIELDS] = NULL, /* also the end of a list of words */
};

/* A stretch of the source as it is, or a placeholder. */
typedef struct {
	const char *start; /* in the source */
	gsize len;
	TextField field; /* FIELDS: the stretch itself */
} Piece;

struct Template {
	char *source;
	char *version;
	char *code;
	unsigned fields;
	GArray *pieces;
};

const char *text_field_name(TextField field)
{
	return FIELD_NAMES[field];
}

static TextField field_by_name(const char *name, gsize len)
{
	TextField field = FIELD_NAME;

	while (field < FIELDS && (strlen(FIELD_NAMES[field]) != len || memcmp(FIELD_NAMES[field], name, len) != 0))
		field++;
	return field;
}

static char *unknown_placeholder(const char *name, gsize len)
{
	g_autofree char *copy = g_strndup(name, len);
	g_autofree char *shown = g_utf8_substring(copy, 0, MIN(g_utf8_strlen(copy, -1), 40));
	const char *nearest = nearest_word(g_strstrip(copy), FIELD_NAMES);
	GString *why = g_string_new(NULL);

	g_string_printf(why, "there is no placeholder \"{%s}\"; ", shown);
	if (nearest) {
		g_string_append_printf(why, "did you mean \"{%s}\"?", nearest);
	} else {
		g_string_append(why, "there are");
		for (TextField field = 0; field < FIELDS; field++)
			g_string_append_printf(why, " {%s}", FIELD_NAMES[field]);
	}
	return g_string_free(why, FALSE);
}

/* At "{": gives what follows the placeholder, or NULL with *why. */
static const char *read_placeholder(const char *at, Piece *piece, char **why)
{
	const char *name = at + 1;
	gsize len = strcspn(name, "{}");

	if (name[len] != '}') {
		*why = g_strdup("\"{\" is not closed; write \"{{\" for the brace itself");
		return NULL;
	}
	piece->field = field_by_name(name, len);
	if (piece->field == FIELDS) {
		*why = unknown_placeholder(name, len);
		return NULL;
	}
	return name + len + 1;
}

/* At "{{" or "}}", which stand for the brace. "{{name}}" is refused: it is how other programs write a placeholder and
 * would reach the customer as "{name}". */
static const char *read_doubled_brace(const char *at, Piece *piece, char **why)
{
	const char *name = at + 2;
	gsize len = strcspn(name, "{}");
	TextField field = *at == '{' ? field_by_name(name, len) : FIELDS;

	if (field != FIELDS && g_str_has_prefix(name + len, "}}")) {
		*why = g_strdup_printf("\"{{%s}}\" would not be filled in; write \"{%s}\"", FIELD_NAMES[field],
		                       FIELD_NAMES[field]);
		return NULL;
	}
	piece->len = 1;
	return name;
}

/* Gives what follows the piece, or NULL with *why. */
static const char *read_piece(const char *at, Piece *piece, char **why)
{
	gsize len = strcspn(at, "{}");

	*piece = (Piece){.start = at, .len = len, .field = FIELDS};
	if (len)
		return at + len;
	if (at[0] == at[1])
		return read_doubled_brace(at, piece, why);
	if (*at == '{')
		return read_placeholder(at, piece, why);
	*why = g_strdup("\"}\" has no \"{\" before it; write \"}}\" for the brace itself");
	return NULL;
}

static Template *template_new(const char *source)
{
	Template *template = g_new0(Template, 1);
	g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, source, -1);

	template->source = g_strdup(source);
	template->version = g_strndup(digest, 8);
	template->pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
	return template;
}

int template_parse(const char *source, Template **out, char **fault)
{
	g_autoptr(Template) template = template_new(source);
	g_autofree char *why = NULL;
	const char *at = template->source, *end;
	Piece piece;

	if (!g_utf8_validate(at, -1, &end)) {
		at = end;
		why = g_strdup("not UTF-8");
	} else if (!at[strspn(at, " \t\r\n")]) {
		why = g_strdup("the text is empty");
	}
	while (!why && *at) {
		const char *next = read_piece(at, &piece, &why);

		if (!next)
			break;
		g_array_append_val(template->pieces, piece);
		if (piece.field != FIELDS)
			template->fields |= 1u << piece.field;
		at = next;
	}
	if (why) {
		if (fault)
			*fault = g_strdup_printf("character %ld: %s",
			                         g_utf8_pointer_to_offset(template->source, at) + 1, why);
		return -EINVAL;
	}
	*out = g_steal_pointer(&template);
	return 0;
}

void template_free(Template *template)
{
	if (!template)
		return;
	g_free(template->source);
	g_free(template->version);
	g_free(template->code);
	g_array_unref(template->pieces);
	g_free(template);
}

const char *template_source(const Template *template)
{
	return template->source;
}

void template_set_code(Template *template, const char *code)
{
	char *copy = g_strdup(code); /* before the old one goes: it may be the same */

	g_free(template->code);
	template->code = copy;
}

const char *template_code(const Template *template)
{
	return template->code;
}

char *template_code_for(const char *codes, const char *provider)
{
	g_auto(GStrv) items = NULL;
	gsize length = strlen(provider);

	if (!codes || !strchr(codes, '='))
		return g_strdup(codes);
	items = g_strsplit(codes, ",", -1);
	for (char **item = items; *item; item++) {
		g_strstrip(*item);
		if (strncmp(*item, provider, length) == 0 && (*item)[length] == '=')
			return g_strdup(*item + length + 1);
	}
	return NULL;
}

unsigned template_fields(const Template *template)
{
	return template->fields;
}

const char *template_version(const Template *template)
{
	return template->version;
}

int template_render(const Template *template, const TextValues *values, char **text, TextField *missing)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; i < template->pieces->len; i++) {
		const Piece *piece = &g_array_index(template->pieces, Piece, i);
		const char *value;

		if (piece->field == FIELDS) {
			g_string_append_len(out, piece->start, (gssize)piece->len);
			continue;
		}
		value = values->value[piece->field];
		if (!value || !*value) {
			*missing = piece->field;
			return -ENODATA;
		}
		g_string_append(out, value);
	}
	*text = g_string_free(g_steal_pointer(&out), FALSE);
	return 0;
}

/* What becomes of a character of a value: itself, a blank, or 0 for nothing. */
static gunichar clean_character(gunichar c)
{
	/* The signature brackets, also in their vertical form. */
	if (g_utf8_strchr("【】\uFE3B\uFE3C", -1, c))
		return 0;
	/* Letters and a symbol that print nothing: Hangul fillers, the empty Braille cell. */
	if (g_utf8_strchr("\u115F\u1160\u3164\uFFA0\u2800", -1, c))
		return ' ';
	switch (g_unichar_type(c)) {
	case G_UNICODE_CONTROL:
		return (c >= '\t' && c <= '\r') || c == 0x85 ? ' ' : 0;
	case G_UNICODE_FORMAT: /* all bidi and zero-width marks */
		return 0;
	case G_UNICODE_SPACE_SEPARATOR:
	case G_UNICODE_LINE_SEPARATOR:
	case G_UNICODE_PARAGRAPH_SEPARATOR:
		return ' ';
	default:
		return c;
	}
}

/* Bytes of a word before the link in it; all of them when there is none. */
static gsize before_link(const char *word)
{
	const char *scheme_end = strstr(word, "://");
	gsize start = scheme_end ? (gsize)(scheme_end - word) : strlen(word);

	while (scheme_end && start > 0 && (g_ascii_isalnum(word[start - 1]) || strchr("+-.", word[start - 1])))
		start--;
	for (gsize i = 0; i < start; i++)
		if (g_ascii_strncasecmp(word + i, "www.", 4) == 0 && (i == 0 || !g_ascii_isalnum(word[i - 1])))
			return i;
	return start;
}

/* Puts a blank after each dot a phone could take for the dot of a host name. */
static void append_unlinked(GString *out, const char *word, gsize len)
{
	gunichar before = 0;

	for (const char *at = word; at < word + len; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		g_string_append_unichar(out, c);
		if (c == '.' && g_unichar_isalnum(before) && at + 1 < word + len &&
		    g_unichar_isalpha(g_utf8_get_char(at + 1)))
			g_string_append_c(out, ' ');
		before = c;
	}
}

/* Words of letters, digits and marks of which no link is made, with one blank between them: most order numbers and many
 * names. */
static gboolean is_clean(const char *value, gsize max_bytes)
{
	gsize i = 0;

	for (; value[i] && i <= max_bytes; i++) {
		if (value[i] == ' ' ? i == 0 || value[i - 1] == ' ' || !value[i + 1]
		                    : !g_ascii_isalnum(value[i]) && !strchr("-_#/", value[i]))
			return FALSE;
	}
	return i <= max_bytes;
}

char *text_clean_value(const char *value, gsize max_chars)
{
	g_autoptr(GString) plain = NULL;
	g_autoptr(GString) out = NULL;
	g_auto(GStrv) words = NULL;

	if (!value)
		return NULL;
	if (is_clean(value, max_chars))
		return g_strdup(value);
	plain = g_string_new(NULL);
	out = g_string_new(NULL);
	if (!g_utf8_validate(value, -1, NULL))
		return g_strdup("");
	for (const char *at = value; *at; at = g_utf8_next_char(at)) {
		gunichar c = clean_character(g_utf8_get_char(at));

		if (c)
			g_string_append_unichar(plain, c);
	}
	words = g_strsplit(plain->str, " ", -1);
	for (char **word = words; *word; word++) {
		gsize len = before_link(*word);

		if (len && out->len)
			g_string_append_c(out, ' ');
		append_unlinked(out, *word, len);
	}
	if ((gsize)g_utf8_strlen(out->str, -1) > max_chars)
		g_string_truncate(out, (gsize)(g_utf8_offset_to_pointer(out->str, (glong)max_chars) - out->str));
	return g_strchomp(g_string_free(g_steal_pointer(&out), FALSE));
}
