#include "gateway/match.h"

static gboolean asked_lately(const StoreMatch *match, const StoreMatchOther *other)
{
	return other->asked_at != STORE_NO_TIME && match->asked_at != STORE_NO_TIME &&
	       ABS(match->asked_at - other->asked_at) <= MATCH_QUESTIONS_APART_S;
}

int match_share(Gateway *g, const StoreMatch *match, ReplyLabel label, int64_t reply_id, gboolean *clash,
                int64_t now_at)
{
	const ReplyOccasion none = {.state = CASE_NEW};
	gboolean judges = match->asked_at != STORE_NO_TIME && reply_effect_judges(label);

	*clash = FALSE;
	if (reply_effect(label, &none).any_case)
		return 0;
	for (guint i = 0; i < match->others->len; i++) {
		const StoreMatchOther *other = &g_array_index(match->others, StoreMatchOther, i);
		int r;

		if (judges && !asked_lately(match, other))
			continue;
		*clash = *clash || judges;
		r = store_reply_may_be(g->store, reply_id, other->case_id, now_at);
		if (r < 0)
			return r;
	}
	return 0;
}
