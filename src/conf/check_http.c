/* What must fit together within a provider's group "http". */
#include <string.h>

#include "conf/read_http.h"
#include "core/types.h"

typedef struct {
	const HttpProfile *profile;
	const Place *place; /* of the group */
	const char *key;
	Faults *faults;
} Check;

static void fault(const Check *c, const char *below, const char *words)
{
	g_autofree char *key = g_strdup_printf("%s.%s", c->key, below);

	faults_add(c->faults, c->place, key, NULL, "%s", words);
}

static void demand(const Check *c, gboolean good, const char *below, const char *words)
{
	if (!good)
		fault(c, below, words);
}

/* ---- requests ---- */

static guint32 vars_of_pairs(const GPtrArray *pairs)
{
	guint32 vars = 0;

	for (guint i = 0; pairs && i < pairs->len; i++)
		vars |= http_template_vars(((const HttpPair *)pairs->pdata[i])->value);
	return vars;
}

static guint32 vars_of(const HttpRequestPlan *plan)
{
	const HttpTemplate *const templates[] = {plan->path, plan->xml, plan->text};
	guint32 vars = vars_of_pairs(plan->query) | vars_of_pairs(plan->headers) | vars_of_pairs(plan->form);

	for (gsize i = 0; i < G_N_ELEMENTS(templates); i++)
		vars |= templates[i] ? http_template_vars(templates[i]) : 0;
	for (HttpVar var = 0; plan->json && var < HTTP_VARS; var++) {
		g_autofree char *text = g_strdup_printf("{%s}", http_template_var_name(var));
		g_autofree char *number = g_strdup_printf("{#%s}", http_template_var_name(var));

		vars |= strstr(plan->json, text) || strstr(plan->json, number) ? HTTP_VAR_BIT(var) : 0;
	}
	return vars;
}

static gboolean is_xml(const HttpTemplate *t)
{
	static const HttpValues SAMPLE = {.value = {[HTTP_VAR_TO] = "+491", [HTTP_VAR_TEXT] = "a & b < \"c\""}};
	static const GMarkupParser NOTHING = {NULL, NULL, NULL, NULL, NULL};
	g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new(&NOTHING, 0, NULL, NULL);
	g_autoptr(GString) xml = g_string_new(NULL);

	return http_template_render(t, &SAMPLE, HTTP_ESCAPE_XML, xml) == 0 &&
	       g_markup_parse_context_parse(context, xml->str, (gssize)xml->len, NULL) &&
	       g_markup_parse_context_end_parse(context, NULL);
}

static gboolean is_header_name(const char *name)
{
	for (const char *p = name; *p; p++)
		if (!g_ascii_isalnum(*p) && !strchr("!#$%&'*+-.^_`|~", *p)) /* RFC 9110, 5.6.2 */
			return FALSE;
	return *name != '\0';
}

static void check_headers(const Check *c, const HttpRequestPlan *plan, const char *below)
{
	for (guint i = 0; plan->headers && i < plan->headers->len; i++)
		demand(c, is_header_name(((const HttpPair *)plan->headers->pdata[i])->name), below,
		       "the name of a header holds what none may; write it as \"X-Name={ref}\"");
}

static void check_request(const Check *c, const HttpRequestPlan *plan, const char *below)
{
	int bodies = (plan->form != NULL) + (plan->json != NULL) + (plan->xml != NULL) + (plan->text != NULL);
	guint32 vars = vars_of(plan);

	demand(c, bodies <= 1, below, "more than one body; write one of form, json, xml and text");
	demand(c, !bodies || g_strcmp0(plan->method, "GET") != 0, below,
	       "a body that GET does not carry; write its parameters as query, or method = \"POST\"");
	demand(c, !plan->xml || is_xml(plan->xml), below,
	       "its xml is not well-formed; write one element with all inside");
	demand(c, !(vars & HTTP_VAR_BIT(HTTP_VAR_TO_NATIONAL)) || c->profile->country_code, below,
	       "{to_national} without a country; write country_code = \"49\" into the group http");
	demand(c, !c->profile->charset || !plan->json, below, "JSON is UTF-8; take charset out of the group http");
	demand(c, c->profile->auth.kind != HTTP_AUTH_BODY || plan->form || plan->json, below,
	       "there is no form and no JSON for auth to stand in; write it into the query, or a body here");
	demand(c,
	       c->profile->auth.kind != HTTP_AUTH_HMAC || c->profile->auth.place != HTTP_IN_BODY || plan->form ||
	               plan->json,
	       below,
	       "there is no form and no JSON for the signature to stand in; write in = \"header\", or a body here");
	check_headers(c, plan, below);
}

