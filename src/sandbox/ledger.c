#include "sandbox/ledger.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>

/* One string a submit, as it stands in the log: small, and nothing to be put together again for the control API. */
typedef struct {
	guint64 number;
	char *ref; /* NULL: none, or not accepted */
	char *line;
} Entry;

struct Ledger {
	FILE *log;
	guint keep;
	GQueue entries;   /* of Entry, oldest first */
	GHashTable *refs; /* accepted references among them -> how often */
	LedgerCounts counts;
};

int ledger_new(Ledger **ledger, const char *log_path, guint keep)
{
	FILE *log = log_path ? fopen(log_path, "ae") : NULL;

	if (log_path && !log)
		return -errno;
	*ledger = g_new0(Ledger, 1);
	(*ledger)->log = log;
	(*ledger)->keep = keep;
	(*ledger)->refs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_queue_init(&(*ledger)->entries);
	return 0;
}

static void entry_free(gpointer data)
{
	Entry *entry = data;

	g_free(entry->ref);
	g_free(entry->line);
	g_free(entry);
}

void ledger_free(Ledger *ledger)
{
	if (!ledger)
		return;
	if (ledger->log)
		fclose(ledger->log);
	g_queue_clear_full(&ledger->entries, entry_free);
	g_hash_table_unref(ledger->refs);
	g_free(ledger);
}

static char *line_of(guint64 number, const Sendsms *sms, const char *method, const char *answer, int status,
                     gboolean accepted, gint64 now_us)
{
	g_autoptr(GDateTime) second = g_date_time_new_from_unix_utc(now_us / G_USEC_PER_SEC);
	g_autofree char *date = g_date_time_format(second, "%Y-%m-%dT%H:%M:%S");
	g_autofree char *time = g_strdup_printf("%s.%06dZ", date, (int)(now_us % G_USEC_PER_SEC));
	json_t *object = json_pack("{s:I, s:s, s:s, s:s*, s:s*, s:s*, s:s*, s:s*, s:i, s:i, s:i, s:s, s:i, s:b}", "n",
	                           (json_int_t)number, "time", time, "method", method, "to", sms->to, "from", sms->from,
	                           "ref", sms->ref, "text", sms->text, "smsc", sms->smsc, "coding", sms->coding,
	                           "validity_min", sms->validity_min, "dlr_mask", sms->dlr_mask, "answer", answer,
	                           "status", status, "accepted", accepted);
	char *dumped = json_dumps(object, JSON_COMPACT);
	char *line = g_strdup(dumped);

	json_decref(object);
	free(dumped);
	return line;
}

static void count_ref(Ledger *ledger, const char *ref, int by)
{
	int times = GPOINTER_TO_INT(g_hash_table_lookup(ledger->refs, ref)) + by;

	if (times > 0)
		g_hash_table_replace(ledger->refs, g_strdup(ref), GINT_TO_POINTER(times));
	else
		g_hash_table_remove(ledger->refs, ref);
}

static void forget_oldest(Ledger *ledger)
{
	Entry *oldest = g_queue_pop_head(&ledger->entries);

	if (oldest->ref)
		count_ref(ledger, oldest->ref, -1);
	entry_free(oldest);
}

int ledger_add(Ledger *ledger, const Sendsms *sms, const char *method, const char *answer, int status,
               gboolean accepted, gint64 now_us)
{
	Entry *entry = g_new0(Entry, 1);
	int r = 0;

	entry->number = ++ledger->counts.requests;
	entry->line = line_of(entry->number, sms, method, answer, status, accepted, now_us);
	if (ledger->log && (fprintf(ledger->log, "%s\n", entry->line) < 0 || fflush(ledger->log) != 0))
		r = -EIO;
	ledger->counts.accepted += (guint64)accepted;
	if (accepted && sms->ref) {
		ledger->counts.repeated += g_hash_table_contains(ledger->refs, sms->ref);
		entry->ref = g_strdup(sms->ref);
		count_ref(ledger, sms->ref, 1);
	}
	g_queue_push_tail(&ledger->entries, entry);
	if (ledger->entries.length > ledger->keep)
		forget_oldest(ledger);
	return r;
}

LedgerCounts ledger_counts(const Ledger *ledger)
{
	return ledger->counts;
}

char *ledger_list(const Ledger *ledger, guint64 after, guint limit)
{
	guint64 oldest = ledger->counts.requests - ledger->entries.length + 1;
	GString *list = g_string_new("[");
	GList *i =
	        g_queue_peek_nth_link(&((Ledger *)ledger)->entries, after >= oldest ? (guint)(after - oldest + 1) : 0);

	for (guint n = 0; i && n < limit; i = i->next, n++)
		g_string_append_printf(list, "%s%s", n ? ",\n" : "", ((const Entry *)i->data)->line);
	g_string_append(list, "]\n");
	return g_string_free(list, FALSE);
}
