/** What an answer costs in rows and bytes, what a resume and a long history cost, and how soon a new one speaks. */
import type { Server } from "../server.ts";
import { question, type Subject } from "../subject.ts";
import { sleep, Watcher } from "./tabs.ts";

/** 1,000 tokens at 50 tokens per second: rows written and alarms set meanwhile, and payload bytes per byte of text. */
export async function paced(subject: Subject, server: Server): Promise<{ rows: number | null; bytesPerByte: number }> {
  const chat = await subject.create(server);
  const watcher = await Watcher.open(subject, server, chat, false);
  const before = await subject.stats(server, chat);
  const bytesBefore = watcher.tab.socket.received;
  await watcher.ask(question("tokens=1000 rate=50"));
  const bytes = watcher.tab.socket.received - bytesBefore;
  const after = await subject.stats(server, chat);
  watcher.close();
  return {
    rows: before === null || after === null ? null : after.rowsWritten - before.rowsWritten + after.alarmsSet - before.alarmsSet,
    bytesPerByte: bytes / watcher.textBytes,
  };
}

const RESUME_RATE = 800;
const AWAY_MS = 300;
const CAUGHT_UP_WITHIN_MS = 5_000;

/** A tab leaves in mid-answer and comes back: how long after the handshake it has all, and what came beyond the text it lacked. */
export async function resume(
  subject: Subject,
  server: Server,
  tokens: number,
): Promise<{ ms: number; withHandshakeMs: number; extraBytes: number; bytes: number }> {
  const chat = await subject.create(server);
  const staying = await Watcher.open(subject, server, chat, true);
  const leaving = await Watcher.open(subject, server, chat, true);
  const ended = staying.done();
  staying.tab.ask(question(`tokens=${tokens} rate=${RESUME_RATE}`));
  await sleep((tokens / RESUME_RATE) * 700);
  const have = leaving.tab.have();
  leaving.close();
  await sleep(AWAY_MS);
  const wanted = staying.text.length;
  const startedAt = performance.now();
  const result = await new Promise<{ at: number; openedAt: number; bytes: number; text: number }>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`${subject.name}: not caught up within ${CAUGHT_UP_WITHIN_MS} ms`)),
      CAUGHT_UP_WITHIN_MS,
    );
    let bytes = 0;
    let text = 0;
    let isSettled = false;
    // AIChatAgent sends the answer from its beginning; the others only what is missing.
    const begins = subject.name === "AIChatAgent" ? 0 : have.text.length;
    const caughtUp: { at: number | null } = { at: null };
    const opening = subject.open(server, chat, have, (reading, frame) => {
      if (isSettled) return;
      bytes += frame;
      if (reading.kind === "text") text += reading.bytes;
      if (begins + text < wanted) return;
      isSettled = true;
      clearTimeout(timer);
      caughtUp.at = performance.now();
    });
    void opening.then(async (tab) => {
      while (caughtUp.at === null) await sleep(1);
      resolve({ at: caughtUp.at, openedAt: tab.socket.openedAt, bytes, text });
      tab.close();
    }, reject);
  });
  await ended;
  staying.close();
  const missing = subject.name === "AIChatAgent" ? result.text - have.text.length : result.text;
  return {
    ms: Math.max(0, result.at - result.openedAt),
    withHandshakeMs: result.at - startedAt,
    extraBytes: result.bytes - missing,
    bytes: result.bytes,
  };
}

/** Opens a stored conversation: from the first byte out to the messages being there, and how many bytes they were. */
export async function openStored(subject: Subject, server: Server, chat: string): Promise<{ ms: number; bytes: number }> {
  const startedAt = performance.now();
  const tab = await subject.open(server, chat, null, () => undefined);
  for (let waited = 0; tab.messagesAt === 0 && waited < 5_000; waited += 1) await sleep(1);
  const bytes = tab.socket.received + tab.sideBytes;
  const ms = tab.messagesAt - startedAt;
  tab.close();
  return { ms, bytes };
}

/**
 * One more turn in it: payload bytes sent up and received by another tab, the question's and answer's own bytes taken
 * off. Without the gateway's log, whose correction comes seconds later in one more event.
 */
export async function nextTurn(subject: Subject, server: Server, chat: string): Promise<{ up: number; other: number }> {
  const asking = await Watcher.open(subject, server, chat, false);
  const other = await Watcher.open(subject, server, chat, false);
  await sleep(50);
  const sentBefore = asking.tab.socket.sent;
  const receivedBefore = other.tab.socket.received;
  const words = question("tokens=100 rate=200 log=never");
  const both = Promise.all([asking.done(), other.done()]);
  asking.tab.ask(words);
  await both;
  const text = words.length + other.textBytes;
  const up = asking.tab.socket.sent - sentBefore - words.length;
  const down = other.tab.socket.received - receivedBefore - text;
  asking.close();
  other.close();
  return { up, other: down };
}

const FIRST_PERSON = "bench@example.com";

/** A conversation that did not exist, begun as the subject's own client begins one: until the first of its answer's words is there. */
export async function firstToken(subject: Subject, server: Server): Promise<number> {
  const startedAt = performance.now();
  const seen = { firstAt: 0, isDone: false };
  const tab = await subject.begin(server, FIRST_PERSON, question("tokens=20 rate=200"), ({ kind }) => {
    if (kind === "text") seen.firstAt ||= performance.now();
    if (kind === "done") seen.isDone = true;
  });
  while (!seen.isDone && performance.now() - startedAt < CAUGHT_UP_WITHIN_MS) await sleep(1);
  tab.close();
  if (!seen.isDone) throw new Error(`${subject.name}: no end of the first answer within ${CAUGHT_UP_WITHIN_MS} ms`);
  return seen.firstAt - startedAt;
}
