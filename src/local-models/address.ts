/** Where model servers are looked for: what LOCAL_AI_URL names, else the standard ports of the usual ones. Pure. */

/** Servers whose own routes tell more than OpenAI's list does. */
export type ServerKind = "ollama" | "lm-studio" | "llama.cpp" | "vllm";

export const KIND_NAMES: { readonly [kind in ServerKind]: string } = {
  ollama: "Ollama",
  "lm-studio": "LM Studio",
  "llama.cpp": "llama.cpp",
  vllm: "vLLM",
};

export interface ServerAddress {
  /** OpenAI's routes are below it: `http://127.0.0.1:11434/v1`, no slash at its end. */
  url: string;
  /** The server's own routes are below it: `http://127.0.0.1:11434`. */
  origin: string;
  /** The kind of server that usually listens there; null: not known. */
  usually: ServerKind | null;
  /** True where LOCAL_AI_URL names it: the terminal then always says what was found there, even nothing. */
  isNamed: boolean;
}

/** The standard ports, in the order in which their models are listed. Loopback only: no other machine is contacted unasked. */
const STANDARD_PORTS: readonly (readonly [ServerKind, number])[] = [
  ["ollama", 11434],
  ["lm-studio", 1234],
  ["llama.cpp", 8080],
  ["vllm", 8000],
];

function addressOf(url: string, usually: ServerKind | null, isNamed: boolean): ServerAddress {
  return { url, origin: new URL(url).origin, usually, isNamed };
}

export const STANDARD_ADDRESSES: readonly ServerAddress[] = STANDARD_PORTS.map(([kind, port]) =>
  addressOf(`http://127.0.0.1:${port}/v1`, kind, false),
);

/** Endings of a full endpoint, which people copy from servers' examples in place of the server's address. */
const ENDPOINT = /\/(chat\/completions|completions|models|responses|embeddings)$/;

/** The address that one entry of LOCAL_AI_URL means; null: it is none. */
function parseAddress(entry: string): ServerAddress | null {
  // `localhost:1234` would parse as the scheme "localhost".
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(entry) ? entry : `http://${entry}`;
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:") || url.username !== "" || url.password !== "") return null;
  const path = url.pathname.replace(/\/{1,200}$/, "").replace(ENDPOINT, "");
  const port = Number(url.port);
  const usually = STANDARD_PORTS.find(([, standard]) => standard === port)?.[0] ?? null;
  return addressOf(`${url.origin}${path === "" ? "/v1" : path}`, usually, true);
}

export interface Addresses {
  addresses: readonly ServerAddress[];
  /** The parts of the setting that cannot be read, as sentences. */
  problems: readonly string[];
}

/**
 * @param setting LOCAL_AI_URL: addresses with commas between; empty: the standard ports; `off`: none. A missing scheme is
 *   `http://`, a missing path is OpenAI's `/v1`, a whole endpoint is cut to its server's address.
 */
export function parseAddresses(setting: string): Addresses {
  const entries = setting
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  if (entries.length === 0) return { addresses: STANDARD_ADDRESSES, problems: [] };
  if (entries.length === 1 && entries[0] === "off") return { addresses: [], problems: [] };
  const found = new Map<string, ServerAddress>();
  const problems: string[] = [];
  for (const entry of entries) {
    const address = parseAddress(entry);
    if (address === null)
      problems.push(
        `LOCAL_AI_URL: ${JSON.stringify(withoutCredentials(entry))} is no address of a server. Write it like http://127.0.0.1:11434/v1; a key goes into LOCAL_AI_KEY.`,
      );
    else found.set(address.url, address);
  }
  return { addresses: [...found.values()], problems };
}

/** An address may hold a password, which belongs in no terminal. */
const withoutCredentials = (entry: string): string => entry.replace(/^([^@]*:\/\/)?[^@]*@/, "$1…@");
