/**
 * A person's database as the `Agent` class (agents 0.32.0) and this project's code left it in November 2026: dumped from
 * a local server, its words replaced. Two conversations, one of them deleted, a hold, and a daily deletion that is planned.
 */
/** In the year 2100, so that no run of the tests finds it past. */
export const SWEEP_PLANNED_MS = 4_102_456_620_000;

/** The key-value pairs that the class kept beside its tables. */
export const KEYS_OF_AN_AGENT: readonly (readonly [string, number])[] = [
  ["cf_agents:mcp_schema_version", 1],
  ["cf_agents:queue_schema_version", 1],
  ["cf_agents:schedules_schema_version", 2],
  ["cf_agents:schema_version", 14],
  ["cf_agents:state_schema_version", 1],
  ["cf_agents:tasks_schema_version", 1],
];

export const ACCOUNT_OF_AN_AGENT = `
CREATE TABLE cf_agents_mcp_servers (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, server_url TEXT NOT NULL, callback_url TEXT NOT NULL, client_id TEXT, auth_url TEXT, server_options TEXT);
CREATE TABLE cf_agents_workflows (
  id TEXT PRIMARY KEY NOT NULL, workflow_id TEXT NOT NULL UNIQUE, workflow_name TEXT NOT NULL,
  status TEXT NOT NULL CHECK(status IN ('queued', 'running', 'paused', 'errored', 'terminated', 'complete', 'waiting', 'waitingForPause', 'unknown')),
  metadata TEXT, error_name TEXT, error_message TEXT, created_at INTEGER NOT NULL DEFAULT (unixepoch()), updated_at INTEGER NOT NULL DEFAULT (unixepoch()), completed_at INTEGER
);
CREATE INDEX idx_workflows_status ON cf_agents_workflows(status);
CREATE INDEX idx_workflows_name ON cf_agents_workflows(workflow_name);
CREATE TABLE cf_agents_runs (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, snapshot TEXT, created_at INTEGER NOT NULL, completed_at INTEGER, outcome TEXT, error_message TEXT);
CREATE TABLE cf_agents_facet_runs (owner_path TEXT NOT NULL, owner_path_key TEXT NOT NULL, run_id TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (owner_path_key, run_id));
CREATE INDEX idx_facet_runs_owner_path_key ON cf_agents_facet_runs(owner_path_key);
CREATE TABLE cf_agents_fibers (
  fiber_id TEXT PRIMARY KEY, idempotency_key TEXT UNIQUE, name TEXT NOT NULL, status TEXT NOT NULL, snapshot TEXT, metadata_json TEXT, error_message TEXT,
  created_at INTEGER NOT NULL, started_at INTEGER, completed_at INTEGER
);
CREATE INDEX idx_fibers_status_created ON cf_agents_fibers(status, created_at, fiber_id);
CREATE TABLE cf_agent_tool_runs (run_id TEXT PRIMARY KEY, parent_tool_call_id TEXT, agent_type TEXT NOT NULL, status TEXT NOT NULL, display_order INTEGER NOT NULL DEFAULT 0, started_at INTEGER NOT NULL);
CREATE INDEX idx_agent_tool_runs_parent_tool_call_id ON cf_agent_tool_runs(parent_tool_call_id, display_order);
CREATE TABLE cf_agents_state (id TEXT PRIMARY KEY NOT NULL, state TEXT);
CREATE TABLE cf_agents_task_runs (run_id TEXT PRIMARY KEY, definition TEXT NOT NULL, state TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX cf_agents_task_runs_definition ON cf_agents_task_runs (definition, created_at);
CREATE TABLE cf_agents_task_steps (run_id TEXT NOT NULL, step_name TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, PRIMARY KEY (run_id, step_name)) WITHOUT ROWID;
CREATE TABLE cf_agents_jobs (
  id TEXT PRIMARY KEY NOT NULL, capability TEXT NOT NULL, fn TEXT NOT NULL, time INTEGER NOT NULL, payload TEXT, retry_options TEXT,
  singleflight INTEGER NOT NULL DEFAULT 0, hung_timeout_seconds INTEGER, exclusive INTEGER NOT NULL DEFAULT 0, recovery_loop INTEGER NOT NULL DEFAULT 0,
  running INTEGER NOT NULL DEFAULT 0, execution_started_at INTEGER, created_at INTEGER NOT NULL DEFAULT (unixepoch())
) WITHOUT ROWID;
INSERT INTO cf_agents_jobs (id, capability, fn, time, payload, retry_options, hung_timeout_seconds, created_at) VALUES
  ('7LLOGRd5u', 'scheduler', 'sweep', ${SWEEP_PLANNED_MS}, '{"type":"cron","cron":"17 3 * * *","owner_path":null,"owner_path_key":null}', '{"maxAttempts":3,"baseDelayMs":100,"maxDelayMs":3000}', 30, 1795723577);

CREATE TABLE person (only INTEGER PRIMARY KEY CHECK (only = 1), limit_nano_usd INTEGER, preferences TEXT NOT NULL);
CREATE TABLE conversation (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, model TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, pinned INTEGER NOT NULL,
  archived INTEGER NOT NULL, temporary INTEGER NOT NULL, messages INTEGER NOT NULL, cost INTEGER NOT NULL, seq INTEGER NOT NULL, deleted INTEGER NOT NULL,
  simulated INTEGER NOT NULL DEFAULT 0, lesson TEXT
) WITHOUT ROWID;
CREATE TABLE spent (period TEXT NOT NULL, chat TEXT NOT NULL, cost INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (period, chat)) WITHOUT ROWID;
CREATE TABLE hold (run TEXT PRIMARY KEY, chat TEXT NOT NULL, cost INTEGER NOT NULL, at INTEGER NOT NULL, freed INTEGER, aside INTEGER) WITHOUT ROWID;
CREATE TABLE allowance (only INTEGER PRIMARY KEY CHECK (only = 1), allow TEXT NOT NULL, default_model TEXT NOT NULL);
INSERT INTO person VALUES (1, 5000000000, '{"retentionDays":30,"theme":"dark"}');
INSERT INTO conversation VALUES
  ('9fc6dd88-986e-4202-855c-52b8963a70c9', 'Kept', 'embedded/tally', 1795723577078, 1795723577112, 1, 0, 0, 2, 231, 4, 0, 1, '{"model":"embedded/tally","template":0,"answer":2,"likely":0,"counted":0}'),
  ('f2b57e2e-3a8c-4a8e-9c39-0d9a55a3a001', '', 'embedded/tally', 1795723570000, 1795723571000, 0, 0, 0, 2, 100, 4, 1, 1, NULL);
INSERT INTO spent VALUES ('2026-11', '9fc6dd88-986e-4202-855c-52b8963a70c9', 231, 4), ('2026-11', 'f2b57e2e-3a8c-4a8e-9c39-0d9a55a3a001', 100, 4);
INSERT INTO hold VALUES ('run-1', '9fc6dd88-986e-4202-855c-52b8963a70c9', 5000, 1795723577090, NULL, NULL);
INSERT INTO allowance VALUES (1, 'embedded/tally', 'embedded/tally');
`;
