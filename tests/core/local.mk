# Tools that tests run with arguments: built by `make check`, not run bare (tests/local.mk).
check_PROGRAMS += tests/contact-cases
TEST_TOOLS += tests/contact-cases
tests_contact_cases_SOURCES = tests/contact-cases.c
tests_contact_cases_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
tests_contact_cases_LDADD = src/core/libcore.a $(UTIL_LIBS) $(JANSSON_LIBS)

check_SCRIPTS += tests/core/contact-cases.sh tests/purity
EXTRA_DIST += tests/purity.allow tests/data/contact-cases.json

check_PROGRAMS += \
	tests/core/test-budget \
	tests/core/test-decide \
	tests/core/test-hours \
	tests/core/test-ladder \
	tests/core/test-life \
	tests/core/test-limits \
	tests/core/test-miss \
	tests/core/test-notice \
	tests/core/test-plan \
	tests/core/test-properties \
	tests/core/test-replay \
	tests/core/test-types
CORE_TEST_LIBS = $(TEST_LIBS) src/core/libcore.a $(GLIB_LIBS)
tests_core_test_budget_SOURCES = tests/core/test-budget.c tests/core/when.h
tests_core_test_budget_CPPFLAGS = $(TEST_CPPFLAGS)
tests_core_test_budget_CFLAGS = $(TEST_CFLAGS)
tests_core_test_budget_LDADD = $(CORE_TEST_LIBS)
tests_core_test_decide_SOURCES = tests/core/test-decide.c tests/core/when.h
tests_core_test_decide_CPPFLAGS = $(TEST_CPPFLAGS)
tests_core_test_decide_CFLAGS = $(TEST_CFLAGS)
tests_core_test_decide_LDADD = $(CORE_TEST_LIBS)
tests_core_test_hours_SOURCES = tests/core/test-hours.c tests/core/when.h
tests_core_test_hours_CPPFLAGS = $(TEST_CPPFLAGS)
tests_core_test_hours_CFLAGS = $(TEST_CFLAGS)
tests_core_test_hours_LDADD = $(CORE_TEST_LIBS)
tests_core_test_ladder_SOURCES = tests/core/test-ladder.c tests/core/when.h
tests_core_test_ladder_CPPFLAGS = $(TEST_CPPFLAGS)
tests_core_test_ladder_CFLAGS = $(TEST_CFLAGS)
tests_core_test_ladder_LDADD = $(CORE_TEST_LIBS)
tests_core_test_life_SOURCES = tests/core/test-life.c
tests_core_test_life_CPPFLAGS = $(TEST_CPPFLAGS)
tests_core_test_life_CFLAGS = $(TEST_CFLAGS)
tests_core_test_life_LDADD = $(CORE_TEST_LIBS)
tests_core_test_limits_SOURCES = tests/core/test-limits.c
tests_core_test_limits_CPPFLAGS = $(TEST_CPPFLAGS)
tests_core_test_limits_CFLAGS = $(TEST_CFLAGS)
tests_core_test_limits_LDADD = $(CORE_TEST_LIBS)
tests_core_test_miss_SOURCES = tests/core/test-miss.c tests/core/when.h
tests_core_test_miss_CPPFLAGS = $(TEST_CPPFLAGS)
tests_core_test_miss_CFLAGS = $(TEST_CFLAGS)
tests_core_test_miss_LDADD = $(CORE_TEST_LIBS)
tests_core_test_notice_SOURCES = tests/core/test-notice.c
tests_core_test_notice_CPPFLAGS = $(TEST_CPPFLAGS)
tests_core_test_notice_CFLAGS = $(TEST_CFLAGS)
tests_core_test_notice_LDADD = $(CORE_TEST_LIBS)
tests_core_test_plan_SOURCES = tests/core/test-plan.c tests/core/when.h
tests_core_test_plan_CPPFLAGS = $(TEST_CPPFLAGS)
tests_core_test_plan_CFLAGS = $(TEST_CFLAGS)
tests_core_test_plan_LDADD = $(CORE_TEST_LIBS)
tests_core_test_properties_SOURCES = tests/core/test-properties.c tests/core/when.h
tests_core_test_properties_CPPFLAGS = $(TEST_CPPFLAGS)
tests_core_test_properties_CFLAGS = $(TEST_CFLAGS)
tests_core_test_properties_LDADD = $(CORE_TEST_LIBS)
tests_core_test_types_SOURCES = tests/core/test-types.c
tests_core_test_types_CPPFLAGS = $(TEST_CPPFLAGS)
tests_core_test_types_CFLAGS = $(TEST_CFLAGS)
tests_core_test_types_LDADD = $(CORE_TEST_LIBS)
tests_core_test_replay_SOURCES = tests/core/test-replay.c tests/core/when.h
tests_core_test_replay_CPPFLAGS = $(TEST_CPPFLAGS)
tests_core_test_replay_CFLAGS = $(TEST_CFLAGS)
tests_core_test_replay_LDADD = $(CORE_TEST_LIBS)
check_PROGRAMS += tests/core/test-chain
tests_core_test_chain_SOURCES = tests/core/test-chain.c
tests_core_test_chain_CPPFLAGS = $(TEST_CPPFLAGS)
tests_core_test_chain_CFLAGS = $(TEST_CFLAGS)
tests_core_test_chain_LDADD = $(TEST_LIBS) src/core/libcore.a $(UTIL_LIBS)
check_PROGRAMS += tests/core/test-pause
tests_core_test_pause_SOURCES = tests/core/test-pause.c
tests_core_test_pause_CPPFLAGS = $(TEST_CPPFLAGS)
tests_core_test_pause_CFLAGS = $(TEST_CFLAGS)
tests_core_test_pause_LDADD = $(CORE_TEST_LIBS)
check_PROGRAMS += tests/core/test-backlog
tests_core_test_backlog_SOURCES = tests/core/test-backlog.c
tests_core_test_backlog_CPPFLAGS = $(TEST_CPPFLAGS)
tests_core_test_backlog_CFLAGS = $(TEST_CFLAGS)
tests_core_test_backlog_LDADD = $(CORE_TEST_LIBS)
check_PROGRAMS += tests/core/test-fair
tests_core_test_fair_SOURCES = tests/core/test-fair.c
tests_core_test_fair_CPPFLAGS = $(TEST_CPPFLAGS)
tests_core_test_fair_CFLAGS = $(TEST_CFLAGS)
tests_core_test_fair_LDADD = $(CORE_TEST_LIBS)
