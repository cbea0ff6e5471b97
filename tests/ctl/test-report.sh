#!/bin/sh
# Drives the built followupctl through reports and measures: formats, faults, hostile names, nothing personal.
. "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/ctl/lib.sh"

# holds EXPRESSION: holds of the last output, as text (t), JSON (j()) and CSV (c()).
holds() {
	if python3 - "$1" 2>>err <<'PY'; then ok; else not_ok "$1"; fi
import csv, html.parser, json, sys
t = open("out", newline="").read()
j = lambda: json.loads(t)
c = lambda: list(csv.DictReader(t.splitlines()))

class Page(html.parser.HTMLParser):
    """Every element is closed in order, and none loads or runs anything."""
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.bad, self.tags, self.words = [], [], [], ""
    def handle_startendtag(self, tag, attrs):
        self.look(tag, attrs)
    def handle_starttag(self, tag, attrs):
        self.look(tag, attrs)
        self.open.append(tag)
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.bad.append("/" + tag)
    def handle_data(self, data):
        self.words += data
    def look(self, tag, attrs):
        self.tags.append(tag)
        if tag in ("script", "link", "img", "iframe", "object", "base", "form", "a"):
            self.bad.append(tag)
        self.bad += [n for n, v in attrs if n.startswith("on") or n in ("src", "href", "style")]

def page():
    p = Page()
    p.feed(t)
    p.close()
    assert not p.bad and not p.open, (p.bad, p.open)
    return p
sys.exit(not eval(sys.argv[1]))
PY
}

(umask 077; echo hunter2x >secret)
cat >f.conf <<CONF
store: { path = "$dir/store.db"; };
text_packs = "$top_srcdir/texts"; region_data = "$top_srcdir/regions"; reply_packs = "$top_srcdir/replies";
shops: {
  demo: { name = "Demo"; region = "CN"; zone = "Asia/Shanghai"; language = "zh-CN"; provider = "p";
    sms = { allowed = true; ground = "service notice on the customer's own order"; }; };
};
providers: { p: { driver = "kannel"; url = "http://127.0.0.1:9/cgi-bin/sendsms"; username = "u";
  password = "file:$dir/secret"; }; };
CONF
ctl() { followupctl -c f.conf "$@"; }

# --- without a store, and without a name
expect 0 ctl report
says out "opt-outs by text version"
expect 4 ctl report misses
says err "there is no case store"
expect 2 ctl report mises
says err 'did you mean "misses"?'

# --- three cases, two of them with names that want to be something else
expect 0 ctl add shop=demo external_id=R-1 phone=13812341234 'name=Wang Fang' 'category=<img src=x onerror=alert(1)>' \
	'product==cmd|calc' 'carrier=-1+1'
expect 0 ctl add shop=demo external_id=R-2 phone=13812341235 'category=</td></table>' product=mug carrier=SF
expect 0 ctl add shop=demo external_id=R-3 phone=13812341236 category=damage product=mug carrier=SF
expect 0 ctl contacted 1
expect 0 ctl resolve 1
expect 0 ctl contacted 3
expect 0 ctl add shop=demo external_id=R-3 phone=13812341236 category=delay

for report in response misses satisfaction causes hours optouts cost; do
	expect 0 ctl report $report
	says_not out 1381234
	expect 0 ctl report $report --format json
	holds "j()['report'] == '$report' and [k['key'] for k in j()['columns']] and 'rows' in j() and j()['lacking'] == 0"
	expect 0 ctl --json report $report --until "$(date -u +%F)"
	holds "j()['report'] == '$report'"
	expect 0 ctl report $report --format csv
	holds "'\r\n' in t and '1381234' not in t and 'Wang' not in t"
	expect 0 ctl report $report --format html
	holds "page().tags.count('html') == 1 and 'Wang' not in t and '1381234' not in t and 'http' not in t"
	if command -v xmllint >/dev/null; then xmllint --noout out 2>>err && ok || not_ok "xmllint: $report"; fi
done

expect 0 ctl report causes --format csv
holds "{(r['of'], r['value']): r['cases'] for r in c()} == {('category', '<img src=x onerror=alert(1)>'): '1',
	('category', '</td></table>'): '1', ('category', 'delay'): '1', ('product', 'mug'): '2',
	('product', \"'=cmd|calc\"): '1', ('carrier', 'SF'): '2', ('carrier', \"'-1+1\"): '1'}"
expect 0 ctl report causes --format html
holds "'<img src=x onerror=alert(1)>' in page().words and 'img' not in page().tags and page().tags.count('table') == 1"
expect 0 ctl report causes --format json
holds "[r['cases'] for r in j()['rows'] if r['value'] == 'mug'] == [[2, 3]]"
expect 0 ctl report response --format json
holds "[r['contacts'] for r in j()['rows']] == [2] and sorted(j()['rows'][0]['cases']) == [1, 3]"

# --- another time, shop or zone
expect 0 ctl report causes --since 2020-01-01 --until 2020-12-31
says out "There is nothing of this time."
sed 's/demo: { name/other: { name/' f.conf >other.conf
expect 0 followupctl -c other.conf report causes --shop demo
says out 'The configuration has no shop "demo"'
expect 2 ctl report causes --shop gone
says err '--shop: there is no shop "gone"; there are: demo'
# What was counted outlives its cases.
cp store.db counted.db
python3 -c 'import sqlite3; db = sqlite3.connect("counted.db"); db.execute("DELETE FROM cases"); db.commit()'
expect 0 followupctl -c other.conf --store "$dir/counted.db" report causes --shop demo
expect 2 followupctl -c other.conf --store "$dir/counted.db" report causes --shop gone
expect 0 ctl report causes --zone Europe/London --format json
holds "j()['rows'] == []"
expect 0 ctl report causes --since 30d --zone Asia/Shanghai --format json
holds "len(j()['rows']) == 7"

# --- faults name place, value and cure
expect 2 ctl report misses --since 2026-03-20 --until 2026-03-10
says err '--since: 2026-03-20 lies after --until 2026-03-10; give the earlier of the two to --since'
expect 2 ctl report misses --format pdf
says err '--format is text, json, csv or html'
expect 2 ctl report misses --zone Mars
says err '--zone: "Mars" is no time zone'
expect 2 ctl report causes --measure 1
says err 'there is no measure 1'

# --- measures
expect 0 ctl measure
says out "No measure is open."
expect 2 ctl measure add
expect 2 ctl measure done
expect 2 ctl measure add box --from soon
says err '--from: "soon" is not a date'
expect 0 ctl measure add stronger box --from 2026-01-15 --owner li --due 2026-01-31 --shop demo
says out 'Measure 1 is marked.'
expect 0 ctl --json measure list
holds "j()['measures'][0]['what'] == 'stronger box' and j()['measures'][0]['owner'] == 'li' and j()['measures'][0]['from_at'] == '2026-01-14T16:00:00Z'"
expect 0 ctl report causes --measure 1
says out 'before and after "stronger box"'
says_not out "li "
expect 0 ctl measure done 1
expect 1 ctl measure done 1
says err "is done already"
expect 0 ctl measure list --all
says out "stronger box"

# --- who may: from the first account on others only read
expect 0 ctl --as boss account add boss --role admin --name Boss
expect 1 ctl --as stranger measure add x
expect 0 ctl --as stranger report misses

echo "ctl-report: $passed passed, $failed failed"
[ $failed = 0 ]
