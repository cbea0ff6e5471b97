/* Practice for newcomers: a store of masked copies, and what came of it. */
#include "ctl/ctl.h"

#include "desk/rights.h"
#include "desk/training.h"
#include "store/watch.h"
#include "text/code.h"

#include <string.h>

#define CASES 20
#define CASES_MOST 500

static CtlExit make(Ctl *ctl, const Args *args)
{
	const char *path = ctl->conf->training_store;
	g_autofree char *fault = NULL, *why = NULL, *sentence = NULL;
	g_autoptr(Store) target = NULL;
	gint64 limit = 0;
	guint made = 0;
	CtlExit exit;
	int r;

	if (args_number(args, "cases", 1, CASES_MOST, CASES, &limit, &fault) < 0)
		return ctl_fail(ctl, CTL_USAGE, fault);
	exit = ctl_open_store(ctl, STORE_READ_ONLY);
	if (exit != CTL_OK)
		return exit;
	r = store_open(path, STORE_READ_WRITE, &target, &why);
	if (r < 0) {
		fault = g_strdup_printf("training.store = %s: %s", path, why);
		return ctl_fail(ctl, CTL_STORE, fault);
	}
	r = training_make(&ctl->desk, target, (guint)limit, &made, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	store_ring(path);
	sentence = made ? g_strdup_printf("%u masked case%s in %s. Read %s once before newcomers do: what only a "
	                                  "person could know for a name "
	                                  "is still there.",
	                                  made, made == 1 ? " is" : "s are", path, made == 1 ? "it" : "them")
	                : g_strdup("There is no closed case yet whose customer wrote back: nothing to practise on.");
	writer_text(ctl->out, "store", NULL, WRITER_PLAIN, path);
	writer_number(ctl->out, "cases", NULL, WRITER_PLAIN, made);
	writer_say(ctl->out, NULL, made ? WRITER_GOOD : WRITER_BAD, sentence);
	return made ? CTL_OK : CTL_FAILED;
}

/* "4 min", "2 h"; NULL: nobody answered. */
static char *time_words(int64_t s)
{
	return s < 0      ? NULL
	       : s < 3600 ? g_strdup_printf("%d min", (int)((s + 59) / 60))
	                  : g_strdup_printf("%d h", (int)(s / 3600));
}

static void write_case(Writer *out, const StoreTrainingResult *one)
{
	g_autofree char *took = time_words(one->answer_s), *really = time_words(one->real_s);
	g_autofree char *labels = g_strdup_printf("%d of %d", one->agreed, one->labels);
	g_autofree char *texts = g_strdup_printf("%d (%d)", one->texts, one->real_texts);
	const char *end = one->state == CASE_CLOSED ? case_outcome_name(one->outcome) : case_state_name(one->state);
	char code[CASE_CODE_SIZE];

	case_code(one->case_id, code);
	writer_row(out);
	writer_text(out, "agent", "agent", WRITER_STRONG, rights_account_name(one->agent));
	writer_number(out, "case", NULL, WRITER_PLAIN, one->case_id);
	writer_text(out, "code", "case", WRITER_PLAIN, code);
	writer_text(out, NULL, "answered after", one->answer_s < 0 ? WRITER_BAD : WRITER_PLAIN,
	            took ? took : "not yet");
	writer_text(out, NULL, "then it was", WRITER_PLAIN, really ? really : "never");
	writer_number(out, "answer_s", NULL, WRITER_PLAIN, one->answer_s);
	writer_number(out, "real_s", NULL, WRITER_PLAIN, one->real_s);
	writer_text(out, NULL, "texts (then)", WRITER_PLAIN, texts);
	writer_number(out, "texts", NULL, WRITER_PLAIN, one->texts);
	writer_number(out, "real_texts", NULL, WRITER_PLAIN, one->real_texts);
	writer_text(out, "objections", "guard", one->objections ? WRITER_BAD : WRITER_PLAIN, one->objections);
	writer_text(out, NULL, "labels as then", WRITER_PLAIN, labels);
	writer_number(out, "labels", NULL, WRITER_PLAIN, one->labels);
	writer_number(out, "agreed", NULL, WRITER_PLAIN, one->agreed);
	writer_text(out, "end", "end", WRITER_PLAIN, end);
	writer_text(out, "real_end", "then", WRITER_PLAIN, case_outcome_name(one->real_outcome));
	writer_text(out, "answer", NULL, WRITER_PLAIN, one->answer);
	writer_text(out, "real", NULL, WRITER_PLAIN, one->real);
}

static void write_sum(Writer *out, const TrainingSum *sum)
{
	g_autofree char *sooner = g_strdup_printf("%u of %u", sum->sooner, sum->compared);
	g_autofree char *labels = g_strdup_printf("%u of %u", sum->agreed, sum->labels);
	g_autofree char *ends = g_strdup_printf("%u of %u", sum->same_end, sum->ended);

	writer_row(out);
	writer_text(out, "agent", "agent", WRITER_STRONG, rights_account_name(sum->agent));
	writer_number(out, "cases", "cases", WRITER_PLAIN, sum->cases);
	writer_number(out, "answered", "answered", WRITER_PLAIN, sum->answered);
	writer_text(out, "sooner", "not later than then", WRITER_PLAIN, sooner);
	writer_number(out, "objections", "guard", sum->objections ? WRITER_BAD : WRITER_PLAIN, sum->objections);
	writer_text(out, "labels", "labels as then", WRITER_PLAIN, labels);
	writer_text(out, "ends", "ends as then", WRITER_PLAIN, ends);
}

static CtlExit report(Ctl *ctl, const Args *args)
{
	const char *name = args_value(args, "agent");
	g_autofree char *agent = name ? g_strconcat("agent:", name, NULL) : NULL, *why = NULL;
	g_autoptr(GArray) results = NULL;
	g_autoptr(GArray) sums = NULL;
	CtlExit exit;
	int r;

	ctl->store_path = ctl->conf->training_store;
	exit = ctl_open_store(ctl, STORE_READ_ONLY);
	if (exit != CTL_OK)
		return exit;
	r = store_training_check(ctl->desk.store, TRUE, &why);
	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, why);
	r = store_training_results(ctl->desk.store, agent, &results);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), store_error(ctl->desk.store));
	sums = training_sums(results);
	writer_list(ctl->out, "cases", NULL, "Nobody has practised yet.");
	for (guint i = 0; i < results->len; i++)
		write_case(ctl->out, &g_array_index(results, StoreTrainingResult, i));
	writer_list_end(ctl->out);
	writer_list(ctl->out, "agents", sums->len ? "\nTogether" : NULL, NULL);
	for (guint i = 0; i < sums->len; i++)
		write_sum(ctl->out, &g_array_index(sums, TrainingSum, i));
	writer_list_end(ctl->out);
	return CTL_OK;
}

CtlExit ctl_training(Ctl *ctl, const Args *args)
{
	const char *word = args_word(args, 0);

	if (strcmp(word, "make") == 0)
		return make(ctl, args);
	if (strcmp(word, "report") == 0)
		return report(ctl, args);
	return ctl_fail(ctl, CTL_USAGE, "training is make or report");
}
