"""A small world with everything real in it: the daemon, a pretend provider, the inbox over their store, agents with passwords and
customers who answer. What customers do is asked for by POST to an address of ours, as the walk of the browser wants it."""

import datetime
import json
import os
import re
import sqlite3
import subprocess
import sys
import threading
import time
import zoneinfo
from http.server import BaseHTTPRequestHandler, HTTPServer

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "e2e"))
import lib  # noqa: E402
from sandbox_peer import Sandbox  # noqa: E402
from sayings import HOSTILE  # noqa: E402

INBOX = os.path.join(lib.TOP_BUILD, "src/inbox/followup-inbox")
PASSWORD = "a lamp for every evening"
OPENS = "08:00"
# One city for each hour of the world, without daylight saving.
CITIES = ("Pacific/Pago_Pago Pacific/Honolulu Pacific/Gambier Pacific/Pitcairn America/Phoenix America/Costa_Rica America/Bogota America/La_Paz America/Sao_Paulo America/Noronha "
          "Atlantic/Cape_Verde Africa/Abidjan Africa/Lagos Africa/Johannesburg Africa/Nairobi Asia/Dubai Asia/Karachi Asia/Dhaka Asia/Bangkok Asia/Singapore Asia/Tokyo "
          "Australia/Brisbane Pacific/Guadalcanal Pacific/Tarawa").split()

# external id: shop, phone, name, order, category, level, rating, language, zone, complaint; and what the customer answers.
STORIES = [
    ("R-1001", "taoyimi", "+8613800138001", "张伟", "20261120-7781", "quality", 2, 1, "zh-CN", "Asia/Shanghai", "袖子有破洞",
     ["衣服收到了，可是袖子破了一个洞，想换一件"]),
    ("R-2001", "lamplight", "+447400123456", "Emily Clark", "LL-5512", "logistics", 3, 2, "en", "Europe/London",
     "Never arrived, nobody answers", ["Still no parcel. Please call me back after 6pm"]),
    ("R-3001", "dom", "+79123456789", "Анна Петрова", "ТД-901", "refund", 3, 1, "ru", "Asia/Yekaterinburg",
     "Деньги не вернули", ["Деньги так и не пришли, когда ждать?"]),
    ("R-1002", "taoyimi", "+8613800138002", "李娜", "20261119-0042", "logistics", 3, 2, "zh-CN", "Asia/Urumqi",
     "三天了还没到", ["三天了还没到，我要找你们经理"]),
    ("R-2002", "lamplight", "+12025550123", "James Ward", "LL-5518", "wrong_item", 1, 2, "en", "America/New_York",
     "Blue lamp, not green", []),
    ("R-1003", "taoyimi", "+8613800138003", "欧阳小明", "20261121-0007", "service", 1, 3, "zh-CN", "Asia/Shanghai",
     "客服态度一般", ["好的谢谢"]),
    ("R-3002", "dom", "+79161234567", "Игорь", "ТД-915", "quality", 2, 2, "ru", "Europe/Moscow", "Чайник течёт",
     ["Вы ошиблись номером"]),
    ("R-2003", "lamplight", "+447400123457", "Priya Shah", "LL-5530", "quality", 3, 1, "en", "Europe/London",
     "The shade came cracked", ["Yes please, a new shade would be fine", "And can I keep the old one?"]),
    ("R-4001", "harbour", "+447400654321", "Sam Reed", "H-77", "service", 2, 2, "en", None, "Rude on the telephone",
     []),
]


def city_at(hour):
    return next(city for city in CITIES if datetime.datetime.now(zoneinfo.ZoneInfo(city)).hour == hour)


def night_city():
    """Where it is three in the morning now."""
    return city_at(3)


