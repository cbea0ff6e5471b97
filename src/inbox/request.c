#include "inbox/request.h"

#include "desk/case_ref.h"
#include "desk/promises.h"
#include "desk/rights.h"
#include "desk/spoken_time.h"
#include "store/inbox.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#define VALUE_CHARACTERS 100

/* At most so many characters of what was sent come back. */
static char *shown(const char *value)
{
	g_autofree char *valid = g_utf8_make_valid(value ? value : "", -1);

	return g_utf8_substring(valid, 0, MIN(g_utf8_strlen(valid, -1), VALUE_CHARACTERS));
}

void request_keep(Request *request)
{
	request->inbound = request->kept = http_inbound_copy(request->inbound);
}

void request_free(Request *request)
{
	session_clear(&request->session);
	g_clear_pointer(&request->query, g_hash_table_unref);
	g_clear_pointer(&request->people, g_hash_table_unref);
	json_decref(request->body);
	json_decref(request->answer);
	g_clear_pointer(&request->said, g_bytes_unref);
	g_array_unref(request->headers);
	if (request->kept)
		http_inbound_clear(request->kept);
	g_free(request->kept);
	g_free(request->part);
	g_free(request->actor);
	g_free(request->place);
	g_free(request->value);
	g_free(request->fault);
	g_free(request);
}

int request_refuse(Request *request, int status, const char *code, const char *place, const char *value, const char *cure, ...)
{
	char *fault;
	va_list args;

	va_start(args, cure);
	fault = g_strdup_vprintf(cure, args); /* it may quote what stood there before */
	va_end(args);
	g_free(request->fault);
	g_free(request->place);
	g_free(request->value);
	request->status = status;
	request->code = code;
	request->place = g_strdup(place);
	request->value = shown(value);
	request->fault = fault;
	return -EINVAL;
}

int request_case(Request *request, int64_t *case_id)
{
	int64_t found = 0;
	StoreCase c = {0};
	int r = case_ref_resolve(&request->desk, request->param, &found, &request->fault);

	if (r == 0)
		r = store_case_get(request->desk.store, found, &c);
	if (r == -EINVAL || r == -ENOENT) {
		request_refuse(request, 404, "not_found", request->inbound->path, request->param,
		               "there is no such case; name it by its number or its code");
		return -ENOENT;
	}
	store_case_clear(&c);
	if (r == 0)
		*case_id = found;
	return r;
}

int request_number(Request *request, const char *what, int64_t *number)
{
	gint64 found = 0;

	if (g_ascii_string_to_signed(request->param, 10, 1, G_MAXINT64, &found, NULL)) {
		*number = found;
		return 0;
	}
	return request_refuse(request, 404, "not_found", request->inbound->path, request->param, "there is no such %s", what);
}

static void read_people(Request *request)
{
	g_autoptr(GArray) accounts = NULL;

	request->people = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	/* Without the names the rest still tells. */
	if (store_account_list(request->desk.store, &accounts) < 0)
		return;
	for (guint i = 0; i < accounts->len; i++) {
		const StoreAccount *account = &g_array_index(accounts, StoreAccount, i);

		g_hash_table_insert(request->people, g_strdup(account->name), g_strdup(account->full_name));
	}
}

const char *request_person(Request *request, const char *actor)
{
	if (!actor)
		return NULL;
	if (!request->people)
		read_people(request);
	return g_hash_table_lookup(request->people, rights_account_name(actor));
}

/* ---- what a fault of the desk is about ---- */

static void blame(Request *request, const char *key, const char *value)
{
	g_free(request->place);
	g_free(request->value);
	request->place = g_strdup(key);
	request->value = shown(value);
}

typedef gboolean (*IsAbout)(const char *fault, const char *key, const char *value);

/* "--since: "x" is ...", "--at goes with ...". */
static gboolean is_option(const char *fault, const char *key, const char *value)
{
	gsize length = strlen(key);

	(void)value;
	return g_str_has_prefix(fault, "--") && strncmp(fault + 2, key, length) == 0 && strchr(": ", fault[2 + length]);
}

static gboolean is_quoted(const char *fault, const char *key, const char *value)
{
	g_autofree char *quoted = g_strdup_printf("\"%s\"", value);

	(void)key;
	return *value && strstr(fault, quoted);
}

/* A sum is told with its currency: "x EUR". */
static gboolean is_quoted_in_part(const char *fault, const char *key, const char *value)
{
	g_autofree char *begun = g_strdup_printf("\"%s ", value);

	(void)key;
	return *value && strstr(fault, begun);
}

static gboolean find_field(Request *request, IsAbout is_about)
{
	GHashTableIter iter;
	gpointer key, value;
	const char *name;
	json_t *one;

	json_object_foreach(request->body, name, one) {
		const char *text = json_is_string(one) ? json_string_value(one) : "";

		if (is_about(request->fault, name, text)) {
			blame(request, name, text);
			return TRUE;
		}
	}
	if (!request->query)
		return FALSE;
	g_hash_table_iter_init(&iter, request->query);
	while (g_hash_table_iter_next(&iter, &key, &value))
		if (is_about(request->fault, key, value)) {
			blame(request, key, value);
			return TRUE;
		}
	return FALSE;
}

/* Without the name it begins with, which "place" has now, and without dashes before that and others. */
static void take_dashes(Request *request)
{
	g_autofree char *fault = g_steal_pointer(&request->fault);
	g_autofree char *head = g_strdup_printf("--%s: ", request->place);
	const char *rest = g_str_has_prefix(fault, head) ? fault + strlen(head) : fault;
	g_auto(GStrv) parts = g_strsplit(rest, "--", -1);

	request->fault = g_strjoinv("", parts);
}

