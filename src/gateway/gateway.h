/* The daemon's own work, as parts of one turn of the loop (DESIGN sections 3 and 4).
 *
 * Whatever wakes the daemon - a due time, an answer, a webhook, a row of another program - sets a flag and asks for a
 * turn. A turn does all that is asked for in one transaction, commits once, and only then lets anything out: 200s to
 * webhooks whose rows are now durable, submits whose intents are now durable. The parts take the time of the turn; none
 * of them reads a clock. */
#pragma once

#include <systemd/sd-event.h>

#include "conf/conf.h"
#include "net/http_client.h"
#include "net/http_server.h"
#include "provider/provider.h"
#include "store/store.h"
#include "store/watch.h"
#include "text/guard.h"
#include "util/clock.h"
#include "util/zones.h"

/* What a turn is asked to look at. */
enum {
	WAKE_RESULTS = 1 << 0, /* submits ended */
	WAKE_WEBHOOKS = 1 << 1,/* requests wait to be kept */
	WAKE_INBOUND = 1 << 2, /* kept requests wait to be understood */
	WAKE_INTAKE = 1 << 3,  /* rows of the shop's tools */
	WAKE_DIRTY = 1 << 4,   /* cases to plan */
	WAKE_STALE = 1 << 5,   /* plans made by other rules */
	WAKE_DUE = 1 << 6,     /* steps to send */
	WAKE_TELL = 1 << 7,    /* the team is to be told of something */
	WAKE_RETAIN = 1 << 8,  /* the nightly round has more to do */
	WAKE_ALL = (1 << 9) - 1,
};

/* What the daemon watches itself by (alarms.c), and what it tells the team (teller.c). */
typedef struct Alarms Alarms;
typedef struct Teller Teller;

/* A submit under way. */
typedef struct Flight Flight;
/* What an outage left, while it is judged anew (backlog.c). */
typedef struct Backlog Backlog;
/* The nightly round of retention (retention.c). */
typedef struct Retention Retention;
/* What is counted for those who watch us (metrics.c). */
typedef struct Metrics Metrics;

/* A poll or a look-up. */
typedef struct Ask Ask;

typedef struct {
	sd_event *event;
	Clock clock;
	Conf *conf;
	int64_t rules_id; /* row of conf->hash */
	uint64_t conf_print; /* of all of it: way_fingerprint() */
	Store *store;
	Zones *zones;
	/* provider_find(); tests put drivers of their own here, which can what those of the registry cannot. */
	const Provider *(*find_driver)(const char *name);

	HttpClient *client;
	HttpServer *server;

	StoreTail tail;          /* how far the store had come when we last committed */
	unsigned wake;           /* WAKE_* flags for the next turn */
	GHashTable *in_flight;   /* person id (int64_t*) -> Flight*, owned: one message at a time to a number */
	GPtrArray *launch;       /* of those: intents of this turn, let out after the commit */
	GPtrArray *landed;       /* of Flight, owned: results to be stored */
	GPtrArray *webhooks;     /* of Webhook: requests to be kept, answered after the commit */
	GPtrArray *lanes;        /* of Lane, owned: the providers as we find them */
	GArray *pauses;          /* of StorePause, in force at the last look; NULL: nobody looked yet */
	GuardKeys *guard;        /* of the words no text may say */
	GHashTable *purses;      /* shop id -> what its texts cost today, owned */
	Backlog *backlog;        /* NULL: nothing of the kind */
	Retention *retention;
	Metrics *metrics;
	int64_t beat_at;         /* when we last said that we are here; STORE_NO_TIME: never */
	Alarms *alarms;
	Teller *teller;
	gboolean stopping;       /* nothing new is claimed */
	gboolean due_left;       /* due steps wait for a free place in flight */
	gboolean lane_shut;      /* some of them for a provider that was filled up by this turn */
	GPtrArray *refused;      /* of webhooks at the door: counts by provider and cause, owned by door.c */
	GPtrArray *asks;         /* of Ask, owned: let out after the commit */
	GPtrArray *asks_out;     /* of Ask, owned: no answer yet */
	GPtrArray *asks_landed;  /* of Ask, owned: answers to be stored */
} Gateway;

/* Adds flags and has a turn run soon (daemon.c). */
void gateway_wake(Gateway *g, unsigned flags);
