# followupctl: a table of commands over the desk. Everything but main.c is a library, for the tests.
noinst_LIBRARIES += src/ctl/libctl.a
src_ctl_libctl_a_SOURCES = \
	src/ctl/args.c src/ctl/args.h \
	src/ctl/chart.c src/ctl/chart.h \
	src/ctl/commands.c \
	src/ctl/commands_board.c \
	src/ctl/commands_attach.c \
	src/ctl/commands_case.c \
	src/ctl/commands_conf.c \
	src/ctl/commands_evidence.c \
	src/ctl/commands_forecast.c \
	src/ctl/commands_hours.c \
	src/ctl/commands_incidents.c \
	src/ctl/commands_incident_acts.c \
	src/ctl/commands_intake.c \
	src/ctl/commands_label.c \
	src/ctl/commands_notices.c \
	src/ctl/commands_optouts.c \
	src/ctl/commands_pause.c \
	src/ctl/commands_provider.c \
	src/ctl/commands_replies.c \
	src/ctl/commands_report.c \
	src/ctl/commands_run.c \
	src/ctl/commands_simulate.c \
	src/ctl/commands_team.c \
	src/ctl/commands_team_calls.c \
	src/ctl/commands_team_text.c \
	src/ctl/commands_text.c \
	src/ctl/commands_training.c \
	src/ctl/commands_upkeep.c \
	src/ctl/commands_sla.c \
	src/ctl/commands_view.c \
	src/ctl/ctl.c src/ctl/ctl.h \
	src/ctl/shops.c \
	src/ctl/writer.c src/ctl/writer.h
src_ctl_libctl_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS) $(SYSTEMD_CFLAGS)

bin_PROGRAMS += src/ctl/followupctl
src_ctl_followupctl_SOURCES = src/ctl/main.c
# From the top floor down: a static library is searched once.
CTL_LINK = src/ctl/libctl.a $(DESK_LIBS) src/gateway/libgateway.a $(CONF_LIBS) $(STORE_LIBS) $(PROVIDER_LIBS) \
	src/net/libnet.a $(CURL_LIBS) $(SYSTEMD_LIBS) src/text/libtext.a src/core/libcore.a $(PHONE_LINK) $(UTIL_LIBS)
src_ctl_followupctl_LDADD = $(CTL_LINK)

dist_man_MANS += man/followupctl.1
bashcompletiondir = @bashcompletiondir@
dist_bashcompletion_DATA = completion/followupctl
