-- Schema 12: what reports count, written down when it happens.
-- Why a table of its own: a report of last month must say the same next year, and by then the level of an agent, the
-- category or zone of a case, a price, or the case itself may be another or gone. So each thing that is counted leaves a
-- row here with all that a report may ask about it, by trigger, so that no way on which it happens can forget it.
-- Lists of more than two are chains of comparisons: IN (...) is a b-tree, made anew for each row (schema 13).
-- Nothing personal is in it: no number, no name, no text of a customer, and of agents the level alone.

-- What the shop sold and who brought it; for causes.
ALTER TABLE intake ADD COLUMN product TEXT;
ALTER TABLE intake ADD COLUMN carrier TEXT;
ALTER TABLE cases ADD COLUMN product TEXT;
ALTER TABLE cases ADD COLUMN carrier TEXT;
-- The shop's clock when the case came in: weeks and months are the shop's.
ALTER TABLE cases ADD COLUMN shop_zone TEXT;
-- What all segments of a text cost by the price of that day, in millionths of `currency`; null: no price was known.
ALTER TABLE message ADD COLUMN price INTEGER;
ALTER TABLE message ADD COLUMN currency TEXT;

CREATE TABLE fact (
	id           INTEGER PRIMARY KEY,
	kind         TEXT NOT NULL CHECK (kind = 'created' OR kind = 'updated' OR kind = 'sent' OR kind = 'agent_contacted'
		OR kind = 'unknown_outcome' OR kind = 'reply' OR kind = 'resolved' OR kind = 'satisfied'
		OR kind = 'unsatisfied' OR kind = 'no_answer' OR kind = 'kept' OR kind = 'missed'
		OR kind = 'stop'),
	at           INTEGER NOT NULL,
	case_id      INTEGER NOT NULL, -- no foreign key: a fact outlives its case
	round        INTEGER NOT NULL, -- of an answer: the round that was asked about
	shop         TEXT NOT NULL,
	whole        INTEGER NOT NULL DEFAULT 1, -- 0: from before this table; only what no later change could touch is known
	zone         TEXT,    -- the customer's; null: nobody knew
	shop_zone    TEXT,
	category     TEXT,
	product      TEXT,
	carrier      TEXT,
	level        INTEGER, -- of the case; null: none was given
	agent_level  INTEGER, -- of who resolved the case last; null: nobody with an account
	step         TEXT,
	message_id   INTEGER,
	provider     TEXT,
	language     TEXT,
	text_version TEXT,
	segments     INTEGER,
	price        INTEGER,
	currency     TEXT,
	first        INTEGER NOT NULL DEFAULT 0, -- the case's first contact
	waited_s     INTEGER, -- contacts: since the complaint; stop: since the last text
	target_s     INTEGER, -- kept, missed: from the complaint to the deadline
	cause        TEXT     -- missed: as in sla
) STRICT;
CREATE INDEX fact_by_kind ON fact (kind, at);
CREATE INDEX fact_by_case ON fact (case_id, kind, id);

CREATE TRIGGER fact_fixed BEFORE UPDATE ON fact BEGIN
	SELECT RAISE(ABORT, 'facts are not changed');
END;

-- A measure: what was done against a cause, when, whose it is and when it is to be done.
CREATE TABLE measure (
	id       INTEGER PRIMARY KEY,
	what     TEXT NOT NULL,
	shop     TEXT,             -- null: all
	at       INTEGER NOT NULL, -- from when on it should show
	owner    TEXT NOT NULL,
	due_at   INTEGER,          -- null: no day was named
	made_at  INTEGER NOT NULL,
	made_by  TEXT NOT NULL,
	done_at  INTEGER,
	done_by  TEXT
) STRICT;
CREATE INDEX measure_by_time ON measure (at);

-- From before: who resolved, in which zone and category is not known any more.
INSERT INTO fact (kind, at, case_id, round, shop, whole, step, message_id, provider, language,
	text_version, segments, first, waited_s)
