#include "desk/accounts.h"

#include "conf/conf.h"
#include "util/language.h"
#include "util/nearest.h"

#include <errno.h>
#include <string.h>

#define NAME_BYTES 64
#define FULL_NAME_CHARS 60 /* it stands under texts, as a shop's signature does */

static const int FIRST_LEVEL[ROLES] = {[ROLE_NEWCOMER] = 1, [ROLE_AGENT] = 3, [ROLE_SENIOR] = 4, [ROLE_ADMIN] = 5};

/* Words parted by commas or blanks, once each with one blank between; NULL for none. */
static char *tidy_words(const char *words)
{
	g_auto(GStrv) parts = g_strsplit_set(words, ", ", -1);
	GString *out = g_string_new(NULL);

	for (guint i = 0; parts[i]; i++)
		if (*parts[i])
			g_string_append_printf(out, "%s%s", out->len ? " " : "", parts[i]);
	return g_string_free(out, out->len == 0);
}

static int check_shops(const Desk *desk, const char *shops, char **fault)
{
	g_auto(GStrv) names = g_strsplit(shops ? shops : "", " ", -1);

	for (guint i = 0; desk->conf && names[i]; i++) {
		g_autoptr(GPtrArray) known = g_ptr_array_new();
		const char *near;

		if (!*names[i] || conf_shop(desk->conf, names[i]))
			continue;
		for (guint s = 0; s < desk->conf->shops->len; s++)
			g_ptr_array_add(known, ((const ConfShop *)desk->conf->shops->pdata[s])->id);
		g_ptr_array_add(known, NULL);
		near = nearest_word(names[i], (const char *const *)known->pdata);
		*fault = g_strdup_printf("there is no shop \"%s\"%s%s%s", names[i], near ? "; did you mean \"" : "",
		                         near ? near : "", near ? "\"?" : "");
		return -EINVAL;
	}
	return 0;
}

/* In the form of the cases' own, whose beginning they are. */
static int take_languages(const char *words, StoreAccount *account, char **fault)
{
	g_autofree char *tidy = tidy_words(words);
	g_auto(GStrv) tags = g_strsplit(tidy ? tidy : "", " ", -1);

	for (guint i = 0; tags[i]; i++) {
		char *tag = language_tag(tags[i]);

		if (!tag) {
			*fault = g_strdup_printf("--languages: \"%s\" is not a language tag; write such as zh, en or ru", tags[i]);
			return -EINVAL;
		}
		g_free(tags[i]);
		tags[i] = tag;
	}
	g_free(account->languages);
	account->languages = tidy ? g_strjoinv(" ", tags) : NULL;
	return 0;
}

static gboolean good_name(const char *name)
{
	return *name && strlen(name) <= NAME_BYTES && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-") == strlen(name);
}

/* Customers read it: no brackets of signatures, no controls. */
static gboolean good_full_name(const char *name)
{
	if (!*name || !g_utf8_validate(name, -1, NULL) || g_utf8_strlen(name, -1) > FULL_NAME_CHARS)
		return FALSE;
	for (const char *at = name; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (!g_unichar_isprint(c) || (c < 128 && strchr("{}[]<>", (int)c)) || c == 0x3010 || c == 0x3011)
			return FALSE;
	}
	return TRUE;
}

static int apply_words(const Desk *desk, const AccountChange *change, StoreAccount *account, char **fault)
{
	if (change->shops) {
		g_free(account->shops);
		account->shops = tidy_words(change->shops);
	}
	if (change->languages && take_languages(change->languages, account, fault) < 0)
		return -EINVAL;
	if (change->full_name) {
		g_free(account->full_name);
		account->full_name = g_strdup(change->full_name);
	}
	if (!account->full_name || !good_full_name(account->full_name)) {
		*fault = g_strdup_printf("--name: \"%s\" is no name; write the real one, of 1 to %d letters: --name \"Li Na\"",
		                         account->full_name ? account->full_name : "", FULL_NAME_CHARS);
		return -EINVAL;
	}
	return check_shops(desk, account->shops, fault);
}

static int apply(const Desk *desk, const AccountChange *change, gboolean fresh, StoreAccount *account, char **fault)
{
	Role role = account->role;

	if (change->role && role_parse(change->role, &role) < 0) {
		*fault = g_strdup_printf("--role: there is no role \"%s\"; it is newcomer, agent, senior or admin", change->role);
		return -EINVAL;
	}
	account->role = role;
	if (change->level)
		account->level = change->level;
	else if (fresh)
		account->level = FIRST_LEVEL[role];
	if (account->level < 1 || account->level > 5) {
		*fault = g_strdup_printf("--level: %d is none; it is 1 to 5, the gravest cases they take", account->level);
		return -EINVAL;
	}
	if (change->active)
		account->active = change->active > 0;
	return apply_words(desk, change, account, fault);
}

/* Somebody must be left who can let others in: without an account that is on, everybody could do everything again. */
static int check_admins(const Desk *desk, const StoreAccount *changed, char **fault)
{
	g_autoptr(GArray) accounts = NULL;
	gboolean admin = changed->active && changed->role == ROLE_ADMIN;
	int r = store_account_list(desk->store, &accounts);

	for (guint i = 0; r == 0 && i < accounts->len; i++) {
		const StoreAccount *account = &g_array_index(accounts, StoreAccount, i);

		if (account->active && !g_str_equal(account->name, changed->name))
			admin = admin || account->role == ROLE_ADMIN;
	}
	if (r == 0 && !admin) {
		*fault = g_strdup("nobody would be left who may change accounts; make an admin first: \"account add NAME --name "
		                  "'Full Name' --role admin\"");
		return -EPERM;
	}
	return r;
}

static int put(const Desk *desk, const AccountChange *change, gboolean fresh, char **fault)
{
	StoreAccount account = {.on_duty = TRUE, .active = TRUE, .role = ROLE_AGENT};
	int r = store_account_get(desk->store, change->name, &account);

	if (r == 0 && fresh) {
		*fault = g_strdup_printf("there is an account \"%s\" already; change it with \"account set\"", change->name);
		r = -EEXIST;
	} else if (r == -ENOENT && !fresh) {
		*fault = g_strdup_printf("there is no account \"%s\"; \"account list\" names them", change->name);
	} else if (r == -ENOENT) {
		account.name = g_strdup(change->name);
		r = 0;
	}
	if (r == 0)
		r = apply(desk, change, fresh, &account, fault);
	if (r == 0)
		r = check_admins(desk, &account, fault);
	if (r == 0)
		r = store_account_put(desk->store, &account, desk->actor, desk->now_at);
	store_account_clear(&account);
	return r;
}

int account_put(const Desk *desk, const AccountChange *change, gboolean fresh, char **fault)
{
	Act act;
	int r;

	if (!good_name(change->name)) {
		*fault = g_strdup_printf("\"%s\" is no account's name: 1 to %d of a-z, 0-9, \".\", \"_\" and \"-\"", change->name,
		                         NAME_BYTES);
		return -EINVAL;
	}
	r = act_begin(desk, RIGHT_ACCOUNTS, &act, fault);
	return r < 0 ? r : act_end(&act, put(desk, change, fresh, fault), fault);
}
