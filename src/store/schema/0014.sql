-- Schema 14: who is logged in to the inbox, and the order its list is read in.

-- A session ends by its own times, by the account's end or new password, or when its row goes.
CREATE TABLE session (
	token_hash TEXT PRIMARY KEY, -- of the cookie, which only the browser has
	account    TEXT NOT NULL REFERENCES account (name),
	way        TEXT NOT NULL CHECK (way IN ('password', 'sso')),
	created_at INTEGER NOT NULL,
	seen_at    INTEGER NOT NULL, -- some minutes late at most: not every request is written
	ends_at    INTEGER NOT NULL  -- however much it is used
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_account ON session (account);
CREATE INDEX session_by_end ON session (ends_at);

-- A new password, or an account that is off, logs out wherever it was logged in.
CREATE TRIGGER account_sessions AFTER UPDATE ON account
WHEN new.active = 0 OR new.password IS NOT old.password BEGIN
	DELETE FROM session WHERE account = new.name;
END;

-- The inbox: unread conversations by who waits longest, the others by their newest change.
CREATE INDEX reply_unread_by_case ON reply (case_id, received_at) WHERE read_at IS NULL;
CREATE INDEX cases_open_by_change ON cases (changed_at, id) WHERE state <> 'closed';
CREATE INDEX cases_assigned ON cases (assigned_to) WHERE assigned_to IS NOT NULL;
CREATE INDEX cases_by_change ON cases (changed_at, id);
