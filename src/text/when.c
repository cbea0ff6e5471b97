#include "text/when.h"

#include <string.h>

#define HOUR 60
#define DAY (24 * HOUR)

static const char *const PARTS[] = {"", "morning", "noon", "afternoon", "evening", "later"};
G_STATIC_ASSERT(G_N_ELEMENTS(PARTS) == WHEN_PARTS);
static const char *const WEEKDAYS[] = {"", "mon", "tue", "wed", "thu", "fri", "sat", "sun"};

static int index_of(const char *const *names, gsize n, const char *name)
{
	for (gsize i = 1; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return (int)i;
	return 0;
}

/* What one match brings, before it is known whether "pm" stands elsewhere. */
typedef struct {
	When when;
	int hour; /* -1: none */
	int minutes;
	gboolean am, pm;
} Found;

/* One word of an effect. FALSE: it does not fit, as hour 80. `n` and `m` are -1 where the pattern has no such number. */
static gboolean apply_word(const char *word, int n, int m, Found *found)
{
	const char *equals = strchr(word, '=');
	const char *value = equals ? equals + 1 : "";
	gboolean counted = *value == '#';
	int number = counted ? n : (int)g_ascii_strtoll(value, NULL, 10);

	if (g_str_has_prefix(word, "date=")) {
		found->when.days = number;
		return number >= 0 && number <= 31;
	}
	if (g_str_has_prefix(word, "in=")) {
		found->when.in_minutes = g_str_has_suffix(value, "h") ? number * HOUR : number;
		return found->when.in_minutes > 0 && found->when.in_minutes <= 7 * DAY;
	}
	if (strcmp(word, "time=#") == 0) {
		found->hour = n;
		found->minutes += MAX(m, 0);
		return n >= 0 && n <= 24 && m < HOUR;
	}
	if (g_str_has_prefix(word, "min=")) {
		found->minutes += number;
		return number > -HOUR && number < HOUR;
	}
	if (g_str_has_prefix(word, "dow=")) {
		found->when.weekday = index_of(WEEKDAYS, G_N_ELEMENTS(WEEKDAYS), value);
		return found->when.weekday > 0;
	}
	if (g_str_has_prefix(word, "part=")) {
		found->when.part = (WhenPart)index_of(PARTS, G_N_ELEMENTS(PARTS), value);
		return found->when.part != WHEN_NO_PART;
	}
	found->am |= strcmp(word, "am") == 0;
	found->pm |= strcmp(word, "pm") == 0;
	found->when.after |= strcmp(word, "after") == 0;
	found->when.before |= strcmp(word, "before") == 0;
	return g_str_equal(word, "am") || g_str_equal(word, "pm") || g_str_equal(word, "after") ||
	       g_str_equal(word, "before");
}

static gboolean apply_effect(const char *effect, int n, int m, Found *found)
{
	g_auto(GStrv) words = g_strsplit(effect, " ", -1);
	Found tried = *found;

	for (char **word = words; *word; word++)
		if (!apply_word(*word, n, m, &tried))
			return FALSE;
	*found = tried;
	return words[0] != NULL;
}

gboolean when_effect_valid(const char *effect)
{
	Found found = {.when = WHEN_NONE, .hour = -1};

	return apply_effect(effect, 1, 1, &found);
}

static int number_of(const Lexicon *lexicon, const GMatchInfo *info, const char *group)
{
	g_autofree char *word = g_match_info_fetch_named(info, group);

	return word && *word ? lexicon_number(lexicon, word) : -1;
}

/* A figure of minutes has two digits: "5.0" is no time. */
static gboolean minutes_fit(const GMatchInfo *info)
{
	g_autofree char *word = g_match_info_fetch_named(info, "m");

	return !word || !*word || !g_ascii_isdigit(*word) || strlen(word) == 2;
}

/* Takes the first fitting match of an entry out of the text. */
static gboolean take(const Lexicon *lexicon, const LexiconEntry *entry, GString *text, Found *found, GString *words)
{
	g_autoptr(GMatchInfo) info = NULL;
	int start, end;

	if (!entry->effect || !g_regex_match(entry->regex, text->str, 0, &info))
		return FALSE;
	do {
		int n = number_of(lexicon, info, "n"), m = number_of(lexicon, info, "m");
		g_autofree char *matched = NULL;

		if (!minutes_fit(info) || !apply_effect(entry->effect, n, m, found) ||
		    !g_match_info_fetch_pos(info, 0, &start, &end))
			continue;
		matched = g_strndup(text->str + start, (gsize)(end - start));
		g_string_append_printf(words, "%s%s", words->len ? " " : "", matched);
		g_string_erase(text, start, end - start);
		g_string_insert(text, start, LEXICON_MARK);
		return TRUE;
	} while (g_match_info_next(info, NULL));
	return FALSE;
}

static void settle(Found *found)
{
	When *when = &found->when;
	gboolean late = found->pm || when->part == WHEN_AFTERNOON || when->part == WHEN_EVENING;
	gboolean early = found->am || when->part == WHEN_MORNING;
	int hour = found->hour;

	if (hour < 0)
		return;
	if (hour < 12 && (late || (!early && hour >= 1 && hour <= 7)))
		hour += 12;
	else if (hour == 12 && found->am)
		hour = 0;
	when->minute = (hour * HOUR + found->minutes + DAY) % DAY;
	when->part = WHEN_NO_PART;
}

static void keep_words(const GString *words, When *when)
{
	const char *end;
	gsize length = MIN(words->len, sizeof when->words - 1);

	/* g_utf8_validate() stops where a character was cut. */
	g_utf8_validate(words->str, (gssize)length, &end);
	length = (gsize)(end - words->str);
	memcpy(when->words, words->str, length);
	when->words[length] = '\0';
	g_strdelimit(when->words, "\n", ' ');
}

gboolean when_parse(const Lexicon *lexicon, const char *text, When *when, char **rest)
{
	const GPtrArray *times = lexicon_list(lexicon, LEXICON_TIMES, 0);
	g_autoptr(GString) left = g_string_new(text), words = g_string_new(NULL);
	Found found = {.when = WHEN_NONE, .hour = -1};
	gboolean any = FALSE;

	for (guint i = 0; i < times->len; i++)
		any |= take(lexicon, times->pdata[i], left, &found, words);
	settle(&found);
	keep_words(words, &found.when);
	*when = found.when;
	if (rest)
		*rest = g_strdup(left->str);
	return any;
}

char *when_format(const When *when)
{
	g_autoptr(GString) s = g_string_new(NULL);

	if (when->days >= 0)
		g_string_append_printf(s, " date=+%dd", when->days);
	if (when->weekday)
		g_string_append_printf(s, " dow=%s", WEEKDAYS[when->weekday]);
	if (when->in_minutes && when->in_minutes % HOUR == 0)
		g_string_append_printf(s, " in=%dh", when->in_minutes / HOUR);
	else if (when->in_minutes)
		g_string_append_printf(s, " in=%dm", when->in_minutes);
	if (when->minute >= 0)
		g_string_append_printf(s, " time=%02d:%02d", when->minute / HOUR, when->minute % HOUR);
	if (when->part != WHEN_NO_PART)
		g_string_append_printf(s, " part=%s", PARTS[when->part]);
	if (when->minute >= 0 && when->after)
		g_string_append(s, " after");
	if (when->minute >= 0 && when->before)
		g_string_append(s, " before");
	return g_strdup(s->len ? s->str + 1 : "");
}
