#include "desk/incident_text.h"

#include "core/ladder.h"
#include "desk/agent_words.h"
#include "desk/incidents.h"
#include "store/inbound.h"
#include "text/case_values.h"

#include <errno.h>

static void clear_left_out(gpointer element)
{
	g_free(((IncidentLeftOut *)element)->why);
}

static void text_init(IncidentText *text)
{
	*text = (IncidentText){.left_out = g_array_new(FALSE, TRUE, sizeof(IncidentLeftOut)),
	                       .first_at = STORE_NO_TIME,
	                       .last_at = STORE_NO_TIME};
	g_array_set_clear_func(text->left_out, clear_left_out);
}

void incident_text_clear(IncidentText *text)
{
	g_clear_pointer(&text->findings, g_array_unref);
	g_clear_pointer(&text->left_out, g_array_unref);
	g_clear_pointer(&text->example, g_free);
}

/* What a text is told to: ends with telling_clear(). */
typedef struct {
	const Desk *desk;
	const StoreIncidentText *text;
	Template *template;
	IncidentText *out;
	GHashTable *people; /* int64_t: who gets it in another case of theirs */
	int64_t rules_id;   /* 0: tried out */
} Telling;

static void telling_clear(Telling *t)
{
	template_free(t->template);
	g_hash_table_unref(t->people);
}

/* One case of it, looked at. */
typedef struct {
	StoreCase c;
	ConfCaseRules rules;
	StoreFacts facts;
	char *words;
	Segments segments;
	int64_t due_at;
	const char *why; /* it gets none; static */
} Hearer;

static void hearer_clear(Hearer *h)
{
	g_free(h->words);
	store_facts_clear(&h->facts);
	conf_case_rules_clear(&h->rules);
	store_case_clear(&h->c);
}

/* ---- one case ---- */

static int check_told(Telling *t, Hearer *h)
{
	gboolean answered = FALSE;
	StoreTold told = STORE_UNTOLD;
	int r = store_incident_told(t->desk->store, t->text->incident_id, h->c.id, &told);

	if (r == 0)
		r = store_incident_answered(t->desk->store, t->text->incident_id, h->c.id, &answered);
	if (r < 0)
		return r;
	if (told == STORE_TOLD)
		h->why = "told";
	else if (told == STORE_TOLD_PERSON || g_hash_table_contains(t->people, &h->c.person_id))
		h->why = "same_person";
	else if (h->c.state == CASE_CLOSED || h->c.state == CASE_RESOLVED)
		h->why = case_state_name(h->c.state);
	else if (answered)
		h->why = reason_name(REASON_AGENT_WAS_FIRST);
	return 0;
}

/* By the rules the sender asks again at the instant of sending. */
static int check_rules(Telling *t, Hearer *h)
{
	const Desk *desk = t->desk;
	const char *author = t->text->approved_by ? t->text->approved_by : desk->actor;
	int64_t claimed_until;
	Plan plan;
	int r;

	if (!conf_case_rules(desk->conf, desk->zones, h->c.shop, h->c.zone, h->c.region, h->c.quiet, &h->rules)) {
		h->why = reason_name(REASON_NO_SHOP);
		return 0;
	}
	r = store_case_facts(desk->store, h->c.id, desk->now_at, &h->facts);
	if (r == 0)
		r = store_claim_of_other(desk->store, h->c.id, author, desk->now_at, &claimed_until);
	if (r < 0)
		return r;
	plan = ladder_words(&h->rules.policy, &h->facts.facts, STEP_AGENT_TEXT, 1, claimed_until, desk->now_at);
	h->due_at = plan.due_at;
	if (plan.verdict != PLAN_STEP)
		h->why = reason_name(plan.reason);
	return 0;
}

/* Whether the customer wrote to us: who did needs no way out (B5). */
static int has_replied(const Desk *desk, int64_t case_id, gboolean *replied)
{
	const StoreReplyFilter filter = {.case_id = case_id, .limit = 1};
	g_autoptr(GArray) replies = NULL;
	int r = store_reply_list(desk->store, &filter, &replies);

	if (r == 0)
		*replied = replies->len > 0;
	return r;
}

static int check_words(Telling *t, Hearer *h)
{
	const ConfShop *shop = h->rules.shop;
	AgentWords words = {.shop = shop, .c = &h->c, .step = STEP_AGENT_TEXT};
	g_auto(CaseValues) values = {0};
	g_autoptr(GArray) warnings = NULL;
	g_autofree char *refused = NULL;
	const char *rule;
	TextField missing;
	int r;

	case_values_fill(&values, h->c.id, h->c.name, h->c.order_no, shop->name, shop->signature);
	if (template_render(t->template, &values.values, &h->words, &missing) < 0) {
		h->why = "missing_value";
		return 0;
	}
	r = has_replied(t->desk, h->c.id, &words.replied);
	if (r == 0)
		r = agent_words_judge(t->desk, &words, h->words, &warnings, &rule, &refused);
	if (r == -EINVAL && refused) {
		h->why = "text_guard";
		return 0;
	}
	if (r < 0)
		return r;
	if (conf_segments(conf_provider(t->desk->conf, shop->provider), h->words, &h->segments) < 0)
		h->why = "bad_text";
	else if (h->segments.segments > shop->rules.max_segments)
		h->why = "too_long";
	return 0;
}

