# What the tests that drive followupctl share. Sourced with top_srcdir and top_builddir set or not: a directory of its own that goes
# at the end, together with the processes in $running; counts in $passed and $failed; followupctl in PATH.
# shellcheck shell=sh
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}" "${top_builddir:=$PWD}"
top_srcdir=$(cd "$top_srcdir" && pwd)
programs=$(cd "$top_builddir" && pwd)/src
passed=0 failed=0 running=
dir=$(mktemp -d) || exit 2
trap '[ -z "$running" ] || kill $running 2>/dev/null; rm -rf "$dir"' EXIT
trap 'exit 1' INT TERM
cd "$dir" || exit 2
PATH=$programs/ctl:$PATH
unset NO_COLOR CREDENTIALS_DIRECTORY
USER=tester
export PATH USER

ok() { passed=$((passed + 1)); }
not_ok() {
	failed=$((failed + 1))
	echo "FAIL $1"
	sed 's/^/    /' out err 2>/dev/null
}

# expect STATUS COMMAND...: its exit status; output is in the files out and err.
expect() {
	want=$1
	shift
	"$@" >out 2>err </dev/null
	got=$?
	if [ $got = "$want" ]; then ok; else not_ok "status $got, want $want: $*"; fi
}
# says FILE TEXT: the last output holds it.
says() { if grep -qF -- "$2" "$1"; then ok; else not_ok "$1 does not say: $2"; fi; }
says_not() { if grep -qF -- "$2" "$1"; then not_ok "$1 says: $2"; else ok; fi; }
# json EXPRESSION: the last output is one JSON document, and the Python expression about it (d) holds.
json() {
	if python3 -c 'import json, sys; d = json.load(open("out")); sys.exit(not eval(sys.argv[1]))' "$1" 2>>err; then ok; else
		not_ok "JSON: $1"
	fi
}
