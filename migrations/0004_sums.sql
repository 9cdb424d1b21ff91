-- Sums of `spend`, so that a question of the dashboard reads what it shows and not every conversation of everybody. Triggers
-- keep them in the transaction that stores a summary: whoever writes to `spend`, an older Worker too, cannot leave them
-- behind. `summaries` counts the rows that stand in a sum; `real_nano_usd` is the part of the cost that is not simulated.
-- D1 takes a file of statements apart by itself, and takes a trigger whole only when it stands on one line, its words in
-- capitals, without a conditional expression (github.com/cloudflare/workers-sdk/issues/4998, 15314): a test holds to that.

-- One person's day. By day first: of everybody, the days at both ends of a range; of one person, one look a day.
CREATE TABLE spend_daily (
  day TEXT NOT NULL,
  person TEXT NOT NULL,
  model TEXT NOT NULL,
  summaries INTEGER NOT NULL,
  calls INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL,
  cached_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  cost_nano_usd INTEGER NOT NULL,
  saved_nano_usd INTEGER NOT NULL,
  real_nano_usd INTEGER NOT NULL,
  PRIMARY KEY (day, person, model)
) WITHOUT ROWID;

-- One person's month: everybody's whole months.
CREATE TABLE spend_monthly (
  month TEXT NOT NULL,
  person TEXT NOT NULL,
  summaries INTEGER NOT NULL,
  calls INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL,
  cached_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  cost_nano_usd INTEGER NOT NULL,
  saved_nano_usd INTEGER NOT NULL,
  real_nano_usd INTEGER NOT NULL,
  PRIMARY KEY (month, person)
) WITHOUT ROWID;

-- Everybody's day and model.
CREATE TABLE spend_total (
  day TEXT NOT NULL,
  model TEXT NOT NULL,
  summaries INTEGER NOT NULL,
  calls INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL,
  cached_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  cost_nano_usd INTEGER NOT NULL,
  saved_nano_usd INTEGER NOT NULL,
  real_nano_usd INTEGER NOT NULL,
  PRIMARY KEY (day, model)
) WITHOUT ROWID;

INSERT INTO spend_daily SELECT day, person, model, count(*), sum(calls), sum(input_tokens), sum(cached_tokens), sum(output_tokens), sum(cost_nano_usd), sum(saved_nano_usd), sum(cost_nano_usd * (1 - simulated)) FROM spend GROUP BY 1, 2, 3;
INSERT INTO spend_monthly SELECT substr(day, 1, 7), person, sum(summaries), sum(calls), sum(input_tokens), sum(cached_tokens), sum(output_tokens), sum(cost_nano_usd), sum(saved_nano_usd), sum(real_nano_usd) FROM spend_daily GROUP BY 1, 2;
INSERT INTO spend_total SELECT day, model, sum(summaries), sum(calls), sum(input_tokens), sum(cached_tokens), sum(output_tokens), sum(cost_nano_usd), sum(saved_nano_usd), sum(real_nano_usd) FROM spend_daily GROUP BY 1, 2;

