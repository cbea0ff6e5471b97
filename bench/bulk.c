/* The bare import: what rows of new cases cost SQLite when nobody looks at them. An empty store of ours without its
 * triggers, prepared statements, the same tables and indexes, the same rows a transaction, the same durability and
 * cache. No checks, no numbers parsed, no log's hashes (constants stand there), no product code. Its rate on this
 * machine, at this moment, is the ceiling `followupctl import` is measured against.
 *
 *   bulk STORE FILE ROWS-A-TRANSACTION     FILE: lines "external_id,phone,name,order_no" with a header
 *
 * It prints "bulk N rows S seconds". */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SHOP "taoyimi"
#define ZONE "Asia/Shanghai"
#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const char *const STATEMENTS[] = {
        "INSERT INTO person (phone, region, line_kind, created_at) VALUES (?1, 'CN', 'mobile', ?2)",
        "INSERT INTO cases (shop, source, external_id, person_id, name, order_no, language, zone, zone_source, "
        "complaint_at,"
        " created_at, changed_at, shop_zone, needs_level) VALUES ('" SHOP "', '', ?1, ?2, ?3, ?4, 'zh-CN', '" ZONE
        "', 'number', ?5,"
        " ?5, ?5, '" ZONE "', 0)",
        "INSERT INTO event (case_id, round, at, kind, actor, digest, hash)"
        " VALUES (?1, 1, ?2, 'created', 'shop', '" HASH "', '" HASH "')",
        "INSERT INTO fact (kind, at, case_id, round, shop, zone, shop_zone)"
        " VALUES ('created', ?2, ?1, 1, '" SHOP "', '" ZONE "', '" ZONE "')",
        "INSERT INTO dirty (case_id) VALUES (?1)",
};
enum { PERSON, CASE, EVENT, FACT, DIRTY, COUNT };

static void die(sqlite3 *db, const char *what)
{
	fprintf(stderr, "bulk: %s: %s\n", what, db ? sqlite3_errmsg(db) : "cannot be read");
	exit(1);
}

static void run(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		die(db, sql);
}

static void drop_triggers(sqlite3 *db)
{
	char sql[16384] = "";
	size_t used = 0;
	sqlite3_stmt *names;

	if (sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'trigger'", -1, &names, NULL) !=
	    SQLITE_OK)
		die(db, "schema");
	while (sqlite3_step(names) == SQLITE_ROW)
		used += (size_t)snprintf(sql + used, sizeof sql - used, "DROP TRIGGER %s;",
		                         sqlite3_column_text(names, 0));
	sqlite3_finalize(names);
	run(db, sql);
}

static void step(sqlite3 *db, sqlite3_stmt *statement)
{
	if (sqlite3_step(statement) != SQLITE_DONE)
		die(db, sqlite3_sql(statement));
	sqlite3_reset(statement);
}

static void put(sqlite3 *db, sqlite3_stmt **s, char *line, int64_t now_at)
{
	char *cell[4], *rest = line;
	int64_t id;

	for (int i = 0; i < 4; i++)
		cell[i] = strsep(&rest, ",\n");
	sqlite3_bind_text(s[PERSON], 1, cell[1], -1, SQLITE_STATIC);
	sqlite3_bind_int64(s[PERSON], 2, now_at);
	step(db, s[PERSON]);
	sqlite3_bind_text(s[CASE], 1, cell[0], -1, SQLITE_STATIC);
	sqlite3_bind_int64(s[CASE], 2, sqlite3_last_insert_rowid(db));
	sqlite3_bind_text(s[CASE], 3, cell[2], -1, SQLITE_STATIC);
	sqlite3_bind_text(s[CASE], 4, cell[3], -1, SQLITE_STATIC);
	sqlite3_bind_int64(s[CASE], 5, now_at);
	step(db, s[CASE]);
	id = sqlite3_last_insert_rowid(db);
	for (int i = EVENT; i <= DIRTY; i++) {
		sqlite3_bind_int64(s[i], 1, id);
		if (i != DIRTY)
			sqlite3_bind_int64(s[i], 2, now_at);
		step(db, s[i]);
	}
}

int main(int argc, char **argv)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *s[COUNT];
	struct timespec began, ended;
	char line[512];
	long rows = 0, each = argc > 3 ? atol(argv[3]) : 0;
	FILE *file = argc > 2 ? fopen(argv[2], "r") : NULL;

	if (!file || each <= 0 || sqlite3_open(argv[1], &db) != SQLITE_OK)
		die(db, argc > 2 ? argv[2] : "bulk STORE FILE ROWS-A-TRANSACTION");
	run(db, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA "
	        "wal_autocheckpoint = 4000");
	drop_triggers(db);
	for (int i = 0; i < COUNT; i++)
		if (sqlite3_prepare_v3(db, STATEMENTS[i], -1, SQLITE_PREPARE_PERSISTENT, &s[i], NULL) != SQLITE_OK)
			die(db, STATEMENTS[i]);
	clock_gettime(CLOCK_MONOTONIC, &began);
	if (fgets(line, sizeof line, file) == NULL)
		die(NULL, argv[2]);
	while (fgets(line, sizeof line, file)) {
		if (rows % each == 0)
			run(db, rows ? "COMMIT; BEGIN IMMEDIATE" : "BEGIN IMMEDIATE");
		put(db, s, line, 1795000000);
		rows++;
	}
	run(db, "COMMIT");
	clock_gettime(CLOCK_MONOTONIC, &ended);
	printf("bulk %ld rows %.4f seconds\n", rows,
	       (double)(ended.tv_sec - began.tv_sec) + (double)(ended.tv_nsec - began.tv_nsec) / 1e9);
	return 0;
}
