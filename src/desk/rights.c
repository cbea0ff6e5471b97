#include "desk/rights.h"

#include <errno.h>
#include <string.h>

#define R(role) (1u << ROLE_##role)
#define ALL (R(NEWCOMER) | R(AGENT) | R(SENIOR) | R(ADMIN))
#define TRAINED (R(AGENT) | R(SENIOR) | R(ADMIN))
#define SENIORS (R(SENIOR) | R(ADMIN))

static const struct {
	unsigned roles;
	const char *name;
	const char *what; /* "... may not": for sentences */
} TABLE[RIGHTS] = {
	[RIGHT_CLAIM] = {ALL, "claim", "hold cases"},
	[RIGHT_TAKE_OVER] = {TRAINED, "take_over", "take over a case that another one holds"},
	[RIGHT_REPLY] = {ALL, "reply", "write to customers"},
	[RIGHT_CALL] = {ALL, "call", "call customers"},
	[RIGHT_NOTE] = {ALL, "note", "write notes"},
	[RIGHT_LABEL] = {ALL, "label", "label replies or mark them as read"},
	[RIGHT_DO_NOT_CONTACT] = {ALL, "do_not_contact", "stop contact with a customer"},
	[RIGHT_SUSPECT] = {ALL, "suspect", "hold a case for malicious"},
	[RIGHT_RESOLVE] = {TRAINED, "resolve", "resolve or reopen cases"},
	[RIGHT_CLOSE] = {TRAINED, "close", "close cases"},
	[RIGHT_PROMISE] = {TRAINED, "promise", "promise anything"},
	[RIGHT_OFFER] = {TRAINED, "offer", "offer anything"},
	[RIGHT_CONTACT_AGAIN] = {TRAINED, "contact_again", "end an opt-out"},
	[RIGHT_OVERRIDE] = {SENIORS, "override", "override the shop's hours"},
	[RIGHT_MALICIOUS] = {SENIORS, "malicious", "confirm that a case is malicious"},
	[RIGHT_SETTLE] = {SENIORS, "settle", "settle what became of a message"},
	[RIGHT_CANCEL] = {TRAINED, "cancel", "take back what followupd planned"},
	[RIGHT_ASSIGN] = {SENIORS, "assign", "share out cases or others' duty"},
	[RIGHT_PAUSE] = {SENIORS, "pause", "pause or resume sending"},
	[RIGHT_INCIDENT] = {SENIORS, "incident", "open or close incidents"},
	[RIGHT_INCIDENT_CASE] = {TRAINED, "incident_case", "put cases into incidents or take them out"},
	[RIGHT_INCIDENT_TEXT] = {TRAINED, "incident_text", "write the text of an incident"},
	[RIGHT_INCIDENT_APPROVE] = {SENIORS, "incident_approve",
	                            "approve the text of an incident, or take an approved one back"},
	[RIGHT_MEASURE] = {TRAINED, "measure", "mark measures"},
	[RIGHT_ACCOUNTS] = {R(ADMIN), "accounts", "change accounts"},
	[RIGHT_ERASE] = {R(ADMIN), "erase", "erase customers"},
	[RIGHT_NUMBERS] = {R(ADMIN), "numbers", "see whole numbers of cases they do not hold"},
};

const char *right_name(Right right)
{
	return TABLE[right].name;
}

gboolean right_of(Role role, Right right)
{
	return (TABLE[right].roles & (1u << role)) != 0;
}

void actor_clear(Actor *actor)
{
	store_account_clear(&actor->account);
}

const char *rights_account_name(const char *actor)
{
	return g_str_has_prefix(actor, "agent:") ? actor + strlen("agent:") : actor;
}

static gboolean any_active(const GArray *accounts)
{
	for (guint i = 0; i < accounts->len; i++)
		if (g_array_index(accounts, StoreAccount, i).active)
			return TRUE;
	return FALSE;
}

int rights_actor(const Desk *desk, Actor *actor)
{
	g_autoptr(GArray) accounts = NULL;
	int r = store_account_list(desk->store, &accounts);

	if (r < 0)
		return r;
	*actor = (Actor){.open = !any_active(accounts)};
	return actor->open ? 0 : store_account_get(desk->store, rights_account_name(desk->actor), &actor->account);
}

/* "senior or admin": who may. Caller frees. */
static char *who_may(Right right)
{
	GString *s = g_string_new(NULL);

	for (Role role = 0; role < ROLES; role++)
		if (right_of(role, right))
			g_string_append_printf(s, "%s%s", s->len ? " or " : "", role_name(role));
	return g_string_free(s, FALSE);
}

int rights_also(const Actor *actor, Right right, char **fault)
{
	g_autofree char *may = NULL;

	if (actor->open || right_of(actor->account.role, right))
		return 0;
	may = who_may(right);
	*fault = g_strdup_printf("%s may not %s as %s; ask a colleague who is %s", actor->account.full_name,
	                         TABLE[right].what, role_name(actor->account.role), may);
	return -EPERM;
}

int rights_check(const Desk *desk, Right right, Actor *actor, char **fault)
{
	const char *name = rights_account_name(desk->actor);
	g_auto(Actor) found = {0};
	int r = rights_actor(desk, &found);

	if (r == -ENOENT) {
		*fault = g_strdup_printf("there is no account \"%s\", and who has none may only read; an admin makes one "
		                         "with \"account add\", --as acts under another name", name);
		return -EPERM;
	}
	if (r < 0) {
		*fault = desk_store_fault(desk, "cannot read the accounts");
		return r;
	}
	if (!found.open && !found.account.active) {
		*fault = g_strdup_printf("the account \"%s\" is off; an admin turns it on with \"account set %s --on\"", name, name);
		return -EPERM;
	}
	r = rights_also(&found, right, fault);
	if (r < 0)
		return r;
	*actor = found;
	found = (Actor){0};
	return 0;
}
