#include "text/feeling.h"

#include <string.h>

/* How far a negator reaches: four words or six characters of Chinese. */
#define REACH 12
#define WORD_COST 3
#define HAN_COST 2

typedef struct {
	guint good, bad, so_so, unsolved;
	guint denied; /* praise behind a negator: "I do not think it is solved" */
	const char *good_rule, *bad_rule, *so_so_rule, *unsolved_rule;
} Tally;

static void count(guint *n, const char **rule, const char *why)
{
	if ((*n)++ == 0)
		*rule = why;
}

/* What stands before a word within a negator's reach. Caller frees. */
static char *before(const char *text, gsize at)
{
	const char *start = text + at;
	int left = REACH;

	while (start > text && left > 0) {
		const char *previous = g_utf8_prev_char(start);
		gunichar c = g_utf8_get_char(previous);

		if (g_unichar_iswide(c))
			left -= HAN_COST;
		else if (c == ' ' && start < text + at)
			left -= WORD_COST;
		if (left >= 0)
			start = previous;
	}
	return g_strndup(start, (gsize)(text + at - start));
}

static guint negations(const Lexicon *lexicon, const char *window)
{
	const GPtrArray *entries = lexicon_list(lexicon, LEXICON_NOT, 0);
	g_autoptr(GString) left = g_string_new(window);
	guint n = 0;

	for (guint i = 0; i < entries->len; i++) {
		const LexiconEntry *entry = entries->pdata[i];
		int start, end;

		for (;;) {
			g_autoptr(GMatchInfo) info = NULL;

			if (!g_regex_match(entry->regex, left->str, 0, &info) ||
			    !g_match_info_fetch_pos(info, 0, &start, &end))
				break;
			g_string_erase(left, start, end - start);
			g_string_insert(left, start, LEXICON_MARK);
			n++;
		}
	}
	return n;
}

/* Takes every word of a list out of the piece, telling by what stands before it which way it counts. */
static void weigh(const Lexicon *lexicon, LexiconList list, GString *piece, Tally *tally)
{
	const GPtrArray *entries = lexicon_list(lexicon, list, 0);

	for (guint i = 0; i < entries->len; i++) {
		const LexiconEntry *entry = entries->pdata[i];
		int start, end;

		for (;;) {
			g_autoptr(GMatchInfo) info = NULL;
			g_autofree char *window = NULL;
			gboolean turned;

			if (!g_regex_match(entry->regex, piece->str, 0, &info) ||
			    !g_match_info_fetch_pos(info, 0, &start, &end))
				break;
			window = before(piece->str, (gsize)start);
			turned = negations(lexicon, window) % 2;
			if ((list == LEXICON_GOOD) != turned)
				count(&tally->good, &tally->good_rule, turned ? entry->turned : entry->rule);
			else
				count(&tally->bad, &tally->bad_rule, turned ? entry->turned : entry->rule);
			g_string_erase(piece, start, end - start);
			g_string_insert(piece, start, LEXICON_MARK);
		}
	}
}

/* Fixed phrases go before the words in them. */
static void take_phrases(const Lexicon *lexicon, LexiconList list, GString *piece, guint *n, const char **rule)
{
	const LexiconEntry *found;
	g_autofree char *left = lexicon_take_out(lexicon, list, 0, piece->str, &found);

	if (found)
		count(n, rule, found->rule);
	g_string_assign(piece, left);
}

/* Praise of many words is not turned round by what denies it, as a word is: nobody knows then. */
static void take_praise(const Lexicon *lexicon, GString *piece, Tally *tally)
{
	const GPtrArray *entries = lexicon_list(lexicon, LEXICON_PRAISE, 0);

	for (guint i = 0; i < entries->len; i++) {
		const LexiconEntry *entry = entries->pdata[i];
		g_autoptr(GMatchInfo) info = NULL;
		g_autofree char *left = NULL;

		if (!g_regex_match(entry->regex, piece->str, 0, &info))
			continue;
		do {
			g_autofree char *window = NULL;
			int start;

			if (!g_match_info_fetch_pos(info, 0, &start, NULL))
				break;
			window = before(piece->str, (gsize)start);
			if (negations(lexicon, window) % 2)
				tally->denied++;
			else
				count(&tally->good, &tally->good_rule, entry->rule);
		} while (g_match_info_next(info, NULL));
		left = g_regex_replace_literal(entry->regex, piece->str, -1, 0, LEXICON_MARK, 0, NULL);
		if (left)
			g_string_assign(piece, left);
	}
}

