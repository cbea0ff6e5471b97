/* What the decision needs to know of a case (core/plan.h), read in one snapshot.
 *
 * It is read twice for each message, so each table is gone through once - once a case where other cases of the same
 * person matter - and what its rows come to is told apart here: a look into a table costs more to begin than to go on
 * with. What only few rows need is behind a condition (CASE, AND), which SQLite does not look behind when it does not
 * hold. */
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

/* A case of the person. */
typedef struct {
	int64_t id;
	gboolean later; /* past the first word; of others than the one in question */
} PersonCase;

/* What is gathered, and what one table must know of another. */
typedef struct {
	Store *store;
	StoreFacts *out;
	PlanFacts *facts; /* of out */
	int64_t person_id;
	int64_t now_at;
	gboolean has_blocks, has_maybes, has_others; /* most have none: the tables are not asked */
	GArray *cases;                /* of PersonCase, oldest first, with the one in question */
	int64_t blocked_at;           /* the last block of the person; 0: none */
	gboolean own_message[STEPS];  /* a message of ours for that step of this round, and its state as below */
	gboolean own_known[STEPS];
	MessageState own_state[STEPS];
	gboolean words_tried; /* words of a person were tried in this case, surely did not leave, and are not given up */
} Gather;

static void add_event(Gather *in, EventKind kind, int64_t at)
{
	const FactEvent event = {.kind = kind, .at = at};

	g_array_append_val(in->out->events, event);
}

static void add_contact(Gather *in, int64_t at, int64_t case_id)
{
	g_array_append_val(in->out->contacts, at);
	g_array_append_val(in->out->contact_cases, case_id);
}

static int64_t or_zero(int64_t at)
{
	return at == STORE_NO_TIME ? 0 : at;
}

/* What the case says, and the tables in which a case or its person has one open row or none. */
static int read_case(Gather *in, const StoreCase *c)
{
	PlanFacts *facts = in->facts;
	auto_row row = NULL;
	int r = db_query(in->store, &row,
	                 "SELECT EXISTS (SELECT 1 FROM no_call n WHERE n.person_id = ?1 AND n.lifted_at IS NULL),"
	                 " EXISTS (SELECT 1 FROM call l WHERE l.case_id = ?2 AND l.state = 'open'),"
	                 " EXISTS (SELECT 1 FROM promise o WHERE o.case_id = ?2 AND o.state = 'open'),"
	                 " EXISTS (SELECT 1 FROM offer f WHERE f.case_id = ?2),"
	                 " (SELECT l.until_at FROM claim l WHERE l.case_id = ?2 AND l.until_at > ?3),"
	                 " EXISTS (SELECT 1 FROM incident_case k WHERE k.case_id = ?2 AND k.left_at IS NULL AND EXISTS"
	                 "  (SELECT 1 FROM incident i WHERE i.id = k.incident_id AND i.closed_at IS NULL"
	                 "   AND i.holds = 1)),"
	                 " EXISTS (SELECT 1 FROM block b WHERE b.person_id = ?1),"
	                 " EXISTS (SELECT 1 FROM reply_case k WHERE k.case_id = ?2),"
	                 " EXISTS (SELECT 1 FROM cases o WHERE o.person_id = ?1 AND o.id <> ?2)",
	                 DB_INT(c->person_id), DB_INT(c->id), DB_INT(in->now_at));

	if (r == 0)
		r = db_next(in->store, row);
	if (r <= 0)
		return r;
	in->person_id = c->person_id;
	facts->case_id = c->id;
	facts->state = c->state;
	facts->round = c->round;
	facts->complaint_at = facts->facts.complaint_at = c->complaint_at;
	facts->closed_at = or_zero(c->closed_at);
	facts->landline = g_strcmp0(c->line_kind, phone_kind_name(PHONE_FIXED)) == 0;
	facts->dead_until = or_zero(c->dead_until);
	facts->wrong_owner =
	        facts->dead_until > in->now_at && c->dead_cause && g_str_has_prefix(c->dead_cause, "wrong");
	facts->no_call = db_column_number(row, 0) != 0;
	facts->call_open = db_column_number(row, 1) != 0;
	facts->owed = db_column_number(row, 2) != 0;
	facts->no_note = db_column_number(row, 3) != 0 || c->outcome == OUTCOME_OPTED_OUT ||
	                 c->outcome == OUTCOME_WRONG_NUMBER || c->outcome == OUTCOME_MALICIOUS ||
	                 c->outcome == OUTCOME_WITHDRAWN;
	facts->claimed_until = db_column_at(row, 4);
	facts->incident = db_column_number(row, 5) != 0;
	in->has_blocks = db_column_number(row, 6) != 0;
	in->has_maybes = db_column_number(row, 7) != 0;
	in->has_others = db_column_number(row, 8) != 0;
	return 0;
}

