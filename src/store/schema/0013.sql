-- Schema 13: what a message costs. A list of more than two in IN (...) is a b-tree that SQLite makes, fills and throws away for
-- each row it looks at; the same as a chain of comparisons is nothing. What is allowed stays what it was.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql,
	'state IN (''planned'', ''sending'', ''done'', ''unknown'', ''held'', ''cancelled'')',
	'state = ''planned'' OR state = ''sending'' OR state = ''done'' OR state = ''unknown'' OR state = ''held'' OR state = ''cancelled''')
	WHERE type = 'table' AND name = 'step';
UPDATE sqlite_schema SET sql = replace(sql,
	'purpose IN (''new'', ''unknown'', ''wait_report'', ''report'')',
	'purpose = ''new'' OR purpose = ''unknown'' OR purpose = ''wait_report'' OR purpose = ''report''')
	WHERE type = 'table' AND name = 'lookup';
UPDATE sqlite_schema SET sql = replace(sql,
	'state IN (''waiting'', ''taken'', ''rejected'')',
	'state = ''waiting'' OR state = ''taken'' OR state = ''rejected''')
	WHERE type = 'table' AND name = 'intake';
UPDATE sqlite_schema SET sql = replace(sql,
	'zone_source IN (''case'', ''address'', ''number'', ''shop'', ''none'')',
	'zone_source = ''case'' OR zone_source = ''address'' OR zone_source = ''number'' OR zone_source = ''shop'' OR zone_source = ''none''')
	WHERE type = 'table' AND name = 'cases';
PRAGMA writable_schema = RESET;

DROP TRIGGER step_name_insert;
DROP TRIGGER step_name_update;
CREATE TRIGGER step_name_insert BEFORE INSERT ON step WHEN NOT (new.step = 'first_contact' OR new.step = 'progress'
	OR new.step = 'call' OR new.step = 'callback' OR new.step = 'satisfaction' OR new.step = 'optout_confirm'
	OR new.step = 'review_note' OR new.step = 'close' OR new.step = 'agent_text') BEGIN
	SELECT RAISE(ABORT, 'no such step');
END;
CREATE TRIGGER step_name_update BEFORE UPDATE OF step ON step WHEN NOT (new.step = 'first_contact' OR new.step = 'progress'
	OR new.step = 'call' OR new.step = 'callback' OR new.step = 'satisfaction' OR new.step = 'optout_confirm'
	OR new.step = 'review_note' OR new.step = 'close' OR new.step = 'agent_text') BEGIN
	SELECT RAISE(ABORT, 'no such step');
END;
DROP TRIGGER sla_kept;
CREATE TRIGGER sla_kept AFTER INSERT ON event WHEN new.kind = 'agent_contacted'
	OR (new.kind = 'sent' AND (new.step = 'first_contact' OR new.step = 'agent_text' OR new.step = 'call')) BEGIN
	UPDATE sla SET frozen_at = new.at, missed = 0, met_at = new.at, met_by = new.actor
	WHERE case_id = new.case_id AND frozen_at IS NULL AND deadline_at >= new.at;
END;

-- Of very many due steps the ones with the nearest deadlines, without reading the others.
CREATE INDEX step_deadline ON step (deadline_at, due_at) WHERE state = 'planned' AND deadline_at IS NOT NULL;
