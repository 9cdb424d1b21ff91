/**
 * What stands beside the text in a conversation's composer: each file from the moment it is chosen until its message is
 * sent. Uploads go on while another page is shown. What is complete the server knows (P97): it stands in every tab and
 * outlives a reload.
 */
import { MAX_FILE_BYTES, MAX_FILES, MAX_IMAGE_BYTES, type MessageFile, type UploadedFile } from "../../src/protocol/files.ts";
import { command } from "../http/request.ts";
import { Notifier } from "../live/notifier.ts";
import { prepare, UnreadablePicture } from "./picture.ts";
import { upload, UploadFailure } from "./upload.ts";
import { words } from "../words/words.ts";

/** `tokens`: what a model would take for it, a guess; left out: not known here. */
export type BesideFile = MessageFile & { tokens?: number };

export type AttachmentState =
  | { status: "preparing" }
  /** `part`: what of it is gone, 0 to 1. */
  | { status: "uploading"; part: number }
  | { status: "ready"; file: BesideFile }
  | { status: "failed"; detail: string; canRetry: boolean };

export interface Attachment {
  key: string;
  name: string;
  /** As it is sent, once that is known. */
  bytes: number;
  /** An address of the picture within this page; null: no picture, or not known. */
  preview: string | null;
  /** True when the picture was made smaller than it is: the person may ask for its full size. */
  isScaled: boolean;
  state: AttachmentState;
}

interface Work {
  file: File;
  abort: AbortController;
}

export class Attachments {
  readonly #chatId: string;
  readonly #changed = new Notifier();
  readonly #works = new Map<string, Work>();
  #all: readonly Attachment[] = [];
  #lastKey = 0;

  constructor(chatId: string) {
    this.#chatId = chatId;
  }

  get = (): readonly Attachment[] => this.#all;
  subscribe = (listener: () => void): (() => void) => this.#changed.subscribe(listener);

