#include "conf/regions.h"

#include <errno.h>
#include <string.h>

#include "conf/region_reader.h"
#include "conf/spans.h"
#include "util/zones.h"

struct Regions {
	GHashTable *by_code; /* of Region */
	char *digest;
};

static const char *const BASIS_NAMES[BASES] = {"courtesy", "code", "provider", "operator", "law"};

static const struct {
	const char *key, *prefix;
} CLASS_KEYS[CLASSES] = {
	[CLASS_FIRST_CONTACT] = {"first_contact", "first_contact."},
	[CLASS_SATISFACTION] = {"satisfaction", "satisfaction."},
	[CLASS_REVIEW_NOTE] = {"review_note", "review_note."},
	[CLASS_CALL] = {"call", "call."},
};

static const FieldRule REGION_RULES[] = {
	{"code", FIELD_IS_STRING, TRUE},          {"name", FIELD_IS_STRING, TRUE},
	{"zones", FIELD_IS_STRINGS, TRUE},        {"zone_note", FIELD_IS_STRING, FALSE},
	{"holidays", FIELD_IS_STRING, FALSE},     {"two_way", FIELD_IS_BOOL, TRUE},
	{"two_way_note", FIELD_IS_STRING, FALSE}, {"two_way_verified", FIELD_IS_BOOL, FALSE},
	{"first_contact", FIELD_IS_GROUP, TRUE},
	{"satisfaction", FIELD_IS_GROUP, TRUE},   {"review_note", FIELD_IS_GROUP, TRUE},
	{"call", FIELD_IS_GROUP, TRUE},           {"facts", FIELD_IS_GROUPS, FALSE},
};
static const FieldRule CLASS_RULES[] = {
	{"hours", FIELD_IS_STRINGS, TRUE},       {"basis", FIELD_IS_STRING, TRUE},  {"verified", FIELD_IS_BOOL, TRUE},
	{"consent_needed", FIELD_IS_BOOL, TRUE}, {"caps", FIELD_IS_STRINGS, FALSE}, {"note", FIELD_IS_STRING, FALSE},
};
static const FieldRule FACT_RULES[] = {
	{"fact", FIELD_IS_STRING, TRUE},
	{"verified", FIELD_IS_BOOL, TRUE},
	{"source", FIELD_IS_STRINGS, TRUE},
};

static void region_free(void *data)
{
	Region *region = data;

	for (int c = 0; c < CLASSES; c++) {
		hours_free(region->classes[c].hours);
		g_free(region->classes[c].spans);
		g_free(region->classes[c].note);
	}
	g_strfreev(region->zones);
	g_strfreev(region->facts);
	g_free(region->code);
	g_free(region->name);
	g_free(region->holidays);
	g_free(region->two_way_note);
	g_free(region);
}

const char *region_basis_name(RegionBasis basis)
{
	return BASIS_NAMES[basis];
}

static const char *string_of(const config_setting_t *group, const char *key)
{
	const char *value = NULL;

	config_setting_lookup_string(group, key, &value);
	return value;
}

static gboolean bool_of(const config_setting_t *group, const char *key)
{
	int value = 0;

	config_setting_lookup_bool(group, key, &value);
	return value != 0;
}

/* One item of a list that was refused. */
static void refuse(const RegionReader *r, const config_setting_t *group, const char *prefix, const char *key, int index,
                   const char *fault)
{
	const config_setting_t *list = config_setting_get_member(group, key);
	const config_setting_t *item = config_setting_get_elem(list, (unsigned)index);
	const Place place = tree_place(r->tree, item);
	g_autofree char *whole = g_strdup_printf("%s%s[%d]", prefix, key, index);
	g_autofree char *literal = tree_literal(r->tree, item);

	faults_add(r->faults, &place, whole, literal, "%s", fault);
}

gboolean region_take_list(const RegionReader *r, const config_setting_t *group, const char *prefix, const char *key,
                          RegionTaker take, void *into)
{
	g_autofree const char **items = region_fields_strings(group, key);
	gboolean good = TRUE;

	for (int i = 0; items[i]; i++) {
		g_autofree char *fault = NULL;

		if (take(into, items[i], &fault) < 0) {
			refuse(r, group, prefix, key, i, fault);
			good = FALSE;
		}
	}
	return good;
}

gboolean region_check_code(const RegionReader *r, const config_setting_t *root, const char *expected)
{
	const config_setting_t *node = config_setting_get_member(root, "code");
	const char *code = config_setting_get_string(node);
	const Place place = tree_place(r->tree, node);
	g_autofree char *literal = NULL;

	if (g_str_equal(code, expected))
		return TRUE;
	literal = tree_literal(r->tree, node);
	faults_add(r->faults, &place, "code", literal, "not as the file is called; write code = \"%s\"", expected);
	return FALSE;
}

static int take_hours(void *into, const char *text, char **fault)
{
	RegionClass *class = into;
	char *spans = *class->spans ? g_strconcat(class->spans, ", ", text, NULL) : g_strdup(text);

	g_free(class->spans);
	class->spans = spans;
	return span_add_window(class->hours, text, fault);
}

