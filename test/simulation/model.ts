/**
 * The model's provider as the scheduler plays it: each call is a script of words that say which call and which place they
 * are of, cut into bytes anywhere; whether it is refused, breaks or stalls is decided when it arrives. It remembers what
 * each call really was, which is what receipts are held against.
 */
import { listedNeurons, listedUsd } from "../../src/models/money.ts";
import { embeddedModels, thirdPartyModels } from "../../src/models/catalogue-config.ts";
import { remote, type Caller } from "./network.ts";
import type { Random } from "./random.ts";
import { PLATFORM, type Owner } from "./scheduler.ts";
import { scriptOf, type Script } from "./script.ts";
import type { Web } from "./web.ts";
import type { World } from "./world.ts";

/** A third-party model, whose runs the gateway can resume. USD per million tokens. */
export const THIRD_PARTY_MODELS = JSON.stringify({
  "openai/sim": {
    contextWindow: 100_000,
    maxOutputTokens: 2_000,
    capabilities: ["tools"],
    price: { input: "1", cachedInput: "0.1", output: "4" },
  },
});
const PRICES = new Map(
  [...embeddedModels(), ...thirdPartyModels(THIRD_PARTY_MODELS).models].map((model) => [model.id, model.price] as const),
);

/** One call as it really was. */
export type ModelCall = {
  number: number;
  model: string;
  chat: string;
  purpose: string;
  /** The last thing a person said in it. */
  question: string;
  inputTokens: number;
  script: Script;
  /** Tokens the model has written, and would be billed for. */
  produced: number;
  isRefused: boolean;
  logId: string;
  runId: string | null;
  /** When its log can be read; null: never. */
  readableMs: number | null;
  hasOddLog: boolean;
  /** Whoever it writes for; null: it has ended, or was never at work. Its log comes after that. */
  writesFor: Owner | null;
  /** Some of its words came twice. */
  isRepeating: boolean;
};

type Input = {
  messages: { role: string; content: string | null }[];
  tools?: { function: { name: string } }[];
  max_tokens?: number;
  max_completion_tokens?: number;
};
/** `asks`: the tools it asks for, one call each. */
type Wish = { tokens?: number; muteMs?: number; logMs?: number; pieceMs?: number; asks?: readonly string[] };
type Options = { gateway: { metadata: { [key: string]: unknown } } };

const LOG_NOT_FOUND = "AiGatewayLogNotFound";

export class Model {
  readonly #world: World;
  readonly #random: Random;
  readonly calls: ModelCall[] = [];
  /** What a script wants of the calls to come, instead of chance. */
  wish: Wish = {};

  constructor(world: World) {
    this.#world = world;
    this.#random = world.random.fork("model");
  }

  /** What a call cost, as neurons and as dollars. */
  costOf({ model, inputTokens, produced, isRefused }: ModelCall): { neurons: string; usd: number } {
    const price = PRICES.get(model) ?? null;
    const counts = { inputTokens, cachedTokens: 0, outputTokens: produced };
    if (price === null || isRefused) return { neurons: "0", usd: 0 };
    return { neurons: listedNeurons(counts, price), usd: listedUsd(counts, price) };
  }

  byLog(logId: string): ModelCall | undefined {
    return this.calls.find((call) => call.logId === logId);
  }

