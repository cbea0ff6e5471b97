/* The past under new rules. */
#include "ctl/ctl.h"

#include "conf/spans.h"
#include "desk/simulate.h"

#include <errno.h>
#include <string.h>

#define SINCE_S (30 * INT64_C(86400))

/* "30d" before now, or a date, on this machine's clock. */
static int moment(const Args *args, const char *option, int64_t now_at, int64_t otherwise, int64_t *at, char **fault)
{
	const char *text = args_value(args, option);
	g_autoptr(GTimeZone) local = g_time_zone_new_local();
	g_autofree char *iso = NULL;
	g_autofree char *wrong = NULL;
	g_autoptr(GDateTime) date = NULL;
	int64_t seconds = 0;

	*at = otherwise;
	if (!text)
		return 0;
	if (duration_parse(text, &seconds, &wrong) == 0) {
		*at = now_at - seconds;
		return 0;
	}
	iso = g_strconcat(text, strchr(text, 'T') ? "" : "T00:00:00", NULL);
	date = g_date_time_new_from_iso8601(iso, local);
	if (!date) {
		*fault = g_strdup_printf("--%s: \"%s\" is neither a time before now (30d) nor a date (2026-11-01)",
		                         option, text);
		return -EINVAL;
	}
	*at = g_date_time_to_unix(date);
	return 0;
}

/* What is compared, of one class under one set of rules. */
static const struct {
	const char *key, *label;
	gsize offset; /* of a guint, or of an int64_t when `wide` */
	gboolean wide, span;
} MEASURES[] = {
	{"sent", "sent", G_STRUCT_OFFSET(SimulateSide, sent), FALSE, FALSE},
	{"late", "... after the deadline", G_STRUCT_OFFSET(SimulateSide, late), FALSE, FALSE},
	{"segments", "... in segments", G_STRUCT_OFFSET(SimulateSide, segments), TRUE, FALSE},
	{"median_s", "half wait less than", G_STRUCT_OFFSET(SimulateSide, median_s), TRUE, TRUE},
	{"p90_s", "nine in ten less than", G_STRUCT_OFFSET(SimulateSide, p90_s), TRUE, TRUE},
	{"held", "held for a person", G_STRUCT_OFFSET(SimulateSide, held), FALSE, FALSE},
	{"dropped", "never needed or too late", G_STRUCT_OFFSET(SimulateSide, dropped), FALSE, FALSE},
	{"waiting", "not due yet", G_STRUCT_OFFSET(SimulateSide, waiting), FALSE, FALSE},
};

static int64_t measure(const SimulateSide *side, guint m)
{
	const char *at = (const char *)side + MEASURES[m].offset;
	int64_t wide;
	guint narrow;

	memcpy(&narrow, at, sizeof(narrow));
	if (!MEASURES[m].wide)
		return narrow;
	memcpy(&wide, at, sizeof(wide));
	return wide;
}

static char *shown(int64_t value, gboolean span)
{
	if (value < 0)
		return g_strdup("-");
	return span ? duration_format((value + 30) / 60 * 60) : g_strdup_printf("%" G_GINT64_FORMAT, value);
}

static void put_words(const Ctl *ctl, int class, const char *key, const char *label, int64_t before, int64_t after,
                      const char *old, const char *new)
{
	WriterStyle style = before == after ? WRITER_PLAIN : WRITER_STRONG;

	writer_row(ctl->out);
	writer_text(ctl->out, "step", "step", WRITER_PLAIN,
	            writer_is_json(ctl->out) ? step_name(simulate_step(class)) : desk_step_words(simulate_step(class)));
	writer_text(ctl->out, "measure", NULL, WRITER_PLAIN, key);
	writer_text(ctl->out, NULL, "", WRITER_PLAIN, label);
	writer_text(ctl->out, NULL, "in force", style, old);
	writer_text(ctl->out, NULL, "candidate", style, new);
	writer_number(ctl->out, "before", NULL, WRITER_PLAIN, before);
	writer_number(ctl->out, "after", NULL, WRITER_PLAIN, after);
}

