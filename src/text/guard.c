#include "text/guard.h"

#include <string.h>

#include "text/guard_words.h"
#include "text/understand.h"

/* Two words speak of each other within so many characters; a Chinese one says as much in a third. */
#define NEAR_CHARS 30
#define NEAR_WIDE_CHARS 10

typedef struct {
	const char *from, *to; /* in the text; from NULL: none */
} Match;

/* Of each place in a text which one, two and three bytes stand there, as bits of a table by their hash: most words are told to be
 * absent without a look at the text. There are a thousand of them, and each text that leaves is looked at. */
#define SIEVE_BITS 8192u

typedef struct {
	char *text; /* as rules look at it */
	const GuardKeys *keys;
	guint64 sieve[SIEVE_BITS / 64 + 1]; /* and one bit that is always set, at which keys end */
} Prepared;

static void prepared_clear(Prepared *prepared)
{
	g_free(prepared->text);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Prepared, prepared_clear)

static guint sieve_bit(guint32 bytes, guint n)
{
	return (guint)((bytes + n) * 0x9E3779B1u >> 19);
}

static guint sieve_hash(const char *bytes, guint n)
{
	guint32 hash = (guchar)bytes[0];

	for (guint i = 1; i < n; i++)
		hash = hash << 8 | (guchar)bytes[i];
	return sieve_bit(hash, n);
}

static void sieve_set(Prepared *prepared, guint bit)
{
	prepared->sieve[bit / 64] |= G_GUINT64_CONSTANT(1) << bit % 64;
}

static void sieve_fill(Prepared *prepared)
{
	guint32 last = 0; /* the last three bytes */
	guint n = 0;

	memset(prepared->sieve, 0, sizeof prepared->sieve);
	sieve_set(prepared, SIEVE_BITS);
	for (const char *at = prepared->text; *at; at++) {
		last = (last << 8 | (guchar)*at) & 0xffffff;
		sieve_set(prepared, sieve_bit(last & 0xff, 1));
		if (++n >= 2)
			sieve_set(prepared, sieve_bit(last & 0xffff, 2));
		if (n >= 3)
			sieve_set(prepared, sieve_bit(last, 3));
	}
}

static gboolean sieve_has(const Prepared *prepared, guint bit)
{
	return prepared->sieve[bit / 64] >> bit % 64 & 1;
}

/* What a word needs to find in the sieve. In Chinese three bytes are one character, which is not much of a word: of
 * longer ones two places are asked for. */
typedef struct {
	guint16 first, second; /* of a short word twice the same */
} Key;

static Key key_of(const char *word)
{
	const char *bare = word + (*word == '#' && word[1]);
	guint length = 1;
	Key key;

	while (length < 6 && bare[length] && !(bare[length] == '*' && !bare[length + 1]))
		length++;
	key.first = key.second = (guint16)sieve_hash(bare, MIN(length, 3));
	if (length > 3)
		key.second = (guint16)sieve_hash(bare + length - 3, 3);
	return key;
}

/* FALSE: the word is surely nowhere in the text. */
static gboolean may_have(const Prepared *prepared, Key key)
{
	return sieve_has(prepared, key.first) && sieve_has(prepared, key.second);
}

static gboolean joins(gunichar before, gunichar after)
{
	return g_unichar_isalnum(before) && g_unichar_isalnum(after) && !g_unichar_iswide(before) &&
	       !g_unichar_iswide(after);
}

static gunichar char_before(const char *text, const char *at)
{
	return at > text ? g_utf8_get_char(g_utf8_prev_char(at)) : 0;
}

/* A number stands before `at`, perhaps with a blank between; *at goes to its beginning. */
static gboolean number_before(const char *text, const char **at)
{
	const char *start = *at;

	while (start > text && start[-1] == ' ')
		start--;
	if (start == text || !g_ascii_isdigit(start[-1]))
		return FALSE;
	while (start > text && (g_ascii_isdigit(start[-1]) || start[-1] == '.' || start[-1] == ','))
		start--;
	*at = start;
	return TRUE;
}

