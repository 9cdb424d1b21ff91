/** What a person thinks of an answer, and why: a thumb, reasons to choose from, and words of their own. */
import { z } from "zod";
import { clientId, messageId } from "./identifiers.ts";

/** UTF-16 code units of the person's own words. */
export const MAX_RATING_NOTE = 1_000;

/** Reasons to choose from, by what they are reasons for. */
export const RATING_REASONS = {
  up: ["correct", "clear", "complete", "useful"],
  down: ["incorrect", "not-asked", "incomplete", "too-long", "outdated", "refused"],
} as const;

/** A rating as it is shown. A reason of a newer version is a word that this one has no label for. */
export const rating = z.object({ value: z.enum(["up", "down"]), reasons: z.array(z.string()), note: z.string() });
export type Rating = z.infer<typeof rating>;

/** A rating as somebody gives it, or brings it along: known reasons, each once. */
export const givenRating = z
  .strictObject({
    value: z.enum(["up", "down"]),
    reasons: z.array(z.string()).max(10).default([]),
    note: z
      .string()
      .max(MAX_RATING_NOTE)
      .refine((text) => text.isWellFormed(), "holds half of a surrogate pair")
      .default(""),
  })
  .refine(({ value, reasons }) => reasons.every((reason) => (RATING_REASONS[value] as readonly string[]).includes(reason)), {
    error: "not a reason for this rating",
    path: ["reasons"],
  })
  .refine(({ reasons }) => new Set(reasons).size === reasons.length, { error: "a reason stands there twice", path: ["reasons"] });

/**
 * `{"type":"rate","id":"g1","messageId":"m1.a","rating":{"value":"down","reasons":["too-long"],"note":"Half of it."}}`:
 * what the person thinks of that answer, in place of what they thought before; null: nothing any more.
 */
export const rate = z.strictObject({ type: z.literal("rate"), id: clientId, messageId, rating: givenRating.nullable() });
