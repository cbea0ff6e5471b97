#!/bin/sh
# What the documents say exists, exists: man pages, commands, paths, fault points, message ids.
# shellcheck disable=SC2013,SC2086 # names without blanks, on purpose split into words
set -u
cd "${top_srcdir:?set by make check}" || exit 2
DOCS="README.md HACKING.md DESIGN.md SECURITY.md NEWS docs/reliability.md"
PAGES=$(ls man/*.[1-8])
RULES=$(ls src/*/local.mk tests/*/local.mk units/local.mk man/local.mk)
passed=0 failed=0

# expect WORDS COMMAND...: WORDS are printed when COMMAND fails.
expect() {
	words=$1
	shift
	if "$@" >/dev/null 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "$words"
	fi
}

# There as a file, or made by a rule of the build.
there_or_built() {
	[ -e "$1" ] || grep -qF "$1" $RULES
}

in_list() {
	echo "$2" | grep -qxF "$1"
}

# Pages of our own, named as "followupctl(1)" anywhere or as ".Xr followupctl 1" in a page.
pages_named() {
	grep -ohE 'followup[a-z-]*(\.conf)?\([1-8]\)' $DOCS $PAGES units/*.in src/*/*.h src/*/*.c src/*/*/*.sql
	sed -n 's/^\.Xr \(followup[a-z.-]*\) \([1-8]\).*/\1(\2)/p' $PAGES
}
for page in $(pages_named | sort -u); do
	name=${page%(*} section=${page#*(}
	expect "$page is named, but there is no such page" there_or_built "man/$name.${section%)}"
done

# Whether pages of others are installed is the machine's affair, a page's date its author's.
lints() {
	! mandoc -T lint -W warning "$1" 2>/dev/null | grep -qv 'missing date'
}
if command -v mandoc >/dev/null; then
	for page in $PAGES; do
		expect "mandoc -T lint $page finds faults" lints "$page"
	done
else
	echo "SKIP tests/docs/check-docs.sh: mandoc is not installed, the pages are not linted"
fi

# groff says what mandoc does not, and neither that a cell runs into the next one.
formats() {
	words=$(man --warnings -l "$1" 2>&1 >/dev/null) && [ -z "$words" ]
}
if man --warnings -l man/followupctl.1 >/dev/null 2>&1; then
	for page in $PAGES; do
		expect "man --warnings -l $page warns" formats "$page"
	done
else
	echo "SKIP tests/docs/check-docs.sh: man is not installed or cannot format, groff's warnings are not looked at"
fi
if command -v python3 >/dev/null; then
	for cell in $(tests/docs/columns.py $PAGES | tr ' ' '_'); do
		expect "$cell" false
	done
fi

# The statements of followup-store(5) run on the schema.
examples_run() {
	{ cat src/store/schema/*.sql && echo "$statements"; } | sqlite3 -bail :memory:
}
if command -v sqlite3 >/dev/null; then
	statements=$(sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/{/^\.Bd/,/^\.Ed/{/^\./!p}}' man/followup-store.5)
	expect "followup-store(5): no examples found" test -n "$statements"
	expect "followup-store(5): an example does not run" examples_run
	for table in $(sed -n '/^\.It Sy table/,/^\.El/s/^\.It \([a-z_]*\) Ta.*/\1/p' man/followup-store.5); do
		expect "followup-store(5): there is no table $table" grep -q "^CREATE TABLE $table " src/store/schema/*.sql
	done
else
	echo "SKIP tests/docs/check-docs.sh: sqlite3 is not installed, the examples are not run"
fi

points=$(grep -rhoE 'fault_point\("[a-z_.]+"\)' src --include='*.c' | sed 's/.*"\(.*\)".*/\1/' | sort -u)
# shellcheck disable=SC2016 # the backquotes are Markdown's
listed=$(sed -n '/^| fault point |/,/^$/s/^| `\([a-z_.]*\)`.*/\1/p' DESIGN.md | sort -u)
for point in $points; do
	expect "fault point $point of src/ is not in the table of DESIGN.md" in_list "$point" "$listed"
done
for point in $listed; do
	expect "fault point $point of DESIGN.md is not in src/" in_list "$point" "$points"
done

for id in $(grep -ohE '[0-9a-f]{32}' src/util/log.h man/followupd.8 | sort -u); do
	expect "MESSAGE_ID $id is not in src/util/log.h" grep -q "$id" src/util/log.h
	expect "MESSAGE_ID $id is not in followupd(8)" grep -q "$id" man/followupd.8
done

# The table of metrics.c and that of the page are one.
figures=$(sed -n 's/^.*{{"\(followupd_[a-z_]*\)", OPENMETRICS_\([A-Z]*\), .*/\1 \L\2/p' src/gateway/metrics.c | sort)
told=$(sed -n 's/^\.It \(followupd_[a-z_]*\) Pq \([a-z]*\)\( .*\)\{0,1\}$/\1 \2/p' man/followupd.8 | sort)
expect "figures of src/gateway/metrics.c and of followupd(8) differ" test -n "$figures" -a "$figures" = "$told"

# Every key of a provider's group "http" is in the page.
for key in $(sed -n 's/^.*{"\([a-z_0-9]*\)", HTTP_KEY.*/\1/p' src/conf/http_keys.c | sort -u); do
	expect "key $key of http is not in followup-provider(7)" grep -qE "^\.(It Li|Li|Em) (.*[ ,])?$key( |\$|,)" man/followup-provider.7
done

# Every path of the inbox's interface is in its page, with a case or number for the part that differs.
for route in $(sed -n 's/^\t{"[A-Z]*", "\([^"]*\)", api_.*/\1/p' src/inbox/api.c | sed 's,^\(.*\)$,/api/\1,'); do
	words=$(echo "$route" | sed 's,cases/@,cases/CASE,; s,/@,/ID,; s,-,.-,g; s,/\(resolve\|reopen\|contacted\)$,/resolve|reopen|contacted,; s,|,[|],g')
	expect "path $route is not in followup-inbox(8)" grep -qE "(GET|POST) +$words( |\?|\$)" man/followup-inbox.8
done

for path in $(grep -ohE '(^|[`( ])(src|tests|tools|etc|man|units)/[A-Za-z0-9_./-]+' $DOCS | sed 's/^[`( ]*//; s/[.,]$//' | sort -u); do
	expect "$path is named, but not there" there_or_built "$path"
done
# A defence names its test as FILE:NAME.
for place in $(grep -oE 'tests/[a-z0-9_./-]+:[a-z_]+' SECURITY.md | sort -u); do
	expect "SECURITY.md: $place is not there" grep -qE "(START_TEST|def)[( ]${place#*:}\\b" "${place%%:*}"
done
# Every part that can be measured was.
measured() {
	grep -qF "| $1 | \`" docs/reliability.md
}
if command -v python3 >/dev/null; then
	tools/reliability --list >"${TMPDIR:-/tmp}/parts.$$"
	while IFS='	' read -r part _; do
		expect "docs/reliability.md: no figures of \"$part\"; run tools/reliability" measured "$part"
	done <"${TMPDIR:-/tmp}/parts.$$"
	rm -f "${TMPDIR:-/tmp}/parts.$$"
fi
for tool in $(sed -n 's|^    \(tools/[a-z-]*\).*|\1|p' README.md | sort -u); do
	expect "README.md: $tool cannot be run" test -x "$tool"
done

echo "docs: $passed passed, $failed failed"
[ "$failed" = 0 ]
