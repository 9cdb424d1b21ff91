/** Opening, resuming and every frame of an answer: P10 to P24, P32 to P36, P45, P55. The reader judges each frame beside. */
import { TooLate, type Tab } from "../server.ts";
import { agrees, ask, fresh, newChat, stored, words, type Check } from "../world.ts";

/** A resume may cost this much beside the missing text (P12), in bytes. */
const RESUME_BYTES = 100;

/** An answer under way, read in a tab up to so many characters. */
async function begun(tab: Tab, text: string, characters: number): Promise<string> {
  const id = fresh();
  await tab.command({ type: "send", id, text });
  await tab.until(() => (tab.reader.live?.text.length ?? 0) >= characters, `${characters} characters of an answer`);
  return `${id}.a`;
}

export const frames: readonly Check[] = [
  {
    rules: ["P10", "P12", "P14", "P15", "P16", "P17", "P18", "P19", "P20", "P22", "P24"],
    async run(world) {
      const { target, findings, alice } = world;
      const chat = await newChat(world);
      const [whole, cut] = await Promise.all([target.tab(alice, chat), target.tab(alice, chat)]);
      // Slow enough that it still runs when the others open, on a busy machine too.
      const answerId = await begun(cut, "/gen tokens=900 rate=200 reasoning=40", 300);
      cut.close();
      const read = cut.reader.live?.text.length ?? 0;
      await whole.until(() => (whole.reader.live?.text.length ?? 0) > read + 200, "more text");
      const [late, back] = await Promise.all([target.tab(alice, chat), target.tab(alice, chat, { before: cut })]);
      findings.holds(
        "P10",
        back.raw.frames[0]?.includes('"resumed"') === true,
        `a reconnect in mid-answer began with ${back.raw.frames[0]?.slice(0, 80)}`,
      );
      findings.holds("P16", (late.reader.live?.text.length ?? 0) > 0, "a new tab in mid-answer was shown no text of it");
      await back.until(() => back.reader.frames > 1, "what was missed");
      const first = back.raw.frames.find((frame) => frame.startsWith("t"));
      findings.holds(
        "P10",
        first === undefined || words(900).startsWith(`${words(900).slice(0, read)}${first.slice(1)}`),
        `the resume went on with ${first?.slice(0, 30)} after ${read} characters`,
      );
      const resumed = back.raw.frames.slice(0, 1).join("").length;
      findings.holds("P12", resumed < RESUME_BYTES, `a resume cost ${resumed} bytes beside the text`);
      const tabs = [whole, late, back];
      for (const tab of tabs) await tab.ended(answerId, 20_000);
      for (const tab of tabs)
        findings.holds("P18", tab.reader.ended.get(answerId) === words(900), "at its end a tab had other text than was said");
      await agrees(world, chat, answerId, tabs);
      const inOrder = tabs.map((tab) => JSON.stringify(tab.reader.events.filter(({ type }) => type === "closed")));
      findings.holds("P20", new Set(inOrder).size === 1, "tabs were told different ends");
      const one = whole.reader.messages.get(answerId);
      const kept = (await stored(world, chat)).find(({ id }) => id === answerId);
      findings.holds(
        "P19",
        one?.status === "done" && kept?.status === "done" && kept.receipt?.costNanoUsd === one.receipt?.costNanoUsd,
        "status or receipt of `closed` are not those of storage",
      );
      findings.holds(
        "P15",
        (one?.reasoning ?? "") === (kept?.reasoning ?? "") && (one?.reasoning ?? "").startsWith(" r0"),
        "the reasoning of a tab is not that of storage",
      );
      // What the reader judges in every frame of the suite, seen here at work.
      for (const rule of ["P14", "P17", "P22"]) findings.holds(rule, true, "");
      findings.holds(
        "P15a",
        whole.raw.frames.some((frame) => /^s\d+ \d+$/.test(frame)),
        "an answer of more than a second told no cost",
      );
      // It finished while nobody looked: the same path.
      const idle = await target.tab(alice, chat, { before: whole });
      findings.holds(
        "P10",
        idle.raw.frames[0]?.includes('"resumed"') === true,
        `a reconnect after the end began with ${idle.raw.frames[0]?.slice(0, 60)}`,
      );
      const future = await target.tab(alice, chat, { query: "seq=99999999" });
      findings.holds(
        "P12",
        future.raw.frames[0]?.includes('"snapshot"') === true,
        "a cursor from the future was answered without a snapshot",
      );
    },
  },
  {
    rules: ["P13", "P20", "P21", "P23"],
    async run(world) {
      const { target, findings, alice } = world;
      const chat = await newChat(world);
      const tabs = await Promise.all([0, 1, 2].map(() => target.tab(alice, chat)));
      const [one, two, three] = tabs;
      if (one === undefined || two === undefined || three === undefined) return;
      const [first, second] = [fresh(), fresh()];
      await Promise.all([
        one.command({ type: "send", id: first, text: "/gen tokens=30" }),
        two.command({ type: "send", id: second, text: "/gen tokens=30" }),
      ]);
      await three.command({ type: "set", id: fresh(), title: "Set by the third" });
      for (const tab of tabs) {
        await tab.ended(`${first}.a`);
        await tab.ended(`${second}.a`);
        await tab.until(() => tab.reader.events.some(({ title }) => title === "Set by the third"), "the title that a tab set");
      }
      findings.holds("P21", true, "");
      findings.holds("P13", one.reader.events.filter(({ seq }) => seq !== undefined).length > 3, "events without a seq");
      const received = tabs.map((tab) =>
        tab.reader.events.filter(({ type }) => type === "messages" || type === "closed" || type === "chat"),
      );
      // What comes after the last thing that was waited for may have reached one tab and not yet another.
      const shared = Math.min(...received.map(({ length }) => length));
      const order = received.map((events) => JSON.stringify(events.slice(0, shared)));
      findings.holds("P20", new Set(order).size === 1, "tabs were told different events, or in another order");
      const seen = three.raw.frames.length;
      const before = (await stored(world, chat)).length;
      for (const refused of [
        { type: "send", id: fresh(), text: "" },
        { type: "send", id: fresh(), text: "x", forged: true },
        { type: "regenerate", id: fresh(), messageId: "nowhere" },
      ])
        findings.holds("P23", (await one.command(refused)).type === "refused", `${JSON.stringify(refused).slice(0, 60)} was not refused`);
      await three.command({ type: "stop", id: "after" });
      const sent = three.raw.frames.slice(seen).filter((frame) => /"type":"(messages|refused)"/.test(frame));
      findings.holds(
        "P23",
        sent.length === 0 && (await stored(world, chat)).length === before,
        "a refused command was stored, or another tab learned of it",
      );
      one.raw.send("no JSON");
      await one.until(
        () => one.raw.frames.some((frame) => frame.includes('"refused"') && frame.includes('"id":null')),
        "a refusal of what is no JSON",
      );
      findings.holds("P23", one.raw.closeCode === null, "a malformed frame ended the socket");
    },
  },
  {
    rules: ["P15b", "P33"],
    async run(world) {
      const { target, findings, alice } = world;
      const chat = await newChat(world);
      const tab = await target.tab(alice, chat);
      const id = fresh();
      await tab.command({ type: "send", id, text: "/gen tokens=60000 parts=50" });
      await tab.ended(`${id}.a`, 30_000);
      findings.holds("P15b", tab.reader.mark !== null, "no mark came with 350 KB of text");
      findings.holds("P33", tab.reader.ended.get(`${id}.a`) === words(60_000), "a tab that confirms was not told everything");
      tab.raw.send(JSON.stringify({ type: "received", mark: "guessed" }));
      tab.raw.send("ping");
      await tab.until(() => tab.raw.frames.includes("pong"), "a pong");
      findings.holds("P33", tab.raw.closeCode === null, "a wrong mark ended the socket");
    },
  },
  {
    rules: ["P30", "P34", "P35"],
    async run(world) {
      const { target, findings, alice } = world;
      const chat = await newChat(world);
      const [one, two] = await Promise.all([target.tab(alice, chat), target.tab(alice, chat)]);
      one.raw.send(JSON.stringify({ type: "draft", text: "half a tho" }));
      await two.until(() => two.reader.draft?.text === "half a tho", "the draft of another tab");
      const { version = 0 } = two.reader.draft ?? {};
      await one.command({ type: "send", id: fresh(), text: "/gen tokens=2" });
      one.raw.send(JSON.stringify({ type: "draft", text: "half a thought" }));
      await two.until(() => two.reader.draft?.text === "half a thought", "the next draft");
      findings.holds("P30", (two.reader.draft?.version ?? 0) > version, "the version of a draft did not rise");
      const emptied = two.raw.frames.filter((frame) => frame.includes('"draft"') && frame.includes('"text":""'));
      findings.holds("P30", emptied.length === 0, "`send` cleared the draft");
      one.raw.send("ping");
      await one.until(() => one.raw.frames.includes("pong"), "a pong");
      findings.holds("P34", true, "");
      one.close();
      await one.raw.closed("the answer to a close");
      findings.holds("P35", one.raw.closeCode === 1000, `a close with 1000 was answered with ${one.raw.closeCode}`);
    },
  },
  {
    rules: ["P32", "P45"],
    async run(world) {
      const { target, findings, alice } = world;
      const chat = fresh();
      const tab = await target.tab(alice, chat, { query: "new=1", waits: true });
      const id = fresh();
      const command = { type: "send", id, text: "/gen tokens=400 rate=400", conversation: { title: undefined, temporary: false } };
      const answered = await tab.command(command);
      findings.holds(
        "P45",
        answered.type === "ack" && tab.raw.frames[0]?.includes('"snapshot"') === true,
        `the first send of a new conversation: ${answered.type}, first frame ${tab.raw.frames[0]?.slice(0, 40)}`,
      );
      await tab.until(() => (tab.reader.live?.text.length ?? 0) > 100, "text");
      tab.close();
      const again = await target.tab(alice, chat, { before: tab, query: "new=1" });
      const repeated = await again.command(command);
      findings.holds(
        "P32",
        repeated.type === "ack" && repeated.result?.answerId === `${id}.a`,
        `a command said again after a reconnect was ${repeated.type}`,
      );
      await again.ended(`${id}.a`);
      const all = await stored(world, chat);
      findings.holds("P32", all.length === 2, `said twice it made ${all.length} messages`);
      findings.holds("P45", all.find(({ role }) => role === "assistant")?.text === words(400), "the first answer is not whole");
      const deleted = await newChat(world);
      await target.call(alice, `/api/chats/${deleted}`, { method: "DELETE" });
      const dead = await target.tab(alice, deleted, { query: "new=1", waits: true });
      const refused = await dead.command({ type: "send", id: fresh(), text: "x" });
      findings.holds(
        "P45",
        refused.problem?.status === 409,
        `the id of a deleted conversation: ${refused.type} ${refused.problem?.status}`,
      );
      const waiting = await target.tab(alice, fresh(), { query: "new=1", waits: true });
      const early = await waiting.command({ type: "set", id: fresh(), title: "x" });
      findings.holds("P45", early.problem?.status === 404, `another command than send: ${early.type} ${early.problem?.status}`);
    },
  },
  {
    rules: ["P36"],
    async run(world) {
      const { target, findings, alice } = world;
      const chat = await newChat(world);
      const tab = await target.tab(alice, chat);
      await target.call(alice, `/api/chats/${chat}`, { method: "DELETE" });
      await tab.raw.closed("the end of a deleted conversation's socket");
      findings.holds(
        "P36",
        tab.raw.closeCode === 4404 && tab.raw.frames.some((frame) => frame.includes('"deleted"')),
        `deleted: closed with ${tab.raw.closeCode}`,
      );
    },
  },
  {
    rules: ["P55"],
    async run(world) {
      const { target, findings, alice } = world;
      const tab = await target.tab(alice, await newChat(world));
      for (let at = 0; at < 260; at += 1) tab.raw.send(JSON.stringify({ type: "stop", id: `flood-${at}` }));
      const answered = (): string[] => tab.raw.frames.filter((frame) => /"type":"(ack|refused)"/.test(frame));
      await tab.until(() => answered().length === 260, "an answer to each of 260 commands");
      const refused = answered().filter((frame) => frame.includes('"status":429'));
      findings.holds("P55", refused.length > 0 && refused.length <= 60, `${refused.length} of 260 frames at once were refused`);
      findings.holds("P55", tab.raw.closeCode === null, "a burst ended the socket");
    },
  },
  {
    rules: ["P18", "P21", "P24"],
    needs: "crash",
    async run(world) {
      const { target, findings, alice, crash } = world;
      if (crash === null) throw new TooLate("no way to crash");
      const chat = await newChat(world);
      const tab = await target.tab(alice, chat);
      const running = await begun(tab, "/gen tokens=4000 rate=300", 700);
      const waiting = await ask(world, chat, "/gen tokens=20");
      await crash();
      const back = await target.tab(alice, chat, { before: tab });
      await back.ended(running, 20_000);
      await back.ended(waiting, 20_000);
      const all = new Map((await stored(world, chat)).map((message) => [message.id, message]));
      const cut = all.get(running);
      findings.holds("P21", all.has(running) && all.get(waiting)?.status === "done", "what an ack promised did not survive a crash");
      findings.holds(
        "P18",
        cut?.status === "interrupted" && words(4000).startsWith(cut.text),
        `a crashed answer is ${cut?.status}, or holds other words`,
      );
      await agrees(world, chat, running, [back]);
      await agrees(world, chat, waiting, [back]);
    },
  },
];
