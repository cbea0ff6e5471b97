-- Schema 15: the one text of an incident, who of its cases got it, and how many were open at any moment.

-- A wording about the cause, one a language: written by one person, approved by another, taken back by either.
CREATE TABLE incident_text (
	id          INTEGER PRIMARY KEY,
	incident_id INTEGER NOT NULL REFERENCES incident (id),
	language    TEXT NOT NULL,
	text        TEXT NOT NULL, -- with placeholders
	state       TEXT NOT NULL CHECK (state = 'draft' OR state = 'approved' OR state = 'replaced'
		OR state = 'withdrawn'),
	written_at  INTEGER NOT NULL,
	written_by  TEXT NOT NULL,
	approved_at INTEGER,
	approved_by TEXT,
	ended_at    INTEGER,       -- replaced or withdrawn
	ended_by    TEXT,
	CHECK ((approved_at IS NULL) = (approved_by IS NULL)),
	CHECK (state <> 'approved' OR approved_at IS NOT NULL)
) STRICT;
-- One of each language is worked on or in force.
CREATE UNIQUE INDEX incident_text_one ON incident_text (incident_id, language)
	WHERE state = 'draft' OR state = 'approved';
CREATE INDEX incident_text_waits ON incident_text (id) WHERE state = 'draft';
CREATE INDEX incident_text_by_incident ON incident_text (incident_id, id);

-- What a case got of it: an agent_text of that number, or nothing, and why. The key and the second index are why nobody
-- is told twice of one incident, however often a text is approved or a case taken out and put in again.
CREATE TABLE incident_told (
	incident_id INTEGER NOT NULL REFERENCES incident (id),
	case_id     INTEGER NOT NULL REFERENCES cases (id),
	person_id   INTEGER NOT NULL,
	text_id     INTEGER NOT NULL REFERENCES incident_text (id),
	number      INTEGER, -- of its agent_text; null: it gets none
	why         TEXT,    -- then
	at          INTEGER NOT NULL,
	PRIMARY KEY (incident_id, case_id),
	CHECK ((number IS NULL) <> (why IS NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX incident_told_once ON incident_told (incident_id, person_id) WHERE number IS NOT NULL;
CREATE INDEX incident_told_by_case ON incident_told (case_id, number);

-- What a case was to its incident from an instant on. Written when it happens, never changed, and outlives the case.
CREATE TABLE incident_fact (
	id          INTEGER PRIMARY KEY,
	incident_id INTEGER NOT NULL,
	case_id     INTEGER NOT NULL,
	at          INTEGER NOT NULL,
	state       TEXT NOT NULL CHECK (state = 'open' OR state = 'resolved' OR state = 'closed' OR state = 'out')
) STRICT;
CREATE INDEX incident_fact_by_incident ON incident_fact (incident_id, at, id);

INSERT INTO incident_fact (incident_id, case_id, at, state)
SELECT incident_id, case_id, joined_at, 'open' FROM incident_case
UNION ALL SELECT incident_id, case_id, left_at, 'out' FROM incident_case WHERE left_at IS NOT NULL
UNION ALL SELECT k.incident_id, c.id, max(k.joined_at, coalesce(c.closed_at, c.resolved_at, c.changed_at)), c.state
	FROM incident_case k CROSS JOIN cases c ON c.id = k.case_id CROSS JOIN incident i ON i.id = k.incident_id
	WHERE k.left_at IS NULL AND i.closed_at IS NULL AND c.state IN ('resolved', 'closed');

CREATE TRIGGER incident_fact_fixed BEFORE UPDATE ON incident_fact BEGIN
	SELECT RAISE(ABORT, 'facts are not changed');
END;
CREATE TRIGGER incident_fact_in AFTER INSERT ON incident_case WHEN new.left_at IS NULL BEGIN
	INSERT INTO incident_fact (incident_id, case_id, at, state)
	SELECT new.incident_id, new.case_id, new.joined_at,
		CASE WHEN c.state = 'resolved' OR c.state = 'closed' THEN c.state ELSE 'open' END
	FROM cases c WHERE c.id = new.case_id;
END;
CREATE TRIGGER incident_fact_out AFTER UPDATE OF left_at ON incident_case
WHEN new.left_at IS NOT NULL AND old.left_at IS NULL BEGIN
	INSERT INTO incident_fact (incident_id, case_id, at, state)
	VALUES (new.incident_id, new.case_id, new.left_at, 'out');
END;
CREATE TRIGGER incident_fact_state AFTER UPDATE OF state ON cases WHEN new.state <> old.state
	AND (new.state = 'resolved' OR new.state = 'closed' OR old.state = 'resolved' OR old.state = 'closed') BEGIN
	INSERT INTO incident_fact (incident_id, case_id, at, state)
	SELECT k.incident_id, new.id, new.changed_at,
		CASE WHEN new.state = 'resolved' OR new.state = 'closed' THEN new.state ELSE 'open' END
	FROM incident_case k CROSS JOIN incident i ON i.id = k.incident_id
	WHERE k.case_id = new.id AND k.left_at IS NULL AND i.closed_at IS NULL;
END;
