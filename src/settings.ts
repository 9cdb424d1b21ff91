/** Reads the Worker's variables. A value that cannot be read is reported, because its default is used instead. Pure. */
import { z } from "zod";
import { fixedServersIn } from "./mcp/fixed-servers.ts";
import { MAX_RETENTION_DAYS } from "./protocol/limits.ts";
import { usdToNano } from "./models/money.ts";
import { vapidKeyIn } from "./push/vapid.ts";

/** Variables that exist in local mode alone or are optional: read as text, missing is empty. */
export function variable(env: Env, name: string): string {
  const value: unknown = Reflect.get(env, name);
  return typeof value === "string" ? value : "";
}

const retentionDays = z
  .string()
  .regex(/^\d{1,4}$/)
  .transform(Number)
  .pipe(z.int().min(1).max(MAX_RETENTION_DAYS));

/** A number of days after which conversations are deleted, as an administrator sets it; null: none, or no number of days. */
export function retentionDaysIn(value: string): number | null {
  const days = retentionDays.safeParse(value);
  return days.success ? days.data : null;
}

/** A duration in milliseconds. */
export function milliseconds(env: Env, name: string, otherwise: number): number {
  const value = Number(variable(env, name));
  return Number.isFinite(value) && value > 0 ? value : otherwise;
}

/** The settings of retention, and what applies where one cannot be read. */
const RETENTION = { RETENTION_DAYS: "conversations are kept", RETENTION_LIMIT_DAYS: "nobody is held to a limit" } as const;
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
  for (const [name, otherwise] of Object.entries(RETENTION)) {
    const days = valueOf(name);
    if (days !== "" && retentionDaysIn(days) === null)
      problems.push(`${name}: ${JSON.stringify(days)} is no number of days from 1 to ${MAX_RETENTION_DAYS}; ${otherwise}.`);
  }
  // The message must not repeat the key.
  if (valueOf("VAPID_KEY") !== "" && vapidKeyIn(valueOf("VAPID_KEY")) === null)
    problems.push("VAPID_KEY: no private key of P-256 as a JWK; nothing is pushed. Delete the secret, and the next deployment makes one.");
  // The message must not repeat the text, which may hold a key in an address.
  if (fixedServersIn(valueOf("MCP_SERVERS")) === null)
    problems.push('MCP_SERVERS: no JSON like [{"name":"Wiki","url":"https://wiki.example.com/mcp"}]; nobody is given a server.');
  return problems;
}
