#include "conf/spans.h"

#include <errno.h>
#include <string.h>

/* One tolerant reader for what is right and for what is meant: whatever it had to forgive clears `exact`, and a text
 * that is understood but not exact is refused with its right form as the cure. */
typedef struct {
	const char *p;
	gboolean exact;
} Reader;

#define ALL_WEEK 0xfeU /* 1 << HOURS_MON ... 1 << HOURS_SUN */
#define HOLIDAYS (1U << HOURS_HOLIDAY)

static const struct {
	const char *word;
	unsigned days;
	gboolean exact;
} DAY_WORDS[] = {
	{"mon", 1U << HOURS_MON, TRUE},
	{"tue", 1U << HOURS_TUE, TRUE},
	{"wed", 1U << HOURS_WED, TRUE},
	{"thu", 1U << HOURS_THU, TRUE},
	{"fri", 1U << HOURS_FRI, TRUE},
	{"sat", 1U << HOURS_SAT, TRUE},
	{"sun", 1U << HOURS_SUN, TRUE},
	{"daily", ALL_WEEK | HOLIDAYS, TRUE},
	{"holidays", HOLIDAYS, TRUE},
	{"monday", 1U << HOURS_MON, FALSE},
	{"tuesday", 1U << HOURS_TUE, FALSE},
	{"wednesday", 1U << HOURS_WED, FALSE},
	{"thursday", 1U << HOURS_THU, FALSE},
	{"friday", 1U << HOURS_FRI, FALSE},
	{"saturday", 1U << HOURS_SAT, FALSE},
	{"sunday", 1U << HOURS_SUN, FALSE},
	{"everyday", ALL_WEEK | HOLIDAYS, FALSE},
	{"always", ALL_WEEK | HOLIDAYS, FALSE},
	{"holiday", HOLIDAYS, FALSE},
	{"weekdays", 0x3eU, FALSE},
	{"workdays", 0x3eU, FALSE},
	{"weekend", 0xc0U, FALSE},
	{"weekends", 0xc0U, FALSE},
};

static int refuse(char **fault, char *words)
{
	*fault = words;
	return -EINVAL;
}

static void forgive_blanks(Reader *r)
{
	for (; *r->p == ' ' || *r->p == '\t'; r->p++)
		r->exact = FALSE;
}

static gboolean take(Reader *r, const char *token)
{
	gsize len = strlen(token);

	if (g_ascii_strncasecmp(r->p, token, len) != 0)
		return FALSE;
	r->p += len;
	return TRUE;
}

/* Up to max_digits digits as a number; FALSE when there is none or there are more. */
static gboolean read_digits(Reader *r, int max_digits, int *value, int *digits)
{
	int n = 0, count = 0;

	for (; g_ascii_isdigit(r->p[count]); count++) {
		if (count == max_digits)
			return FALSE;
		n = n * 10 + (r->p[count] - '0');
	}
	if (count == 0)
		return FALSE;
	r->p += count;
	*value = n;
	*digits = count;
	return TRUE;
}

/* Only "H:MM" and "HH:MM" are exact; "2130", "8", "21.30", "21h30", "9pm" are understood. */
static gboolean read_time(Reader *r, int *seconds)
{
	int hour, minute = 0, digits;

	if (!read_digits(r, 4, &hour, &digits))
		return FALSE;
	if (digits > 2) {
		minute = hour % 100;
		hour /= 100;
		r->exact = FALSE;
	} else if (*r->p && strchr(":.hH", *r->p) && g_ascii_isdigit(r->p[1])) {
		if (*r->p++ != ':')
			r->exact = FALSE;
		if (!read_digits(r, 2, &minute, &digits))
			return FALSE;
		if (digits != 2)
			r->exact = FALSE;
	} else {
		r->exact = FALSE;
	}
	if (take(r, "pm")) {
		r->exact = FALSE;
		hour += hour < 12 ? 12 : 0;
	} else if (take(r, "am")) {
		r->exact = FALSE;
		hour = hour == 12 ? 0 : hour;
	}
	if (minute > 59 || hour > 24 || (hour == 24 && minute))
		return FALSE;
	*seconds = hour * 3600 + minute * 60;
	return TRUE;
}

