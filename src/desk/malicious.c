#include "desk/malicious.h"

#include <errno.h>

/* What agents wrote and what is to be dialled; what the daemon planned goes with the closing itself. */
static int stop_all(const Act *act)
{
	const Desk *desk = act->desk;
	g_autoptr(GArray) waiting = NULL;
	int r = store_call_cancel(desk->store, act->c.id, "malicious", desk->now_at);

	if (r == 0)
		r = store_roster_waiting(desk->store, act->c.id, &waiting);
	for (guint i = 0; r == 0 && i < waiting->len; i++) {
		const StoreWaiting *w = &g_array_index(waiting, StoreWaiting, i);

		r = store_draft_cancel(desk->store, act->c.id, w->step, w->number, desk->actor, desk->now_at, NULL);
	}
	return r;
}

static int confirm(const Act *act, const char *note, char **fault)
{
	const Desk *desk = act->desk;
	const StoreEvent event = {.kind = EVENT_MALICIOUS, .at = desk->now_at, .actor = desk->actor, .note = note};
	g_autofree char *first = act_person(desk, act->roster.suspected_by);
	int r;

	if (g_str_equal(act->roster.suspected_by, desk->actor)) {
		*fault = g_strdup_printf("%s said so already; it takes a second person to close a case as malicious", first);
		return -EINVAL;
	}
	if (!act->actor.open && !right_of(act->actor.account.role, RIGHT_MALICIOUS)) {
		*fault = g_strdup_printf("%s holds it for malicious already; a senior or an admin must confirm, %s is %s", first,
		                         act->actor.account.full_name, role_name(act->actor.account.role));
		return -EPERM;
	}
	r = stop_all(act);
	return r == 0 ? store_case_event(desk->store, act->c.id, &event) : r;
}

int malicious_say(const Desk *desk, int64_t case_id, const char *note, gboolean *closed, char **fault)
{
	gboolean second = FALSE;
	Act act;
	int r;

	if (!note || !*note || !g_utf8_validate(note, -1, NULL)) {
		*fault = g_strdup("say why with --note: the second person, and perhaps the platform, will read it");
		return -EINVAL;
	}
	r = act_begin_case(desk, RIGHT_SUSPECT, case_id, ACT_RENEW, &act, fault);
	if (r < 0)
		return r;
	if (act.c.state == CASE_CLOSED) {
		*fault = g_strdup_printf("case %" G_GINT64_FORMAT " is closed (%s) already", case_id, case_outcome_name(act.c.outcome));
		r = -EINVAL;
	} else if (act.roster.suspected_by) {
		second = TRUE;
		r = confirm(&act, note, fault);
	} else {
		r = store_roster_suspect(desk->store, case_id, desk->actor, note, desk->now_at);
	}
	r = act_end(&act, r, fault);
	if (r == 0)
		*closed = second;
	return r;
}
