/** Search, export and import, retention: P48 to P54, P64 to P66. */
import { ask, ended, eventually, isProblem, newChat, stored, stranger, walletOf, type Check, type World } from "../world.ts";
import type { Person } from "../server.ts";
import type { Chat, Message } from "../shapes.ts";

interface Hit {
  chatId: string;
  messageId: string | null;
  snippet: string;
  matches: [number, number][];
}
type Found = { hits: Hit[]; next: string | null };

const search = async ({ target }: World, person: Person, q: string): Promise<Found> =>
  (await target.call<Found>(person, `/api/search?q=${encodeURIComponent(q)}`)).body;

interface Document {
  format: string;
  version: number;
  chats: { id: string; messages: Message[] }[];
}

/** A conversation without its ids: the place of each parent, roles, words and times. */
const shape = (messages: Message[]): string =>
  JSON.stringify(
    messages.map(({ parentId, role, text, createdAt }) => [messages.findIndex(({ id }) => id === parentId), role, text, createdAt]),
  );

export const stores: readonly Check[] = [
  {
    rules: ["P48", "P49", "P50"],
    async run(world) {
      const { target, findings, alice } = world;
      const word = `dahlia${Date.now().toString(36)}`;
      const chat = await newChat(world, { title: `About ${word}s` });
      await ended(world, chat, await ask(world, chat, `The caf\u00e9 of ${word} \u4eac\u90fd\u5927\u5b66 /gen tokens=2`));
      const found = await eventually(
        () => search(world, alice, word),
        ({ hits }) => hits.some(({ messageId }) => messageId !== null),
        "a word that was said",
      );
      const [first] = found.hits;
      findings.holds("P50", first?.messageId === null && first.chatId === chat, "a hit in a title does not come first");
      const hit = found.hits.find(({ messageId }) => messageId !== null);
      const [from, to] = hit?.matches[0] ?? [0, 0];
      findings.holds(
        "P50",
        hit?.snippet.slice(from, to).toLowerCase() === word && hit.snippet.length <= 240,
        `matches point at ${hit?.snippet.slice(from, to)}`,
      );
      for (const q of [word.slice(0, 8).toUpperCase(), `CAFE ${word}`, `"of ${word}"`])
        findings.holds(
          "P48",
          (await search(world, alice, q)).hits.some(({ chatId }) => chatId === chat),
          `${q} finds nothing`,
        );
      findings.holds(
        "P48",
        (await search(world, alice, `"${word} of"`)).hits.every(({ messageId }) => messageId === null),
        "a phrase was found in another order",
      );
      for (const q of ['"', "NEAR(", "a:b*", "-x -y", "(("]) {
        const { status } = await target.call(alice, `/api/search?q=${encodeURIComponent(q)}`);
        findings.holds(
          "P48",
          status === 200 || (status === 400 && q.replaceAll(/[^a-z]/gi, "").length < 2),
          `q=${q} is answered with ${status}`,
        );
      }
      for (const q of ["", "x"]) findings.holds("P48", isProblem(await target.call(alice, `/api/search?q=${q}`), 400), `q=${q} is no 400`);
      findings.holds(
        "P49",
        (await search(world, alice, "\u90fd\u5927")).hits.some(({ chatId }) => chatId === chat),
        "two characters in the middle of Chinese find nothing",
      );
      findings.holds("P48", (await search(world, world.bob, word)).hits.length === 0, "another person finds it");
      await target.call(alice, `/api/chats/${chat}`, { method: "DELETE" });
      findings.holds("P48", (await search(world, alice, word)).hits.length === 0, "it is found after its deletion");
    },
  },
  {
    rules: ["P51", "P52", "P53", "P54"],
    async run(world) {
      const { target, findings, alice, isLocal } = world;
      const chat = await newChat(world, { title: "To be exported" });
      const first = await ask(world, chat, "/gen tokens=5");
      await ended(world, chat, first);
      await ended(world, chat, await ask(world, chat, "another branch /gen tokens=6", { parentId: null }));
      const exported = await target.call<Document>(alice, `/api/chats/${chat}/export?format=json`);
      findings.holds(
        "P51",
        exported.body?.format === "tally" && exported.headers.get("content-disposition")?.startsWith("attachment") === true,
        "the export is no document of format tally, or no download",
      );
      const person = isLocal ? stranger() : alice;
      const live = await target.socket(person, "/api/live");
      type Outcome = { imported: { chatId: string; messages: number }[]; skipped: { reason: string }[] };
      const imported = await target.call<Outcome>(person, "/api/import", { raw: exported.text });
      if (isLocal) {
        const [one] = imported.body.imported;
        findings.holds("P51", one?.messages === 4, `imported ${JSON.stringify(imported.body).slice(0, 120)}`);
        const [before, after] = await Promise.all([stored(world, chat), stored(world, one?.chatId ?? "", person)]);
        findings.holds("P51", shape(before) === shape(after), "words, tree, order or times changed on the way");
        findings.holds(
          "P52",
          after.filter(({ role }) => role === "assistant").every((message) => message.imported === true && message.receipt === undefined),
          "an imported answer is not marked, or has a receipt",
        );
        findings.holds("P52", (await walletOf(world, person)).spentNanoUsd === 0, "an import cost something");
        await live.until(() => live.frames.some((frame) => frame.includes('"type":"import"')), "the import on the person's socket");
        findings.holds("P54", true, "");
        const again = await target.call<Outcome>(person, "/api/import", { raw: exported.text });
        findings.holds("P53", again.body.imported.length === 0 && again.body.skipped.length === 1, "the same conversation came in twice");
        const forged = JSON.parse(exported.text) as { chats: { id: string; messages: unknown[] }[] };
        for (const each of forged.chats)
          each.messages = each.messages.map((message) => ({ ...(message as object), receipt: { costNanoUsd: 5, basis: "billed" } }));
        const other = stranger();
        await target.call(other, "/api/import", { body: forged });
        findings.holds("P52", (await walletOf(world, other)).spentNanoUsd === 0, "an import made a receipt");
      }
      live.close();
      const nonsense = await target.call(person, "/api/import", { body: { hello: 1 } });
      const isNamed = ["Tally", "ChatGPT", "Claude", "Open WebUI", "LibreChat"].every((name) => nonsense.text.includes(name));
      findings.holds("P51", isProblem(nonsense, 400) && isNamed, `what is no export: ${nonsense.status}, or the known kinds are not named`);
    },
  },
  {
    rules: ["P64", "P65", "P66"],
    needs: "local",
    async run(world) {
      const { target, findings, admin } = world;
      const person = stranger();
      const [one, two] = [await newChat(world, {}, person), await newChat(world, {}, person)];
      await target.call(person, `/api/chats/${one}`, { method: "DELETE" });
      const deletions = async () =>
        (await target.call<{ deletions: { chatId: string; reason: string }[] }>(person, "/api/deletions")).body.deletions;
      findings.holds(
        "P64",
        (await deletions()).some(({ chatId, reason }) => chatId === one && reason === "asked"),
        "a deletion has no receipt",
      );
      if (admin !== null) {
        const asked = await target.call(admin, `/api/admin/reindex?person=${encodeURIComponent(person["x-tally-dev-user"] ?? "")}`, {
          method: "POST",
        });
        findings.holds("P66", asked.status === 200, `reindex was answered with ${asked.status}`);
        findings.holds(
          "P66",
          isProblem(await target.call(person, "/api/admin/reindex", { method: "POST" }), 404),
          "somebody else may reindex",
        );
      }
      const wiped = await target.call(person, "/api/me/data", { method: "DELETE" });
      const { body } = await target.call<{ chats: Chat[] }>(person, "/api/chats");
      findings.holds(
        "P65",
        wiped.status === 200 && body.chats.length === 0,
        `after deleting everything ${body.chats.length} conversations are left`,
      );
      findings.holds(
        "P65",
        (await deletions()).some(({ chatId, reason }) => chatId === two && reason === "everything"),
        "receipts of deletions went too",
      );
    },
  },
];
