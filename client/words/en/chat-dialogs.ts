/** Dialogs of a conversation: its settings, and summing it up (client/conversation). */
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("en");

export const chatDialogs = {
  settings: {
    title: "Conversation settings",
    titleHelp: "Leave empty to have a title made after the first answer.",
    model: "Model",
    modelHelp: "Answers the next question.",
    system: "System prompt",
    systemHelp: "Sent to the model with every question, so it is part of each price.",
    limit: "Limit in USD",
    limitHelp: (soFar: string) =>
      `What everything in this conversation may cost. Leave empty to use only your monthly budget. So far ${soFar}.`,
    limitWrong: "Write an amount in USD, like 0.50, or nothing.",
    noLimit: "No limit",
    temporary: "Temporary: it deletes itself 24 hours after its last message. ",
    begun: (count: number, shown: string, moment: string) =>
      `${shown} ${plural(count, { one: "message", other: "messages" })}, begun ${moment}.`,
  },
  compact: {
    title: "Summarise this conversation",
    help: "From here on, questions are sent with a summary in place of everything above. That makes long conversations cheaper and keeps them within the model’s context. Nothing is deleted, every message stays readable, and you can undo it.",
    by: "Written by",
    figures: (input: string, output: string, likely: string, worst: string) =>
      `${input} tokens in, some ${output} out. Likely ${likely}, at worst ${worst}.`,
    price: (likely: string, worst: string) => `About ${likely}, at most ${worst}.`,
    shorter: (count: string) => `Each later question is shorter by some ${count} tokens.`,
    notShorter: "This conversation is shorter than a summary would be: later questions would not get cheaper.",
    leavesOut:
      "The oldest messages do not fit into this model’s window: the summary will not know them. A model with a larger window reads more.",
    make: "Summarise",
  },
};
