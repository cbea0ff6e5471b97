/* The dates and durations of spans.h. As in spans.c, what is understood but not exact is refused with its right form.
 */
#include "conf/spans.h"

#include <errno.h>
#include <string.h>

/* Holidays are listed by the year; a longer range is a slip of the pen. */
#define RANGE_MAX_DAYS 62

static int refuse(char **fault, char *words)
{
	*fault = words;
	return -EINVAL;
}

static const char *skip_blanks(const char *p)
{
	while (*p == ' ' || *p == '\t')
		p++;
	return p;
}

/* Reads at most `max` digits; 0 when there is none. */
static int read_digits(const char **p, int max, int *value)
{
	int n = 0, count = 0;

	for (; count < max && g_ascii_isdigit((*p)[count]); count++)
		n = n * 10 + ((*p)[count] - '0');
	*p += count;
	*value = n;
	return count;
}

typedef struct {
	int y, m, d;
} Day;

/* "2026-10-01" is exact; "2026/10/1", "2026.10.1" and "20261001" are understood. The day need not exist. */
static gboolean read_day(const char **p, Day *day, gboolean *exact)
{
	char separator;

	if (read_digits(p, 4, &day->y) != 4)
		return FALSE;
	separator = **p && strchr("-/.", **p) ? *(*p)++ : '\0';
	if (read_digits(p, 2, &day->m) != 2)
		*exact = FALSE;
	if (separator && *(*p)++ != separator)
		return FALSE;
	if (read_digits(p, 2, &day->d) != 2)
		*exact = FALSE;
	if (separator != '-')
		*exact = FALSE;
	return day->y >= 1 && day->m >= 1 && day->m <= 12 && day->d >= 1 && !g_ascii_isdigit(**p);
}

static gboolean day_exists(const Day *day)
{
	return g_date_valid_dmy((GDateDay)day->d, (GDateMonth)day->m, (GDateYear)day->y);
}

/* The day, or the last of its month when it has no such day. */
static GDate day_date(const Day *day)
{
	GDate date;
	int last = g_date_get_days_in_month((GDateMonth)day->m, (GDateYear)day->y);

	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)MIN(day->d, last), (GDateMonth)day->m, (GDateYear)day->y);
	return date;
}

static char *day_format(const GDate *date)
{
	return g_strdup_printf("%04u-%02u-%02u", g_date_get_year(date), (unsigned)g_date_get_month(date),
	                       g_date_get_day(date));
}

typedef struct {
	GDate first, last;
	gboolean exact; /* written as it must be */
	Day missing;    /* m != 0: a day that is in no calendar */
} Days;

static gboolean read_days(const char *text, Days *days)
{
	const char *p = skip_blanks(text);
	Day first, last;

	*days = (Days){.exact = p == text};
	if (!read_day(&p, &first, &days->exact))
		return FALSE;
	last = first;
	if (*p) {
		if (g_str_has_prefix(p, "..")) {
			p += 2;
		} else { /* "2026-10-01 - 2026-10-07" is understood */
			days->exact = FALSE;
			p += strspn(p, " \t-.");
			p += g_str_has_prefix(p, "to ") ? strlen("to ") : g_str_has_prefix(p, "–") ? strlen("–") : 0;
			p = skip_blanks(p);
		}
		if (!read_day(&p, &last, &days->exact))
			return FALSE;
	}
	if (!day_exists(&first))
		days->missing = first;
	else if (!day_exists(&last))
		days->missing = last;
	days->first = day_date(&first);
	days->last = day_date(&last);
	return *skip_blanks(p) == '\0';
}

static char *days_format(const GDate *first, const GDate *last)
{
	g_autofree char *a = day_format(first), *b = day_format(last);

	return g_date_compare(first, last) == 0 ? g_steal_pointer(&a) : g_strdup_printf("%s..%s", a, b);
}

