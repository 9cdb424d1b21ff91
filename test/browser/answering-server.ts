/** A server with OpenAI's wire on loopback whose answers are what a test wants them to be, in pieces of its choosing. */
import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

export interface PlannedAnswer {
  text: string;
  /** UTF-16 code units of a piece. */
  piece: number;
  /** Milliseconds after each piece. */
  pauseMs: number;
}

function event(delta: object, finish: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  return `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "written", choices })}\n\n`;
}

export class AnsweringServer {
  /** What is answered to the question that holds the key. */
  readonly answers = new Map<string, PlannedAnswer>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      if (request.method === "GET") {
        const data = [{ id: "written", object: "model", created: 0, owned_by: "us", meta: { n_ctx: 4_000_000 } }];
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ object: "list", data }));
        return;
      }
      let body = "";
      request.on("data", (bytes: Buffer) => (body += bytes.toString()));
      request.on("end", () => {
        const { messages } = JSON.parse(body) as { messages: { content: string }[] };
        const question = messages.at(-1)?.content ?? "";
        const planned = [...this.answers].findLast(([key]) => question.includes(key))?.[1];
        response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
        const answer = async (): Promise<void> => {
          const { text, piece, pauseMs } = planned ?? { text: "A title", piece: 100, pauseMs: 0 };
          for (let at = 0; at < text.length && !response.closed; at += piece) {
            response.write(event({ content: text.slice(at, at + piece) }));
            if (pauseMs > 0) await sleep(pauseMs);
          }
          response.end(`${event({}, "stop")}data: [DONE]\n\n`);
        };
        answer().catch(() => response.destroy());
      });
    });
  }

  static async start(): Promise<AnsweringServer> {
    const server = new AnsweringServer();
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get origin(): string {
    const address = this.#server.address();
    if (typeof address !== "object" || address === null) throw new Error("the server does not listen");
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
