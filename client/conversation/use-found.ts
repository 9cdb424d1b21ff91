/** The message that the address names (`/c/<id>#<message>`): loaded wherever it stands, and where it is to be shown. */
import { useEffect, useMemo, useState } from "react";
import { navigate, useHistoryState, useLocationProperty } from "wouter/use-browser-location";
import { z } from "zod";
import type { FindOutcome, LiveConversation } from "../live/index.ts";
import { placeOf, type Place } from "./looked-at.ts";
import { useMaybeConversation } from "./use-conversation.ts";

/** What the search hands over: the words it found, as they stand in the message. In the history, not in the address. */
const handedOver = z.object({ words: z.array(z.string()) });

/** One visit to an address with a message. The same message again is another visit. */
export interface Visit {
  messageId: string;
  words: readonly string[];
}

export interface FoundPlace {
  visit: Visit | null;
  /** Set while something else than the end of the shown branch is looked at. */
  looking: Exclude<Place, { kind: "shown" }> | null;
  /** True while what is looked at has to be loaded again. */
  isLost: boolean;
  /** Messages that the window must hold. */
  size: number;
  /** Why the message is not shown; null while all is well. */
  outcome: Exclude<FindOutcome, "found"> | "searching" | null;
  /** Forgets the message: back to the end of the branch that is shown. */
  leave: () => void;
}

/** The message in the address; null: none, or a place of the page itself (a footnote, the skip link). */
function messageIn(hash: string): string | null {
  if (hash.length < 2) return null;
  try {
    const id = decodeURIComponent(hash.slice(1));
    return document.getElementById(id) === null ? id : null;
  } catch {
    return null;
  }
}

interface Arrival {
  visit: Visit;
  outcome: FindOutcome;
  isLooking: boolean;
  size: number;
}

export function useFound(live: LiveConversation | null, chatId: string | null): FoundPlace {
  const hash = useLocationProperty(() => location.hash);
  const history: unknown = useHistoryState();
  const visit = useMemo<Visit | null>(() => {
    const messageId = chatId === null ? null : messageIn(hash);
    const handed = handedOver.safeParse(history);
    return messageId === null ? null : { messageId, words: handed.success ? handed.data.words : [] };
  }, [chatId, hash, history]);
  const isOpen = useMaybeConversation(live, (state) => state.chat !== null) === true;
  const messages = useMaybeConversation(live, (state) => state.messages);
  const path = useMaybeConversation(live, (state) => state.path);
  const [arrived, setArrived] = useState<Arrival | null>(null);
  const arrival = arrived !== null && arrived.visit === visit ? arrived : null;
  const isLooking = arrival?.isLooking === true;
  const place = useMemo(
    () =>
      live === null || !isLooking || visit === null || messages === null || path === null
        ? null
        : placeOf(live.getState(), visit.messageId),
    [live, isLooking, visit, messages, path],
  );
  // It stands on the shown branch by now: what happens to that branch later is no reason to look elsewhere again.
  if (arrival !== null && place?.kind === "shown") setArrived({ ...arrival, isLooking: false, size: place.size });
  const isLost = isLooking && place === null;

  useEffect(() => {
    if (live === null || visit === null || !isOpen) return undefined;
    let isGone = false;
    const isAgain = isLost;
    void live.find(visit.messageId).then((outcome) => {
      const place = outcome === "found" ? placeOf(live.getState(), visit.messageId) : null;
      if (!isGone) setArrived({ visit, outcome, isLooking: place !== null && (isAgain || place.kind !== "shown"), size: place?.size ?? 0 });
    });
    return () => {
      isGone = true;
    };
  }, [live, visit, isOpen, isLost]);

  return {
    visit,
    looking: place === null || place.kind === "shown" ? null : place,
    isLost,
    size: arrival?.size ?? 0,
    outcome: visit === null || !isOpen ? null : arrival === null ? "searching" : arrival.outcome === "found" ? null : arrival.outcome,
    leave: () => {
      if (chatId !== null) navigate(`/c/${chatId}`, { replace: true });
    },
  };
}