static void count_left_out(IncidentText *out, const char *why)
{
	IncidentLeftOut one = {.cases = 1};

	for (guint i = 0; i < out->left_out->len; i++) {
		IncidentLeftOut *known = &g_array_index(out->left_out, IncidentLeftOut, i);

		if (g_str_equal(known->why, why)) {
			known->cases++;
			return;
		}
	}
	one.why = g_strdup(why);
	g_array_append_val(out->left_out, one);
}

static void count_hearer(Telling *t, const Hearer *h)
{
	IncidentText *out = t->out;
	int64_t at = MAX(h->due_at, t->desk->now_at);

	out->cases++;
	g_hash_table_add(t->people, g_memdup2(&h->c.person_id, sizeof h->c.person_id));
	if (!out->example)
		out->example = g_strdup(h->words);
	if (h->segments.segments > out->most.segments)
		out->most = h->segments;
	out->first_at = out->first_at == STORE_NO_TIME ? at : MIN(out->first_at, at);
	out->last_at = MAX(out->last_at, at);
}

/* Its words, and the story that tells whose they are and when they leave. */
static int put_draft(Telling *t, const Hearer *h, int *number)
{
	const Desk *desk = t->desk;
	const StoreIncidentText *text = t->text;
	const StoreDraft draft = {
	        .case_id = h->c.id, .step = STEP_AGENT_TEXT, .author = text->approved_by, .text = h->words};
	g_autofree char *when = zones_format(h->rules.n_zones ? h->rules.zones[0] : NULL, h->due_at);
	g_autofree char *note = NULL;
	StoreEvent event = {.kind = EVENT_NOTE, .at = desk->now_at, .actor = desk->actor, .step = STEP_AGENT_TEXT};
	int r = store_draft_put(desk->store, &draft, h->due_at, t->rules_id, desk->now_at, number);

	if (r < 0)
		return r;
	note = g_strdup_printf(
	        "text %d is that of incident %" G_GINT64_FORMAT ", written by %s, approved by %s; leaves %s", *number,
	        text->incident_id, rights_account_name(text->written_by), rights_account_name(text->approved_by), when);
	event.note = note;
	r = store_event_add(desk->store, h->c.id, &event);
	return r < 0 ? r : store_roster_touch(desk->store, h->c.id);
}

static int tell_one(Telling *t, Hearer *h)
{
	int number = 0, r = check_told(t, h);

	if (r == 0 && !h->why)
		r = check_rules(t, h);
	if (r == 0 && !h->why)
		r = check_words(t, h);
	if (r < 0)
		return r;
	if (h->why)
		count_left_out(t->out, h->why);
	else
		count_hearer(t, h);
	if (!t->rules_id || (h->why && g_str_equal(h->why, "told")))
		return 0;
	if (!h->why)
		r = put_draft(t, h, &number);
	return r < 0 ? r : store_incident_tell(t->desk->store, t->text, h->c.id, number, h->why, t->desk->now_at);
}

static int tell_case(Telling *t, int64_t case_id)
{
	Hearer h = {.due_at = STORE_NO_TIME};
	int r = store_case_get(t->desk->store, case_id, &h.c);

	if (r == 0)
		r = tell_one(t, &h);
	hearer_clear(&h);
	return r;
}

/* ---- all cases of a language ---- */

static int begin(const Desk *desk, const StoreIncidentText *text, gboolean dry, IncidentText *out, Telling *t,
                 char **fault)
{
	int r = 0;

	*t = (Telling){.desk = desk,
	               .text = text,
	               .out = out,
	               .people = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL)};
	if (template_parse(text->text, &t->template, fault) < 0)
		r = -EINVAL;
	if (r == 0 && (template_fields(t->template) & 1u << FIELD_NEWS)) {
		*fault = g_strdup("{news} is for progress notes alone; this text may have {name}, {order}, {shop}, "
		                  "{signature} and {code}");
		r = -EINVAL;
	}
	if (r == 0 && !dry)
		r = store_rules_put(desk->store, desk->conf->hash, desk->now_at, &t->rules_id);
	return r;
}

static gint by_cases(gconstpointer a, gconstpointer b)
{
	const IncidentLeftOut *one = a, *other = b;

	return one->cases != other->cases ? (one->cases > other->cases ? -1 : 1) : g_strcmp0(one->why, other->why);
}

