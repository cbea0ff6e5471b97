#include "desk/training.h"

#include <errno.h>
#include <string.h>

#include "desk/rights.h"
#include "desk/thread.h"
#include "store/inbound.h"
#include "text/scrub.h"
#include "util/mask.h"

#define WAIT_LEAST_S 20
#define WAIT_MOST_S 120
#define CONTACTED_S 600   /* so long ago they were written to first */
#define NAME_WORD_LEAST 2 /* characters of a part of a name that is looked for by itself */

static const struct {
	const char *language;
	const char *names[8];
	const char *thanks, *yes, *no; /* what an invented customer says: the last two to the satisfaction question */
} PEOPLE[] = {
        {"zh", {"赵明", "钱芳", "孙伟", "周静", "吴磊", "郑丽", "冯涛", "陈晨"}, "好的，谢谢", "1", "2"},
        {"ru",
         {"Алексей", "Мария", "Дмитрий", "Елена", "Сергей", "Ольга", "Павел", "Ирина"},
         "Хорошо, спасибо",
         "1",
         "2"},
        {"en",
         {"Alex Hill", "Mary Wood", "Tom Field", "Jane Lake", "Sam Stone", "Kate Brook", "Ben Marsh", "Ruth Dale"},
         "OK, thank you",
         "1",
         "2"},
};

/* One case while it is copied. */
typedef struct {
	Thread thread;
	guint number;     /* 1, 2, ... in the target store */
	guint people;     /* row of PEOPLE */
	GArray *pairs;    /* of ScrubPair */
	GPtrArray *texts; /* of char*: what the story borrows */
	StoreCase c;      /* the copy; borrows */
	StoreTrainingStory story;
} Copy;

static void copy_clear(Copy *copy)
{
	g_array_unref(copy->pairs);
	g_ptr_array_unref(copy->texts);
	if (copy->story.lines)
		g_array_unref(copy->story.lines);
	thread_clear(&copy->thread);
}

static char *own(Copy *copy, char *text)
{
	g_ptr_array_add(copy->texts, text);
	return text;
}

static char *masked(Copy *copy, const char *text)
{
	return text ? own(copy, scrub_text(text, (const ScrubPair *)(void *)copy->pairs->data, copy->pairs->len,
	                                   copy->number))
	            : NULL;
}

static void add_pair(Copy *copy, const char *what, const char *by)
{
	const ScrubPair pair = {.what = what, .by = by};

	if (what && *what)
		g_array_append_val(copy->pairs, pair);
}

/* The name as a whole, then each of its parts, for people sign with one; and who answered. */
static void add_names(Copy *copy, const char *name, const char *by)
{
	g_auto(GStrv) parts = g_strsplit_set(name ? name : "", " .·-", -1);

	add_pair(copy, name, by);
	for (char **part = parts; *part; part++)
		if (g_utf8_strlen(*part, -1) >= NAME_WORD_LEAST && strcmp(*part, name) != 0)
			add_pair(copy, own(copy, g_strdup(*part)), by);
}

static guint people_of(const char *language)
{
	for (guint i = 0; i < G_N_ELEMENTS(PEOPLE); i++)
		if (g_str_has_prefix(language, PEOPLE[i].language))
			return i;
	return G_N_ELEMENTS(PEOPLE) - 1;
}

/* Behind the country's code stand zeros, which begin no number of any country: it keeps its rules and rings nowhere. */
static char *invented_number(const char *phone, guint number)
{
	g_autofree char *shown = mask_number(phone);
	gsize code = *shown == '+' ? strcspn(shown, " ") : 0;

	return g_strdup_printf("%.*s000%07u", code ? (int)code : 4, code ? shown : "+999", number);
}

static void put_head(Copy *copy, const GArray *accounts)
{
	const StoreCase *was = &copy->thread.c;
	const char *name = PEOPLE[copy->people].names[copy->number % G_N_ELEMENTS(PEOPLE[0].names)];
	char *order = was->order_no ? own(copy, scrub_digits(was->order_no, copy->number)) : NULL;

	add_pair(copy, was->order_no, order);
	add_names(copy, was->name, name);
	for (guint i = 0; i < accounts->len; i++)
		add_names(copy, g_array_index(accounts, StoreAccount, i).full_name, "(***)");
	copy->c = (StoreCase){.shop = was->shop,
	                      .external_id = own(copy, g_strdup_printf("T-%u", copy->number)),
	                      .phone = own(copy, invented_number(was->phone, copy->number)),
	                      .region = was->region,
	                      .line_kind = was->line_kind,
	                      .name = was->name ? own(copy, g_strdup(name)) : NULL,
	                      .order_no = order,
	                      .category = was->category,
	                      .level = was->level,
	                      .rating = was->rating,
	                      .text = masked(copy, was->text),
	                      .language = was->language,
	                      .zone = was->zone,
	                      .zone_source = was->zone_source};
}

