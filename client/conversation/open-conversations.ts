/**
 * The live conversations of this page, one connection each. A connection outlives its last user by a moment, so that
 * a new chat keeps its connection when its address appears, and React may mount twice.
 */
import { useEffect, useMemo } from "react";
import { createLiveConversation, type Beginning, type LiveConversation } from "../live/index.ts";
import { followForReading } from "../offline/follow.ts";
import { keepBeginning, keptBeginning, type KeptBeginning } from "./kept-beginning.ts";

const LINGER_MS = 1500;

interface Entry {
  live: LiveConversation;
  users: number;
  closing: ReturnType<typeof setTimeout> | undefined;
}

let last: string | null = null;

/** The conversation that was shown last in this page; null: none yet. */
export const lastOpened = (): string | null => last;

const entries = new Map<string, Entry>();

function closeSoon(chatId: string, entry: Entry): void {
  clearTimeout(entry.closing);
  entry.closing = setTimeout(() => {
    if (entry.users > 0) return;
    entries.delete(chatId);
    entry.live.close();
  }, LINGER_MS);
}

/** The connection to a conversation, opened when there is none. It closes soon unless something retains it. */
export function openConversation(chatId: string): LiveConversation {
  const existing = entries.get(chatId);
  if (existing !== undefined) return existing.live;
  const kept = keptBeginning(chatId);
  if (kept !== null) return begin(chatId, kept);
  const live = createLiveConversation({ chatId });
  followForReading(chatId, live);
  return enter(chatId, live);
}

function enter(chatId: string, live: LiveConversation): LiveConversation {
  const entry: Entry = { live, users: 0, closing: undefined };
  entries.set(chatId, entry);
  closeSoon(chatId, entry);
  return live;
}

/** Begins a conversation with its first message. Until the server has answered it is kept, so that a reload loses nothing. */
export function beginConversation(chatId: string, text: string, settings: Beginning): void {
  begin(chatId, { messageId: crypto.randomUUID(), text, settings });
}

function begin(chatId: string, kept: KeptBeginning): LiveConversation {
  const { messageId, text, settings, refused } = kept;
  keepBeginning(chatId, kept);
  const live = enter(chatId, createLiveConversation({ chatId, begin: settings }));
  followForReading(chatId, live);
  live.send(text, { id: messageId, ...(refused === undefined ? {} : { refused }) });
  let known = refused;
  const stop = live.subscribe(() => {
    const pending = live.getState().pending.find(({ id }) => id === messageId);
    if (pending === undefined) {
      keepBeginning(chatId, null);
      return stop();
    }
    const now = typeof pending.state === "object" ? pending.state.refused : undefined;
    if (now === known) return;
    known = now;
    keepBeginning(chatId, { messageId, text, settings, ...(now === undefined ? {} : { refused: now }) });
  });
  return live;
}

/** The key of a share among the conversations: no id of one holds a blank. */
const keyOf = (shareId: string): string => `share ${shareId}`;

/** The connection to what somebody shared. */
function openShare(shareId: string): LiveConversation {
  const key = keyOf(shareId);
  return entries.get(key)?.live ?? enter(key, createLiveConversation({ chatId: shareId, isShared: true }));
}

function retain(chatId: string, open: () => void): () => void {
  open();
  const entry = entries.get(chatId);
  if (entry === undefined) return () => undefined;
  entry.users += 1;
  clearTimeout(entry.closing);
  return () => {
    entry.users -= 1;
    if (entry.users === 0) closeSoon(chatId, entry);
  };
}

/** The connection for as long as the component is there; null without an id. */
export function useOpenConversation(chatId: string | null): LiveConversation | null {
  const live = useMemo(() => (chatId === null ? null : openConversation(chatId)), [chatId]);
  useEffect(() => {
    if (live === null) return undefined;
    const notify = () => live.setShown(document.visibilityState === "visible");
    notify();
    document.addEventListener("visibilitychange", notify);
    return () => document.removeEventListener("visibilitychange", notify);
  }, [live]);
  useEffect(() => {
    if (chatId === null) return undefined;
    last = chatId;
    return retain(chatId, () => void openConversation(chatId));
  }, [chatId]);
  return live;
}

/** The same for what somebody shared. */
export function useOpenShare(shareId: string): LiveConversation {
  const live = useMemo(() => openShare(shareId), [shareId]);
  useEffect(() => retain(keyOf(shareId), () => void openShare(shareId)), [shareId]);
  return live;
}
