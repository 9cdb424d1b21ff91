/** Reads the Worker's variables. A number that cannot be read is reported, for the default stands in its place. Pure. */
import { fixedServersIn } from "./mcp/fixed-servers.ts";
import { MAX_RETENTION_DAYS } from "./protocol/limits.ts";
import { usdToNano } from "./models/money.ts";

/** Variables that exist in local mode alone or are optional: read as text, missing is empty. */
export function variable(env: Env, name: string): string {
  const value: unknown = Reflect.get(env, name);
  return typeof value === "string" ? value : "";
}

/** Days after which conversations are deleted, as an administrator sets them; null: never, or no number of days. */
export function retentionDaysIn(value: string): number | null {
  return /^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= MAX_RETENTION_DAYS ? Number(value) : null;
}

/** A duration in milliseconds. */
export function milliseconds(env: Env, name: string, otherwise: number): number {
  const value = Number(variable(env, name));
  return Number.isFinite(value) && value > 0 ? value : otherwise;
}

const DURATIONS = ["STALL_MS", "FIRST_BYTE_MS", "MCP_LIST_MS"] as const;

/** @param valueOf the setting's text; empty: it was not given */
export function settingProblems(valueOf: (name: string) => string): string[] {
  const problems: string[] = [];
  for (const name of DURATIONS) {
    const value = valueOf(name);
    if (value !== "" && !(Number.isFinite(Number(value)) && Number(value) > 0))
      problems.push(`${name}: ${JSON.stringify(value)} is no number of milliseconds above 0; the default is used.`);
  }
  const limit = valueOf("MONTHLY_LIMIT_USD");
  if (limit !== "" && usdToNano(limit) === null)
    problems.push(`MONTHLY_LIMIT_USD: ${JSON.stringify(limit)} is no amount in USD, such as 100 or 12.50; 10 USD is used.`);
  const days = valueOf("RETENTION_DAYS");
  if (days !== "" && retentionDaysIn(days) === null)
    problems.push(`RETENTION_DAYS: ${JSON.stringify(days)} is no number of days from 1 to ${MAX_RETENTION_DAYS}; conversations are kept.`);
  // Its text may hold a key in an address: it is not repeated.
  if (fixedServersIn(valueOf("MCP_SERVERS")) === null)
    problems.push('MCP_SERVERS: no JSON like [{"name":"Wiki","url":"https://wiki.example.com/mcp"}]; nobody is given a server.');
  return problems;
}
