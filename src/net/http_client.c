#include "config.h"

#include "net/http_client.h"

#include <curl/curl.h>
#include <errno.h>
#include <string.h>

#include "util/fault.h"

/* An idle connection is taken up again only this soon after its last use: the longer it lies, the likelier the peer has
 * just given it up, and a request on a dying connection ends as unknown. */
#define REUSE_WITHIN_S 2L
/* Idle connections kept, of all hosts together: as many as may be under way at once in all but the largest shops. */
#define CONNECTIONS_KEPT 256L
/* Each has some 10 KiB. */
#define SPARE_HANDLES 64
/* Addresses of providers that are kept parsed; a configuration has some. */
#define PARSED_MAX 64u
/* A peer may not fill our memory with header lines either. */
#define MAX_ANSWER_HEADERS 100

struct HttpClient {
	sd_event *event;
	sd_event_source *timer;
	CURLM *multi;
	GHashTable *transfers; /* set of Transfer* */
	struct Transfer *begun;  /* the last one whose request began to be written and is not known to be out whole */
	GPtrArray *spare;      /* CURL*: handles that have done their work, reset */
	GHashTable *parsed;    /* url of a provider -> CURLU*, as long as we live: transfers look into them */
};

typedef struct Transfer {
	HttpClient *client;
	CURL *easy;
	struct curl_slist *headers;
	struct curl_slist *connect_to;
	GBytes *body;
	gsize body_sent;
	gsize max_answer;
	HttpDone done;
	void *user;
	GArray *answer_headers;
	GByteArray *answer_body;
	gboolean answering; /* a byte of an answer was seen */
	gboolean headers_whole; /* the empty line after the last answer's headers was seen */
	gboolean truncated;
	char error[CURL_ERROR_SIZE];
} Transfer;

/* Results after which surely nothing reached the peer - if no request had begun on an earlier connection, see
 * progress_of(). Every other failure may have happened with the request, or a part of it, already delivered. */
static const CURLcode NOT_SENT[] = {
	CURLE_UNSUPPORTED_PROTOCOL, CURLE_FAILED_INIT,        CURLE_URL_MALFORMAT,
	CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT,
	CURLE_OPERATION_TIMEDOUT,   CURLE_INTERFACE_FAILED,   CURLE_SSL_CONNECT_ERROR,
	CURLE_SSL_ENGINE_NOTFOUND,  CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_CERTPROBLEM,
	CURLE_SSL_CIPHER,           CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ENGINE_INITFAILED,
	CURLE_SSL_CACERT_BADFILE,   CURLE_SSL_CRL_BADFILE,    CURLE_SSL_ISSUER_ERROR,
	CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS, CURLE_NO_CONNECTION_AVAILABLE,
};

static HttpProgress progress_of(const Transfer *transfer, CURLcode result)
{
	curl_off_t began_us = 0;
	long tunnel = 0;

	/* A connection closed in the midst of the headers counts as success with libcurl. */
	if ((result == CURLE_OK && transfer->headers_whole) || (result == CURLE_WRITE_ERROR && transfer->truncated))
		return HTTP_ANSWERED;
	/* The time the request began to be written; 0: never. It stays set when libcurl gave up one connection for
	 * another, and a strange answer ("HTTP/0.9") comes with a code of the table above: both are unknown. */
	curl_easy_getinfo(transfer->easy, CURLINFO_PRETRANSFER_TIME_T, &began_us);
	if (began_us > 0)
		return HTTP_UNKNOWN;
	/* A proxy that did not open the tunnel: nothing was said to the peer behind it. */
	curl_easy_getinfo(transfer->easy, CURLINFO_HTTP_CONNECTCODE, &tunnel);
	if (tunnel >= 300)
		return HTTP_NOT_SENT;
	for (gsize i = 0; i < G_N_ELEMENTS(NOT_SENT); i++)
		if (NOT_SENT[i] == result)
			return HTTP_NOT_SENT;
	return HTTP_UNKNOWN;
}

/* Making a handle costs more than to reset one; nothing of the last request is left in it then. */
static void keep_handle(HttpClient *client, CURL *easy)
{
	if (client->spare->len >= SPARE_HANDLES) {
		curl_easy_cleanup(easy);
		return;
	}
	curl_easy_reset(easy);
	g_ptr_array_add(client->spare, easy);
}

static CURL *take_handle(HttpClient *client)
{
	return client->spare->len ? g_ptr_array_steal_index_fast(client->spare, client->spare->len - 1) : curl_easy_init();
}

