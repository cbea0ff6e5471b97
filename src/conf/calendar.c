#include "conf/calendar.h"

#include <string.h>

/* A calendar of holidays is a few kilobytes. */
#define FILE_MAX_BYTES (4u << 20)

/* As a range of dates in the configuration (dates.c). */
#define DAYS_MAX 62

/* One event as far as it has been read. */
typedef struct {
	guint line; /* of BEGIN:VEVENT; 0: outside of any */
	char *uid;
	GDate start, end; /* end: the day after the last */
	guint start_line;
	gboolean timed, workday, cancelled;
	gboolean end_bad;    /* DTEND is no day, which has been said */
	const char *repeats; /* the property that says so */
	char *duration;      /* "P2D"; NULL: none */
	guint inside;        /* components within it that are open: alarms */
} Event;

typedef struct {
	const char *file;
	Faults *faults;
	GPtrArray *holidays, *workdays;
	Event event;
	gboolean begun, good;
} Reader;

static void event_clear(Event *event)
{
	g_free(event->uid);
	g_free(event->duration);
	*event = (Event){0};
	g_date_clear(&event->start, 1);
	g_date_clear(&event->end, 1);
}

static void complain(Reader *r, guint line, const char *key, const char *words)
{
	const Place place = {r->file, line};
	g_autofree char *whole =
		r->event.uid ? g_strdup_printf("%s (UID %s)", key, r->event.uid) : g_strdup(key);

	faults_add(r->faults, &place, whole, NULL, "%s", words);
	r->good = FALSE;
}

