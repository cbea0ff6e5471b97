-- Schema 3: the team's work: who may do what, who holds a case, calls, promises, offers, texts of agents.

-- People who work on cases. While there is none, whoever may open the store may do what an admin may.
CREATE TABLE account (
	name       TEXT PRIMARY KEY, -- as in "agent:li": [a-z0-9._-]+
	full_name  TEXT NOT NULL,    -- what customers read under a text of theirs
	role       TEXT NOT NULL CHECK (role IN ('newcomer', 'agent', 'senior', 'admin')),
	level      INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5), -- the gravest cases they take, 5 the gravest
	shops      TEXT, -- 'taoyimi otherone'; null: all
	languages  TEXT, -- 'zh-CN en'; null: all
	on_duty    INTEGER NOT NULL DEFAULT 1 CHECK (on_duty IN (0, 1)),
	active     INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
	password   TEXT, -- Argon2id, of the web page; null: no login there
	created_at INTEGER NOT NULL,
	changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who holds a case, and until when. Gone when it is given back; a lease that is over counts as gone.
CREATE TABLE claim (
	case_id    INTEGER PRIMARY KEY REFERENCES cases (id),
	agent      TEXT NOT NULL, -- "agent:li"
	claimed_at INTEGER NOT NULL,
	until_at   INTEGER NOT NULL,
	note       TEXT
) STRICT;
CREATE INDEX claim_by_end ON claim (until_at);

-- The level a case needs now (1 to 5): its own at first, one more with each round that failed. 0: not said.
ALTER TABLE cases ADD COLUMN needs_level INTEGER NOT NULL DEFAULT 0;
-- Whom fair lists gave it to; null: nobody.
ALTER TABLE cases ADD COLUMN assigned_to TEXT;
-- The first of the two people who hold it for malicious.
ALTER TABLE cases ADD COLUMN suspected_by TEXT;

-- A call an agent is to make.
CREATE TABLE call (
	id          INTEGER PRIMARY KEY,
	case_id     INTEGER NOT NULL REFERENCES cases (id),
	kind        TEXT NOT NULL CHECK (kind IN ('call', 'callback')), -- the customer was silent, or named a time
	round       INTEGER NOT NULL,
	why         TEXT NOT NULL, -- a word: 'silence', 'landline', 'undelivered', 'asked', 'asked_no_time', 'missed_callback', 'agent'
	due_at      INTEGER NOT NULL,
	warn_at     INTEGER, -- callbacks: when the team is warned
	warned_at   INTEGER,
	attempts    INTEGER NOT NULL DEFAULT 0,
	state       TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'cancelled')),
	outcome     TEXT, -- of the last attempt
	needs_level INTEGER NOT NULL DEFAULT 0,
	assigned_to TEXT,
	asked_text  TEXT, -- the customer's words about the time
	created_at  INTEGER NOT NULL,
	changed_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX call_open ON call (due_at) WHERE state = 'open';
CREATE INDEX call_warn ON call (warn_at) WHERE state = 'open' AND warned_at IS NULL AND warn_at IS NOT NULL;
CREATE INDEX call_by_case ON call (case_id, id);

CREATE TABLE call_attempt (
	id       INTEGER PRIMARY KEY,
	call_id  INTEGER NOT NULL REFERENCES call (id),
	at       INTEGER NOT NULL,
	actor    TEXT NOT NULL,
	outcome  TEXT NOT NULL CHECK (outcome IN
		('reached', 'agreed', 'refused', 'busy', 'no_answer', 'voicemail', 'wrong_number', 'call_back_at')),
	again_at INTEGER,
	note     TEXT
) STRICT;
CREATE INDEX call_attempt_by_call ON call_attempt (call_id, id);

