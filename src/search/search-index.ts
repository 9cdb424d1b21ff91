/**
 * One person's search index: a Durable Object of its own, so that a search never delays a hold in the person's object. Named
 * by the person's address. It holds a copy; conversations report to it some seconds after an answer.
 */
import { DurableObject } from "cloudflare:workers";
import type { IndexAnswer, IndexReport, SearchPage } from "../protocol/search.ts";
import { SearchIndexCore } from "./index-core.ts";
import { SearchSql } from "./sql.ts";
import { Turns } from "./turns.ts";

export class SearchIndex extends DurableObject<Env> {
  readonly #core: SearchIndexCore;
  readonly #turns = new Turns();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const sql = new SearchSql(ctx.storage.sql);
    ctx.storage.transactionSync(() => sql.prepare());
    this.#core = new SearchIndexCore(sql);
  }

  /** Whether a conversation may report much now (turns.ts). @returns 0: it may; otherwise after how many milliseconds it should ask again */
  turn(chatId: string): number {
    return this.#turns.ask(chatId, Date.now());
  }

  /** Indexes a conversation's report, in one transaction. */
  report(report: IndexReport): IndexAnswer {
    this.#turns.reported(report.chatId, report.isMore, Date.now());
    return this.ctx.storage.transactionSync(() => this.#core.report(report));
  }

  /** Removes a conversation for good: later reports of it are ignored. */
  remove(chatId: string): void {
    this.ctx.storage.transactionSync(() => this.#core.remove(chatId));
  }

  /** Removes a conversation's words, so that it is reported again. */
  forget(chatId: string): void {
    this.ctx.storage.transactionSync(() => this.#core.forget(chatId));
  }

  /** Messages, or parts of long ones. */
  count(): number {
    return this.#core.count();
  }

  search(query: string, options: { chatId: string | null; cursor: string | null; limit: number }): SearchPage | null {
    return this.#core.search(query, options);
  }
}
