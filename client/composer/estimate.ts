/** The price before sending, asked while typing. A server that does not tell (501) is asked no more. */
import { useEffect, useState } from "react";
import { estimate as estimateAnswer, type Estimate } from "../../src/protocol/http.ts";
import { useMaybeConversation } from "../conversation/use-conversation.ts";
import { isUnavailable, request } from "../http/request.ts";
import type { LiveConversation } from "../live/index.ts";

const DEBOUNCE_MS = 250;

/** True once this server said that it makes no estimates. */
let silent = false;

/**
 * What the text would cost if it were sent now; `text` null: nothing that could be sent. Null while nothing is known yet,
 * or nobody is there to ask. While one types the last figure stays until the next one.
 */
export function useEstimate(
  live: LiveConversation | null,
  text: string | null,
  model: string | null,
  files: readonly string[] = [],
  /** Tools that are on. A conversation that is there knows its own. */
  tools: readonly string[] = [],
): Estimate | null {
  const head = useMaybeConversation(live, (state) => state.head);
  const chatId = useMaybeConversation(live, (state) => state.chat?.id ?? null);
  const isLive = useMaybeConversation(live, (state) => state.connection.status === "live");
  const [estimate, setEstimate] = useState<Estimate | null>(null);
  const named = files.join(" ");
  const offered = tools.join(" ");
  const idle = text === null || model === null || isLive === false || silent;
  useEffect(() => {
    // An emptied field, or the network gone: the next text begins without the last one's figure.
    // oxlint-disable-next-line react/set-state-in-effect
    if (idle) return setEstimate(null);
    const abort = new AbortController();
    const timer = setTimeout(() => {
      const body = {
        text,
        model,
        ...(chatId === null ? {} : { chatId }),
        ...(head === null ? {} : { parentId: head }),
        ...(named === "" ? {} : { files: named.split(" ") }),
        ...(offered === "" || chatId !== null ? {} : { tools: offered.split(" ") }),
      };
      request(estimateAnswer, "/api/estimate", { method: "POST", body, signal: abort.signal }).then(
        (answer) => {
          if (!abort.signal.aborted) setEstimate(answer);
        },
        (error: unknown) => {
          if (abort.signal.aborted) return;
          setEstimate(null);
          // A conversation that is being deleted answers 404 as well: only a server without the route is silent for good.
          if (isUnavailable(error) && chatId === null) silent = true;
        },
      );
    }, DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [idle, chatId, head, text, model, named, offered]);
  return idle ? null : estimate;
}
