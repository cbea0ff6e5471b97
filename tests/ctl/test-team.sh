#!/bin/sh
# Drives the built followupctl as a team does: accounts, claims, replies, calls, promises, offers, the board.
. "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/ctl/lib.sh"

(umask 077; echo hunter2x >secret)
# Open day and night, so that it passes at any hour; a customer who sleeps now is made with quiet hours of their own.
cat >f.conf <<CONF
store: { path = "$dir/store.db"; };
text_packs = "$top_srcdir/texts"; region_data = "$top_srcdir/regions"; reply_packs = "$top_srcdir/replies";
offers: { agent = "50 CNY"; senior = "500 CNY"; };
quiet_hours = [ ];
permitted_hours: { sms = [ "daily 00:00-24:00" ]; call = [ "daily 00:00-24:00" ]; };
widen_courtesy = "this test is run at any hour";
shops: {
  demo: { name = "Demo"; region = "CN"; zone = "Asia/Shanghai"; language = "zh-CN"; provider = "p";
    call = { allowed = true; ground = "the customer gave this number for the order"; };
    sms = { allowed = true; ground = "service notice on the customer's own order"; }; };
};
providers: { p: { driver = "kannel"; url = "http://127.0.0.1:9/cgi-bin/sendsms"; price_per_segment = "0.05 CNY"; username = "u";
  password = "file:$dir/secret"; }; };
CONF
ctl() { followupctl -c f.conf "$@"; }
as() { who=$1 && shift && followupctl -c f.conf --as "$who" "$@"; }

expect 0 ctl add shop=demo external_id=R-1 phone=13812341234 level=2 'text=the zip broke'
expect 0 ctl add shop=demo external_id=R-2 phone=13812341235 level=5

# --- accounts
expect 0 ctl account list
says out 'There are no accounts'
expect 1 ctl account add li --name 'Li Na'
says err 'make an admin first'
expect 0 ctl account add wang --name 'Wang Wei' --role admin
expect 1 ctl account add zhao --name Zhao
says err 'there is no account "tester"'
expect 0 as wang account add li --name 'Li Na' --shops demo --languages zh
expect 0 as wang account add sun --name 'Sun Qi' --role senior
expect 0 as wang account add wu --name 'Wu Di' --role newcomer --level 2
expect 2 as wang account add xu --name Xu --level 9
expect 2 as wang account add xu --name Xu --role boss
says err 'it is newcomer, agent, senior or admin'
expect 2 as wang account frob
expect 2 as wang account add
expect 0 as wang account set li --level 3
expect 0 as wang account list --json
json '{a["account"]: a["level"] for a in d["accounts"]} == {"li": 3, "sun": 4, "wang": 5, "wu": 2}'
expect 0 ctl list
expect 1 ctl note 1 hello
expect 1 as li pause --all --reason x
says err 'ask a colleague who is senior or admin'
expect 1 as wang account off wang
expect 0 as li duty off
expect 0 as wang duty on li
expect 1 as li duty off sun
expect 2 as li duty maybe

# --- claims
expect 0 as li claim 1
says out 'Case 1 (C2D9): yours until '
expect 1 as sun claim 1
says err 'Li Na is in this case until '
says err "take it over with claim --note 'why'"
expect 1 as wu claim 1 --note 'mine'
expect 1 as sun note 1 hello
says err "claim 1 --note 'why'"
expect 1 as li claim 2
says err 'case 2 needs level 5'
expect 3 as li claim 77
expect 0 ctl list
says out 'holder'
expect 0 as li list --mine --json
json '[c["case"] for c in d["cases"]] == [1] and d["cases"][0]["holder"] == "agent:li" and d["cases"][0]["held_until"]'
expect 0 as li list --unclaimed --json
json '[c["case"] for c in d["cases"]] == [2]'
expect 0 as li list --level 5 --json
json '[c["needs_level"] for c in d["cases"]] == [5]'
expect 2 as li list --level 6
expect 0 as sun claim 1 --note 'she is ill'
expect 1 as li release 1
expect 0 as sun release 1
expect 0 as li claim 1

