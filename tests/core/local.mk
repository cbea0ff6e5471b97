# Tools that tests run with arguments: built by `make check`, not run bare (tests/local.mk).
check_PROGRAMS += tests/contact-cases
TEST_TOOLS += tests/contact-cases
tests_contact_cases_SOURCES = tests/contact-cases.c
tests_contact_cases_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
tests_contact_cases_LDADD = src/core/libcore.a $(UTIL_LIBS) $(JANSSON_LIBS)

check_SCRIPTS += tests/core/contact-cases.sh
