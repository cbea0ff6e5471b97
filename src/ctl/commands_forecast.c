/* When the queue leaves, hour by hour, and whether it fits. */
#include "ctl/ctl.h"

#include "ctl/chart.h"
#include "store/incidents.h"

#include <errno.h>
#include <string.h>

#define HOURS_MOST (14 * 24)
#define BAR_COLUMNS 40
#define RATE_LEAST 0.001
#define RATE_MOST 100000.0

/* "5", "5/s", "0.5/s"; 0 when not given. */
static int read_rate(const Args *args, double *rate, char **fault)
{
	const char *text = args_value(args, "rate");
	char *end = NULL;

	*rate = text ? g_ascii_strtod(text, &end) : 0;
	if (!text ||
	    (end != text && (*end == '\0' || g_str_equal(end, "/s")) && *rate >= RATE_LEAST && *rate <= RATE_MOST))
		return 0;
	*fault = g_strdup_printf("--rate: \"%s\" is not a number of texts a second; write 5/s", text);
	return -EINVAL;
}

/* "5", "0.25": no more digits than a person wants. */
static char *number_text(double number)
{
	char digits[G_ASCII_DTOSTR_BUF_SIZE];

	return g_strdup(g_ascii_formatd(digits, sizeof digits, number >= 100 ? "%.0f" : "%.3g", number));
}

static char *clock_of(const Forecast *f, int64_t at)
{
	return zones_format_short(f->clock, at);
}

char *ctl_forecast_clock(const Forecast *f, int64_t from_at, int64_t to_at)
{
	g_autofree char *from = clock_of(f, from_at);
	char *to = clock_of(f, to_at);
	gsize day = (gsize)(strrchr(to, ' ') - to);

	if (strncmp(from, to, day + 1) == 0)
		memmove(to, to + day + 1, strlen(to + day + 1) + 1);
	return to;
}

/* The speed that mattered: of all providers that have something to send it is one when they are alike. */
static char *rates_text(const Forecast *f)
{
	double least = 0, most = 0;
	g_autofree char *low = NULL;
	g_autofree char *high = NULL;

	for (guint i = 0; i < f->lanes->len; i++) {
		double rate = g_array_index(f->lanes, ForecastLane, i).rate;

		least = i == 0 ? rate : MIN(least, rate);
		most = MAX(most, rate);
	}
	low = number_text(least);
	high = number_text(most);
	return g_str_equal(low, high) ? g_strdup_printf("%s/s", low) : g_strdup_printf("%s to %s/s", low, high);
}

/* "312 planned until Sun 22 Nov 22:20, first leave Sun 22 Nov 08:00, done by 09:02 at 5/s: fits." */
static char *sentence(const Forecast *f)
{
	g_autofree char *until = clock_of(f, f->until_at);
	g_autofree char *rates = rates_text(f);
	GString *s = g_string_new(NULL);

	if (f->planned == 0) {
		g_string_append_printf(s, "Nothing is planned until %s.", until);
		return g_string_free(s, FALSE);
	}
	g_string_append_printf(s, "%" G_GINT64_FORMAT " planned until %s", f->planned, until);
	if (f->first_at != STORE_NO_TIME) {
		g_autofree char *first = clock_of(f, f->first_at);
		g_autofree char *last = ctl_forecast_clock(f, f->first_at, f->last_at);

		g_string_append_printf(s, ", first leave %s, done by %s at %s", first, last, rates);
	}
	g_string_append_printf(s, ": %s", forecast_fits(f) ? "fits" : "does not fit");
	if (f->late > 0) {
		g_autofree char *missed = clock_of(f, f->missed_at);

		g_string_append_printf(s, ", %" G_GINT64_FORMAT " would miss their deadline (first at %s)", f->late,
		                       missed);
	}
	if (f->moved > 0)
		g_string_append_printf(s, ", %" G_GINT64_FORMAT " would still wait when their permitted hours end",
		                       f->moved);
	if (f->stuck > 0)
		g_string_append_printf(s, ", %" G_GINT64_FORMAT " would not leave within two weeks", f->stuck);
	if (f->stopped > 0)
		g_string_append_printf(s, ", %" G_GINT64_FORMAT " wait until somebody resumes them", f->stopped);
	g_string_append_c(s, '.');
	return g_string_free(s, FALSE);
}

static void say(const Ctl *ctl, WriterStyle style, char *line)
{
	writer_say(ctl->out, NULL, style, line);
	g_free(line);
}

