#include "gateway/lane.h"

#include <string.h>

#include "core/backoff.h"
#include "util/log.h"

/* How long a provider that refuses us altogether is left alone before one message tries it again. */
#define STOPPED_S 300
/* A provider that was left alone is tried by one message: that takes a moment. */
#define TRIED_AGAIN_US (60 * USEC_PER_SEC)
/* Counts change with each message; a row is not worth that. */
#define HEALTH_EVERY_US (10 * USEC_PER_SEC)

typedef struct {
	RateState rate;
	int64_t slot_us; /* the next one that nobody waits for */
	int64_t seen_us; /* when it was last asked for */
} SenderLane;

struct Lane {
	const ConfProvider *conf; /* of g->conf */
	char *id;
	Breaker breaker;
	gboolean refused; /* it is open because the provider refuses us altogether */
	gboolean alarmed; /* that it is away was said, and not yet that it is back */
	char *cause;
	int64_t throttled_us; /* it asked for a pause until then */
	int64_t away_us, back_us; /* the last time it was left alone; back_us INT64_MAX: still */
	RateState rate;
	GHashTable *senders; /* char* -> SenderLane* */
	GHashTable *codes;   /* set of char*: unknown codes that were told */
	guint load;          /* messages under way */
	int64_t day_at, day_end_at;
	int64_t taken_today; /* accepted, unknown or under way */
	gboolean warned;
	StoreProviderHealth health; /* provider and cause borrowed */
	char *stored_state;  /* as last written; NULL: never */
	int64_t stored_until_at;
	int64_t stored_us;
	gboolean counted;    /* counts or times are newer than the row */
	gboolean writing;    /* the row of this turn */
};

static void lane_free(gpointer data)
{
	Lane *lane = data;

	g_hash_table_unref(lane->senders);
	g_hash_table_unref(lane->codes);
	g_free(lane->cause);
	g_free(lane->stored_state);
	g_free(lane->id);
	g_free(lane);
}

void lanes_init(Gateway *g)
{
	g->lanes = g_ptr_array_new_with_free_func(lane_free);
}

void lanes_free(Gateway *g)
{
	g_clear_pointer(&g->lanes, g_ptr_array_unref);
}

/* A handful: a walk is quicker than a hash. */
Lane *lane_find(const Gateway *g, const char *provider)
{
	for (guint i = 0; i < g->lanes->len; i++) {
		Lane *lane = g->lanes->pdata[i];

		if (g_strcmp0(lane->id, provider) == 0)
			return lane;
	}
	return NULL;
}

/* ---- counts of the day ---- */

static void begin_day(Lane *lane, int64_t now_at)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_local();

	rate_day(zone, now_at, &lane->day_at, &lane->day_end_at);
	lane->taken_today = 0;
	lane->warned = FALSE;
	lane->health.accepted_today = lane->health.refused_today = lane->health.unknown_today = 0;
}

static void count(Lane *lane, SubmitOutcome outcome)
{
	if (outcome == SUBMIT_ACCEPTED)
		lane->health.accepted_today++;
	else if (outcome == SUBMIT_UNKNOWN)
		lane->health.unknown_today++;
	else
		lane->health.refused_today++;
}

static int count_day(Gateway *g, int64_t now_us)
{
	g_autoptr(GArray) sent = NULL;
	int64_t since_at = INT64_MAX;
	int r;

	for (guint i = 0; i < g->lanes->len; i++) {
		begin_day(g->lanes->pdata[i], now_us / USEC_PER_SEC);
		since_at = MIN(since_at, ((Lane *)g->lanes->pdata[i])->day_at);
	}
	r = g->lanes->len ? store_sent_since(g->store, since_at, &sent) : 0;
	for (guint i = 0; r >= 0 && sent && i < sent->len; i++) {
		const StoreSent *one = &g_array_index(sent, StoreSent, i);
		Lane *lane = lane_find(g, one->provider);

		if (!lane)
			continue;
		count(lane, one->outcome);
		lane->taken_today += one->outcome == SUBMIT_ACCEPTED || one->outcome == SUBMIT_UNKNOWN;
	}
	/* Those under way are counted when they land. */
	for (guint i = 0; i < g->lanes->len; i++) {
		Lane *lane = g->lanes->pdata[i];

		lane->health.unknown_today -= MIN(lane->health.unknown_today, lane->load);
		lane->counted = TRUE;
		lane->stored_us = 0; /* another day's counts must not stand there for long */
		if (r < 0)
			lane->day_end_at = lane->day_at; /* no day is counted: again before anything is claimed */
	}
	return r;
}

