#include "desk/evidence.h"

#include <errno.h>

#include "core/chain.h"
#include "store/inbound.h"
#include "util/mask.h"

#define FORMAT "followupd evidence 1"

typedef struct {
	const Desk *desk;
	GTimeZone *customer; /* NULL: not known */
	GTimeZone *shop;     /* NULL: not known */
	gboolean full;
} Collector;

static void set(json_t *object, const char *key, const char *value)
{
	if (value)
		json_object_set_new(object, key, json_string(value));
}

static void set_id(json_t *object, const char *key, int64_t id)
{
	if (id)
		json_object_set_new(object, key, json_integer(id));
}

/* "at": seconds, UTC and the two clocks, as people would argue about them. */
static void set_time(const Collector *c, json_t *object, const char *key, int64_t at)
{
	json_t *times;
	g_autofree char *utc = NULL, *customer = NULL, *shop = NULL;

	if (at == STORE_NO_TIME)
		return;
	times = json_object();
	utc = zones_format(NULL, at);
	customer = c->customer ? zones_format(c->customer, at) : NULL;
	shop = c->shop ? zones_format(c->shop, at) : NULL;
	json_object_set_new(times, "seconds", json_integer(at));
	set(times, "utc", utc);
	set(times, "customer", customer);
	set(times, "shop", shop);
	json_object_set_new(object, key, times);
}

static json_t *case_json(const Collector *c, const StoreCase *found)
{
	g_autofree char *phone = c->full ? g_strdup(found->phone) : mask_number(found->phone);
	json_t *json = json_object();

	json_object_set_new(json, "id", json_integer(found->id));
	set(json, "shop", found->shop);
	set(json, "source", found->source);
	set(json, "external_id", found->external_id);
	set(json, "phone", phone);
	set(json, "region", found->region);
	set(json, "name", found->name);
	set(json, "order_no", found->order_no);
	set(json, "category", found->category);
	set_id(json, "level", found->level);
	set_id(json, "rating", found->rating);
	set(json, "text", found->text);
	set(json, "language", found->language);
	set(json, "zone", found->zone);
	set(json, "zone_source", found->zone_source);
	set(json, "state", case_state_name(found->state));
	set(json, "outcome", case_outcome_name(found->outcome));
	json_object_set_new(json, "round", json_integer(found->round));
	set_time(c, json, "complaint", found->complaint_at);
	set_time(c, json, "came_in", found->created_at);
	set_time(c, json, "contacted", found->contacted_at);
	set_time(c, json, "resolved", found->resolved_at);
	set_time(c, json, "closed", found->closed_at);
	return json;
}

/* What a provider brought, so that the digest can be computed from it. */
static json_t *raw_json(const Collector *c, const StoreInbound *in)
{
	gsize length = 0;
	const guchar *bytes = g_bytes_get_data(in->body, &length);
	g_autofree char *body = g_base64_encode(bytes, length);
	json_t *raw = json_object();

	set(raw, "provider", in->provider);
	set(raw, "hook", in->hook);
	set(raw, "method", in->method);
	set(raw, "query", in->query);
	set(raw, "content_type", in->content_type);
	set(raw, "body_base64", body);
	set_time(c, raw, "received", in->received_us / G_USEC_PER_SEC);
	return raw;
}

static const char *message_text(const GArray *messages, int64_t id)
{
	for (guint i = 0; i < messages->len; i++)
		if (g_array_index(messages, StoreMessage, i).id == id)
			return g_array_index(messages, StoreMessage, i).text;
	return NULL;
}

static const char *reply_text(const GArray *replies, int64_t id)
{
	for (guint i = 0; i < replies->len; i++)
		if (g_array_index(replies, StoreReply, i).id == id)
			return g_array_index(replies, StoreReply, i).text;
	return NULL;
}

/* Is what the digest was made of still there? */
static gboolean is_whole(const StoreEventRow *e, const json_t *json, const StoreInbound *in)
{
	gsize length = 0;
	const void *body = in->body ? g_bytes_get_data(in->body, &length) : NULL;
	g_autoptr(GBytes) raw = in->method ? chain_raw(in->method, in->query, body, length) : NULL;
	const ChainContent content = {.note = e->note, .text = json_string_value(json_object_get(json, "text")),
	                              .reply = json_string_value(json_object_get(json, "reply")), .raw = raw};
	g_autofree char *digest = chain_digest(&content);

	return g_strcmp0(digest, e->digest) == 0;
}

