/** The chart of days with its legend and its table, of one's own spend or of everybody's. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useAccount } from "../account/account.tsx";
import { daysOf, type DayRange } from "../format/time.ts";
import { Loading } from "../ui/loading.tsx";
import { DayChart } from "./day-chart.tsx";
import { DayTable, Legend } from "./day-table.tsx";
import { Failed, Quiet } from "../page/parts.tsx";
import { dayModels, modelsBySpend, spendQuery, stackDays } from "./spend.ts";
import { words } from "../words/words.ts";

export function Days({ range, nameOf, admin = false }: { range: DayRange; nameOf: (model: string) => string; admin?: boolean }) {
  const { data, error, isPending, refetch } = useQuery(spendQuery(range, "day,model", admin));
  const parts = useMemo(() => dayModels(data?.rows ?? []), [data]);
  const models = useMemo(() => modelsBySpend(parts), [parts]);
  const catalogue = useAccount().models;
  const markedNameOf = (id: string) =>
    catalogue.some((model) => model.id === id && model.simulated) ? `${nameOf(id)} (${words.ui.simulated})` : nameOf(id);
  const days = useMemo(() => stackDays(daysOf(range), parts, models), [range, parts, models]);
  if (isPending) return <Loading className="h-60 w-full" />;
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  if (parts.length === 0) return <Quiet>{words.usage.nothingBooked}</Quiet>;
  return (
    <>
      <DayChart days={days} models={models} nameOf={markedNameOf} />
      <Legend models={models} nameOf={markedNameOf} />
      <DayTable days={days} models={models} nameOf={markedNameOf} />
    </>
  );
}
