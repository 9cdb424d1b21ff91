import { describe, expect, test } from "vitest";
import { NO_CAPS, NOTHING_ABOVE, prepareCall, type CallSource } from "../../../src/chat/calls/prompt.ts";
import { createCatalogue } from "../../../src/models/catalogue.ts";
import { embeddedModels } from "../../../src/models/catalogue-config.ts";
import type { CatalogueModel } from "../../../src/models/model.ts";
import { NO_CORRECTION } from "../../../src/models/tokens.ts";

const [tally] = embeddedModels();
if (tally === undefined) throw new Error("no embedded model");
const local = (id: string, contextWindow: number | null): CatalogueModel => ({
  ...tally,
  id,
  contextWindow,
  maxOutputTokens: 4_096,
  reach: "local",
});
const catalogue = createCatalogue({
  embedded: true,
  cloudflare: true,
  paidPlan: null,
  defaultModel: "embedded/tally",
  allow: "",
  thirdParty: "",
  local: [local("local/llama", null), local("local/small", 24_000)],
});
const source: CallSource = {
  ports: { catalogue, now: () => 0 },
  chat: { system: "" },
  learned: { tokenCorrection: NO_CORRECTION, lessonOf: () => null },
  sql: NOTHING_ABOVE,
};
const SENTENCE = "The quick brown fox jumps over the lazy dog. ";

describe("Continue", () => {
  test.each([
    ["an answer that used its maximum, in a window nobody knows", "local/llama", "Tell me a long story about a fox.", SENTENCE.repeat(420)],
    ["an answer longer than the window", "local/llama", "Tell me a long story about a fox.", SENTENCE.repeat(2_000)],
    ["a question that fills most of the window", "local/small", SENTENCE.repeat(2_100), SENTENCE.repeat(40)],
  ])("sends the question and what was begun: %s", (_what, model, question, begun) => {
    const prepared = prepareCall(source, 0, question, model, NO_CAPS, { begun });
    if (!prepared.ok) throw new Error(JSON.stringify(prepared.failure));
    const [asked, answered, goOn] = prepared.value.messages;
    expect(asked).toEqual({ role: "user", content: question });
    expect(answered?.role).toBe("assistant");
    expect(begun.endsWith(answered?.content ?? "nothing")).toBe(true);
    expect(answered?.content.length).toBeGreaterThan(500);
    expect(goOn?.role).toBe("user");
    expect(prepared.value.messages).toHaveLength(3);
  });

  test("is refused with a sentence where both cannot be read together", () => {
    const prepared = prepareCall(source, 0, SENTENCE.repeat(3_000), "local/small", NO_CAPS, { begun: SENTENCE.repeat(40) });
    expect(prepared).toMatchObject({ ok: false, failure: { reason: "model-unable" } });
    expect(JSON.stringify(prepared)).toContain("larger window");
  });
});
