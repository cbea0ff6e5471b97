/* Who works on cases, and who holds which. */
#include "store/sqlite/db.h"
#include "store/team.h"

#include <errno.h>

static const char *const ROLE_NAMES[ROLES] = {
	[ROLE_NEWCOMER] = "newcomer",
	[ROLE_AGENT] = "agent",
	[ROLE_SENIOR] = "senior",
	[ROLE_ADMIN] = "admin",
};

const char *role_name(Role role)
{
	return (int)role >= 0 && role < ROLES ? ROLE_NAMES[role] : "?";
}

int role_parse(const char *name, Role *role)
{
	for (int i = 0; i < ROLES; i++)
		if (g_strcmp0(ROLE_NAMES[i], name) == 0) {
			*role = (Role)i;
			return 0;
		}
	return -EINVAL;
}

void store_account_clear(StoreAccount *account)
{
	g_free(account->name);
	g_free(account->full_name);
	g_free(account->shops);
	g_free(account->languages);
	g_free(account->password);
	*account = (StoreAccount){0};
}

static void clear_account(gpointer account)
{
	store_account_clear(account);
}

static void add_words(GString *words, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void add_words(GString *words, const char *format, ...)
{
	va_list args;

	if (words->len)
		g_string_append(words, "; ");
	va_start(args, format);
	g_string_append_vprintf(words, format, args);
	va_end(args);
}

static void add_change(GString *words, const char *what, const char *was, const char *is)
{
	if (g_strcmp0(was, is) != 0)
		add_words(words, "%s %s to %s", what, was ? was : "all", is ? is : "all");
}

/* `was` NULL: it is new. A password is a secret, that there is another one is none. Caller frees. */
static char *what_is_new(const StoreAccount *was, const StoreAccount *is)
{
	GString *words = g_string_new(NULL);

	if (!was) {
		add_words(words, "made: %s, %s, level %d", is->full_name, role_name(is->role), is->level);
		if (is->shops)
			add_words(words, "shops %s", is->shops);
		if (is->languages)
			add_words(words, "languages %s", is->languages);
	} else {
		add_change(words, "name", was->full_name, is->full_name);
		add_change(words, "role", role_name(was->role), role_name(is->role));
		if (was->level != is->level)
			add_words(words, "level %d to %d", was->level, is->level);
		add_change(words, "shops", was->shops, is->shops);
		add_change(words, "languages", was->languages, is->languages);
	}
	if (was ? was->active != is->active : !is->active)
		add_words(words, "account %s", is->active ? "on" : "off");
	if (was ? was->on_duty != is->on_duty : !is->on_duty)
		add_words(words, "%s duty", is->on_duty ? "on" : "off");
	if (is->password && g_strcmp0(was ? was->password : NULL, is->password) != 0)
		add_words(words, "a new password");
	return g_string_free(words, FALSE);
}

static int put_act(Store *store, const char *account, const char *what, const char *actor, int64_t now_at)
{
	return db_errno(db_run(store, "INSERT INTO account_act (at, actor, account, what) VALUES (?, ?, ?, ?)",
	                     DB_INT(now_at), DB_TEXT(actor), DB_TEXT(account), DB_TEXT(what)));
}

static int put_account(Store *store, const StoreAccount *account, int64_t now_at)
{
	return db_errno(db_run(store,
	                     "INSERT INTO account (name, full_name, role, level, shops, languages, on_duty, active, password,"
	                     " created_at, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)"
	                     " ON CONFLICT (name) DO UPDATE SET full_name = ?2, role = ?3, level = ?4, shops = ?5, languages = ?6,"
	                     " on_duty = ?7, active = ?8, password = coalesce(?9, password), changed_at = ?10",
	                     DB_TEXT(account->name), DB_TEXT(account->full_name), DB_TEXT(role_name(account->role)),
	                     DB_INT(account->level), DB_TEXT(account->shops), DB_TEXT(account->languages),
	                     DB_INT(account->on_duty ? 1 : 0), DB_INT(account->active ? 1 : 0), DB_TEXT(account->password),
	                     DB_INT(now_at)));
}

int store_account_put(Store *store, const StoreAccount *account, const char *actor, int64_t now_at)
{
	g_autofree char *what = NULL;
	StoreAccount was = {0};
	int r = store_account_get(store, account->name, &was);

	if (r < 0 && r != -ENOENT)
		return r;
	what = what_is_new(r == 0 ? &was : NULL, account);
	store_account_clear(&was);
	r = put_account(store, account, now_at);
	return r == 0 && *what ? put_act(store, account->name, what, actor, now_at) : r;
}

#define ACCOUNT_SELECT                                                                                                 \
	"SELECT name, full_name, role, level, shops, languages, on_duty, active, password, created_at, changed_at"     \
	" FROM account "

static int read_account(Store *store, DbRow row, void *element)
{
	StoreAccount *account = element;

	if (role_parse(db_column_peek(row, 2), &account->role) < 0)
		return db_fail(store, -EBADMSG, "account %s: no such role", db_column_peek(row, 0));
	account->name = db_column_text(row, 0);
	account->full_name = db_column_text(row, 1);
	account->level = (int)db_column_number(row, 3);
	account->shops = db_column_text(row, 4);
	account->languages = db_column_text(row, 5);
	account->on_duty = db_column_number(row, 6) != 0;
	account->active = db_column_number(row, 7) != 0;
	account->password = db_column_text(row, 8);
	account->created_at = db_column_at(row, 9);
	account->changed_at = db_column_at(row, 10);
	return 0;
}

int store_account_get(Store *store, const char *name, StoreAccount *out)
{
	auto_row row = NULL;
	StoreAccount account = {0};
	int r = db_query(store, &row, ACCOUNT_SELECT "WHERE name = ?", DB_TEXT(name));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "no account \"%s\"", name);
	if (r > 0)
		r = read_account(store, row, &account);
	if (r == 0)
		*out = account;
	return r;
}

