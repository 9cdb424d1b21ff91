/** Calls of tools that models write into their words: every published form, cut anywhere, and everything that is none. */
import { describe, expect, test } from "vitest";
import { createReader } from "../../../src/models/provider-client.ts";
import { ToolCalls, type ToolCallPiece } from "../../../src/models/tool-calls.ts";
import { withWrittenCalls } from "../../../src/models/wire/written-calls.ts";
import { createListener } from "./recorded.ts";

const TOOLS = [
  {
    name: "web_search",
    description: "",
    schema: { type: "object", properties: { query: { type: "string" }, count: { type: "integer" }, deep: { type: "boolean" } } },
  },
  { name: "notes__add", description: "", schema: { type: "object", properties: { text: { type: "string" } } } },
];

const encoder = new TextEncoder();
const delta = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`;
const END = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';

type Received = { text: string; reasoning: string; calls: { name: string; arguments: string }[]; wasHolding: boolean };

/** @param pieces the words, one delta each. @param more what the server sends after them */
function readAll(pieces: readonly string[], tools: typeof TOOLS = TOOLS, more = END): Received {
  const collected = new ToolCalls();
  const { sink, received } = createListener();
  const listening = { ...sink, toolCall: (piece: ToolCallPiece) => collected.add(piece) };
  const reader = withWrittenCalls(createReader("openai", "local"), tools);
  let wasHolding = false;
  for (const event of [...pieces.map(delta), more]) {
    reader.read(encoder.encode(event), listening);
    wasHolding ||= reader.isHolding === true;
  }
  reader.end(listening);
  return {
    text: received.text,
    reasoning: received.reasoning,
    calls: collected.calls.map(({ name, arguments: written }) => ({ name, arguments: written })),
    wasHolding,
  };
}

/** The same words whole, letter by letter, and cut in two at every place: each must be read alike. */
function readCutAnywhere(words: string, tools: typeof TOOLS = TOOLS, more = END): Received {
  const whole = readAll([words], tools, more);
  const { wasHolding: _any, ...same } = whole;
  expect(readAll([...words], tools, more)).toMatchObject(same);
  for (let at = 1; at < words.length; at += 1)
    expect(readAll([words.slice(0, at), words.slice(at)], tools, more), `cut at ${at}`).toMatchObject(same);
  return whole;
}

const SEARCH = { name: "web_search", arguments: '{"query":"tea"}' };
const NOTE = { name: "notes__add", arguments: '{"text":"a\\n}b"}' };
const json = ({ name, arguments: written }: typeof SEARCH, key = "arguments"): string => `{"name": "${name}", "${key}": ${written}}`;

describe("is read, wherever it is cut", () => {
  test.each<[string, string, string, object[]]>([
    ["Hermes's and Qwen's", `<tool_call>\n${json(SEARCH)}\n</tool_call>`, "", [SEARCH]],
    ["behind words", `I look.\n\n<tool_call>${json(SEARCH)}</tool_call>`, "I look.\n\n", [SEARCH]],
    ["before words", `<tool_call>${json(SEARCH)}</tool_call>\nDone`, "\nDone", [SEARCH]],
    ["two of them", `<tool_call>\n${json(SEARCH)}\n</tool_call>\n<tool_call>\n${json(NOTE)}\n</tool_call>`, "", [SEARCH, NOTE]],
    ["a list in one mark", `<tool_call>[${json(SEARCH)}, ${json(NOTE)}]</tool_call>`, "", [SEARCH, NOTE]],
    ["without arguments", '<tool_call>{"name":"web_search"}</tool_call>', "", [{ name: "web_search", arguments: "{}" }]],
    ["arguments as text", '<tool_call>{"name":"web_search","arguments":"{\\"query\\":\\"tea\\"}"}</tool_call>', "", [SEARCH]],
    ["whose end its server keeps", `<tool_call>\n${json(SEARCH)}`, "", [SEARCH]],
    ["after it was spoken of", `A <tool_call> follows. <tool_call>${json(SEARCH)}</tool_call>`, "A <tool_call> follows. ", [SEARCH]],
    ["Llama's", '<function=web_search>{"query": "tea"}</function>', "", [SEARCH]],
    [
      "Qwen's coders'",
      "<tool_call>\n<function=web_search>\n<parameter=query>\ntea\n</parameter>\n<parameter=count>\n3\n</parameter>\n<parameter=deep>true</parameter>\n</function>\n</tool_call>",
      "",
      [{ name: "web_search", arguments: '{"query":"tea","count":3,"deep":true}' }],
    ],
    [
      "the same, closed and never opened",
      "I look.\n<function=web_search>\n<parameter=query>\n7\n</parameter>\n</function>\n</tool_call>",
      "I look.\n",
      [{ name: "web_search", arguments: '{"query":"7"}' }],
    ],
    ["Mistral's", `[TOOL_CALLS][${json(SEARCH)}, ${json(NOTE)}]`, "", [SEARCH, NOTE]],
    [
      "Mistral's of today",
      `[TOOL_CALLS]web_search[ARGS]{"query": "tea"}[TOOL_CALLS]notes__add[CALL_ID]x1[ARGS]${NOTE.arguments}`,
      "",
      [SEARCH, NOTE],
    ],
    ["the whole answer", `\n${json(SEARCH, "parameters")}\n`, "", [SEARCH]],
    ["the whole answer in OpenAI's form", `{"type":"function","function":${json(SEARCH)}}`, "", [SEARCH]],
    ["Llama's form of it", `{"type": "function", "name": "web_search", "parameters": {"query": "tea"}}`, "", [SEARCH]],
    ["a list as the whole answer", `[ ${json(SEARCH)},\n ${json(NOTE)} ]`, "", [SEARCH, NOTE]],
    ["behind Llama's mark", `<|python_tag|>${json(SEARCH, "parameters")}`, "", [SEARCH]],
    ["Granite's", `<|tool_call|>[${json(SEARCH)}]`, "", [SEARCH]],
    ["Phi's", `<|tool_call|>[${json(SEARCH)}]<|/tool_call|>`, "", [SEARCH]],
    [
      "Cohere's",
      '<|START_ACTION|>[\n {"tool_call_id": "0", "tool_name": "web_search", "parameters": {"query": "tea"}}\n]<|END_ACTION|>',
      "",
      [SEARCH],
    ],
    [
      "DeepSeek's",
      `I look.<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>web_search<｜tool▁sep｜>{"query": "tea"}<｜tool▁call▁end｜><｜tool▁call▁begin｜>notes__add<｜tool▁sep｜>${NOTE.arguments}<｜tool▁call▁end｜><｜tool▁calls▁end｜>`,
      "I look.",
      [SEARCH, NOTE],
    ],
    [
      "DeepSeek's of before",
      '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>web_search\n```json\n{"query": "tea"}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
      "",
      [SEARCH],
    ],
    [
      "DeepSeek's in tags",
      '<｜DSML｜function_calls>\n<｜DSML｜invoke name="web_search">\n<｜DSML｜parameter name="query" string="true">7</｜DSML｜parameter>\n<｜DSML｜parameter name="count" string="false">3</｜DSML｜parameter>\n</｜DSML｜invoke>\n</｜DSML｜function_calls>',
      "",
      [{ name: "web_search", arguments: '{"query":"7","count":3}' }],
    ],
    [
      "Kimi's",
      `<|tool_calls_section_begin|><|tool_call_begin|>functions.web_search:0<|tool_call_argument_begin|>{"query": "tea"}<|tool_call_end|><|tool_call_begin|>functions.notes__add:1<|tool_call_argument_begin|>${NOTE.arguments}<|tool_call_end|><|tool_calls_section_end|>`,
      "",
      [SEARCH, NOTE],
    ],
    [
      "GLM's",
      "\n<tool_call>web_search\n<arg_key>query</arg_key>\n<arg_value>7</arg_value>\n<arg_key>deep</arg_key>\n<arg_value>true</arg_value>\n</tool_call>",
      "",
      [{ name: "web_search", arguments: '{"query":"7","deep":true}' }],
    ],
    ["GLM's without arguments", "<tool_call>web_search\n</tool_call>", "", [{ name: "web_search", arguments: "{}" }]],
    [
      "MiniMax's",
      '<minimax:tool_call>\n<invoke name="web_search">\n<parameter name="query">tea</parameter>\n<parameter name="count">3</parameter>\n</invoke>\n<invoke name="notes__add">\n</invoke>\n</minimax:tool_call>',
      "",
      [
        { name: "web_search", arguments: '{"query":"tea","count":3}' },
        { name: "notes__add", arguments: "{}" },
      ],
    ],
    [
      "Harmony's, whose last mark its server keeps",
      '<|channel|>commentary to=functions.web_search <|constrain|>json<|message|>{"query":"tea"}',
      "",
      [SEARCH],
    ],
    [
      "Harmony's, to a recipient that was named first",
      '<|start|>assistant to=functions.web_search<|channel|>commentary json<|message|>{"query":"tea"}<|call|>',
      "",
      [SEARCH],
    ],
    [
      "behind code that has ended",
      `\`\`\`js\n<tool_call>\n\`\`\`\n<tool_call>${json(SEARCH)}</tool_call>`,
      "```js\n<tool_call>\n```\n",
      [SEARCH],
    ],
  ])("%s", (_name, words, text, calls) => {
    const received = readCutAnywhere(words);
    expect(received.calls).toEqual(calls);
    expect(received.text.trim() === "" ? "" : received.text).toBe(text);
  });

  test("behind thinking, which is none of it", () => {
    const received = readCutAnywhere(`<think>I could <tool_call> it.</think>\n<tool_call>${json(SEARCH)}</tool_call>`);
    expect(received).toMatchObject({ text: "", reasoning: "I could <tool_call> it.", calls: [SEARCH] });
  });
});

