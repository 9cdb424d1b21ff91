/** Import over HTTP: `POST /api/import`. */
import { MAX_IMPORT_BYTES, type ImportResult } from "../protocol/transfer.ts";
import { importDocument, NotAnExport } from "../transfer/import.ts";
import { KNOWN_KINDS } from "../transfer/recognise.ts";
import { handedOver } from "./drain.ts";
import { plainProblem, respond, respondFailure, type TallyContext } from "./http.ts";
import { PersonsImport } from "./persons-import.ts";

/** `POST /api/import`: a document of any of the known kinds, read as it comes. */
export async function importRoute(context: TallyContext): Promise<Response> {
  const { raw } = context.req;
  const announced = Number(raw.headers.get("content-length") ?? Number.NaN);
  if (announced > MAX_IMPORT_BYTES) return tooLarge();
  if (raw.body === null) return notAnExport();
  const { env, executionCtx } = context;
  const store = new PersonsImport(env, context.var.identity.email, (reported) => executionCtx.waitUntil(reported));
  const taken = takeIn(raw.body, store, Number.isNaN(announced) ? null : announced);
  // Stopping an import means closing the request, which the platform would then end: `waitUntil` lets the import finish its end.
  executionCtx.waitUntil(taken.catch(() => undefined));
  try {
    return respond(200, await taken);
  } catch (error) {
    if (error instanceof NotAnExport) return notAnExport();
    if (error instanceof TooLarge) return tooLarge();
    throw error;
  }
}

async function takeIn(sent: ReadableStream<Uint8Array>, store: PersonsImport, announced: number | null): Promise<ImportResult> {
  const ports = { store, nowMs: Date.now(), announced };
  try {
    return await handedOver(sent, async (body) => await importDocument(body.pipeThrough(atMost(MAX_IMPORT_BYTES)), ports));
  } finally {
    // Conversations that were imported before a failure or a stop must be in the list as well.
    await store.flush();
  }
}

const tooLarge = (): Response =>
  respondFailure({ reason: "too-large", detail: `a document holds at most ${MAX_IMPORT_BYTES / 1024 / 1024} MB` });

function notAnExport(): Response {
  return plainProblem(
    "invalid",
    "The request makes no sense",
    400,
    `This is no export of ${KNOWN_KINDS}. Choose the JSON file of one of them.`,
  );
}

class TooLarge extends Error {
  override name = "TooLarge";
}

function atMost(limit: number): TransformStream<Uint8Array, Uint8Array> {
  let length = 0;
  return new TransformStream({
    transform(chunk, controller) {
      length += chunk.byteLength;
      if (length > limit) controller.error(new TooLarge());
      else controller.enqueue(chunk);
    },
  });
}
