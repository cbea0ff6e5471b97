-- Schema 5: what people say a reply means where the rules were wrong.

-- One row a correction, never changed. `was` is the label before it; reply.label is the one that holds.
CREATE TABLE reply_correction (
	id       INTEGER PRIMARY KEY,
	reply_id INTEGER NOT NULL REFERENCES reply (id),
	was      TEXT NOT NULL,
	label    TEXT NOT NULL,
	actor    TEXT NOT NULL,
	at       INTEGER NOT NULL,
	note     TEXT
) STRICT;
CREATE INDEX reply_correction_by_reply ON reply_correction (reply_id, id);
