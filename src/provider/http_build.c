/* Requests of driver "http": each value escaped by what its place is made of. */
#include <errno.h>
#include <string.h>

#include "provider/http_parts.h"
#include "provider/sign.h"

typedef struct {
	const ProviderAccount *account;
	const HttpRequestPlan *plan;
	HttpValues *values;
	GString *url;
	GArray *headers;
	GString *form; /* NULL: the body is no form */
	json_t *json;  /* NULL: the body is none */
	GBytes *body;  /* once it is whole */
} Build;

static void build_clear(Build *b)
{
	g_string_free(b->url, TRUE);
	g_clear_pointer(&b->headers, g_array_unref);
	if (b->form)
		g_string_free(b->form, TRUE);
	json_decref(b->json);
	g_clear_pointer(&b->body, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Build, build_clear)

/* In the receiver's charset; NULL when it has no letter for something: what cannot be coded is refused, not changed. */
static GBytes *coded(const Build *b, const char *text)
{
	const char *charset = b->account->http->charset;
	gsize length = 0;
	char *out;

	if (!g_utf8_validate(text, -1, NULL))
		return NULL;
	if (!charset)
		return g_bytes_new(text, strlen(text));
	out = g_convert(text, -1, charset, "UTF-8", NULL, &length, NULL);
	return out ? g_bytes_new_take(out, length) : NULL;
}

static void append_percent(GString *out, GBytes *bytes)
{
	gsize length;
	const char *data = g_bytes_get_data(bytes, &length);

	for (gsize i = 0; i < length; i++)
		if (g_ascii_isalnum(data[i]) || (data[i] && strchr("-._~", data[i])))
			g_string_append_c(out, data[i]);
		else
			g_string_append_printf(out, "%%%02X", (guchar)data[i]);
}

static int add_parameter(const Build *b, GString *out, char first, const char *name, const char *value)
{
	g_autoptr(GBytes) name_coded = coded(b, name);
	g_autoptr(GBytes) value_coded = coded(b, value);

	if (!name_coded || !value_coded)
		return -EINVAL;
	if (out->len)
		g_string_append_c(out, first && !strchr(out->str, '?') ? first : '&');
	append_percent(out, name_coded);
	g_string_append_c(out, '=');
	append_percent(out, value_coded);
	return 0;
}

/* A header loses blanks at its ends, and a line break in it would begin another one. */
static int add_header(Build *b, const char *name, const char *value)
{
	if (!*value || g_ascii_isspace(*value) || g_ascii_isspace(value[strlen(value) - 1]) ||
	    !g_utf8_validate(value, -1, NULL))
		return -EINVAL;
	return http_headers_add(b->headers, name, value);
}

static int add_pairs(Build *b, const GPtrArray *pairs, HttpPlace place)
{
	for (guint i = 0; pairs && i < pairs->len; i++) {
		const HttpPair *pair = pairs->pdata[i];
		g_autoptr(GString) value = g_string_new(NULL);
		int r;

		if (http_template_missing(pair->value, b->values) != HTTP_VARS)
			continue;
		r = http_template_render(pair->value, b->values, HTTP_ESCAPE_NONE, value);
		if (r == 0 && place == HTTP_IN_HEADER)
			r = add_header(b, pair->name, value->str);
		else if (r == 0 && place == HTTP_IN_QUERY)
			r = add_parameter(b, b->url, '?', pair->name, value->str);
		else if (r == 0)
			r = add_parameter(b, b->form, 0, pair->name, value->str);
		if (r < 0)
			return r;
	}
	return 0;
}

/* ---- JSON ---- */

/* jansson writes the document, so whatever a value holds, it ends where its string ends. NULL with 0: it has no value.
 */
static int fill_text(const char *source, const HttpValues *values, json_t **out)
{
	HttpVar number = http_template_number(source);
	g_autoptr(HttpTemplate) t = NULL;
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *fault = NULL;

	*out = NULL;
	if (number != HTTP_VARS) {
		if (values->value[number])
			*out = json_integer(g_ascii_strtoll(values->value[number], NULL, 10));
		return 0;
	}
	if (http_template_parse(source, ~0u, &t, &fault) < 0)
		return -EINVAL;
	if (http_template_missing(t, values) != HTTP_VARS)
		return 0;
	http_template_render(t, values, HTTP_ESCAPE_NONE, text);
	*out = json_stringn(text->str, text->len);
	return *out ? 0 : -EINVAL; /* not UTF-8 */
}

/* A group all of whose members have no value has none either. */
static int fill(json_t *node, const HttpValues *values, json_t **out)
{
	const char *key;
	json_t *member, *filled;
	size_t i, kept = 0;
	int r = 0;

	if (json_is_string(node))
		return fill_text(json_string_value(node), values, out);
	if (!json_is_object(node) && !json_is_array(node)) {
		*out = json_copy(node);
		return 0;
	}
	*out = json_is_object(node) ? json_object() : json_array();
	if (json_is_object(node))
		json_object_foreach(node, key, member)
		{
			r = r < 0 ? r : fill(member, values, &filled);
			if (r == 0 && filled && json_object_set_new(*out, key, filled) == 0)
				kept++;
		}
	else
		json_array_foreach(node, i, member)
		{
			r = r < 0 ? r : fill(member, values, &filled);
			if (r == 0 && filled && json_array_append_new(*out, filled) == 0)
				kept++;
		}
	if (r < 0 || (kept == 0 && (json_object_size(node) || json_array_size(node))))
		g_clear_pointer(out, json_decref);
	return r;
}

static int start_json(Build *b)
{
	json_t *plan = json_loads(b->plan->json, JSON_REJECT_DUPLICATES, NULL);
	int r = plan ? fill(plan, b->values, &b->json) : -EINVAL;

	json_decref(plan);
	return r < 0 || b->json ? r : -EINVAL;
}

/* ---- the whole ---- */

static int start_url(Build *b)
{
	g_string_append(b->url, b->account->url);
	if (!b->plan->path)
		return 0;
	if (http_template_missing(b->plan->path, b->values) != HTTP_VARS)
		return -EINVAL;
	return http_template_render(b->plan->path, b->values, HTTP_ESCAPE_PERCENT, b->url);
}

static int add_anywhere(Build *b, HttpPlace place, const char *name, const char *value)
{
	switch (place) {
	case HTTP_IN_HEADER:
		return add_header(b, name, value);
	case HTTP_IN_QUERY:
		return add_parameter(b, b->url, '?', name, value);
	case HTTP_IN_BODY:
		break;
	}
	if (b->json)
		return json_object_set_new(b->json, name, json_string(value));
	return b->form ? add_parameter(b, b->form, 0, name, value) : -EINVAL;
}

static int prove(Build *b)
{
	const HttpAuth *auth = &b->account->http->auth;
	const ProviderAccount *account = b->account;
	HttpValues values = {.value = {[HTTP_VAR_SECRET] = account->password, [HTTP_VAR_USERNAME] = account->username}};
	g_autoptr(GString) value = g_string_new(NULL);
	g_autofree char *header = NULL;

	if (auth->kind == HTTP_AUTH_NONE || auth->kind == HTTP_AUTH_HMAC)
		return 0;
	if (!account->password || (auth->kind == HTTP_AUTH_BASIC && !account->username))
		return -EINVAL;
	if (auth->kind == HTTP_AUTH_BASIC)
		header = sign_basic(account->username, account->password);
	else if (auth->kind == HTTP_AUTH_BEARER)
		header = g_strconcat("Bearer ", account->password, NULL);
	if (header)
		return add_header(b, "Authorization", header);
	if (http_template_missing(auth->value, &values) != HTTP_VARS)
		return -EINVAL;
	http_template_render(auth->value, &values, HTTP_ESCAPE_NONE, value);
	return add_anywhere(b, (HttpPlace)(auth->kind - HTTP_AUTH_HEADER), auth->name, value->str);
}

char *http_build_hmac(int digest, gboolean base64, const char *key, const HttpTemplate *text, const HttpValues *values)
{
	g_autoptr(GString) signed_text = g_string_new(NULL);

	http_template_render(text, values, HTTP_ESCAPE_NONE, signed_text);
	return base64 ? sign_hmac_base64((GChecksumType)digest, key, signed_text->str)
	              : sign_hmac_hex((GChecksumType)digest, key, signed_text->str);
}

/* Over what stands there until now; its own signature comes behind. */
static int sign(Build *b)
{
	const HttpAuth *auth = &b->account->http->auth;
	g_autofree char *body = NULL, *signature = NULL;

	if (auth->kind != HTTP_AUTH_HMAC)
		return 0;
	if (!b->account->password)
		return -EINVAL;
	if (b->json)
		body = json_dumps(b->json, JSON_COMPACT | JSON_ENSURE_ASCII);
	else if (b->body)
		body = g_strndup(g_bytes_get_data(b->body, NULL), g_bytes_get_size(b->body));
	b->values->value[HTTP_VAR_BODY] = body ? body : b->form ? b->form->str : "";
	b->values->value[HTTP_VAR_URL] = b->url->str;
	signature = http_build_hmac(auth->digest, auth->base64, b->account->password, auth->text, b->values);
	b->values->value[HTTP_VAR_BODY] = b->values->value[HTTP_VAR_URL] = NULL;
	return add_anywhere(b, (HttpPlace)auth->place, auth->name, signature);
}

static int start_body(Build *b)
{
	const HttpRequestPlan *plan = b->plan;
	g_autoptr(GString) text = g_string_new(NULL);
	int r = 0;

	if (plan->form) {
		b->form = g_string_new(NULL);
		return add_pairs(b, plan->form, HTTP_IN_BODY);
	}
	if (plan->json)
		return start_json(b);
	if (!plan->xml && !plan->text)
		return 0;
	r = http_template_render(plan->xml ? plan->xml : plan->text, b->values,
	                         plan->xml ? HTTP_ESCAPE_XML : HTTP_ESCAPE_NONE, text);
	if (r == 0)
		b->body = coded(b, text->str);
	return b->body ? r : -EINVAL;
}

static void finish_body(Build *b)
{
	if (b->json) {
		char *dumped = json_dumps(b->json, JSON_COMPACT | JSON_ENSURE_ASCII);

		b->body = g_bytes_new(dumped, strlen(dumped));
		free(dumped);
	} else if (b->form) {
		b->body = g_bytes_new(b->form->str, b->form->len);
	}
}

static int add_content_type(Build *b)
{
	const HttpRequestPlan *plan = b->plan;
	const char *charset = b->account->http->charset;
	g_autofree char *type = NULL;

	if (plan->content_type)
		type = g_strdup(plan->content_type);
	else if (plan->json)
		type = g_strdup("application/json");
	else if (plan->form)
		type = g_strconcat("application/x-www-form-urlencoded", charset ? "; charset=" : NULL, charset, NULL);
	else if (plan->xml || plan->text)
		type = g_strconcat(plan->xml ? "application/xml" : "text/plain",
		                   "; charset=", charset ? charset : "UTF-8", NULL);
	return type ? add_header(b, "Content-Type", type) : 0;
}

int http_build_request(const ProviderAccount *account, const HttpRequestPlan *plan, HttpValues *values,
                       HttpRequest *request)
{
	g_auto(Build) b = {.account = account,
	                   .plan = plan,
	                   .values = values,
	                   .url = g_string_new(NULL),
	                   .headers = http_headers_new()};
	int r = start_url(&b);

	if (r == 0)
		r = add_pairs(&b, plan->query, HTTP_IN_QUERY);
	if (r == 0)
		r = start_body(&b);
	if (r == 0)
		r = add_content_type(&b);
	if (r == 0)
		r = add_pairs(&b, plan->headers, HTTP_IN_HEADER);
	if (r == 0)
		r = prove(&b);
	if (r == 0)
		r = sign(&b);
	if (r < 0)
		return -EINVAL;
	finish_body(&b);
	*request = (HttpRequest){
	        .method = g_strdup(plan->method ? plan->method
	                           : b.body     ? "POST"
	                                        : "GET"),
	        .url = g_strdup(b.url->str),
	        .headers = g_steal_pointer(&b.headers),
	        .body = g_steal_pointer(&b.body),
	};
	return 0;
}

static gboolean pairs_use(const GPtrArray *pairs, HttpVar var)
{
	for (guint i = 0; pairs && i < pairs->len; i++)
		if (http_template_vars(((const HttpPair *)pairs->pdata[i])->value) & HTTP_VAR_BIT(var))
			return TRUE;
	return FALSE;
}

gboolean http_build_uses(const HttpRequestPlan *plan, HttpVar var)
{
	const HttpTemplate *const templates[] = {plan->path, plan->xml, plan->text};
	g_autofree char *text = g_strdup_printf("{%s}", http_template_var_name(var));
	g_autofree char *number = g_strdup_printf("{#%s}", http_template_var_name(var));

	for (gsize i = 0; i < G_N_ELEMENTS(templates); i++)
		if (templates[i] && http_template_vars(templates[i]) & HTTP_VAR_BIT(var))
			return TRUE;
	return pairs_use(plan->query, var) || pairs_use(plan->headers, var) || pairs_use(plan->form, var) ||
	       (plan->json && (strstr(plan->json, text) || strstr(plan->json, number)));
}
