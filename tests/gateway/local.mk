check_PROGRAMS += tests/gateway/test-walk
tests_gateway_test_walk_SOURCES = tests/gateway/test-walk.c tests/gateway/world.c tests/gateway/world.h
tests_gateway_test_walk_CPPFLAGS = $(TEST_CPPFLAGS) -DTEST_SRCDIR='"$(abs_top_srcdir)/tests"'
tests_gateway_test_walk_CFLAGS = $(TEST_CFLAGS) $(SYSTEMD_CFLAGS) $(SQLITE_CFLAGS)
tests_gateway_test_walk_LDADD = $(TEST_LIBS) src/desk/libdesk.a $(GATEWAY_LIBS)
check_PROGRAMS += tests/gateway/test-routing
tests_gateway_test_routing_SOURCES = tests/gateway/test-routing.c tests/gateway/world.c tests/gateway/world.h
tests_gateway_test_routing_CPPFLAGS = $(tests_gateway_test_walk_CPPFLAGS)
tests_gateway_test_routing_CFLAGS = $(tests_gateway_test_walk_CFLAGS)
# A driver of the test's own behind the real one's name: it speaks every outcome and telephones.
tests_gateway_test_routing_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=provider_find -Wl,--wrap=conf_has_voice
tests_gateway_test_routing_LDADD = $(tests_gateway_test_walk_LDADD)
check_PROGRAMS += tests/gateway/test-compose
tests_gateway_test_compose_SOURCES = tests/gateway/test-compose.c
tests_gateway_test_compose_CPPFLAGS = $(tests_gateway_test_walk_CPPFLAGS)
tests_gateway_test_compose_CFLAGS = $(tests_gateway_test_walk_CFLAGS)
tests_gateway_test_compose_LDADD = $(tests_gateway_test_walk_LDADD)
check_PROGRAMS += tests/gateway/test-sla
tests_gateway_test_sla_SOURCES = tests/gateway/test-sla.c tests/gateway/world.c tests/gateway/world.h
tests_gateway_test_sla_CPPFLAGS = $(tests_gateway_test_walk_CPPFLAGS)
tests_gateway_test_sla_CFLAGS = $(tests_gateway_test_walk_CFLAGS)
tests_gateway_test_sla_LDADD = $(tests_gateway_test_walk_LDADD)
check_PROGRAMS += tests/gateway/test-backlog
tests_gateway_test_backlog_SOURCES = tests/gateway/test-backlog.c tests/gateway/world.c tests/gateway/world.h
tests_gateway_test_backlog_CPPFLAGS = $(tests_gateway_test_walk_CPPFLAGS)
tests_gateway_test_backlog_CFLAGS = $(tests_gateway_test_walk_CFLAGS)
tests_gateway_test_backlog_LDADD = $(tests_gateway_test_walk_LDADD)
