/** D1 over `node:sqlite` with the real migrations: the members that the statements of src/spend and src/sharing use. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { SqlValue } from "../../src/storage/database.ts";
import { PooledDatabase } from "./databases.ts";
import { remote, type Caller } from "./network.ts";
import type { World } from "./world.ts";

const FOLDER = join(import.meta.dirname, "../../migrations");
const MIGRATIONS = readdirSync(FOLDER)
  .toSorted()
  .map((name) => readFileSync(join(FOLDER, name), "utf8"))
  .join("\n");

/** How long each way to a slow D1 takes, at least and at most: whatever else happens comes in between. Milliseconds. */
const SLOW_MS = [1_000, 30_000] as const;

export class BooksDatabase {
  readonly #world: World;
  readonly #database = PooledDatabase.of("D1", MIGRATIONS);

  constructor(world: World) {
    this.#world = world;
  }

  all(query: string, bindings: readonly SqlValue[] = []): Record<string, unknown>[] {
    return this.#database.run(query, bindings);
  }

  /** The binding of one object. */
  bindingOf(caller: Caller): object {
    const ask = (statements: readonly Statement[]): Promise<Record<string, unknown>[][]> =>
      remote(
        this.#world,
        caller,
        "D1",
        () => this.#run(statements),
        () => (this.#world.hit("d1-slow") ? this.#world.network.between(...SLOW_MS) : 0),
      );
    return {
      prepare: (query: string) => new Statement(query, [], ask),
      batch: (statements: readonly Statement[]) => ask(statements),
    };
  }

  #run(statements: readonly Statement[]): Record<string, unknown>[][] {
    const world = this.#world;
    if (world.hit("d1-refuses")) throw new Error("D1_ERROR: the database does not answer");
    let results: Record<string, unknown>[][] = [];
    for (let times = world.hit("d1-twice") ? 2 : 1; times > 0; times -= 1)
      results = statements.map(({ query, bindings }) => this.all(query, bindings));
    if (world.hit("d1-lies")) throw new Error("D1_ERROR: the connection was lost");
    return results;
  }

  close(): void {
    this.#database.giveBack();
  }
}

class Statement {
  readonly query: string;
  readonly bindings: readonly SqlValue[];
  readonly #ask: (statements: readonly Statement[]) => Promise<Record<string, unknown>[][]>;

  constructor(
    query: string,
    bindings: readonly SqlValue[],
    ask: (statements: readonly Statement[]) => Promise<Record<string, unknown>[][]>,
  ) {
    this.query = query;
    this.bindings = bindings;
    this.#ask = ask;
  }

  bind(...bindings: SqlValue[]): Statement {
    return new Statement(this.query, bindings, this.#ask);
  }

  async run(): Promise<void> {
    await this.#ask([this]);
  }

  async all(): Promise<{ results: Record<string, unknown>[] }> {
    const [results = []] = await this.#ask([this]);
    return { results };
  }

  async first(): Promise<Record<string, unknown> | null> {
    const [[row = null] = []] = await this.#ask([this]);
    return row;
  }
}
