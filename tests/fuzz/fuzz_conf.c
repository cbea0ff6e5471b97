/* The files an admin writes: the configuration, the data of regions, iCalendar files. "@DIR@" and "@SRC@" in a
 * configuration stand for the target's directory and the source tree. */
#include <glib/gstdio.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "conf/calendar.h"
#include "conf/regions.h"
#include "conf/spans.h"
#include "fuzz/targets.h"
#include "text/understand.h"

/* A config that is refused says why, in lines; TRUE: it was refused. */
static gboolean was_refused(int r, GPtrArray *faults)
{
	guint grave = 0;

	for (guint i = 0; i < faults->len; i++) {
		const ConfFault *fault = faults->pdata[i];

		fuzz_must_be_line("a fault", fault->text);
		grave += !fault->warning;
	}
	fuzz_must(r <= 0 && (r < 0) == (grave > 0), "%d is answered with %u faults", r, grave);
	return r < 0;
}

/* "KEY = VALUE" of all settings, without where each stands. */
static char *settings_of(const Conf *conf)
{
	g_autofree char *shown = conf_show(conf, TRUE);
	json_t *parsed = json_loads(shown, JSON_REJECT_DUPLICATES, NULL);
	const json_t *list = json_object_get(parsed, "settings");
	GString *out = g_string_new(NULL);

	fuzz_must(json_is_array(list), "the configuration shown as JSON is JSON");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *setting = json_array_get(list, i);
		char *value = json_dumps(json_object_get(setting, "value"), JSON_ENCODE_ANY | JSON_SORT_KEYS);

		g_string_append_printf(out, "%s = %s\n", json_string_value(json_object_get(setting, "key")), value);
		free(value);
	}
	json_decref(parsed);
	return g_string_free(out, FALSE);
}

/* What `show config` prints is the same configuration. */
static void must_load_again(const Conf *conf)
{
	g_autoptr(GPtrArray) faults = NULL;
	g_autoptr(Conf) again = NULL;
	g_autofree char *shown = conf_show(conf, FALSE), *once = settings_of(conf), *twice = NULL;

	fuzz_write("shown.conf", shown, strlen(shown));
	if (conf_load("shown.conf", &again, &faults) < 0)
		fuzz_must(FALSE, "what is shown loads again: %s", ((ConfFault *)faults->pdata[0])->text);
	fuzz_must(g_str_equal(conf->hash, again->hash), "what is shown has the same hash");
	twice = settings_of(again);
	fuzz_must(g_str_equal(once, twice), "what is shown is shown the same again:\n%s\nthen:\n%s", once, twice);
}

/* Any shop's rules can be put together for a customer of anywhere. */
static void must_have_rules(const Conf *conf)
{
	static const char *const REGIONS[] = {NULL, "CN", "US-FL", "XX"};
	Zones *zones = zones_new();

	for (guint i = 0; i < conf->shops->len; i++)
		for (gsize j = 0; j < G_N_ELEMENTS(REGIONS); j++) {
			const ConfShop *shop = conf->shops->pdata[i];
			g_auto(ConfCaseRules) rules = {0};

			fuzz_must(conf_case_rules(conf, zones, shop->id, NULL, REGIONS[j], "daily 20:00-11:00", &rules),
			          "a shop of the configuration has rules");
		}
	zones_free(zones);
}

gpointer fuzz_conf_setup(gconstpointer arg)
{
	static const char TOKEN[] = "abcdefghijklmnop\n", DAYS[] = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";

	(void)arg;
	fuzz_write("token", TOKEN, strlen(TOKEN));
	fuzz_write("days.ics", DAYS, strlen(DAYS));
	fuzz_must(chmod("token", 0600) == 0, "the token is ours alone");
	return NULL;
}

void fuzz_conf_file(gpointer state, const char *bytes, gsize length)
{
	g_autofree char *filled = fuzz_fill(bytes);
	g_autoptr(GPtrArray) faults = NULL;
	g_autoptr(Conf) conf = NULL, blind = NULL;
	int r;

	(void)state;
	/* A NUL ends what can be filled; with one in it the bytes go as they are. */
	if (strlen(bytes) == length)
		fuzz_write("followup.conf", filled, strlen(filled));
	else
		fuzz_write("followup.conf", bytes, length);
	r = conf_load("followup.conf", &conf, &faults);
	if (was_refused(r, faults))
		return;
	fuzz_must(conf_load_without_secrets("followup.conf", &blind, NULL) == 0 && g_str_equal(blind->hash, conf->hash),
	          "without secrets it is the same");
	must_load_again(conf);
	must_have_rules(conf);
}

/* ---- regions ---- */

static const char REGION_NAME[] = "regions/US.conf", DAYS_NAME[] = "regions/holidays/CN.conf";

