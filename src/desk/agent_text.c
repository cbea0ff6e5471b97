#include "desk/agent_text.h"

#include "core/plan.h"
#include "desk/agent_words.h"
#include "desk/explain.h"
#include "desk/promises.h"
#include "store/inbound.h"

#include <errno.h>
#include <string.h>

void agent_text_clear(AgentText *text)
{
	g_clear_pointer(&text->text, g_free);
	g_clear_pointer(&text->price, g_free);
	g_clear_pointer(&text->sentence, g_free);
	g_clear_pointer(&text->warnings, g_array_unref);
}

/* What an act on a text needs to know; ends with made_clear(). */
typedef struct {
	Act *act;
	const AgentTextWish *wish;
	AgentText *out;
	ConfCaseRules rules;
	ConfOverride override;
	StoreFacts facts;
	GArray *contacts; /* of int64_t: the person's, and the case's own texts that wait */
	const ConfShop *shop;
	const ConfProvider *provider;
	gboolean replied; /* the customer wrote to us in this case */
} Making;

static void making_clear(Making *m)
{
	conf_case_rules_clear(&m->rules);
	conf_override_clear(&m->override);
	store_facts_clear(&m->facts);
	g_clear_pointer(&m->contacts, g_array_unref);
}

/* ---- may it be texted at all ---- */

static int refuse(AgentText *out, const char *rule, char **fault, const char *why)
{
	out->refused = rule;
	*fault = g_strdup(why);
	return -EINVAL;
}

static int check_customer(const Making *m, char **fault)
{
	const StoreCase *c = &m->act->c;
	Action action;

	if (c->blocked || (decide_cancels(DECIDE_NEXT, &m->facts.facts.facts, m->act->desk->now_at, &action) &&
	                   action == ACTION_CANCEL_OPT_OUT))
		return refuse(m->out, "opted_out", fault,
		              "the customer is opted out: nothing may be sent; only their own START or a signed note (\"optin CASE --note '...'\") ends that");
	if (c->dead_until != STORE_NO_TIME && c->dead_until > m->act->desk->now_at)
		return refuse(m->out, "dead_number", fault,
		              "the number is dead: no text arrives there, or it is somebody else's now");
	if (m->facts.facts.landline)
		return refuse(m->out, "landline", fault, "the number is a landline, where no text arrives; call instead (\"calls\")");
	if (c->state == CASE_CLOSED)
		return refuse(m->out, "case_closed", fault, "the case is closed; reopen it first");
	return 0;
}

static int check_shop(const Making *m, char **fault)
{
	if (!m->shop->sms_allowed)
		return refuse(m->out, "sms_off", fault,
		              "the shop may not text its customers: its sms.allowed is false until an admin writes the ground (followup.conf(5))");
	/* Who wrote to us may be answered; else the region's consent is needed as for any first text. */
	if (m->rules.policy.no_consent[CLASS_FIRST_CONTACT] && !m->replied)
		return refuse(m->out, "no_consent", fault,
		              "the customer's region wants consent first, and the shop states none (consent.first_contact); an answer to the customer's own message would be possible");
	return 0;
}

/* ---- the words ---- */

static int judge_words(Making *m, char **fault)
{
	AgentWords words = {.shop = m->shop, .c = &m->act->c, .step = m->wish->step, .replied = m->replied,
	                    .promise = m->wish->promise_by != NULL};
	int r = agent_words_judge(m->act->desk, &words, m->wish->text, &m->out->warnings, &m->out->refused, fault);

	if (r < 0)
		return r;
	m->out->text = m->wish->step == STEP_AGENT_TEXT && m->shop->rules.agent_signature && !m->act->actor.open
	                       ? agent_words_sign(m->wish->text, &m->act->actor.account, m->act->c.language)
	                       : g_strdup(m->wish->text);
	if (conf_segments(m->provider, m->out->text, &m->out->segments) < 0)
		return refuse(m->out, "too_long", fault, "the text is not valid UTF-8, or longer than the provider takes; write less");
	if (m->out->segments.segments > m->shop->rules.max_segments) {
		m->out->refused = "too_long";
		*fault = g_strdup_printf("the text has %d segments with the signature, and at most %d may leave; write less",
		                         m->out->segments.segments, m->shop->rules.max_segments);
		return -EINVAL;
	}
	if (m->provider && *m->provider->price.currency)
		m->out->price = price_of(&m->provider->price, m->out->segments.segments);
	return 0;
}

