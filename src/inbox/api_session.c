/* Logging in and out, and what a page must know of who it is for. */
#include <errno.h>

#include "core/ladder.h"
#include "desk/claims.h"
#include "desk/passwords.h"
#include "desk/rights.h"
#include "inbox/api.h"
#include "inbox/events.h"
#include "inbox/out.h"
#include "inbox/throttle.h"
#include "store/inbox.h"
#include "text/reply_label.h"
#include "util/forwarded.h"
#include "util/log.h"

/* Two of them mean that somebody added one to what the proxy wrote, or the proxy to what came: then none is believed. */
const char *api_sso_account(const Inbox *inbox, const HttpInbound *inbound)
{
	const Conf *conf = inbox->conf;
	const char *name = NULL;
	guint n = 0;

	if (!*conf->inbox_sso_header || !subnet_list_holds(conf->inbox_sso_from, inbound->peer))
		return NULL;
	for (guint i = 0; i < inbound->headers->len; i++) {
		const HttpHeader *header = &g_array_index(inbound->headers, HttpHeader, i);

		if (g_ascii_strcasecmp(header->name, conf->inbox_sso_header) != 0)
			continue;
		name = header->value;
		n++;
	}
	return n == 1 && *name ? name : NULL;
}

/* ---- me ---- */

static void words_list(json_t *object, const char *key, const char *words)
{
	g_auto(GStrv) parts = g_strsplit(words ? words : "", " ", -1);
	json_t *list = out_list(object, key);

	for (char **at = parts; *at; at++)
		if (**at)
			json_array_append_new(list, json_string(*at));
}

static void put_account(json_t *me, const StoreAccount *account)
{
	json_t *rights;

	out_text(me, "name", account->name);
	out_text(me, "full_name", account->full_name);
	out_text(me, "role", role_name(account->role));
	out_number(me, "level", account->level);
	words_list(me, "shops", account->shops);
	words_list(me, "languages", account->languages);
	out_bool(me, "on_duty", account->on_duty);
	rights = out_list(me, "rights");
	for (Right right = 0; right < RIGHTS; right++)
		if (right_of(account->role, right))
			json_array_append_new(rights, json_string(right_name(right)));
}

static void put_shops(json_t *answer, const Conf *conf)
{
	json_t *shops = out_list(answer, "shops");

	for (guint i = 0; i < conf->shops->len; i++) {
		const ConfShop *shop = conf->shops->pdata[i];
		json_t *row = out_row(shops);

		out_text(row, "id", shop->id);
		out_text(row, "name", shop->name);
		out_text(row, "zone", shop->zone);
		out_text(row, "language", shop->language);
	}
}

/* The words that fields of requests and answers are made of, so that no page has a list of its own. */
static void put_words(json_t *answer)
{
	json_t *labels = out_list(answer, "labels"), *states = out_list(answer, "states");
	json_t *calls = out_list(answer, "call_outcomes"), *closes = out_list(answer, "close_outcomes");

	for (int i = 0; i < LABELS; i++)
		json_array_append_new(labels, json_string(reply_label_name((ReplyLabel)i)));
	for (int i = 0; i < CASE_STATES; i++)
		json_array_append_new(states, json_string(case_state_name((CaseState)i)));
	for (int i = 0; i < CALL_OUTCOMES; i++)
		json_array_append_new(calls, json_string(call_outcome_name((CallOutcome)i)));
	for (int i = 0; i < OUTCOMES; i++)
		if (i != OUTCOME_NONE && i != OUTCOME_OPTED_OUT)
			json_array_append_new(closes, json_string(case_outcome_name((CaseOutcome)i)));
}

static int put_colleagues(Request *request, json_t *me)
{
	json_t *list = out_list(request->answer, "colleagues");
	g_autoptr(GArray) accounts = NULL;
	int r = store_account_list(request->desk.store, &accounts);

	for (guint i = 0; r == 0 && i < accounts->len; i++) {
		const StoreAccount *account = &g_array_index(accounts, StoreAccount, i);
		json_t *row;

		if (g_str_equal(account->name, request->session.account)) {
			put_account(me, account);
			continue;
		}
		if (!account->active)
			continue;
		row = out_row(list);
		out_text(row, "name", account->name);
		out_text(row, "full_name", account->full_name);
		out_text(row, "role", role_name(account->role));
		out_number(row, "level", account->level);
		out_bool(row, "on_duty", account->on_duty);
	}
	return r;
}