/* Nothing of what the provider brought is kept any more. */
static gboolean is_gone(const StoreInbound *in)
{
	return !in->method || (!*in->query && g_bytes_get_size(in->body) == 0);
}

/* What of an event's content the file may hold. Where the store itself has it no more - erased on the customer's wish - the file
 * says so; its digest stays. */
static int set_content(const Collector *c, const StoreEventRow *e, const GArray *messages, const GArray *replies,
                       json_t *json)
{
	StoreInbound in = {0};
	int r = e->inbound_id ? store_inbound_get(c->desk->store, e->inbound_id, &in) : 0;

	set(json, "note", e->note);
	if (e->kind == EVENT_SENT)
		set(json, "text", message_text(messages, e->message_id));
	if (e->kind == EVENT_REPLY)
		set(json, "reply", reply_text(replies, e->reply_id));
	if (e->inbound_id && c->full && r == 0)
		json_object_set_new(json, "raw", raw_json(c, &in));
	else if (e->inbound_id)
		json_object_set_new(json, "raw_withheld", json_true());
	if ((r == 0 || r == -ENOENT) && e->digest && !is_whole(e, json, &in) &&
	    (!e->note || (e->inbound_id && is_gone(&in))))
		json_object_set_new(json, "erased", json_true());
	store_inbound_clear(&in);
	return r == -ENOENT ? 0 : r;
}

static int events_json(const Collector *c, int64_t case_id, const GArray *messages, const GArray *replies, json_t *document)
{
	g_autoptr(GArray) events = NULL;
	json_t *list = json_array();
	int r = store_event_list(c->desk->store, case_id, &events);

	json_object_set_new(document, "events", list);
	for (guint i = 0; r >= 0 && i < events->len; i++) {
		const StoreEventRow *e = &g_array_index(events, StoreEventRow, i);
		json_t *json = json_object();

		json_array_append_new(list, json);
		json_object_set_new(json, "id", json_integer(e->id));
		json_object_set_new(json, "round", json_integer(e->round));
		set_time(c, json, "at", e->at);
		set(json, "kind", event_name(e->kind));
		set(json, "actor", e->actor);
		set(json, "step", e->step == STEP_NONE ? NULL : step_name(e->step));
		set_id(json, "message_id", e->message_id);
		set_id(json, "reply_id", e->reply_id);
		set_id(json, "inbound_id", e->inbound_id);
		set(json, "digest", e->digest);
		set(json, "hash", e->hash);
		r = set_content(c, e, messages, replies, json);
	}
	return r;
}

static int attempts_json(const Collector *c, int64_t case_id, json_t *document)
{
	g_autoptr(GArray) attempts = NULL, receipts = NULL;
	json_t *list = json_array();
	int r = store_attempt_list(c->desk->store, case_id, &attempts);

	json_object_set_new(document, "attempts", list);
	for (guint i = 0; r >= 0 && i < attempts->len; i++) {
		const StoreAttempt *a = &g_array_index(attempts, StoreAttempt, i);
		json_t *json = json_object();

		json_array_append_new(list, json);
		set_id(json, "message_id", a->message_id);
		set(json, "reference", a->ref);
		set_time(c, json, "started", a->started_us / G_USEC_PER_SEC);
		set_time(c, json, "finished", a->finished_us == STORE_NO_TIME ? STORE_NO_TIME : a->finished_us / G_USEC_PER_SEC);
		set(json, "outcome", a->outcome ? a->outcome : "open");
		set(json, "code", a->code);
	}
	list = json_array();
	json_object_set_new(document, "receipts", list);
	if (r >= 0)
		r = store_receipt_list(c->desk->store, case_id, &receipts);
	for (guint i = 0; r >= 0 && i < receipts->len; i++) {
		const StoreReceiptRow *receipt = &g_array_index(receipts, StoreReceiptRow, i);
		json_t *json = json_object();
		StoreInbound in = {0};

		json_array_append_new(list, json);
		set_id(json, "message_id", receipt->message_id);
		set(json, "provider", receipt->provider);
		set(json, "status", receipt->status);
		set(json, "code", receipt->code);
		set_time(c, json, "at", receipt->at);
		set_time(c, json, "received", receipt->received_at);
		if (c->full && (r = store_inbound_get(c->desk->store, receipt->inbound_id, &in)) == 0)
			json_object_set_new(json, "raw", raw_json(c, &in));
		r = r == -ENOENT ? 0 : r;
		store_inbound_clear(&in);
	}
	return r;
}

