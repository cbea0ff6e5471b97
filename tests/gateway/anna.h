/* Anna, her cases and her replies, for the stories of replies. */
#pragma once

#include "gateway/world.h"

#include "store/team.h"
#include "store/triage.h"
#include "text/code.h"

#include <errno.h>

/* Thu 19 Nov 2026 in Shanghai, whose clock is 8 h ahead of UTC. */
#define MIDNIGHT (INT64_C(1795017600))
#define HOUR 3600
#define DAY (24 * HOUR)
#define AT(h, m) (MIDNIGHT + (h)*HOUR + (m)*60)

#define ANY_HOUR                                                                                                       \
	"permitted_hours: { sms = [ \"daily 00:00-24:00\" ]; satisfaction = [ \"daily 00:00-24:00\" ];"                \
	" call = [ \"daily 09:00-20:00\" ]; };"                                                                        \
	" quiet_hours = [ ]; budget: { per_day = 0; per_week = 0; min_gap = \"0s\"; }; first_contact: { agent_grace "  \
	"= \"0s\"; }; satisfaction: { cool_down = \"0s\"; quiet_after = \"0s\"; };"
/* Shop "other" writes through provider "spare". */
#define TWO_SHOPS                                                                                                      \
	"providers:spare: { driver = \"kannel\"; url = \"http://127.0.0.1:9/spare\"; username = \"u\"; "               \
	"password = \"file:@DIR@/secret\"; callback_url = \"http://127.0.0.1:9\"; token = \"file:@DIR@/secret\"; };\n" \
	"shops:other: { name = \"Other\"; region = \"CN\"; zone = \"Asia/Shanghai\"; language = \"en\"; provider = "   \
	"\"spare\";"                                                                                                   \
	" sms: { allowed = true; ground = \"service notice on the customer's own order\"; }; };\n" ANY_HOUR
#define CALLS "shop:call: { allowed = true; ground = \"the customer gave this number for questions\"; };\n" ANY_HOUR

#define STATES "SELECT group_concat(state) FROM (SELECT state FROM cases ORDER BY id)"
#define OUTCOMES "SELECT group_concat(state || ' ' || outcome) FROM (SELECT state, outcome FROM cases ORDER BY id)"
#define ANNA "13800138000"
#define ANNA_E164 "+8613800138000"

static World *w;

static inline void expect(const char *what, const char *sql, const char *want)
{
	g_autofree char *got = world_ask(w, sql);

	row_str(what, got, want);
}

static inline void reply_by(const char *provider, const char *from, const char *text)
{
	g_autoptr(GString) query = g_string_new(NULL);
	g_autofree char *hook = g_strdup_printf("/hook/%s/0123456789abcdef/mo", provider);

	http_query_add(query, "from", from);
	http_query_add(query, "to", "10690");
	http_query_add(query, "text", text);
	ck_assert_int_eq(world_webhook(w, hook, query->str), 200);
}

static inline void reply(const char *text)
{
	reply_by("box", ANNA, text);
}

static inline void answer_all(void)
{
	while (w->submits->len)
		world_answer(w, 202, "0: Accepted for delivery");
}

static inline void happens(int64_t case_id, EventKind kind, int64_t at)
{
	const StoreEvent event = {.kind = kind, .at = at, .actor = "agent:li"};

	ck_assert_int_eq(store_begin(w->g.store), 0);
	ck_assert_int_eq(store_case_event(w->g.store, case_id, &event), 0);
	ck_assert_int_eq(store_commit(w->g.store), 0);
}

/* Two cases of Anna's, both written about, the second an hour later. */
static inline void two_cases_by(const char *rules)
{
	w = world_new(rules, AT(12, 0));
	world_case(w, "a", ANNA, "Anna", NULL, AT(12, 0));
	answer_all();
	world_at(w, AT(13, 0));
	world_case(w, "b", ANNA, "Anna", NULL, AT(13, 0));
	answer_all();
}

static inline void two_cases(void)
{
	two_cases_by(ANY_HOUR);
}

/* Both are solved and asked about: case 1 at once, case 2 so much later. */
static inline void two_questions(int64_t apart_s)
{
	two_cases();
	happens(1, EVENT_RESOLVED, AT(14, 0));
	happens(2, EVENT_RESOLVED, AT(14, 0) + apart_s);
	world_at(w, AT(14, 0) + DAY);
	answer_all();
	world_at(w, AT(14, 0) + apart_s + DAY);
	answer_all();
	expect("both asked", "SELECT count(*) FROM message WHERE step = 'satisfaction' AND sent_at IS NOT NULL", "2");
}

static inline void finish(void)
{
	world_free(w);
	w = NULL;
}
