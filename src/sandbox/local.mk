# A provider on this machine, for demo, training and tests.
noinst_LIBRARIES += src/sandbox/libsandbox.a
src_sandbox_libsandbox_a_SOURCES = \
	src/sandbox/courier.c src/sandbox/courier.h \
	src/sandbox/ledger.c src/sandbox/ledger.h \
	src/sandbox/sandbox.c src/sandbox/sandbox.h \
	src/sandbox/script.c src/sandbox/script.h \
	src/sandbox/sendsms.c src/sandbox/sendsms.h
src_sandbox_libsandbox_a_CFLAGS = $(AM_CFLAGS) $(SYSTEMD_CFLAGS) $(JANSSON_CFLAGS)
SANDBOX_LIBS = src/sandbox/libsandbox.a $(NET_LIBS) $(JANSSON_LIBS) $(UTIL_LIBS)

bin_PROGRAMS += src/sandbox/followup-sandbox
src_sandbox_followup_sandbox_SOURCES = src/sandbox/main.c
src_sandbox_followup_sandbox_CFLAGS = $(AM_CFLAGS) $(SYSTEMD_CFLAGS)
src_sandbox_followup_sandbox_LDADD = $(SANDBOX_LIBS)
dist_man_MANS += man/followup-sandbox.1
