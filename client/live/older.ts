/**
 * Messages that no event has brought: older ones of a branch, and those of branches nobody has selected. They are asked
 * for over HTTP, page by page.
 */
import { z } from "zod";
import { messagesPage } from "../../src/protocol/http.ts";
import { problem as problemSchema } from "../../src/protocol/problem.ts";
import { withMessages } from "./fold.ts";
import { leftOutProblem, networkProblem, serverProblem } from "./problems.ts";
import { readableMessages } from "./readable.ts";
import type { ConversationState, FindOutcome } from "./state.ts";

/** A page whose entries are read one by one. */
const olderPage = messagesPage.extend({ messages: z.array(z.unknown()) });

const EARLIER_AT_ONCE = 100;
/** The most that the server gives. */
const FOUND_AT_ONCE = 200;
/** Pages that are read for one message: 10,000 messages and then some, because a page of long ones ends early. */
const MAX_FIND_PAGES = 100;

/** The conversation as older messages come into it. */
export interface OlderInto {
  get: () => ConversationState;
  update: (change: Partial<ConversationState>) => void;
  replace: (state: ConversationState) => void;
  /** @param query of `GET …/messages` */
  ask: (query: URLSearchParams) => Promise<Response>;
}

type Read = "enough" | "end" | "failed" | "too-many";

export class OlderMessages {
  readonly #into: OlderInto;

  constructor(into: OlderInto) {
    this.#into = into;
  }

  /** What stands right above a message of any branch. */
  async loadEarlier(messageId: string | undefined): Promise<void> {
    const { messages, loadingEarlier } = this.#into.get();
    const parentId = messageId === undefined ? undefined : messages.get(messageId)?.parentId;
    if (messageId === undefined || parentId == null || messages.has(parentId) || loadingEarlier) return;
    this.#into.update({ loadingEarlier: true });
    try {
      // The page before may be of other branches: go on until this one goes on.
      await this.#read(messageId, EARLIER_AT_ONCE, () => this.#into.get().messages.has(parentId));
    } finally {
      this.#into.update({ loadingEarlier: false });
    }
  }

  /** A message wherever it stands, with some of what stands above it. */
  async find(messageId: string): Promise<FindOutcome> {
    const has = () => this.#into.get().messages.has(messageId);
    if (!has()) {
      const read = await this.#read(null, FOUND_AT_ONCE, has);
      if (!has()) return read === "failed" || read === "too-many" ? read : "missing";
    }
    const message = this.#into.get().messages.get(messageId);
    if (message?.parentId != null) await this.loadEarlier(messageId);
    return "found";
  }

  async #read(from: string | null, limit: number, isEnough: () => boolean): Promise<Read> {
    let before = from;
    try {
      for (let pages = 0; pages < MAX_FIND_PAGES; pages += 1) {
        const response = await this.#into.ask(new URLSearchParams({ limit: String(limit), ...(before === null ? {} : { before }) }));
        if (!response.ok) {
          const said = problemSchema.safeParse(await response.json().catch(() => null));
          this.#into.update({ notice: { problem: said.success ? said.data : serverProblem(response.status) } });
          return "failed";
        }
        const page = olderPage.parse(await response.json());
        const { messages, leftOut } = readableMessages(page.messages);
        if (leftOut > 0) this.#into.update({ notice: { problem: leftOutProblem(leftOut) } });
        const state = this.#into.get();
        const fresh = messages.filter((message) => !state.messages.has(message.id));
        this.#into.replace(withMessages(state, fresh, state.head));
        if (isEnough()) return "enough";
        if (page.next === null) return "end";
        before = page.next;
      }
      return "too-many";
    } catch {
      this.#into.update({ notice: { problem: networkProblem("Older messages could not be loaded. Try again.") } });
      return "failed";
    }
  }
}
