"""A daemon whose system fails when told: the shim under it, a control file, and what must hold after every fault."""

import os
import re
import threading
import urllib.error
import urllib.parse
import urllib.request

import lib
from sandbox_peer import Sandbox

SHIM = os.path.join(lib.TOP_BUILD, "tests/e2e/shim.so")


def need_shim():
    if not os.access(SHIM, os.R_OK):
        raise lib.Skipped("%s is not built" % SHIM)
    with open(lib.FOLLOWUPD, "rb") as f:
        if b"__asan_init" in f.read():
            raise lib.Skipped("a build with sanitizers takes no library before its own")


class Scene:
    """One daemon, one provider, one fault. Numbers are its own, so scenes can run side by side."""
    count = 0
    lock = threading.Lock()

    def __init__(self, suite, directory, name, conf=None, sandbox=None):
        with Scene.lock:
            Scene.count += 1
            self.base = Scene.count * 1000
        self.suite = suite
        self.name = name
        self.dir = directory
        self.control = lib.write(os.path.join(self.dir, "shim"), "")
        self.sandbox = Sandbox(self.dir)
        self.home = lib.Home(self.dir, lib.merge({"providers": {"office": {
            "url": self.sandbox.url, "retry": {"first": "1s", "max": "1s", "tries": 50}}}}, conf or {}))
        self.sandbox.start(self.home.hook, **(sandbox or {}))
        self.numbers = []
        self.taken = []  # ids of the replies we got a 200 for

    def env(self, **more):
        return {"LD_PRELOAD": SHIM, "SHIM_CONTROL": self.control, **more}

    def start(self, **env):
        self.home.start(self.env(**env))
        return self

    def fault(self, *lines):
        """What fails from now on; nothing given: all works again."""
        lib.write(self.control + ".new", "".join(line + "\n" for line in lines))
        os.rename(self.control + ".new", self.control)

    def check(self, what, ok, got=None):
        return self.suite.check("%s: %s" % (self.name, what), ok, got)

    def equal(self, what, got, want):
        return self.suite.equal("%s: %s" % (self.name, what), got, want)

    # -- what happens --

    def number(self):
        self.numbers.append("+86138%08d" % (self.base + len(self.numbers)))
        return self.numbers[-1]

    def complain(self, **more):
        """A case by a shop's tool; gives its number, which is its external id as well."""
        number = self.number()
        self.home.put([{"shop": "taoyimi", "external_id": number, "phone": number, "name": "李雷", "order_no": "7", **more}])
        return number

    def contacted(self, number, seconds=120):
        return self.home.wait_state(number, "contacted", seconds)

    def reply(self, ident, timeout=120):
        """A customer's reply by the provider's webhook; gives the status, None: no answer."""
        query = urllib.parse.urlencode({"from": "+8613900000001", "to": "10690", "text": "还没收到", "id": ident})
        try:
            with urllib.request.urlopen("%s/mo?%s" % (self.home.hook, query), timeout=timeout) as answer:
                status = answer.status
        except urllib.error.HTTPError as e:
            status = e.code
        except OSError:
            return None
        if status // 100 == 2:
            self.taken.append(ident)
        return status

    def log_wait(self, mark, pattern, seconds=120):
        return lib.wait("\"%s\" in the log of %s" % (pattern, self.name),
                        lambda: re.search(pattern, self.home.log_since(mark), re.M), seconds)

    # -- what must hold --

    def ended(self, seconds=120):
        """The daemon's exit status, once it ends by itself."""
        status = lib.wait("the daemon to end", lambda: (self.home.daemon.poll() is not None) and [self.home.daemon.returncode],
                          seconds)[0]
        lib.stop(self.home.daemon)
        self.home.daemon = None
        return status

    def audit(self, sent=None):
        """Everybody was texted exactly once (`sent`: only these were, nobody twice), and what got a 200 is kept."""
        sent = self.numbers if sent is None else sent
        seen = self.sandbox.counts()
        self.equal("texted not exactly once", [n for n in sent if seen.get(n, 0) != 1], [])
        self.equal("texted, and should not be", [n for n in seen if n not in sent], [])
        for ident in self.taken:
            self.equal("reply %s, answered with 200, is kept" % ident,
                       self.home.one("SELECT count(*) FROM reply WHERE provider_id = ?", ident), 1)
        self.equal("integrity", self.home.one("PRAGMA integrity_check"), "ok")

    def goes_on(self):
        """The fault is over: the same daemon does what was left, and stops when asked."""
        self.fault()
        self.contacted(self.complain())
        self.equal("a webhook is taken", self.reply("after"), 200)
        self.finish()

    def finish(self, unknown=()):
        """`unknown`: numbers that were texted without the daemon having heard so."""
        for number in self.numbers:
            if number not in unknown:
                self.contacted(number)
        lib.wait("the replies to be understood",
                 lambda: self.home.one("SELECT count(*) FROM inbound WHERE processed_at IS NULL") == 0)
        self.equal("it stops when asked", self.home.stop(), 0)
        self.audit()
        self.sandbox.stop()