int lanes_refresh(Gateway *g, int64_t now_us)
{
	int64_t now_at = now_us / USEC_PER_SEC;
	const Lane *lane = g->lanes->len ? g->lanes->pdata[0] : NULL;

	/* All have the same day. */
	return !lane || (now_at >= lane->day_at && now_at < lane->day_end_at) ? 0 : count_day(g, now_us);
}

/* ---- start and reload ---- */

/* What the last run knew of when things happened; states are found out anew. */
static void recall(Lane *lane, const GArray *rows)
{
	for (guint i = 0; rows && i < rows->len; i++) {
		const StoreProviderHealth *row = &g_array_index(rows, StoreProviderHealth, i);

		if (!g_str_equal(row->provider, lane->id))
			continue;
		lane->health.last_accepted_at = row->last_accepted_at;
		lane->health.last_refused_at = row->last_refused_at;
		lane->health.last_unknown_at = row->last_unknown_at;
		lane->health.last_receipt_at = row->last_receipt_at;
	}
}

static Lane *lane_new(const ConfProvider *conf, const GArray *rows, int64_t now_us)
{
	Lane *lane = g_new0(Lane, 1);

	lane->id = g_strdup(conf->id);
	lane->senders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	lane->codes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	lane->rate = rate_empty(&conf->rate, now_us);
	lane->breaker.since_us = now_us;
	lane->away_us = INT64_MAX;
	lane->health = (StoreProviderHealth){.last_accepted_at = STORE_NO_TIME, .last_refused_at = STORE_NO_TIME,
	                                     .last_unknown_at = STORE_NO_TIME, .last_receipt_at = STORE_NO_TIME};
	recall(lane, rows);
	return lane;
}

/* The admin may have mended the account. */
static void forgive(Lane *lane, int64_t now_us)
{
	if (lane->breaker.phase != BREAKER_CLOSED)
		lane->breaker = (Breaker){.phase = BREAKER_CLOSED, .since_us = now_us};
	lane->refused = FALSE;
	lane->throttled_us = 0;
	lane->back_us = MIN(lane->back_us, now_us);
}

int lanes_adopt(Gateway *g, int64_t now_us)
{
	GPtrArray *lanes = g_ptr_array_new_with_free_func(lane_free);
	g_autoptr(GArray) rows = NULL;
	int r = store_provider_health_list(g->store, &rows);

	for (guint i = 0; i < g->conf->providers->len; i++) {
		const ConfProvider *conf = g->conf->providers->pdata[i];
		Lane *lane = lane_find(g, conf->id);
		guint index;

		if (lane && g_ptr_array_find(g->lanes, lane, &index))
			g_ptr_array_steal_index_fast(g->lanes, index);
		else
			lane = lane_new(conf, rows, now_us);
		lane->conf = conf;
		forgive(lane, now_us);
		g_ptr_array_add(lanes, lane);
	}
	g_ptr_array_unref(g->lanes);
	g->lanes = lanes;
	if (r < 0)
		log_warning(NULL, "store: %s; when providers answered last is not known", store_error(g->store));
	return count_day(g, now_us);
}

/* ---- may it be asked? ---- */

/* A clock that was set back makes nobody wait for a day. INT64_MAX is no time, but a message under way. */
static gboolean too_far(int64_t until_us, int64_t longest_s, int64_t now_us)
{
	return until_us != INT64_MAX && until_us - now_us > longest_s * USEC_PER_SEC;
}

RouteOption lane_option(const Lane *lane, int64_t now_us)
{
	int64_t until_us = INT64_MAX;

	if (!lane)
		return (RouteOption){LANE_SPENT, INT64_MAX};
	if (!breaker_allows(&lane->breaker, now_us, &until_us) &&
	    !too_far(until_us, MAX(lane->conf->breaker.max_s, STOPPED_S), now_us))
		return (RouteOption){lane->refused ? LANE_STOPPED : LANE_OPEN, until_us};
	if (lane->throttled_us > now_us && !too_far(lane->throttled_us, lane->conf->throttle_cap_s, now_us))
		return (RouteOption){LANE_THROTTLED, lane->throttled_us};
	if (lane->conf->per_day > 0 && lane->taken_today >= lane->conf->per_day)
		return (RouteOption){LANE_DAY_FULL, lane->day_end_at * USEC_PER_SEC};
	if (lane->load >= (guint)lane->conf->max_in_flight)
		return (RouteOption){LANE_BUSY, INT64_MAX};
	until_us = rate_next_us(&lane->conf->rate, &lane->rate, now_us);
	if (until_us > now_us)
		return (RouteOption){LANE_SLOW, until_us};
	return (RouteOption){LANE_FREE, now_us};
}

