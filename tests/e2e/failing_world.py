"""Scenes of tests/e2e/failing about all that is not the store's file: names, descriptors, clock, zones, logs, memory."""

import http.server
import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import threading
import time

import inbox_peer
import lib
from faulty import Scene

HOUR, DAY = 3600, 86400


def cpu_seconds(pid):
    fields = lib.read("/proc/%d/stat" % pid).rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def descriptors(pid):
    return sorted(int(fd) for fd in os.listdir("/proc/%d/fd" % pid))


# ---- names ----

def no_names(suite, directory, name):
    s = Scene(suite, directory, name)
    s.home.write_conf({"providers": {"office": {"url": "http://sms.test:%d/cgi-bin/sendsms" % s.sandbox.port,
                                                "allow_http": True}}})
    s.fault("dns * EAI_AGAIN")
    s.start()
    number = s.complain()
    lib.wait("a try that surely did not leave", lambda: s.home.one("SELECT outcome FROM attempt") == "retry_later")
    s.equal("nothing left", s.sandbox.count(number), 0)
    s.goes_on()


def slow_names(suite, directory, name):
    """The resolver hangs for longer than the time to connect: nobody else may wait for it."""
    s = Scene(suite, directory, name)
    s.home.write_conf({"providers": {"office": {"url": "http://sms.test:%d/cgi-bin/sendsms" % s.sandbox.port,
                                                "allow_http": True, "connect_timeout": "1s"}}})
    s.fault("dns * delay:8000")
    s.start()
    s.complain()
    lib.wait("a submit under way", lambda: s.home.one("SELECT count(*) FROM attempt WHERE outcome IS NULL"))
    waits, end = [], time.monotonic() + 4
    while time.monotonic() < end:
        began = time.monotonic()
        s.equal("a webhook is taken", s.reply("r%d" % len(waits)), 200)
        waits.append(time.monotonic() - began)
        time.sleep(0.1)
    # One that waits is there for 8 s and the only one. A machine that does much else may delay any one of them.
    s.check("webhooks do not wait for the resolver", sorted(waits)[len(waits) // 2] < 1.5, sorted(waits)[-5:])
    s.equal("the try surely did not leave", s.home.one("SELECT outcome FROM attempt ORDER BY id"), "retry_later")
    s.goes_on()


# ---- descriptors ----

def no_descriptors(suite, directory, name):
    s = Scene(suite, directory, name).start()
    s.contacted(s.complain())
    pid = s.home.daemon.pid
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    # The lowest are all in use. A connection to the provider that is still open would need no new one.
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (len(descriptors(pid)) // 2, before[1]))
    s.sandbox.stop()
    s.sandbox.start(s.home.hook)
    number = s.complain()
    waiting = [socket.create_connection(("127.0.0.1", s.home.port)) for _ in range(10)]
    lib.wait("a try that surely did not leave",
             lambda: s.home.one("SELECT outcome FROM attempt ORDER BY id DESC LIMIT 1") == "retry_later")
    used = cpu_seconds(pid)
    time.sleep(2)
    used = cpu_seconds(pid) - used
    s.check("it does not turn round and round", used < 0.5, used)
    s.check("a reload that cannot read is refused", not s.home.reload())
    s.equal("nothing left", s.sandbox.count(number), 0)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, before)
    for one in waiting:
        one.close()
    s.goes_on()


def no_inotify(suite, directory, name):
    s = Scene(suite, directory, name)
    s.fault("inotify * EMFILE")
    mark = s.home.log_mark()
    s.start()
    s.check("it says so", "inotify" in s.home.log_since(mark), s.home.log_since(mark))
    s.contacted(s.complain())
    inbox = inbox_peer.Inbox(s.home)
    inbox.start(s.env())
    s.check("so does the inbox", "inotify" in lib.read(inbox.log), lib.read(inbox.log))
    s.equal("which serves", inbox.raw(b"GET /api/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")[9:12], b"401")
    s.equal("and stops", inbox.stop(), 0)
    old = s.home.store + ".away"
    s.goes_on()
    s.start()
    os.rename(s.home.store, old)
    s.equal("a store moved away is noticed", s.ended(), 66)


# ---- a stop ----

def stop_while_polled(suite, directory, name):
    """Replies that are pulled are handed out once: what is on its way when we are asked to stop is the only copy."""
    number, asked, answers = "+8613800138000", threading.Event(), threading.Event()

    class Pulled(http.server.BaseHTTPRequestHandler):
        def log_message(self, *args):
            pass

        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            said = {"RequestId": "r", "PullSmsSendStatusSet": []}
            if self.headers["X-TC-Action"] == "PullSmsReplyStatus":
                said = {"RequestId": "r", "PullSmsReplyStatusSet": [] if asked.is_set() else [
                    {"ExtendCode": "", "CountryCode": "86", "PhoneNumber": number[3:], "SignName": "S",
                     "ReplyContent": "TD", "ReplyTime": int(time.time()), "SubscriberNumber": number}]}
                asked.set()
                answers.wait(120)
            body = json.dumps({"Response": said}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                pass  # the daemon was not there any more: the store tells

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pulled)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    s = Scene(suite, directory, name)
    s.home.write_conf({"providers": {"pulled": {
        "driver": "tencent", "url": "http://127.0.0.1:%d" % server.server_port, "username": "AKIDx",
        "password": "file:%s/password" % s.dir, "account": "1400006666", "sign_name": "S", "api_region": "ap-guangzhou",
        "poll": "5s", "timeout": "10s", "counting": "china"}}})
    s.start()
    lib.wait("it to be asked", asked.is_set)
    mark = s.home.log_mark()
    s.home.daemon.send_signal(signal.SIGTERM)
    lib.wait("the daemon to stop", lambda: "stopping;" in s.home.log_since(mark))
    answers.set()
    s.equal("it ends well", s.ended(), 0)
    s.equal("what it said is kept", [tuple(row) for row in s.home.rows("SELECT text, label FROM reply")],
            [("TD", "optout")])
    server.shutdown()
    server.server_close()
    s.home.write_conf({"providers": {"pulled": {"poll": "0s"}}})
    s.start()
    s.goes_on()


# ---- the clock ----

def at(us):
    return "clock * %d" % (us * 1000000)


def clock_forward(suite, directory, name):
    """A step planned for in ten hours is fourteen late when the clock jumps a day: a person's, not the customer's surprise."""
    s = Scene(suite, directory, name, {"shops": {"lamplight": {
        "first_contact": {"within": "20h", "agent_grace": "10h", "hard_limit": "30h"}}}})
    s.start(SHIM_CLOCK="1")
    s.contacted(s.complain())
    s.home.put([{"shop": "lamplight", "external_id": "later", "phone": "+12025550143", "name": "A", "order_no": "1",
                 "zone": "America/New_York"}])
    lib.wait("a step planned for later", lambda: s.home.one(
        "SELECT count(*) FROM step WHERE state = 'planned' AND step = 'first_contact'"))
    mark = s.home.log_mark()
    s.fault(at(DAY))
    s.log_wait(mark, "the clock was set")
    lib.wait("the late step to be held", lambda: s.home.one("SELECT reason FROM step WHERE state = 'held'"))
    s.equal("why", s.home.one("SELECT reason FROM step WHERE state = 'held'"), "too_late")
    s.contacted(s.complain())
    s.equal("a webhook is taken", s.reply("day"), 200)
    s.finish()


def clock_back(suite, directory, name):
    s = Scene(suite, directory, name)
    s.start(SHIM_CLOCK="1")
    s.contacted(s.complain())
    mark = s.home.log_mark()
    s.fault(at(-HOUR))
    s.log_wait(mark, "the clock was set")
    s.contacted(s.complain())
    s.equal("a webhook is taken", s.reply("back"), 200)
    s.fault()
    s.goes_on()


def leap_second(suite, directory, name):
    """The kernel repeats a second: the clock goes back by one, while messages leave all the time."""
    s = Scene(suite, directory, name)
    s.start(SHIM_CLOCK="1")
    for i in range(30):
        s.complain()
        if i == 10:
            s.fault(at(-1))
    s.equal("a webhook is taken", s.reply("leap"), 200)
    s.finish()


# ---- stopped, short of memory ----

class Watched:
    """systemd as the daemon sees it: a socket that is always read, and how often it heard from the watchdog's client."""

    def __init__(self, path):
        self.heard = 0
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(path)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            self.heard += self.socket.recv(4096) == b"WATCHDOG=1"

    def hears(self, seconds):
        before = self.heard
        time.sleep(seconds)
        return self.heard - before


def suspended(suite, directory, name):
    """Asleep over a due time; the watchdog of systemd hears nothing meanwhile and would have it killed."""
    path = os.path.join(directory, "notify")
    watched = Watched(path)
    s = Scene(suite, directory, name, {"shops": {"taoyimi": {"first_contact": {"agent_grace": "2s"}}}})
    s.start(NOTIFY_SOCKET=path, WATCHDOG_USEC="500000")
    s.check("the watchdog hears it", watched.hears(1) >= 2)
    number = s.complain()
    lib.wait("a step planned", lambda: s.home.one(
        "SELECT count(*) FROM step WHERE state = 'planned' AND step = 'first_contact'"))
    s.home.daemon.send_signal(signal.SIGSTOP)
    s.check("the watchdog hears nothing while it sleeps", watched.hears(3) <= 1)
    s.equal("nothing left", s.sandbox.count(number), 0)
    s.home.daemon.send_signal(signal.SIGCONT)
    s.contacted(number)
    s.check("the watchdog hears it again", watched.hears(1) >= 2)
    s.complain()
    s.home.daemon.send_signal(signal.SIGSTOP)
    s.home.daemon.send_signal(signal.SIGABRT)
    s.home.daemon.send_signal(signal.SIGCONT)
    s.equal("killed as by the watchdog", s.ended(), -signal.SIGABRT)
    s.start()
    s.goes_on()


def no_memory(suite, directory, name):
    s = Scene(suite, directory, name).start()
    s.contacted(s.complain())
    pid = s.home.daemon.pid
    size = int(re.search(r"VmSize:\s+(\d+)", lib.read("/proc/%d/status" % pid)).group(1)) * 1024
    resource.prlimit(pid, resource.RLIMIT_AS, (size + (1 << 20), resource.RLIM_INFINITY))
    s.home.put([{"shop": "taoyimi", "external_id": "big%d" % i, "phone": "+8613800999%03d" % i, "name": "A", "order_no": "1",
                 "text": "x" * 60000, "reviewed_at": "2020-01-01"} for i in range(50)])
    lib.wait("it to end, or to do it all", lambda: s.home.daemon.poll() is not None or
             s.home.one("SELECT count(*) FROM intake WHERE state = 'waiting'") == 0)
    if s.home.daemon.poll() is not None:
        s.check("by a signal of its own", s.ended() in (-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGSEGV))
        s.start()
    else:
        resource.prlimit(pid, resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    lib.wait("all rows to be judged", lambda: s.home.one("SELECT count(*) FROM intake WHERE state = 'waiting'") == 0)
    s.contacted(s.complain())
    s.equal("a webhook is taken", s.reply("memory"), 200)
    s.equal("it stops when asked", s.home.stop(), 0)
    seen = s.sandbox.counts()
    s.equal("texted twice", [n for n, count in seen.items() if count > 1], [])
    s.equal("texted", [n for n in s.numbers if seen.get(n, 0) != 1], [])


# ---- files it reads ----

def zones_changed(suite, directory, name):
    """New zone data is in force after a reload, as after a restart: Lima moves by nine hours into its own night."""
    zones = os.path.join(directory, "zoneinfo")
    shutil.copytree("/usr/share/zoneinfo", zones, symlinks=True)
    day = {"sms": ["daily 00:00-24:00"], "satisfaction": ["daily 00:00-24:00"]}
    s = Scene(suite, directory, name, {"permitted_hours": day, "shops": {"taoyimi": {"zone": "Asia/Tokyo"}}})
    s.start(TZDIR=zones)
    first = s.complain(zone="America/Lima")
    s.contacted(first)
    # Quiet from an hour ago to an hour from now, by the clock of the customer's zone as the new data has it.
    now = time.gmtime(time.time() + 9 * HOUR)
    quiet = "daily %02d:00-%02d:00" % ((now.tm_hour - 1) % 24, (now.tm_hour + 2) % 24)
    s.home.write_conf({"quiet_hours": [quiet]})
    s.check("quiet hours by the clock of Tokyo", s.home.reload())
    second = s.complain(zone="America/Lima")
    s.contacted(second)
    lima = os.path.join(zones, "America/Lima")
    os.unlink(lima)
    shutil.copy(os.path.join(zones, "Asia/Tokyo"), lima)
    s.check("it takes the configuration", s.home.reload())
    third = s.complain(zone="America/Lima")
    lib.wait("a step planned", lambda: s.home.one(
        "SELECT due_at FROM step JOIN cases ON cases.id = case_id WHERE external_id = ? AND step.state = 'planned'", third))
    s.equal("nothing left in its new night", s.sandbox.count(third), 0)
    s.equal("it stops when asked", s.home.stop(), 0)
    s.audit([first, second])


def conf_unreadable(suite, directory, name):
    s = Scene(suite, directory, name).start()
    s.contacted(s.complain())
    away = s.home.conf_path + ".away"
    os.rename(s.home.conf_path, away)
    for what, make in (("no such file", lambda: None), ("a directory", lambda: os.mkdir(s.home.conf_path))):
        make()
        mark = s.home.log_mark()
        s.check("%s: not taken" % what, not s.home.reload())
        s.check("%s: it says which file" % what, s.home.conf_path in s.home.log_since(mark), s.home.log_since(mark))
        s.contacted(s.complain())
    os.rmdir(s.home.conf_path)
    os.rename(away, s.home.conf_path)
    s.check("taken again", s.home.reload())
    s.goes_on()


# ---- where it speaks to ----

def log_stuck(suite, directory, name):
    """A pipe that nobody empties, then nobody holds: what it says gets lost, what it does does not."""
    s = Scene(suite, directory, name)
    reader, writer = os.pipe()
    daemon = subprocess.Popen([lib.FOLLOWUPD, "-c", s.home.conf_path], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=writer, preexec_fn=lib._die_with_parent)
    os.close(writer)
    try:
        lib.wait_port(s.home.port)
        for _ in range(250):
            s.complain()
        for number in s.numbers:
            s.contacted(number, 120)
        s.equal("a webhook is taken", s.reply("stuck"), 200)
        os.close(reader)
        reader = -1
        s.contacted(s.complain())
        s.equal("a webhook is taken", s.reply("closed"), 200)
        daemon.terminate()
        s.equal("it stops when asked", daemon.wait(60), 0)
    finally:
        if reader >= 0:
            os.close(reader)
        if daemon.poll() is None:
            daemon.kill()
            daemon.wait()
    s.audit()


def log_told(suite, directory, name):
    """Whoever empties the pipe at last is told how much was lost."""
    s = Scene(suite, directory, name)
    reader, writer = os.pipe()
    daemon = subprocess.Popen([lib.FOLLOWUPD, "-c", s.home.conf_path], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=writer, preexec_fn=lib._die_with_parent)
    os.close(writer)
    try:
        lib.wait_port(s.home.port)
        for _ in range(150):
            s.complain()
        for number in s.numbers:
            s.contacted(number, 120)
        os.read(reader, 1 << 20)
        s.contacted(s.complain())
        said = os.read(reader, 1 << 20).decode()
        s.check("it says how many lines were lost", re.search(r"^warning: \d+ lines of this log were lost", said, re.M), said[:300])
    finally:
        os.close(reader)
        daemon.terminate()
        s.equal("it stops when asked", daemon.wait(60), 0)
    s.audit()


def no_standard_files(suite, directory, name):
    """Started with descriptors 0 to 2 closed: nothing of ours may come to lie where log lines are written."""
    s = Scene(suite, directory, name)

    def close_them():
        lib._die_with_parent()
        for fd in (0, 1, 2):
            os.close(fd)
    daemon = subprocess.Popen([lib.FOLLOWUPD, "-c", s.home.conf_path], preexec_fn=close_them)
    lib.wait_port(s.home.port)
    for fd in (0, 1, 2):
        s.equal("descriptor %d" % fd, os.readlink("/proc/%d/fd/%d" % (daemon.pid, fd)), "/dev/null")
    s.contacted(s.complain())
    s.equal("a webhook is taken", s.reply("closed"), 200)
    daemon.terminate()
    s.equal("it stops when asked", daemon.wait(60), 0)
    s.audit()
    said = subprocess.run("exec %s -c %s list --state=all >&-" % (lib.FOLLOWUPCTL, s.home.conf_path), shell=True, text=True,
                          stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=120, check=False)
    s.check("followupctl without an output fails, and says so", said.returncode != 0 and "cannot write" in said.stderr,
            (said.returncode, said.stderr))


SCENES = {
    "slow resolver": slow_names,
    "no resolver": no_names,
    "no descriptors left": no_descriptors,
    "no inotify": no_inotify,
    "stop while a poll is under way": stop_while_polled,
    "clock a day forward": clock_forward,
    "clock an hour back": clock_back,
    "leap second": leap_second,
    "suspended": suspended,
    "no memory left": no_memory,
    "zone data changed": zones_changed,
    "configuration unreadable at reload": conf_unreadable,
    "log pipe full, then closed": log_stuck,
    "log pipe emptied late": log_told,
    "no standard files": no_standard_files,
}