static void transfer_free(gpointer data)
{
	Transfer *transfer = data;

	if (transfer->client->begun == transfer)
		transfer->client->begun = NULL;
	if (transfer->easy) {
		curl_multi_remove_handle(transfer->client->multi, transfer->easy);
		keep_handle(transfer->client, transfer->easy);
	}
	curl_slist_free_all(transfer->headers);
	curl_slist_free_all(transfer->connect_to);
	g_clear_pointer(&transfer->body, g_bytes_unref);
	g_array_unref(transfer->answer_headers);
	g_byte_array_unref(transfer->answer_body);
	g_free(transfer);
}

static void transfer_finish(Transfer *transfer, CURLcode result)
{
	HttpAnswer answer = {.progress = progress_of(transfer, result)};
	HttpClient *client = transfer->client;

	if (answer.progress == HTTP_ANSWERED) {
		long status = 0;

		curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
		answer.status = (int)status;
		answer.headers = g_array_ref(transfer->answer_headers);
		answer.body = g_byte_array_free_to_bytes(transfer->answer_body);
		transfer->answer_body = g_byte_array_new();
		answer.truncated = transfer->truncated;
	} else {
		answer.error = g_strdup(*transfer->error     ? transfer->error
		                        : result == CURLE_OK ? "the answer ended within its headers"
		                                             : curl_easy_strerror(result));
	}
	/* Off the books first: the callback may send the next request, or look at what is in flight. */
	g_hash_table_steal(client->transfers, transfer);
	curl_multi_remove_handle(client->multi, transfer->easy);
	transfer->done(&answer, transfer->user);
	transfer_free(transfer);
	http_answer_clear(&answer);
}

/* libcurl tells a finished transfer once, at any of our calls: take all there are at each wake-up. */
static void drain(HttpClient *client)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(client->multi, &left))) {
		Transfer *transfer = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
		transfer_finish(transfer, message->data.result);
	}
}

/* Connected, through proxy and TLS, on this connection or since an earlier request. */
static int before_request(void *user, char *peer, char *ours, int peer_port, int our_port)
{
	Transfer *transfer = user;

	(void)peer, (void)ours, (void)peer_port, (void)our_port;
	fault_point("http.connected");
	transfer->client->begun = transfer;
	return CURL_PREREQFUNC_OK;
}

/* libcurl writes head and body of a small request within the call in which it connected, and tells nobody: seen when it
 * comes back. */
static void look_for_sent(HttpClient *client)
{
	const Transfer *transfer = client->begun;
	curl_off_t uploaded = 0;

	if (G_LIKELY(!transfer))
		return;
	curl_easy_getinfo(transfer->easy, CURLINFO_SIZE_UPLOAD_T, &uploaded);
	if (transfer->body && (gsize)uploaded < g_bytes_get_size(transfer->body))
		return;
	client->begun = NULL;
	fault_point("http.sent");
}

static int on_io(sd_event_source *source, int fd, uint32_t events, void *user)
{
	HttpClient *client = user;
	int action = 0, running;

	(void)source;
	if (events & EPOLLIN)
		action |= CURL_CSELECT_IN;
	if (events & EPOLLOUT)
		action |= CURL_CSELECT_OUT;
	if (events & (EPOLLERR | EPOLLHUP))
		action |= CURL_CSELECT_ERR;
	curl_multi_socket_action(client->multi, fd, action, &running);
	look_for_sent(client);
	drain(client);
	return 0;
}

static int on_timer(sd_event_source *source, uint64_t usec, void *user)
{
	(void)source, (void)usec;
	http_client_begin(user);
	return 0;
}

static int want_socket(CURL *easy, curl_socket_t fd, int what, void *user, void *assigned)
{
	HttpClient *client = user;
	sd_event_source *source = assigned;
	uint32_t events = 0;

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		sd_event_source_disable_unref(source);
		curl_multi_assign(client->multi, fd, NULL);
		return 0;
	}
	if (what & CURL_POLL_IN)
		events |= EPOLLIN;
	if (what & CURL_POLL_OUT)
		events |= EPOLLOUT;
	if (source)
		return sd_event_source_set_io_events(source, events) < 0 ? -1 : 0;
	if (sd_event_add_io(client->event, &source, fd, events, on_io, client) < 0)
		return -1;
	curl_multi_assign(client->multi, fd, source);
	return 0;
}

