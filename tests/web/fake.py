#!/usr/bin/python3 -B
"""A server that speaks the inbox's API (followup-inbox(8)) out of memory: hostile texts, a hundred thousand conversations and
moments that a real shop has only now and then, without a store behind them. For tests of the page alone.
Usage: fake.py WEB-DIRECTORY [--cases N] [--port P]. Prints "port P"; control by POST /control/{world,reply,claim,satisfied,drop,end,forget}."""
import argparse
import json
import os
import queue
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from sayings import HOSTILE, SAID, report_tables

LIB = {"bootstrap": "/usr/share/javascript/bootstrap5", "chart.js": "/usr/share/javascript/chart.js"}
TYPES = {"html": "text/html; charset=utf-8", "css": "text/css", "js": "text/javascript", "json": "application/json",
         "svg": "image/svg+xml"}
CSP = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
       "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
CODE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
HOUR, DAY = 3600, 86400
LABELS = ("other optout optin satisfied unsatisfied neutral rating pick yes no ack callback no_call wrong_number escalate "
          "review_deal help auto").split()
STATES = "new contacted replied in_progress resolved closed".split()
CALL_OUTCOMES = "reached agreed refused busy no_answer voicemail wrong_number call_back_at".split()
CLOSE = "satisfied unsatisfied no_answer wrong_number malicious withdrawn".split()
SHOPS = {"taoyimi": ("淘一米", "Asia/Shanghai", "zh-CN"), "lamplight": ("Lamplight", "Europe/London", "en"),
         "dom": ("Тёплый дом", "Europe/Moscow", "ru"), "harbour": ("Harbour", "Europe/London", "en")}
ACCOUNTS = {"li": ("Li Na", "agent", 3), "wang": ("Wang Wei", "senior", 4), "ann": ("Ann Lee", "admin", 5)}
RIGHTS = ("claim take_over reply call note label do_not_contact suspect resolve close promise offer contact_again cancel").split()

CAUSES = {"incidents": [{"incident": 1, "name": HOSTILE[0], "shop": None, "criteria": "carrier=Yunda", "holds": True,
                         "opened_at": 1763430000, "opened_by": "wang", "closed_at": None, "closed_by": None, "end_note": None,
                         "cases": 40, "open_cases": 38, "held_cases": 30}],
          "suggestions": [{"shop": "lamplight", "by": "product", "value": HOSTILE[1], "match": "product=" + HOSTILE[1], "cases": 12,
                           "before": 3, "first_at": 1763430000}]}


def code_of(number):
    out = ""
    for _ in range(4):
        out = CODE[number % len(CODE)] + out
        number //= len(CODE)
    return out


def measures(now):
    """Marked by somebody: number, words, when."""
    return ((1, "Another carrier", now - 5 * DAY), (2, "Stronger bags", now - 60 * DAY), (3, "A second shift", now + 7 * DAY))


class Refusal(Exception):
    def __init__(self, status, code, cure="", place="", **more):
        super().__init__(cure)
        self.status, self.error = status, {"code": code, "place": place, "value": "", "cure": cure, **more}


