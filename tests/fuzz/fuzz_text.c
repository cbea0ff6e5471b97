/* Words of people: texts with placeholders, replies, what the guard reads, what a text costs. */
#include <errno.h>
#include <string.h>

#include "fuzz/targets.h"
#include "text/case_values.h"
#include "text/code.h"
#include "text/guard.h"
#include "text/segment.h"
#include "text/template.h"
#include "text/understand.h"

/* No second signature, no other direction, nothing unseen. */
static void must_be_clean(const char *what, const char *value)
{
	fuzz_must_be_line(what, value);
	for (const char *at = value; at && *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		fuzz_must(c != 0x3010 && c != 0x3011, "%s has no brackets of a signature", what);
		fuzz_must(g_unichar_type(c) != G_UNICODE_FORMAT, "%s has no U+%04X", what, c);
	}
	fuzz_must(!value || (!strstr(value, "://") && !g_regex_match_simple("(?i)[a-z0-9]\\.[a-z]", value, 0, 0)),
	          "%s has no link: \"%s\"", what, value);
}

/* A line is the customer's name, the next the order's number, the rest the template. */
void fuzz_template(gpointer state, const char *bytes, gsize length)
{
	g_auto(GStrv) lines = g_strsplit(bytes, "\n", 3);
	const char *source = g_strv_length(lines) == 3 ? lines[2] : bytes;
	const char *name = source == bytes ? bytes : lines[0], *order = source == bytes ? bytes : lines[1];
	g_autoptr(Template) parsed = NULL;
	g_autofree char *fault = NULL, *text = NULL, *twice = NULL;
	g_auto(CaseValues) values = {0};
	TextField missing = FIELDS;
	int r;

	(void)state, (void)length;
	case_values_fill(&values, 7, name, order, "Shop", NULL);
	must_be_clean("a name", values.name);
	must_be_clean("an order number", values.order);
	twice = text_clean_value(values.name, 1000);
	fuzz_must(g_strcmp0(twice, values.name) == 0, "a clean value stays: \"%s\", then \"%s\"", values.name, twice);
	if (template_parse(source, &parsed, &fault) < 0) {
		fuzz_must(fault && *fault, "a refused text is told why");
		return;
	}
	fuzz_must(g_str_equal(template_source(parsed), source), "a text is kept as written");
	r = template_render(parsed, &values.values, &text, &missing);
	fuzz_must(r == 0 || r == -ENODATA, "a text is rendered, or a value is missing");
	if (r < 0) {
		fuzz_must(missing < FIELDS && (template_fields(parsed) & (1u << missing)),
		          "the text asks for what is missing");
		fuzz_must(!values.values.value[missing] || !*values.values.value[missing], "what is missing is");
	} else {
		fuzz_must(!!g_utf8_validate(source, -1, NULL) == !!g_utf8_validate(text, -1, NULL),
		          "a text stays UTF-8");
		if (!strstr(source, "【"))
			fuzz_must(!strstr(text, "【"), "no value brings a signature");
	}
}

/* GLib folds small Cherokee letters to large ones and large ones to small ones. */
static gboolean is_cherokee(const char *text)
{
	for (; *text; text = g_utf8_next_char(text))
		if (g_unichar_get_script(g_utf8_get_char(text)) == G_UNICODE_SCRIPT_CHEROKEE)
			return TRUE;
	return FALSE;
}

gpointer fuzz_reply_setup(gconstpointer arg)
{
	g_autofree char *packs = fuzz_source("replies");
	Lexicon *lexicon = NULL;

	(void)arg;
	fuzz_must(conf_lexicon(packs, &lexicon, NULL) == 0, "the packs that ship load");
	return lexicon;
}

static void must_be_told(const When *when)
{
	fuzz_must_be_text("when", when->words);
	fuzz_must(when->days >= -1 && when->in_minutes >= 0 && when->weekday >= 0 && when->weekday <= 7, "a day there is");
	fuzz_must(when->minute >= -1 && when->minute < 24 * 60 && when->part < WHEN_PARTS, "an hour there is");
}

static void read_reply(const Lexicon *lexicon, const char *bytes, const char *language, Step asked)
{
	ReplyMeaning meaning, again;
	g_autofree char *written = NULL;

	understand_reply(lexicon, bytes, language, asked, &meaning);
	fuzz_must(meaning.label < LABELS && meaning.rule, "a reply has a label, and a rule that decided");
	fuzz_must(meaning.label == LABEL_OTHER || g_utf8_validate(bytes, -1, NULL), "nothing is guessed of broken bytes");
	fuzz_must(meaning.label != LABEL_RATING || (meaning.number >= 0 && meaning.number <= 10), "a rating is a number");
	fuzz_must(!meaning.letter || meaning.label == LABEL_PICK, "a letter is a pick");
	if (meaning.label == LABEL_CALLBACK)
		must_be_told(&meaning.when);
	written = understand_format(&meaning);
	fuzz_must_be_line("a label", written);
	understand_reply(lexicon, bytes, language, asked, &again);
	fuzz_must(again.label == meaning.label && again.rule == meaning.rule, "the same words mean the same");
}

