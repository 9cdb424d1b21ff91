/** A rating as a turn's row keeps it. */
import { rating, type Rating } from "../../protocol/rating.ts";
import { jsonIn } from "./stored.ts";

/** Null: there is none, or it is of a shape that this version does not know. */
export const ratingIn = (column: string | null): Rating | null => jsonIn(column, rating);

export const ratingColumn = (given: Rating | null): string | null => (given === null ? null : JSON.stringify(given));
