# What every room may use: clock, zones, log and masking, HTTP messages as data, fault points.
noinst_LIBRARIES += src/util/libutil.a src/util/libphone.a
src_util_libutil_a_SOURCES = \
	src/util/areas.c src/util/areas.h \
	src/util/cleanup.h \
	src/util/clock.c src/util/clock.h \
	src/util/fault.c src/util/fault.h \
	src/util/forwarded.c src/util/forwarded.h \
	src/util/http_message.c src/util/http_message.h \
	src/util/http_profile.c src/util/http_profile.h \
	src/util/http_template.c \
	src/util/language.c src/util/language.h \
	src/util/log.c src/util/log.h \
	src/util/mask.c src/util/mask.h \
	src/util/order.h \
	src/util/openmetrics.c src/util/openmetrics.h \
	src/util/nearest.c src/util/nearest.h \
	src/util/subnet.c src/util/subnet.h \
	src/util/plain.c src/util/plain.h \
	src/util/process.c src/util/process.h \
	src/util/zone_table.c src/util/zone_table.h \
	src/util/zones.c src/util/zones.h
nodist_src_util_libutil_a_SOURCES = src/util/areas.inc
src_util_libutil_a_CFLAGS = $(AM_CFLAGS) $(SYSTEMD_CFLAGS)

EXTRA_DIST += regions/areas.tsv src/util/areas.sh
BUILT_SOURCES += src/util/areas.inc
CLEANFILES += src/util/areas.inc
src/util/areas.inc: regions/areas.tsv src/util/areas.sh
	$(AM_V_GEN)$(MKDIR_P) src/util && $(SHELL) $(srcdir)/src/util/areas.sh $(srcdir)/regions/areas.tsv > $@.tmp && mv $@.tmp $@
# BUILT_SOURCES are there for `make all` and `make check` only.
src/util/libutil_a-areas.$(OBJEXT): src/util/areas.inc

# Apart, because it alone pulls libphonenumber and the C++ run time into a program.
src_util_libphone_a_SOURCES = src/util/phone.cc src/util/phone.h
src_util_libphone_a_CXXFLAGS = $(AM_CXXFLAGS) $(GLIB_CFLAGS)

UTIL_LIBS = src/util/libutil.a $(SYSTEMD_LIBS) $(GLIB_LIBS)
PHONE_LINK = src/util/libphone.a $(PHONE_LIBS)
