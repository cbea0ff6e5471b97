noinst_LIBRARIES += tests/store/libfixture.a
tests_store_libfixture_a_SOURCES = tests/store/fixture.c tests/store/fixture.h
tests_store_libfixture_a_CPPFLAGS = $(TEST_CPPFLAGS)
tests_store_libfixture_a_CFLAGS = $(TEST_CFLAGS) $(SQLITE_CFLAGS)
STORE_TEST_CFLAGS = $(TEST_CFLAGS) $(SQLITE_CFLAGS)
STORE_TEST_LIBS = tests/store/libfixture.a $(TEST_LIBS) $(STORE_LIBS) src/core/libcore.a $(PHONE_LINK) $(UTIL_LIBS)

check_PROGRAMS += tests/store/test-intake tests/store/test-cases tests/store/test-sending tests/store/test-inbound \
<<<<<<< HEAD
	tests/store/test-db tests/store/test-watch tests/store/test-sla
=======
	tests/store/test-db tests/store/test-watch tests/store/test-load
>>>>>>> foresee
tests_store_test_intake_SOURCES = tests/store/test-intake.c
tests_store_test_intake_CPPFLAGS = $(TEST_CPPFLAGS)
tests_store_test_intake_CFLAGS = $(STORE_TEST_CFLAGS)
tests_store_test_intake_LDADD = $(STORE_TEST_LIBS)
tests_store_test_cases_SOURCES = tests/store/test-cases.c
tests_store_test_cases_CPPFLAGS = $(TEST_CPPFLAGS)
tests_store_test_cases_CFLAGS = $(STORE_TEST_CFLAGS)
tests_store_test_cases_LDADD = $(STORE_TEST_LIBS)
tests_store_test_sending_SOURCES = tests/store/test-sending.c
tests_store_test_sending_CPPFLAGS = $(TEST_CPPFLAGS)
tests_store_test_sending_CFLAGS = $(STORE_TEST_CFLAGS)
tests_store_test_sending_LDADD = $(STORE_TEST_LIBS)
tests_store_test_inbound_SOURCES = tests/store/test-inbound.c
tests_store_test_inbound_CPPFLAGS = $(TEST_CPPFLAGS)
tests_store_test_inbound_CFLAGS = $(STORE_TEST_CFLAGS)
tests_store_test_inbound_LDADD = $(STORE_TEST_LIBS)
tests_store_test_db_SOURCES = tests/store/test-db.c
tests_store_test_db_CPPFLAGS = $(TEST_CPPFLAGS)
tests_store_test_db_CFLAGS = $(STORE_TEST_CFLAGS)
tests_store_test_db_LDADD = $(STORE_TEST_LIBS)
tests_store_test_watch_SOURCES = tests/store/test-watch.c
tests_store_test_watch_CPPFLAGS = $(TEST_CPPFLAGS)
tests_store_test_watch_CFLAGS = $(STORE_TEST_CFLAGS)
tests_store_test_watch_LDADD = $(STORE_TEST_LIBS)
<<<<<<< HEAD
tests_store_test_sla_SOURCES = tests/store/test-sla.c
tests_store_test_sla_CPPFLAGS = $(TEST_CPPFLAGS)
tests_store_test_sla_CFLAGS = $(STORE_TEST_CFLAGS)
tests_store_test_sla_LDADD = $(STORE_TEST_LIBS)
=======
tests_store_test_load_SOURCES = tests/store/test-load.c
tests_store_test_load_CPPFLAGS = $(TEST_CPPFLAGS)
tests_store_test_load_CFLAGS = $(STORE_TEST_CFLAGS)
tests_store_test_load_LDADD = $(STORE_TEST_LIBS)
>>>>>>> foresee