class World:
    def __init__(self, n):
        self.lock = threading.RLock()
        self.cases, self.threads, self.waiting, self.calls, self.promises = {}, {}, {}, {}, {}
        self.sessions, self.listeners, self.next_id, self.drafts, self.changes = {}, [], 1000, 0, 0
        now = int(time.time())
        for i in range(n):
            self.make(i + 1, now)

    def make(self, number, now):
        shop, name, category, words, label, language, zone = SAID[(number - 1) % len(SAID)]
        said = words
        if len(SAID) < number <= len(SAID) + len(HOSTILE):
            name = said = HOSTILE[number - len(SAID) - 1]
        if number > 200:
            name, said = "%s %d" % (name, number), "%s (%d)" % (words, number)
        at = now - 40 * 60 - number * 137 % (6 * DAY) if number > 8 else now - number * 9 * 60
        unread = number % 3 != 0
        state = "replied" if unread else STATES[number % 5]
        case = {"case": number, "code": code_of(number * 7919), "shop": shop, "shop_zone": SHOPS[shop][1],
                "name": name, "order_no": "77%04d" % number,
                "category": category, "language": language, "zone": None if number % 11 == 0 else "Asia/Tokyo" if number == 10 else zone,
                "state": state, "outcome": None, "round": 1 + number % 2,
                "level": 1 + number % 5, "needs_level": 1 + number % 5, "unread": int(unread),
                "unread_since_at": at if unread else None, "changed_at": at,
                "complaint_at": at - 2 * HOUR, "label": label, "last": {"from": "customer", "at": at,
                        "text": said[:160]}, "holder": None, "holder_name": None,
                "held_until_at": None, "assigned_to": None, "phone": "+86 138****%04d" % (number % 10000),
                "opted_out": False,
                "sla": {"deadline_at": now + 540 if number == 2 else now + number * 700,
                        "state": "open"} if state == "new" or number in (2, 5) else {"deadline_at": at,
                                "state": "kept"},
                "source": "", "external_id": "R-%d" % number, "line_kind": "mobile", "phone_is_whole": False,
                "rating": 1 + number % 2, "text": said, "zone_source": "case", "quiet": None,
                "contacted_at": at - HOUR, "resolved_at": None, "closed_at": None, "number_dead_until_at": None,
                "suspected_by": None, "mine": False}
        self.cases[number] = case
        if number > 200:
            return
        base = {"who_name": None, "text": None, "state": None, "label": None, "unread": False, "doubt": None,
                "provider": None, "step": None, "note": None, "sent_at": None,
                "changed_at": None, "segments": None, "event": None, "error": None}
        thread = [{**base, "kind": "review", "id": 0, "at": at - 2 * HOUR, "who": "customer", "title": "complaint",
                   "text": said}]
        for k, (mstate, who) in enumerate([("delivered", "followupd"), ("accepted", "li"),
                                           ("unknown", "li")][:1 + number % 3]):
            thread.append({**base, "kind": "message", "id": self.id(), "at": at - HOUR + k * 600, "who": who,
                           "who_name": ACCOUNTS[who][0] if who in ACCOUNTS else None, "title": mstate, "state": mstate,
                           "text": ["We are sorry about your order %s and look into it at once. %s" % (case["order_no"], SHOPS[shop][0]), "A new one leaves our store tomorrow."][k % 2], "provider": "office",
                           "step": ["first_contact", "agent_text", "agent_text"][k], "sent_at": at - HOUR + k * 600,
                           "contradiction": number == 3, "changed_at": at - HOUR + k * 600 + (2 * DAY if number == 3 else 4), "segments": 1 + k})
        thread.append({**base, "kind": "event", "event": "note", "id": self.id(), "at": at - 1800, "who": "wang",
                       "who_name": "Wang Wei", "title": "note",
                       "text": "The warehouse has one left. " + (said if number > 8 else "")})
        thread.append({**base, "kind": "event", "event": "claimed", "id": self.id(), "at": at - 1700, "who": "li",
                       "who_name": "Li Na", "title": "claimed"})
        if label == "callback":
            self.calls[number] = [{"call": self.id(), "callback": True, "due_at": now + 3 * HOUR, "why": "asked",
                                   "attempts": 1, "assigned_to": "li", "asked_text": "after 6pm"}]
            self.promises[number] = [{"promise": self.id(), "what": "A parcel number by mail",
                                      "due_at": now + 5 * HOUR, "owner": "li"}]
        thread.append({**base, "kind": "reply", "id": self.id(), "at": at, "who": "customer", "title": "reply",
                       "text": said, "label": label, "unread": unread,
                       "doubt": "may be about case K7P6 too" if number == 7 else None,
                       "likely_repeat": number == 7, "parts_missing": 2 if number == 7 else 0})
        self.threads[number] = thread

    def id(self):
        self.next_id += 1
        return self.next_id

    def case(self, word):
        for c in [self.cases.get(int(word))] if word.isdigit() else [c for c in self.cases.values()
                if c["code"] == word.upper()]:
            if c:
                return c
        raise Refusal(404, "not_found", "there is no case %s" % word)

    def tell(self, number, *kinds):
        self.push("changed", {"cases": [{"case": number, "kinds": list(kinds)}]})

    def push(self, event, data):
        self.changes += event == "changed"
        for one in list(self.listeners):
            one.put((event, data))

    def event(self, c, name, who, note=None, kind="event", **more):
        now = int(time.time())
        self.threads.setdefault(c["case"], []).append({"kind": kind, "id": self.id(), "at": now, "who": who,
                                                       "who_name": ACCOUNTS.get(who, (None,))[0], "title": name,
                                                       "text": note, "state": None,
            "label": None, "unread": False, "doubt": None, "provider": None, "step": None, "note": None,
            "sent_at": None, "changed_at": None, "segments": None, "event": name, **more})
        c["changed_at"] = now
        self.tell(c["case"], name)

    def reply(self, number, text, label="other"):
        c = self.case(str(number))
        c.update(unread=c["unread"] + 1, unread_since_at=c["unread_since_at"] or int(time.time()), label=label,
                 state="replied" if c["state"] != "in_progress" else c["state"],
                 last={"from": "customer", "at": int(time.time()), "text": text[:160]})
        self.event(c, "reply", "customer", text, kind="reply", label=label, unread=True)


