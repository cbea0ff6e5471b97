# What agents and admins do, as functions; for followupctl and web pages.
noinst_LIBRARIES += src/desk/libdesk.a
src_desk_libdesk_a_SOURCES = \
	src/desk/accounts.c src/desk/accounts.h \
	src/desk/act.c src/desk/act.h \
	src/desk/agent_text.c src/desk/agent_text.h \
	src/desk/agent_words.c src/desk/agent_words.h \
	src/desk/attach.c src/desk/attach.h \
	src/desk/board.c src/desk/board.h \
	src/desk/calling.c src/desk/calling.h \
	src/desk/case_actions.c src/desk/case_actions.h \
	src/desk/case_ref.c src/desk/case_ref.h \
	src/desk/claims.c src/desk/claims.h \
	src/desk/csv_reader.c src/desk/csv_reader.h \
	src/desk/desk.c src/desk/desk.h \
	src/desk/effect.c src/desk/effect.h src/desk/effect_cost.c src/desk/effect_words.c \
	src/desk/erase.c src/desk/erase.h \
	src/desk/evidence.c src/desk/evidence.h src/desk/evidence_html.c src/desk/evidence_verify.c \
	src/desk/explain.c src/desk/explain.h src/desk/explain_holds.c \
	src/desk/forecast.c src/desk/forecast.h src/desk/forecast_run.c \
	src/desk/html.c src/desk/html.h \
	src/desk/import.c src/desk/import.h \
	src/desk/import_columns.c src/desk/import_columns.h \
	src/desk/import_heaps.c src/desk/import_heaps.h \
	src/desk/import_rows.c src/desk/import_rows.h \
	src/desk/incident_course.c src/desk/incident_course.h \
	src/desk/incident_suggest.c src/desk/incident_suggest.h \
	src/desk/incident_text.c src/desk/incident_text.h \
	src/desk/incidents.c src/desk/incidents.h \
	src/desk/labels.c src/desk/labels.h \
	src/desk/line_reader.c src/desk/line_reader.h \
	src/desk/malicious.c src/desk/malicious.h \
	src/desk/measures.c src/desk/measures.h \
	src/desk/notices.c src/desk/notices.h \
	src/desk/optouts.c src/desk/optouts.h \
	src/desk/passwords.c src/desk/passwords.h \
	src/desk/pauses.c src/desk/pauses.h \
	src/desk/promises.c src/desk/promises.h \
	src/desk/proposals.c src/desk/proposals.h \
	src/desk/provider_health.c src/desk/provider_health.h \
	src/desk/provider_test.c src/desk/provider_test.h src/desk/provider_probe.h src/desk/provider_send.c \
	src/desk/rejects.c src/desk/rejects.h \
	src/desk/replies.c src/desk/replies.h \
	src/desk/report.c src/desk/report.h src/desk/report_build.h src/desk/report_count.c src/desk/report_html.c \
	src/desk/report_out.c src/desk/report_period.c src/desk/report_text.c src/desk/report_time.c \
	src/desk/rights.c src/desk/rights.h \
	src/desk/simulate.c src/desk/simulate.h \
	src/desk/sla_report.c src/desk/sla_report.h \
	src/desk/snippets.c src/desk/snippets.h \
	src/desk/spoken_time.c src/desk/spoken_time.h \
	src/desk/text_report.c src/desk/text_report.h \
	src/desk/thread.c src/desk/thread.h \
	src/desk/training.c src/desk/training.h \
	src/desk/week.c src/desk/week.h \
	src/desk/wording.c src/desk/wording.h
src_desk_libdesk_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS) $(SYSTEMD_CFLAGS) $(SODIUM_CFLAGS)
DESK_LIBS = src/desk/libdesk.a $(CSV_LIBS) $(JANSSON_LIBS) $(SODIUM_LIBS)
