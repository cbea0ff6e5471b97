/* The morning board: what a shop's people must know before they begin, on one screen. Source: features F54. */
#pragma once

#include "desk/incident_suggest.h"
#include "store/roster.h"

#define BOARD_AHEAD_S (24 * INT64_C(3600))  /* calls and promises of the coming day */
#define BOARD_LEAVES_S (12 * INT64_C(3600)) /* texts that leave this morning */
#define BOARD_BACK_S (16 * INT64_C(3600))   /* overnight: since yesterday evening */
#define BOARD_RISK_S (2 * INT64_C(3600))    /* a first contact whose deadline is so near is at risk */

/* Texts alike that leave in one minute. */
typedef struct {
	char *shop;
	Step step;
	int64_t due_at;
	int64_t count;
} BoardLeaving;

/* A step that broke or stopped overnight. */
typedef struct {
	int64_t case_id;
	char *shop; /* NULL: the case is damaged */
	Step step;
	StepState state; /* STEP_HELD, STEP_UNKNOWN */
	char *reason;    /* its name, as the step has it; NULL: it has none */
	char *why;       /* in words */
	int64_t since_at;
} BoardBroken;

enum { BOARD_HOUR, BOARD_MORNING, BOARD_DAY, BOARD_OLDER, BOARD_AGES }; /* up to 1 h, 4 h, a day, older */

typedef struct {
	GArray *leaving;  /* of BoardLeaving, by time */
	int64_t waiting;  /* all texts in it */
	GArray *risks;    /* of StoreSla: open, with a deadline that is near */
	GArray *calls;    /* of StoreCall: due within the day, callbacks too */
	GArray *promises; /* of StorePromise: due within the day */
	GArray *broken;   /* of BoardBroken, newest first */
	GArray *pauses;   /* of StorePause */
	GArray *incidents;   /* of StoreIncident: open */
	GArray *texts;       /* of StoreIncidentText: drafts that wait for a second person, of whatever open incident */
	GArray *suggestions; /* of Cause */
	guint unread[BOARD_AGES]; /* replies nobody has read, by age */
	int64_t oldest_at;        /* of the oldest of them; STORE_NO_TIME: none */
	StoreCounts counts;       /* alarms: unknown outcomes, what could not be understood or matched */
} Board;
void board_clear(Board *board);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Board, board_clear)

/* `shop` NULL: all. The counts and pauses are of the whole store. */
int board_read(const Desk *desk, const char *shop, Board *out, char **fault);