-- What the shop owes until when.
CREATE TABLE promise (
	id         INTEGER PRIMARY KEY,
	case_id    INTEGER NOT NULL REFERENCES cases (id),
	what       TEXT NOT NULL,
	due_at     INTEGER NOT NULL,
	warn_at    INTEGER NOT NULL,
	owner      TEXT NOT NULL, -- "agent:li"
	state      TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'kept', 'broken', 'withdrawn')),
	made_at    INTEGER NOT NULL,
	warned_at  INTEGER,
	ended_at   INTEGER,
	ended_by   TEXT
) STRICT;
CREATE INDEX promise_open ON promise (due_at) WHERE state = 'open';
CREATE INDEX promise_warn ON promise (warn_at) WHERE state = 'open' AND warned_at IS NULL;
CREATE INDEX promise_by_case ON promise (case_id, id);

-- What was granted. There is no column for a review, and there never will be (B1).
CREATE TABLE offer (
	id         INTEGER PRIMARY KEY,
	case_id    INTEGER NOT NULL REFERENCES cases (id),
	kind       TEXT NOT NULL CHECK (kind IN ('refund', 'replacement', 'repair', 'credit')),
	amount     INTEGER NOT NULL, -- in minor units of `currency`; 0 where none is named
	currency   TEXT,
	note       TEXT,
	granted_by TEXT NOT NULL,
	granted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX offer_by_case ON offer (case_id, id);

-- An agent's text that waits for its hour, and facts for the customer that wait to be told. The step row (agent_text or
-- progress, round = `number`) has its time and fate; the text that left is a message.
CREATE TABLE draft (
	id         INTEGER PRIMARY KEY,
	case_id    INTEGER NOT NULL REFERENCES cases (id),
	step       TEXT NOT NULL CHECK (step IN ('agent_text', 'progress')),
	number     INTEGER NOT NULL,
	author     TEXT NOT NULL,
	text       TEXT NOT NULL, -- agent_text: the words; progress: the facts, one a line
	override   TEXT,          -- why it may leave at once, in the customer's own words (F48)
	created_at INTEGER NOT NULL,
	UNIQUE (case_id, step, number)
) STRICT;

-- What will be sent, as people count it; step_due knows of closings and calls too.
CREATE INDEX step_send ON step (due_at) WHERE state = 'planned' AND step NOT IN ('call', 'close');

-- A reply that may be about several cases: all their agents see it.
CREATE TABLE reply_case (
	reply_id INTEGER NOT NULL REFERENCES reply (id),
	case_id  INTEGER NOT NULL REFERENCES cases (id),
	PRIMARY KEY (reply_id, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reply_case_by_case ON reply_case (case_id);

-- Once a step and round, whoever wrote it: an agent's text is a step too.
DROP INDEX message_once;
CREATE UNIQUE INDEX message_once ON message (case_id, step, round);

-- An agent's own words are a first contact as good as ours.
DROP TRIGGER sla_kept;
CREATE TRIGGER sla_kept AFTER INSERT ON event
WHEN new.kind = 'agent_contacted' OR (new.kind = 'sent' AND new.step IN ('first_contact', 'agent_text')) BEGIN
	UPDATE sla SET frozen_at = new.at, missed = 0, met_at = new.at, met_by = new.actor
	WHERE case_id = new.case_id AND frozen_at IS NULL AND deadline_at >= new.at;
END;

DROP TRIGGER step_name_insert;
DROP TRIGGER step_name_update;
CREATE TRIGGER step_name_insert BEFORE INSERT ON step WHEN new.step NOT IN
	('first_contact', 'progress', 'call', 'callback', 'satisfaction', 'optout_confirm', 'review_note', 'close', 'agent_text') BEGIN
	SELECT RAISE(ABORT, 'no such step');
END;
CREATE TRIGGER step_name_update BEFORE UPDATE OF step ON step WHEN new.step NOT IN
	('first_contact', 'progress', 'call', 'callback', 'satisfaction', 'optout_confirm', 'review_note', 'close', 'agent_text') BEGIN
	SELECT RAISE(ABORT, 'no such step');
END;