SELECT e.kind, e.at, e.case_id, e.round, c.shop, 0, e.step, e.message_id, m.provider, m.language,
	m.text_version, m.segments,
	(e.kind = 'agent_contacted' OR (e.kind = 'sent' AND e.step IS NOT 'optout_confirm')) AND e.at = c.contacted_at,
	CASE WHEN e.kind IN ('sent', 'agent_contacted') THEN max(0, e.at - c.complaint_at) END
FROM event e CROSS JOIN cases c ON c.id = e.case_id LEFT JOIN message m ON m.id = e.message_id
WHERE e.kind IN ('created', 'sent', 'agent_contacted', 'unknown_outcome', 'reply', 'resolved', 'satisfied',
	'unsatisfied', 'no_answer')
ORDER BY e.id;
INSERT INTO fact (kind, at, case_id, round, shop, whole, target_s, cause)
SELECT CASE WHEN l.missed THEN 'missed' ELSE 'kept' END, l.frozen_at, l.case_id, l.round, l.shop, 0,
	max(0, l.deadline_at - c.complaint_at), l.cause
FROM sla l CROSS JOIN cases c ON c.id = l.case_id
WHERE l.frozen_at IS NOT NULL AND (l.missed = 1 OR l.met_at IS NOT NULL);
INSERT INTO fact (kind, at, case_id, round, shop, whole, step, message_id, provider, language,
	text_version, segments, waited_s)
SELECT 'stop', b.blocked_at, m.case_id, m.round, c.shop, 0, m.step, m.id, m.provider, m.language,
	m.text_version, m.segments,
	b.blocked_at - coalesce(m.sent_at, m.changed_at)
FROM block b JOIN message m ON m.id = (SELECT t.id FROM message t WHERE t.person_id = b.person_id
	AND coalesce(t.sent_at, t.changed_at) <= b.blocked_at AND (t.sent_at IS NOT NULL OR t.state = 'unknown')
	AND t.step <> 'optout_confirm' ORDER BY coalesce(t.sent_at, t.changed_at) DESC, t.id DESC LIMIT 1)
JOIN cases c ON c.id = m.case_id
WHERE b.cause IN ('reply', 'provider');

CREATE TRIGGER fact_event AFTER INSERT ON event
WHEN new.kind = 'created' OR new.kind = 'updated' OR new.kind = 'sent' OR new.kind = 'agent_contacted'
	OR new.kind = 'unknown_outcome' OR new.kind = 'reply' OR new.kind = 'resolved' BEGIN
	INSERT INTO fact (kind, at, case_id, round, shop, zone, shop_zone, category, product, carrier, level,
		agent_level, step,
		message_id, provider, language, text_version, segments, price, currency, first, waited_s)
	SELECT new.kind, new.at, c.id, new.round, c.shop, c.zone, c.shop_zone, c.category, c.product, c.carrier, c.level,
		CASE WHEN new.kind = 'resolved' THEN (SELECT a.level FROM account a WHERE new.actor LIKE 'agent:%'
			AND a.name = substr(new.actor, 7))
		WHEN new.step = 'satisfaction' THEN (SELECT f.agent_level FROM fact f
			WHERE f.case_id = c.id AND f.kind = 'resolved' ORDER BY f.id DESC LIMIT 1) END,
		new.step, new.message_id, m.provider, m.language, m.text_version, m.segments, m.price, m.currency,
		(new.kind = 'agent_contacted' OR (new.kind = 'sent' AND new.step IS NOT 'optout_confirm')) AND NOT EXISTS
			(SELECT 1 FROM event e WHERE e.case_id = c.id AND e.id < new.id AND (e.kind = 'agent_contacted'
			OR (e.kind = 'sent' AND e.step IS NOT 'optout_confirm'))),
		CASE WHEN new.kind IN ('sent', 'agent_contacted') THEN max(0, new.at - c.complaint_at) END
	FROM cases c LEFT JOIN message m ON m.id = new.message_id WHERE c.id = new.case_id;
