#include "core/replay.h"

#include "core/life.h"
#include "core/names.h"

#include <string.h>

typedef struct {
	const PlanPolicy *policy;
	const ReplayCase *c;
	int64_t now_at;
	PlanFacts facts;
	CaseState beneath;       /* see life_beneath() */
	GArray *events;          /* of FactEvent: what is known */
	GArray *contacts;        /* of int64_t: the same */
	GArray *answers;         /* of ReplayEntry: to texts that have not left yet here */
	gboolean texted[STEPS];  /* in truth, in this round */
	GArray *steps;           /* of ReplayStep */
	int open;                /* index of the step that is neither sent nor dropped; -1: none */
} Walk;

static const char *const END_NAMES[REPLAY_ENDS] = {
	[REPLAY_SENT] = "sent",
	[REPLAY_HELD] = "held",
	[REPLAY_DROPPED] = "dropped",
	[REPLAY_WAITING] = "waiting",
};

const char *replay_end_name(ReplayEnd end)
{
	return names_at(END_NAMES, REPLAY_ENDS, (int)end);
}

/* As the store tells the facts of a case: which events matter, and which only in their round. */
static gboolean of_the_round(EventKind event)
{
	return event == EVENT_REPLY || event == EVENT_AGENT_CONTACTED || event == EVENT_WITHDRAWN;
}

static gboolean is_fact(EventKind event)
{
	return of_the_round(event) || event == EVENT_RESOLVED || event == EVENT_REOPENED ||
	       event == EVENT_WRONG_NUMBER || event == EVENT_OPT_OUT || event == EVENT_OPT_IN;
}

static gboolean is_answer(const ReplayEntry *entry)
{
	return entry->kind == REPLAY_EVENT && (entry->event == EVENT_REPLY || entry->event == EVENT_SATISFIED ||
	                                       entry->event == EVENT_UNSATISFIED || entry->event == EVENT_NO_ANSWER);
}

static void begin_round(Walk *w)
{
	w->facts.round++;
	memset(w->facts.step_done, 0, sizeof(w->facts.step_done));
	memset(w->texted, 0, sizeof(w->texted));
	for (guint i = w->events->len; i-- > 0;)
		if (of_the_round(g_array_index(w->events, FactEvent, i).kind))
			g_array_remove_index(w->events, i);
}

static void live(Walk *w, EventKind event)
{
	LifeChange change;
	CaseState beneath = w->beneath;

	w->beneath = life_beneath(beneath, event);
	if (!life_apply(w->facts.state, beneath, event, &change))
		return;
	w->facts.state = change.state;
	if (change.new_round)
		begin_round(w);
}

/* TRUE: the plan has to be made anew. */
static gboolean take(Walk *w, const ReplayEntry *entry)
{
	FactEvent fact = {entry->event, MAX(entry->at, w->now_at)};

	w->now_at = fact.at;
	if (entry->kind == REPLAY_EVENT && entry->event == EVENT_SENT) {
		w->texted[entry->step] = TRUE;
		return FALSE;
	}
	if (entry->kind == REPLAY_DEAD)
		w->facts.dead_until = w->c->dead_until;
	if (entry->kind == REPLAY_EVENT)
		live(w, entry->event);
	if (entry->kind == REPLAY_PERSON || (entry->kind == REPLAY_EVENT && is_fact(entry->event)))
		g_array_append_val(w->events, fact);
	if (entry->kind == REPLAY_CONTACT || (entry->kind == REPLAY_EVENT && entry->event == EVENT_AGENT_CONTACTED))
		g_array_append_val(w->contacts, fact.at);
	return TRUE;
}

/* After this entry nobody would send the text that answers wait for: they were words like any other. */
static gboolean ends_step(const Walk *w, const ReplayEntry *entry)
{
	LifeChange change;

	return entry->kind == REPLAY_EVENT && life_apply(w->facts.state, w->beneath, entry->event, &change) &&
	       life_next_step(change.state) != life_next_step(w->facts.state);
}

static void take_answers(Walk *w)
{
	for (guint i = 0; i < w->answers->len; i++)
		take(w, &g_array_index(w->answers, ReplayEntry, i));
	g_array_set_size(w->answers, 0);
}

