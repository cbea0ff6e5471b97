/* A store and a configuration of their own for each test, and a desk over them. */
#pragma once

#include "desk/desk.h"
#include "lib/suite.h"
#include "text/reply_label.h"

/* Wednesday 2026-11-18 00:00:00 UTC: 08:00 in Shanghai. */
#define WEDNESDAY INT64_C(1794960000)
#define HOUR INT64_C(3600)

typedef struct {
	char *dir;
	Conf *conf;
	Zones *zones;
	Store *store;
	int64_t rules_id;
	Desk desk; /* now_at: WEDNESDAY; actor "agent:li" */
} Fixture;

/* Shops "demo" (China, may text), "london" (the same from Europe/London), "mute" (may not text). */
void fixture_open(Fixture *f);
void fixture_close(Fixture *f);

/* A case of the shop with that customer, complained at that time. */
int64_t fixture_case(Fixture *f, const char *shop, const char *external_id, const char *phone, int64_t complaint_at);
/* An unread reply of its customer, understood so; an opt-out is in force by it. */
int64_t fixture_reply(Fixture *f, int64_t case_id, ReplyLabel label, const char *text, int64_t at);
/* How many cases there are, of all shops. */
guint fixture_cases(const Fixture *f);

/* Writes a file in the fixture's directory; gives its path (caller frees). */
char *fixture_file(const Fixture *f, const char *name, const char *bytes, gsize length);

/* A configuration over the fixture's store that sells as its own does: `general` are lines of the general part, shop "demo" may
 * text, `mute` are lines of shop "mute" (NULL: it has no such shop), `price` lines of the provider. Caller unrefs. */
#define FIXTURE_ALLOWED "sms = { allowed = true; ground = \"service notice on the customer's own order\"; }; "
Conf *fixture_conf(const Fixture *f, const char *general, const char *mute, const char *price);
