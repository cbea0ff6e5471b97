/* What the decision needs to know of a case (core/plan.h), read in one snapshot.
 *
 * It is read twice for each message. Where three names or more are asked for they are a chain of comparisons: IN (...) with
 * more than two, or on a column of an index (hence "+"), is a b-tree made and thrown away with each run of the statement,
 * which costs more than all the rest. */
#include "store/sqlite/db.h"

#include "core/life.h"
#include "util/phone.h"

#include <errno.h>

#define CONTACTS_SINCE_S (60 * INT64_C(86400)) /* no cap looks further back */

void store_facts_clear(StoreFacts *facts)
{
	g_clear_pointer(&facts->events, g_array_unref);
	g_clear_pointer(&facts->contacts, g_array_unref);
	g_clear_pointer(&facts->contact_cases, g_array_unref);
	facts->facts = (PlanFacts){0};
}

static int read_case(Store *store, int64_t case_id, PlanFacts *facts, int64_t *person_id)
{
	auto_row row = NULL;
	int64_t sent_at;
	int r = db_query(store, &row,
	                 "SELECT c.state, c.round, c.complaint_at, c.person_id,"
	                 " (SELECT max(m.sent_at) FROM message m WHERE m.case_id = c.id AND m.step <> 'optout_confirm'),"
	                 " EXISTS (SELECT 1 FROM message m WHERE m.person_id = c.person_id AND m.step = 'optout_confirm'"
	                 "         AND m.state <> 'waiting' AND m.created_at >= coalesce("
	                 "             (SELECT max(b.blocked_at) FROM block b WHERE b.person_id = c.person_id), 0))"
	                 " OR EXISTS (SELECT 1 FROM block b WHERE b.person_id = c.person_id AND b.lifted_at IS NULL"
	                 "            AND b.confirmed_at IS NOT NULL)"
	                 ", p.line_kind, coalesce(p.dead_until, 0),"
	                 " EXISTS (SELECT 1 FROM no_call n WHERE n.person_id = c.person_id AND n.lifted_at IS NULL)"
	                 " FROM cases c JOIN person p ON p.id = c.person_id WHERE c.id = ?",
	                 DB_INT(case_id));

	if (r == 0)
		r = db_next(store, row);
	if (r <= 0)
		return r < 0 ? r : db_fail(store, -ENOENT, "no case %" G_GINT64_FORMAT, case_id);
	if (case_state_parse(db_column_peek(row, 0), &facts->state) < 0)
		return db_fail(store, -EBADMSG, "case %" G_GINT64_FORMAT ": no such state", case_id);
	facts->case_id = case_id;
	facts->round = (int)db_column_number(row, 1);
	facts->complaint_at = facts->facts.complaint_at = db_column_at(row, 2);
	*person_id = db_column_number(row, 3);
	sent_at = db_column_time(row, 4);
	if (sent_at != STORE_NO_TIME)
		facts->facts.sms_sent_at = sent_at;
	facts->facts.confirm_sent = db_column_number(row, 5) != 0;
	facts->landline = g_strcmp0(db_column_peek(row, 6), phone_kind_name(PHONE_FIXED)) == 0;
	facts->dead_until = db_column_at(row, 7);
	facts->no_call = db_column_number(row, 8) != 0;
	return 0;
}

static int read_event(Store *store, DbRow row, void *element)
{
	FactEvent *event = element;

	if (event_parse(db_column_peek(row, 0), &event->kind) < 0)
		return db_fail(store, -EBADMSG, "an event of no known kind");
	event->at = db_column_at(row, 1);
	return 0;
}

/* What was said and done in an earlier round is over: an answer from then must not cancel a question of now. What is about the
 * person, and which "resolved" is the last, holds over all rounds. A lost answer is no event here but a step's state. A reply
 * counts while it is held for this case's and for an answer; one that may be this case's counts until somebody says. A block in
 * force is in force now, also when the clock was set back behind it. */
static int read_events(Store *store, const PlanFacts *facts, int64_t person_id, int64_t now_at, GArray **events)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT kind, at FROM event e WHERE case_id = ?1"
	                 " AND (kind = 'resolved' OR kind = 'reopened' OR kind = 'wrong_number' OR kind = 'opt_out' OR kind = 'opt_in'"
	                 "      OR ((kind = 'reply' OR kind = 'agent_contacted' OR kind = 'withdrawn') AND round = ?2))"
	                 " AND NOT (kind IN ('reply', 'wrong_number') AND EXISTS (SELECT 1 FROM reply r"
	                 "      WHERE r.id = e.reply_id AND CASE e.kind WHEN 'reply' THEN r.case_id IS NOT e.case_id OR r.label = 'auto'"
	                 "          ELSE r.label <> 'wrong_number' END))"
	                 " UNION ALL SELECT 'reply', r.received_at FROM reply_case k JOIN reply r ON r.id = k.reply_id"
	                 "  WHERE k.case_id = ?1"
	                 " UNION ALL SELECT 'opt_out', CASE WHEN lifted_at IS NULL THEN min(blocked_at, ?4) ELSE blocked_at END"
	                 " FROM block WHERE person_id = ?3"
	                 " UNION ALL SELECT 'opt_in', lifted_at FROM block WHERE person_id = ?3 AND lifted_at IS NOT NULL",
	                 DB_INT(facts->case_id), DB_INT(facts->round), DB_INT(person_id), DB_INT(now_at));

	return r < 0 ? r : db_list(store, row, sizeof(FactEvent), NULL, read_event, 0, events);
}

