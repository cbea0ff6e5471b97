/* What must fit together. Each check leans only on values that are good by themselves: one mistake, one line. */
#include <arpa/inet.h>
#include <string.h>

#include "conf/check.h"
#include "conf/spans.h"
#include "conf/values.h"
#include "util/clock.h"
#include "util/nearest.h"

Seen check_see(const Check *check, const Section *section, const char *key)
{
	guint index = (guint)settings_find(section->scope, key);
	const Setting *setting = settings_at(index);
	const Section *owner;
	const Value *value = section_value(section, check->whole->general, index, &owner);
	g_auto(GStrv) items = section_items(section, check->whole->general, index);
	gboolean rule = setting->scope == SCOPE_RULE;

	return (Seen){
		.key = section_key(owner  ? owner
	                           : rule ? check->whole->general
	                                  : section,
	                           setting),
		.literal = items ? values_literal(setting, (const char *const *)items) : NULL,
		.place = value ? value->place : section->place,
		.written = value != NULL,
		.set = items != NULL,
		.bad = section->values[index].bad ||
	               (rule && owner != section && check->whole->general->values[index].bad),
	};
}

void check_seen_clear(Seen *seen)
{
	g_free(seen->key);
	g_free(seen->literal);
}

/* Durations of which the first must be the shorter one. */
static const struct {
	SettingScope scope;
	const char *shorter, *longer;
	gboolean may_equal;
} ORDER[] = {
	{SCOPE_RULE, "first_contact.agent_grace", "first_contact.within", FALSE},
	{SCOPE_RULE, "first_contact.within", "first_contact.hard_limit", TRUE},
	{SCOPE_RULE, "satisfaction.after", "satisfaction.until", FALSE},
	{SCOPE_RULE, "satisfaction.until", "satisfaction.give_up", TRUE},
	{SCOPE_PROVIDER, "connect_timeout", "timeout", TRUE},
	{SCOPE_PROVIDER, "retry.first", "retry.max", TRUE},
	{SCOPE_PROVIDER, "breaker.first", "breaker.max", TRUE},
};

static int64_t seconds_of(const Check *check, const Section *section, const char *key)
{
	g_auto(GStrv) items = section_items(section, check->whole->general, (guint)settings_find(section->scope, key));
	g_autofree char *fault = NULL;
	int64_t seconds = 0;

	duration_parse(items[0], &seconds, &fault);
	return seconds;
}

static void check_order(const Check *check, const Section *section)
{
	for (gsize i = 0; i < G_N_ELEMENTS(ORDER); i++) {
		g_auto(Seen) shorter = {0}, longer = {0};
		int64_t a, b;

		if (!settings_holds(section->scope, ORDER[i].scope))
			continue;
		shorter = check_see(check, section, ORDER[i].shorter);
		longer = check_see(check, section, ORDER[i].longer);
		a = seconds_of(check, section, ORDER[i].shorter);
		b = seconds_of(check, section, ORDER[i].longer);
		if (shorter.bad || longer.bad || a < b || (a == b && ORDER[i].may_equal))
			continue;
		if (shorter.written)
			faults_add(check->faults, &shorter.place, shorter.key, shorter.literal,
			           "%s %s, which is %s; write %s %s",
			           ORDER[i].may_equal ? "longer than" : "not shorter than", ORDER[i].longer,
			           longer.literal, ORDER[i].may_equal ? "at most" : "less than", longer.literal);
		else
			faults_add(check->faults, &longer.place, longer.key, longer.literal,
			           "%s %s, which is %s; write %s %s",
			           ORDER[i].may_equal ? "shorter than" : "not longer than", ORDER[i].shorter,
			           shorter.literal, ORDER[i].may_equal ? "at least" : "more than", shorter.literal);
	}
}

static const struct {
	const char *key;
	MessageClass message_class;
} PERMITTED[] = {
	{"permitted_hours.sms", CLASS_FIRST_CONTACT},
	{"permitted_hours.satisfaction", CLASS_SATISFACTION},
	{"permitted_hours.review_note", CLASS_REVIEW_NOTE},
	{"permitted_hours.call", CLASS_CALL},
};

const char *check_permitted_key(MessageClass message_class)
{
	gsize i = 0;

	while (PERMITTED[i].message_class != message_class)
		i++;
	return PERMITTED[i].key;
}

