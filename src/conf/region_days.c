#include "conf/region_reader.h"

#include <string.h>

#include "conf/spans.h"
#include "conf/values.h"

static const FieldRule HOLIDAY_RULES[] = {
	{"code", FIELD_IS_STRING, TRUE},   {"verified", FIELD_IS_BOOL, TRUE},     {"source", FIELD_IS_STRINGS, TRUE},
	{"note", FIELD_IS_STRING, FALSE},  {"holidays", FIELD_IS_STRINGS, TRUE}, {"workdays", FIELD_IS_STRINGS, FALSE},
};

static int take_holiday(void *into, const char *text, char **fault)
{
	return span_add_holiday(into, text, fault);
}

static int take_workday(void *into, const char *text, char **fault)
{
	return span_add_workday(into, text, fault);
}

static RegionDays *read_days(RegionReader *r, const char *name, const char *path)
{
	g_autoptr(Hours) parsed = hours_new();
	g_autoptr(Tree) tree = NULL;
	const config_setting_t *root;
	g_autofree const char **holidays = NULL, **workdays = NULL;
	RegionDays *days;

	if (tree_read(path, r->files, r->faults, &tree) < 0)
		return NULL;
	r->tree = tree;
	root = tree_root(tree);
	if (!region_fields_check(tree, root, "", HOLIDAY_RULES, G_N_ELEMENTS(HOLIDAY_RULES), r->faults) ||
	    !region_check_code(r, root, name) || !region_take_list(r, root, "", "holidays", take_holiday, parsed) ||
	    !region_take_list(r, root, "", "workdays", take_workday, parsed))
		return NULL;
	holidays = region_fields_strings(root, "holidays");
	workdays = region_fields_strings(root, "workdays");
	days = g_new0(RegionDays, 1);
	days->holidays = g_strdupv((char **)holidays);
	days->workdays = g_strdupv((char **)workdays);
	days->days = g_steal_pointer(&parsed);
	for (guint i = 0; holidays[i]; i++)
		days->last = MAX(days->last, span_last_day(holidays[i]));
	return days;
}

const RegionDays *region_days_find(RegionReader *r, const config_setting_t *root, const char *name)
{
	g_autofree char *file = g_strconcat(name, ".conf", NULL);
	g_autofree char *path = g_build_filename(r->dir, "holidays", file, NULL);
	const Tree *tree = r->tree;
	const Place place = tree_place(tree, config_setting_get_member(root, "holidays"));
	g_autofree char *literal = NULL;
	RegionDays *days;

	if (g_hash_table_contains(r->days, name))
		return g_hash_table_lookup(r->days, name);
	if (strchr(name, '/') || !g_file_test(path, G_FILE_TEST_EXISTS)) {
		literal = values_quote(name);
		faults_add(r->faults, &place, "holidays", literal, "there is no %s; write a name of %s/holidays", path,
		           r->dir);
		return NULL;
	}
	days = read_days(r, name, path);
	r->tree = tree;
	g_hash_table_insert(r->days, g_strdup(name), days);
	return days;
}

void region_days_free(void *data)
{
	RegionDays *days = data;

	if (!days)
		return;
	g_strfreev(days->holidays);
	g_strfreev(days->workdays);
	hours_free(days->days);
	g_free(days);
}