int api_me(Request *request)
{
	g_autofree char *csrf = session_csrf(request->session.token);
	json_t *me = json_object();
	int64_t change = 0;
	int r = store_change_last(request->desk.store, &change);

	out_text(request->answer, "csrf", csrf);
	json_object_set_new(request->answer, "me", me);
	out_bool(request->answer, "sso", g_str_equal(request->session.way, "sso"));
	out_time(request->answer, "ends_at", request->session.ends_at);
	out_time(request->answer, "now_at", request->desk.now_at);
	out_number(request->answer, "change", change);
	out_bool(request->answer, "training", request->desk.conf->training);
	out_bool(request->answer, "practice", !request->desk.conf->training && *request->desk.conf->training_url);
	put_shops(request->answer, request->desk.conf);
	put_words(request->answer);
	return r < 0 ? r : put_colleagues(request, me);
}

/* ---- in and out ---- */

static int wrong_login(Request *request)
{
	return request_refuse(request, 401, "wrong_login", "name", "", "the name or the password is wrong, or the account is off");
}

static int by_sso(Request *request, const char *name)
{
	StoreAccount account = {0};
	int r = store_account_get(request->desk.store, name, &account);
	gboolean good = r == 0 && account.active;

	store_account_clear(&account);
	if (r < 0 && r != -ENOENT)
		return r;
	return good ? 0 : request_refuse(request, 403, "forbidden", "name", name,
	                                 "the sign-on names an account that is not there or off; an admin makes it with "
	                                 "\"followupctl account add\"");
}

static int by_password(Request *request, const char *name, const char *password, const char *address)
{
	Throttle *throttle = request->inbox->throttle;
	int64_t now_at = request->desk.now_at, wait_s;
	g_autofree char *seconds = NULL;
	int r;

	if (!name || !password)
		return request_refuse(request, 400, "bad_request", name ? "password" : "name", "", "name and password must be told");
	wait_s = throttle_wait_s(throttle, name, address, now_at);
	if (wait_s > 0) {
		seconds = g_strdup_printf("%" G_GINT64_FORMAT, wait_s);
		http_headers_add(request->headers, "Retry-After", seconds);
		return request_refuse(request, 429, "throttled", "name", "", "too many wrong tries; wait %s s", seconds);
	}
	r = password_check(&request->desk, name, password);
	if (r == 0) {
		throttle_right(throttle, name);
		return 0;
	}
	if (r != -EPERM)
		return r;
	throttle_wrong(throttle, name, address, now_at);
	log_notice(NULL, "inbox: a wrong login from %s", address);
	return wrong_login(request);
}

static int enter(Request *request, const char *name, const char *way)
{
	Inbox *inbox = request->inbox;
	g_autofree char *cookie = NULL;
	int r;

	session_clear(&request->session);
	r = session_begin(inbox->store, inbox->conf, name, way, request->desk.now_at, &request->session);
	if (r < 0)
		return r;
	cookie = session_cookie(inbox->conf, request->session.token);
	http_headers_add(request->headers, "Set-Cookie", cookie);
	g_free(request->actor);
	request->desk.actor = request->actor = g_strconcat("agent:", name, NULL);
	log_info(NULL, "inbox: %s logged in by %s", name, way);
	return api_me(request);
}

int api_login(Request *request)
{
	const char *name = NULL, *password = NULL;
	const RequestField fields[] = {{"name", FIELD_TEXT, FALSE, &name}, {"password", FIELD_TEXT, FALSE, &password}, {0}};
	const char *sso = api_sso_account(request->inbox, request->inbound);
	g_autofree char *address = forwarded_peer(request->inbox->conf->trusted_proxies, request->inbound);
	gboolean named = sso && json_object_size(request->body) == 0;
	int r = request_fields(request, fields);

	if (r == 0)
		r = named ? by_sso(request, sso) : by_password(request, name, password, address);
	return r == 0 ? enter(request, named ? sso : name, named ? "sso" : "password") : r;
}

int api_logout(Request *request)
{
	const RequestField none[] = {{0}};
	g_autofree char *cookie = session_cookie(request->inbox->conf, NULL);
	int r = request_fields(request, none);

	if (r == 0)
		r = session_end(request->inbox->store, &request->session);
	if (r < 0)
		return r;
	events_end(request->inbox->events, request->session.hash);
	http_headers_add(request->headers, "Set-Cookie", cookie);
	log_info(NULL, "inbox: %s logged out", request->session.account);
	out_bool(request->answer, "ok", TRUE);
	return 0;
}

int api_duty(Request *request)
{
	gboolean on = FALSE;
	const RequestField fields[] = {{"on", FIELD_BOOL, TRUE, &on}, {0}};
	int r = request_fields(request, fields);

	if (r == 0)
		r = claim_duty(&request->desk, NULL, on, &request->fault);
	if (r < 0)
		return r;
	request->changed = TRUE;
	out_bool(request->answer, "on_duty", on);
	return 0;
}
