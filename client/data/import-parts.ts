/**
 * A document as the requests in which it goes: itself where one takes it, else its conversations by the handful, and one
 * that is larger by its files (P78). Made of slices of the chosen file: the browser reads them from the disk as they go.
 */
import { MAX_FILE_BYTES } from "../../src/protocol/files.ts";
import { MAX_IMPORT_BYTES, MAX_IMPORTED_CHAT_BYTES } from "../../src/protocol/transfer.ts";
import { LayoutReader, type ChatSpan, type Layout, type Span } from "./layout.ts";

/** Bytes of one request of several: an hour's upload need not begin anew where the last minute fails. */
const PART_BYTES = 48 * 1024 * 1024;
/** Bytes of a file as base64 with what it is called: one of more is none that the server takes. */
const MOST_FILE_BYTES = Math.ceil((MAX_FILE_BYTES * 4) / 3) + 64 * 1024;
/** An object's members before its list are sent along up to so many bytes. */
const MOST_OPEN_BYTES = 64 * 1024;
/** What follows the list is sent up to so many: presets and prompts (1 MB of text, and each letter may be an escape of six). */
const MOST_REST_BYTES = 8 * 1024 * 1024;

/** `]}` with a line's end: nothing more follows the list. */
const CLOSING_BYTES = 4;

/** `continues`: it brings only more files of the conversation before it. */
export interface ImportPart {
  body: Blob;
  continues: boolean;
}

export interface ImportParts {
  parts: ImportPart[];
  /** Conversations that no request takes, and files. */
  chatsTooLarge: number;
  filesTooLarge: number;
}

const length = ({ from, to }: Span): number => to - from;

/** Null: it is larger than a request, and no list of conversations. @param most bytes of one request */
export async function importParts(
  file: Blob,
  signal: AbortSignal,
  most = MAX_IMPORT_BYTES,
  part = PART_BYTES,
): Promise<ImportParts | null> {
  if (file.size <= most) return { parts: [{ body: file, continues: false }], chatsTooLarge: 0, filesTooLarge: 0 };
  const layout = await layoutOf(file, signal);
  return layout === null ? null : new Cutter(file, layout, part).cut();
}

async function layoutOf(file: Blob, signal: AbortSignal): Promise<Layout | null> {
  const layout = new LayoutReader();
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return layout.end();
    signal.throwIfAborted();
    layout.push(value);
    if (!layout.isOver) continue;
    await reader.cancel();
    return layout.end();
  }
}

class Cutter {
  readonly #file: Blob;
  readonly #layout: Layout;
  readonly #most: number;
  readonly #made: ImportParts = { parts: [], chatsTooLarge: 0, filesTooLarge: 0 };
  #waiting: ChatSpan[] = [];

  constructor(file: Blob, layout: Layout, most: number) {
    this.#file = file;
    this.#layout = layout;
    this.#most = most;
  }

  cut(): ImportParts {
    let bytes = 0;
    for (const chat of this.#layout.chats) {
      if (bytes + length(chat) > this.#most) {
        this.#flush();
        bytes = 0;
      }
      if (length(chat) > this.#most) this.#byFiles(chat);
      else {
        this.#waiting.push(chat);
        bytes += length(chat);
      }
    }
    this.#flush();
    this.#presets();
    return this.#made;
  }

  /** What stands behind the conversations, with none of them. */
  #presets(): void {
    const { closeAt, isInObject } = this.#layout;
    const rest = { from: closeAt, to: this.#file.size };
    if (!isInObject || length(rest) <= CLOSING_BYTES || length(rest) > MOST_REST_BYTES) return;
    this.#made.parts.push({ body: new Blob(['{"chats":[', this.#slice(rest)]), continues: false });
  }

  #flush(): void {
    if (this.#waiting.length > 0) this.#add([this.#waiting.flatMap((chat, index) => [index === 0 ? "" : ",", this.#slice(chat)])], false);
    this.#waiting = [];
  }

  /** The conversation again and again, each time with other files. */
  #byFiles({ from, to, files }: ChatSpan): void {
    const words = to - from - (files === null ? 0 : length(files));
    if (files === null || words > MAX_IMPORTED_CHAT_BYTES) {
      this.#made.chatsTooLarge += 1;
      return;
    }
    const fit = files.items.filter((item) => length(item) <= MOST_FILE_BYTES);
    this.#made.filesTooLarge += files.items.length - fit.length;
    // Behind the bracket that opens the conversation.
    const before = this.#slice({ from: from + 1, to: files.from });
    const after = this.#slice({ from: files.to, to });
    for (const [index, group] of groupsOf(fit, this.#most - words).entries()) {
      const slices = group.flatMap((item, place) => [place === 0 ? "" : ",", this.#slice(item)]);
      this.#add(['{"partial":true,', before, ...slices, after], index > 0);
    }
  }

  #add(chats: (Blob | string | (Blob | string)[])[], continues: boolean): void {
    const { open, isInObject } = this.#layout;
    const head = isInObject && length(open) > MOST_OPEN_BYTES ? '{"chats":[' : this.#slice(open);
    this.#made.parts.push({ body: new Blob([head, ...chats.flat(), isInObject ? "]}" : "]"]), continues });
  }

  #slice({ from, to }: Span): Blob {
    return this.#file.slice(from, to);
  }
}

/** Neighbours together, as many as fit; one that does not fit goes alone. There is always a group, if of nothing. */
function groupsOf(spans: readonly Span[], most: number): Span[][] {
  const groups: Span[][] = [[]];
  let bytes = 0;
  for (const span of spans) {
    const group = groups.at(-1);
    if (group === undefined || (group.length > 0 && bytes + length(span) > most)) {
      groups.push([span]);
      bytes = length(span);
    } else {
      group.push(span);
      bytes += length(span);
    }
  }
  return groups;
}
