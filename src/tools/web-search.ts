/**
 * Search by Cloudflare's Web Search API through the AI binding: open beta of 2026-10, never tried on a real account here,
 * so that nothing else knows of it. Whether the gateway's log keeps queries is not documented: people are told to take it
 * that it does (docs/operations.md).
 */
import { createAIWebSearch, WebSearchError } from "agents/websearch";
import { MAX_QUERY, SEARCH_RESULTS } from "./built-in.ts";
import { toolFailure, type ToolOutcome } from "./tool.ts";

/** Characters of one page's excerpt. */
const MAX_EXCERPT = 600;
const MAX_TITLE = 200;
const PATIENCE_MS = 30_000;

const line = (text: string, most: number): string => {
  const whole = text.replace(/\s+/g, " ").trim();
  return whole.length <= most ? whole : `${whole.slice(0, most - 1).toWellFormed()}…`;
};

/** Addresses that a page may be opened at. */
const isWeb = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);

/** @param provider of the API's; empty: its default */
export async function webSearch(
  binding: Ai,
  settings: { gatewayId: string; provider: string },
  query: string,
  signal: AbortSignal,
): Promise<ToolOutcome> {
  const asked = query.replace(/\s+/g, " ").trim().slice(0, MAX_QUERY).toWellFormed();
  if (asked === "") return toolFailure("The query is empty. Search for some words.");
  const provider = providerOf(settings.provider);
  const source = createAIWebSearch({ binding, gateway: settings.gatewayId, ...(provider === null ? {} : { provider }) });
  try {
    const found = await source.search(
      { query: asked, limit: SEARCH_RESULTS },
      { signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) },
    );
    const items = found.items.filter(({ url }) => isWeb(url)).slice(0, SEARCH_RESULTS);
    if (items.length === 0) return { ok: true, text: "Nothing was found. Search with other words.", sources: [] };
    const texts = items.map(({ title, url, description }, index) =>
      [`[#${index + 1}] ${line(title, MAX_TITLE)}`, url, line(description ?? "", MAX_EXCERPT)].filter((part) => part !== "").join("\n"),
    );
    return { ok: true, text: texts.join("\n\n"), sources: items.map(({ title, url }) => ({ title: line(title, MAX_TITLE), url })) };
  } catch (error) {
    return failureOf(error);
  }
}

const PROVIDERS = ["ceramic", "exa", "linkup"] as const;
const providerOf = (name: string): (typeof PROVIDERS)[number] | null => PROVIDERS.find((known) => known === name) ?? null;

/** A refusal with a 4xx status did nothing; of anything else nobody knows, so that it counts as billed. */
function failureOf(error: unknown): ToolOutcome {
  if (!(error instanceof WebSearchError)) return toolFailure("The search did not answer. Try once more, or answer without.", true);
  const { status, retryable } = error;
  if (status === 402) return toolFailure("The account has no credit for searches. An administrator adds it to AI Gateway.");
  if (status === 501) return toolFailure("This server's runtime has no web search. An administrator must deploy a newer version.");
  if (status === 429) return toolFailure("Too many searches just now. Try again later, or answer without.");
  if (status >= 400 && status < 500) return toolFailure("The search was refused. Try other words, or answer without.");
  return toolFailure(`The search failed.${retryable ? " Try once more, or answer without." : " Answer without."}`, true);
}