static ReplayStep *step_of(Walk *w, const Plan *plan)
{
	ReplayStep fresh = {.step = plan->step, .round = plan->round};

	for (w->open = (int)w->steps->len - 1; w->open >= 0; w->open--) {
		ReplayStep *step = &g_array_index(w->steps, ReplayStep, w->open);

		if (step->step == plan->step && step->round == plan->round)
			return step;
	}
	g_array_append_val(w->steps, fresh);
	w->open = (int)w->steps->len - 1;
	return &g_array_index(w->steps, ReplayStep, w->open);
}

/* Puts down what became of the step the plan speaks of, and of one it no longer speaks of. */
static void note(Walk *w, const Plan *plan)
{
	static const ReplayEnd ENDS[] = {
		[PLAN_STEP] = REPLAY_WAITING, [PLAN_HOLD] = REPLAY_HELD, [PLAN_NONE] = REPLAY_DROPPED};
	ReplayStep *step = w->open < 0 ? NULL : &g_array_index(w->steps, ReplayStep, w->open);

	if (step && (step->step != plan->step || step->round != plan->round)) {
		step->end = REPLAY_DROPPED;
		step->at = DECIDE_NEVER;
		step->late = FALSE;
		step->reason = REASON_NOTHING_TO_DO;
		w->open = -1;
	}
	if (plan->step == STEP_NONE || plan->reason == REASON_STEP_DONE)
		return;
	step = step_of(w, plan);
	step->end = ENDS[plan->verdict];
	step->at = plan->verdict == PLAN_STEP ? plan->due_at : DECIDE_NEVER;
	step->deadline_at = plan->deadline_at;
	step->late = plan->late;
	step->reason = plan->reason;
	if (plan->verdict == PLAN_NONE)
		w->open = -1;
}

static void send(Walk *w, const Plan *plan)
{
	ReplayStep *step = &g_array_index(w->steps, ReplayStep, w->open);

	w->now_at = MAX(plan->due_at, w->now_at);
	step->end = REPLAY_SENT;
	step->at = w->now_at;
	w->open = -1;
	w->facts.step_done[plan->step] = TRUE;
	w->facts.facts.sms_sent_at = w->now_at;
	g_array_append_val(w->contacts, w->now_at);
	live(w, EVENT_SENT);
	take_answers(w);
}

static Plan ask(Walk *w)
{
	Plan plan;

	w->facts.facts.events = (const FactEvent *)(const void *)w->events->data;
	w->facts.facts.n_events = w->events->len;
	w->facts.facts.contacts = (const int64_t *)(const void *)w->contacts->data;
	w->facts.facts.n_contacts = w->contacts->len;
	plan = plan_text(w->policy, &w->facts, w->now_at);
	note(w, &plan);
	return plan;
}

static void walk(Walk *w, int64_t until_at)
{
	const ReplayCase *c = w->c;
	Plan plan = ask(w);

	for (guint i = 0; i <= c->n_entries;) {
		const ReplayEntry *entry = i < c->n_entries && c->entries[i].at <= until_at ? &c->entries[i] : NULL;

		if (plan.verdict == PLAN_STEP && plan.due_at <= until_at && (!entry || plan.due_at <= entry->at)) {
			send(w, &plan);
		} else if (plan.verdict != PLAN_STEP && w->answers->len > 0) {
			take_answers(w);
		} else if (!entry) {
			return;
		} else if (plan.verdict == PLAN_STEP && is_answer(entry) && w->texted[plan.step]) {
			g_array_append_val(w->answers, *entry);
			i++;
			continue;
		} else if (w->answers->len > 0 && ends_step(w, entry)) {
			take_answers(w);
		} else {
			i++;
			if (!take(w, entry))
				continue;
		}
		plan = ask(w);
	}
}

void replay_walk(const PlanPolicy *policy, const ReplayCase *c, int64_t until_at, GArray *steps)
{
	Walk w = {
		.policy = policy,
		.c = c,
		.now_at = c->begins_at,
		.beneath = CASE_NEW,
		.facts = {.case_id = c->case_id, .state = CASE_NEW, .round = 1, .complaint_at = c->complaint_at,
		          .landline = c->landline, .facts = DECIDE_FACTS_NONE},
		.events = g_array_new(FALSE, FALSE, sizeof(FactEvent)),
		.contacts = g_array_new(FALSE, FALSE, sizeof(int64_t)),
		.answers = g_array_new(FALSE, FALSE, sizeof(ReplayEntry)),
		.steps = steps,
		.open = -1,
	};

	g_array_set_size(steps, 0);
	walk(&w, until_at);
	g_array_unref(w.events);
	g_array_unref(w.contacts);
	g_array_unref(w.answers);
}
