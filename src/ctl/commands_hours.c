/* The week of permitted hours as a picture, with the rule behind each edge in words. */
#include "ctl/ctl.h"

#include "ctl/chart.h"
#include "desk/case_ref.h"
#include "desk/week.h"
#include "util/areas.h"

#include <errno.h>
#include <string.h>

#define DAYS_MOST 366
#define LABEL_COLUMNS 13 /* "Mon 23 Nov" and a note */

/* What one picture is made of. */
typedef struct {
	const WeekSubject *subject; /* NULL: of a region alone */
	ConfCaseRules rules;
	MessageClass message_class;
	GTimeZone *clock; /* whose days are drawn: the customer's, or of --zone */
	GTimeZone *shop;
	GArray *days; /* of WeekDay */
} Picture;

static const WriterStyle STYLES[] = {
	[HOURS_OPEN] = WRITER_GOOD, [HOURS_QUIET] = WRITER_DIM, [HOURS_CLOSED] = WRITER_PLAIN,
	[HOURS_CLOSED_HOLIDAY] = WRITER_STRONG,
};

/* "Mon 23 Nov" */
static char *day_label(GTimeZone *zone, int64_t at)
{
	char *label = zones_format_short(zone, at);

	*strrchr(label, ' ') = '\0';
	return label;
}

static char *zone_names(const Picture *p)
{
	GString *names = g_string_new(NULL);

	for (guint i = 0; i < p->rules.n_zones; i++)
		g_string_append_printf(names, "%s%s", i ? ", " : "", g_time_zone_get_identifier(p->rules.zones[i]));
	return g_string_free(names, FALSE);
}

static gboolean two_clocks(const Picture *p)
{
	return p->subject && p->subject->case_id != 0 && p->shop &&
	       !g_str_equal(g_time_zone_get_identifier(p->clock), g_time_zone_get_identifier(p->shop));
}

/* The hours over the columns, three apart; of another clock as they stand at the first column of the first day. */
static void draw_ruler(const Ctl *ctl, const Picture *p, GTimeZone *zone, const char *whose)
{
	const WeekDay *first = &g_array_index(p->days, WeekDay, 0);
	g_autoptr(GString) ruler = g_string_new(NULL);

	for (int hour = 0; hour < 24; hour += 3) {
		g_autofree char *clock = zones_format_short(zone, first->from_at + hour * INT64_C(3600));

		if (zone == p->clock)
			g_string_append_printf(ruler, "%02d    ", hour);
		else
			g_string_append_printf(ruler, "%-6s", strrchr(clock, ' ') + 1);
	}
	g_string_append(ruler, whose);
	g_strchomp(ruler->str);
	writer_pieces(ctl->out, (const WriterPiece[]){{WRITER_DIM, "             "}, {WRITER_DIM, ruler->str},
	                                              {WRITER_PLAIN, NULL}});
}

static void draw_day(const Ctl *ctl, const Picture *p, const WeekDay *day)
{
	const ChartSet *set = chart_set();
	g_autofree char *label = day_label(p->clock, day->from_at);
	g_autofree char *padded = g_strdup_printf("%-*s", LABEL_COLUMNS, label);
	g_autoptr(GArray) pieces = g_array_new(TRUE, TRUE, sizeof(WriterPiece));
	WriterPiece piece = {WRITER_PLAIN, padded};
	int columns[WEEK_COLUMNS];
	int hours = (int)((day->to_at - day->from_at) / 3600);
	g_autofree char *note = hours == 24 ? NULL : g_strdup_printf("  %d hours: the clock is set", hours);

	week_columns(day, p->clock, columns);
	g_array_append_val(pieces, piece);
	for (int i = 0; i < WEEK_COLUMNS; i++) {
		piece = columns[i] == WEEK_SKIPPED
		                ? (WriterPiece){WRITER_PLAIN, set->skipped}
		                : (WriterPiece){STYLES[columns[i]], set->hours[columns[i]]};
		g_array_append_val(pieces, piece);
	}
	piece = (WriterPiece){WRITER_PLAIN, note};
	g_array_append_val(pieces, piece);
	writer_pieces(ctl->out, (const WriterPiece *)(const void *)pieces->data);
}

