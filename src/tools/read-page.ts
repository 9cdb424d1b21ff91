/**
 * Reads one public page: GET alone, no cookies, public addresses after every redirect, 5 MB, 15 s, where the site's
 * robots.txt lets it. The work is the library's (agents/webfetch); this says what Tally allows, and in which words it
 * fails. A name is not resolved before it is fetched: a deployed Worker reaches no private network anyway, and on one's own
 * machine `fetch` is a network that leads to none (scripts/serve.mjs).
 */
import { fetchWeb, isPrivateOrLocalHost, WebFetchError, windowWebFetchPage } from "agents/webfetch";
import { chunksOf } from "../protocol/bytes.ts";
import { MAX_URL } from "./built-in.ts";
import { mayRead } from "./robots.ts";
import { toolFailure, type ToolOutcome } from "./tool.ts";

const MAX_BYTES = 5_000_000;
const PATIENCE_MS = 15_000;
const MAX_REDIRECTS = 5;
/** Characters of a page that are given at once. */
const PAGE_CHARACTERS = 20_000;
const MAX_ROBOTS_BYTES = 500_000;
const ROBOTS_PATIENCE_MS = 5_000;
const USER_AGENT = "Tally/1.0 (a person's assistant; robots.txt: tally)";

export type PageWorld = {
  /** Turns documents into text. */
  binding: Parameters<typeof fetchWeb>[1]["binding"];
  fetch: typeof fetch;
  /** How long a page may take. Milliseconds, default 15 s. */
  patienceMs?: number;
  /** A page of a stand-in's web; null: it is to be fetched. */
  simulated(url: string): Response | null;
};

export async function readPage(world: PageWorld, url: string, from: number, signal: AbortSignal): Promise<ToolOutcome> {
  if (url.length > MAX_URL || !URL.canParse(url)) return toolFailure("This is no whole address. Give one that begins with https://.");
  const asked = new URL(url);
  asked.hash = "";
  const refused = new Set<string>();
  /** Every address on the way is one that the site's robots may be kept from. */
  const guarded: typeof fetch = async (input, init) => {
    const target = new URL(input instanceof Request ? input.url : String(input));
    const own = world.simulated(target.href);
    if (own !== null) return own;
    if (!(await isAllowed(world.fetch, target, signal))) {
      refused.add(target.host);
      return new Response(null, { status: 403 });
    }
    return asReadable(await world.fetch(input, init));
  };
  try {
    const page = await fetchWeb(
      { url: asked.href },
      {
        binding: world.binding,
        fetch: guarded,
        userAgent: USER_AGENT,
        maxBytes: MAX_BYTES,
        maxRedirects: MAX_REDIRECTS,
        timeoutMs: world.patienceMs ?? PATIENCE_MS,
        signal,
      },
    );
    const { content, offset, nextOffset, finalUrl, status, title } = windowWebFetchPage(page, { offset: from, pageChars: PAGE_CHARACTERS });
    const name = (title ?? "").replace(/\s+/g, " ").trim().slice(0, 200) || new URL(finalUrl).host;
    const head = [
      `[#1] ${name}`,
      finalUrl,
      ...(status >= 400 ? [`The site answered with status ${status}.`] : []),
      `Characters ${offset} to ${offset + content.length} of ${page.totalChars}.${nextOffset === null ? "" : ` There is more: read on with "from": ${nextOffset}.`}`,
    ];
    return { ok: true, text: `${head.join("\n")}\n\n${content}`, sources: [{ title: name, url: finalUrl }] };
  } catch (error) {
    if (refused.size > 0)
      return toolFailure(`${[...refused].join(", ")} asks programs not to read this page (robots.txt). Use another source.`);
    return toolFailure(error instanceof WebFetchError ? sentenceOf(error) : "The page could not be read. Use another source.");
  }
}

const isPublic = ({ protocol, hostname }: URL): boolean => /^https?:$/.test(protocol) && !isPrivateOrLocalHost(hostname);

/**
 * A site without a robots.txt, or that answers with an error of the client's making, allows all; one that answers with an
 * error of its own, or not at all, allows nothing; redirects are followed (RFC 9309, 2.3.1). Throws where nobody answers.
 */
async function isAllowed(fetchIt: typeof fetch, target: URL, signal: AbortSignal): Promise<boolean> {
  // Refused before anything leaves.
  if (!isPublic(target)) return true;
  const until = AbortSignal.any([signal, AbortSignal.timeout(ROBOTS_PATIENCE_MS)]);
  let url = new URL("/robots.txt", target);
  for (let redirects = 0; redirects <= MAX_REDIRECTS && isPublic(url); redirects += 1) {
    const response = await fetchIt(url, { headers: { "user-agent": USER_AGENT }, redirect: "manual", signal: until });
    if (response.status === 200 && response.body !== null) return mayRead(await startOf(response.body, MAX_ROBOTS_BYTES), target);
    await response.body?.cancel();
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null || !URL.canParse(location, url.href))
      return response.status < 500;
    url = new URL(location, url);
  }
  return true;
}

async function startOf(body: ReadableStream<Uint8Array>, most: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  for await (const chunk of chunksOf(body)) {
    length += chunk.byteLength;
    text += decoder.decode(chunk, { stream: true });
    if (length >= most) return text;
  }
  return text + decoder.decode();
}

/** Set by the local entry, where nothing turns HTML into text but this machine itself. */
let asReadable: (response: Response) => Response = (response) => response;
export function convertPagesWith(convert: (response: Response) => Response): void {
  asReadable = convert;
}

/** In words for the model and the person; the library's own may quote the page. */
function sentenceOf({ code, status }: WebFetchError): string {
  switch (code) {
    case "invalid_web_fetch_input":
      return "This is no address of a page. Give one that begins with https://.";
    case "web_fetch_disallowed_url":
    case "web_fetch_disallowed_redirect":
      return "Only public web addresses can be read, and this one is not, or leads to one that is not.";
    case "web_fetch_too_many_redirects":
      return "The address leads round in circles. Use another source.";
    case "web_fetch_timeout":
      return `The page did not come within ${PATIENCE_MS / 1000} seconds. Use another source.`;
    case "web_fetch_too_large":
      return `The page is larger than ${MAX_BYTES / 1_000_000} MB. Use another source.`;
    case "web_fetch_unsupported_content_type":
      return "This is no text: it cannot be read.";
    case "web_fetch_blocked":
      return "The site lets no programs in. Use another source.";
    case "web_fetch_http_error":
      return `The site answered with status ${status} and no text.`;
    case "web_fetch_conversion_failed":
      return "The page could not be turned into text. Use another source.";
    case "web_fetch_unavailable":
      return "The site cannot be reached. Use another source.";
  }
}
