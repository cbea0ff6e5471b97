#include "desk/thread.h"

#include "desk/replies.h"
#include "util/order.h"

#include <errno.h>

static void item_clear(gpointer data)
{
	g_free(((ThreadItem *)data)->title);
}

static void add(Thread *t, ThreadItem item)
{
	g_array_append_val(t->items, item);
}

static void add_review(Thread *t)
{
	GString *title = g_string_new("complaint");

	if (t->c.rating > 0)
		g_string_append_printf(title, ", %d star%s", t->c.rating, t->c.rating == 1 ? "" : "s");
	if (t->c.level > 0)
		g_string_append_printf(title, ", level %d", t->c.level);
	if (t->c.category && *t->c.category)
		g_string_append_printf(title, ", %s", t->c.category);
	add(t, (ThreadItem){.kind = THREAD_REVIEW, .at = t->c.complaint_at, .who = "customer",
	                    .title = g_string_free(title, FALSE), .body = t->c.text});
}

/* What became of a message, in words that promise nothing (never "sent" for what may not have been). */
static const char *const STATE_WORDS[MESSAGE_STATES] = {
	[MESSAGE_INTENT] = "being handed to the provider",
	[MESSAGE_WAITING] = "not accepted yet",
	[MESSAGE_UNKNOWN] = "may or may not have left",
	[MESSAGE_ACCEPTED] = "handed to the provider",
	[MESSAGE_BUFFERED] = "waits for the phone",
	[MESSAGE_FAILED] = "did not leave, or did not arrive",
	[MESSAGE_DELIVERED] = "delivered",
};

static void add_messages(Thread *t)
{
	for (guint i = 0; i < t->messages->len; i++) {
		const StoreMessage *m = &g_array_index(t->messages, StoreMessage, i);
		GString *title = g_string_new(desk_step_words(m->step));

		g_string_append_printf(title, " (%s)", STATE_WORDS[m->state]);
		if (m->contradiction)
			g_string_append(title, " (the reports contradict each other)");
		if (m->tries > 1)
			g_string_append_printf(title, ", %d tries", m->tries);
		if (m->error)
			g_string_append_printf(title, ": %s", m->error);
		add(t, (ThreadItem){.kind = THREAD_MESSAGE,
		                    .at = m->sent_at == STORE_NO_TIME ? m->created_at : m->sent_at,
		                    .who = m->author,
		                    .title = g_string_free(title, FALSE),
		                    .body = m->text,
		                    .state = message_state_name(m->state),
		                    .id = m->id});
	}
}

static int add_replies(const Desk *desk, Thread *t)
{
	for (guint i = 0; i < t->replies->len; i++) {
		const StoreReply *reply = &g_array_index(t->replies, StoreReply, i);
		g_autofree char *doubt = NULL;
		int r = replies_doubt(desk, reply, t->c.id, &doubt);

		if (r < 0)
			return r;
		add(t, (ThreadItem){.kind = THREAD_REPLY,
		                    .at = reply->at == STORE_NO_TIME ? reply->received_at : reply->at,
		                    .who = "customer",
		                    .body = reply->text,
		                    .state = reply->label,
		                    .id = reply->id,
		                    .title = g_strdup_printf("reply (%s%s%s%s)", reply->label,
		                                             reply->likely_repeat ? ", likely a repeat" : "",
		                                             doubt ? ", " : "", doubt ? doubt : ""),
		                    .unread = reply->read_at == STORE_NO_TIME});
	}
	return 0;
}

static void add_events(Thread *t)
{
	for (guint i = 0; i < t->events->len; i++) {
		const StoreEventRow *e = &g_array_index(t->events, StoreEventRow, i);
		g_autofree char *name = g_strdelimit(g_strdup(event_name(e->kind)), "_", ' ');

		/* The message and the reply stand there themselves. */
		if ((e->kind == EVENT_SENT && e->message_id) || (e->kind == EVENT_REPLY && e->reply_id))
			continue;
		add(t, (ThreadItem){.kind = THREAD_EVENT,
		                    .at = e->at,
		                    .who = e->actor,
		                    .body = e->note,
		                    .id = e->id,
		                    .title = e->step == STEP_NONE
		                                     ? g_strdup(name)
		                                     : g_strdup_printf("%s %s", desk_step_words(e->step), name)});
	}
}

/* What was done shows as its message. */
static void add_steps(Thread *t)
{
	for (guint i = 0; i < t->steps->len; i++) {
		const StoreStep *s = &g_array_index(t->steps, StoreStep, i);
		g_autofree char *reason = g_strdelimit(g_strdup(s->reason), "_", ' ');
		gboolean planned = s->state == STEP_PLANNED && s->due_at != STORE_NO_TIME;

		if (s->state == STEP_DONE)
			continue;
		add(t, (ThreadItem){.kind = THREAD_STEP, .at = planned ? s->due_at : s->changed_at, .who = "followupd",
		                    .title = g_strdup_printf("%s, %s (%s)", desk_step_words(s->step),
		                                             step_state_name(s->state), reason),
		                    .body = s->detail, .state = step_state_name(s->state), .id = s->id});
	}
}

static int by_time(gconstpointer a, gconstpointer b)
{
	/* Within one second: what was said, then what came of it. */
	static const int RANKS[] = {[THREAD_REVIEW] = 0, [THREAD_MESSAGE] = 1, [THREAD_REPLY] = 2, [THREAD_EVENT] = 3,
	                            [THREAD_STEP] = 4};
	const ThreadItem *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->kind != y->kind)
		return RANKS[x->kind] - RANKS[y->kind];
	return x->id < y->id ? -1 : x->id > y->id;
}

/* A list of replies has the unread ones and the newest first. */
static int by_coming(gconstpointer a, gconstpointer b)
{
	return order_int64(&((const StoreReply *)a)->id, &((const StoreReply *)b)->id);
}

static int load(const Desk *desk, int64_t case_id, Thread *t)
{
	const StoreReplyFilter filter = {.case_id = case_id, .limit = 1000};
	int r = store_case_get(desk->store, case_id, &t->c);

	if (r == 0)
		r = store_message_list(desk->store, case_id, &t->messages);
	if (r == 0)
		r = store_reply_list(desk->store, &filter, &t->replies);
	if (r == 0)
		g_array_sort(t->replies, by_coming);
	if (r == 0)
		r = store_event_list(desk->store, case_id, &t->events);
	if (r == 0)
		r = store_step_list(desk->store, case_id, &t->steps);
	return r;
}

int thread_load(const Desk *desk, int64_t case_id, Thread *out, char **fault)
{
	Thread t = {.items = g_array_new(FALSE, FALSE, sizeof(ThreadItem))};
	int r;

	g_array_set_clear_func(t.items, item_clear);
	r = load(desk, case_id, &t);
	if (r == 0)
		r = add_replies(desk, &t);
	if (r < 0) {
		*fault = r == -ENOENT ? g_strdup_printf("there is no case %" G_GINT64_FORMAT, case_id)
		                      : desk_store_fault(desk, "cannot read the case");
		thread_clear(&t);
		return r;
	}
	add_review(&t);
	add_events(&t);
	add_messages(&t);
	add_steps(&t);
	g_array_sort(t.items, by_time);
	*out = t;
	return 0;
}

void thread_clear(Thread *thread)
{
	g_clear_pointer(&thread->items, g_array_unref);
	g_clear_pointer(&thread->messages, g_array_unref);
	g_clear_pointer(&thread->replies, g_array_unref);
	g_clear_pointer(&thread->events, g_array_unref);
	g_clear_pointer(&thread->steps, g_array_unref);
	store_case_clear(&thread->c);
}
