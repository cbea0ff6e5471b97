# Texts: templates, segments, codes, what replies mean. Pure as the core.
noinst_LIBRARIES += src/text/libtext.a
src_text_libtext_a_SOURCES = \
	src/text/case_values.c src/text/case_values.h \
	src/text/catalog.c src/text/catalog.h \
	src/text/clauses.c src/text/clauses.h \
	src/text/code.c src/text/code.h \
	src/text/feeling.c src/text/feeling.h \
	src/text/guard.c src/text/guard.h src/text/guard_words.h \
	src/text/han.h \
	src/text/lexicon.c src/text/lexicon.h \
	src/text/price.c src/text/price.h \
	src/text/reply_effect.c src/text/reply_effect.h \
	src/text/reply_label.c src/text/reply_label.h \
	src/text/scrub.c src/text/scrub.h \
	src/text/segment.c src/text/segment.h \
	src/text/template.c src/text/template.h \
	src/text/understand.c src/text/understand.h \
	src/text/when.c src/text/when.h
