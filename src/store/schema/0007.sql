-- Schema 7: Reports of the parts of a text, replies in parts, what providers are asked for, and what was turned away at the door.

-- A long text whose parts get reports of their own. Rows made before the provider named the parts are guesses: its answer keeps
-- or removes them.
CREATE TABLE message_part (
	message_id  INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
	provider_id TEXT NOT NULL,
	provider    TEXT NOT NULL,
	state       TEXT NOT NULL DEFAULT 'accepted', -- the names of message.state
	PRIMARY KEY (message_id, provider_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_part_by_provider_id ON message_part (provider, provider_id);

-- What a failure means beyond its message: a name of attempt.outcome.
ALTER TABLE receipt ADD COLUMN cause TEXT;

-- The provider itself told the customer that the opt-out holds.
ALTER TABLE block ADD COLUMN confirmed_at INTEGER;

-- A part of a long reply; joined_at null: it waits for the others.
CREATE TABLE reply_part (
	id          INTEGER PRIMARY KEY,
	inbound_id  INTEGER NOT NULL REFERENCES inbound (id) ON DELETE CASCADE,
	provider    TEXT NOT NULL,
	from_number TEXT NOT NULL,
	to_number   TEXT,
	part_of     TEXT NOT NULL,
	part        INTEGER NOT NULL,
	parts       INTEGER NOT NULL,
	provider_id TEXT,
	text        TEXT NOT NULL,
	optout      INTEGER NOT NULL DEFAULT 0,
	at          INTEGER,
	received_at INTEGER NOT NULL,
	joined_at   INTEGER
) STRICT;
CREATE UNIQUE INDEX reply_part_once ON reply_part (provider, from_number, part_of, part) WHERE joined_at IS NULL;
CREATE INDEX reply_part_waiting ON reply_part (received_at) WHERE joined_at IS NULL;
CREATE INDEX reply_part_joined ON reply_part (provider, from_number, part_of, joined_at) WHERE joined_at IS NOT NULL;
CREATE INDEX reply_part_by_inbound ON reply_part (inbound_id);
-- How many parts of it never came.
ALTER TABLE reply ADD COLUMN parts_missing INTEGER NOT NULL DEFAULT 0;

-- A question to the provider about one submit. due_at null: it is over, and finding says what came of it.
CREATE TABLE lookup (
	attempt_id INTEGER PRIMARY KEY REFERENCES attempt (id) ON DELETE CASCADE,
	purpose    TEXT NOT NULL DEFAULT 'new' CHECK (purpose IN ('new', 'unknown', 'wait_report', 'report')),
	due_at     INTEGER,
	asked      INTEGER NOT NULL DEFAULT 0, -- answers that said one thing or the other
	unsure     INTEGER NOT NULL DEFAULT 0, -- in a row that did not
	page       TEXT,
	pages      INTEGER NOT NULL DEFAULT 0,
	finding    TEXT
) STRICT;
CREATE INDEX lookup_due ON lookup (due_at) WHERE due_at IS NOT NULL;

-- By trigger, so that no way on which a submit ends can forget it. The daemon sees at once whether there is anything to ask.
CREATE TRIGGER lookup_begin AFTER UPDATE OF outcome ON attempt WHEN new.outcome IN ('accepted', 'unknown') BEGIN
	INSERT OR IGNORE INTO lookup (attempt_id, due_at) VALUES (new.id, 0);
END;

-- What is final needs no question: else each message would wake the daemon once more for nothing.
CREATE TRIGGER lookup_end AFTER UPDATE OF state ON message WHEN new.state IN ('delivered', 'failed') BEGIN
	DELETE FROM lookup WHERE attempt_id IN (SELECT id FROM attempt WHERE message_id = new.id);
END;

-- Where a provider that keeps things until they are fetched was asked last.
CREATE TABLE poll_state (
	provider    TEXT NOT NULL,
	kind        TEXT NOT NULL,
	cursor      TEXT,
	next_at     INTEGER NOT NULL,
	answered_at INTEGER, -- the newest answer that was understood
	failures    INTEGER NOT NULL DEFAULT 0, -- since then
	error       TEXT,    -- of the newest of them
	inbound_id  INTEGER, -- the newest answer that was kept
	PRIMARY KEY (provider, kind)
) STRICT, WITHOUT ROWID;

-- Webhooks that were refused before anything of them was kept.
CREATE TABLE refusal (
	provider TEXT NOT NULL, -- '' for one that does not exist
	cause    TEXT NOT NULL,
	count    INTEGER NOT NULL,
	first_at INTEGER NOT NULL,
	last_at  INTEGER NOT NULL,
	PRIMARY KEY (provider, cause)
) STRICT, WITHOUT ROWID;
