/** Keeps an open conversation up to date for reading without a network, and shows what is kept until the server has spoken. */
import type { ConversationState, LiveConversation } from "../live/index.ts";
import { keepPictures } from "./kept-pictures.ts";
import { forgetConversation, keepConversation, keepNothing, keptFor, readConversation } from "./kept.ts";

/** The end of the branch; what stands above is read with a network. */
const MOST_MESSAGES = 200;
/** After a change: an answer's cost comes shortly after its end. */
const SETTLE_MS = 1_000;

/** The frame that a server would open with, of what is known here; null where nothing whole is known. */
export function snapshotOf({ chat, path, head, runningId, pending }: ConversationState): string | null {
  if (chat === null || chat.temporary || runningId !== null || pending.length > 0) return null;
  const messages = path.slice(-MOST_MESSAGES);
  const first = messages[0];
  return JSON.stringify({
    type: "snapshot",
    seq: 0,
    chat,
    head,
    messages,
    earlier: first === undefined || first.parentId === null ? null : first.id,
    running: null,
    draft: "",
    draftVersion: 0,
    tabs: 1,
  });
}

/** For as long as the connection is there. */
export function followForReading(chatId: string, live: LiveConversation): void {
  if (keptFor() === null) return;
  void readConversation(chatId).then((kept) => {
    if (kept !== null) live.showKept(kept);
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let before = live.getState();
  const store = () => {
    const state = live.getState();
    const snapshot = snapshotOf(state);
    if (snapshot === null) return;
    void keepConversation(chatId, snapshot).then(() => keepPictures(chatId, state.path.slice(-MOST_MESSAGES)));
  };
  live.subscribe(() => {
    const state = live.getState();
    const isChanged = state.path !== before.path || state.chat !== before.chat || state.runningId !== before.runningId;
    before = state;
    const { connection } = state;
    if (connection.status === "ended") {
      clearTimeout(timer);
      if (connection.reason === "deleted" || connection.reason === "not-found") void forgetConversation(chatId);
      if (connection.reason === "unauthenticated" || connection.reason === "forbidden") void keepNothing();
    } else if (isChanged && connection.status === "live") {
      clearTimeout(timer);
      timer = setTimeout(store, SETTLE_MS);
    }
  });
}
