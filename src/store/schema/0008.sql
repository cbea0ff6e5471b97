-- Schema 8: what the team is told (core/notice.h), and to which channels it went.

-- Words hold no text of a customer and no whole number.
CREATE TABLE notice (
	id        INTEGER PRIMARY KEY,
	kind      TEXT NOT NULL CHECK (kind IN
		('reply', 'unsatisfied', 'sla_risk', 'sla_missed', 'promise_due', 'promise_broken', 'callback_near', 'callback_missed',
		'provider', 'no_receipts', 'bad_webhooks', 'money_cap', 'clock_jump', 'inbound', 'unknown', 'test')),
	severity  TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'alarm')),
	lasting   INTEGER NOT NULL CHECK (lasting IN (0, 1)), -- an alarm: stands until ended_at
	case_id   INTEGER REFERENCES cases (id) ON DELETE CASCADE,
	shop      TEXT,    -- null: about all of them
	channel   TEXT,    -- only this one is told; null: those whose settings want it
	words     TEXT NOT NULL,
	due_at    INTEGER, -- what it warns of
	key       TEXT,    -- a second one of this key counts the first again, as long as that stands
	count     INTEGER NOT NULL DEFAULT 1,
	at        INTEGER NOT NULL,
	seen_at   INTEGER NOT NULL,
	ended_at  INTEGER,
	end_words TEXT,
	untold    INTEGER NOT NULL DEFAULT 1, -- its beginning or its end is not handed out to the channels yet
	shared_at INTEGER
) STRICT;
CREATE UNIQUE INDEX notice_once ON notice (key) WHERE key IS NOT NULL AND ended_at IS NULL;
CREATE INDEX notice_untold ON notice (id) WHERE untold = 1;
CREATE INDEX notice_standing ON notice (id) WHERE lasting = 1 AND ended_at IS NULL;
CREATE INDEX notice_by_case ON notice (case_id) WHERE case_id IS NOT NULL;

