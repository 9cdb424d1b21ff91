/**
 * The dashboard's questions over a million rows, with the statements and the schema of D1, in this process's SQLite:
 * `measureRollups()`, or `node bench/rows/rollups.ts` for a table. What D1 adds is the way to it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { everybodyQuery, PEOPLE, personQuery, STORE } from "../../src/spend/sql.ts";
import { median } from "../statistics.ts";

export interface RollupFigure {
  question: string;
  /** Rows that are summed. */
  rows: number;
  /** The middle of the runs. Milliseconds. */
  ms: number;
}

/** 500 people, 100 days, 20 rows a person and day: what 500 people leave who hold 20 conversations a day. */
const PEOPLE_COUNT = 500;
const DAYS = 100;
const CHATS = 20;
const RUNS = 9;
const MONTH = ["2026-02-01", "2026-02-28"] as const;
const PERSON = "p7@example.com";

function filled(): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  const migrations = new URL("../../migrations/", import.meta.url);
  for (const name of readdirSync(migrations).toSorted()) db.exec(readFileSync(new URL(name, migrations), "utf8"));
  db.exec(`
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${PEOPLE_COUNT * DAYS * CHATS - 1})
    INSERT INTO spend
    SELECT 'p' || (i % ${PEOPLE_COUNT}) || '@example.com', date('2026-01-01', '+' || (i / ${PEOPLE_COUNT} % ${DAYS}) || ' days'),
      'chat-' || (i / ${PEOPLE_COUNT * DAYS}), '@cf/maker/model-' || (i % 7), 1, 3, 1000, 100, 500, 12345, 100, 0, NULL FROM n`);
  return db;
}

function middleOf(run: () => void): number {
  const times = Array.from({ length: RUNS }, () => {
    const startedAt = performance.now();
    run();
    return performance.now() - startedAt;
  });
  return median(times);
}

/** @throws when a question does not find the rows that were put there */
export function measureRollups(): RollupFigure[] {
  const db = filled();
  const ask = (question: string, rows: number, answers: number, sql: string, ...bindings: (string | number)[]): RollupFigure => {
    const statement = db.prepare(sql);
    const found = statement.all(...bindings).length;
    if (found !== answers) throw new Error(`${question}: ${found} groups instead of ${answers}`);
    return { question, rows, ms: middleOf(() => void statement.all(...bindings)) };
  };
  const ofPerson = 28 * CHATS;
  const ofAll = ofPerson * PEOPLE_COUNT;
  const store = db.prepare(STORE);
  let seq = 1;
  const figures = [
    ask("one person's month by day and model", ofPerson, groupsOf(db), personQuery("day,model"), PERSON, ...MONTH),
    ask("one person's month by conversation", ofPerson, CHATS, personQuery("chat"), PERSON, ...MONTH),
    ask("everybody's month by person", ofAll, PEOPLE_COUNT, everybodyQuery("person"), ...MONTH),
    ask("everybody's month by day", ofAll, 28, everybodyQuery("day"), ...MONTH),
    ask("everybody's month by model", ofAll, 7, everybodyQuery("model"), ...MONTH),
    ask("the first 200 people", 200, 200, PEOPLE, "", 200),
    {
      question: "a changed summary is stored",
      rows: 1,
      ms: middleOf(() => {
        seq += 1;
        store.run(PERSON, "2026-02-03", "chat-1", "@cf/maker/model-0", seq, 4, 1100, 100, 600, 13000, 100, 0, null);
      }),
    },
  ];
  db.close();
  return figures;
}

/** How many pairs of day and model one person has in the month: counted the slow way. */
function groupsOf(db: DatabaseSync): number {
  return db.prepare("SELECT DISTINCT day, model FROM spend NOT INDEXED WHERE person = ? AND day BETWEEN ? AND ?").all(PERSON, ...MONTH)
    .length;
}

if (process.argv[1] === import.meta.filename) console.table(measureRollups());
