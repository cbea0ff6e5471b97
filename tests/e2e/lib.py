"""What the end-to-end tests share: programs started and surely ended, free ports, waiting on a condition, configuration
files, a look into the store, and counting what passed."""

import atexit
import ctypes
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback

TOP_SRC = os.path.abspath(os.environ.get("top_srcdir") or os.path.join(os.path.dirname(__file__), "..", ".."))
TOP_BUILD = os.path.abspath(os.environ.get("top_builddir") or os.path.join(TOP_SRC, "build"))
FOLLOWUPD = os.path.join(TOP_BUILD, "src/gateway/followupd")
FOLLOWUPCTL = os.path.join(TOP_BUILD, "src/ctl/followupctl")
SANDBOX = os.path.join(TOP_BUILD, "src/sandbox/followup-sandbox")

ALL_DAY = ["daily 00:00-24:00"]
PR_SET_PDEATHSIG = 1
TOKEN = "e2e-token-0123456789"  # part of our own loopback address, no secret of anybody's


class Failed(Exception):
    """The test cannot go on."""


class Skipped(Exception):
    """The machine lacks what the test needs."""


# ---- processes: each is ended by its own id, whatever happens ----

_running = []


def _die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def spawn(argv, log, env=None, **more):
    """Starts a program with stdout and stderr in the file `log`. It ends with us, even if we are killed."""
    with open(log, "ab") as out:
        process = subprocess.Popen(argv, stdout=out, stderr=out, stdin=more.pop("stdin", subprocess.DEVNULL),
                                   env={**os.environ, **(env or {})}, preexec_fn=_die_with_parent, **more)
    _running.append(process)
    return process


def stop(process, sig=signal.SIGTERM, seconds=60):
    """Asks a program to end; kills it when it does not. Gives its exit status (negative: the signal)."""
    if process.poll() is None:
        process.send_signal(sig)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process in _running:
        _running.remove(process)
    return process.returncode


@atexit.register
def _stop_all():
    for process in list(_running):
        if process.poll() is None:
            process.terminate()
    for process in list(_running):
        stop(process, seconds=5)


def _on_signal(number, _frame):
    sys.exit(128 + number)


for _number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(_number, _on_signal)


# ---- small things ----

def free_port():
    """Below the ports the kernel gives to connections, so that nobody gets it between now and its use."""
    while True:
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", random.randint(10240, 32000)))
                return s.getsockname()[1]
            except OSError:
                pass


