-- Schema 1. followup-store(5) says which tables other programs may touch, and how.
-- Times are whole seconds UTC unless the name ends in _us. Enum columns hold the names of core/types.c.

-- The door for the shop's tools: one INSERT a case. Columns take what a tool has; what is wrong is said in `error`.
CREATE TABLE intake (
	id          INTEGER PRIMARY KEY,
	shop        TEXT,
	source      TEXT NOT NULL DEFAULT '',
	external_id TEXT,
	phone       TEXT,
	name        TEXT,
	order_no    TEXT,
	category    TEXT,
	level       ANY,
	rating      ANY,
	text        TEXT,
	language    TEXT,
	zone        TEXT,
	reviewed_at ANY,
	alerted_at  ANY,
	state       TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'taken', 'rejected')),
	error       TEXT,
	case_id     INTEGER,
	received_at INTEGER NOT NULL DEFAULT (unixepoch()),
	done_at     INTEGER
) STRICT;
CREATE INDEX intake_waiting ON intake (id) WHERE state = 'waiting';
CREATE INDEX intake_rejected ON intake (id) WHERE state = 'rejected';

-- One customer, told by the number. Opt-outs, dead numbers and the contact budget are the person's.
CREATE TABLE person (
	id          INTEGER PRIMARY KEY,
	phone       TEXT NOT NULL UNIQUE,
	region      TEXT,
	line_kind   TEXT,
	dead_at     INTEGER,
	dead_until  INTEGER,
	dead_cause  TEXT,
	created_at  INTEGER NOT NULL
) STRICT;

-- "Do not contact": holds while lifted_at is null; never expires by itself.
CREATE TABLE block (
	id          INTEGER PRIMARY KEY,
	person_id   INTEGER NOT NULL REFERENCES person (id),
	cause       TEXT NOT NULL,
	actor       TEXT NOT NULL,
	note        TEXT,
	blocked_at  INTEGER NOT NULL,
	lifted_at   INTEGER,
	lifted_by   TEXT,
	lifted_note TEXT
) STRICT;
CREATE UNIQUE INDEX block_in_force ON block (person_id) WHERE lifted_at IS NULL;
CREATE INDEX block_by_person ON block (person_id, id);

CREATE TABLE cases (
	id           INTEGER PRIMARY KEY,
	shop         TEXT NOT NULL,
	source       TEXT NOT NULL DEFAULT '',
	external_id  TEXT NOT NULL,
	person_id    INTEGER NOT NULL REFERENCES person (id),
	name         TEXT,
	order_no     TEXT,
	category     TEXT,
	level        INTEGER,
	rating       INTEGER,
	text         TEXT,
	language     TEXT NOT NULL,
	zone         TEXT,
	zone_source  TEXT NOT NULL DEFAULT 'none' CHECK (zone_source IN ('case', 'address', 'number', 'shop', 'none')),
	reviewed_at  INTEGER,
	alerted_at   INTEGER,
	complaint_at INTEGER NOT NULL,
	created_at   INTEGER NOT NULL,
	state        TEXT NOT NULL DEFAULT 'new',
	outcome      TEXT NOT NULL DEFAULT 'none',
	round        INTEGER NOT NULL DEFAULT 1,
	changed_at   INTEGER NOT NULL,
	contacted_at INTEGER, -- the first contact of ours or of an agent
	last_contact_at INTEGER,
	resolved_at  INTEGER,
	closed_at    INTEGER,
	UNIQUE (shop, source, external_id)
) STRICT;
CREATE INDEX cases_by_person ON cases (person_id, id);
CREATE INDEX cases_by_state ON cases (state, id);
CREATE INDEX cases_open ON cases (id) WHERE state <> 'closed';