static void put_row(const Ctl *ctl, int class, const char *key, const char *label, int64_t before, int64_t after,
                    gboolean span)
{
	g_autofree char *old = shown(before, span);
	g_autofree char *new = shown(after, span);

	put_words(ctl, class, key, label, before, after, old, new);
}

static void put_cost(const Ctl *ctl, int class, const char *currency, const SimulateSide *before,
                     const SimulateSide *after)
{
	const Price was = price_sum(before->costs, currency), is = price_sum(after->costs, currency);
	g_autofree char *old = price_of(&was, 1);
	g_autofree char *new = price_of(&is, 1);

	put_words(ctl, class, "cost", "... cost", was.millionths, is.millionths, old, new);
	writer_text(ctl->out, "currency", NULL, WRITER_PLAIN, currency);
	writer_text(ctl->out, "before_cost", NULL, WRITER_PLAIN, old);
	writer_text(ctl->out, "after_cost", NULL, WRITER_PLAIN, new);
}

/* One row for each currency of either side. */
static void put_costs(const Ctl *ctl, int class, const SimulateSide *before, const SimulateSide *after)
{
	for (guint i = 0; i < before->costs->len; i++)
		put_cost(ctl, class, g_array_index(before->costs, Price, i).currency, before, after);
	for (guint i = 0; i < after->costs->len; i++) {
		const char *currency = g_array_index(after->costs, Price, i).currency;

		if (!price_has(before->costs, currency))
			put_cost(ctl, class, currency, before, after);
	}
}

static void put_held(const Ctl *ctl, int class, const SimulateSide *before, const SimulateSide *after)
{
	for (int reason = 0; reason < REASONS; reason++) {
		g_autofree char *key = g_strconcat("held_", reason_name((Reason)reason), NULL);
		g_autofree char *label = g_strconcat("... ", reason_text((Reason)reason), NULL);

		if (before->held_by[reason] || after->held_by[reason])
			put_row(ctl, class, key, label, before->held_by[reason], after->held_by[reason], FALSE);
	}
}

static void put_measures(const Ctl *ctl, const Simulate *s)
{
	writer_list(ctl->out, "measures", NULL, NULL);
	for (int class = 0; class < SIMULATE_CLASSES; class++) {
		const SimulateSide *before = &s->before[class], *after = &s->after[class];

		for (guint m = 0; m < G_N_ELEMENTS(MEASURES); m++) {
			int64_t old = measure(before, m), new = measure(after, m);

			if (old > 0 || new > 0)
				put_row(ctl, class, MEASURES[m].key, MEASURES[m].label, old, new, MEASURES[m].span);
			if (MEASURES[m].offset == G_STRUCT_OFFSET(SimulateSide, segments))
				put_costs(ctl, class, before, after);
			if (MEASURES[m].offset == G_STRUCT_OFFSET(SimulateSide, held))
				put_held(ctl, class, before, after);
		}
	}
	writer_list_end(ctl->out);
}

static void put_hours(const Ctl *ctl, const Simulate *s)
{
	gboolean any = FALSE;

	for (int class = 0; class < SIMULATE_CLASSES; class++)
		any |= memcmp(s->before[class].hours, s->after[class].hours, sizeof(s->before[class].hours)) != 0;
	if (!any && !writer_is_json(ctl->out))
		return;
	writer_list(ctl->out, "hours", "\nHours of the customer's day that would see more or fewer of them", NULL);
	for (int class = 0; class < SIMULATE_CLASSES; class++)
		for (int hour = 0; hour < 24; hour++) {
			guint before = s->before[class].hours[hour], after = s->after[class].hours[hour];
			g_autofree char *label = g_strdup_printf("%02d:00-%02d:00", hour, hour + 1);

			if (before == after)
				continue;
			put_row(ctl, class, NULL, label, before, after, FALSE);
			writer_number(ctl->out, "hour", NULL, WRITER_PLAIN, hour);
		}
	writer_list_end(ctl->out);
}

