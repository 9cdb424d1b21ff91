/** The list of conversations as the person's socket changed it since it was asked for: kept like the answer it began with. */
import { keep, keptFor } from "./kept.ts";

/** Changes come in rows: a title, a cost, a place in the list. */
const SETTLE_MS = 1_000;

let timer: ReturnType<typeof setTimeout> | undefined;

/** @param list the first page as the list stands when it is stored; undefined: it is not known */
export function keepListSoon(list: () => object | undefined): void {
  if (keptFor() === null) return;
  clearTimeout(timer);
  timer = setTimeout(() => {
    const page = list();
    if (page !== undefined) void keep("api/chats", JSON.stringify(page));
  }, SETTLE_MS);
}
