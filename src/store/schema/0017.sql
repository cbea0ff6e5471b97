-- Schema 17: fewer writes for a message.
-- Each trigger is a program that is set up for each row, also when its WHEN is false, and makes SQLite keep a copy of
-- every page its statement writes. What is written for each message is written by the store (store/sqlite/counts.c,
-- events.c, messages.c); no other program writes these tables (followup-store(5)).
DROP TRIGGER sla_kept;
DROP TRIGGER notice_unsatisfied;
DROP TRIGGER cases_wordy_event;
DROP TRIGGER fact_event;
DROP TRIGGER fact_answer;
DROP TRIGGER fact_sla;
DROP TRIGGER fact_sla_kept;
DROP TRIGGER lookup_begin;
DROP TRIGGER lookup_end;

-- As before, but a statement that cannot fail half-way needs no copies.
DROP TRIGGER sla_frozen;
CREATE TRIGGER sla_frozen BEFORE UPDATE ON sla WHEN old.frozen_at IS NOT NULL BEGIN
	SELECT RAISE(FAIL, 'this SLA is frozen');
END;
-- A miss has a cause; what is kept has none, and passes by.
DROP TRIGGER notice_sla_missed;
CREATE TRIGGER notice_sla_missed AFTER UPDATE OF cause ON sla WHEN new.missed = 1 AND old.missed IS NULL BEGIN
	INSERT INTO notice (kind, severity, lasting, case_id, shop, words, due_at, key, at, seen_at)
	VALUES ('sla_missed', 'warning', 0, new.case_id, new.shop,
		'the first contact missed its deadline: ' || replace(coalesce(new.cause, 'other'), '_', ' '),
		new.deadline_at,
		'sla_missed:' || new.case_id || ':' || new.round, new.frozen_at, new.frozen_at)
	ON CONFLICT (key) WHERE key IS NOT NULL AND ended_at IS NULL DO NOTHING;
END;

-- The names of steps: what two triggers said is said by the column. A schema step that adds a name says so here.
DROP TRIGGER step_name_insert;
DROP TRIGGER step_name_update;
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, 'step        TEXT NOT NULL,', 'step        TEXT NOT NULL
		CHECK (step = ''first_contact'' OR step = ''progress'' OR step = ''call'' OR step = ''callback''
		OR step = ''satisfaction'' OR step = ''optout_confirm'' OR step = ''review_note'' OR step = ''close''
		OR step = ''agent_text''),')
	WHERE type = 'table' AND name = 'step';
PRAGMA writable_schema = RESET;

-- What is asked of facts by case are the level that resolved it and how a promise ended.
DROP INDEX fact_by_case;
CREATE INDEX fact_by_case ON fact (case_id, kind, id) WHERE (kind = 'kept' OR kind = 'missed') OR kind = 'resolved';

-- Open and closed told by closed_at, which only an end and a new beginning write: a case that is contacted leaves these
-- alone.
DROP INDEX cases_open;
DROP INDEX cases_open_by_change;
DROP INDEX cases_closed;
DROP INDEX cases_wordy;
CREATE INDEX cases_open ON cases (id) WHERE closed_at IS NULL;
CREATE INDEX cases_open_by_change ON cases (changed_at, id) WHERE closed_at IS NULL;
CREATE INDEX cases_closed ON cases (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX cases_wordy ON cases (closed_at) WHERE closed_at IS NOT NULL AND wiped_at IS NULL;
DROP TRIGGER sla_over;
CREATE TRIGGER sla_over AFTER UPDATE OF closed_at ON cases WHEN new.state = 'closed' AND old.state <> 'closed' BEGIN
	UPDATE sla SET frozen_at = new.changed_at, missed = 0
	WHERE case_id = new.id AND frozen_at IS NULL AND deadline_at >= new.changed_at;
END;

-- As before, without the upsert, which made the statement keep copies: each state has its row. One that no program
-- knows, damage, is not counted.
INSERT INTO tally (state, cases) SELECT s.state, 0 FROM (SELECT 'new' AS state UNION ALL SELECT 'contacted'
	UNION ALL SELECT 'replied' UNION ALL SELECT 'in_progress' UNION ALL SELECT 'resolved'
	UNION ALL SELECT 'closed') s
	WHERE s.state NOT IN (SELECT state FROM tally);
DROP TRIGGER cases_tally_update;
CREATE TRIGGER cases_tally_update AFTER UPDATE OF state ON cases WHEN new.state <> old.state BEGIN
	UPDATE tally SET cases = cases - 1 WHERE state = old.state;
	UPDATE tally SET cases = cases + 1 WHERE state = new.state;
END;

-- Steps that wait for the same pause or provider have the same number, and are passed over by asking about one
-- (store/sqlite/due.c). 0: it was not passed over yet. What waits for a person, or is under way, is found in one index
-- instead of three.
ALTER TABLE step ADD COLUMN lane INTEGER NOT NULL DEFAULT 0;
DROP INDEX step_due;
DROP INDEX step_deadline;
DROP INDEX step_sending;
DROP INDEX step_held;
DROP INDEX step_unknown;
CREATE INDEX step_due ON step (lane, due_at) WHERE state = 'planned';
CREATE INDEX step_deadline ON step (lane, deadline_at, due_at) WHERE state = 'planned' AND deadline_at IS NOT NULL;
CREATE INDEX step_aside ON step (state, id) WHERE state = 'sending' OR state = 'held' OR state = 'unknown';

-- A person has few messages: when each was sent is read in its row, and need not be written twice.
DROP INDEX message_by_person;
CREATE INDEX message_by_person ON message (person_id);
