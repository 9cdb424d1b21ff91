/** One quiet line under the composer: a complaint, the price of what is written, or how to send. Its height never changes. */
import type { Estimate } from "../../src/protocol/http.ts";
import { useMaybeConversation } from "../conversation/use-conversation.ts";
import { useModel } from "../account/account.tsx";
import { formatCount, formatMoney, formatMoneyExact } from "../format/money.ts";
import type { LiveConversation } from "../live/index.ts";
import { useEstimate } from "./estimate.ts";

interface FooterLineProps {
  id: string;
  live: LiveConversation | null;
  text: string;
  modelId: string | null;
  complaint: string | null;
  running: boolean;
  sendWith: "enter" | "mod-enter";
}

function Price({ estimate }: { estimate: Estimate }) {
  const cached = estimate.cachedTokens === 0 ? "" : `, ${formatCount(estimate.cachedTokens)} of them cached`;
  return (
    <span
      data-testid="estimate"
      title={`${formatCount(estimate.inputTokens)} tokens in${cached}, at most ${formatCount(estimate.maxOutputTokens)} out. Likely ${formatMoneyExact(estimate.likelyNanoUsd)}, at worst ${formatMoneyExact(estimate.worstNanoUsd)}.`}
    >
      About {formatMoney(estimate.likelyNanoUsd)}, at most {formatMoney(estimate.worstNanoUsd)} · {formatCount(estimate.inputTokens)} tokens
      in{estimate.simulated ? " · simulated" : ""}
    </span>
  );
}

export function FooterLine({ id, live, text, modelId, complaint, running, sendWith }: FooterLineProps) {
  const model = useModel(modelId);
  const head = useMaybeConversation(live, (state) => state.head);
  const chatId = useMaybeConversation(live, (state) => state.chat?.id ?? null);
  const connection = useMaybeConversation(live, (state) => state.connection.status);
  const estimate = useEstimate({ chatId, parentId: head, text, model: modelId });
  const key = sendWith === "enter" ? "Enter sends, Shift+Enter makes a new line" : "Ctrl+Enter sends, Enter makes a new line";
  const waits = connection === "offline" || connection === "reconnecting";
  const line =
    complaint !== null ? (
      <span role="alert" className="text-danger">
        {complaint}
      </span>
    ) : waits && text.trim() !== "" ? (
      "There is no connection: the message will wait and be sent once."
    ) : estimate !== null ? (
      <Price estimate={estimate} />
    ) : running && text.trim() !== "" ? (
      "It is asked when this answer has ended."
    ) : model?.simulated === true ? (
      "Embedded AI: no model is asked, costs are simulated."
    ) : (
      <span className="pointer-coarse:hidden">{key}</span>
    );
  return (
    <p id={id} className="mt-1.5 h-5 truncate px-4 text-center text-xs leading-5 text-faint tabular-nums">
      {line}
    </p>
  );
}