/* A week without holidays in a zone without summer time: Monday 2001-01-01 and the seven days after it. */
static gboolean ever_permitted(const Hours *hours)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	const int64_t monday = 978307200;
	int64_t at;

	return hours_next(&hours, 1, &utc, 1, monday, monday + 7 * HOURS_DAY_S, &at);
}

static void check_permitted(const Check *check, const Section *section, const ConfRules *rules)
{
	g_auto(Seen) quiet = check_see(check, section, "quiet_hours");

	for (gsize i = 0; i < G_N_ELEMENTS(PERMITTED); i++) {
		g_auto(Seen) hours = check_see(check, section, PERMITTED[i].key);
		const Seen *at = hours.written || !quiet.written ? &hours : &quiet;

		if (hours.bad || quiet.bad || ever_permitted(rules->permitted[PERMITTED[i].message_class]))
			continue;
		if (at == &hours) {
			faults_add(check->faults, &at->place, at->key, at->literal,
			           "no minute of any week, quiet_hours being %s; write spans outside of those",
			           quiet.literal);
		} else {
			faults_add(check->faults, &at->place, at->key, at->literal,
			           "no minute of any week is left to %s, which is %s; write shorter ones",
			           PERMITTED[i].key, hours.literal);
			break;
		}
	}
}

/* TRUE when some span of the hours is one of holidays alone. */
static gboolean speaks_of_holidays(const Check *check, const Section *section)
{
	for (guint i = 0; i < settings_count(); i++) {
		g_auto(GStrv) items = NULL;

		if (settings_at(i)->type != TYPE_WINDOWS)
			continue;
		items = section_items(section, check->whole->general, i);
		for (guint j = 0; items[j]; j++)
			if (strstr(items[j], "holidays"))
				return TRUE;
	}
	return FALSE;
}

/* F10: a list that nobody continued is worse than none. */
static void check_holidays(const Check *check, const Section *section, const ConfRules *rules)
{
	g_auto(Seen) seen = check_see(check, section, "holidays");
	g_auto(GStrv) items =
		section_items(section, check->whole->general, (guint)settings_find(section->scope, "holidays"));
	g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(check->now_at);
	GDate today;
	guint32 last = 0;

	g_date_clear(&today, 1);
	g_date_set_dmy(&today, (GDateDay)g_date_time_get_day_of_month(now), (GDateMonth)g_date_time_get_month(now),
	               (GDateYear)g_date_time_get_year(now));
	for (guint i = 0; items[i]; i++)
		last = MAX(last, span_last_day(items[i]));
	for (guint i = 0; i < rules->calendar_days->len; i++)
		last = MAX(last, span_last_day(rules->calendar_days->pdata[i]));
	if (seen.bad || last >= g_date_get_julian(&today))
		return;
	if (items[0])
		faults_warn(check->faults, &seen.place, seen.key, NULL,
		            "no date is left in the list; write the coming ones");
	else if (speaks_of_holidays(check, section))
		faults_warn(check->faults, &seen.place, seen.key, NULL,
		            "the hours speak of holidays, but none are listed; write holidays = [ "
		            "\"2026-10-01..2026-10-07\" ]");
}

static void check_ground(const Check *check, const Section *section, const char *allowed_key, const char *ground_key)
{
	g_auto(Seen) allowed = check_see(check, section, allowed_key);
	g_auto(Seen) ground = check_see(check, section, ground_key);

	if (g_strcmp0(allowed.literal, "true") == 0 && !ground.set && !ground.bad)
		faults_add(check->faults, &allowed.place, allowed.key, allowed.literal,
		           "allowed on no ground; write beside it ground = \"why customers may be contacted so\"");
}

static void check_provider_of(const Check *check, const Section *section, const ConfShop *shop)
{
	g_auto(Seen) allowed = check_see(check, section, "sms.allowed");
	g_auto(Seen) provider = check_see(check, section, "provider");
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	const char *nearest;

	for (guint i = 0; i < check->whole->conf.providers->len; i++)
		g_ptr_array_add(ids, ((const ConfProvider *)check->whole->conf.providers->pdata[i])->id);
	g_ptr_array_add(ids, NULL);
	if (provider.bad || allowed.bad)
		return;
	if (!shop->sms_allowed)
		faults_warn(check->faults, &allowed.place, allowed.key, "false",
		            "this shop will never text anybody; write sms: { allowed = true; ground = \"...\"; }; when "
		            "it may");
	if (!provider.set && shop->sms_allowed)
		faults_add(check->faults, &allowed.place, allowed.key, "true",
		           "there is no provider to send by; write provider = \"%s\" into this shop",
		           ids->len > 1 ? (char *)ids->pdata[0] : "NAME");
	if (!provider.set || g_strv_contains((const char *const *)ids->pdata, shop->provider))
		return;
	nearest = nearest_word(shop->provider, (const char *const *)ids->pdata);
	if (nearest)
		faults_add(check->faults, &provider.place, provider.key, provider.literal,
		           "no such provider; write \"%s\"", nearest);
	else
		faults_add(check->faults, &provider.place, provider.key, provider.literal,
		           "no such provider; write providers: { %s: { driver = ...; url = ...; }; };", shop->provider);
}

