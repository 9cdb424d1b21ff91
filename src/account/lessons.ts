/** What was learned of models from this person's calls. Stored in the rows of the conversations concerned, so that it costs no further row. */
import { afterCall, parseLesson } from "../models/lessons.ts";
import type { CallFigures, Lesson } from "../protocol/wallet.ts";
import type { AccountSql } from "./sql.ts";

/** Conversations whose lessons are read, newest first, and the most models remembered. */
const READ = 200;
const MAX_MODELS = 32;

export class Lessons {
  readonly #tables: AccountSql;
  /** By model, the one used last at the end; null: not read since the object woke. */
  #byModel: Map<string, Lesson> | null = null;

  constructor(tables: AccountSql) {
    this.#tables = tables;
  }

  #known(): Map<string, Lesson> {
    const oldestFirst = (): [string, Lesson][] =>
      this.#tables
        .lessons(READ)
        .toReversed()
        .flatMap((json): [string, Lesson][] => {
          const lesson = parseLesson(json);
          return lesson === null ? [] : [[lesson.model, lesson]];
        });
    return (this.#byModel ??= new Map(oldestFirst()));
  }

  /** A lesson a model. r: this person's conversations, once a wake */
  all(): Lesson[] {
    return [...this.#known().values()].slice(-MAX_MODELS);
  }

  /** Learns of one more call; returns what the conversation's row is to keep, as JSON. */
  learn(call: CallFigures): string {
    const known = this.#known();
    const lesson = afterCall(known.get(call.model) ?? null, call);
    known.delete(call.model);
    known.set(call.model, lesson);
    return JSON.stringify(lesson);
  }
}
