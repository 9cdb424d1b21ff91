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

/** The names of models and titles of conversations, as far as they are known here; ids else. */
function useNames(): { model: (id: string) => string; chat: (id: string) => string } {
  const { models } = useAccount();
  const active = useChats({ archived: false });
  const archived = useChats({ archived: true });
  return useMemo(() => {
    const names = new Map(models.map((model) => [model.id, model.name]));
    const chats = [...(active.data?.pages ?? []), ...(archived.data?.pages ?? [])].flatMap((page) => page.chats);
    const titles = new Map(chats.map((chat) => [chat.id, chat.title === "" ? "New chat" : chat.title]));
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
      <Figure label="Spent in these days">
        <span title={formatMoneyExact(spend.totalNanoUsd)}>{formatMoney(spend.totalNanoUsd)}</span>
        {simulated ? <Simulated /> : null}
      </Figure>
      <Figure label="Model calls">{formatCount(sum((row) => row.calls))}</Figure>
      <Figure
        label="Tokens in"
        detail={cached === 0 ? "none from the cache" : `${formatCount(cached)} cached (${Math.round(percentOf(cached, input))} %)`}
      >
        {formatCount(input)}
      </Figure>
      <Figure label="Tokens out">{formatCount(sum((row) => row.outputTokens))}</Figure>
      <Figure label="Saved by caching">
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
  useDocumentTitle("Usage");
  const csv = `/api/spend.csv?${new URLSearchParams({ from: range.from, to: range.to }).toString()}`;
  return (
    <CardPage
      title="Usage"
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
      <Card title="Per day" className="mt-4">
        <Days range={range} nameOf={names.model} />
      </Card>
      <div className="mt-4 grid items-start gap-4 lg:grid-cols-2">
        <Card title="By conversation">
          {byChat.data === undefined ? (
            <Waiting query={byChat} />
          ) : (
            <SpendTable
              caption="Spend by conversation"
              heading="Conversation"
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
        <Card title="By model">
          {byModel.data === undefined ? (
            <Waiting query={byModel} />
          ) : (
            <SpendTable
              caption="Spend by model"
              heading="Model"
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
      <p className="mt-6 text-xs text-faint">
        Days are counted in UTC. A turn enters these books some seconds after it ended, a minute at most while much is going on.
      </p>
      {opened === null ? null : <ReceiptsDialog chatId={opened} title={names.chat(opened)} onClose={() => setOpened(null)} />}
    </CardPage>
  );
}

function Waiting({ query }: { query: { error: Error | null; refetch: () => Promise<unknown> } }) {
  if (query.error !== null) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading className="h-28 w-full" />;
}
