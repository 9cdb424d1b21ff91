/** The frame of the app, and what is said about the person's conversations as a whole (client/app.tsx, client/account). */
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("en");

export const app = {
  /** `title`: null without one; several where `count` is above 1. */
  deleted: (count: number, title: string | null) =>
    `${plural(count, { one: title === null ? "The conversation" : `“${title}”`, other: `${count} conversations` })} deleted.`,
  ended: (cost: string) => `The answer is finished. This conversation: ${cost}`,
  endedFailed: (cost: string) => `The answer broke off. This conversation: ${cost}`,
  endedStopped: (cost: string) => `The answer was stopped at its spending limit. This conversation: ${cost}`,
  newChat: "New chat",
  notDeleted: (reason: string) => `Not deleted: ${reason}`,
  nothingHere: "There is nothing at this address",
  nothingHereHelp: "The address may be mistyped, or what it pointed to was deleted.",
  signedOut: "You are signed out. What you wrote is kept. Sign in again to go on.",
  newer: "There is a new version of Tally. What you wrote is kept.",
  signIn: "Sign in",
  undo: "Undo",
};
