#include "text/lexicon.h"

#include <errno.h>
#include <string.h>

#include "text/han.h"

#define ARROW " => "
#define MAX_ENTRY 1500
#define SHOWN 60 /* characters of an entry in its rule */

typedef enum { ENTRY_WORD, ENTRY_PATTERN, ENTRY_SPELLING, ENTRY_NUMBER, ENTRY_COURTESY } EntryKind;

static const struct {
	const char *name;
	EntryKind kind;
	gboolean labels;
} LISTS[] = {
	[LEXICON_WORDS] = {"words", ENTRY_WORD, TRUE},
	[LEXICON_BARE] = {"bare", ENTRY_WORD, TRUE},
	[LEXICON_PATTERNS] = {"patterns", ENTRY_PATTERN, TRUE},
	[LEXICON_UNLESS] = {"unless", ENTRY_PATTERN, TRUE},
	[LEXICON_SPELLING] = {"spelling", ENTRY_SPELLING, FALSE},
	[LEXICON_NUMBERS] = {"numbers", ENTRY_NUMBER, FALSE},
	[LEXICON_COURTESY] = {"courtesy", ENTRY_COURTESY, FALSE},
	[LEXICON_DISARM] = {"disarm", ENTRY_PATTERN, FALSE},
	[LEXICON_QUESTION] = {"question", ENTRY_PATTERN, FALSE},
	[LEXICON_UNREAL] = {"unreal", ENTRY_PATTERN, FALSE},
	[LEXICON_NOT] = {"not", ENTRY_PATTERN, FALSE},
	[LEXICON_NOW] = {"now", ENTRY_PATTERN, FALSE},
	[LEXICON_DOUBT] = {"doubt", ENTRY_PATTERN, FALSE},
	[LEXICON_PRAISE] = {"praise", ENTRY_PATTERN, FALSE},
	[LEXICON_BLAME] = {"blame", ENTRY_PATTERN, FALSE},
	[LEXICON_SO_SO] = {"so_so", ENTRY_PATTERN, FALSE},
	[LEXICON_UNSOLVED] = {"unsolved", ENTRY_PATTERN, FALSE},
	[LEXICON_GOOD] = {"good", ENTRY_PATTERN, FALSE},
	[LEXICON_BAD] = {"bad", ENTRY_PATTERN, FALSE},
	[LEXICON_CALL] = {"call", ENTRY_PATTERN, FALSE},
	[LEXICON_CALL_NOT] = {"call_not", ENTRY_PATTERN, FALSE},
	[LEXICON_TIMES] = {"times", ENTRY_PATTERN, FALSE},
	[LEXICON_BESIDE_TIME] = {"beside_time", ENTRY_PATTERN, FALSE},
};
G_STATIC_ASSERT(G_N_ELEMENTS(LISTS) == LEXICON_LISTS);

struct Lexicon {
	gatomicrefcount refs;
	GPtrArray *lists[LEXICON_LISTS][LABELS]; /* of Shared; only [0] where the list has no labels */
	GHashTable *words;                       /* key -> GPtrArray of LexiconEntry, borrowed from the lists */
	GHashTable *courtesies;                  /* key */
	GHashTable *numbers;                     /* key -> number */
};

/* Copies of a lexicon share their entries. */
typedef struct {
	LexiconEntry entry;
	gatomicrefcount refs;
	char *key; /* of words, courtesies and numbers */
} Shared;

static Shared *shared_ref(Shared *shared)
{
	g_atomic_ref_count_inc(&shared->refs);
	return shared;
}

static void shared_unref(void *data)
{
	Shared *shared = data;

	if (!g_atomic_ref_count_dec(&shared->refs))
		return;
	g_free(shared->entry.language);
	g_free(shared->entry.rule);
	g_free(shared->entry.turned);
	g_free(shared->entry.effect);
	g_clear_pointer(&shared->entry.regex, g_regex_unref);
	g_free(shared->key);
	g_free(shared);
}

int lexicon_list_parse(const char *name, LexiconList *list)
{
	for (LexiconList candidate = 0; candidate < LEXICON_LISTS; candidate++)
		if (strcmp(LISTS[candidate].name, name) == 0) {
			*list = candidate;
			return 0;
		}
	return -EINVAL;
}

gboolean lexicon_list_has_labels(LexiconList list)
{
	return LISTS[list].labels;
}

Lexicon *lexicon_new(void)
{
	Lexicon *lexicon = g_new0(Lexicon, 1);

	g_atomic_ref_count_init(&lexicon->refs);
	for (int list = 0; list < LEXICON_LISTS; list++)
		for (int label = 0; label < (LISTS[list].labels ? LABELS : 1); label++)
			lexicon->lists[list][label] = g_ptr_array_new_with_free_func(shared_unref);
	lexicon->words = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
	lexicon->courtesies = g_hash_table_new(g_str_hash, g_str_equal);
	lexicon->numbers = g_hash_table_new(g_str_hash, g_str_equal);
	return lexicon;
}

