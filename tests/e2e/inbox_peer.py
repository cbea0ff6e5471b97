"""followup-inbox and those who use it: the program over a Home, and an agent's browser without a window."""

import contextlib
import http.client
import json
import os
import socket
import subprocess
import threading

import lib

INBOX = os.path.join(lib.TOP_BUILD, "src/inbox/followup-inbox")
PASSWORD = "correct horse battery"


class Inbox:
    """The program on a Home's store; the Home's configuration gets its group."""

    def __init__(self, home, data=None, **settings):
        self.home = home
        self.data = data or os.path.join(lib.TOP_SRC, "web")
        self.port = lib.free_port()
        self.log = os.path.join(home.path, "inbox.log")
        self.process = None
        home.write_conf({"inbox": {"listen": "127.0.0.1:%d" % self.port, "secure_cookie": False, **settings}})

    def start(self, env=None):
        self.process = lib.spawn([INBOX, "-c", self.home.conf_path, "--data", self.data], self.log, env)
        lib.wait_port(self.port)

    def stop(self):
        return lib.stop(self.process)

    def account(self, name, full_name, role="agent", by=None):
        """Makes an account with PASSWORD, as an admin does."""
        who = ["--as", by] if by else []
        self.home.ctl(*who, "account", "add", name, "--name", full_name, "--role", role)
        self.password(name, PASSWORD, by or name)

    def password(self, name, password, by):
        subprocess.run([lib.FOLLOWUPCTL, "-c", self.home.conf_path, "--as", by, "account", "passwd", name],
                       input=password + "\n", text=True, check=True, stdout=subprocess.DEVNULL, timeout=120)

    def raw(self, request, seconds=60):
        """Bytes in, bytes out, until the other side closes or has nothing more to say."""
        with socket.create_connection(("127.0.0.1", self.port), seconds) as s:
            s.sendall(request)
            s.shutdown(socket.SHUT_WR)
            got = b""
            while True:
                more = s.recv(65536)
                if not more:
                    return got
                got += more

    def memory_kb(self):
        for line in lib.read("/proc/%d/status" % self.process.pid).splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1])
        return 0


class Agent:
    """One browser: a cookie, a token, requests."""

    def __init__(self, inbox, name=None, password=PASSWORD):
        self.inbox = inbox
        self.cookie = self.csrf = self.me = None
        self.headers = {}
        if name:
            self.login(name, password)

    def request(self, method, path, body=None, headers=None):
        """(status, headers, bytes)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.inbox.port, timeout=120)
        sent = dict(headers or {})
        if self.cookie:
            sent.setdefault("Cookie", self.cookie)
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def json(self, method, path, body=None, headers=None):
        """(status, object)."""
        sent = {"Content-Type": "application/json", **(headers or {})} if method == "POST" else dict(headers or {})
        if self.csrf and method == "POST":
            sent.setdefault("X-Followup-Csrf", self.csrf)
        data = json.dumps(body if body is not None else {}).encode() if method == "POST" else None
        status, got, answer = self.request(method, path, data, sent)
        self.headers = got
        return status, json.loads(answer) if answer else None

    def get(self, path, status=200):
        got, answer = self.json("GET", "/api/" + path)
        if got != status:
            raise lib.Failed("GET %s: %d, not %d: %r" % (path, got, status, answer))
        return answer

    def post(self, path, body=None, status=200):
        got, answer = self.json("POST", "/api/" + path, body)
        if got != status:
            raise lib.Failed("POST %s %r: %d, not %d: %r" % (path, body, got, status, answer))
        return answer

    def login(self, name, password=PASSWORD):
        answer = self.post("login", {"name": name, "password": password})
        self.cookie = self.headers["Set-Cookie"].split(";")[0]
        self.csrf = answer["csrf"]
        self.me = answer["me"]
        return answer


class Ears:
    """An agent's EventSource."""

    def __init__(self, agent):
        self.events = []
        self.closed = False
        self.connection = http.client.HTTPConnection("127.0.0.1", agent.inbox.port, timeout=120)
        self.connection.connect()
        self.socket = self.connection.sock
        self.connection.request("GET", "/api/events", headers={"Cookie": agent.cookie})
        self.answer = self.connection.getresponse()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        name = None
        try:
            for line in self.answer:
                text = line.decode().rstrip("\n")
                if text.startswith("event: "):
                    name = text[7:]
                elif text.startswith("data: "):
                    self.events.append((name, json.loads(text[6:])))
        except (OSError, AttributeError):  # the second when it is closed while it is read
            pass
        self.closed = True

    def kinds(self, case):
        return {kind for name, data in list(self.events) if name == "changed" for one in data["cases"]
                if one["case"] == case for kind in one["kinds"]}

    def names(self):
        return [name for name, _ in list(self.events)]

    def close(self):
        # Not close(): the thread that reads holds its lock.
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
