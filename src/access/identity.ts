import { plainAddress } from "../protocol/address.ts";

/** Who is calling. `email` is a plain address (src/protocol/address.ts) and owns the data; `expiresAtMs` closes sockets (null: never, in local mode). */
export interface Identity {
  email: string;
  admin: boolean;
  expiresAtMs: number | null;
  kind: "access" | "dev";
}

/** Settings of the Worker that decide who may enter. */
export interface AccessSettings {
  ACCESS_TEAM_DOMAIN: string;
  ACCESS_AUDIENCE: string;
  ADMIN_EMAILS: string;
  /** Comma-separated common names of service tokens that may call; empty: none. */
  ACCESS_SERVICE_TOKENS?: string;
}

/** Returns the caller, or null where the request has no valid identity. Never throws on bad input. */
export type Identify = (request: Request, settings: AccessSettings) => Promise<Identity | null>;

/** Whether a plain address is in the comma-separated list of administrators; invalid entries are ignored. */
export function isAdmin(email: string, list: string): boolean {
  return list.split(",").some((entry) => plainAddress(entry) === email);
}