-- w 1 for each of the three sums. `NEW` where `excluded` would say the same: when a table is renamed, SQLite (3.53.4) writes
-- the table's name in place of `excluded` into its triggers, and every sum would be added to itself from then on.
CREATE TRIGGER spend_daily_added AFTER INSERT ON spend BEGIN INSERT INTO spend_daily VALUES (NEW.day, NEW.person, NEW.model, 1, NEW.calls, NEW.input_tokens, NEW.cached_tokens, NEW.output_tokens, NEW.cost_nano_usd, NEW.saved_nano_usd, NEW.cost_nano_usd * (1 - NEW.simulated)) ON CONFLICT DO UPDATE SET summaries = summaries + 1, calls = calls + NEW.calls, input_tokens = input_tokens + NEW.input_tokens, cached_tokens = cached_tokens + NEW.cached_tokens, output_tokens = output_tokens + NEW.output_tokens, cost_nano_usd = cost_nano_usd + NEW.cost_nano_usd, saved_nano_usd = saved_nano_usd + NEW.saved_nano_usd, real_nano_usd = real_nano_usd + NEW.cost_nano_usd * (1 - NEW.simulated); END;
CREATE TRIGGER spend_monthly_added AFTER INSERT ON spend BEGIN INSERT INTO spend_monthly VALUES (substr(NEW.day, 1, 7), NEW.person, 1, NEW.calls, NEW.input_tokens, NEW.cached_tokens, NEW.output_tokens, NEW.cost_nano_usd, NEW.saved_nano_usd, NEW.cost_nano_usd * (1 - NEW.simulated)) ON CONFLICT DO UPDATE SET summaries = summaries + 1, calls = calls + NEW.calls, input_tokens = input_tokens + NEW.input_tokens, cached_tokens = cached_tokens + NEW.cached_tokens, output_tokens = output_tokens + NEW.output_tokens, cost_nano_usd = cost_nano_usd + NEW.cost_nano_usd, saved_nano_usd = saved_nano_usd + NEW.saved_nano_usd, real_nano_usd = real_nano_usd + NEW.cost_nano_usd * (1 - NEW.simulated); END;
CREATE TRIGGER spend_total_added AFTER INSERT ON spend BEGIN INSERT INTO spend_total VALUES (NEW.day, NEW.model, 1, NEW.calls, NEW.input_tokens, NEW.cached_tokens, NEW.output_tokens, NEW.cost_nano_usd, NEW.saved_nano_usd, NEW.cost_nano_usd * (1 - NEW.simulated)) ON CONFLICT DO UPDATE SET summaries = summaries + 1, calls = calls + NEW.calls, input_tokens = input_tokens + NEW.input_tokens, cached_tokens = cached_tokens + NEW.cached_tokens, output_tokens = output_tokens + NEW.output_tokens, cost_nano_usd = cost_nano_usd + NEW.cost_nano_usd, saved_nano_usd = saved_nano_usd + NEW.saved_nano_usd, real_nano_usd = real_nano_usd + NEW.cost_nano_usd * (1 - NEW.simulated); END;

-- w 1 for each of the three sums
CREATE TRIGGER spend_daily_changed AFTER UPDATE ON spend BEGIN UPDATE spend_daily SET calls = calls + NEW.calls - OLD.calls, input_tokens = input_tokens + NEW.input_tokens - OLD.input_tokens, cached_tokens = cached_tokens + NEW.cached_tokens - OLD.cached_tokens, output_tokens = output_tokens + NEW.output_tokens - OLD.output_tokens, cost_nano_usd = cost_nano_usd + NEW.cost_nano_usd - OLD.cost_nano_usd, saved_nano_usd = saved_nano_usd + NEW.saved_nano_usd - OLD.saved_nano_usd, real_nano_usd = real_nano_usd + NEW.cost_nano_usd * (1 - NEW.simulated) - OLD.cost_nano_usd * (1 - OLD.simulated) WHERE day = NEW.day AND person = NEW.person AND model = NEW.model; END;
CREATE TRIGGER spend_monthly_changed AFTER UPDATE ON spend BEGIN UPDATE spend_monthly SET calls = calls + NEW.calls - OLD.calls, input_tokens = input_tokens + NEW.input_tokens - OLD.input_tokens, cached_tokens = cached_tokens + NEW.cached_tokens - OLD.cached_tokens, output_tokens = output_tokens + NEW.output_tokens - OLD.output_tokens, cost_nano_usd = cost_nano_usd + NEW.cost_nano_usd - OLD.cost_nano_usd, saved_nano_usd = saved_nano_usd + NEW.saved_nano_usd - OLD.saved_nano_usd, real_nano_usd = real_nano_usd + NEW.cost_nano_usd * (1 - NEW.simulated) - OLD.cost_nano_usd * (1 - OLD.simulated) WHERE month = substr(NEW.day, 1, 7) AND person = NEW.person; END;
CREATE TRIGGER spend_total_changed AFTER UPDATE ON spend BEGIN UPDATE spend_total SET calls = calls + NEW.calls - OLD.calls, input_tokens = input_tokens + NEW.input_tokens - OLD.input_tokens, cached_tokens = cached_tokens + NEW.cached_tokens - OLD.cached_tokens, output_tokens = output_tokens + NEW.output_tokens - OLD.output_tokens, cost_nano_usd = cost_nano_usd + NEW.cost_nano_usd - OLD.cost_nano_usd, saved_nano_usd = saved_nano_usd + NEW.saved_nano_usd - OLD.saved_nano_usd, real_nano_usd = real_nano_usd + NEW.cost_nano_usd * (1 - NEW.simulated) - OLD.cost_nano_usd * (1 - OLD.simulated) WHERE day = NEW.day AND model = NEW.model; END;

