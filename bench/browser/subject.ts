/** A page under measurement: Tally's, or a plain assistant-ui thread. */
import type { BrowserContext, Page } from "playwright-core";

/** Messages of the conversation that the limits are about. */
export const MANY = 1_000;

/** Conversations of a person who has many. */
export const MANY_CONVERSATIONS = 10_000;

export type PageName = "Tally" | "plain assistant-ui thread";

export interface PageSubject {
  readonly name: PageName;
  /** Makes a browser somebody's. */
  enter(context: BrowserContext): Promise<void>;
  /** Gives a browser's person so many conversations; null: there is no list of them. */
  readonly fillList: ((context: BrowserContext, count: number) => Promise<void>) | null;
  /** The address of a page with a conversation of so many messages; 0: the page that one begins with. */
  address(messages: number): Promise<string>;
  /** What streams answers into an open page, without an input in it. */
  answers(page: Page): Promise<Answers>;
  close(): Promise<void>;
}

export interface Answers {
  /** Resolves when the answer has ended. */
  stream(tokens: number, rate: number): Promise<void>;
  /** The same of words with a table among them; null: there is nothing that would draw one. */
  table: (() => Promise<void>) | null;
  close(): void;
}
