# Scenarios: the whole gateway in virtual time (tests/scenarios/README).
SCENARIO_PLAYER = tests/scenarios/player.c tests/scenarios/player.h tests/scenarios/verbs.c tests/scenarios/expects.c \
	tests/scenarios/truths.c tests/scenarios/script.c tests/scenarios/script.h tests/scenarios/peace.c \
	tests/scenarios/peace.h tests/gateway/world.c tests/gateway/world.h
check_PROGRAMS += tests/scenarios/run
tests_scenarios_run_SOURCES = tests/scenarios/run.c $(SCENARIO_PLAYER)
tests_scenarios_run_CPPFLAGS = $(tests_gateway_test_walk_CPPFLAGS)
tests_scenarios_run_CFLAGS = $(tests_gateway_test_walk_CFLAGS)
tests_scenarios_run_LDADD = $(tests_gateway_test_walk_LDADD)
EXTRA_DIST += tests/scenarios/README
EXTRA_DIST += $(wildcard $(srcdir)/tests/scenarios/*.txt)
check_PROGRAMS += tests/scenarios/random
tests_scenarios_random_SOURCES = tests/scenarios/random.c tests/scenarios/random.h tests/scenarios/story.c tests/scenarios/shrink.c \
	tests/scenarios/year.c tests/scenarios/year.h $(SCENARIO_PLAYER)
tests_scenarios_random_CPPFLAGS = $(tests_gateway_test_walk_CPPFLAGS)
tests_scenarios_random_CFLAGS = $(tests_gateway_test_walk_CFLAGS)
tests_scenarios_random_LDADD = $(tests_gateway_test_walk_LDADD)
check_PROGRAMS += tests/scenarios/test-shrink
tests_scenarios_test_shrink_SOURCES = tests/scenarios/test-shrink.c tests/scenarios/random.h tests/scenarios/story.c \
	tests/scenarios/shrink.c $(SCENARIO_PLAYER)
tests_scenarios_test_shrink_CPPFLAGS = $(tests_gateway_test_walk_CPPFLAGS)
tests_scenarios_test_shrink_CFLAGS = $(tests_gateway_test_walk_CFLAGS)
tests_scenarios_test_shrink_LDADD = $(tests_gateway_test_walk_LDADD)

# The long form: some hundred random stories and a year of a shop.
.PHONY: check-scenarios
check-scenarios: tests/scenarios/run tests/scenarios/random
	tests/scenarios/run
	tests/scenarios/random --count 300 --lines 120
	tests/scenarios/random --year 100
