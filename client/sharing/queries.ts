/** Links as the server knows them, and what makes and ends them. */
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import type { Problem } from "../../src/protocol/problem.ts";
import { ownShare, share } from "../../src/protocol/sharing.ts";
import { listOf } from "../http/lists.ts";
import { asProblem, command, request } from "../http/request.ts";

const chatShares = z.object({ shares: listOf("links", share) });
const ownShares = z.object({ shares: listOf("links", ownShare) });

const pathOf = (chatId: string): string => `/api/chats/${encodeURIComponent(chatId)}/shares`;

export const chatSharesQuery = (chatId: string) =>
  queryOptions({ queryKey: ["shares", chatId], queryFn: ({ signal }) => request(chatShares, pathOf(chatId), { signal }), staleTime: 0 });

export const ownSharesQuery = queryOptions({
  queryKey: ["shares"],
  queryFn: ({ signal }) => request(ownShares, "/api/shares", { signal }),
  staleTime: 0,
});

export interface ShareActions {
  /** True when it was made. */
  make: (chatId: string, wish: { withCosts: boolean; until: string | null }) => Promise<boolean>;
  takeBack: (chatId: string, shareId: string) => Promise<void>;
  busy: boolean;
  /** The last refusal. */
  problem: Problem | null;
}

export function useShareActions(): ShareActions {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const act = async (run: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setProblem(null);
    try {
      await run();
      return true;
    } catch (error) {
      const refusal = asProblem(error);
      // One that is gone already is what was wanted.
      if (refusal.status === 404) return true;
      setProblem(refusal);
      return false;
    } finally {
      setBusy(false);
      await client.invalidateQueries({ queryKey: ["shares"] });
    }
  };
  return {
    make: (chatId, wish) => act(() => command(pathOf(chatId), { method: "POST", body: wish })),
    takeBack: async (chatId, shareId) => {
      await act(() => command(`${pathOf(chatId)}/${encodeURIComponent(shareId)}`, { method: "DELETE" }));
    },
    busy,
    problem,
  };
}
