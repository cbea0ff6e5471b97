/* followup-inbox as a whole: what all of its requests share. */
#pragma once

#include <systemd/sd-event.h>

#include "conf/conf.h"
#include "net/http_server.h"
#include "store/store.h"
#include "store/watch.h"
#include "util/clock.h"
#include "util/zones.h"

typedef struct Throttle Throttle;
typedef struct Events Events;
typedef struct Outlook Outlook;
typedef struct Work Work;
typedef struct Kept Kept;

typedef struct {
	sd_event *event;
	Clock clock;
	Conf *conf;
	Store *store;
	Zones *zones;
	HttpServer *server;
	Throttle *throttle;
	Events *events;
	Outlook *outlook;
	Kept *reports;
	Work *work;
	const char *data_dir; /* of the page's files */
} Inbox;

typedef struct {
	const char *data_dir;  /* NULL: where it was installed to */
	const char *port_file; /* NULL: none */
} InboxOptions;

/* Serves until it is told to stop. Takes `conf`. 0 or negative errno; what went wrong is logged. */
int inbox_run(Conf *conf, const InboxOptions *options);

/* Headers every answer has; `api`: those of the interface too. Caller unrefs. */
GArray *inbox_headers(const char *content_type, gboolean api);