class World:
    def __init__(self, directory):
        for library in ("bootstrap5/css/bootstrap.min.css", "chart.js/chart.min.js"):
            if not os.path.exists(os.path.join("/usr/share/javascript", library)):
                raise lib.Skipped("%s is not installed" % library)
        lib.need(INBOX, lib.FOLLOWUPD, lib.SANDBOX)
        self.sandbox = Sandbox(directory)
        self.home = lib.Home(directory, {"providers": {"office": {"url": self.sandbox.url,
                "price_per_segment": "0.03 EUR"}}})
        self.port = lib.free_port()
        self.base = "http://127.0.0.1:%d" % self.port
        self.process = None
        self.cases, self.phones = {}, {}
        self.home.conf["shops"] = {
            "taoyimi": self.home.shop("淘一米", "CN", "Asia/Shanghai", "zh-CN"),
            "lamplight": self.home.shop("Lamplight", "GB", "Europe/London", "en"),
            "dom": {**self.home.shop("Тёплый дом", "RU", "Europe/Moscow", "ru"),
                    "consent": {"first_contact": "ticked at the checkout, kept with the order"}},
            "harbour": {**self.home.shop("Harbour", "GB", "Europe/London", "en"),
                        "permitted_hours": {"sms": ["daily 08:00-21:00"]}, "quiet_hours": ["daily 21:00-08:00"],
                        "widen_courtesy": ""}}
        for shop in self.home.conf["shops"].values():
            shop["call"] = {"allowed": True, "ground": "service call on the customer's own order"}
        self.home.write_conf({"inbox": {"listen": "127.0.0.1:%d" % self.port, "secure_cookie": False},
                              "training": {"store": os.path.join(directory, "store", "training.db")}})

    # -- programs --

    def start(self):
        self.sandbox.start(self.home.hook)
        self.home.start()
        for name, full_name, role in (("chen", "Chen Jie", "admin"), ("li", "Li Na", "agent"),
                                      ("wang", "Wang Wei", "senior")):
            self.home.ctl("--as", "chen", "account", "add", name, "--name", full_name, "--role", role, "--level", "5")
            self.password(name)
        self.start_inbox()

    def start_inbox(self):
        self.process = lib.spawn([INBOX, "-c", self.home.conf_path, "--data", os.path.join(lib.TOP_SRC, "web")],
                                 os.path.join(self.home.path, "inbox.log"))
        lib.wait_port(self.port)

    def practise(self):
        """A closed case with its customer's words becomes one for practice; the address of its page."""
        case = self.cases["R-2003"]
        self.home.ctl("--as", "wang", "reply", str(case), "A new shade leaves today, Priya. Keep the old one.")
        self.home.ctl("--as", "wang", "close", str(case), "satisfied")
        self.home.ctl("--as", "chen", "training", "make")
        port = lib.free_port()
        self.home.write_conf({"training": {"listen": "127.0.0.1:%d" % port}})
        for program, more in ((lib.FOLLOWUPD, []), (INBOX, ["--data", os.path.join(lib.TOP_SRC, "web")])):
            lib.spawn([program, "-c", self.home.conf_path, "--training", *more], os.path.join(self.home.path, "training-%s.log" % os.path.basename(program)))
        lib.wait_port(port)
        db = sqlite3.connect(os.path.join(self.home.path, "store", "training.db"))
        lib.wait("the customer's first words", lambda: db.execute("SELECT count(*) FROM reply").fetchone()[0])
        db.close()
        return "http://127.0.0.1:%d" % port

    def password(self, name):
        subprocess.run([lib.FOLLOWUPCTL, "-c", self.home.conf_path, "--as", "chen", "account", "passwd", name],
                       input=PASSWORD + "\n", text=True, check=True,
                       stdout=subprocess.DEVNULL, timeout=120)

    # -- customers --

    def put(self, stories):
        self.home.put([{"shop": shop, "external_id": xid, "phone": phone, "name": name, "order_no": order,
                        "category": category, "level": level, "rating": rating, "language": language,
                        "zone": zone, "text": text, "reviewed_at": int(time.time()) - 900} for xid, shop, phone, name,
                        order, category, level, rating, language, zone, text, _ in stories])
        lib.wait("cases for all rows", lambda: self.home.one("SELECT count(*) FROM intake WHERE state = 'waiting'") == 0)
        for story in stories:
            case = self.home.case(story[0])
            if not case:
                raise lib.Failed("%s became no case: %r" % (story[0],
                                                            self.home.one("SELECT error FROM intake WHERE external_id = ?", story[0])))
            self.cases[story[0]], self.phones[case["id"]] = case["id"], story[2]

    def customer(self, case, text):
        """A text of the customer, which stands in the store when this returns."""
        before = self.home.one("SELECT count(*) FROM reply")
        self.sandbox.reply(self.phones[case], text)
        lib.wait("the reply in the store", lambda: self.home.one("SELECT count(*) FROM reply") > before)

    def populate(self):
        night = night_city()
        stories = [story[:9] + (story[9] or night,) + story[10:] for story in STORIES]
        self.put(stories)
        for story in stories:
            if story[1] != "harbour":
                self.home.wait_state(story[0], "contacted")
        for story in stories:
            for words in story[11]:
                self.customer(self.cases[story[0]], words)

    def worked_on(self):
        """What a morning's work looks like: somebody holds a case, notes, a promise, a callback."""
        case = {xid: str(number) for xid, number in self.cases.items()}
        self.home.ctl("--as", "wang", "claim", case["R-1002"])
        self.home.ctl("--as", "li", "note", case["R-2001"], "The parcel is at the depot in Leeds since Friday.")
        self.home.ctl("--as", "li", "promise", case["R-2001"], "A parcel number by text", "--by", "tomorrow 12:00")
        self.home.ctl("--as", "li", "callback", case["R-2003"], "tomorrow 15:00")

    def hostile(self):
        """The same texts as names, complaints and answers. The door refuses controls; customers can write them."""
        tame = [re.sub(r"[\x00-\x08\x0b-\x1f\u2028]", "", text) for text in HOSTILE]
        self.put([("X-%d" % i, "lamplight", "+4474009%05d" % (i + 10000), re.sub(r"[\n\t]", " ", text)[:100],
                   "X-%d" % i, "quality", 1, 1, "en", "Europe/London", text, [])
                  for i, text in enumerate(tame)])
        for i, text in enumerate(HOSTILE):
            self.home.wait_state("X-%d" % i, "contacted")
            self.customer(self.cases["X-%d" % i], text.replace("\0", "\x01"))

    # -- an incident of 200 cases --

    def late_parcels(self):
        """Of one carrier, all within the day: 170 customers at noon and 30 at three in the morning. Their first contacts wait for
        the agents, and nothing is asked of anybody before the morrow."""
        hours = {"permitted_hours": {"sms": ["daily 08:00-21:00"]}, "quiet_hours": ["daily 21:00-08:00"]}
        self.home.write_conf({"shops": {"taoyimi": {**self.home.conf["shops"]["taoyimi"], **hours}},
                              "first_contact": {"agent_grace": "50min"},
                              "satisfaction": {"after": "24h", "until": "48h", "give_up": "72h"}})
        self.start()
        noon, night = city_at(12), night_city()
        self.home.put([{"shop": "taoyimi", "external_id": "L-%d" % n, "phone": "+86138%08d" % (4000000 + n), "name": "客户%d" % n,
                        "order_no": "77%03d" % n, "category": "logistics", "level": 2, "rating": 1, "language": "zh-CN",
                        "zone": noon if n < 170 else night, "text": "还没到", "carrier": "韵达"} for n in range(200)])
        lib.wait("200 cases", lambda: self.home.one("SELECT count(*) FROM cases") == 200)

    def told_all(self):
        lib.wait("the text at 170 customers", lambda: self.sandbox.counts().total() >= 170)
        wait = ("SELECT due_at, zone FROM step JOIN cases ON cases.id = case_id WHERE step = 'agent_text'"
                " AND step.state = 'planned'")
        lib.wait("30 that wait for their morning", lambda: len(self.home.rows(wait)) >= 30)
        planned = self.home.rows(wait)
        counts = self.sandbox.counts()
        local = [datetime.datetime.fromtimestamp(row["due_at"], zoneinfo.ZoneInfo(row["zone"])) for row in planned]
        numbers = ["+86138%08d" % (4000000 + n) for n in range(200)]
        return {"day": sum(counts[p] for p in numbers[:170]), "once": sum(counts[p] == 1 for p in numbers[:170]),
                "night": sum(counts[p] for p in numbers[170:]), "planned": len(planned),
                "lawful": all(8 <= at.hour < 21 for at in local)}

    def solve(self):
        """40 cases of one agent's list."""
        rows = self.home.rows("SELECT id FROM cases WHERE assigned_to = 'agent:li' ORDER BY id LIMIT 40")
        for row in rows:
            self.home.ctl("--as", "li", "resolve", str(row["id"]))
        return {"case": rows[0]["id"]}

    def released(self):
        """Those of the night have had nothing yet: their first contacts leave in the morning, not all at once."""
        due = lib.wait("what was held to be planned", lambda: (lambda rows: rows if len(rows) == self.home.one(
            "SELECT count(*) FROM cases WHERE state = 'new'") else None)(self.home.rows(
                "SELECT due_at FROM step WHERE step = 'first_contact' AND state = 'planned' ORDER BY due_at")))
        times = [row["due_at"] for row in due]
        return {"spread": len(times) > 1 and len(set(times)) == len(times) and times[-1] - times[0] <= 1800,
                "twice": sum(n > 1 for n in self.sandbox.counts().values())}

    def satisfied(self, case):
        """The question after the solution leaves, and the customer is content."""
        lib.wait("the satisfaction question",
                 lambda: self.home.one("SELECT count(*) FROM message WHERE case_id = ? AND step = 'satisfaction' AND state IN ('accepted', 'delivered')", case))
        self.customer(case, "1")
        lib.wait("the case to be closed", lambda: self.home.one("SELECT state FROM cases WHERE id = ?",
                                                                case) == "closed")

    # -- what the walk asks for --

    def told(self):
        return {"reports": {"name": "response", "bars": False}, "plain": self.cases.get("R-2001"),
                "quiet": self.cases.get("R-4001"), "closing": self.cases.get("R-1001"),
                "order": "H-77", "opens": OPENS, "guarded": "Here is a $10 coupon if you change your review",
                "snippets": {"en": [self.cases.get("R-2003"), "LL-5530"], "zh-CN": [self.cases.get("R-1002"), "20261119-0042"],
                             "ru": [self.cases.get("R-3001"), "ТД-901"]},
                "hostile": [case for xid, case in self.cases.items() if xid.startswith("X-")],
                "agents": [["li", PASSWORD], ["wang", PASSWORD]], "admin": ["chen", PASSWORD]}

    def control(self, what, body):
        if what == "world":
            return self.told()
        if what in ("told", "solve", "released"):
            return {"told": self.told_all, "solve": self.solve, "released": self.released}[what]()
        if what == "reply":
            self.customer(body["case"], body["text"])
        elif what == "stranger":
            before = self.home.one("SELECT count(*) FROM reply")
            self.sandbox.reply("+447400999888", body["text"])
            lib.wait("the reply in the store", lambda: self.home.one("SELECT count(*) FROM reply") > before)
        elif what == "hand_over":
            self.home.ctl("--as", body["from"], "hand-over", str(body["case"]), body["to"], "--note", "back to you")
        elif what == "note":
            self.home.ctl("--as", body["from"], "note", str(body["case"]), "looked at")
        elif what == "satisfied":
            self.satisfied(body["case"])
        elif what == "drop":
            lib.stop(self.process)
            self.start_inbox()
        elif what == "forget":
            lib.stop(self.process)
            db = self.home.open()
            db.execute("DELETE FROM session")
            db.commit()
            db.close()
            self.start_inbox()
        elif what == "end":
            for name in ("li", "wang", "chen"):
                self.password(name) # a new password ends all sessions
        return {"ok": True}

    def listen(self):
        """The address for control()."""
        world = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
                try:
                    status, answer = 200, world.control(self.path.rsplit("/", 1)[-1], body)
                except Exception as e:  # the walk says so, and goes on
                    status, answer = 500, {"error": str(e)}
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        # One thread for all: a program dies with the thread that started it (lib.spawn).
        server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return "http://127.0.0.1:%d/" % server.server_address[1]