/* A step is over when it was done, when its message went out or failed for good (a person has it then), and when a person
 * took it away: a cancel with a reason that is not the planner's. */
static gboolean step_over(StepState state, const char *reason, const char *message)
{
	MessageState sent;
	Reason known;

	if (state == STEP_DONE)
		return TRUE;
	if (message && message_state_parse(message, &sent) == 0 && sent >= MESSAGE_ACCEPTED)
		return TRUE;
	return state == STEP_CANCELLED && reason_parse(reason, &known) < 0;
}

/* Also the due time of the case's own next step, when it has been planned: it tells who of the person's cases goes first. */
static int read_steps(Store *store, PlanFacts *facts, int64_t *own_due_at)
{
	const Step next = life_next_step(facts->state);
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT s.step, s.state, s.reason, s.due_at, m.state FROM step s LEFT JOIN message m"
	                 " ON m.case_id = s.case_id AND m.step = s.step AND m.round = s.round AND m.author = 'followupd'"
	                 " WHERE s.case_id = ? AND s.round = ?",
	                 DB_INT(facts->case_id), DB_INT(facts->round));

	while (r >= 0 && (r = db_next(store, row)) > 0) {
		const char *message = db_column_peek(row, 4);
		StepState state;
		Step step;

		if (step_parse(db_column_peek(row, 0), &step) < 0 || step_state_parse(db_column_peek(row, 1), &state) < 0)
			return db_fail(store, -EBADMSG, "case %" G_GINT64_FORMAT ": no such step or state", facts->case_id);
		facts->step_done[step] = step_over(state, db_column_peek(row, 2), message);
		facts->step_unknown[step] = state == STEP_UNKNOWN || g_strcmp0(message, "unknown") == 0;
		/* Of those the planner makes only one waits at a time; a closing is no contact. */
		if (state == STEP_PLANNED && (step == next || step == STEP_CALL || step == STEP_REVIEW_NOTE))
			*own_due_at = db_column_at(row, 3);
	}
	return r;
}

/* What calls, closing and the satisfaction loop hang on (core/ladder.h). */
static int read_ladder(Store *store, int64_t person_id, int64_t now_at, PlanFacts *facts)
{
	auto_row row = NULL;
	int r = db_query(
	        store, &row,
	        "SELECT EXISTS (SELECT 1 FROM message m WHERE m.case_id = c.id AND m.step = 'first_contact' AND m.round = c.round"
	        "  AND m.state = 'failed' AND (m.sent_at IS NOT NULL OR m.error GLOB 'bad_number*')),"
	        " coalesce(p.dead_until, 0) > ?3 AND p.dead_cause GLOB 'wrong*',"
	        " EXISTS (SELECT 1 FROM call l WHERE l.case_id = c.id AND l.state = 'open'),"
	        " EXISTS (SELECT 1 FROM promise o WHERE o.case_id = c.id AND o.state = 'open')"
	        " OR EXISTS (SELECT 1 FROM step s WHERE s.case_id = c.id AND +s.step IN ('agent_text', 'progress')"
	        "  AND (s.state = 'planned' OR s.state = 'held' OR s.state = 'sending' OR s.state = 'unknown')),"
	        " EXISTS (SELECT 1 FROM message m WHERE m.case_id = c.id AND m.step = 'satisfaction' AND m.round = c.round"
	        "  AND m.sent_at IS NOT NULL),"
	        " (c.outcome = 'opted_out' OR c.outcome = 'wrong_number' OR c.outcome = 'malicious' OR c.outcome = 'withdrawn')"
	        " OR EXISTS (SELECT 1 FROM offer f WHERE f.case_id = c.id)"
	        " OR EXISTS (SELECT 1 FROM message m WHERE m.case_id = c.id AND m.step = 'review_note' AND m.state <> 'waiting'),"
	        " (SELECT max(e.at) FROM event e WHERE e.case_id = c.id AND (e.kind IN ('agent_contacted', 'call_attempt')"
	        "  OR (e.kind = 'sent' AND e.step <> 'optout_confirm'))),"
	        " (SELECT max(e.at) FROM cases o CROSS JOIN event e ON e.case_id = o.id WHERE o.person_id = ?2"
	        "  AND (e.kind = 'reply' OR e.kind = 'agent_contacted' OR e.kind = 'call_attempt'"
	        "   OR (e.kind = 'sent' AND e.step = 'agent_text'))),"
	        " (SELECT l.until_at FROM claim l WHERE l.case_id = c.id AND l.until_at > ?3),"
	        " (SELECT max(coalesce(m.sent_at, m.created_at)) FROM message m WHERE m.person_id = ?2 AND m.case_id <> c.id"
	        "  AND m.step = 'satisfaction' AND m.state NOT IN ('waiting', 'failed')),"
	        " c.closed_at,"
	        " EXISTS (SELECT 1 FROM incident_case k JOIN incident i ON i.id = k.incident_id WHERE k.case_id = c.id"
	        "  AND k.left_at IS NULL AND i.closed_at IS NULL AND i.holds = 1)"
	        " FROM cases c JOIN person p ON p.id = c.person_id WHERE c.id = ?1",
	        DB_INT(facts->case_id), DB_INT(person_id), DB_INT(now_at));

	if (r == 0)
		r = db_next(store, row);
	if (r <= 0)
		return r;
	facts->undelivered = db_column_number(row, 0) != 0;
	facts->wrong_owner = db_column_number(row, 1) != 0;
	facts->call_open = db_column_number(row, 2) != 0;
	facts->owed = db_column_number(row, 3) != 0;
	facts->asked = db_column_number(row, 4) != 0;
	facts->no_note = db_column_number(row, 5) != 0;
	facts->touched_at = db_column_at(row, 6);
	facts->talked_at = db_column_at(row, 7);
	facts->claimed_until = db_column_at(row, 8);
	facts->asked_other_at = db_column_at(row, 9);
	facts->closed_at = db_column_at(row, 10);
	facts->incident = db_column_number(row, 11) != 0;
	return 0;
}

