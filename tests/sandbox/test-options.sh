#!/bin/sh
# followup-sandbox as a program: options, exit codes, port file, the log after a kill, SIGTERM.
sandbox=$top_builddir/src/sandbox/followup-sandbox
dir=$(mktemp -d) || exit 2
pid=
trap 'test -z "$pid" || kill -9 $pid; rm -rf "$dir"' EXIT INT TERM
passed=0 failed=0
is() { # what got want
	if [ "$2" = "$3" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL $1: got \"$2\", want \"$3\""; fi
}
start() {
	rm -f "$dir/port"
	"$sandbox" --listen 127.0.0.1:0 --port-file "$dir/port" --log "$dir/log" "$@" >"$dir/out" 2>"$dir/err" &
	pid=$!
	i=0
	while [ ! -s "$dir/port" ] && [ $i -lt 500 ]; do sleep 0.01; i=$((i + 1)); done
	url=http://127.0.0.1:$(cat "$dir/port")
}
get() { curl --noproxy '*' -sS -m 10 "$@" 2>/dev/null; }
sms="cgi-bin/sendsms?username=u&password=p&from=1&to=%2B138&text=hi"

"$sandbox" --help >"$dir/help" 2>&1; is "--help" $? 0
is "--help names every answer's option" "$(grep -c -- '--fault=ANSWER' "$dir/help")" 1
"$sandbox" --version >"$dir/out"; is "--version" $? 0
for bad in "--listen 0.0.0.0:0" "--listen nowhere" "--mo-url http://192.0.2.1/"; do
	"$sandbox" $bad >/dev/null 2>"$dir/err"; is "$bad" $? 1
	is "$bad says why" "$(grep -c '^followup-sandbox: ' "$dir/err")" 1
done
for bad in "--fault perhaps" "--fault busy:0" "--reports 3:1" "--latency-ms x" "--tries 0" "--keep 0" "--script $dir/none" "--nonsense" "stray"; do
	"$sandbox" $bad >/dev/null 2>"$dir/err"; is "$bad" $? 2
	is "$bad points to the help" "$(grep -c -- --help "$dir/err")" 1
done

start
is "says where it listens" "$(cat "$dir/out")" "listening on port $(cat "$dir/port")"
is "health" "$(get "$url/sandbox/health")" ok
is "sendsms" "$(get "$url/$sms")" "0: Accepted for delivery"
kill -TERM $pid; wait $pid; is "SIGTERM" $? 0; pid=

start --quiet --fault accept-then-close
is "--quiet" "$(cat "$dir/out")" ""
get "$url/$sms"; is "no answer" $? 52
kill -9 $pid; wait $pid 2>/dev/null; pid=
is "the log survives a kill and is appended to" "$(grep -c '"accepted":true' "$dir/log")" 2
start --quiet
"$sandbox" --listen "127.0.0.1:$(cat "$dir/port")" 2>"$dir/err"; is "taken port" $? 1
kill -INT $pid; wait $pid; is "SIGINT" $? 0; pid=

echo "sandbox-options: $passed passed, $failed failed"
[ $failed = 0 ]
