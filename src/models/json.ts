/** Narrows unknown JSON by hand, because readers see one object per token, too often for a schema. Nothing here throws. */

export type JsonObject = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of a key of an object; undefined for anything else. */
export function field(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}

/** The first element of an array; undefined for anything else. */
export function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}

/** A count from outside, as a number or as digits: a whole number from 0 to the largest exact one; anything else is 0. */
export function count(value: unknown): number {
  const given = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof given === "number" && given > 0 ? Math.min(Math.floor(given), Number.MAX_SAFE_INTEGER) : 0;
}

/** The text parsed, or undefined where it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
