# HTTP both ways on one sd-event loop.
noinst_LIBRARIES += src/net/libnet.a
src_net_libnet_a_SOURCES = \
	src/net/http_client.c src/net/http_client.h \
	src/net/http_server.c src/net/http_server.h \
	src/net/http_stream.c src/net/http_ticket.h
src_net_libnet_a_CFLAGS = $(AM_CFLAGS) $(SYSTEMD_CFLAGS) $(CURL_CFLAGS) $(MHD_CFLAGS)
NET_LIBS = src/net/libnet.a $(CURL_LIBS) $(MHD_LIBS) $(SYSTEMD_LIBS)
