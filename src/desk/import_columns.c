#include "desk/import_columns.h"

#include "util/nearest.h"

#include <errno.h>
#include <string.h>

/* As import_columns_find() compares them: folded, without blanks and punctuation. */
static const char *const ALIASES[INTAKE_COLUMNS][24] = {
	[INTAKE_SHOP] = {"shop", "shopid", "store", "店铺", "店铺id", "магазин"},
	[INTAKE_SOURCE] = {"source", "platform", "channel", "marketplace", "平台", "来源", "渠道", "источник",
	                   "площадка"},
	[INTAKE_EXTERNAL_ID] = {"externalid", "id", "caseid", "complaintid", "reviewid", "feedbackid", "ticket",
	                        "ticketid", "编号", "评价编号", "评价id", "工单号", "工单编号", "投诉编号",
	                        "номеробращения", "номеротзыва", "idотзыва", "обращение"},
	[INTAKE_PHONE] = {"phone",    "phonenumber", "mobile",        "mobilenumber", "mobilephone",
	                  "tel",      "telephone",   "cell",          "cellphone",    "手机",
	                  "手机号",   "手机号码",    "电话",          "电话号码",     "联系电话",
	                  "联系方式", "телефон",     "номертелефона", "мобильный",    "мобильныйтелефон"},
	[INTAKE_NAME] = {"name", "customer", "customername", "buyer", "buyername", "fullname", "姓名", "客户",
	                 "客户姓名", "顾客", "顾客姓名", "买家", "买家姓名", "收货人", "收货人姓名", "имя", "клиент",
	                 "покупатель", "фио"},
	[INTAKE_ORDER_NO] = {"orderno", "order", "ordernumber", "orderid", "订单", "订单号", "订单编号", "заказ",
	                     "номерзаказа"},
	[INTAKE_CATEGORY] = {"category", "type", "reason", "类别", "分类", "问题类型", "投诉类型", "категория", "тип",
	                     "причина"},
	[INTAKE_LEVEL] = {"level", "severity", "priority", "等级", "级别", "优先级", "уровень", "приоритет"},
	[INTAKE_RATING] = {"rating", "stars", "score", "评分", "星级", "оценка", "рейтинг"},
	[INTAKE_TEXT] = {"text", "review", "reviewtext", "comment", "complaint", "message", "content", "评价",
	                 "评价内容", "内容", "投诉内容", "评论", "评论内容", "отзыв", "текст", "текстотзыва",
	                 "комментарий", "жалоба"},
	[INTAKE_LANGUAGE] = {"language", "lang", "locale", "语言", "язык"},
	[INTAKE_ZONE] = {"zone", "timezone", "tz", "时区", "часовойпояс"},
	[INTAKE_REVIEWED_AT] = {"reviewedat", "reviewed", "reviewtime", "reviewdate", "date", "评价时间", "评论时间",
	                        "дата", "датаотзыва"},
	[INTAKE_ALERTED_AT] = {"alertedat", "alerttime", "alertdate", "预警时间", "提醒时间", "датауведомления"},
	[INTAKE_PRODUCT] = {"product", "productname", "item", "sku", "goods", "商品", "商品名称", "产品", "产品名称",
	                    "товар", "артикул", "наименованиетовара"},
	[INTAKE_CARRIER] = {"carrier", "courier", "shipper", "deliveryservice", "快递", "快递公司", "物流", "物流公司",
	                    "承运商", "перевозчик", "службадоставки", "курьер"},
};

/* Our own columns of a rejects file, which may come back corrected. */
static const char *const OWN[] = {"line", "error"};

static char *fold(const char *header)
{
	g_autofree char *valid = g_utf8_make_valid(header, -1);
	g_autofree char *wide = g_utf8_normalize(valid, -1, G_NORMALIZE_ALL_COMPOSE);
	g_autofree char *folded = g_utf8_casefold(wide, -1);
	GString *out = g_string_new(NULL);

	for (const char *p = folded; *p; p = g_utf8_next_char(p))
		if (g_unichar_isalnum(g_utf8_get_char(p)))
			g_string_append_unichar(out, g_utf8_get_char(p));
	return g_string_free(out, FALSE);
}

int import_columns_find(const char *header)
{
	g_autofree char *folded = fold(header);

	for (int column = 0; column < INTAKE_COLUMNS; column++)
		for (gsize i = 0; i < G_N_ELEMENTS(ALIASES[column]) && ALIASES[column][i]; i++)
			if (g_str_equal(folded, ALIASES[column][i]))
				return column;
	return -1;
}

