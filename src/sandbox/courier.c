#include "sandbox/courier.h"

#include "net/http_client.h"

/* So many at once; the rest queues here, where waiting does not count against a request's time. */
#define MAX_IN_FLIGHT 32

struct Courier {
	sd_event *event;
	HttpClient *client;
	guint tries;
	gint64 retry_ms;
	GHashTable *parcels; /* set of Parcel*: all of them */
	GQueue due;          /* of Parcel*: waiting for a place */
	CourierCounts counts;
};

typedef struct {
	Courier *courier;
	ParcelKind kind;
	char *url;
	guint tried;
	sd_event_source *timer;
} Parcel;

static void parcel_free(gpointer data)
{
	Parcel *parcel = data;

	sd_event_source_disable_unref(parcel->timer);
	g_free(parcel->url);
	g_free(parcel);
}

int courier_new(Courier **courier, sd_event *event, guint tries, gint64 retry_ms)
{
	Courier *new = g_new0(Courier, 1);
	int r = http_client_new(&new->client, event, 0);

	if (r < 0) {
		g_free(new);
		return r;
	}
	new->event = sd_event_ref(event);
	new->tries = tries;
	new->retry_ms = retry_ms;
	new->parcels = g_hash_table_new_full(NULL, NULL, parcel_free, NULL);
	g_queue_init(&new->due);
	*courier = new;
	return 0;
}

void courier_free(Courier *courier)
{
	if (!courier)
		return;
	http_client_free(courier->client);
	g_queue_clear(&courier->due);
	g_hash_table_unref(courier->parcels);
	sd_event_unref(courier->event);
	g_free(courier);
}

static void carry(Courier *courier);

static int on_due(sd_event_source *source, uint64_t usec, void *user)
{
	Parcel *parcel = user;

	(void)source, (void)usec;
	g_queue_push_tail(&parcel->courier->due, parcel);
	carry(parcel->courier);
	return 0;
}

static int wait_for(Parcel *parcel, gint64 after_ms)
{
	sd_event_source *timer = NULL;
	int r = sd_event_add_time_relative(parcel->courier->event, &timer, CLOCK_MONOTONIC, (uint64_t)after_ms * 1000,
	                                   1000, on_due, parcel);

	if (r < 0)
		return r;
	sd_event_source_disable_unref(parcel->timer);
	parcel->timer = timer;
	return 0;
}

static void give_up(Parcel *parcel)
{
	parcel->courier->counts.failed[parcel->kind]++;
	g_hash_table_remove(parcel->courier->parcels, parcel);
}

static void on_fetched(const HttpAnswer *answer, void *user)
{
	Parcel *parcel = user;
	Courier *courier = parcel->courier;

	/* smsbox counts these two as taken and nothing else, 204 included. */
	if (answer->progress == HTTP_ANSWERED && (answer->status == 200 || answer->status == 202)) {
		courier->counts.done[parcel->kind]++;
		g_hash_table_remove(courier->parcels, parcel);
	} else if (parcel->tried >= courier->tries || wait_for(parcel, courier->retry_ms) < 0) {
		give_up(parcel);
	}
	carry(courier);
}

static void carry(Courier *courier)
{
	static const HttpLimits LIMITS = {.timeout_ms = 10000, .connect_timeout_ms = 3000, .max_answer = 4096};

	while (courier->due.length && http_client_in_flight(courier->client) < MAX_IN_FLIGHT) {
		Parcel *parcel = g_queue_pop_head(&courier->due);
		HttpRequest request = {.method = (char *)"GET", .url = parcel->url};

		parcel->tried++;
		if (http_client_send(courier->client, &request, &LIMITS, on_fetched, parcel) < 0)
			give_up(parcel);
	}
}

int courier_send(Courier *courier, ParcelKind kind, const char *url, gint64 after_ms)
{
	Parcel *parcel = g_new0(Parcel, 1);
	int r;

	parcel->courier = courier;
	parcel->kind = kind;
	parcel->url = g_strdup(url);
	r = wait_for(parcel, after_ms);
	if (r < 0)
		parcel_free(parcel);
	else
		g_hash_table_add(courier->parcels, parcel);
	return r;
}

CourierCounts courier_counts(const Courier *courier)
{
	CourierCounts counts = courier->counts;

	counts.waiting = g_hash_table_size(courier->parcels);
	return counts;
}
