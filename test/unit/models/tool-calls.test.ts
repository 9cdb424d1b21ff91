/** Calls of tools on every wire: how streams tell of them, and how a request tells of them and of their results. */
import { describe, expect, test } from "vitest";
import { requestBody } from "../../../src/models/provider-client.ts";
import type { ChatTurn, ToolDefinition } from "../../../src/models/chat-turn.ts";
import { embeddedModels } from "../../../src/models/catalogue-config.ts";
import type { Wire } from "../../../src/models/model.ts";
import type { ThoughtPiece } from "../../../src/models/parts.ts";
import { ToolCalls } from "../../../src/models/tool-calls.ts";
import { asWanted, wantsAfter } from "../../../src/models/wire-request.ts";
import { createReader } from "../../../src/models/provider-client.ts";
import { createListener } from "./recorded.ts";

const encoder = new TextEncoder();
const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const delta = (value: object, finish: string | null = null): string =>
  data({ choices: [{ index: 0, delta: value, finish_reason: finish }] });
const piece = (index: number | undefined, id: string | undefined, name: string | undefined, written: unknown): object => ({
  ...(index === undefined ? {} : { index }),
  ...(id === undefined ? {} : { id, type: "function" }),
  function: { ...(name === undefined ? {} : { name }), arguments: written },
});
const calls = (...pieces: object[]): string => delta({ tool_calls: pieces });
const FINISH = delta({}, "tool_calls");

function readAll(
  wire: Wire,
  stream: string,
  size: number,
): { text: string; finish: string | null; calls: object[]; thoughts: ThoughtPiece[] } {
  const collected = new ToolCalls();
  const thoughts: ThoughtPiece[] = [];
  const { sink, received } = createListener();
  const listening = { ...sink, toolCall: collected.add.bind(collected), thought: (thought: ThoughtPiece) => void thoughts.push(thought) };
  const reader = createReader(wire);
  const bytes = encoder.encode(stream);
  for (let at = 0; at < bytes.length; at += size) reader.read(bytes.subarray(at, at + size), listening);
  reader.end(listening);
  return {
    text: received.text,
    finish: received.finish,
    calls: collected.calls.map(({ id, name, arguments: a }) => ({ id, name, a })),
    thoughts,
  };
}

const A = { id: "a", name: "web_search", a: '{"query":"ü"}' };
const B = { id: "b", name: "read_page", a: '{"url":"https://example.com/"}' };
const OWN = [
  { ...A, id: "call00001" },
  { ...B, id: "call00002" },
];

