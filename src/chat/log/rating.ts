/** A rating as a turn's row keeps it. */
import { rating, type Rating } from "../../protocol/rating.ts";
import { jsonIn } from "./stored.ts";

/** @returns null where there is none, or one of a newer version's shape */
export const ratingIn = (column: string | null): Rating | null => jsonIn(column, rating);

export const ratingColumn = (given: Rating | null): string | null => (given === null ? null : JSON.stringify(given));