/* The first place from `from` on where a word of guard_words.h stands. */
static Match find_word(const char *text, const char *from, const char *word)
{
	gboolean number = *word == '#' && word[1], prefix;
	const char *bare = word + number;
	gsize len = strlen(bare);

	prefix = len > 1 && bare[len - 1] == '*';
	len -= prefix;
	/* Its first byte begins a character, so wherever that byte stands one begins. */
	for (const char *at = strchr(from, *bare); at; at = strchr(at + 1, *bare)) {
		const char *start = at, *end = at + len;

		/* In Chinese many characters begin with one byte. */
		if ((len > 1 && at[1] != bare[1]) || strncmp(at, bare, len) != 0)
			continue;
		if (number ? !number_before(text, &start) : joins(char_before(text, at), g_utf8_get_char(at)))
			continue;
		if (!prefix && joins(char_before(text, end), g_utf8_get_char(end)))
			continue;
		while (prefix && *end && joins(char_before(text, end), g_utf8_get_char(end)))
			end = g_utf8_next_char(end);
		return (Match){start, end};
	}
	return (Match){NULL, NULL};
}

static const Key *keys_of(const GuardKeys *keys, GuardWords words);

/* The first word from `i` on that may be in the text, or the NULL behind the last. */
static gsize next_word(const Prepared *in, const Key *keys, GuardWords words, gsize i)
{
	if (keys)
		while (!may_have(in, keys[i]))
			i++;
	else
		while (words[i] && !may_have(in, key_of(words[i])))
			i++;
	return i;
}

/* The first of all words; of several at one place the longest. */
static Match find_any(const Prepared *in, const char *from, GuardWords words)
{
	const Key *keys = in->keys ? keys_of(in->keys, words) : NULL;
	Match first = {NULL, NULL};

	for (gsize i = next_word(in, keys, words, 0); words[i]; i = next_word(in, keys, words, i + 1)) {
		const Match match = find_word(in->text, from, words[i]);

		if (match.from &&
		    (!first.from || match.from < first.from || (match.from == first.from && match.to > first.to)))
			first = match;
	}
	return first;
}

static gboolean near(Match a, Match b)
{
	const char *from = a.from < b.from ? a.to : b.to, *to = a.from < b.from ? b.from : a.from;
	gboolean wide = g_unichar_iswide(g_utf8_get_char(a.from)) || g_unichar_iswide(g_utf8_get_char(b.from));

	return from >= to || g_utf8_strlen(from, to - from) <= (wide ? NEAR_WIDE_CHARS : NEAR_CHARS);
}

/* The first two that are near each other. */
static gboolean find_near(const Prepared *in, GuardWords one, GuardWords other, Match *a, Match *b)
{
	for (*a = find_any(in, in->text, one); a->from; *a = find_any(in, g_utf8_next_char(a->from), one))
		for (*b = find_any(in, in->text, other); b->from; *b = find_any(in, g_utf8_next_char(b->from), other))
			if (near(*a, *b))
				return TRUE;
	return FALSE;
}

static char *quote(Match match)
{
	return g_strdup_printf("\"%.*s\"", (int)(match.to - match.from), match.from);
}

/* "好 评" and "返*现" are words too: what stands between two Chinese characters and ends no sentence goes. */
#define FILLERS " *-_.~+|/^'\""

static char *without_fillers(const char *text)
{
	GString *out = g_string_new(NULL);

	for (const char *at = text; *at;) {
		const char *next = at + strspn(at, FILLERS);
		gunichar before = char_before(out->str, out->str + out->len);

		if (next > at && !(g_unichar_iswide(before) && g_unichar_iswide(g_utf8_get_char(next))))
			g_string_append_len(out, at, next - at);
		at = next + strcspn(next, FILLERS);
		g_string_append_len(out, next, at - next);
	}
	return g_string_free(out, FALSE);
}

