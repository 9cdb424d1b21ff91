/** A world for the embedded AI with a clock that only moves when it is told to, or when somebody sleeps. */
import { answerCall, type EmbeddedWorld } from "../../../src/embedded-ai/answer.ts";
import { createEmulatedLog } from "../../../src/embedded-ai/log.ts";
import { embeddedModels } from "../../../src/models/catalogue-config.ts";

export const START_MS = 1_800_000_000_000;

export interface TestWorld extends EmbeddedWorld {
  advance(ms: number): void;
}

export function createTestWorld(): TestWorld {
  let nowMs = START_MS;
  let ids = 0;
  return {
    findModel: (id) => embeddedModels().find((model) => model.id === id) ?? null,
    log: createEmulatedLog(),
    clock: {
      now: () => nowMs,
      // Timers of this world ring at once and move the clock, so that paced streams are tested without waiting.
      sleep: async (ms, signal) => {
        await Promise.resolve();
        if (!signal.aborted) nowMs += Math.ceil(ms);
      },
    },
    newId: () => `log-${(ids += 1)}`,
    advance: (ms) => void (nowMs += ms),
  };
}

export interface AskOptions {
  model?: string;
  maxTokens?: number;
  purpose?: string;
  effort?: string;
  signal?: AbortSignal;
}

export function ask(world: EmbeddedWorld, question: string, options: AskOptions = {}): Promise<Response> {
  const { model = "embedded/tally", maxTokens = 262_144, purpose = "answer", effort, signal } = options;
  return answerCall(
    {
      model,
      input: {
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: question },
        ],
        max_tokens: maxTokens,
        stream: true,
        ...(effort === undefined ? {} : { reasoning_effort: effort }),
      },
      options: {
        gateway: { id: "tally", metadata: { purpose }, collectLog: true },
        returnRawResponse: true,
        extraHeaders: {},
        ...(signal === undefined ? {} : { signal }),
      },
    },
    world,
  );
}

/** Every chunk of a body, and whether it broke. */
export async function chunksOf(response: Response): Promise<{ chunks: Uint8Array[]; broke: boolean }> {
  const chunks: Uint8Array[] = [];
  const reader = response.body?.getReader();
  if (reader === undefined) return { chunks, broke: false };
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) chunks.push(step.value);
    return { chunks, broke: false };
  } catch {
    return { chunks, broke: true };
  }
}
