#include "desk/desk.h"

#include <string.h>

GTimeZone *desk_shop_zone(const Desk *desk, const char *shop)
{
	const ConfShop *found = desk->conf ? conf_shop(desk->conf, shop) : NULL;

	return found ? zones_get(desk->zones, found->zone) : NULL;
}

char *desk_store_fault(const Desk *desk, const char *what)
{
	return g_strdup_printf("%s: %s", what, store_error(desk->store));
}

static const char *zone_name(GTimeZone *zone)
{
	return zone ? g_time_zone_get_identifier(zone) : "UTC";
}

char *desk_time_both(GTimeZone *customer, GTimeZone *shop, int64_t at)
{
	g_autofree char *theirs = customer ? zones_format_short(customer, at) : NULL;
	g_autofree char *ours = zones_format_short(shop, at);
	const char *clock = ours;

	if (!customer)
		return g_strdup_printf("%s (shop, %s)", ours, zone_name(shop));
	if (g_str_equal(zone_name(customer), zone_name(shop)))
		return g_strdup_printf("%s (customer and shop, %s)", theirs, zone_name(customer));
	/* "Wed 18 Nov 08:00": what stands before the last blank is the day. */
	if (strrchr(theirs, ' ') - theirs == strrchr(ours, ' ') - ours &&
	    strncmp(theirs, ours, (gsize)(strrchr(ours, ' ') - ours)) == 0)
		clock = strrchr(ours, ' ') + 1;
	return g_strdup_printf("%s (customer, %s) / %s (shop, %s)", theirs, zone_name(customer), clock,
	                       zone_name(shop));
}

static const char *const STEP_WORDS[STEPS] = {
	[STEP_NONE] = "nothing",
	[STEP_FIRST_CONTACT] = "first contact",
	[STEP_PROGRESS] = "progress note",
	[STEP_CALL] = "phone call",
	[STEP_CALLBACK] = "call back",
	[STEP_SATISFACTION] = "satisfaction question",
	[STEP_OPTOUT_CONFIRM] = "opt-out confirmation",
	[STEP_REVIEW_NOTE] = "review note",
	[STEP_CLOSE] = "closing as unanswered",
	[STEP_AGENT_TEXT] = "agent's text",
};

const char *desk_step_words(Step step)
{
	return STEP_WORDS[step];
}
