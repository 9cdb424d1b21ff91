/** Import over HTTP: `POST /api/import`. */
import type { ImportedEntry } from "../account/transfer.ts";
import type { PresetEntry } from "../protocol/presets.ts";
import {
  MAX_IMPORT_BYTES,
  packTurns,
  type ImportedChat,
  type ImportedFile,
  type ImportedTurn,
  type ImportProgress,
} from "../protocol/transfer.ts";
import type { LateFile } from "../transfer/late-files.ts";
import { importDocument, NotAnExport, type ImportStore, type PresetsTaken } from "../transfer/import.ts";
import { KNOWN_KINDS } from "../transfer/recognise.ts";
import { accountOf, chatOf } from "../rooms.ts";
import { handedOver } from "./drain.ts";
import { plainProblem, respond, respondFailure, type TallyContext } from "./http.ts";

/** Conversations that are taken into the list together. */
const LIST_AT_ONCE = 20;

/** `POST /api/import`: a document of any of the known kinds, read as it comes. */
export async function importRoute(context: TallyContext): Promise<Response> {
  const { raw } = context.req;
  const announced = Number(raw.headers.get("content-length") ?? Number.NaN);
  if (announced > MAX_IMPORT_BYTES) return tooLarge();
  if (raw.body === null) return notAnExport();
  const store = new PersonsImport(context);
  const ports = { store, nowMs: Date.now(), announced: Number.isNaN(announced) ? null : announced };
  try {
    const result = await handedOver(raw.body, async (body) => await importDocument(body.pipeThrough(atMost(MAX_IMPORT_BYTES)), ports));
    return respond(200, result);
  } catch (error) {
    if (error instanceof NotAnExport) return notAnExport();
    if (error instanceof TooLarge) return tooLarge();
    throw error;
  } finally {
    // What came in before a failure is in the list all the same.
    await store.flush();
  }
}

const tooLarge = (): Response =>
  respondFailure({ reason: "too-large", detail: `a document holds at most ${MAX_IMPORT_BYTES / 1024 / 1024} MB` });

function notAnExport(): Response {
  return plainProblem(
    "invalid",
    "The request makes no sense",
    400,
    `This is no export of ${KNOWN_KINDS}. Choose the JSON file of one of them.`,
  );
}

class TooLarge extends Error {
  override name = "TooLarge";
}

function atMost(limit: number): TransformStream<Uint8Array, Uint8Array> {
  let length = 0;
  return new TransformStream({
    transform(chunk, controller) {
      length += chunk.byteLength;
      if (length > limit) controller.error(new TooLarge());
      else controller.enqueue(chunk);
    },
  });
}

type Place = "free" | "taken" | "deleted";

/** Ids of conversations that are asked for at once, and so many times: more than that are asked for one by one. */
const IDS_AT_ONCE = 5_000;
const MAX_ID_PAGES = 20;

/** One person's conversations and list, as an import asks for them: one trip for each conversation, and a few for all. */
class PersonsImport implements ImportStore {
  readonly #context: TallyContext;
  #waiting: ImportedEntry[] = [];
  /** Ids that are not free, as they stood when the import began, and those it has used; `isAll`: every other one is free. */
  #places: Promise<{ known: Map<string, Place>; isAll: boolean }> | null = null;

  constructor(context: TallyContext) {
    this.#context = context;
  }

  get #account(): ReturnType<typeof accountOf> {
    return accountOf(this.#context.env, this.#context.var.identity.email);
  }

  async place(id: string): Promise<Place> {
    const { known, isAll } = await (this.#places ??= this.#readPlaces());
    return known.get(id) ?? (isAll ? "free" : this.#account.importPlace(id));
  }

  async #readPlaces(): Promise<{ known: Map<string, Place>; isAll: boolean }> {
    const known = new Map<string, Place>();
    const account = this.#account;
    let after = "";
    for (let pages = 0; pages < MAX_ID_PAGES; pages += 1) {
      const page = await account.importPlaces(after, IDS_AT_ONCE);
      for (const { id, place } of page) known.set(id, place);
      if (page.length < IDS_AT_ONCE) return { known, isAll: true };
      after = page.at(-1)?.id ?? "";
    }
    return { known, isAll: false };
  }

  async put(chat: ImportedChat, turns: ImportedTurn[], files: ImportedFile[], hasMoreFiles: boolean): Promise<string[]> {
    const person = this.#context.var.identity.email;
    (await (this.#places ??= this.#readPlaces())).known.set(chat.id, "taken");
    const { warnings } = await chatOf(this.#context.env, person, chat.id).importChat(person, chat, packTurns(turns), files, hasMoreFiles);
    const told = [...warnings];
    const { system: _system, head: _head, model, ...entry } = chat;
    this.#waiting.push({ ...entry, model: model ?? "" });
    if (this.#waiting.length >= LIST_AT_ONCE) await this.flush();
    return told;
  }

  file(chatId: string, { name, type }: LateFile, body: ReadableStream<Uint8Array>): Promise<string | null> {
    return chatOf(this.#context.env, this.#context.var.identity.email, chatId).importFile({ name, type }, body);
  }

  async presets(entries: readonly PresetEntry[]): Promise<PresetsTaken> {
    const taken = await this.#account.restorePresets([...entries]);
    if (!taken.ok) {
      const why = "detail" in taken.failure ? taken.failure.detail : "they cannot be read";
      return { imported: 0, skipped: 0, warnings: [`Its presets and prompts were left out: ${why}`] };
    }
    const { imported, skipped, warnings } = taken.value;
    return { imported: imported.length, skipped: skipped.length, warnings: [...warnings] };
  }

  async flush(): Promise<void> {
    const entries = this.#waiting;
    this.#waiting = [];
    if (entries.length > 0) await this.#account.addImported(entries);
  }

  progress(progress: ImportProgress): void {
    // A tab that cannot be told sees the result all the same.
    const told = this.#account.tellImport(progress).catch(() => undefined);
    this.#context.executionCtx.waitUntil(told);
  }
}