/* Messages, events and steps are read case by case: most people have one, and a join costs half as much again. */
static int read_cases(Gather *in)
{
	PersonCase one = {.id = in->facts->case_id};
	auto_row row = NULL;
	int r;

	if (!in->has_others) {
		g_array_append_val(in->cases, one);
		return 0;
	}
	r = db_query(in->store, &row, "SELECT id, state <> 'new' FROM cases WHERE person_id = ? ORDER BY id",
	             DB_INT(in->person_id));
	while (r >= 0 && (r = db_next(in->store, row)) > 0) {
		one.id = db_column_number(row, 0);
		one.later = db_column_number(row, 1) != 0;
		g_array_append_val(in->cases, one);
	}
	return r;
}

/* What is about the person holds over all rounds. A block in force is in force now, also when the clock was set back
 * behind it. */
static int read_blocks(Gather *in)
{
	auto_row row = NULL;
	int r = db_query(in->store, &row,
	                 "SELECT blocked_at, lifted_at, confirmed_at IS NOT NULL FROM block WHERE person_id = ?",
	                 DB_INT(in->person_id));

	while (r >= 0 && (r = db_next(in->store, row)) > 0) {
		int64_t blocked_at = db_column_at(row, 0), lifted_at = db_column_time(row, 1);
		gboolean in_force = lifted_at == STORE_NO_TIME;

		add_event(in, EVENT_OPT_OUT, in_force ? MIN(blocked_at, in->now_at) : blocked_at);
		if (!in_force)
			add_event(in, EVENT_OPT_IN, lifted_at);
		else if (db_column_number(row, 2))
			in->facts->facts.confirm_sent = TRUE;
		in->blocked_at = MAX(in->blocked_at, blocked_at);
	}
	return r;
}

/* A message of this case. */
static void own_message(Gather *in, DbRow row, Step step, MessageState state, gboolean known)
{
	PlanFacts *facts = in->facts;
	gboolean sent = db_column_time(row, 4) != STORE_NO_TIME, this_round = db_column_number(row, 1) == facts->round;
	int64_t sent_at = db_column_at(row, 4), *last_at = &facts->facts.sms_sent_at;
	const char *error = db_column_peek(row, 7);

	if (sent && step != STEP_OPTOUT_CONFIRM)
		*last_at = *last_at == DECIDE_NEVER ? sent_at : MAX(*last_at, sent_at);
	if (step == STEP_REVIEW_NOTE && !(known && state == MESSAGE_WAITING))
		facts->no_note = TRUE;
	in->words_tried |= step_is_words(step) && known && state == MESSAGE_WAITING;
	if (!this_round || step == STEP_NONE)
		return;
	if (step == STEP_FIRST_CONTACT && known && state == MESSAGE_FAILED)
		facts->undelivered = sent || (error && g_str_has_prefix(error, "bad_number"));
	if (step == STEP_SATISFACTION && sent)
		facts->asked = TRUE;
	if (g_strcmp0(db_column_peek(row, 3), "followupd") == 0) {
		in->own_message[step] = TRUE;
		in->own_known[step] = known;
		in->own_state[step] = state;
	}
}