describe("two calls are read, however a server tells of them", () => {
  test.each<[string, Wire, string, object[]]>([
    [
      "OpenAI: in pieces, one after the other",
      "openai",
      calls(piece(0, "a", "web_search", "")) +
        calls(piece(0, undefined, undefined, '{"que')) +
        calls(piece(0, undefined, undefined, 'ry":"ü"}')) +
        calls(piece(1, "b", "read_page", '{"url":')) +
        calls(piece(1, undefined, undefined, '"https://example.com/"}')) +
        FINISH,
      [A, B],
    ],
    [
      "their pieces mixed",
      "openai",
      calls(piece(0, "a", "web_search", ""), piece(1, "b", "read_page", "")) +
        calls(piece(1, undefined, undefined, '{"url":'), piece(0, undefined, undefined, '{"query"')) +
        calls(piece(0, undefined, undefined, ':"ü"}'), piece(1, undefined, undefined, '"https://example.com/"}')) +
        FINISH,
      [A, B],
    ],
    ["all at place 0", "openai", calls(piece(0, "a", A.name, A.a)) + calls(piece(0, "b", B.name, B.a)) + FINISH, [A, B]],
    ["without places", "openai", calls(piece(undefined, "a", A.name, A.a), piece(undefined, "b", B.name, B.a)) + FINISH, [A, B]],
    ["without ids, whole", "openai", calls(piece(0, undefined, A.name, A.a)) + calls(piece(0, undefined, B.name, B.a)) + FINISH, OWN],
    [
      "without ids and places, the arguments as objects",
      "openai",
      calls(piece(undefined, undefined, A.name, { query: "ü" }), piece(undefined, undefined, B.name, JSON.parse(B.a))) + FINISH,
      OWN,
    ],
    [
      "without ids, one of them said twice",
      "openai",
      calls(piece(0, undefined, A.name, A.a)) + calls(piece(0, undefined, B.name, B.a)) + calls(piece(0, undefined, B.name, B.a)) + FINISH,
      OWN,
    ],
    [
      "at two places with one id",
      "openai",
      calls(piece(0, "a", A.name, A.a), piece(1, "a", B.name, B.a)) + FINISH,
      [A, { ...B, id: "call00002" }],
    ],
    [
      "at two places with one id, in pieces",
      "openai",
      calls(piece(0, "a", A.name, A.a)) +
        calls(piece(1, "a", B.name, B.a.slice(0, 9))) +
        calls(piece(1, "a", undefined, B.a.slice(9))) +
        FINISH,
      [A, { ...B, id: "call00002" }],
    ],
    [
      "with the template's namespace, and arguments that were encoded twice",
      "openai",
      calls(piece(0, "a", `functions.${A.name}`, A.a)) + calls(piece(1, "b", B.name, JSON.stringify(B.a))) + FINISH,
      [A, B],
    ],
    ["the same id twice", "openai", calls(piece(0, "a", A.name, A.a), piece(1, "a", A.name, A.a)) + FINISH, [A]],
    [
      "id and name said again with every piece, and the whole at the end",
      "openai",
      calls(piece(0, "a", A.name, '{"query":')) +
        calls(piece(0, "a", A.name, '"ü"}')) +
        calls(piece(0, "a", A.name, A.a)) +
        calls(piece(1, "b", B.name, B.a)) +
        FINISH,
      [A, B],
    ],
    [
      "a whole answer that is no stream",
      "openai",
      JSON.stringify({
        choices: [
          {
            message: { content: null, tool_calls: [piece(undefined, "a", A.name, A.a), piece(undefined, "b", B.name, B.a)] },
            finish_reason: "tool_calls",
          },
        ],
      }),
      [A, B],
    ],
    [
      "Workers AI's native chunk",
      "workers-ai",
      data({
        response: "",
        tool_calls: [
          { name: A.name, arguments: { query: "ü" } },
          { name: B.name, arguments: JSON.parse(B.a) },
        ],
      }) + data({ response: "", usage: {} }),
      OWN,
    ],
    ["Workers AI in OpenAI's form", "workers-ai", calls(piece(0, "a", A.name, A.a), piece(1, "b", B.name, B.a)) + FINISH, [A, B]],
    [
      "Anthropic's blocks",
      "anthropic",
      [
        { type: "content_block_start", index: 1, content_block: { type: "tool_use", id: "a", name: A.name, input: {} } },
        { type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: "" } },
        { type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: '{"query"' } },
        { type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: ':"ü"}' } },
        { type: "content_block_stop", index: 1 },
        { type: "content_block_start", index: 2, content_block: { type: "tool_use", id: "b", name: B.name, input: JSON.parse(B.a) } },
        { type: "content_block_stop", index: 2 },
        { type: "message_delta", delta: { stop_reason: "tool_use" }, usage: { output_tokens: 3 } },
        { type: "message_stop" },
      ]
        .map(data)
        .join(""),
      [A, B],
    ],
  ])("%s", (_name, wire, stream, expected) => {
    for (const size of [1, 7, 100_000]) {
      const received = readAll(wire, stream, size);
      expect(received.calls).toEqual(expected);
      expect(received.text).toBe("");
    }
  });

  test("the older form with one call", () => {
    const stream =
      delta({ function_call: { name: A.name, arguments: '{"query":' } }) + delta({ function_call: { arguments: '"ü"}' } }, "function_call");
    expect(readAll("openai", stream, 3)).toMatchObject({ calls: [{ ...A, id: "call00001" }], finish: "tool" });
  });

  test("[I14] a stream of calls without end keeps bounded memory", () => {
    const collected = new ToolCalls();
    for (let at = 0; at < 1_000; at += 1) collected.add({ index: at, id: `c${at}`, name: "f", arguments: "x".repeat(10_000), extra: null });
    expect(collected.calls).toHaveLength(64);
    expect(collected.calls.reduce((sum, call) => sum + call.arguments.length, 0)).toBeLessThanOrEqual(512 * 1024);
  });
});

