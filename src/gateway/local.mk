# followupd: the daemon's own work.
noinst_LIBRARIES += src/gateway/libgateway.a
src_gateway_libgateway_a_SOURCES = \
	src/gateway/compose.c src/gateway/compose.h \
	src/gateway/daemon.c src/gateway/daemon.h \
	src/gateway/flight.c src/gateway/flight.h \
	src/gateway/gateway.h \
	src/gateway/backlog.c src/gateway/backlog.h \
	src/gateway/item.c src/gateway/item.h \
	src/gateway/lane.c src/gateway/lane.h \
	src/gateway/notify.c src/gateway/notify.h \
	src/gateway/planner.c src/gateway/planner.h \
	src/gateway/purse.c src/gateway/purse.h \
	src/gateway/receiver.c src/gateway/receiver.h \
	src/gateway/replies.c src/gateway/replies.h \
	src/gateway/result.c src/gateway/result.h \
	src/gateway/sender.c src/gateway/sender.h \
	src/gateway/sla.c src/gateway/sla.h \
	src/gateway/turn.c src/gateway/turn.h \
	src/gateway/way.c src/gateway/way.h
src_gateway_libgateway_a_CFLAGS = $(AM_CFLAGS) $(SYSTEMD_CFLAGS) $(SODIUM_CFLAGS)
GATEWAY_LIBS = src/gateway/libgateway.a $(CONF_LIBS) $(STORE_LIBS) $(PROVIDER_LIBS) $(NET_LIBS) \
	src/text/libtext.a src/core/libcore.a $(UTIL_LIBS) $(PHONE_LINK) $(SODIUM_LIBS)

sbin_PROGRAMS += src/gateway/followupd
src_gateway_followupd_SOURCES = src/gateway/main.c
src_gateway_followupd_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS) $(MHD_CFLAGS) $(SQLITE_CFLAGS) $(CONFIG_CFLAGS) \
	$(JANSSON_CFLAGS) $(SODIUM_CFLAGS)
src_gateway_followupd_LDADD = $(GATEWAY_LIBS)
