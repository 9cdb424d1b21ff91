/** Parses a frame of a client. Pure. */
import { Buffer } from "node:buffer";
import { clientFrame, type ClientFrame } from "../../protocol/commands.ts";
import { MAX_FRAME_BYTES } from "../../protocol/limits.ts";
import { failureOf, invalid, type Failure } from "../../protocol/problem.ts";

/** A malformed frame keeps its `id` where one can be read, so that its sender knows which command was refused. */
export type ReadFrame = { ok: true; frame: ClientFrame } | { ok: false; id: string | null; failure: Failure };

const refused = (failure: Failure, id: string | null = null): ReadFrame => ({ ok: false, id, failure });

export function readFrame(data: unknown): ReadFrame {
  if (typeof data !== "string") return refused(invalid("", "frames are text"));
  if (data.length * 3 > MAX_FRAME_BYTES && Buffer.byteLength(data) > MAX_FRAME_BYTES)
    return refused({ reason: "too-large", detail: `a frame holds at most ${MAX_FRAME_BYTES} bytes` });
  const json = parseJson(data);
  if (json === undefined) return refused(invalid("", "not JSON"));
  const frame = clientFrame.safeParse(json);
  return frame.success ? { ok: true, frame: frame.data } : refused(failureOf(frame.error), idIn(json));
}

/** The id that an answer to this frame names. */
export function idOf(read: ReadFrame): string | null {
  if (!read.ok) return read.id;
  return "id" in read.frame ? read.frame.id : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function idIn(json: unknown): string | null {
  return typeof json === "object" && json !== null && "id" in json && typeof json.id === "string" && json.id.length <= 100 ? json.id : null;
}
