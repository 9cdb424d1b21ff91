/** Large documents in each shape that an import reads, made one conversation at a time. */
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Random } from "../fuzz/random.ts";
import { libraryOf, markOf } from "../roundtrip/library.ts";

const WORDS = "tea rain dahlia bridge 日本語 Köln what does “this” mean in a sentence of some length and why is it so".split(" ");
const BEGIN_SECONDS = 1_600_000_000;

/** How many messages a conversation has, and about how many characters each. */
export type Size = { messages: number; characters: number };
export type Shape = "Tally" | "ChatGPT" | "Claude" | "Open WebUI" | "LibreChat";
/** Conversations without end, and what stands around them in a document. */
export type Source = { chats: Iterable<object>; before: string; after: string };

type Line = { id: string; below: string | null; above: string | null; isPerson: boolean; text: string; seconds: number };

function textOf(random: Random, characters: number): string {
  const words: string[] = [];
  for (let length = 0; length < characters;) {
    const word = random.of(WORDS);
    words.push(word);
    length += word.length + 1;
  }
  return words.join(" ");
}

/** A chain of messages, of which the first has a mark that no other conversation has. */
function linesOf(index: number, { messages, characters }: Size): Line[] {
  const random = new Random(5, index);
  return Array.from({ length: messages }, (_, nth) => ({
    id: `n${nth}`,
    below: nth === 0 ? null : `n${nth - 1}`,
    above: nth === messages - 1 ? null : `n${nth + 1}`,
    isPerson: nth % 2 === 0,
    text: `${nth === 0 ? `${markOf(index)} ` : ""}${textOf(random, characters)}`,
    seconds: BEGIN_SECONDS + index * 100_000 + nth * 60,
  }));
}

const isoOf = (seconds: number): string => new Date(seconds * 1000).toISOString();
const keyed = (lines: readonly Line[], of: (line: Line) => object): Record<string, object> =>
  Object.fromEntries(lines.map((line) => [line.id, of(line)]));

function chatgpt(index: number, lines: readonly Line[]): object {
  return {
    title: `Conversation ${index}`,
    create_time: lines[0]?.seconds,
    update_time: lines.at(-1)?.seconds,
    mapping: {
      root: { id: "root", message: null, parent: null, children: ["n0"] },
      ...keyed(lines, ({ id, below, above, isPerson, text, seconds }) => ({
        id,
        parent: below ?? "root",
        children: above === null ? [] : [above],
        message: {
          id,
          author: { role: isPerson ? "user" : "assistant", name: null, metadata: {} },
          create_time: seconds,
          update_time: null,
          content: { content_type: "text", parts: [text] },
          status: "finished_successfully",
          end_turn: true,
          weight: 1,
          metadata: { model_slug: "gpt-4o", request_id: `r${id}`, timestamp_: "absolute", message_type: null },
          recipient: "all",
          channel: null,
        },
      })),
    },
    moderation_results: [],
    current_node: lines.at(-1)?.id,
    conversation_id: `conversation-${index}`,
    default_model_slug: "gpt-4o",
  };
}

function claude(index: number, lines: readonly Line[]): object {
  return {
    uuid: `conversation-${index}`,
    name: `Conversation ${index}`,
    created_at: isoOf(lines[0]?.seconds ?? 0),
    updated_at: isoOf(lines.at(-1)?.seconds ?? 0),
    account: { uuid: "somebody" },
    chat_messages: lines.map(({ id, below, isPerson, text, seconds }) => ({
      uuid: id,
      // Claude's export has the words twice.
      text,
      content: [{ start_timestamp: isoOf(seconds), stop_timestamp: isoOf(seconds), type: "text", text, citations: [] }],
      sender: isPerson ? "human" : "assistant",
      created_at: isoOf(seconds),
      updated_at: isoOf(seconds),
      attachments: [],
      files: [],
      parent_message_uuid: below ?? "00000000-0000-4000-8000-000000000000",
    })),
  };
}

