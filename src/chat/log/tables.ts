/** The rows of one conversation's tables, as migrations.ts makes them. Times in milliseconds since the epoch, money in nano-dollars. */
import type { Encoding } from "../../files/kind.ts";
import type { Effort } from "../../protocol/commands.ts";
import type { FileKind } from "../../protocol/files.ts";

export type ChatRow = {
  id: string;
  owner: string;
  title: string;
  titled_by: "default" | "model" | "person";
  model: string;
  system: string;
  temporary: number;
  created_at: number;
  seq: number;
  selected: number;
  selected_at: number;
  draft: string;
  draft_version: number;
  settled_seq: number;
  flushed_seq: number;
  logs_from: number;
  continued: number;
  corrected_seq: number;
  cap: number | null;
  effort: Effort | null;
  indexed_seq: number;
  tools: string | null;
  attached: string | null;
  attached_version: number;
};

export type TurnRow = {
  seq: number;
  id: string;
  parent: number;
  question: number;
  text: string | null;
  answer: string;
  reasoning: string;
  status: "done" | "queued" | "running" | "stopped" | "interrupted" | "error";
  model: string;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
  first_token_at: number | null;
  reasoning_ended_at: number | null;
  problem: string | null;
  shortened: number;
  cap: number | null;
  call_id: string | null;
  log_id: string | null;
  run_id: string | null;
  prompt_tokens: number;
  /** Nano-dollars held for the last call. Kept after its end, because the log may raise the cost up to this. */
  held: number;
  changed: number;
  effort: Effort | null;
  context_from: number | null;
  summary: string | null;
  suggestions: string | null;
  imported: "turn" | "question" | "answer" | null;
  answered_at: number | null;
  files: string | null;
  tools: string | null;
  rounds: number;
  most: number | null;
  rating: string | null;
};

/** A turn's columns where no model was asked for it. */
export const WITHOUT_CALL = {
  started_at: null,
  first_token_at: null,
  reasoning_ended_at: null,
  problem: null,
  shortened: 0,
  cap: null,
  call_id: null,
  log_id: null,
  run_id: null,
  prompt_tokens: 0,
  held: 0,
  effort: null,
  context_from: null,
  tools: null,
  rounds: 0,
  most: null,
} as const satisfies Partial<TurnRow>;

export type StepRow = {
  turn: number;
  ordinal: number;
  round: number;
  call: string;
  tool: string;
  title: string;
  arguments: string;
  status: "waiting" | "ready" | "running" | "done" | "denied" | "failed";
  why: string | null;
  decided: string | null;
  result: string | null;
  sources: string | null;
  sent_to: string | null;
  at: number;
  thought: number;
  started_at: number;
  finished_at: number | null;
  cost: number;
  kept: string | null;
  changed: number;
  effect: number;
  mistake: number;
  price: number;
  simulated: number;
};

export type FileRow = {
  id: string;
  number: number;
  name: string;
  type: string;
  kind: FileKind;
  bytes: number;
  width: number | null;
  height: number | null;
  pages: number | null;
  encoding: Encoding | null;
  added_at: number;
};

/** `result`: the message it led to, empty where it led to none. */
export type CommandRow = { id: string; result: string; at: number; digest: string | null };

export type ReceiptRow = {
  turn: number;
  call_id: string;
  purpose: "answer" | "continuation" | "title" | "summary" | "suggestions" | "transcription" | "speech" | "tool";
  end: "done" | "stopped" | "failed" | "cut" | "stalled" | "crashed";
  model: string;
  at: number;
  input_tokens: number;
  cached_tokens: number;
  output_tokens: number;
  neurons: string | null;
  billed: number | null;
  logged: number | null;
  listed: number | null;
  cost: number;
  saved: number;
  basis: "billed" | "logged" | "listed" | "estimated" | "free";
  simulated: number;
  log_id: string | null;
  log_tries: number;
  log_next_at: number | null;
  changed: number;
};

export type TotalRow = {
  day: string;
  model: string;
  calls: number;
  input_tokens: number;
  cached_tokens: number;
  output_tokens: number;
  cost: number;
  saved: number;
  simulated: number;
  messages: number;
  seq: number;
  hours: string | null;
};
