/* Figures as text: what a reader must not take for something else. */
#include "lib/suite.h"
#include "util/openmetrics.h"

#define GAUGE                                                                                                          \
	{                                                                                                              \
		"x_seconds", OPENMETRICS_GAUGE, "seconds", "How long.",                                                \
		{                                                                                                      \
			"shop"                                                                                         \
		}                                                                                                      \
	}
#define ALONE                                                                                                          \
	{                                                                                                              \
		"x", OPENMETRICS_COUNTER, NULL, "All.",                                                                \
		{                                                                                                      \
			NULL                                                                                           \
		}                                                                                                      \
	}

static const struct {
	const char *rule;
	OpenmetricsFamily family;
	const char *values[OPENMETRICS_LABELS];
	int64_t number;
	const char *text;
} ROWS[] = {
        {"a gauge with its unit",
         GAUGE,
         {"demo"},
         5,
         "# TYPE x_seconds gauge\n# UNIT x_seconds seconds\n# HELP x_seconds How long.\nx_seconds{shop=\"demo\"} 5\n"},
        {"a counter is a total", ALONE, {NULL}, 7, "# TYPE x counter\n# HELP x All.\nx_total 7\n"},
        {"an info is one",
         {"b", OPENMETRICS_INFO, NULL, "What.", {"version"}},
         {"1.0"},
         1,
         "# TYPE b info\n# HELP b What.\nb_info{version=\"1.0\"} 1\n"},
        {"a state carries its family's name",
         {"s", OPENMETRICS_STATESET, NULL, "State.", {"p", "s"}},
         {"a", "ok"},
         0,
         "# TYPE s stateset\n# HELP s State.\ns{p=\"a\",s=\"ok\"} 0\n"},
        {"no label told is empty",
         GAUGE,
         {NULL},
         0,
         "# TYPE x_seconds gauge\n# UNIT x_seconds seconds\n# HELP x_seconds How long.\nx_seconds{shop=\"\"} 0\n"},
        {"a quote ends no value",
         GAUGE,
         {"a\"} 9"},
         1,
         "# TYPE x_seconds gauge\n# UNIT x_seconds seconds\n# HELP x_seconds How long.\nx_seconds{shop=\"a\\\"} 9\"} "
         "1\n"},
        {"a line end begins no line",
         GAUGE,
         {"a\n# EOF"},
         1,
         "# TYPE x_seconds gauge\n# UNIT x_seconds seconds\n# HELP x_seconds How long.\nx_seconds{shop=\"a\\n# EOF\"} "
         "1\n"},
        {"a backslash stands for itself",
         GAUGE,
         {"a\\"},
         1,
         "# TYPE x_seconds gauge\n# UNIT x_seconds seconds\n# HELP x_seconds How long.\nx_seconds{shop=\"a\\\\\"} 1\n"},
        {"other controls are blanks",
         GAUGE,
         {"a\r\x01"
          "b\x7f"},
         1,
         "# TYPE x_seconds gauge\n# UNIT x_seconds seconds\n# HELP x_seconds How long.\nx_seconds{shop=\"a  b \"} 1\n"},
        {"bytes that are no UTF-8 are replaced",
         GAUGE,
         {"a\xff"},
         1,
         "# TYPE x_seconds gauge\n# UNIT x_seconds seconds\n# HELP x_seconds How "
         "long.\nx_seconds{shop=\"a\xef\xbf\xbd\"} 1\n"},
        {"letters of any language stay",
         GAUGE,
         {"桃"},
         -1,
         "# TYPE x_seconds gauge\n# UNIT x_seconds seconds\n# HELP x_seconds How long.\nx_seconds{shop=\"桃\"} -1\n"},
};

START_TEST(writes)
{
	GString *text = g_string_new(NULL);

	openmetrics_family(text, &ROWS[_i].family);
	openmetrics_sample(text, &ROWS[_i].family, ROWS[_i].values, ROWS[_i].number);
	row_str(ROWS[_i].rule, text->str, ROWS[_i].text);
	g_string_free(text, TRUE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("openmetrics");
	TCase *tc = tcase_create("openmetrics");

	tcase_add_loop_test(tc, writes, 0, G_N_ELEMENTS(ROWS));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "openmetrics");
}
