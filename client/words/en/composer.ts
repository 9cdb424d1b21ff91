/** Where one writes (client/composer). */
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("en");

export const composer = {
  add: "Add files and more",
  ask: "Ask anything",
  askNext: "Ask the next question",
  /** One or more files beyond the most a message may have. */
  tooManyFiles: (most: number, over: number) =>
    `A message has at most ${most} files: ${over} more ${plural(over, { one: "was", other: "were" })} left out.`,
  blind: (model: string) => `${model} cannot see pictures: choose a model that can.`,
  budgetUsedUp: (renewal: string) => `Budget used up: ${renewal}. Until then, free models can answer.`,
  dictation: {
    idle: "Dictate",
    starting: "Asking for the microphone…",
    listening: "Stop and write down what was said",
    hearing: "Writing it down…",
    /** `price`: in USD. */
    priced: (price: string, isSimulated: boolean) => `Dictate (${price} USD a minute${isSimulated ? ", simulated" : ""})`,
    cost: (cost: string) => `Written down for ${cost}.`,
    noMicrophone: "The microphone cannot be used: allow it for this page in the browser's settings.",
  },
  embedded: "Embedded AI: no model is asked, costs are simulated.",
  enterSends: "Enter sends, Shift+Enter makes a new line",
  fileFailed: "A file was not uploaded: try again or remove it.",
  files: "Pictures and files",
  filesHelp: "Or drop or paste them anywhere",
  filesNotThere: "The files are not all there yet.",
  message: "Message",
  modEnter: "Ctrl+Enter",
  modEnterSends: (key: string) => `${key} sends, Enter makes a new line`,
  noTools: "this model cannot use tools",
  offline: "No connection: the message will wait and be sent once.",
  photo: "Take a photo",
  price: {
    about: (likely: string) => `About ${likely},`,
    next: (likely: string) => `Next: about ${likely},`,
    atMost: (worst: string) => `at most ${worst}`,
    searches: (most: number, each: string) => `and up to ${most} searches at ${each}`,
    onlyLeft: (left: string) => `only ${left} is left`,
    tokensIn: (count: number, shown: string) => `${shown} ${plural(count, { one: "token", other: "tokens" })} in`,
    title: (figures: { input: string; cached: string | null; output: string; most: string; likely: string; worst: string }) =>
      `${figures.input} tokens in${figures.cached === null ? "" : `, ${figures.cached} of them cached`}; some ${figures.output} out, at most ${figures.most}. Likely ${figures.likely}, at worst ${figures.worst}.`,
    message: (likely: string) => `This message: about ${likely}`,
  },
  queue: {
    title: "Waiting questions",
    waiting: (count: number) => `${plural(count, { one: "1 question waits", other: `${count} questions wait` })} for this answer`,
    stopAll: "Stop everything",
    takeOut: "Remove this question",
    accepted: "waits",
    sending: "sending…",
    "waiting-for-network": "waits for the network",
    refused: "refused",
  },
  queued: "It will be asked after this answer.",
  send: "Send",
  sendAfter: "Send after this answer",
  slash: "/ for prompts",
  stop: "Stop the answer (Escape)",
  stopping: "Stopping…",
  toolAsks: "asks first",
  /** Tally's own tools. */
  toolNames: { search: "Web search", page: "Read a page" },
  toolPrice: (price: string) => `${price} a call`,
  tools: "Tools and servers",
  toolsHelp: "What may run, and what asks first",
  tooLong: (by: string, most: number) => `Too long by ${by} KB: a message has at most ${most} KB.`,
  writeFirst: "Write a message first.",
};
