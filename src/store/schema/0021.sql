-- Schema 21: less to write for a message.

-- A contact that keeps the promise of its case says so in its own fact, by its target; the kept of before stay as they are.
DROP INDEX fact_by_case;
CREATE INDEX fact_by_case ON fact (case_id, kind) WHERE target_s IS NOT NULL OR kind = 'resolved';

-- What is planned to be sent is counted along the index of what is due, which names the step.
DROP INDEX step_send;
DROP INDEX step_due;
CREATE INDEX step_due ON step (lane, due_at, step) WHERE state = 'planned';

-- An index ends with the id of its row by itself.
DROP INDEX cases_open_by_change;
DROP INDEX cases_closed_by_change;
CREATE INDEX cases_open_by_change ON cases (changed_at) WHERE closed_at IS NULL;
CREATE INDEX cases_closed_by_change ON cases (changed_at) WHERE closed_at IS NOT NULL;