static int days_parse(const char *text, Days *days, char **fault)
{
	g_autofree char *meant = NULL;

	if (!read_days(text, days))
		return refuse(fault, g_strdup("not a date; write \"2026-10-01\" or \"2026-10-01..2026-10-07\""));
	/* Before every fault whose cure would be such a range. */
	if (ABS(g_date_days_between(&days->first, &days->last)) >= RANGE_MAX_DAYS)
		return refuse(fault,
		              g_strdup_printf("a range of more than %d days; write shorter ones", RANGE_MAX_DAYS));
	if (g_date_compare(&days->first, &days->last) > 0) {
		meant = days_format(&days->last, &days->first);
		return refuse(fault, g_strdup_printf("a range that ends before it begins; write \"%s\"", meant));
	}
	if (days->missing.m || !days->exact)
		meant = days_format(&days->first, &days->last);
	if (days->missing.m)
		return refuse(fault, g_strdup_printf("there is no %04d-%02d-%02d; write \"%s\"", days->missing.y,
		                                     days->missing.m, days->missing.d, meant));
	if (!days->exact)
		return refuse(fault, g_strdup_printf("not a date; write \"%s\"", meant));
	return 0;
}

int span_add_holiday(Hours *hours, const char *text, char **fault)
{
	Days days;
	int r = days_parse(text, &days, fault);

	if (r < 0)
		return r;
	for (GDate day = days.first; g_date_compare(&day, &days.last) <= 0 && r == 0; g_date_add_days(&day, 1))
		r = hours_add_holiday(hours, g_date_get_year(&day), (int)g_date_get_month(&day), g_date_get_day(&day));
	return r < 0 ? refuse(fault, g_strdup("not a date; write \"2026-10-01\"")) : 0;
}

guint32 span_last_day(const char *text)
{
	Days days;

	return read_days(text, &days) && !days.missing.m ? g_date_get_julian(&days.last) : 0;
}

