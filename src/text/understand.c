#include "text/understand.h"

#include <string.h>

#include "text/clauses.h"
#include "text/feeling.h"

#define MAX_PICK 10 /* no question has more answers: a larger number is something else */

static void answer(ReplyMeaning *out, ReplyLabel label, const char *rule)
{
	out->label = label;
	out->rule = rule;
}

/* The value of a rating or pick that an entry names or that its pattern found. FALSE: it is none ("three dogs"). */
static gboolean read_value(const Lexicon *lexicon, const LexiconEntry *entry, const char *text, ReplyMeaning *out)
{
	g_autoptr(GMatchInfo) info = NULL;

	if (!g_regex_match(entry->regex, text, 0, &info))
		return FALSE;
	if (entry->effect) {
		out->number = (int)g_ascii_strtoll(entry->effect, NULL, 10);
		return TRUE;
	}
	do {
		g_autofree char *letter = g_match_info_fetch_named(info, "l");
		g_autofree char *word = g_match_info_fetch_named(info, "n");

		if (letter && *letter)
			out->letter = g_unichar_toupper(g_utf8_get_char(letter));
		else if (word && *word)
			out->number = lexicon_number(lexicon, word);
		if (out->letter || out->number >= 0)
			return TRUE;
	} while (g_match_info_next(info, NULL));
	return FALSE;
}

/* Patterns of a label, unless something says that they do not count. */
static gboolean by_patterns(const Lexicon *lexicon, ReplyLabel label, const char *text, ReplyMeaning *out)
{
	const GPtrArray *entries = lexicon_list(lexicon, LEXICON_PATTERNS, label);
	gboolean valued = label == LABEL_RATING || label == LABEL_PICK;

	for (guint i = 0; i < entries->len; i++) {
		const LexiconEntry *entry = entries->pdata[i];

		if (!g_regex_match(entry->regex, text, 0, NULL) || (valued && !read_value(lexicon, entry, text, out)))
			continue;
		if (label == LABEL_PICK && out->number > MAX_PICK)
			continue;
		if (lexicon_find(lexicon, LEXICON_UNLESS, label, text))
			return FALSE;
		answer(out, label, entry->rule);
		return TRUE;
	}
	return FALSE;
}

/* One label out of those of all clauses: agreement adds nothing to what it stands beside, nor a yes or no to a goodbye. */
static gboolean is_beside(ReplyLabel label, ReplyLabel main)
{
	return label == LABEL_ACK || (label == LABEL_YES && main != LABEL_NO) || (label == LABEL_NO && main == LABEL_OPTOUT);
}

static const LexiconEntry *word_of_clauses(const Lexicon *lexicon, const char *text, const char *language)
{
	g_auto(GStrv) clauses = g_strsplit(text, "\n", -1);
	const LexiconEntry *best = NULL;

	for (char **clause = clauses; *clause; clause++) {
		const LexiconEntry *word = lexicon_word(lexicon, *clause, language, FALSE);

		if (!word)
			return NULL;
		if (!best || is_beside(best->label, word->label))
			best = word;
		else if (word->label != best->label && !is_beside(word->label, best->label))
			return NULL;
	}
	return best;
}

/* A word of stopping keeps its sense beside pictures: "STOP 😡", "👍 stop". */
static const LexiconEntry *stop_beside_pictures(const Lexicon *lexicon, const char *text, const char *language)
{
	g_autoptr(GString) words = g_string_new(NULL);
	const LexiconEntry *word;

	for (const char *at = text; *at; at = g_utf8_next_char(at)) {
		GUnicodeType type = g_unichar_type(g_utf8_get_char(at));

		if (type != G_UNICODE_OTHER_SYMBOL && type != G_UNICODE_MODIFIER_SYMBOL)
			g_string_append_unichar(words, g_utf8_get_char(at));
	}
	word = lexicon_word(lexicon, g_strstrip(words->str), language, FALSE);
	return word && word->label == LABEL_OPTOUT ? word : NULL;
}

/* The whole message, apart from what politeness adds; of an opt-out also spread over clauses, "Stop. Texting. Me." */
static const LexiconEntry *whole_message(const Lexicon *lexicon, const char *bare, const char *text, const char *language)
{
	const LexiconEntry *word = lexicon_word(lexicon, bare, language, TRUE);
	g_autofree char *joined = g_strdelimit(g_strdup(text), "\n", ' ');

	if (!word)
		word = word_of_clauses(lexicon, text, language);
	if (!word)
		word = lexicon_word(lexicon, joined, language, FALSE);
	else
		return word;
	return word && word->label == LABEL_OPTOUT ? word : stop_beside_pictures(lexicon, joined, language);
}

