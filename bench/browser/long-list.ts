/** The list as the server has it, of conversations that are not there: importing thousands takes minutes. */
import type { BrowserContext } from "playwright-core";

const HOUR_MS = 3_600_000;

/** `newestMs`: when the first of them was last changed, each other one an hour before; milliseconds since the epoch. */
export interface LongList {
  count: number;
  perPage: number;
  newestMs: number;
}

/** Answers for the server wherever the list is asked for. @param onAsked is passed the place at which a page begins */
export async function routeLongList(
  target: Pick<BrowserContext, "route" | "routeWebSocket">,
  { count, perPage, newestMs }: LongList,
  onAsked: (from: number) => void = () => undefined,
): Promise<void> {
  const summaryAt = (index: number): object => {
    const at = new Date(newestMs - index * HOUR_MS).toISOString();
    return {
      id: `many-${index}`,
      title: `Conversation ${index}`,
      model: "embedded/tally",
      createdAt: at,
      updatedAt: at,
      running: false,
      pinned: false,
      archived: false,
      temporary: false,
      messageCount: 2,
      costNanoUsd: 0,
    };
  };
  // The person's socket would bring the server's own list.
  await target.routeWebSocket(/\/api\/live$/, () => undefined);
  await target.route(/\/api\/chats(\?.*)?$/, (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get("cursor") ?? 0);
    onAsked(from);
    const chats = Array.from({ length: Math.min(perPage, count - from) }, (_, index) => summaryAt(from + index));
    return route.fulfill({ json: { chats, next: from + perPage < count ? String(from + perPage) : null } });
  });
}
