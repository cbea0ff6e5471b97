/* The bare loop: what a sender that survives a crash cannot do without, and nothing else. A curl multi loop on this
 * thread; for each message an intent, a result and a journal row in SQLite (WAL, synchronous=FULL), one commit a turn
 * of the loop. No rules, no texts, no logging, no product code. Its rate on this machine, at this moment, is the
 * ceiling the daemon is measured against.
 *
 *   bare [--store FILE] --url URL --messages N --in-flight N [--ca FILE]
 *
 * Without --store nothing is kept: curl alone. It prints "bare N messages S seconds C us-cpu K commits". */
#include <curl/curl.h>
#include <errno.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define TEXT "Dear customer, we are sorry that your order went wrong. Tell us what happened and we put it right. A. Lin"

typedef struct {
	int64_t id;
	CURL *easy;
	struct curl_slist *headers;
	size_t sent;
	char answer[256];
	size_t fill;
} Slot;

typedef struct {
	CURLM *multi;
	int epoll;
	long timer_ms; /* as curl asks for it; -1: none */
	sqlite3 *db;
	sqlite3_stmt *begin, *commit, *due, *intent, *result, *journal;
	const char *url, *ca;
	Slot *slots;
	Slot **free_slots, **launch, **landed;
	int n_slots, n_free, n_launch, n_landed;
	int64_t next_id, last_id;
	long done, commits;
} Loop;

static void die(const char *what, const char *why)
{
	fprintf(stderr, "bare: %s: %s\n", what, why);
	exit(1);
}