int store_account_list(Store *store, GArray **accounts)
{
	auto_row row = NULL;
	int r = db_query(store, &row, ACCOUNT_SELECT "ORDER BY name");

	return r < 0 ? r : db_list(store, row, sizeof(StoreAccount), clear_account, read_account, 0, accounts);
}

void store_account_act_clear(StoreAccountAct *act)
{
	g_free(act->actor);
	g_free(act->account);
	g_free(act->what);
	*act = (StoreAccountAct){0};
}

static void clear_act(gpointer act)
{
	store_account_act_clear(act);
}

static int read_act(Store *store, DbRow row, void *element)
{
	(void)store;
	*(StoreAccountAct *)element = (StoreAccountAct){
		.id = db_column_number(row, 0), .at = db_column_at(row, 1), .actor = db_column_text(row, 2),
		.account = db_column_text(row, 3), .what = db_column_text(row, 4)};
	return 0;
}

int store_account_log(Store *store, const char *account, guint limit, GArray **acts)
{
	static const char ALL[] = "SELECT id, at, actor, account, what FROM account_act WHERE id > 0"
	                          " ORDER BY id DESC LIMIT ?";
	static const char ONE[] = "SELECT id, at, actor, account, what FROM account_act WHERE account = ?"
	                          " ORDER BY id DESC LIMIT ?";
	auto_row row = NULL;
	int r = account ? db_query(store, &row, ONE, DB_TEXT(account), DB_INT(limit))
	                : db_query(store, &row, ALL, DB_INT(limit));

	return r < 0 ? r : db_list(store, row, sizeof(StoreAccountAct), clear_act, read_act, limit, acts);
}

/* ---- claims ---- */

void store_claim_clear(StoreClaim *claim)
{
	g_free(claim->agent);
	g_free(claim->note);
	*claim = (StoreClaim){0};
}

static int read_claim(Store *store, DbRow row, void *element)
{
	(void)store;
	*(StoreClaim *)element = (StoreClaim){.case_id = db_column_number(row, 0), .agent = db_column_text(row, 1),
	                                      .claimed_at = db_column_at(row, 2), .until_at = db_column_at(row, 3),
	                                      .note = db_column_text(row, 4)};
	return 0;
}