static void draw_legend(const Ctl *ctl)
{
	static const char *const WORDS[] = {[HOURS_OPEN] = " permitted   ", [HOURS_QUIET] = " quiet hours   ",
	                                    [HOURS_CLOSED] = " closed   ", [HOURS_CLOSED_HOLIDAY] = " holiday"};
	const ChartSet *set = chart_set();
	WriterPiece pieces[2 * G_N_ELEMENTS(WORDS) + 2] = {{WRITER_PLAIN, "             "}};

	for (gsize i = 0; i < G_N_ELEMENTS(WORDS); i++) {
		pieces[2 * i + 1] = (WriterPiece){STYLES[i], set->hours[i]};
		pieces[2 * i + 2] = (WriterPiece){WRITER_PLAIN, WORDS[i]};
	}
	writer_pieces(ctl->out, pieces);
}

/* "quiet 00:00-08:00 (quiet_hours)", with the shop's clock of an opening behind it where that is another. */
static void say_span(const Picture *p, const WeekDay *day, const WeekSpan *span, GString *words)
{
	g_autofree char *from = week_clock(p->clock, span->from_at, day->to_at);
	g_autofree char *to = week_clock(p->clock, span->to_at, day->to_at);
	g_autofree char *rule = week_rule(span, &p->rules, p->message_class);

	g_string_append_printf(words, "%s%s %s-%s", words->len ? "; " : "", week_verdict_name(span->verdict), from, to);
	if (rule)
		g_string_append_printf(words, " (%s%s%s)", rule, p->rules.n_zones > 1 ? " in " : "",
		                       p->rules.n_zones > 1 ? g_time_zone_get_identifier(span->zone) : "");
	if (!rule && two_clocks(p)) {
		g_autofree char *ours = week_clock(p->shop, span->from_at, STORE_NO_TIME);
		g_autofree char *end = week_clock(p->shop, span->to_at, STORE_NO_TIME);

		g_string_append_printf(words, " (shop %s-%s)", ours, end);
	}
}

static char *day_words(const Picture *p, const WeekDay *day)
{
	GString *words = g_string_new(NULL);

	for (guint i = 0; i < day->spans->len; i++)
		say_span(p, day, &g_array_index(day->spans, WeekSpan, i), words);
	return g_string_free(words, FALSE);
}

/* Days alike are told once: "Mon 23 Nov - Sat 28 Nov: ...". */
static void say_days(const Ctl *ctl, const Picture *p)
{
	for (guint i = 0, last; i < p->days->len; i = last + 1) {
		const WeekDay *day = &g_array_index(p->days, WeekDay, i);
		g_autofree char *words = day_words(p, day);
		g_autofree char *from = day_label(p->clock, day->from_at);
		g_autofree char *to = NULL;
		g_autofree char *line = NULL;

		for (last = i; last + 1 < p->days->len; last++) {
			g_autofree char *next = day_words(p, &g_array_index(p->days, WeekDay, last + 1));

			if (!g_str_equal(words, next))
				break;
		}
		to = day_label(p->clock, g_array_index(p->days, WeekDay, last).from_at);
		line = g_strdup_printf("%s%s%s: %s", from, last > i ? " - " : "", last > i ? to : "", words);
		writer_say(ctl->out, NULL, WRITER_PLAIN, line);
	}
}

static char *whose(const Picture *p)
{
	if (!p->subject)
		return g_strdup_printf("%s, %s", p->rules.region->code, p->rules.region->name);
	if (!p->subject->case_id)
		return g_strdup(p->subject->shop);
	return g_strdup_printf("case %" G_GINT64_FORMAT " of %s", p->subject->case_id, p->subject->shop);
}

