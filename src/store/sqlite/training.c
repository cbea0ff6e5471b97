/* Practice on copies of cases that are over. */
#include "store/training.h"
#include "store/sqlite/db.h"

#include <errno.h>

int store_training_is(Store *store, gboolean *training)
{
	int64_t found;
	int r = db_number(store, &found, "SELECT count(*) FROM training WHERE id = 1");

	if (r == 0)
		*training = found != 0;
	return r;
}

int store_training_check(Store *store, gboolean wanted, char **why)
{
	gboolean training = FALSE;
	int r = store_training_is(store, &training);

	if (r == 0 && training == wanted)
		return 0;
	*why = g_strdup(r < 0    ? store_error(store)
	                : wanted ? "it is none for training, and nothing would reach its customers: training.store "
	                           "names another; make one "
	                           "with \"followupctl training make\""
	                         : "it is for training, and nothing of it may be sent: store.path names the real one, "
	                           "and with --training "
	                           "this one is worked on");
	return r < 0 ? r : -EMEDIUMTYPE;
}

int store_training_begin(Store *store, const char *actor, int64_t now_at)
{
	int64_t taken;
	int r = db_number(store, &taken,
	                  "SELECT EXISTS (SELECT 1 FROM cases) OR EXISTS (SELECT 1 FROM intake)"
	                  " OR EXISTS (SELECT 1 FROM training)");

	if (r == 0 && taken)
		return db_fail(store, -EEXIST, "it has cases already");
	return r < 0 ? r
	             : db_errno(db_run(store, "INSERT INTO training (id, made_at, made_by) VALUES (1, ?, ?)",
	                               DB_INT(now_at), DB_TEXT(actor)));
}

/* ---- making one ---- */

int store_training_sample(Store *store, guint limit, GArray **case_ids)
{
	auto_row row = NULL;
	/* An answer to the satisfaction question alone leaves nothing to practise on. */
	int r = db_query(
	        store, &row,
	        "SELECT id FROM (SELECT c.id, c.closed_at, row_number() OVER (PARTITION BY c.category, c.outcome"
	        " ORDER BY c.closed_at DESC, c.id DESC) AS nth FROM cases c WHERE c.state = 'closed'"
	        " AND c.wiped_at IS NULL AND EXISTS (SELECT 1 FROM reply r WHERE r.case_id = c.id AND length(r.text) > "
	        "1)"
	        " AND NOT EXISTS (SELECT 1 FROM person p WHERE p.id = c.person_id AND p.phone LIKE 'erased-%'))"
	        " ORDER BY nth, closed_at DESC, id DESC LIMIT ?",
	        DB_INT(limit));

	return r < 0 ? r : db_list_numbers(store, row, case_ids);
}

int store_training_count(Store *store, guint *count)
{
	int64_t found;
	int r = db_number(store, &found, "SELECT count(*) FROM training_case");

	if (r == 0)
		*count = (guint)found;
	return r;
}

static int put_case(Store *store, const StoreTrainingStory *story, int64_t person_id, int64_t now_at, int64_t *case_id)
{
	const StoreCase *c = story->c;
	const StoreEvent created = {.kind = EVENT_CREATED, .at = c->complaint_at, .actor = "followupd"};
	int r = db_run(store,
	               "INSERT INTO cases (shop, source, external_id, person_id, name, order_no, category, level, "
	               "rating, text,"
	               " language, zone, zone_source, reviewed_at, complaint_at, created_at, changed_at)"
	               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14, ?15, ?15)",
	               DB_TEXT(c->shop), DB_TEXT("training"), DB_TEXT(c->external_id), DB_INT(person_id),
	               DB_TEXT(c->name), DB_TEXT(c->order_no), DB_TEXT(c->category), DB_ID(c->level), DB_ID(c->rating),
	               DB_TEXT(c->text), DB_TEXT(c->language), DB_TEXT(c->zone), DB_TEXT(c->zone_source),
	               DB_INT(c->complaint_at), DB_INT(now_at));

	if (r < 0)
		return r;
	*case_id = sqlite3_last_insert_rowid(store->db);
	return store_case_event(store, *case_id, &created);
}

