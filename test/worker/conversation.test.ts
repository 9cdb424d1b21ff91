import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { call, json, newChat, reference, stored, Tab } from "./tab.ts";

/** The person's object knows that nothing runs here any more. */
async function settled(chat: string, as: string): Promise<void> {
  await expect
    .poll(
      async () =>
        (await json<{ chats: { id: string; running: boolean }[] }>(call("/api/chats", { as }))).chats.find(({ id }) => id === chat)
          ?.running,
    )
    .toBe(false);
}

describe("a conversation with two tabs", () => {
  it("[I1] [P16] [P20] [P24] streams a message from one tab into both, byte for byte as storage holds it", async () => {
    const chat = await newChat();
    const [first, second] = [new Tab(chat), new Tab(chat)];
    await Promise.all([first.isLive(), second.isLive()]);
    const id = first.live.send("/gen tokens=120 rate=400");
    await Promise.all([first.ended(`${id}.a`), second.ended(`${id}.a`)]);
    const { messages } = await stored(chat);
    expect(messages.map(({ text }) => text)).toEqual(["/gen tokens=120 rate=400", reference(120)]);
    expect(first.shown()).toEqual(second.shown());
    expect(first.message(`${id}.a`)?.text).toBe(reference(120));
    expect(first.message(`${id}.a`)?.status).toBe("done");
  });

  it("[P31] is stopped from the tab that did not send, and both keep the same text", async () => {
    const chat = await newChat();
    const [first, second] = [new Tab(chat), new Tab(chat)];
    await Promise.all([first.isLive(), second.isLive()]);
    const id = first.live.send("/gen tokens=5000 rate=200");
    await second.until((tab) => (tab.text?.text.length ?? 0) > 40);
    second.live.stop();
    await Promise.all([first.ended(`${id}.a`), second.ended(`${id}.a`)]);
    const answer = first.message(`${id}.a`);
    expect(answer?.status).toBe("stopped");
    expect(reference(5000).startsWith(answer?.text ?? "?")).toBe(true);
    expect(second.message(`${id}.a`)?.text).toBe(answer?.text);
    expect((await stored(chat)).messages.at(-1)?.text).toBe(answer?.text);
  });

  it("[I5] [P12] gives a tab that lost its network in mid-answer only what it lacks", async () => {
    const chat = await newChat();
    const tab = new Tab(chat);
    await tab.isLive();
    const id = tab.live.send("/gen tokens=400 rate=400");
    await tab.until(({ text }) => (text?.text.length ?? 0) > 200);
    const had = tab.text?.text ?? "";
    tab.cut();
    await tab.until(({ state, sockets }) => state.connection.status === "live" && sockets.length === 2);
    const opening = tab.sockets[1]?.frames[0] ?? "";
    expect(opening.length).toBeLessThanOrEqual(100);
    expect(JSON.parse(opening)).toMatchObject({ type: "resumed" });
    await tab.ended(`${id}.a`);
    const sent = (tab.sockets[1]?.frames ?? []).filter((frame) => frame.startsWith("t")).map((frame) => frame.slice(1));
    expect(had + sent.join("")).toBe(reference(400));
    expect(tab.message(`${id}.a`)?.text).toBe(reference(400));
  });

  it("[I3] [P5] [P6] answers a command with the same id again and runs nothing", async () => {
    const chat = await newChat();
    const send = () => call(`/api/chats/${chat}/messages`, { body: { id: "m1", text: "/gen tokens=3" } });
    const [first, second] = [await send(), await send()];
    expect([first.status, second.status]).toEqual([202, 200]);
    expect(await first.json()).toEqual(await second.json());
    const tab = new Tab(chat);
    await tab.ended("m1.a");
    expect((await stored(chat)).messages).toHaveLength(2);
    const { receipts } = await json<{ receipts: unknown[] }>(call(`/api/chats/${chat}/receipts`));
    expect(receipts).toHaveLength(1);
  });

  it("[I4] [P7] [P8] [P25] makes a branch of a command whose parent is not the tip, and removes nothing", async () => {
    const chat = await newChat();
    const tab = new Tab(chat);
    await tab.isLive();
    const first = tab.live.send("/gen tokens=2");
    await tab.ended(`${first}.a`);
    const second = tab.live.send("/gen tokens=3");
    await tab.ended(`${second}.a`);
    const stale = tab.live.send("/gen tokens=4", { parentId: `${first}.a` });
    await tab.ended(`${stale}.a`);
    const { messages, head } = await stored(chat);
    expect(messages.map(({ id }) => id)).toEqual([first, `${first}.a`, second, `${second}.a`, stale, `${stale}.a`]);
    expect(head).toBe(`${stale}.a`);
    expect(messages.find(({ id }) => id === stale)?.siblings).toEqual([second, stale]);
    tab.live.select(second);
    await tab.until(({ state }) => state.head === `${second}.a`);
    expect(tab.shown().map(({ id }) => id)).toEqual([first, `${first}.a`, second, `${second}.a`]);
  });

  it("[P7] [P25] puts what is sent below a question beside that question's answers, and keeps both branches", async () => {
    const chat = await newChat();
    const tab = new Tab(chat);
    await tab.isLive();
    const first = tab.live.send("/gen tokens=2");
    await tab.ended(`${first}.a`);
    const send = (id: string) => call(`/api/chats/${chat}/messages`, { body: { id, parentId: first, text: "/gen tokens=3" } });
    const sent = await send("below");
    expect([sent.status, await sent.json()]).toEqual([202, { messageId: "below", answerId: "below.a" }]);
    await tab.ended("below.a");
    expect((await send("below")).status).toBe(200);
    expect((await send("beside")).status).toBe(202);
    await tab.ended("beside.a");
    const { messages, head } = await stored(chat);
    expect(messages.map(({ id, parentId }) => [id, parentId])).toEqual([
      [first, null],
      [`${first}.a`, first],
      ["below", first],
      ["below.a", "below"],
      ["beside", first],
      ["beside.a", "beside"],
    ]);
    for (const id of [`${first}.a`, "below", "beside"])
      expect(messages.find((message) => message.id === id)?.siblings).toEqual([`${first}.a`, "below", "beside"]);
    expect(head).toBe("beside.a");
    expect(tab.shown().map(({ id }) => id)).toEqual([first, "beside", "beside.a"]);
    const { messageCount } = await json<{ messageCount: number }>(call(`/api/chats/${chat}`));
    expect(messageCount).toBe(6);
    for (const [id, shown] of [
      [`${first}.a`, [first, `${first}.a`]],
      ["below", [first, "below", "below.a"]],
    ] as const) {
      tab.live.select(id);
      await tab.until(({ state }) => state.head === shown.at(-1));
      expect(tab.shown().map((message) => message.id)).toEqual(shown);
    }
    // Pages of one message, from the end.
    const seen: string[] = [];
    for (let before: string | null = ""; before !== null;) {
      const page: { messages: { id: string }[]; next: string | null } = await json(
        call(`/api/chats/${chat}/messages?limit=1${before === "" ? "" : `&before=${before}`}`),
      );
      seen.unshift(...page.messages.map(({ id }) => id));
      before = page.next;
    }
    expect(seen).toEqual(messages.map(({ id }) => id));
    const estimate = await call("/api/estimate", { body: { chatId: chat, parentId: first, text: "Hi", model: "embedded/tally" } });
    expect(estimate.status).toBe(200);
    // An export of it comes in as it is.
    const exported = await (await call(`/api/chats/${chat}/export?format=json`)).text();
    const as = "importer-of-branches@example.com";
    await call("/api/import", { as, method: "POST", raw: exported });
    const { messages: copies } = await json<{ messages: { id: string; parentId: string | null }[] }>(
      call(`/api/chats/${chat}/messages`, { as }),
    );
    expect(copies.map(({ id, parentId }) => [id, parentId])).toEqual(messages.map(({ id, parentId }) => [id, parentId]));
    const copy = await json<{ messageCount: number }>(call(`/api/chats/${chat}`, { as }));
    expect(copy.messageCount).toBe(6);
  });

  it("[P9] queues what is sent while an answer runs, shows it in every tab, and answers it in turn", async () => {
    const chat = await newChat();
    const [first, second] = [new Tab(chat), new Tab(chat)];
    await Promise.all([first.isLive(), second.isLive()]);
    const running = first.live.send("/gen tokens=5000 rate=300");
    await first.until(({ text }) => (text?.text.length ?? 0) > 0);
    const waiting = first.live.send("/gen tokens=5");
    const cancelled = second.live.send("/gen tokens=6");
    await Promise.all(
      [first, second].map((tab) =>
        tab.until((one) => one.message(waiting)?.status === "queued" && one.message(cancelled)?.status === "queued"),
      ),
    );
    second.live.cancel(cancelled);
    await first.until((tab) => tab.message(`${cancelled}.a`)?.status === "stopped");
    second.live.stop();
    await Promise.all([first.ended(`${waiting}.a`), second.ended(`${waiting}.a`)]);
    expect(first.message(`${running}.a`)?.status).toBe("stopped");
    expect(second.message(`${waiting}.a`)?.text).toBe(reference(5));
    expect(second.message(`${cancelled}.a`)).toMatchObject({ status: "stopped", text: "" });
    expect(first.shown()).toEqual(second.shown());
  });

  it("[I12] writes at most 8 rows and one per second of streaming for one answer", async () => {
    // Somebody of their own: other tests' alarms write to the other person's object.
    const person = "rows-of-conversation@example.com";
    const chat = await newChat({}, person);
    const tab = new Tab(chat, person);
    await tab.isLive();
    const rows = async () => {
      const stats = await json<{ rowsWritten: number; alarmsSet: number }>(call(`/api/chats/${chat}/stats`, { as: person }));
      return stats.rowsWritten + stats.alarmsSet;
    };
    const warm = tab.live.send("/gen tokens=2 log=never");
    await tab.ended(`${warm}.a`);
    const account = env.ACCOUNT.getByName(person);
    await settled(chat, person);
    const before = await rows();
    const accountBefore = await account.rowsWritten();
    const started = Date.now();
    const id = tab.live.send("/gen tokens=300 rate=120 log=never");
    await tab.ended(`${id}.a`);
    const seconds = Math.floor((Date.now() - started) / 1000);
    const written = (await rows()) - before;
    expect(written).toBeLessThanOrEqual(8 + seconds);
    expect(written).toBeGreaterThanOrEqual(7);
    await settled(chat, person);
    expect((await account.rowsWritten()) - accountBefore).toBeLessThanOrEqual(4);
  });
});
