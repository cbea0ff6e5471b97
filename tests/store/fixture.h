/* A fresh store in a directory of its own, and short words for what most tests need first. */
#pragma once

#include "lib/suite.h"
#include "store/sqlite/db.h"

#define NOW INT64_C(1763447417) /* Tue 2025-11-18 14:30:17 in Shanghai */
#define NOW_US (NOW * 1000000)
#define HOUR 3600
#define DAY 86400

typedef struct {
	char *dir;
	char *path;
	Store *store;
	int64_t rules_id;
} Fixture;

void fixture_open(Fixture *f);

/* Closes and removes it; before that, looks at the query plan of every statement the test made run: none may read a whole table
 * that grows. */
void fixture_close(Fixture *f);

/* A statement the test made run, told by a part of it, is answered by that index. */
void fixture_uses(Fixture *f, const char *part, const char *index);

/* IntakeShopLookup: "taoyimi" (CN, zh-CN), "gum" (RU, ru); category "safety" needs level 4. */
gboolean fixture_shops(const void *conf, const char *shop, const char *category, const char **region, const char **zone,
                       const char **language, int *level);

/* Every call of the store that must do. */
#define must(f, call) ck_assert_msg((call) == 0, "%s:%d: %s: %s", __FILE__, __LINE__, #call, store_error((f)->store))
/* The same in a transaction of its own. */
#define must_write(f, call)                                                                                            \
	do {                                                                                                            \
		must(f, store_begin((f)->store));                                                                       \
		must(f, call);                                                                                          \
		must(f, store_commit((f)->store));                                                                      \
	} while (0)

/* A case of shop taoyimi, put in by intake. */
int64_t fixture_case(Fixture *f, const char *external_id, const char *phone);

/* Its person. */
int64_t fixture_person(Fixture *f, int64_t case_id);

/* The life goes on. */
void fixture_event(Fixture *f, int64_t case_id, EventKind kind, int64_t at);

/* Plans a step as plan_next() would have said. */
void fixture_plan(Fixture *f, int64_t case_id, Step step, int round, int64_t due_at);

/* The planned step goes out: its message and attempt. *ref may be NULL. */
int64_t fixture_intent(Fixture *f, int64_t case_id, Step step, int round, int64_t now_us, int64_t *attempt_id, char **ref);
void fixture_result(Fixture *f, int64_t attempt_id, SubmitOutcome outcome, const char *provider_id, int64_t next_at,
                    int64_t now_us);

/* All of it at once, accepted by the provider. */
int64_t fixture_sent(Fixture *f, int64_t case_id, Step step, int64_t now_at, const char *provider_id);

/* A webhook's row, for receipts to hang on. */
int64_t fixture_inbound(Fixture *f);

/* Anything, by SQL, on the same handle. */
int64_t sql_number(Fixture *f, const char *sql);
char *sql_text(Fixture *f, const char *sql);
void sql_run(Fixture *f, const char *sql);

/* The state and reason of a step, "planned now". Caller frees. */
char *fixture_step(Fixture *f, int64_t case_id, Step step, int round);
