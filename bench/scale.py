"""Stores of 10,000 cases and more, as a shop has them after some years: nineteen in twenty are over, a few wait for their day, fifty
are due. What the daemon and people do with them, at each size."""

import os
import signal
import subprocess
import time

import lib
import measure
from measure import figure, ratio

# Kinds of cases by i % 100: 0-94 closed, 95-97 contacted and waiting for an answer, 98 with a reply nobody has read, 99 new and to be
# written to within the hour. ?1, ?2: from i, to i; ?3: now; ?4: the rules; ?5: how many.
# When it came in: what is over long ago, the rest in the last days, what nobody has answered just now.
AT = ("(CASE WHEN i % 100 < 95 THEN ?3 - 86400 * 430 + i * 86400 * 400 / ?5 WHEN i % 100 < 99 THEN ?3 - 86400 * (1 + i % 10) - 7200"
      " ELSE ?3 - 600 END)")
ROWS = "WITH RECURSIVE n (i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2) "
CLOSED, WAITING, REPLIED, NEW = "i % 100 < 95", "i % 100 BETWEEN 95 AND 97", "i % 100 = 98", "i % 100 = 99"
WRITTEN = "i % 100 <> 99"
HASH = "'" + "0123456789abcdef" * 4 + "'"

FILL = [
    "INSERT INTO person (id, phone, region, line_kind, created_at) " + ROWS +
    # 7919 is prime to ten: each number once, in no order.
    "SELECT i, '+86138' || printf('%08d', i * 7919 % 100000000), 'CN', 'mobile', " + AT + " FROM n",
    "INSERT INTO cases (id, shop, external_id, person_id, name, order_no, language, zone, zone_source, complaint_at, created_at, state,"
    " outcome, changed_at, contacted_at, last_contact_at, resolved_at, closed_at, shop_zone, text) " + ROWS +
    "SELECT i, 'taoyimi', 's' || i, i, 'Li Wei', i, 'zh-CN', 'Asia/Shanghai', 'number', at, at,"
    " CASE WHEN " + CLOSED + " THEN 'closed' WHEN " + WAITING + " THEN 'contacted' WHEN " + REPLIED + " THEN 'replied' ELSE 'new' END,"
    " CASE WHEN " + CLOSED + " THEN 'satisfied' ELSE 'none' END, at + 600, CASE WHEN " + WRITTEN + " THEN at + 600 END,"
    " CASE WHEN " + WRITTEN + " THEN at + 600 END, CASE WHEN " + CLOSED + " THEN at + 7200 END,"
    " CASE WHEN " + CLOSED + " THEN at + 180000 END, 'Asia/Shanghai', 'The kettle came broken and nobody answers.'"
    " FROM (SELECT i, " + AT + " AS at FROM n)",
    "INSERT INTO step (case_id, step, round, state, due_at, deadline_at, reason, rules_id, changed_at) " + ROWS +
    "SELECT i, 'first_contact', 1, CASE WHEN " + WRITTEN + " THEN 'done' ELSE 'planned' END,"
    " CASE WHEN " + WRITTEN + " THEN " + AT + " WHEN i % (?5 / 50) = 99 THEN ?3 - 60 ELSE ?3 + 3600 + i % 86400 END,"
    " CASE WHEN " + WRITTEN + " THEN " + AT + " + 3600 ELSE ?3 + 90000 + i % 86400 END, 'now', ?4, " + AT + " FROM n",
    "INSERT INTO step (case_id, step, round, state, due_at, reason, rules_id, changed_at) " + ROWS +
    "SELECT i, CASE WHEN " + CLOSED + " THEN 'satisfaction' ELSE 'close' END, 1,"
    " CASE WHEN " + CLOSED + " THEN 'done' ELSE 'planned' END,"
    " CASE WHEN " + CLOSED + " THEN " + AT + " + 90000 ELSE ?3 + 86400 + i % 864000 END, 'no_reply_yet', ?4, " + AT + " FROM n WHERE "
    + CLOSED + " OR " + WAITING,
    "INSERT INTO message (id, case_id, person_id, step, round, text, language, text_version, encoding, segments, state, provider,"
    " provider_id, tries, created_at, sent_at, changed_at) " + ROWS +
    "SELECT i, i, i, 'first_contact', 1, 'Dear customer, we are sorry that your order went wrong. Tell us what happened.', 'zh-CN', 'v',"
    " 'ucs2', 2, 'delivered', 'office', 'p' || i, 1, " + AT + ", " + AT + " + 600, " + AT + " + 600 FROM n WHERE " + WRITTEN,
    "INSERT INTO message (id, case_id, person_id, step, round, text, language, text_version, encoding, segments, state, provider,"
    " provider_id, tries, created_at, sent_at, changed_at) " + ROWS +
    "SELECT i + ?5, i, i, 'satisfaction', 1, 'Dear customer, is all well again? Answer yes or no.', 'zh-CN', 'v',"
    " 'ucs2', 1, 'delivered', 'office', 'q' || i, 1, " + AT + ", " + AT + " + 90000, " + AT + " + 90000 FROM n WHERE " + CLOSED,
    "INSERT INTO attempt (id, message_id, ref, started_us, finished_us, outcome, provider) " + ROWS +
    "SELECT i, i, 'ref' || i, " + AT + " * 1000000, " + AT + " * 1000000 + 50000, 'accepted', 'office' FROM n WHERE " + WRITTEN,
    "INSERT INTO attempt (id, message_id, ref, started_us, finished_us, outcome, provider) " + ROWS +
    "SELECT i + ?5, i + ?5, 'req' || i, " + AT + " * 1000000, " + AT + " * 1000000 + 50000, 'accepted', 'office' FROM n WHERE " + CLOSED,
    "INSERT INTO reply (id, provider, provider_id, from_number, text, label, received_at, person_id, case_id, matched_by, read_at) " + ROWS +
    "SELECT i, 'office', 'r' || i, '+86138' || printf('%08d', i * 7919 % 100000000), 'Please send a new one.', 'other', " + AT +
    " + 3600, i, i, 'number', CASE WHEN " + REPLIED + " THEN NULL ELSE " + AT + " END FROM n WHERE i % 10 < 4 OR " + REPLIED,
    "INSERT INTO event (case_id, round, at, kind, actor, step, message_id, digest, hash) " + ROWS +
    "SELECT i, 1, " + AT + " + k.d, k.kind, k.actor, k.step, CASE WHEN k.kind = 'sent' THEN CASE k.step WHEN 'satisfaction' THEN i + ?5"
    " ELSE i END END, " + HASH + ", " + HASH + " FROM n CROSS JOIN (SELECT 'created' AS kind, 0 AS d, 'shop' AS actor, NULL AS step,"
    " 99 AS upto UNION ALL SELECT 'sent', 600, 'followupd', 'first_contact', 98 UNION ALL SELECT 'delivered', 605, 'followupd',"
    " 'first_contact', 98 UNION ALL SELECT 'resolved', 7200, 'agent:li', NULL, 94 UNION ALL SELECT 'sent', 90000, 'followupd',"
    " 'satisfaction', 94 UNION ALL SELECT 'satisfied', 93600, 'followupd', NULL, 94) k WHERE i % 100 <= k.upto",
    "INSERT INTO fact (kind, at, case_id, round, shop, zone, shop_zone, target_s) " + ROWS +
    "SELECT k.kind, " + AT + " + k.d, i, 1, 'taoyimi', 'Asia/Shanghai', 'Asia/Shanghai', k.target_s FROM n CROSS JOIN ("
    "SELECT 'created' AS kind, 0 AS d, 99 AS upto, NULL AS target_s UNION ALL SELECT 'sent', 600, 98, 3600 UNION ALL"
    " SELECT 'resolved', 7200, 94, NULL UNION ALL SELECT 'satisfied', 93600, 94, NULL) k WHERE i % 100 <= k.upto",
    "INSERT INTO sla (case_id, round, shop, deadline_at, rules_id, changed_at, frozen_at, missed, met_at, met_by) " + ROWS +
    "SELECT i, 1, 'taoyimi', CASE WHEN " + WRITTEN + " THEN " + AT + " + 3600 ELSE ?3 + 90000 + i % 86400 END, ?4, " + AT +
    ", CASE WHEN " + WRITTEN + " THEN " + AT + " + 600 END, CASE WHEN " + WRITTEN + " THEN 0 END, CASE WHEN " + WRITTEN + " THEN " + AT +
    " + 600 END, CASE WHEN " + WRITTEN + " THEN 'followupd' END FROM n",
]
AT_ONCE = 50000


