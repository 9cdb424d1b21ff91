/** What administrators ask, and its answers. Never a title or a word of a conversation. */
import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { nanoUsd } from "../../src/protocol/money.ts";
import { request } from "../http/request.ts";

const budgetAnswer = z.object({ limitNanoUsd: nanoUsd, spentNanoUsd: nanoUsd.optional(), remainingNanoUsd: nanoUsd.optional() });
export type Budget = z.infer<typeof budgetAnswer>;

const auditAnswer = z.object({
  checkedChats: z.int(),
  differences: z.array(
    z.object({
      chatId: z.string().nullable().optional(),
      owner: z.string().optional(),
      what: z.string(),
      expected: z.union([z.number(), z.string()]),
      found: z.union([z.number(), z.string()]).nullable(),
    }),
  ),
});
export type Audit = z.infer<typeof auditAnswer>;

const budgetPath = (email: string) => `/api/admin/people/${encodeURIComponent(email)}/budget`;

export const budgetQuery = (email: string) =>
  queryOptions({ queryKey: ["admin-budget", email], queryFn: ({ signal }) => request(budgetAnswer, budgetPath(email), { signal }) });

export function setBudget(email: string, limitNanoUsd: number): Promise<Budget> {
  return request(budgetAnswer, budgetPath(email), { method: "PUT", body: { limitNanoUsd } });
}

/** Asked only when an administrator presses the button: it looks at every conversation. */
export const auditQuery = queryOptions({
  queryKey: ["admin-audit"],
  queryFn: ({ signal }) => request(auditAnswer, "/api/admin/audit", { signal }),
  enabled: false,
  retry: false,
});

const NANO_DIGITS = 9;

/** `12.5` → `12500000000`; null when it is no amount, or more digits than there are nano-dollars. */
export function parseUsd(text: string): number | null {
  const match = /^\$?\s*(\d{1,6})(?:[.,](\d{0,9}))?$/.exec(text.trim());
  if (match === null) return null;
  return Number(`${match[1] ?? "0"}${(match[2] ?? "").padEnd(NANO_DIGITS, "0")}`);
}

/** `12500000000` → `12.5`, as the field shows it. */
export function usdText(nanoUsd: number): string {
  const digits = BigInt(nanoUsd)
    .toString()
    .padStart(NANO_DIGITS + 1, "0");
  const fraction = digits.slice(-NANO_DIGITS).replace(/0+$/, "");
  return `${digits.slice(0, -NANO_DIGITS)}${fraction === "" ? "" : `.${fraction}`}`;
}
