#include "desk/promises.h"

#include "desk/agent_words.h"
#include "desk/spoken_time.h"

#include <errno.h>
#include <string.h>

GTimeZone *promise_clock(const Desk *desk, const StoreCase *c)
{
	GTimeZone *customer = zones_get(desk->zones, c->zone);

	return customer ? customer : desk_shop_zone(desk, c->shop);
}

static int put(const Act *act, const char *what, const char *by, int64_t warn_s, StorePromise *promise, char **fault)
{
	const Desk *desk = act->desk;
	int r;

	*promise = (StorePromise){.case_id = act->c.id, .what = (char *)what, .owner = (char *)desk->actor,
	                          .made_at = desk->now_at, .warned_at = STORE_NO_TIME};
	r = spoken_time_parse(by, promise_clock(desk, &act->c), desk->now_at, &promise->due_at, fault);
	if (r < 0)
		return r;
	/* Never before it was made: the warning is for the owner, who has just said so. */
	promise->warn_at = MAX(desk->now_at, promise->due_at - (warn_s > 0 ? warn_s : PROMISE_WARN_S));
	r = store_promise_put(desk->store, promise, &promise->id);
	return r == 0 ? store_roster_touch(desk->store, act->c.id) : r;
}

int promise_within(const Act *act, const char *what, const char *by, int64_t warn_s, int64_t *promise_id, char **fault)
{
	StorePromise promise;
	int r = put(act, what, by, warn_s, &promise, fault);

	if (r == 0)
		*promise_id = promise.id;
	return r;
}

int promise_make(const Desk *desk, int64_t case_id, const char *what, const char *by, int64_t warn_s, int64_t *promise_id,
                 int64_t *due_at, char **fault)
{
	StorePromise promise = {0};
	Act act;
	int r;

	if (!*what || !g_utf8_validate(what, -1, NULL)) {
		*fault = g_strdup("say what is promised, in a few words");
		return -EINVAL;
	}
	r = act_begin_case(desk, RIGHT_PROMISE, case_id, ACT_TAKES, &act, fault);
	if (r < 0)
		return r;
	r = act_end(&act, put(&act, what, by, warn_s, &promise, fault), fault);
	if (r == 0) {
		*promise_id = promise.id;
		*due_at = promise.due_at;
	}
	return r;
}

int promise_end(const Desk *desk, int64_t promise_id, const char *state, char **fault)
{
	StorePromise promise = {0};
	Act act;
	int r = act_begin(desk, RIGHT_PROMISE, &act, fault);

	if (r < 0)
		return r;
	r = store_promise_get(desk->store, promise_id, &promise);
	if (r == 0)
		r = act_case(&act, promise.case_id, ACT_RENEW, fault);
	if (r == 0)
		r = store_promise_end(desk->store, promise_id, state, desk->actor, desk->now_at);
	store_promise_clear(&promise);
	if (r == -ENOENT)
		*fault = g_strdup_printf("there is no open promise %" G_GINT64_FORMAT "; \"promises\" lists them", promise_id);
	return act_end(&act, r, fault);
}

/* ---- offers ---- */

static const char *const KINDS[] = {"refund", "replacement", "repair", "credit", NULL};

/* Currencies whose smallest unit is not a hundredth. Source: ISO 4217. */
static const struct {
	const char *currency;
	int digits;
} DIGITS[] = {
	{"BHD", 3}, {"CLP", 0}, {"ISK", 0}, {"JOD", 3}, {"JPY", 0}, {"KRW", 0}, {"KWD", 3}, {"OMR", 3},
	{"PYG", 0}, {"TND", 3}, {"UGX", 0}, {"VND", 0}, {"XAF", 0}, {"XOF", 0},
};

/* How many millionths its smallest unit has. */
static int64_t minor_millionths(const char *currency)
{
	int digits = 2;
	int64_t millionths = 1000000;

	for (gsize i = 0; i < G_N_ELEMENTS(DIGITS); i++)
		if (g_str_equal(DIGITS[i].currency, currency))
			digits = DIGITS[i].digits;
	while (digits-- > 0)
		millionths /= 10;
	return millionths;
}

char *offer_money(const StoreOffer *offer)
{
	Price price = {.millionths = 0};

	if (!offer->currency)
		return NULL;
	price.millionths = offer->amount * minor_millionths(offer->currency);
	g_strlcpy(price.currency, offer->currency, sizeof price.currency);
	return price_of(&price, 1);
}

