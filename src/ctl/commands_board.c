/* The morning board: one screen of 80 columns. */
#include "ctl/ctl.h"

#include "desk/act.h"
#include "desk/board.h"
#include "text/code.h"

/* Minutes in which something leaves; JSON has all of them. */
#define LEAVING_LINES 20

/* The shop's clock, on one shop's day without the day. Caller frees. */
static char *clock_of(const Ctl *ctl, const char *shop, int64_t at)
{
	return act_shop_clock(&ctl->desk, shop, at);
}

/* A list that was cut says so. */
static void say_more(const Ctl *ctl, int64_t more, const char *see)
{
	g_autofree char *sentence = g_strdup_printf("and %" G_GINT64_FORMAT " more%s", more, see);

	if (more > 0 && !writer_is_json(ctl->out))
		writer_say(ctl->out, NULL, WRITER_DIM, sentence);
}

static void show_leaving(const Ctl *ctl, const BoardAhead *ahead)
{
	Writer *out = ctl->out;
	guint lines = writer_is_json(out) ? ahead->leaving->len : MIN(ahead->leaving->len, LEAVING_LINES);
	g_autofree char *title = g_strdup_printf("Leaves in the next 12 h: %" G_GINT64_FORMAT, ahead->waiting);
	int64_t more = ahead->waiting;

	writer_number(out, "waiting", NULL, WRITER_PLAIN, ahead->waiting);
	writer_list(out, "leaving", title, "Nothing waits to leave in the next 12 h.");
	for (guint i = 0; i < lines; i++) {
		const BoardLeaving *line = &g_array_index(ahead->leaving, BoardLeaving, i);
		g_autofree char *when = clock_of(ctl, line->shop, line->due_at);

		writer_row(out);
		writer_time(out, "due_at", "leaves", line->due_at, STORE_NO_TIME, when);
		writer_text(out, "shop", "shop", WRITER_PLAIN, line->shop);
		writer_number(out, "count", "texts", WRITER_STRONG, line->count);
		writer_text(out, NULL, "of", WRITER_PLAIN, desk_step_words(line->step));
		writer_text(out, "step", NULL, WRITER_PLAIN, step_name(line->step));
		more -= line->count;
	}
	writer_list_end(out);
	say_more(ctl, more, "");
}

static void say(const Ctl *ctl, WriterStyle style, char *line)
{
	writer_say(ctl->out, NULL, style, line);
	g_free(line);
}

