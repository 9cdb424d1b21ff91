/**
 * One connection to a server, by the protocol's own library: made for one purpose, bounded in time and bytes, closed
 * again. Offers nothing to the server: it is asked for no elicitation, no sampling and no roots, and whatever it asks is
 * refused by the library as unknown.
 */
import { auth, Client, StreamableHTTPClientTransport, UnauthorizedError, type Tool as McpTool } from "@modelcontextprotocol/client";
import { isObject, type JsonObject } from "../models/json.ts";
import { toolFailure, type ToolOutcome } from "../tools/tool.ts";
import { guardedFetch, type Fetch } from "./address.ts";
import type { SignInProvider } from "./sign-in.ts";

/** Milliseconds for one call of a tool. */
const CALL_PATIENCE_MS = 60_000;
/** Milliseconds in which a server is told that a call was called off, before its connection goes. */
const GOODBYE_MS = 1_000;
/** Pages of a list of tools that are asked for. */
const MAX_PAGES = 10;
/** Characters of a result. */
const MAX_RESULT = 40_000;

export type Endpoint = { url: string; headers: { [name: string]: string }; provider: SignInProvider };
/** `listMs`: for connecting, listing and signing in. */
export type Net = { fetch: typeof fetch; allowsLoopback: boolean; listMs: number };

export type Listed =
  | { is: "ready"; tools: McpTool[] }
  | { is: "authorize"; authorizeUrl: string | null }
  /** `detail`: a sentence for the person; never the server's words. */
  | { is: "failed"; detail: string };

/** Aborts after that time, or with the other one. `off` lets its clock go. */
function deadline(ms: number, signal?: AbortSignal): { signal: AbortSignal; off: () => void } {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException("too late", "TimeoutError")), ms);
  return { signal: signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]), off: () => clearTimeout(timer) };
}

async function within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>, stopped?: AbortSignal): Promise<T> {
  const { signal, off } = deadline(ms, stopped);
  const cutOff = Promise.withResolvers<never>();
  const onAbort = (): void => cutOff.reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work(signal), cutOff.promise]);
  } finally {
    off();
  }
}

/** Knows how far what it says without awaiting an answer has come: a server is told of a call that was called off. */
class Transport extends StreamableHTTPClientTransport {
  told: Promise<void> = Promise.resolve();

  override send(...[message, options]: Parameters<StreamableHTTPClientTransport["send"]>): Promise<void> {
    const sent = super.send(message, options);
    if (!Array.isArray(message) && !("id" in message)) this.told = sent.catch(() => undefined);
    return sent;
  }
}

/**
 * @param signal ends it at any point, its requests too
 * @param onToolsChanged the server says that its list of tools is another one now
 */
async function connected<T>(
  endpoint: Endpoint,
  net: Net,
  signal: AbortSignal,
  use: (client: Client) => Promise<T>,
  onToolsChanged: () => void = () => undefined,
): Promise<T> {
  const tooLarge = Promise.withResolvers<never>();
  // Avoids an unhandled rejection once nothing awaits it any more.
  tooLarge.promise.catch(() => undefined);
  const over = new AbortController();
  const fetchIt: Fetch = guardedFetch(net.fetch, net.allowsLoopback, over.signal, tooLarge.reject);
  const transport = new Transport(new URL(endpoint.url), {
    fetch: fetchIt,
    requestInit: { headers: endpoint.headers },
    // A key of the person's own goes before a sign-in.
    ...(hasOwnKey(endpoint.headers) ? {} : { authProvider: endpoint.provider }),
    reconnectionOptions: { maxRetries: 0, initialReconnectionDelay: 1_000, maxReconnectionDelay: 1_000, reconnectionDelayGrowFactor: 1 },
  });
  const client = new Client({ name: "Tally", version: "1.0.0" }, { capabilities: {} });
  client.setNotificationHandler("notifications/tools/list_changed", onToolsChanged);
  try {
    await Promise.race([client.connect(transport, { timeout: net.listMs, signal }), tooLarge.promise]);
    return await Promise.race([use(client), tooLarge.promise]);
  } finally {
    if (signal.aborted) await within(GOODBYE_MS, () => transport.told).catch(() => undefined);
    await client.close().catch(() => undefined);
    over.abort();
  }
}

const hasOwnKey = (headers: { [name: string]: string }): boolean =>
  Object.keys(headers).some((name) => name.toLowerCase() === "authorization");

