#include "desk/effect.h"

#include "core/life.h"
#include "store/foresight.h"

#include <errno.h>
#include <string.h>

#define PAGE 10000

/* One case under both rules. */
typedef struct {
	const StoreCase *c;
	Plan now, then;
	GTimeZone *zone; /* the customer's; the shop's where nobody knows it */
} Pair;

static void clear_group(gpointer data)
{
	EffectGroup *group = data;

	g_free(group->shop);
	g_free(group->sentence);
	g_free(group);
}

void effect_clear(Effect *effect)
{
	g_clear_pointer(&effect->groups, g_ptr_array_unref);
	effect_cost_clear(&effect->cost_now);
	effect_cost_clear(&effect->cost);
	*effect = (Effect){0};
}

static Plan plan_by(const Conf *conf, const Desk *desk, const StoreCase *c, const StoreFacts *facts,
                    ConfCaseRules *rules)
{
	Plan plan = {.verdict = PLAN_HOLD, .step = life_next_step(c->state), .round = c->round, .due_at = DECIDE_NEVER,
	             .deadline_at = DECIDE_NEVER, .reason = REASON_NO_SHOP};

	*rules = (ConfCaseRules){0};
	if (conf_case_rules(conf, desk->zones, c->shop, c->zone, c->region, c->quiet, rules))
		return plan_next(&rules->policy, &facts->facts, desk->now_at);
	return plan;
}

/* A try that failed was put off by the sender: no rules pull it forward. */
static void put_off(Plan *plan, const StoreStep *stored)
{
	Reason reason;

	if (plan->verdict == PLAN_STEP && stored->state == STEP_PLANNED && reason_parse(stored->reason, &reason) < 0 &&
	    stored->due_at != STORE_NO_TIME && stored->due_at > plan->due_at)
		plan->due_at = stored->due_at;
}

/* What the sender holds waits for a person, whatever the rules say; the opt-out's confirmation is not theirs to
 * plan. */
static gboolean is_ruled(const StoreStep *stored, const Plan *plan)
{
	Reason reason;

	return stored->step == plan->step && stored->round == plan->round &&
	       !(stored->state == STEP_HELD && reason_parse(stored->reason, &reason) < 0);
}

/* Local date (as a Julian day) and second of the day. */
static int wall_of(GTimeZone *zone, int64_t at, guint32 *day)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
	g_autoptr(GDateTime) local = zone ? g_date_time_to_timezone(utc, zone) : g_date_time_ref(utc);
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)g_date_time_get_day_of_month(local), (GDateMonth)g_date_time_get_month(local),
	               (GDateYear)g_date_time_get_year(local));
	*day = g_date_get_julian(&date);
	return (g_date_time_get_hour(local) * 60 + g_date_time_get_minute(local)) * 60 + g_date_time_get_second(local);
}

/* Times that hours make are the same for many; others are each case's own. */
static gboolean is_shared(const Plan *plan)
{
	return plan->reason == REASON_NOW || plan->reason == REASON_QUIET_HOURS ||
	       plan->reason == REASON_CLOSED_HOURS || plan->reason == REASON_HOLIDAY;
}

static gboolean same_group(const EffectGroup *a, const EffectGroup *b)
{
	return a->kind == b->kind && a->step == b->step && a->reason_now == b->reason_now && a->reason == b->reason &&
	       a->at_now_s == b->at_now_s && a->at_s == b->at_s && a->days == b->days && a->later == b->later &&
	       g_str_equal(a->shop, b->shop);
}

static void count_in(Effect *effect, const Pair *pair, EffectGroup key, int64_t moved_s)
{
	EffectGroup *group = NULL;

	key.shop = pair->c->shop;
	key.step = pair->then.step;
	for (guint i = 0; i < effect->groups->len && !group; i++)
		if (same_group(effect->groups->pdata[i], &key))
			group = effect->groups->pdata[i];
	if (!group) {
		group = g_memdup2(&key, sizeof(key));
		group->shop = g_strdup(key.shop);
		group->least_s = moved_s;
		g_ptr_array_add(effect->groups, group);
	}
	group->count++;
	group->least_s = MIN(group->least_s, moved_s);
	group->most_s = MAX(group->most_s, moved_s);
	if (group->n_ids < EFFECT_IDS)
		group->ids[group->n_ids++] = pair->c->id;
}

static void count_move(Effect *effect, const Pair *pair, int64_t now_at)
{
	const Plan *now = &pair->now, *then = &pair->then;
	int64_t moved_s = ABS(then->due_at - now->due_at);
	guint32 day_now, day;
	EffectGroup key = {.kind = EFFECT_MOVED, .reason_now = REASON_NOW, .reason = then->reason,
	                   .later = then->due_at > now->due_at};

	if (is_shared(now) && is_shared(then)) {
		key.kind = EFFECT_MOVED_TO;
		key.at_now_s = wall_of(pair->zone, MAX(now->due_at, now_at), &day_now);
		key.at_s = wall_of(pair->zone, MAX(then->due_at, now_at), &day);
		key.days = (int)((int64_t)day - (int64_t)day_now);
		if (now->reason == REASON_NOW)
			key.at_now_s = EFFECT_NOW;
		if (then->reason == REASON_NOW)
			key.at_s = EFFECT_NOW;
	}
	if (then->reason == REASON_NOW)
		key.reason_now = now->reason;
	count_in(effect, pair, key, moved_s);
}

