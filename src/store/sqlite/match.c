/* To which case a reply belongs (F38). */
#include "store/sqlite/db.h"
#include "store/triage.h"

#include <errno.h>
#include <string.h>

typedef struct {
	int64_t id;
	gboolean open;
	gboolean waits;     /* for the answer to its satisfaction question */
	int64_t contact_at; /* when we last wrote about it; STORE_NO_TIME: never */
	Step asked;
	int64_t asked_at; /* STORE_NO_TIME: nothing was asked in this round */
	char *provider;   /* of the newest text of anybody; NULL: none */
	char *sender;     /* NULL: the provider's only one */
} Candidate;

static void clear_candidate(gpointer data)
{
	Candidate *c = data;

	g_free(c->provider);
	g_free(c->sender);
}

static int read_candidate(Store *store, DbRow row, void *element)
{
	Candidate *c = element;
	const char *state = db_column_peek(row, 1), *step = db_column_peek(row, 3);
	gboolean asked_now;

	*c = (Candidate){.id = db_column_number(row, 0),
	                 .open = g_strcmp0(state, "closed") != 0,
	                 .contact_at = db_column_time(row, 2),
	                 .asked = STEP_NONE,
	                 .asked_at = STORE_NO_TIME};
	if (step && step_parse(step, &c->asked) < 0)
		return db_fail(store, -EBADMSG, "a message of case %" G_GINT64_FORMAT ": no such step", c->id);
	asked_now = c->asked == STEP_SATISFACTION && db_column_number(row, 5) != 0;
	if (asked_now)
		c->asked_at = db_column_time(row, 4);
	c->waits = asked_now && g_strcmp0(state, "resolved") == 0;
	c->provider = db_column_text(row, 6);
	c->sender = db_column_text(row, 7);
	return 0;
}

/* What may be out counts as written: its answer must find it. */
#define WENT "(m.sent_at IS NOT NULL OR m.state IN ('intent', 'unknown'))"
#define NEWEST " ORDER BY coalesce(m.sent_at, m.changed_at) DESC, m.id DESC LIMIT 1"
#define CONTACT                                                                                                        \
	"coalesce(c.last_contact_at, (SELECT max(m.changed_at) FROM message m WHERE m.case_id = c.id"                  \
	" AND m.state IN ('intent', 'unknown')))"

#define CANDIDATE                                                                                                      \
	"SELECT c.id, c.state, " CONTACT ", a.step, coalesce(a.sent_at, a.changed_at), a.round = c.round,"             \
	" n.provider, n.sender FROM cases c"                                                                           \
	" LEFT JOIN message a ON a.id = (SELECT m.id FROM message m WHERE m.case_id = c.id"                            \
	"  AND m.author = 'followupd' AND " WENT NEWEST ")"                                                            \
	" LEFT JOIN message n ON n.id = (SELECT m.id FROM message m WHERE m.case_id = c.id AND " WENT NEWEST ")"

/* Newest contacted first. Cases from before "wrong number" are another person's; that word counts as long as its
 * reply still means it. */
static int candidates(Store *store, int64_t person_id, GArray **found)
{
	auto_row row = NULL;
	int r = db_query(
	        store, &row,
	        CANDIDATE
	        " WHERE c.person_id = ?1 AND c.created_at > coalesce((SELECT max(e.at) FROM cases w CROSS JOIN event e"
	        "  ON e.case_id = w.id LEFT JOIN reply r ON r.id = e.reply_id WHERE w.person_id = ?1"
	        "  AND e.kind = 'wrong_number' AND (r.id IS NULL OR r.label = 'wrong_number')),"
	        "  -9223372036854775807)"
	        " ORDER BY 3 DESC NULLS LAST, c.id DESC",
	        DB_INT(person_id));

	return r < 0 ? r : db_list(store, row, sizeof(Candidate), clear_candidate, read_candidate, 0, found);
}

/* Gateways write a sender with or without plus and blanks, and a name in any case of letters. */
static gboolean same_sender(const char *sender, const char *to)
{
	GString *a = g_string_new(NULL), *b = g_string_new(NULL);
	gboolean same;

	for (const char *at = sender; *at; at++)
		if (g_ascii_isalnum(*at))
			g_string_append_c(a, g_ascii_tolower(*at));
	for (const char *at = to; *at; at++)
		if (g_ascii_isalnum(*at))
			g_string_append_c(b, g_ascii_tolower(*at));
	same = a->len > 0 && g_string_equal(a, b);
	g_string_free(a, TRUE);
	g_string_free(b, TRUE);
	return same;
}

