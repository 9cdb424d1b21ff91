/**
 * Whether a tool call that a model requests runs, waits for the person, or is refused. Pure. The policy decides first. Then
 * comes the rule against prompt injection (docs/design.md, "What tools return is data"): once foreign text was read for an
 * answer, a call that could carry words of the conversation to a host that the person has not named waits for the person,
 * whatever the policy.
 */
import { isObject, parseJson, type JsonObject } from "../../models/json.ts";
import type { ModelToolCall } from "../../models/tool-calls.ts";
import type { OfferedTool } from "../../tools/tool.ts";
import type { Verdict } from "./loop.ts";

export type Reading = {
  /** Servers (`null`: the web) whose text is in the model's context: results of tools in this answer and in those above it. */
  readFrom: ReadonlySet<string | null>;
  /** What the person wrote on this branch. */
  personText: string;
  /** Foreign text in the model's context. An address copied whole from it carries no word of the conversation. */
  foreignText: string;
  /** A step with an effect was cut off by a crash: nobody knows whether it was done. */
  isUncertain: boolean;
};

export type Consent = {
  verdict: Verdict;
  arguments: JsonObject;
  /** Why it waits although its policy is `always`, or why it is refused; null: neither. */
  why: string | null;
};

const HOST_NOT_NAMED = "The answer has read text of others, and this would send words to a host that you have not named.";
const ADDRESS_NOT_SEEN = "The answer has read text of others, and this address stands in none of it and in none of your messages.";
const MAYBE_DONE = "An earlier step was interrupted, and may have been done already.";
const NEW_DESCRIPTION = "Its server has changed what it says of this tool since you allowed it.";

export function consentTo(call: ModelToolCall, tool: OfferedTool | null, reading: Reading): Consent {
  const parsed = call.arguments.trim() === "" ? {} : parseJson(call.arguments);
  const args = isObject(parsed) ? parsed : {};
  const decided = (verdict: Verdict, why: string | null): Consent => ({ verdict, arguments: args, why });
  if (tool === null) return decided("mistake", "There is no tool of this name. Use one of those you were told of, or answer without.");
  if (!isObject(parsed))
    return decided("mistake", "The arguments are no JSON object. Ask once more with arguments as the tool's schema says.");
  switch (tool.policy) {
    case "never":
      return decided("refuse", "The person does not allow this tool.");
    case "ask":
      return decided("ask", tool.changed ? NEW_DESCRIPTION : null);
    case "always": {
      const why = whyAsk(tool, args, reading);
      return decided(why === null ? "run" : "ask", why);
    }
  }
}

function whyAsk(tool: OfferedTool, args: JsonObject, { readFrom, personText, foreignText, isUncertain }: Reading): string | null {
  if (tool.changed) return NEW_DESCRIPTION;
  if (tool.hasEffect && isUncertain) return MAYBE_DONE;
  const hasReadOthers = [...readFrom].some((from) => from === null || from !== tool.server);
  if (!hasReadOthers) return null;
  switch (tool.sends) {
    case "query":
      // A search goes to the operator's search provider, which no foreign text can change.
      return null;
    case "address": {
      const url = typeof args["url"] === "string" ? args["url"] : "";
      return isNamed(url, personText) || isNamed(url, foreignText) ? null : ADDRESS_NOT_SEEN;
    }
    case "words":
      return tool.host !== null && namesHost(personText, tool.host) ? null : HOST_NOT_NAMED;
  }
}

/** A character (or the end of the text) that may follow an address without being part of it. */
const ENDS_ADDRESS = /^[\s<>"'`)\]},.;:!?*|]|^$/;

/** Whether exactly this address, as a whole, occurs in the text. */
function isNamed(url: string, text: string): boolean {
  if (url === "") return false;
  for (let at = text.indexOf(url); at !== -1; at = text.indexOf(url, at + 1)) {
    if (ENDS_ADDRESS.test(text.slice(at + url.length, at + url.length + 1))) return true;
  }
  return false;
}

const isPartOfHost = (sign: string | undefined): boolean => sign !== undefined && /[a-z0-9.-]/i.test(sign);

/** Whether the person wrote this host's name, and not only as part of a longer one. */
function namesHost(text: string, host: string): boolean {
  const lower = text.toLowerCase();
  for (let at = lower.indexOf(host); at !== -1; at = lower.indexOf(host, at + 1)) {
    const after = lower.slice(at + host.length);
    if (!isPartOfHost(lower[at - 1]) && (!isPartOfHost(after[0]) || /^\.(\s|$)/.test(after))) return true;
  }
  return false;
}
