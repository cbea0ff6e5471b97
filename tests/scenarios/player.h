/* Replays a scenario over the gateway in a box: does what its lines say and lets nothing leave that no line expects.
 * Runs inside a Check test; what fails ends it with file, line and the story so far. */
#pragma once

#include "desk/desk.h"
#include "gateway/world.h"
#include "scenarios/peace.h"
#include "scenarios/script.h"

/* What the provider knows of a submit. */
typedef enum {
	FATE_WAITING,   /* it has it; no answer yet */
	FATE_TAKEN,     /* it said that it took it */
	FATE_NOT_TAKEN, /* it said, or the network, that it did not */
	FATE_UNKNOWN,   /* the answer was lost, or said nothing */
} Fate;

typedef struct {
	char *name; /* of the case */
	int64_t case_id, person_id;
	char *step;
	int round;
	int64_t at;
	char *to, *text, *ref;
	int validity_min;
	Fate fate;
	gboolean expected; /* a line claimed it */
	gboolean voided;   /* a person said that it never left */
	int64_t told_at;   /* the first receipt for it; 0: none */
} Outgoing;

/* What a scenario says of a case's customer. */
typedef struct {
	char *phone;
	char **zones; /* the clocks he may live by; all must be at peace */
} Customer;

typedef struct {
	World *w; /* NULL before the first "at" */
	const ScriptLine *line;
	GString *config;       /* lines for the next world or reload */
	gboolean config_used;  /* the next config line begins a new one */
	GPtrArray *out;        /* of Outgoing: all that ever left */
	GHashTable *customers; /* name of the case -> Customer */
	GString *story;
	gboolean open;    /* "anything may leave": submits need no line, refused acts are part of the story */
	gboolean lenient; /* no look at the whole store after each line: for long runs */
	PeaceHours sms, survey;
	int per_day, per_week;
	Store *store;       /* the desk's own hand on the store */
	Zones *zones;       /* the desk's */
	Conf *conf;         /* for a desk while the gateway is dead */
	gboolean damaged;   /* a line damaged the store: its truth is the lines' business */
	Outgoing *answered; /* by this line */
	const char *death;  /* the fault point it dies at, when it comes there */
} Player;

/* Puts the stores of what follows into memory, where the machine has room there: nothing here is about power cuts,
 * which is what writing to a disk would cost the time for. $TMPDIR, when it is set, wins. */
void player_in_memory(void);

/* Plays all lines, then looks once more for what nobody expected. */
void player_play(const GPtrArray *lines);

/* The same in parts. */
Player *player_new(void);
void player_line(Player *player, const ScriptLine *line);
void player_end(Player *player);
void player_free(Player *player);

void player_fail(const Player *player, const char *format, ...) G_GNUC_PRINTF(2, 3) G_GNUC_NORETURN;

/* A sentence for the story. */
void player_tell(Player *player, const char *format, ...) G_GNUC_PRINTF(2, 3);

int64_t player_now(const Player *player);

/* Words of a line: the next one, or NULL; one that must be there; a point in time, FALSE when there is none. */
const char *player_word(char ***words);
const char *player_need(Player *player, char ***words, const char *what);
gboolean player_when(Player *player, char ***words, int64_t *at);
int64_t player_duration(Player *player, char ***words);

/* Lets time pass; ends early, before `at`, at something that left unexpected. */
void player_pass(Player *player, int64_t at);

/* The number of a case: 0 when there is none of that name. */
int64_t player_case(Player *player, const char *name);
/* The same; no such case fails, or in an open scenario gives 0. */
int64_t player_need_case(Player *player, const char *name);

/* One column of a row: the number ?1 and the word ?2 stand in its conditions. Caller frees; NULL: no row. */
char *player_ask(Player *player, const char *sql, int64_t number, const char *word);

/* A desk of the scenario's agent, with a store of its own as followupctl has one. */
Desk player_desk(Player *player);

/* What somebody else did to the store is noticed; nothing when the gateway is dead. */
void player_ring(Player *player);

/* The newest submit of a case and step (NULL: any), or NULL. */
Outgoing *player_newest(Player *player, const char *name, const char *step);

/* verbs.c: does one line. FALSE: there is no such verb. */
gboolean verbs_do(Player *player, char **words);

/* expects.c: what follows "expect". */
void expects_do(Player *player, char **words);

/* truths.c: what holds whatever happened; player_fail() when it does not. */
void truths_of_submit(Player *player, const Outgoing *submit);
void truths_of_store(Player *player);