void request_blame(Request *request)
{
	if (!request->fault || request->place)
		return;
	if (find_field(request, is_option))
		take_dashes(request);
	else if (!find_field(request, is_quoted))
		find_field(request, is_quoted_in_part);
}

int request_time(Request *request, int64_t case_id, const char *key, const char *text)
{
	g_autofree char *fault = NULL;
	StoreCase c = {0};
	int64_t at;
	int r;

	if (!text)
		return 0;
	r = store_case_get(request->desk.store, case_id, &c);
	if (r == 0) {
		r = spoken_time_parse(text, promise_clock(&request->desk, &c), request->desk.now_at, &at, &fault);
		store_case_clear(&c);
	}
	return r == -EINVAL ? request_refuse(request, 422, "refused", key, text, "%s", fault) : r;
}

/* A shop that left the configuration may still have cases. */
static int has_cases(Request *request, const char *shop, gboolean *found)
{
	const StoreInboxFilter filter = {.state = "all", .shop = shop, .limit = 1};
	g_autoptr(GArray) rows = NULL;
	int r = store_inbox_list(request->desk.store, &filter, request->desk.now_at, &rows);

	*found = r == 0 && rows->len > 0;
	return r;
}

int request_shop(Request *request, const char **shop)
{
	const char *name = request_query(request, "shop");
	gboolean found = TRUE;
	int r = 0;

	if (name && !conf_shop(request->desk.conf, name))
		r = has_cases(request, name, &found);
	if (r < 0)
		return r;
	if (!found)
		return request_refuse(request, 404, "not_found", "shop", name, "there is no such shop; \"me\" lists them");
	*shop = name;
	return 0;
}

/* ---- the body ---- */

static int wrong(Request *request, const char *key, const char *value, const char *want)
{
	return request_refuse(request, 400, "bad_request", key, value, "\"%s\" must be %s", key, want);
}

static int read_text(Request *request, const RequestField *field, const json_t *value)
{
	const char *text = json_string_value(value);

	if (!text || strlen(text) != json_string_length(value))
		return wrong(request, field->key, "", "a text");
	if (strlen(text) > REQUEST_TEXT_MAX)
		return wrong(request, field->key, text, "shorter: 10000 bytes at most");
	if (field->required && !*text)
		return wrong(request, field->key, "", "a text, and it is empty");
	*(const char **)field->out = *text ? text : NULL;
	return 0;
}

static int read_numbers(Request *request, const RequestField *field, const json_t *value)
{
	GArray *numbers;
	const json_t *one;
	size_t i;

	if (!json_is_array(value) || json_array_size(value) > 1000)
		return wrong(request, field->key, "", "a list of at most 1000 numbers");
	numbers = g_array_new(FALSE, FALSE, sizeof(int64_t));
	json_array_foreach(value, i, one) {
		int64_t number = json_integer_value(one);

		if (!json_is_integer(one)) {
			g_array_unref(numbers);
			return wrong(request, field->key, "", "a list of numbers");
		}
		g_array_append_val(numbers, number);
	}
	*(GArray **)field->out = numbers;
	return 0;
}

static int read_field(Request *request, const RequestField *field)
{
	const json_t *value = json_object_get(request->body, field->key);

	if (!value || json_is_null(value))
		return field->required ? wrong(request, field->key, "", "told, and it is missing") : 0;
	switch (field->type) {
	case FIELD_TEXT:
		return read_text(request, field, value);
	case FIELD_NUMBERS:
		return read_numbers(request, field, value);
	case FIELD_NUMBER:
		if (!json_is_integer(value))
			return wrong(request, field->key, "", "a whole number");
		*(int64_t *)field->out = json_integer_value(value);
		return 0;
	case FIELD_BOOL:
		if (!json_is_boolean(value))
			return wrong(request, field->key, "", "true or false");
		*(gboolean *)field->out = json_is_true(value);
		return 0;
	}
	return 0;
}

static gboolean known(const RequestField *fields, const char *key)
{
	for (; fields->key; fields++)
		if (g_str_equal(fields->key, key))
			return TRUE;
	return FALSE;
}

int request_fields(Request *request, const RequestField *fields)
{
	const char *key;
	json_t *value;
	int r = 0;

	json_object_foreach(request->body, key, value) {
		if (!known(fields, key))
			return request_refuse(request, 400, "bad_request", key, key, "there is no such key here; take it out");
	}
	for (; r == 0 && fields->key; fields++)
		r = read_field(request, fields);
	return r;
}

/* ---- the query ---- */

const char *request_query(const Request *request, const char *key)
{
	const char *value = g_hash_table_lookup(request->query, key);

	return value && *value ? value : NULL;
}

gboolean request_flag(const Request *request, const char *key)
{
	return g_strcmp0(request_query(request, key), "1") == 0;
}

int request_query_number(Request *request, const char *key, int64_t least, int64_t most, int64_t otherwise, int64_t *number)
{
	const char *text = request_query(request, key);
	gint64 found = otherwise;

	if (text && !g_ascii_string_to_signed(text, 10, least, most, &found, NULL))
		return request_refuse(request, 400, "bad_request", key, text,
		                      "\"%s\" must be a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, key, least, most);
	*number = found;
	return 0;
}

int request_query_only(Request *request, const char *const *keys)
{
	GHashTableIter iter;
	gpointer key, value;

	g_hash_table_iter_init(&iter, request->query);
	while (g_hash_table_iter_next(&iter, &key, &value)) {
		if (!g_utf8_validate(value, -1, NULL))
			return request_refuse(request, 400, "bad_request", "query", "", "a value is no UTF-8 text");
		if (!g_strv_contains(keys, key))
			return request_refuse(request, 400, "bad_request", key, key, "there is no such key in the query; take it out");
	}
	return 0;
}