/* What left counts against the budget, and what may have left, by when it was tried. */
static int read_messages(Gather *in, int64_t case_id)
{
	gboolean own = case_id == in->facts->case_id;
	int64_t since_at = in->now_at - CONTACTS_SINCE_S;
	auto_row row = NULL;
	int r = db_query(in->store, &row,
	                 "SELECT step, round, state, author, sent_at, created_at, changed_at, error,"
	                 " CASE WHEN sent_at IS NULL AND (state = 'intent' OR state = 'unknown')"
	                 " THEN (SELECT max(a.started_us) / 1000000 FROM attempt a WHERE a.message_id = m.id) END"
	                 " FROM message m WHERE case_id = ?",
	                 DB_INT(case_id));

	while (r >= 0 && (r = db_next(in->store, row)) > 0) {
		int64_t sent_at = db_column_time(row, 4), created_at = db_column_at(row, 5);
		int64_t tried_at = db_column_time(row, 8);
		gboolean sent = sent_at != STORE_NO_TIME, known, open;
		MessageState state = MESSAGE_WAITING;
		Step step = STEP_NONE;

		if (step_parse(db_column_peek(row, 0), &step) < 0)
			step = STEP_NONE;
		known = message_state_parse(db_column_peek(row, 2), &state) == 0;
		open = known && (state == MESSAGE_INTENT || state == MESSAGE_UNKNOWN);
		in->out->has_message |= own;
		if (own)
			own_message(in, row, step, state, known);
		else if (step == STEP_SATISFACTION && !(known && (state == MESSAGE_WAITING || state == MESSAGE_FAILED)))
			in->facts->asked_other_at = MAX(in->facts->asked_other_at, sent ? sent_at : created_at);
		if (step == STEP_OPTOUT_CONFIRM)
			in->facts->facts.confirm_sent |=
			        !(known && state == MESSAGE_WAITING) && created_at >= in->blocked_at;
		else if (sent && sent_at > since_at)
			add_contact(in, sent_at, case_id);
		else if (!sent && open && db_column_at(row, 6) > since_at)
			add_contact(in, tried_at != STORE_NO_TIME ? tried_at : created_at, case_id);
	}
	return r;
}

/* What was said and done in an earlier round is over: an answer from then must not cancel a question of now. What is
 * about the person, and which "resolved" is the last, holds over all rounds. A lost answer is no event here but a
 * step's state. */
static gboolean event_counts(EventKind kind, gboolean this_round)
{
	switch (kind) {
	case EVENT_RESOLVED:
	case EVENT_REOPENED:
	case EVENT_WRONG_NUMBER:
	case EVENT_OPT_OUT:
	case EVENT_OPT_IN:
		return TRUE;
	case EVENT_REPLY:
	case EVENT_AGENT_CONTACTED:
	case EVENT_WITHDRAWN:
		return this_round;
	default:
		return FALSE;
	}
}

static void take_event(Gather *in, int64_t case_id, EventKind kind, int64_t at, Step step, gboolean counts)
{
	PlanFacts *facts = in->facts;
	gboolean by_person = kind == EVENT_AGENT_CONTACTED || kind == EVENT_CALL_ATTEMPT;

	if (case_id == facts->case_id) {
		if (counts)
			add_event(in, kind, at);
		if (by_person || (kind == EVENT_SENT && step != STEP_NONE && step != STEP_OPTOUT_CONFIRM))
			facts->touched_at = MAX(facts->touched_at, at);
	}
	if (by_person || kind == EVENT_REPLY || (kind == EVENT_SENT && step == STEP_AGENT_TEXT))
		facts->talked_at = MAX(facts->talked_at, at);
	if (by_person && at > in->now_at - CONTACTS_SINCE_S)
		add_contact(in, at, case_id);
}