def held_by_other(c, me):
    return c["holder"] and c["holder"] != me and c["held_until_at"] > time.time()


class Acts:
    """POST /api/cases/N/ACT."""

    def __init__(self, world, me):
        self.w, self.me = world, me

    def check(self, c):
        if held_by_other(c, self.me):
            raise Refusal(409, "claimed", "%s is in this case; take it over with a note" % c["holder_name"])

    def claim(self, c, body):
        if held_by_other(c, self.me) and not body.get("note"):
            self.check(c)
        until = int(time.time()) + 1800
        c.update(holder=self.me, holder_name=ACCOUNTS[self.me][0], held_until_at=until, state="in_progress")
        self.w.event(c, "claimed", self.me, body.get("note"))
        return {"held_until_at": until}

    def release(self, c, body):
        c.update(holder=None, holder_name=None, held_until_at=None, state="replied")
        self.w.event(c, "released", self.me, body.get("note"))
        return {}

    def hand_over(self, c, body):
        self.release(c, body)
        c["assigned_to"] = body["to"]
        return {"to": body["to"]}

    def read(self, c, _body):
        n, c["unread"], c["unread_since_at"] = c["unread"], 0, None
        for item in self.w.threads.get(c["case"], []):
            item["unread"] = False
        self.w.tell(c["case"], "read")
        return {"read": n}

    def preview(self, c, body):
        text = body["text"]
        ucs2 = any(ord(ch) > 127 for ch in text)
        units = len(text)
        segments = max(1, -(-units // (67 if ucs2 else 153)))
        out = {"refusal": None, "text": None, "segments": segments, "encoding": "ucs2" if ucs2 else "gsm7",
               "units": units, "due_at": None, "leaves_now": False, "sentence": None, "price": "0.09 CNY",
               "warnings": []}
        cure = "%s is in this case; take it over with a note" % c["holder_name"] if held_by_other(c, self.me) else \
            "gift_for_review: \"%s\" beside the review: an offer for a review is bribery; grant it apart from the review" % text[:30] if re.search("coupon|优惠券|купон", text) else None
        if cure:
            return {**out, "refusal": {"code": "refused", "cure": cure}}
        now = int(time.time())
        due = now if c["shop"] != "harbour" or body.get("override") else now - now % DAY + DAY + 8 * HOUR
        if "!!" in text:
            out["warnings"] = [{"rule": "capitals", "says": "two exclamation marks: the customer may hear shouting"}]
        return {**out, "text": "%s %s" % (text, SHOPS[c["shop"]][0]), "due_at": due, "leaves_now": due == now,
                "sentence": "Leaves at once." if due == now
                else "Leaves tomorrow 08:00: the customer's quiet hours until then."}

    def reply(self, c, body):
        self.check(c)
        out = self.preview(c, body)
        if out["refusal"]:
            raise Refusal(422, "refused", out["refusal"]["cure"])
        until = int(time.time()) + 1800
        c.update(holder=self.me, holder_name=ACCOUNTS[self.me][0], held_until_at=until, state="in_progress")
        if out["leaves_now"]:
            self.w.event(c, "sent", self.me, out["text"], kind="message", state="accepted", provider="office",
                         step="agent_text", sent_at=int(time.time()), segments=out["segments"])
        else:
            self.w.waiting.setdefault(c["case"], []).append({"step": "agent_text", "number": 1, "state": "planned",
                                                             "due_at": out["due_at"], "author": self.me,
                                                             "text": out["text"]})
            self.w.tell(c["case"], "note")
        return {**out, "number": 1, "held_until_at": until, "promise": None}

    def cancel(self, c, _body):
        self.w.waiting[c["case"]] = []
        self.w.tell(c["case"], "note")
        return {"what": "agent's text 1"}

    def state(self, c, state, name, body):
        self.check(c)
        c.update(state=state, holder=None, holder_name=None, held_until_at=None)
        self.w.event(c, name, self.me, body.get("note"))
        return {"state": state}

    def resolve(self, c, body):
        return self.state(c, "resolved", "resolved", body)

    def reopen(self, c, body):
        c["round"] += 1
        return self.state(c, "replied", "reopened", body)

    def contacted(self, c, body):
        return self.state(c, c["state"], "agent_contacted", body)

    def close(self, c, body):
        c["outcome"] = body["outcome"]
        return self.state(c, "closed", "closed", body)

    def note(self, c, body):
        self.w.event(c, "note", self.me, body["note"])
        return {"state": c["state"]}

    def callback(self, c, body):
        if not re.search(r"\d\d?:\d\d", body["at"]):
            raise Refusal(422, "refused", "\"%s\" is no time; write 15:00 or tomorrow 15:00" % body["at"][:40])
        due = int(time.time()) + 4 * HOUR
        self.w.calls.setdefault(c["case"], []).append({"call": self.w.id(), "callback": True, "due_at": due,
                                                       "why": "asked", "attempts": 0, "assigned_to": self.me,
                                                       "asked_text": body["at"]})
        self.w.event(c, "callback_asked", self.me, body["at"])
        return {"call": 1, "due_at": due, "moved": False}

    def call(self, c, body):
        self.w.event(c, "call_attempt", self.me, body["outcome"])
        return {"call": 1, "attempts": 1, "again_at": int(time.time()) + 7200, "closed": False}

    def promise(self, c, body):
        due = int(time.time()) + 6 * HOUR
        self.w.promises.setdefault(c["case"], []).append({"promise": self.w.id(), "what": body["what"], "due_at": due,
                                                          "owner": self.me})
        self.w.event(c, "promised", self.me, body["what"])
        return {"promise": 1, "due_at": due}

    def offer(self, c, body):
        self.w.event(c, "offered", self.me, "%s %s" % (body["kind"], body["amount"]))
        return {"offer": 1}


def conversations(world, me, q):
    if q.get("cases"):
        named = [world.cases.get(int(n)) for n in q["cases"].split(",")]
        return {"conversations": [c for c in named if c], "next": None}
    rows = list(world.cases.values())
    state = q.get("state", "open")
    if state == "open":
        rows = [c for c in rows if c["state"] != "closed"]
    elif state != "all":
        rows = [c for c in rows if c["state"] == state]
    for key in ("shop", "language", "label"):
        if q.get(key):
            rows = [c for c in rows if c[key] == q[key]]
    if q.get("level"):
        rows = [c for c in rows if c["needs_level"] == int(q["level"])]
    if q.get("mine"):
        rows = [c for c in rows if me in (c["holder"], c["assigned_to"])]
    if q.get("unclaimed"):
        rows = [c for c in rows if not c["holder"]]
    if q.get("unread"):
        rows = [c for c in rows if c["unread"]]
    if q.get("sort") == "sla":
        rows = sorted((c for c in rows if c["sla"] and c["sla"]["state"] == "open"),
                      key=lambda c: c["sla"]["deadline_at"])
    elif q.get("sort") == "newest":
        rows.sort(key=lambda c: -c["changed_at"])
    else:
        rows.sort(key=lambda c: (not c["unread"], c["unread_since_at"] or -c["changed_at"]))
    at, limit = int(q.get("after") or 0), int(q.get("limit") or 50)
    return {"conversations": rows[at:at + limit], "next": str(at + limit) if at + limit < len(rows) else None}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    world, web = None, None

    def log_message(self, *_):
        pass

    def answer(self, status, body, kind="application/json", headers=()):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for key, value in (("Content-Type", kind), ("Content-Length", len(data)), ("Content-Security-Policy", CSP),
                           ("X-Content-Type-Options", "nosniff"), *headers):
            self.send_header(key, str(value))
        self.end_headers()
        self.wfile.write(data)

    def me(self):
        found = re.search(r"followup_session=(\w+)", self.headers.get("Cookie") or "")
        name = self.world.sessions.get(found.group(1)) if found else None
        if not name:
            raise Refusal(401, "login", "log in first", sso=False)
        return name

    def session(self, name):
        full, role, level = ACCOUNTS[name]
        now = int(time.time())
        return {"csrf": "csrf-" + name, "me": {"name": name, "full_name": full, "role": role, "level": level,
                                               "shops": [], "languages": [], "on_duty": True,
                                               "rights": RIGHTS + (["override", "settle",
                                                       "assign"] if role != "agent" else [])},
                "sso": False, "ends_at": now + DAY, "now_at": now, "change": self.world.changes,
                "shops": [{"id": k, "name": v[0], "zone": v[1],
                        "language": v[2]} for k, v in SHOPS.items()], "labels": LABELS, "states": STATES,
                "call_outcomes": CALL_OUTCOMES, "close_outcomes": CLOSE,
                "colleagues": [{"name": k, "full_name": v[0], "role": v[1], "level": v[2], "on_duty": True} for k,
                               v in ACCOUNTS.items() if k != name]}

    def do_GET(self):
        url = urlsplit(self.path)
        try:
            if url.path.startswith("/api/"):
                q = {k: v[0] for k, v in parse_qs(url.query).items()}
                if url.path == "/api/events":
                    return self.events()
                with self.world.lock:
                    body = self.get(url.path[5:], self.me(), q)
                return self.answer(200, body)
            self.file(url.path)
        except Refusal as e:
            self.answer(e.status, {"error": e.error})
        except ConnectionError:
            pass  # the page was left

    def file(self, path):
        name = "index.html" if path == "/" else path.lstrip("/")
        root = self.web
        if name.startswith("lib/"):
            _, lib, name = name.split("/", 2)
            root = LIB.get(lib, "/nonexistent")
        full = os.path.join(root, name)
        if ".." in name or not os.path.isfile(full):
            return self.answer(404, b"not there", "text/plain")
        with open(full, "rb") as f:
            self.answer(200, f.read(), TYPES.get(name.rsplit(".", 1)[-1], "application/octet-stream"))

    def get(self, path, me, q):
        w, now = self.world, int(time.time())
        words = path.split("/")
        if path == "me":
            return self.session(me)
        if path == "conversations":
            return conversations(w, me, q)
        if path == "search":
            s = q["q"].lower()
            return {"conversations": [{**c, "hit": {"where": "name" if s in c["name"].lower() else "reply",
                                                    "text": c["text"]}} for c in w.cases.values() if s
                                                    in (c["name"] + c["text"] + c["order_no"] + c["code"]).lower()][:50], "next": None}
        if words[0] == "cases" and len(words) == 2:
            c = w.case(words[1])
            other, mine = bool(held_by_other(c, me)), c["holder"] == me
            live = c["state"] not in ("closed", "resolved")
            return {"case": {k: v for k, v in c.items() if k != "last"} | {"mine": mine,
                    "phone": c["phone"].replace("****", "0000") if mine else c["phone"], "phone_is_whole": mine},
                    "thread": w.threads.get(c["case"], []), "waiting": w.waiting.get(c["case"], []),
                    "calls": w.calls.get(c["case"], []), "promises": w.promises.get(c["case"], []), "offers": [],
                    "next": {"stage": "nothing", "step": None, "due_at": None, "why": "nothing_to_do",
                             "sentence": "Nothing is planned: an agent is needed."},
                    "may": {"claim": not other and c["state"] != "closed", "release": mine, "take_over": other,
                            "reply": not other and c["state"] != "closed", "resolve": live and not other,
                            "reopen": not live, "close": c["state"] != "closed", "contacted": live}}
        if path == "calls":
            return {"calls": [{**call, "case": n, "code": w.cases[n]["code"], "shop": w.cases[n]["shop"],
                               "zone": w.cases[n]["zone"], "shop_zone": w.cases[n]["shop_zone"],
                               "name": w.cases[n]["name"], "phone": w.cases[n]["phone"], "best_at": call["due_at"],
                               "best_told": True,
                               "script": "Apologise for the delay, tell where the parcel is.",
                               "tries": [{"at": now - 7200, "who": "li", "outcome": "busy", "note": None}]} for n,
                               calls in w.calls.items() for call in calls][:50]}
        if path == "incidents":
            return {"now_at": now, **CAUSES}
        if path == "board":
            def one(n):
                c = w.cases[n]
                return {"case": n, "code": c["code"], "shop": c["shop"], "name": c["name"]}
            soon = now - now % DAY + DAY
            at = soon - now % HOUR
            calls = [{**one(n), **call} for n, all_of in w.calls.items() for call in all_of]
            promises = [{**one(n), **promise} for n, all_of in w.promises.items() for promise in all_of]
            return {"now_at": now, "forecast": {"fits": False, "from_at": now, "until_at": now + DAY, "first_at": at,
                    "last_at": at + 420, "first_missed_at": at + 240, "planned": 1420, "due": 0, "late": 37, "late_anyhow": 3,
                    "moved": 0, "stopped": 8, "stuck": 0, "not_configured": 2,
                    "hours": [{"from_at": at + k * HOUR, "due": due, "leave": leave, "late": late} for k, due, leave, late
                              in [(0, 1000, 812, 0), (1, 412, 600, 37), (2, 0, 0, 0)]],
                    "providers": [{"provider": "office", "per_second": 4.9751, "samples": 200},
                                  {"provider": "aliyun", "per_second": 10.0, "samples": 0}]},
                    "waiting": 161, "leaving": [{"due_at": soon + k * 60, "shop": s, "step": st,
                                                               "count": n} for k, s, st,
                                                               n in [(0, "taoyimi", "first_contact", 38),
                                                                       (1, "taoyimi", "satisfaction", 9),
                                                                       (480, "lamplight", "first_contact", 12),
                                                                       (485, "harbour", "agent_text", 2)]],
                    "sla_at_risk": [{**one(n), "deadline_at": now + 60 * n} for n in (2, 5)], "sla_at_risk_total": 2,
                    "calls": calls[:3], "calls_total": 2503, "promises": promises, "promises_total": len(promises),
                    "broken": [{**one(4), "step": "first_contact", "state": "held", "reason": "no_zone",
                                "why": "the customer's zone is not known", "since_at": now - 9000}],
                    "broken_total": 1205,
                    "pauses": [{"scope": "shop harbour", "reason": "stock taking", "who": "wang",
                                "since_at": now - HOUR, "until_at": now + 5 * HOUR}],
                    "unread": {"up_to_1h": 6, "up_to_4h": 3, "up_to_1d": 2, "older": 1, "oldest_at": now - 90000},
                    "providers": [{"provider": "office", "state": "ok", "cause": None, "since_at": now - DAY,
                                   "until_at": None, "accepted_today": 512, "refused_today": 3, "unknown_today": 1,
                                   "last_accepted_at": now - 20, "last_receipt_at": now - 90},
                                  {"provider": "aliyun", "state": "half_open", "cause": "timeouts",
                                   "since_at": now - 600, "until_at": None, "accepted_today": 80, "refused_today": 0,
                                   "unknown_today": 4, "last_accepted_at": now - 700, "last_receipt_at": None}],
                    "alarms": {"held": 1, "unknown": 1, "unmatched_replies": 0, "unmatched_receipts": 2,
                               "inbound_errors": 0, "intake_rejected": 0},
                               "states": {s: 3 * i for i, s in enumerate(STATES)}, "incident_texts": [{"incident": 1}], **CAUSES}
        if path == "settings":
            return {"file": "/etc/followup/followup.conf", "hash": "0",
                    "settings": [{"key": k, "value": v, "default": d, "source": s} for k, v, d, s in
                    [("first_contact.within", "1h", "1h", "default"), ("first_contact.agent_grace", "10m", "15m",
                            "followup.conf:12"), ("quiet_hours", ["daily 22:00-08:00"], ["daily 22:00-08:00"],
                                                  "followup.conf:14"), ("budget.per_day", 1, 1, "default"),
                     ("permitted_hours.sms", ["daily 09:00-20:00"], ["daily 09:00-20:00"], "default")]]}
        if path == "settings/week":
            start = now - now % DAY
            spans = [(0, 8, "quiet", "quiet_hours"), (8, 12, "open", None), (12, 14, "closed", "permitted_hours.sms"),
                     (14, 22, "open", None), (22, 24, "quiet", "quiet_hours of the region")]
            return {"shop": q["shop"], "zone": "UTC", "class": q["class"],
                    "days": [{"from_at": start + d * DAY, "to_at": start + (d + 1) * DAY,
                              "spans": [{"from_at": start + d * DAY, "to_at": start + (d + 1) * DAY,
                                         "verdict": "holiday", "rule": "holidays"}] if d == 3 else
                    [{"from_at": start + d * DAY + a * HOUR, "to_at": start + d * DAY + b * HOUR, "verdict": v,
                      "rule": r} for a, b, v, r in spans]} for d in range(7)]}
        if path == "settings/texts":
            return {"shop": q["shop"], "texts": [{"language": lang, "category": "any", "step": step, "variant": 0,
                                                  "version": lang + "-1", "code": None,
                                                  "origin": "texts/%s.conf:12" % lang, "text": text, "encoding": enc,
                                                  "least": a, "most": b, "foreign": b, "max_segments": 3,
                                                  "too_long": b > 3, "price": "0.09 CNY"}
                    for step in ("first_contact", "satisfaction") for lang, text, enc, a,
                    b in [("en", "Dear {name}, we are sorry about order {order}.", "gsm7", 1, 2),
                          ("zh-CN", "{name}您好，关于订单{order}，我们非常抱歉。", "ucs2", 1, 1),
                          ("ru", "{name}, нам жаль, что с заказом {order} так вышло.", "ucs2", 2, 4)]]}
        if path == "measures":
            return {"measures": [{"measure": i, "what": what, "shop": None, "at": at, "owner": "wang", "due_at": now - DAY if i == 1 else None,
                                  "done_at": None} for i, what, at in measures(now)]}
        if words[0] == "report" and len(words) == 2:
            at = {str(i): at for i, _what, at in measures(now)}.get(q.get("measure"), now - 1)
            if at >= now or q.get("since") and at <= now - int(q["since"][:-1]) * DAY:
                raise Refusal(400, "bad_value", "--measure: nothing lies on one side of it")
            found = report_tables(words[1], len(w.cases))
            if not found:
                raise Refusal(404, "not_found", "there is no report %s" % words[1])
            return {"made_at": now, **found}
        raise Refusal(404, "not_found", "there is no %s" % path)

    def events(self):
        self.me()
        mine = queue.Queue()
        with self.world.lock:
            mine.put(("hello", {"now_at": int(time.time()), "change": self.world.changes}))
            self.world.listeners.append(mine)
        self.send_response(200)
        for key, value in (("Content-Type", "text/event-stream"), ("Cache-Control", "no-store"),
                           ("Connection", "close")):
            self.send_header(key, value)
        self.end_headers()
        try:
            while True:
                try:
                    event, data = mine.get(timeout=5)
                except queue.Empty:
                    self.wfile.write(b": awake\n\n")
                    self.wfile.flush()
                    continue
                if event == "drop":
                    break
                self.wfile.write(("event: %s\nretry: 300\ndata: %s\n\n" % (event, json.dumps(data))).encode())
                self.wfile.flush()
        except OSError:
            pass
        self.close_connection = True
        self.world.listeners.remove(mine)

    def do_POST(self):
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path
        try:
            if path == "/api/settings/check":
                self.me()
                good = b"quiet_hours" in raw
                return self.answer(200, {"good": good, "faults": [] if good
                                         else [{"text": "candidate.conf:1: quiet_hours is missing",
                                                "warning": False}],
                                                "effect": {"same_rules": False, "waiting": 61, "changed": 37, "sentence": "37 of 61 waiting steps would change.",
                                                           "lines": ["37 held texts would leave at 09:00, not 08:00."]} if good else None})
            body = json.loads(raw or b"{}")
            if path.startswith("/control/"):
                return self.answer(200, self.control(path[9:], body))
            with self.world.lock:
                if path == "/api/login":
                    return self.login(body)
                me = self.me()
                if self.headers.get("X-Followup-Csrf") != "csrf-" + me:
                    raise Refusal(403, "csrf", "load the page anew")
                self.answer(200, self.post(path[5:], me, body))
        except Refusal as e:
            self.answer(e.status, {"error": e.error})

    def login(self, body):
        if body.get("name") not in ACCOUNTS or body.get("password") != "demo":
            raise Refusal(401, "wrong_login", "the account or the password is wrong")
        token = "%032x" % int.from_bytes(os.urandom(16), "big")
        self.world.sessions[token] = body["name"]
        self.answer(200, self.session(body["name"]), headers=[("Set-Cookie",
                                                               "followup_session=%s; HttpOnly; SameSite=Strict; Path=/" % token)])

    def control(self, what, body):
        w = self.world
        with w.lock:
            if what == "world":
                # What the walk needs: cases in which its story can happen.
                return {"plain": 2, "quiet": 6, "order": "770006", "closing": 1, "hostile": list(range(len(SAID) + 1,
                        len(SAID) + len(HOSTILE) + 1)), "opens": "08:00", "reports": {"name": "misses", "bars": True},
                        "guarded": "a coupon for your review",
                        "agents": [["li", "demo"], ["wang", "demo"]], "admin": ["ann", "demo"]}
            if what == "reply":
                w.reply(body["case"], body["text"], body.get("label", "other"))
            elif what == "claim":
                Acts(w, body["who"]).claim(w.case(str(body["case"])), {})
            elif what == "satisfied":
                c = w.case(str(body["case"]))
                w.reply(body["case"], "1", "satisfied")
                c.update(state="closed", outcome="satisfied", unread=0, unread_since_at=None)
                w.event(c, "satisfied", "followupd")
            elif what in ("drop", "end", "forget"):
                if what != "drop":
                    w.sessions.clear()
                w.push("end" if what == "end" else "drop", {"why": "session"})
        return {"ok": True}

    def post(self, path, me, body):
        w, words = self.world, path.split("/")
        if path == "logout":
            w.sessions = {k: v for k, v in w.sessions.items() if v != me}
            return {"ok": True}
        if path == "duty":
            return {"on_duty": body["on"]}
        if words[0] == "cases" and len(words) >= 3:
            c = w.case(words[1])
            name = "preview" if words[2:] == ["reply", "preview"] else words[2].replace("-", "_")
            act = getattr(Acts(w, me), name, None)
            if not act:
                raise Refusal(404, "not_found", "no such act")
            return {"case": c["case"], **act(c, body)}
        if words[0] == "replies" and words[2] == "label":
            for number, thread in w.threads.items():
                for item in thread:
                    if item["kind"] == "reply" and item["id"] == int(words[1]):
                        item["label"] = w.cases[number]["label"] = body["label"]
                        w.event(w.cases[number], "labelled", me)
                        return {"reply": item["id"], "label": body["label"],
                                "effect": "the customer gets no more texts" if body["label"] == "optout" else ""}
        if words[0] == "promises":
            for number, promises in w.promises.items():
                w.promises[number] = [p for p in promises if p["promise"] != int(words[1])]
            return {"promise": int(words[1]), "state": body["state"]}
        raise Refusal(404, "not_found", "there is no %s" % path)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("web")
    args.add_argument("--cases", type=int, default=40)
    args.add_argument("--port", type=int, default=0)
    args = args.parse_args()
    Handler.world, Handler.web = World(args.cases), args.web
    server = ThreadingHTTPServer(("127.0.0.1", args.port), Handler)
    server.handle_error = lambda *_: None  # a browser that leaves resets its connections
    server.daemon_threads = True
    print("port %d" % server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
