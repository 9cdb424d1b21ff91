import { decimal } from "./money.ts";

/** `812` → `812 B`, `5242880` → `5.0 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${decimal(bytes / 1024 / 1024, 1)} MB`;
}
