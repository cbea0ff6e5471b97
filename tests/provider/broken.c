#include "provider/broken.h"

#include <string.h>

#define ROUNDS 1500

static GBytes *mutate(const char *good, GRand *rand)
{
	static const char MARKS[] = "\"\\{}[],:0-\n\0\x80\xff";
	g_autoptr(GString) text = g_string_new(good);

	for (int n = g_rand_int_range(rand, 1, 6); n > 0 && text->len; n--) {
		gssize at = g_rand_int_range(rand, 0, (gint32)text->len);
		gsize left = text->len - (gsize)at;

		switch (g_rand_int_range(rand, 0, 5)) {
		case 0:
			text->str[at] = (char)g_rand_int_range(rand, 0, 256);
			break;
		case 1:
			text->str[at] = MARKS[g_rand_int_range(rand, 0, sizeof(MARKS) - 1)];
			break;
		case 2:
			g_string_erase(text, at, g_rand_int_range(rand, 1, (gint32)MIN(left, 12) + 1));
			break;
		case 3:
			g_string_insert_len(text, at, good, g_rand_int_range(rand, 1, (gint32)strlen(good)));
			break;
		default:
			g_string_insert_c(text, at, (char)g_rand_int_range(rand, 0, 256));
			break;
		}
	}
	return g_bytes_new(text->str, text->len);
}

void broken_each(const char *good, BrokenFeed feed)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(20260314);

	for (gsize length = 0; length < strlen(good); length++) {
		g_autoptr(GBytes) body = g_bytes_new(good, length);

		feed(body, TRUE);
	}
	for (int i = 0; i < ROUNDS; i++) {
		g_autoptr(GBytes) body = mutate(good, rand);

		feed(body, FALSE);
	}
}

void broken_answer(const Provider *driver, const ProviderAccount *account, GBytes *body, gboolean cut)
{
	HttpAnswer got = {.progress = HTTP_ANSWERED, .status = 200, .body = body};
	ProviderResult result;
	ProviderCheck checked = {0};

	driver->parse_answer(account, &got, &result);
	ck_assert(!cut || result.outcome == SUBMIT_UNKNOWN);
	ck_assert(!result.code || g_utf8_validate(result.code, -1, NULL));
	provider_result_clear(&result);
	driver->parse_check(account, &got, &checked);
	ck_assert(!cut || checked.outcome == SUBMIT_UNKNOWN);
	g_free(checked.words);
}
