/* The program's loop: the store is watched, requests are answered, listeners are told. */
#include "inbox/inbox.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <systemd/sd-daemon.h>

#include "inbox/api.h"
#include "inbox/events.h"
#include "inbox/kept.h"
#include "inbox/outlook.h"
#include "inbox/static.h"
#include "inbox/throttle.h"
#include "inbox/work.h"
#include "store/training.h"
#include "util/log.h"

/* Of the time of the one thread, what is ahead takes a hundredth for each shop that is looked at, and so does each
 * report. */
#define KEPT_TIMES 100

/* So long a search goes on before others have their turn: what they wait for is a turn or two. */
#define SLICE_US 5000

/* A file to be checked is the largest thing that comes in; a listener keeps its connection. */
static const HttpServerLimits LIMITS = {.max_body = 1024 * 1024, .max_connections = 1024, .timeout_s = 30,
                                       .all_methods = TRUE};

typedef struct {
	Inbox inbox;
	StoreWatch *watch;
	sd_event_source *again; /* somebody is in the middle of a commit */
	int status;
} App;

/* No inline script or style, nothing from or to another host, in no frame. */
static const char POLICY[] = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
			     "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

GArray *inbox_headers(const char *content_type, gboolean api)
{
	GArray *headers = http_headers_new();

	if (content_type)
		http_headers_add(headers, "Content-Type", content_type);
	http_headers_add(headers, "Content-Security-Policy", POLICY);
	http_headers_add(headers, "X-Content-Type-Options", "nosniff");
	http_headers_add(headers, "X-Frame-Options", "DENY");
	http_headers_add(headers, "Referrer-Policy", "no-referrer");
	http_headers_add(headers, "Cross-Origin-Opener-Policy", "same-origin");
	http_headers_add(headers, "Cross-Origin-Resource-Policy", "same-origin");
	if (api)
		http_headers_add(headers, "Cache-Control", "no-store");
	return headers;
}

static void on_request(HttpTicket *ticket, const HttpInbound *inbound, void *user)
{
	Inbox *inbox = user;

	if (g_str_has_prefix(inbound->path, "/api/"))
		api_serve(inbox, ticket, inbound);
	else
		static_serve(inbox, ticket, inbound);
}

/* ---- the store ---- */

static int look(App *app)
{
	int retry_us = 0;

	switch (store_watch_drain(app->watch, &retry_us)) {
	case STORE_WATCH_NOTHING:
	case STORE_WATCH_AGAIN:
		break;
	case STORE_WATCH_CHANGED:
		events_look(app->inbox.events);
		break;
	case STORE_WATCH_REPLACED:
		log_error(NULL, "the store was moved or deleted under us; stopping");
		app->status = -ESTALE;
		return sd_event_exit(app->inbox.event, 0);
	}
	if (retry_us > 0) {
		sd_event_source_set_time_relative(app->again, (uint64_t)retry_us);
		sd_event_source_set_enabled(app->again, SD_EVENT_ONESHOT);
	}
	return 0;
}

static int on_watch(sd_event_source *source, int fd, uint32_t events, void *user)
{
	(void)source, (void)fd, (void)events;
	return look(user);
}

static int on_again(sd_event_source *source, uint64_t usec, void *user)
{
	(void)source, (void)usec;
	return look(user);
}

static int open_store(App *app)
{
	Inbox *inbox = &app->inbox;
	const char *path = inbox->conf->store_path;
	g_autofree char *why = NULL;
	int r = store_open(path, STORE_READ_WRITE, &inbox->store, &why);

	if (r < 0) {
		log_error(NULL, "cannot open the store %s: %s", path, why);
		return r;
	}
	r = store_training_check(inbox->store, inbox->conf->training, &why);
	if (r < 0) {
		log_error(NULL, "refused to serve the store %s: %s", path, why);
		return r;
	}
	r = store_watch_new(inbox->store, path, FALSE, &app->watch);
	if (r < 0)
		log_error(NULL, "cannot watch the store %s: %s", path, g_strerror(-r));
	else if (store_watch_inotify_fd(app->watch) < 0)
		log_warning(NULL, STORE_WATCH_BLIND);
	return r;
}

/* ---- signals ---- */

static int on_terminate(sd_event_source *source, const struct signalfd_siginfo *info, void *user)
{
	App *app = user;

	(void)source, (void)info;
	sd_notify(0, "STOPPING=1");
	return sd_event_exit(app->inbox.event, 0);
}

