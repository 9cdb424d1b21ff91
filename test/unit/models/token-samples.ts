/**
 * Texts to measure the estimate of tokens with, written for this test: the kinds of text people paste into a chat, in
 * two sets. The weights of `models/tokens.ts` were fitted with the first, beside Debian's handbook, the translations of
 * Firefox and source files of npm packages; nothing was fitted to the second. `record-token-counts.mjs` counts them, which is why this file imports nothing of the project.
 */
import { readFileSync } from "node:fs";

export type SampleSet = "calibration" | "held out";
export type SampleGroup = "Latin prose" | "other scripts" | "code and data" | "conversation";

export interface SampleMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

export interface Sample {
  set: SampleSet;
  group: SampleGroup;
  name: string;
  /**
   * What an earlier call sent, and what a later one did. A text: its two halves, each a text alone. A conversation: its
   * messages up to the first question, and all of them.
   */
  earlier: readonly SampleMessage[];
  later: readonly SampleMessage[];
}

const SETS: readonly SampleSet[] = ["calibration", "held out"];
const GROUPS: readonly SampleGroup[] = ["Latin prose", "other scripts", "code and data", "conversation"];
const ROLES = ["system", "user", "assistant"] as const;

function named<Name extends string>(names: readonly Name[], text: string | undefined): Name {
  const found = names.find((name) => name === text);
  if (found === undefined) throw new Error(`token-samples.txt: ${text} is none of ${names.join(", ")}`);
  return found;
}

/** Cut after the line feed nearest to the middle. */
function halvesOf(text: string): [string, string] {
  const middle = text.length / 2;
  const before = text.lastIndexOf("\n", middle);
  const after = text.indexOf("\n", middle);
  const cut = after === -1 || middle - before < after - middle ? before : after;
  return [text.slice(0, cut + 1), text.slice(cut + 1)];
}

function messagesOf(text: string): SampleMessage[] {
  return text
    .split(/^@ /m)
    .slice(1)
    .map((message) => {
      const [role, ...lines] = message.split("\n");
      return { role: named(ROLES, role), content: lines.join("\n").trimEnd() };
    });
}

function sampleOf(block: string): Sample {
  const [header = "", ...lines] = block.split("\n");
  const [set, group, name = ""] = header.split(" | ");
  const known = { set: named(SETS, set), group: named(GROUPS, group), name };
  const text = lines.join("\n").trimEnd();
  if (known.group === "conversation") {
    const later = messagesOf(text);
    return { ...known, earlier: later.slice(0, later.findIndex(({ role }) => role === "user") + 1), later };
  }
  const [earlier, later] = halvesOf(text);
  return { ...known, earlier: [{ role: "user", content: earlier }], later: [{ role: "user", content: later }] };
}

/** All samples, in the order of the file. */
export const SAMPLES: readonly Sample[] = readFileSync(new URL("token-samples.txt", import.meta.url), "utf8")
  .split(/^@@ /m)
  .slice(1)
  .map(sampleOf);