/* Whether the queue fits through the hours that open, by the simulation of "forecast". */
static void show_forecast(const Ctl *ctl, const Forecast *f)
{
	const struct {
		int64_t n;
		WriterStyle style;
		const char *what;
	} LINES[] = {{f->late, WRITER_BAD, "would leave after their deadline"},
	             {f->late_anyhow, WRITER_PLAIN, "may leave only after their deadline, at any speed"},
	             {f->moved, WRITER_BAD, "would still wait when their permitted hours end"},
	             {f->stuck, WRITER_BAD, "would not leave within two weeks"},
	             {f->stopped, WRITER_BAD, "wait until somebody resumes them"},
	             {f->nowhere, WRITER_BAD, "are of a shop or provider that is not configured"}};

	if (writer_is_json(ctl->out)) {
		ctl_forecast_json(ctl, f);
		return;
	}
	if (f->planned + f->nowhere == 0)
		return;
	writer_say(ctl->out, NULL, WRITER_PLAIN, "");
	say(ctl, WRITER_PLAIN, g_strdup_printf("The next %d h", BOARD_AHEAD_HOURS));
	if (f->first_at != STORE_NO_TIME) {
		g_autofree char *first = ctl_forecast_clock(f, f->from_at, f->first_at);
		g_autofree char *last = ctl_forecast_clock(f, f->first_at, f->last_at);
		int64_t leave = f->planned - f->stopped - f->stuck;

		say(ctl, forecast_fits(f) ? WRITER_GOOD : WRITER_STRONG,
		    f->first_at > f->from_at + 60
		            ? g_strdup_printf("%" G_GINT64_FORMAT " wait until %s; by %s all have left.", leave, first,
		                              last)
		            : g_strdup_printf("%" G_GINT64_FORMAT " leave from now on; by %s all have left.", leave,
		                              last));
	}
	for (gsize i = 0; i < G_N_ELEMENTS(LINES); i++)
		if (LINES[i].n > 0)
			say(ctl, LINES[i].style,
			    g_strdup_printf("%" G_GINT64_FORMAT " %s.", LINES[i].n, LINES[i].what));
	ctl_forecast_draw(ctl, f);
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
	say_more(ctl, board->risks_total - (int64_t)board->risks->len, " (sla)");
	writer_number(out, "sla_at_risk_total", NULL, WRITER_PLAIN, board->risks_total);
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
	say_more(ctl, board->calls_total - (int64_t)board->calls->len, " (calls)");
	writer_number(out, "calls_total", NULL, WRITER_PLAIN, board->calls_total);
	writer_list(out, "promises", "\nPromises of the day", NULL);
	for (guint i = 0; i < board->promises->len; i++) {
		const StorePromise *promise = &g_array_index(board->promises, StorePromise, i);

		case_columns(ctl, promise->case_id, "due_at", "by", promise->due_at);
		writer_number(out, "promise", "promise", WRITER_PLAIN, promise->id);
		writer_text(out, "owner", "owner", WRITER_PLAIN, rights_account_name(promise->owner));
		writer_body(out, "what", promise->what);
	}
	writer_list_end(out);
	say_more(ctl, board->promises_total - (int64_t)board->promises->len, " (promises)");
	writer_number(out, "promises_total", NULL, WRITER_PLAIN, board->promises_total);
}

static void show_unread(const Ctl *ctl, const Board *board)
{
	const struct {
		const char *key, *label;
		int64_t n;
	} AGES[] = {{"unread_1h", "up to 1 h", board->unread.hour},
	            {"unread_4h", "up to 4 h", board->unread.morning},
	            {"unread_1d", "up to a day", board->unread.day},
	            {"unread_older", "older", board->unread.older}};
	g_autoptr(GString) s = g_string_new(NULL);
	gboolean any = board->unread.oldest_at != STORE_NO_TIME;

	for (gsize i = 0; i < G_N_ELEMENTS(AGES); i++) {
		writer_number(ctl->out, AGES[i].key, NULL, WRITER_PLAIN, AGES[i].n);
		if (AGES[i].n)
			g_string_append_printf(s, "%s%" G_GINT64_FORMAT " %s", s->len ? ", " : "", AGES[i].n,
			                       AGES[i].label);
	}
	writer_time(ctl->out, "unread_oldest_at", NULL, board->unread.oldest_at, STORE_NO_TIME, NULL);
	g_string_prepend(s, any ? "Unread replies: " : "No unread replies");
	g_string_append_c(s, '.');
	writer_say(ctl->out, NULL, WRITER_PLAIN, "");
	writer_say(ctl->out, NULL, any ? WRITER_STRONG : WRITER_PLAIN, s->str);
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
	say_more(ctl, board->broken_total - (int64_t)board->broken->len, " (held)");
	writer_number(out, "broken_total", NULL, WRITER_PLAIN, board->broken_total);
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
	const char *shop = args_value(args, "shop");
	g_auto(Board) board = {0};
	g_auto(BoardAhead) ahead = {0};
	g_autofree char *fault = NULL;
	gboolean any = FALSE;
	int r;

	r = board_ahead(&ctl->desk, shop, &ahead, &fault);
	if (r == 0)
		r = board_read(&ctl->desk, shop, &board, &fault);
	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, fault);
	show_leaving(ctl, &ahead);
	show_forecast(ctl, &ahead.forecast);
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
