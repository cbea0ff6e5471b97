/* Labels of replies that a person corrected. */
#include "store/inbound.h"
#include "store/sqlite/db.h"

#include <errno.h>

int store_reply_label(Store *store, int64_t reply_id, const char *label, const char *actor, const char *note, int64_t at)
{
	int64_t same = 0;
	int r = db_number(store, &same, "SELECT label = ?2 FROM reply WHERE id = ?1", DB_INT(reply_id), DB_TEXT(label));

	if (r == -ENOENT)
		return db_fail(store, r, "no reply %" G_GINT64_FORMAT, reply_id);
	if (r == 0 && same)
		return db_fail(store, -EEXIST, "reply %" G_GINT64_FORMAT " is labelled %s already", reply_id, label);
	if (r == 0)
		r = db_run(store,
		           "INSERT INTO reply_correction (reply_id, was, label, actor, at, note)"
		           " SELECT id, label, ?2, ?3, ?4, ?5 FROM reply WHERE id = ?1",
		           DB_INT(reply_id), DB_TEXT(label), DB_TEXT(actor), DB_INT(at), DB_TEXT(note));
	if (r >= 0)
		r = db_run(store, "UPDATE reply SET label = ?2 WHERE id = ?1", DB_INT(reply_id), DB_TEXT(label));
	return MIN(r, 0);
}

int store_reply_sender(Store *store, int64_t reply_id, int64_t person_id)
{
	return db_errno(db_run(store, "UPDATE reply SET person_id = ?2 WHERE id = ?1", DB_INT(reply_id), DB_INT(person_id)));
}

int store_reply_blocked(Store *store, int64_t reply_id, gboolean *alone)
{
	int64_t found = 0;
	int r = db_number(store, &found,
	                  "SELECT count(*) FROM reply r JOIN block b ON b.person_id = r.person_id AND b.lifted_at IS NULL"
	                  " WHERE r.id = ?1 AND b.cause = 'reply'"
	                  " AND (b.blocked_at = r.received_at OR EXISTS (SELECT 1 FROM reply_correction k"
	                  "      WHERE k.reply_id = r.id AND k.label = 'optout' AND k.at = b.blocked_at))"
	                  " AND NOT EXISTS (SELECT 1 FROM reply o WHERE o.person_id = r.person_id AND o.id <> r.id"
	                  "      AND o.label = 'optout' AND o.received_at >= b.blocked_at)",
	                  DB_INT(reply_id));

	if (r == 0)
		*alone = found > 0;
	return r;
}

int store_reply_is_last(Store *store, int64_t reply_id, gboolean *last)
{
	int64_t later = 0;
	int r = db_number(store, &later,
	                  "SELECT count(*) FROM reply r JOIN reply o ON o.case_id = r.case_id AND o.id > r.id WHERE r.id = ?",
	                  DB_INT(reply_id));

	if (r == 0)
		*last = later == 0;
	return r;
}

static void clear_correction(gpointer data)
{
	StoreCorrection *c = data;

	g_free(c->text);
	g_free(c->language);
	g_free(c->label);
	g_free(c->was);
	g_free(c->actor);
	g_free(c->note);
}

int store_correction_list(Store *store, GArray **corrections)
{
	g_autoptr(GArray) found = g_array_new(FALSE, TRUE, sizeof(StoreCorrection));
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT k.reply_id, r.text, c.language, k.label,"
	                 " (SELECT f.was FROM reply_correction f WHERE f.reply_id = k.reply_id ORDER BY f.id LIMIT 1),"
	                 " k.actor, k.note FROM reply_correction k JOIN reply r ON r.id = k.reply_id"
	                 " LEFT JOIN cases c ON c.id = r.case_id"
	                 " WHERE k.id = (SELECT max(l.id) FROM reply_correction l WHERE l.reply_id = k.reply_id) ORDER BY k.id");

	g_array_set_clear_func(found, clear_correction);
	while (r >= 0 && (r = db_next(store, row)) > 0) {
		const StoreCorrection c = {.reply_id = db_column_number(row, 0),
		                           .text = db_column_text(row, 1),
		                           .language = db_column_text(row, 2),
		                           .label = db_column_text(row, 3),
		                           .was = db_column_text(row, 4),
		                           .actor = db_column_text(row, 5),
		                           .note = db_column_text(row, 6)};

		g_array_append_val(found, c);
	}
	if (r < 0)
		return r;
	*corrections = g_steal_pointer(&found);
	return 0;
}
