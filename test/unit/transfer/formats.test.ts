/** Other products' exports as our turns: words, tree, order and times, and nothing that is money. */
import { describe, expect, test } from "vitest";
import { recognise } from "../../../src/transfer/recognise.ts";
import { convert } from "../../../src/transfer/turns.ts";
import { chatgptConversation, claudeConversation, librechatConversation, openWebUiEntry } from "./documents.ts";

const NOW = 1_800_000_000_000;

/** Each turn as a line: number, parent, question's turn, words. */
function turnsOf(element: unknown) {
  const recognised = recognise(element);
  if (recognised?.conversation == null) throw new Error("not recognised");
  const converted = convert(recognised.conversation, NOW);
  if (!converted.ok) throw new Error(converted.reason);
  return {
    kind: recognised.kind,
    chat: converted.chat,
    lines: converted.turns.map(
      ({ parent, question, text, answer }, at) => `${at} <${parent ?? "-"} ?${question ?? "own"} ${text ?? "–"} | ${answer ?? "–"}`,
    ),
    turns: converted.turns,
  };
}

const models = (element: unknown): string[] => turnsOf(element).turns.map(({ model }) => model);

describe("import", () => {
  test("ChatGPT: edited questions and regenerated answers are branches, a tool's chain is one answer, the system prompt is one", () => {
    const { kind, chat, lines, turns } = turnsOf(chatgptConversation);
    expect(kind).toBe("ChatGPT");
    expect(lines).toEqual([
      "0 <- ?own [Image]\nWhat tea is this? | ```python\nlook()\n```\n\n[Tool python: green]\n\nIt is green tea.",
      "1 <- ?own Which teas? | Green and black.",
      "2 <1 ?own And white? | No.",
      "3 <1 ?2 – | Yes, too.",
    ]);
    expect(chat).toMatchObject({
      title: "Tea in China",
      system: "You are a tea master.",
      model: "gpt-4o",
      archived: true,
      head: 3,
      messageCount: 7,
    });
    expect(turns.map(({ askedAt, answeredAt }) => [askedAt, answeredAt])).toEqual([
      [1_700_000_001_000, 1_700_000_010_000],
      [1_700_000_300_000, 1_700_000_310_000],
      [1_700_000_400_000, 1_700_000_410_000],
      [1_700_000_420_000, 1_700_000_420_000],
    ]);
    expect(chat.createdAt).toBe(1_700_000_000_500);
  });

  test("Claude: thinking stands apart, files and tools are told, a question without an answer is kept", () => {
    const { kind, lines, turns, chat } = turnsOf(claudeConversation);
    expect(kind).toBe("Claude");
    expect(lines).toEqual([
      '0 <- ?own Why does it rain?\n\n[File: clouds.txt]\nmany clouds | Because clouds are heavy.\n\n[Tool weather: {"city":"Bergen"}]',
      "1 <0 ?own Thanks | –",
    ]);
    expect(turns[0]?.reasoning).toBe("Water.");
    expect(turns[0]?.model).toBe("Claude");
    expect(chat.messageCount).toBe(3);
  });

  test("Open WebUI: the branch that is shown, reasoning out of its details, models by answer", () => {
    const { kind, chat, lines, turns } = turnsOf(openWebUiEntry);
    expect(kind).toBe("Open WebUI");
    expect(lines).toEqual(["0 <- ?own 1+1? | 2", "1 <- ?0 – | Two."]);
    expect(turns.map(({ reasoning, model }) => [reasoning, model])).toEqual([
      ["One and\none.", "llama3.2:3b"],
      ["", "qwen3"],
    ]);
    expect(chat).toMatchObject({ system: "Count well.", pinned: true, head: 1, createdAt: 1_720_000_000_000 });
  });

  test("LibreChat: flat and nested exports are the same tree", () => {
    const { kind, lines, turns, chat } = turnsOf(librechatConversation);
    const [first, ...rest] = librechatConversation.messages;
    const nested = { ...librechatConversation, recursive: true, messages: [{ ...first, children: rest }] };
    expect(kind).toBe("LibreChat");
    expect(lines).toEqual(["0 <- ?own Hi | Hello!", "1 <- ?0 – | Good day."]);
    expect(turnsOf(nested).lines).toEqual(lines);
    expect(turns.map(({ status, reasoning }) => [status, reasoning])).toEqual([
      ["done", ""],
      ["interrupted", "A greeting."],
    ]);
    expect(chat).toMatchObject({ system: "Be kind.", model: "gpt-4o-mini" });
  });

  test("an answer whose export names no model has the label that its product shows", () => {
    expect(models({ ...claudeConversation, model: "claude-opus" })[0]).toBe("claude-opus");
    const { default_model_slug: _none, ...early } = chatgptConversation;
    expect(models({ ...early, mapping: { q: early.mapping.a2b } })).toEqual(["ChatGPT"]);
    const [asked, answered] = librechatConversation.messages;
    expect(models({ conversationId: "l", messages: [asked, { ...answered, model: undefined }] })).toEqual(["GPT"]);
  });

  test("[I15] our own export comes in with its ids, and none of its receipts", () => {
    const exported = {
      id: "chat-1",
      title: "Mine",
      model: "embedded/tally",
      system: "",
      createdAt: "2026-11-01T00:00:00.000Z",
      pinned: false,
      archived: false,
      head: "r1.a",
      messages: [
        { id: "q1", parentId: null, role: "user", text: "One", status: "done", createdAt: "2026-11-01T00:00:01.000Z" },
        {
          id: "q1.a",
          parentId: "q1",
          role: "assistant",
          text: "First",
          model: "embedded/tally",
          status: "done",
          createdAt: "2026-11-01T00:00:02.000Z",
          receipt: { costNanoUsd: 1_000_000_000_000 },
          owner: "bob@example.com",
        },
        {
          id: "r1.a",
          parentId: "q1",
          role: "assistant",
          text: "Second",
          model: "embedded/costly",
          status: "stopped",
          createdAt: "2026-11-01T00:00:03.000Z",
        },
      ],
    };
    const { kind, turns, chat } = turnsOf(exported);
    expect(kind).toBe("Tally");
    expect(turns.map(({ id, question, answer, status }) => [id, question, answer, status])).toEqual([
      ["q1", null, "First", "done"],
      ["r1", 0, "Second", "stopped"],
    ]);
    expect(chat.head).toBe(1);
    expect(JSON.stringify({ turns, chat })).not.toMatch(/1000000000000|bob@/);
  });

  test.each([
    [
      "a circle of parents",
      {
        uuid: "x",
        chat_messages: [
          { uuid: "a", parent_message_uuid: "b", sender: "human", text: "A" },
          { uuid: "b", parent_message_uuid: "a", sender: "human", text: "B" },
        ],
      },
      "It holds no message.",
    ],
    ["nothing but blanks", { mapping: {} }, "It holds no message."],
    ["a message over the limit", { uuid: "x", chat_messages: [{ uuid: "a", sender: "human", text: "é".repeat(140_000) }] }, "256 KB"],
    [
      "too many messages",
      { uuid: "x", chat_messages: Array.from({ length: 10_001 }, (_, at) => ({ uuid: `m${at}`, sender: "human", text: "x" })) },
      "at most 10000",
    ],
  ])("%s is left out with its reason", (_name, element, reason) => {
    const conversation = recognise(element)?.conversation;
    if (conversation == null) throw new Error("not recognised");
    const converted = convert(conversation, NOW);
    expect(converted.ok ? "it came in" : converted.reason).toContain(reason);
  });

  test.each([null, 7, "text", [], {}, { messages: [] }, { mapping: [] }, { chat: { history: {} } }, { __proto__: { mapping: {} } }])(
    "%j is none of the known kinds",
    (element) => {
      expect(recognise(element)).toBeNull();
    },
  );

  test("names of foreign objects that mean something to JavaScript are names like any other", () => {
    const mapping = JSON.parse(
      '{"__proto__":{"id":"__proto__","parent":null,"children":["constructor"],"message":{"author":{"role":"user"},"content":{"content_type":"text","parts":["Q"]}}},"constructor":{"id":"constructor","parent":"__proto__","children":[],"message":{"author":{"role":"assistant"},"content":{"content_type":"text","parts":["A"]}}}}',
    ) as object;
    expect(turnsOf({ title: "odd", mapping }).lines).toEqual(["0 <- ?own Q | A"]);
  });

  test("a tree as deep as a conversation may be long is read without recursion", () => {
    const mapping = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, at) => [
        `n${at}`,
        {
          parent: at === 0 ? null : `n${at - 1}`,
          children: [`n${at + 1}`],
          message: { author: { role: at % 2 === 0 ? "user" : "assistant" }, content: { content_type: "text", parts: [`${at}`] } },
        },
      ]),
    );
    expect(turnsOf({ mapping }).turns).toHaveLength(5_000);
  });
});
