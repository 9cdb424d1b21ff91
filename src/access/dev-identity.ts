/**
 * Identity in local mode: whoever the request says. Only src/local.ts, which no deployed build contains, imports this file;
 * and it works on loopback alone, and never where Access is configured.
 */
import { plainAddress } from "../protocol/address.ts";
import type { Identify } from "./identity.ts";

const DEFAULT_PERSON = "you@localhost";
const ADMINISTRATOR = "admin@localhost";
const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

export const devIdentify: Identify = (request, settings) => {
  // An invalid name is refused: the default would write into another person's data.
  const said = request.headers.get("x-tally-dev-user") ?? cookie(request, "tally_dev_user");
  const person = said === null || said === "" ? DEFAULT_PERSON : plainAddress(said);
  const isHere = LOOPBACK.has(new URL(request.url).hostname) && settings.ACCESS_AUDIENCE === "";
  return Promise.resolve(
    isHere && person !== null ? { email: person, admin: person === ADMINISTRATOR, expiresAtMs: null, kind: "dev" } : null,
  );
};

function cookie(request: Request, name: string): string | null {
  for (const pair of (request.headers.get("cookie") ?? "").split(";")) {
    const [key, value = ""] = pair.trim().split("=");
    if (key === name) {
      try {
        return decodeURIComponent(value);
      } catch {
        return null;
      }
    }
  }
  return null;
}
