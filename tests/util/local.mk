check_PROGRAMS += tests/util/test-util
tests_util_test_util_SOURCES = tests/util/test-util.c
tests_util_test_util_CPPFLAGS = $(TEST_CPPFLAGS)
tests_util_test_util_CFLAGS = $(TEST_CFLAGS)
tests_util_test_util_LDADD = $(TEST_LIBS) $(PHONE_LINK) $(UTIL_LIBS)
