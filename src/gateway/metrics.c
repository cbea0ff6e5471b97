#include "config.h"

#include "gateway/metrics.h"

#include "gateway/lane.h"
#include "store/figures.h"
#include "util/log.h"
#include "util/openmetrics.h"

#include <sys/stat.h>

/* What memory counts. */
typedef enum { COUNT_SUBMITS, COUNT_TOLD, COUNT_RECEIPTS, COUNT_COMMITS, COUNTS } Count;

#define KEY_PARTS "\x1f"

struct Metrics {
	GHashTable *counts[COUNTS]; /* label values joined by KEY_PARTS -> int64_t*, owned */
	int64_t started_at;
};

typedef struct Row Row;
typedef void (*Source)(const Row *row, Gateway *g, int64_t now_us, GString *text);

/* The one table. */
struct Row {
	OpenmetricsFamily family;
	Source source;
	int which; /* a Figure or a Count */
};

static void from_count(const Row *row, Gateway *g, int64_t now_us, GString *text);
static void from_store(const Row *row, Gateway *g, int64_t now_us, GString *text);
static void from_build(const Row *row, Gateway *g, int64_t now_us, GString *text);
static void from_start(const Row *row, Gateway *g, int64_t now_us, GString *text);
static void from_flights(const Row *row, Gateway *g, int64_t now_us, GString *text);
static void from_lane_states(const Row *row, Gateway *g, int64_t now_us, GString *text);
static void from_lane_loads(const Row *row, Gateway *g, int64_t now_us, GString *text);
static void from_oldest(const Row *row, Gateway *g, int64_t now_us, GString *text);
static void from_files(const Row *row, Gateway *g, int64_t now_us, GString *text);

static const Row ROWS[] = {
	{{"followupd_build", OPENMETRICS_INFO, NULL, "The program that runs.", {"version"}}, from_build, 0},
	{{"followupd_start_time_seconds", OPENMETRICS_GAUGE, "seconds", "When it started, since 1970.", {NULL}},
	 from_start, 0},
	{{"followupd_submits", OPENMETRICS_COUNTER, NULL,
	  "Messages handed to a provider, by step and by what came of it.", {"provider", "step", "outcome"}},
	 from_count, COUNT_SUBMITS},
	{{"followupd_receipts", OPENMETRICS_COUNTER, NULL, "Delivery reports that came in.", {"provider"}},
	 from_count, COUNT_RECEIPTS},
	{{"followupd_commits", OPENMETRICS_COUNTER, NULL, "Turns, each one commit of the store, and those that failed.",
	  {"result"}}, from_count, COUNT_COMMITS},
	{{"followupd_tellings", OPENMETRICS_COUNTER, NULL, "Messages to the team, told or failed.",
	  {"channel", "result"}}, from_count, COUNT_TOLD},
	{{"followupd_webhooks_refused", OPENMETRICS_COUNTER, NULL, "Webhooks refused at the door, ever.",
	  {"provider", "cause"}}, from_store, FIGURE_REFUSALS},
	{{"followupd_in_flight", OPENMETRICS_GAUGE, NULL, "Messages on their way to a provider, without an answer yet.",
	  {NULL}}, from_flights, 0},
	{{"followupd_provider_in_flight", OPENMETRICS_GAUGE, NULL, "The same of one provider.", {"provider"}},
	 from_lane_loads, 0},
	{{"followupd_provider_state", OPENMETRICS_STATESET, NULL, "How the daemon finds a provider: its breaker.",
	  {"provider", "followupd_provider_state"}}, from_lane_states, 0},
	{{"followupd_cases", OPENMETRICS_GAUGE, NULL, "Cases by state.", {"state"}}, from_store, FIGURE_CASES},
	{{"followupd_steps", OPENMETRICS_GAUGE, NULL,
	  "The queue: texts and calls of providers that are planned, due of these, being sent.", {"state"}},
	 from_store, FIGURE_STEPS},
	{{"followupd_steps_held", OPENMETRICS_GAUGE, NULL, "Steps that wait for a person, by the rule that holds them.",
	  {"step", "rule"}}, from_store, FIGURE_HELD},
	{{"followupd_steps_unknown", OPENMETRICS_GAUGE, NULL, "Messages of unknown outcome.", {"provider"}},
	 from_store, FIGURE_UNKNOWN},
	{{"followupd_oldest_due_age_seconds", OPENMETRICS_GAUGE, "seconds",
	  "How long the oldest due text has waited; 0: none is due.", {NULL}}, from_oldest, 0},
	{{"followupd_sla_at_risk", OPENMETRICS_GAUGE, NULL,
	  "Open first contacts whose deadline nothing planned will keep.", {"shop"}}, from_store, FIGURE_SLA_RISK},
	{{"followupd_sla_missed_day", OPENMETRICS_GAUGE, NULL,
	  "First contacts missed, of deadlines of the last 24 hours, by cause.", {"shop", "cause"}},
	 from_store, FIGURE_SLA_MISSED},
	{{"followupd_replies_unread", OPENMETRICS_GAUGE, NULL, "Replies nobody has read.", {NULL}},
	 from_store, FIGURE_UNREAD},
	{{"followupd_replies_unmatched", OPENMETRICS_GAUGE, NULL, "Replies that belong to no case.", {NULL}},
	 from_store, FIGURE_UNMATCHED_REPLIES},
	{{"followupd_receipts_unmatched", OPENMETRICS_GAUGE, NULL, "Delivery reports that match no message.", {NULL}},
	 from_store, FIGURE_UNMATCHED_RECEIPTS},
	{{"followupd_inbound_unreadable", OPENMETRICS_GAUGE, NULL, "Webhooks and answers that could not be understood.",
	  {NULL}}, from_store, FIGURE_UNREADABLE},
	{{"followupd_intake", OPENMETRICS_GAUGE, NULL, "Rows of the shop's tools that wait or were rejected.",
	  {"state"}}, from_store, FIGURE_INTAKE},
	{{"followupd_alarms", OPENMETRICS_GAUGE, NULL, "Alarms that stand.", {"kind"}}, from_store, FIGURE_ALARMS},
	{{"followupd_notices_waiting", OPENMETRICS_GAUGE, NULL, "Notices a channel was not told yet.", {"channel"}},
	 from_store, FIGURE_TELLING},
	{{"followupd_pauses", OPENMETRICS_GAUGE, NULL, "Pauses in force.", {NULL}}, from_store, FIGURE_PAUSES},
	{{"followupd_store_bytes", OPENMETRICS_GAUGE, "bytes", "The store's files: the database, and its write-ahead log.",
	  {"file"}}, from_files, 0},
};

