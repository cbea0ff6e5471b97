#include "gateway/replies.h"

#include <errno.h>
#include <string.h>

#include "gateway/compose.h"
#include "gateway/parts.h"
#include "text/code.h"
#include "text/understand.h"
#include "util/log.h"
#include "util/phone.h"

/* What a label does beyond "an agent must read it". Only what leaves no doubt is in here. */
static const struct {
	ReplyLabel label;
	gboolean after_survey_only;
	EventKind event;
} EFFECTS[] = {
	{LABEL_SATISFIED, TRUE, EVENT_SATISFIED},       {LABEL_UNSATISFIED, TRUE, EVENT_UNSATISFIED},
	{LABEL_OPTOUT, FALSE, EVENT_OPT_OUT},           {LABEL_OPTIN, FALSE, EVENT_OPT_IN},
	{LABEL_WRONG_NUMBER, FALSE, EVENT_WRONG_NUMBER},
};

/* Gateways write numbers their own way ("13800000002"): read with the region of the first shop that uses this
 * provider. */
static void read_number(const Gateway *g, const char *provider, const char *from, PhoneNumber *number)
{
	const char *why;

	for (guint i = 0; i < g->conf->shops->len; i++) {
		const ConfShop *shop = g->conf->shops->pdata[i];

		if (g_strcmp0(shop->provider, provider) == 0 && phone_parse(from, shop->region, number, &why) == 0)
			return;
	}
	if (phone_parse(from, NULL, number, &why) == 0)
		return;
	/* The wire often drops the plus of an international number. */
	if (g_ascii_isdigit(from[0]) && from[0] != '0') {
		g_autofree char *plus = g_strconcat("+", from, NULL);

		if (phone_parse(plus, NULL, number, &why) == 0)
			return;
	}
	g_strlcpy(number->e164, from, sizeof number->e164);
}

/* The person's word binds whether or not there is a case: an opt-out without one is an opt-out (F14). */
static int apply_to_person(Gateway *g, EventKind event, const PhoneNumber *number, int64_t *person_id, int64_t now_at)
{
	int r = 0;

	if (event == EVENT_OPT_OUT && !*person_id && number->e164[0] == '+')
		r = store_person_put(g->store, number->e164, number->region, phone_kind_name(number->kind), now_at, person_id);
	if (r < 0 || !*person_id)
		return r;
	switch (event) {
	case EVENT_OPT_OUT:
		r = store_block_put(g->store, *person_id, "reply", "customer", NULL, now_at);
		return r == -EEXIST ? 0 : r;
	case EVENT_OPT_IN:
		r = store_block_lift(g->store, *person_id, "customer", NULL, now_at);
		return r == -ENOENT ? 0 : r;
	case EVENT_WRONG_NUMBER:
		return store_person_dead(g->store, *person_id, "wrong number", now_at, now_at + PLAN_DEAD_S);
	default:
		return 0;
	}
}

static int apply_to_case(Gateway *g, EventKind kind, int64_t case_id, int64_t reply_id, int64_t now_at)
{
	StoreEvent event = {.kind = kind, .at = now_at, .actor = "customer", .reply_id = reply_id};
	LogFields fields = {.case_id = case_id};
	int r = store_case_event(g->store, case_id, &event);

	if (r == -EINVAL) {
		/* DESIGN 4: a pair that is not in the life table is logged and changes nothing. */
		log_notice(&fields, "%s does not fit the state of the case; an agent reads the reply", event_name(kind));
		r = 0;
	}
	return r;
}

static int apply(Gateway *g, ReplyLabel label, Step asked, const StoreReply *reply, const PhoneNumber *number,
                 int64_t reply_id, int64_t now_at)
{
	int64_t person_id = reply->person_id;
	int r = reply->case_id ? apply_to_case(g, EVENT_REPLY, reply->case_id, reply_id, now_at) : 0;

	for (gsize i = 0; i < G_N_ELEMENTS(EFFECTS) && r >= 0; i++) {
		if (EFFECTS[i].label != label || (EFFECTS[i].after_survey_only && asked != STEP_SATISFACTION))
			continue;
		r = apply_to_person(g, EFFECTS[i].event, number, &person_id, now_at);
		if (r >= 0 && reply->case_id)
			r = apply_to_case(g, EFFECTS[i].event, reply->case_id, reply_id, now_at);
	}
	return r;
}