static void put_end(const Ctl *ctl, const char *key, const char *label, gboolean has, const ReplayStep *step,
                    GTimeZone *zone)
{
	g_autofree char *time_key = g_strconcat(key, "_at", NULL);
	g_autofree char *reason_key = g_strconcat(key, "_reason", NULL);
	g_autofree char *at = has && step->at != DECIDE_NEVER ? zones_format_short(zone, step->at) : NULL;
	g_autofree char *words = NULL;

	if (!has)
		words = g_strdup("did not come up");
	else if (step->end == REPLAY_SENT)
		words = g_strdup_printf("%s%s (%s)", at, step->late ? ", late" : "", reason_name(step->reason));
	else
		words = g_strdup_printf("%s%s%s (%s)", replay_end_name(step->end), at ? " until " : "", at ? at : "",
		                        reason_name(step->reason));
	writer_text(ctl->out, key, NULL, WRITER_PLAIN, has ? replay_end_name(step->end) : NULL);
	writer_time(ctl->out, time_key, NULL, has ? step->at : DECIDE_NEVER, DECIDE_NEVER, NULL);
	writer_text(ctl->out, reason_key, NULL, WRITER_PLAIN, has ? reason_name(step->reason) : NULL);
	writer_text(ctl->out, NULL, label, WRITER_PLAIN, words);
}

static void put_differences(const Ctl *ctl, const Simulate *s)
{
	if (s->differences->len == 0 && !writer_is_json(ctl->out))
		return;
	writer_list(ctl->out, "differences", "\nThe greatest differences, on the customer's clock", NULL);
	for (guint i = 0; i < s->differences->len; i++) {
		const SimulateDifference *d = &g_array_index(s->differences, SimulateDifference, i);

		writer_row(ctl->out);
		writer_number(ctl->out, "case", "case", WRITER_PLAIN, d->case_id);
		writer_text(ctl->out, "step", "step", WRITER_PLAIN,
		            writer_is_json(ctl->out) ? step_name(d->step) : desk_step_words(d->step));
		writer_number(ctl->out, "round", NULL, WRITER_PLAIN, d->round);
		put_end(ctl, "before", "in force", d->has_before, &d->before, d->zone);
		put_end(ctl, "after", "candidate", d->has_after, &d->after, d->zone);
	}
	writer_list_end(ctl->out);
}

static const char *const CAVEATS[] = {
        "Both columns are reckoned, neither is what was really sent; they differ by their rules alone.",
        "Customers and agents are taken to have done what they did, when they did it; only an answer to a text of ours "
        "follows that text.",
        "Every text is taken to be accepted when it is due; contacts about other cases of a customer, zones and "
        "numbers are taken as they are known.",
        "Segments are those of the texts that really left, and their mean where none did.",
        "The price of a segment is not known for all texts: a provider has no price_per_segment; their cost is left "
        "out.",
};
#define UNPRICED (G_N_ELEMENTS(CAVEATS) - 1) /* said only when it is so */

static gsize caveats(const Simulate *s)
{
	guint unpriced = 0;

	for (int class = 0; class < SIMULATE_CLASSES; class++)
		unpriced += s->before[class].unpriced + s->after[class].unpriced;
	return unpriced ? G_N_ELEMENTS(CAVEATS) : UNPRICED;
}

