/**
 * The tables of one conversation, and how they grow. PERSISTED CONTRACT: a migration that has shipped is never edited;
 * a later one only adds. How their rows look: tables.ts.
 */

/**
 * A **turn** is a question and one answer to it. One row holds both, so that a promised answer exists by construction
 * and a turn costs few rows (docs/design.md has the count). A regenerated answer is a turn of its own that points at
 * the turn holding the question. `seq` is the place in the conversation's one log; a turn takes two places, its own for
 * the question and the next for the answer.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE chat (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    version INTEGER NOT NULL,
    id TEXT NOT NULL,
    owner TEXT NOT NULL,
    title TEXT NOT NULL,
    titled_by TEXT NOT NULL,               -- 'default', 'model' or 'person'
    model TEXT NOT NULL,
    system TEXT NOT NULL,
    temporary INTEGER NOT NULL,
    created_at INTEGER NOT NULL,           -- milliseconds since the epoch
    seq INTEGER NOT NULL,                  -- last place in the log taken by a change of this row
    selected INTEGER NOT NULL,             -- seq of the turn a person selected, 0: none
    selected_at INTEGER NOT NULL,          -- place in the log of that selection
    draft TEXT NOT NULL,
    draft_version INTEGER NOT NULL,
    settled_seq INTEGER NOT NULL,          -- the person's wallet knows everything up to here
    flushed_seq INTEGER NOT NULL,          -- D1 knows everything up to here
    logs_from INTEGER NOT NULL,            -- no receipt of an earlier turn waits for the gateway's log
    continued INTEGER NOT NULL,            -- seq of the turn far back that was continued last, 0: none
    corrected_seq INTEGER NOT NULL         -- place in the log of the last correction of a receipt beyond the recent turns
  );

  CREATE TABLE turn (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,               -- the command that made it; the question is "id", the answer "id.a"
    parent INTEGER NOT NULL,               -- seq of the turn whose answer it follows, 0: a beginning
    question INTEGER NOT NULL,             -- seq of the turn that holds the question's text, usually its own
    text TEXT,                             -- the question; null when another turn holds it
    answer TEXT NOT NULL DEFAULT '',
    reasoning TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL,                  -- MessageStatus of the answer
    model TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    started_at INTEGER,                    -- when the model was asked (last)
    finished_at INTEGER,
    first_token_at INTEGER,
    reasoning_ended_at INTEGER,
    problem TEXT,                          -- AnswerProblem as JSON
    shortened INTEGER NOT NULL DEFAULT 0,
    cap INTEGER,                           -- nano-dollars this answer may cost at most
    call_id TEXT,                          -- the model call that runs or ran last
    log_id TEXT,                           -- the gateway's log of that call
    run_id TEXT,                           -- the gateway's resumable run of that call
    prompt_tokens INTEGER NOT NULL DEFAULT 0, -- likely input tokens of that call, for when it leaves no usage
    held INTEGER NOT NULL DEFAULT 0,       -- nano-dollars held for that call
    changed INTEGER NOT NULL               -- place in the log of the last change
  );
  CREATE INDEX turn_parent ON turn (parent);

  -- What a running answer had at a checkpoint; append-only, never deleted (a delete is a billed row too).
  CREATE TABLE segment (
    call_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    text TEXT NOT NULL,
    reasoning TEXT NOT NULL,
    events INTEGER NOT NULL,               -- complete SSE events consumed, for the gateway's resume
    tokens INTEGER NOT NULL,               -- tokens seen so far in this call
    PRIMARY KEY (call_id, ordinal)
  ) WITHOUT ROWID;

  -- One row per model call, whatever its purpose and end (invariant 7). turn 0: no message.
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
    log_next_at INTEGER,                   -- null: the log is read, or there is none
    changed INTEGER NOT NULL,              -- place in the log of its entry or its last correction
    PRIMARY KEY (turn, call_id)
  ) WITHOUT ROWID;

  -- Sums of receipts per day (UTC) and model: what D1 is told, absolutely.
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
    messages INTEGER NOT NULL,             -- messages in the conversation when this row was last written
    seq INTEGER NOT NULL,                  -- place in the log this row includes
    PRIMARY KEY (day, model)
  ) WITHOUT ROWID;

  -- Commands that make no turn and would not be harmless twice (select, set, continue).
  CREATE TABLE command (
    id TEXT PRIMARY KEY,
    result TEXT NOT NULL
  ) WITHOUT ROWID;
  `,
  // How hard the model was asked to think; null: as it likes.
  "ALTER TABLE turn ADD COLUMN effort TEXT",
  // Seq of the turn whose question was the first message the model was shown; null: it was shown all, 0: this turn's own.
  "ALTER TABLE turn ADD COLUMN context_from INTEGER",
  // Nano-dollars the whole conversation may cost; null: no limit of its own.
  "ALTER TABLE chat ADD COLUMN cap INTEGER",
  // How hard models that reason think in this conversation; null: as they like.
  "ALTER TABLE chat ADD COLUMN effort TEXT",
  // As JSON (compaction-text.ts): what stands for this answer and all above it in requests; null: it is sent whole.
  "ALTER TABLE turn ADD COLUMN summary TEXT",
  // As JSON, a list of texts: what one might ask next.
  "ALTER TABLE turn ADD COLUMN suggestions TEXT",
  // Place in the log that was the last when the command was accepted: the oldest are forgotten first.
  "ALTER TABLE command ADD COLUMN at INTEGER NOT NULL DEFAULT 0",
  // What the command asked for, as a digest; null: of an earlier version.
  "ALTER TABLE command ADD COLUMN digest TEXT",
  // What an import brought: 'turn' (a question and an answer), 'question' or 'answer' alone; null: it was asked here.
  "ALTER TABLE turn ADD COLUMN imported TEXT",
  // When an imported answer was said, milliseconds since the epoch.
  "ALTER TABLE turn ADD COLUMN answered_at INTEGER",
  // The person's search index knows everything up to this place in the log.
  "ALTER TABLE chat ADD COLUMN indexed_seq INTEGER NOT NULL DEFAULT 0",
  // 1: it holds the whole of its call, in place of the segments before it, whose text was reasoning.
  "ALTER TABLE segment ADD COLUMN restates INTEGER NOT NULL DEFAULT 0",
  // As JSON, names of tools that are offered where a message names none; null: none.
  "ALTER TABLE chat ADD COLUMN tools TEXT",
  // As JSON, names of tools that this answer's model is offered; null: none.
  "ALTER TABLE turn ADD COLUMN tools TEXT",
  // Rounds in which this answer's model asked for tools.
  "ALTER TABLE turn ADD COLUMN rounds INTEGER NOT NULL DEFAULT 0",
  `
  -- One call of a tool. A running turn whose call_id is null stands between two model calls: its steps say how far it is.
  CREATE TABLE step (
    turn INTEGER NOT NULL,                 -- seq of the answer's turn
    ordinal INTEGER NOT NULL,              -- in the order in which the model asked, 1 first
    round INTEGER NOT NULL,                -- the model call that asked for it, 1 first
    call TEXT NOT NULL,                    -- the model's own id of this call
    tool TEXT NOT NULL,
    title TEXT NOT NULL,
    arguments TEXT NOT NULL,               -- as the model wrote them
    status TEXT NOT NULL,                  -- StepState of chat/tools/loop.ts
    why TEXT,                              -- why it waits although it is allowed
    decided TEXT,                          -- id and decision of the command that decided; null: nobody was asked
    result TEXT,                           -- what the model is shown
    sources TEXT,                          -- JSON
    sent_to TEXT,
    at INTEGER NOT NULL,                   -- UTF-16 code units of the answer's text before it
    thought INTEGER NOT NULL,              -- the same of its reasoning
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    cost INTEGER NOT NULL DEFAULT 0,       -- nano-dollars
    kept TEXT,                             -- JSON: what the provider wants to be sent back with this call
    changed INTEGER NOT NULL,              -- place in the log of the last change
    PRIMARY KEY (turn, ordinal)
  ) WITHOUT ROWID;
  `,
  // Links by which others read this conversation (sharing/share-sql.ts).
  `CREATE TABLE share (
    id TEXT PRIMARY KEY,
    with_costs INTEGER NOT NULL,
    until INTEGER,                         -- milliseconds since the epoch; null: until it is taken back
    created_at INTEGER NOT NULL,
    state TEXT NOT NULL                    -- 'entering', 'open' or 'leaving', as the directory knows it
  ) WITHOUT ROWID`,
  `
  CREATE TABLE file (
    id TEXT PRIMARY KEY,                   -- SHA-256 of its bytes, hexadecimal
    number INTEGER NOT NULL,               -- under which its parts stand
    name TEXT NOT NULL,
    type TEXT NOT NULL,                    -- MIME, as its bytes say
    kind TEXT NOT NULL,                    -- 'image', 'document' or 'text'
    bytes INTEGER NOT NULL,
    width INTEGER,                         -- pixels, of pictures
    height INTEGER,
    pages INTEGER,                         -- of documents that say
    encoding TEXT,                         -- of texts
    added_at INTEGER NOT NULL
  ) WITHOUT ROWID;

  -- Bytes of a file from ordinal 0 on; the text of a document, as UTF-8, from ordinal -1 downwards.
  CREATE TABLE file_part (
    file INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (file, ordinal)
  ) WITHOUT ROWID;
  `,
  // As JSON, ids of the files that stand beside this question; null: none.
  "ALTER TABLE turn ADD COLUMN files TEXT",
  // Nano-dollars the answer may have cost in all, where a Continue set it; null: its cap holds.
  "ALTER TABLE turn ADD COLUMN most INTEGER",
  // 0: it only reads.
  "ALTER TABLE step ADD COLUMN effect INTEGER NOT NULL DEFAULT 1",
  // 1: an unknown tool, or arguments that are no JSON.
  "ALTER TABLE step ADD COLUMN mistake INTEGER NOT NULL DEFAULT 0",
  // Nano-dollars a call costs.
  "ALTER TABLE step ADD COLUMN price INTEGER NOT NULL DEFAULT 0",
  // 1: nobody is charged.
  "ALTER TABLE step ADD COLUMN simulated INTEGER NOT NULL DEFAULT 0",
  // As JSON, what the person thinks of the answer (rating.ts); null: nothing.
  "ALTER TABLE turn ADD COLUMN rating TEXT",
  // As JSON, ids of the files that stand in the composer; null: none.
  "ALTER TABLE chat ADD COLUMN attached TEXT",
  // Rises with every change of those.
  "ALTER TABLE chat ADD COLUMN attached_version INTEGER NOT NULL DEFAULT 0",
  // What each hour (UTC) of the day cost, as JSON (calls/hours.ts); null: the row is older than that.
  "ALTER TABLE total ADD COLUMN hours TEXT",
];
