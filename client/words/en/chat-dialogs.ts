/** Dialogs of a conversation: its settings, and summing it up (client/conversation). */
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("en");

export const chatDialogs = {
  settings: {
    title: "Conversation settings",
    titleHelp: "Left empty, the title is made after the first answer.",
    model: "Model",
    modelHelp: "Answers the next question.",
    system: "System prompt",
    systemHelp: "Told to the model before the conversation, with every question: it is part of each price.",
    limit: "Limit in USD",
    limitHelp: (soFar: string) =>
      `What all answers, titles and summaries here may cost together; left empty, only your month's budget counts. So far ${soFar}.`,
    limitWrong: "Write an amount in USD, like 0.50, or nothing.",
    noLimit: "No limit",
    temporary: "Temporary: it deletes itself 24 hours after its last message. ",
    begun: (count: number, shown: string, moment: string) =>
      `${shown} ${plural(count, { one: "message", other: "messages" })}, begun ${moment}.`,
  },
  compact: {
    title: "Summarise this conversation",
    help: "From here on questions are asked with a summary in place of everything above, which makes long conversations cheaper and keeps them within the model’s window. Nothing is deleted, every message stays readable, and it can be undone.",
    by: "Written by",
    figures: (input: string, output: string, likely: string, worst: string) =>
      `${input} tokens in, some ${output} out. Likely ${likely}, at worst ${worst}.`,
    price: (likely: string, worst: string) => `About ${likely}, at most ${worst}.`,
    shorter: (count: string) => `Each later question is shorter by some ${count} tokens.`,
    notShorter: "What is here is shorter than a summary: later questions would not become cheaper.",
    leavesOut:
      "The oldest messages do not fit into this model’s window: the summary will not know them. A model with a larger window reads more.",
    make: "Summarise",
  },
};