static gboolean hears(const StoreIncidentCase *member, const char *language)
{
	return member->left_at == STORE_NO_TIME && g_strcmp0(member->language, language) == 0;
}

static int tell_all(Telling *t)
{
	g_autoptr(GArray) members = NULL;
	int r = store_incident_cases(t->desk->store, t->text->incident_id, &members);

	for (guint i = 0; r == 0 && i < members->len; i++) {
		const StoreIncidentCase *member = &g_array_index(members, StoreIncidentCase, i);

		if (hears(member, t->text->language))
			r = tell_case(t, member->case_id);
	}
	g_array_sort(t->out->left_out, by_cases);
	return r;
}

/* The words as they stand, before anybody's name is in them: what is wrong with them is wrong for all. The way out is
 * asked for as the strictest of its cases' regions has it. */
static int judge_words(const Desk *desk, const StoreIncidentText *text, GArray **findings)
{
	g_autoptr(GArray) members = NULL;
	GuardContext context = {.step = STEP_AGENT_TEXT,
	                        .way_out = guard_way_out(STEP_AGENT_TEXT, NULL),
	                        .shop = "{shop}",
	                        .language = text->language};
	int r = store_incident_cases(desk->store, text->incident_id, &members);

	for (guint i = 0; r == 0 && i < members->len; i++) {
		const StoreIncidentCase *member = &g_array_index(members, StoreIncidentCase, i);
		const ConfShop *shop = conf_shop(desk->conf, member->shop);
		StoreCase c = {0};

		if (!hears(member, text->language))
			continue;
		r = store_case_get(desk->store, member->case_id, &c);
		if (r == 0)
			context.way_out = MAX(context.way_out, guard_way_out(STEP_AGENT_TEXT, c.region ? c.region
			                                                                      : shop   ? shop->region
			                                                                               : NULL));
		store_case_clear(&c);
	}
	if (r == 0)
		*findings = guard_check(text->text, &context);
	return r;
}

/* ---- the acts ---- */

static int check_conf(const Desk *desk, char **fault)
{
	if (desk->conf)
		return 0;
	*fault = g_strdup("this needs the configuration: it says who may be texted and when");
	return -EINVAL;
}

static int check_wish(const Desk *desk, const IncidentTextWish *wish, char **fault)
{
	int r = check_conf(desk, fault);

	if (r == 0 && (!wish->language || !*wish->language)) {
		*fault = g_strdup("say of which language the text is: its cases have it (\"incident show\")");
		r = -EINVAL;
	}
	if (r == 0 && (!wish->text || !*wish->text || !g_utf8_validate(wish->text, -1, NULL))) {
		*fault = g_strdup("say what to write, as UTF-8");
		r = -EINVAL;
	}
	return r;
}

static int refusal(const GArray *findings, char **fault)
{
	const GuardFinding *finding = guard_refusal(findings);

	if (!finding)
		return 0;
	*fault = guard_sentence(finding);
	return -EINVAL;
}

static int try_out(const Desk *desk, const StoreIncidentText *text, IncidentText *out, char **fault)
{
	Telling t;
	int r = begin(desk, text, TRUE, out, &t, fault);

	if (r == 0)
		r = judge_words(desk, text, &out->findings);
	if (r == 0)
		r = tell_all(&t);
	telling_clear(&t);
	return r;
}

static int end(Act *act, int r, IncidentText *text, IncidentText *out, char **fault)
{
	r = act_end(act, r, fault);
	if (r == 0)
		*out = *text;
	else
		incident_text_clear(text);
	return r;
}

int incident_text_write(const Desk *desk, const IncidentTextWish *wish, IncidentText *out, char **fault)
{
	const StoreIncidentText words = {
	        .incident_id = wish->incident_id, .language = (char *)wish->language, .text = (char *)wish->text};
	StoreIncident incident = {0};
	IncidentText text;
	Act act;
	int r = check_wish(desk, wish, fault);

	if (r == 0)
		r = act_begin(desk, RIGHT_INCIDENT_TEXT, &act, fault);
	if (r < 0)
		return r;
	text_init(&text);
	r = incident_find_open(desk, wish->incident_id, &incident, fault);
	store_incident_clear(&incident);
	if (r == 0)
		r = try_out(desk, &words, &text, fault);
	if (r == 0 && wish->dry) {
		act_drop(&act);
		*out = text;
		return 0;
	}
	if (r == 0)
		r = refusal(text.findings, fault);
	if (r == 0) {
		r = store_incident_text_put(desk->store, wish->incident_id, wish->language, wish->text, desk->actor,
		                            desk->now_at, &text.text_id);
		if (r == -EEXIST)
			*fault =
			        g_strdup_printf("%s; take it back first (\"incident text N --language %s --withdraw\")",
			                        store_error(desk->store), wish->language);
	}
	return end(&act, r, &text, out, fault);
}

