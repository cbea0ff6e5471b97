#!/bin/sh
# Drives the built followupctl end to end on a store of its own: exit statuses, JSON, imports, following, the manual page's
# examples.
. "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/ctl/lib.sh"

(umask 077; echo hunter2x >secret)
cat >f.conf <<EOF
store: { path = "$dir/store.db"; };
text_packs = "$top_srcdir/texts"; region_data = "$top_srcdir/regions"; reply_packs = "$top_srcdir/replies";
shops: {
  demo: { name = "Demo"; region = "CN"; zone = "Asia/Shanghai"; language = "zh-CN"; provider = "p";
    sms = { allowed = true; ground = "service notice on the customer's own order"; }; };
  london: { name = "London"; region = "CN"; zone = "Europe/London"; language = "en"; provider = "p"; };
};
providers: { p: { driver = "kannel"; url = "http://127.0.0.1:9/cgi-bin/sendsms"; price_per_segment = "0.05 CNY"; username = "u";
  password = "file:$dir/secret"; }; };
EOF
ctl() { followupctl -c f.conf "$@"; }

# --- the command line
expect 2 followupctl
expect 2 followupctl frobnicate
expect 2 followupctl imprt
says err 'did you mean "import"?'
expect 2 followupctl list --shpo x
says err 'did you mean --shop?'
expect 2 ctl why
expect 2 ctl why 1 2
expect 0 followupctl --version
expect 0 ctl optout demo/R-1 --version
says out 'followupctl '
expect 0 followupctl -h
says out 'replies'
expect 0 followupctl help import
says out '--dry-run'
expect 0 followupctl import --help
says out '--dry-run'
expect 2 followupctl help frob
expect 0 followupctl help help
says out 'Commands:'
expect 2 ctl --as 'two words' list

# --- no store, no configuration
expect 4 ctl list
says err 'no case store'
expect 5 followupctl -c none.conf list
expect 4 followupctl -c none.conf --store "$dir/no/such.db" list
echo "region_data = \"$top_srcdir/regions\"; reply_packs = \"$top_srcdir/replies\"; shops: { a: { nmae = 1; }; };" >bad.conf
expect 5 followupctl -c bad.conf check
says out 'bad.conf:1: '
expect 5 followupctl -c bad.conf list
expect 5 followupctl -c bad.conf check --json
json 'd["ok"] is False and all("bad.conf:1" in f["text"] for f in d["faults"] if not f["warning"])'
expect 5 followupctl check none.conf
expect 0 ctl check
says out 'f.conf: ok, 2 shops, 1 provider'
says out 'U+3010 【 at 1'
says out '0.10-0.15 CNY'
expect 0 ctl check --json
json 'd["ok"] and [s["id"] for s in d["shops"]] == ["demo", "london"] and d["texts_demo"][0]["segments_least"] >= 1'
json '{t["needs"] for t in d["texts_demo"] if t["step"] == "first_contact"} == {"name order"}'
json 'all(t["price_least"].endswith(" CNY") and t["segments_max"] == 6 and len(t["version"]) == 8 for t in d["texts_demo"])'
expect 1 followupctl guard Please delete your review
says out 'refused: B2: "delete" and "review": asks for a review to be changed'
expect 1 followupctl guard --json '送您优惠券'
json 'not d["ok"] and d["findings"][0]["rule"] == "B13" and d["findings"][0]["refused"] and "优惠券" in d["findings"][0]["words"]'
expect 0 followupctl guard 'We are sorry, the refund was sent today.'
says out 'May be sent, 1 segment of gsm7'
expect 0 followupctl guard --step progress '{shop}: still at it'
expect 1 followupctl guard --step progress --region CA '{shop}: still at it'
expect 2 followupctl guard --step progres hello
says err 'did you mean "progress"'
expect 2 followupctl guard
expect 0 ctl show config
says out 'quiet_hours'
says_not out hunter2x
expect 0 ctl show config --json
json 'd["settings"]'

# --- a case
expect 0 ctl add shop=demo external_id=R-1 phone=13812341234 name=Li rating=1 'text=the zip broke'
says out 'Case 1 (C2D9): added.'
expect 0 ctl add shop=demo external_id=R-1 phone=13812341234 'text=the zip broke after a day' --json
json 'd["case"] == 1 and d["code"] == "C2D9" and d["result"] == "updated" and "first contact" in d["next"]'
expect 2 ctl add shop=demo external_id=R-2 phone=12
says err 'phone: "12": '
expect 2 ctl add shop=demo phnoe=12
says err 'did you mean "phone"?'
for case in 1 C2D9 '#c2d9' demo/R-1; do
	expect 0 ctl why "$case"
	says out 'Case 1 (C2D9): first contact'
done
expect 0 ctl why 1 --json
json 'd["step"] == "first_contact" and d["stage"] == "planned" and d["due_at"].endswith("Z") and d["sentence"].endswith(".")'
expect 3 ctl why 77
expect 3 ctl show demo/none
expect 2 ctl why '?'
expect 0 ctl list
says out '+86 138****1234'
says_not out 13812341234
expect 0 ctl list --json
json '[c["external_id"] for c in d["cases"]] == ["R-1"]'
expect 0 ctl list --phone '138 1234 1234' --state new --shop demo --limit 1 --json
json 'len(d["cases"]) == 1'
expect 0 ctl list --state closed
says out 'No such cases.'
expect 2 ctl list --state sleepy
expect 2 ctl list --limit 0
expect 0 ctl show 1
says_not out 13812341234
says out 'the zip broke after a day'
expect 0 ctl show 1 --full-numbers
says out '+8613812341234'
expect 0 ctl show 1 --json
json 'd["phone"] == "+86 138****1234" and d["thread"][0]["kind"] == "review" and d["thread"][0]["shop_time"]'

# --- the provider's code of a text
echo 'texts: { zh-CN: { first_contact: { any = { text = "您好{code}"; code = "SMS_77"; }; }; }; };' | cat f.conf - >coded.conf
expect 0 followupctl -c coded.conf check
says out 'SMS_77'
expect 0 followupctl -c coded.conf check --json
json "\"'code': 'SMS_77'\" in str(d)"

