/** Reads and writes stored preferences. A field that a newer version wrote is ignored, does not spoil the others, and stays stored. */
import { preferences, type Preferences } from "../protocol/http.ts";

const DEFAULTS: Preferences = {
  model: "",
  system: "",
  theme: "system",
  sendWith: "enter",
  retentionDays: null,
  suggestions: false,
  sidebarPrices: false,
  favouriteModels: [],
  language: "browser",
  readAloud: "device",
};

/**
 * @param column JSON
 * @param retentionDays the default for people who have not chosen
 * A preference that this version does not understand counts as not chosen.
 */
export function preferencesIn(column: string, retentionDays: number | null = null): Preferences {
  const chosen = { retentionDays, ...objectIn(column) };
  const parsed = preferences.safeParse({ ...DEFAULTS, ...chosen });
  if (parsed.success) return parsed.data;
  const odd = new Set(parsed.error.issues.map(({ path }) => path[0]));
  return preferences.parse({ ...DEFAULTS, ...Object.fromEntries(Object.entries(chosen).filter(([name]) => !odd.has(name))) });
}

/** The column's new JSON with these changes. */
export function withPreferences(column: string, change: Partial<Preferences>): string {
  return JSON.stringify({ ...objectIn(column), ...change });
}

function objectIn(column: string): object {
  try {
    const value: unknown = JSON.parse(column);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
