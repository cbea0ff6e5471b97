-- Schema 2: the promise of a first contact (SLA), kept or missed, and each miss with its cause.

-- A row is made when a case is first planned. It is open until frozen_at, and never changed after it.
CREATE TABLE sla (
	case_id     INTEGER NOT NULL REFERENCES cases (id),
	round       INTEGER NOT NULL,
	shop        TEXT NOT NULL,
	deadline_at INTEGER NOT NULL,
	lawful_at   INTEGER, -- the first lawful time from the complaint on; null: none in sight, or the zone is not known
	latest_at   INTEGER, -- the last lawful time up to the deadline; null: the hours leave none, or the zone is not known
	rules_id    INTEGER NOT NULL REFERENCES rules (id),
	changed_at  INTEGER NOT NULL,
	frozen_at   INTEGER,
	missed      INTEGER CHECK (missed IN (0, 1)), -- null while open
	met_at      INTEGER, -- the first contact, when kept; missed 0 without it: closed before anything was owed
	met_by      TEXT,    -- 'followupd', 'agent:li'
	cause       TEXT,    -- of a miss: the names of core/miss.c
	PRIMARY KEY (case_id, round)
) STRICT, WITHOUT ROWID;
CREATE INDEX sla_open ON sla (deadline_at) WHERE frozen_at IS NULL;
CREATE INDEX sla_by_deadline ON sla (deadline_at);

CREATE TRIGGER sla_frozen BEFORE UPDATE ON sla WHEN old.frozen_at IS NOT NULL BEGIN
	SELECT RAISE(ABORT, 'this SLA is frozen');
END;

-- Kept: whoever contacts first, the daemon or an agent, with the daemon down or not.
CREATE TRIGGER sla_kept AFTER INSERT ON event
WHEN new.kind = 'agent_contacted' OR (new.kind = 'sent' AND new.step = 'first_contact') BEGIN
	UPDATE sla SET frozen_at = new.at, missed = 0, met_at = new.at, met_by = new.actor
	WHERE case_id = new.case_id AND frozen_at IS NULL AND deadline_at >= new.at;
END;

-- A case that ends in time owes no contact any more.
CREATE TRIGGER sla_over AFTER UPDATE OF state ON cases WHEN new.state = 'closed' AND old.state <> 'closed' BEGIN
	UPDATE sla SET frozen_at = new.changed_at, missed = 0
	WHERE case_id = new.id AND frozen_at IS NULL AND deadline_at >= new.changed_at;
END;

-- Other rules may move an open deadline; the case's story then says so.
CREATE TRIGGER sla_moved AFTER UPDATE OF deadline_at ON sla WHEN new.deadline_at <> old.deadline_at BEGIN
	INSERT INTO event (case_id, round, at, kind, actor, step, note)
	VALUES (new.case_id, new.round, new.changed_at, 'note', 'followupd', 'first_contact',
		'rules changed: the deadline was ' || datetime(old.deadline_at, 'unixepoch') || ' UTC and is '
		|| datetime(new.deadline_at, 'unixepoch') || ' UTC');
END;

-- The daemon reads steps as lists: one of no known name would stop them all. A schema step that adds a name says so here.
CREATE TRIGGER step_name_insert BEFORE INSERT ON step WHEN new.step NOT IN
	('first_contact', 'progress', 'call', 'callback', 'satisfaction', 'optout_confirm', 'review_note') BEGIN
	SELECT RAISE(ABORT, 'no such step');
END;
CREATE TRIGGER step_name_update BEFORE UPDATE OF step ON step WHEN new.step NOT IN
	('first_contact', 'progress', 'call', 'callback', 'satisfaction', 'optout_confirm', 'review_note') BEGIN
	SELECT RAISE(ABORT, 'no such step');
END;

-- The customer's own quiet hours, spans as in the configuration joined by "; ": 'daily 20:00-11:00'; null: none.
ALTER TABLE person ADD COLUMN quiet TEXT;

-- When a tool brought the case: a late alert or a late daemon?
CREATE INDEX intake_by_case ON intake (case_id) WHERE case_id IS NOT NULL;
-- Was a pause in force at a deadline that is over?
CREATE INDEX pause_by_scope ON pause (scope, paused_at);
