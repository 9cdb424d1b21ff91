/** Servers that an administrator gives to everybody, as the setting MCP_SERVERS names them. */
import { z } from "zod";

const fixedServers = z.array(z.object({ name: z.string().min(1).max(60), url: z.url() }));
export type FixedServers = z.infer<typeof fixedServers>;

/** @param text JSON; empty: none. @returns null where it cannot be read */
export function fixedServersIn(text: string): FixedServers | null {
  if (text === "") return [];
  try {
    const parsed = fixedServers.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
