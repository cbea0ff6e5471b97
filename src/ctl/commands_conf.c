/* The configuration, looked at. */
#include "ctl/ctl.h"

#include "desk/effect.h"
#include "desk/text_report.h"

#include <errno.h>
#include <string.h>

static void list_faults(const Ctl *ctl, const GPtrArray *faults)
{
	writer_list(ctl->out, "faults", NULL, NULL);
	for (guint i = 0; i < faults->len && writer_is_json(ctl->out); i++) {
		const ConfFault *fault = faults->pdata[i];

		writer_row(ctl->out);
		writer_text(ctl->out, "text", NULL, WRITER_PLAIN, fault->text);
		writer_bool(ctl->out, "warning", NULL, fault->warning);
	}
	writer_list_end(ctl->out);
	for (guint i = 0; i < faults->len; i++) {
		const ConfFault *fault = faults->pdata[i];

		writer_say(ctl->out, NULL, fault->warning ? WRITER_PLAIN : WRITER_BAD, fault->text);
	}
}

/* "1-3", or "2" when both ends are the same. Caller frees. */
static char *span(int least, int most)
{
	return least == most ? g_strdup_printf("%d", least) : g_strdup_printf("%d-%d", least, most);
}

static void price_text(Writer *out, const TextReport *report)
{
	g_autofree char *least = report->price ? price_of(report->price, report->least) : NULL;
	g_autofree char *most = report->price ? price_of(report->price, report->most) : NULL;
	g_autofree char *both = !least || strcmp(least, most) == 0
	                                ? g_strdup(least)
	                                : g_strdup_printf("%.*s-%s", (int)strcspn(least, " "), least, most);

	writer_text(out, NULL, "price", WRITER_PLAIN, both);
	writer_text(out, "price_least", NULL, WRITER_PLAIN, least);
	writer_text(out, "price_most", NULL, WRITER_PLAIN, most);
}

/* "U+2019 ’ at 12": what to write otherwise. Caller frees; NULL: nothing. */
static char *forced_words(const TextReport *report)
{
	char forced[8] = {0};

	if (!report->forced_by)
		return NULL;
	g_unichar_to_utf8(report->forced_by, forced);
	return report->forced_at ? g_strdup_printf("U+%04X %s at %d", report->forced_by, forced, report->forced_at)
	                         : g_strdup_printf("U+%04X %s of the shop", report->forced_by, forced);
}

/* What a case must bring: the rest is the shop's. Caller frees; NULL: nothing. */
static char *needs_words(unsigned needs)
{
	gboolean name = (needs & 1u << FIELD_NAME) != 0, order = (needs & 1u << FIELD_ORDER) != 0;

	return name || order ? g_strconcat(name ? "name" : "", name && order ? " " : "", order ? "order" : "", NULL) : NULL;
}

static void one_text(const TextReport *report, void *user)
{
	Writer *out = user;
	g_autofree char *needs = needs_words(report->needs);
	g_autofree char *cause = forced_words(report);
	g_autofree char *segments = span(report->least, report->most);
	g_autofree char *foreign = report->foreign > report->most ? g_strdup_printf("%d", report->foreign) : NULL;
	g_autofree char *name =
		report->variant ? g_strdup_printf("%s[%u]", report->category, report->variant) : g_strdup(report->category);

	writer_row(out);
	writer_text(out, "language", "language", WRITER_PLAIN, report->language);
	writer_text(out, "step", "text", WRITER_PLAIN, step_name(report->step));
	writer_text(out, NULL, "category", WRITER_PLAIN, name);
	writer_text(out, "category", NULL, WRITER_PLAIN, report->category);
	writer_number(out, "variant", NULL, WRITER_PLAIN, report->variant);
	writer_text(out, "needs", "needs", WRITER_PLAIN, needs);
	writer_text(out, "version", "version", WRITER_DIM, report->version);
	writer_text(out, "encoding", "coding", WRITER_PLAIN, text_encoding_name(report->encoding));
	writer_text(out, NULL, "segments", report->too_long ? WRITER_BAD : WRITER_PLAIN, segments);
	writer_number(out, "segments_least", NULL, WRITER_PLAIN, report->least);
	writer_number(out, "segments_most", NULL, WRITER_PLAIN, report->most);
	writer_text(out, NULL, "other letters", WRITER_PLAIN, foreign);
	writer_number(out, "segments_foreign_name", NULL, WRITER_PLAIN, report->foreign);
	writer_number(out, "segments_max", "at most", WRITER_PLAIN, report->max_segments);
	price_text(out, report);
	writer_text(out, "code", "code", WRITER_PLAIN, report->code);
	writer_text(out, "forced_by", "forced by", WRITER_PLAIN, cause);
	writer_bool(out, "too_long", NULL, report->too_long);
	writer_text(out, NULL, "", WRITER_BAD, report->too_long ? "over max_segments: would be held" : NULL);
	writer_text(out, "origin", "from", WRITER_DIM, report->origin);
}

