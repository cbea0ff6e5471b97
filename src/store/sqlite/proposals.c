/* Wordings laid before the agents. */
#include "store/sqlite/db.h"
#include "store/team.h"

#include <errno.h>

void store_proposal_clear(StoreProposal *proposal)
{
	g_free(proposal->why);
	g_free(proposal->text);
	g_free(proposal->state);
	*proposal = (StoreProposal){0};
}

static void clear_proposal(gpointer proposal)
{
	store_proposal_clear(proposal);
}

#define PROPOSAL_SELECT "SELECT o.id, o.case_id, o.why, o.call_id, o.text, o.state, o.created_at FROM proposal o "

static int read_proposal(Store *store, DbRow row, void *element)
{
	(void)store;
	*(StoreProposal *)element = (StoreProposal){
		.id = db_column_number(row, 0), .case_id = db_column_number(row, 1), .why = db_column_text(row, 2),
		.call_id = db_column_number(row, 3), .text = db_column_text(row, 4), .state = db_column_text(row, 5),
		.created_at = db_column_number(row, 6)};
	return 0;
}

int store_proposal_put(Store *store, const StoreProposal *proposal, const char *actor, int64_t now_at,
                       int64_t *proposal_id)
{
	const StoreEvent event = {.kind = EVENT_NOTE, .at = now_at, .actor = actor, .step = STEP_AGENT_TEXT,
	                          .note = "a text of apology is proposed to the agents"};
	int64_t id;
	int r = db_run(store,
	               "INSERT INTO proposal (case_id, why, call_id, text, created_at) SELECT ?1, ?2, ?3, ?4, ?5"
	               " WHERE NOT EXISTS (SELECT 1 FROM proposal o WHERE o.case_id = ?1 AND o.why = ?2 AND o.state = 'open')",
	               DB_INT(proposal->case_id), DB_TEXT(proposal->why), DB_ID(proposal->call_id), DB_TEXT(proposal->text),
	               DB_INT(now_at));

	if (r == 0)
		return db_fail(store, -EEXIST, "case %" G_GINT64_FORMAT " has such a proposal", proposal->case_id);
	id = sqlite3_last_insert_rowid(store->db);
	if (r > 0)
		r = store_event_add(store, proposal->case_id, &event);
	if (r == 0)
		*proposal_id = id;
	return MIN(r, 0);
}

int store_proposal_get(Store *store, int64_t proposal_id, StoreProposal *out)
{
	auto_row row = NULL;
	int r = db_query(store, &row, PROPOSAL_SELECT "WHERE o.id = ?", DB_INT(proposal_id));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "no draft %" G_GINT64_FORMAT, proposal_id);
	return r < 0 ? r : read_proposal(store, row, out);
}

int store_proposal_list(Store *store, const char *shop, GArray **proposals)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 PROPOSAL_SELECT "JOIN cases c ON c.id = o.case_id WHERE o.state = 'open' AND c.state <> 'closed'"
	                                 " AND (?1 IS NULL OR c.shop = ?1) ORDER BY o.created_at, o.id",
	                 DB_TEXT(shop));

	return r < 0 ? r : db_list(store, row, sizeof(StoreProposal), clear_proposal, read_proposal, 0, proposals);
}

int store_proposal_end(Store *store, int64_t proposal_id, int number, const char *actor, int64_t now_at)
{
	StoreProposal proposal = {0};
	int r = db_run(store,
	               "UPDATE proposal SET state = CASE WHEN ?2 IS NULL THEN 'dropped' ELSE 'sent' END, number = ?2,"
	               " ended_at = ?3, ended_by = ?4 WHERE id = ?1 AND state = 'open'",
	               DB_INT(proposal_id), DB_ID(number), DB_INT(now_at), DB_TEXT(actor));

	if (r != 0)
		return MIN(r, 0);
	r = store_proposal_get(store, proposal_id, &proposal);
	if (r == 0)
		r = db_fail(store, -EALREADY, "draft %" G_GINT64_FORMAT " was %s already", proposal_id, proposal.state);
	store_proposal_clear(&proposal);
	return r;
}
