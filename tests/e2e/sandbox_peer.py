"""followup-sandbox as the provider: told what to do by a script, asked afterwards what reached it."""

import collections
import json
import os
import urllib.parse
import urllib.request

import lib


class Sandbox:
    def __init__(self, directory):
        self.dir = directory
        self.port = lib.free_port()
        self.url = "http://127.0.0.1:%d/cgi-bin/sendsms" % self.port
        self.ledger = os.path.join(directory, "sandbox.jsonl")
        self.process = None

    def start(self, hook, rules=None, reports="8:20,1:80", tries=1000, latency_ms=0):
        """`rules` as followup-sandbox(1) says; replies go to our own webhook."""
        script = lib.write(os.path.join(self.dir, "sandbox-script.json"), json.dumps(rules or []))
        self.process = lib.spawn([lib.SANDBOX, "--quiet", "--listen", "127.0.0.1:%d" % self.port, "--log", self.ledger,
                                  "--mo-url", hook + "/mo", "--script", script, "--reports", reports, "--tries", str(tries),
                                  "--latency-ms", str(latency_ms)], os.path.join(self.dir, "sandbox.log"))
        lib.wait_port(self.port)

    def stop(self):
        if self.process:
            lib.stop(self.process)

    def submits(self):
        """Every request that reached it, in order."""
        return [json.loads(line) for line in lib.read(self.ledger).splitlines()]

    def requests(self, number):
        return [s["answer"] for s in self.submits() if s.get("to") == number]

    def counts(self):
        """How often each number was texted: what was accepted, whether the daemon heard so or not."""
        return collections.Counter(s["to"] for s in self.submits() if s["accepted"])

    def count(self, number):
        return self.counts()[number]

    def _get(self, path, method="GET", **query):
        url = "http://127.0.0.1:%d/sandbox/%s?%s" % (self.port, path, urllib.parse.urlencode(query))
        with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=60) as answer:
            return answer.read().decode()

    def totals(self):
        return json.loads(self._get("count"))

    def fault(self, mode):
        self._get("fault", "POST", mode=mode)

    def reply(self, number, text):
        self._get("reply", "POST", **{"from": number, "to": "10690", "text": text})
