/** Figures of the bench to hold one's own against, copied from docs/performance.md; each run there has its date and its machine. */
export const BENCH = {
  /** The day of that run, and how many messages the conversation had that it opened. */
  day: "2026-11-26",
  openedMessages: 500,
  /** Milliseconds from the question in a new conversation to its first token in the tab; the model there waits for nothing. */
  firstTokenMs: 28.3,
  /** Milliseconds from the model to a tab, at 100 tokens per second. */
  addedMs: { middle: 1.6, p99: 2.8 },
  /** Milliseconds from the first byte out, and of it those behind the handshake; in mid-answer. */
  resumeMs: 7.1,
  resumeAfterHandshakeMs: 0.3,
  /** Bytes beyond the text that was missing. */
  resumeBytes: 54,
  openMs: 6.7,
  openBytes: 24_474,
  /** Payload bytes to one tab per byte of text, paced. */
  bytesPerByte: 1.46,
  /** Rows written and alarms set in the conversation for 1,000 tokens at 50 tokens per second. */
  rows: 27,
} as const;