/* As if the daemon had written it: the customer answers it, and it is not written once more. */
static int put_contact(Store *store, const StoreTrainingStory *story, int64_t case_id, int64_t person_id,
                       int64_t rules_id)
{
	StoreEvent sent = {
	        .kind = EVENT_SENT, .at = story->contact_at, .actor = "followupd", .step = STEP_FIRST_CONTACT};
	int r = db_run(store,
	               "INSERT INTO step (case_id, step, round, state, due_at, reason, rules_id, changed_at)"
	               " VALUES (?, 'first_contact', 1, 'done', ?2, 'sent', ?3, ?2)",
	               DB_INT(case_id), DB_INT(story->contact_at), DB_INT(rules_id));

	if (r >= 0)
		r = db_run(store,
		           "INSERT INTO message (case_id, person_id, step, round, text, language, text_version, "
		           "encoding, segments,"
		           " state, provider, tries, created_at, sent_at, changed_at)"
		           " VALUES (?1, ?2, 'first_contact', 1, ?3, ?4, 'training', 'ucs2', 1, 'delivered', "
		           "'training', 1, ?5, ?5, ?5)",
		           DB_INT(case_id), DB_INT(person_id), DB_TEXT(story->contact), DB_TEXT(story->c->language),
		           DB_INT(story->contact_at));
	if (r < 0)
		return r;
	sent.message_id = sqlite3_last_insert_rowid(store->db);
	r = store_case_event(store, case_id, &sent);
	sent.kind = EVENT_DELIVERED;
	return r < 0 ? r : store_event_add(store, case_id, &sent);
}

int store_training_put(Store *store, const StoreTrainingStory *story, int64_t rules_id, int64_t now_at,
                       int64_t *case_id)
{
	const StoreCase *c = story->c;
	int64_t person_id = 0, id = 0;
	int r = store_person_put(store, c->phone, c->region, c->line_kind, now_at, &person_id);

	if (r == 0)
		r = put_case(store, story, person_id, now_at, &id);
	if (r == 0 && story->contact)
		r = put_contact(store, story, id, person_id, rules_id);
	if (r == 0)
		r = db_errno(db_run(
		        store,
		        "INSERT INTO training_case (case_id, answer_s, answer, texts, outcome) VALUES (?, ?, ?, ?, ?)",
		        DB_INT(id), db_value_or_null(story->answer_s, -1), DB_TEXT(story->answer), DB_INT(story->texts),
		        DB_TEXT(case_outcome_name(story->outcome))));
	for (guint i = 0; r == 0 && i < story->lines->len; i++) {
		const StoreTrainingLine *line = &g_array_index(story->lines, StoreTrainingLine, i);

		r = db_errno(db_run(
		        store,
		        "INSERT INTO training_line (case_id, text, label, question, wait_s) VALUES (?, ?, ?, ?, ?)",
		        DB_INT(id), DB_TEXT(line->text), DB_TEXT(line->label), DB_INT(line->question ? 1 : 0),
		        DB_INT(line->wait_s)));
	}
	if (r == 0)
		*case_id = id;
	return r;
}

/* ---- the customer plays ---- */

static void clear_due(gpointer element)
{
	StoreTrainingDue *due = element;

	g_free(due->phone);
	g_free(due->text);
}

static int read_due(Store *store, DbRow row, void *element)
{
	StoreTrainingDue *due = element;

	(void)store;
	*due = (StoreTrainingDue){.id = db_column_number(row, 0),
	                          .case_id = db_column_number(row, 1),
	                          .phone = db_column_text(row, 2),
	                          .text = db_column_text(row, 3),
	                          .message_id = db_column_number(row, 4),
	                          .due_at = db_column_at(row, 5)};
	return 0;
}

int store_training_due(Store *store, guint limit, GArray **lines)
{
	auto_row row = NULL;
	/* The newest text that reached them is the one they answer, each once: the question by its own lines. */
	int r = db_query(
	        store, &row,
	        "SELECT l.id, l.case_id, p.phone, l.text, m.id, m.sent_at + l.wait_s AS due FROM"
	        " (SELECT DISTINCT case_id FROM training_line WHERE played_at IS NULL) w"
	        " JOIN cases c ON c.id = w.case_id JOIN person p ON p.id = c.person_id"
	        " JOIN message m ON m.id = (SELECT id FROM message WHERE case_id = c.id AND sent_at IS NOT NULL"
	        "  AND step <> 'optout_confirm' ORDER BY id DESC LIMIT 1)"
	        " JOIN training_line l ON l.id = (SELECT id FROM training_line WHERE case_id = c.id"
	        "  AND played_at IS NULL AND question = (m.step = 'satisfaction') ORDER BY id LIMIT 1)"
	        " WHERE c.state <> 'closed' AND NOT EXISTS (SELECT 1 FROM training_line b WHERE b.case_id = c.id"
	        "  AND b.answers = m.id) ORDER BY due, l.id LIMIT ?",
	        DB_INT(limit));

	return r < 0 ? r : db_list(store, row, sizeof(StoreTrainingDue), clear_due, read_due, 0, lines);
}

int store_training_played(Store *store, int64_t line_id, int64_t message_id, int64_t now_at)
{
	return db_errno(db_run(store, "UPDATE training_line SET played_at = ?2, answers = ?3 WHERE id = ?1",
	                       DB_INT(line_id), DB_INT(now_at), DB_INT(message_id)));
}

