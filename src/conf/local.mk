# Configuration: one table of settings, libconfig behind it.
noinst_LIBRARIES += src/conf/libconf.a
src_conf_libconf_a_SOURCES = \
	src/conf/conf.c src/conf/conf.h \
	src/conf/spans.c src/conf/spans.h
src_conf_libconf_a_CFLAGS = $(AM_CFLAGS) $(CONFIG_CFLAGS) $(JANSSON_CFLAGS)
CONF_LIBS = src/conf/libconf.a $(CONFIG_LIBS) $(JANSSON_LIBS)
