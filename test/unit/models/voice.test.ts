/** Text to speech: who reads, what goes over the wire, what it costs. */
import { describe, expect, test } from "vitest";
import { speakable } from "../../../client/conversation/model-voice.ts";
import { spokenBy } from "../../../src/embedded-ai/speaking.ts";
import { audioType } from "../../../src/files/audio.ts";
import type { AiBinding } from "../../../src/models/binding.ts";
import { listedCost } from "../../../src/models/money.ts";
import { AURA, charactersOf, speak, voiceBeside } from "../../../src/models/voice.ts";

const call = { conversationId: "c1", gatewayId: "tally", metadata: { user: "u" }, signal: new AbortController().signal };
const seen: unknown[] = [];
const bindingOf = (answer: () => Promise<Response>): AiBinding => ({
  run: (model, input, { signal: _signal, ...options }) => {
    seen.push({ model, input, options });
    return answer();
  },
  gateway: () => ({ getLog: () => Promise.reject(new Error("unused")) }),
});

describe("a voice", () => {
  test("is asked for one piece, with payload logging off, and its sound is passed on as it comes [I11]", async () => {
    const ai = bindingOf(() => Promise.resolve(new Response("ID3", { headers: { "cf-aig-log-id": "log-1" } })));
    const spoken = await speak(ai, AURA, "Ebb.", call);
    expect(spoken).toMatchObject({ ok: true, type: "audio/mpeg", logId: "log-1" });
    expect(seen).toEqual([
      {
        model: "@cf/deepgram/aura-1",
        input: { text: "Ebb." },
        options: {
          gateway: { id: "tally", metadata: { purpose: "speech", user: "u" }, collectLog: true },
          returnRawResponse: true,
          extraHeaders: { "x-session-affinity": "c1", "cf-aig-collect-log-payload": "false" },
        },
      },
    ]);
  });

  test.each([
    ["refused", () => Promise.resolve(Response.json({ errors: [{ code: 3040, message: "out of capacity" }] }, { status: 429 }))],
    ["refused", () => Promise.resolve(Response.json({ success: false }))],
    ["lost", () => Promise.reject(new TypeError("Network connection lost."))],
  ])("that fails is %s, never thrown [I13]", async (how, answer) => {
    expect(await speak(bindingOf(answer), AURA, "Ebb.", call)).toMatchObject({ ok: false, how });
  });

  test("costs 0.015 USD for a thousand characters; on one's own machine no model reads", () => {
    const price = { input: AURA.attoUsdPerCharacter, cachedInput: null, output: 0n };
    expect(listedCost({ inputTokens: 1_000, cachedTokens: 0, outputTokens: 0 }, price).costNanoUsd).toBe(15_000_000);
    expect(charactersOf("é🌊")).toBe(2);
    expect(voiceBeside({ reach: "local" })).toBeNull();
    expect(voiceBeside({ reach: "embedded" })).toMatchObject({ id: "embedded/voice", simulated: true });
  });

  test("of the embedded AI hums, as long as somebody would speak and no longer than two seconds", async () => {
    const short = new Uint8Array(await spokenBy({ text: "Ebb." }).arrayBuffer());
    const long = new Uint8Array(await spokenBy({ text: "x".repeat(2_000) }).arrayBuffer());
    expect(audioType(short)).toBe("audio/wav");
    expect([short.length, long.length]).toEqual([44 + 0.24 * 8_000, 44 + 2 * 8_000]);
    expect(spokenBy({}).status).toBe(400);
  });

  test("is asked for pieces that the server takes, with every word in them once", () => {
    const pieces = speakable(["One.", " ", "w".repeat(4_500)]);
    expect(pieces.map(({ length }) => length)).toEqual([4, 2_000, 2_000, 500]);
  });
});
