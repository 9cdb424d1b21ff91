/** Messages form a tree, one answer runs at a time: P7 to P9, P25, P28, P31. */
import { ask, ended, fresh, isProblem, newChat, stored, type Check } from "../world.ts";

export const tree: readonly Check[] = [
  {
    rules: ["P7", "P8"],
    async run(world) {
      const { target, findings, alice } = world;
      const chat = await newChat(world);
      const [one, two] = await Promise.all([target.tab(alice, chat), target.tab(alice, chat)]);
      const question = fresh();
      await one.command({ type: "send", id: question, text: "/gen tokens=4" });
      await one.ended(`${question}.a`);
      const edited = fresh();
      await one.command({ type: "edit", id: edited, messageId: question, text: "/gen tokens=5" });
      await one.ended(`${edited}.a`);
      const again = fresh();
      await one.command({ type: "regenerate", id: again, messageId: question });
      await one.ended(`${again}.a`);
      const all = new Map((await stored(world, chat)).map((message) => [message.id, message]));
      findings.holds("P7", all.size === 5, `${all.size} messages of 2 questions and 3 answers`);
      findings.holds("P7", all.get(edited)?.parentId === all.get(question)?.parentId, "an edit is no sibling of its question");
      findings.holds("P7", all.get(`${again}.a`)?.parentId === question, "a regeneration does not stand below its question");
      const siblings = all.get(`${again}.a`)?.siblings?.join();
      findings.holds("P7", siblings === [`${question}.a`, `${again}.a`].join(), `siblings are ${siblings}`);
      findings.holds("P8", one.reader.head === `${again}.a`, `the head is ${one.reader.head} after a new turn`);
      const chosen = await two.command({ type: "select", id: fresh(), messageId: edited });
      findings.holds("P8", chosen.type === "ack", `select was ${chosen.type}`);
      for (const tab of [one, two]) {
        await tab.until(() => tab.reader.head === `${edited}.a`, "the head that another tab selected");
        findings.holds("P8", tab.reader.head === `${edited}.a`, "the head is not one for all tabs");
      }
    },
  },
  {
    rules: ["P9", "P28", "P31"],
    async run(world) {
      const { target, findings, alice } = world;
      const chat = await newChat(world);
      const tab = await target.tab(alice, chat);
      const [first, second, third] = [fresh(), fresh(), fresh()];
      await tab.command({ type: "send", id: first, text: "/gen tokens=4000 rate=200" });
      await tab.command({ type: "send", id: second, text: "/gen tokens=400 rate=400" });
      await tab.command({ type: "send", id: third, text: "/gen tokens=3" });
      const { messages } = tab.reader;
      findings.holds(
        "P9",
        messages.get(second)?.status === "queued" && tab.reader.running === `${first}.a`,
        "two answers run, or what was sent is not queued",
      );
      const goOn = await tab.command({ type: "continue", id: fresh(), messageId: `${first}.a` });
      findings.holds("P28", goOn.problem?.status === 409, `continue while an answer runs: ${goOn.type} ${goOn.problem?.status}`);
      const wrong = await tab.command({ type: "stop", id: fresh(), messageId: `${second}.a` });
      findings.holds(
        "P31",
        wrong.result?.stopped !== true && tab.reader.running === `${first}.a`,
        "a stop of another answer ended the running one",
      );
      const cancelled = await tab.command({ type: "cancel", id: fresh(), messageId: third });
      findings.holds("P9", cancelled.type === "ack", `cancel of a queued question was ${cancelled.type}`);
      const stopped = await tab.command({ type: "stop", id: fresh(), messageId: `${first}.a` });
      findings.holds("P31", stopped.result?.stopped === true, "a stop of the running answer stopped nothing");
      await tab.ended(`${first}.a`);
      await tab.ended(`${second}.a`);
      const order = tab.reader.events.filter(({ type }) => type === "closed").map(({ id }) => id);
      findings.holds("P9", order[0] === `${first}.a` && order.includes(`${second}.a`), `answers ended in the order ${order.join()}`);
      findings.holds(
        "P9",
        messages.get(`${third}.a`)?.status === "stopped",
        `a cancelled question's answer is ${messages.get(`${third}.a`)?.status}`,
      );
      const on = await tab.command({ type: "continue", id: fresh(), messageId: `${first}.a` });
      findings.holds("P28", on.type === "ack" && on.result?.answerId === `${first}.a`, `continue of a stopped answer was ${on.type}`);
      await tab.command({ type: "stop", id: fresh(), messageId: `${first}.a` });
      await tab.ended(`${first}.a`);
    },
  },
  {
    rules: ["P25"],
    async run(world) {
      const { target, findings, alice } = world;
      const chat = await newChat(world);
      const first = await ask(world, chat, "/gen tokens=2");
      await ended(world, chat, first);
      const question = first.replace(/\.a$/, "");
      const second = await ask(world, chat, "/gen tokens=2");
      await ended(world, chat, second);
      await ended(world, chat, await ask(world, chat, "/gen tokens=2", { parentId: first }));
      await ended(world, chat, await ask(world, chat, "/gen tokens=2", { parentId: null }));
      const parents = (await stored(world, chat)).filter(({ role }) => role === "user").map(({ parentId }) => parentId);
      findings.holds(
        "P25",
        JSON.stringify(parents) === JSON.stringify([null, first, first, null]),
        `parents are ${JSON.stringify(parents)}`,
      );
      const below = await ask(world, chat, "/gen tokens=2", { parentId: question });
      await ended(world, chat, below);
      const beside = (await stored(world, chat)).filter(({ parentId }) => parentId === question).map(({ id }) => id);
      findings.holds(
        "P25",
        JSON.stringify(beside) === JSON.stringify([first, below.replace(/\.a$/, "")]),
        `below a question with an answer and a question stand ${JSON.stringify(beside)}`,
      );
      const unknown = await target.call(alice, `/api/chats/${chat}/messages`, { body: { id: fresh(), text: "x", parentId: "nowhere" } });
      findings.holds("P25", isProblem(unknown, 400), `a question below no message: ${unknown.status}`);
    },
  },
];