test("what Harmony says to a function and is no object is thinking", () => {
  const received = readCutAnywhere(
    "<|channel|>commentary to=functions.web_search<|message|>tea<|end|><|channel|>final<|message|>Hello!<|return|>",
  );
  expect(received).toMatchObject({ text: "Hello!", reasoning: "tea", calls: [] });
});

describe("stays words, to the letter", () => {
  test.each<[string, string]>([
    ["a tool that was not offered", '<tool_call>{"name":"rm","arguments":{}}</tool_call>'],
    ["one of two that was not offered", `<tool_call>[${json(SEARCH)},{"name":"rm","arguments":{}}]</tool_call>`],
    ["in a fence", `\`\`\`\n<tool_call>${json(SEARCH)}</tool_call>\n\`\`\``],
    ["in a longer fence", `~~~~xml\n~~~\n<function=web_search>{}</function>\n~~~~`],
    ["a fence that is left open", `\`\`\`json\n${json(SEARCH)}`],
    ["in back quotes", `Write \`<tool_call>${json(SEARCH)}</tool_call>\` for it.`],
    ["arguments that are no object", '<tool_call>{"name":"web_search","arguments":[1]}</tool_call>'],
    ["JSON that is none", '<tool_call>{"name":"web_search","arguments":{</tool_call> so'],
    ["a call that is cut", '<tool_call>{"name":"web_search","argu'],
    ["a function that is cut", '<function=web_search>{"query":"tea"}'],
    ["a function with other things in it", "<function=web_search>tea</function>"],
    ["a mark alone", "<tool_call>"],
    ["a tool's name in a mark", "GLM writes <tool_call>web_search</tool_call> for it."],
    ["GLM's that is cut", "<tool_call>web_search\n<arg_key>query</arg_key>\n<arg_value>tea</arg_value>\n<arg_key>co"],
    ["GLM's with other things in it", "<tool_call>web_search\n<arg_key>query</arg_key> is <arg_value>tea</arg_value></tool_call>"],
    ["DeepSeek's that is cut", '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>web_search<｜tool▁sep｜>{"query":"tea"}'],
    [
      "Kimi's of another tool",
      "<|tool_calls_section_begin|><|tool_call_begin|>functions.rm:0<|tool_call_argument_begin|>{}<|tool_call_end|><|tool_calls_section_end|>",
    ],
    ["MiniMax's with words in it", '<minimax:tool_call><invoke name="web_search">tea</invoke></minimax:tool_call>'],
    ["Cohere's that is no list of calls", "<|START_ACTION|>[1]<|END_ACTION|>"],
    ["a mark that is spoken of", "Qwen writes <tool_call> and </tool_call>, Mistral [TOOL_CALLS], Llama <function=name>."],
    ["the beginning of a mark", "a < b, <tool"],
    ["Mistral's, of which one is no call", `[TOOL_CALLS]web_search[ARGS]{"query":"tea"}[TOOL_CALLS]rm[ARGS]{}`],
    ["an object among words", `Like this: ${json(SEARCH)}`],
    ["an object before words", `${json(SEARCH)}\nThat is how.`],
    ["an answer in JSON", '{"name":"Ada","type":"person"}'],
    ["a tool's definition", '{"name":"web_search","description":"Searches.","parameters":{"type":"object"}}'],
    ["a name alone", '{"name":"web_search"}'],
    ["other JSON", '{ "web_search": 1 }'],
    ["a list", "[1] says so."],
    ["a list of objects", '[{"x":1},{"y":2}]'],
    ["nothing", ""],
    ["white space", " \n "],
    ["code that begins like an object", "{\n  x }"],
  ])("%s", (_name, words) => {
    expect(readCutAnywhere(words)).toMatchObject({ text: words, calls: [] });
  });

  test("what is longer than any call", () => {
    const words = `<tool_call>{"name":"web_search","arguments":{"query":"${"x".repeat(120_000)}`;
    expect(readAll([words, '"}}</tool_call>'])).toMatchObject({ text: `${words}"}}</tool_call>`, calls: [] });
  });

  test("everything, where no tools were offered", () => {
    expect(readCutAnywhere(`<tool_call>${json(SEARCH)}</tool_call>`, [])).toMatchObject({ calls: [] });
  });
});

