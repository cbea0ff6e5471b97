#include "net/rig.h"

#include <check.h>
#include <string.h>

void rig_start(Rig *rig, long max_host_connections)
{
	ck_assert_int_ge(sd_event_new(&rig->event), 0);
	ck_assert_int_eq(http_client_new(&rig->client, rig->event, max_host_connections), 0);
}

void rig_stop(Rig *rig)
{
	http_client_free(rig->client);
	sd_event_unref(rig->event);
}

void rig_seen_clear(Seen *seen)
{
	g_free(seen->body);
	g_free(seen->error);
	g_free(seen->x_first);
	g_free(seen->x_last);
	*seen = (Seen){0};
}

static void on_done(const HttpAnswer *answer, void *user)
{
	Seen *seen = user;

	seen->done++;
	seen->progress = answer->progress;
	seen->status = answer->status;
	seen->truncated = answer->truncated;
	seen->error = g_strdup(answer->error);
	seen->x_first = g_strdup(http_headers_get(answer->headers, "X-First"));
	seen->x_last = g_strdup(http_headers_get(answer->headers, "X-Last"));
	if (answer->body) {
		const char *body = g_bytes_get_data(answer->body, &seen->body_length);

		seen->body = g_strndup(body ? body : "", seen->body_length);
	}
}

int rig_send(Rig *rig, const char *method, const char *url, const char *body, const HttpLimits *limits, Seen *seen)
{
	HttpRequest request = {.method = g_strdup(method), .url = g_strdup(url), .headers = http_headers_new()};
	int r;

	if (body)
		request.body = g_bytes_new(body, strlen(body));
	ck_assert_int_eq(http_headers_add(request.headers, "X-Ours", "yes"), 0);
	ck_assert_int_eq(http_headers_add(request.headers, "X-Empty", ""), 0);
	r = http_client_send(rig->client, &request, limits, on_done, seen);
	http_request_clear(&request);
	return r;
}

void rig_wait(Rig *rig, const char *row, const int *done, int want)
{
	gint64 deadline = g_get_monotonic_time() + 60 * G_USEC_PER_SEC;

	while (*done < want) {
		ck_assert_msg(g_get_monotonic_time() < deadline, "row %s: no end after 60 s", row);
		sd_event_run(rig->event, 100000);
	}
}

char *rig_url(const char *scheme, int port)
{
	return g_strdup_printf("%s://127.0.0.1:%d/submit?x=1", scheme, port);
}

const HttpLimits RIG_USUAL = {.timeout_ms = 15000, .connect_timeout_ms = 5000, .max_answer = RIG_CAP};
const HttpLimits RIG_SHORT = {.timeout_ms = 300, .connect_timeout_ms = 300, .max_answer = RIG_CAP};
