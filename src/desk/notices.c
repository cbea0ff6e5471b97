#include "desk/notices.h"

#include "store/notices.h"
#include "util/nearest.h"

#include <errno.h>

static int unknown_channel(const Desk *desk, const char *channel, char **fault)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const char *near;

	for (guint i = 0; i < desk->conf->channels->len; i++)
		g_ptr_array_add(names, ((const ConfChannel *)desk->conf->channels->pdata[i])->id);
	g_ptr_array_add(names, NULL);
	near = nearest_word(channel, (const char *const *)names->pdata);
	if (names->len == 1)
		*fault = g_strdup(
		        "the configuration has no channels; write notify: { NAME: { kind = ...; url = ...; }; };");
	else
		*fault = g_strdup_printf("there is no channel \"%s\"; %s \"%s\"%s", channel,
		                         near ? "did you mean" : "write one as",
		                         near ? near : (const char *)names->pdata[0], near ? "?" : "");
	return -ENOENT;
}

int notices_test(const Desk *desk, const char *channel, char **fault)
{
	g_autofree char *words = g_strdup_printf("a test, asked for by %s", desk->actor);
	StoreNotice notice = {.kind = NOTICE_TEST,
	                      .channel = (char *)channel,
	                      .words = words,
	                      .due_at = STORE_NO_TIME,
	                      .at = desk->now_at};
	int r;

	if (!conf_channel(desk->conf, channel))
		return unknown_channel(desk, channel, fault);
	r = store_begin(desk->store);
	if (r < 0) {
		*fault = desk_store_fault(desk, "cannot write to the store");
		return r;
	}
	r = store_notice_put(desk->store, &notice);
	if (r == 0)
		r = store_commit(desk->store);
	if (r < 0) {
		*fault = desk_store_fault(desk, "nothing was left for the channel");
		store_rollback(desk->store);
	}
	return r;
}