static void draw(const Ctl *ctl, const Picture *p)
{
	g_autofree char *zones = zone_names(p);
	g_autofree char *who = whose(p);
	g_autofree char *title = g_strdup_printf("%s: %s, %s%s", who, class_name(p->message_class), zones,
	                                         p->rules.n_zones > 1 ? " (all must permit)" : "");

	writer_say(ctl->out, NULL, WRITER_STRONG, title);
	draw_ruler(ctl, p, p->clock, two_clocks(p) ? "customer's clock" : "");
	if (two_clocks(p))
		draw_ruler(ctl, p, p->shop, "shop's clock");
	for (guint i = 0; i < p->days->len; i++)
		draw_day(ctl, p, &g_array_index(p->days, WeekDay, i));
	draw_legend(ctl);
	say_days(ctl, p);
}

static void json_span(const Ctl *ctl, const Picture *p, const WeekDay *day, const WeekSpan *span)
{
	Writer *out = ctl->out;
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(day->from_at);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, p->clock);
	g_autofree char *date = g_date_time_format(local, "%Y-%m-%d");
	g_autofree char *from = week_clock(p->clock, span->from_at, day->to_at);
	g_autofree char *to = week_clock(p->clock, span->to_at, day->to_at);
	g_autofree char *rule = week_rule(span, &p->rules, p->message_class);

	writer_row(out);
	writer_text(out, "shop", NULL, WRITER_PLAIN, p->subject ? p->subject->shop : NULL);
	if (p->subject && p->subject->case_id)
		writer_number(out, "case", NULL, WRITER_PLAIN, p->subject->case_id);
	writer_text(out, "class", NULL, WRITER_PLAIN, class_name(p->message_class));
	writer_text(out, "zone", NULL, WRITER_PLAIN, g_time_zone_get_identifier(p->clock));
	writer_text(out, "date", NULL, WRITER_PLAIN, date);
	writer_number(out, "day_seconds", NULL, WRITER_PLAIN, day->to_at - day->from_at);
	writer_text(out, "from", NULL, WRITER_PLAIN, from);
	writer_text(out, "to", NULL, WRITER_PLAIN, to);
	writer_time(out, "from_at", NULL, span->from_at, STORE_NO_TIME, NULL);
	writer_time(out, "to_at", NULL, span->to_at, STORE_NO_TIME, NULL);
	writer_text(out, "verdict", NULL, WRITER_PLAIN, week_verdict_name(span->verdict));
	writer_text(out, "why", NULL, WRITER_PLAIN, rule);
	writer_text(out, "why_zone", NULL, WRITER_PLAIN, span->zone ? g_time_zone_get_identifier(span->zone) : NULL);
}

static void show(const Ctl *ctl, const Picture *p)
{
	if (!writer_is_json(ctl->out)) {
		draw(ctl, p);
		return;
	}
	for (guint d = 0; d < p->days->len; d++) {
		const WeekDay *day = &g_array_index(p->days, WeekDay, d);

		for (guint i = 0; i < day->spans->len; i++)
			json_span(ctl, p, day, &g_array_index(day->spans, WeekSpan, i));
	}
}

typedef struct {
	MessageClass message_class;
	const char *from; /* NULL: today */
	const char *zone; /* NULL: the subject's own */
	gint64 days;
} Wish;

static CtlExit read_wish(const Ctl *ctl, const Args *args, Wish *wish)
{
	const char *class = args_value(args, "class");
	g_autofree char *fault = NULL;

	*wish = (Wish){.from = args_value(args, "from"), .zone = args_value(args, "zone")};
	if (class && class_parse(class, &wish->message_class) < 0) {
		fault = g_strdup_printf(
		        "there is no class \"%s\"; it is first_contact, satisfaction, review_note or call", class);
		return ctl_fail(ctl, CTL_USAGE, fault);
	}
	if (wish->zone && !zones_get(ctl->desk.zones, wish->zone)) {
		fault = g_strdup_printf("there is no time zone \"%s\"; write it like Europe/London", wish->zone);
		return ctl_fail(ctl, CTL_USAGE, fault);
	}
	if (args_number(args, "days", 1, DAYS_MOST, 7, &wish->days, &fault) < 0)
		return ctl_fail(ctl, CTL_USAGE, fault);
	return CTL_OK;
}

