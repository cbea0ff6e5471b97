#include "desk/agent_words.h"

#include "store/roster.h"

#include <errno.h>
#include <string.h>

/* What a role is to the customer. An admin of this program is no boss of the shop: B7. */
static const struct {
	const char *language;
	const char *role[ROLES];
	const char *between;
} SIGNS[] = {
	{"zh-Hant", {"見習客服", "客服", "資深客服", "客服"}, "，"},
	{"zh-TW", {"見習客服", "客服", "資深客服", "客服"}, "，"},
	{"zh-HK", {"見習客服", "客服", "資深客服", "客服"}, "，"},
	{"zh", {"见习客服", "客服", "资深客服", "客服"}, "，"},
	{"ru", {"служба поддержки, стажёр", "служба поддержки", "старший специалист поддержки", "служба поддержки"}, ", "},
	{"", {"customer care, trainee", "customer care", "senior customer care", "customer care"}, ", "},
};

char *agent_words_sign(const char *text, const StoreAccount *account, const char *language)
{
	gsize row = 0;

	while (!g_str_has_prefix(language ? language : "", SIGNS[row].language))
		row++;
	return g_strdup_printf("%s\n%s%s%s", text, account->full_name, SIGNS[row].between, SIGNS[row].role[account->role]);
}

/* The shop's own words may hold what the guard looks for: they are the admin's, and were looked at with the configuration. */
static char *hide_shop(const ConfShop *shop, const char *text)
{
	GString *out = g_string_new(text);

	if (shop->signature && *shop->signature)
		g_string_replace(out, shop->signature, "{signature}", 0);
	g_string_replace(out, shop->name, "{shop}", 0);
	return g_string_free(out, FALSE);
}

static int add_messages(const Desk *desk, const AgentWords *words, GPtrArray *texts)
{
	g_autoptr(GArray) messages = NULL;
	int r = store_message_list(desk->store, words->c->id, &messages);

	for (guint i = 0; r == 0 && i < messages->len; i++) {
		const StoreMessage *m = &g_array_index(messages, StoreMessage, i);

		if (m->text && m->state != MESSAGE_WAITING && m->state != MESSAGE_FAILED)
			g_ptr_array_add(texts, hide_shop(words->shop, m->text));
	}
	return r;
}

/* All the customer knows of the case by the time they read this: B1 holds across texts, and beside what was granted. */
static int earlier(const Desk *desk, const AgentWords *words, gboolean *first, GPtrArray *texts)
{
	g_autoptr(GArray) waiting = NULL, offers = NULL;
	int r = add_messages(desk, words, texts);

	*first = texts->len == 0;
	if (r == 0)
		r = store_roster_waiting(desk->store, words->c->id, &waiting);
	for (guint i = 0; r == 0 && i < waiting->len; i++)
		g_ptr_array_add(texts, hide_shop(words->shop, g_array_index(waiting, StoreWaiting, i).text));
	if (r == 0)
		r = store_offer_list(desk->store, words->c->id, &offers);
	for (guint i = 0; r == 0 && i < offers->len; i++) {
		const StoreOffer *offer = &g_array_index(offers, StoreOffer, i);

		/* A word the guard knows for a gain, whatever the kind is called. */
		g_ptr_array_add(texts, g_strdup_printf("%s, compensation: %s", offer->kind, offer->note ? offer->note : ""));
	}
	g_ptr_array_add(texts, NULL);
	return r;
}

static char *sentence_of(const GuardFinding *finding)
{
	g_autofree char *sentence = guard_sentence(finding);

	if (!guard_is_promise(finding))
		return g_steal_pointer(&sentence);
	return g_strdup_printf("%s; or keep it: --promise-by TIME writes the promise down with its date and you as its owner",
	                       sentence);
}

int agent_words_judge(const Desk *desk, const AgentWords *words, const char *text, GArray **warnings, const char **rule,
                      char **fault)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *plain = hide_shop(words->shop, text);
	const char *region = words->c->region ? words->c->region : words->shop->region;
	GuardContext context = {.step = words->step, .language = words->c->language};
	g_autoptr(GArray) findings = NULL;
	gboolean first = FALSE;
	int r = earlier(desk, words, &first, texts);

	if (r < 0)
		return r;
	/* An answer to who wrote to us needs no way out; the first words of all say who writes (B5). */
	context.way_out = words->replied || words->step == STEP_PROGRESS ? guard_way_out(STEP_NONE, region)
	                                                                 : guard_way_out(words->step, region);
	context.shop = first && words->step == STEP_AGENT_TEXT ? "{shop}" : NULL;
	context.earlier = (const char *const *)texts->pdata;
	findings = guard_check(plain, &context);
	for (guint i = 0; i < findings->len;) {
		const GuardFinding *finding = &g_array_index(findings, GuardFinding, i);

		if (finding->refuse && !(words->promise && guard_is_promise(finding))) {
			*rule = finding->rule;
			*fault = sentence_of(finding);
			return -EINVAL;
		}
		if (finding->refuse)
			g_array_remove_index(findings, i);
		else
			i++;
	}
	*warnings = g_steal_pointer(&findings);
	return 0;
}
