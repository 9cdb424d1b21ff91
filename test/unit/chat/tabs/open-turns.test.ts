/** What the transcript keeps in memory of its turns, against what storage says. */
import { describe, expect, test } from "vitest";
import { newTurn } from "../../../../src/chat/answers/new-turn.ts";
import { Transcript } from "../../../../src/chat/log/transcript.ts";
import type { Room } from "../../../../src/chat/room.ts";
import { preparedIn, roomInMemory } from "./in-memory.ts";

const AT = 1_000;

function ask(room: Room, id: string, status: "queued" | "running"): number {
  const start = status === "queued" ? { status } : { status, callId: `call-${id}`, heldNanoUsd: 500 };
  const asking = { id, cap: undefined, tools: [], atMs: AT };
  const placement = { parent: room.transcript.head, question: null, text: "What is tea?", files: null };
  return room.transcript.insert(newTurn(asking, placement, preparedIn(room, "What is tea?"), start)).seq;
}

const open = (transcript: Transcript) => transcript.open().map(({ seq }) => seq);
/** As an object that wakes reads it. */
const asWoken = (room: Room): Transcript => new Transcript(room.sql, room.chat);

describe("turns that wait or run", () => {
  test("are those of storage, at every step of their lives", () => {
    const { room } = roomInMemory();
    expect([open(room.transcript), room.transcript.lastAtMs]).toEqual([[], null]);
    const first = ask(room, "m1", "running");
    const second = ask(room, "m2", "queued");
    const steps: [number, Parameters<Transcript["change"]>[1]][] = [
      [first, { status: "done", finished_at: AT + 1 }],
      [second, { status: "running", started_at: AT + 2 }],
      [second, { answer: "Leaves." }],
      [second, { status: "stopped", finished_at: AT + 3 }],
      [first, { status: "running", finished_at: null }],
      [first, { status: "done", finished_at: AT + 4 }],
    ];
    for (const [seq, change] of steps) {
      room.transcript.change(seq, change);
      const woken = asWoken(room);
      expect([open(room.transcript), room.transcript.lastAtMs]).toEqual([open(woken), woken.lastAtMs]);
    }
    expect(open(room.transcript)).toEqual([]);
  });

  test("are asked of storage again after a rollback, and not at all where none is left", () => {
    const { room } = roomInMemory();
    const turn = ask(room, "m1", "running");
    expect(() =>
      room.atomically(() => {
        room.transcript.change(turn, { status: "done", finished_at: AT + 1 });
        throw new Error("the disk is full");
      }),
    ).toThrow("the disk is full");
    expect(open(room.transcript)).toEqual([turn]);
    room.transcript.change(turn, { status: "done", finished_at: AT + 1 });
    const { read } = room.sql.rows;
    expect([open(room.transcript), room.transcript.lastAtMs]).toEqual([[], AT + 1]);
    expect(room.sql.rows.read).toBe(read);
  });
});
