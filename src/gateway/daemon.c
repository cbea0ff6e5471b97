#include "gateway/daemon.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/timerfd.h>
#include <systemd/sd-daemon.h>

#include "gateway/alarms.h"
#include "gateway/ask.h"
#include "gateway/backlog.h"
#include "gateway/door.h"
#include "gateway/gateway.h"
#include "gateway/metrics.h"
#include "gateway/metrics_out.h"
#include "gateway/notify.h"
#include "gateway/receiver.h"
#include "gateway/result.h"
#include "gateway/retention.h"
#include "gateway/sender.h"
#include "gateway/teller.h"
#include "gateway/trainer.h"
#include "gateway/turn.h"
#include "util/cleanup.h"
#include "util/fault.h"
#include "store/training.h"
#include "store/upkeep.h"
#include "util/log.h"

/* systemd gives us 10 s to stop (the unit's TimeoutStopSec), up to 5 of which another writer may take: answers that are
 * not here by then count as unknown. */
#define STOP_WAIT_US (3 * USEC_PER_SEC)
/* While stopping: two tries to write and the wait for answers fit into the unit's TimeoutStopSec=. */
#define STOP_PATIENCE_MS 500
#define RETRY_BUSY_US (USEC_PER_SEC / 20)
#define RETRY_FAILED_US (2 * USEC_PER_SEC)

static const HttpServerLimits WEBHOOK_LIMITS = {.max_body = 65536, .max_connections = 256, .timeout_s = 10};

typedef struct {
	Gateway g; /* first: gateway_wake() finds its way back */
	StoreWatch *watch;
	Notify *notify;
	MetricsOut *metrics;
	sd_event_source *turn;
	sd_event_source *due;    /* realtime: the next due step */
	sd_event_source *retry;  /* after a failed turn */
	sd_event_source *again;  /* somebody is in the middle of a commit */
	sd_event_source *stop;
	int clock_fd;            /* tells when somebody sets the clock */
	int64_t clock_offset_us; /* of real time to the time since boot, as it last was */
	int status;              /* what daemon_run() gives back */
} Daemon;

void gateway_wake(Gateway *g, unsigned flags)
{
	Daemon *d = (Daemon *)g;

	g->wake |= flags;
	notify_turn_wanted(d->notify);
	if (d->turn)
		sd_event_source_set_enabled(d->turn, SD_EVENT_ONESHOT);
}

