-- Schema 20: less to write for a message.

-- An index ends with the id of its row by itself: named as a column it was there twice.
DROP INDEX cases_by_state;
CREATE INDEX cases_by_state ON cases (state);
DROP INDEX event_by_case;
CREATE INDEX event_by_case ON event (case_id);
DROP INDEX attempt_by_message;
CREATE INDEX attempt_by_message ON attempt (message_id);
DROP INDEX step_aside;
CREATE INDEX step_aside ON step (state) WHERE state = 'sending' OR state = 'held' OR state = 'unknown';

-- The messages of a case are found in the index that keeps them apart (message_once); they are few enough to be put in
-- order.
DROP INDEX message_by_case;

-- By their newest change open cases have an index already (cases_open_by_change): one is written, no longer two.
DROP INDEX cases_by_change;
CREATE INDEX cases_closed_by_change ON cases (changed_at, id) WHERE closed_at IS NOT NULL;

-- What an incident is told of comes with a change of these, which a first contact does not name.
DROP TRIGGER incident_fact_state;
CREATE TRIGGER incident_fact_state AFTER UPDATE OF resolved_at ON cases WHEN new.state <> old.state
	AND (new.state = 'resolved' OR new.state = 'closed' OR old.state = 'resolved' OR old.state = 'closed') BEGIN
	INSERT INTO incident_fact (incident_id, case_id, at, state)
	SELECT k.incident_id, new.id, new.changed_at,
		CASE WHEN new.state = 'resolved' OR new.state = 'closed' THEN new.state ELSE 'open' END
	FROM incident_case k CROSS JOIN incident i ON i.id = k.incident_id
	WHERE k.case_id = new.id AND k.left_at IS NULL AND i.closed_at IS NULL;
END;
