/**
 * What the person brings in from elsewhere, by the very code of `POST /api/import`: a few documents, again and again,
 * stopped in their middle, or by a Worker that dies between two of their conversations or before the list was told.
 */
import { PersonsImport } from "../../src/api/persons-import.ts";
import type { ImportedChat, ImportedFile, ImportResult } from "../../src/protocol/transfer.ts";
import { importDocument } from "../../src/transfer/import.ts";
import { rowsIn } from "./rows.ts";
import type { Caller } from "./network.ts";
import { EMAIL, type Platform } from "./platform.ts";
import { standIn } from "./stand-in.ts";

type Message = { id: string; parentId: string | null; role: "user" | "assistant"; text: string; files?: { id: string }[] };

const AT = "2026-01-01T00:00:00.000Z";
const FILE = { id: "a", name: "a.txt", type: "text/plain", data: Buffer.from("What stands in a file.").toString("base64") };
/** An edited question, an answer in two versions, and a question that nobody answered. */
const messagesOf = (chat: string, hasFile: boolean): Message[] => [
  { id: "q1", parentId: null, role: "user", text: `q1 of ${chat}`, ...(hasFile ? { files: [{ id: FILE.id }] } : {}) },
  { id: "q1.a", parentId: "q1", role: "assistant", text: `an answer of ${chat}` },
  { id: "q2", parentId: "q1.a", role: "user", text: `q2 of ${chat}` },
  { id: "q2.a", parentId: "q2", role: "assistant", text: `another answer of ${chat}` },
  { id: "r2.a", parentId: "q2", role: "assistant", text: `its second version of ${chat}` },
  { id: "q3", parentId: "q1.a", role: "user", text: `q3 of ${chat}` },
];
/** Questions of each of them. */
export const IMPORTED_QUESTIONS = ["q1", "q2", "q3"] as const;
/** Those of each document. Some stand in two. */
const DOCUMENTS = [["i0"], ["i1", "i2"], ["i3", "i0", "i4"]] as const;
const hasFile = (chat: string): boolean => chat === "i3";

function documentOf(chats: readonly string[]): string[] {
  const written = chats.map((id) =>
    JSON.stringify({
      id,
      title: `From elsewhere ${id}`,
      model: "elsewhere",
      system: "",
      createdAt: AT,
      pinned: id === "i1",
      archived: false,
      // Some whose end is shown, others with an earlier branch.
      head: id === "i0" || id === "i1" ? "q3" : "q2.a",
      messages: messagesOf(id, hasFile(id)).map((message) => ({ ...message, status: "done", createdAt: AT })),
      ...(hasFile(id) ? { files: [FILE] } : {}),
    }),
  );
  return ['{"format":"tally","version":1,"chats":[', ...written.map((chat, index) => (index === 0 ? chat : `,${chat}`)), "]}"];
}

/** The Worker that takes an import in is gone. */
class WorkerDied extends Error {
  override readonly name = "WorkerDied";
}

/** One request's way to the objects, on which the Worker may die. */
class PlayedImport extends PersonsImport {
  readonly #before: (chatId: string) => void;

  constructor(env: Env, before: (chatId: string) => void) {
    super(env, EMAIL, () => undefined);
    this.#before = before;
  }

  override async put(chat: ImportedChat, turns: Uint8Array, files: ImportedFile[], hasMoreFiles: boolean): Promise<string[]> {
    this.#before(chat.id);
    return super.put(chat, turns, files, hasMoreFiles);
  }
}

export class Importing {
  readonly #platform: Platform;
  readonly #caller: Caller;
  readonly #met: (chatId: string) => void;

  /** @param met is told of each conversation that may come to be */
  constructor(platform: Platform, caller: Caller, met: (chatId: string) => void) {
    this.#platform = platform;
    this.#caller = caller;
    this.#met = met;
  }

  /** Sends one of the documents once. @param isStopped its person goes away in its middle @returns null: it was not answered */
  async send(which: number, isStopped: boolean): Promise<ImportResult | null> {
    const { world } = this.#platform;
    const pieces = documentOf(DOCUMENTS[which % DOCUMENTS.length] ?? []);
    const store = new PlayedImport(standIn<Env>(this.#platform.environmentOf(this.#caller)), (chatId) => {
      if (world.hit("import-dies")) throw new WorkerDied();
      this.#met(chatId);
    });
    try {
      const body = bodyOf(isStopped ? pieces.slice(0, -2) : pieces, isStopped);
      const result = await importDocument(body, { store, nowMs: world.nowMs, announced: null });
      if (world.hit("import-dies")) throw new WorkerDied();
      await store.flush();
      return result;
    } catch (error) {
      const isAlive = !(error instanceof WorkerDied) && !world.hit("import-dies");
      if (isAlive) await store.flush().catch(() => undefined);
      return null;
    }
  }

  /** [I6, I15] Of an imported conversation: its words are there, once, with its file, and it cost nothing. @returns what is wrong; null: nothing */
  differenceOf(chatId: string): string | null {
    const rows = rowsIn(this.#platform.chatHost(chatId));
    const [source = ""] = chatId.split("~");
    const stored = rows<{ id: string; text: string | null; answer: string; imported: string }>(
      "SELECT id, text, answer, imported FROM turn WHERE imported IS NOT NULL ORDER BY seq",
    ).flatMap(({ id, text, answer, imported }) => [
      ...(text === null ? [] : [`${id} ${text}`]),
      ...(imported === "question" ? [] : [`${id}.a ${answer}`]),
    ]);
    const wanted = messagesOf(source, hasFile(source)).map(({ id, text }) => `${id} ${text}`);
    if (stored.join("\n") !== wanted.join("\n")) return `holds ${stored.join(", ")}`;
    const [held] = rows<{ n: number }>("SELECT count(*) AS n FROM turn JOIN file ON instr(turn.files, file.id) > 0 WHERE turn.id = 'q1'");
    if ((held?.n ?? 0) !== (hasFile(source) ? 1 : 0)) return `has ${held?.n} files beside its question`;
    const [paid] = rows<{ n: number }>(
      "SELECT count(*) AS n FROM receipt JOIN turn ON turn.seq = receipt.turn WHERE imported IS NOT NULL AND purpose IN ('answer', 'continuation')",
    );
    return (paid?.n ?? 0) === 0 ? null : "has a receipt for what was said elsewhere";
  }
}

/** @param isCut it breaks after the last piece */
function bodyOf(pieces: readonly string[], isCut: boolean): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const waiting = [...pieces];
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = waiting.shift();
      if (piece !== undefined) controller.enqueue(encoder.encode(piece));
      else if (isCut) controller.error(new TypeError("the connection was lost"));
      else controller.close();
    },
  });
}
