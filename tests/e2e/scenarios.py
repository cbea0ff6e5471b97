"""Each way a provider can misbehave on the wire, by name: what it does, what must stand in the store afterwards, and how many
requests may have reached it. All at once against one daemon, a provider and a shop each."""

import gzip
import ssl
import time

import lib
import raw_peer
from raw_peer import HOST, Gone, Peer, http2

TOOK = b"0: Accepted for delivery"
TIMEOUT_S = 10  # seventy peers at once are slow on a busy machine

# What must stand in the store: message, step, case, outcomes of the attempts.
SENT = ("accepted", "done", "contacted", ["accepted"])
UNKNOWN = ("unknown", "unknown", "new", ["unknown"])
SECOND_TRY = ("accepted", "done", "contacted", ["retry_later", "accepted"])
NEVER_LEFT = ("failed", "held", "new", ["retry_later"] * 3)
ACCOUNT = ("waiting", "planned", "new", ["account_broken"])
BAD_NUMBER = ("failed", "held", "new", ["bad_number"])


def answer(status, body, *headers, length=None):
    lines = ["HTTP/1.1 %s" % status, "Content-Type: text/html", *headers]
    if length != "none":
        lines.append("Content-Length: %d" % (len(body) if length is None else length))
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


YES = answer("202 Accepted", TOOK)


# ---- acts: before and in the request ----

def close_at_once(line):
    pass


def cut_after(step):
    def act(line):
        step(line)
    return act


def never_reads(line):
    line.hang()


def answers_early(line):
    line.head()
    line.send(answer("202 Accepted", TOOK))
    line.body()
    line.take()


def refuses_early(line):
    line.head()
    line.send(answer("403 Forbidden", b"Authorization failed for sendsms", "Connection: close"))
    line.body()


def continues_then_cuts(line):
    line.head()
    line.send(b"HTTP/1.1 100 Continue\r\n\r\n")
    line.body()
    line.take()


# ---- acts: after the request ----

def says(data, takes=True, then=None):
    """Reads the request, says these bytes, closes (or goes on with `then`)."""
    def act(line):
        line.request()
        if takes:
            line.take()
        line.send(data)
        if then:
            then(line)
    return act


def always(data, takes=True):
    """The same to every request on the connection."""
    def act(line):
        while True:
            line.request()
            if takes:
                line.take()
            line.send(data)
    return act


def drips(gap_s):
    def act(line):
        line.request()
        line.take()
        for i in range(len(YES)):
            line.send(YES[i:i + 1])
            time.sleep(gap_s)
    return act


def reset_after(data, takes):
    def act(line):
        line.request()
        if takes:
            line.take()
        line.send(data)
        line.reset()
    return act


