/** A conversation over a database in memory, with a clock that stands still and a world that is not to be asked. */
import { Audience } from "../../../../src/chat/tabs/audience.ts";
import { Books } from "../../../../src/chat/calls/books.ts";
import { NO_CAPS, prepareCall, type Prepared } from "../../../../src/chat/calls/prompt.ts";
import type { EndedCall } from "../../../../src/chat/answers/life.ts";
import { Conversation } from "../../../../src/chat/conversation.ts";
import { ChatSql } from "../../../../src/chat/log/sql.ts";
import type { NewChatRow } from "../../../../src/chat/log/tables-sql.ts";
import { Transcript } from "../../../../src/chat/log/transcript.ts";
import type { Ports } from "../../../../src/chat/ports.ts";
import { Room, type Unstored } from "../../../../src/chat/room.ts";
import { createCatalogue } from "../../../../src/models/catalogue.ts";
import { embeddedModels } from "../../../../src/models/catalogue-config.ts";
import { Alarm } from "../../../../src/storage/alarm.ts";
import { NodeDatabase } from "../../../storage/sqlite.ts";

const [tally] = embeddedModels();
if (tally === undefined) throw new Error("no embedded model");
export const MODEL = tally;
export const AT = 1_800_000_000_000;

const unasked = (): never => {
  throw new Error("nobody is asked here");
};

const ports: Ports = {
  now: () => AT,
  newId: () => "new",
  newShareId: () => "share",
  after: () => () => undefined,
  untilListedMs: () => 0,
  wallet: { hold: unasked, report: unasked, startingWith: unasked },
  shelf: { remove: unasked },
  spend: { store: unasked },
  directory: { enter: unasked, remove: unasked, removeAll: unasked },
  search: { turn: unasked, report: unasked },
  tools: { offered: unasked, run: unasked, allow: unasked },
  ai: { run: unasked, gateway: unasked },
  readDocument: unasked,
  gatewayId: "",
  catalogue: createCatalogue({
    embedded: true,
    cloudflare: true,
    paidPlan: null,
    defaultModel: MODEL.id,
    allow: "",
    thirdParty: "",
    local: [],
  }),
  patienceWith: () => ({ firstByteMs: 1_000, stallMs: 1_000 }),
};

const CHAT: NewChatRow = {
  id: "c1",
  owner: "alice@example.com",
  title: "Tea",
  titled_by: "person",
  model: MODEL.id,
  system: "",
  temporary: 0,
  created_at: AT,
  cap: null,
  effort: null,
  tools: null,
  seq: 0,
};

/** What a conversation stands on, with its row stored. @param alarms when alarms were set (milliseconds since the epoch) */
function groundInMemory(own: Partial<Ports>, alarms: number[], row: Partial<NewChatRow> = {}) {
  const database = new NodeDatabase();
  const sql = new ChatSql(database);
  sql.create({ ...CHAT, ...row });
  const chat = sql.chat();
  if (chat === null) throw new Error("no conversation");
  const transaction = <T>(run: () => T): T => {
    database.exec("BEGIN");
    try {
      const made = run();
      database.exec("COMMIT");
      return made;
    } catch (error) {
      database.exec("ROLLBACK");
      throw error;
    }
  };
  const world = { ...ports, ...own };
  const audience = new Audience(world.newId, world.now);
  const alarm = new Alarm({ getAlarm: async () => null, setAlarm: async (ms) => void alarms.push(ms) });
  return { database, chat, ground: { sql, audience, ports: world, alarm, transaction } };
}

/** @param own what of the world a test answers for. @param live what its tabs have of a running answer. @returns the room, and when it asked for alarms (milliseconds since the epoch) */
export function roomInMemory(
  own: Partial<Ports> = {},
  live: Unstored["live"] = () => null,
): { room: Room; alarms: number[]; database: NodeDatabase } {
  const alarms: number[] = [];
  const { database, chat, ground } = groundInMemory(own, alarms);
  const { sql, audience, ports: world, transaction } = ground;
  const transcript = new Transcript(sql, chat);
  const unstored = { live, attached: () => [] };
  const wakeAt = (ms: number): void => void alarms.push(ms);
  const room = new Room(sql, transcript, new Books(sql, transcript), audience, world, unstored, chat, transaction, wakeAt);
  return { room, alarms, database };
}

/** All of a conversation. @param row what of its own row differs from one that a person has named */
export function conversationInMemory(own: Partial<Ports>, row: Partial<NewChatRow> = {}): Conversation {
  const { chat, ground } = groundInMemory(own, [], row);
  return new Conversation(ground, chat);
}

/** What a model would be asked. */
export function preparedIn(room: Room, question: string): Prepared {
  const made = prepareCall(room, room.transcript.head, question, MODEL.id, NO_CAPS);
  if (!made.ok) throw new Error(JSON.stringify(made.failure));
  return made.value;
}

export const endedCall = (turn: number, callId: string): EndedCall => ({
  booked: { turn, callId, purpose: "answer", model: MODEL, rate: { by: "tokens", price: MODEL.price, likelyInputTokens: 50 } },
  how: { how: "ended", usage: null, seenOutputTokens: 9, logId: null },
});
