/** What stands on the page of tools, in plain words; and the headers a person types. Pure. */
import type { McpServer, ToolInfo } from "../../src/protocol/tools.ts";
import { formatMoney } from "../format/money.ts";
import { formatAgo } from "../format/time.ts";

/** What is told of a tool beside its name: what a call costs, and what becomes of what is sent. */
export function toolFacts({ priceNanoUsd, simulated, hasEffect, server }: ToolInfo): string[] {
  return [
    priceNanoUsd === 0 ? "free" : `${formatMoney(priceNanoUsd)} a call`,
    ...(simulated ? ["simulated: nothing is searched, nobody is charged"] : []),
    ...(server !== null && !hasEffect ? ["only reads, its server says"] : []),
  ];
}

/** Who is told what, for Tally's own tools; null: the person's server, named above it. */
export function whoIsTold(tool: Pick<ToolInfo, "name" | "server">): string | null {
  if (tool.server !== null) return null;
  switch (tool.name) {
    case "web_search":
      return "What is searched for goes to Cloudflare and to its search provider. Whether the gateway’s log keeps it is not documented: take it that it does.";
    case "read_page":
      return "The page’s own server sees that its address was fetched, by Cloudflare’s network under the name Tally, without cookies.";
    default:
      return null;
  }
}

/** Where a server stands, as one sentence. @param nowMs milliseconds since the epoch */
export function stateWords({ state, tools, askedAt, detail }: McpServer, nowMs: number): string {
  const sentence = detail === undefined ? "" : ` ${detail}`;
  switch (state) {
    case "new":
      return "Not connected yet: nothing was asked of it.";
    case "authorize":
      return `It wants you to sign in.${sentence}`;
    case "failed":
      return `It fails.${sentence}`;
    case "ready": {
      const count = tools.length === 1 ? "1 tool" : `${tools.length} tools`;
      return `Connected, ${count}${askedAt === null ? "" : `, asked ${agoWords(formatAgo(askedAt, nowMs))}`}.${sentence}`;
    }
  }
}

const agoWords = (ago: string): string => (ago === "now" ? "just now" : /^\d+ (min|h)$/.test(ago) ? `${ago} ago` : ago);

export type SignInOutcome = { tone: "info" | "warning" | "danger"; text: string };

/** What a sign-in came to, of the address it led back to (`/tools?mcp=ready`); null: nobody comes from one. */
export function signInOutcome(search: string): SignInOutcome | null {
  switch (new URLSearchParams(search).get("mcp")) {
    case null:
      return null;
    case "ready":
      return { tone: "info", text: "You are signed in: the server’s tools are listed below. Each asks before it is used." };
    case "authorize":
      return { tone: "warning", text: "The server did not accept the sign-in. Connect it again below." };
    default:
      return {
        tone: "danger",
        text: "The sign-in came to nothing: it was refused, took too long, or was begun by somebody else. Connect the server again below.",
      };
  }
}

/** `X-Key: abc`, one a line → the headers; a sentence where a line is none. */
export function parseHeaders(text: string): Record<string, string> | string {
  const headers: Record<string, string> = {};
  for (const line of text.split("\n").filter((each) => each.trim() !== "")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim();
    // The line itself may be a key: it is not said again.
    if (colon < 1 || !/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) return "Write each header as Name: value, one a line.";
    headers[name] = line.slice(colon + 1).trim();
  }
  return headers;
}

/** The host behind an address to open; null: it is no web page, and is not opened. */
export function hostToOpen(url: string): string | null {
  const parsed = URL.parse(url);
  return parsed !== null && (parsed.protocol === "https:" || parsed.protocol === "http:") ? parsed.host : null;
}
