/* The sandbox's own requests: reports and replies, fetched by GET when their time comes, tried again as smsbox does, a
 * bounded number at a time. */
#pragma once

#include <glib.h>
#include <systemd/sd-event.h>

typedef struct Courier Courier;

typedef enum { PARCEL_REPORT, PARCEL_REPLY, PARCELS } ParcelKind;

typedef struct {
	guint64 done[PARCELS];   /* taken with 200 or 202 */
	guint64 failed[PARCELS]; /* given up */
	guint waiting;           /* not yet due, under way, or to be tried again */
} CourierCounts;

/* Up to `tries` for each, `retry_ms` apart. 0 or negative errno. Freeing drops what waits. */
int courier_new(Courier **courier, sd_event *event, guint tries, gint64 retry_ms);
void courier_free(Courier *courier);

/* Fetches `url` (copied) after a while. 0 or negative errno. */
int courier_send(Courier *courier, ParcelKind kind, const char *url, gint64 after_ms);

CourierCounts courier_counts(const Courier *courier);
