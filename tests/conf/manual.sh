#!/bin/sh
# The built page followup.conf(5) is good man(7): neither mandoc nor groff has anything to say about it.
set -eu
page=${top_builddir:-.}/man/followup.conf.5
passed=0 failed=0
judge() { # what it said, who said it
	if [ -z "$1" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL manual: $2: $1"
	fi
}
if command -v mandoc >/dev/null; then
	judge "$(mandoc -T lint -W style "$page" 2>&1 | head -n 5)" mandoc
fi
if command -v man >/dev/null; then
	judge "$(LC_ALL=C.UTF-8 man --warnings -l "$page" 2>&1 >/dev/null | head -n 5)" man
fi
if [ $((passed + failed)) = 0 ]; then
	echo "neither mandoc nor man is here"
	exit 77
fi
echo "manual: $passed passed, $failed failed"
[ "$failed" = 0 ]
