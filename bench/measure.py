"""What the measurements share: the peer, a daemon whose cases are planned and wait, and printing."""

import os
import re
import statistics
import struct
import subprocess
import sys
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "e2e"))
import lib  # noqa: E402

PEER = os.path.join(lib.TOP_BUILD, "bench/peer")
BARE = os.path.join(lib.TOP_BUILD, "bench/bare")
BULK = os.path.join(lib.TOP_BUILD, "bench/bulk")
QUERIES = os.path.join(lib.TOP_BUILD, "bench/queries")
CORE = os.path.join(lib.TOP_BUILD, "bench/core")
SLOWDISK = os.path.join(lib.TOP_BUILD, "bench/slowdisk.so")


def figure(name, value, unit):
    print("figure %s %.7g %s" % (name, value, unit), flush=True)


def ratio(name, value):
    print("ratio %s %.3f" % (name, value), flush=True)


def note(text):
    print("# " + text, flush=True)


class Peer:
    """bench/peer as the provider."""

    def __init__(self, directory, latency_ms=0, stamps=None, certificate=None):
        self.port = lib.free_port()
        argv = [PEER, "--port", str(self.port), "--latency-ms", str(latency_ms)]
        if stamps:
            argv += ["--stamps", stamps]
        if certificate:
            argv += ["--tls", certificate]
        self.scheme = "https" if certificate else "http"
        self.url = "%s://127.0.0.1:%d/cgi-bin/sendsms" % (self.scheme, self.port)
        self.certificate = certificate
        self.process = lib.spawn(argv, os.path.join(directory, "peer.log"))
        lib.wait_port(self.port)

    def _get(self, path):
        context = None
        if self.certificate:
            import ssl
            context = ssl.create_default_context(cafile=self.certificate)
        with urllib.request.urlopen("%s://127.0.0.1:%d/%s" % (self.scheme, self.port, path), timeout=60,
                                    context=context) as answer:
            return [int(n) for n in answer.read().split()]

    def reset(self):
        self._get("reset")

    def counted(self):
        """Submits, how many of them a second time, seconds from the first to the last."""
        count, repeats, first_us, last_us, _cpu = self._get("count")
        return count, repeats, (last_us - first_us) / 1e6

    def stop(self):
        lib.stop(self.process)


def certificate(directory):
    """One for 127.0.0.1 and its key, in one file."""
    path = os.path.join(directory, "peer.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", path + ".key", "-out",
                    path + ".crt"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    lib.write(path, lib.read(path + ".crt") + lib.read(path + ".key"), 0o600)
    return path


def cpu_s(pid):
    with open("/proc/%d/stat" % pid, encoding="ascii") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def status(pid, key):
    """A number of /proc/PID/status."""
    with open("/proc/%d/status" % pid, encoding="ascii") as f:
        return next(int(line.split()[1]) for line in f if line.startswith(key + ":"))


class Planned:
    """A daemon that has planned `count` cases and is paused."""

    def __init__(self, directory, peer, count, in_flight=50, more=None):
        os.makedirs(directory, exist_ok=True)
        office = {"url": peer.url, "max_in_flight": in_flight, "timeout": "30s"}
        if peer.certificate:
            office["ca_file"] = peer.certificate + ".crt"
        self.home = lib.Home(directory, lib.merge({"max_in_flight": in_flight, "log_level": "info",
                                                   "providers": {"office": office}}, more or {}))
        self.count = count
        self.syncs_path = os.path.join(directory, "syncs")
        self.home.start()
        self.home.ctl("pause", "--all", "--reason", "measuring")
        self.home.put({"shop": "taoyimi", "external_id": "d%d" % i, "phone": "+86138%08d" % (10000000 + i),
                       "name": "Li Wei", "order_no": str(i)} for i in range(count))
        lib.wait("%d cases to be planned" % count,
                 lambda: self.home.one("SELECT count(*) FROM step WHERE state = 'planned'") == count, 60 + count / 200)

    def restart(self, env=None, prefix=()):
        self.home.stop()
        self.home.start(env, prefix)

    def syncs(self):
        """How often it made something durable since it was started with FSYNC_COUNT."""
        if not os.path.exists(self.syncs_path):
            return 0
        with open(self.syncs_path, "rb") as f:
            return struct.unpack("=Q", f.read(8))[0]

    def drain(self, peer, seconds=600):
        """Lets them all go. Seconds from the first submit to the last, processor seconds."""
        peer.reset()
        before = cpu_s(self.home.daemon.pid)
        self.home.ctl("resume", "--all")
        end = time.monotonic() + seconds
        while peer.counted()[0] < self.count:
            if time.monotonic() > end:
                raise lib.Failed("%d of %d submits in %d s" % (peer.counted()[0], self.count, seconds))
            time.sleep(0.05)
        lib.wait("the last results", lambda: self.home.one(
            "SELECT count(*) FROM attempt WHERE outcome IS NULL") == 0 and not self.home.one("SELECT 1 FROM dirty"), 60)
        count, repeats, took = peer.counted()
        if count != self.count or repeats:
            raise lib.Failed("%d submits for %d cases, %d of them repeats" % (count, self.count, repeats))
        return took, cpu_s(self.home.daemon.pid) - before


def callgrind(directory, count):
    """Instructions of the daemon a message, and syncs."""
    peer = Peer(directory)
    planned = Planned(os.path.join(directory, "home"), peer, count)
    planned.restart({"LD_PRELOAD": SLOWDISK, "FSYNC_COUNT": planned.syncs_path},
                    ("valgrind", "--tool=callgrind", "--instr-atstart=no",
                     "--callgrind-out-file=" + os.path.join(directory, "callgrind.out")))
    control = ["callgrind_control", "-i", "on", str(planned.home.daemon.pid)]
    subprocess.run(control, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    syncs = planned.syncs()
    planned.drain(peer)
    syncs = planned.syncs() - syncs
    control[2] = "off"
    subprocess.run(control, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    planned.home.stop()
    peer.stop()
    return int(re.search(r"Collected : (\d+)", lib.read(planned.home.log)).group(1)) / count, syncs / count


def bare(directory, peer, count, in_flight=50, store=True, env=None):
    """The bare loop on the same work. Seconds, processor microseconds a message, commits."""
    path = os.path.join(directory, "bare.db")
    for end in ("", "-wal", "-shm"):
        if os.path.exists(path + end):
            os.unlink(path + end)
    peer.reset()
    argv = [BARE, "--url", peer.url, "--messages", str(count), "--in-flight", str(in_flight)]
    if store:
        argv += ["--store", path]
    if peer.certificate:
        argv += ["--ca", peer.certificate + ".crt"]
    said = subprocess.run(argv, check=True, stdout=subprocess.PIPE, text=True, timeout=600,
                          env={**os.environ, **(env or {})}).stdout.split()
    return float(said[3]), float(said[5]), int(said[7])


def median(values):
    return statistics.median(values)


def percentile(values, p):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * p / 100))]