/* A reply counts while it is held for this case's and for an answer. */
static int read_events(Gather *in, int64_t case_id)
{
	auto_row row = NULL;
	int r = db_query(in->store, &row,
	                 "SELECT e.kind, e.at, e.step, e.round, e.reply_id IS NOT NULL"
	                 " AND EXISTS (SELECT 1 FROM reply r WHERE r.id = e.reply_id AND CASE e.kind"
	                 "  WHEN 'reply' THEN r.case_id IS NOT e.case_id OR r.label = 'auto'"
	                 "  WHEN 'wrong_number' THEN r.label <> 'wrong_number' ELSE 0 END)"
	                 " FROM event e WHERE e.case_id = ? ORDER BY e.id",
	                 DB_INT(case_id));

	while (r >= 0 && (r = db_next(in->store, row)) > 0) {
		Step step = STEP_NONE;
		gboolean counts;
		EventKind kind;

		if (event_parse(db_column_peek(row, 0), &kind) < 0)
			continue; /* what this program does not know decides nothing in it */
		if (kind == EVENT_SENT && step_parse(db_column_peek(row, 2), &step) < 0)
			step = STEP_NONE;
		counts = !db_column_number(row, 4) && event_counts(kind, db_column_number(row, 3) == in->facts->round);
		take_event(in, case_id, kind, db_column_at(row, 1), step, counts);
	}
	return r;
}

/* A reply that may be this case's counts until somebody says. */
static int read_maybes(Gather *in)
{
	auto_row row = NULL;
	int r = db_query(in->store, &row,
	                 "SELECT r.received_at FROM reply_case k CROSS JOIN reply r ON r.id = k.reply_id"
	                 " WHERE k.case_id = ?",
	                 DB_INT(in->facts->case_id));

	while (r >= 0 && (r = db_next(in->store, row)) > 0)
		add_event(in, EVENT_REPLY, db_column_at(row, 0));
	return r;
}

/* A step is over when it was done, when its message went out or failed for good (a person has it then), and when a person
 * took it away: a cancel with a reason that is not the planner's. */
static gboolean step_over(const Gather *in, Step step, StepState state, const char *reason)
{
	Reason known;

	if (state == STEP_DONE)
		return TRUE;
	if (in->own_message[step] && in->own_known[step] && in->own_state[step] >= MESSAGE_ACCEPTED)
		return TRUE;
	return state == STEP_CANCELLED && reason_parse(reason, &known) < 0;
}

/* A step of another case of the person that waits for its time. */
typedef struct {
	int64_t case_id;
	int64_t due_at;
	gboolean later; /* its case is past the first word */
} OtherStep;

static void own_step(Gather *in, Step step, StepState state, DbRow row, int64_t *own_due_at)
{
	const Step next = life_next_step(in->facts->state);
	gboolean lost = in->own_message[step] && in->own_known[step] && in->own_state[step] == MESSAGE_UNKNOWN;

	in->facts->step_done[step] = step_over(in, step, state, db_column_peek(row, 3));
	in->facts->step_unknown[step] |= state == STEP_UNKNOWN || lost;
	/* Of those the planner makes only one waits at a time; a closing is no contact. */
	if (state == STEP_PLANNED && (step == next || step == STEP_CALL || step == STEP_REVIEW_NOTE))
		*own_due_at = db_column_at(row, 4);
}

/* What other cases of the person have planned before this one counts against the budget: an overdue plan is as good as
 * a contact now. What is said first, by text or telephone, goes first. */
static void add_planned(Gather *in, const GArray *others, int64_t own_due_at)
{
	gboolean later = in->facts->state != CASE_NEW;

	for (guint i = 0; i < others->len; i++) {
		const OtherStep *one = &g_array_index(others, OtherStep, i);
		gboolean sooner = one->due_at < own_due_at ||
		                  (one->due_at == own_due_at && one->case_id < in->facts->case_id);

		if (one->later < later || (one->later == later && sooner))
			add_contact(in, MAX(one->due_at, in->now_at), one->case_id);
	}
}

/* Words of a person that wait for their hour: nothing is closed over them. */
static gboolean owes(Step step, StepState state)
{
	return step_is_words(step) &&
	       (state == STEP_PLANNED || state == STEP_HELD || state == STEP_SENDING || state == STEP_UNKNOWN);
}

/* Words of a person that may be out already are a first word as good as ours, and those that are being sent, wait for their
 * hour, or were tried and go again, will be: with another one the customer would be told twice. */
