-- Schema 10: incidents, texts that are proposed to agents, and the promise behind an agent's words.

-- One cause behind many cases (a carrier's strike, a bad batch). While it is open and holds, its cases' own steps wait.
CREATE TABLE incident (
	id        INTEGER PRIMARY KEY,
	shop      TEXT,          -- null: of all shops
	name      TEXT NOT NULL, -- the cause, as the team calls it
	criteria  TEXT,          -- what belongs to it, in words: "product=kettle carrier=Yunda category=logistics"
	holds     INTEGER NOT NULL DEFAULT 1 CHECK (holds IN (0, 1)), -- the steps of its cases wait for its end
	text_ref  TEXT,          -- which approved wording is to be used about it
	opened_at INTEGER NOT NULL,
	opened_by TEXT NOT NULL,
	closed_at INTEGER,       -- null: open
	closed_by TEXT,
	end_note  TEXT,
	CHECK ((closed_at IS NULL) = (closed_by IS NULL))
) STRICT;
CREATE INDEX incident_open ON incident (id) WHERE closed_at IS NULL;

-- Which cases belong to it, or did. A member of the closing day stays one: the closed incident tells whom it was about.
CREATE TABLE incident_case (
	id          INTEGER PRIMARY KEY,
	incident_id INTEGER NOT NULL REFERENCES incident (id),
	case_id     INTEGER NOT NULL REFERENCES cases (id),
	joined_at   INTEGER NOT NULL,
	joined_by   TEXT NOT NULL,
	left_at     INTEGER, -- taken out again
	left_by     TEXT
) STRICT;
CREATE UNIQUE INDEX incident_case_once ON incident_case (incident_id, case_id) WHERE left_at IS NULL;
CREATE INDEX incident_case_by_incident ON incident_case (incident_id, id);
CREATE INDEX incident_case_by_case ON incident_case (case_id);

-- A wording that followupd lays before the agents; nothing of it leaves unless one of them sends it.
CREATE TABLE proposal (
	id         INTEGER PRIMARY KEY,
	case_id    INTEGER NOT NULL REFERENCES cases (id),
	why        TEXT NOT NULL CHECK (why IN ('missed_callback')),
	call_id    INTEGER REFERENCES call (id), -- which call it is about
	text       TEXT NOT NULL,
	state      TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'sent', 'dropped')),
	number     INTEGER, -- sent: the agent_text it became
	created_at INTEGER NOT NULL,
	ended_at   INTEGER,
	ended_by   TEXT
) STRICT;
CREATE INDEX proposal_open ON proposal (created_at) WHERE state = 'open';
CREATE INDEX proposal_by_case ON proposal (case_id, id);
CREATE INDEX proposal_by_call ON proposal (call_id) WHERE call_id IS NOT NULL;

-- The promise that came with an agent's words (B8): they leave only while it is open.
ALTER TABLE draft ADD COLUMN promise_id INTEGER REFERENCES promise (id);
UPDATE draft SET promise_id = (SELECT p.id FROM promise p WHERE p.case_id = draft.case_id AND p.owner = draft.author
	AND p.made_at = draft.created_at AND instr(draft.text, p.what) = 1 ORDER BY p.id DESC LIMIT 1);
CREATE INDEX draft_by_promise ON draft (promise_id) WHERE promise_id IS NOT NULL;
