# Fuzz targets (tests/fuzz/README): over their corpus in every build, driven by libFuzzer in one with --enable-fuzzers.
FUZZ_SOURCES = \
	tests/fuzz/fuzz.c tests/fuzz/fuzz.h \
	tests/fuzz/fuzz_conf.c \
	tests/fuzz/fuzz_import.c \
	tests/fuzz/fuzz_intake.c \
	tests/fuzz/fuzz_provider.c \
	tests/fuzz/fuzz_scrub.c \
	tests/fuzz/fuzz_store.c \
	tests/fuzz/fuzz_text.c \
	tests/fuzz/fuzz_words.c \
	tests/fuzz/targets.c tests/fuzz/targets.h
FUZZ_LINK = $(CTL_LINK) $(CONFIG_LIBS)

check_LIBRARIES += tests/fuzz/libtargets.a
tests_fuzz_libtargets_a_SOURCES = $(FUZZ_SOURCES)
tests_fuzz_libtargets_a_CPPFLAGS = $(TEST_CPPFLAGS) -DFUZZ_SRCDIR='"$(abs_top_srcdir)"'
tests_fuzz_libtargets_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS) $(SQLITE_CFLAGS) $(CONFIG_CFLAGS)

check_PROGRAMS += tests/fuzz/test-fuzz
tests_fuzz_test_fuzz_SOURCES = tests/fuzz/test-fuzz.c
tests_fuzz_test_fuzz_CPPFLAGS = $(TEST_CPPFLAGS)
tests_fuzz_test_fuzz_CFLAGS = $(TEST_CFLAGS)
tests_fuzz_test_fuzz_LDADD = $(TEST_LIBS) tests/fuzz/libtargets.a $(FUZZ_LINK)

if FUZZERS
noinst_PROGRAMS += tests/fuzz/fuzz
tests_fuzz_fuzz_SOURCES = tests/fuzz/fuzzer-main.c
tests_fuzz_fuzz_CPPFLAGS = $(TEST_CPPFLAGS)
tests_fuzz_fuzz_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_LDADD = tests/fuzz/libtargets.a $(FUZZ_LINK)
endif
EXTRA_DIST += tests/fuzz/README tests/fuzz/fuzzer-main.c tests/fuzz/run tests/fuzz/suppressions tests/fuzz/corpus

# Fuzzes each target for FUZZ_SECONDS, or FUZZ alone, in a build of its own below this one.
FUZZ_SECONDS = 10
FUZZ =
.PHONY: fuzz
fuzz:
	@FUZZ_SECONDS='$(FUZZ_SECONDS)' $(SHELL) $(srcdir)/tests/fuzz/run '$(abs_top_srcdir)' '$(abs_top_builddir)/fuzz-build' $(FUZZ)
