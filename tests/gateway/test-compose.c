/* What a driver is given beside the text: the provider's code of it, and the values that were put in. */
#include "lib/suite.h"

#include "gateway/compose.h"
#include "text/catalog.h"

#include <errno.h>

/* A driver that writes what it got where the URL belongs. */
static int spell(const ProviderAccount *account, const ProviderSubmit *submit, HttpRequest *request)
{
	g_autoptr(GString) url = g_string_new(account->id);

	if (!submit->template_code)
		return -EINVAL;
	g_string_append_printf(url, " %s", submit->template_code);
	for (guint i = 0; i < submit->n_params; i++)
		g_string_append_printf(url, " %s=%s", submit->params[i].name, submit->params[i].value);
	g_string_append_printf(url, " | %s", submit->text);
	request->url = g_strdup(url->str);
	return 0;
}

static const struct {
	const char *row, *source, *code, *name;
	const char *reason; /* NULL: it is sent */
	const char *url;    /* NULL: the driver refused */
} ROWS[] = {
	{"code and values", "{shop}: {name}, order {order}", "SMS_1", "Li", NULL,
	 "p SMS_1 name=Li order=77 shop=Demo | Demo: Li, order 77"},
	{"values as they are in the text", "{name} {name}", "SMS_2", "a\u202eb www.x.example", NULL, "p SMS_2 name=ab | ab ab"},
	{"no placeholders", "Sorry", "SMS_3", "Li", NULL, "p SMS_3 | Sorry"},
	{"no code", "{name}", NULL, "Li", NULL, NULL},
	{"a value is missing", "{name}", "SMS_4", NULL, "missing_value", NULL},
};

START_TEST(gives_code_and_values)
{
	const char *row = ROWS[_i].row;
	const Provider driver = {.name = "spell", .build_submit = spell};
	ConfProvider provider = {.id = (char *)"p"};
	ConfShop shop = {.id = (char *)"demo", .name = (char *)"Demo", .provider = (char *)"p"};
	const StoreStep step = {.step = STEP_FIRST_CONTACT, .round = 1};
	StoreCase c = {.id = 1, .person_id = 1, .phone = (char *)"+8613800000002", .language = (char *)"en",
	               .name = (char *)ROWS[_i].name, .order_no = (char *)"77"};
	g_autoptr(Catalog) catalog = catalog_new();
	g_autofree char *detail = NULL;
	Template *template = NULL;
	StoreMessage message = {0};
	ComposeParts parts = {0};
	HttpRequest request = {0};
	HttpLimits limits;
	ProviderResult result = {0};
	const char *reason;

	ck_assert_int_eq(template_parse(ROWS[_i].source, &template, NULL), 0);
	template_set_code(template, ROWS[_i].code);
	catalog_put(catalog, "en", STEP_FIRST_CONTACT, TEXT_ANY_CATEGORY, template, NULL);
	shop.rules.texts = catalog;
	shop.rules.max_segments = 6;
	reason = compose_message(NULL, &shop, &provider, &c, &step, NULL, NULL, &message, &parts, &detail);
	row_str(row, reason, ROWS[_i].reason);
	if (!reason) {
		compose_request(&provider, &driver, &c, &message, &parts,
		                &(ComposeMoment){.ref = "abc", .now_at = 1, .validity_s = 60}, &request, &limits, &result);
		row_str(row, request.url, ROWS[_i].url);
		row_int(row, result.code != NULL, ROWS[_i].url == NULL);
	}
	row_str(row, parts.code, reason ? NULL : ROWS[_i].code);
	http_request_clear(&request);
	provider_result_clear(&result);
	compose_parts_clear(&parts);
	store_message_clear(&message);
}
END_TEST

