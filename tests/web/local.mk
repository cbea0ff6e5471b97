# The inbox's page: what its files may hold, and a real browser that walks through it. E2E=no leaves the browser out.
check_SCRIPTS += tests/web/files tests/web/browser
EXTRA_DIST += tests/web/fake.py tests/web/sayings.py tests/web/world.py \
	tests/web/walk.mjs tests/web/steps.mjs tests/web/sturdy.mjs tests/web/races.mjs tests/web/team.mjs \
	tests/web/views.mjs tests/web/incident.mjs tests/web/stays.mjs \
	tools/screenshots \
	docs/inbox/practice.png docs/inbox/snippets.png docs/inbox/inbox.png docs/inbox/incident.png docs/inbox/answer.png docs/inbox/board.png docs/inbox/week.png docs/inbox/phone.png