/* "20261001"; FALSE when it is no day of any calendar, or so late that the days behind it have five digits of year. */
static gboolean read_date(const char *text, GDate *date)
{
	int y, m, d;

	if (strlen(text) != 8 || strspn(text, "0123456789") != 8)
		return FALSE;
	y = (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
	m = (text[4] - '0') * 10 + (text[5] - '0');
	d = (text[6] - '0') * 10 + (text[7] - '0');
	if (y < 1 || y > 9998 || m < 1 || m > 12 || !g_date_valid_dmy((GDateDay)d, (GDateMonth)m, (GDateYear)y))
		return FALSE;
	g_date_set_dmy(date, (GDateDay)d, (GDateMonth)m, (GDateYear)y);
	return TRUE;
}

static char *day_of(const GDate *date)
{
	return g_strdup_printf("%04u-%02u-%02u", g_date_get_year(date), (unsigned)g_date_get_month(date),
	                       g_date_get_day(date));
}

static void take_days(Reader *r)
{
	Event *e = &r->event;
	GDate last = e->end;

	g_date_subtract_days(&last, 1);
	if (e->workday) {
		for (GDate day = e->start; g_date_compare(&day, &last) <= 0; g_date_add_days(&day, 1)) {
			g_autofree char *text = day_of(&day);

			g_ptr_array_add(r->workdays, g_strconcat(text, " as mon", NULL));
		}
	} else {
		g_autofree char *first = day_of(&e->start), *until = day_of(&last);

		g_ptr_array_add(r->holidays, g_date_compare(&e->start, &last) == 0
		                                     ? g_strdup(first)
		                                     : g_strconcat(first, "..", until, NULL));
	}
}

/* Where it ends by DTEND, by DURATION in whole days, or after one day. FALSE: a duration that is not in days. */
static gboolean find_end(Event *e)
{
	guint64 days = 1;
	g_autofree char *number = NULL;

	if (g_date_valid(&e->end))
		return TRUE;
	if (e->duration) {
		gsize length = strlen(e->duration);

		if (length < 3 || e->duration[0] != 'P' || e->duration[length - 1] != 'D')
			return FALSE;
		number = g_strndup(e->duration + 1, length - 2);
		if (!g_ascii_string_to_unsigned(number, 10, 1, 400, &days, NULL))
			return FALSE;
	}
	e->end = e->start;
	g_date_add_days(&e->end, (guint)days);
	return TRUE;
}

static void end_event(Reader *r)
{
	Event *e = &r->event;

	if (e->cancelled || e->timed)
		return;
	if (!e->start_line)
		complain(r, e->line, "VEVENT", "without DTSTART; write the day as DTSTART;VALUE=DATE:20261001");
	else if (e->repeats)
		complain(r, e->line, e->repeats, "events that repeat are not understood; export each day by itself");
	else if (!g_date_valid(&e->start) || e->end_bad)
		return; /* that has been said */
	else if (!find_end(e))
		complain(r, e->line, "DURATION", "not in days; write DTEND;VALUE=DATE, the day after the last one");
	else if (g_date_compare(&e->start, &e->end) >= 0)
		complain(r, e->line, "DTEND", "not after DTSTART; it is the day after the last one");
	else if (g_date_days_between(&e->start, &e->end) > DAYS_MAX)
		complain(r, e->line, "VEVENT", "more than 62 days; write shorter ones");
	else
		take_days(r);
}

/* A day of an event. With a time of day it is not for us. */
static void take_date(Reader *r, guint line, const char *name, const char *params, const char *value, GDate *date)
{
	if (!strstr(params, "VALUE=DATE") || strstr(params, "VALUE=DATE-TIME"))
		r->event.timed = TRUE;
	else if (!read_date(value, date)) {
		complain(r, line, name, "not a day; write it as 20261001");
		r->event.end_bad |= date == &r->event.end;
	}
}

/* Within an event, or where one begins. TRUE: it was BEGIN or END of something. */
static gboolean take_frame(Reader *r, guint line, const char *name, const char *value)
{
	Event *e = &r->event;
	gboolean event = g_ascii_strcasecmp(value, "VEVENT") == 0;

	if (g_str_equal(name, "BEGIN")) {
		r->begun |= g_ascii_strcasecmp(value, "VCALENDAR") == 0;
		if (e->line)
			e->inside++;
		else if (event)
			e->line = line;
	} else if (g_str_equal(name, "END")) {
		if (e->line && e->inside) {
			e->inside--;
		} else if (e->line && event) {
			end_event(r);
			event_clear(e);
		}
	} else {
		return FALSE;
	}
	return TRUE;
}

/* One property: NAME;PARAMETERS:VALUE. */
static void take_property(Reader *r, guint line, const char *name, const char *params, const char *value)
{
	static const char *const REPEATS[] = {"RRULE", "RDATE", "EXDATE"};
	Event *e = &r->event;

	if (take_frame(r, line, name, value) || !e->line || e->inside)
		return;
	if (g_str_equal(name, "UID")) {
		g_free(e->uid);
		e->uid = g_utf8_substring(value, 0, MIN(60, g_utf8_strlen(value, -1)));
	} else if (g_str_equal(name, "DTSTART")) {
		e->start_line = line;
		take_date(r, line, name, params, value, &e->start);
	} else if (g_str_equal(name, "DTEND")) {
		take_date(r, line, name, params, value, &e->end);
	} else if (g_str_equal(name, "DURATION")) {
		g_free(e->duration);
		e->duration = g_strdup(value);
	} else if (g_str_equal(name, "STATUS")) {
		e->cancelled = g_ascii_strcasecmp(value, "CANCELLED") == 0;
	} else if (g_str_equal(name, "CATEGORIES")) {
		g_auto(GStrv) all = g_strsplit(value, ",", -1);

		for (guint i = 0; all[i]; i++)
			e->workday |= g_ascii_strcasecmp(g_strstrip(all[i]), "WORKDAY") == 0;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(REPEATS); i++)
		if (g_str_equal(name, REPEATS[i]))
			e->repeats = REPEATS[i];
}

/* Parameters may hold a colon in quotes; the value begins behind the first one that is not. */
static void take_line(Reader *r, guint line, const char *text)
{
	const char *colon = text;
	g_autofree char *name = NULL, *params = NULL;
	gsize length = strcspn(text, ";:");

	for (gboolean quoted = FALSE; *colon && (quoted || *colon != ':'); colon++)
		quoted ^= *colon == '"';
	if (!*colon)
		return;
	name = g_ascii_strup(text, (gssize)length);
	params = g_ascii_strup(text + length, colon - text - (gssize)length);
	take_property(r, line, name, params, colon + 1);
}

/* Lines are folded: one that begins with a blank goes on where the one before ended. */
static void take_all(Reader *r, const char *text)
{
	g_autoptr(GString) unfolded = g_string_new(NULL);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint first = 1;

	for (guint i = 0; lines[i]; i++) {
		if (g_str_has_suffix(lines[i], "\r"))
			lines[i][strlen(lines[i]) - 1] = '\0';
		if (*lines[i] == ' ' || *lines[i] == '\t') {
			g_string_append(unfolded, lines[i] + 1);
			continue;
		}
		take_line(r, first, unfolded->str);
		g_string_assign(unfolded, lines[i]);
		first = i + 1;
	}
	take_line(r, first, unfolded->str);
}

gboolean calendar_read(const char *path, GStringChunk *files, Faults *faults, GPtrArray *holidays, GPtrArray *workdays)
{
	Reader r = {.file = g_string_chunk_insert_const(files, path), .faults = faults, .holidays = holidays,
	            .workdays = workdays, .good = TRUE};
	g_autofree char *text = NULL;
	gsize size = 0;

	event_clear(&r.event);
	if (!g_file_get_contents(path, &text, &size, NULL) || size > FILE_MAX_BYTES ||
	    !g_utf8_validate(text, (gssize)size, NULL)) {
		complain(&r, 0, "calendar", "cannot be read; write the path of an iCalendar file");
		return FALSE;
	}
	take_all(&r, g_str_has_prefix(text, "\xef\xbb\xbf") ? text + 3 : text);
	if (!r.begun)
		complain(&r, 1, "calendar", "not an iCalendar file, which begins with BEGIN:VCALENDAR");
	else if (r.event.line)
		complain(&r, r.event.line, "VEVENT", "has no end; the file was cut off");
	event_clear(&r.event);
	return r.good;
}
