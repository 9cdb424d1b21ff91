/** Protocol version 2: a conversation is minted in the tab and made by its own socket. */
import { env } from "cloudflare:workers";
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { crash } from "./bookkeeping.ts";
import { call, json, newChat, reference, stored } from "./tab.ts";
import { RawTab } from "./raw-tab.ts";

const send = (id: string, more: object = {}): object => ({ type: "send", id, text: "/gen tokens=6", ...more });
const listed = async (as: string): Promise<{ id: string; title: string; messageCount: number }[]> =>
  (await json<{ chats: { id: string; title: string; messageCount: number }[] }>(call("/api/chats", { as }))).chats;

describe("a conversation made by its own socket", () => {
  it("[P45] is made, priced and asked with the first message, and the list learns of it", async () => {
    const as = "begin@example.com";
    const tab = await RawTab.open("b1", as, "new=1");
    tab.say(send("m1", { conversation: { model: "embedded/tally", system: "Be brief.", effort: null } }));
    await tab.until((frames) => frames.some((frame) => frame.includes('"type":"closed"')));
    const [first] = tab.events();
    expect(first).toMatchObject({ type: "snapshot", running: "m1.a", head: "m1.a", chat: { id: "b1", system: "Be brief." } });
    expect(tab.events().find(({ type }) => type === "ack")).toMatchObject({ id: "m1", result: { messageId: "m1", answerId: "m1.a" } });
    expect((await stored("b1", as)).messages.map(({ text }) => text)).toEqual(["/gen tokens=6", reference(6)]);
    await expect
      .poll(async () => (await listed(as)).map(({ id, title }) => ({ id, title })))
      .toEqual([{ id: "b1", title: "/gen tokens=6" }]);
  });

  it("[P45] is in a list that is asked for as soon as it was accepted, while its answer runs", async () => {
    const as = "begin-listed@example.com";
    const tab = await RawTab.open("b1", as, "new=1");
    tab.say({ type: "send", id: "m1", text: "/gen tokens=60 rate=100" });
    await tab.until((frames) => frames.some((frame) => frame.includes('"type":"ack"')));
    expect((await listed(as)).map(({ id, title }) => ({ id, title }))).toEqual([{ id: "b1", title: "/gen tokens=60 rate=100" }]);
    await tab.until((frames) => frames.some((frame) => frame.includes('"type":"closed"')));
    expect(await listed(as)).toMatchObject([{ id: "b1", messageCount: 2 }]);
  });

  it("[I10] [P45] is exported and deleted with everything as soon as it was accepted, while its answer runs", async () => {
    for (const person of ["export", "delete"]) {
      const as = `begin-${person}@example.com`;
      const tab = await RawTab.open("b1", as, "new=1");
      tab.say({ type: "send", id: "m1", text: "/gen tokens=60 rate=100" });
      await tab.until((frames) => frames.some((frame) => frame.includes('"type":"ack"')));
      if (person === "export") {
        const { chats } = await json<{ chats: { id: string }[] }>(call("/api/export", { as }));
        expect(chats.map(({ id }) => id)).toEqual(["b1"]);
      } else {
        expect(await json(call("/api/me/data", { method: "DELETE", as }))).toEqual({ deleted: { chats: 1 }, left: 0 });
        expect((await call("/api/chats/b1", { as })).status).toBe(404);
      }
      tab.close();
    }
  });

  it("[P45] begins with the person's own model and system prompt where the message names none", async () => {
    const as = "begin-usual@example.com";
    await call("/api/me", { method: "PATCH", body: { preferences: { system: "Rhyme.", model: "embedded/tally" } }, as });
    const tab = await RawTab.open("b2", as, "new=1");
    tab.say(send("m1"));
    await tab.until((frames) => frames.some((frame) => frame.includes('"type":"snapshot"')));
    expect(tab.events()[0]).toMatchObject({ chat: { system: "Rhyme.", model: "embedded/tally" } });
  });

  it("[I3] [P45] is made once when its first message comes twice, and over two sockets", async () => {
    const as = "begin-twice@example.com";
    const [first, second] = [await RawTab.open("b3", as, "new=1"), await RawTab.open("b3", as, "new=1")];
    for (const tab of [first, second, first]) tab.say(send("m1"));
    await Promise.all([first, second].map((tab) => tab.until((frames) => frames.some((frame) => frame.includes('"type":"closed"')))));
    await first.until((frames) => frames.filter((frame) => frame.includes('"type":"ack"')).length === 2);
    expect(first.events().filter(({ type }) => type === "ack")[1]).toMatchObject({ result: { repeated: true } });
    expect((await stored("b3", as)).messages).toHaveLength(2);
    const { receipts } = await json<{ receipts: unknown[] }>(call("/api/chats/b3/receipts", { as }));
    expect(receipts).toHaveLength(1);
  });

  it("[I1] [P45] answers what was sent right behind the first message in its turn", async () => {
    const as = "begin-two@example.com";
    const tab = await RawTab.open("b4", as, "new=1");
    tab.say(send("m1"));
    tab.say(send("m2", { parentId: "m1.a" }));
    await tab.until((frames) => frames.filter((frame) => frame.includes('"type":"closed"')).length === 2);
    expect((await stored("b4", as)).messages.map(({ id }) => id)).toEqual(["m1", "m1.a", "m2", "m2.a"]);
  });

  it("[P45] opens a conversation that exists already like any other", async () => {
    const as = "begin-again@example.com";
    const id = await newChat({ title: "Tea" }, as);
    const tab = await RawTab.open(id, as, "new=1");
    await tab.until((frames) => frames.length > 0);
    expect(tab.events()[0]).toMatchObject({ type: "snapshot", chat: { title: "Tea" } });
  });

  it("[P36] a socket for an id that was never made is closed with 4404 unless it says new", async () => {
    const tab = await RawTab.open("never", "begin-never@example.com", "");
    await tab.untilClosed();
    expect(tab.closeCode).toBe(4404);
  });

  it("[P10] an older tab is served, but makes no conversation; an unknown version is told", async () => {
    const as = "begin-old@example.com";
    const id = await newChat({}, as);
    const old = await RawTab.open(id, as, "", 1);
    await old.until((frames) => frames.length > 0);
    expect(old.events()[0]).toMatchObject({ type: "snapshot" });
    const oldNew = await RawTab.open("old-new", as, "new=1", 1);
    await oldNew.untilClosed();
    const unknown = await RawTab.open(id, as, "", 3);
    await unknown.untilClosed();
    expect([oldNew.closeCode, unknown.closeCode]).toEqual([4404, 4426]);
  });

  it("[P23] a socket that never sends, and a first message that is refused, leave nothing", async () => {
    const as = "begin-nothing@example.com";
    const silent = await RawTab.open("silent", as, "new=1");
    const refused = await RawTab.open("refused", as, "new=1");
    refused.say({ type: "stop", id: "s1" });
    refused.say(send("m1", { conversation: { model: "no/such" } }));
    refused.say(send("m2", { maxCostNanoUsd: 1 }));
    refused.say(send("m3", { parentId: "elsewhere.a" }));
    await refused.until((frames) => frames.length === 4);
    expect(refused.events().map(({ id, problem }) => [id, problem?.status])).toEqual([
      ["s1", 404],
      ["m1", 422],
      ["m2", 402],
      ["m3", 400],
    ]);
    silent.close();
    expect(await listed(as)).toEqual([]);
    expect((await json<{ wallet: { heldNanoUsd: number } }>(call("/api/me", { as }))).wallet.heldNanoUsd).toBe(0);
    for (const id of ["silent", "refused"]) {
      const tables = await runInDurableObject(env.CHAT.getByName(`${as}/${id}`), (_chat, state) => [
        ...state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf\\_%' ESCAPE '\\'"),
      ]);
      expect(tables).toEqual([]);
      expect((await call(`/api/chats/${id}`, { as })).status).toBe(404);
    }
    // The same socket makes it all the same, once a message is accepted.
    refused.say(send("m4"));
    await refused.until((frames) => frames.some((frame) => frame.includes('"type":"ack"')));
  });

  it("[P45] a deleted conversation's id is refused as over HTTP", async () => {
    const as = "begin-deleted@example.com";
    const id = await newChat({}, as);
    expect((await call(`/api/chats/${id}`, { method: "DELETE", as })).status).toBe(200);
    const tab = await RawTab.open(id, as, "new=1");
    tab.say(send("m1"));
    await tab.until((frames) => frames.length > 0);
    expect(tab.events()[0]).toMatchObject({ type: "refused", problem: { status: 409 } });
    expect((await call("/api/chats", { body: { id }, as })).status).toBe(409);
  });

  it("[P45] a tab that waits sees the conversation that was made over HTTP", async () => {
    const as = "begin-http@example.com";
    const tab = await RawTab.open("b5", as, "new=1");
    await call("/api/chats", { body: { id: "b5", title: "Made elsewhere" }, as });
    await tab.until((frames) => frames.length > 0);
    expect(tab.events()[0]).toMatchObject({ type: "snapshot", chat: { title: "Made elsewhere" } });
  });

  it("[I6] the list is told by the alarm when a crash came before it heard", async () => {
    const as = "begin-crash@example.com";
    const tab = await RawTab.open("b7", as, "new=1");
    tab.say(send("m1", { text: "/gen tokens=400 rate=100" }));
    await tab.until((frames) => frames.some((frame) => frame.includes('"type":"ack"')));
    await expect.poll(async () => (await listed(as)).length).toBe(1);
    await crash(env.CHAT.getByName(`${as}/b7`));
    await runInDurableObject(env.ACCOUNT.getByName(as), (_account, state) => {
      state.storage.sql.exec("DELETE FROM conversation");
    });
    await runDurableObjectAlarm(env.CHAT.getByName(`${as}/b7`));
    await expect.poll(async () => (await listed(as)).map(({ id }) => id)).toEqual(["b7"]);
  });

  it("[I10] a conversation that the list had not heard of leaves a tombstone when it is deleted", async () => {
    const as = "begin-unlisted@example.com";
    const tab = await RawTab.open("b6", as, "new=1");
    tab.say(send("m1"));
    await tab.until((frames) => frames.some((frame) => frame.includes('"type":"closed"')));
    await expect.poll(async () => (await listed(as)).length).toBe(1);
    await runInDurableObject(env.ACCOUNT.getByName(as), (_account, state) => {
      state.storage.sql.exec("DELETE FROM conversation");
    });
    expect((await call("/api/chats/b6", { method: "DELETE", as })).status).toBe(200);
    expect(await listed(as)).toEqual([]);
    expect((await call("/api/chats", { body: { id: "b6" }, as })).status).toBe(409);
  });
});