static void put_all(const Ctl *ctl, const Simulate *s, int64_t since_at, int64_t until_at)
{
	g_autoptr(GTimeZone) local = g_time_zone_new_local();
	g_autofree char *since = zones_format_short(local, since_at);
	g_autofree char *until = zones_format_short(local, until_at);
	g_autofree char *head = g_strdup_printf("%u case%s from %s to %s; %u would have gone otherwise%s.", s->cases,
	                                        s->cases == 1 ? "" : "s", since, until, s->changed,
	                                        s->same_rules ? ": the rules are the same" : "");

	writer_time(ctl->out, "since_at", NULL, since_at, STORE_NO_TIME, NULL);
	writer_time(ctl->out, "until_at", NULL, until_at, STORE_NO_TIME, NULL);
	writer_bool(ctl->out, "same_rules", NULL, s->same_rules);
	writer_number(ctl->out, "cases", NULL, WRITER_PLAIN, s->cases);
	writer_number(ctl->out, "changed", NULL, WRITER_PLAIN, s->changed);
	writer_say(ctl->out, NULL, WRITER_STRONG, head);
	put_measures(ctl, s);
	put_hours(ctl, s);
	put_differences(ctl, s);
	if (writer_is_json(ctl->out)) {
		writer_list(ctl->out, "caveats", NULL, NULL);
		for (guint i = 0; i < caveats(s); i++) {
			writer_row(ctl->out);
			writer_text(ctl->out, "text", NULL, WRITER_PLAIN, CAVEATS[i]);
		}
		writer_list_end(ctl->out);
	} else {
		writer_say(ctl->out, NULL, WRITER_PLAIN, "");
		for (guint i = 0; i < caveats(s); i++)
			writer_say(ctl->out, NULL, WRITER_DIM, CAVEATS[i]);
	}
}

static CtlExit load(const Ctl *ctl, const char *path, Conf **conf)
{
	g_autoptr(GPtrArray) faults = NULL;
	g_autofree char *fault = NULL;
	int r = conf_load_without_secrets(path, conf, &faults);

	for (guint i = 0; r == -EINVAL && i < faults->len; i++)
		ctl_warn("%s", ((ConfFault *)faults->pdata[i])->text);
	if (r == 0)
		return CTL_OK;
	fault = g_strdup_printf("%s: %s", path, r == -EINVAL ? "it has faults" : g_strerror(-r));
	return ctl_fail(ctl, CTL_CONFIG, fault);
}

/* The candidate is FILE, as with check; or, without one, what --config names, and then the rules in force are those of
 * the system. */
static CtlExit load_both(Ctl *ctl, const Args *args, Conf **next)
{
	const char *candidate = args_words(args) ? args_word(args, 0) : args_value(args, "config");
	const char *in_force = args_words(args) ? ctl->config_path : SYSCONFDIR "/followup/followup.conf";
	CtlExit code;

	if (!candidate)
		return ctl_fail(ctl, CTL_USAGE, "say which configuration to try: simulate FILE");
	code = load(ctl, in_force, &ctl->conf);
	if (code == CTL_OK)
		code = load(ctl, candidate, next);
	if (code != CTL_OK)
		return code;
	ctl->desk.conf = ctl->conf;
	ctl->store_path = args_has(args, "store") ? args_value(args, "store") : ctl->conf->store_path;
	return ctl_open_store(ctl, STORE_READ_ONLY);
}

CtlExit ctl_simulate(Ctl *ctl, const Args *args)
{
	const int64_t now_at = ctl->desk.now_at;
	g_autofree char *fault = NULL;
	g_autoptr(Conf) next = NULL;
	int64_t since_at, until_at;
	Simulate simulate;
	CtlExit code;
	int r;

	if (moment(args, "since", now_at, now_at - SINCE_S, &since_at, &fault) < 0 ||
	    moment(args, "until", now_at, now_at, &until_at, &fault) < 0)
		return ctl_fail(ctl, CTL_USAGE, fault);
	if (since_at >= until_at || until_at > now_at)
		return ctl_fail(ctl, CTL_USAGE, "--since must be before --until, and both in the past");
	code = load_both(ctl, args, &next);
	if (code != CTL_OK)
		return code;
	r = simulate_past(&ctl->desk, next, since_at, until_at, args_value(args, "shop"), &simulate, &fault);
	if (r < 0)
		return ctl_fail(ctl, ctl_exit_of(r), fault);
	put_all(ctl, &simulate, since_at, until_at);
	simulate_clear(&simulate);
	return CTL_OK;
}
