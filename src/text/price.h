/* What a segment costs, as an admin writes it: "0.045 CNY". Source: F27. */
#pragma once

#include <glib.h>
#include <stdint.h>

typedef struct {
	int64_t millionths; /* of the currency's unit */
	char currency[4];   /* ISO 4217 by form; "": not known */
} Price;

/* Up to six digits before and behind the point, a blank, three capital letters. -EINVAL: it is none of that. */
int price_parse(const char *text, Price *out);

/* Adds `n` times the price to the sum of its currency. `sums`: of Price, one a currency in the order they came up. */
void price_add(GArray *sums, const Price *price, int64_t n);

/* The sum in a currency; none of it when it is not among them. */
Price price_sum(const GArray *sums, const char *currency);
gboolean price_has(const GArray *sums, const char *currency);

/* `n` times the price: "0.135 CNY", at least two digits behind the point. Caller frees. */
char *price_of(const Price *price, int n);
