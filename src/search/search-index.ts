/**
 * One person's search index: a Durable Object beside the person's own, so that a search never stands before a hold.
 * Named by the person's address. It holds a copy; conversations report to it some seconds after an answer.
 */
import { DurableObject } from "cloudflare:workers";
import type { IndexAnswer, IndexReport, SearchPage } from "../protocol/search.ts";
import { SearchIndexCore } from "./index-core.ts";
import { SearchSql } from "./sql.ts";

export class SearchIndex extends DurableObject<Env> {
  readonly #core: SearchIndexCore;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const sql = new SearchSql(ctx.storage.sql);
    ctx.storage.transactionSync(() => sql.prepare());
    this.#core = new SearchIndexCore(sql);
  }

  /** What a conversation says of itself, in one transaction. */
  report(report: IndexReport): IndexAnswer {
    return this.ctx.storage.transactionSync(() => this.#core.report(report));
  }

  /** Nothing of the conversation is found from now on, and no later report of it is taken. */
  remove(chatId: string): void {
    this.ctx.storage.transactionSync(() => this.#core.remove(chatId));
  }

  /** Takes a conversation's words out, so that it is told anew. */
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
