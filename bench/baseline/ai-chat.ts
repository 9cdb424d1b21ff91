/** The baseline to beat: Cloudflare's `AIChatAgent` with `workers-ai-provider`, over the same embedded stream. */
import { AIChatAgent } from "@cloudflare/ai-chat";
import { routeAgentRequest } from "agents";
import { convertToModelMessages, streamText, type UIMessage } from "ai";
import { createWorkersAI } from "workers-ai-provider";
import { type AiBinding, type AiService, overRpc } from "../../src/models/binding.ts";

export { EmbeddedAi } from "../../src/embedded-ai/embedded-ai.ts";

type Env = { BenchChat: DurableObjectNamespace<BenchChat>; AI: AiService };

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
  constructor(ctx: DurableObjectState, env: Env) {
    count(ctx);
    super(ctx, env);
  }

  override async onChatMessage(): Promise<Response> {
    const model = createWorkersAI({ binding: bindingOf(overRpc(this.env.AI)) })("embedded/tally" as "@cf/meta/llama-3.1-8b-instruct");
    return streamText({ model, messages: await convertToModelMessages(this.messages) }).toUIMessageStreamResponse();
  }

  override async onRequest(request: Request): Promise<Response> {
    const action = new URL(request.url).pathname.split("/").at(-1);
    if (action === "seed") await this.persistMessages(await request.json<UIMessage[]>());
    return Response.json(counts.get(this.ctx)?.() ?? {});
  }
}

/** What each object has written, as Cloudflare bills it; counted from before its constructor runs. */
const counts = new WeakMap<DurableObjectState, () => { rowsWritten: number; alarmsSet: number }>();

function count(ctx: DurableObjectState): void {
  const { sql } = ctx.storage;
  let rowsWritten = 0;
  let alarmsSet = 0;
  // A cursor knows its rows once it was read: the last one is asked before the next statement runs.
  let last: { rowsWritten: number } | null = null;
  const settle = (): void => {
    rowsWritten += last?.rowsWritten ?? 0;
    last = null;
  };
  const exec = sql.exec.bind(sql);
  Object.defineProperty(sql, "exec", {
    value: (query: string, ...bindings: SqlStorageValue[]) => {
      settle();
      const cursor = exec(query, ...bindings);
      last = cursor;
      return cursor;
    },
  });
  const setAlarm = ctx.storage.setAlarm.bind(ctx.storage);
  Object.defineProperty(ctx.storage, "setAlarm", {
    value: (at: number | Date) => {
      alarmsSet += 1;
      return setAlarm(at);
    },
  });
  counts.set(ctx, () => {
    settle();
    return { rowsWritten, alarmsSet };
  });
}

export default {
  async fetch(request, env) {
    return (await routeAgentRequest(request, env)) ?? new Response("not found", { status: 404 });
  },
} satisfies ExportedHandler<Env>;
