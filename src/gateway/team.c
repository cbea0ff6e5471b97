#include "gateway/team.h"

#include "util/log.h"

static const struct {
	const char *name;
	const char *says;
} NEWS[TEAM_NEWS] = {
	[TEAM_CALLBACK_NEAR] = {"callback_near", "a callback is near"},
	[TEAM_CALLBACK_MISSED] = {"callback_missed", "a callback was missed"},
	[TEAM_PROMISE_NEAR] = {"promise_near", "a promise is nearly due"},
	[TEAM_PROMISE_BROKEN] = {"promise_broken", "a promise was broken"},
};

const char *team_news_name(TeamNews news)
{
	return (int)news >= 0 && news < TEAM_NEWS ? NEWS[news].name : "?";
}

int team_warn(Gateway *g, TeamNews news, int64_t case_id, const char *text, int64_t now_at)
{
	g_autofree char *note = g_strdup_printf("%s%s%s", NEWS[news].says, text ? ": " : "", text ? text : "");
	const StoreEvent event = {.kind = EVENT_NOTE, .at = now_at, .actor = "followupd", .note = note};
	const LogFields fields = {.case_id = case_id, .event = LOG_EVENT_TEAM};
	int r = store_event_add(g->store, case_id, &event);

	if (r >= 0)
		log_notice(&fields, "%s", NEWS[news].says);
	return r;
}
