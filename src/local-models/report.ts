/** Lines for the terminal about servers and settings, each with the address that was asked. Pure. */
import { problemOfResponse } from "../models/failures.ts";
import { unquoted } from "../models/local-failures.ts";
import { plainLine } from "../protocol/plain-line.ts";
import { KIND_NAMES, type ServerAddress } from "./address.ts";
import { plainName, type GivenPrices } from "./prices.ts";
import { serverName, type Sighting } from "./probe.ts";

/**
 * A line about a refused request and the reason. The server's own text is left out, because it may repeat what somebody
 * wrote (invariant 11). `body`: the server's response.
 */
export function refusalLine(server: string, model: string, status: number, body: string): string {
  const why = unquoted(problemOfResponse(status, body, null, 0, "local"));
  return `Local models: ${server} refused a request for ${plainLine(model)} with ${status}. ${why}`;
}

/** Names shown in a line before "and n more". */
const SHOWN = 4;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).join(", ");
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
}

/** A line about what was found at one address; null: nothing worth reporting. */
export function lineOf(address: ServerAddress, seen: Sighting | null): string | null {
  const asked = `${address.url}/models`;
  if (seen === null || seen.state === "slow") {
    const who = address.isNamed ? asked : `${address.url}/models (${usualName(address)}'s port)`;
    if (seen === null) return address.isNamed ? `Local models: ${who} has not answered yet; its models appear when it does.` : null;
    return `Local models: ${who} took the question and did not answer it. It is asked again when the list of models is opened.`;
  }
  switch (seen.state) {
    case "found": {
      const { models, leftOut, oddEntries } = seen;
      const where = serverName(seen.kind, seen.url).replace(/^the server at /, "");
      const found =
        models.length === 0 ? `none to chat with at ${where}` : `${models.length} at ${where} (${listed(models.map(({ name }) => name))})`;
      const notes = [
        ...(seen.url === address.url ? [] : [`${address.url} has no list, ${seen.url} has`]),
        ...(leftOut.length === 0 ? [] : [`not for chat: ${listed(leftOut)}`]),
        ...(oddEntries === 0 ? [] : [`left out, for it has no usable name: ${oddEntries === 1 ? "one entry" : `${oddEntries} entries`}`]),
      ];
      return `Local models: ${[found, ...notes].join("; ")}.`;
    }
    case "other": {
      if (seen.status === 401 || seen.status === 403)
        return address.isNamed
          ? `Local models: ${asked} answered ${seen.status}: the key was refused. Set LOCAL_AI_KEY to the server's key.`
          : `Local models: ${asked} answered ${seen.status}: it wants a key. Set LOCAL_AI_URL=${address.url} and LOCAL_AI_KEY.`;
      // Something that is no model server listens on a standard port, which nobody has configured.
      if (!address.isNamed) return null;
      return seen.status === null
        ? `Local models: what ${asked} answered is no list of models. Is LOCAL_AI_URL the address of the server, such as http://127.0.0.1:11434/v1?`
        : `Local models: ${asked} answered ${seen.status}. Is the path of LOCAL_AI_URL right? It usually ends in /v1.`;
    }
    case "unreachable":
      return address.isNamed
        ? `Local models: nothing answers at ${asked}. Start the server (it is found without starting Tally anew), or correct LOCAL_AI_URL.`
        : null;
  }
}

const usualName = (address: ServerAddress): string => (address.usually === null ? "a server" : KIND_NAMES[address.usually]);

/** A line with the addresses that were tried, for when there is no other line. */
export function nothingFound(addresses: readonly ServerAddress[]): string | null {
  if (addresses.length === 0) return null;
  const ports = addresses.map((address) => `${usualName(address)} (${new URL(address.url).port})`);
  return `Local models: none. Nothing like a model server answers on 127.0.0.1 at the ports of ${ports.join(", ")}; one that starts later is found, another address goes into LOCAL_AI_URL.`;
}

/** Prices that were given for models that no server has: probably a slip in the name. */
export function unusedPrices(prices: GivenPrices, names: readonly string[]): string[] {
  const known = new Set(names.map(plainName));
  return [...(prices.byName?.keys() ?? [])]
    .filter((name) => !known.has(name))
    .map((name) => `LOCAL_AI_PRICES names ${JSON.stringify(name)}, which no server that answers has.`);
}