# --- the week of hours
LC_ALL=C expect 0 ctl hours demo --from 2026-11-23 --days 2
says out 'Mon 23 Nov   zzzzzzzzzzzzzzzz###########################zzzzz'
says out 'Mon 23 Nov - Tue 24 Nov: quiet 00:00-08:00 (quiet_hours); open 08:00-21:30; quiet 21:30-24:00 (quiet_hours)'
says_not out "$(printf '\033')"
LC_ALL=C.UTF-8 expect 0 ctl hours --from 2025-03-30 --days 1
says out '················███████████████████████████·····'
says out 'london: first_contact, Europe/London'
says out '23 hours: the clock is set'
expect 3 ctl hours london/none
expect 0 ctl hours 1 --class satisfaction --days 3 --json
json '{s["date"] for s in d["spans"]}.__len__() == 3 and d["spans"][0]["case"] == 1 and d["spans"][0]["why"] == "quiet_hours"'
json 'all(a["to_at"] == b["from_at"] for a, b in zip(d["spans"], d["spans"][1:]))'
expect 0 ctl hours 13812341234 --zone America/New_York --days 1
says out "shop's clock"
expect 0 followupctl -c f.conf --store "$dir/none.db" hours demo
expect 4 followupctl -c f.conf --store "$dir/none.db" hours 1
LC_ALL=C expect 0 followupctl -c f.conf --store "$dir/none.db" hours KZ --from 2026-11-27 --days 2
says out 'KZ, Kazakhstan: first_contact, Asia/Almaty'
says out 'Fri 27 Nov   ..................########################......'
says out 'Sat 28 Nov: closed 00:00-24:00 (permitted_hours.sms of the region)'
says out 'Basis: operator (verified), mon-fri 09:00-21:00; even notifications; what the customer asked for is free.'
says out '(https://help.clicksend.com/article/f3s5kbe6pv-kazakhstan-7)'
LC_ALL=C expect 0 ctl hours KZ --class call --from 2026-12-16 --days 1
says out 'Basis: courtesy (not verified), mon-fri 09:00-20:00, sat 10:00-18:00.'
says out 'Wed 16 Dec: holiday 00:00-24:00 (holidays of the region)'
expect 0 ctl hours US-NY --days 1
says out 'US, United States, federal: first_contact, America/New_York'
expect 2 ctl hours US-QQ
expect 0 ctl hours US --days 1
says out 'The same on the clock of each of its 7 zones: America/New_York, America/Chicago'
expect 0 ctl hours US-FL --days 1 --zone America/Chicago --json
json 'd["region"] == "US-FL" and d["basis"] and d["spans"][0]["zone"] == "America/Chicago" and d["spans"][0]["shop"] is None'
expect 1 ctl hours ZZ
expect 0 ctl hours ZZ --zone Asia/Tokyo --days 1
expect 2 ctl hours XX
says err 'neither a case, a number nor a region'
expect 2 ctl hours ru
says err 'did you mean "RU"?'
expect 2 ctl hours demp
expect 2 ctl hours demo --class sms
expect 2 ctl hours demo --from tomorrow
expect 2 ctl hours demo --days 0
expect 2 ctl hours demo --zone Mars/Olympus

# --- the look ahead
expect 0 ctl forecast
says out 'Nothing is planned until'
says out '10 at once, 1 s each: assumed'
cp store.db ahead.db
sqlite3 ahead.db "INSERT OR IGNORE INTO rules (id, hash, seen_at) VALUES (1, 'x', 0);
	INSERT INTO step (case_id, step, round, state, due_at, deadline_at, reason, rules_id, changed_at)
	VALUES (1, 'first_contact', 1, 'planned', unixepoch(), unixepoch() + 86400, 'now', 1, 0)"
expect 0 ctl --store ahead.db forecast --rate 5/s
says out '1 planned until'
says out 'at 5/s: fits.'
expect 0 ctl --store ahead.db forecast --rate 5 --hours 36 --json
json 'd["fits"] and d["planned"] == 1 and d["providers"][0]["per_second"] == "5" and len(d["hours"]) in (36, 37)'
json 'sum(h["leave"] for h in d["hours"]) == 1 and d["sentence"].endswith("fits.")'
expect 0 ctl --store ahead.db pause --all --reason 'provider moves'
expect 0 ctl --store ahead.db forecast
says out 'does not fit, 1 wait until somebody resumes them'
says out 'provider moves'
for rate in 0 -1 fast 5/min nan 1e9; do expect 2 ctl forecast --rate "$rate"; done
expect 2 ctl forecast --hours 0
expect 2 ctl forecast demo

# --- without a configuration, told where the store is
expect 0 followupctl -c none.conf --store "$dir/store.db" list
says out 'R-1'
says err 'without the configuration'
expect 0 followupctl -c bad.conf --store "$dir/store.db" --as li note 1 written without a configuration
expect 5 followupctl -c none.conf --store "$dir/store.db" why 1

# --- what agents do
expect 0 ctl --as li note 1 called twice
expect 0 ctl --as li contacted 1 'reached by phone'
says out 'it will be closed as unanswered'
expect 0 ctl resolve 1 'new zip'
says out 'satisfaction question will be sent'
expect 1 ctl resolve 1
says err 'possible are: reopen, close, contacted, note'
expect 0 ctl reopen 1
expect 2 ctl close 1 happily
says err 'no_answer'
expect 1 ctl close 1 opted_out
says err 'optout'
expect 0 ctl close 1 satisfied --json
json 'd["state"] == "closed" and "it is closed (satisfied)" in d["next"]'
expect 0 ctl show 1
says out 'agent:li'
says out 'agent:tester'
says out 'reached by phone'
expect 0 ctl optout 13812341234 --note 'said so'
says out '+86 138****1234 is opted out'
expect 1 ctl optout 1
says err 'opted out already'
expect 0 ctl optin demo/R-1
expect 1 ctl optin demo/R-1
expect 3 ctl optout 77
expect 2 ctl optout nobody
says err '"nobody" is not a phone number; write it with its country code, such as +8613800001234, or say with --shop which shop'
expect 3 ctl optout 1391111000912
says err '"139****12" is not a phone number: no such number in the numbering plan of its country; write it with its country code'
says err '; nor is there such a case'
says_not err 1391111000912
expect 2 ctl optout nobody --shop demo
says_not err 'or say with --shop'
expect 2 ctl list --phone abc
says err '"abc" is not a phone number; write it'

