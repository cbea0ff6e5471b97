#include "inbox/session.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

#define TOKEN_BYTES 32
#define TOKEN_CHARS (2 * TOKEN_BYTES)
#define CSRF_BYTES 16

void session_clear(Session *session)
{
	g_free(session->token);
	g_free(session->hash);
	g_free(session->account);
	g_free(session->way);
	*session = (Session){0};
}

static char *hex_of(const unsigned char *bytes, gsize length)
{
	char *hex = g_malloc(2 * length + 1);

	return sodium_bin2hex(hex, 2 * length + 1, bytes, length);
}

static char *hash_of(const char *token)
{
	unsigned char hash[crypto_generichash_BYTES];

	crypto_generichash(hash, sizeof hash, (const unsigned char *)token, strlen(token), NULL, 0);
	return hex_of(hash, sizeof hash);
}

/* The __Host- prefix has browsers refuse a cookie of that name from a neighbour's subdomain. */
static const char *cookie_name(const Conf *conf)
{
	/* Cookies do not know ports: who practises on the same host is logged in to both. */
	if (conf->training)
		return conf->inbox_secure_cookie ? "__Host-followup_training" : "followup_training";
	return conf->inbox_secure_cookie ? "__Host-followup_session" : "followup_session";
}

char *session_cookie(const Conf *conf, const char *token)
{
	return g_strdup_printf("%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s", cookie_name(conf), token ? token : "",
	                       conf->inbox_secure_cookie ? "; Secure" : "", token ? "" : "; Max-Age=0");
}

static gboolean is_token(const char *text)
{
	return strlen(text) == TOKEN_CHARS && strspn(text, "0123456789abcdef") == TOKEN_CHARS;
}

char *session_token_of(const Conf *conf, const GArray *headers)
{
	const char *name = cookie_name(conf);

	for (guint i = 0; headers && i < headers->len; i++) {
		const HttpHeader *header = &g_array_index(headers, HttpHeader, i);
		g_auto(GStrv) cookies = NULL;

		if (g_ascii_strcasecmp(header->name, "Cookie") != 0)
			continue;
		cookies = g_strsplit(header->value, ";", -1);
		for (char **at = cookies; *at; at++) {
			char *value = strchr(g_strstrip(*at), '=');

			if (value && (gsize)(value - *at) == strlen(name) && strncmp(*at, name, strlen(name)) == 0 &&
			    is_token(value + 1))
				return g_strdup(value + 1);
		}
	}
	return NULL;
}

char *session_csrf(const char *token)
{
	unsigned char mac[CSRF_BYTES];

	crypto_generichash(mac, sizeof mac, (const unsigned char *)"csrf", 4, (const unsigned char *)token,
	                   MIN(strlen(token), crypto_generichash_KEYBYTES_MAX));
	return hex_of(mac, sizeof mac);
}

gboolean session_csrf_matches(const char *token, const char *sent)
{
	g_autofree char *want = session_csrf(token);

	return sent && strlen(sent) == strlen(want) && sodium_memcmp(sent, want, strlen(want)) == 0;
}

int64_t session_touch_s(const Conf *conf)
{
	return CLAMP(conf->inbox_idle_s / 8, 10, 300);
}

static int write_alone(Store *store, int r)
{
	if (r == 0)
		r = store_commit(store);
	if (r < 0)
		store_rollback(store);
	return r;
}

int session_begin(Store *store, const Conf *conf, const char *account, const char *way, int64_t now_at, Session *out)
{
	unsigned char random[TOKEN_BYTES];
	g_auto(Session) fresh = {0};
	StoreSession row;
	int r;

	randombytes_buf(random, sizeof random);
	fresh.token = hex_of(random, sizeof random);
	fresh.hash = hash_of(fresh.token);
	fresh.account = g_strdup(account);
	fresh.way = g_strdup(way);
	fresh.seen_at = now_at;
	fresh.ends_at = now_at + conf->inbox_session_s;
	row = (StoreSession){.token_hash = fresh.hash, .account = fresh.account, .way = fresh.way, .created_at = now_at,
	                     .seen_at = now_at, .ends_at = fresh.ends_at};
	r = store_begin(store);
	if (r < 0)
		return r;
	r = write_alone(store, store_session_put(store, &row, now_at - conf->inbox_idle_s - session_touch_s(conf)));
	if (r == 0) {
		*out = fresh;
		fresh = (Session){0};
	}
	sodium_memzero(random, sizeof random);
	return r;
}

/* A reload may have made sessions shorter, and a clock may have been set back: then it began in the future. */
static gboolean over(const Conf *conf, const StoreSession *row, int64_t now_at)
{
	return now_at >= row->ends_at || now_at >= row->created_at + conf->inbox_session_s ||
	       now_at >= row->seen_at + conf->inbox_idle_s + session_touch_s(conf);
}

int session_check(Store *store, const Conf *conf, const char *hash, int64_t now_at, StoreSession *row)
{
	StoreSession found = {0};
	int r = store_session_get(store, hash, &found);

	if (r < 0)
		return r;
	if (over(conf, &found, now_at)) {
		store_session_clear(&found);
		return -ENOENT;
	}
	*row = found;
	return 0;
}

static int touch(Store *store, const Conf *conf, const StoreSession *row, int64_t now_at)
{
	int r;

	if (now_at - row->seen_at < session_touch_s(conf))
		return 0;
	r = store_begin(store);
	return r < 0 ? r : write_alone(store, store_session_seen(store, row->token_hash, now_at));
}

int session_find(Store *store, const Conf *conf, const HttpInbound *inbound, int64_t now_at, Session *out)
{
	g_autofree char *token = session_token_of(conf, inbound->headers);
	g_autofree char *hash = token ? hash_of(token) : NULL;
	StoreSession row = {0};
	int r = hash ? session_check(store, conf, hash, now_at, &row) : -ENOENT;

	if (r < 0)
		return r;
	/* A store that is busy must not log people out: the next request tries again. */
	(void)!touch(store, conf, &row, now_at);
	*out = (Session){.token = g_steal_pointer(&token),
	                 .hash = g_steal_pointer(&hash),
	                 .account = g_steal_pointer(&row.account),
	                 .way = g_steal_pointer(&row.way),
	                 .seen_at = row.seen_at,
	                 .ends_at = MIN(row.ends_at, row.created_at + conf->inbox_session_s)};
	store_session_clear(&row);
	return 0;
}

int session_end(Store *store, const Session *session)
{
	int r = store_begin(store);

	return r < 0 ? r : write_alone(store, store_session_drop(store, session->hash));
}