/* ---- the minute ---- */

/* Why not now, of the rules as they are: hours of the customer, or the budget. Caller frees. */
static char *why_later(Making *m, const DecideRules *rules, int64_t due_at)
{
	int64_t now_at = m->act->desk->now_at, open_at = due_at, edge;
	GTimeZone *customer = m->rules.n_zones ? m->rules.zones[0] : NULL;
	g_autofree char *until = NULL;
	Reason reason;

	if (!hours_next(rules->layers, rules->n_layers, rules->zones, rules->n_zones, now_at, due_at, &open_at) ||
	    open_at == now_at)
		reason = REASON_BUDGET;
	else
		reason = plan_hours_reason(rules, now_at, &edge);
	m->out->why = reason_name(reason);
	if (reason == REASON_BUDGET)
		return g_strdup("the customer was contacted often enough lately");
	until = zones_format_short(customer, open_at);
	return g_strdup_printf("%s until %s%s", reason_text(reason), open_at == due_at ? "then" : until,
	                       open_at == due_at ? "" : ", then the budget of contacts");
}

static void say_minute(Making *m, const DecideRules *rules, gboolean now)
{
	const Desk *desk = m->act->desk;
	GTimeZone *customer = zones_get(desk->zones, m->act->c.zone);
	GString *s = g_string_new(NULL);
	g_autofree char *when = NULL;

	if (!customer && m->rules.n_zones == 1)
		customer = m->rules.zones[0];
	when = desk_time_both(customer, desk_shop_zone(desk, m->act->c.shop), m->out->due_at);
	if (m->out->joined) {
		g_string_append_printf(s, "Leaves with other facts that wait, %s.", when);
	} else if (now) {
		g_string_append_printf(s, "Leaves now, %s.", when);
	} else {
		g_autofree char *why = why_later(m, rules, m->out->due_at);

		g_string_append_printf(s, "Leaves %s: %s.", when, why);
	}
	if (m->wish->step == STEP_AGENT_TEXT) /* a fact's words around it are the text pack's */
		g_string_append_printf(s, " %d segment%s%s%s.", m->out->segments.segments, m->out->segments.segments == 1 ? "" : "s",
		                       m->out->price ? ", " : "", m->out->price ? m->out->price : "");
	m->out->sentence = g_string_free(s, FALSE);
}

static int find_minute(Making *m, char **fault)
{
	const DecideRules *rules = &m->rules.policy.rules[CLASS_FIRST_CONTACT];
	int64_t now_at = m->act->desk->now_at;
	DecideFacts facts;
	Decision decision;

	if (m->wish->override) {
		conf_override_rules(&m->rules, CLASS_FIRST_CONTACT, &m->override);
		rules = &m->override.rules;
	}
	facts = m->facts.facts.facts;
	facts.contacts = (const int64_t *)(const void *)m->contacts->data;
	facts.n_contacts = m->contacts->len;
	decision = decide_when(DECIDE_NEXT, rules, &facts, now_at);
	if (decision.action == ACTION_HOLD_NO_ZONE)
		return refuse(m->out, "no_zone", fault,
		              "nobody knows the customer's zone, so no hour is sure; tell it: \"add shop=... external_id=... phone=... zone=Asia/Shanghai\"");
	if (decision.at == DECIDE_NEVER)
		return refuse(m->out, "no_time", fault,
		              "no permitted time is in sight for this customer; \"hours CASE\" shows the hours");
	m->out->due_at = decision.at;
	say_minute(m, rules, decision.at <= now_at);
	return 0;
}

/* ---- keeping it ---- */

/* The story tells whose words they are, when they leave, and on what ground they may leave early. */
static int tell(Making *m, int number)
{
	const Desk *desk = m->act->desk;
	GTimeZone *customer = m->rules.n_zones ? m->rules.zones[0] : NULL;
	g_autofree char *when = zones_format(customer, m->out->due_at);
	g_autofree char *note =
		m->wish->step == STEP_PROGRESS
			? g_strdup_printf("%s (told %s)", m->wish->text, when)
			: g_strdup_printf("text %d written, leaves %s%s%s%s", number, when,
		                          m->wish->override ? "; the shop's hours and budget overridden, the customer said: \"" : "",
		                          m->wish->override ? m->wish->override : "", m->wish->override ? "\"" : "");
	StoreEvent event = {.kind = m->wish->step == STEP_PROGRESS ? EVENT_PROGRESS : EVENT_NOTE, .at = desk->now_at,
	                    .actor = desk->actor, .step = m->wish->step, .note = note};

	return store_event_add(desk->store, m->act->c.id, &event);
}

