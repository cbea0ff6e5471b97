-- Schema 19: the team is told of incidents: that one is proposed (the daemon puts it), that a text waits for approval.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, '''unknown'', ''test''',
	'''unknown'', ''incident'', ''incident_text'', ''test''')
	WHERE type = 'table' AND name = 'notice';
PRAGMA writable_schema = RESET;

-- One a language: a draft that replaces another waits on.
CREATE TRIGGER notice_incident_text AFTER INSERT ON incident_text WHEN new.state = 'draft' BEGIN
	INSERT INTO notice (kind, severity, lasting, shop, words, key, at, seen_at)
	SELECT 'incident_text', 'warning', 1, i.shop, 'the text of incident ' || i.id || ' (' || new.language
		|| ') waits for a second person, who reads and approves it', 'incident_text:' || i.id || ':' || new.language,
		new.written_at, new.written_at FROM incident i WHERE i.id = new.incident_id
	ON CONFLICT (key) WHERE key IS NOT NULL AND ended_at IS NULL DO NOTHING;
END;
CREATE TRIGGER notice_incident_text_over AFTER UPDATE OF state ON incident_text
WHEN old.state = 'draft' AND (new.state = 'approved' OR new.state = 'withdrawn') BEGIN
	UPDATE notice SET ended_at = max(at, coalesce(new.approved_at, new.ended_at)), untold = 1,
		end_words = 'the text of incident ' || new.incident_id || ' (' || new.language || ') is ' || new.state
	WHERE key = 'incident_text:' || new.incident_id || ':' || new.language AND ended_at IS NULL;
END;
CREATE TRIGGER notice_incident_over AFTER UPDATE OF closed_at ON incident
WHEN new.closed_at IS NOT NULL AND old.closed_at IS NULL BEGIN
	UPDATE notice SET ended_at = max(at, new.closed_at), untold = 1,
		end_words = 'incident ' || new.id || ' is over, its text is not needed any more'
	WHERE ended_at IS NULL AND key IN (SELECT 'incident_text:' || t.incident_id || ':' || t.language FROM incident_text t
		WHERE t.incident_id = new.id);
END;
-- Those that wait already.
INSERT INTO notice (kind, severity, lasting, shop, words, key, at, seen_at)
SELECT 'incident_text', 'warning', 1, i.shop, 'the text of incident ' || i.id || ' (' || t.language
	|| ') waits for a second person, who reads and approves it', 'incident_text:' || i.id || ':' || t.language,
	t.written_at, t.written_at
FROM incident_text t JOIN incident i ON i.id = t.incident_id WHERE t.state = 'draft' AND i.closed_at IS NULL;
