/** A conversation's attachments, for React. Before there is a conversation there are none. */
import { useSyncExternalStore } from "react";
import { attachmentsOf, type Attachment } from "./attachments.ts";

const NONE: readonly Attachment[] = [];
const nothingToHear = () => () => undefined;

export function useAttachments(chatId: string | null): readonly Attachment[] {
  const attachments = chatId === null ? null : attachmentsOf(chatId);
  return useSyncExternalStore(attachments?.subscribe ?? nothingToHear, attachments?.get ?? (() => NONE));
}
