#include "fuzz/targets.h"

#include <string.h>

#include "provider/provider.h"

static const FuzzTarget FIXED[] = {
        {"conf", NULL, fuzz_conf_setup, fuzz_conf_file},
        {"region", NULL, fuzz_region_setup, fuzz_region_file},
        {"holidays", NULL, fuzz_region_setup, fuzz_holidays_file},
        {"calendar", NULL, NULL, fuzz_calendar_file},
        {"lexicon", NULL, NULL, fuzz_lexicon_file},
        {"template", NULL, NULL, fuzz_template},
        {"reply", NULL, fuzz_reply_setup, fuzz_reply},
        {"guard", NULL, NULL, fuzz_guard},
        {"segments", NULL, NULL, fuzz_segments},
        {"scrub", NULL, NULL, fuzz_scrub},
        {"times", NULL, NULL, fuzz_times},
        {"phone", NULL, NULL, fuzz_phone},
        {"query", NULL, NULL, fuzz_query},
        {"arguments", NULL, NULL, fuzz_arguments},
        {"import-csv", NULL, NULL, fuzz_import_csv},
        {"import-jsonl", NULL, NULL, fuzz_import_jsonl},
        {"evidence", NULL, NULL, fuzz_evidence},
        {"intake", NULL, fuzz_intake_setup, fuzz_intake_row},
        {"store-bytes", "bytes", fuzz_store_setup, fuzz_store_bytes},
        {"store-rows", "rows", fuzz_store_setup, fuzz_store_rows},
};

static void add_provider(GArray *all, const char *name)
{
	FuzzTarget target = {.name = g_strconcat("provider-", name, NULL),
	                     .arg = g_strdup(name),
	                     .setup = fuzz_provider_setup,
	                     .feed = fuzz_provider};

	g_array_append_val(all, target);
}

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Driver "http" is what its profile says, so each shipped profile is a target: "http-infobip". */
static void add_profiles(GArray *all)
{
	g_autofree char *path = fuzz_source("etc/providers");
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const char *file;

	while (dir && (file = g_dir_read_name(dir)))
		if (g_str_has_suffix(file, ".conf"))
			g_ptr_array_add(names,
			                g_strdup_printf("http-%.*s", (int)(strlen(file) - strlen(".conf")), file));
	g_ptr_array_sort(names, by_name);
	for (guint i = 0; i < names->len; i++)
		add_provider(all, names->pdata[i]);
}

const FuzzTarget *fuzz_targets(void)
{
	static GArray *all;

	if (all)
		return (const FuzzTarget *)all->data;
	all = g_array_new(TRUE, TRUE, sizeof(FuzzTarget));
	g_array_append_vals(all, FIXED, G_N_ELEMENTS(FIXED));
	for (const char *const *name = provider_names(); *name; name++)
		if (!g_str_equal(*name, "http"))
			add_provider(all, *name);
	add_profiles(all);
	return (const FuzzTarget *)all->data;
}
