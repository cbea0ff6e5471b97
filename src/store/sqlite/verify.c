/* Is the store what the daemon takes it for? */
#include "store/sqlite/db.h"
#include "store/upkeep.h"

#include "core/chain.h"

#define MOST "LIMIT 50"

#define CURE_FILE "the file is damaged: restore the last good backup, and keep this file for the provider's records of what was sent"
#define CURE_HAND "a program other than followupd wrote it; restore the row from a backup, or settle the case by hand"
#define CURE_RESTART "restart followupd: it reconciles such rows at its start"

/* Each statement names the rows that break its rule, and says what is wrong. */
static const struct {
	const char *sql, *cure;
} RULES[] = {
	{"SELECT printf('%s row %d', \"table\", rowid), printf('points to no row of %s', parent) FROM pragma_foreign_key_check " MOST,
	 CURE_HAND},
	{"SELECT printf('message %d of case %d', m.id, m.case_id), printf('there is no step %s, round %d', m.step, m.round)"
	 " FROM message m WHERE NOT EXISTS (SELECT 1 FROM step s WHERE s.case_id = m.case_id AND s.step = m.step AND s.round = m.round) "
	 MOST, CURE_HAND},
	{"SELECT printf('case %d', case_id), printf('%d messages of step %s, round %d', count(*), step, round) FROM message"
	 " GROUP BY case_id, step, round HAVING count(*) > 1 " MOST, "ask the provider which of them left; " CURE_HAND},
	{"SELECT printf('message %d of case %d', m.id, m.case_id), 'is of another person than its case' FROM message m"
	 " JOIN cases c ON c.id = m.case_id WHERE m.person_id <> c.person_id " MOST, CURE_HAND},
	{"SELECT printf('step %d of case %d', s.id, s.case_id), 'is being sent, yet no attempt is open' FROM step s"
	 " WHERE s.state = 'sending' AND NOT EXISTS (SELECT 1 FROM message m JOIN attempt a ON a.message_id = m.id"
	 " WHERE m.case_id = s.case_id AND m.step = s.step AND m.round = s.round AND a.outcome IS NULL) " MOST,
	 "ask the provider whether it left, then \"followupctl close\" or resolve the case by hand: it is never sent by itself"},
	{"SELECT printf('attempt %d of case %d', a.id, m.case_id), printf('is open, yet its step is %s', coalesce(s.state, 'gone'))"
	 " FROM attempt a JOIN message m ON m.id = a.message_id LEFT JOIN step s ON s.case_id = m.case_id AND s.step = m.step"
	 " AND s.round = m.round WHERE a.outcome IS NULL AND s.state IS NOT 'sending' " MOST, CURE_RESTART},
	{"SELECT printf('message %d of case %d', id, case_id), printf('is %s, yet has no sent_at', state) FROM message"
	 " WHERE state IN ('accepted', 'buffered', 'delivered') AND sent_at IS NULL " MOST, CURE_HAND},
	{"SELECT printf('step %d of case %d', id, case_id), 'is planned, yet has no due_at' FROM step"
	 " WHERE state = 'planned' AND due_at IS NULL " MOST, "INSERT OR IGNORE INTO dirty (case_id) VALUES (its case): it is planned anew"},
	{"SELECT printf('step %d of case %d', s.id, s.case_id), 'is planned, yet the case is closed' FROM step s"
	 " JOIN cases c ON c.id = s.case_id WHERE s.state = 'planned' AND c.state = 'closed'"
	 " AND s.step NOT IN ('optout_confirm', 'agent_text', 'progress', 'review_note') AND c.id NOT IN (SELECT case_id FROM dirty) " MOST,
	 "INSERT OR IGNORE INTO dirty (case_id) VALUES (its case): it is planned anew"},
	{"SELECT printf('sla of case %d, round %d', case_id, round), 'is frozen without saying whether it was kept, or missed without a "
	 "cause' FROM sla WHERE (frozen_at IS NULL) <> (missed IS NULL) OR (missed = 1 AND cause IS NULL) " MOST, CURE_HAND},
	{"SELECT printf('tally of state %s', state), printf('says %d, and there are %d', sum(said), sum(are)) FROM ("
	 " SELECT state, cases AS said, 0 AS are FROM tally UNION ALL SELECT state, 0, 1 FROM cases WHERE state IN (SELECT state FROM tally)) GROUP BY state"
	 " HAVING sum(said) <> sum(are) " MOST, "UPDATE tally to the true count: it is shown, and decides nothing"},
	{"SELECT printf('claim of case %d', k.case_id), printf('%s holds it, yet it is closed', k.agent) FROM claim k"
	 " JOIN cases c ON c.id = k.case_id WHERE c.state = 'closed' " MOST, "DELETE the claim: it holds nothing any more"},
	{"SELECT printf('person %d', m.person_id), printf('%d messages to them are under way at once', count(*)) FROM attempt a"
	 " JOIN message m ON m.id = a.message_id WHERE a.outcome IS NULL GROUP BY m.person_id HAVING count(*) > 1 " MOST,
	 CURE_RESTART},
	{"SELECT printf('%s %d of case %d', step, number, case_id), 'has words, yet no step to send them' FROM draft d"
	 " WHERE NOT EXISTS (SELECT 1 FROM step s WHERE s.case_id = d.case_id AND s.step = d.step AND s.round = d.number) " MOST,
	 CURE_HAND},
	{"SELECT printf('incident %d', incident_id), printf('case %d is to get its agent_text %d, which has no words',"
	 " case_id, number) FROM incident_told t WHERE number IS NOT NULL AND NOT EXISTS (SELECT 1 FROM draft d"
	 " WHERE d.case_id = t.case_id AND d.step = 'agent_text' AND d.number = t.number) " MOST, CURE_HAND},
	{"SELECT printf('call %d of case %d', l.id, l.case_id), 'is open, yet the case is closed' FROM call l JOIN cases c"
	 " ON c.id = l.case_id WHERE l.state = 'open' AND c.state = 'closed' AND c.id NOT IN (SELECT case_id FROM dirty) " MOST,
	 "INSERT OR IGNORE INTO dirty (case_id) VALUES (its case): the daemon takes it off the list"},
	{"SELECT printf('call %d of case %d', id, case_id), printf('counts %d attempts, and there are %d', attempts, made) FROM"
	 " (SELECT l.*, (SELECT count(*) FROM call_attempt t WHERE t.call_id = l.id) AS made FROM call l) WHERE attempts <> made " MOST,
	 CURE_HAND},
	{"SELECT printf('promise %d of case %d', id, case_id), printf('is %s, yet its end says otherwise', state) FROM promise"
	 " WHERE (state = 'open') <> (ended_at IS NULL) " MOST, CURE_HAND},
	{"SELECT printf('reply %d', r.id), printf('is labelled %s, yet the last word on it was %s', r.label, x.label) FROM reply r"
	 " JOIN reply_correction x ON x.reply_id = r.id WHERE x.id = (SELECT max(id) FROM reply_correction WHERE reply_id = r.id)"
	 " AND x.label <> r.label " MOST, "\"followupctl label\" with the right one"},
	{"SELECT printf('lookup of attempt %d', k.attempt_id), printf('is due, yet the message is %s', m.state) FROM lookup k"
	 " JOIN attempt a ON a.id = k.attempt_id JOIN message m ON m.id = a.message_id"
	 " WHERE k.due_at IS NOT NULL AND m.state IN ('delivered', 'failed') " MOST, "DELETE the row: there is nothing left to ask"},
	{"SELECT printf('part of reply %d', p.id), 'has a number that its set does not' FROM reply_part p"
	 " WHERE p.part < 1 OR p.part > p.parts " MOST, CURE_HAND},
	{"SELECT printf('notice_sent %d', id), 'was told, yet is to be told again' FROM notice_sent"
	 " WHERE done_at IS NOT NULL AND next_at IS NOT NULL " MOST, "UPDATE its next_at to NULL"},
	{"SELECT printf('person %d', p.id), 'was erased, yet no stop is in force' FROM person p WHERE p.phone LIKE 'erased-%'"
	 " AND NOT EXISTS (SELECT 1 FROM block b WHERE b.person_id = p.id AND b.lifted_at IS NULL) " MOST,
	 "INSERT the block again: there is nobody left who could have lifted it"},
	{"SELECT printf('dirty row of case %d', case_id), 'there is no such case' FROM dirty"
	 " WHERE case_id NOT IN (SELECT id FROM cases) " MOST, "DELETE the row"},
	{"SELECT printf('case %d', id), printf('is %s, which no program here knows', state) FROM cases WHERE state NOT IN"
	 " ('new', 'contacted', 'replied', 'in_progress', 'resolved', 'closed') " MOST, CURE_HAND},
	{"SELECT printf('training copy %d', case_id), 'this store is not for training' FROM training_case"
	 " WHERE NOT EXISTS (SELECT 1 FROM training) " MOST, CURE_HAND},
	{"SELECT printf('case %d', id), 'this store is for training, and it is no copy' FROM cases"
	 " WHERE EXISTS (SELECT 1 FROM training) AND id NOT IN (SELECT case_id FROM training_case) " MOST,
	 "it is answered by nobody: put it into the shop's own store"},
};

