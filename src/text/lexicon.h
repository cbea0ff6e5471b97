/* The words replies are understood by: built once by src/conf from data files and settings, then only read.
 *
 * A word is a whole message, apart from courtesies. A pattern is looked for inside; it is a Perl regular expression in which
 *   a blank       stands for any run of blanks, with "?" behind it also for none
 *   word* (a|b)~  the rest of the word, whatever it is
 *   ...           at most 24 characters of the same clause
 *   #             a number, in figures or words; the second one is the minutes of a time
 *   @             a letter that names an option
 *   ^ $           begin and end of a clause; [[ and ]] those of the message
 * and which begins and ends at the borders of a word where the script has any. Some carry an effect behind " => ": a number
 * ("двойка => 2"), another spelling ("wont => will not"), a time (text/when.h). replies/README.md tells it to admins. */
#pragma once

#include "text/reply_label.h"

typedef enum {
	LEXICON_WORDS,       /* by label: whole messages */
	LEXICON_BARE,        /* by label: words that count only with nothing at all beside them, not even a courtesy */
	LEXICON_PATTERNS,    /* by label */
	LEXICON_UNLESS,      /* by label: what keeps its patterns from counting, anywhere in the message */
	LEXICON_SPELLING,    /* effect: what to read instead */
	LEXICON_NUMBERS,     /* effect: the number */
	LEXICON_COURTESY,    /* words that add nothing at either end of a clause */
	LEXICON_DISARM,      /* what only looks like an opt-out */
	LEXICON_QUESTION,    /* a clause that asks */
	LEXICON_UNREAL,      /* a clause of hopes, conditions, other people */
	LEXICON_NOT,         /* negators */
	LEXICON_NOW,         /* from here on it counts */
	LEXICON_DOUBT,       /* signs of mockery: praise beside them is not believed */
	LEXICON_PRAISE,      /* fixed phrases that mean satisfied, whatever their words say one by one */
	LEXICON_BLAME,       /* the same for unsatisfied */
	LEXICON_SO_SO,       /* the same for neither */
	LEXICON_UNSOLVED,    /* outweighs kind words beside it */
	LEXICON_GOOD,
	LEXICON_BAD,
	LEXICON_CALL,        /* a wish to be called */
	LEXICON_CALL_NOT,    /* a clause that speaks of calls and wishes none */
	LEXICON_TIMES,       /* effect: what it says about when */
	LEXICON_BESIDE_TIME, /* what may stand beside a time that is the whole message */
	LEXICON_LISTS
} LexiconList;

/* As files name it: "words", "so_so". */
int lexicon_list_parse(const char *name, LexiconList *list);
gboolean lexicon_list_has_labels(LexiconList list);

typedef struct Lexicon Lexicon;

typedef struct {
	ReplyLabel label;
	gboolean bare;  /* of LEXICON_BARE */
	char *language; /* NULL: the shop's own */
	char *rule;     /* what an agent is told: pattern "退订" (zh-CN) */
	char *turned;   /* the same behind a negator */
	char *effect;   /* NULL: none */
	GRegex *regex;  /* NULL for words */
} LexiconEntry;

Lexicon *lexicon_new(void);
/* With the same entries; more may be added to it alone. */
Lexicon *lexicon_copy(const Lexicon *lexicon);
Lexicon *lexicon_ref(Lexicon *lexicon);
void lexicon_unref(Lexicon *lexicon);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lexicon, lexicon_unref)

/* Adds one entry; while the lexicon is being built only. `label` counts for lists that have labels. `language` NULL: the
 * shop's own, which goes before all others. `origin` is told in the rule: "zh-CN", "followup.conf:12". -EINVAL: *fault says what
 * is wrong and what to write (caller frees); nothing is added. */
int lexicon_add(Lexicon *lexicon, LexiconList list, ReplyLabel label, const char *language, const char *origin,
                const char *entry, char **fault);

/* The label of a message or clause; of two languages that differ the given one counts, else the first that was added. `whole`:
 * nothing at all stood beside it. NULL: not a word. `message` as understand.h prepares it. */
const LexiconEntry *lexicon_word(const Lexicon *lexicon, const char *message, const char *language, gboolean whole);
gboolean lexicon_is_courtesy(const Lexicon *lexicon, const char *message);

/* Of LexiconEntry, in the order they were added. */
const GPtrArray *lexicon_list(const Lexicon *lexicon, LexiconList list, ReplyLabel label);

/* The first entry of the list that is found in the text; NULL: none. */
const LexiconEntry *lexicon_find(const Lexicon *lexicon, LexiconList list, ReplyLabel label, const char *text);

/* The text with all that the list finds taken out, a mark in each place. *found (may be NULL) is the first entry that was
 * found, or NULL. Caller frees. */
char *lexicon_take_out(const Lexicon *lexicon, LexiconList list, ReplyLabel label, const char *text,
                       const LexiconEntry **found);
/* The mark: no pattern finds it, and it is no letter. */
#define LEXICON_MARK "\xEF\xBF\xBC"

/* The text with every spelling replaced. Caller frees. */
char *lexicon_spell(const Lexicon *lexicon, const char *text);

/* "5", "五", "伍", "five": -1 when it is no number, or one over 9999. */
int lexicon_number(const Lexicon *lexicon, const char *word);