static int want_timer(CURLM *multi, long timeout_ms, void *user)
{
	HttpClient *client = user;

	(void)multi;
	if (timeout_ms < 0)
		return sd_event_source_set_enabled(client->timer, SD_EVENT_OFF) < 0 ? -1 : 0;
	if (sd_event_source_set_time_relative(client->timer, (uint64_t)timeout_ms * 1000) < 0 ||
	    sd_event_source_set_enabled(client->timer, SD_EVENT_ONESHOT) < 0)
		return -1;
	return 0;
}

static size_t read_body(char *out, size_t size, size_t count, void *user)
{
	Transfer *transfer = user;
	gsize length;
	const char *body = g_bytes_get_data(transfer->body, &length);
	gsize part = MIN(length - transfer->body_sent, size * count);

	memcpy(out, body + transfer->body_sent, part);
	transfer->body_sent += part;
	return part;
}

/* What keeps a request single: libcurl 7.88 sends a POST again by itself when a connection it took up again dies
 * unanswered; refused its rewind, it gives up with CURLE_SEND_FAIL_REWIND instead. */
static int refuse_rewind(void *user, curl_off_t offset, int origin)
{
	(void)user, (void)offset, (void)origin;
	return CURL_SEEKFUNC_FAIL;
}

static size_t take_header(char *line, size_t size, size_t count, void *user)
{
	Transfer *transfer = user;
	gsize length = size * count;
	const char *colon = memchr(line, ':', length);
	g_autofree char *name = NULL;
	g_autofree char *value = NULL;

	if (!transfer->answering) {
		transfer->answering = TRUE;
		fault_point("http.answering");
	}
	if (length >= 5 && memcmp(line, "HTTP/", 5) == 0) {
		/* A new status line: what came before belonged to an interim answer (100, 103). */
		g_array_set_size(transfer->answer_headers, 0);
		transfer->headers_whole = FALSE;
		return length;
	}
	if (*line == '\r' || *line == '\n')
		transfer->headers_whole = TRUE;
	if (!colon || transfer->answer_headers->len >= MAX_ANSWER_HEADERS)
		return length;
	name = g_strstrip(g_strndup(line, (gsize)(colon - line)));
	value = g_strstrip(g_strndup(colon + 1, (gsize)(line + length - colon - 1)));
	/* A value with control characters in it is of no use to a driver: left out. */
	(void)http_headers_add(transfer->answer_headers, name, value);
	return length;
}

static size_t take_body(char *data, size_t size, size_t count, void *user)
{
	Transfer *transfer = user;
	gsize length = size * count;
	gsize room = transfer->max_answer - transfer->answer_body->len;

	g_byte_array_append(transfer->answer_body, (const guint8 *)data, (guint)MIN(length, room));
	if (length <= room)
		return length;
	/* Taking less than offered ends the transfer: nobody reads the rest, however long it is. */
	transfer->truncated = TRUE;
	return 0;
}

int http_client_new(HttpClient **client, sd_event *event, long max_host_connections)
{
	HttpClient *new;
	int r;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return -ENOMEM;
	new = g_new0(HttpClient, 1);
	new->event = sd_event_ref(event);
	new->transfers = g_hash_table_new(NULL, NULL);
	new->spare = g_ptr_array_new_with_free_func(curl_easy_cleanup);
	new->parsed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)curl_url_cleanup);
	new->multi = curl_multi_init();
	r = new->multi ? sd_event_add_time(event, &new->timer, CLOCK_MONOTONIC, 0, 1, on_timer, new) : -ENOMEM;
	if (r >= 0)
		r = sd_event_source_set_enabled(new->timer, SD_EVENT_OFF);
	if (r < 0) {
		http_client_free(new);
		return r;
	}
	curl_multi_setopt(new->multi, CURLMOPT_SOCKETFUNCTION, want_socket);
	curl_multi_setopt(new->multi, CURLMOPT_SOCKETDATA, new);
	curl_multi_setopt(new->multi, CURLMOPT_TIMERFUNCTION, want_timer);
	curl_multi_setopt(new->multi, CURLMOPT_TIMERDATA, new);
	curl_multi_setopt(new->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
	curl_multi_setopt(new->multi, CURLMOPT_MAX_HOST_CONNECTIONS, max_host_connections);
	/* By itself libcurl keeps four for each transfer under way, that is none at the end of each burst. */
	curl_multi_setopt(new->multi, CURLMOPT_MAXCONNECTS, CONNECTIONS_KEPT);
	*client = new;
	return 0;
}

