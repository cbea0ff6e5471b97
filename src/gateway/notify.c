#include "gateway/notify.h"

#include <systemd/sd-daemon.h>

#include "gateway/sender.h"
#include "util/log.h"

#define STATUS_EVERY_US USEC_PER_SEC

struct Notify {
	Gateway *g;
	sd_event_source *watchdog;
	sd_event_source *status;
	uint64_t watchdog_us;     /* 0: nobody watches */
	int64_t wanted_us;        /* monotonic; since when a turn is asked for and not done; 0: none is */
	gboolean status_pending;
};

/* The loop turns, but does the work get done? A wish for a turn that is older than the watchdog's whole time, and that no turn has
 * come nearer to, is a hang. */
static gboolean makes_progress(const Notify *n)
{
	return !n->wanted_us || (uint64_t)(clock_monotonic_us() - n->wanted_us) < n->watchdog_us;
}

static int on_watchdog(sd_event_source *source, uint64_t usec, void *user)
{
	Notify *n = user;

	if (makes_progress(n))
		sd_notify(0, "WATCHDOG=1");
	else
		log_error(NULL, "no turn was finished for a whole watchdog time: giving the watchdog no answer");
	sd_event_source_set_time(source, usec + n->watchdog_us / 2);
	return sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

static void send_status(Notify *n)
{
	Gateway *g = n->g;
	int64_t now_at = clock_now_at(&g->clock);
	g_autofree char *next = NULL;
	StoreCounts c;

	if (store_counts(g->store, now_at, &c) < 0)
		return;
	next = c.next_due_at == STORE_NO_TIME ? g_strdup("nothing planned") : zones_format(NULL, c.next_due_at);
	sd_notifyf(0,
	           "STATUS=%u in flight, %" G_GINT64_FORMAT " planned, next %s; %" G_GINT64_FORMAT
	           " held, %" G_GINT64_FORMAT " unknown, %" G_GINT64_FORMAT " replies unread",
	           sender_in_flight(g), c.planned, next, c.held, c.unknown, c.unread);
}

static int on_status(sd_event_source *source, uint64_t usec, void *user)
{
	Notify *n = user;

	(void)source;
	(void)usec;
	n->status_pending = FALSE;
	send_status(n);
	return 0;
}

int notify_new(Gateway *g, Notify **out)
{
	Notify *n = g_new0(Notify, 1);
	int r = 0;

	n->g = g;
	if (sd_watchdog_enabled(0, &n->watchdog_us) > 0)
		r = sd_event_add_time_relative(g->event, &n->watchdog, CLOCK_MONOTONIC, n->watchdog_us / 2,
		                               n->watchdog_us / 20, on_watchdog, n);
	if (r >= 0 && g_getenv("NOTIFY_SOCKET")) {
		r = sd_event_add_time(g->event, &n->status, CLOCK_MONOTONIC, UINT64_MAX, STATUS_EVERY_US / 10,
		                      on_status, n);
		if (r >= 0)
			r = sd_event_source_set_enabled(n->status, SD_EVENT_OFF);
	}
	if (r < 0) {
		notify_free(n);
		return r;
	}
	*out = n;
	return 0;
}

void notify_free(Notify *n)
{
	if (!n)
		return;
	sd_event_source_disable_unref(n->watchdog);
	sd_event_source_disable_unref(n->status);
	g_free(n);
}

void notify_ready(Notify *n)
{
	send_status(n);
	sd_notify(0, "READY=1");
}

void notify_reloading(Notify *n)
{
	(void)n;
	sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT, g_get_monotonic_time());
}

void notify_stopping(Notify *n)
{
	(void)n;
	sd_notify(0, "STOPPING=1\nSTATUS=waiting for answers of the provider");
}

void notify_turn_wanted(Notify *n)
{
	if (n && !n->wanted_us)
		n->wanted_us = clock_monotonic_us();
}

void notify_turn(Notify *n, gboolean done)
{
	if (done)
		n->wanted_us = 0;
	if (!n->status || n->status_pending)
		return;
	n->status_pending = TRUE;
	sd_event_source_set_time_relative(n->status, STATUS_EVERY_US);
	sd_event_source_set_enabled(n->status, SD_EVENT_ONESHOT);
}
