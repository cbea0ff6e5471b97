/* How long somebody is logged in, what ends it, and which passwords are kept. */
#include "desk/team.h"

#include "desk/accounts.h"
#include "desk/claims.h"
#include "desk/passwords.h"
#include "inbox/session.h"

#include <errno.h>
#include <string.h>

#define GOOD "correct horse battery"

typedef struct {
	Fixture f;
	Conf conf;
	Session session;
} Rig;

static void rig_open(Rig *rig)
{
	*rig = (Rig){.conf = {.inbox_idle_s = 3600, .inbox_session_s = 8 * 3600}};
	team_open(&rig->f);
	team_accounts(&rig->f);
	ck_assert_int_eq(session_begin(rig->f.store, &rig->conf, "li", "password", WEDNESDAY, &rig->session), 0);
}

static void rig_close(Rig *rig)
{
	session_clear(&rig->session);
	fixture_close(&rig->f);
}

/* What a request with the cookie finds then. */
static int find(const Rig *rig, int64_t now_at)
{
	g_autofree char *cookie = g_strdup_printf("followup_session=%s", rig->session.token);
	HttpInbound inbound = {.headers = http_headers_new()};
	g_auto(Session) found = {0};
	int r;

	http_headers_add(inbound.headers, "Cookie", cookie);
	r = session_find(rig->f.store, &rig->conf, &inbound, now_at, &found);
	g_array_unref(inbound.headers);
	if (r == 0)
		ck_assert_str_eq(found.account, "li");
	return r;
}

/* Requests after so many minutes each; the last one is the one that counts. */
static const struct {
	const char *name;
	int minutes[12]; /* ends with 0 */
	int want;
} LIVES[] = {
	{"at once", {1}, 0},
	{"just before it is idle", {60}, 0},
	{"idle for too long", {66}, -ENOENT},
	{"used again and again", {50, 100, 150, 200}, 0},
	{"and then idle", {50, 100, 150, 216}, -ENOENT},
	{"used, yet not for ever", {50, 100, 150, 200, 250, 300, 350, 400, 450, 480}, -ENOENT},
	{"to the last minute", {50, 100, 150, 200, 250, 300, 350, 400, 450, 479}, 0},
};

START_TEST(a_session_has_two_ends)
{
	Rig rig;
	int r = 0;

	rig_open(&rig);
	for (int i = 0; LIVES[_i].minutes[i]; i++)
		r = find(&rig, WEDNESDAY + LIVES[_i].minutes[i] * INT64_C(60));
	row_int(LIVES[_i].name, r, LIVES[_i].want);
	rig_close(&rig);
}
END_TEST

START_TEST(a_reload_may_shorten_it)
{
	Rig rig;

	rig_open(&rig);
	rig.conf.inbox_session_s = 600;
	ck_assert_int_eq(find(&rig, WEDNESDAY + 599), 0);
	ck_assert_int_eq(find(&rig, WEDNESDAY + 600), -ENOENT);
	rig_close(&rig);
}
END_TEST

START_TEST(logging_out_ends_it_and_no_other)
{
	Rig rig;
	g_auto(Session) other = {0};
	StoreSession row = {0};

	rig_open(&rig);
	ck_assert_int_eq(session_begin(rig.f.store, &rig.conf, "li", "password", WEDNESDAY, &other), 0);
	ck_assert_str_ne(rig.session.token, other.token);
	ck_assert_int_eq(session_end(rig.f.store, &rig.session), 0);
	ck_assert_int_eq(find(&rig, WEDNESDAY + 1), -ENOENT);
	ck_assert_int_eq(session_check(rig.f.store, &rig.conf, other.hash, WEDNESDAY + 1, &row), 0);
	store_session_clear(&row);
	rig_close(&rig);
}
END_TEST

START_TEST(the_token_itself_is_not_kept)
{
	Rig rig;
	StoreSession row = {0};

	rig_open(&rig);
	ck_assert_str_ne(rig.session.hash, rig.session.token);
	ck_assert_int_eq(store_session_get(rig.f.store, rig.session.token, &row), -ENOENT);
	ck_assert_int_eq(store_session_get(rig.f.store, rig.session.hash, &row), 0);
	store_session_clear(&row);
	rig_close(&rig);
}
END_TEST