# --- the customer's own hours
expect 2 ctl quiet 1
expect 2 ctl quiet 1 'after lunch'
says err '"after lunch": '
expect 2 ctl quiet nobody none
expect 0 ctl quiet 13812341234 'daily 20:00-11:00; sun 00:00-24:00'
says out '+86 138****1234 has quiet hours of their own now; '
expect 0 ctl show 1
says out 'own quiet hours'
says out 'daily 20:00-11:00; sun 00:00-24:00'
expect 0 ctl hours 1
says out 'quiet_hours of the customer'
expect 0 ctl quiet 1 none
expect 0 ctl show 1 --json
json 'not d.get("own_quiet_hours")'
expect 0 ctl hours 1
says_not out 'of the customer)'

# --- evidence
expect 2 ctl evidence
expect 2 ctl evidence 1 --verify x.json
expect 3 ctl evidence 4711
expect 0 ctl evidence demo/R-1 --out story
says out 'story.html and story.json written. Their seal, to be noted elsewhere: '
expect 1 ctl evidence demo/R-1 --out story
says err 'story.html: File exists; name another with --out'
mv story.html handed-over.html
expect 1 ctl evidence demo/R-1 --out story
says err 'story.json: File exists'
if [ -e story.html ]; then not_ok 'a page without its document stays'; else ok; fi
mv handed-over.html story.html
expect 0 ctl evidence --verify story.html
says out 'the seal fits'
says out 'The store tells the same.'
expect 0 ctl evidence --verify story.json --json
json 'd["untouched"] and d["in_store"] and d["events"] > 3 and d["since"] == 0'
expect 0 ctl note 1 'seen since'
expect 0 ctl evidence --verify story.json
says out 'and 1 event since'
sed 's/the zip broke/the zip holds/' story.json >forged.json
expect 1 ctl evidence --verify forged.json
says err 'forged.json: the file is not as it was written'
echo '{}' >other.json
expect 1 ctl evidence --verify other.json
says err 'not an evidence file'
expect 1 ctl evidence --verify gone.json

