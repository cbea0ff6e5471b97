check_PROGRAMS += tests/text/test-segment tests/text/test-template tests/text/test-code \
	tests/text/test-understand tests/text/test-guard tests/text/test-packs tests/text/test-scrub
TEXT_LIBS = src/text/libtext.a $(UTIL_LIBS)

tests_text_test_segment_SOURCES = tests/text/test-segment.c
tests_text_test_segment_CPPFLAGS = $(TEST_CPPFLAGS)
tests_text_test_segment_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS)
tests_text_test_segment_LDADD = $(TEST_LIBS) $(TEXT_LIBS) $(JANSSON_LIBS)

tests_text_test_template_SOURCES = tests/text/test-template.c
tests_text_test_template_CPPFLAGS = $(TEST_CPPFLAGS)
tests_text_test_template_CFLAGS = $(TEST_CFLAGS)
tests_text_test_template_LDADD = $(TEST_LIBS) $(TEXT_LIBS)

tests_text_test_code_SOURCES = tests/text/test-code.c tests/text/replies.c tests/text/replies.h
tests_text_test_code_CPPFLAGS = $(TEST_CPPFLAGS)
tests_text_test_code_CFLAGS = $(TEST_CFLAGS)
tests_text_test_code_LDADD = $(TEST_LIBS) $(TEXT_LIBS)

tests_text_test_understand_SOURCES = tests/text/test-understand.c tests/text/replies.c tests/text/replies.h
tests_text_test_understand_CPPFLAGS = $(TEST_CPPFLAGS)
tests_text_test_understand_CFLAGS = $(TEST_CFLAGS)
tests_text_test_understand_LDADD = $(TEST_LIBS) $(CONF_LIBS) $(CONF_NEEDS) $(UTIL_LIBS)

tests_text_test_scrub_SOURCES = tests/text/test-scrub.c
tests_text_test_scrub_CPPFLAGS = $(TEST_CPPFLAGS)
tests_text_test_scrub_CFLAGS = $(TEST_CFLAGS)
tests_text_test_scrub_LDADD = $(TEST_LIBS) $(TEXT_LIBS)

tests_text_test_guard_SOURCES = tests/text/test-guard.c
tests_text_test_guard_CPPFLAGS = $(TEST_CPPFLAGS)
tests_text_test_guard_CFLAGS = $(TEST_CFLAGS)
tests_text_test_guard_LDADD = $(TEST_LIBS) $(TEXT_LIBS)

tests_text_test_packs_SOURCES = tests/text/test-packs.c
tests_text_test_packs_CPPFLAGS = $(TEST_CPPFLAGS)
tests_text_test_packs_CFLAGS = $(TEST_CFLAGS) $(CONFIG_CFLAGS)
tests_text_test_packs_LDADD = $(TEST_LIBS) $(CONF_LIBS) $(CONF_NEEDS) $(UTIL_LIBS)

# A tool of its own, too: it takes any file of that form.
check_PROGRAMS += tests/reply-cases
TEST_TOOLS += tests/reply-cases
tests_reply_cases_SOURCES = tests/text/reply-cases.c
tests_reply_cases_CPPFLAGS = $(TEST_CPPFLAGS) -DREPLIES_DIR='"$(abs_top_srcdir)/replies"'
tests_reply_cases_LDADD = $(CONF_LIBS) $(CONF_NEEDS) $(UTIL_LIBS)
check_SCRIPTS += tests/text/replies.sh

EXTRA_DIST += tests/data/replies-more.tsv tests/data/replies.tsv tests/data/segments.json

check_PROGRAMS += tests/text/test-reply-effect
tests_text_test_reply_effect_SOURCES = tests/text/test-reply-effect.c
tests_text_test_reply_effect_CPPFLAGS = $(TEST_CPPFLAGS)
tests_text_test_reply_effect_CFLAGS = $(TEST_CFLAGS)
# The names of states and events are the core's.
tests_text_test_reply_effect_LDADD = $(TEST_LIBS) src/text/libtext.a src/core/libcore.a $(UTIL_LIBS)
