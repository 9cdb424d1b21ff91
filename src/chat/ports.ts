/**
 * The ports of a conversation: time, random ids, the person's wallet and list, the AI binding, D1. The Durable Object gets
 * the real ones (src/wiring.ts); tests pass their own.
 */
import type { DocumentReader } from "../files/document.ts";
import type { AiBinding } from "../models/binding.ts";
import type { Catalogue } from "../models/catalogue.ts";
import type { DaySum } from "../protocol/rooms.ts";
import type { ToolPort } from "../tools/tool.ts";
import type { Effort } from "../protocol/commands.ts";
import type { SearchIndexPort } from "../protocol/search.ts";
import type { ChatReport, HoldAnswer, HoldRequest } from "../protocol/wallet.ts";
import type { DirectoryEntry } from "../sharing/directory.ts";

export interface Wallet {
  hold(request: HoldRequest): Promise<HoldAnswer>;
  report(report: ChatReport): Promise<void>;
  /** The settings that this person's conversations begin with. `model` null: no model may be used. */
  startingWith(projectId: string | null): Promise<{ model: string | null; system: string; effort: Effort | null }>;
}

/** The person's list. */
export interface Shelf {
  /** Deletes a conversation as its person would, from the list too. */
  remove(chatId: string): Promise<void>;
}

/** The directory of shares: it finds the conversation that a share's name belongs to. Throws when D1 fails. */
export interface ShareDirectory {
  /** Adds a share. Idempotent. */
  enter(entry: DirectoryEntry): Promise<void>;
  remove(shareId: string): Promise<void>;
  /** Every share of a conversation of this person. */
  removeAll(person: string, chatId: string): Promise<void>;
}

export interface SpendStore {
  /** Stores absolute sums; a row with a lower `seq` than the stored one changes nothing. Throws when D1 fails. */
  store(summaries: readonly DaySum[]): Promise<void>;
}

/** Silence after which a model is given up, before and after its first word. Milliseconds. */
export type Patience = { firstByteMs: number; stallMs: number };

export interface Ports {
  now(): number;
  /** A new unguessable id. */
  newId(): string;
  /** The name of a share: 192 random bits. */
  newShareId(): string;
  after(ms: number, callback: () => void): () => void;
  /** Called once for a conversation that begins. @returns how long its entry in the list waits for first tokens, in milliseconds */
  untilListedMs(): number;
  wallet: Wallet;
  shelf: Shelf;
  spend: SpendStore;
  directory: ShareDirectory;
  search: SearchIndexPort;
  tools: ToolPort;
  ai: AiBinding;
  readDocument: DocumentReader;
  gatewayId: string;
  catalogue: Catalogue;
  /** How long this model may send nothing. */
  patienceWith(model: { id: string }): Patience;
}