/* The text as rules look at it. What is innocent stays in the sieve, which then only lets too much through. */
static void prepare(const char *text, const GuardKeys *keys, Prepared *prepared)
{
	const Key *innocent = keys ? keys_of(keys, INNOCENT) : NULL;
	g_autofree char *plain = understand_normalise(text);
	char *out = without_fillers(plain);

	prepared->text = out;
	prepared->keys = keys;
	sieve_fill(prepared);
	for (gsize i = next_word(prepared, innocent, INNOCENT, 0); INNOCENT[i];
	     i = next_word(prepared, innocent, INNOCENT, i + 1))
		for (Match m = find_word(out, out, INNOCENT[i]); m.from; m = find_word(out, m.to, INNOCENT[i]))
			memset(out + (m.from - out), '_', (gsize)(m.to - m.from));
}

typedef struct {
	const char *raw;  /* as written */
	const Prepared *text; /* as rules look at it */
	const GuardContext *context;
} Scan;

/* Marks that turn the reading direction or show nothing: what a customer reads is not what we checked. */
static gboolean has_hidden(const Scan *scan, char **words)
{
	for (const char *at = scan->raw; *at; at = g_utf8_next_char(at)) {
		gunichar c;

		/* Letters of ASCII, and Chinese characters: nearly all there is. */
		if ((*at >= ' ' && *at <= '~') || ((guchar)*at >= 0xE4 && (guchar)*at <= 0xE9))
			continue;
		c = g_utf8_get_char(at);
		if ((g_unichar_iscntrl(c) && c != '\n') || (c >= 0x202A && c <= 0x202E) ||
		    (c >= 0x2066 && c <= 0x2069) || c == 0x200B || c == 0x200E || c == 0x200F || c == 0x2060 ||
		    c == 0xFEFF) {
			*words = g_strdup_printf("U+%04X", c);
			return TRUE;
		}
	}
	return FALSE;
}

/* One signature in 【】 in front is how it must be in China; any more and the provider takes it for another shop. */
static gboolean has_brackets(const Scan *scan, char **words)
{
	const char *body = scan->raw;
	const char *close;

	if (g_str_has_prefix(body, "【") && (close = strstr(body, "】")) != NULL)
		body = close + strlen("】");
	if (!strstr(body, "【") && !strstr(body, "】"))
		return FALSE;
	*words = g_strdup(strstr(body, "【") ? "\"【\"" : "\"】\"");
	return TRUE;
}

static gboolean has_chinese_link(const Scan *scan, char **words)
{
	Match link = find_any(scan->text, scan->text->text, LINK);

	if (!link.from || !scan->context->language || g_ascii_strncasecmp(scan->context->language, "zh", 2) != 0)
		return FALSE;
	*words = quote(link);
	return TRUE;
}

static gboolean lacks_shop(const Scan *scan, char **words)
{
	(void)words;
	return scan->context->shop && !strstr(scan->raw, scan->context->shop);
}

static gboolean lacks_way_out(const Scan *scan, GuardWayOut wanted)
{
	return scan->context->way_out == wanted && !find_any(scan->text, scan->text->text, WAY_OUT).from;
}

static gboolean lacks_needed_way_out(const Scan *scan, char **words)
{
	(void)words;
	return lacks_way_out(scan, GUARD_WAY_OUT_NEEDED);
}

static gboolean lacks_asked_way_out(const Scan *scan, char **words)
{
	(void)words;
	return lacks_way_out(scan, GUARD_WAY_OUT_ASKED);
}

/* A word of `here` in this text, and one of `before` in an earlier one of the case. */
static gboolean spans_texts(const Scan *scan, GuardWords here, GuardWords before, char **words)
{
	Match mine = {NULL, NULL};

	if (scan->context->earlier && *scan->context->earlier)
		mine = find_any(scan->text, scan->text->text, here);
	for (gsize i = 0; mine.from && scan->context->earlier[i]; i++) {
		g_auto(Prepared) text = {0};
		Match theirs;

		if (!g_utf8_validate(scan->context->earlier[i], -1, NULL))
			continue;
		prepare(scan->context->earlier[i], scan->context->keys, &text);
		theirs = find_any(&text, text.text, before);
		if (theirs.from) {
			g_autofree char *one = quote(mine), *other = quote(theirs);

			*words = g_strdup_printf("%s here and %s in an earlier text", one, other);
			return TRUE;
		}
	}
	return FALSE;
}

