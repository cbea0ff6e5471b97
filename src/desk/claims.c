#include "desk/claims.h"

#include "core/fair.h"

#include <errno.h>

/* Another one's claim: only with a reason they can read, and the right. */
static int take_over(Act *act, const char *note, char **fault)
{
	g_autofree char *who = act_person(act->desk, act->roster.holder);
	g_autofree char *until = act_shop_clock(act->desk, act->c.shop, act->roster.held_until);

	if (!note || !*note) {
		*fault = g_strdup_printf("%s is in this case until %s (shop's clock); take it over with claim --note 'why'", who,
		                         until);
		return -EACCES;
	}
	if (!act->actor.open && !right_of(act->actor.account.role, RIGHT_TAKE_OVER)) {
		*fault = g_strdup_printf("%s is in this case until %s (shop's clock), and a %s may not take it over; ask %s to "
		                         "release it", who, until, role_name(act->actor.account.role), who);
		return -EPERM;
	}
	return 0;
}

static int take(Act *act, int64_t case_id, const char *note, int64_t *until_at, char **fault)
{
	const Desk *desk = act->desk;
	int64_t end_at = desk->now_at + act_lease_s(desk);
	int r = store_case_get(desk->store, case_id, &act->c);

	if (r == 0)
		r = store_roster_get(desk->store, case_id, desk->now_at, &act->roster);
	if (r == -ENOENT)
		*fault = g_strdup_printf("there is no case %" G_GINT64_FORMAT, case_id);
	if (r == 0 && act->c.state == CASE_CLOSED) {
		*fault = g_strdup_printf("case %" G_GINT64_FORMAT " is closed: reopen it first", case_id);
		r = -EINVAL;
	}
	if (r == 0 && !act->actor.open)
		r = act_level(&act->actor.account, &act->roster, fault);
	if (r == 0 && !act->actor.open && g_strcmp0(act->roster.holder, desk->actor) != 0)
		r = act_round(desk, &act->actor.account, &act->roster, fault);
	if (r == 0 && act->roster.holder && !g_str_equal(act->roster.holder, desk->actor))
		r = take_over(act, note, fault);
	if (r == 0)
		r = store_claim_put(desk->store, case_id, desk->actor, note, desk->now_at, end_at);
	if (r == 0)
		*until_at = end_at;
	return r;
}

int claim_take(const Desk *desk, int64_t case_id, const char *note, int64_t *until_at, char **fault)
{
	int64_t end_at = 0;
	Act act;
	int r = act_begin(desk, RIGHT_CLAIM, &act, fault);

	if (r < 0)
		return r;
	r = act_end(&act, take(&act, case_id, note, &end_at, fault), fault);
	if (r == 0)
		*until_at = end_at;
	return r;
}

int claim_release(const Desk *desk, int64_t case_id, const char *note, char **fault)
{
	Act act;
	int r = act_begin(desk, RIGHT_CLAIM, &act, fault);

	if (r < 0)
		return r;
	r = store_claim_release(desk->store, case_id, desk->actor, note, desk->now_at);
	if (r == -ENOENT)
		*fault = g_strdup_printf("you do not hold case %" G_GINT64_FORMAT ", or the claim has run out; nothing to give back",
		                         case_id);
	return act_end(&act, r, fault);
}

/* ---- to a colleague ---- */

static int check_colleague(const Act *act, const StoreAccount *account, int found, const char *to, char **fault)
{
	if (found == -ENOENT || (found == 0 && !account->active)) {
		*fault = g_strdup_printf("there is no account \"%s\" that is on; \"account list\" names them", to);
		return -EINVAL;
	}
	if (found == 0 && g_str_equal(account->name, rights_account_name(act->desk->actor))) {
		*fault = g_strdup("the case is to go to somebody else; name a colleague");
		return -EINVAL;
	}
	return found < 0 ? found : act_level(account, &act->roster, fault);
}

