#include "desk/erase.h"

#include "store/team.h"
#include "store/upkeep.h"

#include <errno.h>
#include <string.h>

/* While there are no accounts, whoever may write to the store may do what an admin may. */
static int may_erase(const Desk *desk, char **fault)
{
	const char *name = g_str_has_prefix(desk->actor, "agent:") ? desk->actor + strlen("agent:") : desk->actor;
	g_autoptr(GArray) accounts = NULL;
	int r = store_account_list(desk->store, &accounts);

	if (r < 0) {
		*fault = desk_store_fault(desk, "cannot read the accounts");
		return r;
	}
	for (guint i = 0; i < accounts->len; i++) {
		const StoreAccount *account = &g_array_index(accounts, StoreAccount, i);

		if (g_str_equal(account->name, name) && account->role == ROLE_ADMIN && account->active)
			return 0;
	}
	if (accounts->len == 0)
		return 0;
	*fault = g_strdup_printf("only an admin may erase a customer, and \"%s\" is none", name);
	return -EPERM;
}

static int find(const Desk *desk, const char *phone, int64_t *person_id, char **fault)
{
	int r = may_erase(desk, fault);

	if (r < 0)
		return r;
	r = store_person_find(desk->store, phone, person_id);
	if (r == -ENOENT)
		*fault = g_strdup("nobody of this number is known");
	else if (r < 0)
		*fault = desk_store_fault(desk, "cannot read the store");
	return r;
}

int erase_preview(const Desk *desk, const char *phone, guint *cases, char **fault)
{
	const StoreCaseFilter filter = {.phone = phone, .state = "all", .limit = 1000};
	g_autoptr(GArray) found = NULL;
	int64_t person_id;
	int r = find(desk, phone, &person_id, fault);

	if (r < 0)
		return r;
	r = store_case_list(desk->store, &filter, &found);
	if (r < 0)
		*fault = desk_store_fault(desk, "cannot read the cases");
	else
		*cases = found->len;
	return r;
}

int erase_person(const Desk *desk, const char *phone, const char *reason, guint *cases, char **fault)
{
	int64_t person_id;
	int r = find(desk, phone, &person_id, fault);

	if (r < 0)
		return r;
	r = store_begin(desk->store);
	if (r == 0)
		r = store_erase(desk->store, person_id, reason, desk->actor, desk->now_at, cases);
	if (r == 0)
		r = store_commit(desk->store);
	if (r < 0) {
		*fault = desk_store_fault(desk, "nothing was erased");
		store_rollback(desk->store);
		return r;
	}
	store_erase_settle(desk->store); /* who reads now gives the old pages up later, at the next checkpoint */
	return 0;
}