static gboolean read_day_word(Reader *r, unsigned *days)
{
	gsize len = 0;

	while (g_ascii_isalpha(r->p[len]))
		len++;
	for (gsize i = 0; len && i < G_N_ELEMENTS(DAY_WORDS); i++)
		if (strlen(DAY_WORDS[i].word) == len && g_ascii_strncasecmp(r->p, DAY_WORDS[i].word, len) == 0) {
			r->p += len;
			if (!DAY_WORDS[i].exact)
				r->exact = FALSE;
			*days = DAY_WORDS[i].days;
			return TRUE;
		}
	return FALSE;
}

/* "mon-fri", "fri-mon" over the week's end, "mon", "daily". */
static gboolean read_day_range(Reader *r, unsigned *days)
{
	unsigned first, last, day;

	if (!read_day_word(r, &first))
		return FALSE;
	if (*r->p == '-') {
		r->p++;
		/* Only single days make a range: "daily-fri" is nothing. */
		if (!read_day_word(r, &last) || (first & (first - 1)) || (last & (last - 1)) ||
		    ((first | last) & HOLIDAYS))
			return FALSE;
		for (day = first; day != last; day = day == 1U << HOURS_SUN ? 1U << HOURS_MON : day << 1)
			*days |= day;
		*days |= last;
	} else {
		*days |= first;
	}
	return TRUE;
}

static gboolean read_days(Reader *r, unsigned *days)
{
	gboolean more;

	*days = 0;
	if (g_ascii_isdigit(*r->p)) { /* hours alone: every day is meant */
		*days = ALL_WEEK | HOLIDAYS;
		r->exact = FALSE;
		return TRUE;
	}
	do {
		if (!read_day_range(r, days))
			return FALSE;
		more = FALSE;
		if (*r->p == ',') {
			r->p++;
			forgive_blanks(r);
			more = TRUE;
		} else if (*r->p && strchr("/+&", *r->p)) {
			r->p++;
			r->exact = FALSE;
			more = TRUE;
		}
	} while (more);
	if (*r->p != ' ')
		r->exact = FALSE;
	else
		r->p++;
	return TRUE;
}

typedef struct {
	unsigned days;
	int from_s, to_s;
} Span;

static gboolean read_span(const char *text, Span *span, gboolean *exact)
{
	Reader r = {.p = text, .exact = TRUE};

	forgive_blanks(&r);
	if (!read_days(&r, &span->days))
		return FALSE;
	forgive_blanks(&r);
	if (!read_time(&r, &span->from_s))
		return FALSE;
	forgive_blanks(&r);
	if (take(&r, "–") || take(&r, "to") || take(&r, ".."))
		r.exact = FALSE;
	else if (!take(&r, "-"))
		return FALSE;
	forgive_blanks(&r);
	if (!read_time(&r, &span->to_s))
		return FALSE;
	forgive_blanks(&r);
	*exact = r.exact;
	return *r.p == '\0';
}

static void append_days(GString *out, unsigned days)
{
	static const char *const NAMES[] = {"", "mon", "tue", "wed", "thu", "fri", "sat", "sun"};
	gsize start = out->len;
	int last;

	if (days == (ALL_WEEK | HOLIDAYS)) {
		g_string_append(out, "daily");
		return;
	}
	for (int day = HOURS_MON; day <= HOURS_SUN; day = last + 1) {
		for (last = day; last < HOURS_SUN && days & (1U << day) && days & (1U << (last + 1)); last++)
			;
		if (!(days & (1U << day)))
			continue;
		g_string_append_printf(out, "%s%s", out->len > start ? "," : "", NAMES[day]);
		if (last > day)
			g_string_append_printf(out, "-%s", NAMES[last]);
	}
	if (days & HOLIDAYS)
		g_string_append_printf(out, "%sholidays", out->len > start ? "," : "");
}

static char *format_span(unsigned days, int from_s, int to_s)
{
	GString *out = g_string_new(NULL);

	append_days(out, days);
	g_string_append_printf(out, " %02d:%02d-%02d:%02d", from_s / 3600, from_s / 60 % 60, to_s / 3600,
	                       to_s / 60 % 60);
	return g_string_free(out, FALSE);
}

