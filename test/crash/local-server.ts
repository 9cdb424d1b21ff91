/**
 * A server that speaks OpenAI's chat completions as published (`/v1/models`, `/v1/chat/completions`, SSE), on loopback:
 * what Ollama, llama.cpp, vLLM and LM Studio are to Tally. It is fussy where they are, and cuts its bytes where networks do.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

export const LOCAL_KEY = "sk-of-one-s-own";
/** Characters of one to four UTF-8 bytes. */
export const WORDS = ["Grüße", " aus", " 東京", " 🍵", " —", " naïve", " “tea”", "\n\n", "fin"];
export const TEXT = WORDS.join("");
/** A call of a tool as templates of Qwen's have it, where the server does not take it apart. */
export const WRITTEN_CALL = [
  "I look",
  ".\n\n<tool",
  "_call>\n",
  '{"name": "web_sea',
  'rch", "arguments": {"query": "tea"}}',
  "\n</tool_",
  "call>",
];
export const USAGE = { prompt_tokens: 31, completion_tokens: WORDS.length, total_tokens: 31 + WORDS.length };

const choice = (delta: object, finish: string | null = null): object => ({ index: 0, delta, logprobs: null, finish_reason: finish });

type Asked = {
  model: string;
  messages: { role: string; content: string; tool_calls?: unknown }[];
  tools?: unknown[];
  max_tokens?: number;
  stream_options?: unknown;
};

/** An entry of the list of models. */
export const listed = (id: unknown): object => ({ id, object: "model", created: 0, owned_by: "us", meta: { n_ctx: 8192 } });

export class LocalServer {
  readonly asked: Asked[] = [];
  /** Connections that the client closed before the answer was whole. */
  closedEarly = 0;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  /** The entries of its list of models. */
  models: unknown[] = ["tiny", "vendor/long-name:7b"].map(listed);

  /** @param port 0: any that is free */
  static async start(port = 0): Promise<LocalServer> {
    const server = new LocalServer();
    await new Promise<void>((resolve) => server.#server.listen(port, "127.0.0.1", resolve));
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

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const json = (status: number, body: object): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    if (request.headers.authorization !== `Bearer ${LOCAL_KEY}`)
      return json(401, { error: { message: "Incorrect API key provided", type: "invalid_request_error", code: "invalid_api_key" } });
    if (request.method === "GET" && request.url === "/v1/models") return json(200, { object: "list", data: this.models });
    if (request.method !== "POST" || request.url !== "/v1/chat/completions") return json(404, { error: { message: "no such route" } });
    let body = "";
    for await (const piece of request) body += String(piece);
    const asked = JSON.parse(body) as Asked & { stream?: boolean };
    this.asked.push(asked);
    const question = asked.messages.at(-1)?.content ?? "";
    if (question.includes("too long"))
      return json(400, { error: { message: "This model's maximum context length is 4096 tokens", code: "context_length_exceeded" } });
    const words = asked.tools !== undefined && question.includes("look for") ? WRITTEN_CALL : WORDS;
    await this.#stream(asked, words, question.includes("for ever"), response);
  }

  async #stream(asked: Asked, words: readonly string[], isEndless: boolean, response: ServerResponse): Promise<void> {
    let isClosed = false;
    response.on("close", () => {
      isClosed = true;
      if (!response.writableEnded) this.closedEarly += 1;
    });
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" });
    const event = (choices: object[], usage: object | null = null): Buffer =>
      Buffer.from(
        `data: ${JSON.stringify({ id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: asked.model, choices, usage })}\r\n\r\n`,
      );
    response.write(": connected\r\n\r\n");
    response.write(event([choice({ role: "assistant", content: "" })]));
    for (let index = 0; isEndless ? !isClosed : index < words.length; index += 1) {
      const bytes = event([choice({ content: words[index % words.length] ?? "" })]);
      // In the middle of the longest character, or of the event.
      const middle = bytes.findIndex((byte) => byte >= 0xe0);
      const cut = middle === -1 ? bytes.length >> 1 : middle + 1;
      response.write(bytes.subarray(0, cut));
      await sleep(4);
      response.write(bytes.subarray(cut));
      if (index % 3 === 0) response.write(": still here\r\n\r\n");
      await sleep(isEndless ? 20 : 2);
    }
    response.write(event([choice({}, "stop")]));
    if (asked.stream_options !== undefined) response.write(event([], USAGE));
    response.end("data: [DONE]\r\n\r\n");
  }
}