static void say_more(const Ctl *ctl, const Forecast *f)
{
	if (f->queue > 1) {
		g_autofree char *from = clock_of(f, f->queue_from_at);
		g_autofree char *to = ctl_forecast_clock(f, f->queue_from_at, f->queue_to_at);

		say(ctl, WRITER_PLAIN,
		    g_strdup_printf("The longest queue: %" G_GINT64_FORMAT " from %s to %s (%" G_GINT64_FORMAT " min).",
		                    f->queue, from, to, (f->queue_to_at - f->queue_from_at) / 60));
	}
	if (f->due > 0)
		say(ctl, WRITER_PLAIN, g_strdup_printf("Due now: %" G_GINT64_FORMAT ".", f->due));
	if (f->late_anyhow > 0)
		say(ctl, WRITER_PLAIN,
		    g_strdup_printf("Late at any speed, for they may leave only after their deadline: %" G_GINT64_FORMAT
		                    ".",
		                    f->late_anyhow));
	if (f->nowhere > 0)
		say(ctl, WRITER_BAD, g_strdup_printf("Not counted, for their shop or provider is not configured: %"
		                                     G_GINT64_FORMAT ".", f->nowhere));
}

static void say_pauses(const Ctl *ctl, const Forecast *f)
{
	writer_list(ctl->out, "pauses", NULL, NULL);
	for (guint i = 0; i < f->pauses->len; i++) {
		const StorePause *p = &g_array_index(f->pauses, StorePause, i);
		gboolean open = p->until_at == STORE_NO_TIME;
		g_autofree char *until = open ? g_strdup("resumed") : clock_of(f, p->until_at);

		writer_row(ctl->out);
		writer_text(ctl->out, "scope", "paused", WRITER_BAD, p->scope);
		writer_time(ctl->out, "until_at", "until", p->until_at, STORE_NO_TIME, until);
		writer_text(ctl->out, "actor", "by", WRITER_PLAIN, p->actor);
		writer_text(ctl->out, "reason", "why", WRITER_PLAIN, p->reason);
	}
	writer_list_end(ctl->out);
}

/* What waits for no hour: it joins the queue when they close. */
static int say_incidents(const Ctl *ctl)
{
	g_autoptr(GArray) incidents = NULL;
	int r = store_incident_list(ctl->desk.store, FALSE, &incidents);

	if (r < 0)
		return r;
	writer_list(ctl->out, "incidents", NULL, NULL);
	for (guint i = 0; i < incidents->len; i++) {
		const StoreIncident *one = &g_array_index(incidents, StoreIncident, i);

		if (one->held_cases == 0)
			continue;
		writer_row(ctl->out);
		writer_number(ctl->out, "incident", "incident", WRITER_PLAIN, one->id);
		writer_text(ctl->out, "name", "name", WRITER_PLAIN, one->name);
		writer_number(ctl->out, "held_cases", "cases that wait for its end", WRITER_BAD, one->held_cases);
	}
	writer_list_end(ctl->out);
	return 0;
}

static void say_lanes(const Ctl *ctl, const Forecast *f, gboolean wished)
{
	writer_list(ctl->out, "providers", NULL, NULL);
	for (guint i = 0; i < f->lanes->len; i++) {
		const ForecastLane *lane = &g_array_index(f->lanes, ForecastLane, i);
		g_autofree char *seconds = number_text((double)lane->took_us / G_USEC_PER_SEC);
		g_autofree char *rate = number_text(lane->rate);
		g_autofree char *from =
		        wished          ? g_strdup("--rate")
		        : lane->limited ? g_strdup("its rate in the configuration")
		        : lane->samples ? g_strdup_printf("%d at once, %s s each: median of %u", lane->places, seconds,
		                                          lane->samples)
		                        : g_strdup_printf("%d at once, %s s each: assumed", lane->places, seconds);

		writer_row(ctl->out);
		writer_text(ctl->out, "provider", "provider", WRITER_PLAIN, lane->provider);
		writer_text(ctl->out, "per_second", "texts/s", WRITER_PLAIN, rate);
		writer_text(ctl->out, NULL, "from", WRITER_PLAIN, from);
		writer_number(ctl->out, "places", NULL, WRITER_PLAIN, lane->places);
		writer_number(ctl->out, "submit_us", NULL, WRITER_PLAIN, lane->took_us);
		writer_number(ctl->out, "samples", NULL, WRITER_PLAIN, lane->samples);
	}
	writer_list_end(ctl->out);
}

