#include "text/case_values.h"

#include <string.h>

#define NAME_CHARS 40 /* longer "names" are not names; they would eat the text's segments */
#define ORDER_CHARS 40
#define FACT_CHARS 120

void case_values_fill(CaseValues *values, int64_t case_id, const char *name, const char *order_no, const char *shop,
                      const char *signature)
{
	values->name = text_clean_value(name, NAME_CHARS);
	values->order = text_clean_value(order_no, ORDER_CHARS);
	case_code(case_id, values->code);
	values->values = (TextValues){.value = {[FIELD_NAME] = values->name, [FIELD_ORDER] = values->order,
	                                        [FIELD_SHOP] = shop, [FIELD_SIGNATURE] = signature,
	                                        [FIELD_CODE] = values->code}};
}

/* Ends of sentences would double with what joins them. */
static void trim_end(char *fact)
{
	for (gsize len = strlen(fact); len > 0; len = strlen(fact)) {
		const char *last = g_utf8_find_prev_char(fact, fact + len);

		if (!g_utf8_strchr(" .;,。；，", -1, g_utf8_get_char(last)))
			return;
		fact[last - fact] = '\0';
	}
}

void case_values_news(CaseValues *values, const char *facts, const char *language)
{
	gboolean wide = language &&
	                (g_ascii_strncasecmp(language, "zh", 2) == 0 || g_ascii_strncasecmp(language, "ja", 2) == 0);
	g_autoptr(GString) joined = g_string_new(NULL);
	g_auto(GStrv) lines = g_strsplit(facts, "\n", -1);

	for (char **line = lines; *line; line++) {
		g_autofree char *fact = text_clean_value(*line, FACT_CHARS);

		trim_end(fact);
		if (*fact)
			g_string_append_printf(joined, "%s%s", joined->len == 0 ? "" : wide ? "；" : "; ", fact);
	}
	g_free(values->news);
	values->news = joined->len ? g_strdup(joined->str) : NULL;
	values->values.value[FIELD_NEWS] = values->news;
}

void case_values_clear(CaseValues *values)
{
	g_clear_pointer(&values->news, g_free);
	g_clear_pointer(&values->name, g_free);
	g_clear_pointer(&values->order, g_free);
}
