#include "text/understand.h"

#include <errno.h>
#include <string.h>

static const char *const LABEL_NAMES[] = {
	[LABEL_OTHER] = "other",
	[LABEL_OPTOUT] = "optout",
	[LABEL_OPTIN] = "optin",
	[LABEL_SATISFIED] = "satisfied",
	[LABEL_UNSATISFIED] = "unsatisfied",
	[LABEL_NEUTRAL] = "neutral",
	[LABEL_RATING] = "rating",
	[LABEL_PICK] = "pick",
	[LABEL_YES] = "yes",
	[LABEL_NO] = "no",
	[LABEL_ACK] = "ack",
	[LABEL_CALLBACK] = "callback",
	[LABEL_NO_CALL] = "no_call",
	[LABEL_WRONG_NUMBER] = "wrong_number",
	[LABEL_ESCALATE] = "escalate",
	[LABEL_REVIEW_DEAL] = "review_deal",
	[LABEL_HELP] = "help",
	[LABEL_AUTO] = "auto",
};
G_STATIC_ASSERT(G_N_ELEMENTS(LABEL_NAMES) == LABELS);

/* What a whole message means, whatever its language, written as understand_normalise() writes it. Only what is beyond
 * doubt stands here: not "发错了" (the goods?), "号码错了" (the size?), "打错了" (a slip of the finger?), "取消" (the order?). */
typedef struct {
	ReplyLabel label;
	const char *const *messages;
} Words;

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const Words WHOLE_MESSAGES[] = {
	{LABEL_OPTOUT,
	 WORDS("t", "r", "td", "回t", "回r", "回td", "回复t", "回复r", "回复td", "退订", "t退订", "td退订", "r退订", "回t退订",
	       "回td退订", "取消订阅", "拒收", "停止发送", "请停止发送", "请勿再发", "不要再发", "不要再发了", "别再发了", "不要再发短信",
	       "不要再发短信了", "别再发短信了", "不要再给我发短信", "不要再给我发短信了", "别再给我发短信了", /* zh-CN */
	       "退訂", "t退訂", "取消訂閱", "停止發送", "請停止發送", "請勿再發", "不要再發", "不要再發了", "別再發了",
	       "不要再傳了", "別再傳了", "不要再傳簡訊", "別再傳簡訊了", /* zh-TW */
	       "stop", "stopall", "stop texting", "stop texting me", "stop messaging me", "stop sending messages",
	       "stop sending me messages", "stop sms", "please stop", "please stop texting me", "unsubscribe",
	       "unsubscribe me", "optout", "revoke", "arret", "arrêt", "remove me", "no more texts",
	       "no more messages", "don't text me", "don't text me again", "don't message me",
	       "don't message me again", "do not text me", "do not text me again", "do not message me",
	       "do not message me again", /* en */
	       "стоп", "отписаться", "отписка", "отпишите меня", "отпишите меня от рассылки", "не пишите",
	       "не пишите мне", "больше не пишите", "не пишите больше", "больше не пишите мне",
	       "не пишите мне больше", "прекратите рассылку", "прекратите писать", /* ru */
	       "stopp", "abmelden", "baja", "sair", "수신거부", "配信停止" /* the keywords of others */)},
	{LABEL_OPTIN,
	 WORDS("开通短信", "恢复短信", "恢复订阅", "重新订阅", "恢復簡訊", "重新訂閱", "start", "unstop", "subscribe",
	       "resubscribe", "opt in", "optin", "старт", "подписаться", "подпишите меня")},
	{LABEL_WRONG_NUMBER,
	 WORDS("找错人了", "你找错人了", "您找错人了", "发错人了", "你发错人了", "找錯人了", "傳錯人了", "發錯人了",
	       "wrong number", "sorry wrong number", "sorry, wrong number", "wrong person",
	       "you have the wrong number", "you've got the wrong number", "you have the wrong person",
	       "ошиблись номером", "вы ошиблись номером", "не туда попали", "вы не туда попали")},
	{LABEL_SATISFIED,
	 WORDS("满意", "满意了", "很满意", "非常满意", "十分满意", "已解决", "已经解决", "已经解决了", "解决了", "问题已解决",
	       "问题解决了", "滿意", "很滿意", "非常滿意", "已解決", "已經解決", "已經解決了", "解決了", "問題已解決", "satisfied",
	       "very satisfied", "i am satisfied", "i'm satisfied", "very happy", "solved", "it's solved", "resolved",
	       "it's resolved", "fixed", "it's fixed", "problem solved", "all solved", "доволен", "довольна",
	       "очень доволен", "очень довольна", "решено", "все решено", "все решили", "вопрос решен", "проблема решена", "все хорошо",
	       "все отлично")},
	{LABEL_UNSATISFIED,
	 WORDS("不满意", "很不满意", "非常不满意", "不太满意", "没解决", "没有解决", "未解决", "还没解决", "还没有解决",
	       "问题没解决", "不滿意", "很不滿意", "非常不滿意", "不太滿意", "沒解決", "沒有解決", "未解決", "還沒解決",
	       "還沒有解決", "unsatisfied", "dissatisfied", "not satisfied", "very dissatisfied", "not happy",
	       "unhappy", "unsolved", "not solved", "unresolved", "not resolved", "not fixed", "isn't fixed",
	       "it's not fixed", "still not fixed", "недоволен", "недовольна", "не доволен", "не довольна",
	       "очень недоволен", "очень недовольна", "не решено", "не решили", "вопрос не решен", "проблема не решена", "не устроило")},
	{LABEL_YES, WORDS("是", "是的", "要", "y", "yes", "yep", "yeah", "да", "ага")},
	{LABEL_NO, WORDS("否", "不是", "n", "no", "nope", "нет")},
	{LABEL_ACK,
	 WORDS("好的", "收到", "知道了", "谢谢", "謝謝", "ok", "okay", "k", "thanks", "thank you", "спасибо", "благодарю")},
	{LABEL_HELP, WORDS("人工客服", "转人工", "轉人工", "help", "помощь")},
};