def fill(home, count):
    """Puts `count` cases into a store the daemon has been at once."""
    db = home.open()
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -262144")
    db.execute("PRAGMA foreign_keys = OFF")
    triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    rules, now = db.execute("SELECT max(id) FROM rules").fetchone()[0], int(time.time())
    for name, _sql in triggers:
        db.execute("DROP TRIGGER " + name)
    for first in range(1, count + 1, AT_ONCE):
        values = (first, min(first + AT_ONCE - 1, count), now, rules, count)
        db.execute("BEGIN")
        for sql in FILL:
            db.execute(sql, values)
        db.execute("COMMIT")
    db.execute("DELETE FROM tally")
    db.execute("INSERT INTO tally (state, cases) SELECT state, count(*) FROM cases GROUP BY state")
    for _name, sql in triggers:
        db.execute(sql)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def until_ready(home):
    """Milliseconds from exec to the daemon's word that it is ready."""
    mark, began = home.log_mark(), time.monotonic()
    home.launch()
    while "ready: " not in home.log_since(mark):
        if home.daemon.poll() is not None or time.monotonic() - began > 60:
            raise lib.Failed("followupd did not come up:\n" + lib.tail(home.log))
        time.sleep(0.002)
    return (time.monotonic() - began) * 1000


def command(home, *words):
    """The best of five runs, milliseconds of the whole process."""
    best = 1e9
    for _ in range(5):
        began = time.monotonic()
        subprocess.run([lib.FOLLOWUPCTL, "-c", home.conf_path, *words], check=True, stdout=subprocess.DEVNULL)
        best = min(best, (time.monotonic() - began) * 1000)
    return best


