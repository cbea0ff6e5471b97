#include "desk/simulate.h"
#include "store/foresight.h"

#include <errno.h>
#include <string.h>

#define HOUR_S 3600
#define ONLY_ONE_SENT (INT64_C(1) << 40) /* heavier than any time between two texts */

/* What is sent at one price. */
typedef struct {
	Price price;
	int64_t segments;
	guint sent, measured;
} Bill;

/* What is gathered of one class under one set of rules. */
typedef struct {
	GArray *waits; /* of int64_t */
	int64_t segments;
	guint measured; /* texts of which the segments are known */
	GArray *bills;  /* of Bill */
} Tally;

/* What binds the cases of one shop, zone, region and quiet hours: of most cases the same as of the one before. */
typedef struct {
	gboolean known, found;
	char *of[4];
	ConfCaseRules rules;
} Rules;

typedef struct {
	const Desk *desk;
	const Conf *next;
	Rules rules[2];
	int64_t until_at;
	GArray *before, *after; /* of ReplayStep: of the case at hand */
	Tally tallies[2][SIMULATE_CLASSES];
	Simulate out;
} Run;

Step simulate_step(int class)
{
	static const Step STEP_OF[] = {STEP_FIRST_CONTACT, STEP_SATISFACTION};

	return STEP_OF[class];
}

static int class_of(Step step)
{
	return step == STEP_SATISFACTION ? SIMULATE_SATISFACTION : SIMULATE_FIRST_CONTACT;
}

void simulate_clear(Simulate *simulate)
{
	g_clear_pointer(&simulate->differences, g_array_unref);
	for (int class = 0; class < SIMULATE_CLASSES; class++) {
		g_clear_pointer(&simulate->before[class].costs, g_array_unref);
		g_clear_pointer(&simulate->after[class].costs, g_array_unref);
	}
	*simulate = (Simulate){0};
}

static void rules_clear(Rules *rules)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rules->of); i++)
		g_clear_pointer(&rules->of[i], g_free);
	if (rules->found)
		conf_case_rules_clear(&rules->rules);
	rules->known = rules->found = FALSE;
}

static void rules_find(const Run *run, const Conf *conf, const StoreHistory *h, Rules *rules)
{
	const char *const of[G_N_ELEMENTS(rules->of)] = {h->shop, h->zone, h->region, h->quiet};
	gboolean same = rules->known;

	for (gsize i = 0; same && i < G_N_ELEMENTS(of); i++)
		same = g_strcmp0(rules->of[i], of[i]) == 0;
	if (same)
		return;
	rules_clear(rules);
	for (gsize i = 0; i < G_N_ELEMENTS(of); i++)
		rules->of[i] = g_strdup(of[i]);
	rules->known = TRUE;
	rules->rules = (ConfCaseRules){0};
	/* It keeps names that it is given. */
	rules->found = conf_case_rules(conf, run->desk->zones, rules->of[0], rules->of[1], rules->of[2], rules->of[3],
	                               &rules->rules);
}

/* The walk by one configuration; a shop it does not have holds everything. Gives the customer's zone where it is
 * known. */
static GTimeZone *walk(const Run *run, const Conf *conf, const StoreHistory *h, Rules *rules, GArray *steps)
{
	ReplayStep held = {.step = STEP_FIRST_CONTACT,
	                   .round = 1,
	                   .end = REPLAY_HELD,
	                   .at = DECIDE_NEVER,
	                   .deadline_at = DECIDE_NEVER,
	                   .reason = REASON_NO_SHOP};

	rules_find(run, conf, h, rules);
	if (rules->found) {
		replay_walk(&rules->rules.policy, &h->past, run->until_at, steps);
	} else {
		g_array_set_size(steps, 0);
		g_array_append_val(steps, held);
	}
	return rules->found && rules->rules.n_zones > 0 ? rules->rules.zones[0] : desk_shop_zone(run->desk, h->shop);
}

static int hour_of(GTimeZone *zone, int64_t at)
{
	int64_t offset =
	        zone ? g_time_zone_get_offset(zone, g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, at)) : 0;
	int64_t second = (at + offset) % (24 * HOUR_S);

	return (int)((second + 24 * HOUR_S) % (24 * HOUR_S) / HOUR_S);
}

/* NULL: nobody knows what the shop's provider asks for. */
static const Price *price_in(const Conf *conf, const char *shop_id)
{
	const ConfShop *shop = conf_shop(conf, shop_id);
	const ConfProvider *provider = shop ? conf_provider(conf, shop->provider) : NULL;

	return provider && *provider->price.currency ? &provider->price : NULL;
}