int store_claim_get(Store *store, int64_t case_id, int64_t now_at, StoreClaim *out)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT case_id, agent, claimed_at, until_at, note FROM claim WHERE case_id = ? AND until_at > ?",
	                 DB_INT(case_id), DB_INT(now_at));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "nobody holds case %" G_GINT64_FORMAT, case_id);
	return r < 0 ? r : read_claim(store, row, out);
}

int store_claim_of_other(Store *store, int64_t case_id, const char *agent, int64_t now_at, int64_t *until_at)
{
	StoreClaim claim = {0};
	int r = store_claim_get(store, case_id, now_at, &claim);

	*until_at = r == 0 && !g_str_equal(claim.agent, agent) ? claim.until_at : 0;
	store_claim_clear(&claim);
	return r == -ENOENT ? 0 : r;
}

int store_claim_put(Store *store, int64_t case_id, const char *agent, const char *note, int64_t now_at, int64_t until_at)
{
	StoreEvent event = {.kind = EVENT_CLAIMED, .at = now_at, .actor = agent, .note = note};
	StoreClaim held = {0};
	gboolean renewal;
	int r = store_claim_get(store, case_id, now_at, &held);

	if (r < 0 && r != -ENOENT)
		return r;
	renewal = r == 0 && g_str_equal(held.agent, agent);
	store_claim_clear(&held);
	r = renewal ? 0 : store_case_event(store, case_id, &event);
	if (r < 0)
		return r;
	return db_errno(db_run(store,
	                     "INSERT INTO claim (case_id, agent, claimed_at, until_at, note) VALUES (?1, ?2, ?3, ?4, ?5)"
	                     " ON CONFLICT (case_id) DO UPDATE SET agent = ?2, until_at = ?4, note = coalesce(?5, note),"
	                     " claimed_at = CASE WHEN ?6 THEN claimed_at ELSE ?3 END",
	                     DB_INT(case_id), DB_TEXT(agent), DB_INT(now_at), DB_INT(until_at), DB_TEXT(note),
	                     DB_INT(renewal)));
}

int store_claim_release(Store *store, int64_t case_id, const char *agent, const char *note, int64_t now_at)
{
	StoreEvent event = {.kind = EVENT_RELEASED, .at = now_at, .actor = agent, .note = note};
	int r = db_run(store, "DELETE FROM claim WHERE case_id = ? AND agent = ? AND until_at > ?", DB_INT(case_id),
	               DB_TEXT(agent), DB_INT(now_at));

	if (r == 0)
		return db_fail(store, -ENOENT, "%s does not hold case %" G_GINT64_FORMAT, agent, case_id);
	/* A case that moved on meanwhile - solved, closed - has nothing to go back to. */
	return r < 0 ? r : cases_event_or_note(store, case_id, &event);
}

static void clear_claim(void *claim)
{
	store_claim_clear(claim);
}

int store_claim_over(Store *store, int64_t now_at, guint limit, GArray **claims)
{
	auto_row row = NULL;
	int r = db_query(store, &row,
	                 "SELECT case_id, agent, claimed_at, until_at, note FROM claim WHERE until_at <= ?"
	                 " ORDER BY until_at LIMIT ?",
	                 DB_INT(now_at), DB_INT(limit));

	return r < 0 ? r : db_list(store, row, sizeof(StoreClaim), clear_claim, read_claim, limit, claims);
}

int store_claim_drop(Store *store, int64_t case_id, int64_t now_at)
{
	return db_errno(db_run(store, "DELETE FROM claim WHERE case_id = ? AND until_at <= ?", DB_INT(case_id), DB_INT(now_at)));
}

int store_claim_end(Store *store, const StoreClaim *claim, int64_t now_at)
{
	g_autofree char *note = g_strdup_printf("the claim of %s ended by itself", claim->agent);
	StoreEvent event = {.kind = EVENT_RELEASED, .at = now_at, .actor = "followupd", .note = note};
	int r = store_claim_drop(store, claim->case_id, now_at);

	if (r == 0)
		r = store_case_event(store, claim->case_id, &event);
	return r == -EINVAL ? 0 : r; /* it moved on meanwhile: nothing to tell */
}
