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
	char *from; /* X-Kannel-From; NULL: none */
	int validity_min;
	HttpDone done;
	void *user;
} WorldSubmit;

typedef struct {
	Gateway g;
	char *dir;
	char *conf_path;
	GPtrArray *submits; /* of WorldSubmit, waiting for an answer */
	guint sent;         /* submits ever */
	int send_error;     /* what http_client_send() gives; 0: takes it */
} World;

/* Opens a world whose config is WORLD_CONF with `extra` lines put in at its end; "driver:NAME"
 * makes box another one's than Kannel; the clock stands at `now_at`. A line
 * that begins with "provider:" goes into provider "box", "providers:" beside it, "shop:" into shop "demo", "shops:"
 * beside it; @DIR@ is the world's directory, with a file "secret" in it. */
World *world_new(const char *extra, int64_t now_at);
void world_free(World *world);

/* The same for a shop. */
void world_case_of(World *world, const char *shop, const char *external_id, const char *phone, int64_t reviewed_at);

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
/* The same for the oldest whose URL holds that. */
void world_answer_of(World *world, const char *url, int status, const char *body);
void world_lose(World *world, HttpProgress progress);

/* A webhook comes in; gives the status it was answered with. */
int world_webhook(World *world, const char *path, const char *query);

/* One text column of one row. Caller frees; NULL when there is no row. */
char *world_ask(World *world, const char *sql);
