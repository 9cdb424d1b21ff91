/** Speech to text: who hears, what goes over each wire, what it costs at most. */
import { describe, expect, test } from "vitest";
import { LocalModels } from "../../../src/local-models/local-models.ts";
import type { AiBinding } from "../../../src/models/binding.ts";
import { worstCost } from "../../../src/models/money.ts";
import { transcribe, secondsOf, speechBeside, WHISPER, type SpeechCall } from "../../../src/models/speech.ts";
import { wav } from "../files/samples.ts";
import { entry, list, network } from "../local-models/servers.ts";

const call = (more: Partial<SpeechCall> = {}): SpeechCall => ({
  model: WHISPER,
  bytes: new Uint8Array([1, 2, 3]),
  type: "audio/webm",
  language: "nl",
  conversationId: "c1",
  gatewayId: "tally",
  metadata: { user: "u", chat: "c1" },
  signal: new AbortController().signal,
  ...more,
});

function bindingOf(answer: () => Promise<Response>): AiBinding & { seen: unknown[] } {
  const seen: unknown[] = [];
  return {
    seen,
    run: (model, input, { signal: _signal, ...options }) => {
      seen.push({ model, input, options });
      return answer();
    },
    gateway: () => ({ getLog: () => Promise.reject(new Error("unused")) }),
  };
}

describe("speech", () => {
  test("goes to Whisper as base64, with payload logging off, and comes back with its length", async () => {
    const said = { text: " Hoog water. ", transcription_info: { duration: 2.5 } };
    const ai = bindingOf(() => Promise.resolve(Response.json(said, { headers: { "cf-aig-log-id": "log-1" } })));
    expect(await transcribe(ai, call())).toEqual({ ok: true, text: "Hoog water.", seconds: 2.5, logId: "log-1" });
    expect(ai.seen).toEqual([
      {
        model: "@cf/openai/whisper-large-v3-turbo",
        input: { audio: "AQID", task: "transcribe", language: "nl" },
        options: {
          gateway: { id: "tally", metadata: { purpose: "transcription", user: "u", chat: "c1" }, collectLog: true },
          returnRawResponse: true,
          extraHeaders: { "x-session-affinity": "c1", "cf-aig-collect-log-payload": "false" },
        },
      },
    ]);
    const wrapped = bindingOf(() => Promise.resolve(Response.json({ success: true, result: { text: "Ebb" } })));
    expect(await transcribe(wrapped, call())).toMatchObject({ ok: true, text: "Ebb", seconds: null });
  });

  test.each([
    ["refused", () => Promise.resolve(Response.json({ errors: [{ code: 3040 }] }, { status: 429 }))],
    ["refused", () => Promise.resolve(Response.json({ something: "else" }))],
    ["lost", () => Promise.reject(new TypeError("Network connection lost."))],
  ])("that fails is %s, never thrown [I13]", async (how, answer) => {
    expect(await transcribe(bindingOf(answer), call())).toMatchObject({ ok: false, how });
  });

  test("said on one's own machine is heard there, by the model of that server that listens", async () => {
    const origin = "http://127.0.0.1:8000";
    const net = network({
      [origin]: {
        "GET /v1/models": list(entry("qwen3"), entry("whisper-small")),
        "POST /v1/audio/transcriptions": () => ({ text: "Ebb and flood" }),
      },
    });
    const local = new LocalModels({ url: `${origin}/v1`, key: "", prices: "" }, net, () => 0);
    await local.look();
    const model = speechBeside({ id: "local/qwen3", name: "qwen3", reach: "local" });
    const ai = local.over(bindingOf(() => Promise.reject(new Error("not asked"))));
    expect(await transcribe(ai, call({ model }))).toMatchObject({ ok: true, text: "Ebb and flood", seconds: null });
    expect(net.seen.at(-1)?.url).toBe(`${origin}/v1/audio/transcriptions`);
  });

  test("is held for by its bytes: more seconds than any encoder makes of it [I8]", () => {
    expect(secondsOf(wav(10), "audio/wav")).toEqual({ likely: 11, most: Math.ceil((80_000 + 44) / 64) });
    // A header that lies makes it neither longer than the bound nor free.
    const lie = wav(1);
    new DataView(lie.buffer).setUint32(28, 0, true);
    expect(secondsOf(lie, "audio/wav")).toEqual({ likely: 3, most: 126 });
    expect(secondsOf(new Uint8Array(40_000), "audio/webm")).toEqual({ likely: 10, most: 625 });
    // 8,500 nano-dollars a second: ten minutes are half a cent.
    expect(worstCost(600, 0, { input: WHISPER.attoUsdPerSecond, cachedInput: null, output: 0n })).toBe(5_100_000);
  });
});