/* The newest text before that moment; NULL: none. */
static const StoreMessage *before(const Thread *thread, int64_t at)
{
	const StoreMessage *found = NULL;

	for (guint i = 0; i < thread->messages->len; i++) {
		const StoreMessage *m = &g_array_index(thread->messages, StoreMessage, i);

		if (m->sent_at != STORE_NO_TIME && m->sent_at <= at && m->step != STEP_OPTOUT_CONFIRM)
			found = m;
	}
	return found;
}

static void add_line(Copy *copy, const char *text, const char *label, gboolean question, int64_t wait_s)
{
	const StoreTrainingLine line = {.text = text, .label = label, .question = question, .wait_s = wait_s};

	g_array_append_val(copy->story.lines, line);
}

/* In their own order; where they said little an invented word follows, so that an answer is answered. */
static void put_lines(Copy *copy)
{
	const Thread *thread = &copy->thread;
	gboolean asked = FALSE;
	guint said = 0;

	copy->story.lines = g_array_new(FALSE, FALSE, sizeof(StoreTrainingLine));
	for (guint i = 0; i < thread->replies->len; i++) {
		const StoreReply *reply = &g_array_index(thread->replies, StoreReply, i);
		const StoreMessage *answered = before(thread, reply->received_at);
		gboolean question = answered && answered->step == STEP_SATISFACTION;
		int64_t wait_s = answered ? CLAMP(reply->received_at - answered->sent_at, WAIT_LEAST_S, WAIT_MOST_S)
		                          : WAIT_LEAST_S;

		if (reply->likely_repeat || !*reply->text)
			continue;
		add_line(copy, masked(copy, reply->text), reply->label, question, !question && said == 0 ? 0 : wait_s);
		asked |= question;
		said += !question;
	}
	if (said == 1)
		add_line(copy, PEOPLE[copy->people].thanks, NULL, FALSE, 2 * WAIT_LEAST_S);
	if (!asked && (thread->c.outcome == OUTCOME_SATISFIED || thread->c.outcome == OUTCOME_UNSATISFIED))
		add_line(copy,
		         thread->c.outcome == OUTCOME_SATISFIED ? PEOPLE[copy->people].yes : PEOPLE[copy->people].no,
		         NULL, TRUE, WAIT_LEAST_S);
}

/* When the words were written, which may be long before they were let out. */
static int64_t written_at(const Desk *desk, const StoreMessage *message)
{
	StoreDraft draft = {0};
	int64_t at = message->created_at;

	if (store_draft_get(desk->store, message->case_id, message->step, message->round, &draft) == 0)
		at = draft.created_at;
	store_draft_clear(&draft);
	return at;
}

static void put_answer(const Desk *desk, Copy *copy)
{
	const Thread *thread = &copy->thread;
	int64_t first_at =
	        thread->replies->len ? g_array_index(thread->replies, StoreReply, 0).received_at : STORE_NO_TIME;

	copy->story.answer_s = -1;
	for (guint i = 0; i < thread->messages->len; i++) {
		const StoreMessage *m = &g_array_index(thread->messages, StoreMessage, i);
		int64_t at;

		if (!g_str_has_prefix(m->author, "agent:"))
			continue;
		copy->story.texts++;
		at = written_at(desk, m);
		if (copy->story.answer_s >= 0 || first_at == STORE_NO_TIME || at < first_at)
			continue;
		copy->story.answer_s = at - first_at;
		copy->story.answer = masked(copy, m->text);
	}
	for (guint i = 0; copy->story.answer_s < 0 && i < thread->events->len; i++) {
		const StoreEventRow *event = &g_array_index(thread->events, StoreEventRow, i);

		if ((event->kind == EVENT_AGENT_CONTACTED || event->kind == EVENT_CALL_ATTEMPT) &&
		    event->at >= first_at)
			copy->story.answer_s = event->at - first_at;
	}
}

/* Its first day is today: what waited an hour then waits an hour now, at most. */
static void put_times(const Desk *desk, Copy *copy)
{
	const Thread *thread = &copy->thread;

	copy->story.contact_at = desk->now_at - CONTACTED_S - 60 * (int64_t)(copy->number % 20);
	for (guint i = 0; i < thread->messages->len && !copy->story.contact; i++) {
		const StoreMessage *m = &g_array_index(thread->messages, StoreMessage, i);

		if (m->step == STEP_FIRST_CONTACT && m->sent_at != STORE_NO_TIME)
			copy->story.contact = masked(copy, m->text);
		if (copy->story.contact)
			copy->c.complaint_at =
			        copy->story.contact_at - CLAMP(m->sent_at - thread->c.complaint_at, 60, 3600);
	}
	if (!copy->story.contact)
		copy->c.complaint_at = desk->now_at - 60;
}