/* What the guard is told at the moment of sending: the customer's region, and what went before. */
static const struct {
	const char *row;
	Step step;
	const char *source, *name, *shop_region, *region; /* the customer's */
	MessageState state;
	const char *earlier; /* a message before, of that state; NULL: none */
	const char *reason, *detail;
} GUARDED[] = {
	{"the customer's region wants a way out", STEP_FIRST_CONTACT, "Sorry, {name}", "Li", "CN", "CA", 0, NULL, "text_guard",
	 "way-out: "},
	{"the shop's does not bind customers elsewhere", STEP_FIRST_CONTACT, "Sorry, {name}", "Li", "CA", "CN", 0, NULL, NULL,
	 NULL},
	{"the shop's where the customer's is not known", STEP_FIRST_CONTACT, "Sorry, {name}", "Li", "CA", NULL, 0, NULL,
	 "text_guard", "way-out: "},
	{"a way out in the text", STEP_FIRST_CONTACT, "Sorry, {name}. Reply STOP to opt out", "Li", "CN", "CA", 0, NULL, NULL,
	 NULL},
	{"an offer before a review word", STEP_SATISFACTION, "Is your review answered?", "Li", "CN", "CN",
	 MESSAGE_DELIVERED, "Your refund is done", "text_guard", "B1-earlier: "},
	{"an offer that may have arrived", STEP_SATISFACTION, "Is your review answered?", "Li", "CN", "CN", MESSAGE_UNKNOWN,
	 "Your refund is done", "text_guard", "B1-earlier: "},
	{"an offer that never left", STEP_SATISFACTION, "Is your review answered?", "Li", "CN", "CN", MESSAGE_FAILED,
	 "Your refund is done", NULL, NULL},
	{"a word of the shop's own name", STEP_SATISFACTION, "Is your review answered?", "Li", "CN", "CN", MESSAGE_DELIVERED,
	 "Gift Palace: sorry", NULL, NULL},
};

START_TEST(tells_the_guard_whose_text_it_is)
{
	const char *row = GUARDED[_i].row;
	ConfProvider provider = {.id = (char *)"p"};
	ConfShop shop = {.id = (char *)"demo", .name = (char *)"Gift Palace", .provider = (char *)"p",
	                 .region = (char *)GUARDED[_i].shop_region};
	const StoreStep step = {.step = GUARDED[_i].step, .round = 1};
	StoreCase c = {.id = 1, .person_id = 1, .phone = (char *)"+8613800000002", .language = (char *)"en",
	               .name = (char *)GUARDED[_i].name, .region = (char *)GUARDED[_i].region};
	g_autoptr(Catalog) catalog = catalog_new();
	g_autoptr(GArray) earlier = g_array_new(FALSE, TRUE, sizeof(StoreMessage));
	g_autofree char *detail = NULL;
	Template *template = NULL;
	StoreMessage message = {0};
	ComposeParts parts = {0};

	if (GUARDED[_i].earlier) {
		const StoreMessage before = {.text = (char *)GUARDED[_i].earlier, .state = GUARDED[_i].state};

		g_array_append_val(earlier, before);
	}
	ck_assert_int_eq(template_parse(GUARDED[_i].source, &template, NULL), 0);
	catalog_put(catalog, "en", GUARDED[_i].step, TEXT_ANY_CATEGORY, template, NULL);
	shop.rules.texts = catalog;
	shop.rules.max_segments = 6;
	row_str(row, compose_message(NULL, &shop, &provider, &c, &step, NULL, earlier, &message, &parts, &detail),
	        GUARDED[_i].reason);
	row_int(row, detail != NULL, GUARDED[_i].detail != NULL);
	row_int(row, !detail || g_str_has_prefix(detail, GUARDED[_i].detail), TRUE);
	compose_parts_clear(&parts);
	store_message_clear(&message);
}
END_TEST

/* What conf says of drivers, which it does not link, is what they say. */
START_TEST(conf_knows_who_telephones)
{
	for (const char *const *name = provider_names(); *name; name++)
		row_int(*name, conf_has_voice(&(ConfProvider){.driver = (char *)*name}), provider_find(*name)->voice);
}
END_TEST

static const struct {
	const char *row, *codes, *provider, *code;
} CODES[] = {
	{"one for all", "SMS_1", "office", "SMS_1"},
	{"none", NULL, "office", NULL},
	{"one each", "office=SMS_1, spare=789", "spare", "789"},
	{"none here", "office=SMS_1, spare=789", "third", NULL},
	{"no name is the beginning of another", "office2=SMS_1, office=SMS_2", "office", "SMS_2"},
	{"nor its end", "backoffice=SMS_1", "office", NULL},
};

START_TEST(codes_by_provider)
{
	g_autofree char *code = template_code_for(CODES[_i].codes, CODES[_i].provider);

	row_str(CODES[_i].row, code, CODES[_i].code);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("compose");
	TCase *tc = tcase_create("compose");

	tcase_add_loop_test(tc, gives_code_and_values, 0, G_N_ELEMENTS(ROWS));
	tcase_add_loop_test(tc, tells_the_guard_whose_text_it_is, 0, G_N_ELEMENTS(GUARDED));
	tcase_add_test(tc, conf_knows_who_telephones);
	tcase_add_loop_test(tc, codes_by_provider, 0, G_N_ELEMENTS(CODES));
	suite_add_tcase(suite, tc);
	return suite_run(suite, "compose");
}
