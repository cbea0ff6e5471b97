/* Compares what understand_reply() makes of labelled replies with their labels. Usage: reply-cases [--replies DIR]
 * FILE.tsv: columns text, language, label, note with a head line; rows whose note has "hard" are shown and not counted. Prints each
 * miss, a confusion table, precision and recall of each label, and "N passed, M failed"; exit 0 when the bars of contact-rules 4
 * hold: no false opt-out, no whole-message opt-out missed, satisfied and unsatisfied never swapped, over 92 % right. --replies: the
 * packs of another directory. */
#include "conf/conf.h"
#include "text/understand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RIGHT_PER_CENT 92

typedef struct {
	const char *text, *language, *label, *note;
} Row;

typedef struct {
	guint counted[LABELS][LABELS]; /* wanted, got */
	guint rows, right, hard, hard_right;
	guint values_wrong; /* the label is right, its number or letter is not */
	guint times, times_right;
	guint false_optouts, missed_optouts, swaps;
	GHashTable *languages; /* name -> guint[2]: rows, right */
} Score;

/* Whether it is nothing but an opt-out: no longer than a few words, and labelled without a remark. */
static gboolean is_whole_optout(const Lexicon *lexicon, const Row *row)
{
	g_autofree char *plain = understand_normalise(row->text);

	return lexicon_word(lexicon, plain, row->language, TRUE) || g_utf8_strlen(plain, -1) <= 6;
}

static gboolean is_feeling(ReplyLabel label)
{
	return label == LABEL_SATISFIED || label == LABEL_UNSATISFIED;
}

/* The time of a callback is compared with what the note tells of it. */
static void judge_time(const Row *row, const ReplyMeaning *meaning, Score *score)
{
	g_autofree char *got = when_format(&meaning->when);

	if (meaning->label != LABEL_CALLBACK || !strchr(row->note, '='))
		return;
	score->times++;
	if (g_str_has_prefix(row->note, got) && *got)
		score->times_right++;
	else
		printf("time: %s: \"%s\": wanted %s, got %s\n", row->language, row->text, row->note, *got ? got : "none");
}

static void judge(const Lexicon *lexicon, const Row *row, ReplyLabel want, Score *score)
{
	gboolean hard = strstr(row->note, "hard") != NULL;
	g_autofree char *got = NULL;
	ReplyMeaning meaning;
	guint right;
	guint *language;

	understand_reply(lexicon, row->text, row->language, STEP_NONE, &meaning);
	got = understand_format(&meaning);
	/* A label without its number, as agents give it, wants no particular one. */
	right = g_strcmp0(strchr(row->label, '=') ? got : reply_label_name(meaning.label), row->label) == 0;
	if (!right)
		printf("%s: %s: \"%s\": wanted %s, got %s by %s%s%s\n", hard ? "hard" : "miss", row->language, row->text,
		       row->label, got, meaning.rule, *row->note ? "; note: " : "", row->note);
	judge_time(row, &meaning, score);
	if (hard) {
		score->hard++;
		score->hard_right += right;
		return;
	}
	language = g_hash_table_lookup(score->languages, row->language);
	if (!language) {
		language = g_new0(guint, 2);
		g_hash_table_insert(score->languages, g_strdup(row->language), language);
	}
	language[0]++;
	language[1] += right;
	score->rows++;
	score->right += right;
	score->counted[want][meaning.label]++;
	score->values_wrong += !right && want == meaning.label;
	score->false_optouts += meaning.label == LABEL_OPTOUT && want != LABEL_OPTOUT;
	score->missed_optouts += want == LABEL_OPTOUT && meaning.label != LABEL_OPTOUT && is_whole_optout(lexicon, row);
	score->swaps += is_feeling(want) && is_feeling(meaning.label) && want != meaning.label;
}

