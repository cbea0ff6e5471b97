/* Figures for metrics. */
#include "store/figures.h"
#include "store/sqlite/db.h"

/* Three labels, then the number; ?1 is now. Each walks a partial index of what waits, or a table of a few rows. */
static const char *const SQL[FIGURES] = {
        [FIGURE_CASES] = "SELECT state, NULL, NULL, cases FROM tally WHERE ?1 AND cases <> 0",
        [FIGURE_STEPS] = "SELECT 'planned', NULL, NULL, count(*) FROM step WHERE ?1 AND state = 'planned' AND step NOT "
                         "IN ('call', 'close')"
                         " UNION ALL SELECT 'due', NULL, NULL, count(*) FROM step WHERE state = 'planned' AND step NOT "
                         "IN ('call', 'close')"
                         "  AND due_at <= ?1"
                         " UNION ALL SELECT 'sending', NULL, NULL, count(*) FROM attempt WHERE outcome IS NULL",
        [FIGURE_HELD] =
                "SELECT step, reason, NULL, count(*) FROM step WHERE ?1 AND state = 'held' GROUP BY step, reason",
        [FIGURE_UNKNOWN] =
                "SELECT m.provider, NULL, NULL, count(*) FROM step s CROSS JOIN message m ON m.case_id = s.case_id"
                " AND m.step = s.step AND m.round = s.round WHERE ?1 AND s.state = 'unknown' GROUP BY m.provider",
        [FIGURE_OLDEST_DUE] = "SELECT NULL, NULL, NULL, min(due_at) FROM step WHERE state = 'planned' AND step NOT IN "
                              "('call', 'close')"
                              " AND due_at <= ?1 HAVING count(*) > 0",
        [FIGURE_SLA_RISK] = "SELECT shop, NULL, NULL, count(*) FROM sla WHERE ?1 AND frozen_at IS NULL AND risk_at IS "
                            "NOT NULL GROUP BY shop",
        [FIGURE_SLA_MISSED] = "SELECT shop, cause, NULL, count(*) FROM sla WHERE deadline_at > ?1 - 86400 AND missed = "
                              "1 GROUP BY shop, cause",
        [FIGURE_UNREAD] = "SELECT NULL, NULL, NULL, count(*) FROM reply WHERE ?1 AND read_at IS NULL",
        [FIGURE_UNMATCHED_REPLIES] = "SELECT NULL, NULL, NULL, count(*) FROM reply WHERE ?1 AND case_id IS NULL",
        [FIGURE_UNMATCHED_RECEIPTS] = "SELECT NULL, NULL, NULL, count(*) FROM receipt WHERE ?1 AND message_id IS NULL",
        [FIGURE_UNREADABLE] = "SELECT NULL, NULL, NULL, count(*) FROM inbound WHERE ?1 AND error IS NOT NULL",
        [FIGURE_INTAKE] = "SELECT 'waiting', NULL, NULL, count(*) FROM intake WHERE ?1 AND state = 'waiting'"
                          " UNION ALL SELECT 'rejected', NULL, NULL, count(*) FROM intake WHERE state = 'rejected'",
        [FIGURE_ALARMS] = "SELECT kind, NULL, NULL, count(*) FROM notice WHERE ?1 AND lasting = 1 AND ended_at IS NULL "
                          "AND severity = 'alarm' GROUP BY kind",
        [FIGURE_TELLING] = "SELECT channel, NULL, NULL, count(*) FROM notice_sent WHERE ?1 AND next_at IS NOT NULL "
                           "GROUP BY channel",
        [FIGURE_PAUSES] = "SELECT NULL, NULL, NULL, count(*) FROM pause WHERE lifted_at IS NULL AND (until_at IS NULL "
                          "OR until_at > ?1)",
        [FIGURE_REFUSALS] = "SELECT provider, cause, NULL, count FROM refusal WHERE ?1",
};

static void clear_figure(gpointer element)
{
	StoreFigure *figure = element;

	for (int i = 0; i < FIGURE_LABELS; i++)
		g_free(figure->labels[i]);
}

static int read_figure(Store *store, DbRow row, void *element)
{
	StoreFigure *figure = element;

	(void)store;
	for (int i = 0; i < FIGURE_LABELS; i++)
		figure->labels[i] = db_column_text(row, i);
	figure->value = db_column_number(row, FIGURE_LABELS);
	return 0;
}

int store_figures(Store *store, Figure figure, int64_t now_at, GArray **rows)
{
	auto_row row = NULL;
	int r = db_query(store, &row, SQL[figure], DB_INT(now_at));

	return r < 0 ? r : db_list(store, row, sizeof(StoreFigure), clear_figure, read_figure, 0, rows);
}
