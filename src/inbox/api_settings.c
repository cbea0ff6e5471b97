/* The configuration, seen and not edited. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "desk/effect.h"
#include "desk/rights.h"
#include "desk/text_report.h"
#include "desk/week.h"
#include "inbox/api.h"
#include "inbox/out.h"

#define WEEK_DAYS 7
#define EFFECT_LINES 10
#define CANDIDATE "candidate.conf"

int api_settings(Request *request)
{
	static const char *const NONE[] = {NULL};
	g_autofree char *shown = conf_show(request->desk.conf, TRUE);
	json_t *settings;
	int r = request_query_only(request, NONE);

	if (r < 0)
		return r;
	settings = json_loads(shown, 0, NULL);
	if (!settings)
		return -EIO;
	json_object_update(request->answer, settings);
	json_decref(settings);
	return 0;
}

static int read_shop(Request *request, const ConfShop **shop)
{
	const char *name = request_query(request, "shop");

	*shop = name ? conf_shop(request->desk.conf, name) : NULL;
	return *shop ? 0 : request_refuse(request, 404, "not_found", "shop", name, "there is no such shop; \"me\" lists them");
}

/* ---- the week ---- */

static void put_days(json_t *answer, const GArray *days, const ConfCaseRules *rules, MessageClass message_class)
{
	json_t *list = out_list(answer, "days");

	for (guint i = 0; i < days->len; i++) {
		const WeekDay *day = &g_array_index(days, WeekDay, i);
		json_t *row = out_row(list), *spans;

		out_time(row, "from_at", day->from_at);
		out_time(row, "to_at", day->to_at);
		spans = out_list(row, "spans");
		for (guint j = 0; j < day->spans->len; j++) {
			const WeekSpan *span = &g_array_index(day->spans, WeekSpan, j);
			g_autofree char *rule = week_rule(span, rules, message_class);
			json_t *one = out_row(spans);

			out_time(one, "from_at", span->from_at);
			out_time(one, "to_at", span->to_at);
			out_text(one, "verdict", week_verdict_name(span->verdict));
			out_text(one, "rule", rule);
		}
	}
}

static int week_of(Request *request, const ConfShop *shop, MessageClass message_class)
{
	const Desk *desk = &request->desk;
	const char *from = request_query(request, "from");
	g_auto(ConfCaseRules) rules = {0};
	g_autoptr(GArray) days = NULL;
	g_autofree char *fault = NULL;
	int64_t from_at = desk->now_at;

	if (!conf_case_rules(desk->conf, desk->zones, shop->id, shop->zone, shop->region, NULL, &rules) || rules.n_zones == 0)
		return -EIO;
	if (from && week_date_parse(from, rules.zones[0], &from_at, &fault) < 0)
		return request_refuse(request, 400, "bad_request", "from", from, "%s", fault);
	days = week_days(&rules.policy.rules[message_class], rules.zones[0], from_at, WEEK_DAYS);
	out_text(request->answer, "shop", shop->id);
	out_text(request->answer, "zone", shop->zone);
	out_text(request->answer, "class", class_name(message_class));
	put_days(request->answer, days, &rules, message_class);
	return 0;
}

int api_week(Request *request)
{
	static const char *const KEYS[] = {"shop", "class", "from", NULL};
	const char *class = request_query(request, "class");
	MessageClass message_class = CLASS_FIRST_CONTACT;
	const ConfShop *shop;
	int r = request_query_only(request, KEYS);

	if (r == 0 && class && class_parse(class, &message_class) < 0)
		return request_refuse(request, 400, "bad_request", "class", class,
		                      "it is first_contact, satisfaction, review_note or call");
	if (r == 0)
		r = read_shop(request, &shop);
	return r == 0 ? week_of(request, shop, message_class) : r;
}

/* ---- the texts ---- */

typedef struct {
	json_t *list;
	GHashTable *sources; /* what tells a text -> its words */
} Texts;

static char *text_key(const char *language, Step step, const char *category, guint variant)
{
	return g_strdup_printf("%s\n%s\n%s\n%u", language, step_name(step), category, variant);
}

static void keep_source(const char *language, Step step, const char *category, guint variant, const Template *template,
                        const char *origin, void *user)
{
	Texts *texts = user;

	(void)origin;
	g_hash_table_insert(texts->sources, text_key(language, step, category, variant),
	                    (gpointer)template_source(template));
}