static int on_reload(sd_event_source *source, const struct signalfd_siginfo *info, void *user)
{
	const LogFields fields = {.event = LOG_EVENT_RELOAD};
	g_autoptr(GPtrArray) faults = NULL;
	Inbox *inbox = &((App *)user)->inbox;
	Conf *conf = NULL;
	int r;

	(void)source, (void)info;
	sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT, clock_monotonic_us());
	r = (inbox->conf->training ? conf_load_training : conf_load_without_secrets)(inbox->conf->path, &conf, &faults);
	for (guint i = 0; faults && i < faults->len; i++) {
		const ConfFault *fault = faults->pdata[i];

		log_write(fault->warning ? LOG_WARNING : LOG_ERR, &fields, "%s", fault->text);
	}
	if (r < 0) {
		conf_unref(conf);
		log_error(&fields, "configuration not reloaded, the old one stays in force");
	} else {
		if (strcmp(conf->store_path, inbox->conf->store_path) != 0 ||
		    strcmp(conf->inbox_listen, inbox->conf->inbox_listen) != 0)
			log_warning(&fields, "store.path and inbox.listen are read at start only: restart followup-inbox");
		conf_unref(inbox->conf);
		inbox->conf = conf;
		outlook_forget(inbox->outlook);
		kept_forget(inbox->reports);
		log_set_level(conf->log_level);
		log_notice(&fields, "configuration reloaded");
	}
	sd_notify(0, "READY=1");
	return 0;
}

static int block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	signal(SIGPIPE, SIG_IGN);
	return sigprocmask(SIG_BLOCK, &set, NULL) < 0 ? -errno : 0;
}

/* ---- start and end ---- */

static int open_sources(App *app)
{
	sd_event *event = app->inbox.event;
	int r;

	if ((r = sd_event_add_signal(event, NULL, SIGTERM, on_terminate, app)) < 0 ||
	    (r = sd_event_add_signal(event, NULL, SIGINT, on_terminate, app)) < 0 ||
	    (r = sd_event_add_signal(event, NULL, SIGHUP, on_reload, app)) < 0 ||
	    (r = sd_event_add_time(event, &app->again, CLOCK_MONOTONIC, UINT64_MAX, 1, on_again, app)) < 0 ||
	    (r = sd_event_source_set_enabled(app->again, SD_EVENT_OFF)) < 0)
		return r;
	/* Without inotify look() asks to be called again and again. */
	r = store_watch_inotify_fd(app->watch) >= 0
	            ? sd_event_add_io(event, NULL, store_watch_inotify_fd(app->watch), EPOLLIN, on_watch, app)
	            : look(app);
	if (r < 0)
		return r;
	r = sd_event_set_watchdog(event, TRUE);
	return r < 0 ? r : 0;
}

static int open_listener(App *app, const char *port_file)
{
	Inbox *inbox = &app->inbox;
	int handed = sd_listen_fds(1), fd = handed > 0 ? SD_LISTEN_FDS_START : -1, r;
	g_autofree char *port = NULL;

	if (fd < 0 && !*inbox->conf->inbox_listen) {
		log_error(NULL, "inbox.listen is \"\", and systemd handed no socket over: there is nothing to serve on");
		return -EINVAL;
	}
	r = http_server_new(&inbox->server, inbox->event, inbox->conf->inbox_listen, fd, &LIMITS, on_request, inbox);
	if (r < 0) {
		log_error(NULL, "cannot listen on %s: %s", fd < 0 ? inbox->conf->inbox_listen : "the handed-over socket",
		          g_strerror(-r));
		return r;
	}
	port = g_strdup_printf("%d\n", http_server_port(inbox->server));
	if (port_file && !g_file_set_contents(port_file, port, -1, NULL)) {
		log_error(NULL, "cannot write %s", port_file);
		return -EIO;
	}
	return 0;
}

static void app_close(App *app)
{
	Inbox *inbox = &app->inbox;

	http_server_free(inbox->server);
	events_free(inbox->events);
	throttle_free(inbox->throttle);
	outlook_free(inbox->outlook);
	kept_free(inbox->reports);
	work_free(inbox->work);
	sd_event_source_disable_unref(app->again);
	store_watch_free(app->watch);
	store_close(inbox->store);
	zones_free(inbox->zones);
	conf_unref(inbox->conf);
	sd_event_unref(inbox->event);
}

int inbox_run(Conf *conf, const InboxOptions *options)
{
	App app = {.inbox = {.clock = CLOCK_REAL, .conf = conf,
	                     .data_dir = options->data_dir ? options->data_dir : PKGDATADIR "/inbox"}};
	Inbox *inbox = &app.inbox;
	int r;

	log_set_level(conf->log_level);
	inbox->zones = zones_new();
	inbox->throttle = throttle_new();
	inbox->outlook = outlook_new(KEPT_TIMES);
	inbox->reports = kept_new(KEPT_TIMES);
	if ((r = block_signals()) < 0 || (r = sd_event_default(&inbox->event)) < 0 || (r = open_store(&app)) < 0 ||
	    (r = events_new(inbox, &inbox->events)) < 0 || (r = work_new(inbox->event, SLICE_US, &inbox->work)) < 0 ||
	    (r = open_sources(&app)) < 0 || (r = open_listener(&app, options->port_file)) < 0) {
		log_error(NULL, "cannot start: %s", g_strerror(-r));
		goto out;
	}
	sd_notify(0, "READY=1");
	log_info(&(LogFields){.event = LOG_EVENT_READY}, "ready: port %d, store %s", http_server_port(inbox->server),
	         conf->store_path);
	r = sd_event_loop(inbox->event);
	if (r >= 0)
		r = app.status;
	log_info(NULL, "stopped");
out:
	app_close(&app);
	return r;
}