function openWebUi(index: number, lines: readonly Line[]): object {
  const messageOf = ({ id, below, above, isPerson, text, seconds }: Line): object => ({
    id,
    parentId: below,
    childrenIds: above === null ? [] : [above],
    role: isPerson ? "user" : "assistant",
    content: text,
    timestamp: seconds,
    ...(isPerson ? { models: ["llama3.1:8b"] } : { model: "llama3.1:8b", modelName: "llama3.1:8b", done: true }),
  });
  return {
    id: `conversation-${index}`,
    user_id: "somebody",
    title: `Conversation ${index}`,
    chat: {
      title: `Conversation ${index}`,
      models: ["llama3.1:8b"],
      params: {},
      history: { messages: keyed(lines, messageOf), currentId: lines.at(-1)?.id },
      // Open WebUI writes the branch that is shown once more.
      messages: lines.map(messageOf),
      timestamp: (lines[0]?.seconds ?? 0) * 1000,
    },
    created_at: lines[0]?.seconds,
    updated_at: lines.at(-1)?.seconds,
    archived: false,
    pinned: false,
  };
}

function librechat(index: number, lines: readonly Line[]): object {
  return {
    conversationId: `conversation-${index}`,
    endpoint: "openAI",
    title: `Conversation ${index}`,
    exportAt: isoOf(BEGIN_SECONDS),
    branches: true,
    recursive: false,
    options: { model: "gpt-4o", promptPrefix: "Answer briefly." },
    messages: lines.map(({ id, below, isPerson, text, seconds }) => ({
      messageId: id,
      parentMessageId: below ?? "00000000-0000-0000-0000-000000000000",
      conversationId: `conversation-${index}`,
      sender: isPerson ? "User" : "GPT-4o",
      text,
      isCreatedByUser: isPerson,
      error: false,
      unfinished: false,
      model: isPerson ? null : "gpt-4o",
      createdAt: isoOf(seconds),
      updatedAt: isoOf(seconds),
    })),
  };
}

function tally(index: number, lines: readonly Line[]): object {
  return {
    id: `conversation-${index}`,
    title: `Conversation ${index}`,
    model: "embedded/tally",
    system: "",
    createdAt: isoOf(lines[0]?.seconds ?? 0),
    pinned: false,
    archived: false,
    head: `n${lines.length - 2}.a`,
    messages: lines.map(({ id, below, isPerson, text, seconds }, nth) => ({
      id: isPerson ? id : `n${nth - 1}.a`,
      parentId: below === null ? null : isPerson ? `n${nth - 2}.a` : below,
      role: isPerson ? "user" : "assistant",
      text,
      ...(isPerson ? {} : { model: "embedded/tally" }),
      status: "done",
      createdAt: isoOf(seconds),
    })),
  };
}

const WRITERS: { readonly [shape in Shape]: (index: number, lines: readonly Line[]) => object } = {
  Tally: tally,
  ChatGPT: chatgpt,
  Claude: claude,
  "Open WebUI": openWebUi,
  LibreChat: librechat,
};
const OURS = { before: '{"format":"tally","version":1,"exportedAt":"2026-01-01T00:00:00.000Z","chats":[', after: "]}" } as const;

/** Conversations of one shape. @param first the sizes of the first ones, if they are others */
export function documentIn(shape: Shape, size: Size, ...first: Size[]): Source {
  function* chats(): Generator<object> {
    for (let index = 0; ; index += 1) yield WRITERS[shape](index, linesOf(index, first[index] ?? size));
  }
  return { chats: chats(), ...(shape === "Tally" ? OURS : { before: "[", after: "]" }) };
}

/** The library of the round trip: branches, versions, ratings, files. */
export const libraryDocument = (): Source => ({ chats: libraryOf(1, Number.MAX_SAFE_INTEGER), ...OURS });

/** Writes as many conversations as fit. @param most bytes @returns how many */
export async function writeDocument(path: string, { chats, before, after }: Source, most: number): Promise<number> {
  let count = 0;
  function* pieces(): Generator<string> {
    yield before;
    let bytes = Buffer.byteLength(before) + Buffer.byteLength(after);
    for (const chat of chats) {
      const piece = `${count === 0 ? "" : ",\n"}${JSON.stringify(chat)}`;
      bytes += Buffer.byteLength(piece);
      if (bytes > most) break;
      count += 1;
      yield piece;
    }
    yield after;
  }
  await pipeline(Readable.from(pieces()), createWriteStream(path));
  return count;
}
