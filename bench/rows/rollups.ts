/**
 * The dashboard's questions over a million rows, with the statements and the schema of D1, in this process's SQLite:
 * `measureRollups()`, or `node bench/rows/rollups.ts` for a table. Beside each, the same asked of the rows themselves,
 * as it was before there were sums of them. What D1 adds is the way to it.
 */
import { everybodysQuestion, ownQuestion, PEOPLE, STORE, type Question } from "../../src/spend/sql.ts";
import { asked, books, FIRST_PAGE, middleOf, MODELS, MONTH, MONTH_DAYS, ofRows } from "./books.ts";

export interface RollupFigure {
  question: string;
  /** Rows of the answer. */
  shown: number;
  /** Rows that are summed, or looked at where nothing is. */
  rows: number;
  /** The middle of the runs. Milliseconds. */
  ms: number;
  /** The same, asked of the rows of every conversation; null: it was always asked so. */
  before: { rows: number; ms: number } | null;
}

/** 500 people, 20 rows a person and day: what 500 people leave who hold 20 conversations a day. */
const PEOPLE_COUNT = 500;
const CHATS = 20;
const PERSON = "p7@example.com";
const LAST_DAY = "2026-04-10";
const OWN = "WHERE person = ? AND day BETWEEN ? AND ?";
const ALL = "INDEXED BY spend_by_day WHERE day BETWEEN ? AND ?";

const ownNow = (by: "day" | "day,model" | "chat"): Question => ownQuestion(by, PERSON, MONTH, FIRST_PAGE);
const allNow = (by: "person" | "day" | "model", range = MONTH): Question => everybodysQuestion(by, range, LAST_DAY, FIRST_PAGE);

/** @throws when a question does not find the rows that were put there */
export function measureRollups(): RollupFigure[] {
  const { db, sumsMs } = books({ people: PEOPLE_COUNT, chats: CHATS });
  const ofPerson = MONTH_DAYS * CHATS;
  const ofAll = ofPerson * PEOPLE_COUNT;
  const span = [MONTH.from, MONTH.to];
  const own = groupsOf("day, model FROM spend NOT INDEXED WHERE person = ? AND day BETWEEN ? AND ?", PERSON, ...span);
  const week = { from: "2026-02-10", to: "2026-02-16" };
  const ofWeek = groupsOf("day, person, model FROM spend_daily WHERE day BETWEEN ? AND ?", week.from, week.to);

  /** How many different rows there are: counted the slow way. */
  function groupsOf(what: string, ...bindings: string[]): number {
    return db.prepare(`SELECT DISTINCT ${what}`).all(...bindings).length;
  }
  const ask = (question: string, expected: number, rows: number, now: Question, before: [number, Question] | null): RollupFigure => {
    const { shown, ms } = asked(db, now);
    if (shown !== expected) throw new Error(`${question}: ${shown} groups instead of ${expected}`);
    const was = before === null ? null : { rows: before[0], ms: asked(db, before[1]).ms };
    return { question, shown, rows, ms, before: was };
  };
  const ownBefore = (key: string): [number, Question] => [ofPerson, ofRows(key, OWN, [PERSON, ...span])];
  const allBefore = (key: string): [number, Question] => [ofAll, ofRows(key, ALL, span)];
  const weekBefore = ofRows("person", ALL, [week.from, week.to]);
  const days = MONTH_DAYS * MODELS;
  const store = db.prepare(STORE);
  let seq = 1;
  const figures: RollupFigure[] = [
    ask("one person's month by day", MONTH_DAYS, own, ownNow("day"), ownBefore("day")),
    ask("one person's month by day and model", own, own, ownNow("day,model"), ownBefore("day || ' ' || model")),
    ask("one person's month by conversation", CHATS, ofPerson, ownNow("chat"), null),
    ask("everybody's month by person", PEOPLE_COUNT, PEOPLE_COUNT, allNow("person"), allBefore("person")),
    ask("everybody's week by person", PEOPLE_COUNT, ofWeek, allNow("person", week), [7 * CHATS * PEOPLE_COUNT, weekBefore]),
    ask("everybody's month by day", MONTH_DAYS, days, allNow("day"), allBefore("day")),
    ask("everybody's month by model", MODELS, days, allNow("model"), allBefore("model")),
    ask("the first 200 people", 200, 200, { sql: PEOPLE, bindings: ["", 200] }, null),
    {
      question: "a changed summary is stored, with its three sums",
      shown: 0,
      rows: 4,
      ms: middleOf(() => {
        seq += 1;
        store.run(PERSON, "2026-02-03", "chat-1", "@cf/maker/model-0", seq, 4, 1100, 100, 600, 13000, 100, 0, null);
      }),
      before: null,
    },
    { question: "the sums of a million rows are made, once", shown: 0, rows: PEOPLE_COUNT * CHATS * 100, ms: sumsMs, before: null },
  ];
  db.close();
  return figures;
}

if (process.argv[1] === import.meta.filename) console.table(measureRollups());