/* ---- conditions ---- */

static void check_conditions(const Check *c, const GPtrArray *rows, const char *below)
{
	for (guint i = 0; rows && i < rows->len; i++) {
		const HttpCondition *row = rows->pdata[i];
		g_autofree char *key = g_strdup_printf("%s[%u]", below, i);

		demand(c, row->http || row->pointer || row->body, key,
		       "it would hold for every answer; write http, a pointer or a body into it");
		demand(c, row->pointer || (!row->is && !row->like), key,
		       "nothing says what is compared; write pointer = \"/status\" beside it");
	}
}

static gboolean touches_success(const GArray *ranges)
{
	for (int status = 200; status <= 299; status++)
		if (http_profile_status_in(ranges, status))
			return TRUE;
	return FALSE;
}

/* Whatever says "surely not sent" of an answer that says nothing itself would have the message sent again. */
static void check_errors(const Check *c, const GPtrArray *rows)
{
	check_conditions(c, rows, "send.errors");
	for (guint i = 0; rows && i < rows->len; i++) {
		const HttpCondition *row = rows->pdata[i];
		g_autofree char *key = g_strdup_printf("send.errors[%u]", i);

		demand(c,
		       row->pointer || row->body || !row->http || row->outcome == SUBMIT_UNKNOWN ||
		               !touches_success(row->http),
		       key,
		       "an answer of 200 to 299 alone proves no error; write a pointer or a body beside http, or class "
		       "= "
		       "\"unknown\"");
		demand(c, row->outcome == SUBMIT_THROTTLED || (!row->delay_s && !row->delay_from && !row->number_only),
		       key,
		       "only throttled waits; write class = \"throttled\", or take delay, delay_from and number_only "
		       "out");
	}
}

static void check_send(const Check *c, const HttpSend *send)
{
	guint32 vars = vars_of(&send->request);
	const guint32 numbers =
	        HTTP_VAR_BIT(HTTP_VAR_TO) | HTTP_VAR_BIT(HTTP_VAR_TO_NO_PLUS) | HTTP_VAR_BIT(HTTP_VAR_TO_NATIONAL);

	check_request(c, &send->request, "send");
	demand(c, (vars & numbers) != 0, "send",
	       "it tells no number; write {to}, {to_no_plus} or {to_national} into it");
	demand(c, (vars & HTTP_VAR_BIT(HTTP_VAR_TEXT)) != 0, "send", "it tells no text; write {text} into it");
	demand(c, (send->id_pointer != NULL) + (send->id_like != NULL) + (send->id_header != NULL) <= 1, "send",
	       "more than one place of the id; write one of id_pointer, id_like and id_header");
	check_conditions(c, send->success, "send.success");
	check_errors(c, send->errors);
}

static void warn_of_any_answer(const Check *c, const HttpSend *send)
{
	g_autofree char *key = g_strconcat(c->key, ".send", NULL);
	gboolean inside = send->id_pointer || send->id_like || send->id_header;

	for (guint i = 0; send->success && i < send->success->len; i++) {
		const HttpCondition *row = send->success->pdata[i];

		inside |= row->pointer || row->body;
	}
	if (!inside)
		faults_warn(c->faults, c->place, key, NULL,
		            "any answer of its status counts as accepted, a proxy's page too; write success with a "
		            "pointer or a body, "
		            "or where the id stands");
}

static void check_lookup(const Check *c, const HttpLookup *lookup)
{
	const guint32 ours = HTTP_VAR_BIT(HTTP_VAR_REF) | HTTP_VAR_BIT(HTTP_VAR_ID);
	gboolean by_ref = vars_of(&lookup->request) & ours || lookup->match;

	check_request(c, &lookup->request, "lookup");
	check_conditions(c, lookup->found, "lookup.found");
	check_conditions(c, lookup->absent, "lookup.absent");
	demand(c, !lookup->array == !lookup->match, "lookup",
	       "array and match belong together; write array = \"/messages\" and match = \"/reference\"");
	demand(c, by_ref, "lookup", "it asks for no message of ours; write {ref} or {id} into it, or array and match");
	demand(c, !lookup->status || c->profile->statuses, "lookup",
	       "nothing says what its status means; write statuses = ( { is = \"1\"; status = \"delivered\"; } )");
}

