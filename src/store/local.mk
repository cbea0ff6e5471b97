# The case store; SQLite behind store.h.
noinst_LIBRARIES += src/store/libstore.a
src_store_libstore_a_SOURCES = \
	src/store/figures.h src/store/foresight.h src/store/inbound.h src/store/inbox.h src/store/incidents.h \
	src/store/inquiry.h src/store/notices.h src/store/report.h src/store/intake_check.c src/store/intake_check.h \
	src/store/roster.h src/store/store.h src/store/team.h src/store/training.h src/store/triage.h \
	src/store/upkeep.h src/store/watch.h \
	src/store/sqlite/accounts.c \
	src/store/sqlite/alarms.c \
	src/store/sqlite/backup.c \
	src/store/sqlite/bulk.c \
	src/store/sqlite/calls.c \
	src/store/sqlite/cases.c \
	src/store/sqlite/checkpoint.c \
	src/store/sqlite/corrections.c \
	src/store/sqlite/counts.c src/store/sqlite/counts.h \
	src/store/sqlite/db.c src/store/sqlite/db.h \
	src/store/sqlite/desk.c \
	src/store/sqlite/drafts.c \
	src/store/sqlite/due.c \
	src/store/sqlite/erase.c \
	src/store/sqlite/events.c \
	src/store/sqlite/evidence.c \
	src/store/sqlite/facts.c \
	src/store/sqlite/fold.c src/store/sqlite/fold.h \
	src/store/sqlite/figures.c \
	src/store/sqlite/health.c \
	src/store/sqlite/history.c \
	src/store/sqlite/inbound.c \
	src/store/sqlite/inbox.c \
	src/store/sqlite/incidents.c \
	src/store/sqlite/incident_texts.c \
	src/store/sqlite/intake.c \
	src/store/sqlite/intake_put.h \
	src/store/sqlite/ladder.c \
	src/store/sqlite/load.c \
	src/store/sqlite/lookups.c \
	src/store/sqlite/match.c \
	src/store/sqlite/memory.c src/store/sqlite/memory.h \
	src/store/sqlite/messages.c \
	src/store/sqlite/notices.c \
	src/store/sqlite/open.c \
	src/store/sqlite/optouts.c \
	src/store/sqlite/parts.c \
	src/store/sqlite/pauses.c \
	src/store/sqlite/people.c \
	src/store/sqlite/polls.c \
	src/store/sqlite/proposals.c \
	src/store/sqlite/receipts.c \
	src/store/sqlite/replies.c \
	src/store/sqlite/report.c \
	src/store/sqlite/retention.c \
	src/store/sqlite/roster.c \
	src/store/sqlite/search.c \
	src/store/sqlite/sessions.c \
	src/store/sqlite/sla.c \
	src/store/sqlite/training.c \
	src/store/sqlite/triage.c \
	src/store/sqlite/steps.c \
	src/store/sqlite/verify.c \
	src/store/sqlite/watch.c
nodist_src_store_libstore_a_SOURCES = src/store/schema.inc
src_store_libstore_a_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
# A program that links it links PHONE_LINK too: intake reads numbers.
STORE_LIBS = src/store/libstore.a $(SQLITE_LIBS)

SCHEMA_SQL = src/store/schema/0001.sql src/store/schema/0002.sql src/store/schema/0003.sql src/store/schema/0004.sql \
	src/store/schema/0005.sql src/store/schema/0006.sql src/store/schema/0007.sql src/store/schema/0008.sql \
	src/store/schema/0009.sql src/store/schema/0010.sql src/store/schema/0011.sql src/store/schema/0012.sql \
	src/store/schema/0013.sql src/store/schema/0014.sql src/store/schema/0015.sql src/store/schema/0016.sql \
	src/store/schema/0017.sql src/store/schema/0018.sql src/store/schema/0019.sql src/store/schema/0020.sql \
	src/store/schema/0021.sql src/store/schema/0022.sql src/store/schema/0023.sql
EXTRA_DIST += $(SCHEMA_SQL) src/store/schema/embed.sh
BUILT_SOURCES += src/store/schema.inc
CLEANFILES += src/store/schema.inc
# The schema files as C strings, in order: static const char *const SCHEMA[].
src/store/schema.inc: $(SCHEMA_SQL) src/store/schema/embed.sh
	$(AM_V_GEN)$(MKDIR_P) src/store && cd $(srcdir) && $(SHELL) src/store/schema/embed.sh $(SCHEMA_SQL) > $(abs_builddir)/$@.tmp && mv $(abs_builddir)/$@.tmp $(abs_builddir)/$@
# BUILT_SOURCES are there for `make all` and `make check` only.
src/store/sqlite/libstore_a-open.$(OBJEXT): src/store/schema.inc