static void arm(sd_event_source *source, uint64_t usec)
{
	if (usec == UINT64_MAX) {
		sd_event_source_set_enabled(source, SD_EVENT_OFF);
		return;
	}
	sd_event_source_set_time(source, usec);
	sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

static void arm_relative(sd_event_source *source, int64_t usec)
{
	sd_event_source_set_time_relative(source, (uint64_t)usec);
	sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

/* ---- the turn ---- */

/* What it has forgotten would be sent again: no turn must be tried on it, and systemd does not start us again. */
static int store_lost(Daemon *d, int r)
{
	log_error(NULL, "%s; stopping, so that nothing is sent twice",
	          r == -EUCLEAN ? "the store is damaged: put a backup in its place"
	                        : "an older copy of the store was put in its place");
	d->status = r;
	return sd_event_exit(d->g.event, 0);
}

static int on_turn(sd_event_source *source, void *user)
{
	Daemon *d = user;
	Gateway *g = &d->g;
	int64_t now_us = clock_now_us(&g->clock), next_us, written = store_written(g->store);
	int r;

	(void)source;
	r = turn_run(g, now_us);
	if (r == -ESTALE || r == -EUCLEAN)
		return store_lost(d, r);
	if (r < 0) {
		/* No turn until then: a full disk must not make a busy loop. */
		sd_event_source_set_enabled(d->turn, SD_EVENT_OFF);
		arm_relative(d->retry, r == -EBUSY ? RETRY_BUSY_US : RETRY_FAILED_US);
		notify_turn(d->notify, TRUE); /* it was tried: that is progress of ours, the fault is the disk's */
		return 0;
	}
	next_us = turn_next_wake_us(g, now_us);
	arm(d->due, next_us == INT64_MAX ? UINT64_MAX : (uint64_t)next_us);
	/* Work that takes many turns gets on with each that wrote something; one that asks for the next for nothing does not. */
	notify_turn(d->notify, g->wake == 0 || store_written(g->store) > written);
	if (g->wake)
		notify_turn_wanted(d->notify);
	metrics_out_changed(d->metrics);
	if (g->stopping && sender_in_flight(g) == 0 && !ask_polls(g))
		return sd_event_exit(g->event, 0);
	return 0;
}

static int on_due(sd_event_source *source, uint64_t usec, void *user)
{
	(void)source;
	(void)usec;
	gateway_wake(user, WAKE_DUE);
	return 0;
}

static int on_retry(sd_event_source *source, uint64_t usec, void *user)
{
	(void)source;
	(void)usec;
	gateway_wake(user, WAKE_RESULTS);
	return 0;
}

/* ---- other programs ---- */

static int look(Daemon *d)
{
	int retry_us = 0;

	switch (store_watch_drain(d->watch, &retry_us)) {
	case STORE_WATCH_NOTHING:
	case STORE_WATCH_AGAIN:
		break;
	case STORE_WATCH_CHANGED:
		gateway_wake(&d->g, WAKE_INTAKE | WAKE_DIRTY | WAKE_DUE);
		break;
	case STORE_WATCH_REPLACED:
		log_error(NULL, "the store was moved or deleted under us; stopping, so that nothing is sent twice");
		d->status = -ESTALE;
		return sd_event_exit(d->g.event, 0);
	}
	if (retry_us > 0)
		arm_relative(d->again, retry_us);
	return 0;
}

static int on_watch(sd_event_source *source, int fd, uint32_t events, void *user)
{
	(void)source;
	(void)fd;
	(void)events;
	return look(user);
}

static int on_again(sd_event_source *source, uint64_t usec, void *user)
{
	(void)source;
	(void)usec;
	return look(user);
}

/* ---- the clock ---- */

static int clock_arm(int fd)
{
	/* As far away as it goes: it is there to be cancelled. */
	struct itimerspec never = {.it_value.tv_sec = INT64_MAX / USEC_PER_SEC};

	return timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL) < 0 ? -errno : 0;
}

static int on_clock(sd_event_source *source, int fd, uint32_t events, void *user)
{
	Daemon *d = user;
	uint64_t ticks;

	(void)source;
	(void)events;
	if (read(fd, &ticks, sizeof ticks) < 0 && errno == ECANCELED) {
		int64_t offset_us = clock_now_us(&d->g.clock) - clock_monotonic_us();

		alarms_clock_set(&d->g, (offset_us - d->clock_offset_us) / USEC_PER_SEC);
		d->clock_offset_us = offset_us;
		log_notice(NULL, "the clock was set: looking at everything again");
		gateway_wake(&d->g, WAKE_DUE);
	}
	return clock_arm(fd);
}

/* ---- signals ---- */

static int on_stop_timeout(sd_event_source *source, uint64_t usec, void *user)
{
	Daemon *d = user;

	(void)source;
	(void)usec;
	result_give_up(&d->g, clock_now_us(&d->g.clock));
	return sd_event_exit(d->g.event, 0);
}

static int on_terminate(sd_event_source *source, const struct signalfd_siginfo *info, void *user)
{
	Daemon *d = user;

	(void)source;
	(void)info;
	if (d->g.stopping)
		return 0;
	d->g.stopping = TRUE;
	notify_stopping(d->notify);
	store_patience(d->g.store, STOP_PATIENCE_MS);
	log_info(NULL, "stopping; %u submits under way", sender_in_flight(&d->g));
	arm_relative(d->stop, STOP_WAIT_US);
	gateway_wake(&d->g, WAKE_RESULTS);
	return 0;
}

static int adopt(Daemon *d, Conf *conf)
{
	g_autofree char *config = conf_show(conf, FALSE);
	Gateway *g = &d->g;
	int64_t rules_id;
	int r = store_begin(g->store);

	if (r >= 0) {
		r = store_rules_put(g->store, conf->hash, clock_now_at(&g->clock), &rules_id);
		if (r >= 0)
			r = store_rules_config(g->store, rules_id, config);
		if (r >= 0)
			r = store_waits_end(g->store, clock_now_at(&g->clock)); /* they were by the old limits */
		if (r >= 0)
			r = store_commit(g->store);
		if (r < 0)
			store_rollback(g->store);
	}
	if (r < 0)
		return r;
	if (g->conf != conf) {
		conf_unref(g->conf);
		g->conf = conf;
	}
	g->rules_id = rules_id;
	log_set_level(conf->log_level);
	gateway_wake(g, WAKE_ALL);
	sender_adopt(g, clock_now_us(&g->clock));
	return 0;
}

static int on_reload(sd_event_source *source, const struct signalfd_siginfo *info, void *user)
{
	LogFields fields = {.event = LOG_EVENT_RELOAD};
	g_autoptr(GPtrArray) faults = NULL;
	Daemon *d = user;
	Conf *conf = NULL;
	int r;

	(void)source;
	(void)info;
	notify_reloading(d->notify);
	zones_renew(d->g.zones);
	r = (d->g.conf->training ? conf_load_training : conf_load)(d->g.conf->path, &conf, &faults);
	for (guint i = 0; faults && i < faults->len; i++) {
		const ConfFault *fault = faults->pdata[i];

		log_write(fault->warning ? LOG_WARNING : LOG_ERR, &fields, "%s", fault->text);
	}
	fault_point("reload.loaded");
	if (r >= 0 && (strcmp(conf->store_path, d->g.conf->store_path) != 0 || strcmp(conf->listen, d->g.conf->listen) != 0 ||
	               strcmp(conf->metrics_listen, d->g.conf->metrics_listen) != 0))
		log_warning(&fields,
		            "store.path, listen and metrics.listen are read at start only: restart followupd to use the new ones");
	if (r >= 0)
		r = adopt(d, conf);
	if (r >= 0) {
		log_notice(&fields, "configuration reloaded");
	} else {
		conf_unref(conf);
		log_error(&fields, "configuration not reloaded, the old one stays in force");
	}
	notify_ready(d->notify);
	return 0;
}

/* ---- start and end ---- */

static int add_timer(Daemon *d, sd_event_source **source, clockid_t clock, sd_event_time_handler_t handler)
{
	int r = sd_event_add_time(d->g.event, source, clock, UINT64_MAX, 1, handler, d);

	return r < 0 ? r : sd_event_source_set_enabled(*source, SD_EVENT_OFF);
}

static int open_sources(Daemon *d)
{
	sd_event *event = d->g.event;
	int r;

	if ((r = sd_event_add_signal(event, NULL, SIGTERM, on_terminate, d)) < 0 ||
	    (r = sd_event_add_signal(event, NULL, SIGINT, on_terminate, d)) < 0 ||
	    (r = sd_event_add_signal(event, NULL, SIGHUP, on_reload, d)) < 0 ||
	    (r = sd_event_add_defer(event, &d->turn, on_turn, d)) < 0 ||
	    (r = add_timer(d, &d->due, CLOCK_REALTIME, on_due)) < 0 ||
	    (r = add_timer(d, &d->retry, CLOCK_MONOTONIC, on_retry)) < 0 ||
	    (r = add_timer(d, &d->again, CLOCK_MONOTONIC, on_again)) < 0 ||
	    (r = add_timer(d, &d->stop, CLOCK_MONOTONIC, on_stop_timeout)) < 0)
		return r;
	if (store_watch_inotify_fd(d->watch) >= 0)
		r = sd_event_add_io(event, NULL, store_watch_inotify_fd(d->watch), EPOLLIN, on_watch, d);
	else
		arm_relative(d->again, 0);
	if (r < 0)
		return r;
	if (store_watch_bell_fd(d->watch) >= 0 &&
	    (r = sd_event_add_io(event, NULL, store_watch_bell_fd(d->watch), EPOLLIN, on_watch, d)) < 0)
		return r;
	/* After everything else that is ready: one turn then does the work of all of it. */
	r = sd_event_source_set_priority(d->turn, SD_EVENT_PRIORITY_NORMAL + 100);
	if (r < 0)
		return r;
	d->clock_offset_us = clock_now_us(&d->g.clock) - clock_monotonic_us();
	d->clock_fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	if (d->clock_fd < 0)
		return -errno;
	r = clock_arm(d->clock_fd);
	return r < 0 ? r : sd_event_add_io(event, NULL, d->clock_fd, EPOLLIN, on_clock, d);
}

/* The socket systemd listens on for us, or -1. */
static int activated_fd(void)
{
	int n = sd_listen_fds(1);

	if (n > 1)
		log_warning(NULL, "%d sockets were handed over, only the first is used", n);
	return n > 0 ? SD_LISTEN_FDS_START : -1;
}

static int open_listener(Daemon *d)
{
	Gateway *g = &d->g;
	int fd = activated_fd(), r;

	if (g->conf->training || (fd < 0 && !*g->conf->listen))
		return 0;
	r = http_server_new(&g->server, g->event, g->conf->listen, fd, &WEBHOOK_LIMITS, receiver_on_request, g);
	if (r < 0)
		log_error(NULL, "cannot listen on %s: %s", fd < 0 ? g->conf->listen : "the handed-over socket", g_strerror(-r));
	else
		log_info(NULL, "listening for webhooks on port %d", http_server_port(g->server));
	return r;
}

/* What a crash left: attempts without a result may be out, so they are unknown and never sent again by themselves. */
static int reconcile(Daemon *d)
{
	Gateway *g = &d->g;
	guint n = 0;
	int r = store_begin(g->store);

	if (r >= 0) {
		r = store_attempts_abandon(g->store, clock_now_us(&g->clock), &n);
		if (r >= 0)
			r = store_commit(g->store);
		if (r < 0)
			store_rollback(g->store);
	}
	if (n)
		log_warning(&(LogFields){.event = LOG_EVENT_UNKNOWN}, "%u submits of the last run have no result: unknown", n);
	return r;
}

static int open_store(Daemon *d)
{
	Gateway *g = &d->g;
	g_autofree char *why = NULL;
	int r = store_open(g->conf->store_path, STORE_READ_WRITE, &g->store, &why);

	if (r < 0) {
		log_error(NULL, "cannot open the store %s: %s%s", g->conf->store_path, why,
		          r == -EUCLEAN ? "; put a backup in its place" : "");
		return r;
	}
	r = store_training_check(g->store, g->conf->training, &why);
	if (r < 0) {
		log_error(NULL, "refused to work on the store %s: %s", g->conf->store_path, why);
		return r;
	}
	r = store_watch_new(g->store, g->conf->store_path, TRUE, &d->watch);
	if (r == -EBUSY) {
		/* What it has under way would look like a crash's remains to us. */
		log_error(NULL, "another followupd works on the store %s", g->conf->store_path);
		return r;
	}
	if (r < 0) {
		log_error(NULL, "cannot watch the store %s: %s", g->conf->store_path, g_strerror(-r));
		return r;
	}
	if (store_watch_inotify_fd(d->watch) < 0)
		log_warning(NULL, STORE_WATCH_BLIND);
	if (store_checkpoint_beside(g->store) < 0)
		log_warning(NULL, "the store's log is copied back between messages, not beside them: %s", store_error(g->store));
	r = reconcile(d);
	if (r < 0)
		log_error(NULL, "store: %s", store_error(g->store));
	return r;
}

static void daemon_close(Daemon *d)
{
	Gateway *g = &d->g;

	metrics_out_free(d->metrics);
	http_server_free(g->server);
	http_client_free(g->client);
	sender_free(g);
	receiver_free(g);
	ask_free(g);
	door_free(g);
	teller_free(g);
	retention_free(g);
	metrics_free(g);
	alarms_free(g);
	notify_free(d->notify);
	sd_event_source_disable_unref(d->turn);
	sd_event_source_disable_unref(d->due);
	sd_event_source_disable_unref(d->retry);
	sd_event_source_disable_unref(d->again);
	sd_event_source_disable_unref(d->stop);
	store_watch_free(d->watch);
	store_close(g->store);
	zones_free(g->zones);
	conf_unref(g->conf);
	sd_event_unref(g->event);
	fd_close(d->clock_fd);
}

static int block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD); /* sd-event wants it so for the programs of channels */
	signal(SIGPIPE, SIG_IGN);
	return sigprocmask(SIG_BLOCK, &set, NULL) < 0 ? -errno : 0;
}

