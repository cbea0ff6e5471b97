/* Figures for metrics: what each counts, and that it is found without reading whole tables (fixture_close() looks at
 * the plans). */
#include "store/figures.h"
#include "store/fixture.h"

#define EVIL "a\"b\n\\"

static const struct {
	const char *rule;
	Figure figure;
	const char *sql, *rows; /* "label,label=value;" */
} ROWS[] = {
        {"cases by state", FIGURE_CASES, "UPDATE cases SET state = 'closed' WHERE id = 2", "closed=1;contacted=1;"},
        {"the queue", FIGURE_STEPS, "UPDATE step SET due_at = 1 WHERE case_id = 2", "planned=1;due=1;sending=0;"},
        {"calls and closings are no queue", FIGURE_STEPS, "UPDATE step SET step = 'close' WHERE case_id = 2",
         "planned=0;due=0;sending=0;"},
        {"held, by rule", FIGURE_HELD, "UPDATE step SET state = 'held', reason = 'too_late' WHERE case_id = 2",
         "first_contact,too_late=1;"},
        {"unknown, by provider", FIGURE_UNKNOWN, "UPDATE step SET state = 'unknown' WHERE case_id = 1", "office=1;"},
        {"nothing is due", FIGURE_OLDEST_DUE, "SELECT 1", ""},
        {"the oldest due", FIGURE_OLDEST_DUE, "UPDATE step SET due_at = 7 WHERE case_id = 2", "=7;"},
        {"a shop of a hostile name at risk", FIGURE_SLA_RISK,
         "INSERT INTO sla (case_id, round, shop, deadline_at, rules_id, changed_at, risk_at) VALUES (1, 9, '" EVIL
         "', 1, 1, 1, 1)",
         EVIL "=1;"},
        {"misses of the last day, by cause", FIGURE_SLA_MISSED,
         "INSERT INTO sla (case_id, round, shop, deadline_at, rules_id, changed_at, frozen_at, missed, cause) VALUES"
         " (1, 8, 'x', 1763447417 - 86401, 1, 1, 1, 1, 'rate'), (1, 9, 'x', 1763447417 - 10, 1, 1, 1, 1, 'rate'),"
         " (2, 9, 'x', 1763447417 - 10, 1, 1, 1, 0, NULL)",
         "x,rate=1;"},
        {"unread replies", FIGURE_UNREAD,
         "INSERT INTO reply (provider, from_number, text, label, received_at, matched_by, case_id, read_at) VALUES"
         " ('o', 'x', 'x', 'other', 1, 'none', NULL, NULL), ('o', 'x', 'x', 'other', 1, 'number', 1, 1)",
         "=1;"},
        {"replies of nobody's case", FIGURE_UNMATCHED_REPLIES,
         "INSERT INTO reply (provider, from_number, text, label, received_at, matched_by, case_id,"
         " read_at) VALUES ('o', 'x', 'x', 'other', 1, 'none', NULL, NULL), ('o', 'x', 'x', 'other', 1, 'number', 1, "
         "NULL)",
         "=1;"},
        {"reports of no message", FIGURE_UNMATCHED_RECEIPTS,
         "INSERT INTO inbound (id, provider, hook, method, query, content_type, headers, body,"
         " peer, received_us) VALUES (1, 'o', 'x', 'POST', '', '', '', x'', '', 1); INSERT INTO receipt (inbound_id, "
         "provider, status, received_at,"
         " message_id) VALUES (1, 'o', 'delivered', 1, NULL), (1, 'o', 'delivered', 1, 1)",
         "=1;"},
        {"what cannot be read", FIGURE_UNREADABLE,
         "INSERT INTO inbound (id, provider, hook, method, query, content_type, headers, body,"
         " peer, received_us, error) VALUES (1, 'o', 'x', 'POST', '', '', '', x'', '', 1, 'x')",
         "=1;"},
        {"rows of tools", FIGURE_INTAKE,
         "INSERT INTO intake (state) VALUES ('waiting'), ('rejected'), ('rejected'), ('taken')",
         "waiting=1;rejected=2;"},
        {"alarms that stand", FIGURE_ALARMS,
         "INSERT INTO notice (kind, severity, lasting, words, at, seen_at, ended_at, key) VALUES"
         " ('provider', 'alarm', 1, 'x', 1, 1, NULL, 'a'), ('provider', 'alarm', 1, 'x', 1, 1, 2, 'b'), ('test', "
         "'info', 0, 'x', 1, 1, NULL, 'c')",
         "provider=1;"},
        {"what channels were not told", FIGURE_TELLING,
         "INSERT INTO notice (id, kind, severity, lasting, words, at, seen_at) VALUES"
         " (70, 'test', 'info', 0, 'x', 1, 1); INSERT INTO notice_sent (notice_id, part, channel, next_at, done_at) "
         "VALUES"
         " (70, 'begin', 'ops', 1, NULL), (70, 'end', 'ops', NULL, 1)",
         "ops=1;"},
        {"pauses in force", FIGURE_PAUSES,
         "INSERT INTO pause (scope, reason, actor, paused_at, until_at, lifted_at) VALUES ('all', 'x', 'x', 1, NULL,"
         " NULL), ('shop:a', 'x', 'x', 1, 2, NULL), ('shop:b', 'x', 'x', 1, NULL, 3)",
         "=1;"},
        {"refused at the door", FIGURE_REFUSALS, "INSERT INTO refusal VALUES ('', 'token', 4, 1, 2)", ",token=4;"},
};

START_TEST(counts)
{
	GString *text = g_string_new(NULL);
	g_autoptr(GArray) rows = NULL;
	Fixture f;
	int64_t id;

	fixture_open(&f);
	id = fixture_case(&f, "a", "13800138000");
	fixture_plan(&f, id, STEP_FIRST_CONTACT, 1, NOW);
	fixture_sent(&f, id, STEP_FIRST_CONTACT, NOW, "p1");
	fixture_plan(&f, fixture_case(&f, "b", "13800138001"), STEP_FIRST_CONTACT, 1, NOW + DAY);
	sql_run(&f, "DELETE FROM intake");
	sql_run(&f, ROWS[_i].sql);
	ck_assert_int_eq(store_figures(f.store, ROWS[_i].figure, NOW, &rows), 0);
	for (guint i = 0; i < rows->len; i++) {
		const StoreFigure *figure = &g_array_index(rows, StoreFigure, i);

		for (int j = 0; j < FIGURE_LABELS && figure->labels[j]; j++)
			g_string_append_printf(text, "%s%s", j ? "," : "", figure->labels[j]);
		g_string_append_printf(text, "=%" G_GINT64_FORMAT ";", figure->value);
	}
	row_str(ROWS[_i].rule, text->str, ROWS[_i].rows);
	g_string_free(text, TRUE);
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("figures");
	TCase *tc = tcase_create("figures");

	tcase_add_loop_test(tc, counts, 0, G_N_ELEMENTS(ROWS));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "figures");
}
