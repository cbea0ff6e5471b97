#include "util/openmetrics.h"

static const struct {
	const char *name, *suffix;
} KINDS[OPENMETRICS_KINDS] = {
        [OPENMETRICS_GAUGE] = {"gauge", ""},
        [OPENMETRICS_COUNTER] = {"counter", "_total"},
        [OPENMETRICS_INFO] = {"info", "_info"},
        [OPENMETRICS_STATESET] = {"stateset", ""},
};

/* A quote or a line end in a value would begin a sample of somebody else's choice. */
static void add_escaped(GString *text, const char *value)
{
	g_autofree char *valid = g_utf8_make_valid(value, -1);

	for (const char *c = valid; *c; c++) {
		if (*c == '\n')
			g_string_append(text, "\\n");
		else if (*c == '"' || *c == '\\')
			g_string_append_printf(text, "\\%c", *c);
		else if ((unsigned char)*c < ' ' || *c == 127)
			g_string_append_c(text, ' '); /* a CR would end the line for some readers */
		else
			g_string_append_c(text, *c);
	}
}

void openmetrics_family(GString *text, const OpenmetricsFamily *family)
{
	g_string_append_printf(text, "# TYPE %s %s\n", family->name, KINDS[family->kind].name);
	if (family->unit)
		g_string_append_printf(text, "# UNIT %s %s\n", family->name, family->unit);
	g_string_append_printf(text, "# HELP %s ", family->name);
	add_escaped(text, family->help);
	g_string_append_c(text, '\n');
}

void openmetrics_sample(GString *text, const OpenmetricsFamily *family, const char *const *values, int64_t number)
{
	g_string_append_printf(text, "%s%s", family->name, KINDS[family->kind].suffix);
	for (guint i = 0; i < OPENMETRICS_LABELS && family->labels[i]; i++) {
		g_string_append_printf(text, "%c%s=\"", i ? ',' : '{', family->labels[i]);
		add_escaped(text, values[i] ? values[i] : "");
		g_string_append_c(text, '"');
	}
	g_string_append_printf(text, "%s %" G_GINT64_FORMAT "\n", family->labels[0] ? "}" : "", number);
}

void openmetrics_end(GString *text)
{
	g_string_append(text, "# EOF\n");
}
