-- Where the name of a share leads: a random id, whose conversation it is, until when. No word that anybody wrote stands
-- here; the conversation's own table is the truth, this one only finds it.
CREATE TABLE share (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  chat TEXT NOT NULL,
  with_costs INTEGER NOT NULL,
  until INTEGER,               -- milliseconds since the epoch; null: until it is taken back
  created_at INTEGER NOT NULL,
  opened_at INTEGER            -- when somebody else opened it last; null: nobody has
) WITHOUT ROWID;

CREATE INDEX share_by_person ON share (person, chat);
