/* Rows of a file, many at once, leave the store as if each had come through the door. */
#include "store/fixture.h"
#include "store/intake_check.h"
#include "store/upkeep.h"

#include <string.h>

#define ROW(...)                                                                                                       \
	{                                                                                                              \
		.value = { __VA_ARGS__ }                                                                               \
	}
#define SHOP [INTAKE_SHOP] = "taoyimi"
#define ID [INTAKE_EXTERNAL_ID]
#define PHONE [INTAKE_PHONE]

/* In one heap; each of `breaks` is no new case and ends it. */
static const struct {
	const char *name;
	IntakeRow row;
	IntakeResult result;
} ROWS[] = {
        {"a bare one", ROW(SHOP, ID = "a", PHONE = "13812341234"), INTAKE_NEW},
        {"all columns",
         ROW(SHOP, ID = "b", PHONE = "+86 139 1234 1234", [INTAKE_SOURCE] = "reviews", [INTAKE_NAME] = "王",
             [INTAKE_ORDER_NO] = "0017", [INTAKE_CATEGORY] = "safety", [INTAKE_LEVEL] = "3", [INTAKE_RATING] = "1",
             [INTAKE_TEXT] = "broken\nand late", [INTAKE_LANGUAGE] = "EN-gb", [INTAKE_ZONE] = "Asia/Urumqi",
             [INTAKE_REVIEWED_AT] = "2025-11-18T10:00:00+08:00", [INTAKE_ALERTED_AT] = "2025-11-18T11:00:00+08:00",
             [INTAKE_PRODUCT] = "kettle", [INTAKE_CARRIER] = "Yunda"),
         INTAKE_NEW},
        {"a second case of a customer", ROW(SHOP, ID = "c", PHONE = "+8613812341234"), INTAKE_NEW},
        {"a number that is none", ROW(SHOP, ID = "d", PHONE = "12"), INTAKE_REJECTED},
        {"another shop, no zone", ROW([INTAKE_SHOP] = "gum", ID = "a", PHONE = "8 912 345-67-89"), INTAKE_NEW},
        {"an area code", ROW(SHOP, ID = "f", PHONE = "+12125552671"), INTAKE_NEW},
        {"the number of an erased customer", ROW(SHOP, ID = "g", PHONE = "13700000001"), INTAKE_NEW},
        {"a repeat that changes nothing", ROW(SHOP, ID = "a", PHONE = "13812341234"), INTAKE_UPDATED},
        {"new after the heap", ROW(SHOP, ID = "h", PHONE = "13812341299"), INTAKE_NEW},
        {"a repeat that changes things", ROW(SHOP, ID = "a", PHONE = "13812341235", [INTAKE_NAME] = "Li"),
         INTAKE_UPDATED},
        {"a new number for one who was texted", ROW(SHOP, ID = "sent", PHONE = "13812341236"), INTAKE_REJECTED},
        {"a case that was removed", ROW(SHOP, ID = "removed", PHONE = "13812341237"), INTAKE_REJECTED},
        {"what the store refuses", ROW(SHOP, ID = "refused", PHONE = "13812341238"), INTAKE_REJECTED},
        {"new after that", ROW(SHOP, ID = "i", PHONE = "13812341238"), INTAKE_NEW},
};

/* Whether customers were erased and cases removed before: each row is then looked at closer. */
static void begin(Fixture *f, gboolean erased)
{
	guint cases;

	fixture_open(f);
	fixture_sent(f, fixture_case(f, "sent", "13812341200"), STEP_FIRST_CONTACT, NOW - HOUR, "p1");
	sql_run(f, "CREATE TRIGGER refuse BEFORE INSERT ON cases WHEN new.external_id = 'refused' BEGIN"
	           " SELECT RAISE(ABORT, 'not this one'); END");
	if (!erased)
		return;
	fixture_case(f, "of the erased", "13700000001");
	must_write(f, store_erase(f->store, 2, "asked by letter", "agent:li", NOW - HOUR, &cases));
	fixture_case(f, "removed", "13700000002");
	must_write(f, erase_case_gone(f->store, 3, NOW - HOUR));
	sql_run(f, "DELETE FROM fact WHERE case_id = 3");
	sql_run(f, "DELETE FROM dirty WHERE case_id = 3");
	sql_run(f, "DROP TRIGGER event_kept");
	sql_run(f, "DELETE FROM event WHERE case_id = 3");
	sql_run(f, "DELETE FROM cases WHERE id = 3");
}

