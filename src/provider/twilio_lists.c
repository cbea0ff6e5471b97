/* Twilio's lists of messages and calls: what became of a submit, and what is new where no webhook can reach us. Sources
 * as in twilio.c. */
#include "provider/twilio.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "provider/wire.h"

#define PAGE_SIZE "20" /* a message is 1 to 3 kB here: a page stays below any cap on answers */
/* date_created against our clock: how far it may be before the request left, and after (our longest timeout, and a
 * while in which a request under way is still worked on). */
#define WINDOW_BEFORE_S 120
#define WINDOW_AFTER_S 900
/* Reports come up to three days after the text (carriers' longest validity), and the list filters by the day of
 * sending. */
#define POLL_BACK_S (3 * 86400)

/* Seconds UTC of "Fri, 24 May 2019 17:44:46 +0000" (O: RFC 2822, in GMT), 0 when it is none. */
static gint64 read_time(const char *text)
{
	static const char MONTHS[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int day, year, hour, minute, second, end = 0;
	char month[4] = "";
	const char *at;
	g_autoptr(GDateTime) moment = NULL;

	if (!text ||
	    sscanf(text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d +0000%n", &day, month, &year, &hour, &minute,
	           &second, &end) != 6 ||
	    !end || text[end])
		return 0;
	at = strlen(month) == 3 ? strstr(MONTHS, month) : NULL;
	if (at && (at - MONTHS) % 3 == 0)
		moment = g_date_time_new_utc(year, (int)(at - MONTHS) / 3 + 1, day, hour, minute, second);
	return moment ? MAX(g_date_time_to_unix(moment), 0) : 0;
}

static gint64 time_of(const json_t *row, const char *member)
{
	g_autofree char *text = wire_json_field(row, member);

	return read_time(text);
}

/* What came from outside must not send our credentials elsewhere: only the list itself may go on, with another query.
 */
static gboolean is_page(const char *page, const char *path)
{
	static const char QUERY[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%=&+:,";
	const char *query = g_str_has_prefix(page, path) && page[strlen(path)] == '?' ? page + strlen(path) + 1 : NULL;

	return query && *query && strlen(query) < 1000 && strspn(query, QUERY) == strlen(query) &&
	       g_uri_split(page, G_URI_FLAGS_ENCODED, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
}

/* The rows of a page in `name`, and where it goes on: NULL at the end. -EBADMSG when it is no page of this list. */
static int read_page(const HttpAnswer *answer, const json_t *json, const char *name, const char *path,
                     const json_t **rows, const char **next)
{
	const json_t *uri = json_object_get(json, "next_page_uri");

	*rows = json_object_get(json, name);
	*next = json_string_value(uri);
	/* A page that does not say whether it is the last proves nothing. */
	return answer->status == 200 && json_is_array(*rows) && (json_is_null(uri) || (*next && is_page(*next, path)))
	               ? 0
	               : -EBADMSG;
}

/* ---- look-up ---- */

/* By To alone. The filter by day goes by date_sent, which a message still queued has not: with it, a message that is
 * about to leave could count as absent (also twilio/twilio-java issue 442: the newest are not in a list by day). */
int twilio_build_lookup(const ProviderAccount *account, const ProviderLookup *lookup, HttpRequest *request)
{
	g_autofree char *path = twilio_path(account, lookup->voice ? "Calls.json" : "Messages.json");
	g_autofree char *query = wire_form("To", lookup->to, "From", lookup->voice ? account->caller : NULL, "PageSize",
	                                   PAGE_SIZE, NULL);
	g_autofree char *target = NULL;

	if (!path || (lookup->page && !is_page(lookup->page, path)))
		return -EINVAL;
	if (lookup->provider_id &&
	    (lookup->voice ? twilio_is_call(lookup->provider_id) : twilio_is_message(lookup->provider_id))) {
		g_autofree char *resource =
		        g_strdup_printf("%s/%s.json", lookup->voice ? "Calls" : "Messages", lookup->provider_id);

		target = twilio_path(account, resource);
	} else {
		target = lookup->page ? g_strdup(lookup->page) : g_strconcat(path, "?", query, NULL);
	}
	return twilio_get(account, target, request);
}

static void take_row(const json_t *row, ProviderFinding *finding)
{
	g_autofree char *status = wire_json_field(row, "status");
	g_autofree char *error = wire_json_field(row, "error_code");

	if (!twilio_status(status, error, &finding->status, &finding->cause)) {
		finding->finding = LOOKUP_UNSURE;
		return;
	}
	finding->finding = LOOKUP_FOUND;
	finding->provider_id = wire_json_field(row, "sid");
	finding->code = error ? g_strdup_printf("%s %s", status, error) : g_steal_pointer(&status);
}

static gboolean in_window(const json_t *row, const ProviderLookup *lookup)
{
	gint64 at = time_of(row, "date_created");

	/* Without a time it may be any, ours too. */
	return at == 0 || (at >= lookup->started_at - WINDOW_BEFORE_S && at <= lookup->started_at + WINDOW_AFTER_S);
}

/* Ours by its text; a call has none, and is ours when it is the only one. Any other that left for this number in the
 * window makes the finding unsure: Twilio may show our text changed (a trial account's first words, redaction), and a
 * text wrongly called absent may go out twice. */
static void search(const json_t *rows, const ProviderLookup *lookup, ProviderFinding *finding)
{
	const json_t *ours = NULL, *row;
	guint others = 0;

	for (gsize i = 0; i < json_array_size(rows); i++) {
		g_autofree char *direction = wire_json_field(row = json_array_get(rows, i), "direction");
		g_autofree char *body = wire_json_text(row, "body");

		if (g_strcmp0(direction, "inbound") == 0)
			continue;
		/* Our very words at another time: one of the clocks may be wrong, or have been when it left. */
		if (!in_window(row, lookup)) {
			others += !lookup->voice && g_strcmp0(body, lookup->text) == 0;
			continue;
		}
		if (time_of(row, "date_created") != 0 && (lookup->voice ? !ours : g_strcmp0(body, lookup->text) == 0))
			ours = row;
		else
			others++;
	}
	if (ours && !(lookup->voice && others))
		take_row(ours, finding);
	else if (ours || others)
		finding->finding = LOOKUP_UNSURE;
}

void twilio_parse_lookup(const ProviderAccount *account, const ProviderLookup *lookup, const HttpAnswer *answer,
                         ProviderFinding *finding)
{
	json_t *json = answer->truncated ? NULL : wire_json(answer->body);
	g_autofree char *path = twilio_path(account, lookup->voice ? "Calls.json" : "Messages.json");
	g_autofree char *sid = wire_json_field(json, "sid");
	const json_t *rows = NULL;
	const char *next = NULL;

	*finding = (ProviderFinding){.finding = LOOKUP_UNSURE};
	if (answer->status == 200 && sid && g_strcmp0(sid, lookup->provider_id) == 0) {
		take_row(json, finding);
	} else if (path && read_page(answer, json, lookup->voice ? "calls" : "messages", path, &rows, &next) == 0) {
		finding->finding = next ? LOOKUP_MORE : LOOKUP_ABSENT;
		search(rows, lookup, finding);
		finding->page = finding->finding == LOOKUP_MORE ? g_strdup(next) : NULL;
	}
	if (!finding->code)
		finding->code = g_strdup_printf("%d", answer->status);
	json_decref(json);
}

/* ---- poll ---- */

const char *const TWILIO_POLLS[] = {"reports", "replies", NULL};

/* A cursor is the moment of the newest thing seen, and while pages follow one another a blank and the next one's
 * address. */
static gint64 cursor_time(const char *cursor)
{
	g_autofree char *text = cursor ? g_strndup(cursor, strcspn(cursor, " ")) : NULL;

	return wire_epoch(text);
}

/* Ours among them: by sender for what left, by receiver for what came. With a service nobody but Twilio knows its
 * numbers. */
int twilio_build_poll(const ProviderAccount *account, const ProviderPoll *poll, HttpRequest *request)
{
	g_autofree char *path = twilio_path(account, "Messages.json");
	const char *page = poll->cursor ? strchr(poll->cursor, ' ') : NULL;
	const char *sender = account->service ? NULL : account->sender;
	gboolean replies = g_str_equal(poll->kind, "replies");
	gint64 newest = cursor_time(poll->cursor);
	gint64 from_at = (newest > 0 ? newest : poll->moment.now_at) - POLL_BACK_S;
	g_autofree char *since = wire_utc(MAX(from_at, 0), "%Y-%m-%dT00:00:00Z");
	g_autofree char *query = wire_form("To", replies ? sender : NULL, "From", replies ? NULL : sender, "DateSent>",
	                                   since, "PageSize", PAGE_SIZE, NULL);
	g_autofree char *target = NULL;

	if (!path || (page && !is_page(page + 1, path)))
		return -EINVAL;
	target = page ? g_strdup(page + 1) : g_strconcat(path, "?", query, NULL);
	return twilio_get(account, target, request);
}

/* Only what is final: the rest comes again with the next poll. */
static void take_report(const json_t *row, GArray *found)
{
	g_autofree char *status = wire_json_field(row, "status");
	g_autofree char *error = wire_json_field(row, "error_code");
	g_autofree char *sid = wire_json_field(row, "sid");
	ProviderInbound report = {.kind = INBOUND_RECEIPT};

	if (!sid || !twilio_status(status, error, &report.status, &report.cause) ||
	    (report.status != RECEIPT_DELIVERED && report.status != RECEIPT_FAILED))
		return;
	report.provider_id = g_steal_pointer(&sid);
	report.code = error ? g_strdup_printf("%s %s", status, error) : g_steal_pointer(&status);
	report.at = time_of(row, "date_updated");
	g_array_append_val(found, report);
}

static void take_reply(const json_t *row, GArray *found)
{
	ProviderInbound reply = {.kind = INBOUND_REPLY,
	                         .from = wire_json_field(row, "from"),
	                         .to = wire_json_field(row, "to"),
	                         .text = wire_json_text(row, "body"),
	                         .provider_id = wire_json_field(row, "sid"),
	                         .at = time_of(row, "date_sent")};

	g_array_append_val(found, reply);
	if (!reply.from || !reply.text)
		g_array_set_size(found, found->len - 1);
}

int twilio_parse_poll(const ProviderAccount *account, const ProviderPoll *poll, const HttpAnswer *answer, GArray *found,
                      char **cursor, gboolean *more, const char **why)
{
	json_t *json = answer->truncated ? NULL : wire_json(answer->body);
	g_autofree char *path = twilio_path(account, "Messages.json");
	gboolean replies = g_str_equal(poll->kind, "replies");
	gint64 newest = cursor_time(poll->cursor);
	const json_t *rows = NULL;
	const char *next = NULL;
	int r = path ? read_page(answer, json, "messages", path, &rows, &next) : -EBADMSG;

	for (gsize i = 0; r == 0 && i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);
		g_autofree char *direction = wire_json_field(row, "direction");
		gboolean inbound = g_strcmp0(direction, "inbound") == 0;

		newest = MAX(newest, MIN(time_of(row, "date_sent"), poll->moment.now_at));
		if (inbound && replies)
			take_reply(row, found);
		else if (!inbound && !replies)
			take_report(row, found);
	}
	if (r < 0)
		*why = "no page of the list of messages";
	else if (next)
		*cursor = g_strdup_printf("%" G_GINT64_FORMAT " %s", newest, next);
	else
		*cursor = newest > 0 ? g_strdup_printf("%" G_GINT64_FORMAT, newest) : NULL;
	if (r == 0)
		*more = next != NULL;
	json_decref(json);
	return r;
}
