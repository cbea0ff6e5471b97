#include "gateway/compose.h"

#include <string.h>

#include "text/case_values.h"
#include "text/catalog.h"
#include "text/guard.h"
#include "text/segment.h"

#define ANSWER_BYTES 65536

void compose_account(const ConfProvider *conf, ProviderAccount *account)
{
	*account = (ProviderAccount){.id = conf->id, .url = conf->url, .username = conf->username, .password = conf->password,
	                             .account = conf->account, .service = conf->service, .sender = conf->sender,
	                             .caller = conf->caller, .sign_name = conf->sign_name, .api_region = conf->api_region,
	                             .signing = conf->signing, .signature_secret = conf->signature_secret,
	                             .smsc = conf->smsc, .http = conf->http};
}

void compose_limits(const ConfProvider *conf, const Provider *driver, HttpLimits *limits)
{
	*limits = (HttpLimits){.timeout_ms = conf->timeout_ms, .connect_timeout_ms = conf->connect_timeout_ms,
	                       .max_answer = ANSWER_BYTES,
	                       .route = {.ca_file = conf->ca_file, .http2 = conf->http2, .proxy = conf->proxy,
	                                 .proxy_username = conf->proxy_username, .proxy_password = conf->proxy_password,
	                                 .connect_to = conf->connect_to, .only = conf->url, .hosts = driver->hosts}};
}

/* The address of a provider's webhook, secret included: CALLBACK_URL/hook/PROVIDER/TOKEN/HOOK. NULL when the config has
 * no callback_url. Caller frees. */
static char *hook_url(const ConfProvider *conf, const char *hook)
{
	if (!conf->callback_url || !*conf->callback_url)
		return NULL;
	return g_strconcat(conf->callback_url, "/hook/", conf->id, "/", conf->token ? conf->token : "", "/", hook, NULL);
}

/* The shop's own words as placeholders: they are the admin's, and were looked at when the config was read. */
static void hide(GString *text, const char *own, const char *placeholder)
{
	if (own && *own)
		g_string_replace(text, own, placeholder, 0);
}

/* Those that left or may have: what never did the customer has not read. Caller frees. */
static char **sent_texts(const ConfShop *shop, const GArray *messages)
{
	GPtrArray *texts = g_ptr_array_new();

	for (guint i = 0; messages && i < messages->len; i++) {
		const StoreMessage *message = &g_array_index(messages, StoreMessage, i);
		GString *text;

		if (message->state == MESSAGE_WAITING || message->state == MESSAGE_FAILED || !message->text)
			continue;
		text = g_string_new(message->text);
		hide(text, shop->signature, "{signature}");
		hide(text, shop->name, "{shop}");
		g_ptr_array_add(texts, g_string_free(text, FALSE));
	}
	g_ptr_array_add(texts, NULL);
	return (char **)g_ptr_array_free(texts, FALSE);
}

/* A customer's "name" can bring the words that make a harmless text one that must not leave. The shop's own name is the
 * admin's word: it stands as {shop}, as it stood when the config was read. The way out is the recipient's right, so the
 * region is the number's; the shop's where the number has none. An agent's words (`draft`, NULL: the daemon's own) are held
 * to what they were held to when they were written: an answer to who wrote to us needs no way out, and words that promise
 * something need a promise that stands; *promises tells that this is what they lack. */
static char *refused(const GuardKeys *keys, const ConfShop *shop, const StoreCase *c, Step step, const char *text,
                     const GArray *earlier, const StoreDraft *draft, gboolean *promises)
{
	g_auto(GStrv) sent = sent_texts(shop, earlier);
	gboolean promised = draft && draft->promise_open, answers = draft && draft->replied;
	const GuardContext context = {.keys = keys, .step = step,
	                              .way_out = guard_way_out(answers ? STEP_NONE : step, c->region ? c->region : shop->region),
	                              .language = c->language, .earlier = (const char *const *)sent};
	g_autoptr(GArray) findings = guard_check(text, &context);

	*promises = FALSE;
	for (guint i = 0; i < findings->len; i++) {
		const GuardFinding *finding = &g_array_index(findings, GuardFinding, i);

		if (!finding->refuse || (promised && guard_is_promise(finding)))
			continue;
		*promises = guard_is_promise(finding);
		return guard_sentence(finding);
	}
	return NULL;
}