/* What came of the same words before, and what to do. Caller frees. */
static char *say_twin(const Making *m, const StoreTwin *twin)
{
	const Desk *desk = m->act->desk;
	GTimeZone *customer = m->rules.n_zones ? m->rules.zones[0] : NULL;
	GTimeZone *shop = desk_shop_zone(desk, m->act->c.shop);
	g_autofree char *who = act_person(desk, twin->author);
	g_autofree char *words = g_strdup_printf("%s %d of %s", desk_step_words(m->wish->step), twin->number, who);
	g_autofree char *when =
		desk_time_both(customer, shop, twin->state == STEP_PLANNED ? twin->due_at : twin->changed_at);
	g_autofree char *again = desk_time_both(customer, shop, twin->changed_at + AGENT_TEXT_AGAIN_S);

	switch (twin->state) {
	case STEP_PLANNED:
		return g_strdup_printf("the same words wait already: %s, leaves %s; nothing was added: take that back "
		                       "first (\"cancel\"), or write others", words, when);
	case STEP_HELD:
		return g_strdup_printf("the same words wait already: %s, held; nothing was added: take that back first "
		                       "(\"cancel\"), or write others", words);
	case STEP_SENDING:
		return g_strdup_printf("the same words are being handed over: %s, %s; nothing was added: write others, "
		                       "or the same again after %s", words, when, again);
	case STEP_UNKNOWN:
		return g_strdup_printf("the same words may have left: %s, %s, and nobody knows yet; nothing was added: "
		                       "have that settled first (\"settle %" G_GINT64_FORMAT "\"), or write others",
		                       words, when, m->act->c.id);
	default:
		return g_strdup_printf("the same words left: %s, %s; nothing was added: write others, or the same again "
		                       "after %s", words, when, again);
	}
}

/* A fact may stand among others that wait; a text is compared as it leaves, so that two people may say the same. */
static int check_twin(Making *m, char **fault)
{
	const Desk *desk = m->act->desk;
	StoreTwin twin = {0};
	int r = store_draft_twin(desk->store, m->act->c.id, m->wish->step, m->out->text,
	                         desk->now_at - AGENT_TEXT_AGAIN_S, &twin);

	if (r == -ENOENT)
		return 0;
	if (r == 0) {
		m->out->refused = "twice";
		*fault = say_twin(m, &twin);
		r = -EINVAL;
	}
	store_twin_clear(&twin);
	return r;
}

/* A fact that joined others leaves with them. */
static void note_joining(Making *m, const GArray *waiting)
{
	for (guint i = 0; i < waiting->len; i++) {
		const StoreWaiting *w = &g_array_index(waiting, StoreWaiting, i);
		g_autofree char *alone = NULL;

		if (w->step != m->wish->step || w->number != m->out->number || w->due_at == STORE_NO_TIME)
			continue;
		m->out->joined = TRUE;
		m->out->why = NULL;
		m->out->due_at = w->due_at;
		alone = m->out->sentence;
		say_minute(m, NULL, w->due_at <= m->act->desk->now_at);
	}
}

static int keep(Making *m, char **fault)
{
	const Desk *desk = m->act->desk;
	StoreDraft draft = {.case_id = m->act->c.id, .step = m->wish->step, .author = (char *)desk->actor,
	                          .text = m->out->text, .override = (char *)m->wish->override};
	g_autoptr(GArray) waiting = NULL;
	int64_t rules_id = 0;
	int r = store_roster_waiting(desk->store, draft.case_id, &waiting);

	if (r == 0)
		r = store_rules_put(desk->store, desk->conf->hash, desk->now_at, &rules_id);
	if (r == 0 && m->wish->promise_by)
		r = promise_within(m->act, m->wish->text, m->wish->promise_by, 0, &m->out->promise_id, fault);
	draft.promise_id = m->out->promise_id;
	if (r == 0)
		r = store_draft_put(desk->store, &draft, m->out->due_at, rules_id, desk->now_at, &m->out->number);
	if (r < 0)
		return r;
	note_joining(m, waiting);
	r = tell(m, m->out->number);
	if (r == 0 && m->wish->proposal_id)
		r = store_proposal_end(desk->store, m->wish->proposal_id, m->out->number, desk->actor, desk->now_at);
	return r == 0 ? store_roster_touch(desk->store, draft.case_id) : r;
}