Lexicon *lexicon_ref(Lexicon *lexicon)
{
	g_atomic_ref_count_inc(&lexicon->refs);
	return lexicon;
}

void lexicon_unref(Lexicon *lexicon)
{
	if (!lexicon || !g_atomic_ref_count_dec(&lexicon->refs))
		return;
	g_hash_table_unref(lexicon->words);
	g_hash_table_unref(lexicon->courtesies);
	g_hash_table_unref(lexicon->numbers);
	for (int list = 0; list < LEXICON_LISTS; list++)
		for (int label = 0; label < LABELS; label++)
			g_clear_pointer(&lexicon->lists[list][label], g_ptr_array_unref);
	g_free(lexicon);
}

/* The pairs stand in the order of their first character, and each of the two takes three bytes. */
static gunichar simplified(gunichar c)
{
	static const char PAIRS[] = HAN_PAIRS;
	gsize low = 0, high = (sizeof PAIRS - 1) / 6;

	while (c >= 0x3400 && low < high) {
		const char *middle = PAIRS + (low + high) / 2 * 6;
		gunichar at = g_utf8_get_char(middle);

		if (at == c)
			return g_utf8_get_char(middle + 3);
		if (at < c)
			low = (low + high) / 2 + 1;
		else
			high = (low + high) / 2;
	}
	return c;
}

/* How whole messages are compared: case folded, traditional characters as simplified ones, without blanks, hyphens and quotes.
 * Caller frees. */
static char *key_of(const char *message)
{
	g_autofree char *folded = g_utf8_casefold(message, -1);
	GString *key = g_string_new(NULL);

	for (const char *at = folded; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (!g_utf8_strchr(" -'\"\xE2\x80\x90\xE2\x80\x91", -1, c))
			g_string_append_unichar(key, c == 0x451 ? 0x435 : simplified(c));
	}
	return g_string_free(key, FALSE);
}

/* From the shorthand of patterns to a regular expression. Classes in [ ] stay as they are but for characters that are told as
 * others; a "*" is a quantifier behind anything but a letter. */
static char *expand(const char *pattern)
{
	static const char BORDER[] = "(?:(?<![\\p{Latin}\\p{Cyrillic}])|(?![\\p{Latin}\\p{Cyrillic}]))";
	static const char NUMBER[] = "[0-9]{1,2}(?:st|nd|rd|th)|[0-9]{1,4}|[〇零一二两三四五六七八九十百壹贰叁肆伍陆柒捌玖拾]{1,4}|[\\p{Latin}\\p{Cyrillic}]+";
	GString *out = g_string_new(BORDER);
	gboolean in_class = FALSE, second = FALSE;
	gunichar before = 0;

	g_string_append(out, "(?:");
	for (const char *at = pattern; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (in_class || c == '\\') {
			g_string_append_unichar(out, simplified(c));
			in_class = in_class && c != ']';
			if (c == '\\' && at[1]) {
				at++;
				g_string_append_unichar(out, g_utf8_get_char(at));
			}
		} else if (g_str_has_prefix(at, "[[") || g_str_has_prefix(at, "]]")) {
			g_string_append(out, c == '[' ? "\\A" : "\\z");
			at++;
		} else if (g_str_has_prefix(at, "...")) {
			g_string_append(out, "[^\n]{0,24}?");
			at += 2;
		} else if (c == '#') {
			g_string_append_printf(out, "(?<%s>%s)", second ? "m" : "n", NUMBER);
			second = TRUE;
		} else if (c == '@') {
			g_string_append(out, "(?<l>[a-fа-е])");
		} else if ((c == '*' && g_unichar_isalpha(before)) || (c == '~' && before == ')')) {
			g_string_append(out, "[\\p{Latin}\\p{Cyrillic}'-]*");
		} else if (c == ' ' && (at[1] == '?' || at[1] == '*')) {
			g_string_append(out, " *");
			at++;
		} else if (c == ' ') {
			g_string_append(out, " +");
		} else {
			in_class = c == '[';
			g_string_append_unichar(out, simplified(c));
		}
		before = c;
	}
	g_string_append(out, ")");
	g_string_append(out, BORDER);
	return g_string_free(out, FALSE);
}

