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