typedef struct {
	guint texts, dear, too_long;
} Counts;

static void count_text(const TextReport *report, void *user)
{
	Counts *counts = user;

	counts->texts++;
	counts->dear += report->forced_by != 0;
	counts->too_long += report->too_long;
}

/* One cell: "+86 office, spare; other none". */
static void list_routes(Writer *out, const ConfShop *shop)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new();
	g_autofree char *joined = NULL;

	for (guint i = 0; shop->routes && i < shop->routes->len; i++)
		g_ptr_array_add(texts, ((const ConfRoute *)shop->routes->pdata[i])->text);
	g_ptr_array_add(texts, NULL);
	joined = texts->len > 1 ? g_strjoinv("; ", (char **)texts->pdata) : NULL;
	writer_text(out, "routes", "routes", WRITER_PLAIN, joined);
}

static void list_shops(const Ctl *ctl, const Conf *conf)
{
	Writer *out = ctl->out;

	writer_list(out, "shops", NULL, "No shops.");
	for (guint i = 0; i < conf->shops->len; i++) {
		const ConfShop *shop = conf->shops->pdata[i];
		Counts counts = {0};

		text_report(conf, shop, count_text, &counts);
		writer_row(out);
		writer_text(out, "id", "shop", WRITER_PLAIN, shop->id);
		writer_text(out, "name", "name", WRITER_PLAIN, shop->name);
		writer_text(out, "region", "region", WRITER_PLAIN, shop->region);
		writer_text(out, "zone", "zone", WRITER_PLAIN, shop->zone);
		writer_text(out, "language", "language", WRITER_PLAIN, shop->language);
		writer_text(out, NULL, "sms", shop->sms_allowed ? WRITER_PLAIN : WRITER_BAD,
		            shop->sms_allowed ? "allowed" : "not allowed");
		writer_bool(out, "sms_allowed", NULL, shop->sms_allowed);
		writer_text(out, "provider", "provider", WRITER_PLAIN, shop->provider);
		list_routes(out, shop);
		writer_number(out, "texts", "texts", WRITER_PLAIN, counts.texts);
		writer_number(out, "texts_too_long", NULL, WRITER_PLAIN, counts.too_long);
	}
	writer_list_end(out);
}

static void report(const Ctl *ctl, const Conf *conf)
{
	list_shops(ctl, conf);
	for (guint i = 0; i < conf->shops->len; i++) {
		const ConfShop *shop = conf->shops->pdata[i];
		g_autofree char *key = g_strconcat("texts_", shop->id, NULL);
		g_autofree char *title =
		        g_strdup_printf("\nTexts of %s, with short and long names and order numbers", shop->id);

		writer_list(ctl->out, key, title, NULL);
		text_report(conf, shop, one_text, ctl->out);
		writer_list_end(ctl->out);
	}
}

/* The effect on the queue, or one line why it cannot be told: a candidate can be checked where nothing runs yet. */
static void no_effect_known(const Ctl *ctl, const char *why)
{
	g_autofree char *line = g_strdup_printf("The effect on the queue is not known: %s.", why);

	writer_text(ctl->out, "effect_fault", NULL, WRITER_PLAIN, why);
	writer_say(ctl->out, NULL, WRITER_DIM, line);
}

