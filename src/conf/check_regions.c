/* What is known of the shop's own region beside what the shop says: it binds all the same, so these are warnings. */
#include "conf/check.h"

/* A list of holidays is written once a year; less than this ahead and somebody has forgotten it (contact-rules
 * 0.14). */
#define HOLIDAYS_AHEAD_DAYS 60

#define JULIAN_1970 719163 /* GDate's number of 1970-01-01 */

static void check_age(const Check *check, const Seen *seen, const Region *region)
{
	const int64_t today = JULIAN_1970 + check->now_at / HOURS_DAY_S;
	char last[16] = "";
	GDate date;

	if (!region->holidays || (int64_t)region->last_holiday - today >= HOLIDAYS_AHEAD_DAYS)
		return;
	if (region->last_holiday) {
		g_date_clear(&date, 1);
		g_date_set_julian(&date, region->last_holiday);
		g_date_strftime(last, sizeof last, "%Y-%m-%d", &date);
	}
	faults_warn(check->faults, &seen->place, seen->key, seen->literal,
	            "the newest holiday known of %s is %s; write the coming ones into %s/holidays/%s.conf",
	            region->name, *last ? last : "none", check->whole->region_data, region->holidays);
}

/* TRUE when the shop's hours permit some minute of a week that the region's do not. In a week without holidays. */
static gboolean reaches_beyond(const Hours *shop, const Hours *region)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	const int64_t monday = 978307200, end = monday + 7 * HOURS_DAY_S; /* 2001-01-01 */
	int64_t next;

	for (int64_t at = monday; at < end; at = next) {
		int64_t other = hours_next_edge(region, utc, at);

		if (hours_test(shop, utc, at) == HOURS_OPEN && hours_test(region, utc, at) != HOURS_OPEN)
			return TRUE;
		next = MIN(hours_next_edge(shop, utc, at), other);
	}
	return FALSE;
}

/* Only of hours that somebody wrote: our defaults are meant to be narrowed. */
static void check_widening(const Check *check, const Section *section, const Region *region)
{
	const ConfRules *rules = &((const ConfShop *)section->base)->rules;

	for (int c = 0; c < CLASSES; c++) {
		const RegionClass *preset = &region->classes[c];
		gboolean courtesy = preset->basis == BASIS_COURTESY;
		g_auto(Seen) seen = check_see(check, section, check_permitted_key((MessageClass)c));

		if (!seen.written || seen.bad || (courtesy && *rules->widen_courtesy) ||
		    !reaches_beyond(rules->permitted[c], preset->hours))
			continue;
		faults_warn(check->faults, &seen.place, seen.key, seen.literal,
		            "for customers in %s narrowed to %s (%s); write hours within%s", region->name,
		            *preset->spans ? preset->spans : "never", region_basis_name(preset->basis),
		            courtesy ? ", or widen_courtesy = \"why they may be wider\"" : "");
	}
}

static void check_consent(const Check *check, const Section *section, const Seen *seen, const Region *region)
{
	static const struct {
		MessageClass message_class;
		const char *what, *key;
	} ASKED[] = {
		{CLASS_FIRST_CONTACT, "a first contact", "first_contact"},
		{CLASS_SATISFACTION, "the satisfaction question", "satisfaction"},
	};
	const ConfShop *shop = section->base;

	for (gsize i = 0; shop->sms_allowed && i < G_N_ELEMENTS(ASKED); i++)
		if (region->classes[ASKED[i].message_class].consent_needed && !shop->consent[ASKED[i].message_class])
			faults_warn(check->faults, &seen->place, seen->key, seen->literal,
			            "%s wants consent before %s, each one waits for a person; write consent: { %s = "
			            "\"how they agreed\"; };",
			            region->name, ASKED[i].what, ASKED[i].key);
}

#define ANSWER_CURE "write answers_arrive = \"by which number they do\""

/* Who waits for answers should know that none comes. */
static void check_answers(const Check *check, const Section *section, const Seen *seen, const Region *region)
{
	const ConfShop *shop = section->base;
	g_autofree char *note = NULL;

	if (region->two_way || !shop->sms_allowed || *shop->rules.answers_arrive)
		return;
	note = region->two_way_note ? g_strdup_printf(" (%s)", region->two_way_note) : g_strdup("");
	faults_warn(
	        check->faults, &seen->place, seen->key, seen->literal,
	        "from %s answers to a text seldom or never arrive%s, so that each satisfaction question waits for a "
	        "person; " ANSWER_CURE,
	        region->name, note);
}

static void check_sender(const Check *check, const Section *section)
{
	const ConfShop *shop = section->base;
	const ConfProvider *provider = shop->provider ? conf_provider(&check->whole->conf, shop->provider) : NULL;
	g_auto(Seen) seen = check_see(check, section, "provider");

	if (!provider || !shop->sms_allowed || *shop->rules.answers_arrive || !conf_sender_name(provider))
		return;
	faults_warn(check->faults, &seen.place, seen.key, seen.literal,
	            "its sender \"%s\" is a name, which no phone can answer, so that each satisfaction question "
	            "waits for a person; take a number as sender, or " ANSWER_CURE,
	            conf_sender_name(provider));
}

void check_region(const Check *check, const Section *section)
{
	const ConfShop *shop = section->base;
	g_auto(Seen) seen = check_see(check, section, "region");
	const Region *region = shop->region ? regions_find(check->whole->regions, shop->region) : NULL;

	check_sender(check, section);
	if (!region)
		return;
	check_age(check, &seen, region);
	check_widening(check, section, region);
	check_consent(check, section, &seen, region);
	check_answers(check, section, &seen, region);
}
