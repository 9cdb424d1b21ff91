/** The address of a conversation's socket: it says how far this tab got, so that the server sends what it lacks. */
import { PROTOCOL_VERSION } from "../../src/protocol/limits.ts";
import type { LiveText } from "./state.ts";

/** What a tab knows of its conversation. */
export type Known = {
  /** There is no conversation yet: the first message makes it (P45). */
  isToBegin: boolean;
  /** Sequence number of the last event; null: nothing is known. */
  seq: number | null;
  /** Versions of the draft and of the files attached to it. */
  draft: number;
  attached: number;
  /** The running answer as far as it stands here. */
  live: LiveText | null;
};

/** The socket's URL for an `http:` or `https:` one without a query. */
export function addressOf(base: string, known: Known): string {
  const url = new URL(base);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.searchParams.set("v", String(PROTOCOL_VERSION));
  if (known.isToBegin) url.searchParams.set("new", "1");
  if (known.seq === null) return url.toString();
  url.searchParams.set("seq", String(known.seq));
  url.searchParams.set("draft", String(known.draft));
  url.searchParams.set("files", String(known.attached));
  if (known.live === null) return url.toString();
  url.searchParams.set("answer", known.live.answerId);
  url.searchParams.set("text", String(known.live.text.length));
  url.searchParams.set("reasoning", String(known.live.reasoning.length));
  return url.toString();
}
