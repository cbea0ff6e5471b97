#include "text/price.h"

#include <errno.h>
#include <string.h>

#define DIGITS 6 /* on each side of the point */

/* Takes one to DIGITS digits; `fill`: as if zeros stood behind them up to DIGITS. NULL: there are none or too many. */
static const char *take_digits(const char *text, gboolean fill, int64_t *number)
{
	int taken = 0;

	*number = 0;
	for (; g_ascii_isdigit(*text); text++, taken++) {
		if (taken == DIGITS)
			return NULL;
		*number = *number * 10 + (*text - '0');
	}
	for (int i = taken; fill && i < DIGITS; i++)
		*number *= 10;
	return taken ? text : NULL;
}

int price_parse(const char *text, Price *out)
{
	Price price = {0};
	int64_t whole, fraction = 0;
	const char *at = take_digits(text, FALSE, &whole);

	if (at && *at == '.')
		at = take_digits(at + 1, TRUE, &fraction);
	if (!at || *at != ' ' || strlen(at + 1) != 3)
		return -EINVAL;
	for (int i = 0; i < 3; i++) {
		if (!g_ascii_isupper(at[1 + i]))
			return -EINVAL;
		price.currency[i] = at[1 + i];
	}
	price.millionths = whole * 1000000 + fraction;
	*out = price;
	return 0;
}

static Price *find(const GArray *sums, const char *currency)
{
	for (guint i = 0; i < sums->len; i++)
		if (g_str_equal(g_array_index(sums, Price, i).currency, currency))
			return &g_array_index(sums, Price, i);
	return NULL;
}

void price_add(GArray *sums, const Price *price, int64_t n)
{
	Price *sum = find(sums, price->currency);
	Price cost = *price;

	cost.millionths *= n;
	if (sum)
		sum->millionths += cost.millionths;
	else
		g_array_append_val(sums, cost);
}

gboolean price_has(const GArray *sums, const char *currency)
{
	return find(sums, currency) != NULL;
}

Price price_sum(const GArray *sums, const char *currency)
{
	const Price *sum = find(sums, currency);
	Price none = {0};

	if (sum)
		return *sum;
	g_strlcpy(none.currency, currency, sizeof(none.currency));
	return none;
}

char *price_of(const Price *price, int n)
{
	int64_t sum = price->millionths * n;
	g_autofree char *number =
	        g_strdup_printf("%" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT, sum / 1000000, sum % 1000000);
	gsize end = strlen(number);

	while (number[end - 1] == '0' && number[end - 3] != '.')
		end--;
	number[end] = '\0';
	return g_strdup_printf("%s %s", number, price->currency);
}