static gboolean review_after_offer(const Scan *scan, char **words)
{
	return spans_texts(scan, REVIEW, GAIN, words);
}

static gboolean offer_after_review(const Scan *scan, char **words)
{
	return spans_texts(scan, GAIN, REVIEW, words);
}

typedef struct {
	const char *id;
	gboolean refuse;
	unsigned steps;                                   /* bits of the steps it binds; 0: every text */
	unsigned but;                                     /* bits of the steps it does not bind */
	GuardWords a, b;                                  /* b NULL: a word of a alone */
	gboolean adjacent;                                /* both within NEAR characters, else anywhere in the text */
	gboolean (*test)(const Scan *scan, char **words); /* instead of words */
	const char *says, *cure;
} Rule;

#define ON(step) (1u << (step))

/* What refuses stands first. Rows without a B number: provider rules of contact-rules section 2. */
static const Rule RULES[] = {
        {"B1", TRUE, 0, 0, GAIN, REVIEW, FALSE, NULL, "an offer in one text with a review or rating",
         "make the offer on its own, and say nothing of reviews"},
        {"B1-earlier", TRUE, 0, 0, NULL, NULL, FALSE, review_after_offer,
         "speaks of a review to a customer who was made an offer", "say nothing of reviews in this case any more"},
        {"B2", TRUE, 0, 0, CHANGE, CHANGED, TRUE, NULL, "asks for a review to be changed or taken away",
         "ask only whether the problem is solved"},
        {"B2-praise", TRUE, 0, 0, PRAISE, REQUEST, TRUE, NULL, "asks for a good review",
         "ask only whether the problem is solved"},
        {"B3", TRUE, 0, 0, PRESSURE, NULL, FALSE, NULL, "presses the customer",
         "say once how to answer, and leave it there"},
        {"B3-threat", TRUE, 0, 0, THREAT, REVIEW, FALSE, NULL, "a threat in one text with a review",
         "take the threat out; what is unlawful goes to a lawyer, not to the customer"},
        {"B4", TRUE, 0, ON(STEP_REVIEW_NOTE), DIRECTIONS, REVIEW, TRUE, NULL, "shows the way to a review unasked",
         "leave it out; tell it only to who asks"},
        {"B5", TRUE, 0, 0, PRIVATE, NULL, FALSE, NULL, "leads to a private account",
         "give the shop's own number or let the customer answer this text"},
        {"B6", TRUE, 0, 0, PITY, NULL, FALSE, NULL, "begs or asks for pity", "say what you will do about the problem"},
        {"B7", TRUE, 0, 0, BOSS, NULL, FALSE, NULL, "speaks as somebody in charge",
         "sign with {signature}: the real name and role"},
        {"B8", TRUE, 0, 0, PROMISE, NULL, FALSE, NULL, "a promise nobody has to keep",
         "say what is being done, by whom or by when"},
        {"B9", TRUE, 0, 0, HAGGLE, NULL, FALSE, NULL, "draws out a demand for money",
         "ask how the problem can be put right"},
        {"B11", TRUE, 0, 0, SHAMING, NULL, FALSE, NULL, "shames or punishes staff before the customer",
         "say what was put right"},
        {"B13", TRUE, 0, 0, COUPON, NULL, FALSE, NULL, "a coupon or discount makes a service text advertising",
         "take it out; the cure of the fault is a refund, a repair or a new one"},
        {"hidden", TRUE, 0, 0, NULL, NULL, FALSE, has_hidden, "a character that shows nothing or turns the text around",
         "type it anew without"},
        {"way-out", TRUE, 0, 0, NULL, NULL, FALSE, lacks_needed_way_out, "does not say how to get no more texts",
         "add it as customers know it there, as \"Reply STOP to opt out\""},

        {"B1-later", FALSE, 0, 0, NULL, NULL, FALSE, offer_after_review,
         "an offer to a customer to whom we spoke of a review", "tie it to the fault alone, never to the review"},
        {"B2-mention", FALSE, 0, ON(STEP_REVIEW_NOTE), REVIEW, NULL, FALSE, NULL,
         "a review is spoken of, which customers read as pressure", "speak of the order and the problem"},
        {"B3-haste", FALSE, 0, 0, HASTE, NULL, FALSE, NULL, "hurries the customer", "say how to answer, not how fast"},
        {"B5-shop", FALSE, 0, 0, NULL, NULL, FALSE, lacks_shop, "does not say which shop it is from",
         "begin with {shop}, unless the provider puts the signature in front"},
        {"B10", FALSE, 0, 0, DISMISSIVE, NULL, FALSE, NULL, "talks the complaint down",
         "say what can be done and what cannot"},
        {"B12", FALSE, 0, 0, MESSENGERS, NULL, FALSE, NULL,
         "leads away from the marketplace, which most of them forbid", "let the customer answer this text"},
        {"B13-promotion", FALSE, 0, ON(STEP_REVIEW_NOTE), PROMOTION, NULL, FALSE, NULL,
         "promotion words can make a service text advertising", "leave them out"},
        {"B13-survey", FALSE, ON(STEP_SATISFACTION), 0, SURVEY_GAIN, NULL, FALSE, NULL,
         "a gain in a survey makes it advertising in some regions", "ask without it"},
        {"brackets", FALSE, 0, 0, NULL, NULL, FALSE, has_brackets, "providers in China take it for a second signature",
         "keep to one signature, in front"},
        {"link", FALSE, 0, 0, NULL, NULL, FALSE, has_chinese_link,
         "providers in China refuse links that are not registered", "let the customer answer this text"},
        {"way-out", FALSE, 0, 0, NULL, NULL, FALSE, lacks_asked_way_out, "does not say how to get no more texts",
         "add it as customers know it there, as \"Reply STOP to opt out\""},
};