/* "3 in 24h", "1 a day". */
static int take_cap(void *into, const char *text, char **fault)
{
	RegionClass *class = into;
	char *rest = NULL;
	gint64 max = g_ascii_strtoll(text, &rest, 10);
	Cap cap = {.max = (int)max, .seconds = 0};

	if (rest == text || max < 1 || max > 1000 ||
	    (!g_str_equal(rest, " a day") && !g_str_has_prefix(rest, " in "))) {
		*fault = g_strdup("not a cap; write \"3 in 24h\" or \"1 a day\"");
		return -EINVAL;
	}
	if (class->n_caps == REGION_CAPS_MAX) {
		*fault = g_strdup_printf("more than %d caps; write the strictest", REGION_CAPS_MAX);
		return -EINVAL;
	}
	if (g_str_has_prefix(rest, " in ") && duration_parse(rest + strlen(" in "), &cap.seconds, fault) < 0)
		return -EINVAL;
	class->caps[class->n_caps++] = cap;
	return 0;
}

static int take_zone(void *into, const char *text, char **fault)
{
	GHashTable *known = into;

	if (g_hash_table_contains(known, text))
		return 0;
	if (!zones_known(text)) {
		*fault = g_strdup("not in the time zone database; write one of its names, as \"Asia/Shanghai\"");
		return -EINVAL;
	}
	g_hash_table_add(known, g_strdup(text));
	return 0;
}

static gboolean read_basis(const RegionReader *r, const config_setting_t *group, const char *prefix, RegionBasis *basis)
{
	const config_setting_t *node = config_setting_get_member(group, "basis");
	const char *name = config_setting_get_string(node);
	const Place place = tree_place(r->tree, node);
	g_autofree char *key = g_strconcat(prefix, "basis", NULL), *literal = NULL;

	for (int i = 0; i < BASES; i++)
		if (g_str_equal(BASIS_NAMES[i], name)) {
			*basis = (RegionBasis)i;
			return TRUE;
		}
	literal = tree_literal(r->tree, node);
	faults_add(r->faults, &place, key, literal,
	           "not a basis; write \"law\", \"operator\", \"provider\", \"code\" or \"courtesy\"");
	return FALSE;
}

static gboolean read_class(const RegionReader *r, const config_setting_t *root, MessageClass which, RegionClass *class)
{
	const config_setting_t *group = config_setting_get_member(root, CLASS_KEYS[which].key);
	const char *prefix = CLASS_KEYS[which].prefix;

	class->hours = hours_new();
	class->spans = g_strdup("");
	if (!region_fields_check(r->tree, group, prefix, CLASS_RULES, G_N_ELEMENTS(CLASS_RULES), r->faults))
		return FALSE;
	class->verified = bool_of(group, "verified");
	class->note = g_strdup(string_of(group, "note"));
	class->consent_needed = bool_of(group, "consent_needed");
	return read_basis(r, group, prefix, &class->basis) &&
	       region_take_list(r, group, prefix, "hours", take_hours, class) &&
	       region_take_list(r, group, prefix, "caps", take_cap, class);
}

/* One fact with where it was read, for people. */
static char *fact_words(const config_setting_t *fact)
{
	g_autofree const char **sources = region_fields_strings(fact, "source");
	g_autofree char *where = g_strjoinv(", ", (char **)sources);

	return g_strdup_printf("%s (%s)", string_of(fact, "fact"),
	                       *where ? where : bool_of(fact, "verified") ? "verified" : "not verified");
}

static gboolean read_facts(const RegionReader *r, const config_setting_t *root, Region *region)
{
	const config_setting_t *facts = config_setting_get_member(root, "facts");
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	gboolean good = TRUE;

	for (int i = 0; facts && i < config_setting_length(facts); i++) {
		g_autofree char *prefix = g_strdup_printf("facts[%d].", i);
		const config_setting_t *fact = config_setting_get_elem(facts, (unsigned)i);

		if (region_fields_check(r->tree, fact, prefix, FACT_RULES, G_N_ELEMENTS(FACT_RULES), r->faults))
			g_ptr_array_add(words, fact_words(fact));
		else
			good = FALSE;
	}
	g_ptr_array_add(words, NULL);
	region->facts = (char **)g_ptr_array_free(g_steal_pointer(&words), FALSE);
	return good;
}

