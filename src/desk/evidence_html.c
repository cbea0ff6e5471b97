/* An evidence document as a page for people: times on three clocks, words as they were, the rules, the chain. */
#include "desk/evidence.h"
#include "desk/html.h"

#include <stdlib.h>

static const char STYLE[] =
	"body{font:15px/1.45 system-ui,sans-serif;margin:2em auto;max-width:70em;padding:0 1em;color:#222}"
	"table{border-collapse:collapse;width:100%;margin:.5em 0 2em}td,th{border-bottom:1px solid #ddd;padding:.35em .6em;"
	"text-align:left;vertical-align:top}th{background:#f4f4f4}.words{white-space:pre-wrap;overflow-wrap:anywhere}"
	"code,pre{font:12px/1.4 ui-monospace,monospace;overflow-wrap:anywhere}pre{white-space:pre-wrap;background:#f8f8f8;"
	"padding:1em}.dim{color:#666}@media print{body{margin:0;max-width:none}}";

static const char *text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void add_cell(GString *page, const char *words, const char *class)
{
	g_string_append_printf(page, "<td class=\"%s\">", class);
	html_add(page, words);
	g_string_append(page, "</td>");
}

static void add_times(GString *page, const json_t *times)
{
	static const char *const CLOCKS[] = {"utc", "customer", "shop"};

	for (gsize i = 0; i < G_N_ELEMENTS(CLOCKS); i++)
		add_cell(page, text(times, CLOCKS[i]), "");
}

static void add_head(GString *page, const char *title, const char *const *columns)
{
	g_string_append_printf(page, "<h2>%s</h2>\n<table><tr>", title);
	for (; *columns; columns++)
		g_string_append_printf(page, "<th>%s</th>", *columns);
	g_string_append(page, "</tr>\n");
}

static void add_case(GString *page, const json_t *document)
{
	static const char *const KEYS[] = {"shop",   "external_id", "phone", "name",    "order_no", "category", "state",
	                                   "outcome", "language",   "zone",  "region",  "text"};
	const json_t *found = json_object_get(document, "case");

	g_string_append_printf(page, "<h1>Case %" JSON_INTEGER_FORMAT "</h1>\n<table>\n",
	                       json_integer_value(json_object_get(found, "id")));
	for (gsize i = 0; i < G_N_ELEMENTS(KEYS); i++) {
		if (!text(found, KEYS[i]))
			continue;
		g_string_append_printf(page, "<tr><th>%s</th>", KEYS[i]);
		add_cell(page, text(found, KEYS[i]), "words");
		g_string_append(page, "</tr>\n");
	}
	g_string_append(page, "</table>\n");
}

static void add_events(GString *page, const json_t *document)
{
	static const char *const COLUMNS[] = {"UTC",  "customer&#39;s clock", "shop&#39;s clock", "what", "who",
	                                      "words", "hash",                NULL};
	const json_t *list = json_object_get(document, "events"), *event;
	size_t i;

	add_head(page, "What happened", COLUMNS);
	json_array_foreach(list, i, event) {
		const char *words = text(event, "text") ? text(event, "text") : text(event, "reply");

		g_string_append(page, "<tr>");
		add_times(page, json_object_get(event, "at"));
		g_string_append(page, "<td>");
		html_add(page, text(event, "kind"));
		if (text(event, "step")) {
			g_string_append(page, "<br><span class=\"dim\">");
			html_add(page, text(event, "step"));
			g_string_append(page, "</span>");
		}
		g_string_append(page, "</td>");
		add_cell(page, text(event, "actor"), "");
		add_cell(page, words ? words : text(event, "note"), "words");
		g_string_append(page, "<td><code>");
		html_add(page, text(event, "hash") ? text(event, "hash") : "none: from before the chain");
		g_string_append(page, "</code></td></tr>\n");
	}
	g_string_append(page, "</table>\n");
}

static void add_attempts(GString *page, const json_t *document)
{
	static const char *const SUBMITS[] = {"UTC", "customer&#39;s clock", "shop&#39;s clock", "outcome", "provider&#39;s words",
	                                      "our reference", NULL};
	static const char *const REPORTS[] = {"UTC", "customer&#39;s clock", "shop&#39;s clock", "status", "network&#39;s words",
	                                      "as it came", NULL};
	const json_t *one;
	size_t i;

	add_head(page, "Handed to the provider", SUBMITS);
	json_array_foreach(json_object_get(document, "attempts"), i, one) {
		g_string_append(page, "<tr>");
		add_times(page, json_object_get(one, "started"));
		add_cell(page, text(one, "outcome"), "");
		add_cell(page, text(one, "code"), "words");
		add_cell(page, text(one, "reference"), "");
		g_string_append(page, "</tr>\n");
	}
	g_string_append(page, "</table>\n");
	add_head(page, "Delivery reports", REPORTS);
	json_array_foreach(json_object_get(document, "receipts"), i, one) {
		const json_t *raw = json_object_get(one, "raw");

		g_string_append(page, "<tr>");
		add_times(page, json_object_get(one, "received"));
		add_cell(page, text(one, "status"), "");
		add_cell(page, text(one, "code"), "words");
		g_string_append(page, "<td><code>");
		html_add(page, raw ? text(raw, "query") : "withheld: it holds the number");
		g_string_append(page, "</code></td></tr>\n");
	}
	g_string_append(page, "</table>\n");
}

static void add_rules(GString *page, const json_t *document)
{
	const json_t *one;
	size_t i;

	g_string_append(page, "<h2>Rules in force</h2>\n");
	json_array_foreach(json_object_get(document, "rules"), i, one) {
		g_string_append(page, "<details><summary><code>");
		html_add(page, text(one, "hash"));
		g_string_append(page, "</code></summary><pre>");
		html_add(page, text(one, "config") ? text(one, "config") : "not kept");
		g_string_append(page, "</pre></details>\n");
	}
}

/* JSON inside a script element: nothing in it may end the element. */
static void add_document(GString *page, const json_t *document)
{
	char *spelled = json_dumps(document, JSON_COMPACT | JSON_SORT_KEYS);

	g_string_append(page, "<script type=\"application/json\" id=\"evidence\">");
	for (const char *p = spelled; *p; p++) {
		if (*p == '<' || *p == '>' || *p == '&')
			g_string_append_printf(page, "\\u%04x", *p);
		else
			g_string_append_c(page, *p);
	}
	g_string_append(page, "</script>\n");
	free(spelled);
}

char *evidence_html(const json_t *document)
{
	GString *page = g_string_new("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	                             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	                             "style-src 'unsafe-inline'\">\n<title>Evidence</title>\n<style>");

	g_string_append(page, STYLE);
	g_string_append(page, "</style></head><body>\n");
	add_case(page, document);
	add_events(page, document);
	add_attempts(page, document);
	add_rules(page, document);
	g_string_append(page, "<p>Made by ");
	html_add(page, text(document, "made_by"));
	g_string_append(page, " at ");
	html_add(page, text(json_object_get(document, "made"), "utc"));
	g_string_append(page, ". Seal: <code>");
	html_add(page, text(document, "seal"));
	g_string_append(page, "</code>. Check it with: <code>followupctl evidence --verify FILE</code></p>\n");
	add_document(page, document);
	g_string_append(page, "</body></html>\n");
	return g_string_free(page, FALSE);
}