static void bill(GArray *bills, const Price *price, int segments)
{
	Bill *found = NULL;

	for (guint i = 0; i < bills->len && !found; i++) {
		Bill *one = &g_array_index(bills, Bill, i);

		if (one->price.millionths == price->millionths && g_str_equal(one->price.currency, price->currency))
			found = one;
	}
	if (!found) {
		const Bill new = {.price = *price};

		g_array_append_val(bills, new);
		found = &g_array_index(bills, Bill, bills->len - 1);
	}
	found->sent++;
	found->measured += segments > 0;
	found->segments += segments;
}

static void count_sent(const StoreHistory *h, const ReplayStep *step, GTimeZone *zone, const Price *price,
                       SimulateSide *side, Tally *tally)
{
	int64_t wait_s = step->at - h->past.complaint_at;

	side->sent++;
	side->late += step->late;
	side->hours[hour_of(zone, step->at)]++;
	g_array_append_val(tally->waits, wait_s);
	if (price)
		bill(tally->bills, price, h->segments[step->step]);
	else
		side->unpriced++;
	if (h->segments[step->step] > 0) {
		tally->segments += h->segments[step->step];
		tally->measured++;
	}
}

static void count(const Conf *conf, const StoreHistory *h, const GArray *steps, GTimeZone *zone, SimulateSide *sides,
                  Tally *tallies)
{
	const Price *price = price_in(conf, h->shop);

	for (guint i = 0; i < steps->len; i++) {
		const ReplayStep *step = &g_array_index(steps, ReplayStep, i);
		SimulateSide *side = &sides[class_of(step->step)];

		if (step->end == REPLAY_SENT)
			count_sent(h, step, zone, price, side, &tallies[class_of(step->step)]);
		side->held += step->end == REPLAY_HELD;
		side->held_by[step->reason] += step->end == REPLAY_HELD;
		side->dropped += step->end == REPLAY_DROPPED;
		side->waiting += step->end == REPLAY_WAITING;
	}
}

static const ReplayStep *find(const GArray *steps, const ReplayStep *like)
{
	for (guint i = 0; i < steps->len; i++) {
		const ReplayStep *step = &g_array_index(steps, ReplayStep, i);

		if (step->step == like->step && step->round == like->round)
			return step;
	}
	return NULL;
}

static gboolean same(const ReplayStep *a, const ReplayStep *b)
{
	if (!a || !b || a->end != b->end)
		return FALSE;
	return a->at == b->at && a->late == b->late && (a->end != REPLAY_HELD || a->reason == b->reason);
}

static int by_weight(gconstpointer a, gconstpointer b)
{
	const SimulateDifference *x = a, *y = b;

	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return x->case_id < y->case_id ? -1 : x->case_id > y->case_id;
}

static int64_t weigh(const ReplayStep *before, const ReplayStep *after)
{
	gboolean one = before && before->end == REPLAY_SENT, other = after && after->end == REPLAY_SENT;

	if (one != other)
		return ONLY_ONE_SENT;
	return one ? ABS(after->at - before->at) : 0;
}

/* Keeps the ten greatest; of two as great the older case. */
static void keep_difference(Run *run, const StoreHistory *h, const ReplayStep *before, const ReplayStep *after,
                            GTimeZone *zone)
{
	GArray *kept = run->out.differences;
	const ReplayStep *any = before ? before : after;
	SimulateDifference d = {.case_id = h->past.case_id,
	                        .step = any->step,
	                        .round = any->round,
	                        .zone = zone,
	                        .has_before = before != NULL,
	                        .has_after = after != NULL,
	                        .weight = weigh(before, after)};

	if (kept->len == SIMULATE_DIFFERENCES &&
	    g_array_index(kept, SimulateDifference, kept->len - 1).weight >= d.weight)
		return;
	if (before)
		d.before = *before;
	if (after)
		d.after = *after;
	if (kept->len == SIMULATE_DIFFERENCES)
		g_array_set_size(kept, kept->len - 1);
	g_array_append_val(kept, d);
	g_array_sort(kept, by_weight);
}

static void compare(Run *run, const StoreHistory *h, GTimeZone *zone)
{
	gboolean changed = FALSE;

	for (guint i = 0; i < run->before->len; i++) {
		const ReplayStep *before = &g_array_index(run->before, ReplayStep, i),
		                 *after = find(run->after, before);

		if (!same(before, after)) {
			keep_difference(run, h, before, after, zone);
			changed = TRUE;
		}
	}
	for (guint i = 0; i < run->after->len; i++) {
		const ReplayStep *after = &g_array_index(run->after, ReplayStep, i);

		if (!find(run->before, after)) {
			keep_difference(run, h, NULL, after, zone);
			changed = TRUE;
		}
	}
	run->out.changed += changed;
}