START_TEST(an_account_that_is_off_is_out)
{
	const AccountChange off = {.name = "li", .active = -1};
	const AccountChange on = {.name = "li", .active = 1};
	g_autofree char *fault = NULL;
	Rig rig;

	rig_open(&rig);
	team_as(&rig.f, "agent:admin");
	ck_assert_int_eq(account_put(&rig.f.desk, &off, FALSE, &fault), 0);
	ck_assert_int_eq(find(&rig, WEDNESDAY + 1), -ENOENT);
	ck_assert_int_eq(account_put(&rig.f.desk, &on, FALSE, &fault), 0);
	ck_assert_int_eq(find(&rig, WEDNESDAY + 2), -ENOENT);
	rig_close(&rig);
}
END_TEST

START_TEST(a_new_password_ends_all_and_duty_none)
{
	g_autofree char *fault = NULL;
	Rig rig;

	rig_open(&rig);
	team_as(&rig.f, "agent:li");
	ck_assert_int_eq(claim_duty(&rig.f.desk, NULL, FALSE, &fault), 0);
	ck_assert_int_eq(find(&rig, WEDNESDAY + 1), 0);
	ck_assert_msg(password_set(&rig.f.desk, "li", GOOD, &fault) == 0, "%s", fault);
	ck_assert_int_eq(find(&rig, WEDNESDAY + 2), -ENOENT);
	rig_close(&rig);
}
END_TEST

START_TEST(what_is_over_is_swept_out)
{
	g_auto(Session) later = {0};
	StoreSession row = {0};
	Rig rig;

	rig_open(&rig);
	ck_assert_int_eq(session_begin(rig.f.store, &rig.conf, "li", "password", WEDNESDAY + 90000, &later), 0);
	ck_assert_int_eq(store_session_get(rig.f.store, rig.session.hash, &row), -ENOENT);
	rig_close(&rig);
}
END_TEST

/* ---- passwords ---- */

static const struct {
	const char *name, *by, *account, *password;
	int want;
} PASSWORDS[] = {
	{"one's own", "agent:li", "li", GOOD, 0},
	{"another's by an admin", "agent:admin", "li", GOOD, 0},
	{"another's by nobody else", "agent:senior", "li", GOOD, -EPERM},
	{"of somebody without an account", "agent:mallory", "mallory", GOOD, -EPERM},
	{"of an account that is not there", "agent:admin", "nobody", GOOD, -ENOENT},
	{"too short", "agent:li", "li", "123456789", -EINVAL},
	{"short in letters, long in bytes", "agent:li", "li", "密码密码密码", -EINVAL},
	{"ten letters of any script", "agent:li", "li", "密码密码密码密码密码", 0},
	{"the account's own name", "agent:admin", "newcomer.li", "newcomer.LI", -EINVAL},
	{"no UTF-8", "agent:li", "li", "abcdefghijk\xff", -EINVAL},
};

START_TEST(passwords_are_set_by_who_may)
{
	g_autofree char *fault = NULL;
	Fixture f;

	team_open(&f);
	team_accounts(&f);
	team_as(&f, PASSWORDS[_i].by);
	row_int(PASSWORDS[_i].name, password_set(&f.desk, PASSWORDS[_i].account, PASSWORDS[_i].password, &fault),
	        PASSWORDS[_i].want);
	row_int(PASSWORDS[_i].name, fault != NULL, PASSWORDS[_i].want != 0);
	row_int(PASSWORDS[_i].name, password_check(&f.desk, PASSWORDS[_i].account, PASSWORDS[_i].password),
	        PASSWORDS[_i].want == 0 ? 0 : -EPERM);
	fixture_close(&f);
}
END_TEST