static CtlExit show_picture(const Ctl *ctl, const WeekSubject *subject, const Wish *wish, Picture *p)
{
	const char *zone = wish->zone ? wish->zone : subject->zone_name;
	int64_t from_at = ctl->desk.now_at;
	g_autofree char *fault = NULL;

	if (!conf_case_rules(ctl->desk.conf, ctl->desk.zones, subject->shop, zone, subject->region,
	                     subject->quiet, &p->rules)) {
		fault = g_strdup_printf(
		        "the configuration has no shop \"%s\": nothing is sent for case %" G_GINT64_FORMAT,
		        subject->shop, subject->case_id);
		return ctl_fail(ctl, CTL_FAILED, fault);
	}
	if (p->rules.n_zones == 0) {
		fault = g_strdup_printf("the time zone of the customer of case %" G_GINT64_FORMAT
		                        " is not known: nothing is sent; see what a zone would do with --zone",
		                        subject->case_id);
		return ctl_fail(ctl, CTL_FAILED, fault);
	}
	p->clock = p->rules.zones[0];
	p->shop = desk_shop_zone(&ctl->desk, subject->shop);
	if (wish->from && week_date_parse(wish->from, p->clock, &from_at, &fault) < 0)
		return ctl_fail(ctl, CTL_USAGE, fault);
	p->days = week_days(&p->rules.policy.rules[p->message_class], p->clock, from_at, (guint)wish->days);
	show(ctl, p);
	g_array_unref(p->days);
	return CTL_OK;
}

static CtlExit show_subject(const Ctl *ctl, const WeekSubject *subject, const Wish *wish)
{
	Picture p = {.subject = subject, .message_class = wish->message_class};
	CtlExit code = show_picture(ctl, subject, wish, &p);

	conf_case_rules_clear(&p.rules);
	return code;
}

/* On what the picture of a region rests, and where that was read. */
static void say_basis(const Ctl *ctl, const Region *region, const RegionClass *class)
{
	guint n_zones = g_strv_length(region->zones);
	g_autofree char *answers = NULL;
	g_autofree char *zones = g_strjoinv(", ", region->zones);
	g_autofree char *same =
	        n_zones > 1 ? g_strdup_printf("The same on the clock of each of its %u zones: %s.", n_zones, zones)
	                    : NULL;
	g_autofree char *basis = g_strdup_printf("Basis: %s (%s), %s%s%s.", region_basis_name(class->basis),
	                                         class->verified ? "verified" : "not verified",
	                                         *class->spans ? class->spans : "no hours", class->note ? "; " : "",
	                                         class->note ? class->note : "");

	if (region->two_way_note)
		answers = g_strdup_printf("Answers to texts %s (%s): %s.", region->two_way ? "arrive" : "do not arrive",
		                          region->two_way_verified ? "verified" : "not verified", region->two_way_note);
	if (same)
		writer_say(ctl->out, NULL, WRITER_PLAIN, same);
	writer_say(ctl->out, NULL, WRITER_PLAIN, basis);
	if (answers)
		writer_say(ctl->out, NULL, WRITER_PLAIN, answers);
	for (guint i = 0; region->facts[i]; i++)
		writer_say(ctl->out, NULL, WRITER_DIM, region->facts[i]);
}

static void json_basis(const Ctl *ctl, const Region *region, const RegionClass *class)
{
	writer_text(ctl->out, "region", NULL, WRITER_PLAIN, region->code);
	writer_text(ctl->out, "basis", NULL, WRITER_PLAIN, region_basis_name(class->basis));
	writer_bool(ctl->out, "verified", NULL, class->verified);
	writer_text(ctl->out, "hours", NULL, WRITER_PLAIN, class->spans);
	writer_text(ctl->out, "note", NULL, WRITER_PLAIN, class->note);
	writer_bool(ctl->out, "two_way", NULL, region->two_way);
	writer_bool(ctl->out, "two_way_verified", NULL, region->two_way_verified);
	writer_text(ctl->out, "two_way_note", NULL, WRITER_PLAIN, region->two_way_note);
	writer_list(ctl->out, "zones", NULL, NULL);
	for (guint i = 0; region->zones[i]; i++) {
		writer_row(ctl->out);
		writer_text(ctl->out, "zone", NULL, WRITER_PLAIN, region->zones[i]);
	}
	writer_list_end(ctl->out);
	writer_list(ctl->out, "facts", NULL, NULL);
	for (guint i = 0; region->facts[i]; i++) {
		writer_row(ctl->out);
		writer_text(ctl->out, "text", NULL, WRITER_PLAIN, region->facts[i]);
	}
	writer_list_end(ctl->out);
}