static void check_rules(const Check *check, const Section *section, const ConfRules *rules)
{
	check_order(check, section);
	check_permitted(check, section, rules);
	check_holidays(check, section, rules);
}

static void check_shop(const Check *check, const Section *section)
{
	const ConfShop *shop = section->base;

	check_ground(check, section, "sms.allowed", "sms.ground");
	check_ground(check, section, "call.allowed", "call.ground");
	check_provider_of(check, section, shop);
	check_routes(check, section);
	check_rules(check, section, &shop->rules);
	check_region(check, section);
	check_texts(check, section);
}

/* A customer may answer late and open the case again (satisfaction.reopen has 90 days at most), and contacts of the
 * last weeks count in their budget: what is younger still decides something. */
#define LIVES_ON_S (90 * INT64_C(86400))
/* What a provider repeats or a person looks into comes within a week. */
#define LOOKED_AT_S (7 * INT64_C(86400))

static void check_retention(const Check *check)
{
	const ConfWhole *whole = check->whole;

	for (RetainKind kind = 0; kind < RETAIN_KINDS; kind++) {
		g_autofree char *key = g_strconcat("retention.", retain_name(kind), NULL);
		g_auto(Seen) seen = check_see(check, whole->general, key);
		gboolean lives = kind == RETAIN_CASES || kind == RETAIN_TEXTS;
		int64_t least_s = lives ? LIVES_ON_S : LOOKED_AT_S, s = whole->conf.retain_s[kind];

		if (!seen.bad && s && s < least_s)
			faults_add(check->faults, &seen.place, seen.key, seen.literal,
			           "too short: %s; write \"%dd\" or more, or \"0s\" for ever",
			           lives ? "a late answer may still open a case, and its texts count in the customer's budget"
			                 : "what is younger may still be looked into",
			           (int)(least_s / 86400));
	}
}

/* Who may connect sees how the shop does: nobody but this machine may. */
static gboolean is_loopback(const char *listen)
{
	const char *colon = strrchr(listen, ':');
	g_autofree char *host = colon ? g_strndup(listen, (gsize)(colon - listen)) : g_strdup(listen);
	struct in_addr v4;

	return g_str_equal(host, "[::1]") || (inet_pton(AF_INET, host, &v4) == 1 && ntohl(v4.s_addr) >> 24 == 127);
}

static void check_metrics(const Check *check)
{
	g_auto(Seen) seen = check_see(check, check->whole->general, "metrics.listen");
	const char *listen = check->whole->conf.metrics_listen;

	if (!seen.bad && *listen && !is_loopback(listen))
		faults_add(check->faults, &seen.place, seen.key, seen.literal,
		           "not an address of this machine alone; write \"127.0.0.1:9847\", and a proxy of yours "
		           "before it where others shall read it");
}

void check_all(ConfWhole *whole, Faults *faults)
{
	const Clock clock = CLOCK_REAL;
	const Check check = {whole, faults, clock_now_at(&clock)};
	const Place *place = whole->shops_place.file ? &whole->shops_place : &whole->general->place;

	if (whole->shops->len == 0) {
		if (!whole->shops_bad)
			faults_add(faults, place, "shops", NULL,
			           "none; write shops: { myshop: { name = \"...\"; zone = \"...\"; language = \"...\"; "
			           "}; };");
		check_rules(&check, whole->general, whole->general->rules);
	}
	for (guint i = 0; i < whole->shops->len; i++)
		check_shop(&check, whole->shops->pdata[i]);
	for (guint i = 0; i < whole->providers->len; i++) {
		check_order(&check, whole->providers->pdata[i]);
		check_provider(&check, whole->providers->pdata[i]);
	}
	check_retention(&check);
	check_metrics(&check);
	for (guint i = 0; i < whole->channels->len; i++)
		check_channel(&check, whole->channels->pdata[i]);
	check_inbox(&check);
	check_listen(&check);
}
