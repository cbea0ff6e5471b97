/* Runs worked cases of "when may this person be contacted" (tests/data/contact-cases.json and files like it) against
 * decide(). Usage: contact-cases FILE. Each case that comes out otherwise is printed with what was expected and what
 * came; exit status 1 when there is one, or when the file or a case cannot be read. */
#include "core/decide.h"
#include "util/zones.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where reading is, for messages; the first fault of a case ends it. */
typedef struct {
	const char *file;
	const char *name;
	gboolean faulty;
	Zones *zones;
} Reader;

/* One case with all that DecideRules and DecideFacts borrow. */
typedef struct {
	DecideKind kind;
	DecideRules rules;
	DecideFacts facts;
	int64_t now_at;
	Decision want;
	Hours *hours;
	Hours *work;
	const Hours *layer;
	GArray *caps, *events, *contacts; /* of Cap, FactEvent, int64_t */
	GPtrArray *zones;                 /* of GTimeZone, owned by the Reader's cache */
} Case;

static void case_clear(Case *c)
{
	hours_free(c->hours);
	hours_free(c->work);
	g_array_unref(c->caps);
	g_array_unref(c->events);
	g_array_unref(c->contacts);
	g_ptr_array_unref(c->zones);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Case, case_clear)

static void G_GNUC_PRINTF(3, 4) fault(Reader *reader, const char *member, const char *format, ...)
{
	g_autofree char *what = NULL;
	va_list args;

	if (reader->faulty)
		return;
	reader->faulty = TRUE;
	va_start(args, format);
	what = g_strdup_vprintf(format, args);
	va_end(args);
	printf("%s: case %s: %s: %s\n", reader->file, reader->name, member, what);
}

/* A member, or NULL when it is missing or null: both mean "nothing said". */
static json_t *member_of(const json_t *object, const char *name)
{
	json_t *value = json_object_get(object, name);

	return json_is_null(value) ? NULL : value;
}

static const char *text_of(Reader *reader, const json_t *value, const char *member)
{
	if (json_is_string(value))
		return json_string_value(value);
	fault(reader, member, value ? "is not a string" : "is missing");
	return "";
}

/* A whole number; `absent` when the member is missing. */
static int64_t number_of(Reader *reader, const json_t *object, const char *member, int64_t absent)
{
	const json_t *value = member_of(object, member);

	if (!value)
		return absent;
	if (!json_is_integer(value))
		fault(reader, member, "is not a whole number");
	return json_integer_value(value);
}

