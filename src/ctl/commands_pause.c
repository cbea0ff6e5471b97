/* Stopping what is sent, and waiting until nothing is under way. */
#include "ctl/ctl.h"

#include "conf/spans.h"
#include "desk/pauses.h"
#include "store/watch.h"

#include <errno.h>
#include <poll.h>

/* One of the scopes must be said, so that nobody stops everything by leaving a word out. *scope is the caller's. */
static CtlExit scope_of(const Ctl *ctl, const Args *args, char **scope)
{
	static const struct {
		const char *option;
		PauseKind kind;
	} SCOPES[] = {
		{"all", PAUSE_ALL}, {"shop", PAUSE_SHOP}, {"provider", PAUSE_PROVIDER}, {"step", PAUSE_STEP}, {"text", PAUSE_TEXT},
	};
	g_autofree char *found = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(SCOPES); i++) {
		const char *value = args_value(args, SCOPES[i].option);

		if (!args_has(args, SCOPES[i].option))
			continue;
		if (found || (value && !*value))
			return ctl_fail(ctl, CTL_USAGE, found ? "one scope at a time" : "a name is missing");
		found = pause_scope(SCOPES[i].kind, value);
	}
	if (!found)
		return ctl_fail(ctl, CTL_USAGE, "say --all, --shop SHOP, --provider PROVIDER, --step STEP or --text VERSION");
	*scope = g_steal_pointer(&found);
	return CTL_OK;
}

/* On whose clock its times are said: the shop's, else this machine's. */
static GTimeZone *clock_of(const Ctl *ctl, const Args *args, GTimeZone *local)
{
	const char *shop = args_value(args, "shop");

	return shop ? desk_shop_zone(&ctl->desk, shop) : local;
}

/* STORE_NO_TIME when neither --for nor --until is given. */
static int pause_end_at(const Ctl *ctl, const Args *args, GTimeZone *clock, int64_t *until_at, char **fault)
{
	const char *span = args_value(args, "for"), *until = args_value(args, "until");
	g_autofree char *wrong = NULL;
	int64_t seconds = 0;

	*until_at = STORE_NO_TIME;
	if (span && until) {
		*fault = g_strdup("say --for or --until, not both");
		return -EINVAL;
	}
	if (until)
		return pause_until_parse(until, clock, ctl->desk.now_at, until_at, fault);
	if (!span)
		return 0;
	if (duration_parse(span, &seconds, &wrong) < 0 || seconds <= 0) {
		*fault = g_strdup_printf("--for: \"%s\": %s", span, wrong ? wrong : "must be longer than nothing");
		return -EINVAL;
	}
	*until_at = ctl->desk.now_at + seconds;
	return 0;
}

/* Until what was under way when the pause began has its result. The pause is committed: every turn after it sees it, and an intent
 * of a turn before it is counted here. */
static int drain(const Ctl *ctl, const char *scope, int64_t *left)
{
	StoreWatch *watch = NULL;
	struct pollfd fd = {.events = POLLIN};
	int r = store_watch_new(ctl->desk.store, ctl->store_path, FALSE, &watch);

	if (r < 0)
		return r;
	fd.fd = store_watch_inotify_fd(watch);
	for (;;) {
		int retry_us = 0;

		r = store_sending_count(ctl->desk.store, scope, left);
		if (r < 0 || *left == 0)
			break;
		/* Without a daemon no result will ever come. */
		if (!store_ring(ctl->store_path)) {
			r = -ENOTCONN;
			break;
		}
		/* A result rings nobody's bell but changes the file; the second is for a daemon that dies meanwhile. */
		if (poll(&fd, 1, 1000) < 0 && errno != EINTR) {
			r = -errno;
			break;
		}
		if (store_watch_drain(watch, &retry_us) == STORE_WATCH_REPLACED) {
			r = -ESTALE;
			break;
		}
	}
	store_watch_free(watch);
	return r;
}

static CtlExit wait_idle(Ctl *ctl, const char *scope)
{
	g_autofree char *fault = NULL;
	int64_t left = 0;
	int r;

	store_ring(ctl->store_path);
	r = drain(ctl, scope, &left);
	writer_number(ctl->out, "under_way", NULL, WRITER_PLAIN, left);
	if (r == -ENOTCONN) {
		fault = g_strdup_printf("paused, but %" G_GINT64_FORMAT " messages have no result and followupd does not run: its "
		                        "next start calls them unknown", left);
		return ctl_fail(ctl, CTL_FAILED, fault);
	}
	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, r == -ESTALE ? "the store was moved or deleted" : store_error(ctl->desk.store));
	writer_say(ctl->out, NULL, WRITER_GOOD, "Nothing is under way any more.");
	return CTL_OK;
}

CtlExit ctl_pause(Ctl *ctl, const Args *args)
{
	const char *reason = args_value(args, "reason");
	g_autoptr(GTimeZone) local = g_time_zone_new_local();
	GTimeZone *clock = clock_of(ctl, args, local);
	g_autofree char *scope = NULL, *fault = NULL, *what = NULL, *sentence = NULL, *when = NULL;
	int64_t until_at;
	CtlExit code = scope_of(ctl, args, &scope);
	int r;

	if (code != CTL_OK)
		return code;
	if (!reason || !*reason)
		return ctl_fail(ctl, CTL_USAGE, "say why with --reason: the others will ask");
	r = pause_end_at(ctl, args, clock, &until_at, &fault);
	if (r < 0)
		return ctl_fail(ctl, CTL_USAGE, fault);
	r = pause_begin(&ctl->desk, scope, reason, until_at, &fault);
	if (r == -EEXIST && args_has(args, "wait"))
		return wait_idle(ctl, scope); /* paused before: the wait is what is asked for */
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	ctl->changed = TRUE;
	when = until_at == STORE_NO_TIME ? g_strdup("it is resumed") : zones_format(clock, until_at);
	what = pause_words(scope);
	sentence = g_strdup_printf("%s is paused until %s.", what, when);
	writer_text(ctl->out, "scope", NULL, WRITER_PLAIN, scope);
	writer_time(ctl->out, "until_at", NULL, until_at, STORE_NO_TIME, NULL);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return args_has(args, "wait") ? wait_idle(ctl, scope) : CTL_OK;
}

CtlExit ctl_resume(Ctl *ctl, const Args *args)
{
	g_autofree char *scope = NULL, *fault = NULL, *what = NULL, *sentence = NULL;
	CtlExit code = scope_of(ctl, args, &scope);
	int r;

	if (code != CTL_OK)
		return code;
	r = pause_end(&ctl->desk, scope, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	ctl->changed = TRUE;
	what = pause_words(scope);
	sentence = g_strdup_printf("%s is resumed.", what);
	writer_text(ctl->out, "scope", NULL, WRITER_PLAIN, scope);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}
