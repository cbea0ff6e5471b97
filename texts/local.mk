# The texts that come with the program, one pack a language.
textsdir = $(pkgdatadir)/texts
dist_texts_DATA = texts/en.conf texts/ru.conf texts/zh-CN.conf