/* The region's own layer: its windows are local, so that its first zone stands for all. */
static CtlExit show_region(const Ctl *ctl, const Region *region, const Wish *wish)
{
	const RegionClass *class = &region->classes[wish->message_class];
	const Hours *layers[] = {class->hours};
	Picture p = {.message_class = wish->message_class, .rules = {.region = region, .n_zones = 1}};
	const DecideRules rules = {.layers = layers, .n_layers = 1, .zones = p.rules.zones, .n_zones = 1};
	const char *zone = wish->zone ? wish->zone : region->zones[0];
	int64_t from_at = ctl->desk.now_at;
	g_autofree char *fault = NULL;

	if (!zone)
		return ctl_fail(ctl, CTL_FAILED, "this region has no time zone; name one with --zone");
	p.clock = p.rules.zones[0] = zones_get(ctl->desk.zones, zone);
	if (wish->from && week_date_parse(wish->from, p.clock, &from_at, &fault) < 0)
		return ctl_fail(ctl, CTL_USAGE, fault);
	p.days = week_days(&rules, p.clock, from_at, (guint)wish->days);
	if (writer_is_json(ctl->out)) {
		json_basis(ctl, region, class);
		writer_list(ctl->out, "spans", NULL, NULL);
	}
	show(ctl, &p);
	if (writer_is_json(ctl->out))
		writer_list_end(ctl->out);
	else
		say_basis(ctl, region, class);
	g_array_unref(p.days);
	return CTL_OK;
}

/* What is no shop, and cannot be a case or a number, may be a region's code. */
static const Region *region_named(const Ctl *ctl, const char *word)
{
	CaseRef ref = {0};
	const Region *region;
	const char *zone;

	if (conf_shop(ctl->desk.conf, word))
		return NULL;
	if (case_ref_parse(word, &ref) == 0) {
		case_ref_clear(&ref);
		return NULL;
	}
	region = conf_region(ctl->desk.conf, word);
	if (!region &&
	    areas_place_zones(word, &zone, 1) > 0) /* a state without a file of its own: the country's binds */
		region = conf_region(ctl->desk.conf, (const char[]){word[0], word[1], '\0'});
	return region;
}

CtlExit ctl_hours(Ctl *ctl, const Args *args)
{
	const char *word = args_word(args, 0);
	g_autoptr(GArray) subjects = NULL;
	g_autofree char *fault = NULL;
	Wish wish;
	CtlExit code = read_wish(ctl, args, &wish);
	const Region *region = code == CTL_OK && word ? region_named(ctl, word) : NULL;
	int r;

	if (region)
		return show_region(ctl, region, &wish);
	if (code == CTL_OK && word && !conf_shop(ctl->desk.conf, word))
		code = ctl_open_store(ctl, STORE_READ_ONLY);
	if (code != CTL_OK)
		return code;
	r = week_subjects(&ctl->desk, word, &subjects, &fault);
	if (r < 0)
		return ctl_fail(ctl, r == -EINVAL ? CTL_USAGE : r == -ENOENT ? CTL_NO_CASE : CTL_STORE, fault);
	if (writer_is_json(ctl->out))
		writer_list(ctl->out, "spans", NULL, NULL);
	for (guint i = 0; i < subjects->len && code == CTL_OK; i++) {
		if (i > 0 && !writer_is_json(ctl->out))
			writer_say(ctl->out, NULL, WRITER_PLAIN, "");
		code = show_subject(ctl, &g_array_index(subjects, WeekSubject, i), &wish);
	}
	if (writer_is_json(ctl->out))
		writer_list_end(ctl->out);
	return code;
}
