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
	while [ ! -s "$dir/port" ] && [ $i -lt 6000 ]; do sleep 0.01; i=$((i + 1)); done
	url=http://127.0.0.1:$(cat "$dir/port")
}
get() { curl --noproxy '*' -sS -m 60 "$@" 2>/dev/null; }
sms="cgi-bin/sendsms?username=u&password=p&from=1&to=%2B138&text=hi"

"$sandbox" --help >"$dir/help" 2>&1; is "--help" $? 0
is "--help names every answer's option" "$(grep -c -- '--fault=ANSWER' "$dir/help")" 1
"$sandbox" --version >"$dir/out"; is "--version" $? 0
# Each names the option, the value, and what to write.
while read -r option value why; do
	"$sandbox" "$option" "$value" >/dev/null 2>"$dir/err"; is "$option $value" $? 2
	is "$option $value says why" "$(grep -cF -- "followup-sandbox: $option \"$value\" $why" "$dir/err")" 1
done <<ROWS
--listen 0.0.0.0:0 is not of this machine alone; write 127.0.0.1:0
--listen 8.8.8.8:1 is not of this machine alone; write 127.0.0.1:1
--listen nowhere is no address with a port
--listen 127.0.0.1:99999 is no address with a port from 0 to 65535
--mo-url http://192.0.2.1/ is no address of this machine; write http://127.0.0.1:8080/hook/PROVIDER/TOKEN/mo
--mo-url http://example.com/ is no address of this machine
--log $dir/none/log cannot be written (No such file or directory)
--log $dir is a directory; name a file
ROWS
"$sandbox" --script "$dir/none" 2>"$dir/err"; is "--script of no file" $? 2
is "--script of no file says so" "$(grep -c "followup-sandbox: --script: .*$dir/none.*No such file" "$dir/err")" 1
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