static gboolean date_read(const char *text, GDate *date, int *length)
{
	unsigned year, month, day;

	*length = 0;
	if (sscanf(text, "%4u-%2u-%2u%n", &year, &month, &day, length) != 3 || *length != 10 || year < 1 ||
	    month > 12 || !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
		return FALSE;
	g_date_clear(date, 1);
	g_date_set_dmy(date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
	return TRUE;
}

/* "2016-12-31T23:59:60Z"; the leap second is the following midnight (T1). */
static int64_t instant_of(Reader *reader, const json_t *value, const char *member)
{
	const char *text = text_of(reader, value, member);
	unsigned hour, minute, second;
	int day_length, length = 0;
	GDate date;

	if (reader->faulty)
		return 0;
	if (!date_read(text, &date, &day_length) ||
	    sscanf(text + day_length, "T%2u:%2u:%2uZ%n", &hour, &minute, &second, &length) != 3 || length != 10 ||
	    text[day_length + length] || hour > 23 || minute > 59 || second > 60) {
		fault(reader, member, "\"%s\" is not an instant; write 2026-11-18T06:30:17Z", text);
		return 0;
	}
	return ((int64_t)g_date_get_julian(&date) - 719163) * 86400 + hour * 3600 + minute * 60 + second;
}

static int64_t instant_or_never(Reader *reader, const json_t *object, const char *member)
{
	const json_t *value = member_of(object, member);

	return value ? instant_of(reader, value, member) : DECIDE_NEVER;
}

/* "08:30" or "08:30:15", to "24:00", as second of the day. */
static int wall_of(Reader *reader, const json_t *value, const char *member)
{
	const char *text = text_of(reader, value, member);
	unsigned hour = 0, minute = 0, second = 0;
	int length = 0, longer = 0;

	if (reader->faulty)
		return 0;
	if (sscanf(text, "%2u:%2u%n:%2u%n", &hour, &minute, &length, &second, &longer) < 2 ||
	    text[MAX(length, longer)] || minute > 59 || second > 59 ||
	    hour * 3600 + minute * 60 + second > HOURS_DAY_S) {
		fault(reader, member, "\"%s\" is not a time of day; write 08:30", text);
		return 0;
	}
	return (int)(hour * 3600 + minute * 60 + second);
}

static int weekday_of(Reader *reader, const char *name, const char *member)
{
	static const char *const NAMES[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", "hol"};

	for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++)
		if (g_str_equal(NAMES[i], name))
			return HOURS_MON + (int)i;
	fault(reader, member, "\"%s\" is not a day; write mon to sun or hol", name);
	return HOURS_MON;
}

static void windows_read(Reader *reader, json_t *windows, const char *member, Hours *hours)
{
	const char *day;
	json_t *spans, *span;
	size_t i;

	if (windows && !json_is_object(windows))
		fault(reader, member, "is not an object");
	json_object_foreach(windows, day, spans)
	{
		int weekday = weekday_of(reader, day, member);

		if (!json_is_array(spans))
			fault(reader, member, "%s is not a list", day);
		json_array_foreach(spans, i, span)
		{
			int open = wall_of(reader, json_array_get(span, 0), member);
			int close = wall_of(reader, json_array_get(span, 1), member);

			if (!reader->faulty &&
			    (json_array_size(span) != 2 || hours_add_window(hours, weekday, open, close)))
				fault(reader, member, "a span of %s does not open before it closes", day);
		}
	}
}

static void quiet_read(Reader *reader, json_t *quiet, Hours *hours)
{
	json_t *one, *day;
	size_t i, j;

	if (quiet && !json_is_array(quiet))
		fault(reader, "quiet", "is not a list");
	json_array_foreach(quiet, i, one)
	{
		int from = wall_of(reader, member_of(one, "from"), "quiet.from");
		int to = wall_of(reader, member_of(one, "to"), "quiet.to");
		json_t *days = member_of(one, "days");
		unsigned set = days ? 0 : 0xfe;

		json_array_foreach(days, j, day) set |=
		        1u << weekday_of(reader, text_of(reader, day, "quiet.days"), "quiet.days");
		if (!reader->faulty && hours_add_quiet(hours, set, from, to))
			fault(reader, "quiet", "is not a span on weekdays");
	}
}

static void date_add(Reader *reader, const char *text, const char *member, Hours *hours, int as)
{
	int length, year, month, day;
	GDate date;

	if (!date_read(text, &date, &length) || text[length]) {
		fault(reader, member, "\"%s\" is not a date", text);
		return;
	}
	year = g_date_get_year(&date);
	month = (int)g_date_get_month(&date);
	day = g_date_get_day(&date);
	if (as == HOURS_HOLIDAY ? hours_add_holiday(hours, year, month, day)
	                        : hours_add_workday(hours, year, month, day, as))
		fault(reader, member, "\"%s\" cannot be used", text);
}

static void holidays_read(Reader *reader, json_t *holidays, const char *member, Hours *hours)
{
	json_t *date;
	size_t i;

	if (holidays && !json_is_array(holidays))
		fault(reader, member, "is not a list");
	json_array_foreach(holidays, i, date)
	        date_add(reader, text_of(reader, date, member), member, hours, HOURS_HOLIDAY);
}

static void workdays_read(Reader *reader, json_t *workdays, Hours *hours)
{
	const char *date;
	json_t *as;

	if (workdays && !json_is_object(workdays))
		fault(reader, "workdays", "is not an object");
	json_object_foreach(workdays, date, as) date_add(
	        reader, date, "workdays", hours, weekday_of(reader, text_of(reader, as, "workdays"), "workdays"));
}

static void caps_read(Reader *reader, json_t *caps, GArray *out)
{
	json_t *one;
	size_t i;

	if (caps && !json_is_array(caps))
		fault(reader, "caps", "is not a list");
	json_array_foreach(caps, i, one)
	{
		Cap cap = {.max = (int)number_of(reader, one, "max", 0),
		           .seconds = number_of(reader, one, "seconds", 0)};
		const json_t *per = member_of(one, "per");

		if (per ? !g_str_equal(text_of(reader, per, "caps.per"), "local_day") : cap.seconds <= 0)
			fault(reader, "caps", "has neither seconds nor per: local_day");
		g_array_append_val(out, cap);
	}
}

/* T6: FALSE when one of the names is not in the tz database; a list of which a part is unknown is not known. */
static gboolean zones_read(Reader *reader, json_t *names, const char *member, GPtrArray *zones)
{
	json_t *name;
	size_t i;

	g_ptr_array_set_size(zones, 0);
	if (json_is_string(names)) {
		g_ptr_array_add(zones, zones_get(reader->zones, json_string_value(names)));
	} else if (json_is_array(names)) {
		json_array_foreach(names, i, name)
		        g_ptr_array_add(zones, zones_get(reader->zones, text_of(reader, name, member)));
	} else if (names) {
		fault(reader, member, "is not a zone, a list of zones or null");
	}
	return zones->len > 0 && !g_ptr_array_find(zones, NULL, NULL);
}

static void events_read(Reader *reader, json_t *events, GArray *out)
{
	json_t *one;
	size_t i;

	if (events && !json_is_array(events))
		fault(reader, "state.events", "is not a list");
	json_array_foreach(events, i, one)
	{
		const char *type = text_of(reader, member_of(one, "type"), "state.events.type");
		FactEvent event = {.at = instant_of(reader, member_of(one, "utc"), "state.events.utc")};

		if (event_parse(type, &event.kind) < 0)
			fault(reader, "state.events.type", "\"%s\" is not an event", type);
		g_array_append_val(out, event);
	}
}

static void contacts_read(Reader *reader, json_t *contacts, const char *member, GArray *out)
{
	json_t *one;
	size_t i;

	if (contacts && !json_is_array(contacts))
		fault(reader, member, "is not a list");
	json_array_foreach(contacts, i, one)
	{
		int64_t at = instant_of(reader, one, member);

		g_array_append_val(out, at);
	}
}

static void rules_read(Reader *reader, const json_t *rules, const json_t *zone, Case *c)
{
	const json_t *work_zone = member_of(rules, "work_zone"), *sla_next = member_of(rules, "sla_next");

	windows_read(reader, member_of(rules, "windows"), "windows", c->hours);
	quiet_read(reader, member_of(rules, "quiet"), c->hours);
	holidays_read(reader, member_of(rules, "holidays"), "holidays", c->hours);
	workdays_read(reader, member_of(rules, "workdays"), c->hours);
	windows_read(reader, member_of(rules, "work"), "work", c->work);
	holidays_read(reader, member_of(rules, "work_holidays"), "work_holidays", c->work);
	caps_read(reader, member_of(rules, "caps"), c->caps);
	if (!zones_read(reader, (json_t *)zone, "zone", c->zones) &&
	    !zones_read(reader, member_of(rules, "fallback_zones"), "fallback_zones", c->zones))
		g_ptr_array_set_size(c->zones, 0);
	c->layer = c->hours;
	c->rules = (DecideRules){
	        .layers = &c->layer,
	        .n_layers = 1,
	        .zones = (GTimeZone *const *)c->zones->pdata,
	        .n_zones = c->zones->len,
	        .horizon_days = (int)number_of(reader, rules, "horizon_days", 0),
	        .caps = (const Cap *)(void *)c->caps->data,
	        .n_caps = c->caps->len,
	        .min_gap_s = number_of(reader, rules, "min_gap_s", 0),
	        .work = c->work,
	        .sla_in_s = number_of(reader, rules, "sla_in_s", 0),
	        .sla_next_s = sla_next ? wall_of(reader, sla_next, "sla_next") : 0,
	        .delay_s = number_of(reader, rules, "delay_s", 0),
	        .sat_min_s = number_of(reader, rules, "sat_min_s", 0),
	        .sat_max_s = number_of(reader, rules, "sat_max_s", 0),
	        .sat_give_up_s = number_of(reader, rules, "sat_give_up_s", 0),
	        .no_reply_s = number_of(reader, rules, "no_reply_s", 0),
	        .max_late_s = number_of(reader, rules, "max_late_s", 0),
	        .confirm_s = number_of(reader, rules, "confirm_s", 0),
	};
	if (work_zone) {
		c->rules.work_zone = zones_get(reader->zones, text_of(reader, work_zone, "work_zone"));
		if (!c->rules.work_zone)
			fault(reader, "work_zone", "is not in the tz database");
	}
}

static void state_read(Reader *reader, const json_t *state, Case *c)
{
	const json_t *asked = member_of(state, "asked_local");

	events_read(reader, member_of(state, "events"), c->events);
	contacts_read(reader, member_of(state, "sent_utc"), "state.sent_utc", c->contacts);
	contacts_read(reader, member_of(state, "reserved_utc"), "state.reserved_utc", c->contacts);
	c->facts = (DecideFacts){
	        .complaint_at = instant_or_never(reader, state, "complaint_utc"),
	        .scheduled_at = instant_or_never(reader, state, "scheduled_utc"),
	        .sms_sent_at = instant_or_never(reader, state, "sms_sent_utc"),
	        .asked_at = instant_or_never(reader, state, "asked_at_utc"),
	        .asked_wall_s = asked ? wall_of(reader, asked, "state.asked_local") : 0,
	        .confirm_sent = json_is_true(member_of(state, "confirm_sent")),
	        .events = (const FactEvent *)(void *)c->events->data,
	        .n_events = c->events->len,
	        .contacts = (const int64_t *)(void *)c->contacts->data,
	        .n_contacts = c->contacts->len,
	};
}

/* As contact-time has them. */
static const char *const KIND_NAMES[DECIDE_KINDS] = {
	[DECIDE_NEXT] = "next",
	[DECIDE_FIRST_CONTACT] = "first_contact",
	[DECIDE_SATISFACTION] = "satisfaction",
	[DECIDE_CALL] = "call",
	[DECIDE_CALLBACK] = "callback",
	[DECIDE_DUE] = "due",
	[DECIDE_OPTOUT_CONFIRM] = "optout_confirm",
};

static int kind_parse(const char *name, DecideKind *kind)
{
	for (int i = 0; i < DECIDE_KINDS; i++)
		if (g_strcmp0(KIND_NAMES[i], name) == 0) {
			*kind = (DecideKind)i;
			return 0;
		}
	return -EINVAL;
}

static int action_parse(const char *name, Action *action)
{
	for (int i = 0; i < ACTIONS; i++)
		if (g_strcmp0(action_name((Action)i), name) == 0) {
			*action = (Action)i;
			return 0;
		}
	return -EINVAL;
}

/* Reads one case; FALSE when it is malformed (said already). *c is to be cleared either way. */
static gboolean case_read(Reader *reader, const json_t *object, Case *c)
{
	const char *kind = text_of(reader, member_of(object, "kind"), "kind");
	const char *action;
	const json_t *rules = member_of(object, "rules"), *state = member_of(object, "state");

	if (kind_parse(kind, &c->kind) < 0)
		fault(reader, "kind", "\"%s\" is not known", kind);
	action = text_of(reader, member_of(object, "expect_action"), "expect_action");
	if (action_parse(action, &c->want.action) < 0)
		fault(reader, "expect_action", "\"%s\" is not known", action);
	if (!json_is_object(rules))
		fault(reader, "rules", "is not an object");
	if (state && !json_is_object(state))
		fault(reader, "state", "is not an object");
	if (!json_object_get(object, "expect_utc"))
		fault(reader, "expect_utc", "is missing; write null when no instant is expected");
	c->now_at = instant_of(reader, member_of(object, "now_utc"), "now_utc");
	rules_read(reader, rules, member_of(object, "zone"), c);
	state_read(reader, state, c);
	c->want.at = instant_or_never(reader, object, "expect_utc");
	c->want.deadline_at = instant_or_never(reader, object, "deadline_utc");
	c->want.target_at = instant_or_never(reader, object, "target_utc");
	return !reader->faulty;
}

/* "none", or the instant in UTC and, when a zone is known, on its wall clock. The caller frees it. */
static char *instant_say(int64_t at, GTimeZone *zone)
{
	g_autofree char *utc = zones_format(NULL, at), *local = zones_format(zone, at);

	return at == DECIDE_NEVER ? g_strdup("none") : g_strdup_printf("%s (%s)", utc, local);
}

static gboolean instant_holds(const Reader *reader, const char *what, int64_t want, int64_t got, GTimeZone *zone)
{
	g_autofree char *wanted = instant_say(want, zone), *came = instant_say(got, zone);

	if (want == DECIDE_NEVER || want == got) /* the case does not say, or it is so */
		return TRUE;
	printf("FAIL %s: %s expected %s, got %s\n", reader->name, what, wanted, came);
	return FALSE;
}

static gboolean case_holds(const Reader *reader, const Case *c)
{
	Decision got = decide(c->kind, &c->rules, &c->facts, c->now_at);
	GTimeZone *zone = c->rules.n_zones > 0 ? c->rules.zones[0] : NULL;
	g_autofree char *wanted = instant_say(c->want.at, zone), *came = instant_say(got.at, zone);
	gboolean holds = c->want.at == got.at && c->want.action == got.action;

	if (!holds)
		printf("FAIL %s: expected %s %s, got %s %s\n", reader->name, action_name(c->want.action), wanted,
		       action_name(got.action), came);
	holds &= instant_holds(reader, "deadline", c->want.deadline_at, got.deadline_at, zone);
	return holds & instant_holds(reader, "target", c->want.target_at, got.target_at, zone);
}

static gboolean case_run(Reader *reader, const json_t *object, size_t number)
{
	g_autofree char *nameless = g_strdup_printf("number %zu", number + 1);
	const char *name = json_string_value(member_of(object, "name"));
	g_auto(Case) c = {
	        .hours = hours_new(),
	        .work = hours_new(),
	        .caps = g_array_new(FALSE, FALSE, sizeof(Cap)),
	        .events = g_array_new(FALSE, FALSE, sizeof(FactEvent)),
	        .contacts = g_array_new(FALSE, FALSE, sizeof(int64_t)),
	        .zones = g_ptr_array_new(),
	};

	reader->name = name ? name : nameless;
	reader->faulty = FALSE;
	return case_read(reader, object, &c) && case_holds(reader, &c);
}

int main(int argc, char **argv)
{
	g_autoptr(Zones) zones = zones_new();
	Reader reader = {.zones = zones};
	json_error_t error;
	json_t *file, *cases, *object;
	size_t i, passed = 0, failed = 0;

	if (argc != 2) {
		fprintf(stderr, "usage: contact-cases FILE\n");
		return 2;
	}
	reader.file = argv[1];
	file = json_load_file(argv[1], JSON_REJECT_DUPLICATES, &error);
	if (!file)
		printf("%s:%d: %s\n", argv[1], error.line, error.text);
	cases = json_is_object(file) ? json_object_get(file, "cases") : file;
	if (file && json_array_size(cases) == 0)
		printf("%s: cases: is not a list with at least one case\n", argv[1]);
	json_array_foreach(cases, i, object)
	{
		if (case_run(&reader, object, i))
			passed++;
		else
			failed++;
	}
	if (passed + failed == 0)
		failed = 1;
	json_decref(file);
	printf("%zu passed, %zu failed\n", passed, failed);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