def floods(line):
    line.request()
    line.take()
    line.send(b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        line.send(b"1000\r\n" + b"0" * 4096 + b"\r\n")


def first_then_yes(data):
    """Refuses the first try for certain, takes the second."""
    def act(line):
        while True:
            if line.request() == 1:
                line.send(data)
            else:
                line.take()
                line.send(YES)
    return act


def dies_on_second(how):
    """Serves a request, and dies on the next one of the same connection."""
    def act(line):
        line.request()
        line.take()
        line.send(YES)
        how(line)
    return act


def read_then_close(line):
    line.request()


def take_then_reset(line):
    line.request()
    line.take()
    line.reset()


def answers_twice(extra):
    """Bytes nobody asked for behind the first answer: they must not become the answer to the next message."""
    def act(line):
        line.request()
        line.take()
        line.send(YES + extra)
        line.request()
        line.take()
        line.send(YES)
    return act


# ---- acts of HTTP/2 ----

def h2_yes(streams, stream, nth):
    streams.line.take()
    streams.answer(stream, 202, TOOK)


def h2_hangs(streams, stream, nth):
    streams.line.take()


def h2_cuts(streams, stream, nth):
    streams.line.take()
    raise Gone()


def h2_cuts_answer(streams, stream, nth):
    streams.line.take()
    streams.answer(stream, 202, TOOK, cut=True)
    raise Gone()


def h2_ends(code):
    """Takes the message and ends its stream with an error code (RFC 9113 section 7)."""
    def act(streams, stream, nth):
        streams.line.take()
        streams.h2.reset_stream(stream, error_code=code)
        streams.flush()
    return act


def h2_goes_away(streams, stream, nth):
    """A liar: it took the message, and says that it never looked at it."""
    streams.line.take()
    streams.h2.close_connection(error_code=0, last_stream_id=0)
    streams.flush()
    raise Gone()


def h2_refuses_second(streams, stream, nth):
    if nth == 1:
        h2_yes(streams, stream, nth)
    else:
        h2_ends(7)(streams, stream, nth)


def h2_dies_on_second(streams, stream, nth):
    if nth == 1:
        h2_yes(streams, stream, nth)
    else:
        h2_cuts(streams, stream, nth)


LONG = b"0" * (1 << 20) + b"!"
HTML = b"<html><head><title>Error</title></head><body><h1>It works!</h1></body></html>"
GZIP = gzip.compress(b"0" * (50 << 20))

# name, what the peer does, what must stand in the store, requests begun that may reach it
PLAIN = [
    ("takes it, as it should", always(YES), SENT, 1),
    ("closes as soon as it is called", close_at_once, UNKNOWN, 0),
    ("takes the call and never reads", never_reads, UNKNOWN, 0),
    ("cuts behind the request line", cut_after(lambda line: line.request_line()), UNKNOWN, 0),
    ("cuts within the request's headers", cut_after(lambda line: line.read(60)), UNKNOWN, 0),
    ("resets within the request's headers", cut_after(lambda line: (line.read(60), line.reset())), UNKNOWN, 0),
    ("cuts between the request's headers and its body", cut_after(lambda line: line.head()), UNKNOWN, 1),
    ("cuts within the request's body", cut_after(lambda line: (line.head(), line.read(5))), UNKNOWN, 1),
    ("cuts behind the request, not having taken it", says(b"", takes=False), UNKNOWN, 1),
    ("takes it, then cuts", says(b""), UNKNOWN, 1),
    ("takes it, then resets", reset_after(b"", True), UNKNOWN, 1),
    ("takes it, then hangs", says(b"", then=lambda line: line.hang()), UNKNOWN, 1),
    ("hangs without having taken it", says(b"", takes=False, then=lambda line: line.hang()), UNKNOWN, 1),
    ("says 100 Continue, then cuts", continues_then_cuts, UNKNOWN, 1),
    ("answers before the body is there", answers_early, SENT, 1),
    ("refuses us before the body is there", refuses_early, ACCOUNT, 1),
    ("cuts within the status line", says(b"HTTP/1.1 20"), UNKNOWN, 1),
    ("cuts within the answer's headers", says(YES[:40]), UNKNOWN, 1),
    ("cuts behind the answer's headers", says(YES[:-len(TOOK)]), UNKNOWN, 1),
    ("cuts within an answer of known length", says(YES[:-9]), UNKNOWN, 1),
    ("resets within the answer", reset_after(YES[:-9], True), UNKNOWN, 1),
    ("cuts within a chunk", says(b"HTTP/1.1 202 OK\r\nTransfer-Encoding: chunked\r\n\r\n18\r\n0: Accep"), UNKNOWN, 1),
    ("cuts before the last chunk", says(b"HTTP/1.1 202 OK\r\nTransfer-Encoding: chunked\r\n\r\n18\r\n" + TOOK + b"\r\n"),
     UNKNOWN, 1),
    ("hangs within the answer", says(YES[:-9], then=lambda line: line.hang()), UNKNOWN, 1),
    ("drips the answer, in time", drips(0.005), SENT, 1),
    ("drips the answer, too slowly", drips(0.2), UNKNOWN, 1),
    ("tells too short a length", says(answer("202 Accepted", TOOK, length=5)), UNKNOWN, 1),
    ("tells too long a length and closes", says(answer("202 Accepted", TOOK, length=99)), UNKNOWN, 1),
    ("tells two lengths, the last one short", says(answer("202 Accepted", TOOK, "Content-Length: 24", length=5)), UNKNOWN,
     1),
    ("tells a length that is no number", says(answer("202 Accepted", TOOK, "Content-Length: soon", length="none")),
     UNKNOWN, 1),
    ("tells no length and closes", says(answer("202 Accepted", TOOK, length="none")), SENT, 1),
    ("is full, then takes it", first_then_yes(answer("503 Service Unavailable", b"Temporal failure, try again later.")),
     SECOND_TRY, 2),
    ("takes it and says 500", always(answer("500 Internal Server Error", b"oops")), UNKNOWN, 1),
    ("takes it and a proxy says 502", always(answer("502 Bad Gateway", HTML)), UNKNOWN, 1),
    ("takes it and a proxy says 503", always(answer("503 Service Unavailable", HTML)), UNKNOWN, 1),
    ("takes it and a proxy says 504", always(answer("504 Gateway Timeout", HTML)), UNKNOWN, 1),
    ("says 429 in words of its own", always(answer("429 Too Many Requests", b"slow down"), takes=False), UNKNOWN, 1),
    ("refuses us", always(answer("403 Forbidden", b"Authorization failed for sendsms"), takes=False), ACCOUNT, 1),
    ("refuses the number", always(answer("403 Forbidden", b"Not routable"), takes=False), BAD_NUMBER, 1),
    ("redirects with 301", always(answer("301 Moved", b"", "Location: /cgi-bin/sendsms")), UNKNOWN, 1),
    ("redirects with 302", always(answer("302 Found", b"", "Location: /cgi-bin/sendsms")), UNKNOWN, 1),
    ("redirects with 307", always(answer("307 Again", b"", "Location: /cgi-bin/sendsms")), UNKNOWN, 1),
    ("redirects with 308", always(answer("308 Moved", b"", "Location: /cgi-bin/sendsms")), UNKNOWN, 1),
    ("answers 204 without a word", always(b"HTTP/1.1 204 No Content\r\n\r\n"), UNKNOWN, 1),
    ("answers with a page of HTML and 200", always(answer("200 OK", HTML)), UNKNOWN, 1),
    ("answers with more than 1 MiB", always(answer("202 Accepted", TOOK + LONG)), UNKNOWN, 1),
    ("answers without end", floods, UNKNOWN, 1),
    ("answers with 50 MiB in gzip", always(answer("202 Accepted", GZIP, "Content-Encoding: gzip")), UNKNOWN, 1),
    ("answers in an unknown coding", always(answer("202 Accepted", b"\x8b\x0c\x80\x03", "Content-Encoding: br")), UNKNOWN,
     1),
    ("answers in HTTP/0.9", says(TOOK), UNKNOWN, 1),
    ("answers in another language", says(b"220 mail.example ESMTP\r\n"), UNKNOWN, 1),
    ("answers with NULs in it", says(answer("202 Accepted", b"0: \0\0\0")), UNKNOWN, 1),
]

# Two messages one after the other, the first of which goes well: what becomes of the second.
PAIRS = [
    ("a kept connection dies on the next request", dies_on_second(read_then_close), UNKNOWN, 1),
    ("a kept connection takes the next one and is reset", dies_on_second(take_then_reset), UNKNOWN, 1),
    ("a second answer nobody asked for", answers_twice(answer("403 Forbidden", b"Authorization failed")), SENT, 1),
    ("garbage behind the answer", answers_twice(b"\x00\xff garbage\r\n\r\n"), SENT, 1),
]

TLS12 = ssl.TLSVersion.TLSv1_2

# name, what the peer shows, what it does, store, requests
TLS = [
    ("TLS: a certificate of the configured CA", "good", always(YES), SENT, 1),
    ("TLS: an expired certificate", "expired", always(YES), NEVER_LEFT, 0),
    ("TLS: a certificate for another host", "other", always(YES), NEVER_LEFT, 0),
    ("TLS: a certificate signed by itself", "own", always(YES), NEVER_LEFT, 0),
    ("TLS: a CA the system does not know", "unlisted", always(YES), NEVER_LEFT, 0),
    ("TLS: nothing newer than 1.1", "old", always(YES), NEVER_LEFT, 0),
    ("TLS: 1.2", "tls12", always(YES), SENT, 1),
    ("TLS: plain http on the port", "plain", always(YES), NEVER_LEFT, 0),
    ("TLS: closes within the greeting", "plain", close_at_once, NEVER_LEFT, 0),
    ("TLS: hangs within the greeting", "plain", never_reads, NEVER_LEFT, 0),
    ("TLS: takes it, then cuts", "good", says(b""), UNKNOWN, 1),
]

H2 = [
    ("HTTP/2: takes it, as it should", h2_yes, SENT),
    ("HTTP/2: takes it, then hangs", h2_hangs, UNKNOWN),
    ("HTTP/2: takes it, then cuts", h2_cuts, UNKNOWN),
    ("HTTP/2: cuts within the answer", h2_cuts_answer, UNKNOWN),
    ("HTTP/2: takes it and refuses the stream", h2_ends(7), UNKNOWN),
    ("HTTP/2: takes it and ends the stream", h2_ends(2), UNKNOWN),
    ("HTTP/2: takes it and goes away", h2_goes_away, UNKNOWN),
    ("HTTP/2: refuses the next stream of the connection", h2_refuses_second, UNKNOWN),
    ("HTTP/2: a kept connection dies on the next stream", h2_dies_on_second, UNKNOWN),
]


class Scenario:
    def __init__(self, name, want, requests, peer, url, over=None, warm=False):
        self.name, self.want, self.requests, self.peer, self.url = name, want, requests, peer, url
        self.over = over or {}
        self.warm = warm  # a message goes well before the one that counts


def _tls_peer(authority, kind, act):
    contexts = {
        "good": lambda: authority.context(authority.good),
        "expired": lambda: authority.context(authority.expired),
        "other": lambda: authority.context(authority.other),
        "own": lambda: authority.context(authority.own),
        "unlisted": lambda: authority.context(authority.good),
        "old": lambda: authority.context(authority.good, most=ssl.TLSVersion.TLSv1_1),
        "tls12": lambda: authority.context(authority.good, most=TLS12),
        "plain": lambda: None,
        "h2": lambda: authority.context(authority.good, ("h2", "http/1.1")),
    }
    peer = Peer(act, contexts[kind]())
    over = {"connect_to": "%s:%d:127.0.0.1:%d" % (HOST, peer.port, peer.port)}
    if kind != "unlisted":
        over["ca_file"] = authority.ca
    return peer, "https://%s:%d/cgi-bin/sendsms" % (HOST, peer.port), over


def build(authority):
    def http(port):
        return "http://127.0.0.1:%d/cgi-bin/sendsms" % port

    scenarios = [Scenario("nobody listens", NEVER_LEFT, 0, Peer(close_at_once, accepts=False), http(raw_peer.closed_port()))]
    full = Peer(close_at_once, backlog=0, accepts=False)
    full.fill()
    scenarios.append(Scenario("the handshake gets no answer", NEVER_LEFT, 0, full, http(full.port)))
    deaf = Peer(close_at_once, accepts=False)
    scenarios.append(Scenario("the call is never taken", UNKNOWN, 0, deaf, http(deaf.port)))
    for name, act, want, requests in PLAIN + PAIRS:
        peer = Peer(act)
        scenarios.append(Scenario(name, want, requests, peer, http(peer.port), warm=act in [p[1] for p in PAIRS]))
    for name, kind, act, want, requests in TLS:
        peer, url, over = _tls_peer(authority, kind, act)
        scenarios.append(Scenario(name, want, requests, peer, url, over))
    for name, act, want in H2 if raw_peer.HAVE_H2 else []:
        peer, url, over = _tls_peer(authority, "h2", http2(act))
        scenarios.append(Scenario(name, want, 1, peer, url, over, warm=act in (h2_refuses_second, h2_dies_on_second)))
    for i, s in enumerate(scenarios):
        s.id = "p%02d" % i
        s.number, s.first = "+86138001%05d" % i, "+86138002%05d" % i
    return scenarios


def configuration(home, scenarios):
    office = home.conf["providers"]["office"]
    basic = lib.merge(office, {"timeout": "%ds" % TIMEOUT_S, "connect_timeout": "%ds" % (TIMEOUT_S - 1),
                               "retry": {"first": "1s", "max": "1s", "tries": 3}})
    return {"providers": {s.id: lib.merge(basic, {"url": s.url, **s.over}) for s in scenarios},
            "shops": {s.id: {**home.shop("淘一米", "CN", "Asia/Shanghai", "zh-CN"), "provider": s.id} for s in scenarios},
            "max_in_flight": 500}
