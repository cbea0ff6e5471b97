/* The gateway in a box: real store, real config, real drivers; the clock and the network are the test's. */
#pragma once

#include "gateway/gateway.h"
#include "lib/suite.h"

/* One submit that left the gateway and has no answer yet. */
typedef struct {
	char *to;   /* X-Kannel-To */
	char *text;
	char *url;
	char *ref;  /* our reference, from the report URL */
	int validity_min;
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
	int send_error;     /* what http_client_send() gives; 0: takes it */
} World;

/* Opens a world whose config is WORLD_CONF with `extra` lines put in at its end (@DIR@ is its directory, with the files secret and
 * hook in it, a channel's address); the clock stands at `now_at`. */
World *world_new(const char *extra, int64_t now_at);
void world_free(World *world);

/* Stops and starts the gateway on the same store, as after a crash: what was under way is lost. */
void world_crash(World *world);

/* Reads the config again with other extra lines. */
void world_reload(World *world, const char *extra);

/* Puts a row into intake. */
void world_case(World *world, const char *external_id, const char *phone, const char *name, const char *zone,
                int64_t reviewed_at);

/* Runs turns until nothing asks for one. */
void world_settle(World *world);

/* Sets the clock and settles, as the timer would. */
void world_at(World *world, int64_t now_at);

/* Answers the oldest waiting submit and settles. */
void world_answer(World *world, int status, const char *body);
/* The same for the oldest waiting message to the team. */
void world_told(World *world, int status, const char *body);
void world_lose(World *world, HttpProgress progress);

/* A webhook comes in; gives the status it was answered with. */
int world_webhook(World *world, const char *path, const char *query);

/* One text column of one row. Caller frees; NULL when there is no row. */
char *world_ask(World *world, const char *sql);
