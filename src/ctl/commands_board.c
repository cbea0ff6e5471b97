/* The morning board: one screen of 80 columns. */
#include "ctl/ctl.h"

#include "desk/act.h"
#include "desk/board.h"
#include "text/code.h"

/* The shop's clock, on one shop's day without the day. Caller frees. */
static char *clock_of(const Ctl *ctl, const char *shop, int64_t at)
{
	return act_shop_clock(&ctl->desk, shop, at);
}

static void show_leaving(const Ctl *ctl, const Board *board)
{
	Writer *out = ctl->out;
	g_autofree char *title = g_strdup_printf("Leaves in the next 12 h: %" G_GINT64_FORMAT, board->waiting);

	writer_number(out, "waiting", NULL, WRITER_PLAIN, board->waiting);
	writer_list(out, "leaving", title, "Nothing waits to leave in the next 12 h.");
	for (guint i = 0; i < board->leaving->len; i++) {
		const BoardLeaving *line = &g_array_index(board->leaving, BoardLeaving, i);
		g_autofree char *when = clock_of(ctl, line->shop, line->due_at);

		writer_row(out);
		writer_time(out, "due_at", "leaves", line->due_at, STORE_NO_TIME, when);
		writer_text(out, "shop", "shop", WRITER_PLAIN, line->shop);
		writer_number(out, "count", "texts", WRITER_STRONG, line->count);
		writer_text(out, NULL, "of", WRITER_PLAIN, desk_step_words(line->step));
		writer_text(out, "step", NULL, WRITER_PLAIN, step_name(line->step));
	}
	writer_list_end(out);
}

/* Who has which case by when: the columns of three lists. */
static void case_columns(const Ctl *ctl, int64_t case_id, const char *when_key, const char *when_label, int64_t at)
{
	Writer *out = ctl->out;
	char code[CASE_CODE_SIZE];
	StoreCase c = {0};
	g_autofree char *when = NULL;

	if (store_case_get(ctl->desk.store, case_id, &c) < 0)
		c = (StoreCase){0}; /* damaged: what can be told is shown */
	when = clock_of(ctl, c.shop, at);
	case_code(case_id, code);
	writer_row(out);
	writer_number(out, "case", "case", WRITER_PLAIN, case_id);
	writer_text(out, "code", "code", WRITER_PLAIN, code);
	writer_text(out, "shop", "shop", WRITER_PLAIN, c.shop);
	writer_time(out, when_key, when_label, at, STORE_NO_TIME, when);
	store_case_clear(&c);
}

static void show_clocks(const Ctl *ctl, const Board *board)
{
	Writer *out = ctl->out;

	writer_list(out, "sla_at_risk", "\nFirst contacts at risk", NULL);
	for (guint i = 0; i < board->risks->len; i++) {
		const StoreSla *sla = &g_array_index(board->risks, StoreSla, i);

		case_columns(ctl, sla->case_id, "deadline_at", "deadline", sla->deadline_at);
	}
	writer_list_end(out);
	writer_list(out, "calls", "\nCalls of the day", NULL);
	for (guint i = 0; i < board->calls->len; i++) {
		const StoreCall *call = &g_array_index(board->calls, StoreCall, i);

		case_columns(ctl, call->case_id, "due_at", "due", call->due_at);
		writer_text(out, "kind", "kind", call->callback ? WRITER_STRONG : WRITER_PLAIN,
		            call->callback ? "callback" : "call");
		writer_number(out, "call", "call", WRITER_PLAIN, call->id);
		writer_text(out, "for", "for", WRITER_PLAIN, call->assigned_to ? rights_account_name(call->assigned_to) : NULL);
	}
	writer_list_end(out);
	writer_list(out, "promises", "\nPromises of the day", NULL);
	for (guint i = 0; i < board->promises->len; i++) {
		const StorePromise *promise = &g_array_index(board->promises, StorePromise, i);

		case_columns(ctl, promise->case_id, "due_at", "by", promise->due_at);
		writer_number(out, "promise", "promise", WRITER_PLAIN, promise->id);
		writer_text(out, "owner", "owner", WRITER_PLAIN, rights_account_name(promise->owner));
		writer_body(out, "what", promise->what);
	}
	writer_list_end(out);
}

static void show_unread(const Ctl *ctl, const Board *board)
{
	static const char *const KEYS[BOARD_AGES] = {"unread_1h", "unread_4h", "unread_1d", "unread_older"};
	static const char *const LABELS_OF[BOARD_AGES] = {"up to 1 h", "up to 4 h", "up to a day", "older"};
	g_autoptr(GString) s = g_string_new(NULL);
	guint all = 0;

	for (int i = 0; i < BOARD_AGES; i++) {
		all += board->unread[i];
		writer_number(ctl->out, KEYS[i], NULL, WRITER_PLAIN, board->unread[i]);
		if (board->unread[i])
			g_string_append_printf(s, "%s%u %s", s->len ? ", " : "", board->unread[i], LABELS_OF[i]);
	}
	writer_time(ctl->out, "unread_oldest_at", NULL, board->oldest_at, STORE_NO_TIME, NULL);
	g_string_prepend(s, all ? "Unread replies: " : "No unread replies");
	g_string_append_c(s, '.');
	writer_say(ctl->out, NULL, WRITER_PLAIN, "");
	writer_say(ctl->out, NULL, all ? WRITER_STRONG : WRITER_PLAIN, s->str);
}

