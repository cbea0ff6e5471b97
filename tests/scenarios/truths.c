/* What holds whatever happened. Written from DESIGN.md's promises and not from the code that keeps them. */
#include "scenarios/player.h"

#include <string.h>

#include "desk/explain.h"
#include "gateway/lane.h"

/* ---- of a text that leaves ---- */

static gboolean same_message(const Outgoing *a, const Outgoing *b)
{
	return a->case_id == b->case_id && a->round == b->round && g_str_equal(a->step, b->step);
}

/* May have reached the customer, as far as anybody knew when the next one left. */
static gboolean may_be_out(const Outgoing *o)
{
	return o->fate != FATE_NOT_TAKEN && !o->voided;
}

static void never_twice(Player *p, const Outgoing *new)
{
	for (guint i = 0; i < p->out->len; i++) {
		const Outgoing *o = p->out->pdata[i];

		if (same_message(o, new) && may_be_out(o))
			player_fail(p, "NEVER TWICE: %s of %s (round %d) left before and may have arrived", o->step,
			            o->name, o->round);
		if (o->fate == FATE_WAITING && g_str_equal(o->to, new->to))
			player_fail(p, "two texts to %s are under way at once", o->to);
	}
}

static void never_at_night(Player *p, const Outgoing *new, const Customer *customer)
{
	const PeaceHours *hours = g_str_equal(new->step, "satisfaction") ? &p->survey : &p->sms;
	g_autofree char *broken = NULL;

	if (new->validity_min <= 0)
		player_fail(p, "it tells the provider no validity");
	broken = peace_broken(hours, customer->zones, new->at, new->at + new->validity_min * 60);
	if (broken)
		player_fail(p, "QUIET HOURS: %s of %s may arrive when %s", new->step, new->name, broken);
}

static void budget_held(Player *p, const Outgoing *new, const Customer *customer)
{
	g_autoptr(GArray) contacts = g_array_new(FALSE, FALSE, sizeof(int64_t));
	g_autofree char *broken = NULL;

	for (guint i = 0; i < p->out->len; i++) {
		const Outgoing *o = p->out->pdata[i];

		if (g_str_equal(o->to, new->to) && may_be_out(o) && !same_message(o, new))
			g_array_append_val(contacts, o->at);
	}
	broken = peace_budget(p->per_day, p->per_week, contacts, customer->zones, new->at);
	if (broken)
		player_fail(p, "BUDGET: %s of %s leaves, %s", new->step, new->name, broken);
}

void truths_of_submit(Player *p, const Outgoing *new)
{
	const Customer *customer = g_hash_table_lookup(p->customers, new->name);
	g_autofree char *blocked =
	        player_ask(p, "SELECT 1 FROM block WHERE person_id = ?1 AND lifted_at IS NULL", new->person_id, NULL);
	g_autofree char *over =
	        player_ask(p, "SELECT state FROM cases WHERE id = ?1 AND state = 'closed'", new->case_id, NULL);

	never_twice(p, new);
	/* The confirmation of an opt-out is the one text that a stop asks for (T15), open case or not. */
	if (over && !g_str_equal(new->step, "optout_confirm"))
		player_fail(p, "%s of %s leaves, and the case is closed", new->step, new->name);
	if (blocked && !g_str_equal(new->step, "optout_confirm"))
		player_fail(p, "%s of %s leaves to somebody who opted out", new->step, new->name);
	if (!customer)
		player_fail(p, "a text of a case that no line told of");
	if (g_str_equal(new->step, "optout_confirm"))
		return; /* at once, windows and budget or not, and once (T15) */
	never_at_night(p, new, customer);
	budget_held(p, new, customer);
}

/* ---- of the store at rest ---- */

