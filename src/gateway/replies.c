#include "gateway/replies.h"

#include <errno.h>
#include <string.h>

#include "gateway/compose.h"
#include "gateway/effects.h"
#include "gateway/match.h"
#include "gateway/parts.h"
#include "text/code.h"
#include "text/understand.h"
#include "util/log.h"
#include "util/phone.h"

/* One way to read it. TRUE: it is a customer's we know; else the first that is a number at all stays in *number. */
static gboolean is_known(const Gateway *g, const char *from, const char *region, PhoneNumber *number)
{
	PhoneNumber one = {0};
	const char *why;
	int64_t person_id;

	if (phone_parse(from, region, &one, &why) < 0)
		return FALSE;
	if (!*number->e164)
		*number = one;
	if (store_person_find(g->store, one.e164, &person_id) < 0)
		return FALSE;
	*number = one;
	return TRUE;
}

static gboolean known_by_shop(const Gateway *g, const ConfShop *shop, const char *provider, const char *from,
                              PhoneNumber *number)
{
	g_autoptr(GPtrArray) ids = conf_shop_providers(shop);

	if (!g_ptr_array_find_with_equal_func(ids, provider, g_str_equal, NULL))
		return FALSE;
	if (is_known(g, from, shop->region, number))
		return TRUE;
	/* A route names the country its provider leaves out. */
	for (guint i = 0; shop->routes && i < shop->routes->len; i++) {
		const ConfRoute *route = shop->routes->pdata[i];
		g_autofree char *whole = g_strconcat(route->prefix, from, NULL);

		if (*route->prefix && g_strv_contains((const char *const *)route->providers, provider) &&
		    is_known(g, whole, NULL, number))
			return TRUE;
	}
	return FALSE;
}

/* Gateways write numbers their own way ("13800000002"): with the region of a shop that texts by this provider, without the
 * country of its route, or without the plus. Of several ways the one that gives a customer's number. */
static void read_number(const Gateway *g, const char *provider, const char *from, PhoneNumber *number)
{
	for (guint i = 0; i < g->conf->shops->len; i++)
		if (known_by_shop(g, g->conf->shops->pdata[i], provider, from, number))
			return;
	if (is_known(g, from, NULL, number))
		return;
	/* The wire often drops the plus of an international number. */
	if (g_ascii_isdigit(from[0]) && from[0] != '0') {
		g_autofree char *plus = g_strconcat("+", from, NULL);

		if (is_known(g, plus, NULL, number))
			return;
	}
	if (!*number->e164)
		g_strlcpy(number->e164, from, sizeof number->e164);
}

/* The words of the shop whose case it is, read in the case's language. */
static int understand(Gateway *g, int64_t case_id, const char *text, Step asked, ReplyMeaning *meaning)
{
	const Lexicon *lexicon = g->conf->replies;
	const ConfShop *shop = NULL;
	StoreCase c = {0};
	int r = case_id ? store_case_get(g->store, case_id, &c) : 0;

	if (r < 0)
		return r;
	shop = c.shop ? conf_shop(g->conf, c.shop) : NULL;
	if (shop)
		lexicon = shop->rules.replies;
	understand_reply(lexicon, text, c.language, asked, meaning);
	store_case_clear(&c);
	return 0;
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

/* It has answered the customer itself: a confirmation of ours would be the second. */
static int note_confirmed(Gateway *g, const PhoneNumber *number, int64_t now_at)
{
	int64_t person_id;
	int r = store_person_find(g->store, number->e164, &person_id);

	return r == -ENOENT ? 0 : r < 0 ? r : store_block_confirm(g->store, person_id, now_at);
}

static int take_effect(Gateway *g, const StoreMatch *match, const StoreReply *kept, const PhoneNumber *number,
                       const ReplyMeaning *meaning, gboolean by_provider, int64_t now_at)
{
	EffectsReply effects = {.match = match, .number = number, .label = meaning->label, .when = &meaning->when,
	                        .by_provider = by_provider};
	StoreReply reply = {0};
	int r = store_reply_get(g->store, kept->id, &reply); /* the store knows whether it is likely a repeat */

	effects.reply = &reply;
	if (r == 0)
		r = match_share(g, match, meaning->label, reply.id, &effects.clash, now_at);
	if (r == 0)
		r = effects_apply(g, &effects, now_at);
	store_reply_clear(&reply);
	return r;
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
	StoreMatchQuery query = {.provider = row->provider, .to = in->to};
	g_auto(StoreMatch) match = {0};
	ReplyMeaning meaning;
	int r;

	read_number(g, row->provider, in->from, &number);
	case_code_find(in->text, &query.code_case);
	query.from = number.e164;
	r = store_match(g->store, &query, &match);
	if (r < 0)
		return r;
	r = understand(g, match.case_id, in->text, match.asked, &meaning);
	if (r < 0)
		return r;
	meaning.label = label_of(in, missing, meaning.label);
	reply.person_id = match.person_id;
	reply.case_id = match.case_id;
	reply.from_number = number.e164;
	reply.label = (char *)reply_label_name(meaning.label);
	reply.matched_by = (char *)match.matched_by;
	r = store_reply_put(g->store, &reply, &reply.id);
	if (r == -EEXIST) {
		log_info(&fields, "the provider told a reply again; it stands already");
		return 0;
	}
	if (r < 0)
		return r;
	fields.case_id = reply.case_id;
	fields.person_id = reply.person_id;
	if (reply.case_id)
		log_info(&fields, "reply (%s)", reply_label_name(meaning.label));
	else
		log_notice(&fields, "reply (%s) that belongs to no case of ours", reply_label_name(meaning.label));
	r = take_effect(g, &match, &reply, &number, &meaning, in->optout != OPTOUT_NONE, now_at);
	if (r >= 0 && in->optout == OPTOUT_STOP)
		r = note_confirmed(g, &number, now_at);
	return r < 0 ? r : 1;
}