/* ---- counting ---- */

void metrics_init(Gateway *g, int64_t now_at)
{
	g->metrics = g_new0(Metrics, 1);
	g->metrics->started_at = now_at;
	for (Count count = 0; count < COUNTS; count++)
		g->metrics->counts[count] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

void metrics_free(Gateway *g)
{
	if (!g->metrics)
		return;
	for (Count count = 0; count < COUNTS; count++)
		g_hash_table_unref(g->metrics->counts[count]);
	g_clear_pointer(&g->metrics, g_free);
}

static void one_more(Gateway *g, Count count, char *owned_key)
{
	g_autofree char *key = owned_key;
	int64_t *n = g_hash_table_lookup(g->metrics->counts[count], key);

	if (!n) {
		n = g_new0(int64_t, 1);
		g_hash_table_insert(g->metrics->counts[count], g_steal_pointer(&key), n);
	}
	(*n)++;
}

void metrics_submit(Gateway *g, const char *provider, Step step, SubmitOutcome outcome)
{
	one_more(g, COUNT_SUBMITS, g_strjoin(KEY_PARTS, provider, step_name(step), submit_outcome_name(outcome), NULL));
}

void metrics_told(Gateway *g, const char *channel, gboolean told)
{
	one_more(g, COUNT_TOLD, g_strjoin(KEY_PARTS, channel, told ? "told" : "failed", NULL));
}

void metrics_receipt(Gateway *g, const char *provider)
{
	one_more(g, COUNT_RECEIPTS, g_strdup(provider));
}

void metrics_turn(Gateway *g, gboolean kept)
{
	one_more(g, COUNT_COMMITS, g_strdup(kept ? "kept" : "failed"));
}

/* ---- telling ---- */

static gint by_words(gconstpointer a, gconstpointer b)
{
	return g_strcmp0(*(const char *const *)a, *(const char *const *)b);
}

/* In an order that stays: who compares two scrapes by eye finds the line where it was. */
static void from_count(const Row *row, Gateway *g, int64_t now_us, GString *text)
{
	GHashTable *counts = g->metrics->counts[row->which];
	g_autoptr(GPtrArray) keys = g_ptr_array_new();
	GHashTableIter iter;
	gpointer key;

	(void)now_us;
	g_hash_table_iter_init(&iter, counts);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		g_ptr_array_add(keys, key);
	g_ptr_array_sort(keys, by_words);
	for (guint i = 0; i < keys->len; i++) {
		const int64_t *n = g_hash_table_lookup(counts, keys->pdata[i]);
		g_auto(GStrv) values = g_strsplit(keys->pdata[i], KEY_PARTS, OPENMETRICS_LABELS);
		const char *labels[OPENMETRICS_LABELS] = {NULL};

		for (guint j = 0; j < OPENMETRICS_LABELS && values[j]; j++)
			labels[j] = values[j];
		openmetrics_sample(text, &row->family, labels, *n);
	}
}

static void from_store(const Row *row, Gateway *g, int64_t now_us, GString *text)
{
	g_autoptr(GArray) found = NULL;

	if (store_figures(g->store, (Figure)row->which, now_us / USEC_PER_SEC, &found) < 0) {
		log_warning(NULL, "no figures for %s: %s", row->family.name, store_error(g->store));
		return;
	}
	for (guint i = 0; i < found->len; i++) {
		const StoreFigure *figure = &g_array_index(found, StoreFigure, i);

		openmetrics_sample(text, &row->family, (const char *const *)figure->labels, figure->value);
	}
}

static void from_oldest(const Row *row, Gateway *g, int64_t now_us, GString *text)
{
	g_autoptr(GArray) found = NULL;
	int64_t now_at = now_us / USEC_PER_SEC, age_s = 0;

	if (store_figures(g->store, FIGURE_OLDEST_DUE, now_at, &found) < 0) {
		log_warning(NULL, "no figures for %s: %s", row->family.name, store_error(g->store));
		return;
	}
	if (found->len)
		age_s = now_at - g_array_index(found, StoreFigure, 0).value;
	openmetrics_sample(text, &row->family, NULL, age_s);
}

/* A log that grows and grows: somebody reads in one transaction for hours. */
static void from_files(const Row *row, Gateway *g, int64_t now_us, GString *text)
{
	static const struct {
		const char *label, *end;
	} FILES[] = {{"database", ""}, {"log", "-wal"}};

	(void)now_us;
	for (gsize i = 0; i < G_N_ELEMENTS(FILES); i++) {
		g_autofree char *path = g_strconcat(g->conf->store_path, FILES[i].end, NULL);
		const char *const labels[] = {FILES[i].label, NULL, NULL};
		struct stat st;

		if (stat(path, &st) == 0)
			openmetrics_sample(text, &row->family, labels, st.st_size);
	}
}

static void from_build(const Row *row, Gateway *g, int64_t now_us, GString *text)
{
	const char *const labels[] = {PACKAGE_VERSION, NULL, NULL};

	(void)g, (void)now_us;
	openmetrics_sample(text, &row->family, labels, 1);
}

static void from_start(const Row *row, Gateway *g, int64_t now_us, GString *text)
{
	(void)now_us;
	openmetrics_sample(text, &row->family, NULL, g->metrics->started_at);
}

static void from_flights(const Row *row, Gateway *g, int64_t now_us, GString *text)
{
	(void)now_us;
	openmetrics_sample(text, &row->family, NULL, g_hash_table_size(g->in_flight));
}

static void from_lane_loads(const Row *row, Gateway *g, int64_t now_us, GString *text)
{
	(void)now_us;
	for (guint i = 0; i < g->lanes->len; i++) {
		const char *const labels[] = {lane_id(g->lanes->pdata[i]), NULL, NULL};

		openmetrics_sample(text, &row->family, labels, lane_load(g->lanes->pdata[i]));
	}
}

static void from_lane_states(const Row *row, Gateway *g, int64_t now_us, GString *text)
{
	static const char *const STATES[] = {"ok", "stopped", "open", "half_open", "throttled"};

	for (guint i = 0; i < g->lanes->len; i++) {
		const char *state = lane_health_word(g->lanes->pdata[i], now_us);

		for (gsize j = 0; j < G_N_ELEMENTS(STATES); j++) {
			const char *const labels[] = {lane_id(g->lanes->pdata[i]), STATES[j], NULL};

			openmetrics_sample(text, &row->family, labels, g_str_equal(STATES[j], state));
		}
	}
}

char *metrics_text(Gateway *g, int64_t now_us)
{
	GString *text = g_string_new(NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		openmetrics_family(text, &ROWS[i].family);
		ROWS[i].source(&ROWS[i], g, now_us, text);
	}
	openmetrics_end(text);
	return g_string_free(text, FALSE);
}