void ctl_forecast_draw(const Ctl *ctl, const Forecast *f)
{
	const ChartSet *set = chart_set();
	int64_t most = 0, later = f->planned - f->stopped - f->stuck;

	for (guint i = 0; i < f->hours->len; i++) {
		most = MAX(most, g_array_index(f->hours, ForecastHour, i).sent);
		later -= g_array_index(f->hours, ForecastHour, i).sent;
	}
	for (guint i = 0; i < f->hours->len; i++) {
		const ForecastHour *h = &g_array_index(f->hours, ForecastHour, i);
		g_autofree char *clock = clock_of(f, h->from_at);
		g_autofree char *label = g_strdup_printf("%-17s", clock);
		g_autofree char *good = chart_bar(set, h->sent - h->late, most, BAR_COLUMNS);
		g_autoptr(GString) bad = g_string_new(NULL);
		g_autofree char *numbers = g_strdup_printf(" %" G_GINT64_FORMAT, h->sent);
		g_autofree char *late =
		        h->late ? g_strdup_printf(" (%" G_GINT64_FORMAT " late)", h->late) : g_strdup("");

		if (h->sent == 0)
			continue;
		for (int64_t c = 0; c < (h->late * BAR_COLUMNS + most - 1) / most; c++)
			g_string_append(bad, set->bad);
		writer_pieces(ctl->out, (const WriterPiece[]){{WRITER_PLAIN, label},
		                                              {WRITER_GOOD, good},
		                                              {WRITER_BAD, bad->str},
		                                              {WRITER_PLAIN, numbers},
		                                              {WRITER_BAD, late},
		                                              {WRITER_PLAIN, NULL}});
	}
	if (later > 0)
		say(ctl, WRITER_BAD, g_strdup_printf("%-17s %" G_GINT64_FORMAT, "later", later));
}

void ctl_forecast_json(const Ctl *ctl, const Forecast *f)
{
	const struct {
		const char *key;
		int64_t value;
	} NUMBERS[] = {
		{"planned", f->planned}, {"due", f->due}, {"late", f->late}, {"late_anyhow", f->late_anyhow},
		{"moved", f->moved}, {"stopped", f->stopped}, {"stuck", f->stuck}, {"not_configured", f->nowhere},
		{"longest_queue", f->queue},
	};
	Writer *out = ctl->out;

	writer_bool(out, "fits", NULL, forecast_fits(f));
	writer_time(out, "from_at", NULL, f->from_at, STORE_NO_TIME, NULL);
	writer_time(out, "until_at", NULL, f->until_at, STORE_NO_TIME, NULL);
	writer_time(out, "first_at", NULL, f->first_at, STORE_NO_TIME, NULL);
	writer_time(out, "last_at", NULL, f->last_at, STORE_NO_TIME, NULL);
	writer_time(out, "first_missed_at", NULL, f->missed_at, STORE_NO_TIME, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(NUMBERS); i++)
		writer_number(out, NUMBERS[i].key, NULL, WRITER_PLAIN, NUMBERS[i].value);
	writer_time(out, "longest_queue_from_at", NULL, f->queue ? f->queue_from_at : 0, 0, NULL);
	writer_time(out, "longest_queue_to_at", NULL, f->queue ? f->queue_to_at : 0, 0, NULL);
	writer_list(out, "hours", NULL, NULL);
	for (guint i = 0; i < f->hours->len; i++) {
		const ForecastHour *h = &g_array_index(f->hours, ForecastHour, i);

		writer_row(out);
		writer_time(out, "from_at", NULL, h->from_at, STORE_NO_TIME, NULL);
		writer_number(out, "due", NULL, WRITER_PLAIN, h->due);
		writer_number(out, "leave", NULL, WRITER_PLAIN, h->sent);
		writer_number(out, "late", NULL, WRITER_PLAIN, h->late);
	}
	writer_list_end(out);
}

CtlExit ctl_forecast(Ctl *ctl, const Args *args)
{
	g_autofree char *fault = NULL;
	g_autofree char *words = NULL;
	Forecast f;
	gint64 hours;
	double rate = 0;
	int r = args_number(args, "hours", 1, HOURS_MOST, 24, &hours, &fault);

	if (r == 0)
		r = read_rate(args, &rate, &fault);
	if (r < 0)
		return ctl_fail(ctl, CTL_USAGE, fault);
	r = forecast_make(&ctl->desk, NULL, (int)hours, rate, &f, &fault);
	if (r < 0)
		return ctl_fail(ctl, CTL_STORE, fault);
	if (writer_is_json(ctl->out))
		ctl_forecast_json(ctl, &f);
	words = sentence(&f);
	writer_say(ctl->out, "sentence", forecast_fits(&f) ? WRITER_GOOD : WRITER_BAD, words);
	if (!writer_is_json(ctl->out)) {
		say_more(ctl, &f);
		ctl_forecast_draw(ctl, &f);
	}
	say_pauses(ctl, &f);
	r = say_incidents(ctl);
	say_lanes(ctl, &f, rate > 0);
	forecast_clear(&f);
	return r < 0 ? ctl_fail(ctl, CTL_STORE, store_error(ctl->desk.store)) : CTL_OK;
}
