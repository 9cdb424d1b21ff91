/** Whether a request to a server of one's own was sent: what decides between "free" and an estimate. */
import { expect, test } from "vitest";
import { createPost, type Pipe } from "../../../src/local-models/post.ts";
import type { Fetch } from "../../../src/local-models/probe.ts";
import { NeverSentError } from "../../../src/models/binding.ts";

const pipe: Pipe = () => new TransformStream<Uint8Array, Uint8Array>();
const BODY = '{"messages":[{"role":"user","content":"Grüße"}]}';
const readerOf = (init: RequestInit): ReadableStreamDefaultReader<Uint8Array> => {
  if (!(init.body instanceof ReadableStream)) throw new Error("no stream");
  return (init.body as ReadableStream<Uint8Array>).getReader();
};
const ask = (fetch: Fetch, signal?: AbortSignal): Promise<Response> =>
  createPost(fetch, pipe)("http://127.0.0.1:1/v1", { headers: {}, body: BODY, ...(signal === undefined ? {} : { signal }) });

/** As workerd does it: it takes the first piece before it connects. */
const down: Fetch = async (_url, init) => {
  const body = readerOf(init);
  await body.read();
  await body.cancel();
  throw new Error("Network connection lost.");
};

const echo: Fetch = async (_url, init) => {
  const body = readerOf(init);
  const decoder = new TextDecoder();
  let text = "";
  for (let piece = await body.read(); !piece.done; piece = await body.read()) text += decoder.decode(piece.value, { stream: true });
  return new Response(text);
};

test("[I13] a request without a connection was never sent", async () => {
  await expect(ask(down)).rejects.toBeInstanceOf(NeverSentError);
});

const lost: Fetch = async (_url, init) => {
  const body = readerOf(init);
  while (!(await body.read()).done);
  throw new Error("Network connection lost.");
};

test("[I13] one that was sent and lost is not called unsent", async () => {
  const failure = await ask(lost).catch((error: unknown) => error);
  expect(failure).toMatchObject({ message: "Network connection lost." });
  expect(failure).not.toBeInstanceOf(NeverSentError);
});

test("[I13] one that was stopped may have been sent", async () => {
  const stopped = AbortSignal.abort(new Error("stopped"));
  expect(await ask(down, stopped).catch((error: unknown) => error)).not.toBeInstanceOf(NeverSentError);
});

test("every byte of it arrives", async () => {
  expect(await (await ask(echo)).text()).toBe(BODY);
});