/* The provider's own word binds, whatever the text says; of a text with gaps only its owner knows the sense. */
static ReplyLabel label_of(const ProviderInbound *in, int missing, ReplyLabel understood)
{
	static const ReplyLabel BY_PROVIDER[] = {
		[OPTOUT_STOP] = LABEL_OPTOUT, [OPTOUT_START] = LABEL_OPTIN, [OPTOUT_HELP] = LABEL_HELP};

	if (in->optout != OPTOUT_NONE)
		return BY_PROVIDER[in->optout];
	return missing ? LABEL_OTHER : understood;
}

/* The words of the shop whose case it is, read in the case's language. */
static int understand(Gateway *g, int64_t case_id, const char *text, Step asked, ReplyLabel *label)
{
	const Lexicon *lexicon = g->conf->replies;
	const ConfShop *shop = NULL;
	StoreCase c = {0};
	ReplyMeaning meaning;
	int r = case_id ? store_case_get(g->store, case_id, &c) : 0;

	if (r < 0)
		return r;
	shop = c.shop ? conf_shop(g->conf, c.shop) : NULL;
	if (shop)
		lexicon = shop->rules.replies;
	understand_reply(lexicon, text, c.language, asked, &meaning);
	*label = meaning.label;
	store_case_clear(&c);
	return 0;
}

/* It has answered the customer itself: a confirmation of ours would be the second. */
static int note_confirmed(Gateway *g, const PhoneNumber *number, int64_t now_at)
{
	int64_t person_id;
	int r = store_person_find(g->store, number->e164, &person_id);

	return r == -ENOENT ? 0 : r < 0 ? r : store_block_confirm(g->store, person_id, now_at);
}

int replies_take(Gateway *g, const StoreInbound *row, const ProviderInbound *in, int64_t now_at)
{
	if (in->part_of && in->parts > 1 && in->parts <= PARTS_MAX && in->part >= 1 && in->part <= in->parts)
		return parts_take(g, row, in, now_at);
	return replies_keep(g, row, in, 0, now_at);
}

int replies_keep(Gateway *g, const StoreInbound *row, const ProviderInbound *in, int missing, int64_t now_at)
{
	PhoneNumber number = {0};
	StoreReply reply = {.inbound_id = row->id, .provider = row->provider, .provider_id = in->provider_id,
	                    .to_number = in->to, .text = in->text, .at = in->at ? in->at : STORE_NO_TIME,
	                    .received_at = now_at, .read_at = STORE_NO_TIME, .parts_missing = missing};
	LogFields fields = {.provider = row->provider, .event = LOG_EVENT_REPLY};
	const char *matched_by;
	int64_t code_case = 0, reply_id;
	ReplyLabel label;
	Step asked;
	int r;

	read_number(g, row->provider, in->from, &number);
	case_code_find(in->text, &code_case);
	r = store_reply_match(g->store, number.e164, code_case, &reply.person_id, &reply.case_id, &matched_by, &asked);
	if (r < 0)
		return r;
	r = understand(g, reply.case_id, in->text, asked, &label);
	if (r < 0)
		return r;
	label = label_of(in, missing, label);
	reply.from_number = number.e164;
	reply.label = (char *)reply_label_name(label);
	reply.matched_by = (char *)matched_by;
	r = store_reply_put(g->store, &reply, &reply_id);
	if (r == -EEXIST) {
		log_info(&fields, "the provider told a reply again; it stands already");
		return 0;
	}
	if (r < 0)
		return r;
	fields.case_id = reply.case_id;
	fields.person_id = reply.person_id;
	if (reply.case_id)
		log_info(&fields, "reply (%s)", reply_label_name(label));
	else
		log_notice(&fields, "reply (%s) that belongs to no case of ours", reply_label_name(label));
	r = apply(g, label, asked, &reply, &number, reply_id, now_at);
	if (r >= 0 && in->optout == OPTOUT_STOP)
		r = note_confirmed(g, &number, now_at);
	return r < 0 ? r : 1;
}