typedef enum { FITS_ANY, FITS_PROVIDER, FITS_SENDER } Fit;

static gboolean fits(const Candidate *c, const StoreMatchQuery *query, Fit fit)
{
	if (!c->open || c->contact_at == STORE_NO_TIME)
		return FALSE;
	if (fit == FITS_ANY)
		return TRUE;
	if (!query->provider || g_strcmp0(c->provider, query->provider) != 0)
		return FALSE;
	/* A provider's only sender is not written down: its texts came from nowhere else. */
	return fit == FITS_PROVIDER ? !c->sender : c->sender && query->to && same_sender(c->sender, query->to);
}

static guint count(const GArray *all, const StoreMatchQuery *query, Fit fit)
{
	guint n = 0;

	for (guint i = 0; i < all->len; i++)
		n += fits(&g_array_index(all, Candidate, i), query, fit);
	return n;
}

static void take(StoreMatch *match, const Candidate *c, const char *by)
{
	match->case_id = c->id;
	match->matched_by = by;
	match->asked = c->asked;
	match->asked_at = c->asked_at;
}

/* Of open ones, as narrow as the sender allows. */
static void choose_open(const GArray *all, const StoreMatchQuery *query, StoreMatch *match)
{
	const guint open = count(all, query, FITS_ANY);
	Fit fit = count(all, query, FITS_SENDER)     ? FITS_SENDER
	          : count(all, query, FITS_PROVIDER) ? FITS_PROVIDER
	                                             : FITS_ANY;
	gboolean narrowed = count(all, query, fit) < open;

	for (guint i = 0; i < all->len; i++) {
		const Candidate *c = &g_array_index(all, Candidate, i);
		const StoreMatchOther other = {.case_id = c->id, .asked_at = c->waits ? c->asked_at : STORE_NO_TIME};

		if (!fits(c, query, fit))
			continue;
		if (match->case_id)
			g_array_append_val(match->others, other);
		else
			take(match, c, narrowed ? "sender" : "number");
	}
}

static void choose(const GArray *all, const StoreMatchQuery *query, StoreMatch *match)
{
	for (guint i = 0; i < all->len && query->code_case; i++)
		if (g_array_index(all, Candidate, i).id == query->code_case) {
			take(match, &g_array_index(all, Candidate, i), "code");
			return;
		}
	choose_open(all, query, match);
	if (!match->case_id && all->len && g_array_index(all, Candidate, 0).contact_at != STORE_NO_TIME)
		take(match, &g_array_index(all, Candidate, 0), "person");
}

/* Somebody else's code from a number nobody knows: perhaps the customer's other telephone, perhaps not. */
static int by_code_alone(Store *store, int64_t code_case, StoreMatch *match)
{
	StoreMatchOther other = {.asked_at = STORE_NO_TIME};
	int r = db_number(store, &other.case_id, "SELECT id FROM cases WHERE id = ? AND state <> 'closed'",
	                  DB_INT(code_case));

	if (r == 0)
		g_array_append_val(match->others, other);
	return r == -ENOENT ? 0 : r;
}

int store_match(Store *store, const StoreMatchQuery *query, StoreMatch *out)
{
	g_auto(StoreMatch) match = {.matched_by = "none",
	                            .asked = STEP_NONE,
	                            .asked_at = STORE_NO_TIME,
	                            .others = g_array_new(FALSE, FALSE, sizeof(StoreMatchOther))};
	g_autoptr(GArray) all = NULL;
	int r = store_person_find(store, query->from, &match.person_id);

	if (r == 0)
		r = candidates(store, match.person_id, &all);
	else if (r == -ENOENT)
		r = query->code_case ? by_code_alone(store, query->code_case, &match) : 0;
	if (r < 0)
		return r;
	if (all)
		choose(all, query, &match);
	*out = match;
	match = (StoreMatch){0};
	return 0;
}

void store_match_clear(StoreMatch *match)
{
	g_clear_pointer(&match->others, g_array_unref);
	*match = (StoreMatch){0};
}

int store_case_asked(Store *store, int64_t case_id, Step *asked, int64_t *asked_at)
{
	auto_row row = NULL;
	Candidate c = {0};
	int r = db_query(store, &row, CANDIDATE " WHERE c.id = ?", DB_INT(case_id));

	if (r == 0)
		r = db_next(store, row);
	if (r == 0)
		return db_fail(store, -ENOENT, "no case %" G_GINT64_FORMAT, case_id);
	if (r > 0)
		r = read_candidate(store, row, &c);
	if (r < 0)
		return r;
	*asked = c.asked;
	*asked_at = c.asked_at;
	clear_candidate(&c);
	return 0;
}