static void messages_json(const Collector *c, const GArray *messages, json_t *document)
{
	json_t *list = json_array();

	json_object_set_new(document, "messages", list);
	for (guint i = 0; i < messages->len; i++) {
		const StoreMessage *m = &g_array_index(messages, StoreMessage, i);
		json_t *json = json_object();

		json_array_append_new(list, json);
		json_object_set_new(json, "id", json_integer(m->id));
		set(json, "step", step_name(m->step));
		json_object_set_new(json, "round", json_integer(m->round));
		set(json, "author", m->author);
		set(json, "text", m->text);
		set(json, "language", m->language);
		set(json, "text_version", m->text_version);
		set(json, "encoding", m->encoding);
		json_object_set_new(json, "segments", json_integer(m->segments));
		set(json, "state", message_state_name(m->state));
		json_object_set_new(json, "contradiction", json_boolean(m->contradiction));
		set(json, "provider", m->provider);
		set(json, "provider_id", m->provider_id);
		set_time(c, json, "written", m->created_at);
		set_time(c, json, "sent", m->sent_at);
		set(json, "error", m->error);
	}
}

static void replies_json(const Collector *c, const GArray *replies, json_t *document)
{
	json_t *list = json_array();

	json_object_set_new(document, "replies", list);
	for (guint i = 0; i < replies->len; i++) {
		const StoreReply *reply = &g_array_index(replies, StoreReply, i);
		json_t *json = json_object();

		json_array_append_new(list, json);
		json_object_set_new(json, "id", json_integer(reply->id));
		set(json, "text", reply->text);
		set(json, "label", reply->label);
		set_time(c, json, "at", reply->at);
		set_time(c, json, "received", reply->received_at);
		set_time(c, json, "read", reply->read_at);
		set(json, "read_by", reply->read_by);
	}
}

static int rules_json(const Collector *c, int64_t case_id, json_t *document)
{
	g_autoptr(GArray) rules = NULL;
	json_t *list = json_array();
	int r = store_rules_list(c->desk->store, case_id, &rules);

	json_object_set_new(document, "rules", list);
	for (guint i = 0; r >= 0 && i < rules->len; i++) {
		const StoreRules *one = &g_array_index(rules, StoreRules, i);
		json_t *json = json_object();

		json_array_append_new(list, json);
		set(json, "hash", one->hash);
		set_time(c, json, "seen", one->seen_at);
		set(json, "config", one->config);
	}
	return r;
}

static int collect(const Collector *c, const StoreCase *found, json_t *document)
{
	g_autoptr(GArray) messages = NULL, replies = NULL;
	const StoreReplyFilter filter = {.case_id = found->id, .limit = G_MAXINT};
	int r = store_message_list(c->desk->store, found->id, &messages);

	if (r >= 0)
		r = store_reply_list(c->desk->store, &filter, &replies);
	if (r < 0)
		return r;
	set(document, "format", FORMAT);
	set_time(c, document, "made", c->desk->now_at);
	set(document, "made_by", c->desk->actor);
	set(document, "customer_zone", c->customer ? g_time_zone_get_identifier(c->customer) : NULL);
	set(document, "shop_zone", c->shop ? g_time_zone_get_identifier(c->shop) : NULL);
	json_object_set_new(document, "case", case_json(c, found));
	messages_json(c, messages, document);
	replies_json(c, replies, document);
	r = attempts_json(c, found->id, document);
	if (r >= 0)
		r = rules_json(c, found->id, document);
	return r < 0 ? r : events_json(c, found->id, messages, replies, document);
}

char *evidence_seal(const json_t *document)
{
	json_t *copy = json_copy((json_t *)document);
	g_autofree char *spelled = NULL;

	json_object_del(copy, "seal");
	spelled = json_dumps(copy, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(copy);
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, spelled, -1);
}

int evidence_collect(const Desk *desk, int64_t case_id, gboolean full, json_t **document, char **fault)
{
	Collector c = {.desk = desk, .full = full};
	g_autofree char *seal = NULL;
	json_t *made = json_object();
	StoreCase found = {0};
	int r = store_case_get(desk->store, case_id, &found);

	if (r >= 0) {
		c.customer = found.zone ? zones_get(desk->zones, found.zone) : NULL;
		c.shop = desk_shop_zone(desk, found.shop);
		r = collect(&c, &found, made);
	}
	store_case_clear(&found);
	if (r < 0) {
		json_decref(made);
		*fault = desk_store_fault(desk, "cannot collect the evidence");
		return r;
	}
	seal = evidence_seal(made);
	set(made, "seal", seal);
	*document = made;
	return 0;
}