void http_client_free(HttpClient *client)
{
	GHashTableIter iter;
	gpointer transfer;

	if (!client)
		return;
	g_hash_table_iter_init(&iter, client->transfers);
	while (g_hash_table_iter_next(&iter, &transfer, NULL)) {
		g_hash_table_iter_remove(&iter);
		transfer_free(transfer);
	}
	g_hash_table_unref(client->transfers);
	g_ptr_array_unref(client->spare);
	if (client->multi)
		curl_multi_cleanup(client->multi);
	g_hash_table_unref(client->parsed);
	sd_event_source_disable_unref(client->timer);
	sd_event_unref(client->event);
	g_free(client);
	curl_global_cleanup();
}

typedef struct {
	char *scheme, *host, *port;
} Place;

static void place_clear(Place *place)
{
	curl_free(place->scheme);
	curl_free(place->host);
	curl_free(place->port);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Place, place_clear)

/* FALSE: no address of http or https. */
static gboolean place_of(const char *url, Place *place)
{
	CURLU *parsed = curl_url();
	gboolean ok = parsed && curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK &&
	              curl_url_get(parsed, CURLUPART_SCHEME, &place->scheme, 0) == CURLUE_OK &&
	              curl_url_get(parsed, CURLUPART_HOST, &place->host, 0) == CURLUE_OK && *place->host &&
	              curl_url_get(parsed, CURLUPART_PORT, &place->port, CURLU_DEFAULT_PORT) == CURLUE_OK &&
	              (g_str_equal(place->scheme, "http") || g_str_equal(place->scheme, "https"));

	curl_url_cleanup(parsed);
	return ok;
}

/* A provider's secrets and our customers' numbers go to the provider and nowhere else, whatever a driver built. */
static int check_url(const char *url, const HttpRoute *route)
{
	g_auto(Place) place = {0};
	g_auto(Place) only = {0};

	/* The very url of the configuration, as with most drivers: the place is the same without looking. */
	if (url && route->only && g_str_equal(url, route->only) &&
	    (g_str_has_prefix(url, "http://") || g_str_has_prefix(url, "https://")))
		return 0;
	if (!url || !place_of(url, &place))
		return -EINVAL;
	if (!route->only || (place_of(route->only, &only) && g_str_equal(place.scheme, only.scheme) &&
	                     g_ascii_strcasecmp(place.host, only.host) == 0 && g_str_equal(place.port, only.port)))
		return 0;
	for (gsize i = 0; route->hosts && route->hosts[i]; i++)
		if (g_str_equal(place.scheme, "https") && g_str_equal(place.port, "443") &&
		    g_ascii_strcasecmp(place.host, route->hosts[i]) == 0)
			return 0;
	return -EPERM;
}

static int add_header(Transfer *transfer, const char *line)
{
	struct curl_slist *longer = curl_slist_append(transfer->headers, line);

	if (!longer)
		return -ENOMEM;
	transfer->headers = longer;
	return 0;
}

static int set_headers(Transfer *transfer, const HttpRequest *request)
{
	/* No waiting for a "100 Continue", and no content type that the driver did not name. */
	int r = add_header(transfer, "Expect:");

	if (r == 0 && transfer->body && !http_headers_get(request->headers, "Content-Type"))
		r = add_header(transfer, "Content-Type:");
	for (guint i = 0; r == 0 && request->headers && i < request->headers->len; i++) {
		const HttpHeader *header = &g_array_index(request->headers, HttpHeader, i);
		/* "Name:" would mean to leave it out, "Name;" is libcurl's way to send it empty. */
		g_autofree char *line = *header->value ? g_strconcat(header->name, ": ", header->value, NULL)
		                                       : g_strconcat(header->name, ";", NULL);

		r = add_header(transfer, line);
	}
	return r;
}

/* The address as libcurl wants it, parsed once; NULL: it shall do so itself. */
static CURLU *parsed_url(HttpClient *client, const char *url)
{
	CURLU *parsed = g_hash_table_lookup(client->parsed, url);

	if (parsed || g_hash_table_size(client->parsed) >= PARSED_MAX)
		return parsed;
	parsed = curl_url();
	if (!parsed || curl_url_set(parsed, CURLUPART_URL, url, 0) != CURLUE_OK) {
		curl_url_cleanup(parsed);
		return NULL;
	}
	g_hash_table_insert(client->parsed, g_strdup(url), parsed);
	return parsed;
}

