/* The morning board: what a shop's people must know before they begin, on one screen. Source: features F54. */
#pragma once

#include "desk/forecast.h"
#include "desk/incident_suggest.h"
#include "store/inbound.h"
#include "store/roster.h"

#define BOARD_AHEAD_S (24 * INT64_C(3600))  /* calls and promises of the coming day */
#define BOARD_LEAVES_S (12 * INT64_C(3600)) /* texts that leave this morning */
#define BOARD_AHEAD_HOURS 24                /* in the evening: tonight's queue and tomorrow's window */
#define BOARD_BACK_S (16 * INT64_C(3600))   /* overnight: since yesterday evening */
#define BOARD_LISTED 100u                   /* lines of a kind */
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

typedef struct {
	/* Of what many may be the first BOARD_LISTED are read, and all are counted. */
	GArray *risks;    /* of StoreSla: open, with a deadline that is near */
	int64_t risks_total;
	GArray *calls;    /* of StoreCall: due within the day, callbacks too */
	int64_t calls_total;
	GArray *promises; /* of StorePromise: due within the day */
	int64_t promises_total;
	GArray *broken;   /* of BoardBroken, newest first */
	int64_t broken_total;
	GArray *pauses;   /* of StorePause */
	GArray *incidents;   /* of StoreIncident: open */
	GArray *texts;       /* of StoreIncidentText: drafts that wait for a second person, of whatever open incident */
	GArray *suggestions; /* of Cause */
	StoreUnread unread;  /* replies nobody has read, by age */
	StoreCounts counts;  /* without what is planned; alarms: unknown outcomes, what was not understood or matched */
} Board;
void board_clear(Board *board);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Board, board_clear)

/* What waits, and when it can leave. What it costs grows with what waits: about 3 us for each step of the day ahead. */
typedef struct {
	GArray *leaving;   /* of BoardLeaving, by time: planned for the next BOARD_LEAVES_S */
	int64_t waiting;   /* all texts in it */
	Forecast forecast; /* of BOARD_AHEAD_HOURS, without its loads */
} BoardAhead;
void board_ahead_clear(BoardAhead *ahead);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BoardAhead, board_ahead_clear)

/* `shop` NULL: all. */
int board_ahead(const Desk *desk, const char *shop, BoardAhead *out, char **fault);

/* `shop` NULL: all. The counts and pauses are of the whole store. */
int board_read(const Desk *desk, const char *shop, Board *out, char **fault);
