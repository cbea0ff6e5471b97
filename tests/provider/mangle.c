#include "provider/mangle.h"

#include <string.h>

#define ROUNDS 400
#define SEED 20260314 /* the same bytes every time: a failure can be looked at again */

static void once(const char *from, gsize length, void (*parse)(const char *, gsize, gpointer), gpointer data,
                 GRand *rand)
{
	char *copy = g_malloc(length + (length == 0));

	memcpy(copy, from, length);
	for (guint hits = rand && length ? 1 + (guint)g_rand_int_range(rand, 0, 6) : 0; hits; hits--)
		copy[g_rand_int_range(rand, 0, (gint32)length)] = (char)g_rand_int_range(rand, 0, 256);
	parse(copy, length, data);
	g_free(copy);
}

void mangle(const char *good, void (*parse)(const char *bytes, gsize length, gpointer data), gpointer data)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(SEED);

	for (gsize length = 0; length <= strlen(good); length++)
		once(good, length, parse, data, NULL);
	for (guint round = 0; round < ROUNDS; round++)
		once(good, (gsize)g_rand_int_range(rand, 0, (gint32)strlen(good) + 1), parse, data, rand);
}