  /** The `env.AI` of one object. */
  bindingOf(caller: Caller, web: Web): object {
    return {
      websearch: (request: unknown) => web.search(caller, request),
      run: (model: string, input: Input, options: Options) => this.#run(caller, model, input, options),
      gateway: () => ({ getLog: (logId: string) => remote(this.#world, caller, "the gateway's log", () => this.#logOf(logId)) }),
      fetch: (url: string) => remote(this.#world, caller, "a resumed run", () => this.#resume(caller, new URL(url))),
    };
  }

  #run(caller: Caller, model: string, input: Input, options: Options): Promise<Response> {
    const world = this.#world;
    return new Promise<Response>((resolve, reject) => {
      caller.out(() => {
        world.scheduler.in(PLATFORM, world.network.delayMs(), `${model} is asked by ${caller.name}`, () => {
          const call = this.#begin(model, input, options);
          const answer = (what: string, settle: () => void): void =>
            void world.scheduler.in(caller, world.network.delayMs(), `call ${call.number} ${what}`, settle);
          if (world.hit("model-busy")) return answer("busy", () => reject(this.#refused(call, "3040: Capacity temporarily exceeded")));
          if (world.hit("model-refuses"))
            return answer("refused", () =>
              reject(this.#refused(call, "3036: You have used up your daily free allocation of 10,000 neurons")),
            );
          if (world.hit("model-lost")) {
            call.readableMs = null;
            return answer("lost", () => reject(new Error("Network connection lost.")));
          }
          const muteMs = world.hit("model-mute") ? (this.wish.muteMs ?? this.#random.pick([20_000, 130_000, 300_000])) : 0;
          world.scheduler.in(PLATFORM, muteMs, `call ${call.number} begins`, () =>
            answer("opens", () => resolve(this.#response(caller, call, 0))),
          );
        });
      });
    });
  }

  #begin(model: string, input: Input, { gateway: { metadata } }: Options): ModelCall {
    const world = this.#world;
    const number = this.calls.length + 1;
    const most = input.max_tokens ?? input.max_completion_tokens ?? 0;
    const tools = input.tools?.map((tool) => tool.function.name) ?? [];
    // Calls of tools and what came back are read as well, and so is what is said of the tools.
    const isPlain = tools.length === 0 && input.messages.every(({ role, content }) => role !== "tool" && content !== null);
    const text = isPlain ? input.messages.map(({ content }) => content).join("") : JSON.stringify([input.messages, input.tools ?? []]);
    const usualMs = world.hit("log-late") ? this.#random.between(5_000, 7_200_000) : this.#random.between(200, 4_700);
    const logMs = this.wish.logMs ?? usualMs;
    const usageOf = (tokens: number, withNeurons: boolean): unknown => ({
      prompt_tokens: call.inputTokens,
      completion_tokens: tokens,
      total_tokens: call.inputTokens + tokens,
      ...(withNeurons ? { neurons: this.costOf({ ...call, produced: tokens }).neurons } : {}),
    });
    const call: ModelCall = {
      number,
      model,
      chat: String(metadata["chat"]),
      purpose: String(metadata["purpose"]),
      question: input.messages.findLast(({ role }) => role === "user")?.content ?? "",
      inputTokens: Math.ceil(text.length / 4),
      script: scriptOf(world, this.#random, {
        call: number,
        most,
        isOpenAi: model.startsWith("openai/"),
        usageOf,
        tools,
        wanted: this.wish,
      }),
      produced: 0,
      isRefused: false,
      logId: `log-${number}`,
      runId: model.startsWith("openai/") ? `run-${number}` : null,
      readableMs: world.hit("log-never") ? null : world.nowMs + logMs,
      hasOddLog: world.hit("log-odd"),
      writesFor: null,
      isRepeating: false,
    };
    this.calls.push(call);
    return call;
  }

  #refused(call: ModelCall, words: string): Error {
    call.isRefused = true;
    return new Error(words);
  }

  #response(caller: Caller, call: ModelCall, fromEvent: number): Response {
    const { logId, runId } = call;
    return new Response(this.#stream(caller, call, fromEvent), {
      headers: {
        "content-type": "text/event-stream",
        "cf-aig-log-id": logId,
        ...(runId === null ? {} : { "cf-aig-run-id": runId }),
      },
    });
  }

  /** The script's bytes, a piece in a step. Whoever reads may cancel, and the model stops where it is. */
  #stream(caller: Caller, call: ModelCall, fromEvent: number): ReadableStream<Uint8Array> {
    const world = this.#world;
    const pieces = call.script.pieces(fromEvent, this.#random);
    let isOver = false;
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          if (pieces.length > 0) call.writesFor = caller;
          const next = (index: number): void => {
            const piece = pieces[index];
            world.scheduler.in(
              caller,
              this.wish.pieceMs ?? this.#random.pick([0, 0, 5, 40, 200, 900, 3_000]),
              `call ${call.number} piece ${index}`,
              () => {
                if (isOver) return;
                if (piece === undefined) return this.#end(call, controller);
                call.produced = Math.max(call.produced, piece.tokens);
                if (index === pieces.length - 1) call.writesFor = null;
                controller.enqueue(piece.bytes);
                if (piece.isWhole && call.runId === null && world.hit("chunk-repeats")) {
                  call.isRepeating = true;
                  controller.enqueue(piece.bytes);
                }
                this.#logLater(call);
                next(index + 1);
              },
            );
          };
          next(0);
        },
        cancel: () => {
          isOver = true;
          call.writesFor = null;
        },
      },
      { highWaterMark: 1_000 },
    );
  }

  #end(call: ModelCall, controller: ReadableStreamDefaultController<Uint8Array>): void {
    switch (call.script.end) {
      case "done":
        return controller.close();
      case "breaks":
        return controller.error(new Error("the stream broke"));
      case "stalls":
        return;
    }
  }

  /** A log is there some time after the call's last word. */
  #logLater(call: ModelCall): void {
    if (call.readableMs !== null) call.readableMs = Math.max(call.readableMs, this.#world.nowMs + 200);
  }

  #logOf(logId: string): unknown {
    const call = this.byLog(logId);
    const isAtWork = call?.writesFor?.isAlive === true;
    if (call === undefined || isAtWork || call.readableMs === null || call.readableMs > this.#world.nowMs) {
      const missing = new Error("no log with this id");
      missing.name = LOG_NOT_FOUND;
      throw missing;
    }
    if (call.hasOddLog) return { cost: "unknown" };
    const { neurons, usd } = this.costOf(call);
    return {
      cost: usd,
      tokens_in: call.isRefused ? 0 : call.inputTokens,
      tokens_out: call.produced,
      cached: false,
      usage_metadata: call.runId === null ? { neurons } : {},
    };
  }

  #resume(caller: Caller, url: URL): Response {
    const runId = url.pathname.split("/").at(-2);
    const call = this.calls.find((known) => known.runId === runId);
    if (call === undefined || this.#random.chance(0.2)) return new Response(null, { status: 404 });
    return this.#response(caller, call, Number(url.searchParams.get("from")));
  }
}
