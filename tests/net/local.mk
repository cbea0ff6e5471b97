NET_TEST_LIBS = $(TEST_LIBS) $(NET_LIBS) $(UTIL_LIBS)

check_PROGRAMS += tests/net/test-http-client tests/net/test-http-route tests/net/test-http-server
tests_net_test_http_client_SOURCES = tests/net/test-http-client.c tests/net/peer.c tests/net/peer.h \
	tests/net/rig.c tests/net/rig.h
tests_net_test_http_client_CPPFLAGS = $(TEST_CPPFLAGS)
tests_net_test_http_client_CFLAGS = $(TEST_CFLAGS) $(SYSTEMD_CFLAGS)
tests_net_test_http_client_LDADD = $(NET_TEST_LIBS)
tests_net_test_http_server_SOURCES = tests/net/test-http-server.c
tests_net_test_http_server_CPPFLAGS = $(TEST_CPPFLAGS)
tests_net_test_http_server_CFLAGS = $(TEST_CFLAGS) $(SYSTEMD_CFLAGS)
tests_net_test_http_server_LDADD = $(NET_TEST_LIBS)
tests_net_test_http_route_SOURCES = tests/net/test-http-route.c tests/net/peer.c tests/net/peer.h tests/net/rig.c tests/net/rig.h
tests_net_test_http_route_CPPFLAGS = $(TEST_CPPFLAGS)
tests_net_test_http_route_CFLAGS = $(TEST_CFLAGS) $(SYSTEMD_CFLAGS)
tests_net_test_http_route_LDADD = $(NET_TEST_LIBS)
