/* The gateway in a box: real store, real config, real drivers; the clock and the network are the test's. */
#pragma once

#include <setjmp.h>
#include <sqlite3.h>

#include "gateway/gateway.h"
#include "lib/suite.h"

/* One submit that left the gateway and has no answer yet. */
typedef struct {
	char *to;   /* X-Kannel-To */
	char *text;
	char *url;
	char *ref;  /* our reference, from the report URL */
	char *from; /* X-Kannel-From; NULL: none */
	int validity_min;
	int64_t at_us; /* when it left */
	char *signature; /* of a message to the team */
	char *key;       /* its Idempotency-Key */
	HttpDone done;
	void *user;
} WorldSubmit;

typedef struct {
	Gateway g;
	char *dir;
	char *conf_path;
	GPtrArray *submits; /* of WorldSubmit, waiting for an answer */
	GPtrArray *tellings; /* the same for messages to the team: they go to nobody's number; `text` is the body */
	guint sent;         /* submits ever */
	GPtrArray *asks;    /* of WorldSubmit: polls and look-ups (any GET), waiting for an answer */
	guint asked;        /* of those ever */
	const Provider *driver;        /* stands in for every driver; NULL: the registry's */
	void (*tune)(ConfProvider *);  /* changes the provider of each config that is read, past the checks of conf; NULL: nothing */
	int send_error;     /* what http_client_send() gives; 0: takes it */
	void (*left)(const WorldSubmit *submit, void *user); /* is told of each submit, in the middle of a turn; may be NULL */
	void *left_user;
	sqlite3 *foreign;   /* another program's hand on the store; world_db() opens it */
	const char *fault;  /* the fault point at which the gateway dies, borrowed; NULL: it does not */
	jmp_buf death;
} World;

/* Opens a world whose config is WORLD_CONF with `extra` lines put in at its end; "driver:NAME"
 * makes box another one's than Kannel; the clock stands at `now_at`. A line
 * that begins with "provider:" goes into provider "box", "providers:" beside it, "shop:" into shop "demo", "shops:"
 * beside it; @DIR@ is the world's directory, with the files "secret" and "hook", a channel's address, in it. */
World *world_new(const char *extra, int64_t now_at);
void world_free(World *world);

/* The same for a shop. */
void world_case_of(World *world, const char *shop, const char *external_id, const char *phone, int64_t reviewed_at);

/* Stops and starts the gateway on the same store, as after a crash: what was under way is lost. */
void world_crash(World *world);

/* The two halves of it: the store stays, nothing runs. What needs the gateway must not be asked of a dead one. */
void world_kill(World *world);
void world_start(World *world);
gboolean world_alive(const World *world);

/* Does `act`; FALSE when the gateway came by world->fault in it and died there: what was not committed is lost, what was
 * committed and not let out stays in. What the unwound calls had allocated is never freed. */
gboolean world_survives(World *world, void (*act)(void *user), void *user);

/* Reads the config again with other extra lines. */
void world_reload(World *world, const char *extra);

/* Writes it and nothing more, for the next start. */
void world_config(World *world, const char *extra);

/* Puts a row into intake. */
void world_case(World *world, const char *external_id, const char *phone, const char *name, const char *zone,
                int64_t reviewed_at);

/* An agent writes to a case: a text, or a line of progress. It is due at `due_at`. */
void world_draft(World *world, int64_t case_id, Step step, const char *text, int64_t due_at);

/* Runs turns until nothing asks for one. */
void world_settle(World *world);

/* Sets the clock and settles, as the timer would. */
void world_at(World *world, int64_t now_at);

/* The same, one stop at a time: to the next time at which the gateway would wake up to then. FALSE: there was none left, and
 * the clock stands at now_at. */
gboolean world_wake(World *world, int64_t now_at);

/* Somebody sets the clock (the daemon's timer tells of it). */
void world_clock(World *world, int64_t now_at);

/* Answers the oldest waiting submit and settles. */
void world_answer(World *world, int status, const char *body);
/* The same for the oldest whose URL holds that. */
void world_answer_of(World *world, const char *url, int status, const char *body);
/* The same for the oldest waiting message to the team. */
void world_told(World *world, int status, const char *body);
void world_lose(World *world, HttpProgress progress);

/* A webhook comes in; gives the status it was answered with. */
int world_webhook(World *world, const char *path, const char *query);

/* The store as another program has it open; the world's. */
sqlite3 *world_db(World *world);
/* The same for the oldest waiting poll or look-up. */
void world_answer_ask(World *world, int status, const char *body);
void world_lose_ask(World *world, HttpProgress progress);

/* A world that is given a driver and a tune before its first turn. */
World *world_new_with(const char *extra, int64_t now_at, const Provider *driver, void (*tune)(ConfProvider *));

/* A webhook in full. `headers` are names and values in turn, NULL-terminated; `peer` whose connection it is. */
int world_post(World *world, const char *path, const char *query, const char *const *headers, const char *body,
               const char *peer);

/* One text column of one row. Caller frees; NULL when there is no row. */
char *world_ask(World *world, const char *sql);