/* A text that waits is as good as a contact for the next one; a fact joins those that wait and is no contact of its own. */
static int reserve(Making *m)
{
	g_autoptr(GArray) waiting = NULL;
	int r = store_case_facts(m->act->desk->store, m->act->c.id, m->act->desk->now_at, &m->facts);

	if (r == 0)
		r = store_roster_waiting(m->act->desk->store, m->act->c.id, &waiting);
	if (r < 0)
		return r;
	m->contacts = g_array_copy(m->facts.contacts);
	for (guint i = 0; i < waiting->len; i++) {
		const StoreWaiting *w = &g_array_index(waiting, StoreWaiting, i);

		if (w->due_at != STORE_NO_TIME && (w->step != STEP_PROGRESS || m->wish->step != STEP_PROGRESS))
			g_array_append_val(m->contacts, w->due_at);
	}
	return 0;
}

static int customer_replied(const Desk *desk, int64_t case_id, gboolean *replied)
{
	const StoreReplyFilter filter = {.case_id = case_id, .limit = 1};
	g_autoptr(GArray) replies = NULL;
	int r = store_reply_list(desk->store, &filter, &replies);

	if (r == 0)
		*replied = replies->len > 0;
	return r;
}

static int make(Making *m, char **fault)
{
	const Desk *desk = m->act->desk;
	const StoreCase *c = &m->act->c;
	int r;

	if (!conf_case_rules(desk->conf, desk->zones, c->shop, c->zone, c->region, c->quiet, &m->rules)) {
		*fault = g_strdup_printf("the configuration has no shop \"%s\" any more", c->shop);
		return -EINVAL;
	}
	m->shop = m->rules.shop;
	m->provider = conf_provider(desk->conf, m->shop->provider);
	r = reserve(m);
	if (r == 0)
		r = customer_replied(desk, c->id, &m->replied);
	if (r == 0)
		r = check_customer(m, fault);
	if (r == 0)
		r = check_shop(m, fault);
	if (r == 0)
		r = judge_words(m, fault);
	if (r == 0)
		r = check_twin(m, fault);
	if (r == 0)
		r = find_minute(m, fault);
	if (r == 0 && !m->wish->dry)
		r = keep(m, fault);
	return r;
}

static int check_wish(const Desk *desk, const AgentTextWish *wish, AgentText *out, char **fault)
{
	if (!desk->conf)
		return refuse(out, NULL, fault, "this needs the configuration: it says who may be texted and when");
	if (!wish->text || !*wish->text)
		return refuse(out, "no_words", fault, "say what to write");
	if (!g_utf8_validate(wish->text, -1, NULL))
		return refuse(out, "no_words", fault, "the text is not UTF-8");
	if (wish->override && (!*wish->override || !g_utf8_validate(wish->override, -1, NULL)))
		return refuse(out, "no_words", fault, "--override: quote the customer's own words that ask for it, \"call or text me any time "
		                                      "tonight\"");
	return 0;
}

int agent_text_put(const Desk *desk, const AgentTextWish *wish, AgentText *out, char **fault)
{
	AgentText text = {.held_until = STORE_NO_TIME};
	Act act;
	Making m = {.act = &act, .wish = wish, .out = &text};
	int r = check_wish(desk, wish, &text, fault);

	out->refused = text.refused;
	if (r < 0)
		return r;
	r = act_begin_case(desk, RIGHT_REPLY, wish->case_id, ACT_TAKES, &act, fault);
	if (r < 0)
		return r;
	if (wish->override)
		r = rights_also(&act.actor, RIGHT_OVERRIDE, fault);
	if (r == 0 && wish->promise_by)
		r = rights_also(&act.actor, RIGHT_PROMISE, fault);
	if (r == 0)
		r = make(&m, fault);
	if (!wish->dry)
		text.held_until = act.held_until;
	if (r == 0 && wish->dry)
		act_drop(&act);
	else
		r = act_end(&act, r, fault);
	making_clear(&m);
	if (r == 0)
		*out = text;
	else
		agent_text_clear(&text);
	out->refused = r < 0 ? text.refused : NULL;
	return r;
}

