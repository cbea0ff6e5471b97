/* From a request to the function that answers it, and from what that gives to an answer. The checks that every
 * request passes stand here, so that no function can forget one. */
#include <errno.h>
#include <string.h>

#include "inbox/api.h"
#include "inbox/events.h"
#include "inbox/out.h"
#include "util/log.h"

#define BODY_MOST (64 * 1024)

/* ---- answers ---- */

static void send_bytes(Request *request, int status, GBytes *body)
{
	g_autoptr(GArray) headers = inbox_headers("application/json", TRUE);

	for (guint i = 0; i < request->headers->len; i++) {
		const HttpHeader *header = &g_array_index(request->headers, HttpHeader, i);

		http_headers_add(headers, header->name, header->value);
	}
	http_server_reply(g_steal_pointer(&request->ticket), status, headers, body);
}

static void send_json(Request *request, int status, json_t *object)
{
	char *words = json_dumps(object, JSON_COMPACT);
	g_autoptr(GBytes) body = words ? g_bytes_new_with_free_func(words, strlen(words), free, words) : NULL;

	send_bytes(request, status, body);
}

/* What a function of desk or store gave back, as a status and a word. */
static void classify(Request *request, int error)
{
	static const struct {
		int error;
		int status;
		const char *code;
	} TABLE[] = {
		{EINVAL, 422, "refused"},  {ENOENT, 404, "not_found"}, {EPERM, 403, "forbidden"}, {EACCES, 409, "claimed"},
		{EEXIST, 409, "exists"},   {EALREADY, 409, "exists"},  {EBUSY, 503, "busy"},
	};

	if (request->status)
		return;
	request->status = 500;
	request->code = "internal";
	for (gsize i = 0; i < G_N_ELEMENTS(TABLE); i++)
		if (TABLE[i].error == -error) {
			request->status = TABLE[i].status;
			request->code = TABLE[i].code;
		}
}

static void send_error(Request *request, int error)
{
	json_t *answer = json_object(), *body = json_object();
	gboolean said = request->status != 0; /* by request_refuse(), for people */
	const char *cure;

	classify(request, error);
	if (!said && request->status < 500)
		request_blame(request);
	cure = request->fault;
	if (!said && request->status >= 500) {
		log_error(NULL, "%s %s: %s", request->inbound->method, request->inbound->path,
		          cure ? cure : store_error(request->inbox->store));
		cure = request->status == 503 ? "somebody else writes to the store; try again in a moment"
		                              : "followup-inbox or the store has a fault; its journal tells more";
	}
	out_text(body, "code", request->code);
	if (request->rule)
		out_text(body, "rule", request->rule);
	out_text(body, "place", request->place ? request->place : request->inbound->path);
	out_text(body, "value", request->value ? request->value : "");
	out_text(body, "cure", cure ? cure : "");
	if (request->status == 401) {
		out_bool(body, "sso", api_sso_account(request->inbox, request->inbound) != NULL);
		out_bool(body, "training", request->inbox->conf->training);
	}
	json_object_set_new(answer, "error", body);
	send_json(request, request->status, answer);
	json_decref(answer);
}

/* ---- checks ---- */

static gboolean is_post(const Request *request)
{
	return g_str_equal(request->inbound->method, "POST");
}

static gboolean has_method(const char *method, const char *path)
{
	const Route *route;
	g_autofree char *param = NULL;

	return router_find(api_routes(), method, path, &route, &param) == ROUTER_FOUND;
}

static int refuse_method(Request *request, const char *path)
{
	gboolean get = has_method("GET", path), post = has_method("POST", path);

	http_headers_add(request->headers, "Allow", get && post ? "GET, HEAD, POST" : get ? "GET, HEAD" : "POST");
	return request_refuse(request, 405, "method", request->inbound->path, request->inbound->method, "this path is for %s",
	                      get && post ? "GET and POST" : get ? "GET" : "POST");
}

static int find_route(Request *request, const Route **route, char **param)
{
	const char *path = request->inbound->path, *method = request->inbound->method;
	const char *asked = g_str_equal(method, "HEAD") ? "GET" : method;

	switch (router_find(api_routes(), asked, path + strlen("/api/"), route, param)) {
	case ROUTER_FOUND:
		return 0;
	case ROUTER_METHOD:
		return refuse_method(request, path + strlen("/api/"));
	case ROUTER_NONE:
		break;
	}
	return request_refuse(request, 404, "not_found", path, "", "there is no such path; followup-inbox(8) lists them");
}

