/* The one text of the provider test. */
#include "desk/provider_probe.h"

#include "desk/case_ref.h"
#include "text/guard.h"
#include "util/mask.h"

#include <errno.h>
#include <string.h>

/* The longest the provider may keep it, and the least that must be left of the permitted hours (as for every text). */
#define VALIDITY_S 3600
#define SHORTEST_VALIDITY_S 60

/* By the shop's language; "" for any other. What it is, from whom, and that nothing is to be done. */
static const struct {
	const char *language, *text;
} TEXTS[] = {
	{"zh", "这是%s的测试短信，用于检查短信能否送达，请忽略。"},
	{"ru", "%s: проверка связи, это тестовое сообщение. Отвечать не нужно."},
	{"", "%s: this is a test message to check our text line. Please ignore it."},
};

static char *test_text(const ConfShop *shop)
{
	gsize i = 0;
	GString *text;

	while (*TEXTS[i].language && g_ascii_strncasecmp(shop->language, TEXTS[i].language, 2) != 0)
		i++;
	text = g_string_new(TEXTS[i].text);
	g_string_replace(text, "%s", shop->name, 1);
	return g_string_free(text, FALSE);
}

char *probe_nonce(void)
{
	g_autofree char *uuid = g_uuid_string_random();
	g_auto(GStrv) parts = g_strsplit(uuid, "-", -1);

	return g_strjoinv(NULL, parts);
}

/* ---- may it leave now? ---- */

typedef struct {
	const ConfShop *shop;
	PhoneNumber number;
	int64_t validity_s;
	char *refusal; /* NULL: it may */
	const char *cure;
} Leave;

static int refuse(Leave *leave, char *why, const char *cure)
{
	leave->refusal = why;
	leave->cure = cure;
	return 0;
}

/* As for the first contact of a case that came in this second: the same question, the same answer. */
static int ask_plan(const Desk *desk, const StorePersonRules *person, ConfCaseRules *rules, Leave *leave)
{
	const DecideRules *hours = &rules->policy.rules[CLASS_FIRST_CONTACT];
	const FactEvent opted_out = {EVENT_OPT_OUT, desk->now_at};
	PlanFacts facts = {.state = CASE_NEW, .round = 1, .complaint_at = desk->now_at,
	                   .landline = leave->number.kind == PHONE_FIXED,
	                   .dead_until = person->dead_until == STORE_NO_TIME ? 0 : person->dead_until,
	                   .facts = DECIDE_FACTS_NONE};
	g_autofree char *when = NULL;
	Plan plan;

	if (person->blocked) {
		facts.facts.events = &opted_out;
		facts.facts.n_events = 1;
	}
	rules->policy.agent_grace_s = 0; /* no people of the shop come first: it is they who ask */
	plan = plan_next(&rules->policy, &facts, desk->now_at);
	if (plan.verdict != PLAN_STEP)
		return refuse(leave, g_strdup_printf("not sent: %s", reason_text(plan.reason)), "give another number");
	if (plan.due_at > desk->now_at) {
		when = zones_format_short(rules->zones[0], plan.due_at);
		return refuse(leave, g_strdup_printf("not sent: it is %s for this number, until %s there", reason_text(plan.reason), when),
		              "test again then, or with a number of a region where it is day");
	}
	leave->validity_s = hours_open_until(hours->layers, hours->n_layers, hours->zones, hours->n_zones, desk->now_at,
	                                     desk->now_at + VALIDITY_S) - desk->now_at;
	if (leave->validity_s < SHORTEST_VALIDITY_S)
		return refuse(leave, g_strdup("not sent: the permitted hours of this number end within a minute"), "test tomorrow");
	return 0;
}

static int ask_leave(const Desk *desk, const char *provider, Leave *leave)
{
	const char *const providers[] = {provider, NULL};
	g_autoptr(GArray) pauses = NULL;
	const PauseSubject subject = {.shop = leave->shop->id, .step = STEP_NONE, .providers = providers};
	StorePersonRules person = {.dead_until = STORE_NO_TIME};
	g_auto(ConfCaseRules) rules = {0};
	int r = store_pause_list(desk->store, desk->now_at, &pauses);

	if (r >= 0)
		r = store_person_rules(desk->store, leave->number.e164, &person);
	if (r < 0)
		return r;
	if (store_pause_find(pauses, &subject))
		r = refuse(leave, g_strdup("not sent: sending is paused"), "followupctl resume");
	else if (leave->number.kind == PHONE_OTHER)
		r = refuse(leave, g_strdup("not sent: nobody's mobile number"), "give another number");
	else if (!conf_case_rules(desk->conf, desk->zones, leave->shop->id, NULL, leave->number.region, person.quiet, &rules))
		r = -EINVAL;
	else
		r = ask_plan(desk, &person, &rules, leave);
	store_person_rules_clear(&person);
	return r;
}

