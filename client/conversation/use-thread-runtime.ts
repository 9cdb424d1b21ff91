/** assistant-ui's runtime over a live conversation: the server owns the messages, the runtime shows a window of them. */
import { useExternalStoreRuntime, type AssistantRuntime, type ThreadMessage } from "@assistant-ui/react";
import { useMemo } from "react";
import type { LiveConversation } from "../live/index.ts";
import type { Row } from "./rows.ts";
import { repositoryOf, textOf } from "./thread-messages.ts";
import { useConversation } from "./use-conversation.ts";

const keepBranches = () => undefined;

export function useThreadRuntime(live: LiveConversation, rows: readonly Row[]): AssistantRuntime {
  const messageRepository = useMemo(() => repositoryOf(rows), [rows]);
  const isRunning = useConversation(live, (state) => state.runningId !== null && rows.at(-1)?.role === "assistant");
  return useExternalStoreRuntime<ThreadMessage>({
    messageRepository,
    isRunning,
    onNew: async (message) => {
      live.send(textOf(message));
    },
    onEdit: async (message) => {
      if (message.sourceId !== null) live.edit(message.sourceId, textOf(message));
    },
    onReload: async (parentId) => {
      if (parentId !== null) live.regenerate(parentId);
    },
    onCancel: async () => live.stop(),
    setMessages: keepBranches,
  });
}
