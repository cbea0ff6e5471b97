check_PROGRAMS += tests/provider/test-kannel
tests_provider_test_kannel_SOURCES = tests/provider/test-kannel.c
tests_provider_test_kannel_CPPFLAGS = $(TEST_CPPFLAGS)
tests_provider_test_kannel_CFLAGS = $(TEST_CFLAGS)
tests_provider_test_kannel_LDADD = $(TEST_LIBS) $(PROVIDER_LIBS) $(UTIL_LIBS)