/* A full day is no reason to look away: its steps must learn that they wait for the next one. */
static gboolean is_shut(const RouteOption *option)
{
	return option->state != LANE_FREE && option->state != LANE_DAY_FULL;
}

gboolean lanes_any_free(const Gateway *g, int64_t now_us, int64_t *next_us)
{
	gboolean any = g->lanes->len == 0;
	int64_t next = INT64_MAX;

	for (guint i = 0; i < g->lanes->len; i++) {
		RouteOption option = lane_option(g->lanes->pdata[i], now_us);

		if (is_shut(&option))
			next = MIN(next, option.until_us);
		else
			any = TRUE;
	}
	if (next_us)
		*next_us = next;
	return any;
}

gboolean lanes_any_shut(const Gateway *g, int64_t now_us)
{
	for (guint i = 0; i < g->lanes->len; i++) {
		RouteOption option = lane_option(g->lanes->pdata[i], now_us);

		if (is_shut(&option))
			return TRUE;
	}
	return FALSE;
}

gboolean lane_was_away(const Lane *lane, int64_t at_us)
{
	return lane && at_us >= lane->away_us &&
	       (lane->back_us == INT64_MAX || at_us <= lane->back_us + TRIED_AGAIN_US);
}

/* ---- senders ---- */

static gboolean listed(const GPtrArray *senders, const char *sender)
{
	return sender && g_ptr_array_find_with_equal_func((GPtrArray *)senders, sender, g_str_equal, NULL);
}

int lane_sender(const Gateway *g, const Lane *lane, int64_t person_id, char **sender)
{
	const GPtrArray *senders = lane->conf->senders;
	g_autofree char *known = NULL;
	int r;

	*sender = NULL;
	if (!senders)
		return 0;
	r = store_person_sender(g->store, person_id, lane->id, &known);
	if (r < 0)
		return r;
	*sender = listed(senders, known)
	                  ? g_steal_pointer(&known)
	                  : g_strdup(route_sender((const char *const *)senders->pdata, senders->len, person_id));
	return 0;
}

static SenderLane *sender_lane(Lane *lane, const char *sender, int64_t now_us)
{
	const char *name = sender ? sender : lane->conf->sender ? lane->conf->sender : "";
	SenderLane *found = g_hash_table_lookup(lane->senders, name);

	if (!found) {
		found = g_new0(SenderLane, 1);
		found->rate = rate_empty(&lane->conf->sender_rate, now_us);
		g_hash_table_insert(lane->senders, g_strdup(name), found);
	}
	return found;
}

int64_t lane_sender_slot(Lane *lane, const char *sender, int64_t now_us)
{
	const RateRules *rules = &lane->conf->sender_rate;
	SenderLane *one;
	int64_t next_us;

	if (rules->count <= 0)
		return now_us;
	one = sender_lane(lane, sender, now_us);
	if (now_us < one->seen_us)
		one->slot_us = 0; /* the clock was set back: who had those leaves long before */
	one->seen_us = now_us;
	next_us = rate_next_us(rules, &one->rate, now_us);
	if (next_us <= now_us)
		return now_us;
	next_us = MAX(next_us, one->slot_us);
	one->slot_us = next_us + rate_one_us(rules);
	return next_us;
}

/* ---- what happens ---- */

static LogFields fields_of(const Lane *lane, const char *event)
{
	return (LogFields){.provider = lane->id, .event = event};
}

static void warn_full(Lane *lane)
{
	LogFields fields = fields_of(lane, LOG_EVENT_LIMIT);

	if (!lane->warned)
		log_warning(&fields, "the %d messages of this day are used up (per_day)", lane->conf->per_day);
	lane->warned = TRUE;
}