/* Standard opt-out words of carriers, but with a "please" behind them they speak of something else: "cancel, please" is
 * the order. */
static const char *const BARE_OPTOUTS[] = {"cancel", "end", "quit", "remove"};

/* What politeness adds behind the meaning. */
static const char *const COURTESIES[] = {
	"谢谢", "谢谢你", "谢谢您", "謝謝", "please", "pls", "thanks", "thank you", "пожалуйста", "спасибо",
};

const char *reply_label_name(ReplyLabel label)
{
	return LABEL_NAMES[label];
}

int reply_label_parse(const char *name, ReplyLabel *label)
{
	for (ReplyLabel candidate = 0; candidate < LABELS; candidate++)
		if (strcmp(LABEL_NAMES[candidate], name) == 0) {
			*label = candidate;
			return 0;
		}
	return -EINVAL;
}

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

/* Marks that show nothing or only dress the character before: zero-width, variation selectors, the keycap box. */
static gboolean is_dressing(gunichar c)
{
	return g_unichar_type(c) == G_UNICODE_FORMAT || (c >= 0xFE00 && c <= 0xFE0F) || c == 0x20E3;
}

char *understand_normalise(const char *text)
{
	/* Asked first: g_utf8_normalize() lets half a character at the end and lone surrogates pass. */
	g_autofree char *compatible =
		g_utf8_validate(text, -1, NULL) ? g_utf8_normalize(text, -1, G_NORMALIZE_NFKC) : NULL;
	g_autofree char *folded = compatible ? g_utf8_casefold(compatible, -1) : g_strdup("");
	GString *out = g_string_new(NULL);

	for (const char *at = folded; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (is_dressing(c))
			continue;
		if (g_unichar_isspace(c) || g_unichar_iscntrl(c)) {
			if (out->len && out->str[out->len - 1] != ' ')
				g_string_append_c(out, ' ');
		} else if (c == 0x451) { /* Russians write е for ё and mean the same */
			g_string_append(out, "е");
		} else {
			g_string_append_unichar(out, c == 0x2019 || c == 0x2018 ? '\'' : c);
		}
	}
	trim(out);
	return g_string_free(out, FALSE);
}