/* What counts against the budget: what left, what may have left (by when it was tried), what agents did, and what other cases
 * of the person have planned before this one. An overdue plan is as good as a contact now. */
static int read_contacts(Store *store, const PlanFacts *facts, int64_t person_id, int64_t own_due_at, int64_t now_at,
                         StoreFacts *out)
{
	auto_row row = NULL;
	gboolean later = facts->state != CASE_NEW; /* what is said first, by text or telephone, goes first */
	int r = db_query(store, &row,
	                 "SELECT sent_at, case_id FROM message WHERE person_id = ?1 AND sent_at > ?2 AND step <> 'optout_confirm'"
	                 " UNION ALL SELECT coalesce((SELECT max(a.started_us) / 1000000 FROM attempt a WHERE a.message_id = m.id),"
	                 "                           m.created_at), m.case_id"
	                 "  FROM message m WHERE m.person_id = ?1 AND m.sent_at IS NULL AND m.state IN ('intent', 'unknown')"
	                 "  AND m.step <> 'optout_confirm'"
	                 "  AND m.changed_at > ?2"
	                 " UNION ALL SELECT e.at, c.id FROM cases c CROSS JOIN event e ON e.case_id = c.id"
	                 "  WHERE c.person_id = ?1 AND e.kind IN ('agent_contacted', 'call_attempt') AND e.at > ?2"
	                 " UNION ALL SELECT max(s.due_at, ?3), c.id FROM cases c CROSS JOIN step s ON s.case_id = c.id"
	                 "  WHERE c.person_id = ?1 AND c.id <> ?4 AND s.state = 'planned' AND s.step NOT IN ('optout_confirm', 'close')"
	                 "  AND ((c.state <> 'new') < ?5 OR ((c.state <> 'new') = ?5 AND (s.due_at, c.id) < (?6, ?4)))",
	                 DB_INT(person_id), DB_INT(now_at - CONTACTS_SINCE_S), DB_INT(now_at), DB_INT(facts->case_id),
	                 DB_INT(later), DB_INT(own_due_at));

	out->contacts = g_array_new(FALSE, FALSE, sizeof(int64_t));
	out->contact_cases = g_array_new(FALSE, FALSE, sizeof(int64_t));
	while (r >= 0 && (r = db_next(store, row)) > 0) {
		int64_t at = db_column_at(row, 0), case_id = db_column_number(row, 1);

		g_array_append_val(out->contacts, at);
		g_array_append_val(out->contact_cases, case_id);
	}
	return r;
}

int store_case_facts(Store *store, int64_t case_id, int64_t now_at, StoreFacts *out)
{
	StoreFacts found = {.facts.facts = DECIDE_FACTS_NONE};
	auto_snapshot snapshot = NULL;
	int64_t person_id = 0, own_due_at = INT64_MAX;
	int r = db_snapshot_begin(store, &snapshot);

	if (r == 0)
		r = read_case(store, case_id, &found.facts, &person_id);
	if (r == 0)
		r = read_events(store, &found.facts, person_id, now_at, &found.events);
	if (r == 0)
		r = read_steps(store, &found.facts, &own_due_at);
	if (r == 0)
		r = read_ladder(store, person_id, now_at, &found.facts);
	if (r == 0)
		r = read_contacts(store, &found.facts, person_id, own_due_at, now_at, &found);
	if (r < 0) {
		store_facts_clear(&found);
		return r;
	}
	found.facts.facts.events = (const FactEvent *)(const void *)found.events->data;
	found.facts.facts.n_events = found.events->len;
	found.facts.facts.contacts = (const int64_t *)(const void *)found.contacts->data;
	found.facts.facts.n_contacts = found.contacts->len;
	*out = found;
	return 0;
}
