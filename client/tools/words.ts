/** What stands on the page of tools, in plain words; and the headers a person types. Pure. */
import type { McpServer, ToolInfo } from "../../src/protocol/tools.ts";
import { formatMoney } from "../format/money.ts";
import { formatAgo } from "../format/time.ts";
import { words } from "../words/words.ts";

/** What is told of a tool beside its name: what a call costs, and what becomes of what is sent. */
export function toolFacts({ priceNanoUsd, simulated, hasEffect, server }: ToolInfo): string[] {
  return [
    priceNanoUsd === 0 ? words.format.free : words.tools.price(formatMoney(priceNanoUsd)),
    ...(simulated ? [words.tools.simulated] : []),
    ...(server !== null && !hasEffect ? [words.tools.onlyReads] : []),
  ];
}

/** Who is told what, for Tally's own tools; null: the person's server, named above it. */
export function recipientsOf(tool: Pick<ToolInfo, "name" | "server">): string | null {
  if (tool.server !== null) return null;
  switch (tool.name) {
    case "web_search":
      return words.tools.told.search;
    case "read_page":
      return words.tools.told.page;
    default:
      return null;
  }
}

/** Where a server stands, as one sentence. @param nowMs milliseconds since the epoch */
export function stateWords({ state, tools, askedAt, detail }: McpServer, nowMs: number): string {
  const sentence = detail === undefined ? "" : ` ${words.http.server(detail)}`;
  switch (state) {
    case "new":
      return words.tools.server.new;
    case "authorize":
      return words.tools.server.authorize(sentence);
    case "failed":
      return words.tools.server.failed(sentence);
    case "ready":
      return words.tools.server.ready(tools.length, askedAt === null ? null : formatAgo(askedAt, nowMs), sentence);
  }
}

export type SignInOutcome = { tone: "info" | "warning" | "danger"; text: string };

/** What a sign-in came to, of the address it led back to (`/tools?mcp=ready`); null: nobody comes from one. */
export function signInOutcome(search: string): SignInOutcome | null {
  switch (new URLSearchParams(search).get("mcp")) {
    case null:
      return null;
    case "ready":
      return { tone: "info", text: words.tools.signIn.ready };
    case "authorize":
      return { tone: "warning", text: words.tools.signIn.refused };
    default:
      return {
        tone: "danger",
        text: words.tools.signIn.failed,
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
    if (colon < 1 || !/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) return words.tools.add.headersWrong;
    headers[name] = line.slice(colon + 1).trim();
  }
  return headers;
}

/** The host behind an address to open; null: it is no web page, and is not opened. */
export function hostToOpen(url: string): string | null {
  const parsed = URL.parse(url);
  return parsed !== null && (parsed.protocol === "https:" || parsed.protocol === "http:") ? parsed.host : null;
}
