/** How much is measured: enough to mean something in `full`, enough to notice a change in `quick`. */
import type { SubjectName } from "./subject.ts";

/** Those that are asked for whole answers as fast as it goes; the durable bare object streams as the bare one does. */
export type FastName = Exclude<SubjectName, "durable bare object">;

export interface Sizes {
  name: "quick" | "full";
  /** Interleaved repetitions of the short measurements, and of the load. */
  repetitions: number;
  loadRepetitions: number;
  /** Tokens of an answer as fast as it goes, by tabs: slower subjects get shorter ones. */
  tokens: Record<FastName, Record<1 | 10 | 100, number>>;
  /** Conversations at 40 tokens/s, and how long they are watched. */
  conversations: number;
  loadMs: number;
  /** Tokens of the answer at 100 tokens/s. */
  latencyTokens: number;
  /** Tokens of the answer that a tab leaves in the middle. */
  resumeTokens: number;
  /** Answers with tools, each beside one without. */
  toolAnswers: number;
  /** Turns of the stored conversation (two messages each). */
  storedTurns: number;
  newConversations: number;
  /** Messages in the app's conversation when an answer streams into it; limits hold at 1,000. */
  browserMessages: number[];
  /** Messages in the search index, rising; limits hold at 100,000. */
  searchMessages: number[];
}

export const QUICK: Sizes = {
  name: "quick",
  repetitions: 3,
  loadRepetitions: 1,
  tokens: {
    Tally: { 1: 50_000, 10: 50_000, 100: 10_000 },
    "bare object": { 1: 30_000, 10: 10_000, 100: 1_500 },
    AIChatAgent: { 1: 1_500, 10: 1_000, 100: 150 },
  },
  conversations: 60,
  loadMs: 5_000,
  latencyTokens: 300,
  toolAnswers: 7,
  resumeTokens: 1_500,
  storedTurns: 250,
  newConversations: 7,
  browserMessages: [20, 1_000],
  searchMessages: [1_000, 10_000],
};

export const FULL: Sizes = {
  name: "full",
  repetitions: 5,
  loadRepetitions: 3,
  tokens: {
    Tally: { 1: 100_000, 10: 100_000, 100: 30_000 },
    "bare object": { 1: 60_000, 10: 20_000, 100: 3_000 },
    AIChatAgent: { 1: 4_000, 10: 3_000, 100: 400 },
  },
  conversations: 200,
  loadMs: 12_000,
  latencyTokens: 1_000,
  toolAnswers: 20,
  resumeTokens: 4_000,
  storedTurns: 1_000,
  newConversations: 20,
  browserMessages: [20, 200, 1_000],
  searchMessages: [1_000, 3_000, 10_000, 30_000, 100_000],
};