/* A page of somebody else's cannot send these types, or this header, without being asked about it first. */
static int check_type(Request *request, const Route *route)
{
	const char *type = http_headers_get(request->inbound->headers, "Content-Type");
	const char *want = route->flags & ROUTE_LARGE ? "text/plain" : "application/json";
	gsize length = strlen(want);

	if (!is_post(request))
		return 0;
	if (!type || g_ascii_strncasecmp(type, want, length) != 0 || (type[length] && !strchr("; ", type[length])))
		return request_refuse(request, 415, "content_type", "Content-Type", type, "the body must be %s", want);
	if (!(route->flags & ROUTE_LARGE) && g_bytes_get_size(request->inbound->body) > BODY_MOST)
		return request_refuse(request, 413, "too_large", "body", "", "a body has 64 KiB at most");
	return 0;
}

/* Of a proxy for single sign-on: who it names now is who asks now. */
static gboolean session_fits(const Request *request)
{
	const char *named = api_sso_account(request->inbox, request->inbound);

	return !named || g_strcmp0(request->session.way, "sso") != 0 || g_str_equal(named, request->session.account);
}

static int check_session(Request *request, const Route *route)
{
	Inbox *inbox = request->inbox;
	int r = session_find(inbox->store, inbox->conf, request->inbound, request->desk.now_at, &request->session);

	if (r == 0 && !session_fits(request)) {
		session_clear(&request->session);
		r = -ENOENT;
	}
	if (r == 0)
		request->actor = g_strconcat("agent:", request->session.account, NULL);
	request->desk.actor = request->actor;
	if (r == -ENOENT && route->flags & ROUTE_OPEN)
		return 0;
	return r == -ENOENT ? request_refuse(request, 401, "login", "session", "", "log in; the session is over") : r;
}

static int check_origin(Request *request, const Route *route)
{
	const char *sent = http_headers_get(request->inbound->headers, SESSION_CSRF_HEADER);
	const char *site = http_headers_get(request->inbound->headers, "Sec-Fetch-Site");

	if (!is_post(request))
		return 0;
	if (site && !g_str_equal(site, "same-origin") && !g_str_equal(site, "none"))
		return request_refuse(request, 403, "csrf", "Sec-Fetch-Site", site, "another site's page asked for this");
	if (!(route->flags & ROUTE_OPEN) && !session_csrf_matches(request->session.token, sent))
		return request_refuse(request, 403, "csrf", SESSION_CSRF_HEADER, "",
		                      "send the token that login and me give in this header; load the page anew");
	return 0;
}

static int read_body(Request *request, const Route *route)
{
	json_error_t error;
	gsize length = 0;
	const char *bytes = g_bytes_get_data(request->inbound->body, &length);
	g_autofree char *place = NULL;

	if (!is_post(request) || route->flags & ROUTE_LARGE)
		return 0;
	request->body = json_loadb(bytes ? bytes : "", length, JSON_REJECT_DUPLICATES, &error);
	if (json_is_object(request->body))
		return 0;
	place = g_strdup_printf("body, line %d", request->body ? 1 : error.line);
	return request_refuse(request, 400, "bad_request", place, "", "%s; send one JSON object",
	                      request->body ? "this is no object" : error.text);
}

static int read_query(Request *request)
{
	const char *query = request->inbound->query;

	request->query = http_query_parse(query, strlen(query));
	if (request->query)
		return 0;
	return request_refuse(request, 400, "bad_request", "query", "", "an escape in it is broken");
}

/* ---- the way through ---- */

static int run(Request *request, const Route *route)
{
	int r = check_type(request, route);

	if (r == 0)
		r = check_session(request, route);
	if (r == 0)
		r = check_origin(request, route);
	if (r == 0)
		r = read_query(request);
	if (r == 0)
		r = read_body(request, route);
	return r == 0 ? route->run(request) : r;
}

void api_end(Request *request, int r)
{
	Inbox *inbox = request->inbox;

	if (r < 0)
		send_error(request, r);
	else if (request->said)
		send_bytes(request, 200, request->said);
	else if (request->ticket)
		send_json(request, request->status ? request->status : 200, request->answer);
	if (r == 0 && request->changed) {
		store_ring(inbox->conf->store_path);
		events_look(inbox->events);
	}
	request_free(request);
}

void api_serve(Inbox *inbox, HttpTicket *ticket, const HttpInbound *inbound)
{
	Request *request = g_new(Request, 1);
	const Route *route = NULL;
	int r;

	*request = (Request){.inbox = inbox, .inbound = inbound, .ticket = ticket, .answer = json_object(),
	                     .headers = http_headers_new(),
	                     .desk = {.store = inbox->store, .conf = inbox->conf, .zones = inbox->zones,
	                              .now_at = clock_now_at(&inbox->clock)}};
	r = find_route(request, &route, &request->part);
	request->param = request->part;
	if (r == 0)
		r = run(request, route);
	if (!request->kept)
		api_end(request, r);
}