static int check_giver(const Act *act, char **fault)
{
	if (g_strcmp0(act->roster.holder, act->desk->actor) == 0 || act->actor.open ||
	    right_of(act->actor.account.role, RIGHT_ASSIGN))
		return 0;
	*fault = g_strdup_printf("who gives a case to somebody holds it; \"claim %" G_GINT64_FORMAT "\" first", act->c.id);
	return -EACCES;
}

static int give(const Act *act, const char *to, const char *note)
{
	const Desk *desk = act->desk;
	g_autofree char *actor = g_strconcat("agent:", to, NULL);
	const StoreEvent event = {.kind = EVENT_NOTE, .at = desk->now_at, .actor = desk->actor, .note = note};
	int r = store_claim_release(desk->store, act->c.id, desk->actor, note, desk->now_at);

	if (r == -ENOENT)
		r = note && *note ? store_event_add(desk->store, act->c.id, &event) : 0;
	return r < 0 ? r : store_roster_assign(desk->store, act->c.id, actor, desk->actor, desk->now_at);
}

int claim_hand_over(const Desk *desk, int64_t case_id, const char *to, const char *note, char **fault)
{
	StoreAccount account = {0};
	Act act;
	int r = act_begin_case(desk, RIGHT_CLAIM, case_id, ACT_RENEW, &act, fault);

	if (r < 0)
		return r;
	r = check_giver(&act, fault);
	if (r == 0)
		r = check_colleague(&act, &account, store_account_get(desk->store, to, &account), to, fault);
	if (r == 0)
		r = give(&act, to, note);
	store_account_clear(&account);
	return act_end(&act, r, fault);
}

/* ---- fair lists ---- */

static void assignment_clear(gpointer element)
{
	Assignment *assignment = element;

	g_free(assignment->shop);
	g_free(assignment->agent);
}

static void clear_roster(gpointer row)
{
	store_roster_clear(row);
}

/* The accounts on duty as the core wants them; names point into `accounts`. */
static int agents_on_duty(const Desk *desk, const GArray *accounts, GArray *agents)
{
	for (guint i = 0; i < accounts->len; i++) {
		const StoreAccount *account = &g_array_index(accounts, StoreAccount, i);
		FairAgent agent = {.name = account->name, .level = account->level, .shops = account->shops,
		                   .languages = account->languages};
		g_autofree char *actor = g_strconcat("agent:", account->name, NULL);
		const StoreRosterFilter mine = {.agent = actor};
		g_autoptr(GArray) open = NULL;
		int r;

		if (!account->active || !account->on_duty)
			continue;
		r = store_roster_list(desk->store, &mine, desk->now_at, &open);
		if (r < 0)
			return r;
		agent.open = open->len;
		g_array_append_val(agents, agent);
	}
	return 0;
}

static int share_out(const Desk *desk, const GArray *agents, const GArray *rows, gboolean dry, GArray *list)
{
	g_autofree FairCase *cases = g_new0(FairCase, rows->len + 1);
	g_autofree int *to = g_new0(int, rows->len + 1);
	int r = 0;

	for (guint i = 0; r == 0 && i < rows->len; i++) {
		const StoreRoster *row = &g_array_index(rows, StoreRoster, i);

		cases[i] = (FairCase){.id = row->case_id, .shop = row->shop, .language = row->language,
		                      .level = row->needs_level, .round = row->round};
		r = act_level_before(desk, row, &cases[i].last_level);
	}
	if (r < 0)
		return r;
	fair_assign((const FairAgent *)(const void *)agents->data, agents->len, cases, rows->len, to);
	for (guint i = 0; r == 0 && i < rows->len; i++) {
		const StoreRoster *row = &g_array_index(rows, StoreRoster, i);
		Assignment one = {.case_id = row->case_id, .shop = g_strdup(row->shop), .needs_level = row->needs_level,
		                  .round = row->round, .why_nobody = "nobody on duty has its shop, language and level"};

		if (to[i] != FAIR_NOBODY) {
			one.agent = g_strconcat("agent:", g_array_index(agents, FairAgent, (guint)to[i]).name, NULL);
			one.why_nobody = NULL;
		} else if (cases[i].last_level > 0) {
			one.why_nobody = "nobody on duty has its shop, language and a level other than the last round's";
		}
		g_array_append_val(list, one);
		if (one.agent && !dry)
			r = store_roster_assign(desk->store, row->case_id, one.agent, desk->actor, desk->now_at);
	}
	return r;
}