/* A call is wished, or none is, or the message is a time and nothing else. */
static gboolean about_calls(const Lexicon *lexicon, const char *text, ReplyMeaning *out)
{
	const LexiconEntry *none = NULL, *wish = NULL;
	g_autofree char *left = lexicon_take_out(lexicon, LEXICON_PATTERNS, LABEL_NO_CALL, text, &none);
	g_auto(GStrv) clauses = g_strsplit(left, "\n", -1);
	g_autofree char *rest = NULL, *bare = NULL;
	gboolean timed = when_parse(lexicon, left, &out->when, &rest);

	if (none && lexicon_find(lexicon, LEXICON_UNLESS, LABEL_NO_CALL, text))
		none = NULL;
	for (char **clause = clauses; *clause && !wish; clause++)
		if (!lexicon_find(lexicon, LEXICON_CALL_NOT, 0, *clause))
			wish = lexicon_find(lexicon, LEXICON_CALL, 0, *clause);
	if (wish || none) {
		answer(out, wish ? LABEL_CALLBACK : LABEL_NO_CALL, wish ? wish->rule : none->rule);
		return TRUE;
	}
	if (!timed || lexicon_find(lexicon, LEXICON_UNLESS, LABEL_CALLBACK, text))
		return FALSE;
	bare = lexicon_take_out(lexicon, LEXICON_BESIDE_TIME, 0, rest, NULL);
	for (const char *at = bare; *at; at = g_utf8_next_char(at))
		if (g_unichar_isalnum(g_utf8_get_char(at)) || *at == '?')
			return FALSE;
	answer(out, LABEL_CALLBACK, "a time and nothing else");
	return TRUE;
}

/* "1" and "2" answer the question that was asked last. */
static void answer_pick(Step asked, ReplyMeaning *out)
{
	if (asked != STEP_SATISFACTION || (out->number != 1 && out->number != 2))
		return;
	answer(out, out->number == 1 ? LABEL_SATISFIED : LABEL_UNSATISFIED,
	       out->number == 1 ? "1 answers the question: satisfied" : "2 answers the question: not satisfied");
	out->number = -1;
}

static gboolean by_feeling(const Lexicon *lexicon, const char *text, Step asked, ReplyMeaning *out)
{
	const char *rule = NULL;
	ReplyLabel label = feeling_of(lexicon, text, asked == STEP_SATISFACTION, &rule);

	if (label == LABEL_OTHER || lexicon_find(lexicon, LEXICON_UNLESS, label, text))
		return FALSE;
	answer(out, label, rule);
	return TRUE;
}

static void by_rules(const Lexicon *lexicon, const char *text, Step asked, ReplyMeaning *out)
{
	static const ReplyLabel FIRST[] = {LABEL_OPTIN, LABEL_WRONG_NUMBER, LABEL_REVIEW_DEAL, LABEL_ESCALATE};
	static const ReplyLabel LAST[] = {LABEL_YES, LABEL_NO, LABEL_ACK};
	g_autofree char *disarmed = lexicon_take_out(lexicon, LEXICON_DISARM, 0, text, NULL);

	if (by_patterns(lexicon, LABEL_AUTO, text, out) || by_patterns(lexicon, LABEL_OPTOUT, disarmed, out))
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(FIRST); i++)
		if (by_patterns(lexicon, FIRST[i], text, out))
			return;
	if (about_calls(lexicon, text, out))
		return;
	out->when = WHEN_NONE;
	if (by_patterns(lexicon, LABEL_HELP, text, out) || by_patterns(lexicon, LABEL_RATING, text, out))
		return;
	out->number = -1; /* of a rating that something spoke against */
	if (by_patterns(lexicon, LABEL_PICK, text, out)) {
		answer_pick(asked, out);
		return;
	}
	out->number = -1;
	out->letter = 0;
	if (by_feeling(lexicon, text, asked, out))
		return;
	/* Beside anything else they are only its beginning: "no, where is it". */
	for (gsize i = 0; i < G_N_ELEMENTS(LAST) && !strchr(text, '\n'); i++)
		if (by_patterns(lexicon, LAST[i], text, out))
			return;
}

void understand_reply(const Lexicon *lexicon, const char *text, const char *language, Step asked, ReplyMeaning *out)
{
	g_autofree char *bare = understand_normalise(text);
	g_autofree char *clauses = clauses_of(lexicon, text);
	const LexiconEntry *word;

	*out = (ReplyMeaning){.label = LABEL_OTHER, .number = -1, .when = WHEN_NONE, .rule = "nothing applies"};
	if (!*bare)
		return;
	word = whole_message(lexicon, bare, clauses, language);
	if (word)
		answer(out, word->label, word->rule);
	else if (*clauses)
		by_rules(lexicon, clauses, asked, out);
	if (out->label == LABEL_CALLBACK)
		when_parse(lexicon, clauses, &out->when, NULL);
}

char *understand_format(const ReplyMeaning *meaning)
{
	const char *name = reply_label_name(meaning->label);
	char letter[7] = "";

	if (meaning->letter) {
		letter[g_unichar_to_utf8(meaning->letter, letter)] = '\0';
		return g_strdup_printf("%s=%s", name, letter);
	}
	return meaning->number >= 0 ? g_strdup_printf("%s=%d", name, meaning->number) : g_strdup(name);
}

char *understand_normalise(const char *text)
{
	return clauses_normalise(text, TRUE);
}
