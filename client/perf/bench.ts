/** Figures of the bench to hold one's own against, copied from docs/performance.md; each run there has its date and its machine. */
export const BENCH = {
  /** The day of that run, and how many messages the conversation had that it opened. */
  day: "2026-11-27",
  openedMessages: 2_000,
  /** Milliseconds from the question in a new conversation to its first token in the tab; the model there waits for nothing. */
  firstTokenMs: 10.7,
  /** Milliseconds from the model to a tab, at 100 tokens per second. */
  addedMs: { middle: 1.2, p99: 1.9 },
  /** Milliseconds from the first byte out, and of it those behind the handshake; in mid-answer. */
  resumeMs: 4.6,
  resumeAfterHandshakeMs: 0.5,
  /** Bytes beyond the text that was missing. */
  resumeBytes: 54,
  openMs: 4.8,
  openBytes: 24_626,
  /** Payload bytes to one tab per byte of text, paced. */
  bytesPerByte: 1.45,
  /** Rows written and alarms set in the conversation for 1,000 tokens at 50 tokens per second. */
  rows: 26,
} as const;
