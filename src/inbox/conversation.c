#include "inbox/conversation.h"

#include "desk/rights.h"
#include "inbox/out.h"

#define LAST_CHARACTERS 160

void conversation_clear(Conversation *conversation)
{
	store_case_clear(&conversation->c);
	store_roster_clear(&conversation->roster);
	store_inbox_row_clear(&conversation->row);
}

int conversation_read(Request *request, int64_t case_id, StoreInboxRow *row, Conversation *out)
{
	Store *store = request->desk.store;
	g_auto(Conversation) found = {0};
	int r = store_case_get(store, case_id, &found.c);

	if (r == 0)
		r = store_roster_get(store, case_id, request->desk.now_at, &found.roster);
	if (r == 0 && !row)
		r = store_inbox_row(store, case_id, &found.row);
	if (r < 0)
		return r;
	if (row) {
		found.row = *row;
		*row = (StoreInboxRow){0};
	}
	found.mine = g_strcmp0(found.roster.holder, request->desk.actor) == 0;
	*out = found;
	found = (Conversation){0};
	return 0;
}

static void put_people(Request *request, const StoreRoster *roster, json_t *out)
{
	out_number_or(out, "needs_level", roster->needs_level, 0);
	out_who(out, "holder", roster->holder);
	out_text(out, "holder_name", request_person(request, roster->holder));
	out_time(out, "held_until_at", roster->holder ? roster->held_until : STORE_NO_TIME);
	out_who(out, "assigned_to", roster->assigned_to);
}

static void put_sla(const StoreInboxRow *row, json_t *out)
{
	json_t *sla;

	if (row->deadline_at == STORE_NO_TIME) {
		json_object_set_new(out, "sla", json_null());
		return;
	}
	sla = json_object();
	out_time(sla, "deadline_at", row->deadline_at);
	out_text(sla, "state", !row->frozen ? "open" : row->missed ? "missed" : "kept");
	json_object_set_new(out, "sla", sla);
}

static void put_last(const StoreInboxRow *row, json_t *out)
{
	json_t *last;

	if (!row->word_text) {
		json_object_set_new(out, "last", json_null());
		return;
	}
	last = json_object();
	out_text(last, "from", row->word == STORE_WORD_MESSAGE ? "shop" : "customer");
	out_time(last, "at", row->word_at);
	out_short(last, "text", row->word_text, LAST_CHARACTERS);
	json_object_set_new(out, "last", last);
}

void conversation_put(Request *request, const Conversation *conversation, gboolean last, json_t *out)
{
	const StoreCase *c = &conversation->c;
	const ConfShop *shop = conf_shop(request->desk.conf, c->shop);

	out_number(out, "case", c->id);
	out_code(out, "code", c->id);
	out_text(out, "shop", c->shop);
	out_text(out, "shop_zone", shop ? shop->zone : NULL);
	out_text(out, "name", c->name);
	out_text(out, "order_no", c->order_no);
	out_text(out, "category", c->category);
	out_text(out, "language", c->language);
	out_text(out, "zone", c->zone);
	out_text(out, "state", case_state_name(c->state));
	out_text(out, "outcome", c->outcome == OUTCOME_NONE ? NULL : case_outcome_name(c->outcome));
	out_number(out, "round", c->round);
	out_number_or(out, "level", c->level, 0);
	put_people(request, &conversation->roster, out);
	out_number(out, "unread", c->unread);
	out_time(out, "unread_since_at", conversation->row.unread_since_at);
	out_time(out, "changed_at", c->changed_at);
	out_time(out, "complaint_at", c->complaint_at);
	out_text(out, "label", conversation->row.label);
	out_phone(out, "phone", c->phone, conversation->mine);
	out_bool(out, "opted_out", c->blocked);
	put_sla(&conversation->row, out);
	if (last)
		put_last(&conversation->row, out);
}
