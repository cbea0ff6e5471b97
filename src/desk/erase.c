#include "desk/erase.h"

#include "desk/act.h"
#include "store/upkeep.h"

#include <errno.h>

static int find(const Desk *desk, const char *phone, int64_t *person_id, char **fault)
{
	int r = store_person_find(desk->store, phone, person_id);

	if (r == -ENOENT)
		*fault = g_strdup("nobody of this number is known");
	return r;
}

int erase_preview(const Desk *desk, const char *phone, guint *cases, char **fault)
{
	const StoreCaseFilter filter = {.phone = phone, .state = "all", .limit = 1000};
	g_autoptr(GArray) found = NULL;
	g_auto(Actor) actor = {0};
	int64_t person_id;
	int r = rights_check(desk, RIGHT_ERASE, &actor, fault);

	if (r == 0)
		r = find(desk, phone, &person_id, fault);
	if (r == 0)
		r = store_case_list(desk->store, &filter, &found);
	if (r == 0)
		*cases = found->len;
	else if (!*fault)
		*fault = desk_store_fault(desk, "cannot read the store");
	return r;
}

int erase_person(const Desk *desk, const char *phone, const char *reason, guint *cases, char **fault)
{
	Act act;
	int64_t person_id;
	int r = act_begin(desk, RIGHT_ERASE, &act, fault);

	if (r < 0)
		return r;
	r = find(desk, phone, &person_id, fault);
	if (r == 0)
		r = store_erase(desk->store, person_id, reason, desk->actor, desk->now_at, cases);
	r = act_end(&act, r, fault);
	if (r == 0)
		store_erase_settle(desk->store); /* who reads now gives the old pages up later, at the next checkpoint */
	return r;
}
