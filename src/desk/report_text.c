/* Reports about texts: which of them make people stop, and what they cost. */
#include "desk/report_build.h"

/* ---- opt-outs ---- */

enum { TEXT, VERSION, LANGUAGE, SENT, STOPS, STOPS_SHARE };

typedef struct {
	ReportBuild *b;
	int64_t young;  /* texts whose span is not over */
	int64_t others; /* stops that are of no text of the period */
} Optouts;

static ReportRow *row_of_text(ReportBuild *b, const StoreFact *fact)
{
	const char *step = fact->step == STEP_NONE ? NULL : step_name(fact->step);

	return report_row(b, (const char *const[]){step, fact->text_version, fact->language});
}

static int text_fact(const StoreFact *fact, void *user)
{
	Optouts *p = user;

	if (fact->step == STEP_CALL || fact->step == STEP_OPTOUT_CONFIRM)
		return 0;
	report_count(row_of_text(p->b, fact), SENT, 1);
	p->young += fact->at + p->b->within_s > p->b->report->until_at;
	return 0;
}

static int stop_fact(const StoreFact *fact, void *user)
{
	Optouts *p = user;
	ReportRow *row;

	if (fact->waited_s > p->b->within_s || fact->at - fact->waited_s < p->b->report->since_at ||
	    fact->step == STEP_CALL) {
		p->others++;
		return 0;
	}
	row = row_of_text(p->b, fact);
	report_count(row, STOPS, 1);
	report_case(row, fact->case_id);
	return 0;
}

static int most_stops(gconstpointer a, gconstpointer b)
{
	const ReportRow *one = *(ReportRow *const *)a, *other = *(ReportRow *const *)b;

	if (one->cells[STOPS_SHARE].number != other->cells[STOPS_SHARE].number)
		return one->cells[STOPS_SHARE].number > other->cells[STOPS_SHARE].number ? -1 : 1;
	for (guint i = TEXT; i <= LANGUAGE; i++)
		if (g_strcmp0(one->cells[i].words, other->cells[i].words) != 0)
			return g_strcmp0(one->cells[i].words, other->cells[i].words);
	return 0;
}

int report_optouts(ReportBuild *b)
{
	Optouts p = {.b = b};
	g_autofree char *within = g_strdup_printf("%.1f", (double)b->within_s / 86400.0);
	int r = report_each(b, FACT_SENT, text_fact, &p);

	if (r == 0)
		r = report_each(b, FACT_STOP, stop_fact, &p);
	for (guint i = 0; i < b->report->rows->len; i++) {
		ReportRow *row = b->report->rows->pdata[i];

		report_share(row, STOPS_SHARE, row->cells[STOPS].number, row->cells[SENT].number);
	}
	g_ptr_array_sort(b->report->rows, most_stops);
	report_note(b->report,
	            "A stop belongs to the last text before it, if that left at most %s days earlier and in this "
	            "period. Stops "
	            "of customers themselves count, also those lifted since; a stop that an agent entered does not.",
	            within);
	if (p.young)
		report_note(b->report, "For %" G_GINT64_FORMAT " texts that time is not over yet.", p.young);
	if (p.others)
		report_note(b->report,
		            "%" G_GINT64_FORMAT
		            " more stops came later than that, or after texts of before this period.",
		            p.others);
	return r;
}

/* ---- cost ---- */

enum { MONTH, SHOP, PROVIDER, CURRENCY, MESSAGES, SEGMENTS, AMOUNT, UNKNOWN };

typedef struct {
	ReportBuild *b;
	GHashTable *sent; /* of int64_t: messages that are known to have left */
	int64_t unpriced;
} Cost;

/* NULL: the shop's month is not known. */
static ReportRow *row_of_month(ReportBuild *b, const StoreFact *fact)
{
	g_autoptr(GDateTime) wall = report_wall(b->desk, fact->shop_zone, fact->at);
	g_autofree char *month = wall ? g_date_time_format(wall, "%Y-%m") : NULL;

	if (!month)
		b->report->lacking++;
	return month ? report_row(b, (const char *const[]){month, fact->shop, fact->provider, fact->currency}) : NULL;
}

static int cost_fact(const StoreFact *fact, void *user)
{
	Cost *p = user;
	ReportRow *row;

	if (fact->step == STEP_CALL)
		return 0;
	g_hash_table_add(p->sent, g_memdup2(&fact->message_id, sizeof fact->message_id));
	row = row_of_month(p->b, fact);
	if (!row)
		return 0;
	report_count(row, MESSAGES, 1);
	report_count(row, SEGMENTS, fact->segments);
	if (fact->currency)
		report_count(row, AMOUNT, fact->price);
	else
		p->unpriced++;
	report_case(row, fact->case_id);
	return 0;
}

static int unknown_fact(const StoreFact *fact, void *user)
{
	Cost *p = user;
	ReportRow *row;

	/* Once a message, however often its outcome was not known. */
	if (fact->step == STEP_CALL ||
	    !g_hash_table_add(p->sent, g_memdup2(&fact->message_id, sizeof fact->message_id)))
		return 0;
	row = row_of_month(p->b, fact);
	if (row) {
		report_count(row, UNKNOWN, 1);
		report_case(row, fact->case_id);
	}
	return 0;
}

static int by_month(gconstpointer a, gconstpointer b)
{
	const ReportRow *one = *(ReportRow *const *)a, *other = *(ReportRow *const *)b;

	for (guint i = MONTH; i <= CURRENCY; i++)
		if (g_strcmp0(one->cells[i].words, other->cells[i].words) != 0)
			return g_strcmp0(one->cells[i].words, other->cells[i].words);
	return 0;
}

static const char *currency(const ReportRow *row)
{
	return row->cells[CURRENCY].words;
}

int report_cost(ReportBuild *b)
{
	g_autoptr(GHashTable) sent = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	Cost p = {b, sent, 0};
	int r = report_each(b, FACT_SENT, cost_fact, &p);

	if (r == 0)
		r = report_each(b, FACT_UNKNOWN_OUTCOME, unknown_fact, &p);
	g_ptr_array_sort(b->report->rows, by_month);
	/* Bars of several currencies would compare what cannot be compared. */
	for (guint i = 1; i < b->report->rows->len; i++)
		if (g_strcmp0(currency(b->report->rows->pdata[i]), currency(b->report->rows->pdata[i - 1])) != 0)
			b->report->bars[0] = 0;
	report_note(b->report, "Months are those of the shop's clock. The amount is what was taken by providers, at "
	                       "the price of its day "
	                       "(price_per_segment); the provider's invoice decides.");
	if (p.unpriced)
		report_note(b->report,
		            "%" G_GINT64_FORMAT " messages left by providers without a price and are in no amount.",
		            p.unpriced);
	return r;
}
