-- Schema 9: how a reply found its case, and who wants no calls.

-- Two more ways: by the sender it was written to, and by a person's word.
ALTER TABLE reply ADD COLUMN matched TEXT NOT NULL DEFAULT 'none'
	CHECK (matched IN ('code', 'sender', 'number', 'person', 'agent', 'none'));
UPDATE reply SET matched = matched_by;
ALTER TABLE reply DROP COLUMN matched_by;
ALTER TABLE reply RENAME COLUMN matched TO matched_by;

-- "Do not call": holds while lifted_at is null. Texts are another matter (block).
CREATE TABLE no_call (
	id          INTEGER PRIMARY KEY,
	person_id   INTEGER NOT NULL REFERENCES person (id),
	actor       TEXT NOT NULL,
	note        TEXT,
	reply_id    INTEGER REFERENCES reply (id), -- that said so; null: an agent heard it
	said_at     INTEGER NOT NULL,
	lifted_at   INTEGER,
	lifted_by   TEXT,
	lifted_note TEXT
) STRICT;
CREATE UNIQUE INDEX no_call_in_force ON no_call (person_id) WHERE lifted_at IS NULL;
CREATE INDEX no_call_by_reply ON no_call (reply_id) WHERE reply_id IS NOT NULL;
