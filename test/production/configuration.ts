/** The built Worker's configuration without Workers AI, which cannot be reached from a test: wrangler warns of its price at each reading. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Beside wrangler.json, which it is but for that. A deployment without it answers every call of a model with an error. */
export const WITHOUT_AI = "without-ai.json";

/** @param folder where wrangler.json stands */
export function writeWithoutAi(folder: string): void {
  const configuration: Record<string, unknown> = JSON.parse(readFileSync(join(folder, "wrangler.json"), "utf8"));
  const { ai: _ai, ...rest } = configuration;
  writeFileSync(join(folder, WITHOUT_AI), JSON.stringify(rest));
}
