/** The dashboard's questions with more and more people in D1: its schema and its statements in this process's SQLite. */
import { everybodysQuestion, ownQuestion, PEOPLE, STORE, type Question } from "../../src/spend/sql.ts";
import { asked, books, FIRST_PAGE, middleOf, MONTH } from "../rows/books.ts";
import { Curves, each, one, upTo, type Step, type Work } from "./curve.ts";

const CHATS = 10;
const DAYS = 100;
/** Rows of one person. */
const OF_ONE = CHATS * DAYS;
const WEEK = { from: "2026-02-10", to: "2026-02-16" };
const PERSON = "p0@example.com";
const LAST_DAY = "2026-04-10";
const PAGE = { after: "", limit: 201 };

/** @param sizes rows of `spend`: people with ten conversations on each of a hundred days, a thousand rows each */
export function measurePeople(sizes: readonly number[]): Step[] {
  const curves = new Curves();
  for (const size of sizes) {
    const { db, sumsMs } = books({ people: size / OF_ONE, chats: CHATS });
    const ask = (what: string, work: Work, question: Question): void => curves.add(what, "ms", work, size, asked(db, question).ms);
    ask("one person's month by day and model", one("question"), ownQuestion("day,model", PERSON, MONTH, FIRST_PAGE));
    ask("one person's month by conversation", one("question"), ownQuestion("chat", PERSON, MONTH, FIRST_PAGE));
    ask("everybody's month by day", one("question"), everybodysQuestion("day", MONTH, LAST_DAY, FIRST_PAGE));
    ask("everybody's month by model", one("question"), everybodysQuestion("model", MONTH, LAST_DAY, FIRST_PAGE));
    ask("everybody's month, 200 people of it", upTo(200 * OF_ONE, "question"), everybodysQuestion("person", MONTH, LAST_DAY, PAGE));
    ask("everybody's month, all people", each("row"), everybodysQuestion("person", MONTH, LAST_DAY, FIRST_PAGE));
    ask("everybody's week, all people", each("row"), everybodysQuestion("person", WEEK, LAST_DAY, FIRST_PAGE));
    ask("200 addresses of the list of people", upTo(200 * OF_ONE, "question"), { sql: PEOPLE, bindings: ["", 200] });
    const store = db.prepare(STORE);
    let seq = 1;
    const stored = middleOf(() => {
      seq += 1;
      store.run(PERSON, "2026-02-03", "chat-1", "@cf/maker/model-0", seq, 4, 1100, 100, 600, 13000, 100, 0, null);
    }, 99);
    curves.add("a summary is stored, with its three sums", "ms", one("summary"), size, stored);
    curves.add("the migration makes the sums, once", "ms", each("row"), size, sumsMs);
    db.close();
  }
  return curves.steps;
}
