#include "inbox/many.h"

#include "store/sqlite/db.h"

#include <check.h>

#define EACH "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "

void many_fill(Store *store, int64_t count)
{
	ck_assert_int_eq(store_begin(store), 0);
	ck_assert_int_ge(db_run(store,
	                        EACH "INSERT INTO person (id, phone, created_at)"
	                             " SELECT i, '+86138' || (10000000 + i), 1 FROM n",
	                        DB_INT(count)), 0);
	ck_assert_int_ge(db_run(store,
	                        EACH "INSERT INTO cases (id, shop, external_id, person_id, name, order_no, text,"
	                             " language, complaint_at, created_at, changed_at) SELECT i, 'demo', 'X-' || i, i,"
	                             " 'Ада ' || i, i * 7, 'late again', 'ru', 1, 1, i FROM n",
	                        DB_INT(count)), 0);
	ck_assert_int_ge(db_run(store,
	                        EACH "INSERT INTO message (case_id, person_id, step, round, text, language, text_version,"
	                             " encoding, segments, state, provider, created_at, changed_at)"
	                             " SELECT i, i, 'first_contact', 1,"
	                             " 'text of ours ' || i, 'ru', '1', 'ucs2', 1, 'delivered', 'p', 1, 1 FROM n",
	                        DB_INT(count)), 0);
	ck_assert_int_ge(db_run(store,
	                        EACH "INSERT INTO reply (provider, from_number, text, label, received_at, person_id,"
	                             " case_id, matched_by) SELECT 'p', '+86138' || (10000000 + i), 'ОТВЕТ ' || i,"
	                             " 'other', 1, iif(i % 20, i, NULL),"
	                             " iif(i % 20, i, NULL), iif(i % 20, 'number', 'none') FROM n WHERE i % 2 = 0",
	                        DB_INT(count)), 0);
	ck_assert_int_eq(store_commit(store), 0);
}