-- A person's figures that are taken out by hand leave no address behind.
CREATE TRIGGER spend_daily_removed AFTER DELETE ON spend BEGIN UPDATE spend_daily SET summaries = summaries - 1, calls = calls - OLD.calls, input_tokens = input_tokens - OLD.input_tokens, cached_tokens = cached_tokens - OLD.cached_tokens, output_tokens = output_tokens - OLD.output_tokens, cost_nano_usd = cost_nano_usd - OLD.cost_nano_usd, saved_nano_usd = saved_nano_usd - OLD.saved_nano_usd, real_nano_usd = real_nano_usd - OLD.cost_nano_usd * (1 - OLD.simulated) WHERE day = OLD.day AND person = OLD.person AND model = OLD.model; DELETE FROM spend_daily WHERE day = OLD.day AND person = OLD.person AND model = OLD.model AND summaries = 0; END;
CREATE TRIGGER spend_monthly_removed AFTER DELETE ON spend BEGIN UPDATE spend_monthly SET summaries = summaries - 1, calls = calls - OLD.calls, input_tokens = input_tokens - OLD.input_tokens, cached_tokens = cached_tokens - OLD.cached_tokens, output_tokens = output_tokens - OLD.output_tokens, cost_nano_usd = cost_nano_usd - OLD.cost_nano_usd, saved_nano_usd = saved_nano_usd - OLD.saved_nano_usd, real_nano_usd = real_nano_usd - OLD.cost_nano_usd * (1 - OLD.simulated) WHERE month = substr(OLD.day, 1, 7) AND person = OLD.person; DELETE FROM spend_monthly WHERE month = substr(OLD.day, 1, 7) AND person = OLD.person AND summaries = 0; END;
CREATE TRIGGER spend_total_removed AFTER DELETE ON spend BEGIN UPDATE spend_total SET summaries = summaries - 1, calls = calls - OLD.calls, input_tokens = input_tokens - OLD.input_tokens, cached_tokens = cached_tokens - OLD.cached_tokens, output_tokens = output_tokens - OLD.output_tokens, cost_nano_usd = cost_nano_usd - OLD.cost_nano_usd, saved_nano_usd = saved_nano_usd - OLD.saved_nano_usd, real_nano_usd = real_nano_usd - OLD.cost_nano_usd * (1 - OLD.simulated) WHERE day = OLD.day AND model = OLD.model; DELETE FROM spend_total WHERE day = OLD.day AND model = OLD.model AND summaries = 0; END;

-- What a row is the sum of does not change: it would have to leave one sum and enter another.
CREATE TRIGGER spend_key_stays BEFORE UPDATE OF person, day, model ON spend WHEN (NEW.person, NEW.day, NEW.model) IS NOT (OLD.person, OLD.day, OLD.model) BEGIN SELECT RAISE(ABORT, 'a summary keeps its person, day and model'); END;
