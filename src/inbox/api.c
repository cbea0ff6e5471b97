#include "inbox/api.h"

/* In the order of followup-inbox(8), which has every one of them (tests/docs). */
static const Route ROUTES[] = {
	{"POST", "login", api_login, ROUTE_OPEN},
	{"GET", "me", api_me, 0},
	{"POST", "logout", api_logout, 0},
	{"POST", "duty", api_duty, 0},
	{"GET", "conversations", api_conversations, 0},
	{"GET", "search", api_search, 0},
	{"GET", "replies", api_replies, 0},
	{"GET", "snippets", api_snippets, 0},
	{"GET", "cases/@", api_case, 0},
	{"POST", "cases/@/claim", api_claim, 0},
	{"POST", "cases/@/release", api_release, 0},
	{"POST", "cases/@/hand-over", api_hand_over, 0},
	{"POST", "cases/@/read", api_read_case, 0},
	{"POST", "cases/@/reply/preview", api_preview, 0},
	{"POST", "cases/@/reply", api_reply, 0},
	{"POST", "cases/@/cancel", api_cancel, 0},
	{"POST", "cases/@/resolve", api_resolve, 0},
	{"POST", "cases/@/reopen", api_reopen, 0},
	{"POST", "cases/@/contacted", api_contacted, 0},
	{"POST", "cases/@/close", api_close, 0},
	{"POST", "cases/@/note", api_note, 0},
	{"POST", "cases/@/callback", api_callback, 0},
	{"POST", "cases/@/call", api_call, 0},
	{"POST", "cases/@/promise", api_promise, 0},
	{"POST", "cases/@/offer", api_offer, 0},
	{"POST", "cases/@/do-not-contact", api_do_not_contact, 0},
	{"POST", "cases/@/suspect", api_suspect, 0},
	{"POST", "promises/@/end", api_promise_end, 0},
	{"POST", "replies/@/label", api_label, 0},
	{"POST", "replies/@/attach", api_attach, 0},
	{"POST", "replies/read", api_read_replies, 0},
	{"GET", "calls", api_calls, 0},
	{"GET", "board", api_board, 0},
	{"GET", "report/@", api_report, 0},
	{"GET", "measures", api_measures, 0},
	{"GET", "training", api_training, 0},
	{"GET", "practice", api_practice, 0},
	{"GET", "settings", api_settings, 0},
	{"GET", "settings/week", api_week, 0},
	{"GET", "settings/texts", api_texts, 0},
	{"POST", "settings/check", api_check, ROUTE_LARGE},
	{"GET", "events", api_events, 0},
	{NULL, NULL, NULL, 0},
};

const Route *api_routes(void)
{
	return ROUTES;
}
