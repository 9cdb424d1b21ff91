/** One quiet line under the composer: a complaint, the price of what is written, or how to send. Its height never changes. */
import type { ReactNode } from "react";
import type { Estimate } from "../../src/protocol/http.ts";
import { useAccount, useModel } from "../account/account.tsx";
import { useMaybeConversation } from "../conversation/use-conversation.ts";
import { formatCount, formatMoney, formatMoneyExact } from "../format/money.ts";
import type { LiveConversation } from "../live/index.ts";
import { renewal } from "../ui/budget-bar.tsx";
import { modEnter, type SendKey } from "./send-key.ts";

interface FooterLineProps {
  id: string;
  live: LiveConversation | null;
  text: string;
  modelId: string | null;
  estimate: Estimate | null;
  complaint: string | null;
  running: boolean;
  sendWith: SendKey;
}

/** The least that is worth saying on a phone stands first: what is cut off at the end is detail. */
function Price({ estimate, running }: { estimate: Estimate; running: boolean }) {
  const { wallet } = useAccount();
  const cached = estimate.cachedTokens === 0 ? "" : `, ${formatCount(estimate.cachedTokens)} of them cached`;
  const short = wallet !== null && wallet.remainingNanoUsd < estimate.likelyNanoUsd;
  return (
    <span
      data-testid="estimate"
      className={short ? "text-warn" : ""}
      title={`${formatCount(estimate.inputTokens)} tokens in${cached}; some ${formatCount(estimate.outputTokens)} out, at most ${formatCount(estimate.maxOutputTokens)}. Likely ${formatMoneyExact(estimate.likelyNanoUsd)}, at worst ${formatMoneyExact(estimate.worstNanoUsd)}.`}
    >
      {running ? "Next: about" : "About"} {formatMoney(estimate.likelyNanoUsd)},{" "}
      {short ? `only ${formatMoney(wallet.remainingNanoUsd)} is left` : `at most ${formatMoney(estimate.worstNanoUsd)}`}
      {estimate.simulated ? " (simulated)" : ""}
      <span className="hidden sm:inline">
        {" "}
        · {formatCount(estimate.inputTokens)} {estimate.inputTokens === 1 ? "token" : "tokens"} in
      </span>
    </span>
  );
}

export function FooterLine({ id, live, text, modelId, estimate, complaint, running, sendWith }: FooterLineProps) {
  const model = useModel(modelId);
  const { wallet } = useAccount();
  const connection = useMaybeConversation(live, (state) => state.connection.status);
  const key = sendWith === "enter" ? "Enter sends, Shift+Enter makes a new line" : `${modEnter()} sends, Enter makes a new line`;
  const waits = connection === "offline" || connection === "reconnecting";
  const isEmpty = text.trim() === "";
  const line = (): ReactNode => {
    if (complaint !== null)
      return (
        <span role="alert" className="text-danger">
          {complaint}
        </span>
      );
    if (waits && !isEmpty) return "No connection: the message will wait and be sent once.";
    if (wallet !== null && wallet.remainingNanoUsd <= 0 && estimate?.worstNanoUsd !== 0)
      return <span className="text-warn">Budget used up: {renewal(wallet)}. Until then free models answer.</span>;
    if (estimate !== null) return <Price estimate={estimate} running={running} />;
    if (running && !isEmpty) return "It is asked when this answer has ended.";
    return (
      <>
        <span className="pointer-coarse:hidden">{key}</span>
        {model?.simulated === true ? (
          <>
            <span className="hidden sm:inline pointer-coarse:hidden"> · </span>
            <span className="hidden sm:inline pointer-coarse:inline">Embedded AI: no model is asked, costs are simulated.</span>
          </>
        ) : null}
      </>
    );
  };
  return (
    <p id={id} className="mt-1.5 h-5 truncate px-4 text-center text-xs leading-5 text-faint tabular-nums">
      {line()}
    </p>
  );
}
