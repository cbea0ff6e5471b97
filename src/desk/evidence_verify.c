/* Is an evidence file what was written at the time? */
#include "desk/evidence.h"

#include <errno.h>
#include <string.h>

#include "core/chain.h"
#include "util/zones.h"

#define OPENING "<script type=\"application/json\" id=\"evidence\">"
#define CLOSING "</script>"

int evidence_read(const char *bytes, gsize length, json_t **document, char **fault)
{
	const char *from = g_strstr_len(bytes, (gssize)length, OPENING);
	const char *all = bytes, *to;
	gsize whole = length;
	json_error_t error;

	if (from) {
		from += strlen(OPENING);
		to = g_strstr_len(from, (gssize)(length - (gsize)(from - bytes)), CLOSING);
		length = to ? (gsize)(to - from) : 0;
		bytes = from;
	}
	*document = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &error);
	if (*document && json_is_object(*document) &&
	    g_strcmp0(json_string_value(json_object_get(*document, "format")), "followupd evidence 1") == 0 &&
	    json_is_array(json_object_get(*document, "events"))) {
		g_autofree char *page = from ? evidence_html(*document) : NULL;

		if (!page || (strlen(page) == whole && memcmp(page, all, whole) == 0))
			return 0;
		*fault = g_strdup("the page does not show what the document in it says");
		g_clear_pointer(document, json_decref);
		return -EINVAL;
	}
	*fault = *document ? g_strdup("not an evidence file of followupctl")
	                   : g_strdup_printf("not an evidence file: line %d: %s", error.line, error.text);
	json_decref(*document);
	*document = NULL;
	return -EINVAL;
}

static const char *text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static int64_t number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static GBytes *raw_bytes(const json_t *raw)
{
	gsize length = 0;
	g_autofree guchar *body = text(raw, "body_base64") ? g_base64_decode(text(raw, "body_base64"), &length) : NULL;

	return chain_raw(text(raw, "method") ? text(raw, "method") : "", text(raw, "query") ? text(raw, "query") : "", body,
	                 length);
}

/* What an event was about is in the file when all of it is: an erased note leaves nothing to compute. */
static gboolean is_withheld(const json_t *event)
{
	const char *kind = text(event, "kind");

	return json_is_true(json_object_get(event, "raw_withheld")) || json_is_true(json_object_get(event, "erased")) ||
	       (g_strcmp0(kind, "sent") == 0 && number(event, "message_id") && !text(event, "text")) ||
	       (g_strcmp0(kind, "reply") == 0 && number(event, "reply_id") && !text(event, "reply"));
}

static int broken(const json_t *event, const char *how, char **fault)
{
	*fault = g_strdup_printf("event %" G_GINT64_FORMAT " (%s) is not as it was written: %s", number(event, "id"),
	                         text(event, "kind") ? text(event, "kind") : "?", how);
	return -EBADMSG;
}

/* The chain has the second; what people read beside it must be that second, on whatever clock. "Wed 2026-11-18 14:30:17 +08:00". */
static gboolean clocks_agree(const json_t *times)
{
	static const char *const CLOCKS[] = {"utc", "customer", "shop"};
	int64_t at = number(times, "seconds");

	for (gsize i = 0; i < G_N_ELEMENTS(CLOCKS); i++) {
		const char *shown = text(times, CLOCKS[i]);
		g_autofree char *iso = NULL, *again = NULL;
		g_autoptr(GDateTime) time = NULL;

		again = zones_format(NULL, at); /* also of a second that no clock shows */
		if (!shown || g_str_equal(again, shown))
			continue;
		iso = strlen(shown) == 30 ? g_strdup_printf("%.10sT%.8s%s", shown + 4, shown + 15, shown + 24) : NULL;
		time = iso ? g_date_time_new_from_iso8601(iso, NULL) : NULL;
		if (!time || g_date_time_to_unix(time) != at)
			return FALSE;
		g_free(again);
		again = zones_format(g_date_time_get_timezone(time), at);
		if (!g_str_equal(again, shown))
			return FALSE;
	}
	return TRUE;
}

static int verify_event(int64_t case_id, const char *previous, const json_t *event, EvidenceCheck *check, char **fault)
{
	const json_t *raw_json = json_object_get(event, "raw");
	g_autoptr(GBytes) raw = raw_json ? raw_bytes(raw_json) : NULL;
	const ChainContent content = {.note = text(event, "note"), .text = text(event, "text"), .reply = text(event, "reply"),
	                              .raw = raw};
	const ChainEvent link = {.case_id = case_id, .round = number(event, "round"),
	                         .at = number(json_object_get(event, "at"), "seconds"), .kind = text(event, "kind"),
	                         .actor = text(event, "actor"), .step = text(event, "step"),
	                         .message_id = number(event, "message_id"), .reply_id = number(event, "reply_id"),
	                         .inbound_id = number(event, "inbound_id"), .digest = text(event, "digest")};
	g_autofree char *digest = chain_digest(&content);
	g_autofree char *hash = NULL;

	if (!link.digest || !link.kind || !link.actor)
		return broken(event, "a part of it is missing", fault);
	if (is_withheld(event))
		check->withheld++;
	else if (!g_str_equal(digest, link.digest))
		return broken(event, "its words do not have the digest that stands beside them", fault);
	hash = chain_link(previous, &link);
	if (g_strcmp0(hash, text(event, "hash")) != 0)
		return broken(event, "its hash does not follow from it and the one before", fault);
	if (!clocks_agree(json_object_get(event, "at")))
		return broken(event, "its clocks do not tell the time that its hash is of", fault);
	return 0;
}

