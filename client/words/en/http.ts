/** What is said when the server refuses, fails, or is not there (client/http). */
import type { Problem } from "../../../src/protocol/problem.ts";

export const http = {
  broken: "Something went wrong on this page. Try again, or reload.",
  failed: (status: number) => `The server answered with ${status}. Try again in a moment.`,
  leftOut: (what: string) => `Not shown, because this page cannot read them: ${what}. Reload the page to get the newest version.`,
  /** What the entries of the server's lists are called. */
  lists: {
    conversations: "conversations",
    deletions: "receipts of deletions",
    differences: "differences",
    hits: "hits",
    holds: "holds",
    links: "links",
    models: "models",
    people: "people",
    presets: "presets and prompts",
    projects: "projects",
    receipts: "receipts",
    rows: "rows of the books",
    servers: "servers",
    stores: "stores",
    tools: "tools",
    waiting: "figures that wait",
  },
  /** The server speaks English: these are its own words. Whole sentences about what was sent stand without the name of their field. */
  problem: ({ detail, errors = [] }: Problem) =>
    errors.length > 0 && errors.every(({ message }) => /^\p{Lu}.*\.$/u.test(message))
      ? errors.map(({ message }) => message).join(" ")
      : detail,
  /** A sentence that the server says, whatever about. */
  server: (sentence: string): string => sentence,
  signedOut: "You are signed out. Reload the page to sign in again.",
  unexpected: "The server's answer does not fit this page. Reload to get the newest version.",
  unreachable: "The server cannot be reached. Check your connection and try again.",
};
