-- Where the name of a share leads: a random id, whose conversation it is, until when. No word that anybody wrote stands
-- here. The conversation's own table is the truth, this one only finds it. Times are milliseconds since the epoch. A share
-- without an end lasts until it is taken back, and one that nobody else has opened has no time of that.
CREATE TABLE share (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  chat TEXT NOT NULL,
  with_costs INTEGER NOT NULL,
  until INTEGER,
  created_at INTEGER NOT NULL,
  opened_at INTEGER
) WITHOUT ROWID;

CREATE INDEX share_by_person ON share (person, chat);
