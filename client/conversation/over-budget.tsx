/** Over the budget: what is left, when it renews, and what can be done about it. One block, whatever was refused. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { estimate } from "../../src/protocol/http.ts";
import { useAccount } from "../account/account.tsx";
import { formatMoney } from "../format/money.ts";
import { request } from "../http/request.ts";
import { renewal } from "../ui/budget-bar.tsx";
import { Menu } from "../ui/menu.tsx";
import { Notice } from "../ui/notice.tsx";
import { CHOICE } from "./choice.ts";
import { useConversation, useLive } from "./use-conversation.ts";
import { words } from "../words/words.ts";

export interface FittingModel {
  id: string;
  likelyNanoUsd: number;
}

/** The models whose likely price is covered by what is left, cheapest first; free ones always are. */
export function fitting(priced: readonly FittingModel[], remainingNanoUsd: number, refusedId: string): FittingModel[] {
  return priced
    .filter(({ id, likelyNanoUsd }) => id !== refusedId && likelyNanoUsd <= Math.max(0, remainingNanoUsd))
    .toSorted((a, b) => a.likelyNanoUsd - b.likelyNanoUsd);
}

interface OverBudgetProps {
  /** What the server said. */
  detail: string;
  /** The question that was refused, and what it answers to. */
  text: string;
  parentId: string | null | undefined;
  /** The model that is too dear. */
  modelId: string;
  /** Asks another model. */
  onModel: (id: string) => void;
}

export function OverBudget({ detail, text, parentId, modelId, onModel }: OverBudgetProps) {
  const live = useLive();
  const { me, wallet, models } = useAccount();
  const chatId = useConversation(live, (state) => state.chat?.id ?? null);
  const remaining = wallet?.remainingNanoUsd ?? 0;
  const { data } = useQuery({
    queryKey: ["fitting", chatId, parentId, modelId, text],
    queryFn: ({ signal }) => {
      const place = parentId === undefined ? {} : { parentId };
      return request(estimate, "/api/estimate", { method: "POST", body: { chatId, text, model: modelId, ...place }, signal });
    },
    enabled: chatId !== null,
    retry: false,
  });
  const fits = fitting(data?.models ?? [], remaining, modelId);
  const nameOf = (id: string) => models.find((model) => model.id === id)?.name ?? id;
  return (
    <Notice
      tone="warning"
      icon="warning"
      className="mt-3"
      testId="over-budget"
      actions={
        <div className="flex flex-wrap gap-2 py-1">
          {fits.length === 0 ? null : (
            <Menu
              label={words.answer.overBudget.askLabel}
              className={CHOICE}
              items={fits.map(({ id, likelyNanoUsd }) => ({
                key: id,
                label: nameOf(id),
                detail: likelyNanoUsd === 0 ? words.format.free : words.answer.overBudget.about(formatMoney(likelyNanoUsd)),
                onSelect: () => onModel(id),
              }))}
            >
              {words.answer.overBudget.ask}
            </Menu>
          )}
          {me?.admin === true ? (
            <Link href="/admin" className={CHOICE}>
              {words.answer.overBudget.change}
            </Link>
          ) : null}
          <Link href="/usage" className={CHOICE}>
            {words.conversation.cost.usage}
          </Link>
        </div>
      }
    >
      <p>{detail}</p>
      {wallet === null ? null : (
        <p className="mt-0.5 tabular-nums">
          {words.answer.overBudget.left(formatMoney(Math.max(0, remaining)), formatMoney(wallet.limitNanoUsd), renewal(wallet))}
          {data !== undefined && fits.length === 0 ? words.answer.overBudget.noneFits : ""}
        </p>
      )}
    </Notice>
  );
}
