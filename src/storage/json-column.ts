/** JSON in a column of ours: what an odd version wrote is as if nothing stood there. */
import type { z } from "zod";

export function jsonOr<T extends z.ZodType>(column: string, schema: T, otherwise: z.infer<T>): z.infer<T> {
  try {
    const parsed = schema.safeParse(JSON.parse(column));
    return parsed.success ? parsed.data : otherwise;
  } catch {
    return otherwise;
  }
}