static void show_broken(const Ctl *ctl, const Board *board)
{
	Writer *out = ctl->out;

	writer_list(out, "broken", "\nBroke or stopped overnight", NULL);
	for (guint i = 0; i < board->broken->len; i++) {
		const BoardBroken *line = &g_array_index(board->broken, BoardBroken, i);

		case_columns(ctl, line->case_id, "since_at", "since", line->since_at);
		writer_text(out, NULL, "what", WRITER_PLAIN, desk_step_words(line->step));
		writer_text(out, "step", NULL, WRITER_PLAIN, step_name(line->step));
		writer_text(out, "state", NULL, WRITER_PLAIN, step_state_name(line->state));
		writer_body(out, "why", line->why);
	}
	writer_list_end(out);
	writer_list(out, "pauses", "\nPaused", NULL);
	for (guint i = 0; i < board->pauses->len; i++) {
		const StorePause *pause = &g_array_index(board->pauses, StorePause, i);

		writer_row(out);
		writer_text(out, "scope", "what", WRITER_BAD, pause->scope);
		writer_text(out, "actor", "by", WRITER_PLAIN, pause->actor);
		writer_text(out, "reason", "why", WRITER_PLAIN, pause->reason);
	}
	writer_list_end(out);
}

static void show_incidents(const Ctl *ctl, const Board *board)
{
	Writer *out = ctl->out;

	writer_list(out, "incidents", board->incidents->len ? "\nIncidents" : NULL, NULL);
	for (guint i = 0; i < board->incidents->len; i++) {
		const StoreIncident *one = &g_array_index(board->incidents, StoreIncident, i);

		writer_row(out);
		writer_number(out, "incident", "incident", WRITER_PLAIN, one->id);
		writer_text(out, "name", "name", WRITER_STRONG, one->name);
		writer_number(out, "open_cases", "not closed", WRITER_PLAIN, one->open_cases);
		writer_number(out, "held_cases", "waiting", WRITER_PLAIN, one->held_cases);
	}
	writer_list_end(out);
	writer_list(out, "incident_texts",
	            board->texts->len ? "\nTexts of incidents that wait for a second person" : NULL, NULL);
	for (guint i = 0; i < board->texts->len; i++) {
		const StoreIncidentText *text = &g_array_index(board->texts, StoreIncidentText, i);

		writer_row(out);
		writer_number(out, "incident", "incident", WRITER_PLAIN, text->incident_id);
		writer_text(out, "language", "language", WRITER_PLAIN, text->language);
		writer_text(out, "written_by", "written by", WRITER_PLAIN, text->written_by);
	}
	writer_list_end(out);
	writer_list(out, "suggestions", board->suggestions->len ? "\nMay be incidents (incident suggest)" : NULL, NULL);
	for (guint i = 0; i < board->suggestions->len; i++) {
		const Cause *one = &g_array_index(board->suggestions, Cause, i);
		g_autofree char *match = g_strdup_printf("%s=%s", one->by, one->value);

		writer_row(out);
		writer_text(out, "shop", "shop", WRITER_PLAIN, one->shop);
		writer_text(out, "match", "cause", WRITER_BAD, match);
		writer_number(out, "cases", "cases", WRITER_STRONG, one->cases->len);
	}
	writer_list_end(out);
}

static void alarm(const Ctl *ctl, const char *key, int64_t n, const char *one, const char *many, const char *see,
                  gboolean *any)
{
	g_autofree char *sentence = g_strdup_printf("%" G_GINT64_FORMAT " %s (%s).", n, n == 1 ? one : many, see);

	writer_number(ctl->out, key, NULL, WRITER_PLAIN, n);
	if (n == 0)
		return;
	if (!*any)
		writer_say(ctl->out, NULL, WRITER_PLAIN, "");
	*any = TRUE;
	writer_say(ctl->out, NULL, WRITER_BAD, sentence);
}

CtlExit ctl_board(Ctl *ctl, const Args *args)
{
	g_auto(Board) board = {0};
	g_autofree char *fault = NULL;
	gboolean any = FALSE;
	int r;

	r = board_read(&ctl->desk, args_value(args, "shop"), &board, &fault);
	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, fault);
	show_leaving(ctl, &board);
	show_clocks(ctl, &board);
	show_unread(ctl, &board);
	show_broken(ctl, &board);
	show_incidents(ctl, &board);
	alarm(ctl, "held", board.counts.held, "step waits for a person in all", "steps wait for a person in all",
	      "held", &any);
	alarm(ctl, "unknown", board.counts.unknown, "message may or may not have left",
	      "messages may or may not have left", "held, then settle", &any);
	alarm(ctl, "unmatched_replies", board.counts.unmatched_replies, "reply belongs to no case",
	      "replies belong to no case", "replies --unmatched", &any);
	alarm(ctl, "inbound_errors", board.counts.inbound_errors, "webhook was not understood",
	      "webhooks were not understood", "status", &any);
	alarm(ctl, "intake_rejected", board.counts.intake_rejected, "row of the shop's tools was rejected",
	      "rows of the shop's tools were rejected", "rejected", &any);
	return CTL_OK;
}