static void clear_finding(gpointer element)
{
	StoreFinding *finding = element;

	g_free(finding->row);
	g_free(finding->what);
}

static void add(GArray *findings, char *row, const char *what, const char *cure)
{
	const StoreFinding finding = {row, g_strdup(what), cure};

	g_array_append_val(findings, finding);
}

static int check_file(Store *store, gboolean quick, GArray *findings)
{
	auto_row row = NULL;
	int r = quick ? db_query(store, &row, "PRAGMA quick_check(50)") : db_query(store, &row, "PRAGMA integrity_check(50)");

	while (r >= 0 && (r = db_next(store, row)) > 0)
		if (g_strcmp0(db_column_peek(row, 0), "ok") != 0)
			add(findings, g_strdup("the file"), db_column_peek(row, 0), CURE_FILE);
	return r;
}

static int check_rule(Store *store, const char *sql, const char *cure, GArray *findings)
{
	auto_row row = NULL;
	int r = db_query(store, &row, sql);

	while (r >= 0 && (r = db_next(store, row)) > 0)
		add(findings, db_column_text(row, 0), db_column_peek(row, 1), cure);
	return r;
}

/* NULL: erased, or nothing of the kind. */
static const char *words(DbRow row, int column)
{
	const char *text = db_column_peek(row, column);

	return text && *text ? text : NULL;
}

