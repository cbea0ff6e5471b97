-- Schema 21: less to write for a message.

-- A contact that keeps the promise of its case says so in its own fact, by its target; the kept of before stay as they are.
DROP INDEX fact_by_case;
CREATE INDEX fact_by_case ON fact (case_id, kind, id) WHERE target_s IS NOT NULL OR kind = 'resolved';

-- What is planned to be sent is counted along the index of what is due, which names the step.
DROP INDEX step_send;
DROP INDEX step_due;
CREATE INDEX step_due ON step (lane, due_at, step) WHERE state = 'planned';
