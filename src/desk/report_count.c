/* Reports that count cases: misses by cause, answers by category, causes around a measure. */
#include "desk/report_build.h"

/* What lacks the facts is counted and left out. */
static gboolean lacks(ReportBuild *b, const StoreFact *fact)
{
	b->report->lacking += !fact->whole;
	return !fact->whole;
}

static int by_words(const ReportRow *one, const ReportRow *other, guint column)
{
	/* What has no name comes last. */
	if (!one->cells[column].words != !other->cells[column].words)
		return one->cells[column].words ? -1 : 1;
	return g_strcmp0(one->cells[column].words, other->cells[column].words);
}

static int by_number(const ReportRow *one, const ReportRow *other, guint column)
{
	int64_t a = one->cells[column].number, b = other->cells[column].number;

	return a > b ? -1 : a < b;
}

/* ---- misses ---- */

enum { CAUSE, CAUSE_MISSED, CAUSE_SHARE };

static int miss_fact(const StoreFact *fact, void *user)
{
	ReportRow *row = report_row(user, (const char *const[]){miss_cause_name(fact->cause)});

	report_count(row, CAUSE_MISSED, 1);
	report_case(row, fact->case_id);
	return 0;
}

static int most_missed(gconstpointer a, gconstpointer b)
{
	const ReportRow *one = *(ReportRow *const *)a, *other = *(ReportRow *const *)b;
	int order = by_number(one, other, CAUSE_MISSED);

	return order ? order : by_words(one, other, CAUSE);
}

static int count_one(const StoreFact *fact, void *user)
{
	(void)fact;
	(*(int64_t *)user)++;
	return 0;
}

int report_misses(ReportBuild *b)
{
	int64_t missed = 0, kept = 0;
	int r = report_each(b, FACT_MISSED, miss_fact, b);

	if (r == 0)
		r = report_each(b, FACT_KEPT, count_one, &kept);
	for (guint i = 0; i < b->report->rows->len; i++)
		missed += ((ReportRow *)b->report->rows->pdata[i])->cells[CAUSE_MISSED].number;
	for (guint i = 0; i < b->report->rows->len; i++) {
		ReportRow *row = b->report->rows->pdata[i];

		report_share(row, CAUSE_SHARE, row->cells[CAUSE_MISSED].number, missed);
	}
	g_ptr_array_sort(b->report->rows, most_missed);
	report_note(b->report,
	            "%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
	            " deadlines were missed. A miss and its cause are written down "
	            "when the deadline passes; \"why CASE\" tells more of one.",
	            missed, missed + kept);
	return r;
}

/* ---- satisfaction ---- */

enum { CATEGORY, ROUND, AGENT_LEVEL, ASKED, SATISFIED, UNSATISFIED, NO_ANSWER, SATISFIED_SHARE };

/* The last answer of a round. */
typedef struct {
	int64_t fact_id;
	FactKind kind;
	ReportRow *row;
	int64_t case_id;
} Answer;

typedef struct {
	ReportBuild *b;
	GHashTable *answers; /* "case/round" -> Answer* */
} Answers;

static ReportRow *row_of_answer(ReportBuild *b, const StoreFact *fact)
{
	g_autofree char *round = g_strdup_printf("%d", fact->round);
	g_autofree char *level = report_level(fact->agent_level);

	return report_row(b, (const char *const[]){fact->category, round, level});
}

static int asked_fact(const StoreFact *fact, void *user)
{
	ReportBuild *b = user;
	ReportRow *row;

	if (fact->step != STEP_SATISFACTION || lacks(b, fact))
		return 0;
	row = row_of_answer(b, fact);
	report_count(row, ASKED, 1);
	report_case(row, fact->case_id);
	return 0;
}

static int answer_fact(const StoreFact *fact, void *user)
{
	Answers *p = user;
	g_autofree char *key = NULL;
	Answer *answer;

	if (lacks(p->b, fact))
		return 0;
	key = g_strdup_printf("%" G_GINT64_FORMAT "/%d", fact->case_id, fact->round);
	answer = g_hash_table_lookup(p->answers, key);
	if (!answer) {
		answer = g_new0(Answer, 1);
		g_hash_table_insert(p->answers, g_steal_pointer(&key), answer);
	}
	if (fact->id > answer->fact_id)
		*answer = (Answer){fact->id, fact->kind, row_of_answer(p->b, fact), fact->case_id};
	return 0;
}

