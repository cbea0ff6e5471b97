#include "gateway/team.h"

#include "util/log.h"

static const char *const SAYS[TEAM_NEWS] = {
	[TEAM_CALLBACK_NEAR] = "a callback is near",
	[TEAM_CALLBACK_MISSED] = "a callback was missed",
	[TEAM_PROMISE_NEAR] = "a promise is nearly due",
	[TEAM_PROMISE_BROKEN] = "a promise was broken",
};

int team_warn(Gateway *g, TeamNews news, int64_t case_id, const char *text, int64_t now_at)
{
	g_autofree char *note = g_strdup_printf("%s%s%s", SAYS[news], text ? ": " : "", text ? text : "");
	const StoreEvent event = {.kind = EVENT_NOTE, .at = now_at, .actor = "followupd", .note = note};
	const LogFields fields = {.case_id = case_id, .event = LOG_EVENT_TEAM};
	int r = store_event_add(g->store, case_id, &event);

	if (r >= 0)
		log_notice(&fields, "%s", SAYS[news]);
	return r;
}
