-- Schema 10: operation: what was done when, erasure.

-- Marks of upkeep: 'heartbeat' (the daemon was there), 'backup' (the last good one).
CREATE TABLE upkeep (
	name TEXT PRIMARY KEY,
	at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A random key of this store, made when first needed.
CREATE TABLE store_key (
	id  INTEGER PRIMARY KEY CHECK (id = 1),
	key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;

-- Erased customers are not contacted again: HMAC-SHA256 (hex) of the number under store_key. It tells nobody who that was.
CREATE TABLE erased_block (
	digest    TEXT PRIMARY KEY,
	erased_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- That somebody was erased, by whom and why; not who.
CREATE TABLE erasure (
	id     INTEGER PRIMARY KEY,
	at     INTEGER NOT NULL,
	actor  TEXT NOT NULL,
	reason TEXT NOT NULL,
	cases  INTEGER NOT NULL
) STRICT;

-- All that is about one person must be found without reading everybody's.
CREATE INDEX no_call_by_person ON no_call (person_id, id);
CREATE INDEX reply_part_by_number ON reply_part (from_number);