# --- a case changes hands with its claim; what one does not hold takes the right to share out
expect 2 as li hand-over 1
expect 1 as li hand-over 1 nobody
expect 0 as li hand-over 1 sun --note 'speaks Russian'
says out 'is on the list of sun'
expect 1 as li hand-over 1 sun
expect 0 as sun list --mine --json
json '[c["case"] for c in d["cases"]] == [1] and not d["cases"][0]["holder"]'
expect 0 as sun hand-over 1 li --json
json 'd["case"] == 1 and d["to"] == "li"'
expect 0 as li claim 1

# --- whole numbers are for who holds the case
expect 0 as li show 1 --full-numbers
says out '+8613812341234'
says out 'li until '
expect 1 as sun show 1 --full-numbers
says err 'claim'
expect 1 as sun evidence 1 --full-numbers
expect 0 as wang show 1 --full-numbers
expect 0 as li show 1 --json
json 'd["holder"] == "agent:li" and d["needs_level"] == 2 and d["phone"] == "+86 138****1234"'

# --- replies
expect 0 as li reply 1 --dry-run 'Demo: the refund was sent today.'
says out 'it may be sent; nothing was written'
says out 'Leaves now, '
says out '1 segment, 0.05 CNY.'
says out 'Li Na，客服'
expect 1 as li reply 1 'Demo: please change your review'
says err 'B2: '
expect 1 as li reply 1 '我们保证解决'
says err '--promise-by TIME'
expect 1 as li reply 1 --override 'any time' 'Demo: sent.'
says err 'may not override'
expect 1 as sun reply 1 'Demo: sent.'
says err 'Li Na is in this case'
expect 0 as li reply 1 'Demo: the refund was sent today.' --json
json 'd["number"] == 1 and d["segments"] == 1 and d["price"] == "0.05 CNY" and d["due_at"] and d["text"].endswith("Li Na，客服")'
echo 'Demo: from a file' >words
as li reply 1 - <words >out 2>err && ok || not_ok 'reply from standard input'
says out "agent's text 2 waits"
says out 'the customer was contacted often enough lately'
expect 0 as li cancel 1 2
says out "agent's text 2 cancelled"
expect 1 as li cancel 1 2
expect 0 as li cancel 1 --json
json 'd["cancelled"] and d["step"] == "agent_text"'
expect 1 as li cancel 1
expect 2 as li cancel 1 everything
expect 0 as li progress 1 'refund made'
expect 0 as li progress 1 'parcel 123'
says out 'progress note 1 has one more fact'
expect 0 as li cancel 1 progress
expect 0 as li reply 1 --promise-by 'tomorrow 18:00' '我们保证解决'
expect 0 ctl promises --json
json 'len(d["promises"]) == 1 and d["promises"][0]["what"].startswith("我们保证")'
expect 2 as li reply 1
if command -v sqlite3 >/dev/null; then
	sqlite3 store.db "UPDATE step SET state = 'sending', changed_at = 1794960427 WHERE step = 'agent_text' AND round = 3"
	expect 1 as li cancel 1 3
	says err 'already handed over at 08:07:07'
else
	echo 'SKIP taking back what left: no sqlite3'
fi

# --- calls
expect 0 ctl calls
says out 'No calls to make.'
expect 0 as li callback 1 'tomorrow 15:00' --note 'after school'
says out '(customer and shop, Asia/Shanghai)'
expect 2 as li callback 1 noonish
says err 'write "15:00", "tomorrow 15:00"'
expect 0 as li calls --json
json 'd["calls"][0]["kind"] == "callback" and d["calls"][0]["number"] == "+8613812341234" and d["calls"][0]["script"] == "the zip broke"'
expect 0 as sun calls
says out '+86 138****1234'
says_not out 13812341234
expect 0 as li calls --due
says out 'No calls to make.'
expect 2 as li call 1 maybe
expect 2 as li call 1 call_back_at
says err '--at'
expect 0 as li call call:1 no_answer --note 'rang long'
says out 'Call 1: no_answer, attempt 1.'
says out 'Try again '
expect 0 as li call 1 reached --json
json 'd["outcome"] == "reached" and d["attempts"] == 2 and d["again_at"] is None'
expect 1 as li call call:1 reached
expect 1 as li call call:99 reached