void lane_take(Lane *lane, const char *sender, int64_t now_us)
{
	lane->load++;
	lane->taken_today++;
	if (lane->conf->per_day > 0 && lane->taken_today >= lane->conf->per_day)
		warn_full(lane);
	rate_take(&lane->conf->rate, &lane->rate, now_us);
	if (lane->conf->sender_rate.count > 0)
		rate_take(&lane->conf->sender_rate, &sender_lane(lane, sender, now_us)->rate, now_us);
	breaker_sent(&lane->breaker, now_us);
}

/* Its tokens stay taken: rather too slow than too fast. */
void lane_give_back(Lane *lane)
{
	lane->load--;
	lane->taken_today -= lane->taken_today > 0;
	breaker_unsent(&lane->breaker);
}

static void gone(Lane *lane, const ProviderResult *result, gboolean refused, int64_t now_us)
{
	LogFields fields = fields_of(lane, LOG_EVENT_PROVIDER_AWAY);
	const char *outcome = submit_outcome_name(result->outcome), *code = result->code ? result->code : "no words";
	gboolean news = !lane->alarmed || refused != lane->refused;

	g_free(lane->cause);
	lane->cause = g_strdup_printf("%s: %s", outcome, code);
	lane->refused = refused;
	lane->alarmed = TRUE;
	if (lane->back_us != INT64_MAX || lane->away_us == INT64_MAX)
		lane->away_us = now_us;
	lane->back_us = INT64_MAX;
	if (news && refused)
		log_error(&fields, "provider stopped: %s (%s); its messages are kept or go by others", outcome, code);
	else if (news)
		log_warning(&fields, "provider left alone, it fails again and again: %s (%s)", outcome, code);
}

static void back(Lane *lane, int64_t now_us)
{
	LogFields fields = fields_of(lane, LOG_EVENT_PROVIDER_BACK);

	if (lane->alarmed)
		log_notice(&fields, "provider works again");
	lane->alarmed = lane->refused = FALSE;
	lane->back_us = MIN(lane->back_us, now_us);
	g_clear_pointer(&lane->cause, g_free);
}

static void throttled(Lane *lane, const ProviderResult *result, int64_t now_us)
{
	int64_t delay_s = backoff_clamp_s(result->retry_after_s, lane->conf->throttle_cap_s);
	LogFields fields = fields_of(lane, NULL);

	if (lane->throttled_us <= now_us)
		log_notice(&fields, "provider asks for a pause of %" G_GINT64_FORMAT " s (%s)", delay_s,
		           result->code ? result->code : "no words");
	lane->throttled_us = MAX(lane->throttled_us, now_us + delay_s * USEC_PER_SEC);
	lane->away_us = now_us;
	lane->back_us = lane->throttled_us;
}

static void tell_code(Lane *lane, const char *code)
{
	LogFields fields = fields_of(lane, LOG_EVENT_CODE);

	if (g_hash_table_add(lane->codes, g_strdup(code)))
		log_error(&fields, "provider refused a message with a code followupd does not know: %s", code);
}

static void note_times(Lane *lane, SubmitOutcome outcome, int64_t now_us)
{
	int64_t *last = outcome == SUBMIT_ACCEPTED  ? &lane->health.last_accepted_at
	                : outcome == SUBMIT_UNKNOWN ? &lane->health.last_unknown_at
	                                            : &lane->health.last_refused_at;

	*last = now_us / USEC_PER_SEC;
	count(lane, outcome);
	lane->counted = TRUE;
}

void lane_ended(Lane *lane, const ProviderResult *result, int64_t taken_us, int64_t now_us)
{
	SubmitOutcome outcome = result->outcome;
	gboolean failed = outcome == SUBMIT_RETRY_LATER || outcome == SUBMIT_UNKNOWN;

	lane->load -= lane->load > 0;
	if (outcome != SUBMIT_ACCEPTED && outcome != SUBMIT_UNKNOWN && taken_us / USEC_PER_SEC >= lane->day_at)
		lane->taken_today -= lane->taken_today > 0;
	note_times(lane, outcome, now_us);
	if (outcome == SUBMIT_ACCOUNT_BROKEN || outcome == SUBMIT_NO_CREDIT) {
		breaker_trip(&lane->breaker, STOPPED_S, now_us);
		gone(lane, result, TRUE, now_us);
		return;
	}
	if (breaker_ended(&lane->conf->breaker, &lane->breaker, failed, now_us)) {
		if (failed)
			gone(lane, result, FALSE, now_us);
		else
			back(lane, now_us);
	} else if (!failed && lane->alarmed) {
		back(lane, now_us); /* a reload closed it before */
	}
	if (outcome == SUBMIT_THROTTLED && !result->number_only)
		throttled(lane, result, now_us);
	if (outcome == SUBMIT_UNKNOWN_CODE)
		tell_code(lane, result->code ? result->code : "none");
}

