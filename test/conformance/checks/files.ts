/** Files: P70 to P78. */
import { createHash } from "node:crypto";
import { ended, fresh, isProblem, newChat, type Check } from "../world.ts";
import type { Message } from "../shapes.ts";

/** A picture of one pixel. */
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
/** A second of silence, 8,000 samples of 8 bits. */
const WAV = Buffer.concat([
  Buffer.from(
    "RIFF\u0064\u001f\0\0WAVEfmt \u0010\0\0\0\u0001\0\u0001\0\u0040\u001f\0\0\u0040\u001f\0\0\u0001\0\b\0data\u0040\u001f\0\0",
    "latin1",
  ),
  Buffer.alloc(8000, 128),
]);

interface Kept {
  id: string;
  name: string;
  kind: string;
  tokens: number;
}

export const files: readonly Check[] = [
  {
    rules: ["P70", "P71", "P72", "P73", "P74", "P75", "P78"],
    async run(world) {
      const { target, findings, alice, bob, models } = world;
      const chat = await newChat(world);
      const put = (name: string, raw: BodyInit, type: string) =>
        target.call<Kept>(alice, `/api/chats/${chat}/files?name=${encodeURIComponent(name)}`, { raw, headers: { "content-type": type } });
      const text = `Notes of the suite ${fresh()}\nsecond line`;
      const note = await put("../../no\u202Etes.md", text, "text/markdown");
      findings.holds("P70", note.body.id === createHash("sha256").update(text).digest("hex"), "an id is not the SHA-256 of the bytes");
      const twice = await put("other.md", text, "text/markdown");
      findings.holds("P70", twice.status === 200 && twice.body.id === note.body.id, `the same bytes again: ${twice.status}`);
      findings.holds(
        "P71",
        !/[/\\\u202E]/.test(note.body.name) && note.body.kind === "text",
        `a name became ${JSON.stringify(note.body.name)}`,
      );
      findings.holds("P72", note.body.tokens > 0, `${note.body.tokens} tokens of a text`);
      const picture = await put("dot.png", new Uint8Array(PNG), "text/plain");
      findings.holds("P71", picture.body.kind === "image", `a picture that is called a text is ${picture.body.kind}`);
      findings.holds(
        "P71",
        isProblem(await put("x.png", new Uint8Array([0, 1, 2, 3, 0, 255]), "image/png"), 415),
        "bytes of no kind were not refused with 415",
      );
      const back = await target.call(alice, `/api/chats/${chat}/files/${note.body.id}`);
      const isSafe =
        back.headers.get("x-content-type-options") === "nosniff" &&
        back.headers.get("content-disposition")?.startsWith("attachment") === true;
      findings.holds("P71", back.text === text && isSafe, "a text comes back changed, or in the page");
      findings.holds(
        "P70",
        isProblem(await target.call(bob, `/api/chats/${chat}/files/${note.body.id}`), 404),
        "another person gets the file",
      );
      const command = { id: fresh(), text: "/gen tokens=2", files: [note.body.id] };
      const sent = await target.call<{ answerId: string }>(alice, `/api/chats/${chat}/messages`, { body: command });
      await ended(world, chat, sent.body.answerId);
      const { body } = await target.call<{ messages: Message[] }>(alice, `/api/chats/${chat}/messages`);
      findings.holds("P73", body.messages[0]?.files?.[0]?.id === note.body.id, "a question does not show its file");
      findings.holds(
        "P74",
        isProblem(await target.call(alice, `/api/chats/${chat}/messages`, { body: { ...command, files: [] } }), 409),
        "the same command with other files was not refused",
      );
      const foreign = await target.call(alice, `/api/chats/${chat}/messages`, {
        body: { id: fresh(), text: "x", files: ["0".repeat(64)] },
      });
      findings.holds("P74", isProblem(foreign, 400), `a file that is not here: ${foreign.status}`);
      findings.holds(
        "P70",
        isProblem(await target.call(alice, `/api/chats/${chat}/files/${note.body.id}`, { method: "DELETE" }), 409),
        "a file that a message holds was deleted",
      );
      const blind = models.find(({ capabilities }) => !capabilities.includes("vision"));
      if (blind !== undefined) {
        const unseen = await target.call(alice, `/api/chats/${chat}/messages`, {
          body: { id: fresh(), text: "x", model: blind.id, files: [picture.body.id] },
        });
        findings.holds("P75", isProblem(unseen, 422), `a picture for ${blind.id}: ${unseen.status}`);
      }
      const exported = await target.call(alice, `/api/chats/${chat}/export?format=json`);
      findings.holds("P78", exported.text.includes(Buffer.from(text).toString("base64")), "an export does not hold the file");
    },
  },
  {
    rules: ["P76"],
    async run(world) {
      const { target, findings, alice, models } = world;
      const chat = await newChat(world);
      const { body: file } = await target.call<Kept>(alice, `/api/chats/${chat}/files?name=long.txt`, {
        raw: "many words ".repeat(2_000),
        headers: { "content-type": "text/plain" },
      });
      const estimate = async (list: string[]) =>
        (
          await target.call<{ inputTokens: number }>(alice, "/api/estimate", {
            body: { chatId: chat, text: "x", model: models[0]?.id, files: list },
          })
        ).body.inputTokens;
      const [without, beside] = [await estimate([]), await estimate([file.id])];
      findings.holds("P76", beside > without + 500, `an estimate is ${without} tokens without and ${beside} with a file`);
    },
  },
  {
    rules: ["P77"],
    async run(world) {
      const { target, findings, alice } = world;
      const chat = await newChat(world);
      const transcribed = await target.call<{ text: string; receipt: object }>(alice, `/api/chats/${chat}/transcribe`, {
        raw: new Uint8Array(WAV),
        headers: { "content-type": "audio/wav" },
      });
      findings.holds(
        "P77",
        transcribed.status === 200 && typeof transcribed.body.text === "string" && typeof transcribed.body.receipt === "object",
        `a recording was answered with ${transcribed.status}`,
      );
      const noise = await target.call(alice, `/api/chats/${chat}/transcribe`, {
        raw: "no recording",
        headers: { "content-type": "audio/wav" },
      });
      findings.holds("P77", isProblem(noise, 415), `what is no recording: ${noise.status}`);
    },
  },
];
