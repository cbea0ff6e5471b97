-- Schema 11: operation: what was done when, erasure.

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

-- What is kept for a time only (retention.*). Words and names of the case went then; null: they are all there.
ALTER TABLE cases ADD COLUMN wiped_at INTEGER;
CREATE INDEX cases_closed ON cases (closed_at) WHERE state = 'closed';
CREATE INDEX cases_wordy ON cases (closed_at) WHERE state = 'closed' AND wiped_at IS NULL;
-- Whoever adds words brings them back into the round: the daemon, followupctl, a tool.
CREATE TRIGGER cases_wordy_event AFTER INSERT ON event BEGIN
	UPDATE cases SET wiped_at = NULL WHERE id = new.case_id AND wiped_at IS NOT NULL;
END;
CREATE TRIGGER cases_wordy_reply AFTER UPDATE OF case_id ON reply WHEN new.case_id IS NOT NULL BEGIN
	UPDATE cases SET wiped_at = NULL WHERE id = new.case_id AND wiped_at IS NOT NULL;
END;

-- Its body, query and headers were taken out.
ALTER TABLE inbound ADD COLUMN emptied INTEGER NOT NULL DEFAULT 0;
CREATE INDEX inbound_whole ON inbound (received_us) WHERE emptied = 0 AND processed_at IS NOT NULL;
CREATE INDEX intake_done ON intake (done_at) WHERE state <> 'waiting';
CREATE INDEX notice_done ON notice (seen_at) WHERE untold = 0;

-- A case that is over and gone is not begun anew when a tool brings it once more: HMAC-SHA256 (hex) of its shop, source and
-- external id under store_key.
CREATE TABLE removed_case (
	digest     TEXT PRIMARY KEY,
	removed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What each nightly round took out: the names of core/retention.h.
CREATE TABLE removal (
	at    INTEGER NOT NULL,
	kind  TEXT NOT NULL,
	count INTEGER NOT NULL,
	PRIMARY KEY (kind, at)
) STRICT, WITHOUT ROWID;
