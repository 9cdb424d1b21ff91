import { z } from "zod";

/** Money is an integer number of nano-dollars: 10⁻⁹ USD. Up to 9 million USD is exact in a JavaScript number. */
export const nanoUsd = z.int().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);
export type NanoUsd = number;

/**
 * Which figure a receipt counts: `billed` (the provider's own neurons), `logged` (AI Gateway's log), `listed` (the
 * provider's token counts × price list), `estimated` (our own token counts × price list, until something better is
 * known), `free` (served from the gateway's cache, or refused before the first token).
 */
export const costBasis = z.enum(["billed", "logged", "listed", "estimated", "free"]);
export type CostBasis = z.infer<typeof costBasis>;
