/** Which kind of export an element is, by what it holds. */
import { KINDS, type Format, type ImportedConversation, type Kind } from "./conversation.ts";
import { chatgpt } from "./formats/chatgpt.ts";
import { claude } from "./formats/claude.ts";
import { librechat } from "./formats/librechat.ts";
import { openWebUi } from "./formats/open-webui.ts";
import { tally } from "./formats/tally.ts";

/** Asked in this order: the ones with the most telling marks first. */
const FORMATS: readonly Format[] = [chatgpt, claude, openWebUi, librechat, tally];

export type Recognised = { kind: Kind; conversation: ImportedConversation | null };

/** @returns null for what is none of the known kinds */
export function recognise(element: unknown): Recognised | null {
  if (typeof element !== "object" || element === null) return null;
  const format = FORMATS.find((candidate) => candidate.isOne(element));
  return format === undefined ? null : { kind: format.kind, conversation: format.read(element) };
}

/** The known kinds in a sentence. */
export const KNOWN_KINDS = `${KINDS.slice(0, -1).join(", ")} or ${KINDS.at(-1)}`;
