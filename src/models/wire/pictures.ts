/**
 * Messages with pictures in each wire's own form, the pictures before the words as their makers advise. Workers AI's
 * models that see take OpenAI's parts (its schema, worker-configuration.d.ts), and so do servers on one's own machine.
 */
import type { Picture } from "../chat-turn.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { Wire } from "../model.ts";

/** Base64 of a picture's bytes. */
export type PictureBytes = (id: string) => string;

function partOf({ id, type }: Picture, wire: Wire, bytesOf: PictureBytes): JsonObject {
  const data = bytesOf(id);
  switch (wire) {
    case "anthropic":
      return { type: "image", source: { type: "base64", media_type: type, data } };
    case "workers-ai":
    case "openai":
      return { type: "image_url", image_url: { url: `data:${type};base64,${data}` } };
  }
}

/** A message's content as the wire has it; without pictures it is the words. */
export function contentOn(
  turn: { content: string; pictures?: readonly Picture[] },
  wire: Wire,
  bytesOf: PictureBytes,
): string | JsonObject[] {
  const { pictures = [], content } = turn;
  return pictures.length === 0 ? content : [...pictures.map((picture) => partOf(picture, wire, bytesOf)), { type: "text", text: content }];
}

/** A system prompt put before a message's content, which may be parts. */
export function contentAfter(system: readonly unknown[], content: unknown): unknown {
  const words = system.join("\n\n");
  if (!Array.isArray(content)) return [...system, content].join("\n\n");
  return content.map((part: unknown) =>
    isObject(part) && part["type"] === "text" ? { ...part, text: [words, part["text"]].join("\n\n") } : part,
  );
}
