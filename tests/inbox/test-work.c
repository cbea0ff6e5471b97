/* A search goes on between other requests: in one thread, turn by turn of the loop, over real connections. */
#include "desk/team.h"

#include "inbox/api.h"
#include "inbox/inbox.h"
#include "inbox/many.h"
#include "inbox/session.h"
#include "inbox/work.h"
#include "util/cleanup.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#define CASES 3000
/* Some thousand rows of each kind, a piece of them each turn: a search is not over in fewer turns. */
#define TURNS_LEAST 30
/* So many turns take a request, whatever else is under way, from the connection to the answer; and those of many. */
#define TURNS_SOON 12
#define TURNS_MOST 20000

static const HttpServerLimits LIMITS = {.max_body = 1000, .max_connections = 200, .timeout_s = 30, .all_methods = TRUE};

typedef struct {
	Fixture f;
	Inbox inbox;
} Rig;

static void on_request(HttpTicket *ticket, const HttpInbound *inbound, void *user)
{
	api_serve(user, ticket, inbound);
}

static void rig_open(Rig *rig, int64_t slice_us)
{
	*rig = (Rig){0};
	team_open(&rig->f);
	team_accounts(&rig->f);
	many_fill(rig->f.store, CASES);
	rig->inbox = (Inbox){.clock = CLOCK_REAL, .conf = rig->f.conf, .store = rig->f.store, .zones = rig->f.zones};
	ck_assert_int_ge(sd_event_new(&rig->inbox.event), 0);
	ck_assert_int_eq(work_new(rig->inbox.event, slice_us, &rig->inbox.work), 0);
	ck_assert_int_eq(http_server_new(&rig->inbox.server, rig->inbox.event, "127.0.0.1:0", -1, &LIMITS,
	                                 on_request, &rig->inbox), 0);
}

static void rig_close(Rig *rig)
{
	http_server_free(rig->inbox.server);
	work_free(rig->inbox.work);
	sd_event_unref(rig->inbox.event);
	fixture_close(&rig->f);
}

/* The cookie of a fresh session. */
static char *log_in(const Rig *rig)
{
	g_auto(Session) session = {0};
	g_autofree char *cookie = NULL;

	ck_assert_int_eq(session_begin(rig->f.store, rig->f.conf, "li", "password", clock_now_at(&rig->inbox.clock),
	                               &session), 0);
	cookie = session_cookie(rig->f.conf, session.token);
	return g_strndup(cookie, strcspn(cookie, ";"));
}

typedef struct {
	int fd;
	GString *in;
	gboolean whole; /* the server closed behind it */
} Client;

static void client_close(Client *client)
{
	fd_close(client->fd);
	g_string_free(client->in, TRUE);
	*client = (Client){.fd = -1};
}

static void ask(const Rig *rig, const char *cookie, const char *path, Client *client)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
	                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	                              .sin_port = htons((uint16_t)http_server_port(rig->inbox.server))};
	g_autofree char *words = g_strdup_printf("GET /api/%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
	                                         "Cookie: %s\r\n\r\n", path, cookie);
	ssize_t length = (ssize_t)strlen(words);

	*client = (Client){.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), .in = g_string_new(NULL)};
	ck_assert_int_eq(connect(client->fd, (struct sockaddr *)&address, sizeof address), 0);
	ck_assert_int_eq(send(client->fd, words, (size_t)length, MSG_NOSIGNAL), length);
}

/* Whether the whole answer is here. */
static gboolean heard(Client *client)
{
	char part[4096];
	ssize_t n;

	while ((n = recv(client->fd, part, sizeof part, MSG_DONTWAIT)) > 0)
		g_string_append_len(client->in, part, n);
	client->whole |= n == 0;
	return client->whole;
}

/* Turns of the loop until the answer is here, or `most`. */
static int wait_for(const Rig *rig, Client *client, int most)
{
	int turns = 0;

	while (!heard(client) && turns < most) {
		ck_assert_int_ge(sd_event_run(rig->inbox.event, 10000), 0);
		turns++;
	}
	return turns;
}

/* A search that finds all it is to find only at the end, in turns. */
#define LONG "search?q=of%20ours%2017&limit=200"

/* Under way. */
static void begin_long(const Rig *rig, const char *cookie, Client *search)
{
	ask(rig, cookie, LONG, search);
	wait_for(rig, search, TURNS_SOON);
	ck_assert(!search->whole);
}

static int status_of(const Client *client)
{
	return g_str_has_prefix(client->in->str, "HTTP/1.1 ") ? atoi(client->in->str + 9) : 0;
}

static const char *body_of(const Client *client)
{
	const char *end = strstr(client->in->str, "\r\n\r\n");

	return end ? end + 4 : "";
}

START_TEST(slices_answer_what_one_go_answers)
{
	g_autofree char *cookie = NULL;
	Client slices, whole;
	Rig rig, quick;

	rig_open(&rig, 0);
	cookie = log_in(&rig);
	ask(&rig, cookie, LONG, &slices);
	ck_assert_int_ge(wait_for(&rig, &slices, TURNS_MOST), TURNS_LEAST);
	g_free(cookie);
	rig_open(&quick, 60 * USEC_PER_SEC);
	cookie = log_in(&quick);
	ask(&quick, cookie, LONG, &whole);
	ck_assert_int_le(wait_for(&quick, &whole, TURNS_MOST), TURNS_SOON);
	ck_assert_int_eq(status_of(&slices), 200);
	ck_assert(strstr(body_of(&slices), "\"where\":\"message\"") != NULL);
	ck_assert_str_eq(body_of(&slices), body_of(&whole));
	client_close(&slices);
	client_close(&whole);
	rig_close(&rig);
	rig_close(&quick);
}
END_TEST