test("what the server tells of beside its words is one call, not two", () => {
  const wired = `data: ${JSON.stringify({
    choices: [
      { index: 0, delta: { tool_calls: [{ index: 0, id: "a", function: { name: "web_search", arguments: '{ "query": "tea" }' } }] } },
    ],
  })}\n\n${END}`;
  expect(readAll([`<tool_call>${json(SEARCH)}</tool_call>`], TOOLS, wired).calls).toEqual([
    { name: "web_search", arguments: '{ "query": "tea" }' },
  ]);
  expect(readAll([`<tool_call>${json(NOTE)}</tool_call>`], TOOLS, wired).calls).toHaveLength(2);
});

test("words that turn out to be reasoning take what they named along", () => {
  const received = readAll([`Perhaps <tool_call>${json(SEARCH)}</tool_call>?\n`, "No.\n</think>\n\n", "Hello."]);
  expect(received.calls).toEqual([]);
});

test("nobody goes on from a place at which a call is held back", () => {
  expect(readAll([`<tool_call>${json(SEARCH)}</tool_call>`]).wasHolding).toBe(true);
  expect(readAll(["Words, ", "and more of them."]).wasHolding).toBe(false);
});

test.each([
  "<tool_call>",
  "<tool_call>{",
  "<tool_call>{</tool_call>",
  "`<tool_call>",
  "<function=web_search>",
  "<function=web_find></function>",
  "<function=web_search><parameter=a></function>",
  "[TOOL_CALLS]",
  "[TOOL_CALLS]web_search[ARGS]",
  "<|python_tag|>",
  "<|tool_call|>",
  "<|START_ACTION|>[",
  "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>",
  "<|tool_calls_section_begin|>",
  "<minimax:tool_call><invoke name=",
  "<tool_call>web_search\n<arg_key>",
  "<｜DSML｜function_calls>",
  '{"name":',
  "[ {",
  " ",
  "```\n",
  "<",
])("300,000 characters of %j are read in linear time, in one piece and in small ones", (seed) => {
  const words = seed.repeat(Math.ceil(300_000 / seed.length));
  const pieces = Array.from({ length: Math.ceil(words.length / 30) }, (_none, index) => words.slice(index * 30, index * 30 + 30));
  for (const received of [readAll([words]), readAll(pieces)]) expect(received.text === words).toBe(true);
});