-- One part of a notice on its way to one channel. What leaves together has one batch.
CREATE TABLE notice_sent (
	id        INTEGER PRIMARY KEY,
	notice_id INTEGER NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
	part      TEXT NOT NULL CHECK (part IN ('begin', 'end')),
	channel   TEXT NOT NULL,
	batch     INTEGER, -- the first id of those that leave in one message
	tries     INTEGER NOT NULL DEFAULT 0,
	next_at   INTEGER, -- null: done, or given up
	done_at   INTEGER,
	counted   INTEGER NOT NULL DEFAULT 0, -- told as one of so many, not in its own words
	error     TEXT,
	UNIQUE (notice_id, part, channel)
) STRICT;
CREATE INDEX notice_sent_waiting ON notice_sent (channel, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX notice_sent_trying ON notice_sent (channel, batch) WHERE next_at IS NOT NULL AND batch IS NOT NULL;
CREATE INDEX notice_sent_done ON notice_sent (channel, done_at) WHERE done_at IS NOT NULL;
CREATE INDEX notice_sent_batch ON notice_sent (batch) WHERE batch IS NOT NULL;

-- When the team was told that a deadline is at risk.
ALTER TABLE sla ADD COLUMN risk_at INTEGER;
CREATE INDEX sla_risk ON sla (deadline_at) WHERE frozen_at IS NULL AND risk_at IS NULL;

-- Since when a provider tells nothing of what it took.
CREATE INDEX receipt_by_provider ON receipt (provider, received_at);
CREATE INDEX message_by_provider_time ON message (provider, sent_at) WHERE sent_at IS NOT NULL;

-- What happens to cases is told by whoever writes it: the daemon, followupctl, a tool.
CREATE TRIGGER notice_reply AFTER INSERT ON reply BEGIN
	INSERT INTO notice (kind, severity, lasting, case_id, shop, words, key, at, seen_at)
	VALUES ('reply', 'info', 0, new.case_id, (SELECT shop FROM cases WHERE id = new.case_id),
		CASE WHEN new.case_id IS NULL THEN 'a reply (' || new.label || ') that belongs to no case'
		ELSE 'a reply (' || new.label || ')' END, 'reply:' || new.id, new.received_at, new.received_at)
	ON CONFLICT (key) WHERE key IS NOT NULL AND ended_at IS NULL DO NOTHING;
END;
CREATE TRIGGER notice_unsatisfied AFTER INSERT ON event WHEN new.kind = 'unsatisfied' BEGIN
	INSERT INTO notice (kind, severity, lasting, case_id, shop, words, key, at, seen_at)
	SELECT 'unsatisfied', 'warning', 0, c.id, c.shop, 'the customer is not satisfied, round ' || c.round,
		'unsatisfied:' || new.id, new.at, new.at FROM cases c WHERE c.id = new.case_id
	ON CONFLICT (key) WHERE key IS NOT NULL AND ended_at IS NULL DO NOTHING;
END;
CREATE TRIGGER notice_sla_missed AFTER UPDATE OF missed ON sla WHEN new.missed = 1 AND old.missed IS NULL BEGIN
	INSERT INTO notice (kind, severity, lasting, case_id, shop, words, due_at, key, at, seen_at)
	VALUES ('sla_missed', 'warning', 0, new.case_id, new.shop,
		'the first contact missed its deadline: ' || replace(coalesce(new.cause, 'other'), '_', ' '), new.deadline_at,
		'sla_missed:' || new.case_id || ':' || new.round, new.frozen_at, new.frozen_at)
	ON CONFLICT (key) WHERE key IS NOT NULL AND ended_at IS NULL DO NOTHING;
END;
CREATE TRIGGER notice_promise_due AFTER UPDATE OF warned_at ON promise
WHEN new.warned_at IS NOT NULL AND old.warned_at IS NULL AND new.state = 'open' BEGIN
	INSERT INTO notice (kind, severity, lasting, case_id, shop, words, due_at, key, at, seen_at)
	SELECT 'promise_due', 'warning', 0, c.id, c.shop, 'promise ' || new.id || ' of ' || new.owner || ' is due soon',
		new.due_at, 'promise_due:' || new.id, new.warned_at, new.warned_at FROM cases c WHERE c.id = new.case_id
	ON CONFLICT (key) WHERE key IS NOT NULL AND ended_at IS NULL DO NOTHING;
END;
CREATE TRIGGER notice_promise_broken AFTER UPDATE OF state ON promise
WHEN new.state = 'broken' AND old.state <> 'broken' BEGIN
	INSERT INTO notice (kind, severity, lasting, case_id, shop, words, due_at, key, at, seen_at)
	SELECT 'promise_broken', 'warning', 0, c.id, c.shop, 'promise ' || new.id || ' of ' || new.owner || ' is broken',
		new.due_at, 'promise_broken:' || new.id, coalesce(new.ended_at, new.due_at), coalesce(new.ended_at, new.due_at)
		FROM cases c WHERE c.id = new.case_id
	ON CONFLICT (key) WHERE key IS NOT NULL AND ended_at IS NULL DO NOTHING;
END;
CREATE TRIGGER notice_callback_near AFTER UPDATE OF warned_at ON call
WHEN new.kind = 'callback' AND new.state = 'open' AND new.warned_at IS NOT NULL AND old.warned_at IS NULL BEGIN
	INSERT INTO notice (kind, severity, lasting, case_id, shop, words, due_at, key, at, seen_at)
	SELECT 'callback_near', 'warning', 0, c.id, c.shop,
		'the customer expects call ' || new.id || coalesce(' of ' || new.assigned_to, ''), new.due_at,
		'callback_near:' || new.id || ':' || new.due_at, new.warned_at, new.warned_at FROM cases c WHERE c.id = new.case_id
	ON CONFLICT (key) WHERE key IS NOT NULL AND ended_at IS NULL DO NOTHING;
END;
-- A missed appointment leaves a call of this reason on the list.
CREATE TRIGGER notice_callback_missed AFTER INSERT ON call WHEN new.why = 'missed_callback' BEGIN
	INSERT INTO notice (kind, severity, lasting, case_id, shop, words, due_at, key, at, seen_at)
	SELECT 'callback_missed', 'warning', 0, c.id, c.shop, 'a call the customer expected was not made', new.due_at,
		'callback_missed:' || new.id, new.created_at, new.created_at FROM cases c WHERE c.id = new.case_id
	ON CONFLICT (key) WHERE key IS NOT NULL AND ended_at IS NULL DO NOTHING;
END;
CREATE TRIGGER notice_inbound AFTER UPDATE OF error ON inbound WHEN new.error IS NOT NULL AND old.error IS NULL BEGIN
	INSERT INTO notice (kind, severity, lasting, words, key, at, seen_at)
	VALUES ('inbound', 'alarm', 1, 'what provider ' || new.provider || ' brings cannot be read, the first being inbound row '
		|| new.id, 'inbound:' || new.provider, new.processed_at, new.processed_at)
	ON CONFLICT (key) WHERE key IS NOT NULL AND ended_at IS NULL
	DO UPDATE SET count = count + 1, seen_at = excluded.seen_at;
END;
CREATE TRIGGER notice_receipts_back AFTER INSERT ON receipt BEGIN
	UPDATE notice SET ended_at = new.received_at, end_words = 'provider ' || new.provider || ' reports again', untold = 1
	WHERE key = 'no_receipts:' || new.provider AND ended_at IS NULL;
END;
