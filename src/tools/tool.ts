/** A tool: its definition for models, its price, and the outcome of a call. Pure types. */
import type { JsonObject } from "../models/json.ts";
import type { Source, ToolPolicy } from "../protocol/tools.ts";

/** A tool as a model may be offered it. */
export type Tool = {
  name: string;
  /** For people. */
  title: string;
  description: string;
  /** JSON Schema of its arguments. */
  schema: JsonObject;
  /** The name of the person's server that brings it; null: it is Tally's own. */
  server: string | null;
  /** The host its arguments are sent to; null: an address among its arguments says, or Tally's own provider. */
  host: string | null;
  /** For each call, nano-dollars; 0: free. */
  priceNanoUsd: number;
  /** False: it only reads, and may be run again and beside others. */
  hasEffect: boolean;
  /** Nobody is charged: a stand-in answers. */
  simulated: boolean;
  /** What its arguments send out, which consent depends on besides the policy (chat/tools/consent.ts). */
  sends: "query" | "address" | "words";
};

/** A tool with what this person has set for it. `changed`: its description is not the one they allowed. */
export type OfferedTool = Tool & { policy: ToolPolicy; changed: boolean };

/** What one call came to. `isBilled` false: the provider refused it before it did anything. */
export type ToolOutcome =
  | { ok: true; text: string; sources: Source[] }
  /** `text`: a sentence for the model and the person. */
  | { ok: false; text: string; isBilled: boolean };

export const toolFailure = (text: string, isBilled = false): ToolOutcome => ({ ok: false, text, isBilled });

/** What a person's tools are to a conversation. */
export interface ToolPort {
  /** The named ones that this person may use now; unknown ones, and those that are set to never, are left out. */
  offered(names: readonly string[]): Promise<OfferedTool[]>;
  /** Runs one. Never rejects: every way to fail is an outcome. @param argumentsJson an object as JSON */
  run(tool: OfferedTool, argumentsJson: string, signal: AbortSignal): Promise<ToolOutcome>;
  /** From now on without being asked. */
  allow(tool: string): Promise<void>;
}
