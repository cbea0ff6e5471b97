#include "desk/board.h"

#include "desk/explain.h"

#define LISTED 1000u

void board_clear(Board *board)
{
	g_clear_pointer(&board->leaving, g_array_unref);
	g_clear_pointer(&board->risks, g_array_unref);
	g_clear_pointer(&board->calls, g_array_unref);
	g_clear_pointer(&board->promises, g_array_unref);
	g_clear_pointer(&board->broken, g_array_unref);
	g_clear_pointer(&board->pauses, g_array_unref);
	g_clear_pointer(&board->incidents, g_array_unref);
	g_clear_pointer(&board->texts, g_array_unref);
	g_clear_pointer(&board->suggestions, g_array_unref);
}

static void clear_leaving(gpointer element)
{
	g_free(((BoardLeaving *)element)->shop);
}

static void clear_broken(gpointer element)
{
	g_free(((BoardBroken *)element)->shop);
	g_free(((BoardBroken *)element)->reason);
	g_free(((BoardBroken *)element)->why);
}

static gboolean of_shop(const char *shop, const char *wanted)
{
	return !wanted || g_strcmp0(shop, wanted) == 0;
}

/* Customers of several zones leave in one minute: they are one line. */
static void add_leaving(Board *board, const StoreLoad *load)
{
	const BoardLeaving *last = board->leaving->len
	                                   ? &g_array_index(board->leaving, BoardLeaving, board->leaving->len - 1) : NULL;
	BoardLeaving line = {.shop = g_strdup(load->shop), .step = load->step, .due_at = load->due_at, .count = load->count};

	board->waiting += load->count;
	if (last && last->step == load->step && last->due_at / 60 == load->due_at / 60 && g_str_equal(last->shop, load->shop)) {
		g_array_index(board->leaving, BoardLeaving, board->leaving->len - 1).count += load->count;
		clear_leaving(&line);
		return;
	}
	g_array_append_val(board->leaving, line);
}

static int read_leaving(const Desk *desk, const char *shop, Board *board)
{
	g_autoptr(GArray) loads = NULL;
	int r = store_planned_load(desk->store, desk->now_at + BOARD_LEAVES_S, FALSE, &loads);

	board->leaving = g_array_new(FALSE, TRUE, sizeof(BoardLeaving));
	g_array_set_clear_func(board->leaving, clear_leaving);
	for (guint i = 0; r == 0 && i < loads->len; i++) {
		const StoreLoad *load = &g_array_index(loads, StoreLoad, i);

		if (of_shop(load->shop, shop))
			add_leaving(board, load);
	}
	return r;
}

/* From the end, so that removing keeps what was not looked at yet in its place. */
#define KEEP(array, type, item, test)                                                                                  \
	for (guint i_ = (array)->len; i_-- > 0;) {                                                                     \
		const type *item = &g_array_index(array, type, i_);                                                    \
                                                                                                                       \
		if (!(test))                                                                                           \
			g_array_remove_index(array, i_);                                                               \
	}

static int read_clocks(const Desk *desk, const char *shop, Board *board)
{
	int r = store_sla_list(desk->store, shop, desk->now_at, &board->risks);

	if (r == 0)
		r = store_call_list(desk->store, shop, NULL, 0, &board->calls);
	if (r == 0)
		r = store_promise_list(desk->store, shop, NULL, 0, &board->promises);
	if (r < 0)
		return r;
	KEEP(board->risks, StoreSla, sla,
	     sla->frozen_at == STORE_NO_TIME && sla->deadline_at < desk->now_at + BOARD_RISK_S)
	KEEP(board->calls, StoreCall, call, call->due_at < desk->now_at + BOARD_AHEAD_S)
	KEEP(board->promises, StorePromise, promise, promise->due_at < desk->now_at + BOARD_AHEAD_S)
	return 0;
}

static char *words_of(const StoreStep *step)
{
	Reason reason;

	if (reason_parse(step->reason, &reason) == 0)
		return g_strdup(reason_text(reason));
	return explain_word_text(step->reason);
}

static int read_broken(const Desk *desk, const char *shop, Board *board)
{
	g_autoptr(GArray) steps = NULL;
	int r = store_held_list(desk->store, LISTED, &steps);

	board->broken = g_array_new(FALSE, TRUE, sizeof(BoardBroken));
	g_array_set_clear_func(board->broken, clear_broken);
	for (guint i = 0; r == 0 && i < steps->len; i++) {
		const StoreStep *step = &g_array_index(steps, StoreStep, i);
		BoardBroken line = {.case_id = step->case_id, .step = step->step, .state = step->state,
		                    .since_at = step->changed_at};
		StoreCase c = {0};

		/* What waits for an incident is told of there. */
		if (step->changed_at < desk->now_at - BOARD_BACK_S ||
		    g_strcmp0(step->reason, reason_name(REASON_INCIDENT)) == 0)
			continue;
		/* A damaged case is shown with what can be told: it broke, after all. */
		if (store_case_get(desk->store, step->case_id, &c) == 0)
			line.shop = g_strdup(c.shop);
		store_case_clear(&c);
		line.reason = g_strdup(step->reason);
		line.why = words_of(step);
		if (line.shop && !of_shop(line.shop, shop))
			clear_broken(&line);
		else
			g_array_append_val(board->broken, line);
	}
	return r;
}

static int read_unread(const Desk *desk, const char *shop, Board *board)
{
	static const int64_t UP_TO[BOARD_AGES] = {3600, 4 * 3600, 86400, INT64_MAX};
	const StoreReplyFilter filter = {.unread_only = TRUE, .shop = shop, .limit = LISTED};
	g_autoptr(GArray) replies = NULL;
	int r = store_reply_list(desk->store, &filter, &replies);

	board->oldest_at = STORE_NO_TIME;
	for (guint i = 0; r == 0 && i < replies->len; i++) {
		int64_t at = g_array_index(replies, StoreReply, i).received_at;
		int age = BOARD_HOUR;

		while (desk->now_at - at >= UP_TO[age])
			age++;
		board->unread[age]++;
		if (board->oldest_at == STORE_NO_TIME || at < board->oldest_at)
			board->oldest_at = at;
	}
	return r;
}

static int read_incidents(const Desk *desk, const char *shop, Board *board, char **fault)
{
	int r = store_incident_list(desk->store, FALSE, &board->incidents);

	if (r == 0)
		r = store_incident_text_list(desk->store, 0, &board->texts);
	if (r == 0 && shop)
		KEEP(board->incidents, StoreIncident, incident, !incident->shop || g_str_equal(incident->shop, shop))
	return r == 0 ? incident_suggest(desk, shop, &board->suggestions, fault) : r;
}

int board_read(const Desk *desk, const char *shop, Board *out, char **fault)
{
	Board board = {0};
	int r = read_leaving(desk, shop, &board);

	if (r == 0)
		r = read_clocks(desk, shop, &board);
	if (r == 0)
		r = read_broken(desk, shop, &board);
	if (r == 0)
		r = read_unread(desk, shop, &board);
	if (r == 0)
		r = store_pause_list(desk->store, desk->now_at, &board.pauses);
	if (r == 0)
		r = read_incidents(desk, shop, &board, fault);
	if (r == 0)
		r = store_counts(desk->store, desk->now_at, &board.counts);
	if (r < 0) {
		if (!*fault)
			*fault = desk_store_fault(desk, "cannot read the board");
		board_clear(&board);
		return r;
	}
	*out = board;
	return 0;
}
