-- Schema 23: less to write for a message.

-- What is under way has an open attempt, which an index of its own tells (attempt_open).
DROP INDEX step_aside;
CREATE INDEX step_aside ON step (state) WHERE state = 'held' OR state = 'unknown';

-- A message is of the person of its case, whose messages are found in the index that keeps them apart (message_once).
-- A person is not removed while a case of theirs is there, so this reference held nothing that the one to the case does
-- not; followupctl verify tells of a message whose person is another.
DROP INDEX message_by_person;
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, 'person_id     INTEGER NOT NULL REFERENCES person (id),',
	'person_id     INTEGER NOT NULL, -- that of its case')
	WHERE type = 'table' AND name = 'message';
PRAGMA writable_schema = RESET;

-- An open promise stands in one of two indexes, no longer in both: nobody was told that it is at risk (sla_risk), or
-- the team was.
DROP INDEX sla_open;
CREATE INDEX sla_told ON sla (deadline_at) WHERE frozen_at IS NULL AND risk_at IS NOT NULL;

-- Cases that wait for their first word or for an answer to it are most of the open ones, which are found newest first
-- (cases_open); the others by state. A first contact writes neither.
DROP INDEX cases_by_state;
CREATE INDEX cases_by_state ON cases (state) WHERE state <> 'new' AND state <> 'contacted';
