/* People and cases: accounts, claims, fair lists, and the two marks that stop a customer's case. */
#include "ctl/ctl.h"

#include "desk/accounts.h"
#include "desk/claims.h"
#include "desk/malicious.h"
#include "desk/passwords.h"
#include "text/code.h"

#include <errno.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* ---- accounts ---- */

static const char NO_NAME[] = "name the account: account add li --name \"Li Na\" --role agent";

static CtlExit list_accounts(Ctl *ctl)
{
	g_autoptr(GArray) accounts = NULL;
	Writer *out = ctl->out;
	int r = store_account_list(ctl->desk.store, &accounts);

	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store));
	writer_list(out, "accounts", NULL, "There are no accounts: everybody may do everything.");
	for (guint i = 0; i < accounts->len; i++) {
		const StoreAccount *a = &g_array_index(accounts, StoreAccount, i);
		const char *duty = !a->active ? "account off" : a->on_duty ? "on duty" : "off duty";

		writer_row(out);
		writer_text(out, "account", "account", WRITER_STRONG, a->name);
		writer_text(out, "name", "name", WRITER_PLAIN, a->full_name);
		writer_text(out, "role", "role", WRITER_PLAIN, role_name(a->role));
		writer_number(out, "level", "level", WRITER_PLAIN, a->level);
		writer_text(out, NULL, "shops", WRITER_PLAIN, a->shops ? a->shops : "all");
		writer_text(out, "shops", NULL, WRITER_PLAIN, a->shops);
		writer_text(out, NULL, "languages", WRITER_PLAIN, a->languages ? a->languages : "all");
		writer_text(out, "languages", NULL, WRITER_PLAIN, a->languages);
		writer_text(out, NULL, "duty", a->active ? WRITER_PLAIN : WRITER_DIM, duty);
		writer_bool(out, "on_duty", NULL, a->on_duty);
		writer_bool(out, "active", NULL, a->active);
	}
	writer_list_end(out);
	return CTL_OK;
}

static CtlExit log_accounts(Ctl *ctl, const char *name, guint limit)
{
	g_autoptr(GArray) acts = NULL;
	Writer *out = ctl->out;
	int r = store_account_log(ctl->desk.store, name, limit, &acts);

	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store));
	writer_list(out, "acts", NULL, "Nothing was done to accounts.");
	for (guint i = 0; i < acts->len; i++) {
		const StoreAccountAct *act = &g_array_index(acts, StoreAccountAct, i);
		g_autofree char *when = zones_format_short(NULL, act->at);

		writer_row(out);
		writer_time(out, "at", "when (UTC)", act->at, STORE_NO_TIME, when);
		writer_text(out, "actor", NULL, WRITER_PLAIN, act->actor);
		writer_text(out, NULL, "by", WRITER_PLAIN, rights_account_name(act->actor));
		writer_text(out, "account", "account", WRITER_STRONG, act->account);
		writer_text(out, "what", "what", WRITER_PLAIN, act->what);
	}
	writer_list_end(out);
	return CTL_OK;
}

static int check_role(const char *name, char **fault)
{
	Role role;

	if (!name || role_parse(name, &role) == 0)
		return 0;
	*fault = g_strdup_printf("--role: there is no role \"%s\"; it is newcomer, agent, senior or admin", name);
	return -EINVAL;
}

