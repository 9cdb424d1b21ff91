/** Steps in words, and the addresses of what they found. Pure. */
import { plainLine } from "../../src/protocol/plain-line.ts";
import type { Message } from "../live/index.ts";
import { words } from "../words/words.ts";

export type Step = NonNullable<Message["steps"]>[number];

/** Characters of a query in a title. */
const MAX_QUERY = 120;

/** What a step does, or has done, in the reader's language: Tally's own tools; of a server's, what the server calls it. */
export function stepTitle({ tool, title, arguments: args, status }: Pick<Step, "tool" | "title" | "arguments" | "status">): string {
  const said = words.answer.step;
  const { query, url } = args;
  if (tool === "web_search" && typeof query === "string" && query.trim() !== "") {
    const line = plainLine(query);
    const short = line.length <= MAX_QUERY ? line : `${line.slice(0, MAX_QUERY - 1).toWellFormed()}…`;
    return status === "done" ? said.searched(short) : said.search(short);
  }
  const host = tool === "read_page" && typeof url === "string" ? (URL.parse(url)?.host ?? "") : "";
  if (host === "") return title;
  return status === "done" ? said.hasRead(host) : said.read(host);
}

/** `["Searched for “tea”", "3 sources"]`: what a step does and how it ended, without its price. */
export function stepWords(step: Pick<Step, "tool" | "title" | "arguments" | "status" | "sources">): string[] {
  const title = stepTitle(step);
  switch (step.status) {
    case "waiting":
      return [title, words.answer.step.waiting];
    case "running":
      return [title, words.answer.step.running];
    case "denied":
      return [title, words.answer.step.denied];
    case "failed":
      return [title, words.answer.step.failed];
    case "done": {
      const found = step.sources?.length ?? 0;
      return found === 0 ? [title] : [title, words.answer.step.sources(found)];
    }
  }
}

/** The address a source leads to; null: it is no web page, and nothing is opened. */
export function addressOf(url: string): string | null {
  const parsed = URL.parse(url);
  return parsed !== null && (parsed.protocol === "https:" || parsed.protocol === "http:") ? parsed.href : null;
}

/** The host of a source, without `www.`; the address itself where it has none. */
export function hostOf(url: string): string {
  const host = URL.parse(url)?.host ?? "";
  return host === "" ? url : host.startsWith("www.") ? host.slice(4) : host;
}
