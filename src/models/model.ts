/** One model of the catalogue: everything the app must know to call it, to price it and to show it. */
import type { Price } from "./money.ts";

export type Wire = "workers-ai" | "openai" | "anthropic";

export interface CatalogueModel {
  /** What `env.AI.run` takes, or `local/<name>`, or `embedded/<name>`. */
  id: string;
  name: string;
  /** The maker, for people. */
  provider: string;
  wire: Wire;
  /** Tokens, question and answer together; null where no source says. */
  contextWindow: number | null;
  /** Default maximum of an answer, in tokens, reasoning included. */
  maxOutputTokens: number;
  capabilities: readonly string[];
  /** Null: none is published, and a model without a price is not called. */
  price: Price | null;
  /** Null: the range is not known, none is sent. */
  temperature: { min: number; max: number } | null;
  /** The request's field for the maximum. Always sent: without it the native schemas stop at 256 tokens. */
  maxTokensField: "max_tokens" | "max_completion_tokens";
  /** Needs the paid Workers plan. */
  requiresPaidPlan: boolean;
  /** `on`: ISO 8601 day. */
  retired: { on: string; successor: string | null } | null;
  /** True for the embedded AI: nobody is charged. */
  simulated: boolean;
  /** Where the call goes. */
  reach: "cloudflare" | "local" | "embedded";
  /** The day of its price, ISO 8601. */
  asOf: string;
  /** Why it cannot be used just now, as a sentence; left out: it can. */
  unable?: string;
}