/* ---- the submit ---- */

typedef struct {
	const ProviderTest *test;
	ProviderResult result;
} Sent;

static void take_result(const HttpAnswer *answer, void *user)
{
	Sent *sent = user;

	if (answer->progress == HTTP_ANSWERED)
		sent->test->driver->parse_answer(sent->test->account, answer, &sent->result);
	else
		sent->result = (ProviderResult){
		        .outcome = answer->progress == HTTP_NOT_SENT ? SUBMIT_RETRY_LATER : SUBMIT_UNKNOWN,
		        .code = g_strdup(answer->error)};
}

static void say_result(const ProviderResult *result, const char *masked, GArray *probes)
{
	const char *code = result->code ? result->code : "no words";
	const char *outcome = submit_outcome_name(result->outcome);

	if (result->outcome == SUBMIT_ACCEPTED)
		probe_add(probes, "message", PROBE_OK, g_strdup_printf("accepted for %s: %s", masked, code), NULL);
	else if (result->outcome == SUBMIT_UNKNOWN)
		probe_add(probes, "message", PROBE_UNKNOWN, g_strdup_printf("may be on its way to %s: %s", masked, code),
		          "look at the phone before you test again: it was sent once and is not repeated");
	else
		probe_add(probes, "message", PROBE_FAILED, g_strdup_printf("refused for %s: %s: %s", masked, outcome, code),
		          "followup-provider(7) says what the provider's codes mean");
}

static int submit(const Desk *desk, const ProviderTest *test, const Leave *leave, const char *text, GArray *probes)
{
	g_autofree char *nonce = probe_nonce();
	g_autofree char *ref = probe_nonce();
	g_autofree char *masked = mask_number(leave->number.e164);
	ProviderSubmit submit = {.moment = {.now_at = desk->now_at, .nonce = nonce}, .to = leave->number.e164, .text = text,
	                         .language = leave->shop->language, .ref = ref, .validity_s = leave->validity_s};
	Sent sent = {.test = test};
	HttpRequest request = {0};
	Segments segments;
	int r = text_segments(text, &segments);

	submit.ucs2 = r == 0 && segments.encoding == ENCODING_UCS2;
	if (r == 0)
		r = test->driver->build_submit(test->account, &submit, &request);
	if (r < 0) {
		probe_add(probes, "message", PROBE_FAILED, g_strdup("the driver cannot send a text in words of our own"),
		          "a provider of registered texts is tested with a case of your own: followupctl add");
		return 0;
	}
	r = probe_ask(&request, test->limits, take_result, &sent);
	http_request_clear(&request);
	if (r >= 0)
		say_result(&sent.result, masked, probes);
	provider_result_clear(&sent.result);
	return r;
}

int provider_test_send(const Desk *desk, const ProviderTest *test, const char *shop, const char *number, GArray *probes,
                       char **fault)
{
	Leave leave = {.shop = conf_shop(desk->conf, shop)};
	GuardContext context = {.step = STEP_FIRST_CONTACT};
	g_autofree char *text = leave.shop ? test_text(leave.shop) : NULL;
	g_autoptr(GArray) findings = NULL;
	const GuardFinding *refusal;
	int r = text ? case_ref_phone(desk, shop, number, &leave.number, fault) : -EINVAL;

	if (r < 0) {
		if (!*fault)
			*fault = g_strdup_printf("there is no shop \"%s\"", shop);
		return -EINVAL;
	}
	/* The shop's own name can be a word the guard refuses: then its texts would not leave either. */
	context.way_out = guard_way_out(context.step, leave.number.region);
	context.language = leave.shop->language;
	findings = guard_check(text, &context);
	refusal = guard_refusal(findings);
	r = refusal ? refuse(&leave, guard_sentence(refusal), "look at the shop's name") : ask_leave(desk, test->account->id, &leave);
	if (r < 0) {
		*fault = desk_store_fault(desk, "whether this number may be texted");
		return r;
	}
	if (leave.refusal) {
		probe_add(probes, "message", PROBE_FAILED, leave.refusal, leave.cure);
		return 0;
	}
	r = submit(desk, test, &leave, text, probes);
	if (r < 0)
		*fault = g_strdup_printf("the request cannot be made: %s", g_strerror(-r));
	return r;
}
