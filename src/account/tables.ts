/**
 * The tables of one person, and how they grow. PERSISTED CONTRACT: a migration that has shipped is never edited; a later
 * one only adds. Of what a person wrote titles stand here, which go when their conversation goes, and what they made
 * themselves: projects, presets and prompts.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE person (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    limit_nano_usd INTEGER,                -- null: the configured default
    preferences TEXT NOT NULL,             -- JSON
    version INTEGER NOT NULL DEFAULT 0,    -- migrations that were applied
    sweep_at INTEGER                       -- when old conversations are deleted next, milliseconds since the epoch; null: never
  );
  CREATE TABLE conversation (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    model TEXT NOT NULL,
    created_at INTEGER NOT NULL,           -- milliseconds since the epoch
    updated_at INTEGER NOT NULL,
    pinned INTEGER NOT NULL,
    archived INTEGER NOT NULL,
    temporary INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    cost INTEGER NOT NULL,                 -- nano-dollars
    seq INTEGER NOT NULL,                  -- place in the conversation's log this row includes
    deleted INTEGER NOT NULL,              -- 1: a tombstone, without a title; its id is not given again
    simulated INTEGER NOT NULL DEFAULT 0,  -- 1: all of the cost is simulated
    lesson TEXT                            -- JSON: what the last answers taught of their model; null: nothing
  ) WITHOUT ROWID;
  CREATE TABLE spent (
    period TEXT NOT NULL,                  -- month, UTC
    chat TEXT NOT NULL,
    cost INTEGER NOT NULL,                 -- nano-dollars, absolute
    seq INTEGER NOT NULL,
    PRIMARY KEY (period, chat)
  ) WITHOUT ROWID;
  CREATE TABLE hold (
    run TEXT PRIMARY KEY,
    chat TEXT NOT NULL,
    cost INTEGER NOT NULL,
    at INTEGER NOT NULL,
    freed INTEGER,                         -- nano-dollars not kept back any more while the log is awaited; null: it runs
    aside INTEGER                          -- 1: nobody waits for the call (a title)
  ) WITHOUT ROWID;
  CREATE TABLE allowance (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    allow TEXT NOT NULL,                   -- ids of models with commas between, empty: everything this server offers
    default_model TEXT NOT NULL            -- empty: this server's
  );
  INSERT INTO person (only, limit_nano_usd, preferences) VALUES (1, NULL, '{}');
  `,
  `
  CREATE TABLE project (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    instructions TEXT NOT NULL,            -- what its new conversations begin with; empty: the person's own
    model TEXT NOT NULL,                   -- likewise
    cap INTEGER,                           -- nano-dollars its conversations may cost together; null: no budget of its own
    per TEXT,                              -- 'month' (UTC) or 'total': what the cap is for
    archived INTEGER NOT NULL,
    created_at INTEGER NOT NULL            -- milliseconds since the epoch
  ) WITHOUT ROWID;
  -- Id of its project; null: none. A tombstone keeps it, for the sums.
  ALTER TABLE conversation ADD COLUMN project TEXT;
  -- That of the conversation which this call begins, until the list has its entry.
  ALTER TABLE hold ADD COLUMN project TEXT;
  `,
  `
  -- What the person set for a tool (tools/sql.ts).
  CREATE TABLE IF NOT EXISTS tool (
    name TEXT PRIMARY KEY,
    policy TEXT NOT NULL,                  -- ToolPolicy
    digest TEXT                            -- what its server said of it when it was allowed, null for one of Tally's own
  ) WITHOUT ROWID;

  -- Servers of the Model Context Protocol, with the keys to them. Nothing of this leaves the object but what McpServer shows.
  CREATE TABLE mcp_server (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    headers TEXT NOT NULL,                 -- JSON, secret
    state TEXT NOT NULL,                   -- McpServer's
    detail TEXT,
    tools TEXT NOT NULL,                   -- JSON, as its last list said
    asked_at INTEGER,                      -- milliseconds since the epoch
    auth TEXT NOT NULL,                    -- JSON, secret: mcp/sign-in.ts
    added_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  `,
  `
  -- What is left of a deleted conversation, beside its sums. No word.
  CREATE TABLE deletion (
    chat TEXT PRIMARY KEY,
    at INTEGER NOT NULL,                   -- milliseconds since the epoch
    messages INTEGER NOT NULL,
    reason TEXT NOT NULL                   -- DeletionReason of src/protocol/stored.ts
  ) WITHOUT ROWID;
  `,
  `
  -- What conversations begin with, and prompts for the composer (presets/preset-sql.ts).
  CREATE TABLE preset (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,                    -- 'preset' or 'prompt'
    name TEXT NOT NULL,
    text TEXT NOT NULL,                    -- the system prompt, empty: the person's own; or the prompt
    model TEXT NOT NULL,                   -- empty: the person's own
    effort TEXT,                           -- null: as the model likes
    is_default INTEGER NOT NULL,           -- 1: new conversations begin with it; at most one row
    created_at INTEGER NOT NULL            -- milliseconds since the epoch
  ) WITHOUT ROWID;
  `,
  // Which wake of the conversation's object asked for it, and its number among that wake's calls (Place of protocol/wallet.ts).
  "ALTER TABLE hold ADD COLUMN asker TEXT",
  "ALTER TABLE hold ADD COLUMN nth INTEGER",
  `
  -- The order of the list. An answer writes no index entry (invariant 12): what was answered in a month from
  -- person.shelved_until on is found by spent; all else stands at its updated_at on this shelf. Null: not on it yet. What
  -- an older version enters stands at its end.
  ALTER TABLE conversation ADD COLUMN shelved_at INTEGER DEFAULT 0;
  ALTER TABLE person ADD COLUMN shelved_until TEXT NOT NULL DEFAULT '';
  CREATE INDEX shelf ON conversation (archived, pinned, shelved_at, id) WHERE deleted = 0 AND shelved_at IS NOT NULL;
  `,
  `
  -- Browsers that are told of ended answers though no tab is open (pushes/push-sql.ts).
  CREATE TABLE push_browser (
    id TEXT PRIMARY KEY,                   -- SHA-256 of the endpoint, base64url
    endpoint TEXT NOT NULL,                -- secret: where its push service takes messages for it
    p256dh TEXT NOT NULL,                  -- its public key, base64url
    auth TEXT NOT NULL,                    -- its secret, base64url
    origin TEXT NOT NULL,                  -- where Tally answered it
    added_at INTEGER NOT NULL,             -- milliseconds since the epoch
    until INTEGER                          -- when the session ends that registered it; null: never
  ) WITHOUT ROWID;
  -- What is to be told to a browser, until its push service has it. No word.
  CREATE TABLE push_notice (
    chat TEXT NOT NULL,
    browser TEXT NOT NULL,
    ending TEXT NOT NULL,                  -- AnswerEnd of src/protocol/push.ts
    ended_at INTEGER NOT NULL,             -- milliseconds since the epoch
    tries INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    PRIMARY KEY (chat, browser)
  ) WITHOUT ROWID;
  `,
];

export type PersonRow = {
  limit_nano_usd: number | null;
  preferences: string;
  version: number;
  sweep_at: number | null;
  shelved_until: string;
};
export type ConversationRow = {
  id: string;
  title: string;
  model: string;
  created_at: number;
  updated_at: number;
  pinned: number;
  archived: number;
  temporary: number;
  messages: number;
  cost: number;
  seq: number;
  deleted: number;
  simulated: number;
  lesson: string | null;
  project: string | null;
  /** Its place on the list's shelf (list.ts); null: it is found by its spend. */
  shelved_at: number | null;
};
/** What a conversation's place in the list is made of. */
export type ListPlace = Pick<ConversationRow, "pinned" | "updated_at" | "id">;
/**
 * `freed`: nano-dollars of it that are not kept back any more, since the call has ended and awaits its log; null: it runs.
 * `aside`: 1 when nobody waits for the call (a title).
 */
export type HoldRow = {
  run: string;
  chat: string;
  cost: number;
  at: number;
  freed: number | null;
  aside: number | null;
  project: string | null;
  asker: string | null;
  nth: number | null;
};
/** What an administrator set for this person: `allow` as `isAllowed` reads it. Empty: nothing was set. */
export type AllowanceRow = { allow: string; default_model: string };
export type SpentRow = { period: string; chat: string; cost: number; seq: number };
