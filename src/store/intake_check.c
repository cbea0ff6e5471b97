#include "store/intake_check.h"

#include "util/areas.h"
#include "util/language.h"
#include "util/mask.h"
#include "util/zones.h"

#include <errno.h>
#include <string.h>

#define DAY_S INT64_C(86400)
#define YEAR_2000_AT INT64_C(946684800)

static const struct {
	const char *name;
	glong max_characters;
} COLUMNS[INTAKE_COLUMNS] = {
	[INTAKE_SHOP] = {"shop", 100},
	[INTAKE_SOURCE] = {"source", 100},
	[INTAKE_EXTERNAL_ID] = {"external_id", 200},
	[INTAKE_PHONE] = {"phone", 100},
	[INTAKE_NAME] = {"name", 200},
	[INTAKE_ORDER_NO] = {"order_no", 100},
	[INTAKE_CATEGORY] = {"category", 100},
	[INTAKE_LEVEL] = {"level", 100},
	[INTAKE_RATING] = {"rating", 100},
	[INTAKE_TEXT] = {"text", 10000},
	[INTAKE_LANGUAGE] = {"language", 100},
	[INTAKE_ZONE] = {"zone", 100},
	[INTAKE_REVIEWED_AT] = {"reviewed_at", 100},
	[INTAKE_ALERTED_AT] = {"alerted_at", 100},
	[INTAKE_PRODUCT] = {"product", 100},
	[INTAKE_CARRIER] = {"carrier", 100},
};

const char *intake_column_name(int column)
{
	return COLUMNS[column].name;
}

int intake_column_parse(const char *name, int *column)
{
	for (int i = 0; i < INTAKE_COLUMNS; i++)
		if (g_strcmp0(name, COLUMNS[i].name) == 0) {
			*column = i;
			return 0;
		}
	return -EINVAL;
}

/* Regions with one time everywhere, by the tz database; territories with a region code of their own do not count.
 * Regions with several (RU, AU, BR, MX, ID, ES, PT...) are missing on purpose: a number does not tell where in them
 * (T6). In US and CA the area code does, where all of the area has one time. */
static const struct {
	char region[3];
	const char *zone;
} ONE_ZONE[] = {
	{"AE", "Asia/Dubai"},          {"AM", "Asia/Yerevan"},      {"AT", "Europe/Vienna"},
	{"AZ", "Asia/Baku"},           {"BD", "Asia/Dhaka"},        {"BE", "Europe/Brussels"},
	{"BG", "Europe/Sofia"},        {"BY", "Europe/Minsk"},      {"CH", "Europe/Zurich"},
	{"CN", "Asia/Shanghai"},       {"CO", "America/Bogota"},    {"CZ", "Europe/Prague"},
	{"DE", "Europe/Berlin"},       {"DK", "Europe/Copenhagen"}, {"EE", "Europe/Tallinn"},
	{"EG", "Africa/Cairo"},        {"FI", "Europe/Helsinki"},   {"FR", "Europe/Paris"},
	{"GB", "Europe/London"},       {"GE", "Asia/Tbilisi"},      {"GR", "Europe/Athens"},
	{"HK", "Asia/Hong_Kong"},      {"HR", "Europe/Zagreb"},     {"HU", "Europe/Budapest"},
	{"IE", "Europe/Dublin"},       {"IL", "Asia/Jerusalem"},    {"IN", "Asia/Kolkata"},
	{"IT", "Europe/Rome"},         {"JP", "Asia/Tokyo"},        {"KE", "Africa/Nairobi"},
	{"KG", "Asia/Bishkek"},        {"KR", "Asia/Seoul"},        {"KZ", "Asia/Almaty"},
	{"LK", "Asia/Colombo"},        {"LT", "Europe/Vilnius"},    {"LU", "Europe/Luxembourg"},
	{"LV", "Europe/Riga"},         {"MO", "Asia/Macau"},        {"MY", "Asia/Kuala_Lumpur"},
	{"NG", "Africa/Lagos"},        {"NL", "Europe/Amsterdam"},  {"NO", "Europe/Oslo"},
	{"NP", "Asia/Kathmandu"},      {"PE", "America/Lima"},      {"PH", "Asia/Manila"},
	{"PK", "Asia/Karachi"},        {"PL", "Europe/Warsaw"},     {"RO", "Europe/Bucharest"},
	{"RS", "Europe/Belgrade"},     {"SA", "Asia/Riyadh"},       {"SE", "Europe/Stockholm"},
	{"SG", "Asia/Singapore"},      {"SI", "Europe/Ljubljana"},  {"SK", "Europe/Bratislava"},
	{"TH", "Asia/Bangkok"},        {"TJ", "Asia/Dushanbe"},     {"TR", "Europe/Istanbul"},
	{"TW", "Asia/Taipei"},         {"UZ", "Asia/Tashkent"},     {"VN", "Asia/Ho_Chi_Minh"},
	{"ZA", "Africa/Johannesburg"},
};

