#include "gateway/proposals.h"

#include <errno.h>

#include "text/case_values.h"
#include "text/catalog.h"
#include "util/log.h"

/* The text for that case; NULL: there is none, or the case lacks what it needs. Caller frees. */
static char *render(const ConfShop *shop, const StoreCase *c)
{
	const CatalogCase wanted = {.language = c->language, .step = STEP_CALLBACK, .category = c->category, .level = c->level,
	                            .id = c->id};
	const Template *template = catalog_find(shop->rules.texts, &wanted);
	g_auto(CaseValues) values = {0};
	char *text = NULL;
	TextField missing;

	if (!template)
		return NULL;
	case_values_fill(&values, c->id, c->name, c->order_no, shop->name, shop->signature);
	return template_render(template, &values.values, &text, &missing) < 0 ? NULL : text;
}

int proposals_apology(Gateway *g, const StoreCall *call, int64_t now_at)
{
	const LogFields fields = {.case_id = call->case_id, .step = step_name(STEP_CALLBACK)};
	StoreProposal proposal = {.case_id = call->case_id, .why = (char *)"missed_callback", .call_id = call->id};
	const ConfShop *shop;
	StoreCase c = {0};
	int64_t id = 0;
	int r = store_case_get(g->store, call->case_id, &c);

	if (r < 0)
		return r;
	shop = conf_shop(g->conf, c.shop);
	if (shop && shop->sms_allowed && !c.blocked && c.state != CASE_CLOSED)
		proposal.text = render(shop, &c);
	if (proposal.text)
		r = store_proposal_put(g->store, &proposal, "followupd", now_at, &id);
	if (r == -EEXIST) /* missed once more before anybody looked */
		r = 0;
	else if (r == 0 && id)
		log_info(&fields, "an apology is proposed to the agents");
	g_free(proposal.text);
	store_case_clear(&c);
	return r;
}
