/* What the team must hear of: one place, so that whoever carries the news further hooks in here. */
#pragma once

#include "gateway/gateway.h"

typedef enum {
	TEAM_CALLBACK_NEAR,
	TEAM_CALLBACK_MISSED,
	TEAM_PROMISE_NEAR,
	TEAM_PROMISE_BROKEN,
	TEAM_NEWS
} TeamNews;

/* Writes a note on the case and a line in the log (LOG_EVENT_TEAM). `text` (NULL: none) goes into the note alone: it may
 * be a person's words. Inside a transaction. */
int team_warn(Gateway *g, TeamNews news, int64_t case_id, const char *text, int64_t now_at);