/* All rows of all tables but the keys and references, which are random, and what is made with them. */
static char *dump(Fixture *f)
{
	GString *all = g_string_new(NULL);
	sqlite3_stmt *tables = NULL, *rows = NULL;

	ck_assert_int_eq(sqlite3_prepare_v2(f->store->db,
	                                    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN"
	                                    " ('store_key', 'erased_block', 'removed_case', 'attempt') ORDER BY name",
	                                    -1, &tables, NULL),
	                 SQLITE_OK);
	while (sqlite3_step(tables) == SQLITE_ROW) {
		const char *table = (const char *)sqlite3_column_text(tables, 0);
		g_autofree char *sql = g_strdup_printf("SELECT * FROM %s ORDER BY 1, 2", table);
		g_autofree char *plain = g_strdup_printf("SELECT * FROM %s ORDER BY 1", table);

		if (sqlite3_prepare_v2(f->store->db, sql, -1, &rows, NULL) != SQLITE_OK)
			ck_assert_int_eq(sqlite3_prepare_v2(f->store->db, plain, -1, &rows, NULL), SQLITE_OK);
		while (sqlite3_step(rows) == SQLITE_ROW) {
			g_string_append_printf(all, "%s:", table);
			for (int i = 0; i < sqlite3_column_count(rows); i++) {
				const unsigned char *value = sqlite3_column_text(rows, i);

				g_string_append_printf(all, " %s=%s", sqlite3_column_name(rows, i),
				                       value ? (const char *)value : "NULL");
			}
			g_string_append_c(all, '\n');
		}
		sqlite3_finalize(rows);
	}
	sqlite3_finalize(tables);
	return g_string_free(all, FALSE);
}

typedef int (*Put)(Store *, const IntakeRow *, IntakeShopLookup, const void *, int64_t, IntakeResult *, int64_t *,
                   char **);

/* Puts one row as the daemon would: behind a mark of its own. */
static int through_the_door(Store *store, const IntakeRow *row, IntakeShopLookup shops, const void *conf,
                            int64_t now_at, IntakeResult *result, int64_t *case_id, char **fault)
{
	int r = store_mark(store);

	ck_assert_int_eq(r, 0);
	r = store_intake_put(store, row, shops, conf, now_at, result, case_id, fault);
	if (store_fault_is_rows(r)) {
		*result = INTAKE_REJECTED;
		*fault = g_strdup(store_error(store));
		return store_unmark(store, FALSE);
	}
	ck_assert_int_eq(store_unmark(store, TRUE), 0);
	return r;
}

/* Puts one row as an import would: looked at before. */
static int in_the_heap(Store *store, const IntakeRow *row, IntakeShopLookup shops, const void *conf, int64_t now_at,
                       IntakeResult *result, int64_t *case_id, char **fault)
{
	IntakeChecked checked;
	int r;

	*result = INTAKE_REJECTED;
	if (intake_check(row, shops, conf, now_at, &checked, fault) < 0)
		return 0;
	r = store_bulk_put(store, &checked, now_at, result, case_id, fault);
	intake_checked_clear(&checked);
	return r;
}