/* Reads a span that is exact and not empty. */
static int span_parse(const char *text, const char *example, Span *span, char **fault)
{
	g_autofree char *meant = NULL;
	gboolean exact;

	if (!read_span(text, span, &exact))
		return refuse(fault, g_strdup_printf("not a span of hours; write \"%s\"", example));
	if (span->from_s == HOURS_DAY_S)
		span->from_s = 0, exact = FALSE;
	if (span->from_s == span->to_s) {
		meant = format_span(span->days, 0, HOURS_DAY_S);
		return refuse(fault,
		              g_strdup_printf("a span that ends where it begins; write \"%s\" for all day", meant));
	}
	if (!exact) {
		meant = format_span(span->days, span->from_s, span->to_s);
		return refuse(fault, g_strdup_printf("not a span of hours; write \"%s\"", meant));
	}
	return 0;
}

static unsigned day_after(unsigned days)
{
	unsigned week = days & ALL_WEEK;

	return ((week << 1) & ALL_WEEK) | (week >> HOURS_SUN << HOURS_MON) | (days & HOLIDAYS);
}

/* A span of windows that goes on after midnight, also one that is not exact: its cure is to be taken as it stands. */
static int refuse_midnight(const Span *span, char **fault)
{
	g_autofree char *evening = format_span(span->days, span->from_s, HOURS_DAY_S);
	g_autofree char *morning = format_span(day_after(span->days), 0, span->to_s);

	if (span->to_s == 0)
		return refuse(fault, g_strdup_printf("a span of one day ends at 24:00; write \"%s\"", evening));
	return refuse(fault, g_strdup_printf("a span that crosses midnight; write two: \"%s\", \"%s\"", evening, morning));
}

int span_add_window(Hours *hours, const char *text, char **fault)
{
	Span span;
	gboolean exact;
	int r;

	if (read_span(text, &span, &exact) && span.from_s > span.to_s && span.from_s != HOURS_DAY_S)
		return refuse_midnight(&span, fault);
	r = span_parse(text, "mon-fri 08:00-21:30", &span, fault);
	if (r < 0)
		return r;
	for (int day = HOURS_MON; day <= HOURS_HOLIDAY && r == 0; day++)
		if (span.days & (1U << day))
			r = hours_add_window(hours, day, span.from_s, span.to_s);
	return r < 0 ? refuse(fault, g_strdup("not a span of hours; write \"mon-fri 08:00-21:30\"")) : 0;
}

int span_add_quiet(Hours *hours, const char *text, char **fault)
{
	Span span;
	gboolean exact;
	int r;

	/* Before anything that would be told with a cure for holidays, which would be refused again. */
	if (read_span(text, &span, &exact) && span.days & HOLIDAYS && (span.days & ALL_WEEK) != ALL_WEEK)
		return refuse(fault,
		              g_strdup("quiet hours go by the day of the week, holidays have none of their own; write "
		                       "days here, and the holidays' hours as \"holidays 10:00-20:00\" in "
		                       "permitted_hours"));
	r = span_parse(text, "daily 21:30-08:00", &span, fault);
	if (r < 0)
		return r;
	if (hours_add_quiet(hours, span.days & ALL_WEEK, span.from_s, span.to_s) < 0)
		return refuse(fault, g_strdup("not a span of hours; write \"daily 21:30-08:00\""));
	return 0;
}

int time_of_day_parse(const char *text, int *seconds, char **fault)
{
	Reader r = {.p = text, .exact = TRUE};
	int time_s;

	forgive_blanks(&r);
	if (!read_time(&r, &time_s) || *r.p)
		return refuse(fault, g_strdup("not a time of day; write \"10:00\""));
	if (!r.exact || time_s == HOURS_DAY_S)
		return refuse(fault, g_strdup_printf("not a time of day; write \"%02d:%02d\"", time_s / 3600 % 24,
		                                     time_s / 60 % 60));
	*seconds = time_s;
	return 0;
}
