/** Servers as their makers publish them, answering from memory: what Ollama, LM Studio, llama.cpp and vLLM say on their routes. */
import type { Net } from "../../../src/local-models/local-models.ts";
import type { Fetch } from "../../../src/local-models/probe.ts";

export interface Request {
  url: string;
  body: unknown;
  authorization: string | null;
}

type Routes = { [route: string]: (body: unknown) => object };

/** A route's answer with another status than 200, or late. */
export const answer = (status: number, body: unknown = {}): object => ({ answer: [status, body] });

/** @param servers by origin; any other address refuses the connection */
export function network(servers: { [origin: string]: Routes | "silent" }): Net & { seen: Request[]; said: string[] } {
  const seen: Request[] = [];
  const said: string[] = [];
  const fetch: Fetch = async (address, init) => {
    const { origin, pathname } = new URL(address);
    const server = servers[origin];
    const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
    seen.push({ url: address, body, authorization: new Headers(init.headers).get("authorization") });
    if (server === undefined) throw new TypeError("connection refused");
    if (server === "silent") {
      await new Promise((resolve) => init.signal?.addEventListener("abort", resolve, { once: true }));
      throw new DOMException("timed out", "TimeoutError");
    }
    const route = server[`${init.method ?? "GET"} ${pathname}`];
    if (route === undefined) return Response.json({ error: "not found" }, { status: 404 });
    const reply = route(body);
    if ("answer" in reply && Array.isArray(reply.answer)) return Response.json(reply.answer[1], { status: Number(reply.answer[0]) });
    return Response.json(reply);
  };
  return { fetch, post: (url, init) => fetch(url, { method: "POST", ...init }), say: (line) => said.push(line), seen, said };
}

export const list =
  (...data: unknown[]): (() => object) =>
  () => ({ object: "list", data });
export const entry = (id: unknown, more: object = {}): object => ({ id, object: "model", created: 1_760_000_000, owned_by: "us", ...more });

export const OLLAMA = "http://127.0.0.1:11434";
export const ollama: Routes = {
  "GET /v1/models": list(
    ...["llama3.2:latest", "qwen3:8b", "nomic-embed-text:latest", "tuned:latest"].map((id) => entry(id, { owned_by: "library" })),
  ),
  "GET /api/ps": () => ({ models: [{ name: "qwen3:8b", model: "qwen3:8b", context_length: 32_768 }] }),
  "POST /api/show": (body) => {
    const { model } = body as { model: string };
    if (model.startsWith("nomic")) return { capabilities: ["embedding"], model_info: { "nomic-bert.context_length": 2048 } };
    if (model.startsWith("tuned"))
      return {
        capabilities: ["completion"],
        parameters: 'stop  "<|eot|>"\nnum_ctx                        16384',
        model_info: { "llama.context_length": 131_072 },
      };
    return { capabilities: ["completion", "vision"], model_info: { "general.architecture": "llama", "llama.context_length": 131_072 } };
  },
};

export const LM_STUDIO = "http://127.0.0.1:1234";
export const lmStudio: Routes = {
  "GET /v1/models": list(
    ...["gemma-3", "text-embedding-nomic", "embedder-chat", "qwen3:8b"].map((id) => entry(id, { owned_by: "organization_owner" })),
  ),
  "GET /api/v0/models": list(
    entry("gemma-3", { type: "vlm", state: "not-loaded", max_context_length: 131_072 }),
    entry("text-embedding-nomic", { type: "embeddings", state: "not-loaded", max_context_length: 2048 }),
    entry("embedder-chat", { type: "llm", state: "loaded", max_context_length: 32_768, loaded_context_length: 6000 }),
    entry("qwen3:8b", { type: "llm", state: "not-loaded", max_context_length: 2048 }),
  ),
};

export const LLAMA_CPP = "http://127.0.0.1:8080";
export const llamaCpp: Routes = {
  "GET /v1/models": list(entry("/models/SmolLM2-135M.Q4_1.gguf", { owned_by: "llamacpp", meta: { n_ctx_train: 8192 } })),
  "GET /props": () => ({ default_generation_settings: { n_ctx: 2048 }, total_slots: 2, modalities: { vision: false } }),
};

export const VLLM = "http://127.0.0.1:8000";
export const vllm: Routes = { "GET /v1/models": list(entry("mistral", { owned_by: "vllm", max_model_len: 24_000 })) };
