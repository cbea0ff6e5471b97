-- Schema 22: who did what to which account.

-- A row for each change, by whom, in the words of store/sqlite/accounts.c; no secret. The account itself tells only
-- what is now.
CREATE TABLE account_act (
	id      INTEGER PRIMARY KEY,
	at      INTEGER NOT NULL,
	actor   TEXT NOT NULL, -- "agent:wang"
	account TEXT NOT NULL, -- "li"
	what    TEXT NOT NULL  -- 'role agent to senior; level 3 to 4'
) STRICT;
CREATE INDEX account_act_by_account ON account_act (account);