static void print_table(const Score *score)
{
	printf("\n%-13s", "wanted \\ got");
	for (int got = 0; got < LABELS; got++)
		printf(" %5.5s", reply_label_name((ReplyLabel)got));
	printf("  precision recall\n");
	for (int want = 0; want < LABELS; want++) {
		guint wanted = 0, given = 0, both = score->counted[want][want];

		printf("%-13s", reply_label_name((ReplyLabel)want));
		for (int got = 0; got < LABELS; got++) {
			guint n = score->counted[want][got];

			wanted += n;
			given += score->counted[got][want];
			if (n)
				printf(" %5u", n);
			else
				printf(" %5s", ".");
		}
		if (given)
			printf("  %8.3f ", (double)both / given);
		else
			printf("  %8s ", "-");
		if (wanted)
			printf("%6.3f\n", (double)both / wanted);
		else
			printf("%6s\n", "-");
	}
}

static gboolean print_result(const char *file, const Score *score)
{
	gboolean good = score->rows && score->right * 100 > score->rows * RIGHT_PER_CENT && !score->false_optouts &&
	                !score->missed_optouts && !score->swaps;
	GHashTableIter iter;
	void *name, *counts;

	g_hash_table_iter_init(&iter, score->languages);
	printf("\n");
	while (g_hash_table_iter_next(&iter, &name, &counts))
		printf("%s: %u of %u right\n", (char *)name, ((guint *)counts)[1], ((guint *)counts)[0]);
	printf("times of callbacks: %u of %u right; numbers and letters wrong: %u; hard rows: %u of %u right\n",
	       score->times_right, score->times, score->values_wrong, score->hard_right, score->hard);
	printf("false opt-outs: %u; whole-message opt-outs missed: %u; satisfied and unsatisfied swapped: %u; right: %.1f %% "
	       "(over %d wanted): the bars %s\n",
	       score->false_optouts, score->missed_optouts, score->swaps,
	       score->rows ? 100.0 * score->right / score->rows : 0.0, RIGHT_PER_CENT, good ? "hold" : "do not hold");
	printf("%s: %u passed, %u failed\n", file, score->right, score->rows - score->right);
	return good;
}

static gboolean run(const Lexicon *lexicon, const char *file)
{
	g_autofree char *all = NULL;
	g_auto(GStrv) lines = NULL;
	Score score = {.languages = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)};
	gboolean good = TRUE;

	if (!g_file_get_contents(file, &all, NULL, NULL)) {
		printf("%s: cannot be read\n0 passed, 1 failed\n", file);
		g_hash_table_unref(score.languages);
		return FALSE;
	}
	lines = g_strsplit(all, "\n", -1);
	for (guint i = 1; lines[0] && lines[i]; i++) {
		g_auto(GStrv) cells = g_strsplit(g_strchomp(lines[i]), "\t", -1);
		g_autofree char *name = NULL;
		ReplyLabel want;
		Row row;

		if (g_strv_length(cells) == 0 || (!cells[1] && !*cells[0]))
			continue;
		row = (Row){cells[0], cells[1], cells[1] ? cells[2] : NULL, NULL};
		row.note = row.label && cells[3] ? cells[3] : "";
		name = row.label ? g_strndup(row.label, strcspn(row.label, "=")) : g_strdup("");
		if (reply_label_parse(name, &want) < 0) {
			printf("%s:%u: not \"text, language, label, note\" parted by tabs, or no such label\n", file, i + 1);
			good = FALSE;
			continue;
		}
		judge(lexicon, &row, want, &score);
	}
	print_table(&score);
	good = print_result(file, &score) && good;
	g_hash_table_unref(score.languages);
	return good;
}

int main(int argc, char **argv)
{
	const char *directory = REPLIES_DIR;
	g_autoptr(Lexicon) lexicon = NULL;
	g_autoptr(GPtrArray) faults = NULL;
	int at = 1;

	if (at + 1 < argc && g_str_equal(argv[at], "--replies")) {
		directory = argv[at + 1];
		at += 2;
	}
	if (at != argc - 1) {
		fprintf(stderr, "usage: %s [--replies DIRECTORY] FILE.tsv\n", argv[0]);
		return 2;
	}
	if (conf_lexicon(directory, &lexicon, &faults) < 0) {
		printf("%s: no packs of replies that can be used\n", directory);
		for (guint i = 0; i < faults->len; i++)
			printf("%s\n", ((const ConfFault *)faults->pdata[i])->text);
		printf("0 passed, 1 failed\n");
		return 2;
	}
	return run(lexicon, argv[at]) ? 0 : 1;
}