static gboolean read_region(RegionReader *r, const config_setting_t *root, const char *code, Region *region)
{
	g_autofree const char **zones = NULL;
	const RegionDays *days = NULL;
	gboolean good;

	if (!region_fields_check(r->tree, root, "", REGION_RULES, G_N_ELEMENTS(REGION_RULES), r->faults))
		return FALSE;
	zones = region_fields_strings(root, "zones");
	region->code = g_strdup(string_of(root, "code"));
	region->name = g_strdup(string_of(root, "name"));
	region->zones = g_strdupv((char **)zones);
	region->two_way = bool_of(root, "two_way");
	region->two_way_verified = bool_of(root, "two_way_verified");
	region->two_way_note = g_strdup(string_of(root, "two_way_note"));
	region->holidays = g_strdup(string_of(root, "holidays"));
	good = region_check_code(r, root, code) && region_take_list(r, root, "", "zones", take_zone, r->zones);
	if (g_strv_length(region->zones) > REGION_ZONES_MAX) {
		const Place place = tree_place(r->tree, config_setting_get_member(root, "zones"));

		faults_add(r->faults, &place, "zones", NULL, "more than %d; write one for each clock",
		           REGION_ZONES_MAX);
		good = FALSE;
	}
	for (int c = 0; c < CLASSES; c++)
		good &= read_class(r, root, (MessageClass)c, &region->classes[c]);
	good &= read_facts(r, root, region);
	if (region->holidays) {
		days = region_days_find(r, root, region->holidays);
		if (!days)
			return FALSE;
		region->last_holiday = days->last;
		for (int c = 0; c < CLASSES; c++)
			hours_copy_days(region->classes[c].hours, days->days);
	}
	return good;
}

static void sum_line(GChecksum *sum, const char *text)
{
	g_checksum_update(sum, (const guchar *)text, (gssize)strlen(text) + 1);
}

static void sum_days(RegionReader *r, const Region *region)
{
	const RegionDays *days = region->holidays ? g_hash_table_lookup(r->days, region->holidays) : NULL;

	for (guint i = 0; days && days->holidays[i]; i++)
		sum_line(r->sum, days->holidays[i]);
	for (guint i = 0; days && days->workdays[i]; i++)
		sum_line(r->sum, days->workdays[i]);
}

static void sum_region(RegionReader *r, const Region *region)
{
	sum_line(r->sum, region->code);
	sum_line(r->sum, region->two_way ? "two_way" : "one_way");
	for (guint i = 0; region->zones[i]; i++)
		sum_line(r->sum, region->zones[i]);
	sum_days(r, region);
	for (int c = 0; c < CLASSES; c++) {
		const RegionClass *class = &region->classes[c];
		g_autofree char *head = g_strdup_printf("%s %s %d", CLASS_KEYS[c].key, BASIS_NAMES[class->basis],
		                                        class->consent_needed);

		sum_line(r->sum, head);
		sum_line(r->sum, class->spans);
		for (guint i = 0; i < class->n_caps; i++) {
			g_autofree char *cap = g_strdup_printf("%d %" G_GINT64_FORMAT, class->caps[i].max,
			                                       class->caps[i].seconds);

			sum_line(r->sum, cap);
		}
	}
}

static void read_file(RegionReader *r, const char *path, Regions *regions)
{
	g_autofree char *base = g_path_get_basename(path);
	g_autofree char *code = g_strndup(base, strlen(base) - strlen(".conf"));
	g_autoptr(Tree) tree = NULL;
	Region *region;

	if (tree_read(path, r->files, r->faults, &tree) < 0)
		return;
	r->tree = tree;
	region = g_new0(Region, 1);
	if (read_region(r, tree_root(tree), code, region)) {
		sum_region(r, region);
		g_hash_table_insert(regions->by_code, region->code, region);
	} else {
		region_free(region);
	}
}

static gint by_name(gconstpointer a, gconstpointer b)
{
	return g_strcmp0(*(const char *const *)a, *(const char *const *)b);
}

int regions_read(const char *dir, GStringChunk *files, Faults *faults, Regions **out)
{
	g_autoptr(GDir) listing = g_dir_open(dir, 0, NULL);
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	Regions *regions = g_new0(Regions, 1);
	RegionReader r = {.dir = dir, .files = files, .faults = faults, .sum = g_checksum_new(G_CHECKSUM_SHA256),
	            .days = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, region_days_free),
	            .zones = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
	const char *name;

	regions->by_code = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, region_free);
	while (listing && (name = g_dir_read_name(listing)))
		if (g_str_has_suffix(name, ".conf"))
			g_ptr_array_add(paths, g_build_filename(dir, name, NULL));
	g_ptr_array_sort(paths, by_name);
	for (guint i = 0; i < paths->len; i++)
		read_file(&r, paths->pdata[i], regions);
	regions->digest = g_strdup(g_checksum_get_string(r.sum));
	g_checksum_free(r.sum);
	g_hash_table_unref(r.days);
	g_hash_table_unref(r.zones);
	*out = regions;
	return paths->len ? 0 : -ENOENT;
}

void regions_free(Regions *regions)
{
	if (!regions)
		return;
	g_hash_table_unref(regions->by_code);
	g_free(regions->digest);
	g_free(regions);
}

const Region *regions_find(const Regions *regions, const char *code)
{
	const Region *found = code ? g_hash_table_lookup(regions->by_code, code) : NULL;
	const char *dash = code ? strchr(code, '-') : NULL;

	if (!found && dash) {
		g_autofree char *country = g_strndup(code, (gsize)(dash - code));

		found = g_hash_table_lookup(regions->by_code, country);
	}
	return found ? found : g_hash_table_lookup(regions->by_code, "ZZ");
}

const char *regions_digest(const Regions *regions)
{
	return regions->digest;
}