def wait(what, condition, seconds=120):
    """Waits until condition() is true and gives its value; no luck within `seconds`, as by a fault alone, fails the test."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Failed("waited %g s in vain for: %s" % (seconds, what))
        time.sleep(0.02)


def wait_port(port, seconds=120):
    def listens():
        with socket.socket() as s:
            return s.connect_ex(("127.0.0.1", port)) == 0
    wait("somebody to listen on port %d" % port, listens, seconds)


def read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as f:
            return f.read()
    except FileNotFoundError:
        return ""


def write(path, text, mode=0o644):
    with open(path, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, mode)) as f:
        f.write(text)
    return path


def need(*programs):
    for program in programs:
        if not shutil.which(program) and not os.access(program, os.X_OK):
            raise Skipped("%s is not installed" % program)


# ---- configuration ----

def _value(value, indent):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return '"%s"' % value.replace("\\", "\\\\").replace('"', '\\"')
    if isinstance(value, list):
        return "[%s]" % ", ".join(_value(v, indent) for v in value)
    inner = "".join("%s\t%s = %s;\n" % (indent, k, _value(v, indent + "\t")) for k, v in value.items())
    return "{\n%s%s}" % (inner, indent)


def merge(base, over):
    """`over` laid over `base`, group by group."""
    out = dict(base)
    for key, value in over.items():
        out[key] = merge(out[key], value) if isinstance(value, dict) and isinstance(out.get(key), dict) else value
    return out


class Home:
    """One daemon with its configuration, store and log in a directory of its own."""

    def __init__(self, path, conf):
        # In a directory of its own: the daemon watches it, and our logs must not wake it.
        os.makedirs(os.path.join(path, "store"), exist_ok=True)
        self.path = path
        self.store = os.path.join(path, "store", "followup.db")
        self.log = os.path.join(path, "followupd.log")
        self.conf_path = os.path.join(path, "followup.conf")
        self.port = free_port()
        self.daemon = None
        self.starts = 0
        self.conf = merge(self._base(), conf)
        self.write_conf()

    def _base(self):
        """Rules under which a message leaves at once, at any hour of any day; tests tighten what they are about."""
        write(os.path.join(self.path, "password"), "fupw\n", 0o600)
        write(os.path.join(self.path, "token"), TOKEN + "\n", 0o600)
        return {
            "store": {"path": self.store},
            "listen": "127.0.0.1:%d" % self.port,
            "log_level": "debug",
            "text_packs": os.path.join(TOP_SRC, "texts"),
            "region_data": os.path.join(TOP_SRC, "regions"),
            "reply_packs": os.path.join(TOP_SRC, "replies"),
            "snippet_packs": os.path.join(TOP_SRC, "snippets"),
            "widen_courtesy": "a test sends at any hour",
            "permitted_hours": {"sms": ALL_DAY, "satisfaction": ALL_DAY},
            "quiet_hours": [],
            "first_contact": {"within": "1h", "next_day_by": "10:00", "hard_limit": "24h", "agent_grace": "0s"},
            "satisfaction": {"after": "1s", "until": "1h", "give_up": "2h", "quiet_after": "0s", "cool_down": "0s"},
            "budget": {"per_day": 0, "per_week": 0, "min_gap": "0s"},
            "max_segments": 10,
            "shops": {"taoyimi": self.shop("淘一米", "CN", "Asia/Shanghai", "zh-CN"),
                      "lamplight": self.shop("Lamplight & Co", "US", "America/New_York", "en")},
            "providers": {"office": {
                "driver": "kannel", "url": "http://127.0.0.1:9/cgi-bin/sendsms", "username": "fu",
                "password": "file:%s/password" % self.path, "sender": "10690",
                "callback_url": "http://127.0.0.1:%d" % self.port, "token": "file:%s/token" % self.path,
                "timeout": "10s", "connect_timeout": "3s"}},
        }

    @staticmethod
    def shop(name, region, zone, language):
        return {"name": name, "signature": "A. Lin", "region": region, "zone": zone, "language": language,
                "working_hours": ALL_DAY, "provider": "office",
                "sms": {"allowed": True, "ground": "service notice on the customer's own order"}}

    def write_conf(self, over=None):
        if over:
            self.conf = merge(self.conf, over)
        write(self.conf_path, "".join("%s = %s;\n" % (k, _value(v, "")) for k, v in self.conf.items()))

    @property
    def hook(self):
        return "http://127.0.0.1:%d/hook/office/%s" % (self.port, TOKEN)

    # -- the daemon --

    def log_mark(self):
        return os.path.getsize(self.log) if os.path.exists(self.log) else 0

    def log_since(self, mark):
        with open(self.log, "rb") as f:
            f.seek(mark)
            return f.read().decode("utf-8", "replace")

    def launch(self, env=None, prefix=()):
        """Starts the daemon without waiting for it."""
        self.starts += 1
        if self.daemon:
            stop(self.daemon, signal.SIGKILL)
        self.daemon = spawn([*prefix, FOLLOWUPD, "-c", self.conf_path], self.log, env)
        return self.daemon

    def start(self, env=None, prefix=()):
        mark = self.log_mark()
        self.launch(env, prefix)

        def ready():
            if self.daemon.poll() is not None:
                raise Failed("followupd ended with status %d at its start" % self.daemon.returncode)
            return re.search(r"^info: ready: ", self.log_since(mark), re.M)
        wait("followupd to be ready", ready)
        return self.daemon

    def stop(self, sig=signal.SIGTERM):
        return stop(self.daemon, sig)

    def reload(self):
        """Has the daemon read its configuration again; TRUE when it took it."""
        mark = self.log_mark()
        self.daemon.send_signal(signal.SIGHUP)
        said = wait("an answer to SIGHUP", lambda: re.search(r"configuration (not )?reloaded", self.log_since(mark)))
        return not said.group(1)

    # -- the store --

    def open(self):
        db = sqlite3.connect(self.store, timeout=20, isolation_level=None)
        db.row_factory = sqlite3.Row
        return db

    def rows(self, sql, *values):
        db = self.open()
        try:
            return db.execute(sql, values).fetchall()
        finally:
            db.close()

    def one(self, sql, *values):
        """The first column of the first row, None when there is none."""
        rows = self.rows(sql, *values)
        return rows[0][0] if rows else None

    def put(self, rows):
        """Puts cases in as a shop's tool does: rows into the table intake, in one transaction, by another process' handle."""
        db = self.open()
        try:
            db.execute("BEGIN IMMEDIATE")
            for row in rows:
                db.execute("INSERT INTO intake (%s) VALUES (%s)" % (", ".join(row), ", ".join("?" * len(row))),
                           tuple(row.values()))
            db.execute("COMMIT")
        finally:
            db.close()

    def case(self, external_id):
        rows = self.rows("SELECT cases.*, phone FROM cases JOIN person ON person.id = person_id WHERE external_id = ?",
                         external_id)
        return rows[0] if rows else None

    def wait_state(self, external_id, state, seconds=120):
        def there():
            c = self.case(external_id)
            return c if c and c["state"] == state else None
        return wait("case %s to be %s" % (external_id, state), there, seconds)

    def ctl(self, *args, status=0):
        """Runs followupctl; gives what it printed. Any other exit status than `status` (None: any) fails the test."""
        done = subprocess.run([FOLLOWUPCTL, "-c", self.conf_path, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=120)
        if status is not None and done.returncode != status:
            raise Failed("followupctl %s: status %d, not %d:\n%s" % (" ".join(args), done.returncode, status, done.stdout))
        return done.stdout


# ---- counting ----

class Suite:
    def __init__(self, name):
        self.name = name
        self.passed = self.failed = 0

    def check(self, what, ok, got=None):
        if ok:
            self.passed += 1
        else:
            self.failed += 1
            print("FAIL %s%s" % (what, "" if got is None else ": got %r" % (got,)), flush=True)
        return ok

    def equal(self, what, got, want):
        return self.check(what, got == want, "%r, not %r" % (got, want) if got != want else None)


def tail(path, lines=40):
    return "\n".join(read(path).splitlines()[-lines:])


def skip_unwanted():
    """E2E=no in the environment leaves the end-to-end tests out."""
    if os.environ.get("E2E") == "no":
        print("left out by E2E=no")
        sys.exit(77)


def run(name, body):
    """Runs body(suite, directory) and ends the program: 0, 1 or 77, with the line tests/run adds up."""
    skip_unwanted()
    suite = Suite(name)
    directory = tempfile.mkdtemp(prefix="followup-%s." % name)
    status = 0
    try:
        body(suite, directory)
    except Skipped as e:
        status = 77
        reason = e
    except Failed as e:
        suite.check(str(e), False)
    except Exception:
        traceback.print_exc(file=sys.stdout)
        suite.failed += 1
    _stop_all()
    if suite.failed:
        for root, _dirs, files in os.walk(directory):
            for file in sorted(files):
                if file.endswith(".log"):
                    print("-- end of %s:\n%s" % (file, tail(os.path.join(root, file))))
    if os.environ.get("E2E_KEEP"):
        print("kept: %s" % directory)
    else:
        shutil.rmtree(directory, ignore_errors=True)
    if status == 77:
        print(reason)
    else:
        print("%s: %d passed, %d failed" % (name, suite.passed, suite.failed))
        status = 1 if suite.failed else 0
    sys.stdout.flush()
    sys.exit(status)