static const char *const WEEKDAYS[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/* Whose hours " as mon" means; 0: nobody's. */
static int weekday_of(const char *as)
{
	for (int i = 0; as && i < (int)G_N_ELEMENTS(WEEKDAYS); i++)
		if (g_ascii_strcasecmp(as + strlen(" as "), WEEKDAYS[i]) == 0)
			return HOURS_MON + i;
	return 0;
}

/* What is no date is told with a make-up day as cure, not with a date or a range. */
static int refuse_workday(const char *date, int weekday, char **fault)
{
	Days days;
	gboolean understood = read_days(date, &days);
	g_autofree char *day = understood ? day_format(&days.first) : g_strdup("2026-10-10");
	const char *as = WEEKDAYS[weekday ? weekday - HOURS_MON : 0];

	if (understood && days.missing.m)
		return refuse(fault, g_strdup_printf("there is no %04d-%02d-%02d; write \"%s as %s\"", days.missing.y,
		                                     days.missing.m, days.missing.d, day, as));
	return refuse(fault, g_strdup_printf("not a date; write \"%s as %s\"", day, as));
}

int span_add_workday(Hours *hours, const char *text, char **fault)
{
	const char *as = strstr(text, " as ");
	g_autofree char *date = g_strndup(text, as ? (gsize)(as - text) : strlen(text)), *other = NULL;
	int weekday = weekday_of(as);
	Days days;

	if (days_parse(date, &days, &other) < 0)
		return refuse_workday(date, weekday, fault);
	if (!as)
		return refuse(fault,
		              g_strdup_printf("not a make-up day; write whose hours it has, as \"%s as mon\"", date));
	if (g_date_compare(&days.first, &days.last) != 0)
		return refuse(fault, g_strdup("a make-up day is one day; write one line for each"));
	if (!weekday)
		return refuse(fault, g_strdup_printf("not a day of the week after \"as\"; write \"%s as mon\"", date));
	if (hours_add_workday(hours, g_date_get_year(&days.first), (int)g_date_get_month(&days.first),
	                      g_date_get_day(&days.first), weekday) < 0)
		return refuse(fault, g_strdup("not a date; write \"2026-10-10 as mon\""));
	return 0;
}

static const struct {
	const char *word; /* the first word of a size is the exact one */
	int64_t seconds;
} UNITS[] = {
	{"w", 604800}, {"week", 604800}, {"weeks", 604800}, {"d", 86400},    {"day", 86400},  {"days", 86400},
	{"h", 3600},   {"hr", 3600},     {"hrs", 3600},     {"hour", 3600},  {"hours", 3600}, {"min", 60},
	{"m", 60},     {"mins", 60},     {"minute", 60},    {"minutes", 60}, {"s", 1},        {"sec", 1},
	{"secs", 1},   {"second", 1},    {"seconds", 1},
};

static int64_t read_unit(const char **p, gboolean *exact)
{
	gsize len = 0;

	while (g_ascii_isalpha((*p)[len]))
		len++;
	for (gsize i = 0; i < G_N_ELEMENTS(UNITS); i++)
		if (strlen(UNITS[i].word) == len && strncmp(*p, UNITS[i].word, len) == 0) {
			*p += len;
			if (i > 0 && UNITS[i - 1].seconds == UNITS[i].seconds)
				*exact = FALSE;
			return UNITS[i].seconds;
		}
	return 0;
}

/* Parts from large to small, each unit once: "1h30min". "1.5h", "90 minutes" and "30min 1h" are understood. */
static gboolean read_duration(const char *text, int64_t *seconds, gboolean *exact)
{
	const char *p = text;
	int64_t before = INT64_MAX, total = 0, unit;
	int whole, tenths;

	for (*exact = TRUE; *p; before = unit) {
		tenths = 0;
		if (!read_digits(&p, 9, &whole))
			return FALSE;
		if (*p == '.') {
			p++;
			*exact = FALSE;
			if (!read_digits(&p, 1, &tenths))
				return FALSE;
		}
		if (*skip_blanks(p) && skip_blanks(p) != p)
			*exact = FALSE;
		p = skip_blanks(p);
		unit = read_unit(&p, exact);
		if (!unit)
			return FALSE;
		if (unit >= before || *skip_blanks(p) != *p)
			*exact = FALSE;
		p = skip_blanks(p);
		total += whole * unit + tenths * unit / 10;
		if (total > G_MAXINT64 / 2)
			return FALSE;
	}
	*seconds = total;
	return p != text;
}

int duration_parse(const char *text, int64_t *seconds, char **fault)
{
	g_autofree char *meant = NULL;
	gboolean exact;
	int64_t total;

	/* Up to nine digits, as many as are read with a unit behind them. */
	if (*text && strlen(text) <= 9 && strspn(text, "0123456789") == strlen(text))
		return refuse(fault, g_strdup_printf("no unit; write \"%ss\", \"%smin\", \"%sh\" or \"%sd\"", text,
		                                     text, text, text));
	if (!read_duration(text, &total, &exact))
		return refuse(fault, g_strdup("not a duration; write it as \"90s\", \"45min\", \"1h30min\" or \"2d\""));
	if (!exact) {
		meant = duration_format(total);
		return refuse(fault, g_strdup_printf("not a duration; write \"%s\"", meant));
	}
	*seconds = total;
	return 0;
}

char *duration_format(int64_t seconds)
{
	GString *out = g_string_new(NULL);
	int64_t rest = seconds, last = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(UNITS); i++) {
		int64_t unit = UNITS[i].seconds;

		/* Weeks only by themselves: "10d" reads better than "1w3d". */
		if (unit == last || rest < unit || (unit == UNITS[0].seconds && rest % unit))
			continue;
		g_string_append_printf(out, "%" G_GINT64_FORMAT "%s", rest / unit, UNITS[i].word);
		rest %= unit;
		last = unit;
	}
	if (out->len == 0)
		g_string_append(out, "0s");
	return g_string_free(out, FALSE);
}
