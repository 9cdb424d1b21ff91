/**
 * The baseline without storage: one Durable Object per conversation that pipes the same embedded stream to its sockets,
 * one JSON text frame per token, and resumes from memory. What it leaves out (storage, money, commands) is what a
 * conversation that loses nothing has to pay for; what is left is the platform's own price.
 */
import { DurableObject } from "cloudflare:workers";
import { createWorkersAiReader } from "../../src/models/wire/workers-ai.ts";
import { type AiService, overRpc } from "../../src/models/binding.ts";
import type { PartSink } from "../../src/models/parts.ts";

export { EmbeddedAi } from "../../src/embedded-ai/embedded-ai.ts";

export type RoomEnv = { ROOM: DurableObjectNamespace; AI: AiService };
type Words = { role: "user" | "assistant"; text: string };

/** As many tokens as anybody asks for. */
const MAX_TOKENS = 262_144;

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
    const response = await overRpc(this.env.AI).run(
      "embedded/tally",
      { messages: [{ role: "user", content: text }], stream: true, max_tokens: MAX_TOKENS },
      { returnRawResponse: true, gateway: { id: "bench", metadata: {}, collectLog: false }, extraHeaders: {} },
    );
    const reader = createWorkersAiReader();
    const sink: PartSink = {
      text: (token) => {
        this.#answer = (this.#answer ?? "") + token;
        this.#all(JSON.stringify({ type: "text", text: token }));
      },
      reasoning() {},
      usage() {},
      finish() {},
      failure() {},
      done() {},
    };
    const source = response.body?.getReader();
    for (let chunk = await source?.read(); chunk?.value !== undefined; chunk = await source?.read()) reader.read(chunk.value, sink);
    this.#messages.push({ role: "assistant", text: this.#answer });
    this.ended(this.#answer);
    this.#answer = null;
    this.#all(JSON.stringify({ type: "done" }));
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
