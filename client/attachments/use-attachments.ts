/** A conversation's attachments, for React: as the server reports them, and what is on its way. Before there is a conversation there are none. */
import { useEffect, useSyncExternalStore } from "react";
import type { LiveConversation } from "../live/index.ts";
import { attachmentsOf, type Attachment } from "./attachments.ts";

const NONE: readonly Attachment[] = [];
const noSubscription = () => () => undefined;

export function useAttachments(live: LiveConversation | null, chatId: string | null): readonly Attachment[] {
  const attachments = chatId === null ? null : attachmentsOf(chatId);
  useEffect(() => {
    if (live === null || attachments === null) return undefined;
    let notified: unknown = null;
    const follow = () => {
      const { attached, chat } = live.getState();
      if (chat === null || attached === notified) return;
      notified = attached;
      attachments.follow(attached.files);
    };
    follow();
    return live.subscribe(follow);
  }, [live, attachments]);
  return useSyncExternalStore(attachments?.subscribe ?? noSubscription, attachments?.get ?? (() => NONE));
}