static void count_answers(GHashTable *answers)
{
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, answers);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const Answer *answer = value;

		report_count(answer->row,
		             answer->kind == FACT_SATISFIED     ? SATISFIED
		             : answer->kind == FACT_UNSATISFIED ? UNSATISFIED
		                                                : NO_ANSWER,
		             1);
		report_case(answer->row, answer->case_id);
	}
}

static int by_category(gconstpointer a, gconstpointer b)
{
	const ReportRow *one = *(ReportRow *const *)a, *other = *(ReportRow *const *)b;
	int order = by_words(one, other, CATEGORY);

	if (!order)
		order = by_number(other, one, ROUND);
	return order ? order : by_number(other, one, AGENT_LEVEL);
}

/* An answer that a later one of its round replaced may have left a row of its own behind. */
static void drop_empty(Report *report)
{
	for (guint i = report->rows->len; i-- > 0;) {
		const ReportRow *row = report->rows->pdata[i];

		if (row->cells[ASKED].number + row->cells[SATISFIED].number + row->cells[UNSATISFIED].number +
		            row->cells[NO_ANSWER].number >
		    0)
			continue;
		report_drop(report, i);
	}
}

int report_satisfaction(ReportBuild *b)
{
	static const FactKind KINDS[] = {FACT_SATISFIED, FACT_UNSATISFIED, FACT_NO_ANSWER};
	g_autoptr(GHashTable) answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	Answers p = {b, answers};
	int r = report_each(b, FACT_SENT, asked_fact, b);

	for (gsize i = 0; r == 0 && i < G_N_ELEMENTS(KINDS); i++)
		r = report_each(b, KINDS[i], answer_fact, &p);
	count_answers(answers);
	drop_empty(b->report);
	for (guint i = 0; i < b->report->rows->len; i++) {
		ReportRow *row = b->report->rows->pdata[i];

		report_share(row, SATISFIED_SHARE, row->cells[SATISFIED].number,
		             row->cells[SATISFIED].number + row->cells[UNSATISFIED].number);
	}
	g_ptr_array_sort(b->report->rows, by_category);
	report_note(
	        b->report,
	        "Questions count when they left, answers when they came; of several answers of a round the last one of "
	        "the period counts. Category and agent level are those of that moment.");
	report_note(b->report,
	            "Agent level is the level of who resolved the case before; \"-\": nobody with an account.");
	return r;
}

/* ---- causes ---- */

enum { OF, VALUE, CASES, SHARE };
enum { BEFORE = 2, SHARE_BEFORE, AFTER, SHARE_AFTER, CHANGE };
enum { BY_CATEGORY, BY_PRODUCT, BY_CARRIER, DIMENSIONS };
static const char *const NAMES[DIMENSIONS] = {"category", "product", "carrier"};

/* A case as it was last told of in the period. */
typedef struct {
	int64_t created_at;
	gboolean whole;
	char *value[DIMENSIONS];
} Cause;

static void cause_free(gpointer data)
{
	Cause *cause = data;

	for (int i = 0; i < DIMENSIONS; i++)
		g_free(cause->value[i]);
	g_free(cause);
}

static int cause_fact(const StoreFact *fact, void *user)
{
	GHashTable *cases = user;
	const char *const values[DIMENSIONS] = {fact->category, fact->product, fact->carrier};
	Cause *cause = g_hash_table_lookup(cases, &fact->case_id);

	if (!cause && fact->kind != FACT_CREATED)
		return 0; /* of an earlier period */
	if (!cause) {
		cause = g_new0(Cause, 1);
		cause->created_at = fact->at;
		g_hash_table_insert(cases, g_memdup2(&fact->case_id, sizeof fact->case_id), cause);
	}
	cause->whole |= fact->whole;
	for (int i = 0; i < DIMENSIONS; i++) {
		g_free(cause->value[i]);
		cause->value[i] = g_strdup(values[i]);
	}
	return 0;
}

static void count_case(ReportBuild *b, int64_t case_id, const Cause *cause, int64_t totals[2])
{
	gboolean after = b->measure.id && cause->created_at >= b->measure.at;

	if (!cause->whole) {
		b->report->lacking++;
		return;
	}
	totals[after]++;
	for (int i = 0; i < DIMENSIONS; i++) {
		ReportRow *row = report_row(b, (const char *const[]){NAMES[i], cause->value[i]});

		report_count(row, after ? AFTER : BEFORE, 1);
		report_case(row, case_id);
	}
}