static int compile(const char *pattern, GRegex **regex, char **fault)
{
	g_autofree char *perl = expand(pattern);
	g_autoptr(GError) error = NULL;
	GRegex *made = g_regex_new(perl, G_REGEX_CASELESS | G_REGEX_MULTILINE | G_REGEX_NO_AUTO_CAPTURE, 0, &error);

	if (made && !g_regex_match(made, "", 0, NULL)) {
		*regex = made;
		return 0;
	}
	*fault = made ? g_strdup("finds everything; write what must stand there")
	              : g_strdup_printf("not a pattern (%s); write words, or see replies/README.md", error->message);
	g_clear_pointer(&made, g_regex_unref);
	return -EINVAL;
}

/* Registers what is found by its key. */
static void index_entry(Lexicon *lexicon, EntryKind kind, const Shared *shared)
{
	GPtrArray *same;

	switch (kind) {
	case ENTRY_WORD:
		same = g_hash_table_lookup(lexicon->words, shared->key);
		if (!same) {
			same = g_ptr_array_new();
			g_hash_table_insert(lexicon->words, shared->key, same);
		}
		g_ptr_array_add(same, (void *)&shared->entry);
		break;
	case ENTRY_COURTESY:
		g_hash_table_add(lexicon->courtesies, shared->key);
		break;
	case ENTRY_NUMBER:
		g_hash_table_insert(lexicon->numbers, shared->key,
		                    GINT_TO_POINTER((int)g_ascii_strtoll(shared->entry.effect, NULL, 10)));
		break;
	default:
		break;
	}
}

Lexicon *lexicon_copy(const Lexicon *lexicon)
{
	Lexicon *copy = lexicon_new();

	for (int list = 0; list < LEXICON_LISTS; list++)
		for (int label = 0; label < LABELS && lexicon->lists[list][label]; label++)
			for (guint i = 0; i < lexicon->lists[list][label]->len; i++) {
				Shared *shared = shared_ref(lexicon->lists[list][label]->pdata[i]);

				g_ptr_array_add(copy->lists[list][label], shared);
				index_entry(copy, LISTS[list].kind, shared);
			}
	return copy;
}

static gboolean is_number(const char *text)
{
	guint64 number;

	return text && g_ascii_string_to_unsigned(text, 10, 0, 9999, &number, NULL);
}

int lexicon_add(Lexicon *lexicon, LexiconList list, ReplyLabel label, const char *language, const char *origin,
                const char *entry, char **fault)
{
	EntryKind kind = LISTS[list].kind;
	const char *arrow = kind == ENTRY_WORD || kind == ENTRY_COURTESY ? NULL : strstr(entry, ARROW);
	g_autofree char *what = arrow ? g_strndup(entry, (gsize)(arrow - entry)) : g_strdup(entry);
	g_autofree char *effect = arrow ? g_strdup(arrow + strlen(ARROW)) : NULL;
	g_autofree char *key = NULL, *shown = NULL;
	const char *name = kind == ENTRY_WORD ? reply_label_name(label) : LISTS[list].name;
	GRegex *regex = NULL;
	Shared *shared;
	int r = 0;

	if (!g_utf8_validate(entry, -1, NULL) || g_utf8_strlen(entry, -1) > MAX_ENTRY) {
		*fault = g_strdup_printf("not UTF-8, or longer than %d characters; write it shorter", MAX_ENTRY);
		return -EINVAL;
	}
	key = key_of(what);
	if (!*key || (kind == ENTRY_SPELLING && !effect) || (kind == ENTRY_NUMBER && !is_number(effect))) {
		*fault = g_strdup(!*key                    ? "empty; write words or take it out"
		                  : kind == ENTRY_SPELLING ? "without what to read instead; write \"wont => will not\""
		                                           : "without its number; write \"five => 5\"");
		return -EINVAL;
	}
	if (kind == ENTRY_PATTERN || kind == ENTRY_SPELLING)
		r = compile(what, &regex, fault);
	if (r < 0)
		return r;
	shown = g_utf8_strlen(what, -1) > SHOWN ? g_utf8_substring(what, 0, SHOWN) : g_strdup(what);
	shared = g_new0(Shared, 1);
	g_atomic_ref_count_init(&shared->refs);
	shared->key = g_steal_pointer(&key);
	shared->entry = (LexiconEntry){
		.label = label,
		.bare = list == LEXICON_BARE,
		.language = g_strdup(language),
		.rule = g_strdup_printf("%s \"%s\" (%s)", kind == ENTRY_WORD ? "word" : name, shown, origin),
		.turned = g_strdup_printf("%s \"%s\" turned by a negation (%s)", name, shown, origin),
		.effect = g_steal_pointer(&effect),
		.regex = regex,
	};
	g_ptr_array_add(lexicon->lists[list][LISTS[list].labels ? label : 0], shared);
	index_entry(lexicon, kind, shared);
	return 0;
}