static char *guarded(const GuardKeys *keys, const ConfShop *shop, const StoreCase *c, Step step,
                     const Template *template, const TextValues *values, const GArray *earlier)
{
	TextValues plain = *values;
	g_autofree char *text = NULL;
	gboolean promises;
	TextField missing;

	plain.value[FIELD_SHOP] = "{shop}";
	plain.value[FIELD_SIGNATURE] = "{signature}";
	if (template_render(template, &plain, &text, &missing) < 0)
		return NULL; /* not without the others either: said by the caller */
	return refused(keys, shop, c, step, text, earlier, NULL, &promises);
}

/* An agent's words as they are; what stands for the shop's name in them is not looked at. */
static char *guarded_words(const GuardKeys *keys, const ConfShop *shop, const StoreCase *c, const StoreDraft *draft,
                           const GArray *earlier, gboolean *promises)
{
	g_autoptr(GString) text = g_string_new(draft->text);

	hide(text, shop->signature, "{signature}");
	hide(text, shop->name, "{shop}");
	return refused(keys, shop, c, draft->step, text->str, earlier, draft, promises);
}

void compose_parts_clear(ComposeParts *parts)
{
	for (TextField field = 0; field < FIELDS; field++)
		g_free(parts->value[field]);
	g_free(parts->code);
	*parts = (ComposeParts){0};
}

static ComposeParts parts_of(const Template *template, const TextValues *values, const char *provider)
{
	ComposeParts parts = {.code = template_code_for(template_code(template), provider)};

	for (TextField field = 0; field < FIELDS; field++)
		if (template_fields(template) & 1u << field)
			parts.value[field] = g_strdup(values->value[field]);
	return parts;
}

/* The words to be sent; NULL: they cannot be, for *reason. */
static char *words_of(const GuardKeys *keys, const ConfShop *shop, const ConfProvider *provider, const StoreCase *c,
                      const StoreStep *step, const StoreDraft *draft, const GArray *earlier, char **version,
                      ComposeParts *parts, const char **reason, char **detail)
{
	const CatalogCase wanted = {.language = c->language, .step = step->step, .category = c->category,
	                            .level = c->level, .id = c->id};
	const Template *template = catalog_find(shop->rules.texts, &wanted);
	g_auto(CaseValues) values = {0};
	g_autofree char *text = NULL;
	TextField missing;

	if (!template) {
		*detail = g_strdup_printf("no %s text in language %s", step_name(step->step), c->language);
		*reason = "no_text";
		return NULL;
	}
	case_values_fill(&values, c->id, c->name, c->order_no, shop->name, shop->signature);
	if (draft)
		case_values_news(&values, draft->text, c->language);
	if (template_render(template, &values.values, &text, &missing) < 0) {
		*detail = g_strdup_printf("the text needs {%s} and the case has none", text_field_name(missing));
		*reason = "missing_value";
		return NULL;
	}
	*detail = guarded(keys, shop, c, step->step, template, &values.values, earlier);
	if (*detail) {
		*reason = "text_guard";
		return NULL;
	}
	*version = g_strdup(template_version(template));
	*parts = parts_of(template, &values.values, provider->id);
	return g_steal_pointer(&text);
}

/* The same of a draft that is sent as it was written. */
static char *own_words_of(const GuardKeys *keys, const ConfShop *shop, const StoreCase *c, const StoreDraft *draft,
                          const GArray *earlier, char **version, const char **reason, char **detail)
{
	gboolean promises = FALSE;

	/* B8 once more: what was promised when it was written may not be any more (kept, broken, withdrawn). */
	if (draft->promise_id && !draft->promise_open) {
		*reason = COMPOSE_NO_PROMISE;
		return NULL;
	}
	*detail = guarded_words(keys, shop, c, draft, earlier, &promises);
	if (*detail) {
		*reason = promises ? COMPOSE_NO_PROMISE : "text_guard";
		return NULL;
	}
	/* An incident's one text went to many: its stops are counted by it. */
	*version = draft->incident_text_id ? g_strdup_printf("incident-%" G_GINT64_FORMAT, draft->incident_text_id)
	                                   : g_strdup("draft");
	return g_strdup(draft->text);
}