# --- texts that are proposed
expect 0 ctl draft list
says out 'No text is proposed.'
expect 2 ctl draft frob
expect 2 as li draft send
expect 2 as li draft drop one
expect 1 as li draft drop 7
says err 'there is no draft 7'
if command -v sqlite3 >/dev/null; then
	sqlite3 store.db "INSERT INTO proposal (case_id, why, call_id, text, created_at)
		VALUES (1, 'missed_callback', 1, 'Demo: sorry that we did not call.', 1794960000),
		(1, 'missed_callback', NULL, 'Demo: sorry once more.', 1794960001)"
	expect 0 as li draft list --shop demo
	says out 'Demo: sorry that we did not call.'
	sed 's/demo: { name/other: { name/' f.conf >other.conf
	expect 0 followupctl -c other.conf draft list --shop other
	says out 'No text is proposed.'
	expect 0 followupctl -c other.conf draft list --shop demo
	says out 'Demo: sorry that we did not call.'
	expect 0 as li draft send 1 --dry-run
	says out 'it may be sent; nothing was written'
	expect 0 as li draft send 1 --json
	json 'd["text"].startswith("Demo: sorry that we did not call.") and d["text"].endswith("Li Na，客服") and d["number"]'
	expect 1 as li draft send 1
	says err 'draft 1 was sent already'
	expect 2 as li draft drop 2 --dry-run
	says err 'goes with "draft send" alone'
	expect 0 as li draft drop 2
	says out 'Draft 2 is dropped.'
	expect 0 ctl draft list --json
	json 'd["drafts"] == []'
	expect 0 as li cancel 1
else
	echo 'SKIP texts that are proposed: no sqlite3'
fi

# --- promises and offers
expect 0 as li promise 1 the new one is sent --by 'tomorrow 10:00' --warn 30min
expect 2 as li promise 1 the new one
expect 2 as li promise 1 x --by 10:00 --warn soon
expect 1 as wu promise 1 x --by 'tomorrow 10:00'
expect 0 as li promises --mine
says out 'the new one is sent'
expect 0 as li promise kept 2
expect 1 as li promise kept 2
expect 2 as li promise withdrawn
expect 0 as li offer 1 refund 20 CNY --note 'half of it'
expect 1 as li offer 1 refund 40 CNY
says err '50.00 CNY (offers.agent)'
expect 1 as li offer 1 refund 1 CNY --note 'when the review is gone'
says err 'B1: '
expect 0 as li offer 1 replacement 0
expect 1 as li reply 1 'Demo: about your review'
says err 'B1-earlier: '

# --- fair lists
expect 1 as li assign
expect 0 as wang assign --dry-run
says out 'Nothing was written'
if command -v sqlite3 >/dev/null; then
	sqlite3 store.db "UPDATE cases SET state = 'replied' WHERE id = 2"
	expect 0 as wang assign --json
	json '[(a["case"], a["to"]) for a in d["assigned"]] == [(2, "agent:wang")]'
	expect 0 as wang list --mine --json
	json '[c["case"] for c in d["cases"]] == [2]'
else
	echo 'SKIP a case that needs a person: no sqlite3'
fi

# --- incidents
expect 1 as li incident open 'kettles leak' --shop demo
says err 'ask a colleague who is senior or admin'
expect 2 as sun incident open 'kettles leak' --shop nowhere
says err 'there is no shop "nowhere"'
expect 2 as sun incident open kettles leak
expect 0 as sun incident open 'kettles leak' --shop demo --criteria 'product=kettle' --text recall-1
says out 'incident add 1 CASE...'
expect 1 as wu incident add 1 2
expect 1 as li incident add 9 2
says err 'there is no incident 9'
expect 3 as li incident add 1 77
expect 2 as li incident add 1
expect 2 as li incident add one 2
expect 0 as li incident add 1 2
says out 'Incident 1: 1 case put in.'
expect 1 as li incident add 1 2
says err 'case 2 is in incident 1 already'
expect 0 as li incident show 1
says out 'product=kettle'
says out 'recall-1'
expect 0 ctl incident show 1 --json
json 'd["holds"] and d["open_cases"] == 1 and [c["case"] for c in d["cases"]] == [2] and d["cases"][0]["joined_by"] == "agent:li"'
expect 0 ctl incident list
says out 'kettles leak'
if command -v sqlite3 >/dev/null; then
	sqlite3 store.db "INSERT INTO step (case_id, step, round, state, reason, rules_id, changed_at)
		VALUES (2, 'satisfaction', 1, 'held', 'incident', 1, 1)"
	expect 0 ctl forecast --json
	json 'd["incidents"] == [{"incident": 1, "name": "kettles leak", "held_cases": 1}]'
	expect 0 ctl held
	says out 'incident'
	sqlite3 store.db "DELETE FROM step WHERE case_id = 2 AND step = 'satisfaction'"
