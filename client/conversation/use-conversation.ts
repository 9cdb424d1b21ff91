/** React's way into a live conversation. A component subscribes to the one value it shows. */
import { createContext, use, useCallback, useSyncExternalStore } from "react";
import { useOnline } from "../ui/use-online.ts";
import type { ConversationState, LiveConversation, LiveText } from "../live/index.ts";

export const LiveContext = createContext<LiveConversation | null>(null);

export function useLive(): LiveConversation {
  const live = use(LiveContext);
  if (live === null) throw new Error("useLive stands outside of a conversation");
  return live;
}

/** One value of the state; `select` must answer the same object while nothing changed. */
export function useConversation<Value>(live: LiveConversation, select: (state: ConversationState) => Value): Value {
  const subscribe = useCallback((listener: () => void) => live.subscribe(listener), [live]);
  return useSyncExternalStore(subscribe, () => select(live.getState()));
}

/** The same before there is a conversation: null. */
export function useMaybeConversation<Value>(live: LiveConversation | null, select: (state: ConversationState) => Value): Value | null {
  const subscribe = useCallback((listener: () => void) => live?.subscribe(listener) ?? (() => undefined), [live]);
  return useSyncExternalStore(subscribe, () => (live === null ? null : select(live.getState())));
}

/** False while this page receives nothing from the conversation it stands in: the socket is gone, or the device is offline. */
export function useIsConnected(): boolean {
  const live = useLive();
  const isLive = useConversation(live, (state) => state.connection.status === "live");
  return useOnline() && isLive;
}

/** True while a command that is no message (stop, regenerate, continue, select, set) waits for the server's answer. */
export function useCommandInFlight(live: LiveConversation | null): boolean {
  const inFlight = useMaybeConversation(live, ({ unanswered, pending }) => {
    const messages = pending.filter(({ state }) => typeof state === "string").length;
    return unanswered > messages;
  });
  return inFlight === true;
}

/** The text of the running answer, for the one row that shows it (`answerId` null: no row, no subscription). */
export function useLiveText(live: LiveConversation, answerId: string | null): LiveText | null {
  const subscribe = useCallback(
    (listener: () => void) => (answerId === null ? () => undefined : live.subscribeLiveText(listener)),
    [live, answerId],
  );
  return useSyncExternalStore(subscribe, () => {
    if (answerId === null) return null;
    const text = live.getLiveText();
    return text?.answerId === answerId ? text : null;
  });
}
