#include "desk/passwords.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

#define PASSES 2
#define MEMORY (19 * 1024 * 1024)

/* Salts come from it. It may be called again and again. */
static int ready(char **fault)
{
	if (sodium_init() >= 0)
		return 0;
	if (fault)
		*fault = g_strdup("libsodium does not start: there is no good source of random numbers");
	return -EIO;
}

static int check_form(const char *name, const char *password, char **fault)
{
	if (!g_utf8_validate(password, -1, NULL) || strlen(password) > PASSWORD_MOST) {
		*fault = g_strdup_printf("the password is no UTF-8 text of at most %d bytes", PASSWORD_MOST);
		return -EINVAL;
	}
	if (g_utf8_strlen(password, -1) < PASSWORD_LEAST) {
		*fault = g_strdup_printf("the password is too short: %d characters at least, better a few words", PASSWORD_LEAST);
		return -EINVAL;
	}
	if (g_ascii_strcasecmp(name, password) == 0) {
		*fault = g_strdup("the password is the account's name: take another one");
		return -EINVAL;
	}
	return 0;
}

static int keep(const Desk *desk, const char *name, const char *password, char **fault)
{
	char hash[crypto_pwhash_STRBYTES];
	StoreAccount account = {0};
	int r = store_account_get(desk->store, name, &account);

	if (r == -ENOENT)
		*fault = g_strdup_printf("there is no account \"%s\"; \"account list\" names them", name);
	if (r == 0 && crypto_pwhash_str(hash, password, strlen(password), PASSES, MEMORY) != 0) {
		*fault = g_strdup("no memory to keep the password");
		r = -ENOMEM;
	}
	if (r == 0) {
		g_free(account.password);
		account.password = g_strdup(hash);
		r = store_account_put(desk->store, &account, desk->actor, desk->now_at);
	}
	store_account_clear(&account);
	sodium_memzero(hash, sizeof hash);
	return r;
}

int password_set(const Desk *desk, const char *name, const char *password, char **fault)
{
	gboolean own = g_str_equal(name, rights_account_name(desk->actor));
	Act act;
	int r = ready(fault);

	if (r == 0)
		r = check_form(name, password, fault);
	if (r == 0)
		r = act_begin(desk, own ? RIGHT_CLAIM : RIGHT_ACCOUNTS, &act, fault);
	return r < 0 ? r : act_end(&act, keep(desk, name, password, fault), fault);
}

int password_check(const Desk *desk, const char *name, const char *password)
{
	StoreAccount account = {0};
	gboolean good;
	int r = ready(NULL);

	if (r == 0)
		r = store_account_get(desk->store, name, &account);
	if (r < 0 && r != -ENOENT)
		return r;
	/* Hashing takes the same time as comparing: nobody learns from the clock which names there are. */
	if (r == 0 && account.active && account.password) {
		good = strlen(password) <= PASSWORD_MOST &&
		       crypto_pwhash_str_verify(account.password, password, strlen(password)) == 0;
	} else {
		char hash[crypto_pwhash_STRBYTES];

		good = FALSE;
		(void)!crypto_pwhash_str(hash, "nobody", strlen("nobody"), PASSES, MEMORY);
	}
	store_account_clear(&account);
	return good ? 0 : -EPERM;
}