const char *intake_region_zone(const char *region)
{
	for (gsize i = 0; region && i < G_N_ELEMENTS(ONE_ZONE); i++)
		if (strcmp(region, ONE_ZONE[i].region) == 0)
			return ONE_ZONE[i].zone;
	return NULL;
}

/* With fewer digits it is nobody's number: no plan has so short ones, and showing it names nobody. */
#define PHONE_DIGITS 7

static int count_digits(const char *value)
{
	int digits = 0;

	for (const char *p = value; *p; p++)
		digits += g_ascii_isdigit(*p) != 0;
	return digits;
}

char *intake_shown(int column, const char *value)
{
	g_autofree char *valid = g_utf8_make_valid(value, -1);
	GString *shown;

	if (column == INTAKE_PHONE && count_digits(value) >= PHONE_DIGITS)
		return mask_number(value);
	if (column == INTAKE_TEXT)
		return g_strdup_printf("(%ld characters)", g_utf8_strlen(valid, -1));
	shown = g_string_new(NULL);
	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (g_utf8_strlen(shown->str, -1) == 40) {
			g_string_append(shown, "…");
			break;
		}
		g_string_append_unichar(shown, g_unichar_iscntrl(c) ? '?' : c);
	}
	return g_string_free(shown, FALSE);
}

char *intake_fault(int column, const char *value, const char *what, const char *cure)
{
	g_autofree char *shown = intake_shown(column, value ? value : "");

	return g_strdup_printf("%s: \"%s\": %s; %s", COLUMNS[column].name, shown, what, cure);
}

/* A column under check. */
typedef struct {
	int column;
	const char *value; /* "" for null */
	char **fault;
} Cell;

static int wrong(const Cell *cell, const char *what, const char *cure)
{
	*cell->fault = intake_fault(cell->column, cell->value, what, cure);
	return -EINVAL;
}

static gboolean has_control(const Cell *cell)
{
	for (const char *p = cell->value; *p; p = g_utf8_next_char(p)) {
		if (cell->column == INTAKE_TEXT && (*p == '\n' || *p == '\t' || (*p == '\r' && p[1] == '\n')))
			continue;
		if (g_unichar_iscntrl(g_utf8_get_char(p)))
			return TRUE;
	}
	return FALSE;
}

/* Printing ASCII and not too long: what most cells are, and nothing below could find fault with. */
static gboolean is_plain(const char *value, glong max)
{
	glong length = 0;

	while (value[length] >= ' ' && value[length] <= '~' && length <= max)
		length++;
	return value[length] == '\0' && length <= max;
}

/* What holds for every column. */
static int check_letters(const Cell *cell)
{
	g_autofree char *cure = NULL;
	glong max = COLUMNS[cell->column].max_characters;

	if (is_plain(cell->value, max))
		return 0;

	if (!g_utf8_validate(cell->value, -1, NULL))
		return wrong(cell, "not UTF-8", "write the row in UTF-8");
	if (has_control(cell))
		return wrong(cell, "holds a control character",
		             cell->column == INTAKE_TEXT ? "only newlines and tabs may stand in a text"
		                                         : "take it out");
	if (g_utf8_strlen(cell->value, -1) <= max)
		return 0;
	cure = g_strdup_printf("cut it to %ld characters", max);
	return wrong(cell, "too long", cure);
}

static int check_digit(const Cell *cell)
{
	if (!*cell->value || (cell->value[0] >= '1' && cell->value[0] <= '5' && !cell->value[1]))
		return 0;
	return wrong(cell, "not a whole number from 1 to 5", "write 1, 2, 3, 4 or 5, or leave it empty");
}

static int check_phone(const Cell *cell, const char *region, PhoneNumber *phone)
{
	static const char CURE[] = "write it with its country code, such as +8613800001234";
	const char *why = NULL;
	int digits = count_digits(cell->value);

	if (!*cell->value)
		return wrong(cell, "missing", CURE);
	if (phone_parse(cell->value, region, phone, &why) < 0)
		return wrong(cell, digits > 0 && digits < PHONE_DIGITS ? "too short" : why, CURE);
	if (phone->kind == PHONE_OTHER)
		return wrong(cell, "a toll-free, premium or other special number", "give the customer's own number");
	return 0;
}

static int check_language(const Cell *cell, char **language)
{
	if (!*cell->value)
		return 0;
	*language = language_tag(cell->value);
	return *language ? 0 : wrong(cell, "not a language tag", "write one such as zh-CN, ru or en-GB");
}

