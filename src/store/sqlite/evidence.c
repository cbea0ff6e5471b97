/* What an evidence file is made of, beside the log itself. */
#include "store/inbound.h"
#include "store/sqlite/db.h"

#include <errno.h>

static void clear_attempt(gpointer element)
{
	StoreAttempt *attempt = element;

	g_free(attempt->ref);
	g_free(attempt->outcome);
	g_free(attempt->code);
}

static int read_attempt(Store *store, DbRow row, void *element)
{
	(void)store;
	*(StoreAttempt *)element = (StoreAttempt){
		.id = db_column_number(row, 0), .message_id = db_column_number(row, 1), .ref = db_column_text(row, 2),
		.started_us = db_column_us(row, 3), .finished_us = db_column_us(row, 4),
		.outcome = db_column_text(row, 5), .code = db_column_text(row, 6)};
	return 0;
}

int store_attempt_list(Store *store, int64_t case_id, GArray **attempts)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT a.id, a.message_id, a.ref, a.started_us, a.finished_us, a.outcome, a.code FROM message m"
	                 " JOIN attempt a ON a.message_id = m.id WHERE m.case_id = ? ORDER BY a.id",
	                 DB_INT(case_id));

	return r < 0 ? r : db_list(store, row, sizeof(StoreAttempt), clear_attempt, read_attempt, 0, attempts);
}

static void clear_receipt(gpointer element)
{
	StoreReceiptRow *receipt = element;

	g_free(receipt->provider);
	g_free(receipt->status);
	g_free(receipt->code);
}

static int read_receipt(Store *store, DbRow row, void *element)
{
	(void)store;
	*(StoreReceiptRow *)element = (StoreReceiptRow){
		.id = db_column_number(row, 0), .inbound_id = db_column_number(row, 1),
		.message_id = db_column_number(row, 2), .provider = db_column_text(row, 3),
		.status = db_column_text(row, 4), .code = db_column_text(row, 5), .at = db_column_time(row, 6),
		.received_at = db_column_at(row, 7)};
	return 0;
}

int store_receipt_list(Store *store, int64_t case_id, GArray **receipts)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT r.id, r.inbound_id, r.message_id, r.provider, r.status, r.code, r.at, r.received_at"
	                 " FROM message m JOIN receipt r ON r.message_id = m.id WHERE m.case_id = ? ORDER BY r.id",
	                 DB_INT(case_id));

	return r < 0 ? r : db_list(store, row, sizeof(StoreReceiptRow), clear_receipt, read_receipt, 0, receipts);
}

static void clear_rules(gpointer element)
{
	StoreRules *rules = element;

	g_free(rules->hash);
	g_free(rules->config);
}

static int read_rules(Store *store, DbRow row, void *element)
{
	(void)store;
	*(StoreRules *)element = (StoreRules){.hash = db_column_text(row, 0), .seen_at = db_column_at(row, 1),
	                                      .config = db_column_text(row, 2)};
	return 0;
}

int store_rules_list(Store *store, int64_t case_id, GArray **rules)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT hash, seen_at, config FROM rules WHERE id IN (SELECT rules_id FROM step WHERE case_id = ?1"
	                 " UNION SELECT rules_id FROM sla WHERE case_id = ?1) ORDER BY id",
	                 DB_INT(case_id));

	return r < 0 ? r : db_list(store, row, sizeof(StoreRules), clear_rules, read_rules, 0, rules);
}
