/**
 * Models on one's own machine: any OpenAI-compatible server (Ollama, llama.cpp, vLLM, LM Studio) as an `AiBinding`, so
 * that the door does not know the difference. There is no gateway before it: no log, no affinity, nothing collected.
 */
import type { AiBinding } from "./binding.ts";
import { field, parseJson } from "./json.ts";

export interface LocalServer {
  /** With or without `/v1` at its end. */
  url: string;
  /** Sent as a bearer token; empty: none. */
  key: string;
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const PREFIX = "local/";

export function isLocal(modelId: string): boolean {
  return modelId.startsWith(PREFIX);
}

/** A route of the server. Where the URL has no path of its own, OpenAI's `/v1` is meant. */
function route(server: LocalServer, path: string): string {
  const base = server.url.replace(/\/+$/, "");
  return /^https?:\/\/[^/]+$/.test(base) ? `${base}/v1/${path}` : `${base}/${path}`;
}

function headersOf(server: LocalServer): { [name: string]: string } {
  return { "content-type": "application/json", ...(server.key === "" ? {} : { authorization: `Bearer ${server.key}` }) };
}

/** The names of the server's models (`GET /v1/models`); null where no such server answers within the signal's time. */
export async function findLocalModels(server: LocalServer, fetch: Fetch, signal: AbortSignal): Promise<string[] | null> {
  try {
    const response = await fetch(route(server, "models"), { headers: headersOf(server), signal });
    const list = field(parseJson(await response.text()), "data");
    if (!response.ok || !Array.isArray(list)) return null;
    return list.map((entry) => field(entry, "id")).filter((id) => typeof id === "string");
  } catch {
    return null;
  }
}

/** The server as a binding; models are called by their id, `local/<name>`. */
export function createLocalAi(server: LocalServer, fetch: Fetch): AiBinding {
  return {
    run(model, input, options) {
      const name = isLocal(model) ? model.slice(PREFIX.length) : model;
      return fetch(route(server, "chat/completions"), {
        method: "POST",
        headers: headersOf(server),
        body: JSON.stringify({ ...input, model: name }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
    },
    gateway: () => ({ getLog: () => Promise.reject(new Error("AiGatewayLogNotFound: a local model has no gateway")) }),
  };
}

/** One binding for all: `local/…` goes to the server, the rest to `ai`. */
export function withLocalModels(ai: AiBinding, local: AiBinding): AiBinding {
  return {
    run: (model, input, options) => (isLocal(model) ? local : ai).run(model, input, options),
    gateway: (id) => ai.gateway(id),
    ...(ai.fetch === undefined ? {} : { fetch: ai.fetch.bind(ai) }),
  };
}
