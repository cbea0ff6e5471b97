"""The crash sweep done to Kannel: bearerbox and smsbox killed -9 together at random moments and started again, sending through
an HTTP link to the same counting sandbox that followupd is measured by. It shows what the usual queue of a gateway does, which
keeps a message in its store until the network answered and sends what it finds there after a crash.

Counted as for followupd: "twice" are numbers texted more than once; "lost" what Kannel took with 202 and never sent; "unknown"
submits it died under without an answer, which are not repeated here; "inbound_lost" replies the sandbox got a 202 for that never
reached the web address of the service. It tells no states, so nothing can be "untrue"."""

import concurrent.futures
import http.server
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import kills
import lib
from kannel_peer import BEARERBOX, CORE, SMSBOX
from sandbox_peer import Sandbox

STORES = ("spool", "file")  # both keep each message durable before it is answered for
CASES_PER_KILL = 9
KILLS_PER_STORE = 23

CONF = CORE + """# Without a store all that is under way is lost with the process.
store-type = {store}
store-location = "{dir}/{location}"

group = smsc
smsc = http
system-type = kannel
smsc-id = LINK
port = {smsc}
connect-allow-ip = 127.0.0.1
smsc-username = fu
smsc-password = fupw
send-url = "{send}"

group = smsbox
smsbox-id = box1
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
sendsms-interface = "127.0.0.1"
log-file = "{dir}/smsbox-kannel.log"
log-level = 1
mo-recode = true
# 0 retries would lose a reply whenever our listener is slow.
http-request-retry = 5
http-queue-delay = 1

# An smsbox with an id gets replies only through smsbox-route.
group = smsbox-route
smsbox-id = box1
smsc-id = "LINK"

group = sendsms-user
username = fu
password = fupw
default-sender = 10690
user-deny-ip = "*.*.*.*"
user-allow-ip = "127.0.0.1"

# max-messages = 0: what the listener answers is not texted to the customer.
group = sms-service
keyword = default
catch-all = true
get-url = "http://127.0.0.1:{listener}/mo?from=%p&text=%b&id=%I"
max-messages = 0
omit-empty = true
"""


