# Texts: templates, segments, codes, what replies mean. Pure as the core.
noinst_LIBRARIES += src/text/libtext.a
src_text_libtext_a_SOURCES = \
	src/text/case_values.c src/text/case_values.h \
	src/text/catalog.c src/text/catalog.h \
	src/text/code.c src/text/code.h \
	src/text/guard.c src/text/guard.h src/text/guard_words.h \
	src/text/price.c src/text/price.h \
	src/text/segment.c src/text/segment.h \
	src/text/template.c src/text/template.h \
	src/text/understand.c src/text/understand.h
