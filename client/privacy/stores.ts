/** What the stores are called and what stands in each; why conversations were deleted. Pure. */
import type { DeletionReason, StoredPart } from "../../src/protocol/stored.ts";

const STORES: Record<StoredPart["store"], { name: string; holds: string }> = {
  conversations: {
    name: "Conversations",
    holds: "Messages, reasoning, files, drafts and receipts; each conversation in an object of its own, which is wiped.",
  },
  list: { name: "List of conversations", holds: "Titles, times and what each has cost." },
  index: { name: "Search index", holds: "A copy of messages and titles, made for searching. Temporary conversations are not in it." },
  projects: { name: "Projects", holds: "Names and instructions." },
  presets: { name: "Presets and prompts", holds: "Their names and texts." },
  tools: { name: "Tools and servers", holds: "Servers with their keys and your sign-ins, and what each tool may do." },
  preferences: { name: "Preferences", holds: "Your system prompt, and what else you chose." },
  shares: { name: "Links you gave away", holds: "Which conversation each leads to. Whoever has one then finds nothing." },
  deletions: { name: "Receipts of deletions", holds: "Which conversation was deleted when and why, and how many messages it had." },
  books: {
    name: "Books",
    holds: "What each conversation cost in each month, and by day and model with your e-mail address: calls, tokens, money.",
  },
};

export const storeWords = (store: StoredPart["store"]): { name: string; holds: string } => STORES[store];

const REASONS: Record<DeletionReason, string> = {
  asked: "you deleted it",
  age: "by its age",
  project: "with its project",
  temporary: "it was temporary",
  everything: "with everything",
};

export const reasonWords = (reason: DeletionReason): string => REASONS[reason];

/** What must be typed before everything is deleted. */
export const CONFIRMATION = "delete everything";

export const isConfirmed = (typed: string): boolean => typed.trim().toLowerCase().replace(/\s+/g, " ") === CONFIRMATION;
