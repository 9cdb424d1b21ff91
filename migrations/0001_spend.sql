-- What every conversation cost, per day (UTC) and model: absolute sums, told by the conversation itself. No word that
-- anybody wrote stands here. The primary key serves one person's questions by day; the index serves everybody's by day.
CREATE TABLE spend (
  person TEXT NOT NULL,
  day TEXT NOT NULL,
  chat TEXT NOT NULL,
  model TEXT NOT NULL,
  seq INTEGER NOT NULL,
  calls INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL,
  cached_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  cost_nano_usd INTEGER NOT NULL,
  saved_nano_usd INTEGER NOT NULL,
  simulated INTEGER NOT NULL,
  PRIMARY KEY (person, day, chat, model)
) WITHOUT ROWID;

CREATE INDEX spend_by_day ON spend (day, person, model);