/* Of each list what its words need to find in the sieve. */
typedef struct {
	GuardWords words;
	Key *keys;
} KeyedList;

/* Those of the rules, twice as many as there are, and what tests ask for. */
#define LISTS_MAX (2 * G_N_ELEMENTS(RULES) + 5)

struct GuardKeys {
	KeyedList lists[LISTS_MAX];
	gsize count;
};

static const Key *keys_of(const GuardKeys *keys, GuardWords words)
{
	for (gsize i = 0; i < keys->count; i++)
		if (keys->lists[i].words == words)
			return keys->lists[i].keys;
	return NULL;
}

static void add_list(GuardKeys *keys, GuardWords words)
{
	gsize count = 0;
	Key *list;

	if (!words || keys_of(keys, words))
		return;
	while (words[count])
		count++;
	list = g_new(Key, count + 1);
	for (gsize i = 0; i < count; i++)
		list[i] = key_of(words[i]);
	list[count] = (Key){SIEVE_BITS, SIEVE_BITS};
	keys->lists[keys->count++] = (KeyedList){words, list};
}

GuardKeys *guard_keys_new(void)
{
	GuardKeys *keys = g_new0(GuardKeys, 1);

	add_list(keys, INNOCENT);
	for (gsize i = 0; i < G_N_ELEMENTS(RULES); i++) {
		add_list(keys, RULES[i].a);
		add_list(keys, RULES[i].b);
	}
	add_list(keys, GAIN);
	add_list(keys, REVIEW);
	add_list(keys, LINK);
	add_list(keys, WAY_OUT);
	return keys;
}

void guard_keys_free(GuardKeys *keys)
{
	for (gsize i = 0; keys && i < keys->count; i++)
		g_free(keys->lists[i].keys);
	g_free(keys);
}

