/**
 * What a server of another version says, as far as this page understands it: an unknown word in a known event costs that
 * field, one odd message of many costs that message. What cannot be read even so is told apart from what may be ignored,
 * because an answer whose end was not understood would run until the page is loaded anew. Pure.
 */
import type { z } from "zod";
import { serverEvent, type ServerEvent } from "../../src/protocol/frames.ts";
import { message, type AnswerProblem, type Message } from "../../src/protocol/message.ts";

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const NEWER = "This page is older than the server and does not know how this ended. Reload the page to see.";

function unknownProblem(said: unknown): AnswerProblem {
  const detail = isObject(said) && typeof said["detail"] === "string" ? said["detail"] : NEWER;
  return { reason: "unknown", detail, code: null, retryAfterSeconds: null };
}

/** Fields that a message and the end of an answer may lack: left out where they are not understood. */
const OPTIONAL = new Set(
  "imported receipt rating summary suggestions siblings contextFrom shortened model reasoning startedAt firstTokenAt reasoningEndedAt steps".split(
    " ",
  ),
);

/** The fields with what this page does not understand of a message, or of its end, replaced by what it can show. */
function simplified(fields: Fields, odd: ReadonlySet<unknown>): Fields {
  const known = Object.fromEntries(Object.entries(fields).filter(([name]) => !(odd.has(name) && OPTIONAL.has(name))));
  const isStatusOdd = odd.has("status");
  return {
    ...known,
    ...(isStatusOdd ? { status: "interrupted" } : {}),
    ...(odd.has("problem") || (isStatusOdd && fields["problem"] === undefined) ? { problem: unknownProblem(fields["problem"]) } : {}),
  };
}

const oddIn = (error: z.ZodError): Set<unknown> => new Set(error.issues.map(({ path }) => path[0]));

/** A message as this page can show it; null: not at all. */
export function readableMessage(value: unknown): Message | null {
  const whole = message.safeParse(value);
  if (whole.success) return whole.data;
  if (!isObject(value)) return null;
  const simple = message.safeParse(simplified(value, oddIn(whole.error)));
  return simple.success ? simple.data : null;
}

export type ReadMessages = { messages: Message[]; leftOut: number };

/** Messages one by one. */
export function readableMessages(values: readonly unknown[]): ReadMessages {
  const messages = values.map(readableMessage).filter((read) => read !== null);
  return { messages, leftOut: values.length - messages.length };
}

const TYPES: ReadonlySet<unknown> = new Set(serverEvent.options.map(({ shape }) => shape.type.value));

export type ReadEvent =
  | { read: "event"; event: ServerEvent; leftOut: number }
  /** Of a kind this page does not know: nothing it shows depends on it. */
  | { read: "unknown" }
  /** Of a kind this page knows, in a shape it does not: what it shows is not what the server has. */
  | { read: "odd" };

/** A frame that is an event. */
export function readableEvent(frame: string): ReadEvent {
  const value = parseJson(frame);
  if (!isObject(value)) return { read: "odd" };
  if (!TYPES.has(value["type"])) return { read: "unknown" };
  const listed = Array.isArray(value["messages"]) ? readableMessages(value["messages"]) : null;
  const fields = listed === null ? value : { ...value, messages: listed.messages };
  const leftOut = listed?.leftOut ?? 0;
  const whole = serverEvent.safeParse(fields);
  if (whole.success) return { read: "event", event: whole.data, leftOut };
  const simple = serverEvent.safeParse(simplifiedEvent(fields, oddIn(whole.error)));
  return simple.success ? { read: "event", event: simple.data, leftOut } : { read: "odd" };
}

function simplifiedEvent(fields: Fields, odd: ReadonlySet<unknown>): Fields {
  switch (fields["type"]) {
    case "closed":
      return simplified(fields, odd);
    case "cost":
      return odd.has("receipt") ? { ...fields, receipt: null } : fields;
    case "compacting":
      return odd.has("problem") ? { ...fields, problem: unknownProblem(fields["problem"]) } : fields;
    case "chat":
      return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== "effort"));
    case "snapshot":
      return isObject(fields["chat"]) ? { ...fields, chat: { ...fields["chat"], effort: null } } : fields;
    default:
      return fields;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
