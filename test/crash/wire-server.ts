/**
 * A model server that says, for each model it lists, what real OpenAI-compatible servers were seen to send: a script of
 * bytes and pauses per request. On loopback, by HTTP, so that nothing between the bytes and the person is left out.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { listed } from "./local-server.ts";

export interface WireRequest {
  model: string;
  messages: { role: string; content: string }[];
  [field: string]: unknown;
}

/** Bytes, a pause (with a comment every so often, as proxies send them), or a line that stays open until it is closed. */
export type Step = string | { silentMs: number } | { beatsForMs: number } | "hold" | "hold and beat";

/** An answer with another status than 200 is no stream. */
export type Reply = { steps: readonly Step[]; type?: string } | { status: number; body: unknown };

/** What a server answers to this request; `nth` counts a model's requests from 0. */
export type Script = (request: WireRequest, nth: number) => Reply;

const BEAT_MS = 100;

export const event = (value: object, name?: string): string =>
  `${name === undefined ? "" : `event: ${name}\n`}data: ${JSON.stringify(value)}\n\n`;
const chunk = (choice: object): string =>
  event({ id: "c1", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, ...choice }] });
export const delta = (value: object): string => chunk({ delta: value, finish_reason: null });
export const word = (content: string): string => delta({ content });
export const finish = (reason: string, more: object = {}): string =>
  event({ choices: [{ index: 0, delta: {}, finish_reason: reason }], ...more });
export const STOP = finish("stop");
export const usage = (input: number, output: number): string =>
  event({ choices: [], usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output } });
export const DONE = "data: [DONE]\n\n";
/** In pieces of a few characters, as tokens are. */
export const inPieces = (text: string, length = 3): string[] =>
  Array.from({ length: Math.ceil(text.length / length) }, (_, index) => word(text.slice(index * length, (index + 1) * length)));

export class WireServer {
  readonly #server: Server;
  readonly #asked = new Map<string, WireRequest[]>();
  /** Models whose line the client closed while it was held open. */
  readonly closed = new Set<string>();

  private constructor(scripts: ReadonlyMap<string, Script>) {
    this.#server = createServer((request, response) => {
      this.#answer(request, response, scripts).catch(() => response.destroy());
    });
  }

  static async start(scripts: ReadonlyMap<string, Script>): Promise<WireServer> {
    const server = new WireServer(scripts);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get origin(): string {
    const address = this.#server.address();
    if (typeof address !== "object" || address === null) throw new Error("the server does not listen");
    return `http://127.0.0.1:${address.port}`;
  }

  /** What was asked of a model, in order. */
  asked(model: string): readonly WireRequest[] {
    return this.#asked.get(model) ?? [];
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse, scripts: ReadonlyMap<string, Script>): Promise<void> {
    const json = (status: number, body: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    if (request.url === "/v1/models") return json(200, { object: "list", data: [...scripts.keys()].map(listed) });
    if (request.url !== "/v1/chat/completions") return json(404, { error: { message: "no such route" } });
    let body = "";
    for await (const piece of request) body += String(piece);
    const asked = JSON.parse(body) as WireRequest;
    const before = this.asked(asked.model);
    this.#asked.set(asked.model, [...before, asked]);
    const script = scripts.get(asked.model);
    if (script === undefined) return json(404, { error: { message: "no such model" } });
    const reply = script(asked, before.length);
    if ("status" in reply) return json(reply.status, reply.body);
    await this.#play(asked.model, reply.steps, reply.type ?? "text/event-stream", response);
  }

  async #play(model: string, steps: readonly Step[], type: string, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    response.writeHead(200, { "content-type": type, "cache-control": "no-cache" });
    response.flushHeaders();
    const beat = async (forMs: number): Promise<void> => {
      for (let past = 0; past < forMs && !gone.signal.aborted; past += BEAT_MS) {
        response.write(": still here\n\n");
        await sleep(BEAT_MS);
      }
    };
    for (const step of steps) {
      if (gone.signal.aborted) break;
      if (step === "hold" || step === "hold and beat") {
        if (step === "hold and beat") await beat(Number.POSITIVE_INFINITY);
        else if (!gone.signal.aborted)
          await new Promise<void>((resolve) => gone.signal.addEventListener("abort", () => resolve(), { once: true }));
        this.closed.add(model);
      } else if (typeof step === "string") response.write(step);
      else if ("silentMs" in step) await sleep(step.silentMs);
      else await beat(step.beatsForMs);
    }
    if (!gone.signal.aborted) response.end();
  }
}