static void pair_clear(gpointer data)
{
	g_free(((ImportPair *)data)->header);
}

GArray *import_columns_map_new(void)
{
	GArray *map = g_array_new(FALSE, FALSE, sizeof(ImportPair));

	g_array_set_clear_func(map, pair_clear);
	return map;
}

static void unused_clear(gpointer data)
{
	g_free(((ImportUnused *)data)->name);
}

GArray *import_columns_unused_new(void)
{
	GArray *unused = g_array_new(FALSE, FALSE, sizeof(ImportUnused));

	g_array_set_clear_func(unused, unused_clear);
	return unused;
}

static char *column_list(void)
{
	GString *list = g_string_new(NULL);

	for (int column = 0; column < INTAKE_COLUMNS; column++)
		g_string_append_printf(list, "%s%s", column ? ", " : "", intake_column_name(column));
	return g_string_free(list, FALSE);
}

static char *unknown_column(const char *name)
{
	const char *names[INTAKE_COLUMNS + 1] = {NULL};
	g_autofree char *list = column_list();
	const char *near;

	for (int column = 0; column < INTAKE_COLUMNS; column++)
		names[column] = intake_column_name(column);
	near = nearest_word(name, names);
	if (near)
		return g_strdup_printf("--map: \"%s\" is none of our columns; did you mean \"%s\"?", name, near);
	return g_strdup_printf("--map: \"%s\" is none of our columns; they are %s", name, list);
}

int import_columns_parse_map(const char *text, GArray *pairs, char **fault)
{
	g_auto(GStrv) parts = g_strsplit(text, ",", -1);

	for (char **part = parts; *part; part++) {
		char *equals = strrchr(*part, '=');
		ImportPair pair = {.column = 0};

		if (!equals || equals == *part) {
			*fault =
			        g_strdup_printf("--map: \"%s\" is not of the form \"Column of the file=phone\"", *part);
			return -EINVAL;
		}
		*equals = '\0';
		if (intake_column_parse(g_strstrip(equals + 1), &pair.column) < 0) {
			*fault = unknown_column(equals + 1);
			return -EINVAL;
		}
		pair.header = g_strdup(g_strstrip(*part));
		g_array_append_val(pairs, pair);
	}
	return 0;
}

void import_columns_clear(ImportColumns *columns)
{
	g_clear_pointer(&columns->unused, g_array_unref);
}

/* The first one of that name, from `first` on, or -1. */
static int find_header(const GPtrArray *headers, const char *wanted, guint first)
{
	g_autofree char *want = fold(wanted);

	for (guint i = first; i < headers->len; i++) {
		g_autofree char *have = fold(headers->pdata[i]);

		if (g_str_equal(have, want))
			return (int)i;
	}
	return -1;
}

static char *header_list(const GPtrArray *headers)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < headers->len; i++)
		g_string_append_printf(list, "%s\"%s\"", i ? ", " : "", (const char *)headers->pdata[i]);
	return g_string_free(list, FALSE);
}

/* "#3" is the third column, unless one is called so. */
static int find_number(const GPtrArray *headers, const char *wanted)
{
	guint64 number;

	if (*wanted != '#' || !g_ascii_string_to_unsigned(wanted + 1, 10, 1, MAX(headers->len, 1), &number, NULL))
		return -1;
	for (guint i = 0; i < headers->len; i++)
		if (g_str_equal(headers->pdata[i], wanted))
			return (int)i;
	return (int)number - 1;
}

/* The column that a pair of the map means. */
static int find_mapped(const GPtrArray *headers, const ImportPair *pair, int *at, char **fault)
{
	const char *ours = intake_column_name(pair->column);
	int found = find_number(headers, pair->header), second = -1;

	if (found < 0) {
		found = find_header(headers, pair->header, 0);
		if (found >= 0)
			second = find_header(headers, pair->header, (guint)found + 1);
	}
	if (found < 0) {
		g_autofree char *list = header_list(headers);

		*fault = g_strdup_printf("--map: the file has no column \"%s\"; it has %s", pair->header, list);
		return -EINVAL;
	}
	if (second >= 0) {
		*fault = g_strdup_printf("--map: columns %d and %d are both called \"%s\"; choose by number, with "
		                         "--map \"#%d=%s\" or --map \"#%d=%s\"",
		                         found + 1, second + 1, pair->header, found + 1, ours, second + 1, ours);
		return -EINVAL;
	}
	*at = found;
	return 0;
}

