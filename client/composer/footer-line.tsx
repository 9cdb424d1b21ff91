/** One quiet line under the composer: a complaint, the price of what is written, or how to send. Its height never changes. */
import type { ReactNode } from "react";
import type { Estimate } from "../../src/protocol/http.ts";
import { useAccount, useModel } from "../account/account.tsx";
import { useMaybeConversation } from "../conversation/use-conversation.ts";
import { formatCount, formatMoney, formatMoneyExact } from "../format/money.ts";
import type { LiveConversation } from "../live/index.ts";
import { renewal } from "../ui/budget-bar.tsx";
import { modEnter, type SendKey } from "./send-key.ts";
import { words } from "../words/words.ts";

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
  const title = words.composer.price.title({
    input: formatCount(estimate.inputTokens),
    cached: estimate.cachedTokens === 0 ? null : formatCount(estimate.cachedTokens),
    output: formatCount(estimate.outputTokens),
    most: formatCount(estimate.maxOutputTokens),
    likely: formatMoneyExact(estimate.likelyNanoUsd),
    worst: formatMoneyExact(estimate.worstNanoUsd),
  });
  const searches = estimate.tools.find(({ name }) => name === "web_search");
  const short = wallet !== null && wallet.remainingNanoUsd < estimate.likelyNanoUsd;
  return (
    <span data-testid="estimate" className={short ? "text-warn" : ""} title={title}>
      {(running ? words.composer.price.next : words.composer.price.about)(formatMoney(estimate.likelyNanoUsd))}{" "}
      {short
        ? words.composer.price.onlyLeft(formatMoney(wallet.remainingNanoUsd))
        : words.composer.price.atMost(formatMoney(estimate.worstNanoUsd))}
      {searches === undefined ? null : ` ${words.composer.price.searches(searches.most, formatMoney(searches.priceNanoUsd))}`}
      {estimate.simulated ? ` (${words.ui.simulated})` : ""}
      <span className="hidden sm:inline"> · {words.composer.price.tokensIn(estimate.inputTokens, formatCount(estimate.inputTokens))}</span>
    </span>
  );
}

export function FooterLine({ id, live, text, modelId, estimate, complaint, running, sendWith }: FooterLineProps) {
  const model = useModel(modelId);
  const { wallet } = useAccount();
  const connection = useMaybeConversation(live, (state) => state.connection.status);
  const key = sendWith === "enter" ? words.composer.enterSends : words.composer.modEnterSends(modEnter());
  const waits = connection === "offline" || connection === "reconnecting";
  const isEmpty = text.trim() === "";
  const line = (): ReactNode => {
    if (complaint !== null)
      return (
        <span role="alert" className="text-danger">
          {complaint}
        </span>
      );
    if (waits && !isEmpty) return words.composer.offline;
    if (wallet !== null && wallet.remainingNanoUsd <= 0 && estimate?.worstNanoUsd !== 0)
      return <span className="text-warn">{words.composer.budgetUsedUp(renewal(wallet))}</span>;
    if (estimate !== null) return <Price estimate={estimate} running={running} />;
    if (running && !isEmpty) return words.composer.queued;
    return (
      <>
        <span className="pointer-coarse:hidden">
          {key}
          <span className="hidden sm:inline"> · {words.composer.slash}</span>
        </span>
        {model?.simulated === true ? (
          <>
            <span className="hidden sm:inline pointer-coarse:hidden"> · </span>
            <span className="hidden sm:inline pointer-coarse:inline">{words.composer.embedded}</span>
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
