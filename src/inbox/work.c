#include "inbox/work.h"

#include <errno.h>

#include "inbox/api.h"
#include "util/clock.h"

#define UNDER_WAY_MOST 64

typedef struct {
	Request *request;
	WorkPiece piece;
	void *state;
	GDestroyNotify free_state;
} Task;

struct Work {
	GQueue tasks; /* of Task; the first has the next turn */
	sd_event_source *turn; /* a timer: a source that is always pending would keep all others out */
	int64_t slice_us;
};

static void task_free(Task *task)
{
	task->free_state(task->state);
	g_free(task);
}

/* The last of it: the request is gone afterwards. */
static void end(Task *task, int r)
{
	api_end(task->request, r);
	task_free(task);
}

static int go_on(const Work *work, const Task *task)
{
	int64_t until_us = clock_monotonic_us() + work->slice_us;
	int r;

	do
		r = task->piece(task->request, task->state);
	while (r > 0 && clock_monotonic_us() < until_us);
	return r;
}

static int turn_soon(const Work *work)
{
	int r = sd_event_source_set_time_relative(work->turn, 0);

	return r < 0 ? r : sd_event_source_set_enabled(work->turn, SD_EVENT_ONESHOT);
}

static int on_turn(sd_event_source *source, uint64_t usec, void *user)
{
	Work *work = user;
	Task *task = g_queue_pop_head(&work->tasks);
	Request *request = task->request;
	int r = 0;

	(void)source, (void)usec;
	request->desk.conf = request->inbox->conf; /* the one it began with may be gone */
	if (http_server_is_gone(request->ticket))
		http_server_drop(g_steal_pointer(&request->ticket));
	else
		r = go_on(work, task);
	if (r > 0)
		g_queue_push_tail(&work->tasks, task);
	else
		end(task, r);
	return g_queue_is_empty(&work->tasks) ? 0 : turn_soon(work);
}

static void replace(Work *work, const Request *newer, WorkPiece piece)
{
	for (GList *i = work->tasks.head; i; i = i->next) {
		Task *task = i->data;
		Request *older = task->request;

		if (task->piece != piece || !g_str_equal(older->session.hash, newer->session.hash))
			continue;
		g_queue_delete_link(&work->tasks, i);
		end(task, request_refuse(older, 409, "replaced", older->inbound->path, "",
		                         "the same session asked for another one meanwhile; ask again"));
		return;
	}
}

int work_begin(Request *request, WorkPiece piece, void *state, GDestroyNotify free_state)
{
	Work *work = request->inbox->work;
	Task *task = g_new(Task, 1);
	int r;

	*task = (Task){.request = request, .piece = piece, .state = state, .free_state = free_state};
	replace(work, request, piece);
	r = go_on(work, task);
	if (r > 0 && work->tasks.length >= UNDER_WAY_MOST)
		r = request_refuse(request, 503, "busy", request->inbound->path, "",
		                   "too many ask for much; try again in a moment");
	if (r > 0 && turn_soon(work) < 0)
		r = -ENOMEM;
	if (r <= 0) {
		task_free(task);
		return r;
	}
	request_keep(request);
	g_queue_push_tail(&work->tasks, task);
	return 0;
}

int work_new(sd_event *event, int64_t slice_us, Work **work)
{
	Work *fresh = g_new0(Work, 1);
	int r;

	g_queue_init(&fresh->tasks);
	fresh->slice_us = slice_us;
	r = sd_event_add_time(event, &fresh->turn, CLOCK_MONOTONIC, UINT64_MAX, 1, on_turn, fresh);
	if (r >= 0)
		r = sd_event_source_set_enabled(fresh->turn, SD_EVENT_OFF);
	if (r < 0) {
		work_free(fresh);
		return r;
	}
	*work = fresh;
	return 0;
}

void work_free(Work *work)
{
	Task *task;

	if (!work)
		return;
	while ((task = g_queue_pop_head(&work->tasks))) {
		request_free(task->request);
		task_free(task);
	}
	sd_event_source_disable_unref(work->turn);
	g_free(work);
}
