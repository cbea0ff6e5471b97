#!/bin/sh
# The worked cases of the tree, and that the tool that reads them can say no.
tool=$top_builddir/tests/contact-cases
dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir"' EXIT INT TERM
wrong=0

# refuses WHAT-IT-SAYS JSON: exit status 1 and these words.
refuses() {
	printf '%s\n' "$2" >"$dir/cases.json"
	if "$tool" "$dir/cases.json" >"$dir/said" 2>&1 || ! grep -qF -- "$1" "$dir/said"; then
		echo "did not say: $1"
		sed 's/^/  /' "$dir/said"
		wrong=1
	fi
}

all='"windows": {"mon": [["00:00", "24:00"]]}'
plain='"name": "a", "kind": "next", "zone": "Etc/UTC", "now_utc": "2026-11-16T10:00:00Z"'
right='"expect_utc": "2026-11-16T10:00:00Z", "expect_action": "send"'
refuses 'cases.json:2:' '[{'
refuses 'is not a list with at least one case' '{"meta": {}}'
refuses 'is not a list with at least one case' '[]'
refuses 'FAIL a: expected send none, got send Mon 2026-11-16 10:00:00 +00:00' \
	"[{$plain, \"rules\": {$all}, \"expect_utc\": null, \"expect_action\": \"send\"}]"
refuses 'FAIL a: expected skip Mon 2026-11-16 10:00:00 +00:00' \
	"[{$plain, \"rules\": {$all}, \"expect_utc\": \"2026-11-16T10:00:00Z\", \"expect_action\": \"skip\"}]"
refuses 'case number 2: kind: "dance" is not known' \
	"[{$plain, \"rules\": {$all}, $right}, {\"kind\": \"dance\"}]"
refuses 'case a: windows: "8:xx" is not a time of day' \
	"[{$plain, \"rules\": {\"windows\": {\"mon\": [[\"8:xx\", \"9:00\"]]}}, $right}]"
refuses 'case a: windows: a span of mon does not open before it closes' \
	"[{$plain, \"rules\": {\"windows\": {\"mon\": [[\"10:00\", \"09:00\"]]}}, $right}]"
refuses 'case a: now_utc: "2026-02-30T00:00:00Z" is not an instant' \
	"[{\"name\": \"a\", \"kind\": \"next\", \"now_utc\": \"2026-02-30T00:00:00Z\", \"rules\": {$all}, $right}]"
refuses 'case a: expect_utc: is missing' "[{$plain, \"rules\": {$all}, \"expect_action\": \"send\"}]"
refuses 'case a: state.events.type: "sang" is not an event' \
	"[{$plain, \"rules\": {$all}, \"state\": {\"events\": [{\"type\": \"sang\", \"utc\": \"2026-11-16T09:00:00Z\"}]}, $right}]"
refuses 'FAIL a: target expected' \
	"[{$plain, \"rules\": {$all}, $right, \"target_utc\": \"2026-11-16T10:00:00Z\"}]"
refuses 'FAIL a: deadline expected' \
	"[{$plain, \"rules\": {$all}, $right, \"deadline_utc\": \"2026-11-16T10:00:00Z\"}]"
refuses '1 passed, 1 failed' "[{$plain, \"rules\": {$all}, $right}, {\"kind\": \"dance\"}]"

"$tool" "$top_srcdir/tests/data/contact-cases.json" && [ $wrong = 0 ]
