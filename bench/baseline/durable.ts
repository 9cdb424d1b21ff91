/**
 * The bare object with Tally's three promises and nothing else: the question is stored before the model is asked, with an
 * alarm that would settle it after a crash; another object, one for each person, holds the money and stores that; the
 * answer is stored at its end, and the money given back. No receipts, no list, no checkpoints, no branches. What it takes
 * longer than the bare object is the platform's own price for those promises: a database for each conversation, and
 * commits that are awaited.
 */
import { DurableObject } from "cloudflare:workers";
import { Room, type RoomEnv, route } from "./bare.ts";

export { EmbeddedAi } from "../../src/embedded-ai/embedded-ai.ts";

type Env = RoomEnv & { WALLET: DurableObjectNamespace<BenchWallet> };

/** An answer that is still open then was left by a crash. Milliseconds. */
const SETTLE_AFTER_MS = 60_000;

export class BenchWallet extends DurableObject<Env> {
  constructor(context: DurableObjectState, env: Env) {
    super(context, env);
    context.storage.sql.exec("CREATE TABLE IF NOT EXISTS hold (run TEXT PRIMARY KEY, cost INTEGER NOT NULL) WITHOUT ROWID");
  }

  hold(run: string, cost: number): boolean {
    this.ctx.storage.sql.exec("INSERT INTO hold (run, cost) VALUES (?, ?)", run, cost);
    return true;
  }

  release(run: string): void {
    this.ctx.storage.sql.exec("DELETE FROM hold WHERE run = ?", run);
  }
}

export class DurableRoom extends Room<Env> {
  #person = "";
  #run = "";

  override fetch(request: Request): Promise<Response> {
    this.#person = new URL(request.url).searchParams.get("person") ?? "";
    return super.fetch(request);
  }

  protected override async mayAsk(text: string): Promise<boolean> {
    const run = crypto.randomUUID();
    if (!(await this.env.WALLET.getByName(this.#person).hold(run, text.length))) return false;
    this.#run = run;
    this.ctx.storage.transactionSync(() => {
      this.ctx.storage.sql.exec(
        "CREATE TABLE IF NOT EXISTS turn (run TEXT PRIMARY KEY, question TEXT NOT NULL, answer TEXT) WITHOUT ROWID",
      );
      this.ctx.storage.sql.exec("INSERT INTO turn (run, question) VALUES (?, ?)", run, text);
    });
    void this.ctx.storage.setAlarm(Date.now() + SETTLE_AFTER_MS);
    return true;
  }

  protected override ended(answer: string): void {
    this.ctx.storage.sql.exec("UPDATE turn SET answer = ? WHERE run = ?", answer, this.#run);
    void this.env.WALLET.getByName(this.#person).release(this.#run);
  }

  override alarm(): void {
    this.ctx.storage.sql.exec("UPDATE turn SET answer = '' WHERE answer IS NULL");
  }
}

export default route;
