#include "text/clauses.h"

#include <string.h>

/* Beside digits many marks carry meaning ("-1", "1*", "1%"); these do not. */
static gboolean is_plain_punctuation(gunichar c)
{
	return g_utf8_strchr(".,!:;'\"、。·~", -1, c) != NULL;
}

/* Whether a mark at the left or right end of a message is mere decoration. A question mark never is ("能解决吗?"), nor is
 * a bracket the wrong way round, for that is a face: "1 :(". */
static gboolean is_outer(gunichar c, gboolean left, gboolean beside_digits)
{
	switch (g_unichar_type(c)) {
	case G_UNICODE_SPACE_SEPARATOR:
	case G_UNICODE_INITIAL_PUNCTUATION:
	case G_UNICODE_FINAL_PUNCTUATION:
		return TRUE;
	case G_UNICODE_OPEN_PUNCTUATION:
		return left;
	case G_UNICODE_CLOSE_PUNCTUATION:
		return !left;
	case G_UNICODE_CONNECT_PUNCTUATION:
	case G_UNICODE_DASH_PUNCTUATION:
	case G_UNICODE_OTHER_PUNCTUATION:
		return beside_digits ? is_plain_punctuation(c) : !g_utf8_strchr("?¿؟", -1, c);
	default:
		return is_plain_punctuation(c);
	}
}

static void trim(GString *text)
{
	gboolean digits = FALSE;
	const char *start = text->str, *end = text->str + text->len;

	for (const char *at = start; at < end && !digits; at = g_utf8_next_char(at))
		digits = g_unichar_isdigit(g_utf8_get_char(at));
	while (start < end && is_outer(g_utf8_get_char(start), TRUE, digits))
		start = g_utf8_next_char(start);
	while (end > start && is_outer(g_utf8_get_char(g_utf8_prev_char(end)), FALSE, digits))
		end = g_utf8_prev_char(end);
	g_string_truncate(text, (gsize)(end - text->str));
	g_string_erase(text, 0, start - text->str);
}

/* Marks that show nothing or only dress the character before: zero-width, variation selectors, the keycap box, colours of
 * skin. */
static gboolean is_dressing(gunichar c)
{
	return g_unichar_type(c) == G_UNICODE_FORMAT || (c >= 0xFE00 && c <= 0xFE0F) || c == 0x20E3 ||
	       (c >= 0x1F3FB && c <= 0x1F3FF);
}

static char *normalise_any(const char *text, gboolean fold)
{
	/* Asked first: g_utf8_normalize() lets half a character at the end and lone surrogates pass. */
	g_autofree char *compatible =
	        g_utf8_validate(text, -1, NULL) ? g_utf8_normalize(text, -1, G_NORMALIZE_NFKC) : NULL;
	g_autofree char *folded = !compatible ? g_strdup("")
	                          : fold      ? g_utf8_casefold(compatible, -1)
	                                      : g_strdup(compatible);
	GString *out = g_string_new(NULL);

	for (const char *at = folded; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (is_dressing(c))
			continue;
		if (c == '\n' && !fold) {
			g_string_append_c(out, '\n');
		} else if (g_unichar_isspace(c) || g_unichar_iscntrl(c)) {
			if (out->len && out->str[out->len - 1] != ' ')
				g_string_append_c(out, ' ');
		} else if (g_unichar_digit_value(c) >= 0) { /* Arabic and other ones */
			g_string_append_c(out, (char)('0' + g_unichar_digit_value(c)));
		} else if (c == 0x451 || c == 0x401) { /* Russians write е for ё and mean the same */
			g_string_append(out, c == 0x451 ? "е" : "Е");
		} else {
			g_string_append_unichar(out, c == 0x2019 || c == 0x2018 ? '\'' : c);
		}
	}
	trim(out);
	return g_string_free(out, FALSE);
}

/* What compatibility form and case folding make of the characters that most texts consist of: neither takes them apart, and
 * nothing among them combines with its neighbour. 0: not one of them. tests/text holds it to GLib. */
