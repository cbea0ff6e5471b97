#include "gateway/metrics_out.h"

#include <errno.h>
#include <string.h>

#include "gateway/metrics.h"
#include "net/http_server.h"
#include "util/log.h"
#include "util/openmetrics.h"

/* A scraper and somebody who looks by hand; nothing is read of them. */
static const HttpServerLimits LIMITS = {.max_body = 1024, .max_connections = 8, .timeout_s = 10};

struct MetricsOut {
	Gateway *g;
	HttpServer *server;
	sd_event_source *timer; /* armed while the file is older than a turn */
	int64_t written_us;     /* since boot; 0: never */
	gboolean armed;
	gboolean failing; /* that it cannot be written was said */
};

static void on_request(HttpTicket *ticket, const HttpInbound *inbound, void *user)
{
	const MetricsOut *out = user;
	g_autofree char *text = NULL;

	if (!g_str_equal(inbound->path, "/metrics")) {
		http_server_answer(ticket, 404, "text/plain", "/metrics\n");
	} else if (!g_str_equal(inbound->method, "GET")) {
		http_server_answer(ticket, 405, NULL, NULL);
	} else {
		text = metrics_text(out->g, clock_now_us(&out->g->clock));
		http_server_answer(ticket, 200, OPENMETRICS_TYPE, text);
	}
}

/* As a whole or not at all: whoever reads meanwhile reads the old one. */
static void write_file(MetricsOut *out)
{
	const char *path = out->g->conf->metrics_textfile;
	g_autofree char *text = metrics_text(out->g, clock_now_us(&out->g->clock));
	g_autoptr(GError) error = NULL;

	if (g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, &error)) {
		out->failing = FALSE;
		return;
	}
	if (!out->failing)
		log_warning(NULL,
		            "metrics are not written: %s; let the unit write there (ReadWritePaths=), or set "
		            "metrics.textfile to a path "
		            "it may write",
		            error->message);
	out->failing = TRUE;
}

static int on_timer(sd_event_source *source, uint64_t usec, void *user)
{
	MetricsOut *out = user;

	(void)source;
	(void)usec;
	out->armed = FALSE;
	if (!out->g->conf->metrics_textfile) /* a reload took it away */
		return 0;
	write_file(out);
	out->written_us = clock_monotonic_us();
	return 0;
}

int metrics_out_new(Gateway *g, MetricsOut **out)
{
	MetricsOut *fresh = g_new0(MetricsOut, 1);
	int r;

	fresh->g = g;
	r = sd_event_add_time(g->event, &fresh->timer, CLOCK_MONOTONIC, UINT64_MAX, 0, on_timer, fresh);
	if (r >= 0)
		r = sd_event_source_set_enabled(fresh->timer, SD_EVENT_OFF);
	if (r >= 0 && *g->conf->metrics_listen) {
		r = http_server_new(&fresh->server, g->event, g->conf->metrics_listen, -1, &LIMITS, on_request, fresh);
		if (r < 0)
			log_error(NULL, "cannot listen on %s: %s", g->conf->metrics_listen, g_strerror(-r));
		else
			log_info(NULL, "metrics at port %d", http_server_port(fresh->server));
	}
	if (r < 0) {
		metrics_out_free(fresh);
		return r;
	}
	*out = fresh;
	return 0;
}

void metrics_out_free(MetricsOut *out)
{
	if (!out)
		return;
	http_server_free(out->server);
	sd_event_source_disable_unref(out->timer);
	g_free(out);
}

void metrics_out_changed(MetricsOut *out)
{
	int64_t now_us = clock_monotonic_us(), due_us = out->written_us + out->g->conf->metrics_every_s * USEC_PER_SEC;

	if (out->armed || !out->g->conf->metrics_textfile)
		return;
	out->armed = TRUE;
	sd_event_source_set_time(out->timer, (uint64_t)(out->written_us ? MAX(due_us, now_us) : now_us));
	sd_event_source_set_enabled(out->timer, SD_EVENT_ONESHOT);
}
