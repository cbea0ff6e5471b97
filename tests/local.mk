# `make check` runs all of check_PROGRAMS and check_SCRIPTS through tests/run: quiet when green, the failing row when red,
# one summary line at the end. Slow suites have their long form in targets of their own.
check_LIBRARIES += tests/lib/libsuite.a
tests_lib_libsuite_a_SOURCES = tests/lib/suite.c tests/lib/suite.h
tests_lib_libsuite_a_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests -DTEST_SRCDIR='"$(abs_top_srcdir)/tests"'
tests_lib_libsuite_a_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
TEST_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
TEST_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
TEST_LIBS = tests/lib/libsuite.a $(CHECK_LIBS)

# check_PROGRAMS that are tools of scripts: built, but not run by themselves.
TEST_TOOLS =

include $(srcdir)/tests/util/local.mk
include $(srcdir)/tests/core/local.mk
include $(srcdir)/tests/text/local.mk
include $(srcdir)/tests/desk/local.mk
include $(srcdir)/tests/ctl/local.mk
include $(srcdir)/tests/store/local.mk
include $(srcdir)/tests/conf/local.mk
include $(srcdir)/tests/gateway/local.mk
include $(srcdir)/tests/scenarios/local.mk
include $(srcdir)/tests/net/local.mk
include $(srcdir)/tests/provider/local.mk
include $(srcdir)/tests/inbox/local.mk
include $(srcdir)/tests/sandbox/local.mk
include $(srcdir)/tests/fuzz/local.mk
include $(srcdir)/tests/docs/local.mk
include $(srcdir)/tests/systemd/local.mk
include $(srcdir)/tests/e2e/local.mk
include $(srcdir)/tests/web/local.mk

EXTRA_DIST += tests/run $(check_SCRIPTS)

check-local: $(check_PROGRAMS) $(check_SCRIPTS)
	@top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' \
		$(SHELL) $(srcdir)/tests/run $(filter-out $(TEST_TOOLS),$(check_PROGRAMS)) $(check_SCRIPTS)

# The test programs built, and the unit tests alone (for builds with sanitizers or another compiler).
.PHONY: build-tests check-units
build-tests: all
	@$(MAKE) $(AM_MAKEFLAGS) $(check_PROGRAMS) $(check_SCRIPTS) tests/e2e/shim.so
check-units: $(check_PROGRAMS)
	@CK_TIMEOUT_MULTIPLIER=10 top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' \
		$(SHELL) $(srcdir)/tests/run $(filter-out $(TEST_TOOLS),$(check_PROGRAMS))

# The unit tests once more, in one process each, under valgrind. libphonenumber keeps its tables to the end of the process.
.PHONY: check-valgrind
check-valgrind: $(check_PROGRAMS)
	@CK_FORK=no CK_TIMEOUT_MULTIPLIER=20 \
	TEST_WRAPPER='valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite' \
	top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' \
		$(SHELL) $(srcdir)/tests/run $(filter-out $(TEST_TOOLS),$(check_PROGRAMS))
