/* What a reply says about when it would like to be called: "明天下午三点", "tomorrow after 3", "через час". Pure: days are
 * counted from the day of the reply, on the customer's calendar, and nobody knows here which day that is.
 *
 * Entries of LEXICON_TIMES have an effect, words parted by blanks:
 *   date=+N  days from today        date=#   as many days      dow=mon ... sun
 *   in=Nm    minutes from now       in=#m    in=#h             as many minutes, hours
 *   time=#   that hour; a second number in the pattern is its minutes
 *   min=+N   minutes more or less than the hour: "half past", "without a quarter", "половина седьмого"
 *   part=morning, noon, afternoon, evening, later        am, pm        after, before */
#pragma once

#include "text/lexicon.h"

typedef enum { WHEN_NO_PART, WHEN_MORNING, WHEN_NOON, WHEN_AFTERNOON, WHEN_EVENING, WHEN_LATER, WHEN_PARTS } WhenPart;

typedef struct {
	int days;       /* from today; -1: not told */
	int weekday;    /* 1 Monday ... 7 Sunday; 0: not told */
	int in_minutes; /* from now; 0: not told */
	int minute;     /* of the day; -1: not told. An hour from 1 to 7 without "am" or "pm" is one after noon */
	WhenPart part;  /* when there is no hour */
	gboolean after;
	gboolean before;
	char words[96]; /* as they were written, cut when longer; "": nothing was told */
} When;

#define WHEN_NONE ((When){.days = -1, .minute = -1})

/* Whether an effect can be understood: for the reader of the files. */
gboolean when_effect_valid(const char *effect);

/* What the prepared text of a reply says. *rest (may be NULL) is the text with the times taken out; caller frees. FALSE: it
 * tells no time. */
gboolean when_parse(const Lexicon *lexicon, const char *text, When *when, char **rest);

/* "date=+1d time=15:00 after", as the notes of labelled replies say it; "" when nothing is told. Caller frees. */
char *when_format(const When *when);
