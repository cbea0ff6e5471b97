/* The log of what customers wrote. */
#include "ctl/ctl.h"

#include "desk/replies.h"
#include "store/watch.h"
#include "text/code.h"
#include "util/mask.h"

#include <errno.h>
#include <poll.h>

/* "3 h": how long it has waited. Caller frees. */
static char *age_of(int64_t seconds)
{
	if (seconds < 3600)
		return g_strdup_printf("%" G_GINT64_FORMAT " min", MAX(seconds, 0) / 60);
	if (seconds < 2 * 86400)
		return g_strdup_printf("%" G_GINT64_FORMAT " h", seconds / 3600);
	return g_strdup_printf("%" G_GINT64_FORMAT " d", seconds / 86400);
}

/* The shop of a reply's case tells the clock; UTC when it has none. */
static void show_reply(const Ctl *ctl, const StoreReply *reply)
{
	Writer *out = ctl->out;
	char code[CASE_CODE_SIZE] = "";
	StoreCase c = {0};
	gboolean known = reply->case_id && store_case_get(ctl->desk.store, reply->case_id, &c) == 0;
	gboolean unread = reply->read_at == STORE_NO_TIME;
	g_autofree char *masked = mask_number(reply->from_number);
	g_autofree char *age = age_of(ctl->desk.now_at - reply->received_at);
	g_autofree char *doubt = NULL;
	g_autofree char *when =
	        zones_format_short(known ? desk_shop_zone(&ctl->desk, c.shop) : NULL, reply->received_at);

	if (known)
		case_code(c.id, code);
	replies_doubt(&ctl->desk, reply, reply->case_id, &doubt); /* a fault of the store comes up at the next page */
	writer_row(out);
	writer_number(out, "id", "id", unread ? WRITER_STRONG : WRITER_PLAIN, reply->id);
	writer_text(out, NULL, "", WRITER_STRONG, unread ? "unread" : "");
	writer_bool(out, "unread", NULL, unread);
	writer_time(out, "received_at", known ? "received" : "received (UTC)", reply->received_at, STORE_NO_TIME, when);
	writer_text(out, NULL, "age", unread ? WRITER_STRONG : WRITER_PLAIN, age);
	writer_number(out, "age_s", NULL, WRITER_PLAIN, MAX(ctl->desk.now_at - reply->received_at, 0));
	writer_text(out, "shop", "shop", WRITER_PLAIN, known ? c.shop : NULL);
	writer_text(out, NULL, "case", WRITER_PLAIN, known ? code : "none");
	if (known)
		writer_number(out, "case", NULL, WRITER_PLAIN, reply->case_id);
	else
		writer_text(out, "case", NULL, WRITER_PLAIN, NULL);
	writer_text(out, "code", NULL, WRITER_PLAIN, known ? code : NULL);
	writer_text(out, "from", "from", WRITER_PLAIN, masked);
	writer_text(out, "label", "label", WRITER_PLAIN, reply->label);
	writer_text(out, "matched_by", NULL, WRITER_PLAIN, reply->matched_by);
	writer_text(out, "doubt", "", WRITER_STRONG, doubt);
	writer_bool(out, "likely_repeat", NULL, reply->likely_repeat);
	writer_text(out, NULL, "", WRITER_DIM, reply->likely_repeat ? "likely a repeat" : "");
	writer_time(out, "read_at", NULL, reply->read_at, STORE_NO_TIME, NULL);
	writer_text(out, "read_by", NULL, WRITER_PLAIN, reply->read_by);
	writer_body(out, "text", reply->text);
	if (known)
		store_case_clear(&c);
}

static void show_list(const Ctl *ctl, const GArray *replies, const char *none)
{
	writer_list(ctl->out, "replies", NULL, none);
	for (guint i = 0; i < replies->len; i++)
		show_reply(ctl, &g_array_index(replies, StoreReply, i));
	writer_list_end(ctl->out);
}

static CtlExit filter_of(const Ctl *ctl, const Args *args, StoreReplyFilter *filter)
{
	g_autofree char *fault = NULL;
	ReplyLabel label;
	gint64 limit;

	*filter = (StoreReplyFilter){.unread_only = args_has(args, "unread"),
	                             .unmatched_only = args_has(args, "unmatched"),
	                             .triage_only = args_has(args, "triage"),
	                             .shop = args_value(args, "shop"),
	                             .label = args_value(args, "label"),
	                             .search = args_value(args, "search")};
	if (args_number(args, "limit", 1, 100000, 50, &limit, &fault) < 0)
		return ctl_fail(ctl, CTL_USAGE, fault);
	filter->limit = (guint)limit;
	if (filter->label && reply_label_parse(filter->label, &label) < 0) {
		fault = replies_unknown_label(filter->label);
		return ctl_fail(ctl, CTL_USAGE, fault);
	}
	return args_has(args, "case") ? ctl_case(ctl, args_value(args, "case"), &filter->case_id) : CTL_OK;
}

