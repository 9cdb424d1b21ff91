/** `/usage`: what one's own conversations cost, by day, model and conversation, down to the receipt. */
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useAccount, useChats } from "../account/account.tsx";
import { formatCount, formatMoney, formatMoneyExact, percentOf } from "../format/money.ts";
import { Icon } from "../icons.tsx";
import { Loading } from "../ui/loading.tsx";
import { YearMap } from "./year-map.tsx";
import { Simulated } from "../ui/simulated.tsx";
import { useDocumentTitle } from "../ui/use-document-title.ts";
import { BudgetCard } from "./budget-card.tsx";
import { Card, CardPage, Failed } from "../page/parts.tsx";
import { Days } from "./days.tsx";
import { Figure } from "./figure.tsx";
import { HourCard } from "./hour-card.tsx";
import { ProjectCard } from "./project-card.tsx";
import { useLiveBooks } from "./live-books.ts";
import { RangePicker, startingRange } from "./range-picker.tsx";
import ReceiptsDialog from "./receipts.tsx";
import { SpendTable } from "./spend-table.tsx";
import { isSimulated, spendQuery, type Spend } from "./spend.ts";
import { words } from "../words/words.ts";

/** The names of models and titles of conversations, as far as they are known here; ids else. */
function useNames(): { model: (id: string) => string; chat: (id: string) => string } {
  const { models } = useAccount();
  const active = useChats({ archived: false });
  const archived = useChats({ archived: true });
  return useMemo(() => {
    const names = new Map(models.map((model) => [model.id, model.name]));
    const chats = [...(active.data?.pages ?? []), ...(archived.data?.pages ?? [])].flatMap((page) => page.chats);
    const titles = new Map(chats.map((chat) => [chat.id, chat.title === "" ? words.app.newChat : chat.title]));
    return { model: (id) => names.get(id) ?? id, chat: (id) => titles.get(id) ?? id };
  }, [models, active.data, archived.data]);
}

function Sums({ spend }: { spend: Spend }) {
  const sum = (of: (row: Spend["rows"][number]) => number) => spend.rows.reduce((total, row) => total + of(row), 0);
  const input = sum((row) => row.inputTokens);
  const cached = sum((row) => row.cachedTokens);
  const saved = sum((row) => row.savedNanoUsd);
  const simulated = isSimulated(spend.rows);
  return (
    <Card className="mt-4 grid grid-cols-2 gap-5 sm:grid-cols-3 lg:grid-cols-5">
      <Figure label={words.usage.spentInDays}>
        <span title={formatMoneyExact(spend.totalNanoUsd)}>{formatMoney(spend.totalNanoUsd)}</span>
        {simulated ? <Simulated /> : null}
      </Figure>
      <Figure label={words.usage.modelCalls}>{formatCount(sum((row) => row.calls))}</Figure>
      <Figure
        label={words.usage.tokensIn}
        detail={cached === 0 ? words.usage.noneCached : words.usage.cachedPart(formatCount(cached), Math.round(percentOf(cached, input)))}
      >
        {formatCount(input)}
      </Figure>
      <Figure label={words.usage.tokensOut}>{formatCount(sum((row) => row.outputTokens))}</Figure>
      <Figure label={words.usage.saved}>
        <span title={formatMoneyExact(saved)}>{formatMoney(saved)}</span>
        {simulated && saved > 0 ? <Simulated /> : null}
      </Figure>
    </Card>
  );
}

export default function UsagePage() {
  const [range, setRange] = useState(startingRange);
  const [opened, setOpened] = useState<string | null>(null);
  const names = useNames();
  const byModel = useQuery(spendQuery(range, "model"));
  const byChat = useQuery(spendQuery(range, "chat"));
  useLiveBooks();
  useDocumentTitle(words.usage.title);
  const csv = `/api/spend.csv?${new URLSearchParams({ from: range.from, to: range.to }).toString()}`;
  return (
    <CardPage
      title={words.usage.title}
      aside={
        <a
          href={csv}
          download
          className="inline-flex h-9 items-center pointer-coarse:h-10 gap-2 rounded-xl border border-line px-3.5 text-sm font-medium hover:bg-hover"
        >
          <Icon name="download" size={18} /> CSV
        </a>
      }
    >
      <div className="mt-4">
        <BudgetCard />
      </div>
      <div className="mt-6">
        <RangePicker range={range} onChange={setRange} />
      </div>
      {byModel.data === undefined ? null : <Sums spend={byModel.data} />}
      <Card title={words.usage.perDay} className="mt-4">
        <Days range={range} nameOf={names.model} />
      </Card>
      <div className="mt-4 grid items-start gap-4 lg:grid-cols-2">
        <Card title={words.usage.byConversation}>
          {byChat.data === undefined ? (
            <Waiting query={byChat} />
          ) : (
            <SpendTable
              caption={words.usage.byConversationCaption}
              heading={words.usage.conversation}
              rows={byChat.data.rows}
              totalNanoUsd={byChat.data.totalNanoUsd}
              renderName={(row) => (
                <button
                  type="button"
                  onClick={() => setOpened(row.key)}
                  className="min-h-6 max-w-full truncate rounded text-start underline pointer-coarse:min-h-10 pointer-coarse:min-w-10 decoration-line underline-offset-4 hover:decoration-current"
                >
                  {names.chat(row.key)}
                </button>
              )}
            />
          )}
        </Card>
        <Card title={words.usage.byModel}>
          {byModel.data === undefined ? (
            <Waiting query={byModel} />
          ) : (
            <SpendTable
              caption={words.usage.byModelCaption}
              heading={words.usage.model}
              rows={byModel.data.rows}
              totalNanoUsd={byModel.data.totalNanoUsd}
              renderName={(row) => (
                <>
                  {names.model(row.key)} {row.simulated ? <Simulated /> : null}
                </>
              )}
            />
          )}
        </Card>
      </div>
      <ProjectCard range={range} />
      <HourCard range={range} />
      <YearMap />
      <p className="mt-6 text-xs text-faint">{words.usage.utc}</p>
      {opened === null ? null : <ReceiptsDialog chatId={opened} title={names.chat(opened)} onClose={() => setOpened(null)} />}
    </CardPage>
  );
}

function Waiting({ query }: { query: { error: Error | null; refetch: () => Promise<unknown> } }) {
  if (query.error !== null) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading className="h-28 w-full" />;
}
