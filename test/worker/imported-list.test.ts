/** What the list of conversations knows of imported ones, whatever becomes of the import that brings them. */
import { runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import { packTurns, type ImportedTurn } from "../../src/protocol/transfer.ts";
import { accountStub, alarm, chatStub } from "./bookkeeping.ts";
import { call, json } from "./tab.ts";

type Listed = { id: string; title: string; pinned: boolean; archived: boolean; messageCount: number };

const ENTRY = {
  title: "Dahlias",
  createdAt: 1_700_000_000_000,
  updatedAt: 1_700_000_001_000,
  pinned: true,
  archived: false,
  messageCount: 2,
};
const TURN: ImportedTurn = {
  id: "q1",
  parent: null,
  question: null,
  text: "What do dahlias need?",
  answer: "Sun.",
  reasoning: "",
  model: "elsewhere",
  status: "done",
  askedAt: ENTRY.createdAt,
  answeredAt: ENTRY.updatedAt,
};

const listed = async (as: string): Promise<Listed[]> => (await json<{ chats: Listed[] }>(call("/api/chats", { as }))).chats;

/** Puts a conversation into its object, as far as an import comes that dies before the list is told. */
const put = (as: string, id: string, head: number | null, before = 0) =>
  chatStub(as, id).importChat(
    as,
    { ...ENTRY, id, model: null, system: "", head },
    packTurns([TURN, { ...TURN, id: "q2" }]),
    [],
    false,
    before,
  );

it.each([null, 0])(
  "[P54] a conversation whose import died before the list heard of it is told by its own alarm (branch that ends in %s)",
  async (head) => {
    const as = `died-${head}@example.com`;
    await put(as, "off-the-list", head);
    expect(await listed(as)).toEqual([]);
    await alarm(as, "off-the-list");
    expect(await listed(as)).toMatchObject([{ id: "off-the-list", title: "Dahlias", messageCount: 4 }]);
  },
);

it("[P51] an import that is slower than its conversations' alarms still brings what only the list knows", async () => {
  const as = "slow@example.com";
  await put(as, "slow", 0);
  await alarm(as, "slow");
  await accountStub(as).addImported([{ ...ENTRY, id: "slow", model: "" }]);
  expect(await listed(as)).toMatchObject([{ id: "slow", pinned: true, archived: false }]);
});

it("a conversation without a title is named after its first question, in the list as in itself", async () => {
  const as = "untitled@example.com";
  const document = [{ uuid: "u1", name: "", chat_messages: [{ uuid: "m1", sender: "human", text: "Why **does** it rain?" }] }];
  const { imported } = await json<{ imported: { title: string }[] }>(call("/api/import", { as, body: document }));
  expect(imported).toMatchObject([{ title: "Why does it rain?" }]);
  expect(await listed(as)).toMatchObject([{ title: "Why does it rain?" }]);
});

it("of one import each conversation tells the list and the index of itself after the one before it", async () => {
  const as = "many@example.com";
  const alarmOf = (id: string) => runInDurableObject(chatStub(as, id), (_chat, state) => state.storage.getAlarm());
  // The last one first: it is later all the same.
  await put(as, "last", null, 5_000);
  await put(as, "first", null, 0);
  const [first, last] = [await alarmOf("first"), await alarmOf("last")];
  expect((last ?? 0) - (first ?? 0)).toBeGreaterThan(60_000);
});