/* Shows what came after the id, and moves it up. */
static int show_news(const Ctl *ctl, StoreReplyFilter *filter)
{
	int r;

	do {
		g_autoptr(GArray) replies = NULL;

		r = store_reply_list(ctl->desk.store, filter, &replies);
		if (r < 0 || replies->len == 0)
			return r;
		filter->after_id = g_array_index(replies, StoreReply, replies->len - 1).id;
		show_list(ctl, replies, NULL);
		writer_next_document(ctl->out);
	} while (r == 0);
	return r;
}

/* Until a signal ends us. */
static int follow(const Ctl *ctl, StoreReplyFilter *filter)
{
	StoreWatch *watch = NULL;
	struct pollfd fd = {.events = POLLIN};
	int wait_ms = 0;
	int r = store_watch_new(ctl->desk.store, ctl->store_path, FALSE, &watch);

	if (r < 0)
		return r;
	fd.fd = store_watch_inotify_fd(watch);
	while (r >= 0) {
		int retry_us = 0;
		StoreWatchVerdict verdict;

		if (poll(&fd, 1, wait_ms) < 0 && errno != EINTR) {
			r = -errno;
			break;
		}
		verdict = store_watch_drain(watch, &retry_us);
		wait_ms = retry_us > 0 ? (retry_us + 999) / 1000 : -1;
		if (verdict == STORE_WATCH_REPLACED)
			r = -ESTALE;
		else if (verdict == STORE_WATCH_CHANGED)
			r = show_news(ctl, filter);
	}
	store_watch_free(watch);
	return r;
}

/* What came in between the two looks is in the list already. */
static int64_t newest_of(const GArray *replies, int64_t last_id)
{
	for (guint i = 0; i < replies->len; i++)
		last_id = MAX(last_id, g_array_index(replies, StoreReply, i).id);
	return last_id;
}

static CtlExit list(Ctl *ctl, const Args *args)
{
	g_autoptr(GArray) replies = NULL;
	StoreReplyFilter filter;
	int64_t last_id = 0;
	CtlExit code = filter_of(ctl, args, &filter);
	int r;

	if (code != CTL_OK)
		return code;
	r = replies_last_id(&ctl->desk, &last_id);
	if (r == 0)
		r = store_reply_list(ctl->desk.store, &filter, &replies);
	if (r == 0)
		show_list(ctl, replies, args_has(args, "follow") ? NULL : "No such replies.");
	if (r == 0 && args_has(args, "follow")) {
		filter.after_id = newest_of(replies, last_id);
		writer_next_document(ctl->out);
		r = follow(ctl, &filter);
	}
	if (r == -ESTALE)
		return ctl_fail(ctl, CTL_STORE, "the store was moved or deleted");
	return r < 0 ? ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store)) : CTL_OK;
}

static gboolean is_among(const GArray *ids, int64_t id)
{
	for (guint i = 0; i < ids->len; i++)
		if (g_array_index(ids, int64_t, i) == id)
			return TRUE;
	return FALSE;
}

static CtlExit mark_read(Ctl *ctl, const Args *args)
{
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
	g_autofree char *fault = NULL;
	g_autofree char *sentence = NULL;
	guint done = 0;
	int r;

	for (guint i = 0; i < args_words(args); i++) {
		gint64 id;

		if (!g_ascii_string_to_signed(args_word(args, i), 10, 1, G_MAXINT64, &id, NULL)) {
			fault = g_strdup_printf("\"%s\" is not the id of a reply", args_word(args, i));
			return ctl_fail(ctl, CTL_USAGE, fault);
		}
		if (!is_among(ids, id)) /* named twice it is still one reply */
			g_array_append_val(ids, id);
	}
	if ((ids->len > 0) == args_has(args, "all"))
		return ctl_fail(ctl, CTL_USAGE, "say which: --read ID... or --read --all");
	r = replies_mark_read(&ctl->desk, args_has(args, "all") ? NULL : ids, &done, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	ctl->changed = TRUE;
	sentence = g_strdup_printf("%u repl%s marked as read.", done, done == 1 ? "y" : "ies");
	writer_number(ctl->out, "read", NULL, WRITER_PLAIN, done);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}

CtlExit ctl_replies(Ctl *ctl, const Args *args)
{
	gboolean marks = args_has(args, "read");
	CtlExit code;

	if (!marks && (args_words(args) || args_has(args, "all")))
		return ctl_fail(ctl, CTL_USAGE, "ids and --all go with --read");
	/* Who follows looks whether a writer is in the middle, which a read-only handle cannot. */
	code = ctl_open_store(ctl, marks || args_has(args, "follow") ? STORE_READ_WRITE : STORE_READ_ONLY);
	if (code != CTL_OK)
		return code;
	return marks ? mark_read(ctl, args) : list(ctl, args);
}
