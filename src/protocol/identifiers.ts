import { z } from "zod";

/**
 * Ids a client may mint: conversations, commands, questions. Letters, digits and `_ - . : ~`, at most 100 characters.
 * The ending `.a` is the server's: the answer to the command `x` is the message `x.a`, so that an answer is found by its
 * command's id, without a second index (invariant 3 without a further row).
 */
export const clientId = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.:~-]{0,99}$/, "an id has 1 to 100 letters, digits, _ - . : ~ and begins with a letter, digit or _")
  .refine((id) => !id.endsWith(".a"), "an id that ends in .a is an answer's, and answers are minted by the server");

/** The id of any message: a client's, or an answer's. */
export const messageId = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.:~-]{0,101}$/, "not the id of a message");

/** A conversation's id. */
export const chatId = clientId;
/** Sorts after every id of a conversation. */
export const LAST_CHAT_ID = "~";
