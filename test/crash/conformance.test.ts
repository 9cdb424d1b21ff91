/** The conformance suite against the server that it was written beside, and against ones that break a rule each. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRules } from "../conformance/rules.ts";
import { conform, OUT_OF_SIGHT, type Outcome } from "../conformance/suite.ts";
import { FrameProxy, type Mutation } from "./frame-proxy.ts";
import { Server } from "./server.ts";

const state = mkdtempSync(join(tmpdir(), "tally-conform-"));
let server: Server;
beforeAll(async () => {
  server = await Server.start(state);
});
afterAll(async () => {
  await server.kill();
  rmSync(state, { recursive: true, force: true });
});

const brokenIn = (outcome: Outcome): string[] =>
  [...outcome].flatMap(([rule, { finding }]) => (finding.state === "broken" ? [`${rule}: ${finding.seen.join("; ")}`] : []));

const isEvent = (frame: string, type: string): boolean => frame.startsWith(`{"type":"${type}"`);

/** What a bad server does, made of frames of a good one, and the rules that must be found broken. */
const MUTATIONS: readonly [name: string, rules: readonly string[], mutation: Mutation][] = [
  ["text is said twice", ["P18", "P24"], () => (frame) => (frame.startsWith("t") ? [frame, frame] : [frame])],
  [
    "a piece of text is left out",
    ["P15", "P24"],
    () => {
      let count = 0;
      return (frame) => (frame.startsWith("t") && (count += 1) === 5 ? [] : [frame]);
    },
  ],
  [
    "two pieces of text change places",
    ["P18", "P24"],
    () => {
      let held: string | null = null;
      let count = 0;
      return (frame) => {
        if (frame.startsWith("t") && (count += 1) === 5) {
          held = frame;
          return [];
        }
        const both = held === null ? [frame] : [frame, held];
        held = null;
        return both;
      };
    },
  ],
  [
    "a command is answered before what it made is told",
    ["P21"],
    () => {
      // What stands before an ack waits for it, or for the first text where none comes.
      const held: string[] = [];
      return (frame) => {
        if (frame.startsWith("{") && !isEvent(frame, "ack") && (held.length > 0 || isEvent(frame, "messages"))) {
          held.push(frame);
          return [];
        }
        return isEvent(frame, "ack") ? [frame, ...held.splice(0)] : [...held.splice(0), frame];
      };
    },
  ],
  ["places in the log fall", ["P13"], () => (frame) => [isEvent(frame, "closed") ? frame.replace(/"seq":\d+/, '"seq":1') : frame]],
  ["an answer ends twice", ["P19"], () => (frame) => (isEvent(frame, "closed") ? [frame, frame] : [frame])],
  ["text comes after the end", ["P15"], () => (frame) => (isEvent(frame, "closed") ? [frame, "t more"] : [frame])],
  [
    "a resume says more than it must",
    ["P12"],
    () => (frame) => [isEvent(frame, "resumed") ? frame.replace("}", `,"more":"${"x".repeat(100)}"}`) : frame],
  ],
  ["a resume begins with text", ["P12"], () => (frame) => (isEvent(frame, "resumed") ? [] : [frame])],
  ["frames of no kind", ["P14"], () => (frame) => (frame.startsWith("t") ? ["x", frame] : [frame])],
];

/** Each rule is a test by its number; those that cannot be seen from outside have tests of their own elsewhere. */
describe("Tally's own server holds", () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await conform({ url: server.base });
  });

  it.each([...readRules()].filter(([rule]) => !Object.hasOwn(OUT_OF_SIGHT, rule)))("[%s] %s", (rule) => {
    expect(outcome.get(rule)?.finding).toEqual({ state: "held" });
  });
});

it.concurrent.each(MUTATIONS)("a server is found out of which %s: %j", async (_name, rules, mutation) => {
  const proxy = await FrameProxy.start(server.base, mutation);
  const outcome = await conform({ url: proxy.base, only: ["P24"] });
  proxy.stop();
  const found = brokenIn(outcome).map((line) => line.slice(0, line.indexOf(":")));
  expect(found).toEqual(expect.arrayContaining([...rules]));
});

it.concurrent("and the proxy alone breaks no rule", async () => {
  const proxy = await FrameProxy.start(server.base, () => (frame) => [frame]);
  const outcome = await conform({ url: proxy.base, only: ["P24"] });
  proxy.stop();
  expect(brokenIn(outcome)).toEqual([]);
});

it("Tally's own server holds them over a crash too", async () => {
  const outcome = await conform({ url: server.base, crash: () => server.restart(), only: ["P24"] });
  expect(brokenIn(outcome)).toEqual([]);
});
