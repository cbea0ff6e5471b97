/* From a shop's rules to what the core asks for. */
#include "conf/conf.h"

/* How long after a stop word its one confirmation may still go out, night or day. Source: CTIA Messaging Principles and
 * contact-rules 11. Not a setting: a later one would be a contact. */
#define OPTOUT_CONFIRM_S (5 * 60)

#define WEEK_S (7 * HOURS_DAY_S)

/* Only caps that are set; 0 contacts would otherwise mean "never". */
static guint fill_caps(const ConfRules *rules, Cap caps[2])
{
	guint n = 0;

	if (rules->budget_per_day > 0)
		caps[n++] = (Cap){.max = rules->budget_per_day, .seconds = 0};
	if (rules->budget_per_week > 0)
		caps[n++] = (Cap){.max = rules->budget_per_week, .seconds = WEEK_S};
	return n;
}

static void find_zones(Zones *zones, const char *zone, ConfCaseRules *rules)
{
	GTimeZone *own = zones_get(zones, zone);

	rules->n_zones = 0;
	if (own)
		rules->zones[rules->n_zones++] = own;
}

gboolean conf_case_rules(const Conf *conf, Zones *zones, const char *shop_id, const char *zone, const char *region G_GNUC_UNUSED,
                         ConfCaseRules *out)
{
	const ConfShop *shop = conf_shop(conf, shop_id);
	const ConfRules *rules;
	guint n_caps;

	if (!shop)
		return FALSE;
	rules = &shop->rules;
	out->shop = shop;
	find_zones(zones, zone, out);
	n_caps = fill_caps(rules, out->caps);
	out->policy = (PlanPolicy){
		.sms_allowed = shop->sms_allowed,
		.call_allowed = shop->call_allowed,
		.agent_grace_s = rules->agent_grace_s,
		.hard_limit_s = rules->hard_limit_s,
		.max_rounds = rules->max_rounds,
	};
	for (int c = 0; c < CLASSES; c++) {
		out->layers[c][0] = rules->permitted[c];
		out->policy.rules[c] = (DecideRules){
			.layers = out->layers[c],
			.n_layers = 1,
			.zones = out->zones,
			.n_zones = out->n_zones,
			.caps = out->caps,
			.n_caps = n_caps,
			.min_gap_s = rules->budget_min_gap_s,
			.work = rules->working,
			.work_zone = zones_get(zones, shop->zone),
			.sla_in_s = rules->within_s,
			.sla_next_s = rules->next_day_by_s,
			.sat_min_s = rules->sat_after_s,
			.sat_max_s = rules->sat_until_s,
			.sat_give_up_s = rules->sat_give_up_s,
			.no_reply_s = rules->call_after_s,
			.max_late_s = rules->max_late_s,
			.confirm_s = OPTOUT_CONFIRM_S,
		};
	}
	return TRUE;
}
