# followup-inbox: the agents' web page. Everything but main.c is a library, for the tests.
noinst_LIBRARIES += src/inbox/libinbox.a
src_inbox_libinbox_a_SOURCES = \
	src/inbox/api.c src/inbox/api.h \
	src/inbox/api_acts.c \
	src/inbox/api_board.c \
	src/inbox/api_calls.c \
	src/inbox/api_case.c \
	src/inbox/api_incidents.c \
	src/inbox/api_list.c \
	src/inbox/api_report.c \
	src/inbox/api_session.c \
	src/inbox/api_settings.c \
	src/inbox/api_text.c \
	src/inbox/api_training.c \
	src/inbox/app.c \
	src/inbox/conversation.c src/inbox/conversation.h \
	src/inbox/dispatch.c \
	src/inbox/events.c src/inbox/events.h \
	src/inbox/inbox.h \
	src/inbox/incident_out.c src/inbox/incident_out.h \
	src/inbox/kept.c src/inbox/kept.h \
	src/inbox/out.c src/inbox/out.h \
	src/inbox/outlook.c src/inbox/outlook.h \
	src/inbox/request.c src/inbox/request.h \
	src/inbox/router.c src/inbox/router.h \
	src/inbox/session.c src/inbox/session.h \
	src/inbox/static.c src/inbox/static.h \
	src/inbox/throttle.c src/inbox/throttle.h \
	src/inbox/work.c src/inbox/work.h
src_inbox_libinbox_a_CFLAGS = $(AM_CFLAGS) $(SYSTEMD_CFLAGS) $(JANSSON_CFLAGS) $(SODIUM_CFLAGS)
INBOX_LIBS = src/inbox/libinbox.a $(DESK_LIBS) $(CONF_LIBS) $(STORE_LIBS) $(PROVIDER_LIBS) $(NET_LIBS) \
	src/text/libtext.a src/core/libcore.a $(PHONE_LINK) $(UTIL_LIBS)

sbin_PROGRAMS += src/inbox/followup-inbox
src_inbox_followup_inbox_SOURCES = src/inbox/main.c
src_inbox_followup_inbox_CFLAGS = $(AM_CFLAGS) $(SYSTEMD_CFLAGS) $(SODIUM_CFLAGS)
src_inbox_followup_inbox_LDADD = $(INBOX_LIBS)
dist_man_MANS += man/followup-inbox.8
