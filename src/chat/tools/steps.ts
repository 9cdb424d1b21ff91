/** Converts steps between their rows, the loop's state and messages. Pure. */
import { Buffer } from "node:buffer";
import { isObject, parseJson, type JsonObject } from "../../models/json.ts";
import { plainLine } from "../../protocol/plain-line.ts";
import { MAX_SHOWN_RESULT, stepStatus, type Step } from "../../protocol/tools.ts";
import { READ_PAGE, WEB_SEARCH } from "../../tools/built-in.ts";
import type { OfferedTool } from "../../tools/tool.ts";
import type { StepRow, TurnRow } from "../log/tables.ts";
import type { LoopState } from "./loop.ts";
import { numbered, sourcesIn } from "./request.ts";

/** UTF-16 code units of results shown in one answer, and the least that is shown of each. */
const SHOWN_IN_ALL = 24_000;
const SHOWN_AT_LEAST = 200;
/** Arguments that messages show, characters of JSON; longer ones are replaced by a note. */
const MAX_SHOWN_ARGUMENTS = 8_000;
const MAX_STEP_TITLE = 160;

/** The loop's state from the stored rows. */
export function loopOf(turn: Pick<TurnRow, "rounds">, steps: readonly StepRow[]): LoopState {
  return {
    rounds: turn.rounds,
    mistakes: steps.filter(({ mistake }) => mistake === 1).length,
    isMoneyShort: false,
    steps: steps.map(({ ordinal, status, effect }) => ({ ordinal, state: status, hasEffect: effect === 1 })),
  };
}

export const stepIdOf = (ordinal: number): string => `s${ordinal}`;

type ShownArguments = Step["arguments"];

function argumentsOf(written: string): ShownArguments {
  if (written.length > MAX_SHOWN_ARGUMENTS) return { "…": `${written.length} characters, which are too many to show` };
  const value = parseJson(written);
  if (!isObject(value)) return {};
  const shown: ShownArguments = {};
  for (const [name, entry] of Object.entries(value)) {
    if (typeof entry === "string" || typeof entry === "number" || typeof entry === "boolean" || typeof entry === "object")
      shown[name] = entry;
  }
  return shown;
}

/** @param steps all steps of one answer. @param from only those that changed after this place in the log; left out: all */
export function stepsOf(steps: readonly StepRow[], from = -1): Step[] {
  const most = Math.min(MAX_SHOWN_RESULT, Math.max(SHOWN_AT_LEAST, Math.floor(SHOWN_IN_ALL / Math.max(1, steps.length))));
  let before = 0;
  return steps.flatMap((row) => {
    const pages = sourcesIn(row.sources);
    const offset = before;
    before += pages.length;
    if (row.changed <= from) return [];
    const result = row.result === null ? null : shortened(numbered(row.result, pages.length, offset), most);
    const status = stepStatus.safeParse(row.status === "ready" ? "running" : row.status);
    return [
      {
        id: stepIdOf(row.ordinal),
        tool: row.tool,
        title: row.title,
        arguments: argumentsOf(row.arguments),
        status: status.success ? status.data : "failed",
        ...(result === null ? {} : { result }),
        ...(pages.length === 0 ? {} : { sources: pages }),
        startedAt: new Date(row.started_at).toISOString(),
        finishedAt: row.finished_at === null ? null : new Date(row.finished_at).toISOString(),
        costNanoUsd: row.cost,
        at: row.at,
        sentTo: row.sent_to,
        ...(row.why === null ? {} : { why: row.why }),
      },
    ];
  });
}

const shortened = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`);

/** About how many UTF-8 bytes an answer's steps take in a message. */
export function bytesOfSteps(steps: readonly Step[]): number {
  return steps.length === 0 ? 0 : Buffer.byteLength(JSON.stringify(steps));
}

const hostOf = (url: unknown): string | null => (typeof url === "string" && URL.canParse(url) ? new URL(url).host : null);

/** What a step does, in a few plain words. The model's own words in it are cleaned: one line, no bidi marks (plain-line.ts). */
export function titleOfStep(name: string, tool: OfferedTool | null, args: JsonObject): string {
  const query = typeof args["query"] === "string" ? args["query"] : null;
  const title = ((): string => {
    if (tool === null) return `${name} (unknown)`;
    if (name === WEB_SEARCH) return query === null ? "Search the web" : `Search for “${query}”`;
    if (name === READ_PAGE) return `Read ${hostOf(args["url"]) ?? "a page"}`;
    return tool.title;
  })();
  const line = plainLine(title);
  return line.length <= MAX_STEP_TITLE ? line : `${line.slice(0, MAX_STEP_TITLE - 1).toWellFormed()}…`;
}

/** The host or server that a step's arguments are sent to, for the person; null: none. */
export function sentToOf(tool: OfferedTool | null, args: JsonObject): string | null {
  if (tool === null || tool.simulated) return null;
  if (tool.server !== null) return tool.server;
  return tool.sends === "address" ? hostOf(args["url"]) : "Cloudflare Web Search";
}
