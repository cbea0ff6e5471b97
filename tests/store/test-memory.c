/* The memory SQLite works in (store/sqlite/memory.c). */
#include "lib/suite.h"

#include "store/sqlite/memory.h"

#include <string.h>

static const sqlite3_mem_methods *const M = &MEMORY_METHODS;

static void setup(void)
{
	ck_assert_int_eq(M->xInit(NULL), SQLITE_OK);
}

static void teardown(void)
{
	M->xShutdown(NULL);
}

static void *filled(int size)
{
	unsigned char *piece = M->xMalloc(size);

	for (int i = 0; i < size; i++)
		piece[i] = (unsigned char)(i * 7 + size);
	return piece;
}

static void is_filled(const char *row, const unsigned char *piece, int size, int upto)
{
	int same = 0;

	while (same < upto && piece[same] == (unsigned char)(same * 7 + size))
		same++;
	row_int(row, same, upto);
}

static const struct {
	const char *row;
	int size;
} SIZES[] = {
	{"one byte", 1},
	{"a step", 32},
	{"a byte more", 33},
	{"a page and what goes with it", 4368},
	{"the biggest kept", 8192},
	{"one byte more", 8193},
	{"far beyond", 1 << 20},
};

START_TEST(gives_what_was_asked_for)
{
	const char *row = SIZES[_i].row;
	int size = SIZES[_i].size;
	unsigned char *piece = filled(size), *other = filled(size);

	row_int(row, (uintptr_t)piece % 8, 0);
	ck_assert_msg(M->xSize(piece) >= size, "row %s: holds only %d", row, M->xSize(piece));
	row_int(row, M->xSize(piece), M->xRoundup(size));
	/* All that it says it holds can be written to, and is nobody else's. */
	memset(other, 0, (size_t)M->xSize(other));
	is_filled(row, piece, size, size);
	M->xFree(other);
	M->xFree(piece);
}
END_TEST

START_TEST(gives_the_same_piece_again)
{
	void *one = M->xMalloc(500), *two = M->xMalloc(500), *bigger;

	M->xFree(one);
	ck_assert_ptr_eq(M->xMalloc(510), one); /* of one size with it */
	M->xFree(two);
	bigger = M->xMalloc(600);
	ck_assert_ptr_ne(bigger, two);
	ck_assert_ptr_eq(M->xMalloc(500), two);
	M->xFree(bigger);
	M->xFree(two);
	M->xFree(one);
}
END_TEST

static const struct {
	const char *row;
	int from, to;
} MOVES[] = {
	{"grows", 40, 400},       {"shrinks", 400, 40},         {"out of what is kept", 4000, 40000},
	{"into it", 40000, 4000}, {"beyond it", 20000, 200000}, {"stays of a size", 100, 101},
};

START_TEST(resizing_keeps_the_bytes)
{
	int from = MOVES[_i].from, to = MOVES[_i].to;
	unsigned char *piece = M->xRealloc(filled(from), to);

	ck_assert_msg(M->xSize(piece) >= to, "row %s: holds only %d", MOVES[_i].row, M->xSize(piece));
	is_filled(MOVES[_i].row, piece, from, MIN(from, to));
	M->xFree(piece);
}
END_TEST

START_TEST(many_come_back)
{
	void *pieces[2000];

	/* More than are kept of one size: the rest goes back to libc, and all are given out as new. */
	for (int turn = 0; turn < 2; turn++) {
		for (guint i = 0; i < G_N_ELEMENTS(pieces); i++)
			memset(pieces[i] = M->xMalloc(64), (int)i & 0xff, 64);
		for (guint i = 0; i < G_N_ELEMENTS(pieces); i++) {
			ck_assert_int_eq(*(unsigned char *)pieces[i], i & 0xff);
			M->xFree(pieces[i]);
		}
	}
	ck_assert_int_eq(M->xSize(NULL), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("memory");
	TCase *tc = tcase_create("memory");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, gives_what_was_asked_for, 0, G_N_ELEMENTS(SIZES));
	tcase_add_test(tc, gives_the_same_piece_again);
	tcase_add_loop_test(tc, resizing_keeps_the_bytes, 0, G_N_ELEMENTS(MOVES));
	tcase_add_test(tc, many_come_back);
	suite_add_tcase(suite, tc);
	return suite_run(suite, "memory");
}