int store_training_unreported(Store *store, guint limit, GArray **message_ids)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT m.id FROM cases c JOIN message m ON m.case_id = c.id WHERE m.state = 'accepted'"
	                 " LIMIT ?",
	                 DB_INT(limit));

	return r < 0 ? r : db_list_numbers(store, row, message_ids);
}

/* ---- what came of it ---- */

int store_training_objection(Store *store, int64_t case_id, const char *agent, const char *rule, int64_t now_at)
{
	return db_errno(db_run(store,
	                       "INSERT INTO training_objection (case_id, agent, rule, at) VALUES (?, ?, ?, ?)"
	                       " ON CONFLICT DO NOTHING",
	                       DB_INT(case_id), DB_TEXT(agent), DB_TEXT(rule), DB_INT(now_at)));
}

void store_training_result_clear(StoreTrainingResult *result)
{
	g_free(result->agent);
	g_free(result->answer);
	g_free(result->real);
	g_free(result->objections);
	*result = (StoreTrainingResult){0};
}

static void clear_result(gpointer result)
{
	store_training_result_clear(result);
}

static int read_result(Store *store, DbRow row, void *element)
{
	StoreTrainingResult *result = element;
	StoreTrainingResult found = {.case_id = db_column_number(row, 0),
	                             .answer_s = db_column_number(row, 2),
	                             .real_s = db_column_number(row, 3),
	                             .texts = (int)db_column_number(row, 6),
	                             .real_texts = (int)db_column_number(row, 7),
	                             .labels = (int)db_column_number(row, 9),
	                             .agreed = (int)db_column_number(row, 10)};

	if (case_state_parse(db_column_peek(row, 11), &found.state) < 0 ||
	    case_outcome_parse(db_column_peek(row, 12), &found.outcome) < 0 ||
	    case_outcome_parse(db_column_peek(row, 13), &found.real_outcome) < 0)
		return db_fail(store, -EBADMSG, "case %" G_GINT64_FORMAT ": no such state or outcome", found.case_id);
	found.agent = db_column_text(row, 1);
	found.answer = db_column_text(row, 4);
	found.real = db_column_text(row, 5);
	found.objections = db_column_text(row, 8);
	*result = found;
	return 0;
}

/* The reply of a line is told by the id the trainer gave it. */
#define REPLY_OF " JOIN reply r ON r.case_id = l.case_id AND r.provider_id = 'line' || l.id WHERE l.case_id = k.case_id"

int store_training_results(Store *store, const char *agent, GArray **results)
{
	auto_row row = NULL;
	int r = db_query(
	        store, &row,
	        "WITH worked AS (SELECT t.*, coalesce((SELECT author FROM draft d WHERE d.case_id = t.case_id"
	        "  AND d.author LIKE 'agent:%' ORDER BY d.id LIMIT 1), (SELECT actor FROM event e"
	        "  WHERE e.case_id = t.case_id AND e.actor LIKE 'agent:%' ORDER BY e.id LIMIT 1)) AS agent FROM "
	        "training_case t),"
	        " first AS (SELECT k.*, (SELECT d.id FROM draft d WHERE d.case_id = k.case_id AND d.author = k.agent"
	        "  ORDER BY d.id LIMIT 1) AS draft_id FROM worked k WHERE k.agent IS NOT NULL AND (?1 IS NULL OR "
	        "k.agent = ?1))"
	        " SELECT k.case_id, k.agent,"
	        " coalesce((SELECT max(0, d.created_at - (SELECT min(r.received_at) FROM reply r WHERE r.case_id = "
	        "k.case_id))"
	        "  FROM draft d WHERE d.id = k.draft_id), -1), coalesce(k.answer_s, -1),"
	        " (SELECT d.text FROM draft d WHERE d.id = k.draft_id), k.answer,"
	        " (SELECT count(*) FROM draft d WHERE d.case_id = k.case_id AND d.author = k.agent), k.texts,"
	        " (SELECT group_concat(rule, ' ') FROM training_objection o WHERE o.case_id = k.case_id AND o.agent = "
	        "k.agent),"
	        " (SELECT count(*) FROM training_line l" REPLY_OF " AND l.label IS NOT NULL),"
	        " (SELECT count(*) FROM training_line l" REPLY_OF " AND l.label = r.label),"
	        " c.state, c.outcome, k.outcome FROM first k JOIN cases c ON c.id = k.case_id ORDER BY k.agent, "
	        "k.case_id",
	        DB_TEXT(agent));

	return r < 0 ? r : db_list(store, row, sizeof(StoreTrainingResult), clear_result, read_result, 0, results);
}