const LexiconEntry *lexicon_word(const Lexicon *lexicon, const char *message, const char *language, gboolean whole)
{
	g_autofree char *key = key_of(message);
	const GPtrArray *same = g_hash_table_lookup(lexicon->words, key);
	const LexiconEntry *best = NULL;

	for (guint i = 0; same && i < same->len; i++) {
		const LexiconEntry *entry = same->pdata[i];

		if (entry->bare && !whole)
			continue;
		if (!entry->language)
			return entry;
		if (!best || (g_strcmp0(entry->language, language) == 0 && g_strcmp0(best->language, language) != 0))
			best = entry;
	}
	return best;
}

gboolean lexicon_is_courtesy(const Lexicon *lexicon, const char *message)
{
	g_autofree char *key = key_of(message);

	return g_hash_table_contains(lexicon->courtesies, key);
}

const GPtrArray *lexicon_list(const Lexicon *lexicon, LexiconList list, ReplyLabel label)
{
	return lexicon->lists[list][LISTS[list].labels ? label : 0];
}

const LexiconEntry *lexicon_find(const Lexicon *lexicon, LexiconList list, ReplyLabel label, const char *text)
{
	const GPtrArray *entries = lexicon_list(lexicon, list, label);

	for (guint i = 0; i < entries->len; i++) {
		const LexiconEntry *entry = entries->pdata[i];

		if (g_regex_match(entry->regex, text, 0, NULL))
			return entry;
	}
	return NULL;
}

char *lexicon_take_out(const Lexicon *lexicon, LexiconList list, ReplyLabel label, const char *text,
                       const LexiconEntry **found)
{
	const GPtrArray *entries = lexicon_list(lexicon, list, label);
	char *left = g_strdup(text);

	if (found)
		*found = NULL;
	for (guint i = 0; i < entries->len; i++) {
		const LexiconEntry *entry = entries->pdata[i];
		char *replaced;

		if (!g_regex_match(entry->regex, left, 0, NULL))
			continue;
		replaced = g_regex_replace_literal(entry->regex, left, -1, 0, LEXICON_MARK, 0, NULL);
		if (!replaced)
			continue; /* more work than is allowed for one pattern */
		g_free(left);
		left = replaced;
		if (found && !*found)
			*found = entry;
	}
	return left;
}

char *lexicon_spell(const Lexicon *lexicon, const char *text)
{
	const GPtrArray *entries = lexicon_list(lexicon, LEXICON_SPELLING, 0);
	g_autoptr(GString) folded = g_string_new(NULL);
	char *spelled;

	for (const char *at = text; *at; at = g_utf8_next_char(at))
		g_string_append_unichar(folded, simplified(g_utf8_get_char(at)));
	spelled = g_strdup(folded->str);
	for (guint i = 0; i < entries->len; i++) {
		const LexiconEntry *entry = entries->pdata[i];
		char *replaced;

		if (!g_regex_match(entry->regex, spelled, 0, NULL))
			continue;
		replaced = g_regex_replace_literal(entry->regex, spelled, -1, 0, entry->effect, 0, NULL);
		if (!replaced)
			continue;
		g_free(spelled);
		spelled = replaced;
	}
	return spelled;
}

/* "二十五", "十", "伍": up to 99, as people count days and hours. -1: not one. */
static int han_number(const char *word)
{
	static const char DIGITS[] = "零一二三四五六七八九", FORMAL[] = "〇壹贰叁肆伍陆柒捌玖";
	int total = 0, digit = -1;

	for (const char *at = word; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		const char *plain = g_utf8_strchr(DIGITS, -1, c), *formal = g_utf8_strchr(FORMAL, -1, c);

		if (c == 0x5341 || c == 0x62FE) { /* 十 拾 */
			if (total)
				return -1;
			total = digit < 0 ? 10 : 10 * digit;
			digit = -1;
		} else if (digit >= 0) {
			return -1;
		} else if (plain || formal) {
			const char *in = plain ? DIGITS : FORMAL;

			digit = (int)g_utf8_pointer_to_offset(in, plain ? plain : formal);
		} else if (c == 0x4E24) { /* 两 */
			digit = 2;
		} else {
			return -1;
		}
	}
	return total + MAX(digit, 0);
}

int lexicon_number(const Lexicon *lexicon, const char *word)
{
	g_autofree char *key = key_of(word);
	void *number;

	if (is_number(key))
		return (int)g_ascii_strtoll(key, NULL, 10);
	if (g_hash_table_lookup_extended(lexicon->numbers, key, NULL, &number))
		return GPOINTER_TO_INT(number);
	return *key ? han_number(key) : -1;
}
