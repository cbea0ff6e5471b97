#include "desk/board.h"

#include "desk/explain.h"

void board_clear(Board *board)
{
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

void board_ahead_clear(BoardAhead *ahead)
{
	g_clear_pointer(&ahead->leaving, g_array_unref);
	forecast_clear(&ahead->forecast);
}

/* The line of that minute, shop and step, if there is one: they come by time. */
static BoardLeaving *line_of(const BoardAhead *ahead, const StoreLoad *load)
{
	for (guint i = ahead->leaving->len; i-- > 0;) {
		BoardLeaving *line = &g_array_index(ahead->leaving, BoardLeaving, i);

		if (line->due_at / 60 != load->due_at / 60)
			break;
		if (line->step == load->step && g_str_equal(line->shop, load->shop))
			return line;
	}
	return NULL;
}

/* Customers of several zones leave in one minute: they are one line. */
static void add_leaving(BoardAhead *ahead, const StoreLoad *load)
{
	BoardLeaving *line = line_of(ahead, load);

	ahead->waiting += load->count;
	if (line) {
		line->count += load->count;
	} else {
		const BoardLeaving new = {.shop = g_strdup(load->shop), .step = load->step, .due_at = load->due_at,
		                          .count = load->count};

		g_array_append_val(ahead->leaving, new);
	}
}

int board_ahead(const Desk *desk, const char *shop, BoardAhead *out, char **fault)
{
	BoardAhead ahead = {0};
	int r = forecast_make(desk, shop, BOARD_AHEAD_HOURS, 0, &ahead.forecast, fault);

	if (r < 0)
		return r;
	ahead.leaving = g_array_new(FALSE, TRUE, sizeof(BoardLeaving));
	g_array_set_clear_func(ahead.leaving, clear_leaving);
	for (guint i = 0; i < ahead.forecast.loads->len; i++) {
		const StoreLoad *load = &g_array_index(ahead.forecast.loads, StoreLoad, i);

		if (of_shop(load->shop, shop) && load->due_at < desk->now_at + BOARD_LEAVES_S)
			add_leaving(&ahead, load);
	}
	g_clear_pointer(&ahead.forecast.loads, g_array_unref);
	*out = ahead;
	return 0;
}

static int read_clocks(const Desk *desk, const char *shop, Board *board)
{
	int64_t now_at = desk->now_at;
	int r = store_sla_open(desk->store, shop, now_at, now_at + BOARD_RISK_S, BOARD_LISTED, &board->risks_total,
	                       &board->risks);

	if (r == 0)
		r = store_call_due(desk->store, shop, now_at + BOARD_AHEAD_S, BOARD_LISTED, &board->calls_total,
		                   &board->calls);
	if (r == 0)
		r = store_promise_due(desk->store, shop, now_at + BOARD_AHEAD_S, BOARD_LISTED, &board->promises_total,
		                      &board->promises);
	return r;
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
	/* What waits for an incident is told of there. */
	int r = store_broken_list(desk->store, shop, desk->now_at - BOARD_BACK_S, BOARD_LISTED, &board->broken_total,
	                          &steps);

	board->broken = g_array_new(FALSE, TRUE, sizeof(BoardBroken));
	g_array_set_clear_func(board->broken, clear_broken);
	for (guint i = 0; r == 0 && i < steps->len; i++) {
		const StoreStep *step = &g_array_index(steps, StoreStep, i);
		BoardBroken line = {.case_id = step->case_id, .step = step->step, .state = step->state,
		                    .reason = g_strdup(step->reason), .why = words_of(step), .since_at = step->changed_at};
		StoreCase c = {0};

		/* A damaged case is shown with what can be told: it broke, after all. */
		if (store_case_get(desk->store, step->case_id, &c) == 0)
			line.shop = g_strdup(c.shop);
		store_case_clear(&c);
		g_array_append_val(board->broken, line);
	}
	return r;
}

static void keep_shop(GArray *incidents, const char *shop)
{
	/* From the end, so that removing keeps what was not looked at yet in its place. */
	for (guint i = incidents->len; i-- > 0;) {
		const StoreIncident *incident = &g_array_index(incidents, StoreIncident, i);

		if (incident->shop && !g_str_equal(incident->shop, shop))
			g_array_remove_index(incidents, i);
	}
}

static int read_incidents(const Desk *desk, const char *shop, Board *board, char **fault)
{
	int r = store_incident_list(desk->store, FALSE, &board->incidents);

	if (r == 0)
		r = store_incident_text_list(desk->store, 0, &board->texts);
	if (r == 0 && shop)
		keep_shop(board->incidents, shop);
	return r == 0 ? incident_suggest(desk, shop, &board->suggestions, fault) : r;
}

int board_read(const Desk *desk, const char *shop, Board *out, char **fault)
{
	Board board = {0};
	int r = read_clocks(desk, shop, &board);

	if (r == 0)
		r = read_broken(desk, shop, &board);
	if (r == 0)
		r = store_reply_unread(desk->store, shop, desk->now_at, &board.unread);
	if (r == 0)
		r = store_pause_list(desk->store, desk->now_at, &board.pauses);
	if (r == 0)
		r = read_incidents(desk, shop, &board, fault);
	if (r == 0)
		r = store_counts_unplanned(desk->store, &board.counts);
	if (r < 0) {
		if (!*fault)
			*fault = desk_store_fault(desk, "cannot read the board");
		board_clear(&board);
		return r;
	}
	*out = board;
	return 0;
}
