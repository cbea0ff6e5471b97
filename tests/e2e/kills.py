"""What crash sweeps of whatever program tell, and in which words."""

COUNTS = ("kills", "twice", "lost", "untrue", "unknown", "inbound_lost")
# A submit takes a moment, so that kills find messages under way; every customer answers; nothing is given up.
LATENCY_MS = 15
REPORTS = "8:10,1:60"
TRIES = 1000000
REPLY = {"text": "还没收到", "after_ms": 90}


def line(total):
    """The last line of a sweep, read by people and by tools/reliability."""
    return " ".join("%s=%d" % (name, total[name]) for name in COUNTS)
