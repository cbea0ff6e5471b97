-- Schema 4: the log of a case as a chain (core/chain.h). Events from before it have no hash; the chain begins after them.
ALTER TABLE event ADD COLUMN inbound_id INTEGER REFERENCES inbound (id); -- the webhook or poll that brought it
ALTER TABLE event ADD COLUMN digest TEXT; -- of what it is about: stays when that is erased
ALTER TABLE event ADD COLUMN hash TEXT;
CREATE INDEX event_by_inbound ON event (inbound_id) WHERE inbound_id IS NOT NULL;

-- Append-only. A note may be erased, nothing else; rows go only with a case that is over (retention).
CREATE TRIGGER event_fixed BEFORE UPDATE ON event
WHEN new.note IS NOT NULL OR new.id <> old.id OR new.case_id <> old.case_id OR new.round <> old.round OR new.at <> old.at
	OR new.kind <> old.kind OR new.actor <> old.actor OR new.step IS NOT old.step OR new.message_id IS NOT old.message_id
	OR new.reply_id IS NOT old.reply_id OR new.inbound_id IS NOT old.inbound_id OR new.digest IS NOT old.digest
	OR new.hash IS NOT old.hash BEGIN
	SELECT RAISE(ABORT, 'the log is append-only');
END;
CREATE TRIGGER event_kept BEFORE DELETE ON event WHEN (SELECT state FROM cases WHERE id = old.case_id) <> 'closed' BEGIN
	SELECT RAISE(ABORT, 'the log is append-only');
END;

-- The same words are written by the store now, where the chain is at hand.
DROP TRIGGER sla_moved;

-- The configuration in force, as `followupctl show config` writes it (no secrets).
ALTER TABLE rules ADD COLUMN config TEXT;