static int copy_case(const Desk *desk, Store *target, const GArray *accounts, int64_t case_id, guint number,
                     int64_t rules_id, char **fault)
{
	Copy copy = {.number = number};
	int64_t made = 0;
	int r = thread_load(desk, case_id, &copy.thread, fault);

	if (r < 0)
		return r;
	copy.pairs = g_array_new(FALSE, FALSE, sizeof(ScrubPair));
	copy.texts = g_ptr_array_new_with_free_func(g_free);
	copy.people = people_of(copy.thread.c.language);
	put_head(&copy, accounts);
	put_lines(&copy);
	put_answer(desk, &copy);
	put_times(desk, &copy);
	copy.story.c = &copy.c;
	copy.story.outcome = copy.thread.c.outcome;
	r = store_training_put(target, &copy.story, rules_id, desk->now_at, &made);
	copy_clear(&copy);
	return r;
}

static int copy_accounts(const Desk *desk, Store *target, const GArray *accounts)
{
	int r = 0;

	for (guint i = 0; r == 0 && i < accounts->len; i++) {
		StoreAccount account = g_array_index(accounts, StoreAccount, i);

		if (account.role == ROLE_NEWCOMER)
			account.role = ROLE_AGENT;
		r = store_account_put(target, &account, desk->actor, desk->now_at);
	}
	return r;
}

static int fill(const Desk *desk, Store *target, const GArray *accounts, const GArray *cases, char **fault)
{
	gboolean training = FALSE;
	int64_t rules_id = 0;
	guint number = 0;
	int r = store_training_is(target, &training);

	if (r == 0 && !training)
		r = store_training_begin(target, desk->actor, desk->now_at);
	if (r == 0)
		r = store_rules_put(target, desk->conf->hash, desk->now_at, &rules_id);
	if (r == 0)
		r = copy_accounts(desk, target, accounts);
	if (r == 0)
		r = store_training_count(target, &number);
	for (guint i = 0; r == 0 && i < cases->len; i++)
		r = copy_case(desk, target, accounts, g_array_index(cases, int64_t, i), number + i + 1, rules_id,
		              fault);
	return r;
}

int training_make(const Desk *desk, Store *target, guint limit, guint *made, char **fault)
{
	g_auto(Actor) actor = {0};
	g_autoptr(GArray) accounts = NULL;
	g_autoptr(GArray) cases = NULL;
	int r = rights_check(desk, RIGHT_ACCOUNTS, &actor, fault);

	if (r < 0)
		return r;
	r = store_account_list(desk->store, &accounts);
	if (r == 0)
		r = store_training_sample(desk->store, limit, &cases);
	if (r < 0) {
		*fault = desk_store_fault(desk, "cannot read the cases");
		return r;
	}
	r = store_begin(target);
	if (r == 0)
		r = fill(desk, target, accounts, cases, fault);
	if (r == 0)
		r = store_commit(target);
	if (r < 0) {
		if (!*fault)
			*fault = g_strdup_printf("the store for training: %s", store_error(target));
		store_rollback(target);
		return r;
	}
	*made = cases->len;
	return 0;
}

static guint words_in(const char *words)
{
	g_auto(GStrv) parts = g_strsplit(words ? words : "", " ", -1);

	return words ? g_strv_length(parts) : 0;
}

GArray *training_sums(const GArray *results)
{
	GArray *sums = g_array_new(FALSE, TRUE, sizeof(TrainingSum));

	for (guint i = 0; i < results->len; i++) {
		const StoreTrainingResult *one = &g_array_index(results, StoreTrainingResult, i);
		TrainingSum *sum;

		if (!sums->len || strcmp(g_array_index(sums, TrainingSum, sums->len - 1).agent, one->agent) != 0)
			g_array_set_size(sums, sums->len + 1);
		sum = &g_array_index(sums, TrainingSum, sums->len - 1);
		sum->agent = one->agent;
		sum->cases++;
		sum->answered += one->answer_s >= 0;
		sum->compared += one->answer_s >= 0 && one->real_s >= 0;
		sum->sooner += one->answer_s >= 0 && one->answer_s <= one->real_s;
		sum->objections += words_in(one->objections);
		sum->labels += (guint)one->labels;
		sum->agreed += (guint)one->agreed;
		sum->ended += one->state == CASE_CLOSED;
		sum->same_end += one->state == CASE_CLOSED && one->outcome == one->real_outcome;
	}
	return sums;
}

void training_objected(const Desk *desk, int64_t case_id, const char *rule)
{
	gboolean training = FALSE;
	int r;

	if (store_training_is(desk->store, &training) < 0 || !training || store_begin(desk->store) < 0)
		return;
	r = store_training_objection(desk->store, case_id, desk->actor, rule, desk->now_at);
	if (r < 0 || store_commit(desk->store) < 0)
		store_rollback(desk->store);
}