static void put_all(Fixture *f, Put put)
{
	for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		IntakeResult result = INTAKE_REJECTED, wanted = ROWS[i].result;
		g_autofree char *fault = NULL;
		int64_t case_id = 0;

		if (strcmp(ROWS[i].row.value[INTAKE_EXTERNAL_ID], "removed") == 0 &&
		    !sql_number(f, "SELECT EXISTS (SELECT 1 FROM removed_case)"))
			wanted = INTAKE_NEW;
		must(f, put(f->store, &ROWS[i].row, fixture_shops, NULL, NOW, &result, &case_id, &fault));
		row_int(ROWS[i].name, result, wanted);
		row_int(ROWS[i].name, fault != NULL, wanted == INTAKE_REJECTED);
		if (strcmp(ROWS[i].name, "what the store refuses") == 0)
			ck_assert_msg(strstr(fault, "not this one") != NULL, "%s", fault);
	}
}

/* Check's own words would be too long. */
static void same(const char *got, const char *wanted)
{
	g_auto(GStrv) a = g_strsplit(got, "\n", -1), b = g_strsplit(wanted, "\n", -1);

	for (guint i = 0; a[i] || b[i]; i++) {
		ck_assert_msg(a[i] && b[i], "%s is all there is of one", a[i] ? a[i] : b[i]);
		ck_assert_str_eq(a[i], b[i]);
	}
}

START_TEST(both_ways_write_the_same)
{
	Fixture door, heap;
	g_autofree char *wanted = NULL, *got = NULL;

	begin(&door, _i != 0);
	must(&door, store_begin(door.store));
	put_all(&door, through_the_door);
	must(&door, store_commit(door.store));
	wanted = dump(&door);
	begin(&heap, _i != 0);
	must(&heap, store_bulk_begin(heap.store));
	put_all(&heap, in_the_heap);
	must(&heap, store_bulk_commit(heap.store));
	got = dump(&heap);
	same(got, wanted);
	/* And the next of the door is what it would have been: triggers run, the log goes on. */
	fixture_case(&door, "z", "13812349999");
	fixture_case(&heap, "z", "13812349999");
	g_free(wanted);
	g_free(got);
	wanted = dump(&door);
	got = dump(&heap);
	same(got, wanted);
	fixture_close(&heap);
	fixture_close(&door);
}
END_TEST

/* Taken back, nothing of it is there, and triggers run again. */
START_TEST(a_heap_is_taken_back_whole)
{
	Fixture f;
	IntakeResult result;
	int64_t case_id = 0;
	g_autofree char *before = NULL, *after = NULL, *fault = NULL;

	begin(&f, FALSE);
	before = dump(&f);
	must(&f, store_bulk_begin(f.store));
	must(&f, in_the_heap(f.store, &ROWS[0].row, fixture_shops, NULL, NOW, &result, &case_id, &fault));
	ck_assert_int_eq(result, INTAKE_NEW);
	store_rollback(f.store);
	after = dump(&f);
	same(after, before);
	fixture_case(&f, "z", "13812349999");
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM fact WHERE kind = 'created'"), 2);
	fixture_close(&f);
}
END_TEST

/* Triggers are off in a heap; that which keeps real cases out of a store for practice is not. */
START_TEST(practice_takes_no_real_case)
{
	Fixture f;
	IntakeResult result = INTAKE_NEW;
	int64_t case_id = 0;
	g_autofree char *fault = NULL;

	fixture_open(&f);
	sql_run(&f, "INSERT INTO training (id, made_at, made_by) VALUES (1, 1, 'agent:boss')");
	must(&f, store_bulk_begin(f.store));
	must(&f, in_the_heap(f.store, &ROWS[0].row, fixture_shops, NULL, NOW, &result, &case_id, &fault));
	ck_assert_int_eq(result, INTAKE_REJECTED);
	ck_assert_msg(strstr(fault, "for training") != NULL, "%s", fault);
	must(&f, store_bulk_commit(f.store));
	ck_assert_int_eq(sql_number(&f, "SELECT count(*) FROM cases"), 0);
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("bulk");
	TCase *tc = tcase_create("bulk");

	tcase_add_loop_test(tc, both_ways_write_the_same, 0, 2);
	tcase_add_test(tc, a_heap_is_taken_back_whole);
	tcase_add_test(tc, practice_takes_no_real_case);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "bulk");
}
