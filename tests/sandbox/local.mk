check_PROGRAMS += tests/sandbox/test-sandbox tests/sandbox/test-script
tests_sandbox_test_sandbox_SOURCES = tests/sandbox/test-sandbox.c
tests_sandbox_test_sandbox_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sandbox_test_sandbox_CFLAGS = $(TEST_CFLAGS) $(SYSTEMD_CFLAGS) $(JANSSON_CFLAGS)
tests_sandbox_test_sandbox_LDADD = $(TEST_LIBS) $(PROVIDER_LIBS) $(SANDBOX_LIBS)
tests_sandbox_test_script_SOURCES = tests/sandbox/test-script.c
tests_sandbox_test_script_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sandbox_test_script_CFLAGS = $(TEST_CFLAGS) $(SYSTEMD_CFLAGS)
tests_sandbox_test_script_LDADD = $(TEST_LIBS) $(SANDBOX_LIBS)
check_SCRIPTS += tests/sandbox/test-options.sh
tests/sandbox/test-options.sh: src/sandbox/followup-sandbox