# --- telling the team
expect 2 ctl notify test ops
says err 'the configuration has no channels; write notify:'
expect 2 ctl notify
expect 2 ctl notify tset ops
says err '"tset" is nothing a channel does; write "notify test ops"'
expect 0 ctl notices --open
says out 'No alarm stands, and everybody was told.'
(umask 077; echo https://chat.example.com/T1 >hook)
{ cat f.conf; echo "notify: { ops: { kind = \"slack\"; url = \"file:$dir/hook\"; }; };"; } >n.conf
expect 2 followupctl -c n.conf notify test opps
says err 'there is no channel "opps"; did you mean "ops"?'
expect 0 followupctl -c n.conf notify test ops
says out 'A test for channel ops is left to the daemon'
expect 0 followupctl -c n.conf notices
says out 'a test, asked for by agent:tester'
says out 'to no channel'
expect 0 followupctl -c n.conf notices --open --json
json '[(n["kind"], n["severity"], n["told"]) for n in d["notices"]] == [("test", "info", "to no channel")]'
expect 2 ctl notices --limit 0
expect 0 followupctl -c n.conf show config
says out 'notify: {'
says_not out 'chat.example.com'

# --- deadlines
expect 0 ctl sla
says out 'Deadlines of the last 30d: none is over, 0 open.'
expect 2 ctl sla --cause laziness
says err 'late_alert, quiet_hours, rate, provider, no_agent, no_lawful_channel, paused, outage or other'
expect 2 ctl sla --since soon
expect 2 ctl sla --since 0s
sql() { sqlite3 store.db "$1"; }
if command -v sqlite3 >/dev/null; then
	sql "INSERT OR IGNORE INTO rules (id, hash, seen_at) VALUES (1, 'r', 1);
		INSERT INTO sla (case_id, round, shop, deadline_at, rules_id, changed_at, frozen_at, missed, cause)
		VALUES (1, 1, 'demo', unixepoch() - 3600, 1, 1, unixepoch() - 3599, 1, 'quiet_hours')"
	expect 0 ctl sla
	says out '0 of 1 kept (0 %), 1 missed, 0 open'
	says out 'quiet_hours  1       100 %  ####################'
	expect 0 ctl sla --since 10min
	says out 'none is over'
	expect 0 ctl sla --shop london --json
	json 'd["missed"] == 0 and d["causes"] == []'
	expect 0 ctl sla --json
	json 'd["missed"] == 1 and d["causes"] == [{"cause": "quiet_hours", "missed": 1, "percent": 100}] and len(d["hours"]) == 1'
	expect 0 ctl sla --cause quiet_hours --json
	json '[c["case"] for c in d["cases"]] == [1] and d["cases"][0]["deadline_at"].endswith("Z")'
	expect 0 ctl sla --cause paused
	says out 'No deadline was missed for that cause.'
	expect 0 ctl show 1
	says out 'missed: quiet hours'
	expect 0 ctl why 1
	says out 'missed: quiet hours.'
	expect 0 ctl why 1 --json
	json 'd["sla"].endswith("missed: quiet hours")'
	json 'd["sla_state"] == "missed" and d["sla_cause"] == "quiet_hours" and d["sla_deadline_at"].endswith("Z")'
	expect 0 ctl show 1 --json
	json 'd["sla_state"] == "missed" and d["sla_met_at"] is None and d["sla_deadline_at"].endswith("Z")'
	expect 0 followupctl -c none.conf --store "$dir/store.db" sla
else
	echo 'SKIP deadlines: no sqlite3'
fi

# --- pauses
expect 2 ctl pause --reason x
expect 2 ctl pause --all
expect 2 ctl pause --all --shop demo --reason x
expect 2 ctl pause --all --reason x --for 2 --until 18:00
expect 2 ctl pause --all --reason x --for soon
expect 2 ctl pause --all --reason x --until 1999-01-01
expect 2 ctl pause --shop demp --reason x
says err 'did you mean "demo"?'
expect 2 ctl pause --step nonsense --reason x
says err 'there is no step "nonsense"; there are first_contact, progress, '
expect 0 ctl pause --shop demo --reason 'stock-taking' --for 2h
expect 1 ctl pause --shop demo --reason again
expect 0 ctl status
says out 'stock-taking'
says out 'not running'
expect 0 ctl status --json
json 'd["daemon"] is False and d["pauses"][0]["scope"] == "shop:demo" and d["cases_closed"] == 1'
expect 0 ctl resume --shop demo
expect 1 ctl resume --shop demo
expect 2 ctl pause --provider '' --reason x
expect 2 ctl pause --provider pp --reason x
says err 'did you mean "p"?'
expect 2 ctl pause --step first_contakt --reason x
says err 'did you mean "first_contact"?'
expect 2 ctl pause --text nonsense --reason x
says err 'no text in force has version "nonsense"'
expect 0 ctl pause --step first_contact --reason 'wording under review' --until 23:59
says out 'Step first_contact is paused until'
expect 0 ctl pause --all --reason 'drill' --wait
says out 'Nothing is under way any more.'
expect 0 ctl pause --all --reason 'again' --wait --json
json 'd["under_way"] == 0'
expect 2 ctl resume
expect 0 ctl resume --step first_contact
says out 'Step first_contact is resumed.'
expect 0 ctl resume --all

# --- --shop is one of those there are, in each command alike: name in the table, then what stands before --shop
: >rows.csv
number=13812341234
for c in list replies sla calls promises 'draft list' 'report response' 'assign --dry-run' 'incident suggest' board \
	'incident open x' 'pause --reason x' resume 'simulate f.conf' 'measure add x' 'measure list' 'import rows.csv' \
	'optouts import rows.csv' "optout $number" "optin $number" "do-not-contact $number" "quiet $number none" \
	"erase $number --reason x" 'provider test p' optouts; do
	expect 2 ctl $c --shop dmo
	says err '--shop: there is no shop "dmo"; did you mean "demo"?'
done
expect 2 ctl list --shop ''
says err '--shop: there is no shop ""; there are: demo, london'
expect 2 followupctl guard --region ZZ hi
says err '--region: "ZZ" is no country'
expect 2 followupctl guard --region UK hi
says err 'write GB'
expect 0 followupctl guard --region CA-QC hi
# What the configuration has no more can still be looked at, and let go again; nothing new is made for it.
sed 's/^  demo: { name/  demoted: { name/' f.conf >renamed.conf
expect 0 ctl pause --shop demo --reason 'it is sold'
expect 1 followupctl -c renamed.conf assign --shop demo --dry-run
says err 'nobody is on duty'
for c in list replies sla calls promises 'draft list' 'report response' 'incident suggest' 'incident list' board \
	'measure list' resume; do
	expect 0 followupctl -c renamed.conf $c --shop demo
done
for c in 'pause --reason x' 'measure add x' 'incident open x' 'import rows.csv' "optout $number"; do
	expect 2 followupctl -c renamed.conf $c --shop demo
	says err 'there is no shop "demo"'
done
expect 0 followupctl --store "$dir/store.db" list --shop demo
expect 2 followupctl --store "$dir/store.db" list --shop dmo
says err 'did you mean "demo"?'

# --- wrong words are status 2, what is refused is 1 (EXIT STATUS): status, then the command
while read -r status c; do
	expect "$status" sh -c "followupctl -c f.conf $c"
done <<'ROWS'
2 add a b
2 add shop=demo external_id=R-9 phone=12
2 import rows.csv --shop demo --encoding nonsense
1 import none.csv --shop demo
2 promise 1 x --by nonsense
2 callback 1 nonsense
2 call 1 reached --at 15:00
2 reply 1 'Demo: sent.' --promise-by nonsense
1 reply 1 'Demo: a coupon for a better review'
2 offer 1 refund abc
2 offer 1 gift 1 CNY
1 offer 1 refund 1 CNY --note 'when the review is gone'
2 account add x --name X --role king
2 account add x --name X --role admin --level 9
2 account add 'x y' --name X --role admin
2 account add x --role admin
1 account add x --name X --role agent
2 incident open x --match foo=bar
1 incident open x --match product=none
2 incident close 1
2 provider test p --to 123
2 provider test q
2 notify test nobody
2 pause --until yesterday --all --reason x
2 pause --provider q --reason x
1 resume --all
2 sla --since abc
2 report response --since abc
2 measure add x --due abc
1 measure done 99
2 close 1 nonsense
1 resolve 1
2 quiet 1 nonsense
2 malicious 1
3 resolve 999
ROWS

# --- upkeep
expect 0 ctl retention
says out 'closed cases, whole'
says out 'Nothing was removed.'
expect 0 ctl retention --json
json '[r["kind"] for r in d["retention"]] == ["cases", "texts", "replies", "receipts", "raw", "intake", "notices"]'
json 'all(r["keep"] == "for ever" and r["old"] == 0 for r in d["retention"])'
sed 's/^shops/retention: { raw = "7d"; cases = "90d"; };\n&/' f.conf >keeps.conf
sql "INSERT INTO inbound (provider, hook, method, query, content_type, headers, body, peer, received_us, processed_at)
	VALUES ('office', 'report', 'POST', '', '', '', x'', '', 1, 1)"
expect 0 followupctl -c keeps.conf retention --json
json '[(r["keep"], r["old"]) for r in d["retention"] if r["kind"] in ("raw", "cases")] == [("90d", 0), ("1w", '"$(sql "SELECT count(*) FROM inbound
	WHERE processed_at IS NOT NULL AND received_us < 1700000000000000")"')]'
expect 0 ctl verify
says out 'all chains hold'
expect 0 ctl backup "$dir/copy.db"
says out 'whole and checked'
expect 1 ctl backup "$dir/copy.db"
says err 'never overwrites'
expect 0 followupctl -c none.conf --store "$dir/copy.db" verify --quick --json
json 'd["good"] is True and d["findings"] == []'
expect 1 ctl backup "$dir/nowhere/copy.db"
head -c 4096 /dev/zero >"$dir/zero.db"
expect 4 followupctl -c none.conf --store "$dir/zero.db" verify
# Killed before the copy has its name: it has none, and the next run says what lies there.
FOLLOWUP_FAULT=store.backup.rename
export FOLLOWUP_FAULT
expect 137 ctl backup "$dir/broken-off.db"
FOLLOWUP_FAULT=store.erase
expect 137 ctl --store "$dir/copy.db" erase 1 --reason 'asked by letter' --yes
unset FOLLOWUP_FAULT
expect 1 test -e "$dir/broken-off.db"
expect 1 ctl backup "$dir/broken-off.db"
says err 'remove it'
expect 0 ctl --store "$dir/copy.db" verify
expect 0 ctl --store "$dir/copy.db" show 1
expect 2 ctl --store "$dir/copy.db" erase 1
expect 1 ctl --store "$dir/copy.db" erase 1 --reason 'asked by letter'
says err 'Say --yes to do it'
expect 0 ctl --store "$dir/copy.db" erase 1 --reason 'asked by letter' --yes
says out 'is erased from'
expect 0 ctl --store "$dir/copy.db" verify

# --- the daemon is told, also while somebody follows the replies: the bell stays the daemon's
cat >bell.py <<'EOF'
import socket, subprocess, sys
bell = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
bell.bind("store.db.bell")
bell.settimeout(60)
follower = subprocess.Popen(["followupctl", "-c", "f.conf", "replies", "--follow", "--json"], stdout=subprocess.PIPE)
follower.stdout.readline()
subprocess.run(["followupctl", "-c", "f.conf", "note", "1", "rings"], check=True, stdout=subprocess.DEVNULL)
bell.recv(16)
follower.kill()
follower.wait()
status = subprocess.run(["followupctl", "-c", "f.conf", "status", "--json"], check=True, capture_output=True, text=True)
sys.exit('"daemon": true' not in status.stdout)
EOF
expect 0 python3 bell.py
rm -f store.db.bell

# --- imports
cat >reviews.csv <<'EOF'
编号,手机号,姓名,评分,评价内容,仓库
R-2,138 1234 1235,王小明,2,"颜色不对，
和图片""不一样""",x
R-3,12,=李雷,1,太慢了,y
R-4,13812341236,5" tv,1,太慢了,y
R-5,13812341237,韩梅梅,1,太慢了,y
EOF
expect 2 ctl import --shop nowhere reviews.csv
expect 1 ctl import --shop demo /dev/null
says err 'the file is empty'
ctl import --dry-run --shop demo - <reviews.csv >out 2>err
[ $? = 6 ] && ok || not_ok 'import from standard input'
says out '4 rows: 2 new, 0 updated, 2 rejected; nothing was kept (dry run)'
expect 6 ctl import --shop demo reviews.csv
says out '4 rows: 2 new, 0 updated, 2 rejected (see reviews.csv.rejects.csv)'
says out '"仓库"'
says err 'line 4: phone: "12": '
says err 'line 5: a quote stands where none may'
says reviews.csv.rejects.csv "\"'=李雷\""
expect 0 ctl show demo/R-2
says out '和图片"不一样"'
iconv -f UTF-8 -t GB18030 reviews.csv >gb.csv
expect 6 ctl import --shop demo --rejects gb.rej gb.csv --json
json 'd["encoding"] == "GB18030" and d["updated"] == 2 and d["rejected"] == 2 and d["rejects_file"] == "gb.rej"'
printf '\357\273\277Номер;Телефон;Клиент\r\nQ-1;+7 912 345-67-89;Иван\r\n' >ru.csv
expect 1 ctl import --shop demo ru.csv
says err 'no column for external_id'
expect 0 ctl import --shop demo --map 'Номер=external_id' ru.csv
says out '1 row: 1 new'
printf '{"id":7,"phone":13812341239,"weight":1}\n{"id":8\n' >a.jsonl
expect 6 ctl import --shop demo a.jsonl
says a.jsonl.rejects.jsonl '"line":2'
expect 1 ctl import --shop demo "$dir"
expect 1 ctl import --shop demo none.csv
expect 1 ctl import --shop demo store.db
says err 'SQLite'
expect 2 ctl import --shop demo --format xml reviews.csv
expect 2 ctl import --shop demo --map 'x=phon' reviews.csv
head -n 1 reviews.csv >header.csv
printf 'external_id,phone,phone,colour\nT-1,13912340001,13912340002,red\n' >twice.csv
expect 1 ctl import --dry-run --shop demo twice.csv
says err 'twice.csv:1: columns 2 and 3 are both called "phone"; choose with --map "#2=phone" or --map "#3=phone"'
expect 0 ctl import --dry-run --shop demo --map '#3=phone' twice.csv
says out 'Not used, because nobody knows what they mean: column 4 "colour"; name them with --map.'
says out 'Not used, because another column is taken for it: column 2 "phone" (phone is column 3).'
expect 0 ctl import --dry-run --shop demo --map '#3=phone' twice.csv --json
json 'd["ignored_columns"] == [{"name": "phone", "number": 2, "meaning": "phone", "instead": 3}, {"name": "colour", "number": 4}]'
printf 'id,phone,mobile\nT-1,13912340001,13912340002\n' >other.csv
expect 0 ctl import --dry-run --shop demo --map mobile=phone other.csv
says out 'Not used, because another column is taken for it: column 2 "phone" (phone is column 3).'
says_not out 'nobody knows'
expect 0 ctl import --shop demo header.csv
says out 'a header and no rows'

# --- rows of other tools, held steps, replies: as the daemon leaves them
sqlite3 store.db "INSERT INTO intake (shop, external_id, phone, state, error) VALUES ('demo', 'X', '1', 'rejected', 'phone: \"1\": bad')"
expect 0 ctl rejected
says out 'phone: "1": bad'
expect 0 ctl rejected --json
json 'd["rejected"][0]["external_id"] == "X"'
expect 0 ctl held
says out 'Nothing waits for a person.'
sqlite3 store.db "INSERT OR IGNORE INTO rules (id, hash, seen_at) VALUES (1, 'x', 0);
	INSERT INTO step (case_id, step, round, state, reason, detail, rules_id, changed_at)
	VALUES (2, 'first_contact', 1, 'held', 'bad_number', '21211', 1, unixepoch())"
expect 0 ctl held --json
json 'd["held"][0]["case"] == 2 and d["held"][0]["reason"] == "bad_number"'
expect 0 ctl why 2
says out 'waits for a person: the provider refuses this number (21211)'
reply() {
	sqlite3 store.db "INSERT INTO reply (provider, from_number, text, label, received_at, person_id, case_id, matched_by)
		VALUES ('p', '+8613812341235', '$1', 'other', unixepoch(), (SELECT person_id FROM cases WHERE id = 2), 2, 'number')"
}
reply 'is it on its way?'
reply "$(printf 'red\033[31malert')"
expect 0 ctl replies
says out 'is it on its way?'
says_not out "$(printf '\033')"
says_not out 13812341235
expect 0 ctl replies --json --unread --case 2 --shop demo --label other --search WAY
json '[r["text"] for r in d["replies"]] == ["is it on its way?"] and d["replies"][0]["unread"]'
expect 2 ctl replies --label happy
expect 2 ctl replies 1
expect 2 ctl replies --read
expect 1 ctl replies --read 99
expect 0 ctl replies --read 1 1
says out '1 reply marked as read.'
expect 0 ctl replies --unread --json
json 'len(d["replies"]) == 1'
expect 0 ctl replies --read --all
says out '1 reply marked as read.'
expect 0 ctl replies --unread
says out 'No such replies.'
expect 0 ctl label 1
says out 'understood as: other'
says out 'by:'
expect 0 ctl --as li label 1 help --note 'wants a person'
says out 'Reply 1 is labelled help.'
expect 1 ctl label 1 help
says err 'labelled help already'
expect 2 ctl label 1 happy
expect 2 ctl label x help
expect 2 ctl label
expect 1 ctl label 99 help
expect 0 ctl label --export
says out 'is it on its way?'
says out 'was other, corrected by'
expect 0 ctl label 1 --json
json 'd["label"] == "help" and d["understood"] == "other" and d["rule"]'
# --- whose reply it is
sqlite3 store.db "INSERT INTO reply_case (reply_id, case_id) VALUES (2, 1)"
expect 0 ctl replies --triage
says out 'may be about case'
expect 0 ctl replies --triage --json
json '[r["id"] for r in d["replies"]] == [2] and d["replies"][0]["doubt"].startswith("may be about case")'
expect 0 ctl show 1
says out 'reply (other, may be about case'
expect 2 ctl attach
expect 2 ctl attach two 1
expect 1 ctl attach 99 1
says err 'there is no reply 99'
expect 3 ctl attach 2 99999
expect 0 ctl --as li attach 2 1
says out 'Reply 2 is about case'
expect 1 ctl attach 2 1
says err 'belongs to that case already'
expect 0 ctl replies --triage
says out 'No such replies.'
expect 0 ctl --as li attach 2 2 --json
json 'd["reply"] == 2 and d["case"] == 2 and d["from_case"] == 1'
# --- opt-outs as lists
printf 'name,phone\nA,13911110001\nB,12\nC,+79123456789\n' >stops.csv
expect 6 ctl --as li optouts import stops.csv --cause 'list of March' --shop demo
says out '3 rows: 2 new, 0 opted out already, 1 rejected (see stops.csv.rejects.csv)'
says err 'line 3:'
says stops.csv.rejects.csv '"3","12",'
if [ "$(stat -c %a stops.csv.rejects.csv)" = 600 ]; then ok; else not_ok 'others may read the rejected numbers'; fi
chmod 644 stops.csv.rejects.csv
expect 6 ctl optouts import stops.csv --shop demo
if [ "$(stat -c %a stops.csv.rejects.csv)" = 600 ]; then ok; else not_ok 'others may read what was rejected again'; fi
expect 1 ctl optouts import stops.csv --shop demo --rejects stops.csv
says err 'stops.csv: the rejected rows cannot go into the file they come from'
says stops.csv 'B,12'
rm -f stops.link
ln -s elsewhere stops.link
expect 1 ctl optouts import stops.csv --shop demo --rejects stops.link
says err 'name another place for rejected rows with --rejects'
if [ -e elsewhere ]; then not_ok 'a link was followed'; else ok; fi
printf 'phone\n1391111000912\nx\n{"phone"\n' >mashed.csv
expect 6 ctl optouts import mashed.csv
says err 'line 2: "139****12" is not a phone number: '
says err 'line 3: "x" is not a phone number; write it with its country code, such as +8613800001234, or say with --shop '
says mashed.csv.rejects.csv '"2","1391111000912","""139****12"" is not'
expect 6 ctl optouts import stops.csv --shop demo
says out '3 rows: 0 new, 2 opted out already, 1 rejected'
printf '{"phone": "+8613911110002"}\n{"phone": 7}\nnonsense\n' >stops.jsonl
expect 6 ctl optouts import stops.jsonl --json
json 'd["rows"] == 3 and d["new"] == 1 and d["rejected"] == 2'
says stops.jsonl.rejects.csv '"2"'
printf '{"phone": 8613911110009}\n{"number": "8613911110010"}\n' >numbers.jsonl
expect 6 ctl optouts import numbers.jsonl --json
json 'd["rows"] == 2 and d["new"] == 1 and d["rejected"] == 1'
says numbers.jsonl.rejects.csv '8613911110010'
mkfifo list.pipe
cat stops.jsonl >list.pipe &
expect 6 ctl optouts import list.pipe --json
wait
json 'd["rows"] == 3 and d["known"] == 1 and d["rejected"] == 2'
printf '+8613911110003\n' >plain.txt
expect 0 ctl optouts import plain.txt
python3 -c 'import sys; sys.stdout.buffer.write("phone\n+8613911110003\n".encode("utf-16le"))' >wide.csv
expect 1 ctl optouts import wide.csv
says err 'if it is UTF-16 without a mark, say --encoding utf-16le'
expect 0 ctl optouts import --encoding utf-16le wide.csv
printf 'name,mail\nA,b\n' >none.csv
expect 1 ctl optouts import none.csv
says err 'no column "phone"'
expect 1 ctl optouts import nowhere.csv
expect 0 ctl optouts
says out 'list of March'
says_not out 13911110001
expect 0 ctl optouts list --since 1d --json
json '{c["cause"]: c["stops"] for c in d["causes"]}["import"] == 5 and len([o for o in d["optouts"] if o["cause"] == "import"]) == 5'
expect 0 ctl optouts export
says out '"phone","since","cause","actor","note"'
says out '+8613911110001,'
expect 0 ctl optouts export all.jsonl --format jsonl
expect 1 ctl optouts export all.jsonl
says err 'name a file that is not there yet'
expect 0 ctl optouts import all.jsonl
says out ' 0 new, '
if [ "$(stat -c %a all.jsonl)" = 600 ]; then ok; else not_ok 'others may read the list'; fi
expect 2 ctl optouts export --format xml
expect 2 ctl --json optouts export
says err 'write --format jsonl'
expect 2 ctl optouts import
expect 2 ctl optouts delete
expect 2 ctl optouts --since never
expect 0 ctl replies --unmatched --json
json 'd["replies"] == []'
sqlite3 "$dir/store.db" "INSERT INTO reply (provider, from_number, text, label, received_at, matched_by, read_at)
	VALUES ('p', '+8613812349999', 'who is this', 'other', 1, 'none', 1)"
expect 0 ctl replies --unmatched --json
json 'd["replies"][0]["case"] is None and d["replies"][0]["code"] is None'
expect 0 ctl board
says out '1 reply belongs to no case'
sqlite3 "$dir/store.db" "DELETE FROM reply WHERE from_number = '+8613812349999'"
expect 0 ctl receipts
says out 'Every delivery report belongs to a message.'
sqlite3 "$dir/store.db" "INSERT INTO inbound (provider, hook, method, query, content_type, headers, body, peer, received_us, processed_at)
	VALUES ('box', 'dlr', 'GET', '', '', '', x'', '127.0.0.1', 1, 1);
	INSERT INTO receipt (inbound_id, provider, ref, status, received_at)
	VALUES (last_insert_rowid(), 'box', 'nobodys', 'delivered', 1);"
expect 0 ctl receipts
says out nobodys

# --- who was turned away, and who does not answer
expect 0 ctl status --json
json 'd["refused"] == [] and d["polls_failing"] == []'
sqlite3 "$dir/store.db" "INSERT INTO refusal VALUES ('box', 'wrong signature', 7, 1, 2);
	INSERT INTO poll_state VALUES ('box', 'replies', NULL, 1, NULL, 3, 'no answer', NULL);"
expect 0 ctl status
says out 'wrong signature'
says out 'no answer'
expect 0 ctl status --json
json 'd["refused"][0]["count"] == 7 and d["polls_failing"][0]["failures"] == 3'

# --- the effect of a candidate: forty first contacts wait for the night to end where it is three in the morning now
for city in Pacific/Pago_Pago Pacific/Honolulu Pacific/Gambier Pacific/Pitcairn America/Phoenix America/Costa_Rica \
	America/Bogota America/La_Paz America/Sao_Paulo America/Noronha Atlantic/Cape_Verde Africa/Abidjan Africa/Lagos \
	Africa/Johannesburg Africa/Nairobi Asia/Dubai Asia/Karachi Asia/Dhaka Asia/Bangkok Asia/Singapore Asia/Tokyo \
	Australia/Brisbane Pacific/Guadalcanal Pacific/Tarawa; do
	[ "$(TZ=$city date +%H)" != 03 ] || night=$city
done
sed "s|store.db|night.db|" f.conf >night.conf
echo 'quiet_hours = [ "daily 21:30-09:00" ];' | cat night.conf - >later.conf
i=10
while [ $i -lt 50 ]; do
	echo "N-$i,138123410$i,Li,77,$night"
	i=$((i + 1))
done | { echo external_id,phone,name,order_no,zone; cat; } >night.csv
expect 0 followupctl -c night.conf import --shop demo night.csv
sqlite3 night.db "INSERT INTO rules (id, hash, seen_at) VALUES (1, 'x', 0);
	INSERT INTO step (case_id, step, round, state, due_at, reason, rules_id, changed_at)
	SELECT id, 'first_contact', 1, 'planned', unixepoch() + 18000, 'quiet_hours', 1, unixepoch() FROM cases"
expect 0 followupctl -c night.conf check later.conf
says out 'Effect on the queue: 40 of 40 waiting steps would change.'
says out '  40 first contacts would leave at 09:00 instead of 08:00 (quiet_hours)'
expect 0 followupctl -c night.conf check later.conf --json
json 'd["ok"] and d["queue"] == 40 and d["effect"][0]["count"] == 40 and d["effect"][0]["cases"] == list(range(1, 21))'
sed 's/"0.05 CNY"/"0.06 CNY"/' later.conf >dearer.conf
expect 0 followupctl -c night.conf check dearer.conf
says out 'What waits would cost '
says_not out 'waiting texts would be held'
expect 0 followupctl -c night.conf check dearer.conf --json
json 'd["texts_before"] == d["texts_after"] == 40 and d["segments_before"] == d["segments_after"] >= 40'
json '[(c["currency"], c["before"]) for c in d["costs"]] == [("CNY", "%.2f CNY" % (0.05 * d["segments_before"]))]'
json 'd["costs"][0]["after"] == "%.2f CNY" % (0.06 * d["segments_after"]) and d["unpriced_after"] == 0'
{ cat later.conf; echo 'max_segments = 1;'; } >short.conf
expect 0 followupctl -c night.conf check short.conf
says out '40 waiting texts would be held when their time comes, for want of a value or as too long (now 0).'
expect 0 followupctl -c night.conf check later.conf --no-effect
says_not out 'queue'
expect 0 followupctl -c night.conf check night.conf
says out 'No effect on the queue: the rules are the same.'
expect 0 followupctl -c night.conf check
says_not out 'queue'
expect 0 followupctl -c none.conf check later.conf
says out 'The effect on the queue is not known: the configuration in force, none.conf, cannot be read'
expect 0 followupctl -c night.conf --store "$dir/no.db" check later.conf
says out 'The effect on the queue is not known: '

# --- the past under other rules: the forty again, of which none is due yet, and one that left and was answered
sqlite3 night.db "UPDATE cases SET complaint_at = complaint_at - 864000, created_at = created_at - 864000 WHERE id = 7;
	INSERT INTO event (case_id, round, at, kind, actor, step)
	SELECT 7, 1, unixepoch() - 860000, 'sent', 'followupd', 'first_contact' UNION ALL
	SELECT 7, 1, unixepoch() - 850000, 'reply', 'customer', NULL"
expect 0 followupctl -c night.conf simulate later.conf
says out '40 cases from '
says out '40 would have gone otherwise.'
says out 'Customers and agents are taken to have done what they did'
says_not out 'price'
says_not out '... cost'
expect 0 followupctl -c night.conf simulate later.conf --json
json 'd["cases"] == 40 and d["changed"] == 40 and not d["same_rules"] and d["since_at"] < d["until_at"]'
json '{(m["measure"], m["before"], m["after"]) for m in d["measures"]} >= {("waiting", 39, 39), ("sent", 1, 1)}'
json 'd["differences"][0]["before_reason"] == "quiet_hours" and len(d["differences"]) == 10'
json 'sorted((h["hour"], h["before"], h["after"]) for h in d["hours"]) == [(8, 1, 0), (9, 0, 1)]'
expect 0 followupctl -c night.conf simulate --since 5d --shop demo later.conf --json
json 'd["cases"] == 39'
sqlite3 night.db "INSERT INTO message (case_id, person_id, step, round, text, language, text_version, encoding, segments, state,
		provider, created_at, sent_at, changed_at)
	SELECT 7, person_id, 'first_contact', 1, 't', 'zh-CN', 'v', 'ucs2', 3, 'accepted', 'p', 0, 0, 0 FROM cases WHERE id = 7"
