# What agents and admins do, as functions; for followupctl and web pages.
noinst_LIBRARIES += src/desk/libdesk.a
src_desk_libdesk_a_SOURCES = \
	src/desk/case_actions.c src/desk/case_actions.h \
	src/desk/case_ref.c src/desk/case_ref.h \
	src/desk/csv_reader.c src/desk/csv_reader.h \
	src/desk/desk.c src/desk/desk.h \
	src/desk/effect.c src/desk/effect.h src/desk/effect_cost.c src/desk/effect_words.c \
	src/desk/erase.c src/desk/erase.h \
	src/desk/evidence.c src/desk/evidence.h src/desk/evidence_html.c src/desk/evidence_verify.c \
	src/desk/explain.c src/desk/explain.h src/desk/explain_holds.c \
	src/desk/forecast.c src/desk/forecast.h src/desk/forecast_run.c \
	src/desk/import.c src/desk/import.h \
	src/desk/import_columns.c src/desk/import_columns.h \
	src/desk/import_rows.c src/desk/import_rows.h \
	src/desk/labels.c src/desk/labels.h \
	src/desk/line_reader.c src/desk/line_reader.h \
	src/desk/pauses.c src/desk/pauses.h \
	src/desk/replies.c src/desk/replies.h \
	src/desk/simulate.c src/desk/simulate.h \
	src/desk/sla_report.c src/desk/sla_report.h \
	src/desk/text_report.c src/desk/text_report.h \
	src/desk/thread.c src/desk/thread.h \
	src/desk/week.c src/desk/week.h \
	src/desk/wording.c src/desk/wording.h
src_desk_libdesk_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
DESK_LIBS = src/desk/libdesk.a $(CSV_LIBS) $(JANSSON_LIBS)