const char *compose_message(const GuardKeys *keys, const ConfShop *shop, const ConfProvider *provider,
                            const StoreCase *c, const StoreStep *step, const StoreDraft *draft, const GArray *earlier,
                            StoreMessage *message, ComposeParts *parts, char **detail)
{
	g_auto(ComposeParts) found = {0};
	g_autofree char *version = NULL, *text = NULL;
	const char *reason = NULL;
	Segments segments;

	text = draft && step->step == STEP_AGENT_TEXT
	               ? own_words_of(keys, shop, c, draft, earlier, &version, &reason, detail)
	               : words_of(keys, shop, provider, c, step, draft, earlier, &version, &found, &reason, detail);
	if (!text)
		return reason;
	if (conf_segments(provider, text, &segments) < 0) {
		*detail = g_strdup("the text is not valid UTF-8, or longer than the provider takes");
		return "bad_text";
	}
	if (step->step != STEP_CALL && segments.segments > shop->rules.max_segments) {
		*detail = g_strdup_printf("the text has %d segments, at most %d may leave", segments.segments,
		                          shop->rules.max_segments);
		return "too_long";
	}
	*message = (StoreMessage){.case_id = c->id, .person_id = c->person_id, .step = step->step, .round = step->round,
	                          .author = g_strdup(draft ? draft->author : "followupd"), .text = g_steal_pointer(&text),
	                          .language = g_strdup(c->language), .text_version = g_steal_pointer(&version),
	                          .encoding = g_strdup(text_encoding_name(segments.encoding)),
	                          .segments = segments.segments, .provider = g_strdup(provider->id)};
	/* A call is not priced by the segment. */
	if (step->step != STEP_CALL && *provider->price.currency) {
		message->price = provider->price.millionths * segments.segments;
		g_strlcpy(message->currency, provider->price.currency, sizeof message->currency);
	}
	*parts = found;
	found = (ComposeParts){0};
	return NULL;
}

void compose_request(const ConfProvider *conf, const Provider *driver, const StoreCase *c, const StoreMessage *message,
                     const ComposeParts *parts, const ComposeMoment *moment, HttpRequest *request, HttpLimits *limits,
                     ProviderResult *result)
{
	g_autofree char *report_url = hook_url(conf, "dlr");
	/* As unguessable and as new as the reference, and telling nothing of it. */
	g_autofree char *nonce = g_compute_checksum_for_string(G_CHECKSUM_MD5, moment->ref, -1);
	gboolean voice = message->step == STEP_CALL;
	ProviderSubmit submit = {.moment = {.now_at = moment->now_at, .nonce = nonce}, .to = c->phone, .text = message->text,
	                         .language = message->language, .ref = moment->ref, .voice = voice,
	                         .ucs2 = g_str_equal(message->encoding, text_encoding_name(ENCODING_UCS2)),
	                         .validity_s = voice ? 0 : moment->validity_s, .template_code = parts->code};
	ProviderParam params[FIELDS];
	ProviderAccount account;

	for (TextField field = 0; field < FIELDS; field++)
		if (parts->value[field])
			params[submit.n_params++] = (ProviderParam){text_field_name(field), parts->value[field]};
	submit.params = params;
	compose_account(conf, &account);
	account.report_url = report_url;
	if (message->sender)
		account.sender = message->sender;
	compose_limits(conf, driver, limits);
	if (driver->build_submit(&account, &submit, request) < 0) {
		http_request_clear(request);
		*result = (ProviderResult){.outcome = SUBMIT_REJECTED_CONTENT,
		                           .code = g_strdup("the driver cannot code this message")};
	}
}