expect 0 followupctl -c night.conf simulate later.conf
says out '0.15 CNY  0.15 CNY'
expect 0 followupctl -c night.conf simulate later.conf --json
json '[(m["before"], m["after_cost"], m["currency"]) for m in d["measures"] if m["measure"] == "cost"] == [(150000, "0.15 CNY", "CNY")]'
sed 's/price_per_segment = "0.05 CNY"; //' later.conf >priceless.conf
expect 0 followupctl -c night.conf simulate priceless.conf
says out 'a provider has no price_per_segment'
expect 0 followupctl -c night.conf simulate night.conf
says out '0 would have gone otherwise: the rules are the same.'
expect 0 followupctl -c night.conf simulate later.conf --since 2026-01-01 --until 1d --json
json 'd["cases"] == 1 and d["measures"][0]["measure"] == "sent"'
expect 2 followupctl simulate
system=$(followupctl --help | sed -n 's/.*instead of \(.*followup.conf\)$/\1/p')
if [ ! -e "$system" ]; then
	expect 5 followupctl simulate --config later.conf --since 30d
	says err "$system: "
fi
expect 2 followupctl -c night.conf simulate --since soon later.conf
says err 'neither a time before now'
expect 2 followupctl -c night.conf simulate --since 1d --until 2d later.conf
expect 5 followupctl -c none.conf simulate later.conf
expect 5 followupctl -c night.conf simulate bad.conf
says err 'bad.conf:1: '
expect 2 followupctl -c night.conf simulate --shop nowhere later.conf

