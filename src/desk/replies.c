#include "desk/replies.h"

#include "desk/act.h"
#include "store/triage.h"
#include "text/code.h"

#include <errno.h>

#define PAGE 500u

static int mark(const Desk *desk, int64_t id, guint *done, char **fault)
{
	int r = store_reply_read(desk->store, id, desk->actor, desk->now_at);

	if (r == -ENOENT)
		*fault = g_strdup_printf("there is no reply %" G_GINT64_FORMAT "; nothing was marked", id);
	if (r == 0)
		(*done)++;
	return r;
}

/* Page by page: each one is read before the next is asked for. */
static int mark_unread(const Desk *desk, guint *done, char **fault)
{
	const StoreReplyFilter filter = {.unread_only = TRUE, .limit = PAGE};
	guint got = PAGE;
	int r = 0;

	while (r == 0 && got == PAGE) {
		g_autoptr(GArray) replies = NULL;

		r = store_reply_list(desk->store, &filter, &replies);
		got = r == 0 ? replies->len : 0;
		for (guint i = 0; r == 0 && i < got; i++)
			r = mark(desk, g_array_index(replies, StoreReply, i).id, done, fault);
	}
	return r;
}

int replies_mark_read(const Desk *desk, const GArray *ids, guint *done, char **fault)
{
	guint marked = 0;
	Act act;
	int r = act_begin(desk, RIGHT_LABEL, &act, fault);

	if (r < 0)
		return r;
	if (!ids)
		r = mark_unread(desk, &marked, fault);
	for (guint i = 0; r == 0 && ids && i < ids->len; i++)
		r = mark(desk, g_array_index(ids, int64_t, i), &marked, fault);
	r = act_end(&act, r, fault);
	if (r == 0)
		*done = marked;
	return r;
}

/* The list begins with the newest unread one; those read since are above it, oldest first, page by page. */
int replies_last_id(const Desk *desk, int64_t *id)
{
	StoreReplyFilter filter = {.limit = 1};
	guint got;
	int r;

	do {
		g_autoptr(GArray) replies = NULL;

		r = store_reply_list(desk->store, &filter, &replies);
		got = r == 0 ? replies->len : 0;
		if (got > 0)
			filter.after_id = g_array_index(replies, StoreReply, got - 1).id;
		filter.limit = PAGE;
	} while (got > 0);
	if (r == 0)
		*id = filter.after_id;
	return r;
}

char *replies_unknown_label(const char *label)
{
	GString *s = g_string_new(NULL);

	g_string_append_printf(s, "there is no label \"%s\"; they are", label);
	for (int i = 0; i < LABELS; i++)
		g_string_append_printf(s, "%s %s", i ? "," : "", reply_label_name((ReplyLabel)i));
	return g_string_free(s, FALSE);
}

static void append_case(GString *words, int64_t id)
{
	char code[CASE_CODE_SIZE];

	case_code(id, code);
	g_string_append_printf(words, "%s%s", words->len ? ", " : "", code);
}

int replies_doubt(const Desk *desk, const StoreReply *reply, int64_t case_id, char **words)
{
	g_autoptr(GArray) others = NULL;
	g_autoptr(GString) codes = g_string_new(NULL);
	int r = store_reply_others(desk->store, reply->id, &others);

	if (r < 0)
		return r;
	if (others->len && reply->case_id && reply->case_id != case_id)
		append_case(codes, reply->case_id);
	for (guint i = 0; i < others->len; i++)
		if (g_array_index(others, int64_t, i) != case_id)
			append_case(codes, g_array_index(others, int64_t, i));
	*words = codes->len ? g_strdup_printf("may be about case %s%s", codes->str, case_id ? " too" : "") : NULL;
	return 0;
}
