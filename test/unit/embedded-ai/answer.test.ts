import { describe, expect, test } from "vitest";
import { createReader } from "../../../src/models/provider-client.ts";
import { readAll } from "../models/recorded.ts";
import { ask, chunksOf, createTestWorld, START_MS } from "./world.ts";

const numbered = (letter: string, count: number): string => Array.from({ length: count }, (_, index) => ` ${letter}${index}`).join("");

async function readFrom(response: Response) {
  const { chunks, broke } = await chunksOf(response);
  return { ...readAll(createReader("workers-ai"), chunks), broke, chunks: chunks.length };
}

describe.each(["response", "choices", "both", "reasoning-field", "think", "lone-close"])("shape=%s", (shape) => {
  test("says w0 to w99, reasoning apart, its usage and that it is done", async () => {
    const received = await readFrom(await ask(createTestWorld(), `/gen tokens=100 reasoning=5 cached=3 shape=${shape}`));
    expect(received).toMatchObject({ text: numbered("w", 100), reasoning: numbered("r", 5), done: 1, broke: false });
    expect(received.usage).toMatchObject({ outputTokens: 105, cachedTokens: 3 });
  });

  test("a maximum shortens the answer and says so", async () => {
    const received = await readFrom(await ask(createTestWorld(), `/gen tokens=100 shape=${shape}`, { maxTokens: 10 }));
    expect(received).toMatchObject({ text: numbered("w", 10), finish: "length", done: 1 });
    expect(received.usage).toMatchObject({ outputTokens: 10 });
  });

  test("a cut stream breaks after so many tokens, without total and without an end", async () => {
    const world = createTestWorld();
    const response = await ask(world, `/gen tokens=100 cut=30 usage=last log=0 shape=${shape}`);
    const received = await readFrom(response);
    expect(received).toMatchObject({ text: numbered("w", 30), done: 0, broke: true, usage: null, failures: [] });
    expect(world.log.get(response.headers.get("cf-aig-log-id") ?? "", START_MS)).toMatchObject({ tokens_out: 30 });
  });
});

describe("usage", () => {
  test("every: small ones before the total, which comes last", async () => {
    const received = await readFrom(await ask(createTestWorld(), "/gen tokens=20"));
    expect(received.usages).toBe(21);
    expect(received.usage?.outputTokens).toBe(20);
    expect(received.usage?.inputTokens).toBeGreaterThan(5);
  });

  test("last: one; none: none", async () => {
    expect((await readFrom(await ask(createTestWorld(), "/gen usage=last"))).usages).toBe(1);
    expect((await readFrom(await ask(createTestWorld(), "/gen usage=none"))).usages).toBe(0);
  });

  test("neurons=0 leaves the neurons out", async () => {
    expect((await readFrom(await ask(createTestWorld(), "/gen neurons=0"))).usage?.neurons).toBeNull();
    expect((await readFrom(await ask(createTestWorld(), "/gen"))).usage?.neurons).not.toBeNull();
  });
});

describe("time", () => {
  test("with a rate every token leaves at its own time, and nothing adds up", async () => {
    const received = await readFrom(await ask(createTestWorld(), "/gen tokens=50 rate=40 ttft=300 stamp=1"));
    const stamps = received.text
      .trim()
      .split(" ")
      .map((token) => Number.parseInt(token.split("@")[1] ?? "", 36) - START_MS);
    expect(stamps).toEqual(Array.from({ length: 50 }, (_, index) => 300 + index * 25));
    expect(received.chunks).toBe(50);
  });

  test("who reads late gets everything that is due at once", async () => {
    const world = createTestWorld();
    const reader = (await ask(world, "/gen tokens=50 rate=40 usage=none")).body?.getReader();
    await reader?.read();
    world.advance(250);
    const late = await reader?.read();
    const received = readAll(createReader("workers-ai"), [late?.value ?? new Uint8Array()]);
    expect(received.text).toBe(numbered("w", 11).slice(" w0".length));
  });

  test("without a rate chunks hold many events and are made when they are asked for", async () => {
    const { chunks } = await chunksOf(await ask(createTestWorld(), "/gen tokens=10000"));
    expect(chunks.length).toBeLessThan(150);
  });
});

describe("parts", () => {
  test("so many tokens leave in one event, at the time of their last one, reasoning and answer apart", async () => {
    const world = createTestWorld();
    const { chunks } = await chunksOf(await ask(world, "/gen tokens=65 reasoning=3 parts=30 rate=10"));
    expect(chunks).toHaveLength(4);
    const received = readAll(createReader("workers-ai"), chunks);
    expect(received).toMatchObject({ text: numbered("w", 65), reasoning: numbered("r", 3), done: 1 });
    expect(received.usage).toMatchObject({ outputTokens: 68 });
    expect(world.clock.now() - START_MS).toBe(6_700);
  });

  test("a cut falls where it was asked for, in the middle of a part", async () => {
    const received = await readFrom(await ask(createTestWorld(), "/gen tokens=100 parts=30 cut=45"));
    expect(received).toMatchObject({ text: numbered("w", 45), done: 0, broke: true });
  });
});