  /** The server says which files stand in the composer: another tab's come, what another tab took off or sent goes. */
  follow(files: readonly UploadedFile[]): void {
    const listed = new Map(files.map((file) => [file.id, file]));
    const gone = this.#all.filter(({ state }) => state.status === "ready" && !listed.has(state.file.id));
    const known = new Set(this.#ready().map(({ id }) => id));
    const come = files.filter(({ id }) => !known.has(id));
    if (gone.length === 0 && come.length === 0) return;
    this.#forget(gone);
    this.#set([...this.#all.filter((each) => !gone.includes(each)), ...come.map((file) => this.#standing(file))]);
  }

  /** Takes files in; returns how many were too many. */
  add(files: readonly File[]): number {
    const taken = files.slice(0, Math.max(0, MAX_FILES - this.#all.length));
    for (const file of taken) {
      const key = this.#newKey();
      this.#works.set(key, { file, abort: new AbortController() });
      this.#set([...this.#all, { key, name: file.name, bytes: file.size, preview: null, isScaled: false, state: { status: "preparing" } }]);
      void this.#run(key, false);
    }
    return files.length - taken.length;
  }

  /** Puts files back that the conversation has already. */
  restore(files: readonly MessageFile[]): void {
    const known = new Set(this.#ready().map(({ id }) => id));
    const back = files.filter(({ id }) => !known.has(id)).slice(0, Math.max(0, MAX_FILES - this.#all.length));
    this.#set([...back.map((file) => this.#standing(file)), ...this.#all]);
    for (const { id } of back) this.#send("PUT", id);
  }

  /** A failed upload again; with `isOriginalSize` also one that is complete, as large as it was. */
  retry(key: string, isOriginalSize = false): void {
    const work = this.#works.get(key);
    if (work === undefined) return;
    const before = this.#all.find((each) => each.key === key)?.state;
    work.abort.abort();
    this.#works.set(key, { ...work, abort: new AbortController() });
    this.#change(key, { state: { status: "preparing" } });
    if (before?.status === "ready") this.#send("DELETE", before.file.id);
    void this.#run(key, isOriginalSize);
  }

  remove(key: string): void {
    const gone = this.#all.find((each) => each.key === key);
    this.#works.get(key)?.abort.abort();
    this.#forget(gone === undefined ? [] : [gone]);
    this.#set(this.#all.filter((each) => each !== gone));
    if (gone?.state.status === "ready") this.#send("DELETE", gone.state.file.id);
  }

  /** What is complete, out of the composer and into a message. */
  take(): MessageFile[] {
    const files = this.#ready();
    const sent = this.#all.filter(({ state }) => state.status === "ready");
    this.#forget(sent);
    this.#set(this.#all.filter((each) => !sent.includes(each)));
    return files;
  }

  /** Where it does not arrive, the next list of the server says how things stand. */
  #send(method: "PUT" | "DELETE", id: string): void {
    void command(`/api/chats/${encodeURIComponent(this.#chatId)}/draft/files/${id}`, { method }).catch(() => undefined);
  }

  #ready(): BesideFile[] {
    return this.#all.flatMap(({ state }) => (state.status === "ready" ? [state.file] : []));
  }

  #standing(file: BesideFile): Attachment {
    const preview = file.kind === "image" ? `/api/chats/${encodeURIComponent(this.#chatId)}/files/${file.id}` : null;
    return { key: this.#newKey(), name: file.name, bytes: file.bytes, preview, isScaled: false, state: { status: "ready", file } };
  }

  async #run(key: string, isOriginalSize: boolean): Promise<void> {
    const work = this.#works.get(key);
    if (work === undefined) return;
    const { file, abort } = work;
    const change = (next: Partial<Attachment>) => {
      if (!abort.signal.aborted) this.#change(key, next);
    };
    try {
      const { blob, isScaled } = await prepare(file, isOriginalSize);
      const isPicture = blob.type.startsWith("image/") && blob.type !== "image/svg+xml";
      const most = isPicture ? MAX_IMAGE_BYTES : MAX_FILE_BYTES;
      if (blob.size > most) throw new UploadFailure(words.attachments.tooLarge(most / 1024 / 1024), false);
      change({
        bytes: blob.size,
        isScaled,
        state: { status: "uploading", part: 0 },
        ...(isPicture ? { preview: this.#preview(key, blob) } : {}),
      });
      const onProgress = (part: number) => change({ state: { status: "uploading", part } });
      const stored = await upload({ chatId: this.#chatId, blob, name: file.name, onProgress, signal: abort.signal });
      if (abort.signal.aborted) return;
      // The same bytes twice are one file; the server may have told of it before it answered.
      const same = this.#all.filter(({ state }) => state.status === "ready" && state.file.id === stored.id);
      this.#forget(same);
      this.#set(this.#all.filter((each) => !same.includes(each)));
      change({ state: { status: "ready", file: stored } });
    } catch (error) {
      const canRetry = error instanceof UploadFailure && error.canRetry;
      const isSaid = error instanceof UploadFailure || error instanceof UnreadablePicture;
      change({ state: { status: "failed", detail: isSaid ? error.message : words.attachments.unreadable, canRetry } });
    }
  }

  #preview(key: string, blob: Blob): string {
    this.#revoke(this.#all.find((each) => each.key === key));
    return URL.createObjectURL(blob);
  }

  #revoke(attachment: Attachment | undefined): void {
    if (attachment?.preview?.startsWith("blob:") === true) URL.revokeObjectURL(attachment.preview);
  }

  #forget(gone: readonly Attachment[]): void {
    for (const attachment of gone) {
      this.#works.delete(attachment.key);
      this.#revoke(attachment);
    }
  }

  #newKey(): string {
    this.#lastKey += 1;
    return String(this.#lastKey);
  }

  #change(key: string, change: Partial<Attachment>): void {
    this.#set(this.#all.map((each) => (each.key === key ? { ...each, ...change } : each)));
  }

  #set(all: readonly Attachment[]): void {
    this.#all = all;
    this.#changed.notify();
  }
}

const known = new Map<string, Attachments>();

/** The one set of a conversation on this page. */
export function attachmentsOf(chatId: string): Attachments {
  const there = known.get(chatId) ?? new Attachments(chatId);
  known.set(chatId, there);
  return there;
}
