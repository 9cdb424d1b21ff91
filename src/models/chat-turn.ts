/** A message as a model is asked with it, and what may stand beside its words. */
import type { FileKind } from "../protocol/files.ts";

export interface ChatTurn {
  role: "system" | "user" | "assistant";
  content: string;
  /** Files of a question that are not fitted into the request yet (attachments.ts), and its pictures once they are. */
  files?: readonly AttachedFile[];
  pictures?: readonly Picture[];
}

/** A file of a question, before it is fitted into a request. */
export type AttachedFile = {
  id: string;
  name: string;
  type: string;
  kind: FileKind;
  bytes: number;
  width: number | null;
  height: number | null;
  pages: number | null;
  /** The beginning of its text, of so many characters at most. */
  text(mostCharacters: number): string;
};

/** A picture of a request. Its bytes are read when the request is written, not before. */
export type Picture = { id: string; name: string; type: string; likelyTokens: number; mostTokens: number };