def one(b, count):
    """All figures of a store of that size, as {name: (value, unit)}."""
    room, said = b.room(), {}
    peer = measure.Peer(room, 50)
    home = lib.Home(os.path.join(room, "home"), {"log_level": "info", "max_in_flight": 50, "providers": {
        "office": {"url": peer.url, "max_in_flight": 50, "timeout": "30s"}}})
    home.start()
    home.ctl("pause", "--all", "--reason", "measuring")
    home.stop()
    fill(home, count)
    said["store"] = (os.path.getsize(home.store) / count, "bytes/case")
    for line in subprocess.run([measure.QUERIES, home.store, str(count // 2)], check=True, stdout=subprocess.PIPE,
                               text=True).stdout.splitlines():
        name, value, unit = line.split()
        said[name] = (float(value), unit)
    for name, words in (("list", ["list"]), ("why", ["why", str(count - 3)]), ("replies", ["replies"])):
        said["ctl-" + name] = (command(home, *words), "ms")
    candidate = lib.write(os.path.join(room, "candidate.conf"), lib.read(home.conf_path).replace("00:00-24:00", "08:00-21:00"))
    began, before = time.monotonic(), os.times()
    subprocess.run([lib.FOLLOWUPCTL, "-c", home.conf_path, "simulate", "--since", "450d", candidate], check=True,
                   stdout=subprocess.DEVNULL)
    after = os.times()
    said["simulate-all"] = (time.monotonic() - began, "s")
    said["simulate-all-cpu"] = (after.children_user + after.children_system - before.children_user - before.children_system, "s")
    home.start()
    db = home.open()
    began = time.monotonic()
    db.execute("INSERT OR IGNORE INTO dirty SELECT id FROM cases WHERE state = 'contacted' ORDER BY id LIMIT 300")
    lib.wait("300 cases to be planned", lambda: not db.execute("SELECT 1 FROM dirty LIMIT 1").fetchone(), 60)
    said["plan-a-changed-case"] = ((time.monotonic() - began) / 300 * 1e6, "us")
    began = time.monotonic()
    home.reload()
    said["reload"] = ((time.monotonic() - began) * 1000, "ms")
    home.ctl("resume", "--all")
    lib.wait("fifty submits", lambda: peer.counted()[0] >= 50, 30)
    said["rss"] = (measure.status(home.daemon.pid, "VmRSS") / 1024, "MiB")
    os.kill(home.daemon.pid, signal.SIGKILL)
    home.daemon.wait()
    said["ready-after-kill"] = (until_ready(home), "ms")
    time.sleep(3)
    pid, seconds = home.daemon.pid, 10
    switches, cpu = measure.status(pid, "voluntary_ctxt_switches"), measure.cpu_s(pid)
    time.sleep(seconds)
    said["idle-switches"] = ((measure.status(pid, "voluntary_ctxt_switches") - switches) * 60 / seconds, "a-minute")
    said["idle-cpu"] = ((measure.cpu_s(pid) - cpu) * 1000 * 60 / seconds, "ms-a-minute")
    db.close()
    home.stop()
    peer.stop()
    subprocess.run(["rm", "-rf", room], check=True)
    return said


def measure_sizes(b, sizes):
    first = None
    for size in sizes:
        said = one(b, size)
        for name, (value, unit) in said.items():
            figure("scale-%d-%s" % (size, name), value, unit)
        first = first or said
        for name, (value, _unit) in said.items():
            if said is not first and first[name][0]:
                ratio("scale-%s-growth-%d-to-%d" % (name, sizes[0], size), value / first[name][0])