static void compare(Effect *effect, const Pair *pair, int64_t now_at)
{
	const Plan *now = &pair->now, *then = &pair->then;

	if (then->verdict == PLAN_NONE && now->verdict != PLAN_NONE)
		count_in(effect, pair, (EffectGroup){.kind = EFFECT_DROPPED, .reason = then->reason}, 0);
	else if (then->verdict == PLAN_HOLD && now->verdict == PLAN_HOLD && now->reason != then->reason)
		count_in(effect, pair,
		         (EffectGroup){.kind = EFFECT_HELD_OTHER, .reason_now = now->reason, .reason = then->reason},
		         0);
	else if (then->verdict == PLAN_HOLD && now->verdict != PLAN_HOLD)
		count_in(effect, pair, (EffectGroup){.kind = EFFECT_HELD, .reason = then->reason}, 0);
	else if (then->verdict == PLAN_STEP && now->verdict != PLAN_STEP)
		count_in(effect, pair, (EffectGroup){.kind = EFFECT_SENT, .reason_now = now->reason}, 0);
	if (then->verdict != PLAN_STEP || now->verdict != PLAN_STEP)
		return;
	if (MAX(then->due_at, now_at) != MAX(now->due_at, now_at))
		count_move(effect, pair, now_at);
	if (then->late != now->late)
		count_in(effect, pair, (EffectGroup){.kind = then->late ? EFFECT_LATE : EFFECT_IN_TIME}, 0);
}

static gboolean differs(const Plan *a, const Plan *b, int64_t now_at)
{
	if (a->verdict != b->verdict)
		return TRUE;
	if (a->verdict == PLAN_STEP)
		return a->late != b->late || MAX(a->due_at, now_at) != MAX(b->due_at, now_at);
	return a->verdict == PLAN_HOLD && a->reason != b->reason;
}

static int look_at(const Desk *desk, const Conf *next, const StoreStep *stored, Effect *effect)
{
	StoreCase c = {0};
	StoreFacts facts = {0};
	g_auto(ConfCaseRules) now = {0};
	g_auto(ConfCaseRules) then = {0};
	Pair pair = {.c = &c};
	int r = store_case_get(desk->store, stored->case_id, &c);

	if (r == 0)
		r = store_case_facts(desk->store, stored->case_id, desk->now_at, &facts);
	if (r == 0) {
		pair.now = plan_by(desk->conf, desk, &c, &facts, &now);
		pair.then = plan_by(next, desk, &c, &facts, &then);
		pair.zone = then.n_zones > 0  ? then.zones[0]
		            : now.n_zones > 0 ? now.zones[0]
		                              : desk_shop_zone(desk, c.shop);
		if (is_ruled(stored, &pair.now)) {
			put_off(&pair.now, stored);
			put_off(&pair.then, stored);
			effect->cases++;
			effect_cost_add(desk->conf, &c, &pair.now, &effect->cost_now);
			effect_cost_add(next, &c, &pair.then, &effect->cost);
			if (differs(&pair.now, &pair.then, desk->now_at)) {
				effect->changed++;
				compare(effect, &pair, desk->now_at);
			}
		}
	}
	store_facts_clear(&facts);
	store_case_clear(&c);
	return r;
}

static gboolean is_bad(EffectKind kind)
{
	return kind <= EFFECT_LATE;
}

static int by_weight(gconstpointer a, gconstpointer b)
{
	const EffectGroup *x = *(EffectGroup *const *)a, *y = *(EffectGroup *const *)b;

	if (is_bad(x->kind) != is_bad(y->kind))
		return is_bad(x->kind) ? -1 : 1;
	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->ids[0] < y->ids[0] ? -1 : x->ids[0] > y->ids[0];
}

static void word(Effect *effect)
{
	gboolean several = FALSE;

	g_ptr_array_sort(effect->groups, by_weight);
	for (guint i = 1; i < effect->groups->len; i++) {
		const EffectGroup *one = effect->groups->pdata[i - 1], *next = effect->groups->pdata[i];

		several |= !g_str_equal(one->shop, next->shop);
	}
	for (guint i = 0; i < effect->groups->len; i++) {
		EffectGroup *group = effect->groups->pdata[i];

		group->sentence = effect_sentence(group, several);
	}
}

int effect_of(const Desk *desk, const Conf *next, Effect *out, char **fault)
{
	Effect effect = {.groups = g_ptr_array_new_with_free_func(clear_group)};
	int64_t after_id = 0;
	gboolean more;
	int r = 0;

	effect_cost_init(&effect.cost_now);
	effect_cost_init(&effect.cost);
	if (!desk->conf) {
		*fault = g_strdup("this needs the configuration in force");
		effect_clear(&effect);
		return -EINVAL;
	}
	effect.same_rules = g_str_equal(desk->conf->hash, next->hash);
	more = !effect.same_rules || effect_cost_asked(desk->conf, next);
	while (r == 0 && more) {
		g_autoptr(GArray) steps = NULL;

		r = store_queue_list(desk->store, after_id, PAGE, &steps);
		more = r == 0 && steps->len > 0;
		for (guint i = 0; more && r == 0 && i < steps->len; i++)
			r = look_at(desk, next, &g_array_index(steps, StoreStep, i), &effect);
		if (more)
			after_id = g_array_index(steps, StoreStep, steps->len - 1).case_id;
	}
	if (r < 0) {
		*fault = desk_store_fault(desk, "cannot read the queue");
		effect_clear(&effect);
		return r;
	}
	word(&effect);
	*out = effect;
	return 0;
}
