import { beforeEach, describe, expect, test } from "vitest";
import { NewTablesSql } from "../../../src/storage/new-tables-sql.ts";
import { NodeDatabase } from "../../storage/sqlite.ts";

class Shelf extends NewTablesSql {
  start(): void {
    this.all("CREATE TABLE book (title TEXT)");
    this.all("CREATE TABLE book_part (data TEXT)");
    this.areNew(["book", "book_part"]);
  }
  run(query: string): void {
    this.all(query);
  }
  knowsEmpty(table: string): boolean {
    return this.isEmpty(table);
  }
}

let database: NodeDatabase;
let shelf: Shelf;

beforeEach(() => {
  database = new NodeDatabase();
  shelf = new Shelf(database);
  shelf.start();
});

describe("a table that was just made", () => {
  test("is known to be empty until something is written to it, and no other with it", () => {
    expect(shelf.knowsEmpty("book")).toBe(true);
    shelf.run("SELECT * FROM book");
    expect(shelf.knowsEmpty("book")).toBe(true);
    shelf.run("INSERT INTO book VALUES ('Emma')");
    expect([shelf.knowsEmpty("book"), shelf.knowsEmpty("book_part")]).toEqual([false, true]);
  });

  test("is empty again when the transaction that filled it is taken back", () => {
    const failing = (): void =>
      shelf.whole(() => {
        shelf.run("BEGIN");
        try {
          shelf.run("INSERT INTO book VALUES ('Emma')");
          throw new Error("storage is full");
        } finally {
          shelf.run("ROLLBACK");
        }
      });
    expect(failing).toThrow("storage is full");
    expect(shelf.knowsEmpty("book")).toBe(true);
  });

  test("is not known to be empty by whoever did not make it", () => {
    expect(new Shelf(database).knowsEmpty("book")).toBe(false);
  });
});