void fuzz_reply(gpointer state, const char *bytes, gsize length)
{
	static const Step ASKED[] = {STEP_NONE, STEP_FIRST_CONTACT, STEP_SATISFACTION};
	g_autofree char *once = understand_normalise(bytes);
	g_autofree char *twice = understand_normalise(once);
	char code[CASE_CODE_SIZE];
	int64_t found = 0, again = 0;

	(void)length;
	fuzz_must_be_text("a normalised reply", once);
	fuzz_must(g_str_equal(once, twice) || is_cherokee(once), "normalised is normalised: \"%s\", then \"%s\"", once,
	          twice);
	for (gsize i = 0; i < G_N_ELEMENTS(ASKED); i++)
		read_reply(state, bytes, i == 0 ? NULL : "ru", ASKED[i]);
	if (case_code_find(bytes, &found)) {
		fuzz_must(found >= 1, "a code stands for a case");
		case_code(found, code);
		fuzz_must(case_code_parse(code, &again) == 0 && again == found, "a case has one code");
	}
	if (case_code_parse(bytes, &found) == 0)
		fuzz_must(found >= 1, "a code stands for a case");
}

void fuzz_guard(gpointer state, const char *bytes, gsize length)
{
	const char *const earlier[] = {bytes, NULL};
	gboolean valid = g_utf8_validate(bytes, -1, NULL);

	(void)state, (void)length;
	for (int step = 0; step < STEPS; step++)
		for (int out = GUARD_WAY_OUT_FREE; out <= GUARD_WAY_OUT_NEEDED; out++) {
			GuardContext context = {.step = (Step)step,
			                        .way_out = (GuardWayOut)out,
			                        .shop = "{shop}",
			                        .language = "zh-CN",
			                        .earlier = out ? earlier : NULL};
			g_autoptr(GArray) findings = guard_check(bytes, &context);
			gboolean refusing = TRUE;

			for (guint i = 0; i < findings->len; i++) {
				const GuardFinding *finding = &g_array_index(findings, GuardFinding, i);
				g_autofree char *sentence = guard_sentence(finding);

				fuzz_must_be_text("a finding", sentence);
				fuzz_must(refusing || !finding->refuse, "findings that refuse come first");
				refusing = finding->refuse;
			}
			fuzz_must(valid || guard_refusal(findings), "a text that is not UTF-8 is refused");
		}
}

void fuzz_segments(gpointer state, const char *bytes, gsize length)
{
	gboolean valid = g_utf8_validate(bytes, -1, NULL);
	Segments got = {0}, china = {0};
	int r = text_segments(bytes, &got);
	int in_china = text_segments_cn(bytes, &china);

	(void)state, (void)length;
	fuzz_must((r == 0) == valid, "what is UTF-8 can be counted, and nothing else");
	if (!valid) {
		fuzz_must(in_china < 0, "what is not UTF-8 is not counted");
		return;
	}
	if (got.encoding == ENCODING_UCS2) {
		glong units = 0;

		g_free(g_utf8_to_utf16(bytes, -1, NULL, &units, NULL));
		fuzz_must(units == got.units, "units are those of UTF-16");
	}
	{
		int one = got.encoding == ENCODING_GSM7 ? 160 : 70, many = got.encoding == ENCODING_GSM7 ? 153 : 67;

		fuzz_must((got.units <= one) == (got.segments == 1), "%d units are %d segments", got.units,
		          got.segments);
		fuzz_must(got.segments == 1 || (got.segments >= (got.units + many - 1) / many &&
		                                got.segments <= (got.units + many - 2) / (many - 1)),
		          "%d units are %d segments", got.units, got.segments);
	}
	fuzz_must((got.forced_by == 0) == (got.encoding == ENCODING_GSM7), "something forces UCS-2");
	fuzz_must((in_china == 0) == (g_utf8_strlen(bytes, -1) <= TEXT_CN_MAX), "up to 500 characters go in China");
	if (in_china == 0)
		fuzz_must(china.units == g_utf8_strlen(bytes, -1) && china.segments >= 1 &&
		                  (china.segments == 1 ? china.units <= 70 : china.segments == (china.units + 66) / 67),
		          "%d characters are %d segments", china.units, china.segments);
}