static int check_zone(const Cell *cell)
{
	if (!*cell->value || zones_known(cell->value))
		return 0;
	return wrong(cell, "no such time zone", "write a name of the tz database, such as Asia/Shanghai");
}

static gboolean read_time(const char *value, GTimeZone *zone, int64_t *at)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(value, zone);

	if (!time)
		return FALSE;
	*at = g_date_time_to_unix(time);
	return TRUE;
}

/* A time without an offset is not read in the shop's zone: half of the tools that leave it out mean UTC. */
static int check_time(const Cell *cell, int64_t now_at, int64_t *at)
{
	static const char CURE[] = "write 2026-11-18T14:30:00+08:00, or seconds since 1970";
	g_autoptr(GTimeZone) utc = NULL;
	int64_t ignored;

	*at = STORE_NO_TIME;
	if (!*cell->value)
		return 0;
	utc = g_time_zone_new_utc();
	if (!g_ascii_string_to_signed(cell->value, 10, 0, INT64_C(999999999999999), at, NULL) &&
	    !read_time(cell->value, NULL, at))
		return wrong(cell, read_time(cell->value, utc, &ignored) ? "has no zone offset" : "not a time", CURE);
	if (*at / 1000 > YEAR_2000_AT)
		return wrong(cell, "in the future", "write seconds since 1970, not milliseconds");
	if (*at > now_at + DAY_S)
		return wrong(cell, "in the future", "check the date, the zone offset and the clock of who wrote it");
	if (*at < YEAR_2000_AT)
		return wrong(cell, "before the year 2000", CURE);
	return 0;
}

/* contact-time: an explicit zone, else the number's where the number leaves no doubt. The shop's own zone would be a
 * guess about the customer: without a zone the case is held until somebody knows (T6, fail closed). */
static void choose_zone(IntakeChecked *checked)
{
	if (checked->value[INTAKE_ZONE]) {
		checked->zone = checked->value[INTAKE_ZONE];
		checked->zone_source = "case";
		return;
	}
	checked->zone = intake_region_zone(checked->phone.region);
	if (!checked->zone)
		checked->zone = areas_zone(checked->phone.e164);
	checked->zone_source = checked->zone ? "number" : "none";
}

static int check_column(const Cell *cell, const char *region, int64_t now_at, IntakeChecked *out)
{
	int r = check_letters(cell);

	if (r < 0)
		return r;
	switch (cell->column) {
	case INTAKE_EXTERNAL_ID:
		return *cell->value ? 0 : wrong(cell, "missing", "give the review's or complaint's own id");
	case INTAKE_PHONE:
		return check_phone(cell, region, &out->phone);
	case INTAKE_LEVEL:
	case INTAKE_RATING:
		return check_digit(cell);
	case INTAKE_LANGUAGE:
		return check_language(cell, &out->language);
	case INTAKE_ZONE:
		return check_zone(cell);
	case INTAKE_REVIEWED_AT:
		return check_time(cell, now_at, &out->reviewed_at);
	case INTAKE_ALERTED_AT:
		return check_time(cell, now_at, &out->alerted_at);
	default:
		return 0;
	}
}

static int check_shop(const Cell *cell, IntakeShopLookup lookup, const void *conf, const char *category,
                      const char **region, IntakeChecked *out)
{
	int r = check_letters(cell);

	if (r < 0)
		return r;
	if (!*cell->value)
		return wrong(cell, "missing", "name a shop of followup.conf");
	return lookup(conf, cell->value, category, region, &out->shop_zone, &out->shop_language, &out->shop_level)
	               ? 0
	               : wrong(cell, "no such shop", "name a shop of followup.conf");
}

int intake_check(const IntakeRow *row, IntakeShopLookup lookup, const void *conf, int64_t now_at, IntakeChecked *out,
                 char **fault)
{
	IntakeChecked checked = {.reviewed_at = STORE_NO_TIME, .alerted_at = STORE_NO_TIME};
	const char *region = NULL;
	int r = 0;

	for (int i = 0; r == 0 && i < INTAKE_COLUMNS; i++) {
		Cell cell = {.column = i, .value = row->value[i] ? row->value[i] : "", .fault = fault};

		r = i == INTAKE_SHOP ? check_shop(&cell, lookup, conf, row->value[INTAKE_CATEGORY], &region, &checked)
		                     : check_column(&cell, region, now_at, &checked);
		checked.value[i] = *cell.value ? cell.value : NULL;
	}
	if (r < 0) {
		intake_checked_clear(&checked);
		return r;
	}
	checked.value[INTAKE_LANGUAGE] = checked.language;
	choose_zone(&checked);
	*out = checked;
	return 0;
}

void intake_checked_clear(IntakeChecked *checked)
{
	g_free(checked->language);
	*checked = (IntakeChecked){0};
}
