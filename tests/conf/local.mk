check_PROGRAMS += tests/conf/test-calendar tests/conf/test-conf tests/conf/test-faults tests/conf/test-http-faults tests/conf/test-regions tests/conf/test-spans
CONF_TEST_LIBS = $(TEST_LIBS) $(CONF_LIBS) $(CONF_NEEDS) $(UTIL_LIBS)

tests_conf_test_calendar_SOURCES = tests/conf/test-calendar.c tests/conf/sample.c tests/conf/sample.h
tests_conf_test_calendar_CPPFLAGS = $(TEST_CPPFLAGS)
tests_conf_test_calendar_CFLAGS = $(TEST_CFLAGS)
tests_conf_test_calendar_LDADD = $(CONF_TEST_LIBS)

tests_conf_test_conf_SOURCES = tests/conf/test-conf.c tests/conf/sample.c tests/conf/sample.h
tests_conf_test_conf_CPPFLAGS = $(TEST_CPPFLAGS)
tests_conf_test_conf_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_conf_test_conf_LDADD = $(CONF_TEST_LIBS)

tests_conf_test_faults_SOURCES = tests/conf/test-faults.c tests/conf/sample.c tests/conf/sample.h
tests_conf_test_faults_CPPFLAGS = $(TEST_CPPFLAGS)
tests_conf_test_faults_CFLAGS = $(TEST_CFLAGS)
tests_conf_test_faults_LDADD = $(CONF_TEST_LIBS)

tests_conf_test_http_faults_SOURCES = tests/conf/test-http-faults.c tests/conf/sample.c tests/conf/sample.h
tests_conf_test_http_faults_CPPFLAGS = $(TEST_CPPFLAGS)
tests_conf_test_http_faults_CFLAGS = $(TEST_CFLAGS)
tests_conf_test_http_faults_LDADD = $(CONF_TEST_LIBS)

tests_conf_test_regions_SOURCES = tests/conf/test-regions.c tests/conf/sample.c tests/conf/sample.h
tests_conf_test_regions_CPPFLAGS = $(TEST_CPPFLAGS)
tests_conf_test_regions_CFLAGS = $(TEST_CFLAGS)
tests_conf_test_regions_LDADD = $(CONF_TEST_LIBS)

tests_conf_test_spans_SOURCES = tests/conf/test-spans.c
tests_conf_test_spans_CPPFLAGS = $(TEST_CPPFLAGS)
tests_conf_test_spans_CFLAGS = $(TEST_CFLAGS)
tests_conf_test_spans_LDADD = $(CONF_TEST_LIBS)

check_SCRIPTS += tests/conf/manual.sh
EXTRA_DIST += tests/data/conf/regions/CN.conf tests/data/conf/regions/KZ.conf tests/data/conf/regions/RU.conf \
	tests/data/conf/regions/US.conf tests/data/conf/regions/US-FL.conf tests/data/conf/regions/holidays/CN.conf
EXTRA_DIST += tests/data/conf/replies/en.conf tests/data/conf/broken-replies/xx.conf
EXTRA_DIST += tests/data/conf/texts/en.conf tests/data/conf/texts/zh-CN.conf tests/data/conf/broken/de.conf