START_TEST(only_the_right_password_of_who_is_on)
{
	const AccountChange off = {.name = "li", .active = -1};
	g_autofree char *fault = NULL;
	StoreAccount account = {0};
	Fixture f;

	team_open(&f);
	team_accounts(&f);
	team_as(&f, "agent:admin");
	ck_assert_int_eq(password_check(&f.desk, "li", ""), -EPERM);
	ck_assert_int_eq(password_set(&f.desk, "li", GOOD, &fault), 0);
	ck_assert_int_eq(password_check(&f.desk, "li", GOOD), 0);
	ck_assert_int_eq(password_check(&f.desk, "li", GOOD " "), -EPERM);
	ck_assert_int_eq(password_check(&f.desk, "agent", GOOD), -EPERM);
	ck_assert_int_eq(store_account_get(f.store, "li", &account), 0);
	ck_assert(g_str_has_prefix(account.password, "$argon2id$v=19$m=19456,t=2,p=1$"));
	store_account_clear(&account);
	ck_assert_int_eq(account_put(&f.desk, &off, FALSE, &fault), 0);
	ck_assert_int_eq(password_check(&f.desk, "li", GOOD), -EPERM);
	fixture_close(&f);
}
END_TEST

/* ---- handing over ---- */

static const struct {
	const char *name, *holder, *by, *to;
	int want;
} HANDS[] = {
	{"one's own case", "agent:li", "agent:li", "senior", 0},
	{"another's", "agent:agent", "agent:li", "senior", -EACCES},
	{"nobody's, by an agent", NULL, "agent:li", "senior", -EACCES},
	{"nobody's, by who shares out", NULL, "agent:senior", "li", 0},
	{"to oneself", "agent:li", "agent:li", "li", -EINVAL},
	{"to nobody", "agent:li", "agent:li", "mallory", -EINVAL},
	{"to who is too new for it", "agent:li", "agent:li", "newcomer", -EACCES},
};

START_TEST(a_case_is_handed_over)
{
	g_autofree char *fault = NULL;
	g_autofree char *want = g_strconcat("agent:", HANDS[_i].to, NULL);
	StoreRoster roster = {0};
	int64_t until_at = 0;
	Fixture f;
	int r;

	team_open(&f);
	team_case(&f, "demo", "R-1", "13812341234", "level=3");
	team_accounts(&f);
	if (HANDS[_i].holder) {
		team_as(&f, HANDS[_i].holder);
		ck_assert_int_eq(claim_take(&f.desk, 1, NULL, &until_at, &fault), 0);
	}
	team_as(&f, HANDS[_i].by);
	r = claim_hand_over(&f.desk, 1, HANDS[_i].to, "speaks Russian", &fault);
	ck_assert_msg(r == HANDS[_i].want, "row %s: %d, %s", HANDS[_i].name, r, fault ? fault : "");
	ck_assert_int_eq(store_roster_get(f.store, 1, WEDNESDAY, &roster), 0);
	row_str(HANDS[_i].name, roster.assigned_to, r == 0 ? want : NULL);
	row_str(HANDS[_i].name, roster.holder, r == 0 ? NULL : HANDS[_i].holder);
	store_roster_clear(&roster);
	fixture_close(&f);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("inbox-session");
	TCase *tc = tcase_create("session");

	tcase_add_loop_test(tc, a_session_has_two_ends, 0, G_N_ELEMENTS(LIVES));
	tcase_add_test(tc, a_reload_may_shorten_it);
	tcase_add_test(tc, logging_out_ends_it_and_no_other);
	tcase_add_test(tc, the_token_itself_is_not_kept);
	tcase_add_test(tc, an_account_that_is_off_is_out);
	tcase_add_test(tc, a_new_password_ends_all_and_duty_none);
	tcase_add_test(tc, what_is_over_is_swept_out);
	tcase_add_loop_test(tc, passwords_are_set_by_who_may, 0, G_N_ELEMENTS(PASSWORDS));
	tcase_add_test(tc, only_the_right_password_of_who_is_on);
	tcase_add_loop_test(tc, a_case_is_handed_over, 0, G_N_ELEMENTS(HANDS));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "inbox-session");
}
