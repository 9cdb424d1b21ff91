/**
 * The baseline without storage: one Durable Object per conversation that pipes the same embedded stream to its sockets,
 * one JSON text frame per token, and resumes from memory. What it leaves out (storage, money, commands) is what a
 * conversation that loses nothing has to pay for; what is left is the platform's own price. Its tools are one search, run
 * at once and unpaid, round after round, as long as the model asks for it.
 */
import { DurableObject } from "cloudflare:workers";
import { createWorkersAiReader } from "../../src/models/wire/workers-ai.ts";
import { type AiService, overRpc } from "../../src/models/binding.ts";
import type { PartSink } from "../../src/models/parts.ts";
import { ToolCalls } from "../../src/models/tool-calls.ts";
import { builtInTools, WEB_SEARCH } from "../../src/tools/built-in.ts";
import { asFunction } from "../../src/models/chat-turn.ts";

export { EmbeddedAi } from "../../src/embedded-ai/embedded-ai.ts";

export type RoomEnv = { ROOM: DurableObjectNamespace; AI: AiService & { websearch(request: unknown): PromiseLike<Response> } };
type Words = { role: "user" | "assistant"; text: string };

/** As many tokens as anybody asks for. */
const MAX_TOKENS = 262_144;
const TOOLS = builtInTools(true)
  .filter(({ name }) => name === WEB_SEARCH)
  .map(asFunction);

/** What a room with promises (durable.ts) does beside is done in two methods. */
export abstract class Room<Env extends RoomEnv> extends DurableObject<Env> {
  readonly #sockets = new Set<WebSocket>();
  readonly #messages: Words[] = [];
  /** The running answer, and how often it grew; null while none runs. */
  #answer: string | null = null;

  override async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const seed = url.searchParams.get("seed");
    if (seed !== null) {
      for (const message of (await request.json<Words[]>()) ?? []) this.#messages.push(message);
      return new Response(seed);
    }
    const { 0: client, 1: server } = new WebSocketPair();
    server.accept();
    this.#sockets.add(server);
    server.addEventListener("close", () => this.#sockets.delete(server));
    server.addEventListener("message", ({ data }) => void this.#ask(String(data)));
    const from = Number(url.searchParams.get("have") ?? -1);
    if (from < 0) server.send(JSON.stringify({ type: "messages", messages: this.#messages, running: this.#answer }));
    else if (this.#answer !== null) server.send(JSON.stringify({ type: "text", text: this.#answer.slice(from) }));
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Before the model is asked. */
  protected abstract mayAsk(text: string): Promise<boolean> | null;
  /** Once the model has ended. */
  protected abstract ended(answer: string): void;

  async #ask(text: string): Promise<void> {
    const permission = this.mayAsk(text);
    if (permission !== null && !(await permission)) return;
    this.#messages.push({ role: "user", text });
    this.#all(JSON.stringify({ type: "asked", text }));
    this.#answer = "";
    const messages: object[] = [{ role: "user", content: text }];
    let calls = await this.#call(messages, text);
    while (!calls.isEmpty) {
      const asked = calls.calls;
      messages.push({
        role: "assistant",
        content: "",
        tool_calls: asked.map(({ id, name, arguments: written }) => ({ id, type: "function", function: { name, arguments: written } })),
      });
      for (const { id, arguments: written } of asked) {
        const found = await this.env.AI.websearch({ ...(JSON.parse(written) as object), limit: 5, gatewayId: "bench" });
        messages.push({ role: "tool", tool_call_id: id, content: await found.text() });
      }
      calls = await this.#call(messages, text);
    }
    this.#messages.push({ role: "assistant", text: this.#answer });
    this.ended(this.#answer);
    this.#answer = null;
    this.#all(JSON.stringify({ type: "done" }));
  }

  /** One call of the model, its words sent as they come. @returns what it asks for */
  async #call(messages: object[], question: string): Promise<ToolCalls> {
    const response = await overRpc(this.env.AI).run(
      "embedded/tally",
      { messages, stream: true, max_tokens: MAX_TOKENS, ...(question.includes("tool=") ? { tools: TOOLS } : {}) },
      { returnRawResponse: true, gateway: { id: "bench", metadata: {}, collectLog: false }, extraHeaders: {} },
    );
    const reader = createWorkersAiReader();
    const calls = new ToolCalls();
    const sink: PartSink = {
      text: (token) => {
        this.#answer = (this.#answer ?? "") + token;
        this.#all(JSON.stringify({ type: "text", text: token }));
      },
      reasoning() {},
      textWasReasoning() {},
      usage() {},
      finish() {},
      toolCall: (piece) => calls.add(piece),
      failure() {},
      done() {},
    };
    const source = response.body?.getReader();
    for (let chunk = await source?.read(); chunk?.value !== undefined; chunk = await source?.read()) reader.read(chunk.value, sink);
    return calls;
  }

  #all(frame: string): void {
    for (const socket of this.#sockets) {
      try {
        socket.send(frame);
      } catch {
        this.#sockets.delete(socket);
      }
    }
  }
}

export class BareRoom extends Room<RoomEnv> {
  protected override mayAsk(): null {
    return null;
  }

  protected override ended(): void {}
}

/** Every request goes to the room that its path names. */
export const route = {
  fetch(request, env) {
    const name = new URL(request.url).pathname.split("/").at(-1) ?? "";
    return env.ROOM.getByName(name).fetch(request);
  },
} satisfies ExportedHandler<RoomEnv>;

export default route;
