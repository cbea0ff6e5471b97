/* A table-driven test program over Check, with one closing line a person (and tests/run) can read. */
#pragma once

#include <check.h>
#include <glib.h>

/* Runs the suite and prints, when something failed, each failure with its row, and always
 * "NAME: N passed, M failed". Returns the exit status for main(). CK_FORK=no runs it in one process (valgrind). */
int suite_run(Suite *suite, const char *name);

/* The path of a file below tests/ of the source tree. Caller frees. */
char *test_file(const char *relative);

/* A fresh directory under $TMPDIR, removed with all it holds by test_dir_remove(). Caller frees. */
char *test_dir_new(void);
void test_dir_remove(const char *dir);

/* Compares and names the row that differs. */
#define row_int(row, got, want)                                                                                        \
	do {                                                                                                            \
		long long row_got_ = (long long)(got), row_want_ = (long long)(want);                                   \
		ck_assert_msg(row_got_ == row_want_, "row %s: %s is %lld, want %lld", row, #got, row_got_, row_want_);  \
	} while (0)
#define row_str(row, got, want)                                                                                        \
	do {                                                                                                            \
		const char *row_got_ = (got), *row_want_ = (want);                                                      \
		ck_assert_msg(g_strcmp0(row_got_, row_want_) == 0, "row %s: %s is \"%s\", want \"%s\"", row, #got,      \
		              row_got_ ? row_got_ : "(null)", row_want_ ? row_want_ : "(null)");                        \
	} while (0)
