"""A real Kannel on loopback: bearerbox, smsbox and its fakesmsc as the network and the customers' phones."""

import os
import re
import subprocess
import urllib.parse
import urllib.request

import lib

BEARERBOX = "/usr/sbin/bearerbox"
SMSBOX = "/usr/sbin/smsbox"
FAKESMSC = "/usr/lib/kannel/test/fakesmsc"

# Kannel's user guide names the groups; each departure from its defaults is an address, or says why.
CORE = """
group = core
admin-port = {admin}
admin-interface = "127.0.0.1"
admin-password = adminpw
status-password = statpw
admin-deny-ip = "*.*.*.*"
admin-allow-ip = "127.0.0.1"
smsbox-port = {boxes}
smsbox-interface = "127.0.0.1"
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
dlr-storage = internal
log-file = "{dir}/bearerbox-kannel.log"
log-level = 1
"""
CONF = CORE + """
group = smsc
smsc = fake
smsc-id = FAKE
port = {smsc}
our-host = "127.0.0.1"
connect-allow-ip = 127.0.0.1

# An smsbox with an id gets replies only through smsbox-route.
group = smsbox
smsbox-id = box1
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
sendsms-interface = "127.0.0.1"
log-file = "{dir}/smsbox-kannel.log"
log-level = 1
mo-recode = true
# 0 retries would lose a report for good when we are restarting.
http-request-retry = 5
http-queue-delay = 1
http-timeout = 5

group = smsbox-route
smsbox-id = box1
smsc-id = "FAKE"

# Without max-messages a long text is cut silently.
group = sendsms-user
username = fu
password = fupw
default-sender = 10690
max-messages = 6
concatenation = true
user-deny-ip = "*.*.*.*"
user-allow-ip = "127.0.0.1"

# max-messages = 0: our answer to the webhook is never texted to the customer.
group = sms-service
keyword = default
catch-all = true
get-url = "{hook}/mo?from=%p&to=%P&text=%b&charset=%C&epoch=%T&id=%I&smsc=%i"
max-messages = 0
omit-empty = true
"""

# "Got message 3: <10690 +12025550123 udh %05%00%03%01%02%01 data It's+100%25...>", parts of long texts with their header.
RECEIVED = re.compile(r"Got message \d+: <(?P<sender>\S+) (?P<to>\S+) (?:udh (?P<udh>\S+) )?(?P<kind>text|data|ucs-2) "
                      r"(?P<data>.*)>$")


class Kannel:
    def __init__(self, directory):
        lib.need(BEARERBOX, SMSBOX, FAKESMSC)
        self.dir = directory
        self.admin, self.boxes, self.smsc, self.sendsms = (lib.free_port() for _ in range(4))
        self.url = "http://127.0.0.1:%d/cgi-bin/sendsms" % self.sendsms
        self.fake_log = os.path.join(directory, "fakesmsc.log")

    def start(self, hook):
        conf = lib.write(os.path.join(self.dir, "kannel.conf"),
                         CONF.format(admin=self.admin, boxes=self.boxes, smsc=self.smsc, sendsms=self.sendsms, hook=hook,
                                     dir=self.dir))
        self.bearerbox = lib.spawn([BEARERBOX, "-v", "4", conf], os.path.join(self.dir, "bearerbox.log"), cwd=self.dir)
        lib.wait_port(self.boxes)
        self.box = lib.spawn([SMSBOX, "-v", "4", conf], os.path.join(self.dir, "smsbox.log"), cwd=self.dir)
        lib.wait_port(self.sendsms)
        self.fake = lib.spawn([FAKESMSC, "-H", "127.0.0.1", "-r", str(self.smsc), "-i", "0.01", "-m", "-1"], self.fake_log,
                              stdin=subprocess.PIPE, cwd=self.dir)
        lib.wait("the fake SMSC to be online", self._online)

    def _online(self):
        try:
            with urllib.request.urlopen("http://127.0.0.1:%d/status.txt?password=statpw" % self.admin, timeout=5) as page:
                return re.search(r"FAKE.*online", page.read().decode("utf-8", "replace"))
        except OSError:
            return None

    def reply(self, sender, to, text):
        """A customer types an answer."""
        data = urllib.parse.quote(text.encode("utf-16-be"), safe="")
        self.fake.stdin.write(("%s %s ucs2 %s\n" % (sender, to, data)).encode())
        self.fake.stdin.flush()

    def received(self, number, encoding):
        """Texts that reached a phone, each with its parts put together."""
        texts, parts = [], {}
        for m in filter(None, map(RECEIVED.search, lib.read(self.fake_log).splitlines())):
            if m["to"] != number:
                continue
            data = m["data"].encode() if m["kind"] == "text" else urllib.parse.unquote_to_bytes(m["data"].replace("+", " "))
            if m["udh"]:
                reference, total, index = urllib.parse.unquote_to_bytes(m["udh"])[-3:]
                parts.setdefault(reference, {})[index] = data
                if len(parts[reference]) < total:
                    continue
                data = b"".join(part for _, part in sorted(parts.pop(reference).items()))
            texts.append(data.decode(encoding))
        return texts
