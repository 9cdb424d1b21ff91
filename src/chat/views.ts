/** A conversation's state without its messages, as tabs and HTTP routes get it. */
import type { ChatState } from "../protocol/frames.ts";
import type { ChatView } from "../protocol/rooms.ts";
import { toolsIn } from "./log/stored.ts";
import type { Room } from "./room.ts";

export function stateOf({ chat, title, books, transcript }: Room): ChatState {
  return {
    id: chat.id,
    title,
    model: chat.model,
    system: chat.system,
    effort: chat.effort,
    tools: toolsIn(chat.tools),
    createdAt: new Date(chat.created_at).toISOString(),
    temporary: chat.temporary === 1,
    maxCostNanoUsd: chat.cap,
    costNanoUsd: books.costNanoUsd,
    simulated: books.isSimulated,
    messageCount: transcript.count,
  };
}

export function viewOf(room: Room, running: boolean): ChatView {
  return { ...stateOf(room), updatedAt: new Date(room.updatedAtMs).toISOString(), running };
}
