/**
 * The files in the composer, the same in every tab: added by an upload or by hand, removed with the message that takes
 * them or by one tab. Stored at once, because they are few.
 */
import { MAX_FILES, type UploadedFile } from "../../protocol/files.ts";
import { failed, type Result } from "../../protocol/problem.ts";
import type { Room } from "../room.ts";
import type { Files } from "./files.ts";
import { filesColumn, filesIn } from "./sql.ts";

export class ComposerFiles {
  readonly #room: Room;
  readonly #files: Files;

  constructor(room: Room, files: Files) {
    this.#room = room;
    this.#files = files;
  }

  /** In the order in which they were added. r 1 each */
  list(): UploadedFile[] {
    return this.#ids.flatMap((id) => this.#files.uploaded(id) ?? []);
  }

  /** Adds a file that the conversation has. w 1 */
  put(id: string): Result<null> {
    if (this.#room.sql.file(id) === null) return failed({ reason: "not-found" });
    const ids = this.#ids;
    if (ids.includes(id)) return { ok: true, value: null };
    if (ids.length >= MAX_FILES) return failed({ reason: "conflict", detail: `A message has at most ${MAX_FILES} files.` });
    this.#become([...ids, id]);
    this.notify();
    return { ok: true, value: null };
  }

  /** Removes one, and deletes the file where no message holds it. Idempotent. w 1, and the file's rows */
  remove(id: string): void {
    const { sql } = this.#room;
    if (!this.#ids.includes(id)) return;
    const file = sql.file(id);
    this.#room.atomically(() => {
      this.take([id]);
      if (file !== null && !sql.holdsFile(id)) sql.deleteFile(file.number);
    });
    this.notify();
  }

  /** Removes these, because a message has them now. w 1 where one was there. @returns whether one was: then notify the tabs */
  take(ids: readonly string[]): boolean {
    const before = this.#ids;
    const left = before.filter((id) => !ids.includes(id));
    if (left.length === before.length) return false;
    this.#become(left);
    return true;
  }

  notify(): void {
    this.#room.audience.event({ type: "attached", version: this.#room.chat.attached_version, files: this.list() });
  }

  get #ids(): string[] {
    return filesIn(this.#room.chat.attached);
  }

  #become(ids: readonly string[]): void {
    this.#room.updateChat({ attached: filesColumn(ids), attached_version: this.#room.chat.attached_version + 1 });
  }
}