/* --map first: it wins over what the names seem to say. */
static int apply_map(const GPtrArray *headers, const GArray *map, ImportColumns *out, gboolean *used, char **fault)
{
	for (guint i = 0; map && i < map->len; i++) {
		const ImportPair *pair = &g_array_index(map, ImportPair, i);
		int at = -1, r = find_mapped(headers, pair, &at, fault);

		if (r < 0)
			return r;
		out->at[pair->column] = at;
		used[at] = TRUE;
	}
	return 0;
}

static char *both_mean(const GPtrArray *headers, int one, int other, int column)
{
	const char *first = headers->pdata[one], *second = headers->pdata[other], *ours = intake_column_name(column);

	if (find_header(headers, second, 0) == one) /* of one name: only their numbers tell them apart */
		return g_strdup_printf("columns %d and %d are both called \"%s\"; choose with --map \"#%d=%s\" or "
		                       "--map \"#%d=%s\"",
		                       one + 1, other + 1, second, one + 1, ours, other + 1, ours);
	return g_strdup_printf("the columns \"%s\" and \"%s\" both mean %s; choose with --map \"%s=%s\"", first, second,
	                       ours, second, ours);
}

static int apply_names(const GPtrArray *headers, ImportColumns *out, gboolean *used, char **fault)
{
	gboolean by_map[INTAKE_COLUMNS];

	for (int column = 0; column < INTAKE_COLUMNS; column++)
		by_map[column] = out->at[column] >= 0;
	for (guint i = 0; i < headers->len; i++) {
		int column = used[i] ? -1 : import_columns_find(headers->pdata[i]);

		if (column < 0 || by_map[column])
			continue;
		if (out->at[column] >= 0) {
			*fault = both_mean(headers, out->at[column], (int)i, column);
			return -EINVAL;
		}
		out->at[column] = (int)i;
		used[i] = TRUE;
	}
	return 0;
}

static void note_unused(const GPtrArray *headers, const gboolean *used, ImportColumns *columns)
{
	for (guint i = 0; i < headers->len; i++) {
		const char *header = headers->pdata[i];
		ImportUnused unused = {.number = i + 1, .meaning = import_columns_find(header)};

		if (used[i] || !*header || g_str_equal(header, OWN[0]) || g_str_equal(header, OWN[1]))
			continue;
		if (unused.meaning >= 0)
			unused.instead = (guint)columns->at[unused.meaning] + 1;
		unused.name = g_strdup(header);
		g_array_append_val(columns->unused, unused);
	}
}

static int require(const ImportColumns *columns, const GPtrArray *headers, gboolean have_shop, char **fault)
{
	static const int REQUIRED[] = {INTAKE_EXTERNAL_ID, INTAKE_PHONE, INTAKE_SHOP};

	for (gsize i = 0; i < G_N_ELEMENTS(REQUIRED); i++) {
		int column = REQUIRED[i];
		g_autofree char *have = NULL;
		g_autofree char *known = NULL;

		if (columns->at[column] >= 0 || (column == INTAKE_SHOP && have_shop))
			continue;
		have = header_list(headers);
		known = g_strjoinv(", ", (char **)ALIASES[column]);
		*fault = g_strdup_printf("no column for %s%s; the file has %s; known names are %s; name another with "
		                         "--map \"Column=%s\"", intake_column_name(column),
		                         column == INTAKE_SHOP ? " (nor --shop)" : "", have, known,
		                         intake_column_name(column));
		return -EINVAL;
	}
	return 0;
}

int import_columns_match(const GPtrArray *headers, const GArray *map, gboolean have_shop, ImportColumns *out,
                         char **fault)
{
	g_autofree gboolean *used = g_new0(gboolean, headers->len + 1);
	ImportColumns found = {.unused = import_columns_unused_new()};
	int r;

	for (int column = 0; column < INTAKE_COLUMNS; column++)
		found.at[column] = -1;
	r = apply_map(headers, map, &found, used, fault);
	if (r == 0)
		r = apply_names(headers, &found, used, fault);
	if (r == 0)
		r = require(&found, headers, have_shop, fault);
	if (r == 0)
		note_unused(headers, used, &found);
	if (r == 0)
		*out = found;
	else
		import_columns_clear(&found);
	return r;
}
