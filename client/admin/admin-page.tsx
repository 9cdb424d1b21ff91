/** `/admin`: what everybody spends and may spend, and whether the books agree. For administrators; others read who may. */
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useAccount } from "../account/account.tsx";
import { formatMoney, formatMoneyExact } from "../format/money.ts";
import { Loading } from "../ui/loading.tsx";
import { Simulated } from "../ui/simulated.tsx";
import { useDocumentTitle } from "../ui/use-document-title.ts";
import { Card, CardPage, Failed } from "../page/parts.tsx";
import { RangePicker, startingRange } from "../usage/range-picker.tsx";
import { isSimulated } from "../usage/spend.ts";
import { SpendTable } from "../usage/spend-table.tsx";
import { spendQuery } from "../usage/spend.ts";
import { Days } from "../usage/days.tsx";
import { AuditCard } from "./audit.tsx";
import { NotForYou } from "./not-for-you.tsx";
import { ReindexCard } from "./reindex.tsx";
import { RetentionCard } from "./retention.tsx";
import { People } from "./people.tsx";
import { words } from "../words/words.ts";

export default function AdminPage() {
  const { me } = useAccount();
  useDocumentTitle(words.admin.title);
  if (me?.admin === true) return <Administration />;
  return <CardPage title={words.admin.title}>{me === null ? <Loading className="mt-4 h-28 w-full" /> : <NotForYou me={me} />}</CardPage>;
}

function Administration() {
  const [range, setRange] = useState(startingRange);
  const { models } = useAccount();
  const byPerson = useQuery(spendQuery(range, "person", true));
  const byModel = useQuery(spendQuery(range, "model", true));
  const nameOf = useMemo(() => {
    const names = new Map(models.map((model) => [model.id, model.name]));
    return (id: string) => names.get(id) ?? id;
  }, [models]);
  return (
    <CardPage title={words.admin.title}>
      <div className="mt-4">
        <RangePicker range={range} onChange={setRange} />
      </div>
      <Card
        title={words.admin.people}
        className="mt-4"
        aside={
          byPerson.data === undefined ? null : (
            <span className="text-sm text-muted tabular-nums" title={formatMoneyExact(byPerson.data.totalNanoUsd)}>
              {words.admin.inAll(formatMoney(byPerson.data.totalNanoUsd))} {isSimulated(byPerson.data.rows) ? <Simulated /> : null}
            </span>
          )
        }
      >
        {byPerson.data !== undefined ? (
          <People spend={byPerson.data.rows} />
        ) : byPerson.error !== null ? (
          <Failed error={byPerson.error} onRetry={() => void byPerson.refetch()} />
        ) : (
          <Loading className="h-28 w-full" />
        )}
      </Card>
      <Card title={words.usage.perDay} className="mt-4">
        <Days range={range} nameOf={nameOf} admin />
      </Card>
      <Card title={words.usage.byModel} className="mt-4">
        {byModel.data === undefined ? (
          byModel.error === null ? (
            <Loading className="h-28 w-full" />
          ) : (
            <Failed error={byModel.error} onRetry={() => void byModel.refetch()} />
          )
        ) : (
          <SpendTable
            caption={words.usage.byModelCaption}
            heading={words.usage.model}
            rows={byModel.data.rows}
            totalNanoUsd={byModel.data.totalNanoUsd}
            renderName={(row) => (
              <>
                {nameOf(row.key)} {row.simulated ? <Simulated /> : null}
              </>
            )}
          />
        )}
      </Card>
      <AuditCard />
      <ReindexCard />
      <RetentionCard />
    </CardPage>
  );
}
