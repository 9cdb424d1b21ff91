/** What people keep and say beside their messages: presets, ratings, files in the composer, speech, hours: P89 to P93, P97, P98, P120, P140. */
import { ask, eventually, fresh, isProblem, newChat, stored, stranger, type Check } from "../world.ts";
import type { Chat, Event } from "../shapes.ts";

export const kept: readonly Check[] = [
  {
    rules: ["P89", "P90", "P91", "P140"],
    needs: "local",
    async run(world) {
      const { target, findings } = world;
      const person = stranger();
      const preset = (body: object) => target.call<{ id: string; isDefault: boolean }>(person, "/api/presets", { body });
      await preset({ id: "one", name: "One", system: "Be one.", isDefault: true });
      await preset({ id: "two", name: "Two", system: "Be two.", isDefault: true });
      const { body } = await target.call<{ presets: { id: string; isDefault?: boolean }[] }>(person, "/api/presets");
      const defaults = body.presets.filter(({ isDefault }) => isDefault === true).map(({ id }) => id);
      findings.holds("P89", defaults.join() === "two", `the default is ${defaults.join()}`);
      const chat = await newChat(world, {}, person);
      const systemOf = async () => (await target.call<Chat>(person, `/api/chats/${chat}`)).body.system;
      findings.holds("P89", (await systemOf()) === "Be two.", `a conversation began with ${await systemOf()}`);
      await target.call(person, "/api/presets/two", { method: "PATCH", body: { system: "Be three." } });
      findings.holds("P90", (await systemOf()) === "Be two.", "a conversation learns of a later change of its preset");
      const { text } = await target.call(person, "/api/presets?format=json");
      const taken = await target.call<{ imported: object[] }>(stranger(), "/api/presets/import", { raw: text });
      findings.holds("P91", taken.body.imported?.length === 2, `another person takes in ${taken.text.slice(0, 80)}`);
      const again = await target.call<{ imported: object[]; skipped: object[] }>(person, "/api/presets/import", { raw: text });
      findings.holds("P91", again.body.imported?.length === 0 && again.body.skipped.length === 2, "what is here already came in twice");
      const everything = await target.call<{ presets?: { id: string }[] }>(person, "/api/export?format=json");
      const exported = (everything.body.presets ?? []).map(({ id }) => id).toSorted();
      findings.holds("P140", exported.join() === "one,two", `an export of everything has the presets ${exported.join()}`);
      type Restored = { presets?: { imported: number; skipped: number } };
      const restored = await target.call<Restored>(person, "/api/import", { raw: everything.text });
      const { imported, skipped } = restored.body.presets ?? { imported: Number.NaN, skipped: Number.NaN };
      findings.holds("P140", imported === 0 && skipped === 2, "presets that are here already came in twice");
    },
  },
  {
    rules: ["P92", "P93"],
    async run(world) {
      const { target, findings, alice } = world;
      const chat = await newChat(world);
      const [one, two] = await Promise.all([target.tab(alice, chat), target.tab(alice, chat)]);
      const id = fresh();
      await one.command({ type: "send", id, text: "/gen tokens=2" });
      await one.ended(`${id}.a`);
      const rate = {
        type: "rate",
        id: fresh(),
        messageId: `${id}.a`,
        rating: { value: "down", reasons: ["too-long"], note: "half of it" },
      };
      findings.holds("P92", (await one.command(rate)).type === "ack", "a rating was refused");
      await two.until(() => two.raw.frames.some((frame) => frame.includes("half of it")), "another tab's rating");
      const wrong = await one.command({ ...rate, id: fresh(), messageId: id });
      findings.holds("P92", wrong.problem?.status === 409, `a rating of a question: ${wrong.type} ${wrong.problem?.status}`);
      const { body: share } = await target.call<{ id: string }>(alice, `/api/chats/${chat}/shares`, { body: {} });
      findings.holds(
        "P93",
        !(await target.call(world.bob, `/api/shared/${share.id}`)).text.includes("half of it"),
        "a reader is told of a rating",
      );
      const exported = await target.call(alice, `/api/chats/${chat}/export?format=json`);
      findings.holds("P93", exported.text.includes("half of it"), "an export leaves ratings out");
    },
  },
  {
    rules: ["P97"],
    async run(world) {
      const { target, findings, alice } = world;
      const chat = await newChat(world);
      const tab = await target.tab(alice, chat);
      const attached = (): number =>
        (JSON.parse(tab.raw.frames.findLast((frame) => frame.includes('"type":"attached"')) ?? "{}") as Event & { files?: object[] }).files
          ?.length ?? -1;
      const { body: file } = await target.call<{ id: string }>(alice, `/api/chats/${chat}/files?name=a.txt&draft=1`, {
        raw: fresh(),
        headers: { "content-type": "text/plain" },
      });
      await tab.until(() => attached() === 1, "the file in another tab's composer");
      await tab.command({ type: "send", id: fresh(), text: "/gen tokens=1", files: [file.id] });
      await tab.until(() => attached() === 0, "the composer without the file that was sent");
      findings.holds("P97", true, "");
    },
  },
  {
    rules: ["P98"],
    async run(world) {
      const { target, findings, alice } = world;
      const chat = await newChat(world);
      const spoken = await target.call(alice, `/api/chats/${chat}/speak`, { body: { text: "Words to be heard." } });
      const isBooked = spoken.headers.get("x-tally-call-id") !== null && spoken.headers.get("x-tally-cost-nano-usd") !== null;
      // A server whose models have no voice says so.
      findings.holds("P98", (spoken.status === 200 && isBooked) || isProblem(spoken, 422), `words to be spoken: ${spoken.status}`);
      findings.holds(
        "P98",
        isProblem(await target.call(alice, `/api/chats/${chat}/speak`, { body: { text: " " } }), 400),
        "a blank was spoken",
      );
    },
  },
  {
    rules: ["P120"],
    needs: "local",
    async run(world) {
      const { target, findings } = world;
      const person = stranger();
      const chat = await newChat(world, {}, person);
      const answerId = await ask(world, chat, "/gen tokens=20 log=0", {}, person);
      await eventually(
        async () => (await stored(world, chat, person)).find(({ id }) => id === answerId),
        (answer) => answer?.status === "done",
        "the end of an answer",
      );
      const hours = () => target.call<{ rows: { key: string }[] }>(person, "/api/spend?by=hour");
      const { body } = await eventually(hours, (answer) => (answer.body.rows?.length ?? 0) > 0, "an hour that was paid for", 20_000);
      findings.holds(
        "P120",
        body.rows.every(({ key }) => /^\d{4}-\d\d-\d\dT\d\d$/.test(key)),
        `hours are called ${body.rows[0]?.key}`,
      );
    },
  },
];