static void set_request(Transfer *transfer, const HttpRequest *request, const HttpRoute *route)
{
	CURL *easy = transfer->easy;
	gsize length = transfer->body ? g_bytes_get_size(transfer->body) : 0;

	/* Both: with the one libcurl does not put the other together again. Addresses with a customer's words in them
	 * come once. */
	curl_easy_setopt(easy, CURLOPT_URL, request->url);
	if (route->only && g_str_equal(request->url, route->only))
		curl_easy_setopt(easy, CURLOPT_CURLU, parsed_url(transfer->client, request->url));
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers);
	if (transfer->body) {
		curl_easy_setopt(easy, CURLOPT_POST, 1L);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
		curl_easy_setopt(easy, CURLOPT_READFUNCTION, read_body);
		curl_easy_setopt(easy, CURLOPT_READDATA, transfer);
		curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, refuse_rewind);
		curl_easy_setopt(easy, CURLOPT_SEEKDATA, transfer);
	}
	if (length == 0) {
		/* Without a byte of body there is no rewind to refuse, so libcurl would repeat the request on a new
		 * connection. On a fresh one it never does; closed after use, it does not lie about for nobody. */
		curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
		curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
	}
}

static void set_rules(Transfer *transfer, const HttpLimits *limits)
{
	CURL *easy = transfer->easy;

	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	/* Else giving up a name that is being looked up waits for the resolver's thread, and the whole loop with it. */
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, PACKAGE_NAME "/" PACKAGE_VERSION);
	curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, REUSE_WITHIN_S);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)limits->timeout_ms);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)limits->connect_timeout_ms);
	curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, before_request);
	curl_easy_setopt(easy, CURLOPT_PREREQDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->error);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
}

static int set_route(Transfer *transfer, const HttpRoute *route)
{
	gboolean has_body = transfer->body && g_bytes_get_size(transfer->body) > 0;
	CURL *easy = transfer->easy;

	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
	                 (long)(route->http2 && has_body ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
	/* Both are set always: neither a variable of the environment nor libcurl's own list of exceptions decides. */
	curl_easy_setopt(easy, CURLOPT_PROXY, route->proxy ? route->proxy : "");
	curl_easy_setopt(easy, CURLOPT_NOPROXY, route->proxy ? "" : "*");
	curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	if (route->proxy && route->proxy_username) {
		curl_easy_setopt(easy, CURLOPT_PROXYUSERNAME, route->proxy_username);
		curl_easy_setopt(easy, CURLOPT_PROXYPASSWORD, route->proxy_password ? route->proxy_password : "");
	}
	if (route->ca_file) {
		curl_easy_setopt(easy, CURLOPT_CAINFO, route->ca_file);
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL); /* those of the private CA alone */
	}
	if (!route->connect_to)
		return 0;
	transfer->connect_to = curl_slist_append(NULL, route->connect_to);
	curl_easy_setopt(easy, CURLOPT_CONNECT_TO, transfer->connect_to);
	return transfer->connect_to ? 0 : -ENOMEM;
}

int http_client_send(HttpClient *client, const HttpRequest *request, const HttpLimits *limits, HttpDone done,
                     void *user)
{
	gboolean post = g_strcmp0(request->method, "POST") == 0;
	Transfer *transfer;
	int r = check_url(request->url, &limits->route);

	if (r == 0 && !post && (g_strcmp0(request->method, "GET") != 0 || request->body))
		r = -EINVAL;
	if (r < 0)
		return r;
	transfer = g_new0(Transfer, 1);
	transfer->client = client;
	transfer->answer_headers = http_headers_new();
	transfer->answer_body = g_byte_array_new();
	transfer->max_answer = limits->max_answer;
	transfer->done = done;
	transfer->user = user;
	if (post)
		transfer->body = request->body ? g_bytes_ref(request->body) : g_bytes_new(NULL, 0);
	transfer->easy = take_handle(client);
	r = transfer->easy ? set_headers(transfer, request) : -ENOMEM;
	if (r == 0)
		r = set_route(transfer, &limits->route);
	if (r == 0) {
		set_rules(transfer, limits);
		set_request(transfer, request, &limits->route);
		/* Only arms the timer; the work, and with it every callback, is for http_client_begin(). */
		r = curl_multi_add_handle(client->multi, transfer->easy) == CURLM_OK ? 0 : -ENOMEM;
	}
	if (r == 0)
		g_hash_table_add(client->transfers, transfer);
	else
		transfer_free(transfer);
	return r;
}

/* libcurl begins a transfer when a timer of its ends, which it sets to nothing for a new one. */
void http_client_begin(HttpClient *client)
{
	int running;

	curl_multi_socket_action(client->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	look_for_sent(client);
	drain(client);
}

guint http_client_in_flight(const HttpClient *client)
{
	return g_hash_table_size(client->transfers);
}