int daemon_run(Conf *conf)
{
	Daemon d = {.g = {.clock = CLOCK_REAL, .conf = conf, .find_driver = conf->training ? trainer_driver : provider_find},
	            .clock_fd = -1};
	Gateway *g = &d.g;
	int r;

	log_set_level(conf->log_level);
	g->zones = zones_new();
	sender_init(g);
	receiver_init(g);
	ask_init(g);
	door_init(g);
	alarms_init(g);
	teller_init(g);
	retention_init(g);
	metrics_init(g, clock_now_at(&g->clock));
	if ((r = block_signals()) < 0 || (r = sd_event_default(&g->event)) < 0 || (r = open_store(&d)) < 0 ||
	    (r = open_sources(&d)) < 0 || (!conf->training && (r = http_client_new(&g->client, g->event, 0)) < 0) ||
	    (r = open_listener(&d)) < 0 || (r = metrics_out_new(g, &d.metrics)) < 0 ||
	    (r = notify_new(g, &d.notify)) < 0 || (r = adopt(&d, conf)) < 0 ||
	    (r = backlog_begin(g, clock_now_us(&g->clock))) < 0) {
		log_error(NULL, "cannot start: %s", g_strerror(-r));
		goto out;
	}
	notify_ready(d.notify);
	log_info(&(LogFields){.event = LOG_EVENT_READY}, "ready: %u shop%s, %u provider%s, store %s", conf->shops->len,
	         conf->shops->len == 1 ? "" : "s", conf->providers->len, conf->providers->len == 1 ? "" : "s",
	         conf->store_path);
	r = sd_event_loop(g->event);
	if (r >= 0)
		r = d.status;
	log_info(NULL, "stopped");
out:
	daemon_close(&d);
	return r;
}
