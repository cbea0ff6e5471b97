#include "desk/act.h"

#include "core/fair.h"

#include <errno.h>
#include <string.h>

#define LEASE_S (30 * 60) /* without a configuration; its default is the same */

int64_t act_lease_s(const Desk *desk)
{
	return desk->conf ? desk->conf->claim_lease_s : LEASE_S;
}

char *act_person(const Desk *desk, const char *actor)
{
	StoreAccount account = {0};
	char *name;

	if (store_account_get(desk->store, rights_account_name(actor), &account) < 0)
		return g_strdup(rights_account_name(actor));
	name = g_strdup(account.full_name);
	store_account_clear(&account);
	return name;
}

char *act_shop_clock(const Desk *desk, const char *shop, int64_t at)
{
	GTimeZone *zone = desk_shop_zone(desk, shop);
	g_autofree char *today = zones_format_short(zone, desk->now_at);
	char *when = zones_format_short(zone, at);
	char *clock = strrchr(when, ' ');

	if (clock - when == strrchr(today, ' ') - today && strncmp(when, today, (gsize)(clock - when)) == 0) {
		char *short_form = g_strdup(clock + 1);

		g_free(when);
		return short_form;
	}
	return when;
}

static void act_clear(Act *act)
{
	actor_clear(&act->actor);
	store_case_clear(&act->c);
	store_roster_clear(&act->roster);
}

int act_end(Act *act, int r, char **fault)
{
	if (r == 0)
		r = store_commit(act->desk->store);
	if (r < 0) {
		if (!*fault)
			*fault = desk_store_fault(act->desk, "nothing was changed");
		store_rollback(act->desk->store);
	}
	act_clear(act);
	return r;
}

void act_drop(Act *act)
{
	store_rollback(act->desk->store);
	act_clear(act);
}

int act_begin(const Desk *desk, Right right, Act *act, char **fault)
{
	int r = store_begin(desk->store);

	*act = (Act){.desk = desk, .held_until = STORE_NO_TIME};
	if (r < 0) {
		*fault = desk_store_fault(desk, "cannot write to the store");
		return r;
	}
	r = rights_check(desk, right, &act->actor, fault);
	return r < 0 ? act_end(act, r, fault) : 0;
}

int act_level(const StoreAccount *account, const StoreRoster *roster, char **fault)
{
	if (account->level >= roster->needs_level)
		return 0;
	*fault = g_strdup_printf("case %" G_GINT64_FORMAT " needs level %d and %s takes cases up to level %d; leave it to a "
	                         "colleague of that level (\"account list\" names them)", roster->case_id,
	                         roster->needs_level, account->full_name, account->level);
	return -EACCES;
}

int act_level_before(const Desk *desk, const StoreRoster *roster, int *level)
{
	g_autofree char *agent = NULL;
	StoreAccount account = {0};
	int r = roster->round > 1 ? store_roster_last_agent(desk->store, roster->case_id, &agent) : 0;

	*level = 0;
	if (r < 0 || !agent)
		return r;
	r = store_account_get(desk->store, rights_account_name(agent), &account);
	if (r == 0)
		*level = account.level;
	store_account_clear(&account);
	return r == -ENOENT ? 0 : r;
}

/* Whether fair lists could give the case to somebody of another level. */
static int others_could(const Desk *desk, const StoreRoster *roster, int last_level, gboolean *could)
{
	const FairCase c = {.id = roster->case_id, .shop = roster->shop, .language = roster->language,
	                    .level = roster->needs_level, .round = roster->round, .last_level = last_level};
	g_autoptr(GArray) accounts = NULL;
	int r = store_account_list(desk->store, &accounts);

	*could = FALSE;
	for (guint i = 0; r == 0 && i < accounts->len && !*could; i++) {
		const StoreAccount *account = &g_array_index(accounts, StoreAccount, i);
		const FairAgent agent = {.name = account->name, .level = account->level, .shops = account->shops,
		                         .languages = account->languages};
		int to;

		if (account->active && account->on_duty)
			*could = fair_assign(&agent, 1, &c, 1, &to) == 1;
	}
	return r;
}

int act_round(const Desk *desk, const StoreAccount *account, const StoreRoster *roster, char **fault)
{
	gboolean could = FALSE;
	int level = 0;
	int r = act_level_before(desk, roster, &level);

	if (r < 0 || level == 0 || account->level != level)
		return r;
	r = others_could(desk, roster, level, &could);
	if (r < 0 || !could)
		return r;
	*fault = g_strdup_printf("case %" G_GINT64_FORMAT " came back after level %d had it; from round %d on another level "
	                         "takes it, and a colleague of one is on duty (\"account list\" names them)",
	                         roster->case_id, level, roster->round);
	return -EACCES;
}

static char *held_by_another(const Act *act)
{
	g_autofree char *who = act_person(act->desk, act->roster.holder);
	g_autofree char *until = act_shop_clock(act->desk, act->c.shop, act->roster.held_until);

	return g_strdup_printf("%s is in this case until %s (shop's clock); take it over with \"claim %" G_GINT64_FORMAT
	                       " --note 'why'\"", who, until, act->c.id);
}

/* Renews one's own claim, takes a free one where the act wants that, and refuses another's. */
static int pass_claim(Act *act, ActClaim claim, char **fault)
{
	const Desk *desk = act->desk;
	int64_t until_at = desk->now_at + act_lease_s(desk);
	gboolean mine = g_strcmp0(act->roster.holder, desk->actor) == 0;
	int r;

	if (act->roster.holder && !mine) {
		*fault = held_by_another(act);
		return -EACCES;
	}
	if (!mine && (claim != ACT_TAKES || act->c.state == CASE_CLOSED))
		return 0;
	if (!mine && !act->actor.open) {
		r = act_round(desk, &act->actor.account, &act->roster, fault);
		if (r < 0)
			return r;
	}
	r = store_claim_put(desk->store, act->c.id, desk->actor, NULL, desk->now_at, until_at);
	if (r == 0) {
		act->took = !mine;
		act->held_until = until_at;
	}
	return r;
}

int act_case(Act *act, int64_t case_id, ActClaim claim, char **fault)
{
	const Desk *desk = act->desk;
	int r;

	store_case_clear(&act->c);
	store_roster_clear(&act->roster);
	r = store_case_get(desk->store, case_id, &act->c);
	if (r == 0)
		r = store_roster_get(desk->store, case_id, desk->now_at, &act->roster);
	if (r == -ENOENT)
		*fault = g_strdup_printf("there is no case %" G_GINT64_FORMAT, case_id);
	if (r == 0 && !act->actor.open)
		r = act_level(&act->actor.account, &act->roster, fault);
	if (r == 0)
		r = pass_claim(act, claim, fault);
	return r;
}

int act_begin_case(const Desk *desk, Right right, int64_t case_id, ActClaim claim, Act *act, char **fault)
{
	int r = act_begin(desk, right, act, fault);

	if (r < 0)
		return r;
	r = act_case(act, case_id, claim, fault);
	return r < 0 ? act_end(act, r, fault) : 0;
}