class Listener:
    """The shop's web address for replies; remembers who wrote."""

    def __init__(self):
        heard = self.heard = set()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                query = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
                heard.update(query.get("from", []))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Sweep:
    def __init__(self, directory, store, rng):
        self.dir, self.rng = directory, rng
        self.kills = 0
        self.accepted, self.refused, self.unanswered = set(), set(), set()
        self.next_number = 0
        self.listener = Listener()
        self.admin, self.boxes, self.smsc, self.sendsms = (lib.free_port() for _ in range(4))
        self.sandbox = Sandbox(directory)
        self.sandbox.start("http://127.0.0.1:%d/?username=fu&password=fupw&x=" % self.smsc, latency_ms=kills.LATENCY_MS,
                           reports="none", tries=kills.TRIES, rules=[{"match": {}, "reply": kills.REPLY}])
        location = "kannel.spool" if store == "spool" else "kannel.store"
        if store == "spool":
            os.mkdir(os.path.join(directory, location))
        self.conf = lib.write(os.path.join(directory, "kannel.conf"), CONF.format(
            admin=self.admin, boxes=self.boxes, smsc=self.smsc, sendsms=self.sendsms, dir=directory, store=store,
            location=location, send=self.sandbox.url, listener=self.listener.port))
        self.boxes_running = []
        self.senders = concurrent.futures.ThreadPoolExecutor(CASES_PER_KILL)

    def start(self):
        self.boxes_running = [lib.spawn([BEARERBOX, "-v", "4", self.conf], os.path.join(self.dir, "bearerbox.log"), cwd=self.dir)]
        lib.wait_port(self.boxes)
        self.boxes_running.append(lib.spawn([SMSBOX, "-v", "4", self.conf], os.path.join(self.dir, "smsbox.log"), cwd=self.dir))
        lib.wait_port(self.sendsms)
        # Bearerbox looks for new boxes once a second; before, nothing is taken and a kill would find nothing to hit.
        lib.wait("smsbox to be connected", lambda: "smsbox:box1" in (self._status() or ""))

    def kill(self):
        for process in self.boxes_running:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
        for process in self.boxes_running:
            lib.stop(process, signal.SIGKILL)
        self.boxes_running = []

    def _submit(self, number):
        url = "http://127.0.0.1:%d/cgi-bin/sendsms?" % self.sendsms + urllib.parse.urlencode(
            {"username": "fu", "password": "fupw", "to": number, "text": "Your order"})
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:
                (self.accepted if answer.status == 202 else self.refused).add(number)
        except urllib.error.HTTPError:
            self.refused.add(number)
        except OSError:
            self.unanswered.add(number)
        except Exception:  # a status line cut short by the kill
            self.unanswered.add(number)

    def put(self, count):
        new = ["86138%08d" % i for i in range(self.next_number, self.next_number + count)]
        self.next_number += count
        return [self.senders.submit(self._submit, number) for number in new]

    def kill_at_random(self):
        """Fed as followupd is: a third at once, the rest as time passes, killed within 0.2 s."""
        self.start()
        left = CASES_PER_KILL
        under_way = self.put(left // 3)
        left -= left // 3
        end = time.monotonic() + self.rng.uniform(0, 0.2)
        while time.monotonic() < end:
            if left > 0 and self.rng.random() < 0.5:
                under_way += self.put(1)
                left -= 1
            time.sleep(min(0.015, max(0, end - time.monotonic())))
        self.kill()
        self.kills += 1
        concurrent.futures.wait(under_way)

    def _status(self):
        try:
            with urllib.request.urlopen("http://127.0.0.1:%d/status.txt?password=statpw" % self.admin, timeout=5) as page:
                return page.read().decode("utf-8", "replace")
        except OSError:
            return None

    def _stored(self):
        """How many messages of either direction Kannel says it keeps; None while it does not say."""
        left = re.search(r"store size (\d+)", self._status() or "")
        return int(left.group(1)) if left else None

    def settle(self):
        """One undisturbed run that empties the store: finished when nothing more happens for three seconds."""
        self.start()
        seen = [None, time.monotonic()]

        def quiet():
            now = (len(self.sandbox.submits()), len(self.listener.heard), self._stored(), self.sandbox.totals()["waiting"])
            if now != seen[0] or now[2] != 0 or now[3] != 0:
                seen[:] = [now, time.monotonic()]
            return time.monotonic() - seen[1] > 3
        try:
            lib.wait("Kannel to have nothing left", quiet, 60)
        except lib.Failed as e:
            print("%s: %r" % (e, seen[0]))
        for process in reversed(self.boxes_running):
            lib.stop(process)

    def audit(self):
        counts = self.sandbox.counts()
        found = dict.fromkeys(kills.COUNTS[1:], 0)
        found["twice"] = sum(1 for n in counts.values() if n > 1)
        found["lost"] = sum(1 for number in self.accepted if not counts[number])
        found["unknown"] = len(self.unanswered)
        found["inbound_lost"] = sum(1 for number in counts if number not in self.listener.heard)
        extra = sum(n - 1 for n in counts.values())
        return found, extra, len(counts)

    def stop(self):
        self.kill()
        self.senders.shutdown()
        self.sandbox.stop()
        self.listener.stop()


def main(wanted, store, seed):
    """Gives the exit status: 0 however often Kannel repeats itself; 77 where it is not installed."""
    total = dict.fromkeys(kills.COUNTS, 0)
    extra = numbers = 0
    try:
        lib.need(BEARERBOX, SMSBOX)
    except lib.Skipped as e:
        print("skipped: %s (package kannel)" % e)
        return 77
    print("seed %d, store of type %s" % (seed, store), flush=True)
    rng = random.Random(seed)
    while total["kills"] < wanted:
        directory = tempfile.mkdtemp(prefix="followup-kannel.")
        one = Sweep(directory, store, rng)
        try:
            for _ in range(min(KILLS_PER_STORE, wanted - total["kills"])):
                one.kill_at_random()
            one.settle()
            found, more, texted = one.audit()
        finally:
            one.stop()
            if not os.environ.get("E2E_KEEP"):
                shutil.rmtree(directory, ignore_errors=True)
        for key, value in found.items():
            total[key] += value
        total["kills"] += one.kills
        extra, numbers = extra + more, numbers + texted
        if one.refused:
            print("refused by Kannel: %d" % len(one.refused))
        print("%d kills" % total["kills"], flush=True)
    print("texts=%d repeated=%d" % (numbers, extra))
    print(kills.line(total))
    return 0


if __name__ == "__main__":
    sys.exit("started by tests/crash-sweep --kannel")
