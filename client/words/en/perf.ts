/** A conversation measured beside the bench (client/perf). */
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("en");

export const perf = {
  title: "Speed",
  about:
    "What one of your conversations takes, measured by this page while you look. It opens two connections, which count as tabs; ask something in another tab, and the figures of an answer join.",
  conversation: "Conversation",
  none: "There is no conversation to measure yet.",
  gone: "This conversation cannot be opened.",
  again: "Measure the resume again",
  measuring: "Measuring…",
  failed: "The resume could not be measured. Try again when the connection is back.",
  away: "There is no connection right now: the figures stand still.",
  whole: (count: string) => `${count} of them were told everything anew, which was shorter or safer.`,
  running: "An answer is being written.",
  figures: "Measured here, and the bench’s figures",
  figure: "Figure",
  here: "Here",
  bench: "Bench",
  ms: (shown: string) => `${shown} ms`,
  bytes: (shown: string) => `${shown} B`,
  most: (shown: string) => `at most ${shown}`,
  measurements: (count: number, shown: string) => `${shown} ${plural(count, { one: "measurement", other: "measurements" })}`,
  p99: (shown: string) => `99 %: ${shown}`,
  nothingYet: "not yet",
  notSaid: "not measured",
  noFigure: "—",
  of: {
    firstToken: {
      name: "To the first token",
      note: "From asking the model to its first token, last 20 answers of the branch, by the server’s clock. The bench’s figure goes from a question in a new conversation to the tab; its model waits for nothing.",
    },
    open: {
      name: "Opening the conversation",
      note: (messages: string, benchMessages: string) =>
        `From nothing to its first frame. It has ${messages} messages; the bench’s had ${benchMessages}.`,
    },
    openBytes: { name: "Bytes of that", note: "The first frame, before compression." },
    resume: {
      name: "Resume",
      note: "A connection that knows what this page knows, from its start to the first frame; the network is in it.",
    },
    afterHandshake: { name: "Of that behind the handshake", note: "From the open socket to the first frame." },
    resumeBytes: { name: "Bytes of a resume", note: "Beside the text that is missing." },
    fanOut: {
      name: "Between two tabs",
      note: "How much later the same words reach the second connection. How long they took from the model no page can know: the clocks differ. The bench’s figure is that way, model to tab.",
    },
    bytesPerByte: {
      name: "Bytes per byte of text",
      note: "Every frame of an answer that began while you looked; what tells of its beginning and end weighs more in a short one.",
    },
    rows: {
      name: "Rows written per answer",
      note: "The server counts them in its tests and tells no page. The bench: 1,000 tokens in 20 s.",
    },
  },
  fromBench: (day: string) => `The bench ran on ${day}: both sides on one machine, no network between. docs/performance.md has all of it.`,
};
