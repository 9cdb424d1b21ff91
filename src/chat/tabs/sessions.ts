/** A socket's attachment, which survives hibernation: whose it is, its protocol version, whether it waits for its conversation, what it owes. */
import { z } from "zod";
import { sessionIn, type Session } from "../../access/session.ts";
import { OLDEST_PROTOCOL_VERSION } from "../../protocol/limits.ts";
import type { Owed } from "./flow-control.ts";

/** Who reads by a share. `untilMs`: when the share ends, milliseconds since the epoch; null: when it is taken back. */
export type ReaderSession = { shareId: string; withCosts: boolean; untilMs: number | null };

export type TabSession = Session & {
  /** Of the protocol. */
  version: number;
  /** It was opened for a conversation that did not exist, which its first message makes. */
  begins: boolean;
  /** It has said that it is not on screen. */
  isHidden: boolean;
  /** It reads by a share, and only listens; null: a tab of the owner's. */
  reader: ReaderSession | null;
};

export function attachSession(socket: Pick<WebSocket, "serializeAttachment">, session: TabSession): void {
  socket.serializeAttachment(session);
}

/** Stores in a socket's attachment what it owes (flow-control.ts). @param isLeaving the socket is closing */
export function keepOwed(socket: Pick<WebSocket, "serializeAttachment">, session: TabSession, owed: Owed, isLeaving: boolean): void {
  socket.serializeAttachment({ ...session, owed, isLeaving });
}

const kept = z.object({
  owed: z.array(z.object({ bytes: z.number(), largest: z.number(), mark: z.string().nullable() })).catch([]),
  isLeaving: z.boolean().catch(false),
});

/** What a socket owed when that was last kept; nothing, where it never was. */
export function owedAt(socket: Pick<WebSocket, "deserializeAttachment">): { owed: Owed; isLeaving: boolean } {
  return kept.catch({ owed: [], isLeaving: false }).parse(socket.deserializeAttachment());
}

/** Null: the socket is none of ours, or was never given a session. */
export function sessionAt(socket: Pick<WebSocket, "deserializeAttachment">): TabSession | null {
  const attached: unknown = socket.deserializeAttachment();
  const session = sessionIn(attached);
  if (session === null || typeof attached !== "object" || attached === null || !("begins" in attached)) return null;
  return {
    ...session,
    begins: attached.begins === true,
    // A socket from before this was kept.
    version: "version" in attached && typeof attached.version === "number" ? attached.version : OLDEST_PROTOCOL_VERSION,
    isHidden: "isHidden" in attached && attached.isHidden === true,
    reader: "reader" in attached ? readerIn(attached.reader) : null,
  };
}

function readerIn(attached: unknown): ReaderSession | null {
  if (typeof attached !== "object" || attached === null || !("shareId" in attached) || typeof attached.shareId !== "string") return null;
  return {
    shareId: attached.shareId,
    withCosts: "withCosts" in attached && attached.withCosts === true,
    untilMs: "untilMs" in attached && typeof attached.untilMs === "number" ? attached.untilMs : null,
  };
}
