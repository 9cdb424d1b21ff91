/** Settings that are numbers: one that cannot be read is said, for the default stands in its place. Pure. */
import { usdToNano } from "./models/money.ts";

const DURATIONS = ["STALL_MS", "FIRST_BYTE_MS"] as const;

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
  return problems;
}
