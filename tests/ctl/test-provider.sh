#!/bin/sh
# followupctl provider: against the sandbox, told to be good, to refuse us, to hang up, to be gone; with a secret out of reach; and
# that nothing is sent but the one text that was asked for.
. "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/ctl/lib.sh"

# expect STATUS WORDS...: of followupctl; output is in the files out and err.
expect() {
	want=$1
	shift
	followupctl -c f.conf "$@" >out 2>err </dev/null
	got=$?
	if [ $got = "$want" ]; then ok; else not_ok "status $got, want $want: $*"; fi
}
# says FILE PATTERN, and not its words: what stands beside them are times.
says() { if grep -qE -- "$2" "$1"; then ok; else not_ok "$1 does not say: $2"; fi; }
says_not() { if grep -qE -- "$2" "$1"; then not_ok "$1 says: $2"; else ok; fi; }
# check NAME STATE: of the JSON in out.
check() {
	if python3 -c 'import json, sys
d = {c["check"]: c["state"] for c in json.load(open("out"))["checks"]}
sys.exit(d.get(sys.argv[1]) != (sys.argv[2] or None))' "$1" "$2" 2>>err; then ok; else not_ok "$1 is not $2"; fi
}
# texts N: the sandbox has taken so many.
texts() {
	n=$(grep -c '"accepted":true' ledger)
	if [ "$n" = "$1" ]; then ok; else not_ok "$n texts were taken, not $1"; fi
}
fault() { python3 -c 'import sys, urllib.request as u
u.urlopen(u.Request("http://127.0.0.1:%s/sandbox/fault?mode=%s" % tuple(sys.argv[1:]), method="POST"))' "$port" "$1"; }

"$programs/sandbox/followup-sandbox" --quiet --listen 127.0.0.1:0 --port-file port --log ledger &
running=$!
waited=0
while [ ! -s port ] && [ $waited -lt 1200 ]; do sleep 0.05; waited=$((waited + 1)); done
port=$(cat port)
[ -n "$port" ] || { echo "the sandbox does not start"; exit 1; }

(umask 077; echo hunter2x >secret)
always='permitted_hours = { sms = [ "daily 00:00-24:00" ]; }; quiet_hours = [ ]; widen_courtesy = "a test";'
wall() { TZ=Asia/Shanghai date -d "$1" +%H:%M; }
now_quiet="permitted_hours = { sms = [ \"daily 00:00-24:00\" ]; }; widen_courtesy = \"a test\";
  quiet_hours = [ \"daily $(wall '1 hour ago')-$(wall '2 hours')\" ];"
shop='region = "CN"; zone = "Asia/Shanghai"; language = "en"; sms = { allowed = true; ground = "asked for it"; };'
kannel="driver = \"kannel\"; url = \"http://127.0.0.1:$port/cgi-bin/sendsms\"; username = \"u\"; sender = \"10690\""
cat >f.conf <<END
store: { path = "$dir/store.db"; };
text_packs = "$top_srcdir/texts"; region_data = "$top_srcdir/regions"; reply_packs = "$top_srcdir/replies";
shops: {
  day: { name = "Lamp & Co"; provider = "good"; $shop $always
    texts = { en = { first_contact = { any = { text = "Dear {name}, we are on it. {shop}, {code}"; code = "SMS_123456"; }; }; }; }; };
  one: { name = "One"; provider = "both"; $shop $always };
  two: { name = "Two"; provider = "both"; $shop $always };
  night: { name = "Owl"; provider = "night"; $shop $now_quiet };
};
providers: {
  good: { $kannel; password = "file:$dir/secret"; };
  night: { $kannel; password = "file:$dir/secret"; };
  both: { $kannel; password = "file:$dir/secret"; };
  locked: { $kannel; password = "credential:locked-password"; };
  far: { driver = "kannel"; url = "https://sms.example.test/x"; username = "u"; password = "file:$dir/secret";
    callback_url = "http://127.0.0.1:1"; token = "file:$dir/token"; proxy = "http://127.0.0.1:$port"; };
};
END
echo abcdefghijklmnop >token
chmod 600 token

# --- the command line
expect 2 provider
expect 2 provider tset good
expect 2 provider test
expect 2 provider list good
expect 2 provider test goood
says err 'did you mean "good"\?'

# --- a good one, before there is a store
expect 0 provider test good
says out '^reachable +ok +it answers \(HTTP 400\)'
says out '^clock +ok'
says out '^credentials +ok +the provider knows the account'
says out '^template +ok +SMS_123456: no objection'
says out '^callback +unknown +no callback_url'
says_not out hunter2x
says_not out failed
texts 0
expect 0 --json provider test good
check credentials ok
check tls ok
check message ''
texts 0

# --- a text needs a store to know who must not get one
expect 4 provider test good --to +8613800138000
says err 'there is no case store'
texts 0
expect 0 add shop=day external_id=1 phone=+8613800138001
expect 0 provider test good --to +8613800138000
says out '^message +ok +accepted for \+86 138\*\*\*\*8000: 202'
says_not out 13800138000
texts 1
if tail -n 1 ledger | grep -q '"to":"+8613800138000".*Lamp & Co.*test message'; then ok; else not_ok "the text is not as it should be: $(tail -n 1 ledger)"; fi
expect 0 optout +8613800138000
expect 1 provider test good --to +8613800138000
says out '^message +failed +not sent: the customer does not want to be contacted'
texts 1
expect 1 provider test night --to +8613800138002
says out '^message +failed +not sent: it is the customer.s quiet hours'
texts 1
expect 2 provider test locked --to +8613800138002
says err 'no shop texts by locked; say as which one with --shop SHOP'
expect 2 provider test both --to +8613800138002
says err 'more than one shop texts by both; say as which one with --shop SHOP'
expect 2 provider test good --shop nowhere --to +8613800138002
says err 'there is no shop "nowhere"'
texts 1

# --- one that refuses us gets no text either
fault auth
expect 1 --json provider test good --to +8613800138002
check reachable ok
check credentials failed
check message ''
says err 'no test text was sent: a check failed'
fault busy
expect 0 provider test good
says out '^credentials +unknown +retry_later: 503'
fault close
expect 1 provider test good
says out '^reachable +failed +connected, but no answer came'
says out '^credentials +unknown'
fault none
texts 1

# --- a secret that only the service is passed
expect 0 provider test locked
says out '^credentials +unknown +providers.locked.password = "credential:locked-password": no credentials were passed'
says out '^ +only the service is passed it; .*systemd-run .*LoadCredential=locked-password:'
mkdir credentials
(umask 077; echo hunter2x >credentials/locked-password)
CREDENTIALS_DIRECTORY=$dir/credentials
export CREDENTIALS_DIRECTORY
expect 0 --json provider test locked
check credentials ok
unset CREDENTIALS_DIRECTORY

# --- one behind a proxy that opens no tunnel, and a way back that leads to itself
expect 1 --json provider test far
check reachable failed
check tls unknown
check callback failed

# --- health: what the daemon wrote down
expect 0 --json provider list
if python3 -c 'import json
d = json.load(open("out"))["providers"]
assert [p["provider"] for p in d] == ["good", "night", "both", "locked", "far"], d
assert d[0]["state"] == "unknown" and d[0]["last_receipt_at"] is None, d[0]' 2>>err; then ok; else not_ok 'list in JSON'; fi
sqlite3 store.db "INSERT INTO provider_health (provider, state, cause, since_at, until_at, last_accepted_at, last_receipt_at,
	day_at, accepted_today, refused_today, unknown_today)
	VALUES ('good', 'stopped', 'no_credit', 1763400000, 1763400300, 1763400000, 1763400001, $(date -d 0:00 +%s), 41, 2, 0),
	('night', 'ok', NULL, 1763400000, NULL, 1763400000, 1763400001, $(date -d 'yesterday 0:00' +%s), 41, 2, 0)"
expect 0 provider list
says out '^good +kannel +stopped +no_credit .* 41 +2 +0 '
says out '^night +kannel +ok .* 0 +0 +0 ' # yesterday's are not today's
says out '^far +kannel +unknown'
expect 0 --json provider test good
check callback unknown
kill "$running"
wait "$running" 2>/dev/null
running=
expect 1 provider test good
says out '^reachable +failed +.*[Cc]onnect'

echo "test-provider.sh: $passed passed, $failed failed"
[ $failed = 0 ]
