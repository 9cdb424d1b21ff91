/** What is stored about a person, and how it is deleted (client/privacy). */
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("en");

export const privacy = {
  title: "What is stored about you",
  about:
    "All of it stands in this Tally’s own Cloudflare account, under your name; no administrator of Tally is shown a word of it. A model’s provider is sent what a question needs; tools are told what each step shows.",
  age: {
    title: "Deleted by age",
    kept: "Conversations are kept.",
    goAfter: (days: string) => `Conversations go after ${days} days.`,
    whoeverKeeps: "Whoever chooses nothing here keeps their conversations.",
    byAdmin: (days: string) =>
      `For whoever chooses nothing here an administrator set ${days} days. You may choose otherwise; empty keeps everything.`,
    limited: (days: string) => `An administrator set ${days} days as the most; then pinned conversations go, too.`,
    atNight: "It is looked at once a day, at night (03:17 UTC).",
  },
  all: {
    title: "Delete everything",
    open: "Delete everything…",
    question: "Delete everything?",
    help: "Every word that stands in the stores above. The books keep numbers: what was spent, when and on which model.",
    what: "Every conversation with its files, its place in the search index and the links to it; projects, presets, servers with their keys, and preferences. Running answers are ended and paid for. It cannot be undone: export first what you want to keep.",
    books: "The books keep numbers: what was spent when, on which model, under your e-mail address. The receipts of deletions stay, too.",
    /** What must be typed; small letters. */
    confirmation: "delete everything",
    type: (confirmation: string) => `Type “${confirmation}”`,
    deleting: "Deleting…",
    deleted: (count: string) => `${count} deleted…`,
    done: "Everything you wrote was deleted. The books keep numbers.",
  },
  deletions: {
    title: "Receipts of deletions",
    none: "Nothing was deleted yet. What is leaves a receipt here: numbers, no word of it.",
    messages: (count: number, shown: string) => `${shown} ${plural(count, { one: "message", other: "messages" })}`,
    newest: (count: string) => `Show the newest ${count}`,
    showAll: (count: string) => `Show all ${count}`,
    reasons: {
      asked: "you deleted it",
      age: "by its age",
      project: "with its project",
      temporary: "it was temporary",
      everything: "with everything",
    },
  },
  export: "Export",
  stored: {
    title: "What is stored",
    caption: "What each store holds about you",
    where: "Where",
    entries: "Entries",
    what: "What",
    tab: "This browser tab",
    tabHolds: "What you typed and did not send. The server has the drafts of conversations, too: they are counted above.",
    files: { name: "Files in conversations", holds: "Pictures, documents and the text that was read from them." },
    drafts: { name: "Drafts in conversations", holds: "What you typed or attached there and did not send." },
    words: "words",
    numbers: "numbers",
    stays: "stays",
  },
  stores: {
    conversations: {
      name: "Conversations",
      holds: "Messages, reasoning and receipts, with their files and drafts; each conversation in an object of its own, which is wiped.",
    },
    list: { name: "List of conversations", holds: "Titles, times and what each has cost." },
    index: { name: "Search index", holds: "A copy of messages and titles, made for searching. Temporary conversations are not in it." },
    projects: { name: "Projects", holds: "Names and instructions." },
    presets: { name: "Presets and prompts", holds: "Their names and texts." },
    tools: { name: "Tools and servers", holds: "Servers with their keys and your sign-ins, and what each tool may do." },
    pushes: {
      name: "Browsers with push",
      holds:
        "Where each takes a message when an answer is finished, and its keys. No words; it goes when you switch it off there or sign out.",
    },
    preferences: { name: "Preferences", holds: "Your system prompt, and what else you chose." },
    shares: { name: "Links you shared", holds: "Which conversation each leads to. Whoever has one then finds nothing." },
    deletions: { name: "Receipts of deletions", holds: "Which conversation was deleted when and why, and how many messages it had." },
    books: {
      name: "Books",
      holds: "What each conversation cost in each month, and by day and model with your e-mail address: calls, tokens, money.",
    },
  },
};
