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
check_PROGRAMS += tests/gateway/test-matching
tests_gateway_test_matching_SOURCES = tests/gateway/test-matching.c tests/gateway/anna.h tests/gateway/world.c tests/gateway/world.h
tests_gateway_test_matching_CPPFLAGS = $(tests_gateway_test_walk_CPPFLAGS)
tests_gateway_test_matching_CFLAGS = $(tests_gateway_test_walk_CFLAGS)
tests_gateway_test_matching_LDADD = $(TEST_LIBS) $(DESK_LIBS) $(GATEWAY_LIBS)
check_PROGRAMS += tests/gateway/test-attach
tests_gateway_test_attach_SOURCES = tests/gateway/test-attach.c tests/gateway/anna.h tests/gateway/world.c tests/gateway/world.h
tests_gateway_test_attach_CPPFLAGS = $(tests_gateway_test_walk_CPPFLAGS)
tests_gateway_test_attach_CFLAGS = $(tests_gateway_test_walk_CFLAGS)
tests_gateway_test_attach_LDADD = $(tests_gateway_test_matching_LDADD)