static int replay(const StoreHistory *h, void *user)
{
	Run *run = user;
	GTimeZone *before = walk(run, run->desk->conf, h, &run->rules[0], run->before);
	GTimeZone *after = walk(run, run->next, h, &run->rules[1], run->after);

	run->out.cases++;
	count(run->desk->conf, h, run->before, before, run->out.before, run->tallies[0]);
	count(run->next, h, run->after, after, run->out.after, run->tallies[1]);
	compare(run, h, before ? before : after);
	return 0;
}

static int by_number(gconstpointer a, gconstpointer b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* Segments of `sent` texts, those without a measure as long as the mean of all. */
static int64_t fill_up(int64_t segments, guint sent, guint measured, int64_t all_segments, guint all_measured)
{
	return segments + ((sent - measured) * all_segments + all_measured / 2) / all_measured;
}

/* Texts that never left in truth are taken to be as long as the others of their kind. */
static void finish(SimulateSide *side, Tally *tally, const Tally *other)
{
	guint measured = tally->measured + other->measured;
	int64_t segments = tally->segments + other->segments;

	side->median_s = side->p90_s = -1;
	side->segments = side->sent == 0 ? 0 : -1;
	if (measured > 0)
		side->segments = fill_up(tally->segments, side->sent, tally->measured, segments, measured);
	side->costs = g_array_new(FALSE, FALSE, sizeof(Price));
	for (guint i = 0; i < tally->bills->len && measured > 0; i++) {
		const Bill *one = &g_array_index(tally->bills, Bill, i);

		price_add(side->costs, &one->price,
		          fill_up(one->segments, one->sent, one->measured, segments, measured));
	}
	g_array_sort(tally->waits, by_number);
	if (tally->waits->len > 0) {
		side->median_s = g_array_index(tally->waits, int64_t, tally->waits->len / 2);
		side->p90_s = g_array_index(tally->waits, int64_t, (guint)((guint64)tally->waits->len * 9 / 10));
	}
}

static int check(const Desk *desk, const char *shop, char **fault)
{
	if (!desk->conf) {
		*fault = g_strdup("this needs the configuration in force");
		return -EINVAL;
	}
	if (shop && !conf_shop(desk->conf, shop)) {
		*fault = g_strdup_printf("the configuration has no shop \"%s\"", shop);
		return -EINVAL;
	}
	return 0;
}

int simulate_past(const Desk *desk, const Conf *next, int64_t since_at, int64_t until_at, const char *shop,
                  Simulate *out, char **fault)
{
	const StoreHistoryFilter filter = {.since_at = since_at, .until_at = until_at, .shop = shop};
	Run run = {.desk = desk, .next = next, .until_at = until_at};
	int r = check(desk, shop, fault);

	if (r < 0)
		return r;
	run.before = g_array_new(FALSE, TRUE, sizeof(ReplayStep));
	run.after = g_array_new(FALSE, TRUE, sizeof(ReplayStep));
	run.out.differences = g_array_new(FALSE, TRUE, sizeof(SimulateDifference));
	run.out.same_rules = g_str_equal(desk->conf->hash, next->hash);
	for (int side = 0; side < 2; side++)
		for (int class = 0; class < SIMULATE_CLASSES; class++) {
			run.tallies[side][class].waits = g_array_new(FALSE, FALSE, sizeof(int64_t));
			run.tallies[side][class].bills = g_array_new(FALSE, FALSE, sizeof(Bill));
		}
	r = store_history_each(desk->store, &filter, replay, &run);
	for (int class = 0; class < SIMULATE_CLASSES; class++) {
		finish(&run.out.before[class], &run.tallies[0][class], &run.tallies[1][class]);
		finish(&run.out.after[class], &run.tallies[1][class], &run.tallies[0][class]);
		g_array_unref(run.tallies[0][class].waits);
		g_array_unref(run.tallies[1][class].waits);
		g_array_unref(run.tallies[0][class].bills);
		g_array_unref(run.tallies[1][class].bills);
	}
	rules_clear(&run.rules[0]);
	rules_clear(&run.rules[1]);
	g_array_unref(run.before);
	g_array_unref(run.after);
	if (r < 0) {
		*fault = desk_store_fault(desk, "cannot read the past");
		simulate_clear(&run.out);
		return r;
	}
	*out = run.out;
	return 0;
}
