/** The baseline to beat: Cloudflare's `AIChatAgent` with `workers-ai-provider`, over the same embedded stream. */
import { AIChatAgent } from "@cloudflare/ai-chat";
import { routeAgentRequest } from "agents";
import { convertToModelMessages, streamText, type UIMessage } from "ai";
import { createWorkersAI } from "workers-ai-provider";
import type { AiBinding } from "../../src/models/binding.ts";

export { EmbeddedAi } from "../../src/embedded-ai/embedded-ai.ts";

type Env = { BenchChat: DurableObjectNamespace<BenchChat>; AI: AiBinding };

const MAX_TOKENS = 262_144;

/** `env.AI` as the provider expects it: `run` with `stream` answers the bytes themselves. */
function bindingOf(ai: AiBinding): Ai {
  const binding = {
    async run(model: string, input: object, _options: object): Promise<ReadableStream | null> {
      const response = await ai.run(
        model,
        { ...input, max_tokens: MAX_TOKENS },
        { returnRawResponse: true, gateway: { id: "bench", metadata: {}, collectLog: false }, extraHeaders: {} },
      );
      return response.body;
    },
  };
  return binding as unknown as Ai;
}

export class BenchChat extends AIChatAgent<Env> {
  #rowsWritten = 0;
  #alarmsSet = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    count(ctx, (rows) => (this.#rowsWritten += rows), () => (this.#alarmsSet += 1));
    super(ctx, env);
  }

  override async onChatMessage(): Promise<Response> {
    const model = createWorkersAI({ binding: bindingOf(this.env.AI) })("embedded/tally" as "@cf/meta/llama-3.1-8b-instruct");
    return streamText({ model, messages: await convertToModelMessages(this.messages) }).toUIMessageStreamResponse();
  }

  override async onRequest(request: Request): Promise<Response> {
    const action = new URL(request.url).pathname.split("/").at(-1);
    if (action === "seed") await this.persistMessages(await request.json<UIMessage[]>());
    return Response.json({ rowsWritten: this.#rowsWritten, alarmsSet: this.#alarmsSet });
  }
}

/** Counts what is written, as Cloudflare bills it, without changing what is done. */
function count(ctx: DurableObjectState, onRows: (rows: number) => void, onAlarm: () => void): void {
  const { sql } = ctx.storage;
  const cursors: { cursor: SqlStorageCursor<Record<string, SqlStorageValue>>; counted: number }[] = [];
  const settle = (): void => {
    for (const entry of cursors) {
      onRows(entry.cursor.rowsWritten - entry.counted);
      entry.counted = entry.cursor.rowsWritten;
    }
    cursors.length = 0;
  };
  const exec = sql.exec.bind(sql);
  Object.defineProperty(sql, "exec", {
    value: (query: string, ...bindings: SqlStorageValue[]) => {
      settle();
      const cursor = exec(query, ...bindings);
      cursors.push({ cursor, counted: 0 });
      return cursor;
    },
  });
  const setAlarm = ctx.storage.setAlarm.bind(ctx.storage);
  Object.defineProperty(ctx.storage, "setAlarm", {
    value: (at: number | Date) => {
      onAlarm();
      return setAlarm(at);
    },
  });
}

export default {
  async fetch(request, env) {
    return (await routeAgentRequest(request, env)) ?? new Response("not found", { status: 404 });
  },
} satisfies ExportedHandler<Env>;
