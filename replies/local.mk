# The words replies are understood by, one pack a language.
repliesdir = $(pkgdatadir)/replies
dist_replies_DATA = replies/README.md replies/en.conf replies/ru.conf replies/zh-CN.conf replies/zh-TW.conf