void lane_receipt(Lane *lane, int64_t now_us)
{
	lane->health.last_receipt_at = now_us / USEC_PER_SEC;
	lane->counted = TRUE;
}

void lane_refused(Lane *lane, SubmitOutcome cause, const char *code, int64_t now_us)
{
	const ProviderResult result = {.outcome = cause, .code = (char *)code};

	if (lane->breaker.phase != BREAKER_CLOSED)
		return;
	breaker_trip(&lane->breaker, STOPPED_S, now_us);
	gone(lane, &result, TRUE, now_us);
}

/* ---- health rows ---- */

/* Names of the schema. */
static const char *state_of(const Lane *lane, int64_t now_us, int64_t *since_us, int64_t *until_us)
{
	*since_us = lane->breaker.since_us;
	*until_us = INT64_MAX;
	switch (lane->breaker.phase) {
	case BREAKER_OPEN:
		*until_us = lane->breaker.until_us;
		return lane->refused ? "stopped" : "open";
	case BREAKER_HALF_OPEN:
		return "half_open";
	default:
		if (lane->throttled_us <= now_us)
			return "ok";
		*since_us = lane->away_us;
		*until_us = lane->throttled_us;
		return "throttled";
	}
}

const char *lane_id(const Lane *lane)
{
	return lane->id;
}

guint lane_load(const Lane *lane)
{
	return lane->load;
}

const char *lane_health_word(const Lane *lane, int64_t now_us)
{
	int64_t since_us, until_us;

	return state_of(lane, now_us, &since_us, &until_us);
}

static int store_lane(Gateway *g, Lane *lane, int64_t now_us)
{
	int64_t since_us, until_us;
	const char *state = state_of(lane, now_us, &since_us, &until_us);
	StoreProviderHealth row = lane->health;
	gboolean same;

	row.until_at = until_us == INT64_MAX ? STORE_NO_TIME : until_us / USEC_PER_SEC;
	same = g_strcmp0(state, lane->stored_state) == 0 && row.until_at == lane->stored_until_at;
	if (same && (!lane->counted || now_us - lane->stored_us < HEALTH_EVERY_US))
		return 0;
	row.provider = lane->id;
	row.state = (char *)state;
	row.cause = g_str_equal(state, "ok") ? NULL : g_str_equal(state, "throttled") ? (char *)"throttled" : lane->cause;
	row.since_at = since_us / USEC_PER_SEC;
	row.day_at = lane->day_at;
	g_free(lane->stored_state);
	lane->stored_state = g_strdup(state);
	lane->stored_until_at = row.until_at;
	lane->writing = TRUE;
	return store_provider_health_put(g->store, &row);
}

int lanes_store(Gateway *g, int64_t now_us)
{
	int r = 0;

	for (guint i = 0; r >= 0 && i < g->lanes->len; i++) {
		Lane *lane = g->lanes->pdata[i];

		if (lane->writing) /* a turn failed since: what it wrote is not there */
			g_clear_pointer(&lane->stored_state, g_free);
		lane->writing = FALSE;
		r = store_lane(g, lane, now_us);
		if (lane->writing)
			lane->stored_us = now_us;
	}
	return r;
}

void lanes_stored(Gateway *g)
{
	for (guint i = 0; i < g->lanes->len; i++) {
		Lane *lane = g->lanes->pdata[i];

		if (lane->writing)
			lane->counted = FALSE;
		lane->writing = FALSE;
	}
}

int64_t lanes_next_wake_us(const Gateway *g)
{
	int64_t next_us = INT64_MAX;

	for (guint i = 0; i < g->lanes->len; i++) {
		const Lane *lane = g->lanes->pdata[i];

		if (lane->counted)
			next_us = MIN(next_us, lane->stored_us + HEALTH_EVERY_US);
	}
	return next_us;
}
