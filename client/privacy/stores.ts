/** What the stores are called and what stands in each; why conversations were deleted. Pure. */
import type { DeletionReason, StoredPart } from "../../src/protocol/stored.ts";
import { words } from "../words/words.ts";

export const storeWords = (store: StoredPart["store"]): { name: string; holds: string } => words.privacy.stores[store];

export const reasonWords = (reason: DeletionReason): string => words.privacy.deletions.reasons[reason];

/** Whether that was typed which must be before everything is deleted. */
export const isConfirmed = (typed: string): boolean => typed.trim().toLowerCase().replace(/\s+/g, " ") === words.privacy.all.confirmation;
