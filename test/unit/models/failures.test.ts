import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answerProblem } from "../../../src/protocol/message.ts";
import { problemOfResponse, problemOfThrown, retryAfter } from "../../../src/models/failures.ts";

const NOW_MS = Date.parse("2026-11-23T10:00:00Z");

describe("what run() throws", () => {
  test.each([
    ["2001: Please configure AI Gateway", "gateway-missing", 2001],
    ["2002: Failed to parse the model output", "provider", 2002],
    ["3036: You have used up your daily free allocation", "no-credits", 3036],
    ["InferenceUpstreamError: 3040: Capacity temporarily exceeded", "out-of-capacity", 3040],
    ["5035: This model requires a Workers Paid plan", "plan-required", 5035],
    ["5007: No such model", "model-retired", 5007],
    ["7003: Model execution failed", "provider", 7003],
    ["Network connection lost.", "network", null],
  ])("%s", (message, reason, code) => {
    expect(problemOfThrown(new Error(message))).toMatchObject({ reason, code });
  });

  test("a code beside the message counts, an abort's own code does not", () => {
    expect(problemOfThrown(Object.assign(new Error("x"), { code: 3040 }))).toMatchObject({ reason: "out-of-capacity", code: 3040 });
    expect(problemOfThrown(new DOMException("stopped", "AbortError"))).toMatchObject({ reason: "network" });
  });
});

/** What Cloudflare's API answers. */
const body = (code: number, message: string): string => JSON.stringify({ success: false, errors: [{ code, message }] });

describe("responses that are not 2xx", () => {
  test.each([
    [429, body(3040, "capacity"), "out-of-capacity"],
    [429, body(3036, "free allocation"), "no-credits"],
    [429, '{"error":[{"code":2003,"message":"Rate limited"}],"success":false}', "gateway-limit"],
    [429, "", "gateway-limit"],
    [429, '{"error":{"message":"You exceeded your current quota, check your plan and billing","type":"insufficient_quota"}}', "no-credits"],
    [403, body(5035, "paid"), "plan-required"],
    [403, "", "plan-required"],
    [401, '{"error":{"message":"Incorrect API key"}}', "not-configured"],
    [400, '{"error":{"message":"This model\'s maximum context length is 8192 tokens"}}', "context-too-long"],
    // llama.cpp's, as it came (2026-11-26).
    [
      400,
      '{"error":{"code":400,"message":"request (2509 tokens) exceeds the available context size (2048 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":2509,"n_ctx":2048}}',
      "context-too-long",
    ],
    [400, "prompt is too long: 210000 tokens > 200000 maximum", "context-too-long"],
    [413, "", "context-too-long"],
    [404, '{"error":{"code":"model_not_found","message":"x"}}', "model-retired"],
    [402, "", "no-credits"],
    [529, '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', "out-of-capacity"],
    [503, "", "out-of-capacity"],
    [504, "", "network"],
    [500, "<html>", "provider"],
  ])("%i %s is %s", (status, text, reason) => {
    expect(problemOfResponse(status, text, null, NOW_MS).reason).toBe(reason);
  });

  test("a gateway's limit says when to come back", () => {
    const problem = problemOfResponse(429, "", "120", NOW_MS);
    expect(problem).toMatchObject({ retryAfterSeconds: 120, code: 429 });
    expect(problem.detail).toContain("120 s");
  });

  test("Retry-After may be seconds or a date", () => {
    expect(retryAfter("1.5", NOW_MS)).toBe(2);
    expect(retryAfter("Mon, 23 Nov 2026 10:01:00 GMT", NOW_MS)).toBe(60);
    expect(retryAfter("Mon, 23 Nov 2026 09:00:00 GMT", NOW_MS)).toBe(0);
    for (const header of [null, "", "soon", "-1"]) expect(retryAfter(header, NOW_MS)).toBeNull();
  });
});

test("[I11] whatever the provider says, no word of it reaches the person or a log", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 12 }), fc.integer({ min: 400, max: 599 }), (words, status) => {
      for (const problem of [
        problemOfThrown(new Error(words)),
        problemOfResponse(status, JSON.stringify({ error: { message: words } }), null, NOW_MS),
      ]) {
        expect(answerProblem.safeParse(problem).success).toBe(true);
        expect(problem.detail).not.toContain(words);
      }
    }),
  );
});

test("anything at all may be thrown", () => {
  fc.assert(fc.property(fc.anything(), (thrown) => void expect(answerProblem.safeParse(problemOfThrown(thrown)).success).toBe(true)));
});
