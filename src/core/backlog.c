#include "core/backlog.h"

#define BEAT_LEAST_S 60

int64_t backlog_away_s(int64_t seen_at, int64_t oldest_at, int64_t now_at, int64_t gap_s)
{
	int64_t since_at = seen_at == BACKLOG_NEVER ? oldest_at : seen_at;

	if (oldest_at == BACKLOG_NEVER || now_at - oldest_at < gap_s || now_at - since_at < gap_s)
		return 0;
	return now_at - since_at;
}

gboolean backlog_beat_due(int64_t seen_at, int64_t now_at, int64_t gap_s)
{
	/* A clock that was set back must not keep us silent. */
	return seen_at == BACKLOG_NEVER || seen_at > now_at || now_at - seen_at >= MAX(gap_s / 4, BEAT_LEAST_S);
}

int64_t backlog_slot(int64_t now_at, guint index, guint count, int64_t spread_s)
{
	return count ? now_at + spread_s * (int64_t)MIN(index, count) / (int64_t)count : now_at;
}
