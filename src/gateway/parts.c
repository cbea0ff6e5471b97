#include "gateway/parts.h"

#include <errno.h>

#include "gateway/item.h"
#include "gateway/replies.h"
#include "store/inquiry.h"
#include "util/fault.h"
#include "util/log.h"

#define SETS_PER_TURN 50
#define GAP "[\xe2\x80\xa6]" /* stands where a part is missing */

/* What is there of a text of so many parts, in order. Gives how many are missing. */
static int put_together(const GArray *parts, int count, GString *text)
{
	gboolean gap = FALSE;
	int missing = 0;
	guint i = 0;

	for (int n = 1; n <= count; n++) {
		const StorePart *part = i < parts->len ? &g_array_index(parts, StorePart, i) : NULL;

		if (part && part->part == n) {
			g_string_append(text, part->text);
			gap = FALSE;
			i++;
			continue;
		}
		if (!gap)
			g_string_append(text, GAP);
		gap = TRUE;
		missing++;
	}
	return missing;
}

static int make_reply(Gateway *g, const GArray *parts, int64_t now_at)
{
	const StorePart *first = &g_array_index(parts, StorePart, 0);
	g_autoptr(GString) text = g_string_new(NULL);
	StoreInbound row = {.provider = first->provider};
	ProviderInbound reply = {.kind = INBOUND_REPLY,
	                         .from = first->from_number,
	                         .to = first->to_number,
	                         .provider_id = first->provider_id};
	int missing = put_together(parts, first->parts, text);
	LogFields fields = {.provider = first->provider, .event = LOG_EVENT_REPLY};

	for (guint i = 0; i < parts->len; i++) {
		const StorePart *part = &g_array_index(parts, StorePart, i);

		row.id = MAX(row.id, part->inbound_id);
		if (part->at != STORE_NO_TIME && (!reply.at || part->at < reply.at))
			reply.at = part->at;
		if (reply.optout == OPTOUT_NONE)
			reply.optout = (ProviderOptout)part->optout;
	}
	reply.text = text->str;
	if (missing)
		log_notice(&fields, "%d of %d parts of a reply are missing", missing, first->parts);
	return replies_keep(g, &row, &reply, missing, now_at);
}

static int join(Gateway *g, const StorePart *of, int64_t now_at)
{
	g_autoptr(GArray) parts = NULL;
	int r = store_part_join(g->store, of, now_at, &parts);

	return r < 0 || parts->len == 0 ? r : make_reply(g, parts, now_at);
}

/* The others were joined without it: it stands on its own, in its place. */
static int take_late(Gateway *g, const StorePart *part, int64_t now_at)
{
	g_autoptr(GArray) alone = g_array_new(FALSE, FALSE, sizeof(StorePart));

	g_array_append_vals(alone, part, 1);
	return make_reply(g, alone, now_at);
}

int parts_take(Gateway *g, const StoreInbound *row, const ProviderInbound *in, int64_t now_at)
{
	const StorePart part = {.inbound_id = row->id,
	                        .provider = row->provider,
	                        .provider_id = in->provider_id,
	                        .from_number = in->from,
	                        .to_number = in->to,
	                        .part_of = in->part_of,
	                        .part = in->part,
	                        .parts = in->parts,
	                        .text = in->text,
	                        .optout = in->optout,
	                        .at = in->at ? in->at : STORE_NO_TIME};
	LogFields fields = {.provider = row->provider, .event = LOG_EVENT_REPLY};
	StorePartFate fate;
	int r = store_part_put(g->store, &part, now_at, &fate);

	if (r == -EEXIST) {
		log_info(&fields, "the provider told a part of a reply again; it stands already");
		return 0;
	}
	if (r == -EBUSY) { /* a phone's counter came round: what waits is another text, and will not grow */
		r = join(g, &part, now_at);
		if (r >= 0)
			r = store_part_put(g->store, &part, now_at, &fate);
	}
	if (r < 0)
		return r;
	log_info(&fields, "part %d of %d of a reply", in->part, in->parts);
	if (fate == STORE_PART_LATE)
		r = take_late(g, &part, now_at);
	else if (fate == STORE_PART_WHOLE || in->optout == OPTOUT_STOP) /* an opt-out waits for nothing */
		r = join(g, &part, now_at);
	return r < 0 ? r : 1;
}

int parts_run(Gateway *g, int64_t now_us)
{
	g_autoptr(GArray) overdue = NULL;
	int64_t now_at = now_us / USEC_PER_SEC;
	int r = store_part_overdue(g->store, now_at - PARTS_WAIT_S, SETS_PER_TURN, &overdue);

	if (r >= 0 && overdue->len)
		fault_point("parts.join");
	for (guint i = 0; r >= 0 && i < overdue->len; i++) {
		const StorePart *of = &g_array_index(overdue, StorePart, i);
		LogFields fields = {.provider = of->provider};
		g_autofree char *why = NULL;
		g_autoptr(GArray) parts = NULL;

		r = store_mark(g->store);
		if (r >= 0)
			r = join(g, of, now_at);
		r = item_end(g, r, "a reply in parts is", &fields, &why);
		if (why) /* its parts stay in their rows; they wait no more */
			r = store_part_join(g->store, of, now_at, &parts);
	}
	return MIN(r, 0);
}

int64_t parts_next_wake_us(Gateway *g, int64_t now_us)
{
	int64_t first_at;

	if (store_part_next(g->store, &first_at) < 0 || first_at == STORE_NO_TIME)
		return INT64_MAX;
	return MAX((first_at + PARTS_WAIT_S) * USEC_PER_SEC, now_us);
}
