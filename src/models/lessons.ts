/**
 * What finished calls taught of a model, for the guesses before the next one: what its template adds to a request, how
 * its tokenizer counts against the guess, how long its answers are. Figures alone, kept with the person. Pure.
 */
import { z } from "zod";
import { parseJson } from "./json.ts";
import type { CallFigures, Lesson } from "../protocol/wallet.ts";
import { learned, NO_CORRECTION } from "./tokens.ts";

/** Of a request with fewer guessed tokens what differs is the template rather than the words. */
const SHORT_REQUEST = 200;
/** The share of what was known that a new figure leaves. */
const MEMORY = 0.7;
/** A template of more tokens than this is not one: the guess was wrong. */
const LONGEST_TEMPLATE = 2_000;

const schema = z.object({ model: z.string(), template: z.int(), likely: z.number(), counted: z.number(), answer: z.int() });

/** The lesson as it was stored; null: nothing, or nothing that can be read. */
export function parseLesson(json: string): Lesson | null {
  const parsed = schema.safeParse(parseJson(json));
  return parsed.success ? parsed.data : null;
}

export const nothingLearned = (model: string): Lesson => ({ model, template: 0, answer: 0, ...NO_CORRECTION });

const blend = (known: number, news: number): number => Math.round(known * MEMORY + news * (1 - MEMORY));

/** What is known after one more call. */
export function afterCall(known: Lesson | null, call: CallFigures): Lesson {
  const before = known ?? nothingLearned(call.model);
  const isFirst = known === null;
  const answer = call.output === null ? before.answer : before.answer === 0 ? call.output : blend(before.answer, call.output);
  if (call.guessed <= 0 || call.counted <= 0) return { ...before, answer };
  if (call.guessed >= SHORT_REQUEST) {
    const counted = Math.max(1, call.counted - before.template);
    return { ...before, answer, ...learned(before, call.guessed, counted) };
  }
  const beside = Math.max(-call.guessed, Math.min(LONGEST_TEMPLATE, call.counted - call.guessed));
  return { ...before, answer, template: isFirst ? beside : blend(before.template, beside) };
}
