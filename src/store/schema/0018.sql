-- Schema 18: what grew with the store.

-- The replies that come first, without reading all that nobody has read.
CREATE INDEX reply_urgent ON reply (id)
	WHERE read_at IS NULL AND (label = 'help' OR label = 'escalate' OR label = 'review_deal');
-- What waits for a limit, which each start and reload takes away, without reading all that is planned.
CREATE INDEX step_limited ON step (due_at) WHERE state = 'planned' AND (reason = 'rate_limited' OR reason = 'spend_cap'
	OR reason = 'throttled' OR reason = 'account_broken' OR reason = 'no_credit');
