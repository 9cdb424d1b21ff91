/**
 * Brings databases of the time before migrations, when the person's object was an `Agent` of the agents package 0.32.0, to
 * the state of the first migration, once. PERSISTED CONTRACT: never edited.
 */
import type { Columns } from "../storage/database.ts";

/** What the `Agent` class kept for itself. Its one job in use was the daily deletion of old conversations. */
const AGENT_TABLES = [
  "cf_agents_facet_runs",
  "cf_agents_fibers",
  "cf_agents_jobs",
  "cf_agents_mcp_servers",
  "cf_agents_queues",
  "cf_agents_runs",
  "cf_agents_schedules",
  "cf_agents_state",
  "cf_agents_task_runs",
  "cf_agents_task_steps",
  "cf_agents_workflows",
  "cf_agent_tool_runs",
];
/** What its keys in the key-value store begin with. */
export const AGENT_KEYS = "cf_agents:";

/** @param run runs one statement */
export function adopt(run: (query: string) => Columns[]): void {
  const isThere = (table: string, column = ""): boolean =>
    run(`SELECT 1 AS one FROM sqlite_master WHERE type = 'table' AND name = '${table}' AND sql LIKE '%${column}%'`).length > 0;
  run("ALTER TABLE person ADD COLUMN version INTEGER NOT NULL DEFAULT 0");
  run("ALTER TABLE person ADD COLUMN sweep_at INTEGER");
  if (!isThere("conversation", "simulated INTEGER")) run("ALTER TABLE conversation ADD COLUMN simulated INTEGER NOT NULL DEFAULT 0");
  if (!isThere("conversation", "lesson TEXT")) run("ALTER TABLE conversation ADD COLUMN lesson TEXT");
  run(
    `CREATE TABLE IF NOT EXISTS allowance (
       only INTEGER PRIMARY KEY CHECK (only = 1),
       allow TEXT NOT NULL,
       default_model TEXT NOT NULL
     )`,
  );
  if (isThere("cf_agents_jobs")) run("UPDATE person SET sweep_at = (SELECT min(time) FROM cf_agents_jobs WHERE fn = 'sweep')");
  for (const table of AGENT_TABLES) run(`DROP TABLE IF EXISTS ${table}`);
}
