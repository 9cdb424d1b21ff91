/** What the books say, as the pages of figures ask it; and pure rearrangements of the answers. */
import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { receipt, spendRow, type SpendRow } from "../../src/protocol/http.ts";
import { nanoUsd } from "../../src/protocol/money.ts";
import type { DayRange } from "../format/time.ts";
import { listOf } from "../http/lists.ts";
import { everyPage } from "../http/pages.ts";
import { request } from "../http/request.ts";
import { words } from "../words/words.ts";

/** May be missing from an older server, which hands out all at once. */
const next = z.string().nullable().default(null);
const spendAnswer = z.object({ rows: listOf("rows", spendRow), totalNanoUsd: nanoUsd, next });
export type Spend = Omit<z.infer<typeof spendAnswer>, "next">;
const receiptsAnswer = z.object({ receipts: listOf("receipts", receipt), totalNanoUsd: nanoUsd, next });
export type Receipts = Omit<z.infer<typeof receiptsAnswer>, "next">;

export type By = "day" | "model" | "chat" | "project" | "day,model" | "person";

/** Rows of the books; `admin`: everybody's, for administrators. */
export const spendQuery = (range: DayRange, by: By, admin = false) =>
  queryOptions({
    queryKey: ["spend", admin, range.from, range.to, by],
    queryFn: async ({ signal }): Promise<Spend> => {
      const pages = await everyPage((cursor) => {
        const query = new URLSearchParams({ from: range.from, to: range.to, by, ...(cursor === null ? {} : { cursor }) });
        return request(spendAnswer, `/api/${admin ? "admin/" : ""}spend?${query.toString()}`, { signal });
      });
      return { rows: pages.flatMap(({ rows }) => rows), totalNanoUsd: pages[0].totalNanoUsd };
    },
    // The books learn a turn some seconds after it: the page asks again while somebody looks.
    refetchInterval: 15_000,
  });

export const receiptsQuery = (chatId: string) =>
  queryOptions({
    queryKey: ["receipts", chatId],
    queryFn: ({ signal }) =>
      everyReceipt((cursor) => {
        const query = cursor === null ? "" : `?${new URLSearchParams({ cursor }).toString()}`;
        return request(receiptsAnswer, `/api/chats/${encodeURIComponent(chatId)}/receipts${query}`, { signal });
      }),
  });

/** All receipts, page after page as each says. */
export async function everyReceipt(ask: (cursor: string | null) => Promise<z.infer<typeof receiptsAnswer>>): Promise<Receipts> {
  const pages = await everyPage(ask);
  return { receipts: pages.flatMap(({ receipts }) => receipts), totalNanoUsd: pages[0].totalNanoUsd };
}

/** One model's part of one day. */
export interface DayModelSpend {
  day: string;
  model: string;
  costNanoUsd: number;
}

/** `by=day,model` answers keys like `2026-11-23 embedded/tally`; a plain day counts as one model. */
export function dayModels(rows: readonly SpendRow[]): DayModelSpend[] {
  return rows.map((row) => {
    const space = row.key.indexOf(" ");
    return space === -1
      ? { day: row.key, model: words.usage.allModels, costNanoUsd: row.costNanoUsd }
      : { day: row.key.slice(0, space), model: row.key.slice(space + 1), costNanoUsd: row.costNanoUsd };
  });
}

export interface StackSegment {
  model: string;
  from: number;
  to: number;
}
export interface StackedDay {
  day: string;
  totalNanoUsd: number;
  segments: StackSegment[];
}

/** Models by what they cost in all, most expensive first: the order of the stack and of the legend. */
export function modelsBySpend(parts: readonly DayModelSpend[]): string[] {
  const totals = new Map<string, number>();
  for (const { model, costNanoUsd } of parts) totals.set(model, (totals.get(model) ?? 0) + costNanoUsd);
  return [...totals].toSorted(([nameA, a], [nameB, b]) => b - a || nameA.localeCompare(nameB)).map(([model]) => model);
}

/** One stack per day, days without spend included. */
export function stackDays(days: readonly string[], parts: readonly DayModelSpend[], models: readonly string[]): StackedDay[] {
  return days.map((day) => {
    let height = 0;
    const segments: StackSegment[] = [];
    for (const model of models) {
      const cost = parts.reduce((sum, part) => (part.day === day && part.model === model ? sum + part.costNanoUsd : sum), 0);
      if (cost <= 0) continue;
      segments.push({ model, from: height, to: height + cost });
      height += cost;
    }
    return { day, totalNanoUsd: height, segments };
  });
}

/** Whether a sum of these is made up by the embedded AI: it is more than nothing, and nothing in it is real. */
export function isSimulated(parts: readonly { costNanoUsd: number; simulated: boolean }[]): boolean {
  const priced = parts.filter(({ costNanoUsd }) => costNanoUsd > 0);
  return priced.length > 0 && priced.every(({ simulated }) => simulated);
}