fi
expect 0 as li incident remove 1 2
expect 1 as li incident remove 1 2
expect 0 as li incident add 1 2
expect 2 as sun incident close 1
says err 'say with --note how it ended'
expect 0 as sun incident close 1 --note 'new lids are sent'
says out 'Incident 1 is over'
expect 1 as sun incident close 1 --note again
says err 'is closed'
expect 0 ctl incident list
says out 'No incident is open.'
expect 0 ctl incident list --all --json
json 'd["incidents"][0]["closed_at"] and d["incidents"][0]["cases"] == 1'
expect 0 ctl show 2
says out 'incident 1 (kettles leak) is over: new lids are sent'
expect 2 ctl incident frob
# One text that two people have read; who has no part in it may not. Cases that look alike are proposed.
expect 0 as sun incident open 'late parcels' --shop demo
expect 0 as li incident add 2 2
expect 2 as li incident text 2 '{shop}: it is late' --approve --language en
expect 2 as li incident text 2 '{shop}: it is late'
expect 1 as wu incident text 2 '{shop}: it is late' --language en
expect 1 as li incident text 2 '{shop}: a coupon for a better review' --language en
says err 'B1'
expect 0 as li incident text 2 '{shop}: it is late' --language en --dry-run
says out 'Nothing was written'
expect 0 as sun incident text 2 '{shop}: it is late' --language en
expect 1 as sun incident text 2 --approve --language en
says err 'a second person'
expect 0 as li incident text 2 '{shop}: it is late' --language en
for act in 'text 2 --approve --language en' 'text 2 --withdraw --language en' 'close 2 --note x' 'add 2 1'; do
	expect 2 as sun incident $act --dry-run
	says err '--dry-run goes with "incident text N TEXT"'
done
expect 0 as sun incident text 2 --approve --language en --json
json 'd["text"] == 2 and d["cases"] == 0 and d["left_out"] == []'
expect 0 ctl incident show 2 --json
json 'd["texts"][0]["state"] == "approved" and d["texts"][0]["written_by"] == "agent:li"'
expect 1 as li incident text 2 --withdraw --language en
expect 0 as sun incident text 2 --withdraw --language en
says out 'Taken back'
expect 1 as li incident share 2
expect 0 as sun incident share 2 --dry-run
expect 0 ctl incident course 2 --by hour --json
json 'd["course"][-1]["open"] == 1'
expect 2 ctl incident course 2 --by week
expect 0 ctl incident suggest
says out 'Nothing looks like an incident.'
expect 0 as sun incident close 2 --note 'they move'

# --- the board
expect 0 as li promise 1 call the carrier --by "$(date -u -d '+2 hours' +%Y-%m-%dT%H:%M:%SZ)"
expect 0 ctl board
says out 'Promises of the day'
if awk 'length($0) > 80 { exit 1 }' out; then ok; else not_ok 'the board is wider than 80 columns'; fi
expect 0 ctl board --shop demo --json
json 'd["unread_1h"] == 0 and "call the carrier" in [p["what"] for p in d["promises"]] and d["held"] == 0 and "leaving" in d and d["broken_total"] == len(d["broken"]) and d["planned"] == d["waiting"] == 0 and d["fits"] and len(d["hours"]) in (24, 25)'
expect 2 ctl board --shop nowhere