static int dimension(const ReportRow *row)
{
	int i = 0;

	while (!g_str_equal(NAMES[i], row->cells[OF].words))
		i++;
	return i;
}

static int by_dimension(const ReportRow *one, const ReportRow *other)
{
	int order = dimension(one) - dimension(other);

	return order ? order : by_number(one, other, CASES);
}

static int most_cases(gconstpointer a, gconstpointer b)
{
	const ReportRow *one = *(ReportRow *const *)a, *other = *(ReportRow *const *)b;
	int order = by_dimension(one, other);

	return order ? order : by_words(one, other, VALUE);
}

static int most_after(gconstpointer a, gconstpointer b)
{
	const ReportRow *one = *(ReportRow *const *)a, *other = *(ReportRow *const *)b;
	int order = dimension(one) - dimension(other);

	if (!order)
		order = by_number(one, other, AFTER);
	return order ? order : most_cases(a, b);
}

static void compare(ReportRow *row, const int64_t totals[2])
{
	report_share(row, SHARE_BEFORE, row->cells[BEFORE].number, totals[0]);
	report_share(row, SHARE_AFTER, row->cells[AFTER].number, totals[1]);
	if (totals[0] && totals[1])
		report_set(row, CHANGE, row->cells[SHARE_AFTER].number - row->cells[SHARE_BEFORE].number);
}

static void note_measure(ReportBuild *b, const int64_t totals[2])
{
	Report *report = b->report;

	report_note(report,
	            "Before: %" G_GINT64_FORMAT " cases in %.1f days; after: %" G_GINT64_FORMAT
	            " in %.1f days. Numbers of spans of "
	            "different length are compared by their shares; a share can fall because others rose.",
	            totals[0], (double)(b->measure.at - report->since_at) / 86400.0, totals[1],
	            (double)(report->until_at - b->measure.at) / 86400.0);
}

/* A column that the shop's tools never fill would be one row of "none". */
static void drop_unnamed(ReportBuild *b, const gboolean named[DIMENSIONS])
{
	for (guint i = b->report->rows->len; i-- > 0;) {
		const ReportRow *row = b->report->rows->pdata[i];
		int of = dimension(row);

		if (named[of])
			continue;
		report_note(b->report, "No case of this time names a %s; the shop's tools may, as \"%s\".", NAMES[of], NAMES[of]);
		report_drop(b->report, i);
	}
}

static int note_measures(ReportBuild *b)
{
	g_autoptr(GArray) measures = NULL;
	int r = store_measure_list(b->desk->store, b->report->shop, b->report->since_at, b->report->until_at,
	                           &measures);

	for (guint i = 0; r == 0 && i < measures->len; i++) {
		const StoreMeasure *m = &g_array_index(measures, StoreMeasure, i);

		report_note(b->report,
		            "In this time measure %" G_GINT64_FORMAT " began, \"%s\"; --measure %" G_GINT64_FORMAT
		            " compares before and after it.",
		            m->id, m->what, m->id);
	}
	return r;
}

int report_causes(ReportBuild *b)
{
	g_autoptr(GHashTable) cases = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, cause_free);
	int64_t totals[2] = {0};
	gboolean named[DIMENSIONS] = {FALSE};
	GHashTableIter iter;
	gpointer key, value;
	int r = report_each(b, FACT_CREATED, cause_fact, cases);

	if (r == 0)
		r = report_each(b, FACT_UPDATED, cause_fact, cases);
	g_hash_table_iter_init(&iter, cases);
	while (g_hash_table_iter_next(&iter, &key, &value))
		count_case(b, *(const int64_t *)key, value, totals);
	for (guint i = 0; i < b->report->rows->len; i++) {
		const ReportRow *row = b->report->rows->pdata[i];

		named[dimension(row)] |= row->cells[VALUE].there;
	}
	for (guint i = 0; i < b->report->rows->len; i++) {
		if (b->measure.id)
			compare(b->report->rows->pdata[i], totals);
		else
			report_share(b->report->rows->pdata[i], SHARE,
			             ((ReportRow *)b->report->rows->pdata[i])->cells[CASES].number, totals[0]);
	}
	g_ptr_array_sort(b->report->rows, b->measure.id ? most_after : most_cases);
	drop_unnamed(b, named);
	if (b->measure.id)
		note_measure(b, totals);
	else if (r == 0)
		r = note_measures(b);
	report_note(b->report,
	            "Cases count when they came in, as the shop's tools described them by the end of the period.");
	return r;
}