END;

-- Answers, of the round before them: "not satisfied" has begun the next one already. A closed case that the customer's
-- late answer opens again is one too.
CREATE TRIGGER fact_answer AFTER INSERT ON event
WHEN new.kind = 'satisfied' OR new.kind = 'unsatisfied' OR new.kind = 'no_answer' OR (new.kind = 'reopened' AND EXISTS (SELECT 1 FROM reply r
	WHERE r.id = new.reply_id AND r.case_id = new.case_id AND r.label = 'unsatisfied')) BEGIN
	INSERT INTO fact (kind, at, case_id, round, shop, zone, shop_zone, category, product, carrier, level, agent_level)
	SELECT CASE new.kind WHEN 'reopened' THEN 'unsatisfied' ELSE new.kind END, new.at, c.id,
		coalesce((SELECT e.round FROM event e WHERE e.case_id = c.id AND e.id < new.id
			ORDER BY e.id DESC LIMIT 1), new.round),
		c.shop, c.zone, c.shop_zone, c.category, c.product, c.carrier, c.level,
		(SELECT f.agent_level FROM fact f WHERE f.case_id = c.id AND f.kind = 'resolved' ORDER BY f.id DESC LIMIT 1)
	FROM cases c WHERE c.id = new.case_id;
END;

-- Promises of a first contact, when they are frozen.
CREATE TRIGGER fact_sla AFTER UPDATE OF frozen_at ON sla
WHEN new.frozen_at IS NOT NULL AND (new.missed = 1 OR new.met_at IS NOT NULL) BEGIN
	INSERT INTO fact (kind, at, case_id, round, shop, zone, shop_zone, category, product, carrier, level,
		target_s, cause)
	SELECT CASE WHEN new.missed THEN 'missed' ELSE 'kept' END, new.frozen_at, c.id, new.round, new.shop,
		c.zone, c.shop_zone,
		c.category, c.product, c.carrier, c.level, max(0, new.deadline_at - c.complaint_at), new.cause
	FROM cases c WHERE c.id = new.case_id;
END;
-- An agent was quicker than the first plan.
CREATE TRIGGER fact_sla_kept AFTER INSERT ON sla WHEN new.met_at IS NOT NULL BEGIN
	INSERT INTO fact (kind, at, case_id, round, shop, zone, shop_zone, category, product, carrier, level, target_s)
	SELECT 'kept', new.frozen_at, c.id, new.round, new.shop, c.zone, c.shop_zone, c.category, c.product,
		c.carrier, c.level,
		max(0, new.deadline_at - c.complaint_at)
	FROM cases c WHERE c.id = new.case_id;
END;

-- A customer's own stop, with the last text before it; what may have left counts, as in `followupctl optouts`.
CREATE TRIGGER fact_stop AFTER INSERT ON block WHEN new.cause IN ('reply', 'provider') BEGIN
	INSERT INTO fact (kind, at, case_id, round, shop, zone, shop_zone, category, product, carrier, level,
		step, message_id,
		provider, language, text_version, segments, waited_s)
	SELECT 'stop', new.blocked_at, c.id, m.round, c.shop, c.zone, c.shop_zone, c.category, c.product,
		c.carrier, c.level,
		m.step, m.id, m.provider, m.language, m.text_version, m.segments, new.blocked_at - coalesce(m.sent_at,
			m.changed_at)
	FROM message m JOIN cases c ON c.id = m.case_id
	WHERE m.id = (SELECT t.id FROM message t WHERE t.person_id = new.person_id
		AND coalesce(t.sent_at, t.changed_at) <= new.blocked_at AND (t.sent_at IS NOT NULL OR t.state = 'unknown')
		AND t.step <> 'optout_confirm' ORDER BY coalesce(t.sent_at, t.changed_at) DESC, t.id DESC LIMIT 1);
END;
