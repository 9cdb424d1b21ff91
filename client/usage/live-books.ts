/** Figures that move while answers run: the person's socket says when, the pages of figures ask again. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useAccount, useChats } from "../account/account.tsx";
import { meQuery } from "../account/queries.ts";

/** While an answer runs the wallet (what is held for it) is asked for this often. */
const TICK_MS = 2000;
/** The books learn a turn some seconds after it ended: asked again after these times. */
const AFTER_SPEND_MS = [1500, 4000, 8000];

/** Conversations with a running answer, as far as the list knows them. */
export function useRunningCount(): number {
  const { data } = useChats({ archived: false });
  return (data?.pages ?? []).reduce((sum, page) => sum + page.chats.filter((chat) => chat.running).length, 0);
}

/** Keeps wallet and books fresh for as long as the page is looked at. */
export function useLiveBooks(): void {
  const client = useQueryClient();
  const running = useRunningCount();
  const spent = useAccount().wallet?.spentNanoUsd;
  useQuery({ ...meQuery, refetchInterval: running > 0 ? TICK_MS : false });
  useEffect(() => {
    if (running === 0) void client.invalidateQueries({ queryKey: meQuery.queryKey });
  }, [running, client]);
  useEffect(() => {
    if (spent === undefined) return;
    const timers = AFTER_SPEND_MS.map((ms) => setTimeout(() => void client.invalidateQueries({ queryKey: ["spend"] }), ms));
    return () => {
      for (const timer of timers) clearTimeout(timer);
    };
  }, [spent, client]);
}