/* Words of the file that the store still has must be the store's: of what is withheld no digest can be computed. */
static gboolean other_words(const json_t *one, const json_t *stored)
{
	static const char *const KEYS[] = {"note", "text", "reply"};

	for (gsize i = 0; i < G_N_ELEMENTS(KEYS); i++) {
		const char *mine = text(one, KEYS[i]), *theirs = text(stored, KEYS[i]);

		if (mine && theirs && *mine && *theirs && !g_str_equal(mine, theirs))
			return TRUE;
	}
	return FALSE;
}

/* What was not sent yet may be written anew. */
static int verify_list(const json_t *document, const json_t *stored, const char *list, const char *once, char **fault)
{
	const json_t *one, *other;
	size_t i, j;

	json_array_foreach(json_object_get(document, list), i, one)
		json_array_foreach(json_object_get(stored, list), j, other)
			if (number(one, "id") == number(other, "id") && json_object_get(one, once) && other_words(one, other)) {
				*fault = g_strdup_printf("%s: number %" G_GINT64_FORMAT " is not as it was written: the store has other words",
				                         list, number(one, "id"));
				return -EBADMSG;
			}
	return 0;
}

static int verify_words(const Desk *desk, const json_t *document, char **fault)
{
	const json_t *events = json_object_get(document, "events");
	json_t *stored = NULL;
	int r = evidence_collect(desk, number(json_object_get(document, "case"), "id"), FALSE, &stored, fault);

	for (size_t i = 0; r == 0 && i < json_array_size(events); i++)
		if (other_words(json_array_get(events, i), json_array_get(json_object_get(stored, "events"), i)))
			r = broken(json_array_get(events, i), "the store has other words", fault);
	if (r == 0)
		r = verify_list(document, stored, "messages", "sent", fault);
	if (r == 0)
		r = verify_list(document, stored, "replies", "id", fault);
	json_decref(stored);
	return r;
}

/* The store must have every event of the file, with the same hash; it may have more by now. */
static int verify_store(const Desk *desk, const json_t *document, EvidenceCheck *check, char **fault)
{
	const json_t *events = json_object_get(document, "events");
	g_autoptr(GArray) rows = NULL;
	int r = store_event_list(desk->store, number(json_object_get(document, "case"), "id"), &rows);

	if (r < 0) {
		*fault = desk_store_fault(desk, "cannot read the log");
		return r;
	}
	for (guint i = 0; i < json_array_size(events); i++) {
		const json_t *event = json_array_get(events, i);
		const StoreEventRow *row = i < rows->len ? &g_array_index(rows, StoreEventRow, i) : NULL;

		if (!row || row->id != number(event, "id") || g_strcmp0(row->hash, text(event, "hash")) != 0)
			return broken(event, "the store has another log", fault);
	}
	r = json_array_size(events) ? verify_words(desk, document, fault) : 0;
	if (r < 0)
		return r;
	check->in_store = TRUE;
	check->since = rows->len - (guint)json_array_size(events);
	return 0;
}

int evidence_verify(const Desk *desk, const json_t *document, EvidenceCheck *check, char **fault)
{
	const json_t *events = json_object_get(document, "events");
	int64_t case_id = number(json_object_get(document, "case"), "id");
	g_autofree char *seal = evidence_seal(document);
	EvidenceCheck found = {0};
	const char *previous = NULL;
	int r = 0;

	if (g_strcmp0(seal, text(document, "seal")) != 0) {
		*fault = g_strdup("the file is not as it was written: its seal is another");
		return -EBADMSG;
	}

	for (guint i = 0; r == 0 && i < json_array_size(events); i++) {
		const json_t *event = json_array_get(events, i);

		/* From before there was a chain; once it has begun it does not stop. */
		if (!previous && !text(event, "hash")) {
			found.unchained++;
			continue;
		}
		r = verify_event(case_id, previous, event, &found, fault);
		previous = text(event, "hash");
		found.events++;
	}
	if (r == 0 && desk)
		r = verify_store(desk, document, &found, fault);
	if (r == 0)
		*check = found;
	return r;
}
