# followupd: the daemon's own work.
noinst_LIBRARIES += src/gateway/libgateway.a
src_gateway_libgateway_a_SOURCES = \
	src/gateway/alarms.c src/gateway/alarms.h \
	src/gateway/ask.c src/gateway/ask.h \
	src/gateway/callbacks.c src/gateway/callbacks.h \
	src/gateway/clock_keeper.c src/gateway/clock_keeper.h \
	src/gateway/compose.c src/gateway/compose.h \
	src/gateway/daemon.c src/gateway/daemon.h \
	src/gateway/door.c src/gateway/door.h \
	src/gateway/effects.c src/gateway/effects.h \
	src/gateway/errand.c src/gateway/errand.h \
	src/gateway/flight.c src/gateway/flight.h \
	src/gateway/gateway.h \
	src/gateway/backlog.c src/gateway/backlog.h \
	src/gateway/item.c src/gateway/item.h \
	src/gateway/lane.c src/gateway/lane.h \
	src/gateway/match.c src/gateway/match.h \
	src/gateway/metrics.c src/gateway/metrics.h \
	src/gateway/metrics_out.c src/gateway/metrics_out.h \
	src/gateway/notify.c src/gateway/notify.h \
	src/gateway/parts.c src/gateway/parts.h \
	src/gateway/planner.c src/gateway/planner.h \
	src/gateway/proposals.c src/gateway/proposals.h \
	src/gateway/purse.c src/gateway/purse.h \
	src/gateway/poller.c src/gateway/poller.h \
	src/gateway/receipts.c src/gateway/receipts.h \
	src/gateway/receiver.c src/gateway/receiver.h \
	src/gateway/reconciler.c src/gateway/reconciler.h \
	src/gateway/replies.c src/gateway/replies.h \
	src/gateway/result.c src/gateway/result.h \
	src/gateway/retention.c src/gateway/retention.h \
	src/gateway/runner.c src/gateway/runner.h \
	src/gateway/late.c src/gateway/late.h \
	src/gateway/sender.c src/gateway/sender.h \
	src/gateway/sla.c src/gateway/sla.h \
	src/gateway/suggestions.c src/gateway/suggestions.h \
	src/gateway/team.c src/gateway/team.h \
	src/gateway/tell_formats.c src/gateway/tell_formats.h \
	src/gateway/teller.c src/gateway/teller.h \
	src/gateway/trainer.c src/gateway/trainer.h \
	src/gateway/turn.c src/gateway/turn.h \
	src/gateway/way.c src/gateway/way.h \
	src/gateway/words.c src/gateway/words.h
src_gateway_libgateway_a_CFLAGS = $(AM_CFLAGS) $(SYSTEMD_CFLAGS) $(SODIUM_CFLAGS) $(JANSSON_CFLAGS)
GATEWAY_LIBS = src/gateway/libgateway.a $(CONF_LIBS) $(STORE_LIBS) $(PROVIDER_LIBS) $(NET_LIBS) \
	src/text/libtext.a src/core/libcore.a $(UTIL_LIBS) $(PHONE_LINK) $(SODIUM_LIBS)

sbin_PROGRAMS += src/gateway/followupd
src_gateway_followupd_SOURCES = src/gateway/main.c
src_gateway_followupd_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS) $(MHD_CFLAGS) $(SQLITE_CFLAGS) $(CONFIG_CFLAGS) \
	$(JANSSON_CFLAGS) $(SODIUM_CFLAGS)
src_gateway_followupd_LDADD = $(GATEWAY_LIBS)
