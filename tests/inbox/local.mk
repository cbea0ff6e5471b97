INBOX_TEST_LINK = src/inbox/libinbox.a $(NET_LIBS) $(PROVIDER_LIBS) $(DESK_TEST_LINK) $(SODIUM_LIBS)

check_PROGRAMS += tests/inbox/test-parts tests/inbox/test-session tests/inbox/test-lists tests/inbox/test-request \
	tests/inbox/test-outlook tests/inbox/test-work
tests_inbox_test_parts_SOURCES = tests/inbox/test-parts.c
tests_inbox_test_parts_CPPFLAGS = $(TEST_CPPFLAGS)
tests_inbox_test_parts_CFLAGS = $(TEST_CFLAGS) $(SYSTEMD_CFLAGS)
tests_inbox_test_parts_LDADD = $(INBOX_TEST_LINK)
tests_inbox_test_session_SOURCES = tests/inbox/test-session.c
tests_inbox_test_session_CPPFLAGS = $(TEST_CPPFLAGS)
tests_inbox_test_session_CFLAGS = $(TEST_CFLAGS) $(SYSTEMD_CFLAGS)
tests_inbox_test_session_LDADD = $(INBOX_TEST_LINK)
tests_inbox_test_lists_SOURCES = tests/inbox/test-lists.c tests/inbox/many.c tests/inbox/many.h
tests_inbox_test_lists_CPPFLAGS = $(TEST_CPPFLAGS)
tests_inbox_test_lists_CFLAGS = $(TEST_CFLAGS) $(SYSTEMD_CFLAGS)
tests_inbox_test_lists_LDADD = $(INBOX_TEST_LINK) $(SQLITE_LIBS)
tests_inbox_test_outlook_SOURCES = tests/inbox/test-outlook.c
tests_inbox_test_outlook_CPPFLAGS = $(TEST_CPPFLAGS)
tests_inbox_test_outlook_CFLAGS = $(TEST_CFLAGS)
tests_inbox_test_outlook_LDADD = $(INBOX_TEST_LINK)
tests_inbox_test_request_SOURCES = tests/inbox/test-request.c
tests_inbox_test_request_CPPFLAGS = $(TEST_CPPFLAGS)
tests_inbox_test_request_CFLAGS = $(TEST_CFLAGS) $(SYSTEMD_CFLAGS) $(JANSSON_CFLAGS)
tests_inbox_test_request_LDADD = $(INBOX_TEST_LINK)
tests_inbox_test_work_SOURCES = tests/inbox/test-work.c tests/inbox/many.c tests/inbox/many.h
tests_inbox_test_work_CPPFLAGS = $(TEST_CPPFLAGS)
tests_inbox_test_work_CFLAGS = $(TEST_CFLAGS) $(SYSTEMD_CFLAGS)
tests_inbox_test_work_LDADD = $(INBOX_TEST_LINK) $(SQLITE_LIBS)
