/** The title that a first question gives a conversation which nobody has named: told with the question, missed by no tab. */
import { expect, test } from "vitest";
import type { Conversation } from "../../../../src/chat/conversation.ts";
import { NO_CURSOR, openingFrames, type OpeningFrame } from "../../../../src/chat/tabs/opening.ts";
import { PROTOCOL_VERSION } from "../../../../src/protocol/limits.ts";
import { conversationInMemory } from "./in-memory.ts";

/** A conversation that a person has changed (place 1 in its log) and not named, and the frames of a tab of its. */
function untitled(): { conversation: Conversation; frames: string[] } {
  const conversation = conversationInMemory(
    {
      wallet: {
        hold: async ({ worstNanoUsd }) => ({
          granted: true,
          nanoUsd: worstNanoUsd,
          rules: { allow: "", suggestions: false, lessons: [] },
        }),
        report: async () => undefined,
        startingWith: async () => ({ model: null, system: "", effort: null }),
      },
      tools: { offered: async () => [], run: async () => ({ ok: false, text: "", isBilled: false }), allow: async () => undefined },
      ai: { run: () => new Promise(() => undefined), gateway: () => ({ getLog: async () => ({}) }) },
    },
    { title: "", titled_by: "default", seq: 1 },
  );
  const frames: string[] = [];
  const socket = {
    send: (frame: string) => void frames.push(frame),
    close: () => undefined,
    deserializeAttachment: () => null,
    serializeAttachment: () => undefined,
  };
  const session = {
    email: "alice@example.com",
    expiresAtMs: null,
    version: PROTOCOL_VERSION,
    begins: false,
    isHidden: false,
    reader: null,
  };
  conversation.room.audience.enter(socket, session);
  return { conversation, frames };
}

const opened = ({ room, runner }: Conversation, seq: number): OpeningFrame[] => openingFrames(room, runner, { ...NO_CURSOR, seq }, 1);
const typesOf = (frames: readonly OpeningFrame[]): string[] => frames.map((frame) => (typeof frame === "string" ? frame : frame.type));

test("[P13] comes first and moves no tab: a line that is lost behind it comes back for both", async () => {
  const { conversation, frames } = untitled();
  await conversation.commands.handle({ type: "send", id: "m1", text: "What is tea?" });
  const received: { type: string; seq?: number; title?: string }[] = frames.map((frame) => JSON.parse(frame));
  expect(received.slice(0, 2)).toMatchObject([
    { type: "chat", seq: 1, title: "What is tea?" },
    { type: "messages", seq: 3, running: "m1.a" },
  ]);
  expect(typesOf(opened(conversation, 1))).toEqual(["resumed", "messages", "chat"]);
  expect(typesOf(opened(conversation, 3))).toEqual(["resumed"]);
});