-- How many cases are in each state, kept by triggers: cases stay for years, a count of them is asked for every minute.
CREATE TABLE tally (
	state TEXT PRIMARY KEY,
	cases INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER cases_tally_insert AFTER INSERT ON cases BEGIN
	INSERT INTO tally (state, cases) VALUES (new.state, 1) ON CONFLICT (state) DO UPDATE SET cases = cases + 1;
END;
CREATE TRIGGER cases_tally_update AFTER UPDATE OF state ON cases WHEN new.state <> old.state BEGIN
	UPDATE tally SET cases = cases - 1 WHERE state = old.state;
	INSERT INTO tally (state, cases) VALUES (new.state, 1) ON CONFLICT (state) DO UPDATE SET cases = cases + 1;
END;
CREATE TRIGGER cases_tally_delete AFTER DELETE ON cases BEGIN
	UPDATE tally SET cases = cases - 1 WHERE state = old.state;
END;

-- Cases whose facts changed since the daemon last planned them. Any program that changes a case puts it here.
CREATE TABLE dirty (
	case_id INTEGER PRIMARY KEY
) STRICT;

-- Which rules (hash of the config) a plan was made by.
CREATE TABLE rules (
	id      INTEGER PRIMARY KEY,
	hash    TEXT NOT NULL UNIQUE,
	seen_at INTEGER NOT NULL
) STRICT;

-- What the daemon means to do, or did: never twice for one round.
CREATE TABLE step (
	id          INTEGER PRIMARY KEY,
	case_id     INTEGER NOT NULL REFERENCES cases (id),
	step        TEXT NOT NULL,
	round       INTEGER NOT NULL,
	state       TEXT NOT NULL CHECK (state IN ('planned', 'sending', 'done', 'unknown', 'held', 'cancelled')),
	due_at      INTEGER,
	retry_at    INTEGER, -- a try that failed was put off until then: no plan is earlier
	deadline_at INTEGER,
	late        INTEGER NOT NULL DEFAULT 0,
	reason      TEXT NOT NULL,
	detail      TEXT,
	rules_id    INTEGER NOT NULL REFERENCES rules (id),
	changed_at  INTEGER NOT NULL,
	UNIQUE (case_id, step, round)
) STRICT;
CREATE INDEX step_due ON step (due_at) WHERE state = 'planned';
CREATE INDEX step_rules ON step (rules_id) WHERE state IN ('planned', 'held');
CREATE INDEX step_sending ON step (id) WHERE state = 'sending';
CREATE INDEX step_held ON step (id) WHERE state = 'held';
CREATE INDEX step_unknown ON step (id) WHERE state = 'unknown';

-- What we say to a customer.
CREATE TABLE message (
	id            INTEGER PRIMARY KEY,
	case_id       INTEGER NOT NULL REFERENCES cases (id),
	person_id     INTEGER NOT NULL REFERENCES person (id),
	step          TEXT NOT NULL,
	round         INTEGER NOT NULL,
	author        TEXT NOT NULL DEFAULT 'followupd',
	text          TEXT NOT NULL,
	language      TEXT NOT NULL,
	text_version  TEXT NOT NULL,
	encoding      TEXT NOT NULL,
	segments      INTEGER NOT NULL,
	state         TEXT NOT NULL,
	contradiction INTEGER NOT NULL DEFAULT 0,
	provider      TEXT NOT NULL,
	provider_id   TEXT,
	tries         INTEGER NOT NULL DEFAULT 0,
	created_at    INTEGER NOT NULL,
	sent_at       INTEGER,
	changed_at    INTEGER NOT NULL,
	error         TEXT
) STRICT;
CREATE UNIQUE INDEX message_once ON message (case_id, step, round) WHERE author = 'followupd';
CREATE INDEX message_by_person ON message (person_id, sent_at);
CREATE INDEX message_by_case ON message (case_id, id);
CREATE INDEX message_by_provider_id ON message (provider, provider_id) WHERE provider_id IS NOT NULL;

-- One submit. Committed before the socket opens; `outcome` after. A crash leaves outcome null: visible, unknown.
CREATE TABLE attempt (
	id          INTEGER PRIMARY KEY,
	message_id  INTEGER NOT NULL REFERENCES message (id),
	ref         TEXT NOT NULL UNIQUE,
	started_us  INTEGER NOT NULL,
	finished_us INTEGER,
	outcome     TEXT,
	code        TEXT
) STRICT;
CREATE INDEX attempt_by_message ON attempt (message_id, id);
CREATE INDEX attempt_open ON attempt (id) WHERE outcome IS NULL;

-- Every webhook as it came, before anybody thought about it. The secret path is not kept.
CREATE TABLE inbound (
	id           INTEGER PRIMARY KEY,
	provider     TEXT NOT NULL,
	hook         TEXT NOT NULL,
	method       TEXT NOT NULL,
	query        TEXT NOT NULL,
	content_type TEXT NOT NULL,
	headers      TEXT NOT NULL,
	body         BLOB NOT NULL,
	peer         TEXT NOT NULL,
	received_us  INTEGER NOT NULL,
	processed_at INTEGER,
	error        TEXT
) STRICT;
CREATE INDEX inbound_waiting ON inbound (id) WHERE processed_at IS NULL;
CREATE INDEX inbound_error ON inbound (id) WHERE error IS NOT NULL;

-- Delivery reports. message_id null: not matched (yet).
CREATE TABLE receipt (
	id          INTEGER PRIMARY KEY,
	inbound_id  INTEGER NOT NULL REFERENCES inbound (id),
	provider    TEXT NOT NULL,
	ref         TEXT,
	provider_id TEXT,
	status      TEXT NOT NULL,
	code        TEXT,
	at          INTEGER,
	received_at INTEGER NOT NULL,
	message_id  INTEGER REFERENCES message (id)
) STRICT;
CREATE INDEX receipt_by_message ON receipt (message_id, id) WHERE message_id IS NOT NULL;
CREATE INDEX receipt_by_inbound ON receipt (inbound_id);
CREATE INDEX receipt_unmatched ON receipt (id) WHERE message_id IS NULL;
CREATE INDEX receipt_unmatched_provider_id ON receipt (provider, provider_id) WHERE message_id IS NULL;

-- What customers say. case_id null: nobody's (yet), for triage.
CREATE TABLE reply (
	id            INTEGER PRIMARY KEY,
	inbound_id    INTEGER REFERENCES inbound (id),
	provider      TEXT NOT NULL,
	provider_id   TEXT,
	from_number   TEXT NOT NULL,
	to_number     TEXT,
	text          TEXT NOT NULL,
	label         TEXT NOT NULL,
	at            INTEGER,
	received_at   INTEGER NOT NULL,
	person_id     INTEGER REFERENCES person (id),
	case_id       INTEGER REFERENCES cases (id),
	matched_by    TEXT NOT NULL CHECK (matched_by IN ('code', 'number', 'person', 'none')),
	likely_repeat INTEGER NOT NULL DEFAULT 0,
	read_at       INTEGER,
	read_by       TEXT
) STRICT;
CREATE UNIQUE INDEX reply_once ON reply (provider, provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX reply_by_case ON reply (case_id, id) WHERE case_id IS NOT NULL;
CREATE INDEX reply_by_number ON reply (from_number, id);
CREATE INDEX reply_by_inbound ON reply (inbound_id) WHERE inbound_id IS NOT NULL;
CREATE INDEX reply_by_person ON reply (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX reply_unread ON reply (id) WHERE read_at IS NULL;
CREATE INDEX reply_unmatched ON reply (id) WHERE case_id IS NULL;

-- Append-only: all that ever happened to a case.
CREATE TABLE event (
	id         INTEGER PRIMARY KEY,
	case_id    INTEGER NOT NULL REFERENCES cases (id),
	round      INTEGER NOT NULL, -- of the case after it
	at         INTEGER NOT NULL,
	kind       TEXT NOT NULL,
	actor      TEXT NOT NULL,
	step       TEXT,
	message_id INTEGER REFERENCES message (id),
	reply_id   INTEGER REFERENCES reply (id),
	note       TEXT
) STRICT;
CREATE INDEX event_by_case ON event (case_id, id);
-- For the foreign keys: taking out what is too old to keep must not read the whole log.
CREATE INDEX event_by_message ON event (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX event_by_reply ON event (reply_id) WHERE reply_id IS NOT NULL;

-- Stops: scope 'all' or 'shop:ID'. In force while lifted_at is null and until_at (null: open end) is ahead.
CREATE TABLE pause (
	id        INTEGER PRIMARY KEY,
	scope     TEXT NOT NULL,
	reason    TEXT NOT NULL,
	actor     TEXT NOT NULL,
	paused_at INTEGER NOT NULL,
	until_at  INTEGER,
	lifted_at INTEGER,
	lifted_by TEXT
) STRICT;
CREATE UNIQUE INDEX pause_in_force ON pause (scope) WHERE lifted_at IS NULL;