# --- a damaged case is named, and keeps no other from being listed
cp night.db damaged.db
sqlite3 damaged.db "PRAGMA ignore_check_constraints = 1; UPDATE cases SET state = 'lost' WHERE id = 9"
expect 4 followupctl -c night.conf --store "$dir/damaged.db" list --json
json '39 == len(d["cases"]) and 9 not in [c["case"] for c in d["cases"]]'
says err 'left out: case 9: no such state or outcome; the row is damaged'
expect 4 followupctl -c night.conf --store "$dir/damaged.db" list --phone 13812341018
says out 'No such cases.'
expect 0 followupctl -c night.conf --store "$dir/damaged.db" list --phone 13812341019

# --- following: what was there, then what comes
: >followed
followupctl -c f.conf replies --follow --json >>followed 2>err &
running=$!
waited=0
lines() { [ "$(wc -l <followed)" -ge "$1" ]; }
wait_for() { while ! lines "$1" && [ $waited -lt 1200 ]; do sleep 0.05; waited=$((waited + 1)); done; }
wait_for 1
reply 'and now?'
wait_for 2
reply 'hello?'
wait_for 3
kill "$running" 2>/dev/null
wait "$running" 2>/dev/null
running=
cp followed out
if python3 - <<'EOF'
import json
documents = [json.loads(line) for line in open("followed")]
texts = [[r["text"] for r in d["replies"]] for d in documents]
assert len(texts[0]) == 2 and texts[1:] == [["and now?"], ["hello?"]], texts
EOF
then ok; else not_ok 'following'; fi

