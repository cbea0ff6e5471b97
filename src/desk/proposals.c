#include "desk/proposals.h"

#include <errno.h>

static int find_open(const Desk *desk, int64_t proposal_id, StoreProposal *proposal, char **fault)
{
	int r = store_proposal_get(desk->store, proposal_id, proposal);

	if (r == -ENOENT)
		*fault = g_strdup_printf("there is no draft %" G_GINT64_FORMAT "; \"draft list\" lists them", proposal_id);
	else if (r < 0)
		*fault = desk_store_fault(desk, "cannot read the drafts");
	if (r < 0 || g_str_equal(proposal->state, "open"))
		return r;
	*fault = g_strdup_printf("draft %" G_GINT64_FORMAT " was %s already", proposal_id, proposal->state);
	store_proposal_clear(proposal);
	return -EALREADY;
}

int proposal_send(const Desk *desk, int64_t proposal_id, const char *text, gboolean dry, AgentText *out,
                  int64_t *case_id, char **fault)
{
	AgentTextWish wish = {.step = STEP_AGENT_TEXT, .proposal_id = proposal_id, .dry = dry};
	StoreProposal proposal = {0};
	int r = find_open(desk, proposal_id, &proposal, fault);

	if (r < 0)
		return r;
	wish.case_id = proposal.case_id;
	wish.text = text ? text : proposal.text;
	r = agent_text_put(desk, &wish, out, fault);
	if (r == 0)
		*case_id = proposal.case_id;
	store_proposal_clear(&proposal);
	return r;
}

int proposal_drop(const Desk *desk, int64_t proposal_id, char **fault)
{
	StoreProposal proposal = {0};
	Act act;
	int r = find_open(desk, proposal_id, &proposal, fault);

	if (r < 0)
		return r;
	r = act_begin_case(desk, RIGHT_REPLY, proposal.case_id, ACT_RENEW, &act, fault);
	store_proposal_clear(&proposal);
	if (r < 0)
		return r;
	return act_end(&act, store_proposal_end(desk->store, proposal_id, 0, desk->actor, desk->now_at), fault);
}