describe("what a provider wants back", () => {
  test("Anthropic's thinking goes back block by block, with its signature", () => {
    const stream = [
      { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "" } },
      { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "Hm" } },
      { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "m." } },
      { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "xyz" } },
      { type: "content_block_stop", index: 0 },
      { type: "content_block_start", index: 1, content_block: { type: "redacted_thinking", data: "opaque" } },
      { type: "content_block_stop", index: 1 },
      { type: "message_stop" },
    ];
    expect(readAll("anthropic", stream.map(data).join(""), 5).thoughts).toEqual([
      { block: { type: "thinking", thinking: "Hmm.", signature: "xyz" } },
      { block: { type: "redacted_thinking", data: "opaque" } },
    ]);
  });

  test("a field of its own goes back under its name; what a server does not take is left out when it says so", () => {
    expect(readAll("openai", delta({ reasoning_content: "Hm" }) + FINISH, 9).thoughts).toEqual([{ field: "reasoning_content" }]);
    const body = bodyOn("openai");
    const wants = wantsAfter("Unrecognized request argument supplied: reasoning_content", body, {});
    expect(wants).toEqual({ noThought: true });
    expect(JSON.stringify(asWanted(body, wants ?? {}))).not.toContain("reasoning_content");
    const noTools = wantsAfter("registry.ollama.ai/library/gemma does not support tools", body, {});
    expect(noTools).toEqual({ noTools: true });
    expect(asWanted(body, noTools ?? {})).not.toHaveProperty("tools");
  });
});

const TOOLS: ToolDefinition[] = [{ name: "web_search", description: "Searches.", schema: { type: "object" } }];
const TURNS: ChatTurn[] = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "Tea?" },
  {
    role: "assistant",
    content: "Looking. ",
    toolCalls: [
      { id: "a", name: "web_search", arguments: '{"query":"tea"}', extra: { extra_content: { google: { thought_signature: "s" } } } },
      { id: "b", name: "web_search", arguments: "no JSON", extra: null },
    ],
    thought: { as: "field", name: "reasoning_content", text: "Hm" },
  },
  { role: "tool", content: "1. Tea", answers: { callId: "a", name: "web_search", isError: false } },
  { role: "tool", content: "no JSON", answers: { callId: "b", name: "web_search", isError: true } },
];

function bodyOn(wire: Wire, isLast = false, turns: ChatTurn[] = TURNS): { [key: string]: unknown } {
  const [model] = embeddedModels();
  if (model === undefined) throw new Error("no model");
  return requestBody({
    model: { ...model, wire },
    messages: turns,
    maxOutputTokens: 100,
    conversationId: "c",
    gatewayId: "g",
    metadata: {},
    purpose: "answer",
    signal: new AbortController().signal,
    offer: { tools: TOOLS, isLast },
  });
}

describe("a request tells of tools, calls and results", () => {
  test.each<Wire>(["openai", "workers-ai"])("on the wire %s", (wire) => {
    expect(bodyOn(wire)).toMatchObject({
      tools: [{ type: "function", function: { name: "web_search", description: "Searches.", parameters: { type: "object" } } }],
      tool_choice: "auto",
      messages: [
        { role: "system" },
        { role: "user" },
        {
          role: "assistant",
          content: "Looking. ",
          reasoning_content: "Hm",
          tool_calls: [
            {
              id: "a",
              type: "function",
              function: { name: "web_search", arguments: '{"query":"tea"}' },
              extra_content: { google: { thought_signature: "s" } },
            },
            { id: "b", type: "function", function: { name: "web_search", arguments: "{}" } },
          ],
        },
        { role: "tool", tool_call_id: "a", name: "web_search", content: "1. Tea" },
        { role: "tool", tool_call_id: "b", content: "no JSON" },
      ],
    });
    expect(bodyOn(wire, true)).not.toHaveProperty("tools");
  });

  test("on Anthropic's, where results of a round are one message of the user's and tools are named to the last", () => {
    const thought = { as: "blocks" as const, blocks: [{ type: "thinking", thinking: "Hm", signature: "xyz" }] };
    const body = bodyOn(
      "anthropic",
      true,
      TURNS.map((turn) => (turn.thought === undefined ? turn : { ...turn, thought })),
    );
    expect(body).toMatchObject({
      system: "Be brief.",
      tools: [{ name: "web_search", description: "Searches.", input_schema: { type: "object" } }],
      tool_choice: { type: "none" },
    });
    expect(body["messages"]).toEqual([
      { role: "user", content: "Tea?" },
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "Hm", signature: "xyz" },
          { type: "text", text: "Looking." },
          { type: "tool_use", id: "a", name: "web_search", input: { query: "tea" } },
          { type: "tool_use", id: "b", name: "web_search", input: {} },
        ],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "a", content: "1. Tea" },
          { type: "tool_result", tool_use_id: "b", content: "no JSON", is_error: true },
        ],
      },
    ]);
  });
});
