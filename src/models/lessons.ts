/**
 * What is learned of a model from finished calls, for the estimates of later ones: the tokens its template adds to a request,
 * the ratio of its tokenizer's count to our guess, the length of its answers. Figures alone, stored with the person. Pure.
 */
import { z } from "zod";
import { parseJson } from "./json.ts";
import type { CallFigures, Lesson } from "../protocol/wallet.ts";
import { learned, NO_CORRECTION } from "./tokens.ts";

/** In a request with fewer guessed tokens than this, a difference is put down to the template rather than the tokenizer. */
const SHORT_REQUEST = 200;
/** The weight of the old figure when a new one is averaged in. */
const MEMORY = 0.7;
/** A larger difference than this is not a template but a wrong guess. Tokens. */
const LONGEST_TEMPLATE = 2_000;

const schema = z.object({ model: z.string(), template: z.int(), likely: z.number(), counted: z.number(), answer: z.int() });

/** Reads a stored lesson; null where there is none or it cannot be read. */
export function parseLesson(json: string): Lesson | null {
  const parsed = schema.safeParse(parseJson(json));
  return parsed.success ? parsed.data : null;
}

export const nothingLearned = (model: string): Lesson => ({ model, template: 0, answer: 0, ...NO_CORRECTION });

const blend = (known: number, news: number): number => Math.round(known * MEMORY + news * (1 - MEMORY));

/** The lesson after one more call. */
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
