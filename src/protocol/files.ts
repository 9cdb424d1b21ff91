/** Files of a conversation: pictures, documents and text that stand beside a message (docs/protocol.md, "Files"). */
import { z } from "zod";

/** Files one message may have. */
export const MAX_FILES = 10;
/** Bytes of one picture, of any other file, and of one recording to be transcribed. */
export const MAX_IMAGE_BYTES = 10 * 1024 * 1024;
export const MAX_FILE_BYTES = 25 * 1024 * 1024;
export const MAX_AUDIO_BYTES = 25 * 1024 * 1024;
/** Bytes of all files of one conversation. */
export const MAX_CHAT_FILE_BYTES = 200 * 1024 * 1024;
/** Bytes of the pictures that one request to a model carries; older ones beyond it are named and left out. */
export const MAX_REQUEST_PICTURE_BYTES = 20 * 1024 * 1024;
/** Pixels of a picture's longer side, and of its whole area. */
export const MAX_IMAGE_SIDE = 16_384;
export const MAX_IMAGE_PIXELS = 100_000_000;
/** Characters (UTF-16 code units) of a file's name. */
export const MAX_NAME_CHARACTERS = 200;

/** A file's id is the SHA-256 of its bytes, in hexadecimal. */
export const fileId = z.string().regex(/^[0-9a-f]{64}$/, "not the id of a file");

/** The files of a message to send, in the order in which the model is shown them. */
export const fileIds = z
  .array(fileId)
  .max(MAX_FILES)
  .transform((ids) => [...new Set(ids)]);

/** `image`: png, jpeg, webp or gif. `document`: its text is taken out of it. `text`: its bytes are text. */
export const fileKind = z.enum(["image", "document", "text"]);
export type FileKind = z.infer<typeof fileKind>;

/** A file as a message names it. */
export const messageFile = z.object({
  id: fileId,
  name: z.string(),
  /** A MIME type, as its bytes say. */
  type: z.string(),
  bytes: z.int(),
  kind: fileKind,
  /** Pixels, as the picture is shown (turned as its header says); pictures alone. */
  width: z.int().optional(),
  height: z.int().optional(),
});
export type MessageFile = z.infer<typeof messageFile>;

/** A file as its upload is answered. */
export const uploadedFile = messageFile.extend({
  /** Tokens that the conversation's model would probably count for it. */
  tokens: z.int(),
  /** Pages, sheets or slides, where the document says. */
  pages: z.int().optional(),
});
export type UploadedFile = z.infer<typeof uploadedFile>;

/** `draft=1`: also adds it to the composer of every tab. */
export const uploadQuery = z.object({ name: z.string().max(1_000).default(""), draft: z.enum(["1"]).optional() });
export const fileQuery = z.object({ as: z.enum(["text"]).optional() });

/** Characters (UTF-16 code units) that are read aloud at once: a sentence or some. */
export const MAX_SPOKEN = 2_000;
export const speakBody = z.strictObject({
  text: z
    .string()
    .max(MAX_SPOKEN)
    .refine((text) => text.trim() !== "", "there is nothing to say"),
});

/** Left out: the model detects the language. */
export const transcribeQuery = z.object({
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/, "a language has two or three small letters")
    .optional(),
});
