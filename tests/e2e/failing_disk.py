"""Scenes of tests/e2e/failing about the store's file."""

import os
import shutil
import signal
import sqlite3
import threading
import time

import lib
from faulty import Scene

STORE_GONE, STORE_DAMAGED = 66, 65  # exit statuses of followupd(8)


def refused_until_over(line, words):
    """The store takes nothing: nothing leaves, webhooks are put off, and all of it is done once when it works again."""
    def scene(suite, directory, name):
        s = Scene(suite, directory, name).start()
        s.contacted(s.complain())
        mark = s.home.log_mark()
        began = time.monotonic()
        s.fault(line)
        late = s.complain()
        s.log_wait(mark, words)
        s.equal("a webhook is put off", s.reply("lost"), 503)
        s.equal("it goes on trying", s.home.daemon.poll(), None)
        s.equal("nothing left", s.sandbox.count(late), 0)
        tries = s.home.log_since(mark).count("store: ")
        s.check("it does not try without a pause", tries < 20 * max(1, (time.monotonic() - began) / 2), tries)
        s.goes_on()
    return scene


def works_on(line):
    def scene(suite, directory, name):
        s = Scene(suite, directory, name).start()
        s.fault(line)
        for _ in range(5):
            s.complain()
        s.equal("a webhook is taken", s.reply("during"), 200)
        s.goes_on()
    return scene


def foreign_transaction(suite, directory, name):
    s = Scene(suite, directory, name).start()
    s.contacted(s.complain())
    s.equal("a webhook is taken", s.reply("before"), 200)
    mark = s.home.log_mark()
    db = s.home.open()
    db.execute("BEGIN IMMEDIATE")
    number = s.number()
    db.execute("INSERT INTO intake (shop, external_id, phone, name, order_no) VALUES ('taoyimi', ?, ?, 'A', '1')",
               (number, number))
    end = time.monotonic() + 10
    s.equal("a webhook is put off", s.reply("meanwhile"), 503)
    s.log_wait(mark, "somebody else has been writing to the store for more than 5 s")
    time.sleep(max(0, end - time.monotonic()))
    db.execute("COMMIT")
    db.close()
    s.goes_on()


def stop_while_locked(suite, directory, name):
    s = Scene(suite, directory, name).start()
    s.contacted(s.complain())
    db = s.home.open()
    db.execute("BEGIN IMMEDIATE")
    waiting = threading.Thread(target=s.reply, args=("meanwhile",))
    waiting.start()
    began = time.monotonic()
    s.equal("it stops when asked", lib.stop(s.home.daemon, seconds=15), 0)
    took = time.monotonic() - began
    s.check("within the 10 s that systemd gives it", took < 10, took)
    db.execute("ROLLBACK")
    db.close()
    waiting.join()
    s.start()
    s.goes_on()


def read_only(suite, directory, name):
    s = Scene(suite, directory, name).start()
    s.contacted(s.complain())
    s.home.stop()
    s.fault("open followup.db EROFS")
    mark = s.home.log_mark()
    s.home.launch(s.env())
    s.equal("it does not start", s.ended(), 1)
    s.check("it says why", "ead-only file system" in s.home.log_since(mark), s.home.log_since(mark))
    s.fault()
    s.start()
    s.goes_on()


def put_back(suite, directory, name):
    """An older copy, written into the file by SQLite itself (".restore"): the file is the same, the memory is gone."""
    s = Scene(suite, directory, name).start()
    s.contacted(s.complain())
    old = os.path.join(s.dir, "older.db")
    with sqlite3.connect(s.home.store) as source, sqlite3.connect(old) as target:
        source.backup(target)
    s.contacted(s.complain())
    mark = s.home.log_mark()
    with sqlite3.connect(old) as source, sqlite3.connect(s.home.store, timeout=20) as target:
        source.backup(target)
    s.equal("it stops", s.ended(), STORE_GONE)
    s.check("it says why", "older" in s.home.log_since(mark), s.home.log_since(mark))
    s.audit()


def deleted(suite, directory, name):
    s = Scene(suite, directory, name).start()
    s.contacted(s.complain())
    copy = os.path.join(s.dir, "copy.db")
    s.home.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(s.home.store, copy)
    mark = s.home.log_mark()
    os.unlink(s.home.store)
    s.equal("it stops", s.ended(), STORE_GONE)
    s.check("it says why", "moved or deleted" in s.home.log_since(mark))
    s.home.launch(s.env())
    s.equal("it makes no empty one", s.ended(), STORE_GONE)
    for end in ("-wal", "-shm"):
        if os.path.exists(s.home.store + end):
            os.unlink(s.home.store + end)
    shutil.copy(copy, s.home.store)
    s.start()
    s.goes_on()


def corrupted(suite, directory, name):
    """Every page but the first overwritten by noise, in the file and behind the daemon's back."""
    s = Scene(suite, directory, name).start()
    s.contacted(s.complain())
    s.home.stop()
    good = os.path.join(s.dir, "good.db")
    shutil.copy(s.home.store, good)
    size = os.path.getsize(s.home.store)
    for running in (False, True):
        shutil.copy(good, s.home.store)
        if running:
            s.start()
        with open(s.home.store, "r+b") as f:
            f.seek(4096)
            f.write(b"\xa5" * (size - 4096))
        mark = s.home.log_mark()
        if running:
            s.reply("during")
        else:
            s.home.launch(s.env())
        s.equal("%s: it stops" % ("found while it runs" if running else "found at its start"), s.ended(), STORE_DAMAGED)
        s.check("it says what to do", "backup" in s.home.log_since(mark), s.home.log_since(mark))
        for end in ("-wal", "-shm"):
            if os.path.exists(s.home.store + end):
                os.unlink(s.home.store + end)
    shutil.copy(good, s.home.store)
    s.taken.clear()  # answered before the damage, and not in the good copy
    s.start()
    s.goes_on()


def killed(suite, directory, name):
    """As the kernel does it when memory is short, between the request and its answer; at all points it is tests/crash-sweep."""
    s = Scene(suite, directory, name, sandbox={"latency_ms": 2000, "reports": "none"}).start()  # a report would settle it
    number = s.complain()
    lib.wait("a submit under way", lambda: s.sandbox.count(number))
    s.equal("by SIGKILL", s.home.stop(signal.SIGKILL), -signal.SIGKILL)
    s.start()
    s.equal("what was under way is unknown", s.home.one("SELECT state FROM message"), "unknown")
    s.contacted(s.complain())
    s.equal("a person is asked, it is not sent again", s.home.one(
        "SELECT state || ' ' || reason FROM step WHERE case_id = 1 AND step = 'first_contact'"), "unknown unknown")
    s.finish(unknown=[number])


SCENES = {
    "foreign transaction of 10 s": foreign_transaction,
    "disk full": refused_until_over("write -wal ENOSPC", "store: .*full"),
    "write error": refused_until_over("write -wal EIO", "store: disk I/O error"),
    "fsync error": refused_until_over("fsync -wal EIO", "store: disk I/O error"),
    "read-only while it runs": refused_until_over("write -wal EROFS", "store: disk I/O error"),
    "short writes": works_on("write followup.db short"),
    "slow fsync": works_on("fsync followup.db delay:300"),
    "stop while another program writes": stop_while_locked,
    "read-only at its start": read_only,
    "an older copy restored under it": put_back,
    "deleted under it": deleted,
    "corrupted pages": corrupted,
    "killed while it sends": killed,
}
