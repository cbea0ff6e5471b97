/* Answers without an end (http_server.h). */
#include "net/http_ticket.h"

#include <string.h>

#define STREAM_WAITS_MAX (64 * 1024)
#define STREAM_BLOCK 1024

struct HttpStream {
	HttpServer *server;
	struct MHD_Connection *connection;
	HttpStreamClosed closed;
	void *user;
	GQueue waiting; /* of GBytes */
	gsize offset;   /* of the first of them, written already */
	gsize length;   /* of all that waits */
	gboolean asleep;
	gboolean ended;
};

/* With nothing to write the connection sleeps; libmicrohttpd would call again and again otherwise. */
static ssize_t stream_read(void *user, uint64_t position, char *buffer, size_t most)
{
	HttpStream *stream = user;
	gsize written = 0;

	(void)position;
	while (written < most && !g_queue_is_empty(&stream->waiting)) {
		GBytes *first = g_queue_peek_head(&stream->waiting);
		gsize left = g_bytes_get_size(first) - stream->offset, take = MIN(left, most - written);

		memcpy(buffer + written, (const char *)g_bytes_get_data(first, NULL) + stream->offset, take);
		written += take;
		stream->offset += take;
		if (take == left) {
			g_bytes_unref(g_queue_pop_head(&stream->waiting));
			stream->offset = 0;
		}
	}
	stream->length -= written;
	if (written)
		return (ssize_t)written;
	if (stream->ended)
		return MHD_CONTENT_READER_END_OF_STREAM;
	stream->asleep = TRUE;
	MHD_suspend_connection(stream->connection);
	return 0;
}

static void stream_free(void *user)
{
	HttpStream *stream = user;

	g_hash_table_remove(stream->server->streams, stream);
	if (stream->closed)
		stream->closed(stream->user);
	g_queue_clear_full(&stream->waiting, (GDestroyNotify)g_bytes_unref);
	g_free(stream);
}

static void stream_wake(HttpStream *stream)
{
	if (!stream->asleep)
		return;
	stream->asleep = FALSE;
	http_server_resume(stream->server, stream->connection);
}

HttpStream *http_stream_new(HttpTicket *ticket, const GArray *headers, HttpStreamClosed closed, void *user)
{
	HttpStream *stream = g_new0(HttpStream, 1);

	*stream = (HttpStream){.server = ticket->server, .connection = ticket->connection, .user = user};
	g_queue_init(&stream->waiting);
	ticket->status = MHD_HTTP_OK;
	g_hash_table_add(stream->server->streams, stream);
	ticket->response =
	        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, stream_read, stream, stream_free);
	if (ticket->response) {
		stream->closed = closed;
		http_server_add_headers(ticket->response, headers);
	} else {
		ticket->drop = TRUE;
		stream_free(stream);
		stream = NULL;
	}
	http_server_settle(ticket);
	return stream;
}

gboolean http_stream_send(HttpStream *stream, GBytes *bytes)
{
	if (stream->ended || stream->length + g_bytes_get_size(bytes) > STREAM_WAITS_MAX)
		return FALSE;
	g_queue_push_tail(&stream->waiting, g_bytes_ref(bytes));
	stream->length += g_bytes_get_size(bytes);
	stream_wake(stream);
	return TRUE;
}

void http_stream_end(HttpStream *stream)
{
	stream->ended = TRUE;
	stream_wake(stream);
}
