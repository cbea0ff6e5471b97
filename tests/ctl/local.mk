check_PROGRAMS += tests/ctl/test-ctl
tests_ctl_test_ctl_SOURCES = tests/ctl/test-ctl.c
tests_ctl_test_ctl_CPPFLAGS = $(TEST_CPPFLAGS)
tests_ctl_test_ctl_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_ctl_test_ctl_LDADD = $(TEST_LIBS) $(CTL_LINK)

EXTRA_DIST += tests/ctl/lib.sh

# Drives the built followupctl as a person would.
check_SCRIPTS += tests/ctl/test-ctl.sh
tests/ctl/test-ctl.sh: src/ctl/followupctl$(EXEEXT)
check_SCRIPTS += tests/ctl/test-provider.sh
tests/ctl/test-provider.sh: src/ctl/followupctl$(EXEEXT) src/sandbox/followup-sandbox$(EXEEXT)

# Drives it as a team does.
check_SCRIPTS += tests/ctl/test-team.sh
tests/ctl/test-team.sh: src/ctl/followupctl$(EXEEXT)

# Drives it for reports.
check_SCRIPTS += tests/ctl/test-report.sh
tests/ctl/test-report.sh: src/ctl/followupctl$(EXEEXT)