/* What it is about is still there whole: then it must have its digest. */
static gboolean digest_fits(DbRow row)
{
	const char *kind = db_column_peek(row, 4), *digest = db_column_peek(row, 10);
	gboolean sent = g_strcmp0(kind, "sent") == 0, reply = g_strcmp0(kind, "reply") == 0;
	ChainContent content = {.note = db_column_peek(row, 12)};
	g_autoptr(GBytes) raw = NULL;
	g_autofree char *computed = NULL;

	if (!content.note && !sent && !reply)
		return TRUE; /* it had none, or it was erased: its digest is all there is */
	if (db_column_number(row, 9)) {
		if (sqlite3_column_bytes(row, 17) == 0 && !words(row, 16))
			return TRUE; /* erased, or too old to be kept */
		raw = chain_raw(db_column_peek(row, 15), db_column_peek(row, 16), sqlite3_column_blob(row, 17),
		                (gsize)sqlite3_column_bytes(row, 17));
	}
	if ((sent && !words(row, 13)) || (reply && !words(row, 14)))
		return TRUE;
	content.text = sent ? db_column_peek(row, 13) : NULL;
	content.reply = reply ? db_column_peek(row, 14) : NULL;
	content.raw = raw;
	computed = chain_digest(&content);
	return g_str_equal(computed, digest);
}

static char *link_of(DbRow row, const char *previous)
{
	const ChainEvent event = {.case_id = db_column_number(row, 1), .round = db_column_number(row, 2), .at = db_column_number(row, 3),
	                          .kind = db_column_peek(row, 4), .actor = db_column_peek(row, 5), .step = db_column_peek(row, 6),
	                          .message_id = db_column_number(row, 7), .reply_id = db_column_number(row, 8),
	                          .inbound_id = db_column_number(row, 9), .digest = db_column_peek(row, 10)};

	return chain_link(previous, &event);
}

/* The chain of every case in one walk. Rows from before the chain have no hash, and none of those follows one that has. */
static int check_chains(Store *store, GArray *findings)
{
	g_autofree char *previous = NULL;
	int64_t case_id = 0;
	guint told = 0;
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT e.id, e.case_id, e.round, e.at, e.kind, e.actor, e.step, e.message_id, e.reply_id, e.inbound_id,"
	                 " e.digest, e.hash, e.note, m.text, p.text, i.method, i.query, i.body FROM event e"
	                 " LEFT JOIN message m ON m.id = e.message_id LEFT JOIN reply p ON p.id = e.reply_id"
	                 " LEFT JOIN inbound i ON i.id = e.inbound_id ORDER BY e.case_id, e.id");

	while (r >= 0 && told < 50 && (r = db_next(store, row)) > 0) {
		const char *hash = db_column_peek(row, 11), *wrong = NULL;
		g_autofree char *computed = NULL;

		if (db_column_number(row, 1) != case_id)
			g_clear_pointer(&previous, g_free);
		case_id = db_column_number(row, 1);
		if (!previous && !hash)
			continue;
		computed = link_of(row, previous);
		if (g_strcmp0(computed, hash) != 0)
			wrong = "its hash does not follow from it and the one before: a row was changed, left out or put in";
		else if (!digest_fits(row))
			wrong = "what it is about does not have its digest: a text or note was changed";
		if (wrong)
			add(findings, g_strdup_printf("event %" G_GINT64_FORMAT " of case %" G_GINT64_FORMAT, db_column_number(row, 0), case_id),
			    wrong, "compare with a backup or an evidence file of the case; nothing mends a log");
		told += wrong != NULL;
		g_free(previous);
		previous = g_strdup(hash); /* one broken link is told once */
	}
	return MIN(r, 0);
}

int store_verify(Store *store, gboolean quick, GArray **findings)
{
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(StoreFinding));
	auto_snapshot snapshot = NULL;
	int r = db_snapshot_begin(store, &snapshot);

	g_array_set_clear_func(found, clear_finding);
	if (r == 0)
		r = check_file(store, quick, found);
	for (gsize i = 0; r >= 0 && i < G_N_ELEMENTS(RULES); i++)
		r = check_rule(store, RULES[i].sql, RULES[i].cure, found);
	if (r >= 0 && !quick)
		r = check_chains(store, found);
	if (r < 0)
		return r;
	*findings = g_steal_pointer(&found);
	return 0;
}