static gboolean mixes_latin_and_cyrillic(const char *text)
{
	gboolean latin = FALSE, cyrillic = FALSE;

	for (; *text; text = g_utf8_next_char(text)) {
		GUnicodeScript script = g_unichar_get_script(g_utf8_get_char(text));

		latin |= script == G_UNICODE_SCRIPT_LATIN;
		cyrillic |= script == G_UNICODE_SCRIPT_CYRILLIC;
	}
	return latin && cyrillic;
}

static gunichar fold_look_alike(gunichar c)
{
	static const char CYRILLIC[] = "авекмнорстух", LATIN[] = "abekmhopctyx";
	const char *same = g_utf8_strchr(CYRILLIC, -1, c);

	return same ? (gunichar)LATIN[g_utf8_pointer_to_offset(CYRILLIC, same)] : c;
}

/* Whether a message is an opt-out word although somebody spread it ("S T O P", "opt-out"), left out an apostrophe or,
 * with `mixed`, typed some letters on the other keyboard ("CTOП"). An opt-out is the one thing not to miss. */
static gboolean same_optout(const char *message, const char *word, gboolean mixed)
{
	gunichar a, b;

	do {
		message += strspn(message, " '-");
		word += strspn(word, " '-");
		a = g_utf8_get_char(message);
		b = g_utf8_get_char(word);
		if (a == 0 || b == 0)
			return a == b;
		message = g_utf8_next_char(message);
		word = g_utf8_next_char(word);
	} while (mixed ? fold_look_alike(a) == fold_look_alike(b) : a == b);
	return FALSE;
}

static ReplyLabel whole_message(const char *message)
{
	gboolean mixed = mixes_latin_and_cyrillic(message);

	for (gsize i = 0; i < G_N_ELEMENTS(WHOLE_MESSAGES); i++) {
		const Words *words = &WHOLE_MESSAGES[i];
		gboolean loose = words->label == LABEL_OPTOUT;

		for (const char *const *word = words->messages; *word; word++)
			if (loose ? same_optout(message, *word, mixed) : strcmp(message, *word) == 0)
				return words->label;
	}
	return LABEL_OTHER;
}

/* A single digit or one of the first letters, as an option is named. */
static ReplyLabel option(const char *message, Step asked)
{
	gunichar c = g_utf8_get_char(message);

	if (!c || *g_utf8_next_char(message))
		return LABEL_OTHER;
	if (asked == STEP_SATISFACTION && g_unichar_digit_value(c) == 1)
		return LABEL_SATISFIED;
	if (asked == STEP_SATISFACTION && g_unichar_digit_value(c) == 2)
		return LABEL_UNSATISFIED;
	return g_unichar_isdigit(c) || g_utf8_strchr("abcdefабвгде", -1, c) ? LABEL_PICK : LABEL_OTHER;
}

/* Takes one courtesy off the end, when something stays before it. */
static void drop_courtesy(GString *message)
{
	for (gsize i = 0; i < G_N_ELEMENTS(COURTESIES); i++) {
		gsize len = strlen(COURTESIES[i]);
		const char *tail = message->str + message->len - len;
		gunichar before;

		if (message->len <= len || strcmp(tail, COURTESIES[i]) != 0)
			continue;
		before = g_utf8_get_char(g_utf8_prev_char(tail));
		if (g_unichar_isalnum(before) && !g_unichar_iswide(g_utf8_get_char(tail)))
			continue; /* the end of a longer word */
		g_string_truncate(message, message->len - len);
		trim(message);
		return;
	}
}

ReplyLabel understand_reply(const char *text, Step asked)
{
	g_autofree char *message = understand_normalise(text);
	g_autoptr(GString) terse = g_string_new(message);
	ReplyLabel label = whole_message(message);

	for (gsize i = 0; i < G_N_ELEMENTS(BARE_OPTOUTS) && label == LABEL_OTHER; i++)
		if (strcmp(message, BARE_OPTOUTS[i]) == 0)
			label = LABEL_OPTOUT;
	if (label != LABEL_OTHER)
		return label;
	drop_courtesy(terse);
	label = whole_message(terse->str);
	return label == LABEL_OTHER ? option(terse->str, asked) : label;
}
