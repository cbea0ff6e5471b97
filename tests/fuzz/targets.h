/* The targets there are, for the table in targets.c alone. What each of them takes stands at its top. */
#pragma once

#include "fuzz/fuzz.h"

#define FUZZ_FEED(name) void name(gpointer state, const char *bytes, gsize length)

/* fuzz_conf.c */
gpointer fuzz_conf_setup(gconstpointer arg);
FUZZ_FEED(fuzz_conf_file);
gpointer fuzz_region_setup(gconstpointer arg);
FUZZ_FEED(fuzz_region_file);
FUZZ_FEED(fuzz_holidays_file);
FUZZ_FEED(fuzz_calendar_file);
FUZZ_FEED(fuzz_lexicon_file);

/* fuzz_text.c */
FUZZ_FEED(fuzz_template);
gpointer fuzz_reply_setup(gconstpointer arg);
FUZZ_FEED(fuzz_reply);
FUZZ_FEED(fuzz_guard);
FUZZ_FEED(fuzz_segments);

/* fuzz_scrub.c */
FUZZ_FEED(fuzz_scrub);

/* fuzz_words.c */
FUZZ_FEED(fuzz_times);
FUZZ_FEED(fuzz_phone);
FUZZ_FEED(fuzz_query);
FUZZ_FEED(fuzz_arguments);

/* fuzz_import.c */
FUZZ_FEED(fuzz_import_csv);
FUZZ_FEED(fuzz_import_jsonl);

/* fuzz_store.c */
gpointer fuzz_store_setup(gconstpointer arg);
FUZZ_FEED(fuzz_store_bytes);
FUZZ_FEED(fuzz_store_rows);
FUZZ_FEED(fuzz_evidence);

/* fuzz_intake.c */
gpointer fuzz_intake_setup(gconstpointer arg);
FUZZ_FEED(fuzz_intake_row);

/* fuzz_provider.c: one for each driver, and one for each profile of driver "http". */
gpointer fuzz_provider_setup(gconstpointer name);
FUZZ_FEED(fuzz_provider);
