/* By which way a request goes, and that it goes nowhere else. */
#include "lib/suite.h"
#include "net/peer.h"
#include "net/rig.h"

#include <errno.h>
#include <string.h>

static const char *const VENDOR_HOSTS[] = {"api.example.com", NULL};

/* Where a request may go. None of these leaves the machine: what is allowed goes to a closed port of it. */
static const struct {
	const char *name, *url;
	int r;
} PLACES[] = {
	{"the url's own place", "https://sms.example.com/other?x=1", 0},
	{"its host in other letters", "https://SMS.Example.com/", 0},
	{"its port written out", "https://sms.example.com:443/", 0},
	{"another host", "https://sms.example.org/", -EPERM},
	{"a host below it", "https://x.sms.example.com/", -EPERM},
	{"its host as a user", "https://sms.example.com@evil.example/", -EPERM},
	{"another port", "https://sms.example.com:8443/", -EPERM},
	{"in the clear", "http://sms.example.com/", -EPERM},
	{"in the clear on the port of TLS", "http://sms.example.com:443/", -EPERM},
	{"a host the driver names", "https://api.example.com/v1", 0},
	{"a host the driver names, in the clear", "http://api.example.com/v1", -EPERM},
	{"a host the driver names, on another port", "https://api.example.com:8443/v1", -EPERM},
};

START_TEST(goes_nowhere_else)
{
	g_autofree char *closed = g_strdup_printf("::127.0.0.1:%d", peer_closed_port());
	HttpLimits limits = RIG_USUAL;
	Seen seen = {0};
	Rig rig;

	limits.route = (HttpRoute){.only = "https://sms.example.com/submit", .hosts = VENDOR_HOSTS, .connect_to = closed};
	rig_start(&rig, 0);
	row_int(PLACES[_i].name, rig_send(&rig, "POST", PLACES[_i].url, "x", &limits, &seen), PLACES[_i].r);
	if (PLACES[_i].r == 0) {
		rig_wait(&rig, PLACES[_i].name, &seen.done, 1);
		row_int(PLACES[_i].name, seen.progress, HTTP_NOT_SENT);
	}
	rig_stop(&rig);
	row_int(PLACES[_i].name, seen.done, PLACES[_i].r == 0);
	rig_seen_clear(&seen);
}
END_TEST

START_TEST(connect_to_keeps_the_name)
{
	static const PeerAct act = {RIG_OK, PEER_KEEP};
	Peer *peer = peer_new(&act, 1, 0);
	g_autofree char *to = g_strdup_printf("sms.example.com:80:127.0.0.1:%d", peer->port);
	HttpLimits limits = RIG_USUAL;
	Seen seen = {0};
	Rig rig;

	limits.route.connect_to = to;
	rig_start(&rig, 0);
	ck_assert_int_eq(rig_send(&rig, "POST", "http://sms.example.com/submit", "x", &limits, &seen), 0);
	rig_wait(&rig, "connect_to", &seen.done, 1);
	ck_assert_int_eq(seen.status, 200);
	ck_assert_ptr_nonnull(strstr(peer->last->str, "\r\nHost: sms.example.com\r\n"));
	rig_stop(&rig);
	peer_free(peer);
	rig_seen_clear(&seen);
}
END_TEST

/* The peer plays the proxy. A tunnel it does not open carried nothing. */
static const struct {
	const char *name, *url, *answer, *wire;
	HttpProgress progress;
	int status;
} PROXIES[] = {
	{"http goes through it whole", "http://sms.example.com/a", RIG_OK, "POST http://sms.example.com/a HTTP/1.1\r\n",
	 HTTP_ANSWERED, 200},
	{"it is told its password", "http://sms.example.com/a", RIG_OK, "\r\nProxy-Authorization: Basic dTpw\r\n",
	 HTTP_ANSWERED, 200},
	{"loopback goes through it too", "http://127.0.0.1:9/a", RIG_OK, "POST http://127.0.0.1:9/a HTTP/1.1\r\n",
	 HTTP_ANSWERED, 200},
	{"https asks for a tunnel", "https://sms.example.com/a", "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n",
	 "CONNECT sms.example.com:443 HTTP/1.1\r\n", HTTP_NOT_SENT, 0},
	{"a tunnel to nowhere", "https://sms.example.com/a", "HTTP/1.1 502 No\r\nContent-Length: 2\r\n\r\nno",
	 "CONNECT sms.example.com:443 HTTP/1.1\r\n", HTTP_NOT_SENT, 0},
};

START_TEST(proxy)
{
	const char *row = PROXIES[_i].name;
	PeerAct act = {PROXIES[_i].answer, PEER_KEEP};
	Peer *peer = peer_new(&act, 1, 0);
	g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d", peer->port);
	HttpLimits limits = RIG_USUAL;
	Seen seen = {0};
	Rig rig;

	limits.route = (HttpRoute){.proxy = url, .proxy_username = "u", .proxy_password = "p"};
	rig_start(&rig, 0);
	row_int(row, rig_send(&rig, "POST", PROXIES[_i].url, "secret text", &limits, &seen), 0);
	rig_wait(&rig, row, &seen.done, 1);
	row_int(row, seen.progress, PROXIES[_i].progress);
	row_int(row, seen.status, PROXIES[_i].status);
	ck_assert_msg(strstr(peer->last->str, PROXIES[_i].wire), "row %s: %s", row, peer->last->str);
	row_int(row, strstr(peer->last->str, "secret text") != NULL, PROXIES[_i].progress == HTTP_ANSWERED);
	row_int(row, peer_requests(peer), 1);
	rig_stop(&rig);
	peer_free(peer);
	rig_seen_clear(&seen);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("http-route");
	TCase *tcase = tcase_create("all");

	tcase_add_loop_test(tcase, goes_nowhere_else, 0, G_N_ELEMENTS(PLACES));
	tcase_add_test(tcase, connect_to_keeps_the_name);
	tcase_add_loop_test(tcase, proxy, 0, G_N_ELEMENTS(PROXIES));
	suite_add_tcase(suite, tcase);
	return suite_run(suite, "http-route");
}
