/** Asks one address for its models. Every outcome is a value, and none contains text of a chat. */
import { field, parseJson } from "../models/json.ts";
import { KIND_NAMES, type ServerAddress, type ServerKind } from "./address.ts";
import { detailsOf } from "./details.ts";
import { entriesOf, kindOfEntries, namesOf, parseModelList, type ModelList } from "./model-list.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export type Sighting =
  | ({ state: "found"; /** Where OpenAI's routes really are. */ url: string; kind: ServerKind | null } & ModelList)
  /** Something responds, but not with a list of models. `status`: of HTTP; null: 2xx with another body. */
  | { state: "other"; status: number | null }
  | { state: "unreachable" }
  | { state: "slow" };

/** A server may be loading a model while it is asked. Milliseconds. */
const PATIENCE_MS = 10_000;
/** A list has some hundred bytes for each model; a longer response is no list. */
const MAX_BYTES = 4_000_000;

async function boundedText(response: Response): Promise<string | null> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > MAX_BYTES) {
      reader.cancel().catch(() => undefined);
      return null;
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** @param key empty: none */
export const credentials = (key: string): { [name: string]: string } => (key === "" ? {} : { authorization: `Bearer ${key}` });

type Answer = { status: number; json: unknown } | "unreachable" | "slow";

export class Prober {
  readonly #fetch: Fetch;
  readonly #patienceMs: number;

  constructor(fetch: Fetch, patienceMs: number = PATIENCE_MS) {
    this.#fetch = fetch;
    this.#patienceMs = patienceMs;
  }

  async #ask(url: string, key: string, signal: AbortSignal, body?: object): Promise<Answer> {
    try {
      const response = await this.#fetch(url, {
        headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...credentials(key) },
        ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
        // Something else may listen on a standard port, so redirects are not followed.
        redirect: "manual",
        signal,
      });
      const text = await boundedText(response);
      return { status: response.status, json: text === null ? undefined : parseJson(text) };
    } catch {
      return signal.aborted ? "slow" : "unreachable";
    }
  }

  /** Asks the address; where it was named and has no list there, also its server's usual `/v1`. @param key empty: none */
  async look(address: ServerAddress, key: string): Promise<Sighting> {
    const signal = AbortSignal.timeout(this.#patienceMs);
    const usual = `${address.origin}/v1`;
    const urls = address.url === usual ? [usual] : [address.url, usual];
    let first: Sighting | null = null;
    for (const url of urls) {
      const seen = await this.#lookAt(url, address, key, signal);
      if (seen.state !== "other" || seen.status === 401 || seen.status === 403) return seen;
      first ??= seen;
    }
    return first ?? { state: "unreachable" };
  }

  async #lookAt(url: string, address: ServerAddress, key: string, signal: AbortSignal): Promise<Sighting> {
    const answer = await this.#ask(`${url}/models`, key, signal);
    if (answer === "slow" || answer === "unreachable") return { state: answer };
    const isFine = answer.status >= 200 && answer.status < 300;
    const entries = isFine ? entriesOf(answer.json) : null;
    if (entries === null) return { state: "other", status: isFine ? null : answer.status };
    const route = async (path: string, body?: object): Promise<unknown> => {
      const reply = await this.#ask(`${url.replace(/\/v1$/, "")}${path}`, key, signal, body);
      return typeof reply === "object" && reply.status === 200 ? reply.json : undefined;
    };
    let kind = kindOfEntries(entries) ?? address.usually;
    // An Ollama with only locally made models does not identify itself in the list.
    if (kind === null && typeof field(await route("/api/version"), "version") === "string") kind = "ollama";
    const details = await detailsOf(kind, namesOf(entries), route);
    return { state: "found", url, kind, ...parseModelList(entries, details) };
  }
}

/** The server's name for people: `Ollama at http://127.0.0.1:11434`. */
export const serverName = (kind: ServerKind | null, url: string): string =>
  `${kind === null ? "the server" : KIND_NAMES[kind]} at ${url.replace(/\/v1$/, "")}`;
