"""A provider made of a bare socket: it does to the bytes what a scenario says, and counts what reached it. TLS with a CA made
for the run; HTTP/2 where python3-h2 is there."""

import collections
import datetime
import os
import re
import socket
import ssl
import struct
import subprocess
import threading
import time

import lib

try:
    import h2.config
    import h2.connection
    import h2.events
    HAVE_H2 = True
except ImportError:
    HAVE_H2 = False

HOST = "sms.example.test"


class Gone(Exception):
    """The other side closed, or the test is over."""


# ---- certificates ----

def _openssl(*args):
    subprocess.run(["openssl", *args], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


class Authority:
    """A CA of this run, and what it - or nobody - signs."""

    def __init__(self, directory):
        self.dir = directory
        self.ca = os.path.join(directory, "ca.pem")
        self.key = os.path.join(directory, "key.pem")
        _openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", self.key)
        _openssl("req", "-x509", "-key", self.key, "-subj", "/CN=Test CA", "-days", "2", "-out", self.ca)
        self.good = self._signed("good", HOST, -1, 1)
        self.expired = self._signed("expired", HOST, -20, -10)
        self.other = self._signed("other", "other.example.test", -1, 1)
        self.own = os.path.join(directory, "own.pem")
        _openssl("req", "-x509", "-key", self.key, "-subj", "/CN=%s" % HOST, "-days", "1", "-addext",
                 "subjectAltName=DNS:%s" % HOST, "-out", self.own)

    def _signed(self, name, host, first, last):
        """By `openssl ca`, the one that can date a certificate back."""
        home = os.path.join(self.dir, name)
        os.makedirs(home)
        path = os.path.join(home, "cert.pem")
        now = datetime.datetime.now(datetime.timezone.utc)
        lib.write(os.path.join(home, "index"), "")
        conf = lib.write(os.path.join(home, "conf"), "\n".join([
            "[ca]", "default_ca = this", "[this]", "database = %s/index" % home, "new_certs_dir = %s" % home,
            "rand_serial = yes", "default_md = sha256", "policy = any", "x509_extensions = ext", "[any]",
            "commonName = supplied", "[ext]", "subjectAltName = DNS:%s" % host, "[req]", "distinguished_name = any", ""]))
        _openssl("req", "-new", "-config", conf, "-key", self.key, "-subj", "/CN=%s" % host, "-out", path + ".csr")
        days = [(now + datetime.timedelta(days=d)).strftime("%Y%m%d%H%M%SZ") for d in (first, last)]
        _openssl("ca", "-batch", "-notext", "-config", conf, "-cert", self.ca, "-keyfile", self.key, "-in", path + ".csr",
                 "-startdate", days[0], "-enddate", days[1], "-out", path)
        return path

    def context(self, cert, protocols=("http/1.1",), most=None):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if most:
            context.set_ciphers("ALL:@SECLEVEL=0")  # else OpenSSL 3 itself has nothing older than 1.2 to offer
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = most
        context.load_cert_chain(cert, self.key)
        context.set_alpn_protocols(list(protocols))
        return context


# ---- one connection, for an act to play with ----

class Line:
    def __init__(self, peer, sock):
        self.peer = peer
        self.sock = sock
        self.held = b""
        self.number = None

    def _more(self):
        try:
            part = self.sock.recv(65536)
        except (OSError, ValueError):
            raise Gone()
        if not part:
            raise Gone()
        self.held += part

    def read(self, count):
        while len(self.held) < count:
            self._more()
        part, self.held = self.held[:count], self.held[count:]
        return part

    def until(self, end):
        while end not in self.held:
            self._more()
        return self.read(self.held.index(end) + len(end))

    def request_line(self):
        return self.until(b"\r\n")

    def head(self):
        """The head of a request: from here on it counts, by the number it is for."""
        head = self.until(b"\r\n\r\n").decode("latin-1")
        self.length = int(re.search(r"\r\nContent-Length: (\d+)", head).group(1))
        self.number = re.search(r"\r\nX-Kannel-To: (\S+)", head).group(1)
        self.peer.note("begun", self.number)
        return head

    def body(self):
        self.read(self.length)
        self.peer.note("whole", self.number)

    def request(self):
        self.head()
        self.body()
        return self.peer.count("whole", self.number)

    def take(self):
        """From here on the message is on its way to the customer."""
        self.peer.note("taken", self.number)

    def send(self, data):
        try:
            self.sock.sendall(data)
        except (OSError, ValueError):
            raise Gone()

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def hang(self):
        """Says nothing more, and reads nothing, until the other side or the test has gone."""
        self.peer.over.wait()


class Peer:
    """Listens at once. `act(line)` plays a connection, which is closed when it ends; not `accepts`: nobody takes the call."""

    def __init__(self, act, context=None, backlog=64, accepts=True):
        self.act, self.context = act, context
        self.lock = threading.Lock()
        self.counts = collections.defaultdict(collections.Counter)
        self.connections = 0
        self.over = threading.Event()
        self.open = []
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.listener.listen(backlog)
        if accepts:
            threading.Thread(target=self._accept, daemon=True).start()

    def note(self, what, number):
        with self.lock:
            self.counts[what][number] += 1

    def count(self, what, number):
        with self.lock:
            return self.counts[what][number]

    def _accept(self):
        while not self.over.is_set():
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                self.connections += 1
                self.open.append(sock)
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock):
        try:
            if self.context:
                sock = self.context.wrap_socket(sock, server_side=True)
            self.act(Line(self, sock))
        except (Gone, OSError, ValueError):
            pass
        finally:
            sock.close()

    def fill(self):
        """Takes all the places of the queue of a port that nobody accepts at: the next handshake gets no answer."""
        for _ in range(8):
            sock = socket.socket()
            sock.setblocking(False)
            sock.connect_ex(("127.0.0.1", self.port))
            self.open.append(sock)

    def stop(self):
        self.over.set()
        self.listener.close()
        for sock in self.open:
            sock.close()


def closed_port():
    return lib.free_port()


# ---- HTTP/2 ----

class Streams:
    """The server's side of HTTP/2 on a line; `act(streams, stream, nth)` is called when a whole request is there."""

    def __init__(self, line, act):
        self.line, self.act = line, act
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
        self.numbers = {}

    def flush(self):
        self.line.send(self.h2.data_to_send())

    def answer(self, stream, status, body, cut=False):
        self.h2.send_headers(stream, [(":status", str(status)), ("content-type", "text/html"),
                                      ("content-length", str(len(body) + (50 if cut else 0)))])
        self.h2.send_data(stream, body, end_stream=not cut)
        self.flush()

    def run(self):
        self.h2.initiate_connection()
        self.flush()
        while True:
            try:
                data = self.line.sock.recv(65536)
            except (OSError, ValueError):
                raise Gone()
            if not data:
                raise Gone()
            for event in self.h2.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    self.numbers[event.stream_id] = dict(event.headers)["x-kannel-to"]
                    self.line.peer.note("begun", self.numbers[event.stream_id])
                elif isinstance(event, h2.events.DataReceived):
                    self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                elif isinstance(event, h2.events.StreamEnded):
                    self.line.number = self.numbers[event.stream_id]
                    self.line.peer.note("whole", self.line.number)
                    self.flush()
                    self.act(self, event.stream_id, len(self.numbers))
            self.flush()


def http2(act):
    """An act for a Peer whose TLS offers "h2"."""
    return lambda line: Streams(line, act).run()