# --- the examples of the manual page, as a stranger would type them
mkdir examples && cd examples || exit 2
sed -e '1,/^\.SH EXAMPLES/d' -e '/^\.SH SEE ALSO/,$d' -e 's/\\-/-/g' -e "s/\\\\(aq/'/g" -e 's/\\e/\\/g' \
	"$top_srcdir/man/followupctl.1" |
	awk '/^\.nf/ { n++; inside = 1; next } /^\.fi/ { inside = 0 } inside && !/^\.R[SE]/ { print > ("block" n) }'
blocks=$(ls block* | wc -l)
i=1
while [ $i -le "$blocks" ]; do
	if grep -q 'jq ' block$i && ! command -v jq >/dev/null; then
		echo "SKIP manual example $i: no jq"
	else
		sh ./block$i >out 2>err </dev/null && ok || not_ok "manual example $i: $(cat block$i)"
	fi
	# The text packs and the regions' files are not installed yet.
	[ $i != 1 ] || echo "text_packs = \"$top_srcdir/texts\"; region_data = \"$top_srcdir/regions\"; reply_packs = \"$top_srcdir/replies\";" >>try.conf
	i=$((i + 1))
done
if [ "$blocks" -ge 6 ]; then ok; else not_ok 'the manual page has lost its examples'; fi
cd "$dir" || exit 2

echo "test-ctl.sh: $passed passed, $failed failed"
[ $failed = 0 ]