static int read_offer(const char *kind, const char *amount, const char *currency, StoreOffer *offer, Price *price, char **fault)
{
	g_autofree char *whole = g_strdup_printf("%s %s", amount, currency ? currency : "");
	int64_t unit;

	if (!g_strv_contains(KINDS, kind)) {
		*fault = g_strdup_printf("there is no kind \"%s\"; it is refund, replacement, repair or credit", kind);
		return -EINVAL;
	}
	if (currency ? price_parse(whole, price) < 0 : !g_str_equal(amount, "0")) {
		*fault = g_strdup_printf("\"%s\" is no sum; write \"20 CNY\" or \"19.90 EUR\", or 0 alone where no money moves",
		                         g_strstrip(whole));
		return -EINVAL;
	}
	if (!currency)
		*price = (Price){.millionths = 0};
	unit = minor_millionths(price->currency);
	if (price->millionths % unit != 0) {
		*fault = g_strdup_printf("%s has no sum as small as %s", price->currency, amount);
		return -EINVAL;
	}
	offer->kind = (char *)kind;
	offer->currency = (char *)currency;
	offer->amount = price->millionths / unit;
	return 0;
}

/* What was granted in this case before, in that currency. */
static int granted(const Desk *desk, int64_t case_id, const char *currency, int64_t *millionths)
{
	g_autoptr(GArray) offers = NULL;
	int r = store_offer_list(desk->store, case_id, &offers);

	*millionths = 0;
	for (guint i = 0; r == 0 && i < offers->len; i++) {
		const StoreOffer *offer = &g_array_index(offers, StoreOffer, i);

		if (g_strcmp0(offer->currency, currency) == 0)
			*millionths += offer->amount * minor_millionths(currency);
	}
	return r;
}

static int check_limit(const Act *act, const Price *price, char **fault)
{
	const ConfShop *shop = act->desk->conf ? conf_shop(act->desk->conf, act->c.shop) : NULL;
	Role role = act->actor.account.role;
	const char *setting = role == ROLE_SENIOR ? "offers.senior" : "offers.agent";
	g_autofree char *limit = NULL;
	const Price *most;
	int64_t before = 0;
	int r;

	if (act->actor.open || role == ROLE_ADMIN || price->millionths == 0)
		return 0;
	if (!shop) {
		*fault = g_strdup("this needs the configuration: it says what may be offered");
		return -EINVAL;
	}
	most = &shop->rules.offers[role == ROLE_SENIOR ? CONF_OFFER_SENIOR : CONF_OFFER_AGENT];
	r = granted(act->desk, act->c.id, price->currency, &before);
	if (r < 0)
		return r;
	limit = *most->currency ? price_of(most, 1) : g_strdup("nothing");
	if (*most->currency && !g_str_equal(most->currency, price->currency))
		*fault = g_strdup_printf("the limit of %s is %s, and %s cannot be compared with it; offer in %s, or ask a senior or "
		                         "an admin", setting, limit, price->currency, most->currency);
	else if (!*most->currency || before + price->millionths > most->millionths)
		*fault = g_strdup_printf("over what %s may offer in one case: %s (%s)%s; ask %s", role_name(role), limit, setting,
		                         before ? ", offers of before counted" : "",
		                         role == ROLE_SENIOR ? "an admin" : "a senior or an admin");
	return *fault ? -EPERM : 0;
}

/* The reason of an offer stands beside it: nothing of a review may (B1), whoever reads it. */
static int check_note(const char *kind, const char *note, char **fault)
{
	g_autofree char *text = g_strdup_printf("compensation, %s: %s", kind, note ? note : "");
	const GuardContext context = {.step = STEP_NONE, .way_out = GUARD_WAY_OUT_FREE};
	g_autoptr(GArray) findings = NULL;
	const GuardFinding *refusal;

	if (note && !g_utf8_validate(note, -1, NULL)) {
		*fault = g_strdup("the note is not UTF-8");
		return -EINVAL;
	}
	findings = guard_check(text, &context);
	refusal = guard_refusal(findings);
	if (refusal)
		*fault = guard_sentence(refusal);
	return refusal ? -EINVAL : 0;
}

int offer_make(const Desk *desk, int64_t case_id, const char *kind, const char *amount, const char *currency,
               const char *note, int64_t *offer_id, char **fault)
{
	StoreOffer offer = {.case_id = case_id, .note = (char *)note, .granted_by = (char *)desk->actor,
	                    .granted_at = desk->now_at};
	Price price = {0};
	int64_t id = 0;
	Act act;
	int r = read_offer(kind, amount, currency, &offer, &price, fault);

	if (r == 0)
		r = check_note(kind, note, fault);
	if (r == 0)
		r = act_begin_case(desk, RIGHT_OFFER, case_id, ACT_TAKES, &act, fault);
	if (r < 0)
		return r;
	r = check_limit(&act, &price, fault);
	if (r == 0)
		r = store_offer_put(desk->store, &offer, &id);
	r = act_end(&act, r, fault);
	if (r == 0)
		*offer_id = id;
	return r;
}
