#include "text/code.h"

#include <errno.h>
#include <string.h>

/* 23 symbols, a prime number: see weighted_sum(). No vowels, so that no word appears; of the pairs 0/O, 1/I/L, 2/Z,
 * 5/S, 6/G, 8/B and U/V at most one stays. */
static const char SYMBOLS[] = "CDFHJKMNPQRTVWX23456789";
enum { LETTERS = 15, DIGITS = 8, BASE = LETTERS + DIGITS };
G_STATIC_ASSERT(sizeof(SYMBOLS) - 1 == BASE);

/* Letters a Russian keyboard gives for the symbols that look the same. */
static const char CYRILLIC[] = "СНКМРТХ", LATIN[] = "CHKMPTX";

static guint symbol_value(char symbol)
{
	return (guint)(strchr(SYMBOLS, symbol) - SYMBOLS);
}

/* Positions weigh 1, 2, 3... from the right, and a code's sum is 0 modulo the prime BASE. A changed symbol adds weight
 * x difference, two symbols changed for each other add difference of weights x difference of symbols: no factor is 0
 * modulo BASE (codes are shorter than it), so neither is the sum, and both mistakes are always noticed. */
static guint weighted_sum(const char *code)
{
	guint weight = (guint)strlen(code), sum = 0;

	for (; *code; code++)
		sum += weight-- * symbol_value(*code);
	return sum % BASE;
}

void case_code(int64_t case_id, char out[CASE_CODE_SIZE])
{
	guint64 rest = (guint64)case_id;
	char code[CASE_CODE_SIZE] = "";
	char *check = code + sizeof(code) - 2, *at = check;

	*check = SYMBOLS[0];
	do {
		*--at = SYMBOLS[rest % BASE];
		rest /= BASE;
	} while (rest >= LETTERS * DIGITS);
	*--at = SYMBOLS[LETTERS + rest % DIGITS];
	*--at = SYMBOLS[rest / DIGITS];
	*check = SYMBOLS[(BASE - weighted_sum(at)) % BASE];
	g_strlcpy(out, at, CASE_CODE_SIZE);
}

/* Writes a code as case_code() does. FALSE: it has other characters or is too long. */
static gboolean fold_code(const char *code, gsize len, char out[CASE_CODE_SIZE])
{
	gsize n = 0;

	for (const char *at = code; at < code + len; at = g_utf8_next_char(at)) {
		gunichar c = g_unichar_toupper(g_utf8_get_char(at));
		const char *same = g_utf8_strchr(CYRILLIC, -1, c);

		if (same)
			c = (gunichar)LATIN[g_utf8_pointer_to_offset(CYRILLIC, same)];
		if (c >= 128 || !strchr(SYMBOLS, (int)c) || n + 1 >= CASE_CODE_SIZE)
			return FALSE;
		out[n++] = (char)c;
	}
	out[n] = '\0';
	return TRUE;
}

/* The number of a folded code. Shape, check symbol, superfluous leading symbols and numbers past 64 bits are all
 * caught by writing the number again and comparing. */
static int decode(const char *code, int64_t *case_id)
{
	gsize len = strlen(code);
	guint64 value;
	char again[CASE_CODE_SIZE];

	if (len < 4 || symbol_value(code[0]) >= LETTERS || symbol_value(code[1]) < LETTERS)
		return -EINVAL;
	value = symbol_value(code[0]) * DIGITS + symbol_value(code[1]) - LETTERS;
	for (gsize i = 2; i < len - 1; i++)
		value = value * BASE + symbol_value(code[i]);
	if (value < 1 || value > G_MAXINT64)
		return -EINVAL;
	case_code((int64_t)value, again);
	if (strcmp(code, again) != 0)
		return -EINVAL;
	*case_id = (int64_t)value;
	return 0;
}

int case_code_parse(const char *code, int64_t *case_id)
{
	char folded[CASE_CODE_SIZE];

	if (!g_utf8_validate(code, -1, NULL) || !fold_code(code, strlen(code), folded))
		return -EINVAL;
	return decode(folded, case_id);
}

/* Part of the word a code would stand in. Chinese is written without blanks, so its characters end a word; hyphen and
 * the like do not, for "K7P6-20" is somebody's part number. */
static gboolean joins_word(gunichar c)
{
	return (g_unichar_isalnum(c) && !g_unichar_iswide(c)) || (c && c < 128 && strchr("-_/@", (int)c));
}

static gboolean word_is_code(const char *word, const char *end, gboolean marked, int64_t *case_id)
{
	char folded[CASE_CODE_SIZE];

	for (const char *at = word; !marked && at < end; at = g_utf8_next_char(at))
		if (g_unichar_islower(g_utf8_get_char(at)))
			return FALSE;
	return fold_code(word, (gsize)(end - word), folded) && decode(folded, case_id) == 0;
}

gboolean case_code_find(const char *text, int64_t *case_id)
{
	/* Full-width letters and digits, as Chinese and Japanese keyboards give, become plain ones. */
	g_autofree char *plain = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
	const char *at = plain;

	while (at && *at) {
		const char *end = at;

		while (joins_word(g_utf8_get_char(end)))
			end = g_utf8_next_char(end);
		if (end > at && word_is_code(at, end, at > plain && at[-1] == '#', case_id))
			return TRUE;
		at = *end ? g_utf8_next_char(end) : end;
	}
	return FALSE;
}
