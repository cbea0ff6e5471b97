#include "core/route.h"
#include "core/names.h"

#include <string.h>

static const char *const WORDS[LANE_STATES] = {
	[LANE_FREE] = "now",
	[LANE_BUSY] = "provider_busy",
	[LANE_SLOW] = "rate_limited",
	[LANE_DAY_FULL] = "rate_limited",
	[LANE_THROTTLED] = "throttled",
	[LANE_OPEN] = "provider_open",
	[LANE_STOPPED] = "provider_stopped",
	[LANE_PAUSED] = "paused",
	[LANE_TRIED] = "retry_later",
	[LANE_SPENT] = "retry_later",
};

const char *lane_state_word(LaneState state)
{
	return names_at(WORDS, LANE_STATES, (int)state);
}

const char *route_sender(const char *const *senders, guint n_senders, int64_t person_id)
{
	const char *best = NULL;
	guint64 most = 0;

	/* Rendezvous: each sender draws a number for the person, the highest wins. */
	for (guint i = 0; i < n_senders; i++) {
		guint64 drawn = ((guint64)g_str_hash(senders[i]) << 32 ^ (guint64)person_id) * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15);

		drawn ^= drawn >> 29;
		drawn *= G_GUINT64_CONSTANT(0xBF58476D1CE4E5B9);
		drawn ^= drawn >> 32;
		if (!best || drawn > most) {
			best = senders[i];
			most = drawn;
		}
	}
	return best;
}

int route_match(const RouteRule *rules, guint n_rules, const char *phone, const char *line)
{
	gsize longest = 0;
	int best = -1;

	for (guint i = 0; i < n_rules; i++) {
		const RouteRule *rule = &rules[i];
		gsize length = strlen(rule->prefix);
		gboolean named;

		if (!g_str_has_prefix(phone, rule->prefix) || (rule->line && g_strcmp0(rule->line, line) != 0))
			continue;
		named = best >= 0 && rules[best].line;
		if (best >= 0 && (named > (rule->line != NULL) || (named == (rule->line != NULL) && length <= longest)))
			continue;
		best = (int)i;
		longest = length;
	}
	return best;
}

int route_choose(const RouteOption *options, guint n_options, LaneState *why, int64_t *until_us)
{
	*why = LANE_SPENT;
	*until_us = INT64_MAX;
	for (guint i = 0; i < n_options; i++) {
		const RouteOption *option = &options[i];

		if (option->state == LANE_FREE)
			return (int)i;
		if (option->state == LANE_BUSY || option->state == LANE_SLOW) {
			/* Not worth another provider; but one passed over may be back earlier. */
			*why = option->state;
			*until_us = MIN(*until_us, option->until_us);
			return -1;
		}
		if (option->state != LANE_SPENT && (*why == LANE_SPENT || option->until_us < *until_us)) {
			*why = option->state;
			*until_us = option->until_us;
		}
	}
	return -1;
}