/* What is to be shared out; NULL `case_ids`: whatever of the shop waits for a person. */
static int to_share(const Desk *desk, const char *shop, const GArray *case_ids, GArray **rows)
{
	const StoreRosterFilter waiting = {.shop = shop, .unclaimed = TRUE, .unassigned = TRUE, .waits = TRUE};
	int r = 0;

	if (!case_ids)
		return store_roster_list(desk->store, &waiting, desk->now_at, rows);
	*rows = g_array_new(FALSE, TRUE, sizeof(StoreRoster));
	g_array_set_clear_func(*rows, clear_roster);
	for (guint i = 0; r == 0 && i < case_ids->len; i++) {
		StoreRoster row = {0};

		r = store_roster_get(desk->store, g_array_index(case_ids, int64_t, i), desk->now_at, &row);
		if (r == 0 && !row.holder && !row.assigned_to && row.state != CASE_CLOSED && row.state != CASE_RESOLVED)
			g_array_append_val(*rows, row);
		else
			store_roster_clear(&row);
	}
	return r;
}

static int assign(const Desk *desk, const char *shop, const GArray *case_ids, gboolean dry, GArray **list, char **fault)
{
	g_autoptr(GArray) found = g_array_new(FALSE, TRUE, sizeof(Assignment));
	g_autoptr(GArray) agents = g_array_new(FALSE, TRUE, sizeof(FairAgent));
	g_autoptr(GArray) accounts = NULL, rows = NULL;
	Act act;
	int r = act_begin(desk, RIGHT_ASSIGN, &act, fault);

	if (r < 0)
		return r;
	g_array_set_clear_func(found, assignment_clear);
	r = store_account_list(desk->store, &accounts);
	if (r == 0)
		r = agents_on_duty(desk, accounts, agents);
	if (r == 0 && agents->len == 0) {
		*fault = g_strdup("nobody is on duty: make accounts with \"account add\", or say \"duty on\"");
		r = -EINVAL;
	}
	if (r == 0)
		r = to_share(desk, shop, case_ids, &rows);
	if (r == 0)
		r = share_out(desk, agents, rows, dry, found);
	r = act_end(&act, r, fault);
	if (r == 0)
		*list = g_steal_pointer(&found);
	return r;
}

int claim_assign(const Desk *desk, const char *shop, gboolean dry, GArray **list, char **fault)
{
	return assign(desk, shop, NULL, dry, list, fault);
}

int claim_assign_cases(const Desk *desk, const GArray *case_ids, gboolean dry, GArray **list, char **fault)
{
	return assign(desk, NULL, case_ids, dry, list, fault);
}

int claim_duty(const Desk *desk, const char *name, gboolean on, char **fault)
{
	const char *own = rights_account_name(desk->actor);
	gboolean self = !name || g_str_equal(name, own);
	StoreAccount account = {0};
	Act act;
	int r = act_begin(desk, self ? RIGHT_CLAIM : RIGHT_ASSIGN, &act, fault);

	if (r < 0)
		return r;
	r = store_account_get(desk->store, self ? own : name, &account);
	if (r == -ENOENT)
		*fault = g_strdup_printf("there is no account \"%s\"; \"account list\" names them", self ? own : name);
	if (r == 0) {
		account.on_duty = on;
		r = store_account_put(desk->store, &account, desk->actor, desk->now_at);
	}
	store_account_clear(&account);
	return act_end(&act, r, fault);
}
