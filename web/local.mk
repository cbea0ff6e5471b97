# The agents' inbox as browsers get it: nothing is made of these files, they are served as they stand.
inboxdir = $(pkgdatadir)/inbox
inboxcssdir = $(inboxdir)/css
inboxjsdir = $(inboxdir)/js
inboxlangdir = $(inboxdir)/lang
dist_inbox_DATA = web/index.html
dist_inboxcss_DATA = web/css/inbox.css web/css/thread.css web/css/pages.css web/css/icon.svg
dist_inboxjs_DATA = \
	web/js/acts.js \
	web/js/api.js \
	web/js/board.js \
	web/js/calm.js \
	web/js/calls.js \
	web/js/charts.js \
	web/js/compose.js \
	web/js/dom.js \
	web/js/facts.js \
	web/js/i18n.js \
	web/js/inbox.js \
	web/js/incident.js \
	web/js/incident_text.js \
	web/js/incidents.js \
	web/js/keys.js \
	web/js/login.js \
	web/js/main.js \
	web/js/notice.js \
	web/js/press.js \
	web/js/reports.js \
	web/js/server_words.js \
	web/js/session.js \
	web/js/settings.js \
	web/js/shops.js \
	web/js/sla.js \
	web/js/snippets.js \
	web/js/story.js \
	web/js/table.js \
	web/js/text.js \
	web/js/thread.js \
	web/js/times.js \
	web/js/training.js \
	web/js/unmatched.js
dist_inboxlang_DATA = web/lang/en.json web/lang/ru.json web/lang/zh-CN.json
