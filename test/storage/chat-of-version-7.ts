/**
 * A conversation's database as version 7 of its tables (November 2026) left it, its words replaced: one answer that is done
 * and was continued, one that was running when the server died.
 */
export const CHAT_OF_VERSION_7 = `
  CREATE TABLE chat (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    version INTEGER NOT NULL,
    id TEXT NOT NULL,
    owner TEXT NOT NULL,
    title TEXT NOT NULL,
    titled_by TEXT NOT NULL,
    model TEXT NOT NULL,
    system TEXT NOT NULL,
    temporary INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    selected INTEGER NOT NULL,
    selected_at INTEGER NOT NULL,
    draft TEXT NOT NULL,
    draft_version INTEGER NOT NULL,
    settled_seq INTEGER NOT NULL,
    flushed_seq INTEGER NOT NULL,
    logs_from INTEGER NOT NULL,
    continued INTEGER NOT NULL,
    corrected_seq INTEGER NOT NULL
  );
  CREATE TABLE turn (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    parent INTEGER NOT NULL,
    question INTEGER NOT NULL,
    text TEXT,
    answer TEXT NOT NULL DEFAULT '',
    reasoning TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL,
    model TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    first_token_at INTEGER,
    reasoning_ended_at INTEGER,
    problem TEXT,
    shortened INTEGER NOT NULL DEFAULT 0,
    cap INTEGER,
    call_id TEXT,
    log_id TEXT,
    run_id TEXT,
    prompt_tokens INTEGER NOT NULL DEFAULT 0,
    held INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL
  );
  CREATE INDEX turn_parent ON turn (parent);
  CREATE TABLE segment (
    call_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    text TEXT NOT NULL,
    reasoning TEXT NOT NULL,
    events INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    PRIMARY KEY (call_id, ordinal)
  ) WITHOUT ROWID;
  CREATE TABLE receipt (
    turn INTEGER NOT NULL,
    call_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    end TEXT NOT NULL,
    model TEXT NOT NULL,
    at INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    neurons TEXT,
    billed INTEGER,
    logged INTEGER,
    listed INTEGER,
    cost INTEGER NOT NULL,
    saved INTEGER NOT NULL,
    basis TEXT NOT NULL,
    simulated INTEGER NOT NULL,
    log_id TEXT,
    log_tries INTEGER NOT NULL DEFAULT 0,
    log_next_at INTEGER,
    changed INTEGER NOT NULL,
    PRIMARY KEY (turn, call_id)
  ) WITHOUT ROWID;
  CREATE TABLE total (
    day TEXT NOT NULL,
    model TEXT NOT NULL,
    calls INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cost INTEGER NOT NULL,
    saved INTEGER NOT NULL,
    simulated INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (day, model)
  ) WITHOUT ROWID;
  CREATE TABLE command (
    id TEXT PRIMARY KEY,
    result TEXT NOT NULL
  ) WITHOUT ROWID;
ALTER TABLE turn ADD COLUMN effort TEXT;
ALTER TABLE turn ADD COLUMN context_from INTEGER;
ALTER TABLE chat ADD COLUMN cap INTEGER;
ALTER TABLE chat ADD COLUMN effort TEXT;
ALTER TABLE turn ADD COLUMN summary TEXT;
ALTER TABLE turn ADD COLUMN suggestions TEXT;

INSERT INTO chat VALUES (1, 7, '9fc6dd88-986e-4202-855c-52b8963a70c9', 'old@example.com', 'Kept', 'person', 'embedded/tally', 'Be brief.', 0, 1795723577078, 1, 0, 0, 'half a thought', 3, 5, 5, 4, 0, 0, 900000, 'low');
INSERT INTO turn VALUES
  (2, 'm1', 0, 2, 'First question', 'First answer', 'Why', 'done', 'embedded/tally', 1795723577100, 1795723577101, 1795723579000, 1795723577300, 1795723577250, NULL, 0, NULL, 'call-1', 'log-1', NULL, 12, 5000, 5, 'low', NULL, NULL, '["And then?"]'),
  (6, 'm2', 2, 6, 'Second question', '', '', 'running', 'embedded/tally', 1795723580000, 1795723580001, NULL, NULL, NULL, NULL, 0, NULL, 'call-2', NULL, NULL, 20, 6000, 6, NULL, NULL, NULL, NULL);
INSERT INTO segment VALUES ('call-2', 0, 'Half of ', '', 3, 2), ('call-2', 1, 'an answer', '', 6, 4);
INSERT INTO receipt VALUES (2, 'call-1', 'answer', 'done', 'embedded/tally', 1795723579000, 12, 0, 2, '0.021', 231, NULL, 240, 231, 0, 'billed', 1, 'log-1', 1, NULL, 5);
INSERT INTO total VALUES ('2026-11-26', 'embedded/tally', 1, 12, 0, 2, 231, 0, 1, 2, 5);
INSERT INTO command VALUES ('c1', 'm1.a');
`;