static void put_text(const TextReport *report, void *user)
{
	Texts *texts = user;
	g_autofree char *key = text_key(report->language, report->step, report->category, report->variant);
	g_autofree char *price = report->price ? price_of(report->price, report->most) : NULL;
	json_t *row = out_row(texts->list);

	out_text(row, "language", report->language);
	out_text(row, "category", report->category);
	out_text(row, "step", step_name(report->step));
	out_number(row, "variant", report->variant);
	out_text(row, "version", report->version);
	out_text(row, "code", report->code);
	out_text(row, "origin", report->origin);
	out_text(row, "text", g_hash_table_lookup(texts->sources, key));
	out_text(row, "encoding", text_encoding_name(report->encoding));
	out_number(row, "least", report->least);
	out_number(row, "most", report->most);
	out_number(row, "foreign", report->foreign);
	out_number(row, "max_segments", report->max_segments);
	out_bool(row, "too_long", report->too_long);
	out_text(row, "price", price);
}

int api_texts(Request *request)
{
	static const char *const KEYS[] = {"shop", NULL};
	g_autoptr(GHashTable) sources = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const ConfShop *shop;
	Texts texts = {.sources = sources};
	int r = request_query_only(request, KEYS);

	if (r == 0)
		r = read_shop(request, &shop);
	if (r < 0)
		return r;
	out_text(request->answer, "shop", shop->id);
	texts.list = out_list(request->answer, "texts");
	catalog_each(shop->rules.texts, keep_source, &texts);
	text_report(request->desk.conf, shop, put_text, &texts);
	return 0;
}

/* ---- a candidate ---- */

static void put_faults(json_t *answer, const GPtrArray *faults, const char *dir)
{
	json_t *list = out_list(answer, "faults");

	for (guint i = 0; faults && i < faults->len; i++) {
		const ConfFault *fault = faults->pdata[i];
		g_autoptr(GString) text = g_string_new(fault->text);
		json_t *row = out_row(list);

		g_string_replace(text, dir, "", 0); /* where it lay for a moment tells nobody anything */
		out_text(row, "text", text->str);
		out_bool(row, "warning", fault->warning);
	}
}

static void put_effect(Request *request, const Conf *next)
{
	g_autofree char *fault = NULL;
	json_t *effect, *lines;
	Effect found;

	if (effect_of(&request->desk, next, &found, &fault) < 0)
		return;
	effect = json_object();
	out_bool(effect, "same_rules", found.same_rules);
	out_number(effect, "waiting", found.cases);
	out_number(effect, "changed", found.changed);
	lines = out_list(effect, "lines");
	for (guint i = 0; i < MIN(found.groups->len, EFFECT_LINES); i++)
		json_array_append_new(lines, json_string(((const EffectGroup *)found.groups->pdata[i])->sentence));
	if (found.same_rules) {
		out_text(effect, "sentence", "The rules are the same: no effect on what is planned.");
	} else {
		g_autofree char *words = g_strdup_printf("%u of %u waiting steps would change.", found.changed, found.cases);

		out_text(effect, "sentence", words);
	}
	json_object_set_new(request->answer, "effect", effect);
	effect_clear(&found);
}

static int check_file(Request *request, const char *dir, const char *path)
{
	g_autofree char *prefix = g_strconcat(dir, "/", NULL);
	g_autoptr(GPtrArray) faults = NULL;
	g_autoptr(Conf) conf = NULL;
	int r = conf_load_without_secrets(path, &conf, &faults);

	if (r < 0 && r != -EINVAL)
		return r;
	out_bool(request->answer, "good", r == 0);
	put_faults(request->answer, faults, prefix);
	json_object_set_new(request->answer, "effect", json_null());
	if (r == 0)
		put_effect(request, conf);
	return 0;
}

/* Other files are the admin's, not a page's. */
static gboolean includes(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line; line++)
		if (g_str_has_prefix(g_strstrip(*line), "@include"))
			return TRUE;
	return FALSE;
}

int api_check(Request *request)
{
	gsize length = 0;
	const char *bytes = g_bytes_get_data(request->inbound->body, &length);
	g_autofree char *text = g_strndup(bytes ? bytes : "", length);
	g_autofree char *dir = NULL;
	g_autofree char *path = NULL;
	g_auto(Actor) actor = {0};
	int r = rights_check(&request->desk, RIGHT_ACCOUNTS, &actor, &request->fault);

	if (r < 0)
		return r;
	if (strlen(text) != length || !g_utf8_validate(text, -1, NULL))
		return request_refuse(request, 400, "bad_request", "body", "", "a configuration is UTF-8 text");
	if (includes(text))
		return request_refuse(request, 400, "bad_request", "body", "@include",
		                      "only one file can be checked here; use \"followupctl check\" for files that include others");
	dir = g_dir_make_tmp("followup-check-XXXXXX", NULL);
	path = dir ? g_build_filename(dir, CANDIDATE, NULL) : NULL;
	r = path && g_file_set_contents(path, text, (gssize)length, NULL) ? check_file(request, dir, path) : -EIO;
	if (path)
		(void)!unlink(path);
	if (dir)
		(void)!rmdir(dir);
	return r;
}