/* Where a text of any step needs the way out. Only what stands in a law or a regulator's or provider's own page: Canada
 * s. 6(6) CASL for service texts, Germany for the survey (it is advertising there, BGH VI ZR 225/17). */
static const struct {
	const char *region;
	unsigned steps; /* 0: all */
} NEEDED[] = {
        {"CA", 0},
        {"DE", ON(STEP_SATISFACTION)},
};

/* "CA-QC" is in "CA". */
static gboolean is_in(const char *region, const char *country)
{
	gsize length = strlen(country);

	return strncmp(region, country, length) == 0 && (region[length] == '\0' || region[length] == '-');
}

GuardWayOut guard_way_out(Step step, const char *region)
{
	if (step == STEP_OPTOUT_CONFIRM || step == STEP_NONE) /* it is the way out; an answer to who wrote to us */
		return GUARD_WAY_OUT_FREE;
	if (step == STEP_REVIEW_NOTE)
		return GUARD_WAY_OUT_NEEDED;
	for (gsize i = 0; region && i < G_N_ELEMENTS(NEEDED); i++)
		if (is_in(region, NEEDED[i].region) && (!NEEDED[i].steps || NEEDED[i].steps & ON(step)))
			return GUARD_WAY_OUT_NEEDED;
	return step == STEP_PROGRESS ? GUARD_WAY_OUT_FREE : GUARD_WAY_OUT_ASKED;
}

static gboolean breaks(const Rule *rule, const Scan *scan, char **words)
{
	Match a, b = {NULL, NULL};

	if ((rule->steps && !(rule->steps & ON(scan->context->step))) || rule->but & ON(scan->context->step))
		return FALSE;
	if (rule->test)
		return rule->test(scan, words);
	if (rule->adjacent) {
		if (!find_near(scan->text, rule->a, rule->b, &a, &b))
			return FALSE;
	} else {
		a = find_any(scan->text, scan->text->text, rule->a);
		if (rule->b)
			b = find_any(scan->text, scan->text->text, rule->b);
		if (!a.from || (rule->b && !b.from))
			return FALSE;
	}
	*words = quote(a);
	if (b.from) {
		g_autofree char *one = *words, *other = quote(b);

		*words = g_strdup_printf("%s and %s", one, other);
	}
	return TRUE;
}

static void finding_clear(void *data)
{
	g_free(((GuardFinding *)data)->words);
}

GArray *guard_check(const char *text, const GuardContext *context)
{
	GArray *findings = g_array_new(FALSE, FALSE, sizeof(GuardFinding));
	g_auto(Prepared) prepared = {0};
	Scan scan;

	g_array_set_clear_func(findings, finding_clear);
	if (!g_utf8_validate(text, -1, NULL)) {
		const GuardFinding broken = {"hidden", TRUE, "not valid UTF-8", "type it anew", g_strdup("")};

		g_array_append_val(findings, broken);
		return findings;
	}
	prepare(text, context->keys, &prepared);
	scan = (Scan){text, &prepared, context};
	for (gsize i = 0; i < G_N_ELEMENTS(RULES); i++) {
		GuardFinding finding = {RULES[i].id, RULES[i].refuse, RULES[i].says, RULES[i].cure, NULL};

		if (!breaks(&RULES[i], &scan, &finding.words))
			continue;
		if (!finding.words)
			finding.words = g_strdup("");
		g_array_append_val(findings, finding);
	}
	return findings;
}

const GuardFinding *guard_refusal(const GArray *findings)
{
	const GuardFinding *first = findings->len ? &g_array_index(findings, GuardFinding, 0) : NULL;

	return first && first->refuse ? first : NULL;
}

gboolean guard_is_promise(const GuardFinding *finding)
{
	return g_str_equal(finding->rule, "B8");
}

char *guard_sentence(const GuardFinding *finding)
{
	return g_strdup_printf("%s: %s%s%s; %s", finding->rule, finding->words, *finding->words ? ": " : "",
	                       finding->says, finding->cure);
}
