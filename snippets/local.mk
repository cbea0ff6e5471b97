# Answers agents write often, one pack a language.
snippetsdir = $(pkgdatadir)/snippets
dist_snippets_DATA = snippets/en.conf snippets/ru.conf snippets/zh-CN.conf