static double clock_s(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- the store ---- */

static void run(Loop *l, const char *sql)
{
	char *error = NULL;

	if (sqlite3_exec(l->db, sql, NULL, NULL, &error) != SQLITE_OK)
		die(sql, error);
}

static sqlite3_stmt *prepare(Loop *l, const char *sql)
{
	sqlite3_stmt *statement;

	if (sqlite3_prepare_v3(l->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
		die(sql, sqlite3_errmsg(l->db));
	return statement;
}

static void step(Loop *l, sqlite3_stmt *statement)
{
	if (sqlite3_step(statement) != SQLITE_DONE)
		die("store", sqlite3_errmsg(l->db));
	sqlite3_reset(statement);
}

static void open_store(Loop *l, const char *path, int64_t messages)
{
	char sql[256];

	if (sqlite3_open(path, &l->db) != SQLITE_OK)
		die(path, sqlite3_errmsg(l->db));
	run(l, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
	run(l, "CREATE TABLE message (id INTEGER PRIMARY KEY, phone TEXT NOT NULL, state TEXT NOT NULL, ref TEXT,"
	       " at INTEGER);"
	       "CREATE INDEX message_due ON message (id) WHERE state = 'planned';"
	       "CREATE TABLE journal (id INTEGER PRIMARY KEY, message_id INTEGER NOT NULL, at INTEGER NOT NULL,"
	       " what TEXT NOT NULL)");
	snprintf(sql, sizeof sql,
		 "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %" PRId64 ")"
		 " INSERT INTO message (id, phone, state) SELECT i, '+86138' || (10000000 + i), 'planned' FROM n",
		 messages);
	run(l, sql);
	l->begin = prepare(l, "BEGIN IMMEDIATE");
	l->commit = prepare(l, "COMMIT");
	l->due = prepare(l, "SELECT id, phone FROM message WHERE state = 'planned' ORDER BY id LIMIT ?");
	l->intent = prepare(l, "UPDATE message SET state = 'sending', ref = ?2, at = ?3 WHERE id = ?1");
	l->result = prepare(l, "UPDATE message SET state = 'sent', at = ?2 WHERE id = ?1");
	l->journal = prepare(l, "INSERT INTO journal (message_id, at, what) VALUES (?1, ?2, 'sent')");
}

static void store_results(Loop *l)
{
	for (int i = 0; l->db && i < l->n_landed; i++) {
		sqlite3_bind_int64(l->result, 1, l->landed[i]->id);
		sqlite3_bind_int64(l->result, 2, time(NULL));
		step(l, l->result);
		sqlite3_bind_int64(l->journal, 1, l->landed[i]->id);
		sqlite3_bind_int64(l->journal, 2, time(NULL));
		step(l, l->journal);
	}
}

/* ---- curl ---- */

static size_t read_body(char *out, size_t size, size_t count, void *user)
{
	Slot *slot = user;
	size_t part = strlen(TEXT) - slot->sent;

	if (part > size * count)
		part = size * count;
	memcpy(out, &TEXT[slot->sent], part);
	slot->sent += part;
	return part;
}

static size_t take(char *data, size_t size, size_t count, void *user)
{
	Slot *slot = user;
	size_t part = size * count;

	if (part > sizeof slot->answer - slot->fill)
		part = sizeof slot->answer - slot->fill;
	memcpy(slot->answer + slot->fill, data, part);
	slot->fill += part;
	return size * count;
}

static void arm(Loop *l, Slot *slot, int64_t id, const char *phone)
{
	char to[64];

	slot->id = id;
	slot->sent = slot->fill = 0;
	curl_slist_free_all(slot->headers);
	slot->headers = curl_slist_append(NULL, "Expect:");
	slot->headers = curl_slist_append(slot->headers, "Content-Type: text/plain; charset=UTF-8");
	slot->headers = curl_slist_append(slot->headers, "X-Kannel-Username: fu");
	slot->headers = curl_slist_append(slot->headers, "X-Kannel-Password: fupw");
	snprintf(to, sizeof to, "X-Kannel-To: %s", phone);
	slot->headers = curl_slist_append(slot->headers, to);
	if (!slot->easy)
		slot->easy = curl_easy_init();
	curl_easy_setopt(slot->easy, CURLOPT_URL, l->url);
	curl_easy_setopt(slot->easy, CURLOPT_HTTPHEADER, slot->headers);
	curl_easy_setopt(slot->easy, CURLOPT_POST, 1L);
	curl_easy_setopt(slot->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(TEXT));
	curl_easy_setopt(slot->easy, CURLOPT_READFUNCTION, read_body);
	curl_easy_setopt(slot->easy, CURLOPT_READDATA, slot);
	curl_easy_setopt(slot->easy, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(slot->easy, CURLOPT_WRITEDATA, slot);
	curl_easy_setopt(slot->easy, CURLOPT_PRIVATE, slot);
	curl_easy_setopt(slot->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	if (l->ca)
		curl_easy_setopt(slot->easy, CURLOPT_CAINFO, l->ca);
}

static int want_socket(CURL *easy, curl_socket_t fd, int what, void *user, void *known)
{
	Loop *l = user;
	struct epoll_event event = {.data.fd = fd};

	(void)easy;
	event.events = (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u);
	if (what == CURL_POLL_REMOVE) {
		epoll_ctl(l->epoll, EPOLL_CTL_DEL, fd, NULL);
		curl_multi_assign(l->multi, fd, NULL);
		return 0;
	}
	epoll_ctl(l->epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event);
	curl_multi_assign(l->multi, fd, l);
	return 0;
}

static int want_timer(CURLM *multi, long timeout_ms, void *user)
{
	(void)multi;
	((Loop *)user)->timer_ms = timeout_ms;
	return 0;
}

static void drain(Loop *l)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(l->multi, &left))) {
		Slot *slot = NULL;

		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&slot);
		if (message->data.result != CURLE_OK || memcmp(slot->answer, "0: Accepted", 11) != 0)
			die("submit", curl_easy_strerror(message->data.result));
		curl_multi_remove_handle(l->multi, slot->easy);
		l->landed[l->n_landed++] = slot;
	}
}

/* ---- the loop ---- */

static void claim_from_store(Loop *l)
{
	struct {
		int64_t id;
		char phone[24];
	} due[1024];
	int n = 0;

	sqlite3_bind_int(l->due, 1, l->n_free < 1024 ? l->n_free : 1024);
	while (sqlite3_step(l->due) == SQLITE_ROW) {
		due[n].id = sqlite3_column_int64(l->due, 0);
		snprintf(due[n++].phone, sizeof due[0].phone, "%s", (const char *)sqlite3_column_text(l->due, 1));
	}
	sqlite3_reset(l->due);
	for (int i = 0; i < n; i++) {
		Slot *slot = l->free_slots[--l->n_free];
		char ref[32];

		snprintf(ref, sizeof ref, "%016" PRIx64, (uint64_t)due[i].id * UINT64_C(0x9E3779B97F4A7C15));
		sqlite3_bind_int64(l->intent, 1, due[i].id);
		sqlite3_bind_text(l->intent, 2, ref, -1, SQLITE_TRANSIENT);
		sqlite3_bind_int64(l->intent, 3, time(NULL));
		step(l, l->intent);
		arm(l, slot, due[i].id, due[i].phone);
		l->launch[l->n_launch++] = slot;
	}
}

static void claim(Loop *l)
{
	if (l->db) {
		claim_from_store(l);
		return;
	}
	while (l->n_free && l->next_id <= l->last_id) {
		Slot *slot = l->free_slots[--l->n_free];
		char phone[40];

		snprintf(phone, sizeof phone, "+86138%08" PRId64, 10000000 + l->next_id);
		arm(l, slot, l->next_id++, phone);
		l->launch[l->n_launch++] = slot;
	}
}

static void turn(Loop *l)
{
	if (l->db)
		step(l, l->begin);
	store_results(l);
	for (int i = 0; i < l->n_landed; i++)
		l->free_slots[l->n_free++] = l->landed[i];
	l->done += l->n_landed;
	l->n_landed = 0;
	claim(l);
	if (l->db)
		step(l, l->commit);
	l->commits++;
	for (int i = 0; i < l->n_launch; i++)
		curl_multi_add_handle(l->multi, l->launch[i]->easy);
	l->n_launch = 0;
}

static void wait_for_it(Loop *l)
{
	struct epoll_event events[512];
	int n = epoll_wait(l->epoll, events, 512, (int)l->timer_ms), running;

	if (n == 0) {
		l->timer_ms = -1;
		curl_multi_socket_action(l->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	}
	for (int i = 0; i < n; i++) {
		int what = (events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) |
			   (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
			   (events[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);

		curl_multi_socket_action(l->multi, events[i].data.fd, what, &running);
	}
	if (l->timer_ms == 0) {
		l->timer_ms = -1;
		curl_multi_socket_action(l->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	}
	drain(l);
}

static void make_slots(Loop *l, int n)
{
	l->n_slots = l->n_free = n;
	l->slots = calloc((size_t)n, sizeof *l->slots);
	l->free_slots = calloc((size_t)n, sizeof *l->free_slots);
	l->launch = calloc((size_t)n, sizeof *l->launch);
	l->landed = calloc((size_t)n, sizeof *l->landed);
	if (!l->slots || !l->free_slots || !l->launch || !l->landed)
		die("memory", strerror(ENOMEM));
	for (int i = 0; i < n; i++)
		l->free_slots[i] = &l->slots[i];
}

int main(int argc, char **argv)
{
	Loop l = {.timer_ms = -1, .next_id = 1};
	const char *store = NULL;
	long messages = 1000;
	int in_flight = 50;
	double began, cpu;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--store") == 0)
			store = argv[++i];
		else if (strcmp(argv[i], "--url") == 0)
			l.url = argv[++i];
		else if (strcmp(argv[i], "--ca") == 0)
			l.ca = argv[++i];
		else if (strcmp(argv[i], "--messages") == 0)
			messages = atol(argv[++i]);
		else if (strcmp(argv[i], "--in-flight") == 0)
			in_flight = atoi(argv[++i]);
	}
	l.last_id = messages;
	if (!l.url)
		die("--url", "is needed");
	if (store)
		open_store(&l, store, messages);
	make_slots(&l, in_flight);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	l.epoll = epoll_create1(EPOLL_CLOEXEC);
	l.multi = curl_multi_init();
	curl_multi_setopt(l.multi, CURLMOPT_SOCKETFUNCTION, want_socket);
	curl_multi_setopt(l.multi, CURLMOPT_SOCKETDATA, &l);
	curl_multi_setopt(l.multi, CURLMOPT_TIMERFUNCTION, want_timer);
	curl_multi_setopt(l.multi, CURLMOPT_TIMERDATA, &l);
	curl_multi_setopt(l.multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
	curl_multi_setopt(l.multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)in_flight);
	curl_multi_setopt(l.multi, CURLMOPT_MAXCONNECTS, (long)in_flight); /* else most are closed after each burst */
	began = clock_s(CLOCK_MONOTONIC);
	cpu = clock_s(CLOCK_PROCESS_CPUTIME_ID);
	turn(&l);
	while (l.done < messages) {
		wait_for_it(&l);
		if (l.n_landed)
			turn(&l);
	}
	printf("bare %ld messages %.4f seconds %.2f us-cpu %ld commits\n", l.done, clock_s(CLOCK_MONOTONIC) - began,
	       (clock_s(CLOCK_PROCESS_CPUTIME_ID) - cpu) / (double)messages * 1e6, l.commits);
	return 0;
}