export async function listTools(endpoint: Endpoint, net: Net): Promise<Listed> {
  try {
    const tools = await within(net.listMs, (signal) =>
      connected(endpoint, net, signal, async (client) => {
        const all: McpTool[] = [];
        let cursor: string | undefined;
        for (let page = 0; page < MAX_PAGES; page += 1) {
          const { tools: more, nextCursor } = await client.listTools(cursor === undefined ? undefined : { cursor }, {
            timeout: net.listMs,
            signal,
          });
          all.push(...more);
          if (nextCursor === undefined || nextCursor === cursor) break;
          cursor = nextCursor;
        }
        return all;
      }),
    );
    return { is: "ready", tools };
  } catch (error) {
    if (endpoint.provider.authorizeUrl !== null || error instanceof UnauthorizedError)
      return { is: "authorize", authorizeUrl: endpoint.provider.authorizeUrl };
    return { is: "failed", detail: sentenceOf(error) };
  }
}

/** The person has come back from the server's sign-in with this code. */
export async function finishSignIn(endpoint: Endpoint, net: Net, code: string, issuer: string | null): Promise<boolean> {
  try {
    const result = await within(net.listMs, (signal) =>
      auth(endpoint.provider, {
        serverUrl: endpoint.url,
        authorizationCode: code,
        fetchFn: guardedFetch(net.fetch, net.allowsLoopback, signal),
        ...(issuer === null ? {} : { iss: issuer }),
      }),
    );
    return result === "AUTHORIZED";
  } catch {
    return false;
  }
}

/** `isListOld`: the server's list of tools is to be asked for again. */
export type Called = { outcome: ToolOutcome; isListOld: boolean };

/** Servers' messages about a tool that they do not have any more. */
const UNKNOWN_TOOL = /(unknown|no such) tool|tool .{0,200}(not found|unknown|does not exist|disabled)/i;

/** @param stopped whoever asked for it does not want it any more: the server is told, and nothing of it stays open */
export async function callTool(endpoint: Endpoint, net: Net, name: string, args: JsonObject, stopped: AbortSignal): Promise<Called> {
  let isListOld = false;
  const changed = (): void => {
    isListOld = true;
  };
  const called = (outcome: ToolOutcome, said = ""): Called => ({ outcome, isListOld: isListOld || UNKNOWN_TOOL.test(said.slice(0, 500)) });
  try {
    const result = await within(
      CALL_PATIENCE_MS,
      (signal) =>
        connected(
          endpoint,
          net,
          signal,
          (client) => client.callTool({ name, arguments: { ...args } }, { timeout: CALL_PATIENCE_MS, signal }),
          changed,
        ),
      stopped,
    );
    const text = textOf(result);
    if (result.isError !== true) return called({ ok: true, text, sources: [] });
    return called(toolFailure(text === "" ? "The tool failed and did not say why." : text), text);
  } catch (error) {
    if (endpoint.provider.authorizeUrl !== null || error instanceof UnauthorizedError)
      return called(toolFailure("The server wants the person to sign in again, in the settings of its tools."));
    return called(toolFailure(sentenceOf(error)), error instanceof Error ? error.message : "");
  }
}

/** The words of a result; what is none (pictures, sounds) is named, and no address in it is followed. */
function textOf(result: { content?: unknown; structuredContent?: unknown }): string {
  const parts: readonly unknown[] = Array.isArray(result.content) ? result.content : [];
  const texts = parts.map((part) => {
    if (!isObject(part)) return "";
    switch (part["type"]) {
      case "text":
        return typeof part["text"] === "string" ? part["text"] : "";
      case "resource_link":
        return typeof part["uri"] === "string" ? part["uri"] : "";
      case "resource": {
        const resource = part["resource"];
        return isObject(resource) && typeof resource["text"] === "string" ? resource["text"] : "[a file that is no text]";
      }
      case "image":
        return "[a picture, which is not shown]";
      case "audio":
        return "[a sound, which is not played]";
      default:
        return "";
    }
  });
  const said = texts.filter((text) => text !== "").join("\n\n");
  const text = said === "" && result.structuredContent !== undefined ? JSON.stringify(result.structuredContent) : said;
  return text.length <= MAX_RESULT ? text : `${text.slice(0, MAX_RESULT).toWellFormed()}\n[cut]`;
}

/** A sentence for an error, by its kind; the server's own text is not repeated. */
function sentenceOf(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  const message = error instanceof Error ? error.message : "";
  if (name === "TimeoutError" || /timed? ?out|too late/i.test(message)) return "The server did not answer in time.";
  if (name === "TooLargeError" || /more than \d+ bytes/.test(message)) return "The server sent more than 5 MB. Its answer was not read.";
  if (/elicitation/i.test(message))
    return "The server wanted to ask the person something in the middle of a call, which Tally does not do.";
  if (/schema|invalid (params|argument|structured)|does not match/i.test(message))
    return "What came or went is not as the server's own description says.";
  if (/fetch failed|network|refused|ECONN|not found|internal error/i.test(message)) return "The server cannot be reached.";
  return "The server did not answer as a server of this protocol does.";
}
