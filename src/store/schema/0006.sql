-- Schema 6: several providers for a message, and how each of them does.

-- By whom this try went; messages move on to the next provider of a route.
ALTER TABLE attempt ADD COLUMN provider TEXT;
UPDATE attempt SET provider = (SELECT m.provider FROM message m WHERE m.id = attempt.message_id);

-- Which of the provider's senders the customer saw; null: its only one.
ALTER TABLE message ADD COLUMN sender TEXT;

-- A voice call that was accepted by the provider is a first contact as well: a landline gets no other.
DROP TRIGGER sla_kept;
CREATE TRIGGER sla_kept AFTER INSERT ON event
WHEN new.kind = 'agent_contacted' OR (new.kind = 'sent' AND new.step IN ('first_contact', 'agent_text', 'call')) BEGIN
	UPDATE sla SET frozen_at = new.at, missed = 0, met_at = new.at, met_by = new.actor
	WHERE case_id = new.case_id AND frozen_at IS NULL AND deadline_at >= new.at;
END;

-- How the daemon finds a provider: one row each, kept by the daemon alone. Counts are of the day of `day_at`.
CREATE TABLE provider_health (
	provider         TEXT PRIMARY KEY,
	state            TEXT NOT NULL CHECK (state IN ('ok', 'stopped', 'open', 'half_open', 'throttled')),
	cause            TEXT,    -- the provider's word, or what became of the submits; null: none
	since_at         INTEGER, -- of the state
	until_at         INTEGER, -- it is left alone until then; null: it is not
	last_accepted_at INTEGER,
	last_refused_at  INTEGER,
	last_unknown_at  INTEGER,
	last_receipt_at  INTEGER,
	day_at           INTEGER NOT NULL, -- when the day of the next three began
	accepted_today   INTEGER NOT NULL DEFAULT 0,
	refused_today    INTEGER NOT NULL DEFAULT 0,
	unknown_today    INTEGER NOT NULL DEFAULT 0
) STRICT;