# --- do not contact, malicious
expect 0 as wu do-not-contact 13812341235
says out 'is opted out: nothing will be sent'
expect 1 as wang reply 2 'Demo: hello'
says err 'the customer is opted out'
expect 2 as li malicious 1
says err 'say why'
expect 0 as li malicious 1 --note 'wants 500 yuan'
says out 'when a second person says the same'
expect 1 as li malicious 1 --note 'still'
says err 'takes a second person'
expect 0 as li release 1
expect 0 as sun malicious 1 --note 'I read it too'
says out 'closed as malicious'
expect 0 ctl list --state closed --json
json 'd["cases"][0]["outcome"] == "malicious"'

# --- passwords of the inbox: from standard input, never an argument
typed() { # WORDS COMMAND...
	words=$1
	shift
	printf '%s\n' "$words" | "$@"
}
expect 1 as li account passwd li
says err 'no password came'
typed 'correct horse battery' as li account passwd li >out 2>err && ok || not_ok 'one'"'"'s own password'
says out 'has a new password'
typed 'short' as li account passwd li >out 2>err && not_ok 'a short password' || says err 'too short'
typed 'correct horse battery' as li account passwd wang >out 2>err && not_ok 'another one'"'"'s password' || says err 'may not change accounts'

# --- what was done to accounts, and by whom
expect 0 as wang account role wu agent
typed 'correct horse battery' as wang account passwd wu >out 2>err && ok || not_ok "another one's password, by an admin"
expect 0 as wang account off wu
expect 0 as wang account set wu --on --role newcomer --level 2
expect 0 ctl account log
says out 'wang    wu       role agent to newcomer; account on'
expect 0 ctl account log wu --json --limit 4
json '{a["actor"] for a in d["acts"]} == {"agent:wang"} and [a["what"] for a in d["acts"]] == [
	"role agent to newcomer; account on", "account off", "a new password", "role newcomer to agent"]'
expect 0 ctl account log li --json
json '[(a["actor"], a["what"]) for a in d["acts"]][:3] == [
	("agent:li", "a new password"), ("agent:wang", "on duty"), ("agent:li", "off duty")]'
json '"argon" not in str(d)'
expect 2 ctl account log li wu
expect 2 ctl account list --limit 3
expect 2 ctl account log --limit none
typed 'correct horse battery' as wang account passwd nobody >out 2>err && not_ok 'nobody'"'"'s password' || says err 'there is no account'
expect 0 ctl account list --json
json '"password" not in d["accounts"][0] and "argon2" not in json.dumps(d)'
expect 2 as wang account passwd li secret-on-the-command-line
says err 'has two words'
expect 0 as wang account role li senior
expect 0 ctl account list --json
json '[a["role"] for a in d["accounts"] if a["account"] == "li"] == ["senior"]'
expect 2 as wang account role li
expect 0 as wang account disable li
says out 'is off'
expect 1 as li note 1 hello
says err 'is off'

# --- an incident filled by what its cases have in common
expect 0 as wang incident open 'lamps break' --shop demo
expect 1 as wang incident add 3 --match product=lamp
says err 'has product=lamp and is in no incident'
expect 2 as wang incident add 3 --match lamp
expect 2 as wang incident add 3 1 --match product=lamp
expect 0 ctl add shop=demo external_id=R-97 phone=13812341297 product=lamp
expect 0 as wang incident add 3 --match product=LAMP
says out 'Incident 3: 1 case put in.'
expect 0 as wang incident close 3 --note 'new lamps'

# --- the board with something on its way
expect 0 ctl add shop=demo external_id=R-99 phone=13812341299
expect 0 as wang reply demo/R-99 'Demo: we look into it today.'
expect 0 ctl board
says out '1 leave from now on; by '
says out ' all have left.'
if grep -Eq '^[A-Z][a-z]{2} [0-9]{1,2} [A-Z][a-z]{2} [0-9]{2}:[0-9]{2} .* 1$' out; then ok; else not_ok 'no bar of an hour'; fi
if python3 -c 'assert max(len(line) for line in open("out", encoding="utf-8")) <= 81'; then ok; else not_ok 'the board with a forecast is wider than 80 columns'; fi
expect 0 ctl board --shop demo --json
json 'd["planned"] == d["waiting"] == 1 and sum(h["leave"] for h in d["hours"]) == 1'

echo "test-team.sh: $passed passed, $failed failed"
[ $failed = 0 ]