/* ---- proofs and webhooks ---- */

static void check_auth(const Check *c, const HttpAuth *auth)
{
	gboolean value = auth->kind >= HTTP_AUTH_HEADER && auth->kind <= HTTP_AUTH_BODY;
	gboolean header =
	        auth->kind == HTTP_AUTH_HEADER || (auth->kind == HTTP_AUTH_HMAC && auth->place == HTTP_IN_HEADER);

	demand(c, !(value || auth->kind == HTTP_AUTH_HMAC) || auth->name, "auth",
	       "it has no name to stand under; write name = \"X-Api-Key\"");
	demand(c, !header || !auth->name || is_header_name(auth->name), "auth",
	       "its name is not that of a header; write it as \"X-Api-Key\"");
	demand(c, !value || (auth->value && http_template_vars(auth->value) & HTTP_VAR_BIT(HTTP_VAR_SECRET)), "auth",
	       "its value holds no {secret}, and the secret itself never stands here; write value = \"{secret}\"");
	demand(c, value || !auth->value, "auth", "only kinds header, query and body have a value; take it out");
	demand(c, auth->kind != HTTP_AUTH_HMAC || auth->text, "auth",
	       "nothing says what is signed; write text = \"{now}{nonce}{body}\"");
	demand(c, auth->kind == HTTP_AUTH_HMAC || !auth->text, "auth", "only kind hmac signs a text; take it out");
}

static gboolean is_line(const char *field)
{
	return field && *field == '#';
}

static void check_hook(const Check *c, const HttpHook *hook, const char *below, const char *const *fields, gsize n)
{
	gboolean by_line = is_line(hook->id) || is_line(hook->time) || is_line(hook->only);

	for (gsize i = 0; i < n; i++)
		by_line |= is_line(fields[i]);
	demand(c, !by_line || hook->lines, below, "fields by line, and nothing has lines; write lines = true");
	demand(c, !hook->only == !hook->only_is, below,
	       "only and only_is belong together; write only = \"type\" and only_is = \"dlr\"");
	demand(c, !hook->offset_s || hook->time_form == HTTP_TIME_LOCAL, below,
	       "utc_offset belongs to time_form = \"local\"; take it out");
}

static void check_webhooks(const Check *c)
{
	const HttpReports *reports = c->profile->reports;
	const HttpReplies *replies = c->profile->replies;

	if (reports) {
		const char *const fields[] = {reports->ref, reports->status, reports->error};

		check_hook(c, &reports->hook, "reports", fields, G_N_ELEMENTS(fields));
		demand(c, reports->ref || reports->hook.id, "reports",
		       "nothing says whose report it is; write ref or id, the field it stands in");
		demand(c, c->profile->statuses != NULL, "reports",
		       "nothing says what its status means; write statuses = ( { is = \"1\"; status = \"delivered\"; } "
		       ")");
	}
	if (replies) {
		const char *const fields[] = {replies->from, replies->to, replies->text, replies->optout};

		check_hook(c, &replies->hook, "replies", fields, G_N_ELEMENTS(fields));
		demand(c, !replies->optout == !(replies->stop || replies->start || replies->help), "replies",
		       "optout and its words belong together; write optout = \"type\" and stop = \"STOP\"");
		demand(c, !replies->part_of == !replies->part && !replies->part == !replies->parts, "replies",
		       "part_of, part and parts belong together; write all three");
	}
}

void check_http(const HttpProfile *profile, const Place *place, const char *key, Faults *faults)
{
	const Check c = {profile, place, key, faults};
	guint before = faults_count(faults);

	check_send(&c, profile->send);
	if (profile->lookup)
		check_lookup(&c, profile->lookup);
	if (profile->check) {
		check_request(&c, &profile->check->request, "check");
		check_conditions(&c, profile->check->success, "check.success");
	}
	check_auth(&c, &profile->auth);
	check_webhooks(&c);
	if (faults_count(faults) == before)
		warn_of_any_answer(&c, profile->send);
}
