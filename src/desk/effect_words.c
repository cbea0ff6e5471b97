#include "desk/effect.h"

#include "conf/spans.h"

static const char *const KIND_NAMES[EFFECT_KINDS] = {
	[EFFECT_HELD] = "held",         [EFFECT_DROPPED] = "dropped", [EFFECT_LATE] = "late",
	[EFFECT_MOVED_TO] = "moved_to", [EFFECT_MOVED] = "moved",     [EFFECT_SENT] = "sent",
	[EFFECT_IN_TIME] = "in_time",   [EFFECT_HELD_OTHER] = "held_other",
};

const char *effect_kind_name(EffectKind kind)
{
	return KIND_NAMES[kind];
}

static char *clock_words(int second)
{
	return second == EFFECT_NOW ? g_strdup("now") : g_strdup_printf("%02d:%02d", second / 3600, second / 60 % 60);
}

/* "at 09:00 the next day instead of 08:00": "at" stands before the first clock time only. */
static char *moved_to_words(const EffectGroup *g)
{
	g_autofree char *from = clock_words(g->at_now_s);
	g_autofree char *to = clock_words(g->at_s);
	g_autofree char *days = NULL;

	if (ABS(g->days) > 1)
		days = g_strdup_printf(" %d days %s", ABS(g->days), g->days > 0 ? "later" : "earlier");
	else
		days = g_strdup(g->days == 1 ? " the next day" : g->days == -1 ? " the day before" : "");
	return g_strdup_printf("would leave %s%s%s instead of %s%s", g->at_s == EFFECT_NOW ? "" : "at ", to, days,
	                       g->at_s == EFFECT_NOW ? "at " : "", from);
}

/* Seconds in a plan come from clocks of machines; nobody wants to read them. */
static char *span_words(int64_t seconds)
{
	return duration_format(MAX(60, (seconds + 30) / 60 * 60));
}

static char *moved_words(const EffectGroup *g)
{
	g_autofree char *least = span_words(g->least_s);
	g_autofree char *most = span_words(g->most_s);
	const char *direction = g->later ? "later" : "earlier";

	if (g_str_equal(least, most))
		return g_strdup_printf("would leave %s %s", least, direction);
	return g_strdup_printf("would leave %s to %s %s", least, most, direction);
}

static char *verb_words(const EffectGroup *g)
{
	switch (g->kind) {
	case EFFECT_HELD:
		return g_strdup_printf("would be held: %s", reason_text(g->reason));
	case EFFECT_DROPPED:
		return g_strdup_printf("would be dropped: %s", reason_text(g->reason));
	case EFFECT_LATE:
		return g_strdup_printf("would miss %s deadline", g->count == 1 ? "its" : "their");
	case EFFECT_MOVED_TO:
		return moved_to_words(g);
	case EFFECT_MOVED:
		return moved_words(g);
	case EFFECT_SENT:
		return g_strdup_printf("would be sent that %s held now (%s)", g->count == 1 ? "is" : "are",
		                       reason_text(g->reason_now));
	case EFFECT_IN_TIME:
		return g_strdup_printf("would no longer miss %s deadline", g->count == 1 ? "its" : "their");
	case EFFECT_HELD_OTHER:
		return g_strdup_printf("would still be held, but because %s", reason_text(g->reason));
	default:
		return g_strdup("?");
	}
}

char *effect_sentence(const EffectGroup *group, gboolean name_shop)
{
	g_autofree char *verb = verb_words(group);
	gboolean moved = group->kind == EFFECT_MOVED_TO || group->kind == EFFECT_MOVED;
	/* The rule that tells the new time, and where none holds it any more, the one that told the old. */
	Reason reason = group->reason == REASON_NOW ? group->reason_now : group->reason;

	return g_strdup_printf("%u %s%s%s%s %s%s%s%s", group->count, desk_step_words(group->step),
	                       group->count == 1 ? "" : "s", name_shop ? " of " : "", name_shop ? group->shop : "",
	                       verb, moved ? " (" : "", moved ? reason_name(reason) : "", moved ? ")" : "");
}