static void words_step(Gather *in, Step step, StepState state, int64_t due_at)
{
	PlanFacts *facts = in->facts;

	facts->owed |= owes(step, state);
	if (facts->state != CASE_NEW || !step_is_words(step))
		return;
	facts->step_unknown[STEP_FIRST_CONTACT] |= state == STEP_UNKNOWN;
	facts->words_under_way |= state == STEP_SENDING || (in->words_tried && state == STEP_PLANNED);
	if (state == STEP_PLANNED)
		facts->words_due_at = facts->words_due_at ? MIN(facts->words_due_at, due_at) : due_at;
}

static int read_steps(Gather *in, const PersonCase *c, GArray *others, int64_t *own_due_at)
{
	gboolean own = c->id == in->facts->case_id;
	auto_row row = NULL;
	int r = db_query(in->store, &row, "SELECT step, round, state, reason, due_at FROM step WHERE case_id = ?",
	                 DB_INT(c->id));

	while (r >= 0 && (r = db_next(in->store, row)) > 0) {
		const OtherStep other = {.case_id = c->id, .due_at = db_column_at(row, 4), .later = c->later};
		gboolean this_round = db_column_number(row, 1) == in->facts->round;
		StepState state = STEP_CANCELLED;
		Step step = STEP_NONE;

		if (step_parse(db_column_peek(row, 0), &step) < 0 ||
		    step_state_parse(db_column_peek(row, 2), &state) < 0) {
			if (own && this_round)
				return db_fail(in->store, -EBADMSG, "case %" G_GINT64_FORMAT ": no such step or state",
				               c->id);
			continue;
		}
		if (own)
			words_step(in, step, state, other.due_at);
		if (own && this_round)
			own_step(in, step, state, row, own_due_at);
		if (!own && state == STEP_PLANNED && step != STEP_OPTOUT_CONFIRM && step != STEP_CLOSE)
			g_array_append_val(others, other);
	}
	return r;
}

static int read_each(Gather *in, int (*read)(Gather *in, int64_t case_id))
{
	int r = 0;

	for (guint i = 0; r == 0 && i < in->cases->len; i++)
		r = read(in, g_array_index(in->cases, PersonCase, i).id);
	return r;
}

static int read_all_steps(Gather *in)
{
	g_autoptr(GArray) others = g_array_new(FALSE, FALSE, sizeof(OtherStep));
	int64_t own_due_at = INT64_MAX;
	int r = 0;

	for (guint i = 0; r == 0 && i < in->cases->len; i++)
		r = read_steps(in, &g_array_index(in->cases, PersonCase, i), others, &own_due_at);
	if (r == 0)
		add_planned(in, others, own_due_at);
	return r;
}

int store_facts_of(Store *store, const StoreCase *c, int64_t now_at, StoreFacts *out)
{
	StoreFacts found = {.facts.facts = DECIDE_FACTS_NONE,
	                    .events = g_array_new(FALSE, FALSE, sizeof(FactEvent)),
	                    .contacts = g_array_new(FALSE, FALSE, sizeof(int64_t)),
	                    .contact_cases = g_array_new(FALSE, FALSE, sizeof(int64_t))};
	g_autoptr(GArray) cases = g_array_new(FALSE, FALSE, sizeof(PersonCase));
	Gather in = {.store = store, .out = &found, .facts = &found.facts, .now_at = now_at, .cases = cases};
	int r = read_case(&in, c);

	if (r == 0 && in.has_blocks)
		r = read_blocks(&in);
	if (r == 0)
		r = read_cases(&in);
	if (r == 0)
		r = read_each(&in, read_messages); /* after the blocks: a confirmation is of the last one */
	if (r == 0)
		r = read_each(&in, read_events);
	if (r == 0 && in.has_maybes)
		r = read_maybes(&in);
	if (r == 0)
		r = read_all_steps(&in); /* after the messages: theirs */
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

int store_case_facts(Store *store, int64_t case_id, int64_t now_at, StoreFacts *out)
{
	auto_snapshot snapshot = NULL;
	StoreCase c = {0};
	int r = db_snapshot_begin(store, &snapshot);

	if (r == 0)
		r = store_case_get_bare(store, case_id, &c);
	if (r == 0)
		r = store_facts_of(store, &c, now_at, out);
	store_case_clear(&c);
	return r;
}