static gunichar plain_form(gunichar c, gboolean fold)
{
	if (c >= 0x4E00 && c <= 0x9FFF)
		return c;
	if (c >= 0xFF01 && c <= 0xFF5E) /* ASCII as wide as a Chinese character */
		c -= 0xFEE0;
	if ((c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t')
		return fold && c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
	if (c >= 0x410 && c <= 0x44F)
		return fold && c < 0x430 ? c + 0x20 : c;
	return c == 0x3001 || c == 0x3002 || (c >= 0x3008 && c <= 0x3011) ? c : 0;
}

/* The character at *at, which is valid UTF-8 of at most three bytes; 0: it has four. *at goes behind it. */
static gunichar short_char(const char **at)
{
	const guchar *c = (const guchar *)*at;

	if (c[0] < 0x80) {
		*at += 1;
		return c[0];
	}
	if (c[0] < 0xE0) {
		*at += 2;
		return (c[0] & 0x1Fu) << 6 | (c[1] & 0x3Fu);
	}
	if (c[0] >= 0xF0)
		return 0;
	*at += 3;
	return (c[0] & 0xFu) << 12 | (c[1] & 0x3Fu) << 6 | (c[2] & 0x3Fu);
}

/* clauses_normalise() of a text of such characters alone, which is most of what there is to look at; NULL: it has others. GLib
 * takes fifty times as long, and each text that leaves is looked at. */
static char *normalise_plain(const char *text, gboolean fold)
{
	gsize length = strlen(text), used = 0;
	g_autoptr(GString) out = NULL;

	if (!g_utf8_validate(text, (gssize)length, NULL))
		return NULL;
	out = g_string_sized_new(length + 1); /* no character gets longer */
	for (const char *at = text; *at;) {
		const char *from = at;
		gunichar c = plain_form(short_char(&at), fold);

		if (!c)
			return NULL;
		if (c >= 0x3001 || (c >= 0x80 && !fold)) {
			memcpy(out->str + used, from, (gsize)(at - from));
			used += (gsize)(at - from);
		} else if (c >= 0x80) {
			used += (gsize)g_unichar_to_utf8(c, out->str + used);
		} else if (c > ' ' || (c == '\n' && !fold)) {
			out->str[used++] = (char)c;
		} else if (used && out->str[used - 1] != ' ') {
			out->str[used++] = ' ';
		}
	}
	out->str[used] = '\0';
	out->len = used;
	trim(out);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

char *clauses_normalise(const char *text, gboolean fold)
{
	char *plain = normalise_plain(text, fold);

	return plain ? plain : normalise_any(text, fold);
}
/* A word typed half on the other keyboard ("CTOП") in one script: in Cyrillic when all its Latin letters have a twin there, else in
 * Latin when it is so the other way round. */
static void append_word(GString *out, const char *word, gsize length)
{
	static const char TWINS[2][64] = {"ABCEHKMOPTXYaceopxyk", "АВСЕНКМОРТХУасеорхук"};
	static const GUnicodeScript SCRIPTS[2] = {G_UNICODE_SCRIPT_LATIN, G_UNICODE_SCRIPT_CYRILLIC};
	guint letters[2] = {0}, twins[2] = {0};
	const char *end = word + length;
	int from = -1;

	for (const char *at = word; at < end; at = g_utf8_next_char(at))
		for (int s = 0; s < 2; s++)
			if (g_unichar_get_script(g_utf8_get_char(at)) == SCRIPTS[s]) {
				letters[s]++;
				twins[s] += g_utf8_strchr(TWINS[s], -1, g_utf8_get_char(at)) != NULL;
			}
	if (letters[0] && letters[1])
		from = letters[0] == twins[0] ? 0 : letters[1] == twins[1] ? 1 : -1;
	for (const char *at = word; at < end; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		const char *twin = from < 0 ? NULL : g_utf8_strchr(TWINS[from], -1, c);
		glong index = twin ? g_utf8_pointer_to_offset(TWINS[from], twin) : 0;

		g_string_append_unichar(
		        out, twin ? g_utf8_get_char(g_utf8_offset_to_pointer(TWINS[1 - from], index)) : c);
	}
}

static char *one_keyboard(const char *text)
{
	GString *out = g_string_new(NULL);
	const char *at = text;

	while (*at) {
		const char *end = at;

		while (*end && g_unichar_isalpha(g_utf8_get_char(end)))
			end = g_utf8_next_char(end);
		append_word(out, at, (gsize)(end - at));
		if (*end)
			g_string_append_unichar(out, g_utf8_get_char(end));
		at = *end ? g_utf8_next_char(end) : end;
	}
	return g_string_free(out, FALSE);
}

/* Whether a mark ends a clause. Between digits some belong to the number: "18.30", "1,5", "18:30". */
static gboolean is_break(gunichar before, gunichar c, gunichar after)
{
	if (g_utf8_strchr(".,:", -1, c))
		return !(g_unichar_isdigit(before) && g_unichar_isdigit(after));
	if (c == '-')
		return before == ' ' && after == ' ';
	return g_utf8_strchr("\n;!~。、·…—–()[]{}【】「」『』《》<>|", -1, c) != NULL;
}

static gboolean is_letter(gunichar c)
{
	return g_unichar_isalnum(c) && !g_unichar_iswide(c);
}

/* Whether a cut there goes through a word. */
static gboolean inside_word(const char *start, const char *cut)
{
	return cut > start && *cut && is_letter(g_utf8_get_char(cut)) &&
	       is_letter(g_utf8_get_char(g_utf8_prev_char(cut)));
}

/* Takes the longest courtesy off one end; FALSE: there is none, or nothing else. */
static gboolean drop_courtesy(const Lexicon *lexicon, GString *clause, gboolean front)
{
	const char *start = clause->str, *end = start + clause->len;

	for (const char *cut = front ? end : start; front ? cut > start : cut < end;
	     cut = front ? g_utf8_prev_char(cut) : g_utf8_next_char(cut)) {
		g_autofree char *part = front ? g_strndup(start, (gsize)(cut - start)) : g_strdup(cut);

		if (inside_word(start, cut) || !lexicon_is_courtesy(lexicon, part))
			continue;
		if (front)
			g_string_erase(clause, 0, cut - start);
		else
			g_string_truncate(clause, (gsize)(cut - start));
		return TRUE;
	}
	return FALSE;
}

static void add_clause(const Lexicon *lexicon, GString *clause, GString *out)
{
	gboolean again = TRUE;

	while (again && clause->len) {
		g_strstrip(clause->str);
		clause->len = strlen(clause->str);
		again = drop_courtesy(lexicon, clause, TRUE) || drop_courtesy(lexicon, clause, FALSE);
	}
	trim(clause);
	if (clause->len && out->len)
		g_string_append_c(out, '\n');
	g_string_append(out, clause->str);
	g_string_truncate(clause, 0);
}

char *clauses_of(const Lexicon *lexicon, const char *text)
{
	g_autofree char *plain = clauses_normalise(text, FALSE);
	g_autofree char *typed = one_keyboard(plain);
	g_autofree char *spelled = lexicon_spell(lexicon, typed);
	g_autoptr(GString) clause = g_string_new(NULL);
	GString *out = g_string_new(NULL);
	gunichar before = 0;

	for (const char *at = spelled; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at), after = g_utf8_get_char(g_utf8_next_char(at));

		if (is_break(before, c, after)) {
			add_clause(lexicon, clause, out);
		} else if (g_utf8_strchr("\"“”„«»", -1, c)) {
			g_string_append_c(clause, ' ');
		} else {
			g_string_append_unichar(clause, c);
			if (c == '?' && after != '?')
				add_clause(lexicon, clause, out);
		}
		before = c;
	}
	add_clause(lexicon, clause, out);
	return g_string_free(out, FALSE);
}