#define EFFECT_LINES 10

static void say_effect(const Ctl *ctl, const Effect *effect)
{
	g_autofree char *head = NULL;

	if (effect->same_rules)
		head = g_strdup("No effect on the queue: the rules are the same.");
	else if (effect->changed == 0)
		head = g_strdup_printf("No effect on the queue: all %u waiting steps stay as they are.", effect->cases);
	else
		head = g_strdup_printf("Effect on the queue: %u of %u waiting steps would change.", effect->changed, effect->cases);
	writer_say(ctl->out, NULL, WRITER_STRONG, head);
	for (guint i = 0; i < MIN(effect->groups->len, EFFECT_LINES); i++) {
		const EffectGroup *group = effect->groups->pdata[i];
		g_autofree char *line = g_strconcat("  ", group->sentence, NULL);

		writer_say(ctl->out, NULL, group->kind <= EFFECT_LATE ? WRITER_BAD : WRITER_PLAIN, line);
	}
	if (effect->groups->len > EFFECT_LINES) {
		guint more = effect->groups->len - EFFECT_LINES;
		g_autofree char *line = g_strdup_printf("  and %u more kind%s of change", more, more == 1 ? "" : "s");

		writer_say(ctl->out, NULL, WRITER_PLAIN, line);
	}
}

/* Said where a price is known; the JSON tells the segments always. */
static void write_cost(const Ctl *ctl, const Effect *effect)
{
	const EffectCost *now = &effect->cost_now, *then = &effect->cost;
	g_autofree char *sentence = now->sums->len + then->sums->len ? effect_cost_sentence(effect) : NULL;
	g_autofree char *stuck = effect_stuck_sentence(effect);

	if (!writer_is_json(ctl->out)) {
		if (sentence)
			writer_say(ctl->out, NULL, WRITER_PLAIN, sentence);
		if (stuck)
			writer_say(ctl->out, NULL, then->stuck > now->stuck ? WRITER_BAD : WRITER_PLAIN, stuck);
		return;
	}
	writer_number(ctl->out, "texts_before", NULL, WRITER_PLAIN, now->texts);
	writer_number(ctl->out, "texts_after", NULL, WRITER_PLAIN, then->texts);
	writer_number(ctl->out, "segments_before", NULL, WRITER_PLAIN, now->segments);
	writer_number(ctl->out, "segments_after", NULL, WRITER_PLAIN, then->segments);
	writer_number(ctl->out, "unpriced_before", NULL, WRITER_PLAIN, now->unpriced);
	writer_number(ctl->out, "unpriced_after", NULL, WRITER_PLAIN, then->unpriced);
	writer_number(ctl->out, "stuck_before", NULL, WRITER_PLAIN, now->stuck);
	writer_number(ctl->out, "stuck_after", NULL, WRITER_PLAIN, then->stuck);
	writer_list(ctl->out, "costs", NULL, NULL);
	for (guint i = 0; i < now->sums->len + then->sums->len; i++) {
		const GArray *sums = i < now->sums->len ? now->sums : then->sums;
		const char *currency = g_array_index(sums, Price, i < now->sums->len ? i : i - now->sums->len).currency;
		const Price before = price_sum(now->sums, currency), after = price_sum(then->sums, currency);
		g_autofree char *was = price_of(&before, 1), *is = price_of(&after, 1);

		if (sums == then->sums && price_has(now->sums, currency))
			continue;
		writer_row(ctl->out);
		writer_text(ctl->out, "currency", NULL, WRITER_PLAIN, currency);
		writer_text(ctl->out, "before", NULL, WRITER_PLAIN, was);
		writer_text(ctl->out, "after", NULL, WRITER_PLAIN, is);
	}
	writer_list_end(ctl->out);
}