/* Each finds a row that must not be; its column says which case. */
static const struct {
	const char *truth, *sql;
} NEVER[] = {
        {"what happened is planned", "SELECT case_id FROM dirty"},
        {"what came in is understood", "SELECT id FROM inbound WHERE processed_at IS NULL"},
        {"rows of the shop's tools are taken", "SELECT id FROM intake WHERE state = 'waiting'"},
        {"who opted out has no step planned",
         "SELECT s.case_id FROM step s JOIN cases c ON c.id = s.case_id JOIN block b ON"
         " b.person_id = c.person_id WHERE b.lifted_at IS NULL AND s.state = 'planned'"
         " AND s.step NOT IN ('optout_confirm', 'close')"},
        {"a closed case has no step planned or held", "SELECT c.id FROM step s JOIN cases c ON c.id = s.case_id WHERE "
                                                      "c.state = 'closed' AND s.state IN ('planned', 'held') AND"
                                                      " s.step <> 'optout_confirm'"},
        {"a closed case has an outcome", "SELECT id FROM cases WHERE state = 'closed' AND outcome = 'none'"},
        {"an open case has none", "SELECT id FROM cases WHERE state <> 'closed' AND outcome <> 'none'"},
        {"one message a step and round",
         "SELECT case_id FROM message WHERE author = 'followupd' GROUP BY case_id, step, round"
         " HAVING count(*) > 1"},
        {"what the provider took is a step done", "SELECT m.case_id FROM message m JOIN step s USING (case_id, step, "
                                                  "round) WHERE m.author = 'followupd' AND m.state IN"
                                                  " ('accepted', 'buffered', 'delivered') AND s.state <> 'done'"},
        {"a step done is a message that left", "SELECT s.case_id FROM step s WHERE s.state = 'done' AND s.step IN "
                                               "('first_contact', 'satisfaction') AND NOT EXISTS"
                                               " (SELECT 1 FROM message m WHERE m.case_id = s.case_id AND m.step = "
                                               "s.step AND m.round = s.round AND m.state IN"
                                               " ('accepted', 'buffered', 'delivered', 'failed'))"},
        {"an unknown message is an unknown step", "SELECT m.case_id FROM message m JOIN step s USING (case_id, step, "
                                                  "round) WHERE (m.state = 'unknown') <> (s.state ="
                                                  " 'unknown')"},
        {"a step under way has an open attempt", "SELECT s.case_id FROM step s WHERE s.state = 'sending' AND NOT "
                                                 "EXISTS (SELECT 1 FROM message m JOIN attempt a ON"
                                                 " a.message_id = m.id WHERE m.case_id = s.case_id AND m.step = s.step "
                                                 "AND m.round = s.round AND a.outcome IS NULL)"},
        {"who was contacted was written or spoken to", "SELECT c.id FROM cases c WHERE c.state = 'contacted' AND NOT "
                                                       "EXISTS (SELECT 1 FROM event e WHERE e.case_id = c.id AND"
                                                       " e.kind IN ('sent', 'agent_contacted'))"},
        {"who is said to have replied did, or somebody brought the case back",
         "SELECT c.id FROM cases c WHERE c.state = 'replied' AND NOT EXISTS (SELECT 1 FROM event e WHERE e.case_id = "
         "c.id AND"
         " e.kind IN ('reply', 'reopened', 'unsatisfied', 'opt_out')) AND NOT EXISTS (SELECT 1 FROM event s"
         " JOIN event e ON e.case_id = s.case_id AND e.id > s.id WHERE s.case_id = c.id AND s.kind = 'resolved'"
         " AND e.kind = 'released')"},
        {"a closed case has no holder",
         "SELECT c.id FROM cases c JOIN claim k ON k.case_id = c.id WHERE c.state = 'closed'"},
        {"a case in progress has a holder",
         "SELECT c.id FROM cases c WHERE c.state = 'in_progress' AND NOT EXISTS (SELECT 1 FROM claim k"
         " WHERE k.case_id = c.id)"},
        {"a held step was told in the case's story", "SELECT s.case_id FROM step s WHERE s.state = 'held' AND NOT "
                                                     "EXISTS (SELECT 1 FROM event e WHERE e.case_id = s.case_id"
                                                     " AND e.kind IN ('held', 'not_sent', 'undelivered'))"},
        {"a deadline that passed is frozen", "SELECT case_id FROM sla WHERE frozen_at IS NULL AND deadline_at < ?1"},
        {"every case new or contacted has its promise",
         "SELECT c.id FROM cases c WHERE c.state IN ('new', 'contacted') AND NOT"
         " EXISTS (SELECT 1 FROM sla WHERE case_id = c.id)"},
};

static void never(Player *p)
{
	for (gsize i = 0; i < G_N_ELEMENTS(NEVER); i++) {
		g_autofree char *row = player_ask(p, NEVER[i].sql, player_now(p), NULL);

		if (row)
			player_fail(p, "IN THE STORE: \"%s\" does not hold for row %s", NEVER[i].truth, row);
	}
}

/* A later try of the same message whose outcome nobody knows: none that left, those are looked at by themselves. */
static gboolean younger_unknown(Player *p, const char *ref)
{
	g_autofree char *younger =
	        player_ask(p,
	                   "SELECT y.id FROM attempt y JOIN attempt a ON a.message_id = y.message_id AND y.id > a.id"
	                   " WHERE a.ref = ?2 AND y.outcome = 'unknown'",
	                   0, ref);

	return younger != NULL;
}