static CtlExit put_account(Ctl *ctl, const Args *args, gboolean fresh, gboolean off)
{
	AccountChange change = {.name = args_word(args, 1),
	                        .full_name = args_value(args, "name"),
	                        .role = args_word(args, 2) ? args_word(args, 2) : args_value(args, "role"),
	                        .shops = args_value(args, "shops"),
	                        .languages = args_value(args, "languages"),
	                        .active = off ? -1 : args_has(args, "on") ? 1 : 0};
	g_autofree char *fault = NULL;
	g_autofree char *sentence = NULL;
	gint64 level = 0;
	int r;

	if (args_number(args, "level", 1, 5, 0, &level, &fault) < 0 || check_role(change.role, &fault) < 0)
		return ctl_fail(ctl, CTL_USAGE, fault);
	change.level = (int)level;
	r = account_put(&ctl->desk, &change, fresh, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	ctl->changed = TRUE;
	sentence = g_strdup_printf("Account %s is %s.", change.name, off ? "off" : fresh ? "made" : "changed");
	writer_text(ctl->out, "account", NULL, WRITER_PLAIN, change.name);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}

/* ---- passwords ---- */

/* One line, without its end, without an echo when it is typed. NULL: nothing came. Caller frees. */
static char *read_secret(const char *prompt)
{
	gboolean typed = isatty(STDIN_FILENO) == 1;
	struct termios before, quiet;
	g_autofree char *line = NULL;
	size_t room = 0;
	ssize_t length;

	if (typed && tcgetattr(STDIN_FILENO, &before) == 0) {
		quiet = before;
		quiet.c_lflag &= (tcflag_t)~ECHO;
		fputs(prompt, stderr);
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	length = getline(&line, &room, stdin);
	if (typed) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
		fputc('\n', stderr);
	}
	if (length <= 0)
		return NULL;
	line[strcspn(line, "\r\n")] = '\0';
	return g_steal_pointer(&line);
}

static CtlExit set_password(Ctl *ctl, const char *name)
{
	g_autofree char *password = NULL;
	g_autofree char *again = NULL;
	g_autofree char *fault = NULL;
	g_autofree char *sentence = NULL;
	int r;

	password = read_secret("New password: ");
	if (password && isatty(STDIN_FILENO))
		again = read_secret("Once more: ");
	if (!password || (again && !g_str_equal(again, password)))
		return ctl_fail(ctl, CTL_FAILED, password ? "the two are not the same; nothing was changed"
		                                          : "no password came; write it as one line on standard input");
	r = password_set(&ctl->desk, name, password, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_refused(r), fault);
	ctl->changed = TRUE;
	sentence = g_strdup_printf("Account %s has a new password; it is logged out of the inbox everywhere.", name);
	writer_text(ctl->out, "account", NULL, WRITER_PLAIN, name);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}

CtlExit ctl_account(Ctl *ctl, const Args *args)
{
	static const char *const CHANGES[] = {"add", "set", "passwd", "role", "off", "disable", NULL};
	const char *verb = args_word(args, 0);
	g_autofree char *fault = NULL;
	gint64 limit;
	CtlExit code;

	if (args_number(args, "limit", 1, 100000, 50, &limit, &fault) < 0)
		return ctl_fail(ctl, CTL_USAGE, fault);
	if (args_has(args, "limit") && !g_str_equal(verb, "log"))
		return ctl_fail(ctl, CTL_USAGE, "--limit goes with \"account log\" alone");
	if (g_str_equal(verb, "list"))
		return (code = ctl_open_store(ctl, STORE_READ_ONLY)) == CTL_OK ? list_accounts(ctl) : code;
	if (g_str_equal(verb, "log")) {
		if (args_words(args) > 2)
			return ctl_fail(ctl, CTL_USAGE, "account log has one name at most: account log li");
		code = ctl_open_store(ctl, STORE_READ_ONLY);
		return code == CTL_OK ? log_accounts(ctl, args_word(args, 1), (guint)limit) : code;
	}
	if (!g_strv_contains(CHANGES, verb)) {
		fault = g_strdup_printf("\"account %s\": it is add, set, passwd, role, disable, off, list or log",
		                        verb);
		return ctl_fail(ctl, CTL_USAGE, fault);
	}
	if ((args_word(args, 2) != NULL) != g_str_equal(verb, "role"))
		return ctl_fail(ctl, CTL_USAGE, "account role NAME ROLE has two words, the others one: account passwd li");
	code = args_word(args, 1) ? ctl_open_store(ctl, STORE_READ_WRITE) : ctl_fail(ctl, CTL_USAGE, NO_NAME);
	if (code != CTL_OK)
		return code;
	if (g_str_equal(verb, "passwd"))
		return set_password(ctl, args_word(args, 1));
	return put_account(ctl, args, g_str_equal(verb, "add"), g_str_equal(verb, "off") || g_str_equal(verb, "disable"));
}

/* ---- claims ---- */

/* "Case 12 (C2D9): ": what a sentence about a case begins with. Caller frees. */
static char *case_words(int64_t case_id, const char *rest)
{
	char code[CASE_CODE_SIZE];

	case_code(case_id, code);
	return g_strdup_printf("Case %" G_GINT64_FORMAT " (%s): %s", case_id, code, rest);
}

CtlExit ctl_claim(Ctl *ctl, const Args *args)
{
	g_autofree char *fault = NULL;
	g_autofree char *until = NULL;
	g_autofree char *rest = NULL;
	g_autofree char *sentence = NULL;
	int64_t case_id = 0, until_at = 0;
	StoreCase c = {0};
	CtlExit code = ctl_case(ctl, args_word(args, 0), &case_id);
	int r;

	if (code != CTL_OK)
		return code;
	r = claim_take(&ctl->desk, case_id, args_value(args, "note"), &until_at, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_refused(r), fault);
	ctl->changed = TRUE;
	if (store_case_get(ctl->desk.store, case_id, &c) == 0)
		until = act_shop_clock(&ctl->desk, c.shop, until_at);
	store_case_clear(&c);
	rest = g_strdup_printf("yours until %s (shop's clock).", until ? until : "the lease ends");
	sentence = case_words(case_id, rest);
	writer_number(ctl->out, "case", NULL, WRITER_PLAIN, case_id);
	writer_text(ctl->out, "holder", NULL, WRITER_PLAIN, ctl->desk.actor);
	writer_time(ctl->out, "held_until", NULL, until_at, STORE_NO_TIME, NULL);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}

CtlExit ctl_release(Ctl *ctl, const Args *args)
{
	g_autofree char *fault = NULL;
	g_autofree char *sentence = NULL;
	int64_t case_id = 0;
	CtlExit code = ctl_case(ctl, args_word(args, 0), &case_id);
	int r;

	if (code != CTL_OK)
		return code;
	r = claim_release(&ctl->desk, case_id, args_value(args, "note"), &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_refused(r), fault);
	ctl->changed = TRUE;
	sentence = case_words(case_id, "given back.");
	writer_number(ctl->out, "case", NULL, WRITER_PLAIN, case_id);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}

CtlExit ctl_hand_over(Ctl *ctl, const Args *args)
{
	const char *to = args_word(args, 1);
	g_autofree char *fault = NULL, *words = NULL, *sentence = NULL;
	int64_t case_id = 0;
	CtlExit code = ctl_case(ctl, args_word(args, 0), &case_id);
	int r;

	if (code != CTL_OK)
		return code;
	r = claim_hand_over(&ctl->desk, case_id, to, args_value(args, "note"), &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_refused(r), fault);
	ctl->changed = TRUE;
	words = g_strdup_printf("is on the list of %s.", to);
	sentence = case_words(case_id, words);
	writer_number(ctl->out, "case", NULL, WRITER_PLAIN, case_id);
	writer_text(ctl->out, "to", NULL, WRITER_PLAIN, to);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}

/* ---- fair lists ---- */

void ctl_assignments(Ctl *ctl, const GArray *list, gboolean dry, const char *none)
{
	Writer *out = ctl->out;

	writer_bool(out, "dry_run", NULL, dry);
	writer_list(out, "assigned", NULL, none);
	for (guint i = 0; i < list->len; i++) {
		const Assignment *one = &g_array_index(list, Assignment, i);
		char code[CASE_CODE_SIZE];

		case_code(one->case_id, code);
		writer_row(out);
		writer_number(out, "case", "case", WRITER_PLAIN, one->case_id);
		writer_text(out, "code", "code", WRITER_PLAIN, code);
		writer_text(out, "shop", "shop", WRITER_PLAIN, one->shop);
		writer_number(out, "level", "level", WRITER_PLAIN, one->needs_level);
		writer_number(out, "round", "round", WRITER_PLAIN, one->round);
		writer_text(out, "to", NULL, WRITER_PLAIN, one->agent);
		writer_text(out, NULL, "to", one->agent ? WRITER_STRONG : WRITER_BAD,
		            one->agent ? rights_account_name(one->agent) : one->why_nobody);
		writer_text(out, "why_nobody", NULL, WRITER_PLAIN, one->why_nobody);
	}
	writer_list_end(out);
	if (dry)
		writer_say(out, NULL, WRITER_DIM, "Nothing was written: --dry-run.");
}

CtlExit ctl_assign(Ctl *ctl, const Args *args)
{
	gboolean dry = args_has(args, "dry-run");
	g_autoptr(GArray) list = NULL;
	g_autofree char *fault = NULL;
	int r = claim_assign(&ctl->desk, args_value(args, "shop"), dry, &list, &fault);

	if (r < 0)
		return ctl_fail(ctl, ctl_exit_refused(r), fault);
	ctl->changed = !dry;
	ctl_assignments(ctl, list, dry, "No case that needs a person is without one.");
	return CTL_OK;
}

CtlExit ctl_duty(Ctl *ctl, const Args *args)
{
	const char *word = args_word(args, 0), *name = args_word(args, 1);
	gboolean on = g_str_equal(word, "on");
	g_autofree char *fault = NULL;
	g_autofree char *sentence = NULL;
	int r;

	if (!on && !g_str_equal(word, "off"))
		return ctl_fail(ctl, CTL_USAGE, "duty is on or off");
	r = claim_duty(&ctl->desk, name, on, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	ctl->changed = TRUE;
	sentence = g_strdup_printf("%s is %s duty.", name ? name : rights_account_name(ctl->desk.actor), on ? "on" : "off");
	writer_bool(ctl->out, "on_duty", NULL, on);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}

/* ---- malicious ---- */

CtlExit ctl_malicious(Ctl *ctl, const Args *args)
{
	const char *note = args_value(args, "note");
	g_autofree char *fault = NULL;
	g_autofree char *sentence = NULL;
	gboolean closed = FALSE;
	int64_t case_id = 0;
	CtlExit code = ctl_case(ctl, args_word(args, 0), &case_id);
	int r;

	if (code != CTL_OK)
		return code;
	if (!note || !*note)
		return ctl_fail(ctl, CTL_USAGE,
		                "say why with --note: the second person, and perhaps the platform, will read it");
	r = malicious_say(&ctl->desk, case_id, note, &closed, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_refused(r), fault);
	ctl->changed = TRUE;
	sentence = case_words(case_id, closed ? "closed as malicious; nothing is sent or dialled any more."
	                                      : "noted; it is closed as malicious when a second person says the same.");
	writer_number(ctl->out, "case", NULL, WRITER_PLAIN, case_id);
	writer_bool(ctl->out, "closed", NULL, closed);
	writer_say(ctl->out, NULL, WRITER_GOOD, sentence);
	return CTL_OK;
}
