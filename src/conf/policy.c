/* From a shop's rules and what is known of the customer's region to what the core asks for. */
#include "conf/private.h"
#include "util/areas.h"

/* How long after a stop word its one confirmation may still go out, night or day. Source: CTIA Messaging Principles and
 * contact-rules 11. Not a setting: a later one would be a contact. */
#define OPTOUT_CONFIRM_S (5 * 60)

#define WEEK_S (7 * HOURS_DAY_S)

/* Only caps that are set; 0 contacts would otherwise mean "never". */
static guint fill_caps(const ConfRules *rules, const RegionClass *preset, Cap caps[CONF_CAPS_MAX])
{
	guint n = 0;

	if (rules->budget_per_day > 0)
		caps[n++] = (Cap){.max = rules->budget_per_day, .seconds = 0};
	if (rules->budget_per_week > 0)
		caps[n++] = (Cap){.max = rules->budget_per_week, .seconds = WEEK_S};
	for (guint i = 0; preset && i < preset->n_caps; i++)
		caps[n++] = preset->caps[i];
	return n;
}

/* All that the place has: of a state without a file of its own those of its areas, not of all the country. */
static guint names_of(const Region *region, const char *place, const char *names[REGION_ZONES_MAX])
{
	guint n = 0;

	if (place && (!region || !g_str_equal(region->code, place)))
		n = areas_place_zones(place, names, REGION_ZONES_MAX);
	if (n > 0 || !region)
		return n;
	for (; n < REGION_ZONES_MAX && region->zones[n]; n++)
		names[n] = region->zones[n];
	return n;
}

/* The case's own; else all its place has, and all must permit (T6). One the system lacks makes the answer unsure. */
static void find_zones(Zones *zones, const char *zone, const Region *region, const char *place, ConfCaseRules *out)
{
	GTimeZone *own = zones_get(zones, zone);
	const char *names[REGION_ZONES_MAX];
	guint n;

	out->n_zones = 0;
	if (own) {
		out->zones[out->n_zones++] = own;
		return;
	}
	n = names_of(region, place, names);
	for (guint i = 0; i < n; i++) {
		GTimeZone *one = zones_get(zones, names[i]);

		if (!one) {
			out->n_zones = 0;
			return;
		}
		out->zones[out->n_zones++] = one;
	}
}

/* The preset that binds a shop: all do but a courtesy for whose widening it states a ground. */
static const RegionClass *binding_preset(const Region *region, const ConfRules *rules, int class)
{
	const RegionClass *preset = region ? &region->classes[class] : NULL;

	return preset && preset->basis == BASIS_COURTESY && *rules->widen_courtesy ? NULL : preset;
}

static void fill_class(const ConfShop *shop, int class, GTimeZone *work_zone, ConfCaseRules *out)
{
	const ConfRules *rules = &shop->rules;
	const RegionClass *preset = binding_preset(out->region, rules, class);

	out->layers[class][CONF_LAYER_SHOP] = rules->permitted[class];
	/* Layers stand without a gap; the same hours twice permit what they permit once. */
	out->layers[class][CONF_LAYER_REGION] = preset ? preset->hours : out->person ? rules->permitted[class] : NULL;
	out->layers[class][CONF_LAYER_PERSON] = out->person;
	out->policy.no_consent[class] =
		out->region && out->region->classes[class].consent_needed && !shop->consent[class];
	out->policy.rules[class] = (DecideRules){
		.layers = out->layers[class],
		.n_layers = out->person ? CONF_LAYERS : preset ? CONF_LAYER_PERSON : CONF_LAYER_REGION,
		.zones = out->zones,
		.n_zones = out->n_zones,
		.caps = out->caps[class],
		.n_caps = fill_caps(rules, preset, out->caps[class]),
		.min_gap_s = rules->budget_min_gap_s,
		.work = rules->working,
		.work_zone = work_zone,
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

/* No phone can answer a sender of letters. Source: GSM 03.40 9.1.2.5, which gives it no number; contact-rules 12. */
static gboolean has_name_sender(const Conf *conf, const ConfShop *shop)
{
	const ConfProvider *provider = conf_provider(conf, shop->provider);

	return provider && conf_sender_name(provider);
}

gboolean conf_case_rules(const Conf *conf, Zones *zones, const char *shop_id, const char *zone, const char *region,
                         const char *quiet, ConfCaseRules *out)
{
	const ConfShop *shop = conf_shop(conf, shop_id);
	const ConfProvider *caller;

	out->person = NULL;
	if (!shop)
		return FALSE;
	out->shop = shop;
	out->region = regions_find(((const ConfWhole *)conf)->regions, region);
	find_zones(zones, zone, out->region, region, out);
	/* Somebody asked to be left alone: when we cannot tell when, it is always. */
	if (quiet && conf_quiet_hours(quiet, &out->person, NULL) < 0)
		out->person = hours_new();
	caller = shop->call_provider ? conf_provider(conf, shop->call_provider) : NULL;
	out->policy = (PlanPolicy){
		.sms_allowed = shop->sms_allowed,
		.call_allowed = shop->call_allowed,
		.one_way = !*shop->rules.answers_arrive &&
		           ((out->region && !out->region->two_way) || has_name_sender(conf, shop)),
		.call_provider = caller && conf_has_voice(caller),
		.agent_grace_s = shop->rules.agent_grace_s,
		.hard_limit_s = shop->rules.hard_limit_s,
		.max_rounds = shop->rules.max_rounds,
		.sat_quiet_s = shop->rules.sat_quiet_s,
		.sat_cool_s = shop->rules.sat_cool_s,
		.sat_close_s = shop->rules.sat_close_s,
		.no_answer_s = shop->rules.no_answer_s,
		.review_note = shop->review_note,
	};
	for (int c = 0; c < CLASSES; c++)
		fill_class(shop, c, zones_get(zones, shop->zone), out);
	return TRUE;
}

void conf_case_rules_clear(ConfCaseRules *rules)
{
	g_clear_pointer(&rules->person, hours_free);
}

/* Decisions want at least one layer: where nothing is left to bind, this one does not either. */
static Hours *always_open(void)
{
	Hours *hours = hours_new();

	for (int day = HOURS_MON; day < HOURS_DAYS; day++)
		hours_add_window(hours, day, 0, HOURS_DAY_S);
	return hours;
}

void conf_override_rules(const ConfCaseRules *rules, MessageClass which, ConfOverride *out)
{
	const RegionClass *preset = rules->region ? &rules->region->classes[which] : NULL;
	gboolean floor = preset && preset->basis != BASIS_COURTESY;

	*out = (ConfOverride){.always = always_open(), .rules = rules->policy.rules[which]};
	out->rules.n_layers = out->rules.n_caps = 0;
	out->rules.min_gap_s = 0;
	out->layers[out->rules.n_layers++] = floor ? preset->hours : out->always;
	if (rules->person)
		out->layers[out->rules.n_layers++] = rules->person;
	for (guint i = 0; floor && i < preset->n_caps; i++)
		out->caps[out->rules.n_caps++] = preset->caps[i];
	out->rules.layers = out->layers;
	out->rules.caps = out->caps;
}

void conf_override_clear(ConfOverride *override)
{
	g_clear_pointer(&override->always, hours_free);
}