/* ---- taking back ---- */

/* When what the daemon did was handed over, on the shop's clock with seconds. Caller frees. */
static char *handed_over(const Desk *desk, const StoreCase *c, int64_t at)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
	GTimeZone *zone = desk_shop_zone(desk, c->shop);
	g_autoptr(GDateTime) local = zone && utc ? g_date_time_to_timezone(utc, zone) : g_date_time_ref(utc);

	return g_date_time_format(local, "already handed over at %H:%M:%S on %Y-%m-%d (shop's clock)");
}

static int cancel_draft(const Act *act, Step step, int *number, char **fault)
{
	const Desk *desk = act->desk;
	g_autoptr(GArray) waiting = NULL;
	int64_t at = 0;
	int r = store_roster_waiting(desk->store, act->c.id, &waiting);

	for (guint i = 0; r == 0 && *number == 0 && i < waiting->len; i++)
		if (g_array_index(waiting, StoreWaiting, waiting->len - 1 - i).step == step)
			*number = g_array_index(waiting, StoreWaiting, waiting->len - 1 - i).number;
	if (r == 0 && *number == 0) {
		*fault = g_strdup_printf("case %" G_GINT64_FORMAT " has no %s that waits; \"show\" tells what left", act->c.id,
		                         desk_step_words(step));
		return -ENOENT;
	}
	if (r == 0)
		r = store_draft_cancel(desk->store, act->c.id, step, *number, desk->actor, desk->now_at, &at);
	if (r == -EALREADY)
		*fault = handed_over(desk, &act->c, at);
	if (r == -ENOENT)
		*fault = g_strdup_printf("case %" G_GINT64_FORMAT " has no %s %d that waits; \"show\" tells what left", act->c.id,
		                         desk_step_words(step), *number);
	return r;
}

/* What a person takes away stays so, and the reason says who. */
static int cancel_planned(const Act *act, Step step, char **fault)
{
	const Desk *desk = act->desk;
	g_autofree char *reason = g_strdup_printf("cancelled by %s", desk->actor);
	const StoreEvent event = {.kind = EVENT_NOTE, .at = desk->now_at, .actor = desk->actor, .step = step,
	                          .note = "cancelled"};
	const StoreStep *found = NULL;
	g_autoptr(GArray) steps = NULL;
	int r = store_step_list(desk->store, act->c.id, &steps);

	for (guint i = 0; r == 0 && i < steps->len; i++) {
		const StoreStep *s = &g_array_index(steps, StoreStep, i);

		if (s->step == step && s->round == act->c.round)
			found = s;
	}
	if (r == 0 && (!found || found->state == STEP_CANCELLED)) {
		*fault = g_strdup_printf("case %" G_GINT64_FORMAT " has no %s planned; \"why\" tells what is next", act->c.id,
		                         desk_step_words(step));
		return -ENOENT;
	}
	if (r == 0 && found->state != STEP_PLANNED && found->state != STEP_HELD) {
		*fault = handed_over(desk, &act->c, found->changed_at);
		return -EALREADY;
	}
	if (r == 0)
		r = store_step_set(desk->store, found->id, STEP_CANCELLED, STORE_NO_TIME, reason, NULL, desk->now_at);
	return r == 0 ? store_event_add(desk->store, act->c.id, &event) : r;
}

int agent_text_cancel(const Desk *desk, int64_t case_id, Step step, int number, char **what, char **fault)
{
	gboolean draft = step_is_words(step);
	Act act;
	int r = act_begin_case(desk, draft ? RIGHT_REPLY : RIGHT_CANCEL, case_id, ACT_RENEW, &act, fault);

	if (r < 0)
		return r;
	r = draft ? cancel_draft(&act, step, &number, fault) : cancel_planned(&act, step, fault);
	if (r == 0)
		r = store_roster_touch(desk->store, case_id);
	r = act_end(&act, r, fault);
	if (r == 0 && what)
		*what = draft ? g_strdup_printf("%s %d", desk_step_words(step), number) : g_strdup(desk_step_words(step));
	return r;
}