START_TEST(others_are_answered_meanwhile)
{
	g_autofree char *cookie = NULL;
	Client search, other;
	Rig rig;

	rig_open(&rig, 0);
	cookie = log_in(&rig);
	begin_long(&rig, cookie, &search);
	ask(&rig, cookie, "me", &other);
	ck_assert_int_le(wait_for(&rig, &other, TURNS_MOST), TURNS_SOON);
	ck_assert_int_eq(status_of(&other), 200);
	ck_assert(!heard(&search));
	wait_for(&rig, &search, TURNS_MOST);
	ck_assert_int_eq(status_of(&search), 200);
	client_close(&search);
	client_close(&other);
	rig_close(&rig);
}
END_TEST

START_TEST(who_has_gone_is_not_searched_for)
{
	g_autofree char *cookie = NULL;
	Client search;
	int turns = 0;
	Rig rig;

	rig_open(&rig, 0);
	cookie = log_in(&rig);
	begin_long(&rig, cookie, &search);
	client_close(&search);
	while (sd_event_run(rig.inbox.event, 0) > 0 && turns < TURNS_MOST)
		turns++;
	ck_assert_int_le(turns, TURNS_SOON);
	rig_close(&rig);
}
END_TEST

START_TEST(a_newer_search_of_the_session_replaces_the_older)
{
	g_autofree char *cookie = NULL;
	g_autofree char *elsewhere = NULL;
	Client older, newer, other;
	Rig rig;

	rig_open(&rig, 0);
	cookie = log_in(&rig);
	elsewhere = log_in(&rig);
	ask(&rig, cookie, LONG, &older);
	wait_for(&rig, &older, TURNS_SOON);
	ask(&rig, elsewhere, LONG, &other);
	wait_for(&rig, &other, TURNS_SOON);
	ck_assert(!heard(&older));
	ask(&rig, cookie, LONG, &newer);
	ck_assert_int_le(wait_for(&rig, &older, TURNS_MOST), TURNS_SOON);
	ck_assert_int_eq(status_of(&older), 409);
	ck_assert(strstr(body_of(&older), "\"code\":\"replaced\"") != NULL);
	wait_for(&rig, &newer, TURNS_MOST);
	wait_for(&rig, &other, TURNS_MOST);
	ck_assert_int_eq(status_of(&newer), 200);
	ck_assert_int_eq(status_of(&other), 200);
	client_close(&older);
	client_close(&newer);
	client_close(&other);
	rig_close(&rig);
}
END_TEST

START_TEST(so_many_and_no_more)
{
	Client clients[70];
	int answered = 0, refused = 0;
	Rig rig;

	rig_open(&rig, 0);
	for (gsize i = 0; i < G_N_ELEMENTS(clients); i++) {
		g_autofree char *cookie = log_in(&rig);

		ask(&rig, cookie, LONG, &clients[i]);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(clients); i++) {
		wait_for(&rig, &clients[i], TURNS_MOST);
		answered += status_of(&clients[i]) == 200;
		refused += status_of(&clients[i]) == 503 && strstr(body_of(&clients[i]), "\"code\":\"busy\"");
		client_close(&clients[i]);
	}
	ck_assert_int_eq(answered, 64);
	ck_assert_int_eq(refused, 6);
	rig_close(&rig);
}
END_TEST

START_TEST(the_configuration_may_be_another_one)
{
	Conf *conf = NULL;
	g_autofree char *cookie = NULL;
	Client search;
	Rig rig;

	rig_open(&rig, 0);
	conf = fixture_conf(&rig.f, "", NULL, "");
	rig.inbox.conf = conf;
	cookie = log_in(&rig);
	begin_long(&rig, cookie, &search);
	rig.inbox.conf = rig.f.conf;
	conf_unref(conf);
	wait_for(&rig, &search, TURNS_MOST);
	ck_assert_int_eq(status_of(&search), 200);
	client_close(&search);
	rig_close(&rig);
}
END_TEST

START_TEST(the_end_answers_what_is_under_way)
{
	g_autofree char *cookie = NULL;
	Client search;
	Rig rig;

	rig_open(&rig, 0);
	cookie = log_in(&rig);
	begin_long(&rig, cookie, &search);
	rig_close(&rig);
	ck_assert(heard(&search));
	ck_assert_int_eq(status_of(&search), 503);
	client_close(&search);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("inbox-work");
	TCase *tc = tcase_create("work");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, slices_answer_what_one_go_answers);
	tcase_add_test(tc, others_are_answered_meanwhile);
	tcase_add_test(tc, who_has_gone_is_not_searched_for);
	tcase_add_test(tc, a_newer_search_of_the_session_replaces_the_older);
	tcase_add_test(tc, so_many_and_no_more);
	tcase_add_test(tc, the_configuration_may_be_another_one);
	tcase_add_test(tc, the_end_answers_what_is_under_way);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "inbox-work");
}
