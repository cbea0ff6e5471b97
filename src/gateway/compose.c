#include "gateway/compose.h"

#include "text/catalog.h"
#include "text/code.h"
#include "text/guard.h"
#include "text/segment.h"

#define NAME_CHARS 40  /* longer "names" are not names; they would eat the text's segments */
#define ORDER_CHARS 40
#define ANSWER_BYTES 65536

void compose_account(const ConfProvider *conf, ProviderAccount *account)
{
	*account = (ProviderAccount){.id = conf->id, .url = conf->url, .username = conf->username, .password = conf->password,
	                             .account = conf->account, .service = conf->service, .sender = conf->sender,
	                             .caller = conf->caller, .sign_name = conf->sign_name, .api_region = conf->api_region,
	                             .signing = conf->signing, .signature_secret = conf->signature_secret,
	                             .smsc = conf->smsc};
}

void compose_limits(const ConfProvider *conf, const Provider *driver, HttpLimits *limits)
{
	*limits = (HttpLimits){.timeout_ms = conf->timeout_ms, .connect_timeout_ms = conf->connect_timeout_ms,
	                       .max_answer = ANSWER_BYTES,
	                       .route = {.ca_file = conf->ca_file, .http2 = conf->http2, .proxy = conf->proxy,
	                                 .proxy_username = conf->proxy_username, .proxy_password = conf->proxy_password,
	                                 .connect_to = conf->connect_to, .only = conf->url, .hosts = driver->hosts}};
}

char *compose_hook_url(const ConfProvider *conf, const char *hook)
{
	if (!conf->callback_url || !*conf->callback_url)
		return NULL;
	return g_strdup_printf("%s/hook/%s/%s/%s", conf->callback_url, conf->id, conf->token ? conf->token : "", hook);
}

/* A customer's "name" can bring the words that make a harmless text one that must not leave. The shop's own name is the
 * admin's word: it stands as {shop}, as it stood when the config was read. */
static char *guarded(const ConfShop *shop, const StoreCase *c, Step step, const Template *template,
                     const TextValues *values)
{
	const GuardContext context = {.step = step, .way_out = guard_way_out(step, shop->region), .language = c->language};
	TextValues plain = *values;
	g_autofree char *text = NULL;
	g_autoptr(GArray) findings = NULL;
	const GuardFinding *refusal;
	TextField missing;

	plain.value[FIELD_SHOP] = "{shop}";
	plain.value[FIELD_SIGNATURE] = "{signature}";
	if (template_render(template, &plain, &text, &missing) < 0)
		return NULL; /* not without the others either: said by the caller */
	findings = guard_check(text, &context);
	refusal = guard_refusal(findings);
	return refusal ? guard_sentence(refusal) : NULL;
}

void compose_parts_clear(ComposeParts *parts)
{
	for (TextField field = 0; field < FIELDS; field++)
		g_free(parts->value[field]);
	g_free(parts->code);
	*parts = (ComposeParts){0};
}

static ComposeParts parts_of(const Template *template, const TextValues *values)
{
	ComposeParts parts = {.code = g_strdup(template_code(template))};

	for (TextField field = 0; field < FIELDS; field++)
		if (template_fields(template) & 1u << field)
			parts.value[field] = g_strdup(values->value[field]);
	return parts;
}

const char *compose_message(const ConfShop *shop, const ConfProvider *provider, const StoreCase *c,
                            const StoreStep *step, StoreMessage *message, ComposeParts *parts, char **detail)
{
	const CatalogCase wanted = {.language = c->language, .step = step->step, .category = c->category,
	                            .level = c->level, .id = c->id};
	const Template *template = catalog_find(shop->rules.texts, &wanted);
	g_autofree char *name = text_clean_value(c->name, NAME_CHARS);
	g_autofree char *order = text_clean_value(c->order_no, ORDER_CHARS);
	g_autofree char *text = NULL;
	char code[CASE_CODE_SIZE];
	TextValues values;
	TextField missing;
	Segments segments;

	if (!template) {
		*detail = g_strdup_printf("no %s text in language %s", step_name(step->step), c->language);
		return "no_text";
	}
	case_code(c->id, code);
	values = (TextValues){.value = {[FIELD_NAME] = name, [FIELD_ORDER] = order, [FIELD_SHOP] = shop->name,
	                                [FIELD_SIGNATURE] = shop->signature, [FIELD_CODE] = code}};
	if (template_render(template, &values, &text, &missing) < 0) {
		*detail = g_strdup_printf("the text needs {%s} and the case has none", text_field_name(missing));
		return "missing_value";
	}
	*detail = guarded(shop, c, step->step, template, &values);
	if (*detail)
		return "text_guard";
	if (conf_segments(provider, text, &segments) < 0) {
		*detail = g_strdup("the text is not valid UTF-8, or longer than the provider takes");
		return "bad_text";
	}
	if (segments.segments > shop->rules.max_segments) {
		*detail = g_strdup_printf("the text has %d segments, at most %d may leave", segments.segments,
		                          shop->rules.max_segments);
		return "too_long";
	}
	*message = (StoreMessage){.case_id = c->id, .person_id = c->person_id, .step = step->step, .round = step->round,
	                          .author = g_strdup("followupd"), .text = g_steal_pointer(&text),
	                          .language = g_strdup(c->language),
	                          .text_version = g_strdup(template_version(template)),
	                          .encoding = g_strdup(text_encoding_name(segments.encoding)),
	                          .segments = segments.segments, .provider = g_strdup(shop->provider)};
	*parts = parts_of(template, &values);
	return NULL;
}

void compose_request(const ConfProvider *conf, const Provider *driver, const StoreCase *c, const StoreMessage *message,
                     const ComposeParts *parts, const char *ref, int64_t validity_s, HttpRequest *request, HttpLimits *limits,
                     ProviderResult *result)
{
	g_autofree char *report_url = compose_hook_url(conf, "dlr");
	ProviderSubmit submit = {.to = c->phone, .text = message->text, .ref = ref,
	                         .ucs2 = g_str_equal(message->encoding, text_encoding_name(ENCODING_UCS2)),
	                         .validity_s = validity_s, .template_code = parts->code};
	ProviderParam params[FIELDS];
	ProviderAccount account;

	for (TextField field = 0; field < FIELDS; field++)
		if (parts->value[field])
			params[submit.n_params++] = (ProviderParam){text_field_name(field), parts->value[field]};
	submit.params = params;
	compose_account(conf, &account);
	account.report_url = report_url;
	compose_limits(conf, driver, limits);
	if (driver->build_submit(&account, &submit, request) < 0) {
		http_request_clear(request);
		*result = (ProviderResult){.outcome = SUBMIT_REJECTED_CONTENT,
		                           .code = g_strdup("the driver cannot code this message")};
	}
}