/* What the store says became of a message, against what the provider knows. */
static void truthful(Player *p)
{
	static const char SQL[] =
	        "SELECT m.state FROM message m JOIN attempt a ON a.message_id = m.id WHERE a.ref = ?2";
	static const char *const LEFT[] = {"accepted", "buffered", "delivered", "failed", NULL};
	static const char *const NOT[] = {"waiting", "failed", NULL};
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = p->out->len; i-- > 0;) {
		const Outgoing *o = p->out->pdata[i];
		g_autofree char *state = NULL;
		gboolean holds = TRUE;

		/* An older try of the same message has nothing to say any more. */
		if (!g_hash_table_add(seen,
		                      g_strdup_printf("%" G_GINT64_FORMAT " %s %d", o->case_id, o->step, o->round)))
			continue;
		state = player_ask(p, SQL, 0, o->ref);
		if (o->told_at || o->voided)
			continue;
		switch (o->fate) {
		case FATE_TAKEN:
			holds = g_strv_contains(LEFT, state) && !g_str_equal(state, "failed");
			break;
		case FATE_NOT_TAKEN:
			/* Or it was tried again, and died between the commit and the connection. */
			holds = g_strv_contains(NOT, state) ||
			        (g_str_equal(state, "unknown") && younger_unknown(p, o->ref));
			break;
		case FATE_UNKNOWN:
			holds = g_str_equal(state, "unknown") || g_strv_contains(LEFT, state);
			break;
		case FATE_WAITING:
			holds = g_str_equal(state, "intent");
			break;
		}
		if (!holds)
			player_fail(p, "UNTRUE: the provider knows better than that %s of %s is \"%s\"", o->step,
			            o->name, state);
	}
}

static gboolean has_cause(const Player *p, const char *shop, int64_t person_id, const GArray *pauses)
{
	const Gateway *g = &p->w->g;
	const ConfShop *conf = conf_shop(g->conf, shop);

	for (guint i = 0; i < pauses->len; i++) {
		const char *scope = g_array_index(pauses, StorePause, i).scope;

		if (g_str_equal(scope, "all") || (g_str_has_prefix(scope, "shop:") && g_str_equal(scope + 5, shop)))
			return TRUE;
	}
	/* Of a provider that is left alone, or has its fill. */
	if (conf && lanes_any_shut(g, clock_now_us(&g->clock)))
		return TRUE;
	return g_hash_table_contains(g->in_flight, &person_id);
}

/* Whatever is due has left, or there is a cause that it did not. */
static void nothing_stuck(Player *p)
{
	static const char SQL[] =
	        "SELECT s.case_id, c.shop, c.person_id, c.external_id FROM step s JOIN cases c ON c.id = s.case_id"
	        " WHERE s.state = 'planned' AND s.due_at <= ?1";
	g_autoptr(GArray) pauses = NULL;
	sqlite3_stmt *ask;

	ck_assert_int_eq(store_pause_list(p->w->g.store, player_now(p), &pauses), 0);
	ck_assert_int_eq(sqlite3_prepare_v2(world_db(p->w), SQL, -1, &ask, NULL), SQLITE_OK);
	sqlite3_bind_int64(ask, 1, player_now(p));
	while (sqlite3_step(ask) == SQLITE_ROW)
		if (!has_cause(p, (const char *)sqlite3_column_text(ask, 1), sqlite3_column_int64(ask, 2), pauses))
			player_fail(p, "STUCK: a step of %s is due, nothing hinders it and it does not leave",
			            (const char *)sqlite3_column_text(ask, 3));
	sqlite3_finalize(ask);
}

/* Never silently: each open case says in a sentence why it is where it is. */
static void explained(Player *p)
{
	const StoreCaseFilter filter = {.limit = 1000};
	const Desk desk = player_desk(p);
	g_autoptr(GArray) cases = NULL;

	ck_assert_int_eq(store_case_list(p->store, &filter, &cases), 0);
	for (guint i = 0; i < cases->len; i++) {
		const StoreCase *c = &g_array_index(cases, StoreCase, i);
		g_autofree char *fault = NULL;
		Explain why;

		if (explain_case(&desk, c->id, &why, &fault) < 0)
			player_fail(p, "UNEXPLAINED: %s: %s", c->external_id, fault);
		if (!why.sentence || strlen(why.sentence) < 10)
			player_fail(p, "UNEXPLAINED: %s has no sentence", c->external_id);
		if ((why.stage == EXPLAIN_HELD || why.stage == EXPLAIN_NOTHING) && !why.word)
			player_fail(p, "UNEXPLAINED: %s has no reason: %s", c->external_id, why.sentence);
		if (why.stage == EXPLAIN_PLANNED && !why.has_pause && why.due_at < player_now(p) - 366 * 86400)
			player_fail(p, "UNEXPLAINED: %s is planned for long ago: %s", c->external_id, why.sentence);
		explain_clear(&why);
	}
}

void truths_of_store(Player *p)
{
	never(p);
	truthful(p);
	nothing_stuck(p);
	explained(p);
}
