/* The agents' web page: what would let the wrong people in. */
#include <string.h>

#include "conf/check.h"

/* "127.0.0.1:8090", "[::1]:8090". */
static gboolean listens_here_alone(const char *address)
{
	const char *colon = strrchr(address, ':');
	g_autofree char *host = colon ? g_strndup(address, (gsize)(colon - address)) : g_strdup(address);
	gsize length = strlen(host);

	if (*host == '[' && host[length - 1] == ']') {
		host[length - 1] = '\0';
		return check_is_loopback(host + 1);
	}
	return check_is_loopback(host);
}

char *conf_inbox_warning(const Conf *conf, const char *path)
{
	if (!listens_here_alone(conf->inbox_listen) || !conf->inbox_secure_cookie ||
	    (conf->trusted_proxies && conf->trusted_proxies->len > 0))
		return NULL;
	return g_strdup_printf("%s: trusted_proxies = [ ]: inbox.listen is %s, so that a proxy of this machine brings "
	                       "everybody, and wrong passwords count against all of them together; write "
	                       "trusted_proxies = [ \"%s\" ], and have the proxy set X-Forwarded-For",
	                       path, conf->inbox_listen, *conf->inbox_listen == '[' ? "::1" : "127.0.0.1");
}

static gboolean header_name(const char *text)
{
	return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-") == strlen(text);
}

/* Practice must not touch what is real, and a link must be one. */
static void check_training(const Check *check)
{
	const Conf *conf = &check->whole->conf;
	const Section *general = check->whole->general;
	g_auto(Seen) store = check_see(check, general, "training.store");
	g_auto(Seen) real = check_see(check, general, "store.path");
	g_auto(Seen) listen = check_see(check, general, "training.listen");
	g_auto(Seen) url = check_see(check, general, "training.url");

	if (!store.bad && !real.bad && g_str_equal(conf->training_store, conf->store_path))
		faults_add(check->faults, &store.place, store.key, store.literal,
		           "that is store.path, the store of real cases; write a file of its own");
	if (!listen.bad && !conf->inbox_secure_cookie && *conf->training_listen && !listens_here_alone(conf->training_listen))
		faults_add(check->faults, &listen.place, listen.key, listen.literal,
		           "the cookie would cross the network in the clear, inbox.secure_cookie being false; listen on 127.0.0.1");
	if (!url.bad && *conf->training_url && !g_str_has_prefix(conf->training_url, "https://") &&
	    !g_str_has_prefix(conf->training_url, "http://"))
		faults_add(check->faults, &url.place, url.key, url.literal,
		           "not an address of a page; write \"https://practice.example.com/\"");
}

void check_inbox(const Check *check)
{
	const Conf *conf = &check->whole->conf;
	const Section *general = check->whole->general;
	g_auto(Seen) secure = check_see(check, general, "inbox.secure_cookie");
	g_auto(Seen) listen = check_see(check, general, "inbox.listen");
	g_auto(Seen) header = check_see(check, general, "inbox.sso_header");
	g_auto(Seen) from = check_see(check, general, "inbox.sso_from");

	if (!secure.bad && !listen.bad && !conf->inbox_secure_cookie && *conf->inbox_listen &&
	    !listens_here_alone(conf->inbox_listen))
		faults_add(check->faults, &secure.place, secure.key, secure.literal,
		           "the cookie would cross the network in the clear, inbox.listen being %s; take it out, or listen on "
		           "127.0.0.1", listen.literal);
	check_training(check);
	if (header.bad || from.bad)
		return;
	if (!header_name(conf->inbox_sso_header))
		faults_add(check->faults, &header.place, header.key, header.literal,
		           "not the name of a header; write letters, digits and \"-\", as in \"X-Remote-User\"");
	else if (*conf->inbox_sso_header && (!conf->inbox_sso_from || conf->inbox_sso_from->len == 0))
		faults_add(check->faults, &header.place, header.key, header.literal,
		           "believed of nobody; write beside it sso_from = [ \"127.0.0.1\" ]");
}
