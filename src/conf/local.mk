# Configuration: one table of settings, libconfig behind it.
noinst_LIBRARIES += src/conf/libconf.a
src_conf_libconf_a_SOURCES = \
	src/conf/calendar.c src/conf/calendar.h \
	src/conf/check.c src/conf/check.h \
	src/conf/check_channels.c \
	src/conf/check_drivers.c \
	src/conf/check_http.c src/conf/check_inbox.c \
	src/conf/check_listen.c \
	src/conf/check_provider.c src/conf/check_route.c src/conf/check_texts.c \
	src/conf/check_regions.c \
	src/conf/conf.c src/conf/conf.h \
	src/conf/dates.c \
	src/conf/faults.c src/conf/faults.h \
	src/conf/hash.c \
	src/conf/http_keys.c src/conf/http_keys.h \
	src/conf/http_values.c src/conf/http_values.h \
	src/conf/levels.c src/conf/levels.h \
	src/conf/lexicons.c src/conf/lexicons.h \
	src/conf/manual.c \
	src/conf/names.c src/conf/names.h \
	src/conf/nearest.c \
	src/conf/person.c \
	src/conf/policy.c \
	src/conf/private.h \
	src/conf/read.c src/conf/read.h \
	src/conf/read_http.c src/conf/read_http.h \
	src/conf/read_text.c \
	src/conf/region_days.c \
	src/conf/region_fields.c src/conf/region_fields.h \
	src/conf/region.h \
	src/conf/region_reader.h \
	src/conf/regions.c src/conf/regions.h \
	src/conf/routes.c src/conf/routes.h \
	src/conf/scan.c src/conf/scan.h \
	src/conf/secret.c src/conf/secret.h \
	src/conf/section.c \
	src/conf/settings.c src/conf/settings.h \
	src/conf/show.c \
	src/conf/show_http.c \
	src/conf/snippets.c \
	src/conf/spans.c src/conf/spans.h \
	src/conf/texts.c \
	src/conf/training.c \
	src/conf/tree.c src/conf/tree.h \
	src/conf/values.c src/conf/values.h
src_conf_libconf_a_CFLAGS = $(AM_CFLAGS) $(CONFIG_CFLAGS) $(JANSSON_CFLAGS)
CONF_LIBS = src/conf/libconf.a $(CONFIG_LIBS) $(JANSSON_LIBS)

# What follows libconf.a on a link line besides CONF_LIBS.
CONF_NEEDS = src/text/libtext.a src/core/libcore.a

# The page's SETTINGS come from the table of settings, through a program that prints them.
noinst_PROGRAMS += src/conf/conf-manual
src_conf_conf_manual_SOURCES = src/conf/conf-manual.c
src_conf_conf_manual_LDADD = $(CONF_LIBS) $(CONF_NEEDS) $(UTIL_LIBS)

man_MANS += man/followup.conf.5
EXTRA_DIST += man/followup.conf.5.in
CLEANFILES += man/followup.conf.5
man/followup.conf.5: man/followup.conf.5.in src/conf/conf-manual$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) man && src/conf/conf-manual$(EXEEXT) > $@.settings && \
	sed -e '/^@SETTINGS@$$/{' -e 'r $@.settings' -e 'd' -e '}' \
		-e 's|@docdir[@]|$(docdir)|' -e 's|@pkgdatadir[@]|$(pkgdatadir)|' -e 's|@sysconfdir[@]|$(sysconfdir)|' \
		$(srcdir)/man/followup.conf.5.in > $@.tmp && \
	rm -f $@.settings && mv $@.tmp $@

# An example, not a file in /etc: installing again must not touch an admin's own.
exampledir = $(docdir)/examples
nodist_example_DATA = etc/installed/followup.conf
EXTRA_DIST += etc/followup.conf
CLEANFILES += etc/installed/followup.conf
# With the directories of this installation as its defaults.
etc/installed/followup.conf: etc/followup.conf Makefile
	$(AM_V_GEN)$(MKDIR_P) etc/installed && sed -e 's|/usr/local/share/followupd|$(pkgdatadir)|' $(srcdir)/etc/followup.conf > $@.tmp && \
	mv $@.tmp $@
profiledir = $(exampledir)/providers
dist_profile_DATA = etc/providers/infobip.conf etc/providers/sms.ru.conf
