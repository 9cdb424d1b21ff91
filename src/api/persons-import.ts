/** Stores an import's conversations in one person's objects and list. */
import type { ImportedEntry } from "../account/transfer.ts";
import type { PresetEntry } from "../protocol/presets.ts";
import type { ImportedChat, ImportedFile, ImportProgress } from "../protocol/transfer.ts";
import { accountOf, chatOf } from "../rooms.ts";
import type { LateFile } from "../transfer/late-files.ts";
import type { ImportStore, PresetsTaken } from "../transfer/import.ts";

/** Conversations that are taken into the list together. */
const LIST_AT_ONCE = 20;

type Place = "free" | "taken" | "deleted";

/** Ids fetched in one call, and the number of such calls; any further id is looked up by itself. */
const IDS_AT_ONCE = 5_000;
const MAX_ID_PAGES = 20;

/** One person's objects as an import uses them: one call for each conversation, and a few in all. */
export class PersonsImport implements ImportStore {
  readonly #env: Env;
  readonly #person: string;
  readonly #waitUntil: (work: Promise<unknown>) => void;
  #waiting: ImportedEntry[] = [];
  /** Ids that were taken when the import began, and those it has used; `isAll`: every other id is free. */
  #places: Promise<{ known: Map<string, Place>; isAll: boolean }> | null = null;
  /** Conversations that were put. */
  #count = 0;

  /** @param waitUntil keeps the request for work that its answer does not wait for */
  constructor(env: Env, person: string, waitUntil: (work: Promise<unknown>) => void) {
    this.#env = env;
    this.#person = person;
    this.#waitUntil = waitUntil;
  }

  get #account(): ReturnType<typeof accountOf> {
    return accountOf(this.#env, this.#person);
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

  async put(chat: ImportedChat, turns: Uint8Array, files: ImportedFile[], hasMoreFiles: boolean): Promise<string[]> {
    const person = this.#person;
    (await (this.#places ??= this.#readPlaces())).known.set(chat.id, "taken");
    const before = this.#count;
    this.#count += 1;
    const { warnings } = await chatOf(this.#env, person, chat.id).importChat(person, chat, turns, files, hasMoreFiles, before);
    const told = [...warnings];
    const { system: _system, head: _head, model, ...entry } = chat;
    this.#waiting.push({ ...entry, model: model ?? "" });
    if (this.#waiting.length >= LIST_AT_ONCE) await this.flush();
    return told;
  }

  file(chatId: string, { name, type }: LateFile, body: ReadableStream<Uint8Array>): Promise<string | null> {
    return chatOf(this.#env, this.#person, chatId).importFile({ name, type }, body);
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
    // Progress is best effort: tabs see the result in any case.
    const told = this.#account.notifyImport(progress).catch(() => undefined);
    this.#waitUntil(told);
  }
}