describe("late headers", () => {
  test("the response comes so late, with all that was due meanwhile", async () => {
    const world = createTestWorld();
    const response = await ask(world, "/gen tokens=50 rate=40 headers=500 usage=none");
    expect(world.clock.now()).toBe(START_MS + 500);
    const first = await response.body?.getReader().read();
    expect(readAll(createReader("workers-ai"), [first?.value ?? new Uint8Array()]).text).toBe(numbered("w", 21));
  });

  test("who gives up before them is billed for what was written since the call was sent", async () => {
    const world = createTestWorld();
    const response = await ask(world, "/gen tokens=1000 rate=100 headers=800 log=0");
    await response.body?.cancel();
    expect(world.log.get("log-1", world.clock.now())).toMatchObject({ tokens_out: 81, success: true });
  });
});

describe("stopping", () => {
  test("a cancelled stream leaves a log with what it had said", async () => {
    const world = createTestWorld();
    const response = await ask(world, "/gen tokens=1000 rate=10 log=0");
    const reader = response.body?.getReader();
    for (let token = 0; token < 3; token += 1) await reader?.read();
    await reader?.cancel();
    expect(world.log.get("log-1", world.clock.now())).toMatchObject({ tokens_out: 3, success: true });
  });

  test("an aborted signal ends the stream", async () => {
    const world = createTestWorld();
    const stopping = new AbortController();
    const response = await ask(world, "/gen tokens=1000 rate=10 log=0", { signal: stopping.signal });
    const reader = response.body?.getReader();
    await reader?.read();
    stopping.abort();
    await expect(reader?.read()).rejects.toThrow();
    expect(world.log.get("log-1", world.clock.now())).toMatchObject({ tokens_out: 1 });
  });

  test("a stall says nothing more, and its log stands from then on", async () => {
    const world = createTestWorld();
    const received = await readFrom(await ask(world, "/gen tokens=100 stall=20 log=0 usage=none"));
    expect(received).toMatchObject({ text: numbered("w", 20), done: 0, broke: true });
    expect(world.log.get("log-1", world.clock.now())).toMatchObject({ tokens_out: 20 });
  });
});

describe("refusals", () => {
  test.each([2001, 2002, 3036, 3040, 5035, 7003])("fail=%i is thrown with its code in front, before the first token", async (code) => {
    await expect(ask(createTestWorld(), `/gen fail=${code}`)).rejects.toThrow(new RegExp(`^${code}: `));
  });

  test("an HTTP code is a response with that status; 429 says when to come back", async () => {
    const response = await ask(createTestWorld(), "/gen fail=429");
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("30");
    expect(response.headers.get("cf-aig-log-id")).toBe("log-1");
  });

  test("a refused call still has a log, with cost 0", async () => {
    const world = createTestWorld();
    await ask(world, "/gen fail=500 log=0");
    expect(world.log.get("log-1", START_MS)).toMatchObject({ cost: 0, tokens_out: 0, success: false, status_code: 500 });
  });

  test("a model it does not have, and input that is none, are refused as the binding refuses them", async () => {
    await expect(ask(createTestWorld(), "hi", { model: "@cf/nobody/nothing" })).rejects.toThrow("5007");
  });
});

describe("the gateway's log", () => {
  test("can be read after the given time, and never says a word of the conversation [I11]", async () => {
    const world = createTestWorld();
    await chunksOf(await ask(world, "secretword /gen tokens=5 log=700"));
    expect(world.log.get("log-1", world.clock.now() + 699)).toBeNull();
    const row = world.log.get("log-1", world.clock.now() + 700);
    expect(row).toMatchObject({ tokens_out: 5, metadata: { purpose: "answer" } });
    expect(JSON.stringify(row)).not.toContain("secretword");
    expect(JSON.stringify(row)).not.toContain("w0");
  });

  test("log=never is never there", async () => {
    const world = createTestWorld();
    await chunksOf(await ask(world, "/gen log=never"));
    expect(world.log.get("log-1", Number.MAX_SAFE_INTEGER)).toBeNull();
  });

  test("a call that forgot its maximum gets the native 256 tokens", async () => {
    const world = createTestWorld();
    const received = await readFrom(await ask(world, "/gen tokens=1000", { maxTokens: 0 }));
    expect(received.usage?.outputTokens).toBe(256);
  });
});
