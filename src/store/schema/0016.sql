-- Schema 16: a store that is for practice, and stays so.

-- One row: every case in this store is a masked copy, and nothing of it may ever leave (followupd --training). It is
-- written before the first case and for good, so no program can take a store of real customers for one, or the other
-- way round.
CREATE TABLE training (
	id      INTEGER PRIMARY KEY CHECK (id = 1),
	made_at INTEGER NOT NULL,
	made_by TEXT NOT NULL
) STRICT;
CREATE TRIGGER training_first BEFORE INSERT ON training
WHEN EXISTS (SELECT 1 FROM cases) OR EXISTS (SELECT 1 FROM intake) BEGIN
	SELECT RAISE(ABORT, 'a store that has cases cannot become one for training');
END;
CREATE TRIGGER training_stays BEFORE UPDATE ON training BEGIN
	SELECT RAISE(ABORT, 'a store for training stays one');
END;
CREATE TRIGGER training_kept BEFORE DELETE ON training BEGIN
	SELECT RAISE(ABORT, 'a store for training stays one');
END;
-- Real complaints would lie here unanswered, whichever way they came.
CREATE TRIGGER training_cases BEFORE INSERT ON cases
WHEN new.source <> 'training' AND EXISTS (SELECT 1 FROM training) BEGIN
	SELECT RAISE(ABORT, 'this store is for training: write complaints into the shop''s own');
END;
CREATE TRIGGER training_intake BEFORE INSERT ON intake WHEN EXISTS (SELECT 1 FROM training) BEGIN
	SELECT RAISE(ABORT, 'this store is for training: write complaints into the shop''s own');
END;

-- What was really done in the case that this one is a copy of.
CREATE TABLE training_case (
	case_id  INTEGER PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
	answer_s INTEGER, -- from the customer's first reply to the first word of a person's; null: there was none
	answer   TEXT,    -- that word, masked
	texts    INTEGER NOT NULL,
	outcome  TEXT NOT NULL
) STRICT;

-- What the customer says, in this order: each after a text of ours. `answers` is the message it followed when played.
CREATE TABLE training_line (
	id        INTEGER PRIMARY KEY,
	case_id   INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
	text      TEXT NOT NULL,
	label     TEXT, -- what it meant in the end; null: invented, nothing to compare
	question  INTEGER NOT NULL CHECK (question IN (0, 1)), -- it answers the satisfaction question
	wait_s    INTEGER NOT NULL,
	answers   INTEGER,
	played_at INTEGER
) STRICT;
CREATE INDEX training_line_by_case ON training_line (case_id, id);
CREATE INDEX training_line_left ON training_line (case_id) WHERE played_at IS NULL;

-- What the guard had against somebody's words.
CREATE TABLE training_objection (
	case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
	agent   TEXT NOT NULL, -- "agent:li"
	rule    TEXT NOT NULL, -- "B1"
	at      INTEGER NOT NULL,
	PRIMARY KEY (case_id, agent, rule)
) STRICT, WITHOUT ROWID;
