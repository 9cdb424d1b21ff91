/** Reads JSON from a column; a value of another version's shape counts as absent. */
import type { z } from "zod";

export function jsonOr<T extends z.ZodType>(column: string, schema: T, otherwise: z.infer<T>): z.infer<T> {
  try {
    const parsed = schema.safeParse(JSON.parse(column));
    return parsed.success ? parsed.data : otherwise;
  } catch {
    return otherwise;
  }
}