static void judge(const Lexicon *lexicon, const char *text, Tally *tally)
{
	g_autoptr(GString) piece = g_string_new(text);

	if (g_str_has_suffix(text, "?") || lexicon_find(lexicon, LEXICON_QUESTION, 0, text) ||
	    lexicon_find(lexicon, LEXICON_UNREAL, 0, text))
		return;
	take_phrases(lexicon, LEXICON_SO_SO, piece, &tally->so_so, &tally->so_so_rule);
	take_praise(lexicon, piece, tally);
	take_phrases(lexicon, LEXICON_UNSOLVED, piece, &tally->unsolved, &tally->unsolved_rule);
	take_phrases(lexicon, LEXICON_BLAME, piece, &tally->bad, &tally->bad_rule);
	weigh(lexicon, LEXICON_GOOD, piece, tally);
	weigh(lexicon, LEXICON_BAD, piece, tally);
}

static ReplyLabel verdict(const Tally *t, const char **rule)
{
	if (t->unsolved) {
		*rule = t->unsolved_rule;
		return LABEL_UNSATISFIED;
	}
	if (t->so_so && !t->bad) {
		*rule = t->so_so_rule;
		return LABEL_NEUTRAL;
	}
	if (t->good && t->bad) {
		*rule = "praise and blame in one";
		return LABEL_NEUTRAL;
	}
	if (t->bad) {
		*rule = t->bad_rule;
		return LABEL_UNSATISFIED;
	}
	if (t->good && !t->denied)
		*rule = t->good_rule;
	return t->good && !t->denied ? LABEL_SATISFIED : LABEL_OTHER;
}

/* The clauses, cut once more before each "now": what follows it is how things stand. */
static GPtrArray *cut_pieces(const Lexicon *lexicon, const char *text)
{
	const GPtrArray *entries = lexicon_list(lexicon, LEXICON_NOW, 0);
	g_auto(GStrv) clauses = g_strsplit(text, "\n", -1);
	GPtrArray *pieces = g_ptr_array_new_with_free_func(g_free);

	for (char **clause = clauses; *clause; clause++) {
		int cut = 0;

		for (guint i = 0; i < entries->len; i++) {
			g_autoptr(GMatchInfo) info = NULL;
			int start;

			if (g_regex_match(((const LexiconEntry *)entries->pdata[i])->regex, *clause, 0, &info) &&
			    g_match_info_fetch_pos(info, 0, &start, NULL))
				cut = MAX(cut, start);
		}
		if (cut)
			g_ptr_array_add(pieces, g_strndup(*clause, (gsize)cut));
		g_ptr_array_add(pieces, g_strdup(*clause + cut));
	}
	return pieces;
}

/* "1 :(" after the question: the figure says one thing and the rest another. */
static gboolean contradicts(const char *piece, ReplyLabel label)
{
	gboolean alone = (*piece == '1' || *piece == '2') && (!piece[1] || piece[1] == ' ');

	return alone && label != (*piece == '1' ? LABEL_SATISFIED : LABEL_UNSATISFIED);
}

ReplyLabel feeling_of(const Lexicon *lexicon, const char *text, gboolean digits_answer, const char **rule)
{
	g_autoptr(GPtrArray) pieces = cut_pieces(lexicon, text);
	ReplyLabel now = LABEL_OTHER, label;
	const char *why = NULL, *now_why = NULL;
	gboolean since = FALSE;
	Tally all = {0};

	for (guint i = 0; i < pieces->len; i++) {
		Tally one = {0};
		ReplyLabel said;

		since |= lexicon_find(lexicon, LEXICON_NOW, 0, pieces->pdata[i]) != NULL;
		judge(lexicon, pieces->pdata[i], &one);
		said = verdict(&one, &why);
		if (since && said != LABEL_OTHER) {
			now = said;
			now_why = why;
		}
		judge(lexicon, pieces->pdata[i], &all);
	}
	label = now != LABEL_OTHER ? now : verdict(&all, &why);
	if (label == LABEL_SATISFIED && lexicon_find(lexicon, LEXICON_DOUBT, 0, text))
		label = LABEL_OTHER;
	for (guint i = 0; digits_answer && i < pieces->len; i++)
		if (contradicts(pieces->pdata[i], label))
			label = LABEL_OTHER;
	if (label != LABEL_OTHER)
		*rule = now != LABEL_OTHER ? now_why : why;
	return label;
}
