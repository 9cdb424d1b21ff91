/**
 * An answer with tools, killed at every instant of it: one history for each step of the scheduler between the question
 * and the end, the same but for when the crash comes. A search costs money, the note that is added has an effect.
 */
import { describe, expect, test } from "vitest";
import { rowsIn } from "./rows.ts";
import { played, Scripted } from "./scripted.ts";
import { NOTE, SEARCH } from "./web.ts";

/** Who dies: the conversation, the person's object, or both, as a deploy has it. */
type Victim = "conversation" | "person" | "both";

/** The answer of one history, as storage has it at the moment of the crash. */
type Seen = { turn: string; steps: string; holds: string };

const seenIn = (history: Scripted): Seen => {
  const chat = history.chat();
  const [turn] = chat.hasTable("turn")
    ? rowsIn(chat)<{ status: string; call: string | null }>("SELECT status, call_id AS call FROM turn")
    : [];
  const steps = chat.hasTable("step")
    ? rowsIn(chat)<{ tool: string; status: string }>("SELECT tool, status FROM step ORDER BY ordinal")
    : [];
  const { accountHost } = history.platform;
  const holds = accountHost.hasTable("hold") ? rowsIn(accountHost)<{ run: string }>("SELECT run FROM hold WHERE freed IS NULL") : [];
  // A step's hold is named after its place, a model call's is not.
  const ofSteps = holds.filter(({ run }) => /\.\d+\.\d+$/.test(run)).length;
  return {
    turn: turn === undefined ? "none" : `${turn.status}${turn.status === "running" && turn.call === null ? " between calls" : ""}`,
    steps: steps.map(({ tool, status }) => `${tool} ${status}`).join(", "),
    holds: `${holds.length - ofSteps} of calls, ${ofSteps} of steps`,
  };
};

/**
 * Plays it with a crash after so many steps.
 * @returns what does not hold, what there was at the crash (null: all was over before), and how often each tool was done
 */
async function killedAfter(
  steps: number,
  victim: Victim,
  policy: "ask" | "always",
  goesOn: boolean,
): Promise<{ what: string | null; seen: Seen | null; done: number[] }> {
  const history = new Scripted();
  let seen: Seen | null = null;
  const what = await played(async () => {
    const { platform } = history;
    history.begin([{ hasTools: true }]);
    await history.until(/answered connectMcpServer/);
    // Of the three policies that the person may choose.
    if (policy === "always") history.does("set-policy", { which: 1 });
    await history.until(/tab1: frame/);
    platform.model.wish = { tokens: 3, pieceMs: 0, asks: [SEARCH, NOTE] };
    history.does("send");
    for (let taken = 0; taken < steps; taken += 1) {
      if (platform.model.calls.length > 0) platform.model.wish = { tokens: 3, pieceMs: 0, asks: [] };
      const [turn] = history.chat().hasTable("turn") ? rowsIn(history.chat())<{ status: string }>("SELECT status FROM turn") : [];
      const isOver = turn !== undefined && turn.status !== "running" && turn.status !== "queued";
      if (isOver || !(await history.step())) return;
      // Half of it is behind a decision.
      if (/"status":"waiting"/.test(platform.world.lines.at(-1) ?? "")) history.does("decide");
    }
    seen = seenIn(history);
    platform.model.wish = { tokens: 3, pieceMs: 0, asks: [] };
    if (victim !== "person") history.chat().crash("crash");
    if (victim !== "conversation") platform.accountHost.crash("crash");
    if (!goesOn) return;
    await history.pass(30_000);
    history.does("continue");
  }, history);
  return { what, seen, done: [...history.platform.web.searches.values(), ...history.platform.web.notes.values()] };
}

/** Every instant of it. @returns what was there at the crashes */
async function killedAnywhere(victim: Victim, policy: "ask" | "always", goesOn: boolean): Promise<Seen[]> {
  const all: Seen[] = [];
  for (let steps = 0; ; steps += 1) {
    const { what, seen, done } = await killedAfter(steps, victim, policy, goesOn);
    if (seen === null) return all;
    expect(what, `${victim} killed after ${steps} steps, ${JSON.stringify(seen)}`).toBeNull();
    expect(done.every((times) => times === 1)).toBe(true);
    all.push(seen);
  }
}

/** Between what stands which crashes must have come, with a tool that runs unasked: turn, steps, holds. */
const BETWEEN: readonly string[] = [
  // The round is stored, and the search's money is not asked for; held, and its row is not there; both.
  "running between calls | notes__add running | 0 of calls, 0 of steps",
  "running between calls | notes__add running | 0 of calls, 1 of steps",
  "running between calls | web_search running, notes__add running | 0 of calls, 1 of steps",
  // All results are stored, and the next round's money is not asked for; held, and its call is not stored; both.
  "running between calls | web_search done, notes__add done | 0 of calls, 0 of steps",
  "running between calls | web_search done, notes__add done | 1 of calls, 0 of steps",
  "running | web_search done, notes__add done | 1 of calls, 0 of steps",
];

describe(
  "an answer with tools that is killed at any instant loses nothing, and nothing is done twice or unpaid",
  { timeout: 120_000 },
  () => {
    test.each<[Victim, "ask" | "always", boolean]>([
      ["conversation", "ask", true],
      ["person", "always", false],
      ["both", "always", true],
    ])("[I6] [I7] [I8] [I13] %s, with a tool set to %s; somebody goes on with it: %s", async (victim, policy, goesOn) => {
      const seen = (await killedAnywhere(victim, policy, goesOn)).map(({ turn, steps, holds }) => [turn, steps, holds].join(" | "));
      if (policy === "always") expect(seen).toEqual(expect.arrayContaining([...BETWEEN]));
      else expect(seen).toContain("running between calls | notes__add waiting | 0 of calls, 0 of steps");
    });
  },
);