gpointer fuzz_region_setup(gconstpointer arg)
{
	g_autofree char *us = fuzz_source("regions/US.conf"), *cn = fuzz_source("regions/CN.conf");
	g_autofree char *days = fuzz_source("regions/holidays/CN.conf");

	(void)arg;
	fuzz_must(g_mkdir_with_parents("regions/holidays", 0700) == 0, "there is a directory for regions");
	fuzz_copy(us, REGION_NAME);
	fuzz_copy(cn, "regions/CN.conf");
	fuzz_copy(days, DAYS_NAME);
	return NULL;
}

static void must_be_usable(const Region *region)
{
	fuzz_must(region->zones && region->zones[0], "a region has zones");
	for (guint c = 0; c < CLASSES; c++) {
		const RegionClass *rule = &region->classes[c];

		fuzz_must(rule->hours && rule->spans && rule->basis < BASES && rule->n_caps <= REGION_CAPS_MAX,
		          "a region has a rule for %s", class_name((MessageClass)c));
		fuzz_must_be_text("a region's note", rule->note);
	}
}

static void read_regions(const char *code)
{
	GStringChunk *files = g_string_chunk_new(64);
	char *digest = NULL;

	for (guint round = 0; round < 2; round++) {
		g_autoptr(Faults) faults = faults_new();
		g_autoptr(Regions) regions = NULL;
		g_autoptr(GPtrArray) list = NULL;
		gboolean good;

		fuzz_must(regions_read("regions", files, faults, &regions) == 0, "there is always a table");
		good = faults_count(faults) == 0;
		list = faults_take(faults);
		for (guint i = 0; i < list->len; i++)
			fuzz_must_be_line("a fault", ((ConfFault *)list->pdata[i])->text);
		fuzz_must(!good || regions_find(regions, code), "a good file is in the table");
		if (good)
			must_be_usable(regions_find(regions, code));
		fuzz_must(!digest || g_str_equal(digest, regions_digest(regions)),
		          "the same files have the same digest");
		g_free(digest);
		digest = g_strdup(regions_digest(regions));
	}
	g_free(digest);
	g_string_chunk_free(files);
}

void fuzz_region_file(gpointer state, const char *bytes, gsize length)
{
	(void)state;
	fuzz_write(REGION_NAME, bytes, length);
	read_regions("US");
}

void fuzz_holidays_file(gpointer state, const char *bytes, gsize length)
{
	(void)state;
	fuzz_write(DAYS_NAME, bytes, length);
	read_regions("CN");
}

/* conf.c asserts it of every day a calendar gives. */
static void must_be_taken(const GPtrArray *days, int (*add)(Hours *, const char *, char **))
{
	g_autoptr(Hours) hours = hours_new();

	for (guint i = 0; i < days->len; i++) {
		g_autofree char *fault = NULL;

		fuzz_must(add(hours, days->pdata[i], &fault) == 0, "\"%s\": %s", (char *)days->pdata[i], fault);
	}
}

void fuzz_calendar_file(gpointer state, const char *bytes, gsize length)
{
	GStringChunk *files = g_string_chunk_new(64);
	g_autoptr(Faults) faults = faults_new();
	g_autoptr(GPtrArray) holidays = g_ptr_array_new_with_free_func(g_free), list = NULL;
	g_autoptr(GPtrArray) workdays = g_ptr_array_new_with_free_func(g_free);
	gboolean good;

	(void)state;
	fuzz_write("days.ics", bytes, length);
	good = calendar_read("days.ics", files, faults, holidays, workdays);
	fuzz_must(good == (faults_count(faults) == 0), "what is refused is told");
	list = faults_take(faults);
	for (guint i = 0; i < list->len; i++)
		fuzz_must_be_line("a fault", ((ConfFault *)list->pdata[i])->text);
	must_be_taken(holidays, span_add_holiday);
	must_be_taken(workdays, span_add_workday);
	g_string_chunk_free(files);
}

/* ---- words that replies are understood by ---- */

void fuzz_lexicon_file(gpointer state, const char *bytes, gsize length)
{
	g_autoptr(GPtrArray) faults = NULL;
	g_autoptr(Lexicon) lexicon = NULL;
	ReplyMeaning meaning;
	int r;

	(void)state;
	fuzz_must(g_mkdir_with_parents("replies", 0700) == 0, "there is a directory for packs");
	fuzz_write("replies/en.conf", bytes, length);
	r = conf_lexicon("replies", &lexicon, &faults);
	if (was_refused(r, faults))
		return;
	understand_reply(lexicon, "STOP texting, call me at 5 pm", "en", STEP_NONE, &meaning);
	fuzz_must(meaning.label < LABELS, "a pack that loads can be used");
}