/* Two pairs of eyes: who wrote it does not approve it. Where there are no accounts nobody can be told apart. */
static int check_second(const Act *act, const StoreIncidentText *text, char **fault)
{
	if (act->actor.open || !g_str_equal(text->written_by, act->desk->actor))
		return 0;
	*fault = g_strdup("you wrote this text: a second person who is senior or admin reads and approves it");
	return -EPERM;
}

static int find_text(const Desk *desk, int64_t incident_id, const char *language, int64_t text_id,
                     StoreIncidentText *text, char **fault)
{
	int r = store_incident_text_get(desk->store, incident_id, language ? language : "", text);

	if (r == 0 && text_id && text->id != text_id) {
		store_incident_text_clear(text);
		r = -ENOENT;
		*fault = g_strdup("the text was changed since you read it; read it again");
	} else if (r == -ENOENT) {
		*fault = g_strdup_printf("%s; \"incident show %" G_GINT64_FORMAT "\" lists its texts",
		                         store_error(desk->store), incident_id);
	}
	return r;
}

static int send_out(const Desk *desk, StoreIncidentText *text, IncidentText *out, char **fault)
{
	Telling t;
	int r = begin(desk, text, FALSE, out, &t, fault);

	if (r == 0)
		r = judge_words(desk, text, &out->findings);
	if (r == 0)
		r = refusal(out->findings, fault);
	if (r == 0)
		r = store_incident_text_approve(desk->store, text->id, desk->actor, desk->now_at);
	if (r == 0) {
		text->approved_by = g_strdup(desk->actor);
		r = tell_all(&t);
	}
	telling_clear(&t);
	return r;
}

int incident_text_approve(const Desk *desk, int64_t incident_id, const char *language, int64_t text_id,
                          IncidentText *out, char **fault)
{
	StoreIncident incident = {0};
	StoreIncidentText words = {0};
	IncidentText text;
	Act act;
	int r = check_conf(desk, fault);

	if (r == 0)
		r = act_begin(desk, RIGHT_INCIDENT_APPROVE, &act, fault);
	if (r < 0)
		return r;
	text_init(&text);
	r = incident_find_open(desk, incident_id, &incident, fault);
	store_incident_clear(&incident);
	if (r == 0)
		r = find_text(desk, incident_id, language, text_id, &words, fault);
	if (r == 0 && g_str_equal(words.state, "approved")) {
		*fault = g_strdup_printf("the text in %s is approved already, by %s", words.language,
		                         rights_account_name(words.approved_by));
		r = -EALREADY;
	}
	if (r == 0)
		r = check_second(&act, &words, fault);
	if (r == 0)
		r = send_out(desk, &words, &text, fault);
	text.text_id = words.id;
	store_incident_text_clear(&words);
	return end(&act, r, &text, out, fault);
}

int incident_text_withdraw(const Desk *desk, int64_t incident_id, const char *language, guint *taken, char **fault)
{
	StoreIncident incident = {0};
	StoreIncidentText words = {0};
	guint back = 0;
	Act act;
	int r = act_begin(desk, RIGHT_INCIDENT_TEXT, &act, fault);

	if (r < 0)
		return r;
	r = incident_find_open(desk, incident_id, &incident, fault);
	store_incident_clear(&incident);
	if (r == 0)
		r = find_text(desk, incident_id, language, 0, &words, fault);
	if (r == 0 && g_str_equal(words.state, "approved")) {
		g_auto(Actor) senior = {0};

		r = rights_check(desk, RIGHT_INCIDENT_APPROVE, &senior, fault);
	}
	if (r == 0)
		r = store_incident_text_withdraw(desk->store, words.id, desk->actor, desk->now_at, &back);
	store_incident_text_clear(&words);
	r = act_end(&act, r, fault);
	if (r == 0)
		*taken = back;
	return r;
}

int incident_text_reach(const Desk *desk, const StoreIncident *incident, int64_t case_id, char **fault)
{
	g_auto(IncidentText) out = {0};
	StoreIncidentText words = {0};
	StoreCase c = {0};
	Telling t;
	int r = store_case_get(desk->store, case_id, &c);

	if (r == 0)
		r = store_incident_text_get(desk->store, incident->id, c.language ? c.language : "", &words);
	store_case_clear(&c);
	if (r == -ENOENT)
		return 0;
	if (r == 0 && g_str_equal(words.state, "approved")) {
		r = check_conf(desk, fault);
		if (r == 0) {
			text_init(&out);
			r = begin(desk, &words, FALSE, &out, &t, fault);
			if (r == 0)
				r = tell_case(&t, case_id);
			telling_clear(&t);
		}
	}
	store_incident_text_clear(&words);
	return r;
}
