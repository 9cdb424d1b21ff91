/** Before the first token: that something happens, with whom, and for how long already. */
import { useModel } from "../account/account.tsx";
import { formatElapsed } from "../format/time.ts";
import type { Message } from "../live/index.ts";
import { useNow } from "../ui/use-now.ts";
import { useIsConnected } from "./use-conversation.ts";
import { isLocalModel, waitingWords } from "./waiting-words.ts";

export function Thinking({ message }: { message: Message }) {
  const model = useModel(message.model);
  const isConnected = useIsConnected();
  const now = useNow(100);
  const elapsedMs = now - Date.parse(message.startedAt ?? message.createdAt);
  const isLocal = isLocalModel(message.model);
  return (
    <p className="text-base" data-testid="thinking">
      <span className="waiting-words">
        {waitingWords({ elapsedMs, model: model?.name ?? null, isLocal, isConnected })}
        {isConnected && elapsedMs > 1000 ? <span className="tabular-nums"> · {formatElapsed(elapsedMs)}</span> : null}
      </span>
    </p>
  );
}
