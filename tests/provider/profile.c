#include "provider/profile.h"

#include <string.h>

static void load(const char *head, const char *more, Profile *profile)
{
	g_autofree char *text =
	        g_strconcat(PACKS "providers: { p: {\n", head, more, "\n}; };\n" SHOP_OF(BASICS TEXTING), NULL);
	g_autofree char *faults = NULL;
	const ConfProvider *conf;

	ck_assert_msg(sample_load(text, &profile->conf, &faults) == 0, "%s", faults);
	conf = conf_provider(profile->conf, "p");
	profile->account = (ProviderAccount){
	        .id = "p",
	        .url = conf->url,
	        .username = conf->username,
	        .password = conf->password,
	        .account = conf->account,
	        .sender = conf->sender,
	        .signature_secret = conf->signature_secret,
	        .http = conf->http,
	};
}

void profile_load(const char *more, Profile *profile)
{
	load("driver = \"http\"; url = \"https://x.example/api\"; sender = \"My Shop\"; account = \"AC1\"; username = "
	     "\"u\";\n"
	     "password = \"file:@DIR@/secret\"; signature_secret = \"file:@DIR@/secret\";\n",
	     more, profile);
}

void profile_load_example(const char *file, const char *url, Profile *profile)
{
	g_autofree char *relative = g_strconcat("../etc/providers/", file, NULL);
	g_autofree char *path = test_file(relative);
	g_autofree char *head = g_strdup_printf("driver = \"http\"; url = \"%s\"; sender = \"My Shop\";\n"
	                                        "password = \"file:@DIR@/secret\";\n@include \"%s\"\n",
	                                        url, file);
	g_autofree char *content = NULL;
	gsize length;

	ck_assert(g_file_get_contents(path, &content, &length, NULL));
	ck_assert(g_file_set_contents(file, content, (gssize)length, NULL));
	load(head, "", profile);
}

void profile_clear(Profile *profile)
{
	g_clear_pointer(&profile->conf, conf_unref);
}

char *profile_dump(const HttpRequest *request)
{
	GString *out = g_string_new(NULL);

	g_string_append_printf(out, "%s %s\n", request->method, request->url);
	for (guint i = 0; i < request->headers->len; i++) {
		const HttpHeader *h = &g_array_index(request->headers, HttpHeader, i);

		g_string_append_printf(out, "%s: %s\n", h->name, h->value);
	}
	if (request->body)
		g_string_append_printf(out, "\n%.*s", (int)g_bytes_get_size(request->body),
		                       (const char *)g_bytes_get_data(request->body, NULL));
	return g_string_free(out, FALSE);
}

static GArray *headers_of(const char *lines)
{
	g_auto(GStrv) split = g_strsplit(lines ? lines : "", "\n", -1);
	GArray *headers = http_headers_new();

	for (char **line = split; *line && **line; line++) {
		g_auto(GStrv) parts = g_strsplit(*line, ": ", 2);

		ck_assert_int_eq(http_headers_add(headers, parts[0], parts[1]), 0);
	}
	return headers;
}

HttpAnswer profile_answer(int status, const char *headers, const char *body, gssize length)
{
	return (HttpAnswer){.progress = HTTP_ANSWERED,
	                    .status = status,
	                    .headers = headers_of(headers),
	                    .body = g_bytes_new(body, length < 0 ? strlen(body) : (gsize)length)};
}

HttpInbound profile_inbound(const char *query, const char *headers, const char *body, gssize length)
{
	return (HttpInbound){.method = g_strdup("POST"),
	                     .path = g_strdup("/hook/p/t/dlr"),
	                     .query = g_strdup(query),
	                     .peer = g_strdup("192.0.2.7"),
	                     .headers = headers_of(headers),
	                     .body = g_bytes_new(body, length < 0 ? strlen(body) : (gsize)length)};
}