static void write_effect(const Ctl *ctl, const Effect *effect)
{
	writer_bool(ctl->out, "same_rules", NULL, effect->same_rules);
	writer_number(ctl->out, "queue", NULL, WRITER_PLAIN, effect->cases);
	writer_number(ctl->out, "changed", NULL, WRITER_PLAIN, effect->changed);
	if (!writer_is_json(ctl->out)) {
		say_effect(ctl, effect);
		write_cost(ctl, effect);
		return;
	}
	writer_list(ctl->out, "effect", NULL, NULL);
	for (guint i = 0; i < effect->groups->len; i++) {
		const EffectGroup *group = effect->groups->pdata[i];

		writer_row(ctl->out);
		writer_text(ctl->out, "kind", NULL, WRITER_PLAIN, effect_kind_name(group->kind));
		writer_text(ctl->out, "shop", NULL, WRITER_PLAIN, group->shop);
		writer_text(ctl->out, "step", NULL, WRITER_PLAIN, step_name(group->step));
		writer_number(ctl->out, "count", NULL, WRITER_PLAIN, group->count);
		writer_text(ctl->out, "sentence", NULL, WRITER_PLAIN, group->sentence);
		writer_numbers(ctl->out, "cases", group->ids, group->n_ids);
	}
	writer_list_end(ctl->out);
	write_cost(ctl, effect);
}

static void tell_effect(Ctl *ctl, const Args *args, const Conf *next)
{
	g_autoptr(GPtrArray) faults = NULL;
	g_autofree char *why = NULL;
	g_autofree char *fault = NULL;
	Effect effect;
	int r = conf_load_without_secrets(ctl->config_path, &ctl->conf, &faults);

	if (r < 0) {
		fault = g_strdup_printf("the configuration in force, %s, cannot be read (%s)", ctl->config_path,
		                        r == -EINVAL ? "it has faults" : g_strerror(-r));
		no_effect_known(ctl, fault);
		return;
	}
	ctl->desk.conf = ctl->conf;
	ctl->store_path = args_has(args, "store") ? args_value(args, "store") : ctl->conf->store_path;
	r = store_open(ctl->store_path, STORE_READ_ONLY, &ctl->desk.store, &why);
	if (r < 0) {
		fault = why ? g_strdup(why) : g_strdup_printf("%s: %s", ctl->store_path, g_strerror(-r));
		no_effect_known(ctl, fault);
	} else if (effect_of(&ctl->desk, next, &effect, &fault) < 0) {
		no_effect_known(ctl, fault);
	} else {
		write_effect(ctl, &effect);
		effect_clear(&effect);
	}
}

CtlExit ctl_check(Ctl *ctl, const Args *args)
{
	const char *path = args_words(args) ? args_word(args, 0) : ctl->config_path;
	g_autoptr(GPtrArray) faults = NULL;
	g_autoptr(Conf) conf = NULL;
	g_autofree char *verdict = NULL;
	int r = conf_load(path, &conf, &faults);

	if (r < 0 && r != -EINVAL) {
		verdict = g_strdup_printf("%s: %s", path, g_strerror(-r));
		return ctl_fail(ctl, CTL_CONFIG, verdict);
	}
	writer_text(ctl->out, "file", NULL, WRITER_PLAIN, path);
	writer_bool(ctl->out, "ok", NULL, r == 0);
	if (faults)
		list_faults(ctl, faults);
	if (r < 0)
		return CTL_CONFIG;
	verdict = g_strdup_printf("%s: ok, %u shop%s, %u provider%s", path, conf->shops->len,
	                          conf->shops->len == 1 ? "" : "s", conf->providers->len,
	                          conf->providers->len == 1 ? "" : "s");
	writer_say(ctl->out, NULL, WRITER_GOOD, verdict);
	report(ctl, conf);
	if (args_words(args) && !args_has(args, "no-effect"))
		tell_effect(ctl, args, conf);
	return CTL_OK;
}

CtlExit ctl_show_config(Ctl *ctl)
{
	g_autofree char *text = NULL;

	if (!ctl->conf)
		return ctl_fail(ctl, CTL_CONFIG, "there is no configuration to show");
	text = conf_show(ctl->conf, writer_is_json(ctl->out));
	fputs(text, stdout);
	if (*text && text[strlen(text) - 1] != '\n')
		fputc('\n', stdout);
	return CTL_OK;
}
